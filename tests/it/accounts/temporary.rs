//! Temporary passwords and passwords that an operator has ended: each leads to one of the person's own.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::Refusal;
use gatehouse::domain::admin::users::{self, Invitation, NewUser};
use gatehouse::model::password::Password;
use gatehouse::model::pool::RecoveryWay;
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::user::UserStatus;
use secrecy::ExposeSecret;

use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

const OWN: &str = "walnuts float past";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl TestApp {
    /// A user whom the operator invites; the password in the mail.
    async fn invite(&self, username: &str, email: &str) -> String {
        users::create_temporary(
            &self.cx(),
            &self.demo.pool.id,
            new(username, email),
            Invitation::Sent,
        )
        .await
        .expect("a user");
        self.mailed_code(email).await
    }

    async fn status(&self, who: &str) -> UserStatus {
        users::show(&self.cx(), &self.demo.pool.id, who).await.expect("a user").status
    }

    /// Types a password on the page that asks for a new one.
    async fn choose(&self, browser: &mut Browser, page: &Answer, password: &str) -> Answer {
        let mut form = page.form("new-password-form");
        form.fill("new_password", password);
        browser.submit(page, &form).await
    }

    /// Signs in as far as the page that asks for a new password.
    async fn to_choose(&self, browser: &mut Browser, who: &str, password: &str) -> Answer {
        let answer = self.type_in(browser, who, password).await;
        assert!(answer.location().contains("/login/step"), "{answer:?}");
        browser.get(&answer.location()).await
    }
}

fn new(username: &str, email: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        password: None,
        attributes: [("email".to_owned(), email.to_owned())].into(),
        status: UserStatus::Confirmed,
    }
}

