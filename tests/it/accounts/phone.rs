//! Phone numbers: proved by a code that comes by SMS, as a name or beside one, and as a way back.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::Medium;
use gatehouse::model::pool::{Alias, PoolSettings, RecoveryWay, UsernameKind};
use gatehouse::model::user::UserStatus;

use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, TestApp, on_both};

const NUMBER: &str = "+12025550124";
const NEW: &str = "an entirely new one";

/// A pool whose people prove a number, and sign in by it besides by the name of their choice.
fn proving_numbers() -> PoolSettings {
    PoolSettings {
        aliases: vec![Alias::PhoneNumber],
        auto_verified: vec![Medium::PhoneNumber],
        required_attributes: vec!["phone_number".into()],
        ..Default::default()
    }
}

/// A pool whose user names are numbers.
fn numbers_as_names() -> PoolSettings {
    PoolSettings {
        username: UsernameKind::Phone,
        aliases: Vec::new(),
        required_attributes: Vec::new(),
        ..Default::default()
    }
}

async fn sign_up(app: &TestApp, browser: &mut Browser, name: &str, number: &str) -> Answer {
    let values = [("username", name), ("phone_number", number), ("password", PASSWORD)];
    app.fill_in(browser, "/signup", "signup-form", &values).await
}

/// Signs up where the number is the name.
async fn sign_up_by(app: &TestApp, browser: &mut Browser, number: &str, password: &str) -> Answer {
    let values = [("username", number), ("password", password)];
    app.fill_in(browser, "/signup", "signup-form", &values).await
}

