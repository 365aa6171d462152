//! What a new password must be, and what becomes of the old one.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::Refusal;
use gatehouse::domain::admin::users;
use gatehouse::model::password::Password;
use gatehouse::model::sign_in::MfaMode;

use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, TestApp, on_both};

impl TestApp {
    /// Signs `jane` up with that password.
    async fn sign_up_with(&self, browser: &mut Browser, password: &str) -> Answer {
        let values = [("username", "jane"), ("email", "jane@example.test"), ("password", password)];
        self.fill_in(browser, "/signup", "signup-form", &values).await
    }

    /// A new password for the demo user by the mailed code.
    async fn renew(&self, password: &str) -> Answer {
        self.advance(Duration::from_secs(3601)); // the postbox has rested
        let mut browser = self.browser();
        let page = self.forget(&mut browser, "demo").await;
        let code = self.mailed_code("demo@example.test").await;
        self.reset(&mut browser, &page, &code, password).await
    }
}

on_both! {
    async fn each_refusal_says_why(app) {
        app.change_pool(|pool| pool.password.minimum_length = Some(8)).await;
        let cases = [
            ("sevench", "at least 8"),
            ("password", "many people use"),
            ("P@ssw0rd", "many people use"),
            ("iloveyou", "many people use"),
            ("jane@example", "too close to your name"),
            ("aaaaaaaaaaaaaaaa", "too easily guessed"),
            ("1234512345", "too easily guessed"),
        ];
        for (password, words) in cases {
            let refused = app.sign_up_with(&mut app.browser(), password).await;
            assert!(complaint(&refused).contains(words), "{password}: {}", complaint(&refused));
        }
        assert!(app.mail("jane@example.test").await.is_empty());
    }

    async fn an_operator_may_want_less(app) {
        app.change_pool(|pool| {
            pool.password.minimum_length = Some(6);
            pool.password.strength = 0;
            pool.password.block_list = false;
        })
        .await;
        let taken = app.sign_up_with(&mut app.browser(), "monkey").await;
        assert!(taken.status.is_redirection(), "{taken:?}");
    }

    async fn a_long_sentence_in_any_letters_will_do(app) {
        let sentence = "Schiffe fahren nachts  über den Ozean — e\u{301}coute 🌊";
        let signed_up = app.sign_up_with(&mut app.browser(), sentence).await;
        assert!(signed_up.status.is_redirection(), "{signed_up:?}");
        let code = app.mailed_code("jane@example.test").await;
        app.confirm(&mut app.browser(), "jane", &code).await;
        let composed = sentence.replace("e\u{301}", "é");
        assert!(app.type_in(&mut app.browser(), "jane", &composed).await.has("logout-form"));
        let trimmed = sentence.replace("  ", " ");
        complaint(&app.type_in(&mut app.browser(), "jane", &trimmed).await);
    }

    async fn it_may_be_shorter_where_none_opens_alone(app) {
        let asked = async || app.browser().get(&format!("{}/signup", app.base)).await.body;
        assert!(asked().await.contains("minlength=\"15\""));
        complaint(&app.sign_up_with(&mut app.browser(), "kelp & ink 42").await);
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        assert!(asked().await.contains("minlength=\"8\""));
        let taken = app.sign_up_with(&mut app.browser(), "kelp & ink 42").await;
        assert!(taken.status.is_redirection(), "{taken:?}");
    }

    async fn those_of_before_do_not_come_back_for_a_while(app) {
        app.change_pool(|pool| pool.password.history = 2).await;
        let all = ["the first of many", "the second of many", "the third of many", "the fourth of many"];
        for password in all {
            let renewed = app.renew(password).await;
            assert!(renewed.location().contains("/login"), "{password}: {renewed:?}");
        }
        for used in [all[3], all[2], all[1]] {
            let refused = app.renew(used).await;
            assert!(complaint(&refused).contains("before"), "{used}: {}", complaint(&refused));
        }
        assert!(app.renew(all[0]).await.location().contains("/login"), "long enough ago");
        app.change_pool(|pool| pool.password.history = 0).await;
        assert!(app.renew(all[0]).await.location().contains("/login"), "nobody minds");
    }

    async fn those_of_before_are_not_looked_for_again_and_again(app) {
        app.change_pool(|pool| pool.password.history = 2).await;
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(app.reset(&mut browser, &page, &code, PASSWORD).await.status);
        }
        assert_eq!(answers.first(), Some(&StatusCode::BAD_REQUEST), "{answers:?}");
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"), "a count of its own");
        app.advance(Duration::from_secs(15 * 60));
        let done = app.reset(&mut browser, &page, &code, "seven quiet lanterns drift").await;
        assert!(done.location().contains("/login"), "{done:?}");
    }

    async fn an_operator_does_not_wait_for_what_the_person_tried(app) {
        app.change_pool(|pool| pool.password.history = 2).await;
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        let mut last = StatusCode::OK;
        for _ in 0..7 {
            last = app.reset(&mut browser, &page, &code, PASSWORD).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "the count is used up");
        let give = async |password: &str| {
            let given = Password::new(password);
            users::set_password(&app.cx(), &app.demo.pool.id, "jane", given).await
        };
        let used = give(PASSWORD).await.expect_err("a refusal");
        assert!(matches!(used.refusal(), Refusal::WeakPassword(_)), "the rules still hold: {used:?}");
        give("seven quiet lanterns drift").await.expect("given");
        let signed_in = app.type_in(&mut app.browser(), "jane", "seven quiet lanterns drift").await;
        assert!(signed_in.has("logout-form"), "{signed_in:?}");
    }

    async fn a_hash_moves_to_the_present_cost_when_its_owner_signs_in(app) {
        app.member("jane", "jane@example.test").await;
        let hash = async || {
            let jane = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
            jane.password_hash.expect("a hash")
        };
        let before = hash().await;
        let node = app.second_node(|config| config.passwords.memory_kib = 128).await;
        complaint(&node.type_in(&mut node.browser(), "jane", "a wrong password").await);
        assert_eq!(hash().await, before, "a stranger moves nothing");
        assert!(node.type_in(&mut node.browser(), "jane", PASSWORD).await.has("logout-form"));
        let after = hash().await;
        assert!(before.contains("m=64,") && after.contains("m=128,"), "{before} {after}");
        assert!(node.type_in(&mut node.browser(), "jane", PASSWORD).await.has("logout-form"));
        assert_eq!(hash().await, after, "once");
    }
}
