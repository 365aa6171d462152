//! Passkeys: made on the way where the pool demands a second factor, asked for where there is one,
//! and first without a name; and added by somebody who is signed in.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::account::{self, Member};
use gatehouse::domain::passkeys::{self, MOST, NewPasskey, Place, RelyingParty};
use gatehouse::domain::{Refusal, configuration};
use gatehouse::model::Factor;
use gatehouse::model::sign_in::MfaMode;
use serde_json::{Value, json};

use super::complaint;
use crate::process::html::attribute_of;
use crate::support::{Answer, Authenticator, Browser, Pkce, TestApp, claims, on_both};

impl TestApp {
    /// The pool demands a second factor, and takes passkeys; they may also begin a sign-in.
    pub(super) async fn take_passkeys(&self) {
        self.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.first_factors = vec![Factor::Password, Factor::Passkey];
            pool.sign_in.second_factors = vec![Factor::Passkey];
        })
        .await;
    }

    /// As [`TestApp::take_passkeys`], but only after the password.
    async fn take_passkeys_second(&self, verify_holder: bool) {
        self.take_passkeys().await;
        self.change_pool(|pool| {
            pool.sign_in.first_factors = vec![Factor::Password];
            pool.sign_in.verify_passkey_holder = verify_holder;
        })
        .await;
    }

    /// Sends a passkey's answer by the form of a page.
    pub(super) async fn answer_by_passkey(
        &self,
        browser: &mut Browser,
        page: &Answer,
        credential: &str,
    ) -> Answer {
        let mut form = page.form("passkey-form");
        form.fill("credential", credential);
        browser.submit(page, &form).await
    }

    /// Makes a passkey of the demo user on the way; where that leads.
    pub(super) async fn make_passkey(&self, device: &mut Authenticator, pkce: &Pkce) -> Answer {
        let mut browser = self.browser();
        let page = self.half_way(&mut browser, &self.authorize(pkce, &[])).await;
        let credential = device.make(&Authenticator::question(&page));
        let made = self.answer_by_passkey(&mut browser, &page, &credential).await;
        self.past_recovery_codes(&mut browser, made).await
    }

    /// Says that recovery codes are kept, where they are shown.
    async fn past_recovery_codes(&self, browser: &mut Browser, answer: Answer) -> Answer {
        if !answer.status.is_redirection() || !answer.location().contains("/login/step") {
            return answer;
        }
        let page = browser.get(&answer.location()).await;
        let form = page.form("keep-form");
        browser.submit(&page, &form).await
    }

    /// The sign-in page on the way to the web client.
    pub(super) async fn sign_in_page(&self, browser: &mut Browser, pkce: &Pkce) -> Answer {
        let path = self.authorize(pkce, &[("prompt", "login")]);
        let asked = browser.get(&path).await;
        browser.get(&asked.location()).await
    }

    async fn amr_after(&self, done: &Answer, pkce: &Pkce) -> Value {
        let code = done.parameter("code").unwrap_or_else(|| panic!("no code: {done:?}"));
        let tokens = self.redeem(&code, pkce).await.json();
        claims(tokens["id_token"].as_str().expect("a token"))["amr"].clone()
    }

    /// The demo user, who has signed in.
    async fn passkey_owner(&self) -> Member {
        let (name, password) = self.demo.user();
        assert!(self.type_in(&mut self.browser(), name, password).await.has("logout-form"));
        self.signed_in_as(name).await
    }

    fn relying_party(&self) -> RelyingParty {
        let pool = &self.demo.pool;
        passkeys::relying_party(&self.app, pool, Place::BaseUrl).expect("a relying party")
    }
}

