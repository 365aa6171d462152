//! What is told to whom: secrets stay out of the database in the clear, and events are written down.

use gatehouse::domain::audit;

use super::PASSWORD;
use crate::support::{Pkce, on_both};

on_both! {
    async fn each_change_has_its_event(app) {
        app.member("jane", "jane@example.test").await;
        app.type_in(&mut app.browser(), "jane", "a wrong guess").await;
        let mut browser = app.browser();
        app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&format!("{}/logout", app.base)).await;
        browser.submit(&page, &page.form("logout-form")).await;
        let mut tx = app.cx().read().await.expect("a connection");
        let events = audit::list(&mut tx, &app.demo.pool.id, 1000).await.expect("events");
        for expected in ["user.signed_up", "user.confirmed", "user.sign_in_failed", "user.signed_in", "user.signed_out"] {
            let told = events.iter().filter(|event| event.event == expected).count();
            assert_eq!(told, 1, "{expected}: {events:?}");
        }
    }

    async fn no_secret_stands_in_the_events_or_the_answers(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let tokens = app.redeem(&code, &pkce).await;
        let mut tx = app.cx().read().await.expect("a connection");
        let events = audit::list(&mut tx, &app.demo.pool.id, 1000).await.expect("events");
        let text = format!("{events:?} {:?} {:?}", app.app, app.demo.pool);
        let refresh = tokens.json()["refresh_token"].as_str().expect("a token").to_owned();
        for secret in [code.as_str(), &refresh, app.demo.user().1, app.web().1, &pkce.verifier] {
            assert!(!text.contains(secret));
        }
    }
}
