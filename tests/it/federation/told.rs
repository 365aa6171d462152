//! Whoever is told of an account elsewhere reads whose it is.

use std::time::Duration;

use gatehouse::domain::account::identities;
use gatehouse::domain::admin;
use gatehouse::model::provider::ProviderRules;
use serde_json::json;

use super::linking::member;
use super::people::{admit, identity, view};
use crate::support::upstream::Fake;
use crate::support::{TestApp, on_both};

/// What the newest mail to the demo user says.
async fn newest(app: &TestApp) -> String {
    let said = app.mail("demo@example.test").await.remove(0).text;
    app.advance(Duration::from_secs(1));
    said
}

on_both! {
    async fn a_person_reads_the_name_that_the_button_has(app) {
        let fake = Fake::oidc(&app).await;
        let staff = ProviderRules { label: Some("Northwind Staff".to_owned()), ..ProviderRules::default() };
        let provider = admit(&app, &fake, staff).await;
        let ((_, member), pool) = (member(&app).await, view(&app).await);
        let own = identity("own", json!({}));
        identities::link(&app.cx(), &pool, &member, &provider, &own).await.expect("linked");
        assert!(newest(&app).await.contains("connected with an account at Northwind Staff"));
        admin::providers::disable(&app.cx(), pool.id(), &provider.name).await.expect("disabled");
        let pool = view(&app).await;
        identities::unlink(&app.cx(), &pool, &member, &provider.id, "own").await.expect("unlinked");
        assert!(newest(&app).await.contains("An account at Northwind Staff was disconnected"));
    }

    async fn a_person_reads_what_an_operator_connects(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (pool, name) = (&app.demo.pool.id, &provider.name);
        admin::identities::link(&app.cx(), pool, "demo", name, "7").await.expect("linked");
        let elsewhere = format!("an account at {name}");
        assert!(newest(&app).await.contains(&elsewhere));
        admin::identities::unlink(&app.cx(), pool, "demo", name, "7").await.expect("unlinked");
        assert!(newest(&app).await.contains(&elsewhere.replacen('a', "A", 1)));
    }
}