on_both! {
    async fn who_has_none_makes_one_on_the_way_and_shows_it_from_then_on(app) {
        app.take_passkeys_second(false).await;
        let (mut device, pkce) = (Authenticator::new(), Pkce::new());
        let made = app.make_passkey(&mut device, &pkce).await;
        assert_eq!(app.amr_after(&made, &pkce).await, json!(["pwd", "pop", "user", "mfa"]));
        for _ in 0..2 {
            let (mut browser, pkce) = (app.browser(), Pkce::new());
            let page = app.half_way(&mut browser, &app.authorize(&pkce, &[])).await;
            let question = Authenticator::question(&page);
            assert_eq!(question["allowCredentials"].as_array().map(Vec::len), Some(1));
            let done = app.answer_by_passkey(&mut browser, &page, &device.show(&question)).await;
            assert_eq!(app.amr_after(&done, &pkce).await, json!(["pwd", "pop", "user", "mfa"]));
        }
    }

    async fn a_passkey_alone_says_whose_it_is(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let page = app.sign_in_page(&mut browser, &pkce).await;
        assert!(attribute_of(&page.body, "passkey-form", "data-autofill").is_some());
        let question = Authenticator::question(&page);
        assert_eq!(question["allowCredentials"], json!([]), "nobody has said a name");
        assert_eq!(question["userVerification"], "required");
        let done = app.answer_by_passkey(&mut browser, &page, &device.show(&question)).await;
        assert_eq!(app.amr_after(&done, &pkce).await, json!(["pop", "user", "mfa"]), "two factors");
    }

    async fn passkeys_begin_nothing_where_the_pool_does_not_say_so(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        let mut browser = app.browser();
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let credential = device.show(&Authenticator::question(&page));
        app.take_passkeys_second(false).await;
        let refused = app.answer_by_passkey(&mut browser, &page, &credential).await;
        assert!(complaint(&refused).contains("not accepted"), "{refused:?}");
        let plain = app.sign_in_page(&mut app.browser(), &Pkce::new()).await;
        assert!(!plain.has("passkey-form") && !plain.body.contains("passkeys-"), "{plain:?}");
    }

    async fn a_holder_who_is_not_verified_shows_a_thing_that_is_owned(app) {
        app.take_passkeys_second(false).await;
        let (mut device, pkce) = (Authenticator::new(), Pkce::new());
        device.verifies = false;
        let made = app.make_passkey(&mut device, &pkce).await;
        assert_eq!(app.amr_after(&made, &pkce).await, json!(["pwd", "pop", "mfa"]));
        app.take_passkeys_second(true).await;
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let question = Authenticator::question(&page);
        assert_eq!(question["userVerification"], "required");
        let refused = app.answer_by_passkey(&mut browser, &page, &device.show(&question)).await;
        assert!(complaint(&refused).contains("not accepted"), "{refused:?}");
    }

    async fn a_pool_that_wants_its_holder_known_takes_no_other_passkey(app) {
        app.take_passkeys_second(true).await;
        let mut device = Authenticator::new();
        device.verifies = false;
        let refused = app.make_passkey(&mut device, &Pkce::new()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(complaint(&refused).contains("not accepted"), "{refused:?}");
    }

    async fn whoever_is_signed_in_adds_passkeys_up_to_a_limit(app) {
        let (cx, member, relying_party) = (app.cx(), app.passkey_owner().await, app.relying_party());
        let user = &member.user;
        let pool = configuration::pool(&cx, &user.pool_id).await.expect("read").expect("a pool");
        let mut device = Authenticator::new();
        for number in 1..=MOST {
            let offer = passkeys::begin_registration(&cx, &pool, &relying_party, user, "b").await;
            let offer = offer.expect("an offer");
            let question: Value = serde_json::from_str(&offer.options).expect("JSON");
            assert_eq!(question["excludeCredentials"].as_array().map(Vec::len), Some(number - 1));
            let credential = device.make(&question);
            let answer = NewPasskey { credential: &credential, name: " My\u{7} key " };
            for (browser, fits) in [("another", false), ("b", true), ("b", false)] {
                let held = (browser, offer.state.as_str());
                let kept = passkeys::finish_registration(&cx, &pool, &relying_party, &member, held, answer).await;
                assert_eq!(kept.is_ok(), fits, "{browser}");
                match kept {
                    Ok(kept) => assert_eq!(kept.name, "My key"),
                    Err(refused) => assert_eq!(*refused.refusal(), Refusal::WrongPasskey),
                }
            }
        }
        let full = passkeys::begin_registration(&cx, &pool, &relying_party, user, "b").await;
        assert_eq!(*full.expect_err("too many").refusal(), Refusal::Invalid);
    }

    async fn a_session_that_has_just_ended_adds_none(app) {
        let (cx, member, relying_party) = (app.cx(), app.passkey_owner().await, app.relying_party());
        let pool = configuration::pool(&cx, &app.demo.pool.id).await.expect("read").expect("a pool");
        let offer = passkeys::begin_registration(&cx, &pool, &relying_party, &member.user, "b").await;
        let offer = offer.expect("an offer");
        let question: Value = serde_json::from_str(&offer.options).expect("JSON");
        let credential = Authenticator::new().make(&question);
        account::sessions::end(&cx, &pool, &member, member.session.id.as_str()).await.expect("its end");
        let (held, answer) = (("b", offer.state.as_str()), NewPasskey { credential: &credential, name: "" });
        let kept = passkeys::finish_registration(&cx, &pool, &relying_party, &member, held, answer).await;
        assert_eq!(*kept.expect_err("too late").refusal(), Refusal::SignInExpired);
        let factors = account::factors::list(&cx, &member.user).await.expect("factors");
        assert!(factors.is_empty(), "{factors:?}");
    }

    async fn a_question_outlives_its_page_by_no_more_than_five_minutes(app) {
        app.take_passkeys_second(false).await;
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let first = Authenticator::question(&page);
        let again = Authenticator::question(&browser.get(&page.at).await);
        assert_eq!(first["challenge"], again["challenge"], "the same while there is time");
        app.advance(Duration::from_secs(301));
        let mut device = Authenticator::new();
        let late = app.answer_by_passkey(&mut browser, &page, &device.make(&first)).await;
        assert!(complaint(&late).contains("not accepted"), "{late:?}");
        assert_ne!(Authenticator::question(&late)["challenge"], first["challenge"]);
        let made = app.answer_by_passkey(&mut browser, &late, &device.make(&Authenticator::question(&late))).await;
        assert!(made.status.is_redirection(), "{made:?}");
    }
}
