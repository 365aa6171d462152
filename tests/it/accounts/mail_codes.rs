//! Codes by mail: as the first factor and as a further one, each good for its own sign-in alone.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::future::join_all;
use gatehouse::model::Factor;
use gatehouse::model::sign_in::MfaMode;

use super::enumeration::shown;
use super::{PASSWORD, complaint};
use crate::process::html::text_of;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

const JANE: &str = "jane@example.test";

impl TestApp {
    /// People may begin with a password or a code by mail.
    pub(super) async fn let_in_by_mail(&self) {
        self.change_pool(|pool| {
            pool.sign_in.first_factors = vec![Factor::Password, Factor::Email];
        })
        .await;
    }

    /// Asks for a code on a sign-in page; what the page answers.
    pub(super) async fn ask_for_code(
        &self,
        browser: &mut Browser,
        page: &Answer,
        name: &str,
    ) -> Answer {
        let mut form = page.form("login-form");
        form.fill("username", name);
        form.fields.retain(|(own, _)| own != "password");
        form.fields.push(("answer".to_owned(), "email".to_owned()));
        browser.submit(page, &form).await
    }

    /// Asks for a code on the bare sign-in page, and opens the page that follows.
    pub(super) async fn begin_by_mail(&self, browser: &mut Browser, name: &str) -> Answer {
        let page = browser.get(&format!("{}/login", self.base)).await;
        let asked = self.ask_for_code(browser, &page, name).await;
        browser.get(&asked.location()).await
    }

    /// The same for an authorization request.
    async fn begin_for(&self, browser: &mut Browser, pkce: &Pkce, name: &str) -> Answer {
        let asked = browser.get(&self.authorize(pkce, &[])).await;
        let page = browser.get(&asked.location()).await;
        let asked = self.ask_for_code(browser, &page, name).await;
        browser.get(&asked.location()).await
    }

    /// Asks for another code.
    async fn ask_again(&self, browser: &mut Browser, page: &Answer) -> Answer {
        browser.submit(page, &page.form("resend-form")).await
    }

    /// The path of the link in the newest mail.
    async fn mailed_link(&self, to: &str) -> String {
        let mail = self.mail(to).await;
        let link = mail.first().and_then(|mail| mail.links.first()).expect("a link").clone();
        link.strip_prefix("http://localhost:9080").expect("our own address").to_owned()
    }

    /// A second factor by mail is demanded of everybody.
    async fn demand_mail(&self) {
        self.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Email];
        })
        .await;
    }
}

/// Types a code into the page that asks for it.
pub(super) async fn type_code(browser: &mut Browser, page: &Answer, code: &str) -> Answer {
    let mut form = page.form("code-form");
    form.fill("code", code);
    browser.submit(page, &form).await
}

