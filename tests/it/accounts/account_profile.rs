//! The profile and the password of an account.

use axum::http::StatusCode;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::Factor;
use gatehouse::model::attribute::{CustomAttribute, DataType};
use gatehouse::model::password::Password;
use gatehouse::model::pool::{Alias, PoolSettings};
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::user::UserStatus;

use super::account_gate::with_token;
use super::mail_codes::type_code;
use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

const JANE: &str = "jane@example.test";
const NUMBER: &str = "+12025550127";
const NEW: &str = "seven quiet lanterns drift";

async fn attribute(app: &TestApp, name: &str) -> Option<String> {
    let user = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
    user.attributes.get(name).cloned()
}

/// Jane, with an address and a number that were proved, at home after a code by SMS.
async fn with_number(app: &TestApp, browser: &mut Browser) {
    let own = [
        ("email", JANE),
        ("email_verified", "true"),
        ("phone_number", NUMBER),
        ("phone_number_verified", "true"),
    ];
    let new = NewUser {
        username: "jane".to_owned(),
        password: Some(Password::new(PASSWORD)),
        attributes: own.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        status: UserStatus::Confirmed,
    };
    users::create(&app.cx(), &app.demo.pool.id, new).await.expect("a user");
    app.change_pool(|pool| {
        pool.sign_in.mfa = MfaMode::Required;
        pool.sign_in.second_factors = vec![Factor::Sms];
    })
    .await;
    let page = app.at_home(browser, "profile", ("jane", PASSWORD)).await;
    let done = type_code(browser, &page, &app.mailed_code(NUMBER).await).await;
    app.keep_codes(browser, done).await;
    app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Optional).await;
}

/// Types a number into the profile.
async fn change_number(app: &TestApp, browser: &mut Browser, number: &str) -> Answer {
    let page = browser.get(&app.section("profile")).await;
    let mut form = page.form("profile-form");
    form.fill("phone_number", number);
    browser.submit(&page, &form).await
}

fn level(mutable: bool) -> CustomAttribute {
    let name = if mutable { "level" } else { "number" };
    CustomAttribute {
        name: name.into(),
        data_type: DataType::Number,
        minimum: Some(1),
        maximum: Some(9),
        mutable,
    }
}

