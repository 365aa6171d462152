//! The profile and the password of an account.

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::model::attribute::{CustomAttribute, DataType};
use gatehouse::model::pool::{Alias, PoolSettings};

use super::account_gate::with_token;
use super::{PASSWORD, complaint};
use crate::support::{Pkce, TestApp, on_both};

const JANE: &str = "jane@example.test";
const NEW: &str = "seven quiet lanterns drift";

async fn attribute(app: &TestApp, name: &str) -> Option<String> {
    let user = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
    user.attributes.get(name).cloned()
}

fn level(mutable: bool) -> CustomAttribute {
    let name = if mutable { "level" } else { "number" };
    CustomAttribute {
        name: name.into(),
        data_type: DataType::Number,
        minimum: Some(1),
        maximum: Some(9),
        pattern: None,
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

    async fn the_pages_speak_the_language_that_was_chosen(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        assert!(page.body.contains("<html lang=\"en\""), "{page:?}");
        let mut form = page.form("profile-form");
        form.fill("locale", "ar");
        browser.submit(&page, &form).await;
        let page = browser.get(&format!("{}/account/sessions", app.base)).await;
        assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\""), "{page:?}");
        let page = browser.get(&format!("{}/account/sessions?lang=fr", app.base)).await;
        assert!(page.body.contains("<html lang=\"fr\" dir=\"ltr\""), "what is chosen here comes first");
    }

    async fn what_is_not_for_people_to_set_is_refused(app) {
        app.member("jane", JANE).await;
        app.change_pool(|pool| pool.custom_attributes = vec![level(true), level(false)]).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        app.change_pool(|pool| pool.required_attributes = vec!["email".into(), "nickname".into()]).await;
        for (name, value) in [
            ("email", "eve@example.test"), ("email_verified", "true"), ("sub", "x"), ("custom:number", "5"),
            ("custom:level", "10"), ("custom:level", "many"), ("custom:none", "1"), ("nickname", ""), ("shoe_size", "44"), ("phone_number", "+12025550127"),
        ] {
            let body = with_token(&page, "profile-form", &[(name, value)]);
            let sent = browser.post(&app.section("profile"), &body).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{name}={value}: {sent:?}");
            complaint(&sent);
        }
        assert_eq!(attribute(&app, "email").await.as_deref(), Some(JANE));
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