on_both! {
    async fn an_invited_person_chooses_a_password_of_their_own(app) {
        let given = app.invite("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane", &given).await;
        let done = app.choose(&mut browser, &page, OWN).await;
        assert!(done.has("logout-form"), "{done:?}");
        assert_eq!(app.status("jane").await, UserStatus::Confirmed);
        complaint(&app.type_in(&mut app.browser(), "jane", &given).await);
        assert!(app.type_in(&mut app.browser(), "jane", OWN).await.has("logout-form"));
    }

    async fn what_is_no_password_of_ones_own_is_refused_in_words(app) {
        let given = app.invite("jane.doe", "jane.doe@example.test").await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane.doe", &given).await;
        let cases = [
            (given.as_str(), "used this password before"),
            ("short", "at least 15"),
            ("jane.doe@example.test", "too close to your name"),
            ("aaaaaaaaaaaaaaaaaaaaaa", "too easily guessed"),
            ("", "at least 15"),
        ];
        for (password, words) in cases {
            let refused = app.choose(&mut browser, &page, password).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{password}");
            assert!(complaint(&refused).contains(words), "{password}: {}", complaint(&refused));
            assert!(password.is_empty() || !refused.body.contains(&format!("value=\"{password}\"")));
        }
        assert_eq!(app.status("jane.doe").await, UserStatus::ForceChangePassword);
        assert!(app.choose(&mut browser, &page, OWN).await.has("logout-form"));
    }

    async fn an_expired_one_has_a_way_out(app) {
        let given = app.invite("jane", "jane@example.test").await;
        app.advance(DAY * 7 + Duration::from_secs(1));
        let mut browser = app.browser();
        let wrong = complaint(&app.type_in(&mut app.browser(), "jane", "something else").await);
        assert_eq!(wrong, complaint(&app.type_in(&mut app.browser(), "nobody", "something else").await));
        let over = app.type_in(&mut browser, "jane", &given).await;
        assert!(over.location().contains("/forgotPassword"), "{over:?}");
        let page = browser.get(&over.location()).await;
        assert!(page.has("notice"), "{page:?}");
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        let done = app.reset(&mut browser, &page, &code, OWN).await;
        assert!(done.location().contains("/login"), "{done:?}");
        assert_eq!(app.status("jane").await, UserStatus::Confirmed);
        for name in ["jane", "jane@example.test"] {
            let signed_in = app.type_in(&mut app.browser(), name, OWN).await;
            assert!(signed_in.has("logout-form"), "the code has proved the address: {name}");
        }
    }

    async fn no_address_leads_around_the_choice(app) {
        let given = app.invite("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane", &given).await;
        let path = app.authorize(&Pkce::new(), &[]);
        for body in ["", "answer=done", "answer=details", "answer=terms&terms=1", "answer=password&password=x", "answer=choose&factor=totp"] {
            let form = page.form("new-password-form");
            let csrf = &form.fields.iter().find(|(name, _)| name == "_csrf").expect("a token").1;
            let answer = browser.post(&page.at, &format!("_csrf={csrf}&{body}")).await;
            assert!(!answer.has("logout-form"), "{body}: {answer:?}");
            assert!(browser.get(&path).await.location().contains("/login"), "{body}");
        }
        assert_eq!(app.status("jane").await, UserStatus::ForceChangePassword);
    }

    async fn a_new_one_given_meanwhile_ends_the_choice(app) {
        let given = app.invite("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane", &given).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let set = users::set_temporary_password(&cx, pool, "jane", None, Invitation::HandedOver);
        let other = set.await.expect("set").password.expect("shown");
        let late = app.choose(&mut browser, &page, OWN).await;
        assert!(late.location().contains("notice=sign_in_expired"), "{late:?}");
        complaint(&app.type_in(&mut app.browser(), "jane", &given).await);
        let page = app.to_choose(&mut browser, "jane", other.expose_secret()).await;
        assert!(app.choose(&mut browser, &page, OWN).await.has("logout-form"));
    }

    async fn of_many_choices_at_once_one_is_taken(app) {
        let given = app.invite("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane", &given).await;
        let tries = (0..4).map(|number| {
            let (app, page, mut browser) = (&app, &page, browser.clone());
            async move { app.choose(&mut browser, page, &format!("{OWN} number {number}")).await }
        });
        let answers = futures_util::future::join_all(tries).await;
        let taken = answers.iter().filter(|answer| answer.has("logout-form")).count();
        assert!(taken <= 1, "{answers:?}");
        let mut good = 0;
        for number in 0..4 {
            let answer = app.type_in(&mut app.browser(), "jane", &format!("{OWN} number {number}")).await;
            good += usize::from(answer.has("logout-form"));
            app.advance(Duration::from_secs(900));
        }
        assert_eq!(good, 1, "{answers:?}");
    }

    async fn a_password_that_an_operator_ends_opens_nothing_and_leads_to_a_new_one(app) {
        app.member("jane", "jane@example.test").await;
        let mut signed_in = app.browser();
        assert!(app.type_in(&mut signed_in, "jane", PASSWORD).await.has("logout-form"));
        users::reset_password(&app.cx(), &app.demo.pool.id, "jane").await.expect("reset");
        assert_eq!(app.status("jane").await, UserStatus::ResetRequired);
        let gone = signed_in.get(&format!("{}/login", app.base)).await;
        assert!(!gone.has("logout-form"), "the session has ended: {gone:?}");
        let over = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(over.location().contains("notice=reset_required"), "{over:?}");
        let code = app.mailed_code("jane@example.test").await;
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/confirmforgotPassword?username=jane", app.base)).await;
        let same = app.reset(&mut browser, &page, &code, PASSWORD).await;
        assert!(complaint(&same).contains("used this password before"), "{same:?}");
        let done = app.reset(&mut browser, &page, &code, OWN).await;
        assert!(done.location().contains("/login"), "{done:?}");
        assert!(app.type_in(&mut app.browser(), "jane", OWN).await.has("logout-form"));
    }

    async fn no_password_ends_where_there_is_no_way_to_another(app) {
        app.member("jane", "jane@example.test").await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        app.set_up_mail().await;
        let only = users::reset_password(&cx, pool, "jane").await.expect_err("the only second factor");
        assert_eq!(*only.refusal(), Refusal::Invalid);
        app.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Off;
            pool.recovery = Vec::new();
        })
        .await;
        let none = users::reset_password(&cx, pool, "jane").await.expect_err("no way back");
        assert_eq!(*none.refusal(), Refusal::Invalid);
        assert_eq!(app.status("jane").await, UserStatus::Confirmed);
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"));
    }

    async fn a_temporary_password_vouches_for_no_number(app) {
        let number = "+12025550128";
        let mut jane = new("jane", "jane@example.test");
        jane.attributes.insert("phone_number".to_owned(), number.to_owned());
        app.change_pool(|pool| {
            pool.recovery = vec![RecoveryWay::VerifiedPhoneNumber, RecoveryWay::VerifiedEmail];
        })
        .await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        users::create_temporary(&cx, pool, jane, Invitation::HandedOver).await.expect("made");
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        assert!(app.mail(number).await.is_empty(), "nobody has proved it");
        let code = app.mailed_code("jane@example.test").await;
        let done = app.reset(&mut browser, &page, &code, OWN).await;
        assert!(done.location().contains("/login"), "{done:?}");
    }

    async fn a_reset_does_not_spare_the_second_factor(app) {
        app.set_up_totp().await;
        app.advance(Duration::from_secs(1)); // later messages are newer
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "demo").await;
        let code = app.mailed_code("demo@example.test").await;
        let done = app.reset(&mut browser, &page, &code, OWN).await;
        assert!(done.location().contains("/login"), "{done:?}");
        let step = app.type_in(&mut browser, "demo", OWN).await;
        assert!(step.location().contains("/login/step"), "{step:?}");
        assert!(browser.get(&step.location()).await.has("code-form"));
    }

    async fn a_second_factor_that_was_set_up_comes_before_the_choice(app) {
        let secret = app.set_up_totp().await;
        app.advance(Duration::from_secs(30));
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let set = users::set_temporary_password(&cx, pool, "demo", None, Invitation::HandedOver);
        let given = set.await.expect("set").password.expect("shown");
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "demo", given.expose_secret()).await;
        assert!(page.has("code-form") && !page.has("new-password-form"), "{page:?}");
        let shown = app.show_code(&mut browser, &page, "code-form", &secret).await;
        let page = browser.get(&shown.location()).await;
        assert!(app.choose(&mut browser, &page, OWN).await.has("logout-form"));
    }

    async fn the_second_factor_follows_the_choice(app) {
        let given = app.invite("jane", "jane@example.test").await;
        app.demand_totp().await;
        let mut browser = app.browser();
        let page = app.to_choose(&mut browser, "jane", &given).await;
        let next = app.choose(&mut browser, &page, OWN).await;
        assert!(next.location().contains("/login/step"), "{next:?}");
        assert!(browser.get(&next.location()).await.has("enrol-form"));
    }

    async fn an_operator_is_told_what_cannot_be(app) {
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        app.sign_up(&mut app.browser(), "early", "early@example.test").await;
        let early = users::set_temporary_password(&cx, pool, "early", None, Invitation::HandedOver).await;
        assert_eq!(*early.expect_err("not confirmed").refusal(), Refusal::Invalid);
        assert_eq!(*users::reset_password(&cx, pool, "early").await.expect_err("not confirmed").refusal(), Refusal::Invalid);
        let unreachable = NewUser { attributes: [].into(), ..new("far", "far@example.test") };
        let mailed = users::create_temporary(&cx, pool, unreachable.clone(), Invitation::Sent).await;
        assert_eq!(*mailed.expect_err("no address").refusal(), Refusal::Invalid);
        let made = users::create_temporary(&cx, pool, unreachable, Invitation::HandedOver).await;
        assert!(made.expect("made").password.is_some(), "somebody has to tell it");
        assert_eq!(*users::reset_password(&cx, pool, "far").await.expect_err("no address").refusal(), Refusal::Invalid);
        let weak = NewUser { password: Some(Password::new("short")), ..new("weak", "weak@example.test") };
        let weak = users::create_temporary(&cx, pool, weak, Invitation::Sent).await.expect_err("weak");
        assert!(matches!(weak.refusal(), Refusal::WeakPassword(_)), "{weak}");
        assert!(app.mail("weak@example.test").await.is_empty(), "nobody is invited to nothing");
    }
}
