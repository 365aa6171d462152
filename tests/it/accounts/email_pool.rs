//! A pool whose user names are e-mail addresses.

use axum::http::StatusCode;
use gatehouse::model::pool::{PoolSettings, UsernameKind};

use super::PASSWORD;
use crate::support::{Answer, Browser, TestApp, on_both};

/// Goes on in a pool of that kind.
async fn with_email_names(app: TestApp) -> TestApp {
    let settings =
        PoolSettings { username: UsernameKind::Email, aliases: Vec::new(), ..Default::default() };
    app.in_pool(settings).await
}

async fn sign_up(app: &TestApp, browser: &mut Browser, email: &str, password: &str) -> Answer {
    app.fill_in(browser, "/signup", "signup-form", &[("username", email), ("password", password)])
        .await
}

on_both! {
    async fn a_taken_address_gets_the_same_answer_and_its_owner_a_message(app) {
        let app = with_email_names(app).await;
        let mut browser = app.browser();
        let first = sign_up(&app, &mut browser, "ann@example.com", PASSWORD).await;
        let code = app.mailed_code("ann@example.com").await;
        app.confirm(&mut browser, "ann@example.com", &code).await;
        app.advance(std::time::Duration::from_secs(1));
        let second = sign_up(&app, &mut app.browser(), "ANN@example.com", "the password of a stranger").await;
        assert_eq!((first.status, first.location()), (second.status, second.location().replace("ANN", "ann")));
        let mail = app.mail("ANN@example.com").await;
        assert!(mail[0].codes.is_empty(), "no code: {:?}", mail[0].subject);
        assert_eq!(app.type_in(&mut browser, "ann@example.com", "the password of a stranger").await.status, StatusCode::BAD_REQUEST);
        let signed_in = app.type_in(&mut browser, "Ann@Example.com", PASSWORD).await;
        assert!(signed_in.status == StatusCode::OK && signed_in.body.contains("ann@example.com"));
    }

    async fn a_squatter_who_never_proved_the_address_makes_room(app) {
        let app = with_email_names(app).await;
        sign_up(&app, &mut app.browser(), "bea@example.com", "the password of a squatter").await;
        let old = app.mailed_code("bea@example.com").await;
        app.advance(std::time::Duration::from_secs(1));
        let mut browser = app.browser();
        sign_up(&app, &mut browser, "bea@example.com", PASSWORD).await;
        let code = app.mailed_code("bea@example.com").await;
        if old != code {
            assert_eq!(app.confirm(&mut browser, "bea@example.com", &old).await.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(app.confirm(&mut browser, "bea@example.com", &code).await.status, StatusCode::SEE_OTHER);
        assert_eq!(app.type_in(&mut browser, "bea@example.com", "the password of a squatter").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(app.type_in(&mut browser, "bea@example.com", PASSWORD).await.status, StatusCode::OK);
    }
}
