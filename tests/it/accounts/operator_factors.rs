//! What an operator ends of the ways in which a person signs in, and what the person hears of it.

use std::time::Duration;

use gatehouse::domain::Refusal;
use gatehouse::domain::admin::users;
use gatehouse::domain::audit;
use gatehouse::model::sign_in::MfaMode;

use super::PASSWORD;
use crate::process::html::text_of;
use crate::support::{Browser, TestApp, on_both};

const JANE: &str = "jane@example.test";

/// Jane with an application and recovery codes.
async fn jane(app: &TestApp, browser: &mut Browser) {
    app.member("jane", JANE).await;
    app.demand_totp().await;
    let typed = app.type_in(browser, "jane", PASSWORD).await;
    let page = browser.get(&typed.location()).await;
    let secret = text_of(&page.body, "secret").expect("a secret");
    let done = app.show_code(browser, &page, "enrol-form", &secret).await;
    assert!(done.has("logout-form"), "{done:?}");
    app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Optional).await;
    app.advance(Duration::from_secs(60));
}

async fn events(app: &TestApp) -> Vec<(String, String)> {
    let mut tx = app.cx().read().await.expect("a connection");
    let events = audit::list(&mut tx, &app.demo.pool.id, 100).await.expect("events");
    events.into_iter().map(|event| (event.event, event.actor)).collect()
}

fn by_operator(event: &str) -> (String, String) {
    (event.to_owned(), "operator".to_owned())
}

on_both! {
    async fn a_factor_is_listed_and_removed(app) {
        jane(&app, &mut app.browser()).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let there = users::factors(&cx, pool, "jane").await.expect("factors");
        assert_eq!((there.factors.len(), there.recovery_codes), (1, 10));
        let missing = users::remove_factor(&cx, pool, "jane", "no-such").await.expect_err("none");
        assert_eq!(*missing.refusal(), Refusal::NotFound);
        let id = &there.factors[0].id;
        let other = users::remove_factor(&cx, pool, "demo", id).await.expect_err("somebody else's");
        assert_eq!(*other.refusal(), Refusal::NotFound);
        users::remove_factor(&cx, pool, "jane", id).await.expect("removed");
        assert!(app.factors_of("jane").await.is_empty());
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"));
        let told = app.mail(JANE).await;
        assert!(told[0].subject.contains("was removed"), "{told:?}");
        assert!(events(&app).await.contains(&by_operator("user.factor_removed")));
    }

    async fn a_reset_leaves_the_password_alone(app) {
        let mut browser = app.browser();
        jane(&app, &mut browser).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        users::reset_factors(&cx, pool, "jane").await.expect("reset");
        let left = users::factors(&cx, pool, "jane").await.expect("factors");
        assert_eq!((left.factors.len(), left.recovery_codes, left.browsers), (0, 0, 0));
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"));
        let told = app.mail(JANE).await;
        assert!(told[0].subject.contains("were reset") && told[0].codes.is_empty(), "{told:?}");
        assert!(events(&app).await.contains(&by_operator("user.factors_reset")));
        app.demand_totp().await;
        let typed = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(typed.location().contains("/login/step"), "set up anew: {typed:?}");
        let nobody = users::reset_factors(&cx, pool, "nobody").await.expect_err("nobody");
        assert_eq!(*nobody.refusal(), Refusal::NotFound);
    }

    async fn recovery_codes_are_ended_once(app) {
        jane(&app, &mut app.browser()).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        users::revoke_recovery_codes(&cx, pool, "jane").await.expect("ended");
        let left = users::factors(&cx, pool, "jane").await.expect("factors");
        assert_eq!((left.factors.len(), left.recovery_codes), (1, 0));
        let again = users::revoke_recovery_codes(&cx, pool, "jane").await.expect_err("none left");
        assert_eq!(*again.refusal(), Refusal::NotFound);
        let told = app.mail(JANE).await;
        assert!(told[0].subject.contains("recovery codes"), "{told:?}");
        assert!(events(&app).await.contains(&by_operator("user.recovery_codes_revoked")));
    }
}
