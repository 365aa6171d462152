//! The link in the mail about a changed e-mail address, which puts the old one back.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::account::identities;
use gatehouse::domain::admin::users;
use gatehouse::domain::{admin, housekeeping};
use gatehouse::model::Factor;
use gatehouse::model::pool::{Alias, PoolSettings, RecoveryWay};

use super::PASSWORD;
use super::mail_codes::type_code;
use crate::support::upstream::Fake;
use crate::support::{Answer, Authenticator, Browser, TestApp, on_both};

const JANE: &str = "jane@example.test";
const SECOND: &str = "jane@example.org";
const THIRD: &str = "jane@example.net";
const OWN: &str = "walnuts float past";
const NUMBER: &str = "+12025550127";
const OTHER_NUMBER: &str = "+12025550199";

impl TestApp {
    /// Changes the address of somebody who is at that section; the link that the old one gets.
    async fn change(&self, browser: &mut Browser, page: &Answer, old: &str, new: &str) -> String {
        let mut form = page.form("email-form");
        form.fill("email", new);
        let asked = browser.submit(page, &form).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("code-form");
        form.fill("code", &self.mailed_code(new).await);
        self.advance(Duration::from_secs(31));
        let done = browser.submit(&page, &form).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        let link = self.undo_link(old).await;
        self.advance(Duration::from_secs(1)); // later messages are newer
        link
    }

    /// The path of the link in the newest mail to an address.
    async fn undo_link(&self, old: &str) -> String {
        let told = self.mail(old).await.remove(0);
        assert!(told.text.contains("Put my address back"), "{told:?}");
        told.links[0].strip_prefix("http://localhost:9080").expect("a link of ours").to_owned()
    }

    /// Jane, whose address was changed from her own session; the session, and the link.
    async fn moved(&self) -> (Browser, String) {
        self.member("jane", JANE).await;
        let mut browser = self.browser();
        let page = self.jane_at(&mut browser, "email").await;
        let link = self.change(&mut browser, &page, JANE, SECOND).await;
        (browser, link)
    }

    /// Opens a link and presses its button.
    async fn put_back(&self, browser: &mut Browser, link: &str) -> Answer {
        let page = browser.get(link).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        browser.submit(&page, &page.form("undo-form")).await
    }

    /// Jane shows anew who she is, by her password and an application, on the way to her address.
    async fn show_both(&self, browser: &mut Browser, secret: &str) -> Answer {
        self.advance(Duration::from_secs(30));
        let login = format!("{}/login?_account=email&_again=1", self.base);
        let step = self.prove(browser, &login, ("jane", PASSWORD)).await;
        let entered = self.show_code(browser, &step, "code-form", secret).await;
        browser.get(&entered.location()).await
    }

    /// Jane with an address and a number that were proved, by which she recovers first.
    async fn with_number(&self) -> (Browser, Answer) {
        self.change_pool(|pool| {
            pool.recovery = vec![RecoveryWay::VerifiedPhoneNumber, RecoveryWay::VerifiedEmail];
        })
        .await;
        let own = [
            ("email", JANE),
            ("email_verified", "true"),
            ("phone_number", NUMBER),
            ("phone_number_verified", "true"),
        ];
        self.made("jane", &own).await;
        let mut browser = self.browser();
        let page = self.jane_at(&mut browser, "phone").await;
        (browser, page)
    }

    /// Another number takes the place of hers.
    async fn renumber(&self, browser: &mut Browser, page: &Answer) {
        let mut form = page.form("phone-form");
        form.fill("phone_number", OTHER_NUMBER);
        let asked = browser.submit(page, &form).await;
        let page = browser.get(&asked.location()).await;
        let code = self.mailed_code(OTHER_NUMBER).await;
        let done = type_code(browser, &page, &code).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
    }