on_both! {
    async fn a_number_is_proved_and_then_a_name_however_it_is_typed(app) {
        let app = app.in_pool(proving_numbers()).await;
        let mut browser = app.browser();
        let signed_up = sign_up(&app, &mut browser, "jane", "+1 (202) 555-0124").await;
        assert!(signed_up.location().contains("/confirm?"), "{signed_up:?}");
        let messages = app.mail(NUMBER).await;
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        assert_eq!((message.channel.as_str(), message.html.as_str()), ("sms", ""));
        assert!(message.text.starts_with(&message.codes[0]) && message.text.contains("Second"));
        assert!(message.text.len() <= 140 && !message.text.contains('\n') && message.links.is_empty());
        complaint(&app.type_in(&mut app.browser(), NUMBER, PASSWORD).await);
        let confirmed = app.confirm(&mut browser, "jane", &message.codes[0]).await;
        assert!(confirmed.location().contains("/login"), "{confirmed:?}");
        for name in ["jane", NUMBER, "+1 202-555-0124", " +1 (202) 5550124 "] {
            let answer = app.type_in(&mut app.browser(), name, PASSWORD).await;
            assert!(answer.has("logout-form"), "{name}: {answer:?}");
        }
        let jane = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
        assert!(jane.is_verified("phone_number_verified") && !jane.email_is_verified());
    }

    async fn a_number_is_refused_unless_it_can_be_reached(app) {
        let app = app.in_pool(proving_numbers()).await;
        for bad in ["", "2025550124", "001 202 555 0124", "+1 202 555", "+19005551234", "+1202555012a", "+12025550124,+12025550125"] {
            let refused = sign_up(&app, &mut app.browser(), "jane", bad).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}: {refused:?}");
            assert!(refused.has("phone_number-error"), "{bad}: {refused:?}");
        }
        let pool = app.demo.pool.id.clone();
        let new = |number: &str| NewUser {
            username: "jane".into(),
            password: None,
            attributes: [("phone_number".to_owned(), number.to_owned())].into(),
            status: UserStatus::Confirmed,
        };
        assert!(users::create(&app.cx(), &pool, new("0151 123")).await.is_err());
        let jane = users::create(&app.cx(), &pool, new("+49 (0)151 1234 5678")).await.expect("jane");
        assert_eq!(jane.attributes["phone_number"], "+4915112345678");
    }

    async fn a_code_by_sms_is_good_once_for_its_account_and_a_day(app) {
        let app = app.in_pool(proving_numbers()).await;
        let mut browser = app.browser();
        sign_up(&app, &mut browser, "jane", NUMBER).await;
        sign_up(&app, &mut browser, "john", "+12025550125").await;
        let code = app.mailed_code(NUMBER).await;
        complaint(&app.confirm(&mut browser, "john", &code).await);
        app.advance(Duration::from_secs(24 * 3600 + 1));
        complaint(&app.confirm(&mut browser, "jane", &code).await);
        app.fill_in(&mut browser, "/resendcode", "resend-form", &[("username", "jane")]).await;
        let fresh = app.mailed_code(NUMBER).await;
        assert!(app.confirm(&mut browser, "jane", &fresh).await.status.is_redirection());
        complaint(&app.confirm(&mut browser, "jane", &fresh).await);
    }

    async fn a_code_by_sms_cannot_be_guessed(app) {
        let app = app.in_pool(proving_numbers()).await;
        let mut browser = app.browser();
        sign_up(&app, &mut browser, "jane", NUMBER).await;
        let mut looked_at = 0;
        for guess in 0..20 {
            let answer = app.confirm(&mut browser, "jane", &format!("{guess:06}")).await;
            looked_at += usize::from(answer.status != StatusCode::TOO_MANY_REQUESTS);
        }
        assert!(looked_at <= 5, "{looked_at}");
    }

    async fn a_number_gets_few_messages_whoever_asks(app) {
        let app = app.in_pool(proving_numbers()).await;
        for number in 0..8 {
            sign_up(&app, &mut app.browser(), &format!("jane{number}"), NUMBER).await;
            app.advance(Duration::from_secs(40));
        }
        for _ in 0..8 {
            let again = [("username", "jane0")];
            app.fill_in(&mut app.browser(), "/resendcode", "resend-form", &again).await;
            app.advance(Duration::from_secs(40));
        }
        assert!(app.mail(NUMBER).await.len() <= 5);
        app.advance(Duration::from_secs(2 * 3600));
        app.fill_in(&mut app.browser(), "/resendcode", "resend-form", &[("username", "jane0")]).await;
        assert!(app.mail(NUMBER).await.len() <= 6);
    }

    async fn where_both_are_given_it_is_the_number_that_is_proved(app) {
        let settings = PoolSettings {
            aliases: vec![Alias::Email, Alias::PhoneNumber],
            auto_verified: vec![Medium::Email, Medium::PhoneNumber],
            required_attributes: vec!["email".into(), "phone_number".into()],
            ..Default::default()
        };
        let app = app.in_pool(settings).await;
        let mut browser = app.browser();
        let values = [("username", "jane"), ("email", "jane@example.test"), ("phone_number", NUMBER), ("password", PASSWORD)];
        app.fill_in(&mut browser, "/signup", "signup-form", &values).await;
        assert!(app.mail("jane@example.test").await.is_empty());
        let code = app.mailed_code(NUMBER).await;
        app.confirm(&mut browser, "jane", &code).await;
        complaint(&app.type_in(&mut app.browser(), "jane@example.test", PASSWORD).await);
        assert!(app.type_in(&mut app.browser(), NUMBER, PASSWORD).await.has("logout-form"));
    }

    async fn a_number_that_is_not_proved_is_nobodys_name(app) {
        let app = app.in_pool(PoolSettings { auto_verified: vec![Medium::Email], ..proving_numbers() }).await;
        app.made("jane", &[("phone_number", NUMBER)]).await;
        complaint(&app.type_in(&mut app.browser(), NUMBER, PASSWORD).await);
        for name in [NUMBER, "+1-202-555-0124"] {
            let taken = sign_up(&app, &mut app.browser(), name, "+12025550125").await;
            assert_eq!(taken.status, StatusCode::BAD_REQUEST, "no name looks like a number: {taken:?}");
        }
    }

    async fn where_numbers_are_names_a_taken_one_gets_the_same_answer(app) {
        let app = app.in_pool(numbers_as_names()).await;
        let mut browser = app.browser();
        let first = sign_up_by(&app, &mut browser, NUMBER, PASSWORD).await;
        let code = app.mailed_code(NUMBER).await;
        app.confirm(&mut browser, "%2B12025550124", &code).await;
        app.advance(Duration::from_secs(1));
        let second = sign_up_by(&app, &mut app.browser(), "+1 202 555-0124", "the password of a stranger").await;
        assert_eq!((first.status, first.location()), (second.status, second.location()));
        let messages = app.mail(NUMBER).await;
        assert!(messages.len() == 2 && messages[0].codes.is_empty(), "{}", messages[0].text);
        complaint(&app.type_in(&mut app.browser(), NUMBER, "the password of a stranger").await);
        let page = app.browser().get(&format!("{}/login", app.base)).await;
        assert!(page.body.contains(r#"type="tel""#), "{page:?}");
        let signed_in = app.type_in(&mut browser, "+1 202 555 0124", PASSWORD).await;
        assert!(signed_in.has("logout-form") && signed_in.body.contains(NUMBER), "{signed_in:?}");
        for bad in ["jane", "jane@example.test", "2025550124"] {
            let refused = sign_up_by(&app, &mut app.browser(), bad, PASSWORD).await;
            assert!(refused.has("username-error"), "{bad}: {refused:?}");
        }
    }

    async fn a_squatter_of_a_number_makes_room(app) {
        let app = app.in_pool(numbers_as_names()).await;
        sign_up_by(&app, &mut app.browser(), NUMBER, "the password of a squatter").await;
        app.advance(Duration::from_secs(1));
        let mut browser = app.browser();
        sign_up_by(&app, &mut browser, NUMBER, PASSWORD).await;
        let code = app.mailed_code(NUMBER).await;
        let confirmed = app.confirm(&mut browser, "%2B12025550124", &code).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{confirmed:?}");
        complaint(&app.type_in(&mut app.browser(), NUMBER, "the password of a squatter").await);
        assert!(app.type_in(&mut app.browser(), NUMBER, PASSWORD).await.has("logout-form"));
    }

    async fn a_verified_number_is_a_way_back_in_the_pools_order(app) {
        let app = app.in_pool(PoolSettings { required_attributes: Vec::new(), ..Default::default() }).await;
        app.made("jane", &[("phone_number", NUMBER), ("phone_number_verified", "true")]).await;
        let both = [("email", "john@example.test"), ("email_verified", "true"), ("phone_number", "+12025550125"), ("phone_number_verified", "true")];
        app.made("john", &both).await;
        app.made("jim", &[("phone_number", "+12025550126")]).await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code(NUMBER).await;
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "{done:?}");
        assert!(app.type_in(&mut app.browser(), "jane", NEW).await.has("logout-form"));
        app.forget(&mut app.browser(), "john").await;
        assert_eq!(app.mail("john@example.test").await.len(), 1);
        assert!(app.mail("+12025550125").await.is_empty());
        app.forget(&mut app.browser(), "jim").await;
        assert!(app.mail("+12025550126").await.is_empty(), "it was never proved");
        app.change_pool(|pool| pool.recovery = vec![RecoveryWay::VerifiedPhoneNumber, RecoveryWay::VerifiedEmail]).await;
        app.advance(Duration::from_secs(60));
        app.forget(&mut app.browser(), "john").await;
        assert_eq!(app.mail("+12025550125").await.len(), 1);
    }

    async fn where_operators_alone_recover_no_code_goes_out(app) {
        app.change_pool(|pool| pool.recovery = Vec::new()).await;
        let answer = app.forget(&mut app.browser(), "demo").await;
        let other = app.forget(&mut app.browser(), "nobody").await;
        assert_eq!((answer.status, answer.has("reset-form")), (other.status, other.has("reset-form")));
        assert!(app.mail("demo@example.test").await.is_empty() && app.mail("+12025550123").await.is_empty());
    }
}
