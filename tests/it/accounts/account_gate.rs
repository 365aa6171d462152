//! The account: who gets in, who may change something, and what of others is out of reach.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::pools::{self, PoolChange};
use gatehouse::model::pool::PoolSettings;

use super::PASSWORD;
use crate::support::totp::code_at;
use crate::support::{Answer, Browser, Pkce, TestApp, form, on_both};

pub const SECTIONS: [&str; 8] =
    ["profile", "email", "phone", "password", "factors", "sessions", "applications", "data"];

/// Longer than a sign-in is fresh.
pub const LATER: Duration = Duration::from_secs(5 * 60 + 1);

impl TestApp {
    /// The path of a section.
    pub(super) fn section(&self, name: &str) -> String {
        format!("{}/account/{name}", self.base)
    }

    /// Somebody signs in on the way to a section of their account, and opens it.
    pub(super) async fn at_home(
        &self,
        browser: &mut Browser,
        section: &str,
        (name, password): (&str, &str),
    ) -> Answer {
        let asked = browser.get(&self.section(section)).await;
        assert!(asked.location().starts_with(&format!("{}/login?", self.base)), "{asked:?}");
        self.prove(browser, &asked.location(), (name, password)).await
    }

    /// Signs in at that page, and goes on to where it leads.
    pub(super) async fn prove(
        &self,
        browser: &mut Browser,
        login: &str,
        (name, password): (&str, &str),
    ) -> Answer {
        let page = browser.get(login).await;
        let mut form = page.form("login-form");
        form.fill("username", name);
        form.fill("password", password);
        let entered = browser.submit(&page, &form).await;
        browser.get(&entered.location()).await
    }

    /// Jane, at a section of her account.
    pub(super) async fn jane_at(&self, browser: &mut Browser, section: &str) -> Answer {
        let page = self.at_home(browser, section, ("jane", PASSWORD)).await;
        assert_eq!(page.at, self.section(section), "{page:?}");
        page
    }
}

/// The body of a form with its token, and these fields in the place of its own.
pub fn with_token(page: &Answer, id: &str, fields: &[(&str, &str)]) -> String {
    let form_ = page.form(id);
    let token = form_.fields.iter().find(|(name, _)| name == "_csrf").expect("a token");
    let token = [("_csrf", token.1.as_str())];
    form(&[&token, fields].concat())
}

