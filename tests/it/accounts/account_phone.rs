//! The phone number of an account: another one counts once it is proved, and codes follow it then.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::future::join;
use gatehouse::domain::admin::users;
use gatehouse::model::Factor;
use gatehouse::model::pool::{Alias, PoolSettings, UsernameKind};
use gatehouse::model::sign_in::MfaMode;

use super::account_gate::{LATER, with_token};
use super::mail_codes::type_code;
use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, TestApp, on_both};

const JANE: &str = "jane@example.test";
const OLD: &str = "+12025550127";
const NEW: &str = "+12025550199";
const OTHER: &str = "+12025550142";

/// Somebody with an address and a number that were proved.
async fn made(app: &TestApp, name: &str, number: &str) {
    let email = format!("{name}@example.test");
    let own = [
        ("email", email.as_str()),
        ("email_verified", "true"),
        ("phone_number", number),
        ("phone_number_verified", "true"),
    ];
    app.made(name, &own).await;
}

/// Goes on in a pool where people sign in by their number besides, with Jane in it.
async fn by_number(app: TestApp) -> TestApp {
    let settings =
        PoolSettings { aliases: vec![Alias::Email, Alias::PhoneNumber], ..PoolSettings::default() };
    let app = app.in_pool(settings).await;
    made(&app, "jane", OLD).await;
    app
}

/// Jane, to whose number codes go as a second factor, at the page of the section.
async fn with_codes(app: &TestApp, browser: &mut Browser) -> Answer {
    made(app, "jane", OLD).await;
    app.change_pool(|pool| {
        pool.sign_in.mfa = MfaMode::Required;
        pool.sign_in.second_factors = vec![Factor::Sms];
    })
    .await;
    let page = app.at_home(browser, "phone", ("jane", PASSWORD)).await;
    let done = type_code(browser, &page, &app.mailed_code(OLD).await).await;
    app.keep_codes(browser, done).await;
    browser.get(&app.section("phone")).await
}

/// Asks for another number from the page of the section.
async fn ask(browser: &mut Browser, page: &Answer, number: &str) -> Answer {
    let mut form = page.form("phone-form");
    form.fill("phone_number", number);
    browser.submit(page, &form).await
}

/// The same, and the page that follows.
async fn move_to(browser: &mut Browser, page: &Answer, number: &str) -> Answer {
    let asked = ask(browser, page, number).await;
    assert!(asked.location().contains("notice=saved"), "{asked:?}");
    browser.get(&asked.location()).await
}

async fn number_of(app: &TestApp, name: &str) -> Option<String> {
    let user = users::show(&app.cx(), &app.demo.pool.id, name).await.expect("a user");
    user.is_verified("phone_number_verified").then(|| user.attributes["phone_number"].clone())
}

