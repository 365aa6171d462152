//! The factors of an account: added, named, preferred and removed by their owner alone.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::account::{Member, factors, sessions};
use gatehouse::domain::admin::users;
use gatehouse::domain::{Refusal, configuration};
use gatehouse::model::Factor;
use gatehouse::model::factor::Enrolled;
use gatehouse::model::sign_in::MfaMode;

use super::account_gate::with_token;
use super::{PASSWORD, complaint};
use crate::process::html::text_of;
use crate::support::totp::code_at;
use crate::support::{Answer, Authenticator, Browser, TestApp, on_both};

const STEP: Duration = Duration::from_secs(30);

impl TestApp {
    pub(super) async fn factors_of(&self, name: &str) -> Vec<Enrolled> {
        let user = users::show(&self.cx(), &self.demo.pool.id, name).await.expect("a user");
        factors::list(&self.cx(), &user).await.expect("factors")
    }

    /// Adds an application to Jane's account, and proves it; its secret.
    pub(super) async fn add_totp(&self, browser: &mut Browser, name: &str) -> String {
        let page = browser.get(&self.section("authenticator")).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        let done = self.first_code(browser, &page, &secret, name).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        secret
    }

    async fn first_code(
        &self,
        browser: &mut Browser,
        page: &Answer,
        secret: &str,
        name: &str,
    ) -> Answer {
        let mut form = page.form("enrol-form");
        form.fill("code", &code_at(secret, self.cx().now()));
        form.fill("name", name);
        browser.submit(page, &form).await
    }

    /// Proves it is Jane, by both factors.
    async fn prove_both(&self, browser: &mut Browser, secret: &str) -> Answer {
        self.advance(STEP);
        let login = format!("{}/login?_account=factors&_again=1", self.base);
        let step = self.prove(browser, &login, ("jane", PASSWORD)).await;
        let entered = self.show_code(browser, &step, "code-form", secret).await;
        browser.get(&entered.location()).await
    }
}