on_both! {
    async fn each_section_asks_for_a_sign_in_and_is_come_back_to(app) {
        app.member("jane", "jane@example.test").await;
        for section in SECTIONS {
            let mut browser = app.browser();
            app.jane_at(&mut browser, section).await;
        }
        let mut browser = app.browser();
        let first = browser.get(&format!("{}/account", app.base)).await;
        assert_eq!(first.location(), app.section("profile"));
    }

    async fn whoever_is_signed_in_finds_the_way_from_the_sign_in_page(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.type_in(&mut browser, "jane", PASSWORD).await;
        let link = crate::process::html::link_to(&page.body, "/account").expect("a link");
        let account = browser.get(&link).await;
        assert_eq!(browser.get(&account.location()).await.status, StatusCode::OK);
    }

    async fn an_old_sign_in_shows_all_and_changes_nothing(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        app.advance(LATER);
        let mut rename = page.form("profile-form");
        rename.fill("name", "Jane Doe");
        let sent = browser.submit(&page, &rename).await;
        assert!(sent.location().contains("/login?_account=profile"), "{sent:?}");
        let shown = browser.get(&app.section("profile")).await;
        assert!(shown.has("prove") && !shown.body.contains("Jane Doe"), "{shown:?}");
        for section in SECTIONS {
            let page = browser.get(&app.section(section)).await;
            assert!(page.has("prove"), "{section}");
            let sent = browser.post(&app.section(section), "answer=keep&_csrf=x").await;
            assert!(sent.location().contains("/login?"), "{section}: {sent:?}");
        }
        let again = app.prove(&mut browser, &sent.location(), ("jane", PASSWORD)).await;
        assert!(!again.has("prove") && again.at == app.section("profile"), "{again:?}");
        let mut rename = again.form("profile-form");
        rename.fill("name", "Jane Doe");
        let saved = browser.submit(&again, &rename).await;
        assert!(saved.location().contains("notice=saved"), "{saved:?}");
    }

    async fn the_proof_is_all_that_the_person_has(app) {
        let secret = app.set_up_totp().await;
        app.change_pool(|pool| pool.sign_in.mfa = gatehouse::model::sign_in::MfaMode::Optional).await;
        app.advance(Duration::from_secs(30));
        let mut browser = app.browser();
        let asked = browser.get(&app.section("profile")).await;
        let step = app.prove(&mut browser, &asked.location(), app.demo.user()).await;
        let entered = app.show_code(&mut browser, &step, "code-form", &secret).await;
        let page = browser.get(&entered.location()).await;
        assert!(!page.has("prove"), "{page:?}");
        app.advance(LATER);
        let asked = browser.post(&app.section("profile"), "name=x").await;
        let step = app.prove(&mut browser, &asked.location(), app.demo.user()).await;
        assert!(step.has("code-form"), "the password alone is not enough: {step:?}");
        let stale = browser.get(&app.section("profile")).await;
        assert!(stale.has("prove"), "{stale:?}");
    }

    async fn a_sign_in_before_there_was_a_second_factor_is_not_enough(app) {
        app.member("jane", "jane@example.test").await;
        let (mut old, mut new) = (app.browser(), app.browser());
        app.jane_at(&mut old, "profile").await;
        let page = app.jane_at(&mut new, "factors").await;
        let page = { let link = crate::process::html::link_to(&page.body, "/account/authenticator"); new.get(&link.expect("a link")).await };
        let secret = crate::process::html::text_of(&page.body, "secret").expect("a secret");
        let mut enrol = page.form("enrol-form");
        enrol.fill("code", &code_at(&secret, app.cx().now()));
        let done = new.submit(&page, &enrol).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        assert!(old.get(&app.section("profile")).await.has("prove"));
        assert!(new.get(&app.section("factors")).await.has("prove"), "here, too, it was not asked for");
    }

    async fn forms_of_other_sites_are_refused(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "profile").await;
        let bodies = [
            ("profile", "name=Eve"), ("email", "answer=change&email=eve%40example.test"),
            ("password", "password=x&new_password=y"), ("factors", "answer=prefer&factor=totp"),
            ("authenticator", "sealed=x&code=000000"), ("sessions", "answer=end_others"),
            ("applications", "client=x"), ("data", "answer=delete"), ("data", "answer=download"),
        ];
        for (section, body) in bodies {
            for token in ["", "&_csrf=", "&_csrf=AAAA"] {
                let sent = browser.post(&app.section(section), &format!("{body}{token}")).await;
                assert_eq!(sent.status, StatusCode::FORBIDDEN, "{section} {token}: {sent:?}");
            }
        }
        assert!(!browser.get(&app.section("profile")).await.body.contains("Eve"));
        assert!(!browser.get(&app.section("data")).await.has("due"));
    }

    async fn another_pool_is_another_account(app) {
        app.member("jane", "jane@example.test").await;
        let second = app.second_pool(PoolSettings::default()).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "profile").await;
        let foreign = browser.get(&format!("/{}/account/profile", second.id)).await;
        assert!(foreign.location().contains(&format!("/{}/login", second.id)), "{foreign:?}");
        let body = with_token(&page, "profile-form", &[("name", "Jane Doe")]);
        let sent = browser.post(&format!("/{}/account/profile", second.id), &body).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
    }

    async fn password_managers_find_the_password(app) {
        let mut browser = app.browser();
        let path = format!("{}/.well-known/change-password", app.base);
        let found = browser.get(&path).await;
        assert_eq!((found.status, found.location()), (StatusCode::SEE_OTHER, app.section("password")));
        let nonsense = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
        assert_eq!(browser.get(&format!("{}{nonsense}", app.base)).await.status, StatusCode::NOT_FOUND);
        let change = PoolChange { domain: Some(Some("login.example.test".into())), ..PoolChange::default() };
        pools::update(&app.cx(), &app.demo.pool.id, change).await.expect("a domain");
        browser.host = "login.example.test".into();
        assert_eq!(browser.get("/.well-known/change-password").await.location(), "/account/password");
        assert_eq!(browser.get(nonsense).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_pool_that_keeps_no_sessions_lets_its_people_in(app) {
        app.change_pool(|pool| pool.session_minutes = 0).await;
        app.member("jane", "jane@example.test").await;
        app.jane_at(&mut app.browser(), "profile").await;
    }

    async fn an_application_on_the_way_is_no_way_around(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let path = app.authorize(&Pkce::new(), &[("_account", "data")]);
        let asked = browser.get(&path).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fill("password", PASSWORD);
        let entered = browser.submit(&page, &form).await;
        assert!(entered.parameter("code").is_some(), "{entered:?}");
    }
}
