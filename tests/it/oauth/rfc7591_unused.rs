//! Clients that registered themselves and are of no use to anybody go, so that others find room.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::oauth::registration;
use gatehouse::domain::{audit, configuration, housekeeping};
use gatehouse::model::Client;
use gatehouse::model::pool::RegistrationMode;
use serde_json::{Value, json};

use super::rfc7591_registration::{CALLBACK, taken, text};
use crate::support::{TestApp, on_both};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl TestApp {
    async fn registered(&self) -> Value {
        taken(&self.register(json!({})).await)
    }

    async fn invited(&self) -> Value {
        let (token, body) = (self.initial_token(1).await, json!({ "redirect_uris": [CALLBACK] }));
        taken(&self.registration("POST", "", Some(&token), Some(&body)).await)
    }

    async fn client_of(&self, told: &Value) -> Option<std::sync::Arc<Client>> {
        let id = text(told, "client_id").parse().expect("an id");
        configuration::client(&self.cx(), &self.demo.pool.id, &id).await.expect("an answer")
    }

    async fn uses(&self, told: &Value) {
        let client = self.client_of(told).await.expect("there");
        registration::note_use(&self.cx(), &client).await.expect("noted");
    }

    async fn takes_in(&self, told: &Value) {
        self.change_client(text(told, "client_id"), |settings| settings.consent = false).await;
    }

    async fn clean(&self) {
        housekeeping::clean(&self.cx()).await.expect("cleaned");
    }
}

on_both! {
    async fn a_client_that_nobody_uses_is_removed(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let (left, used, adopted) = (app.registered().await, app.registered().await, app.registered().await);
        app.uses(&left).await;
        app.takes_in(&adopted).await;
        app.advance(DAY * 25);
        app.uses(&used).await;
        app.clean().await;
        assert!(app.client_of(&left).await.is_some(), "before its time");
        app.advance(DAY * 7);
        app.clean().await;
        assert!(app.client_of(&left).await.is_none());
        assert!(app.client_of(&used).await.is_some() && app.client_of(&adopted).await.is_some());
    }

    async fn a_strangers_client_that_was_never_used_goes_after_two_days(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let (never, used, adopted, invited) =
            (app.registered().await, app.registered().await, app.registered().await, app.invited().await);
        app.uses(&used).await;
        app.takes_in(&adopted).await;
        app.advance(DAY * 2);
        app.clean().await;
        assert!(app.client_of(&never).await.is_some(), "before its time");
        app.advance(Duration::from_secs(1));
        app.clean().await;
        assert!(app.client_of(&never).await.is_none());
        for known in [&used, &adopted, &invited] {
            assert!(app.client_of(known).await.is_some(), "{known}");
        }
        app.advance(DAY * 31);
        app.clean().await;
        assert!(app.client_of(&used).await.is_none() && app.client_of(&invited).await.is_none());
        assert!(app.client_of(&adopted).await.is_some());
    }

    async fn the_pool_says_how_long_that_is(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        app.change_pool(|settings| settings.registration.never_used_days = 5).await;
        let never = app.registered().await;
        app.advance(DAY * 5);
        app.clean().await;
        assert!(app.client_of(&never).await.is_some());
        app.advance(Duration::from_secs(1));
        app.clean().await;
        assert!(app.client_of(&never).await.is_none());
    }

    async fn a_full_pool_makes_room_for_a_stranger(app) {
        app.let_register(RegistrationMode::Open, 4).await;
        let (adopted, used) = (app.registered().await, app.registered().await);
        app.takes_in(&adopted).await;
        app.uses(&used).await;
        app.advance(Duration::from_secs(1));
        let oldest = app.registered().await;
        app.advance(Duration::from_secs(1));
        let newer = app.registered().await;
        app.advance(HOUR - Duration::from_secs(1));
        assert_eq!(app.register(json!({})).await.status, StatusCode::SERVICE_UNAVAILABLE, "each has its hour");
        app.advance(Duration::from_secs(1));
        assert!(app.client_of(&oldest).await.is_some());
        let newest = app.registered().await;
        assert!(app.client_of(&oldest).await.is_none(), "and no cache knows it any more");
        for known in [&adopted, &used, &newer, &newest] {
            assert!(app.client_of(known).await.is_some(), "{known}");
        }
        let mut tx = app.cx().read().await.expect("a read");
        let events = audit::list(&mut tx, &app.demo.pool.id, 10).await.expect("events");
        let removed: Vec<_> = events.iter().filter(|event| event.event == "client.deleted").collect();
        assert_eq!(removed.len(), 1);
        assert_eq!(removed[0].target, text(&oldest, "client_id"));
    }

    async fn nobody_makes_room_who_is_wanted(app) {
        app.let_register(RegistrationMode::Open, 2).await;
        let (invited, used) = (app.invited().await, app.registered().await);
        app.uses(&used).await;
        app.advance(HOUR * 30);
        assert_eq!(app.register(json!({})).await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(app.client_of(&invited).await.is_some() && app.client_of(&used).await.is_some());
        app.invited().await;
    }
}