on_both! {
    async fn an_application_is_added_by_a_code_of_it(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let page = browser.get(&app.section("authenticator")).await;
        let mut wrong = page.form("enrol-form");
        wrong.fill("code", "000000");
        let refused = browser.submit(&page, &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let secret = text_of(&page.body, "secret").expect("a secret");
        assert_eq!(text_of(&refused.body, "secret").as_deref(), Some(secret.as_str()), "the same");
        assert!(app.factors_of("jane").await.is_empty());
        let done = app.first_code(&mut browser, &refused, &secret, " My\u{7} phone ").await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        let there = app.factors_of("jane").await;
        assert_eq!(there.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["My phone"]);
        let told = app.mail("jane@example.test").await;
        assert!(told[0].text.contains("Authenticator app"), "{told:?}");
        let page = app.prove_both(&mut browser, &secret).await;
        assert!(page.body.contains("My phone") && !page.has("prove"), "{page:?}");
    }

    async fn a_secret_is_good_for_its_person_and_once(app) {
        app.member("jane", "jane@example.test").await;
        app.member("john", "john@example.test").await;
        let (mut jane, mut john) = (app.browser(), app.browser());
        app.jane_at(&mut jane, "factors").await;
        app.at_home(&mut john, "factors", ("john", PASSWORD)).await;
        let page = jane.get(&app.section("authenticator")).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        let sealed = page.form("enrol-form").fields.iter().find(|(name, _)| name == "sealed").expect("a seal").1.clone();
        let johns = john.get(&app.section("authenticator")).await;
        let code = code_at(&secret, app.cx().now());
        for stolen in [sealed.as_str(), "", "AAAA", "no base64!"] {
            let body = with_token(&johns, "enrol-form", &[("sealed", stolen), ("code", &code)]);
            let sent = john.post(&app.section("authenticator"), &body).await;
            assert!(sent.status.is_client_error(), "{stolen}: {sent:?}");
        }
        assert!(app.factors_of("john").await.is_empty());
        assert!(app.first_code(&mut jane, &page, &secret, "").await.status.is_redirection());
        app.prove_both(&mut jane, &secret).await;
        app.advance(STEP);
        let twice = app.first_code(&mut jane, &page, &secret, "").await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{twice:?}");
        assert_eq!(app.factors_of("jane").await.len(), 1);
    }

    async fn a_pool_that_takes_none_adds_none(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let page = browser.get(&app.section("authenticator")).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Off).await;
        let sent = app.first_code(&mut browser, &page, &secret, "").await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{sent:?}");
        assert!(browser.get(&app.section("authenticator")).await.status.is_redirection());
        assert!(app.factors_of("jane").await.is_empty());
    }

    async fn a_factor_is_named_preferred_and_removed(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let secret = app.add_totp(&mut browser, "Phone").await;
        let page = app.prove_both(&mut browser, &secret).await;
        let id = app.factors_of("jane").await[0].id.clone();
        let mut rename = page.form(&format!("rename-{id}"));
        rename.fill("name", "Tablet <b>");
        assert!(browser.submit(&page, &rename).await.status.is_redirection());
        let page = browser.get(&app.section("factors")).await;
        assert!(page.body.contains("Tablet &#60;b&#62;"), "{page:?}");
        for (wish, kept) in [("totp", true), ("passkey", false), ("pigeon", false)] {
            let body = with_token(&page, &format!("rename-{id}"), &[("answer", "prefer"), ("factor", wish)]);
            assert!(browser.post(&app.section("factors"), &body).await.status.is_redirection());
            let user = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
            assert_eq!(user.preferences.factor.is_some(), kept, "{wish}");
        }
        let removed = browser.submit(&page, &page.form(&format!("remove-{id}"))).await;
        assert!(removed.location().contains("notice=saved"), "{removed:?}");
        assert!(app.factors_of("jane").await.is_empty());
        let told = app.mail("jane@example.test").await;
        assert!(told.iter().any(|mail| mail.subject.contains("removed")), "{told:?}");
    }

    async fn a_passkey_is_added_and_told(app) {
        app.member("jane", "jane@example.test").await;
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Password, Factor::Passkey]).await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let page = browser.get(&app.section("passkey")).await;
        let mut device = Authenticator::new();
        let credential = device.make(&Authenticator::question(&page));
        let wrong = app.answer_by_passkey(&mut browser, &page, "{}").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{wrong:?}");
        let mut john = app.browser();
        app.member("john", "john@example.test").await;
        app.at_home(&mut john, "factors", ("john", PASSWORD)).await;
        let foreign = john.get(&app.section("passkey")).await;
        let stolen = app.answer_by_passkey(&mut john, &foreign, &credential).await;
        assert_eq!(stolen.status, StatusCode::BAD_REQUEST, "{stolen:?}");
        let added = app.answer_by_passkey(&mut browser, &page, &credential).await;
        assert!(added.location().contains("notice=saved"), "{added:?}");
        assert_eq!(app.factors_of("jane").await.len(), 1);
        assert!(app.factors_of("john").await.is_empty());
        let told = app.mail("jane@example.test").await;
        assert!(told[0].text.contains("Passkey"), "{told:?}");
        let again = browser.get(&app.section("factors")).await;
        assert!(again.has("prove"), "it was not shown in this sign-in: {again:?}");
    }

    async fn the_only_way_in_stays(app) {
        app.member("jane", "jane@example.test").await;
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Password, Factor::Passkey]).await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let page = browser.get(&app.section("passkey")).await;
        let credential = Authenticator::new().make(&Authenticator::question(&page));
        app.answer_by_passkey(&mut browser, &page, &credential).await;
        let id = app.factors_of("jane").await[0].id.clone();
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Passkey]).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let user = users::show(&cx, pool, "jane").await.expect("jane");
        let session = sessions::list(&cx, &user).await.expect("sessions")[0].session.clone();
        let pool = configuration::pool(&cx, pool).await.expect("an answer").expect("a pool");
        let member = Member { session, user };
        let refused = factors::remove(&cx, &pool, &member, &id).await.expect_err("the only way");
        assert_eq!(*refused.refusal(), Refusal::Invalid);
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Password]).await;
        let pool = configuration::pool(&cx, &app.demo.pool.id).await.expect("an answer").expect("a pool");
        factors::remove(&cx, &pool, &member, &id).await.expect("the password is left");
    }

    async fn the_last_one_stays_where_one_is_demanded(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        app.jane_at(&mut browser, "factors").await;
        let secret = app.add_totp(&mut browser, "Phone").await;
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        let page = app.prove_both(&mut browser, &secret).await;
        let id = app.factors_of("jane").await[0].id.clone();
        let refused = browser.submit(&page, &page.form(&format!("remove-{id}"))).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        assert!(complaint(&refused).contains("second step"), "{refused:?}");
        let other = app.add_totp(&mut browser, "Tablet").await;
        let page = browser.get(&app.section("factors")).await;
        assert!(browser.submit(&page, &page.form(&format!("remove-{id}"))).await.status.is_redirection());
        let page = app.prove_both(&mut browser, &other).await;
        let left = app.factors_of("jane").await;
        assert_eq!(left.len(), 1);
        let last = browser.submit(&page, &page.form(&format!("remove-{}", left[0].id))).await;
        assert_eq!(last.status, StatusCode::BAD_REQUEST, "{last:?}");
    }

    async fn what_is_somebody_elses_cannot_be_touched(app) {
        app.member("jane", "jane@example.test").await;
        app.member("john", "john@example.test").await;
        let (mut jane, mut john) = (app.browser(), app.browser());
        app.jane_at(&mut jane, "factors").await;
        app.add_totp(&mut jane, "Phone").await;
        let id = app.factors_of("jane").await[0].id.clone();
        let page = app.at_home(&mut john, "email", ("john", PASSWORD)).await;
        for answer in ["rename", "remove"] {
            let body = with_token(&page, "email-form", &[("answer", answer), ("id", &id), ("name", "Eve")]);
            let sent = john.post(&app.section("factors"), &body).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{answer}: {sent:?}");
        }
        assert_eq!(app.factors_of("jane").await[0].name, "Phone");
    }
}
