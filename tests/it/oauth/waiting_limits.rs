//! What strangers may leave waiting in the name of a client: so much, and nobody else's.

use std::time::Duration;

use axum::http::{StatusCode, header};
use gatehouse::domain;
use gatehouse::store::device_grants::{DeviceGrant, DeviceState};
use gatehouse::store::pushed_requests::PushedRequest;
use gatehouse::store::{self, Tx};

use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, on_both};

/// How many pushed requests of a client that strangers can speak for may wait.
const REQUESTS: usize = 1000;

/// How many of its devices may.
const DEVICES: usize = 10_000;

pub(super) const SPA_PAGE: &str = "http://localhost:9080/samples/spa";

async fn insert_requests(tx: &mut Tx, requests: &[PushedRequest]) -> domain::Result<()> {
    for request in requests {
        store::pushed_requests::insert(tx, request).await?;
    }
    Ok(())
}

async fn insert_devices(tx: &mut Tx, grants: &[DeviceGrant]) -> domain::Result<()> {
    for grant in grants {
        assert!(store::device_grants::insert(tx, grant).await?);
    }
    Ok(())
}

async fn spend(tx: &mut Tx, (pool, id): &(gatehouse::model::PoolId, String)) -> domain::Result<()> {
    let now = gatehouse::model::Instant::from_millis(0);
    assert!(store::pushed_requests::spend(tx, pool, id, now).await?);
    Ok(())
}

/// Leaves as many requests waiting as this client may, but for one.
async fn leave_all_but_one(app: &TestApp, client: &str) {
    let cx = app.cx();
    let request = |number: usize| PushedRequest {
        id: format!("{number:036}"),
        pool_id: app.demo.pool.id.clone(),
        client_id: client.parse().expect("an id"),
        digest: vec![0; 32],
        parameters: String::new(),
        binding: None,
        expires_at: cx.now() + Duration::from_secs(590),
        used_at: None,
    };
    let requests: Vec<_> = (1..REQUESTS).map(request).collect();
    cx.write(requests, |tx, all| Box::pin(insert_requests(tx, all))).await.expect("kept");
}

pub(super) async fn push(
    app: &TestApp,
    client: &str,
    secret: Option<&str>,
    callback: &str,
) -> Answer {
    let pkce = Pkce::new();
    let pairs = [
        ("client_id", client),
        ("response_type", "code"),
        ("redirect_uri", callback),
        ("scope", "openid"),
        ("code_challenge", pkce.challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    app.ask("/oauth2/par", secret.map(|secret| (client, secret)), &pairs).await
}

fn assert_too_many(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    assert_eq!(answer.headers[header::RETRY_AFTER], "60");
}

on_both! {
    async fn a_public_client_leaves_so_many_requests_waiting(app) {
        let (cx, spa) = (app.cx(), app.demo.spa().to_owned());
        leave_all_but_one(&app, &spa).await;
        assert_eq!(push(&app, &spa, None, SPA_PAGE).await.status, StatusCode::CREATED, "the last one");
        assert_too_many(&push(&app, &spa, None, SPA_PAGE).await);
        let (web, secret) = app.web();
        let other = push(&app, web, Some(secret), WEB_CALLBACK).await;
        assert_eq!(other.status, StatusCode::CREATED, "a client that has proved itself");
        let spent = (app.demo.pool.id.clone(), format!("{:036}", 1));
        cx.write(spent, |tx, spent| Box::pin(spend(tx, spent))).await.expect("spent");
        assert_eq!(push(&app, &spa, None, SPA_PAGE).await.status, StatusCode::CREATED, "one was answered");
        assert_too_many(&push(&app, &spa, None, SPA_PAGE).await);
        app.advance(Duration::from_secs(591));
        assert_eq!(push(&app, &spa, None, SPA_PAGE).await.status, StatusCode::CREATED, "all have expired");
    }

    async fn so_does_one_that_strangers_have_made_although_it_proves_itself(app) {
        let (web, secret) = app.web();
        leave_all_but_one(&app, web).await;
        for consent in [true, false] {
            app.change_client(web, |settings| settings.consent = consent).await;
            let last = push(&app, web, Some(secret), WEB_CALLBACK).await;
            assert_eq!(last.status, StatusCode::CREATED, "the last one, or one of the house's");
            let next = push(&app, web, Some(secret), WEB_CALLBACK).await;
            match consent {
                true => assert_too_many(&next),
                false => assert_eq!(next.status, StatusCode::CREATED, "{next:?}"),
            }
        }
    }

    async fn a_public_client_leaves_so_many_devices_waiting(app) {
        let (cx, client) = (app.cx(), app.device_client(|_| ()).await);
        let grant = |number: usize| DeviceGrant {
            id: format!("{number:036}"),
            pool_id: app.demo.pool.id.clone(),
            client_id: client.parse().expect("an id"),
            digest: vec![0; 32],
            user_code: number.to_string(),
            scopes: "openid".parse().expect("scopes"),
            resources: Vec::new(),
            state: DeviceState::Pending,
            interval: Duration::from_secs(5),
            created_at: cx.now(),
            expires_at: cx.now() + Duration::from_secs(600),
        };
        let grants: Vec<_> = (1..DEVICES).map(grant).collect();
        cx.write(grants, |tx, all| Box::pin(insert_devices(tx, all))).await.expect("kept");
        let begin = async |client: &str| {
            app.ask("/oauth2/device_authorization", None, &[("client_id", client), ("scope", "openid")]).await
        };
        assert_eq!(begin(&client).await.status, StatusCode::OK, "the last one");
        assert_too_many(&begin(&client).await);
        let other = app.device_client(|_| ()).await;
        assert_eq!(begin(&other).await.status, StatusCode::OK, "another client's");
        app.advance(Duration::from_secs(601));
        assert_eq!(begin(&client).await.status, StatusCode::OK, "all have expired");
    }
}