on_both! {
    async fn another_number_counts_once_it_is_proved(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let page = move_to(&mut browser, &page, "+1 202 555 0199").await;
        assert!(page.has("pending") && page.body.contains(OLD), "{page:?}");
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some(OLD), "until then nothing changes");
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("error-summary"));
        assert!(app.type_in(&mut app.browser(), OLD, PASSWORD).await.has("logout-form"));
        let wrong = type_code(&mut browser, &page, "000000").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        complaint(&wrong);
        let code = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(1));
        let done = type_code(&mut browser, &wrong, &code).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some(NEW));
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("logout-form"), "an alias");
        assert!(app.type_in(&mut app.browser(), OLD, PASSWORD).await.has("error-summary"));
        let by_mail = app.mail(JANE).await;
        assert!(by_mail[0].subject.contains("phone number") && by_mail[0].codes.is_empty(), "{by_mail:?}");
        let by_sms = app.mail(OLD).await;
        assert!(by_sms.len() == 1 && by_sms[0].codes.is_empty(), "the old number is told: {by_sms:?}");
    }

    async fn codes_of_a_second_factor_follow_the_number_once_it_is_proved(app) {
        let mut browser = app.browser();
        let page = with_codes(&app, &mut browser).await;
        let page = move_to(&mut browser, &page, NEW).await;
        let asked_at = async |number: &str| {
            app.advance(Duration::from_secs(60));
            let (mut other, before) = (app.browser(), app.mail(number).await.len());
            let typed = app.type_in(&mut other, "jane", PASSWORD).await;
            other.get(&typed.location()).await;
            assert_eq!(app.mail(number).await.len(), before + 1, "{number}");
        };
        let code = app.mailed_code(NEW).await;
        asked_at(OLD).await;
        let done = type_code(&mut browser, &page, &code).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        asked_at(NEW).await;
        assert_eq!(app.factors_of("jane").await.len(), 1, "it is the same factor");
    }

    async fn a_code_to_the_old_number_opens_nothing_any_more(app) {
        made(&app, "jane", OLD).await;
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Password, Factor::Sms]).await;
        let mut thief = app.browser();
        let page = thief.get(&format!("{}/login", app.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fields.retain(|(own, _)| own != "password");
        form.fields.push(("answer".to_owned(), "sms".to_owned()));
        let asked = thief.submit(&page, &form).await;
        let step = thief.get(&asked.location()).await;
        let stolen = app.mailed_code(OLD).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let page = move_to(&mut browser, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        assert!(type_code(&mut browser, &page, &code).await.status.is_redirection());
        let late = type_code(&mut thief, &step, &stolen).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST, "{late:?}");
    }

    async fn a_code_is_good_for_its_number_its_account_and_once(app) {
        let app = by_number(app).await;
        made(&app, "john", OTHER).await;
        let (mut jane, mut john) = (app.browser(), app.browser());
        let page = app.jane_at(&mut jane, "phone").await;
        let first = move_to(&mut jane, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        let page = app.at_home(&mut john, "phone", ("john", PASSWORD)).await;
        let johns = move_to(&mut john, &page, "+12025550143").await;
        assert_eq!(type_code(&mut john, &johns, &code).await.status, StatusCode::BAD_REQUEST);
        app.advance(Duration::from_secs(31));
        let second = move_to(&mut jane, &first, "+12025550144").await;
        let replaced = type_code(&mut jane, &second, &code).await;
        assert_eq!(replaced.status, StatusCode::BAD_REQUEST, "{replaced:?}");
        let at_mail = jane.get(&app.section("email")).await;
        let code = app.mailed_code("+12025550144").await;
        let elsewhere = with_token(&at_mail, "email-form", &[("answer", "verify"), ("code", &code)]);
        let elsewhere = jane.post(&app.section("email"), &elsewhere).await;
        assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST, "it proves no address: {elsewhere:?}");
        assert!(type_code(&mut jane, &second, &code).await.status.is_redirection());
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some("+12025550144"));
        assert_eq!(type_code(&mut jane, &second, &code).await.status, StatusCode::BAD_REQUEST);
    }

    async fn of_two_changes_at_once_one_waits(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let mut again = browser.clone();
        let (one, other) = join(ask(&mut browser, &page, NEW), ask(&mut again, &page, OTHER)).await;
        let asked = [&one, &other].map(|answer| answer.status.is_redirection());
        assert_ne!(asked[0], asked[1], "{one:?} {other:?}");
        let (pending, idle) = if asked[0] { (NEW, OTHER) } else { (OTHER, NEW) };
        assert!(app.mail(idle).await.is_empty(), "nothing goes to the other");
        let page = browser.get(&app.section("phone")).await;
        let code = app.mailed_code(pending).await;
        let mut again = browser.clone();
        let (one, other) =
            join(type_code(&mut browser, &page, &code), type_code(&mut again, &page, &code)).await;
        let verified = [&one, &other].map(|answer| answer.status.is_redirection());
        assert_ne!(verified[0], verified[1], "a code is good once: {one:?} {other:?}");
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some(pending));
    }

    async fn a_number_that_somebody_has_tells_nothing(app) {
        let app = by_number(app).await;
        made(&app, "john", OTHER).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let page = move_to(&mut browser, &page, OTHER).await;
        assert!(page.has("pending"), "the same as for a free one: {page:?}");
        let told = app.mail(OTHER).await;
        assert!(told.len() == 1 && told[0].codes.is_empty(), "{told:?}");
        assert_eq!(type_code(&mut browser, &page, "000000").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some(OLD));
    }

    async fn a_number_that_somebody_proves_meanwhile_is_theirs(app) {
        let app = by_number(app).await;
        made(&app, "john", OTHER).await;
        let (mut jane, mut john) = (app.browser(), app.browser());
        let janes = app.jane_at(&mut jane, "phone").await;
        let janes = move_to(&mut jane, &janes, NEW).await;
        let code = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(1));
        let johns = app.at_home(&mut john, "phone", ("john", PASSWORD)).await;
        let johns = move_to(&mut john, &johns, NEW).await;
        let other = app.mailed_code(NEW).await;
        assert_ne!(code, other);
        let (one, two) =
            join(type_code(&mut jane, &janes, &code), type_code(&mut john, &johns, &other)).await;
        let won = [&one, &two].map(|answer| answer.status.is_redirection());
        assert_ne!(won[0], won[1], "{one:?} {two:?}");
        let late = if won[0] { two } else { one };
        assert_eq!(late.status, StatusCode::BAD_REQUEST);
        for name in ["jane", "john"] {
            assert!(!complaint(&late).contains(name), "nobody learns whose it is: {late:?}");
        }
    }

    async fn what_is_no_other_number_is_refused(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        for bad in ["", "jane", "2025550199", OLD, "+1 202 555 0127", "+19005551234", "+12025550199,+12025550142"] {
            let sent = ask(&mut browser, &page, bad).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{bad:?}: {sent:?}");
        }
    }

    async fn guesses_and_messages_are_bounded(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let page = move_to(&mut browser, &page, NEW).await;
        let soon = ask(&mut browser, &page, OTHER).await;
        assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "{soon:?}");
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(type_code(&mut browser, &page, "000000").await.status);
        }
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
        let mut asked = Vec::new();
        for last in 200..206 {
            app.advance(Duration::from_secs(31));
            asked.push(ask(&mut browser, &page, &format!("+12025550{last}")).await.status);
        }
        let refused = asked.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
        assert_eq!(refused, 2, "wherever they go, five are sent: {asked:?}");
    }

    async fn an_old_sign_in_changes_no_number(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        app.advance(LATER);
        let sent = ask(&mut browser, &page, NEW).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
        assert!(app.mail(NEW).await.is_empty());
    }

    async fn a_number_is_removed_where_nothing_needs_it(app) {
        let app = by_number(app).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let removal = with_token(&page, "phone-form", &[("answer", "remove")]);
        app.change_pool(|pool| pool.required_attributes = vec!["phone_number".into()]).await;
        let required = browser.post(&app.section("phone"), &removal).await;
        assert_eq!(required.status, StatusCode::BAD_REQUEST, "{required:?}");
        assert!(!required.has("remove-form"), "{required:?}");
        app.change_pool(|pool| pool.required_attributes = Vec::new()).await;
        let page = browser.get(&app.section("phone")).await;
        let removed = browser.submit(&page, &page.form("remove-form")).await;
        assert!(removed.location().contains("notice=saved"), "{removed:?}");
        assert_eq!(number_of(&app, "jane").await, None);
        assert!(app.type_in(&mut app.browser(), OLD, PASSWORD).await.has("error-summary"));
        assert_eq!(app.mail(OLD).await.len(), 1, "it is told");
    }

    async fn a_number_to_which_codes_go_is_not_removed(app) {
        let mut browser = app.browser();
        let page = with_codes(&app, &mut browser).await;
        let refused = browser.submit(&page, &page.form("remove-form")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        assert!(complaint(&refused).contains("Codes by SMS"), "{refused:?}");
        assert_eq!(number_of(&app, "jane").await.as_deref(), Some(OLD));
    }

    async fn a_number_that_is_the_name_changes_by_its_code(app) {
        let numbers = PoolSettings {
            username: UsernameKind::Phone,
            aliases: Vec::new(),
            required_attributes: Vec::new(),
            ..PoolSettings::default()
        };
        let app = app.in_pool(numbers).await;
        let values = [("username", OLD), ("password", PASSWORD)];
        app.fill_in(&mut app.browser(), "/signup", "signup-form", &values).await;
        let code = app.mailed_code(OLD).await;
        app.fill_in(&mut app.browser(), "/confirm?username=%2B12025550127", "confirm-form", &[("code", &code)]).await;
        app.advance(Duration::from_secs(1));
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "phone", (OLD, PASSWORD)).await;
        let squatting = [("username", NEW), ("password", PASSWORD)];
        app.fill_in(&mut app.browser(), "/signup", "signup-form", &squatting).await;
        app.advance(Duration::from_secs(1));
        let page = move_to(&mut browser, &page, NEW).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(NEW).await).await;
        assert!(done.location().contains("notice=saved"), "who never proved it makes room: {done:?}");
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("logout-form"));
        assert!(app.type_in(&mut app.browser(), OLD, PASSWORD).await.has("error-summary"));
    }

    async fn a_pool_without_numbers_takes_none(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let sent = ask(&mut browser, &page, NEW).await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{sent:?}");
        assert!(app.mail(NEW).await.is_empty());
        let profile = browser.get(&app.section("profile")).await;
        assert!(!profile.body.contains("/account/phone"), "{profile:?}");
    }
}