/// A code that is not this one.
fn another(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

/// Types all of these codes into one page at once, by turns on two nodes.
async fn type_at_once(
    app: &TestApp,
    browser: &Browser,
    page: &Answer,
    codes: Vec<String>,
) -> Vec<Answer> {
    let node = app.second_node(|_| {}).await;
    let sent = codes.into_iter().enumerate().map(|(turn, code)| {
        let mut other = if turn % 2 == 0 { app.browser() } else { node.browser() };
        other.cookies.clone_from(&browser.cookies);
        async move { type_code(&mut other, page, &code).await }
    });
    join_all(sent).await
}

on_both! {
    async fn a_code_by_mail_opens_the_account(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let page = app.begin_for(&mut browser, &pkce, "jane").await;
        let code = app.mailed_code(JANE).await;
        let wrong = type_code(&mut browser, &page, another(&code)).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{wrong:?}");
        let done = type_code(&mut browser, &page, &code).await;
        let tokens = app.redeem(&done.parameter("code").expect("a code"), &pkce).await.json();
        let id_token = claims(tokens["id_token"].as_str().expect("a token"));
        assert_eq!(id_token["amr"], serde_json::json!(["email_otp"]));
        let late = type_code(&mut browser, &page, &code).await;
        assert!(late.location().contains("notice=sign_in_expired"), "used up: {late:?}");
    }

    async fn nobody_learns_whether_there_is_an_account(app) {
        app.let_in_by_mail().await;
        app.member("known-a", "a@example.test").await;
        app.member("known-b", "b@example.test").await;
        app.sign_up(&mut app.browser(), "known-c", "c@example.test").await;
        let users = &app.demo.pool.id;
        gatehouse::domain::admin::users::disable(&app.cx(), users, "known-b").await.expect("disabled");
        let before = app.mail("b@example.test").await.len();
        let mut seen = Vec::new();
        for name in ["known-a", "known-b", "known-c", "unknown"] {
            let mut browser = app.browser();
            let page = browser.get(&format!("{}/login", app.base)).await;
            let asked = app.ask_for_code(&mut browser, &page, name).await;
            let mut answers = vec![shown(&asked, name)];
            let cookies: Vec<(String, usize)> =
                browser.cookies.iter().map(|(name, value)| (name.clone(), value.len())).collect();
            let page = browser.get(&asked.location()).await;
            answers.push(shown(&page, name));
            answers.push(shown(&app.ask_again(&mut browser, &page).await, name));
            for _ in 0..7 {
                answers.push(shown(&type_code(&mut browser, &page, "abcdef").await, name));
            }
            for _ in 0..7 {
                let mut other = app.browser();
                let asked = app.begin_by_mail(&mut other, name).await;
                answers.push(shown(&asked, name));
                answers.push(shown(&type_code(&mut other, &asked, "abcdef").await, name));
            }
            seen.push((answers, cookies));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(app.mail("b@example.test").await.len(), before, "a disabled account");
        assert_eq!(app.mail("a@example.test").await.len(), 1 + 5, "and no more to an address");
    }

    async fn a_code_is_good_for_its_own_sign_in_alone(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        app.member("joe", "joe@example.test").await;
        let (mut first, mut second, mut stranger) = (app.browser(), app.browser(), app.browser());
        let page = app.begin_by_mail(&mut first, "jane").await;
        let code = app.mailed_code(JANE).await;
        app.advance(Duration::from_secs(1));
        let other = app.begin_by_mail(&mut second, "jane").await;
        let joe = app.begin_by_mail(&mut stranger, "joe").await;
        for (browser, page) in [(&mut second, &other), (&mut stranger, &joe)] {
            let refused = type_code(browser, page, &code).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        }
        let done = type_code(&mut first, &page, &code).await;
        assert!(done.has("logout-form"), "another sign-in takes nothing from it: {done:?}");
    }

    async fn a_code_is_tried_five_times(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let code = app.mailed_code(JANE).await;
        for _ in 0..5 {
            type_code(&mut browser, &page, another(&code)).await;
        }
        app.advance(Duration::from_secs(60));
        let spent = type_code(&mut browser, &page, &code).await;
        assert!(complaint(&spent).contains("no longer valid"), "{spent:?}");
        let sent = app.ask_again(&mut browser, &page).await;
        assert!(sent.location().contains("notice=code_sent"), "{sent:?}");
        app.advance(Duration::from_secs(60));
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn thirty_guesses_at_once_on_two_nodes_are_five(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let code = app.mailed_code(JANE).await;
        let guesses = vec![another(&code).to_string(); 30];
        let answers = type_at_once(&app, &browser, &page, guesses).await;
        let looked_at = answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST);
        assert!(looked_at.count() <= 5, "{answers:?}");
    }

    async fn one_code_at_once_opens_one_session(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let code = app.mailed_code(JANE).await;
        let answers = type_at_once(&app, &browser, &page, vec![code; 4]).await;
        let opened = answers.iter().filter(|answer| answer.has("logout-form")).count();
        assert_eq!(opened, 1, "{answers:?}");
    }

    async fn a_code_ends_after_ten_minutes(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let code = app.mailed_code(JANE).await;
        app.advance(Duration::from_secs(10 * 60));
        let late = type_code(&mut browser, &page, &code).await;
        assert!(complaint(&late).contains("no longer valid"), "{late:?}");
    }

    async fn another_code_replaces_the_one_before_and_is_not_sent_at_once(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let old = app.mailed_code(JANE).await;
        let soon = app.ask_again(&mut browser, &page).await;
        assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "{soon:?}");
        app.advance(Duration::from_secs(30));
        let sent = app.ask_again(&mut browser, &page).await;
        assert!(sent.location().contains("notice=code_sent"), "{sent:?}");
        let new = app.mailed_code(JANE).await;
        if old != new {
            let refused = type_code(&mut browser, &page, &old).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        }
        assert!(type_code(&mut browser, &page, &new).await.has("logout-form"));
    }

    async fn a_code_confirms_the_account_and_ends_a_password_that_may_be_anybodys(app) {
        app.let_in_by_mail().await;
        app.sign_up(&mut app.browser(), "jane", JANE).await;
        app.advance(Duration::from_secs(60));
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        assert!(done.has("logout-form"), "{done:?}");
        let stays = browser.get(&format!("{}/login", app.base)).await;
        assert!(stays.has("logout-form"), "{stays:?}");
        let planted = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert_eq!(planted.status, StatusCode::BAD_REQUEST, "{planted:?}");
        app.advance(Duration::from_secs(60));
        let before = app.mail(JANE).await.len();
        app.begin_by_mail(&mut app.browser(), JANE).await;
        assert_eq!(app.mail(JANE).await.len(), before + 1, "the address is a name from now on");
    }

    async fn the_link_does_what_the_code_does_in_the_browser_that_asked(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        app.begin_for(&mut browser, &pkce, "jane").await;
        let link = app.mailed_link(JANE).await;
        let page = browser.get(&link).await;
        let again = browser.get(&link).await;
        assert!(again.body.contains("link-form"), "opening it changes nothing: {again:?}");
        let policy = page.headers["content-security-policy"].to_str().expect("ASCII");
        assert!(policy.contains("form-action 'self' http://localhost:9080"), "{policy}");
        let done = browser.submit(&page, &page.form("link-form")).await;
        let code = done.parameter("code").unwrap_or_else(|| panic!("no code: {done:?}"));
        assert_eq!(done.parameter("state").as_deref(), Some("a state"));
        assert!(app.redeem(&code, &pkce).await.json()["id_token"].is_string());
        let twice = browser.submit(&page, &page.form("link-form")).await;
        assert!(!twice.status.is_redirection(), "{twice:?}");
    }

    async fn the_link_signs_nobody_in_elsewhere(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        let (mut browser, mut other) = (app.browser(), app.browser());
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let (link, code) = (app.mailed_link(JANE).await, app.mailed_code(JANE).await);
        // One with a sign-in of its own is as good as any other browser.
        app.begin_by_mail(&mut other, "nobody").await;
        let form = browser.get(&link).await.form("link-form");
        for mut elsewhere in [app.browser(), other] {
            let opened = elsewhere.get(&link).await;
            assert_eq!(text_of(&opened.body, "code").as_deref().map(str::trim), Some(code.as_str()));
            let forced = elsewhere.submit(&opened, &form).await;
            assert!(!forced.has("logout-form") && !forced.status.is_redirection(), "{forced:?}");
        }
        let words = format!("{}/login/link?mark=0&code=Call+us", app.base);
        assert!(app.browser().get(&words).await.status.is_redirection(), "no words of strangers");
        assert!(type_code(&mut browser, &page, &code).await.has("logout-form"));
    }

    async fn an_address_is_set_up_on_the_way_and_asked_for_ever_after(app) {
        app.member("jane", JANE).await;
        app.demand_mail().await;
        let mut browser = app.browser();
        let typed = app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&typed.location()).await;
        assert!(page.body.contains("j***@e***"), "{page:?}");
        let sent = app.mail(JANE).await.len();
        browser.get(&typed.location()).await;
        assert_eq!(app.mail(JANE).await.len(), sent, "one code a sign-in");
        let wrong = type_code(&mut browser, &page, "abcdef").await;
        assert!(complaint(&wrong).contains("have another one sent"), "{wrong:?}");
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        let done = app.keep_codes(&mut browser, done).await;
        assert!(done.has("logout-form"), "{done:?}");
        app.advance(Duration::from_secs(60));
        let (mut again, pkce) = (app.browser(), Pkce::new());
        let asked = again.get(&app.authorize(&pkce, &[])).await;
        let page = again.get(&asked.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fill("password", PASSWORD);
        let typed = again.submit(&page, &form).await;
        let page = again.get(&typed.location()).await;
        let wrong = type_code(&mut again, &page, "abcdef").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        let done = type_code(&mut again, &page, &app.mailed_code(JANE).await).await;
        let tokens = app.redeem(&done.parameter("code").expect("a code"), &pkce).await.json();
        let id_token = claims(tokens["id_token"].as_str().expect("a token"));
        assert_eq!(id_token["amr"], serde_json::json!(["pwd", "email_otp", "mfa"]));
    }

    async fn an_address_that_rests_is_not_told_by_asking_for_another_code(app) {
        app.let_in_by_mail().await;
        app.member("jane", JANE).await;
        for _ in 0..5 {
            app.begin_by_mail(&mut app.browser(), "jane").await;
        }
        let sent = app.mail(JANE).await.len();
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        app.advance(Duration::from_secs(30));
        let again = app.ask_again(&mut browser, &page).await;
        assert!(again.location().contains("notice=code_sent"), "{again:?}");
        assert_eq!(app.mail(JANE).await.len(), sent, "the address rests");
        let soon = app.ask_again(&mut browser, &page).await;
        assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "as where one was sent: {soon:?}");
    }

    async fn a_stranger_uses_up_no_codes_of_whoever_has_shown_the_password(app) {
        app.member("jane", JANE).await;
        app.demand_mail().await;
        let mut browser = app.browser();
        let typed = app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&typed.location()).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        assert!(app.keep_codes(&mut browser, done).await.has("logout-form"));
        app.change_pool(|pool| {
            pool.sign_in.first_factors = vec![Factor::Password, Factor::Email];
            pool.sign_in.second_factors = vec![Factor::Totp, Factor::Email];
        })
        .await;
        for _ in 0..8 {
            let mut stranger = app.browser();
            let page = app.begin_by_mail(&mut stranger, "jane").await;
            type_code(&mut stranger, &page, "abcdef").await;
            app.advance(Duration::from_secs(1));
        }
        let sent = app.mail(JANE).await.len();
        let mut browser = app.browser();
        let typed = app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&typed.location()).await;
        assert_eq!(app.mail(JANE).await.len(), sent + 1, "a code comes all the same");
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        assert!(done.has("logout-form"), "and is looked at: {done:?}");
    }

    async fn who_has_no_address_cannot_set_one_up(app) {
        app.change_pool(|pool| pool.required_attributes = Vec::new()).await;
        app.made("ann", &[]).await;
        app.demand_mail().await;
        let mut browser = app.browser();
        let typed = app.type_in(&mut browser, "ann", PASSWORD).await;
        let page = browser.get(&typed.location()).await;
        assert!(complaint(&page).contains("cannot be done here"), "{page:?}");
    }

    async fn a_code_is_sent_where_the_pool_lets_it_alone(app) {
        app.member("jane", JANE).await;
        let before = app.mail(JANE).await.len();
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/login", app.base)).await;
        let refused = app.ask_for_code(&mut browser, &page, "jane").await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        assert_eq!(app.mail(JANE).await.len(), before);
    }
}
