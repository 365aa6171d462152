//! Browsers that are awaited back from a provider: counted for their pool alone, as far as it matters.

use std::time::Duration;

use gatehouse::model::pool::PoolSettings;
use gatehouse::model::provider::{Details, Provider, ProviderKind, ProviderRules};
use gatehouse::model::{Instant, PoolId};
use gatehouse::store::upstream::{self, UpstreamRequest};
use gatehouse::store::{self, Error, Tx};

use crate::support::{TestApp, on_both};

/// A provider with the ends of the requests that were made to it.
struct Sent {
    provider: Provider,
    ends: Vec<Instant>,
}

async fn insert(tx: &mut Tx, sent: &Sent) -> Result<(), Error> {
    store::providers::insert(tx, &sent.provider).await?;
    for (at, expires_at) in sent.ends.iter().enumerate() {
        let request = UpstreamRequest {
            state: format!("{}-{at}", sent.provider.id).into_bytes(),
            pool_id: sent.provider.pool_id.clone(),
            provider_id: sent.provider.id.clone(),
            sealed: Vec::new(),
            expires_at: *expires_at,
        };
        upstream::insert_request(tx, &request).await?;
    }
    Ok(())
}

/// Sends browsers of a pool away that are awaited until then.
async fn send(app: &TestApp, pool: &PoolId, ends: Vec<Instant>) {
    let provider = Provider {
        id: format!("provider-of-{pool}"),
        pool_id: pool.clone(),
        name: "Acme".parse().expect("a name"),
        kind: ProviderKind::Oidc,
        details: Details::default(),
        sealed: None,
        rules: ProviderRules::default(),
        enabled: true,
        created_at: app.cx().now(),
    };
    let sent = Sent { provider, ends };
    app.cx().write(sent, |tx, sent| Box::pin(insert(tx, sent))).await.expect("written");
}

on_both! {
    async fn the_browsers_of_a_pool_are_counted_as_far_as_it_matters(app) {
        let now = app.cx().now();
        let (own, other) = (&app.demo.pool.id, app.second_pool(PoolSettings::default()).await.id);
        let later = now + Duration::from_secs(60);
        send(&app, own, vec![later, later, later, now]).await;
        send(&app, &other, vec![later]).await;
        let count = async |pool: &PoolId, most| {
            let mut tx = app.cx().read().await.expect("a connection");
            upstream::count_requests(&mut tx, pool, now, most).await.expect("a count")
        };
        assert_eq!((count(own, 10).await, count(own, 2).await, count(&other, 10).await), (3, 2, 1));
    }
}