on_both! {
    async fn a_person_writes_what_the_schema_lets_them(app) {
        app.member("jane", JANE).await;
        app.change_pool(|pool| pool.custom_attributes = vec![level(true), level(false)]).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        let mut form = page.form("profile-form");
        form.fill("name", " Jane Doe ");
        form.fill("locale", "de");
        form.fill("custom:level", "7");
        let saved = browser.submit(&page, &form).await;
        let page = browser.get(&saved.location()).await;
        assert!(page.has("notice"), "{page:?}");
        assert_eq!(attribute(&app, "name").await.as_deref(), Some("Jane Doe"));
        assert_eq!(attribute(&app, "locale").await.as_deref(), Some("de"));
        assert_eq!(attribute(&app, "custom:level").await.as_deref(), Some("7"));
        let mut form = page.form("profile-form");
        form.fill("name", "");
        browser.submit(&page, &form).await;
        assert_eq!(attribute(&app, "name").await, None, "an empty value takes it away");
        assert_eq!(attribute(&app, "email").await.as_deref(), Some(JANE));
    }

    async fn what_is_not_for_people_to_set_is_refused(app) {
        app.member("jane", JANE).await;
        app.change_pool(|pool| pool.custom_attributes = vec![level(true), level(false)]).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        app.change_pool(|pool| pool.required_attributes = vec!["email".into(), "nickname".into()]).await;
        for (name, value) in [
            ("email", "eve@example.test"), ("email_verified", "true"), ("sub", "x"), ("custom:number", "5"),
            ("custom:level", "10"), ("custom:level", "many"), ("custom:none", "1"), ("nickname", ""), ("shoe_size", "44"),
        ] {
            let body = with_token(&page, "profile-form", &[(name, value)]);
            let sent = browser.post(&app.section("profile"), &body).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{name}={value}: {sent:?}");
            complaint(&sent);
        }
        assert_eq!(attribute(&app, "email").await.as_deref(), Some(JANE));
    }

    async fn a_number_to_which_codes_go_is_changed_only_without_them(app) {
        let mut browser = app.browser();
        with_number(&app, &mut browser).await;
        for other in ["+12025550199", ""] {
            let refused = change_number(&app, &mut browser, other).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
            assert!(complaint(&refused).contains("Codes by SMS"), "{refused:?}");
        }
        assert_eq!(attribute(&app, "phone_number").await.as_deref(), Some(NUMBER));
        assert_eq!(attribute(&app, "phone_number_verified").await.as_deref(), Some("true"));
        let same = change_number(&app, &mut browser, "+1 202 555 0127").await;
        assert!(same.location().contains("notice=saved"), "it is the same: {same:?}");
        let id = app.factors_of("jane").await[0].id.clone();
        let page = browser.get(&app.section("factors")).await;
        let removed = browser.submit(&page, &page.form(&format!("remove-{id}"))).await;
        assert!(removed.location().contains("notice=saved"), "{removed:?}");
        let changed = change_number(&app, &mut browser, "+12025550199").await;
        assert!(changed.location().contains("notice=saved"), "{changed:?}");
        assert_eq!(attribute(&app, "phone_number").await.as_deref(), Some("+12025550199"));
        assert_eq!(attribute(&app, "phone_number_verified").await, None);
        let told = app.mail(JANE).await;
        let numbers = told.iter().filter(|mail| mail.subject.contains("phone number"));
        assert_eq!(numbers.count(), 1, "{told:?}");
    }

    async fn a_name_that_somebody_has_stays_theirs(app) {
        let aliases = vec![Alias::Email, Alias::PreferredUsername];
        let settings = PoolSettings { aliases, ..PoolSettings::default() };
        let app = app.in_pool(settings).await;
        app.member("jane", JANE).await;
        app.member("john", "john@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        for taken in ["john", "john@example.test"] {
            let body = with_token(&page, "profile-form", &[("preferred_username", taken)]);
            let sent = browser.post(&app.section("profile"), &body).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{taken}: {sent:?}");
        }
        let own = with_token(&page, "profile-form", &[("preferred_username", "jd")]);
        let saved = browser.post(&app.section("profile"), &own).await;
        assert!(saved.location().contains("notice=saved"), "{saved:?}");
        let by_it = app.type_in(&mut app.browser(), "jd", PASSWORD).await;
        assert!(by_it.has("logout-form"), "{by_it:?}");
    }

    async fn a_new_password_needs_the_present_one_and_ends_all_else(app) {
        app.member("jane", JANE).await;
        let (mut browser, mut other) = (app.browser(), app.browser());
        app.jane_at(&mut other, "profile").await;
        let page = app.jane_at(&mut browser, "password").await;
        let mut form = page.form("password-form");
        form.fill("password", "a wrong guess");
        form.fill("new_password", NEW);
        let wrong = browser.submit(&page, &form).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{wrong:?}");
        form.fill("password", PASSWORD);
        form.fill("new_password", "short");
        let weak = browser.submit(&page, &form).await;
        assert_eq!(weak.status, StatusCode::BAD_REQUEST, "{weak:?}");
        form.fill("new_password", NEW);
        let saved = browser.submit(&page, &form).await;
        assert!(saved.location().contains("notice=saved"), "{saved:?}");
        assert_eq!(browser.get(&app.section("profile")).await.status, StatusCode::OK, "here it goes on");
        assert!(other.get(&app.section("profile")).await.status.is_redirection());
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("error-summary"));
        assert!(app.type_in(&mut app.browser(), "jane", NEW).await.has("logout-form"));
        let told = app.mail(JANE).await;
        assert!(told.iter().any(|mail| mail.subject.contains("password")), "{told:?}");
    }

    async fn guesses_at_the_present_password_are_counted(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "password").await;
        let mut form = page.form("password-form");
        form.fill("password", "a wrong guess");
        form.fill("new_password", NEW);
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(browser.submit(&page, &form).await.status);
        }
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
        let sign_in = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert_eq!(sign_in.status, StatusCode::TOO_MANY_REQUESTS, "it is the same count");
    }

    async fn a_new_password_ends_the_tokens(app) {
        let tokens = app.tokens().await;
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "password", app.demo.user()).await;
        let mut form = page.form("password-form");
        form.fill("password", app.demo.user().1);
        form.fill("new_password", NEW);
        assert!(browser.submit(&page, &form).await.status.is_redirection());
        let refreshed = app.refresh(tokens["refresh_token"].as_str().expect("a token")).await;
        assert_eq!(refreshed.status, StatusCode::BAD_REQUEST, "{refreshed:?}");
        let silent = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert!(silent.parameter("code").is_some(), "this session goes on: {silent:?}");
    }
}