    /// Her number, where it was proved.
    async fn proved_number(&self) -> Option<String> {
        let user = users::show(&self.cx(), &self.demo.pool.id, "jane").await.expect("a user");
        let proved = user.is_verified("phone_number_verified");
        proved.then(|| user.attributes["phone_number"].clone())
    }

    async fn present_address(&self) -> String {
        let user = users::show(&self.cx(), &self.demo.pool.id, "jane").await.expect("a user");
        assert!(user.email_is_verified());
        user.attributes["email"].clone()
    }
}

/// The link was good no more.
fn assert_spent(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
    assert!(!answer.has("undo-form") && answer.body.contains("no longer valid"), "{answer:?}");
}

on_both! {
    async fn the_old_address_comes_back_and_the_stranger_goes(app) {
        let (mut stranger, link) = app.moved().await;
        let mut owner = app.browser();
        owner.get(&link).await;
        assert_eq!(app.present_address().await, SECOND, "opening the link changes nothing");
        let done = app.put_back(&mut owner, &link).await;
        assert!(done.location().contains("/confirmforgotPassword"), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        let home = stranger.get(&app.section("email")).await;
        assert!(home.location().contains("/login"), "the session has ended: {home:?}");
        let refused = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(!refused.has("logout-form"), "the password opens nothing: {refused:?}");
        let told = app.mail(SECOND).await;
        assert!(told[0].text.contains("was put back"), "{told:?}");
        let page = owner.get(&done.location()).await;
        assert!(page.has("notice"), "{page:?}");
        let code = app.mailed_code(JANE).await;
        let reset = app.reset(&mut owner, &page, &code, OWN).await;
        assert!(reset.location().contains("/login"), "{reset:?}");
        for name in ["jane", JANE] {
            assert!(app.type_in(&mut app.browser(), name, OWN).await.has("logout-form"), "{name}");
        }
        let by_second = app.type_in(&mut app.browser(), SECOND, OWN).await;
        assert!(by_second.has("error-summary"), "{by_second:?}");
    }

    async fn a_link_works_once(app) {
        let (_, link) = app.moved().await;
        let (mut first, mut second) = (app.browser(), app.browser());
        let pages = (first.get(&link).await, second.get(&link).await);
        let (one, other) = futures_util::future::join(
            first.submit(&pages.0, &pages.0.form("undo-form")),
            second.submit(&pages.1, &pages.1.form("undo-form")),
        )
        .await;
        let (done, late) = if one.status.is_redirection() { (one, other) } else { (other, one) };
        assert!(done.status.is_redirection(), "{done:?}");
        assert_spent(&late);
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
    }

    async fn a_link_lasts_three_days(app) {
        let (_, link) = app.moved().await;
        app.advance(Duration::from_secs(72 * 60 * 60 + 1));
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
        assert_eq!(app.present_address().await, SECOND);
        app.advance(Duration::from_secs(60 * 60));
        assert!(housekeeping::clean(&app.cx()).await.expect("a clean house") > 0);
    }

    async fn a_link_is_good_at_its_pool_alone_and_not_without_its_code(app) {
        let (_, link) = app.moved().await;
        let second = app.second_pool(PoolSettings::default()).await;
        let elsewhere = link.replace(app.demo.pool.id.as_str(), second.id.as_str());
        assert_spent(&app.put_back(&mut app.browser(), &elsewhere).await);
        let page = app.browser().get(&format!("{}/email/undo", app.base)).await;
        assert!(!page.has("undo-form"), "{page:?}");
        for guess in ["x", "..%2F", "%22%3E%3Cscript%3E"] {
            let guessed = format!("{}/email/undo?code={guess}", app.base);
            let answer = app.put_back(&mut app.browser(), &guessed).await;
            assert_spent(&answer);
            assert!(!answer.body.contains("<script>"), "{answer:?}");
        }
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn a_form_from_elsewhere_changes_nothing(app) {
        let (_, link) = app.moved().await;
        let code = link.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        let mut browser = app.browser();
        let forged = browser.post(&link, &format!("code={code}")).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{forged:?}");
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn a_link_undoes_all_that_came_after_it(app) {
        let (mut browser, first) = app.moved().await;
        let page = browser.get(&app.section("email")).await;
        let second = app.change(&mut browser, &page, SECOND, THIRD).await;
        let done = app.put_back(&mut app.browser(), &first).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        assert_spent(&app.put_back(&mut app.browser(), &second).await);
        assert_eq!(app.present_address().await, JANE, "who came after has no way back");
    }

    async fn a_link_leaves_those_before_it(app) {
        let (mut browser, first) = app.moved().await;
        let page = browser.get(&app.section("email")).await;
        let second = app.change(&mut browser, &page, SECOND, THIRD).await;
        assert!(app.put_back(&mut app.browser(), &second).await.status.is_redirection());
        assert_eq!(app.present_address().await, SECOND);
        assert!(app.put_back(&mut app.browser(), &first).await.status.is_redirection());
        assert_eq!(app.present_address().await, JANE);
    }

    async fn an_address_that_somebody_else_has_proved_stays_theirs(app) {
        let (_, link) = app.moved().await;
        app.member("john", JANE).await;
        let refused = app.put_back(&mut app.browser(), &link).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
        assert_eq!(app.present_address().await, SECOND);
        let john = users::show(&app.cx(), &app.demo.pool.id, JANE).await.expect("john");
        assert_eq!(john.username.as_str(), "john");
    }

    async fn a_disabled_account_has_no_way_back(app) {
        let (_, link) = app.moved().await;
        users::disable(&app.cx(), &app.demo.pool.id, "jane").await.expect("disabled");
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn without_recovery_by_code_the_password_ends_as_well(app) {
        let (mut stranger, link) = app.moved().await;
        app.change_pool(|pool| pool.recovery = Vec::new()).await;
        let mut owner = app.browser();
        let done = app.put_back(&mut owner, &link).await;
        assert!(done.location().contains("/confirmforgotPassword"), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        assert!(stranger.get(&app.section("email")).await.location().contains("/login"));
        let refused = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(!refused.has("logout-form"), "the password opens nothing: {refused:?}");
        let code = app.mailed_code(JANE).await;
        app.advance(Duration::from_secs(60));
        let before = app.mail(JANE).await.len();
        app.forget(&mut app.browser(), "jane").await;
        assert_eq!(app.mail(JANE).await.len(), before, "nobody else has one sent");
        let page = owner.get(&done.location()).await;
        let reset = app.reset(&mut owner, &page, &code, OWN).await;
        assert!(reset.location().contains("/login"), "{reset:?}");
        assert!(app.type_in(&mut app.browser(), "jane", OWN).await.has("logout-form"));
        let page = owner.get(&done.location()).await;
        let twice = app.reset(&mut owner, &page, &code, "a third one that is long").await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{twice:?}");
    }

    async fn what_was_set_up_before_the_change_goes_as_well(app) {
        app.member("jane", JANE).await;
        let fake = Fake::oidc(&app).await;
        let provider = fake.join(&app, |_| ()).await;
        let mut stranger = app.browser();
        app.jane_at(&mut stranger, "factors").await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        admin::identities::link(&cx, pool, "jane", &provider.name, "theirs").await.expect("linked");
        let secret = app.add_totp(&mut stranger, "Theirs").await;
        let page = app.show_both(&mut stranger, &secret).await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        let user = users::show(&app.cx(), pool, "jane").await.expect("a user");
        assert_eq!(identities::list(&app.cx(), &user).await.expect("identities").len(), 1);
        assert_eq!(app.factors_of("jane").await.len(), 1);
        assert!(app.put_back(&mut app.browser(), &link).await.status.is_redirection());
        assert!(identities::list(&app.cx(), &user).await.expect("identities").is_empty());
        assert!(app.factors_of("jane").await.is_empty(), "it opens nothing");
    }

    async fn a_passkey_of_the_same_session_opens_nothing(app) {
        app.member("jane", JANE).await;
        let first = vec![Factor::Password, Factor::Passkey];
        app.change_pool(|pool| pool.sign_in.first_factors = first).await;
        let mut stranger = app.browser();
        let page = app.jane_at(&mut stranger, "email").await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        let page = stranger.get(&app.section("passkey")).await;
        let credential = Authenticator::new().make(&Authenticator::question(&page));
        let added = app.answer_by_passkey(&mut stranger, &page, &credential).await;
        assert!(added.location().contains("notice=saved"), "{added:?}");
        assert!(app.put_back(&mut app.browser(), &link).await.status.is_redirection());
        assert!(app.factors_of("jane").await.is_empty());
    }

    async fn what_the_owner_has_set_up_in_another_session_stays(app) {
        app.member("jane", JANE).await;
        let mut owner = app.browser();
        app.jane_at(&mut owner, "factors").await;
        let secret = app.add_totp(&mut owner, "Hers").await;
        app.advance(Duration::from_secs(60 * 60));
        let mut stranger = app.browser();
        let page = app.show_both(&mut stranger, &secret).await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        assert!(app.put_back(&mut app.browser(), &link).await.status.is_redirection());
        assert_eq!(app.factors_of("jane").await.len(), 1);
    }

    async fn a_number_that_came_before_the_change_is_no_way_back(app) {
        let (mut stranger, page) = app.with_number().await;
        app.renumber(&mut stranger, &page).await;
        let page = stranger.get(&app.section("email")).await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        assert_eq!(app.proved_number().await.as_deref(), Some(OTHER_NUMBER));
        let before = app.mail(OTHER_NUMBER).await.len();
        let mut owner = app.browser();
        let done = app.put_back(&mut owner, &link).await;
        assert_eq!(app.proved_number().await, None);
        assert_eq!(app.mail(OTHER_NUMBER).await.len(), before, "no code goes there");
        let (page, code) = (owner.get(&done.location()).await, app.mailed_code(JANE).await);
        let reset = app.reset(&mut owner, &page, &code, OWN).await;
        assert!(reset.location().contains("/login"), "{reset:?}");
    }

    async fn a_number_that_came_after_the_change_gives_way_to_the_one_before(app) {
        let (mut stranger, _) = app.with_number().await;
        let page = stranger.get(&app.section("email")).await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        let page = stranger.get(&app.section("phone")).await;
        app.renumber(&mut stranger, &page).await;
        assert_eq!(app.proved_number().await.as_deref(), Some(OTHER_NUMBER));
        assert!(app.put_back(&mut app.browser(), &link).await.status.is_redirection());
        assert_eq!(app.proved_number().await.as_deref(), Some(NUMBER));
    }

    async fn a_number_that_is_somebody_elses_by_now_stays_theirs(app) {
        let settings = PoolSettings {
            aliases: vec![Alias::Email, Alias::PhoneNumber],
            ..PoolSettings::default()
        };
        let app = app.in_pool(settings).await;
        let (mut stranger, _) = app.with_number().await;
        let page = stranger.get(&app.section("email")).await;
        let link = app.change(&mut stranger, &page, JANE, SECOND).await;
        let page = stranger.get(&app.section("phone")).await;
        app.renumber(&mut stranger, &page).await;
        let own = [("phone_number", NUMBER), ("phone_number_verified", "true")];
        app.made("john", &own).await;
        assert!(app.put_back(&mut app.browser(), &link).await.status.is_redirection());
        assert_eq!((app.present_address().await.as_str(), app.proved_number().await), (JANE, None));
        let holder = users::show(&app.cx(), &app.demo.pool.id, NUMBER).await.expect("john");
        assert_eq!(holder.username.as_str(), "john");
    }
}
