//! The pretend provider of development, as the demo pool knows it.

use crate::context::Context;
use crate::domain::admin::providers::{self, NewProvider, ProviderChange};
use crate::domain::error::{Refusal, Result};
use crate::model::PoolId;
use crate::model::provider::{Details, Provider, ProviderKind, ProviderName, ProviderRules};

/// Where it is served, and with that its issuer below the base URL.
pub const PATH: &str = "/dev/provider";

/// The domain of addresses for which the demo pool takes its word.
pub const TRUSTED: &str = "example.test";

const NAME: &str = "Pretend";

/// Who the demo pool is there.
const CLIENT_ID: &str = "demo-pool";

/// Makes the provider known to the demo pool where it is not, and brings its address to the present
/// base URL. One that was disabled stays so.
///
/// # Errors
/// When the database does not answer.
pub async fn ensure(cx: &Context, pool: &PoolId) -> Result<Provider> {
    let name: ProviderName = NAME.parse()?;
    let issuer = Some(format!("{}{PATH}", cx.app.base_url()));
    let present = match providers::show(cx, pool, &name).await {
        Ok(present) => present,
        Err(error) if *error.refusal() == Refusal::NotFound => {
            return providers::create(cx, pool, new(name, issuer)).await;
        }
        Err(error) => return Err(error),
    };
    if present.kind != ProviderKind::Oidc || present.details.oidc_issuer == issuer {
        return Ok(present);
    }
    let details = Some(Details { oidc_issuer: issuer, ..present.details }.into());
    let change = ProviderChange { details, same_people: true, ..ProviderChange::default() };
    providers::update(cx, pool, &name, change).await
}

fn new(name: ProviderName, oidc_issuer: Option<String>) -> NewProvider {
    NewProvider {
        kind: ProviderKind::Oidc,
        name: Some(name),
        details: Details { client_id: CLIENT_ID.to_owned(), oidc_issuer, ..Details::default() },
        secret: None,
        rules: ProviderRules {
            trusted_domains: Some(vec![TRUSTED.to_owned()]),
            ..ProviderRules::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, start};
    use super::*;
    use crate::domain::admin::identities;
    use crate::model::Algorithm;

    #[tokio::test]
    async fn a_second_start_keeps_the_provider_and_moves_its_address() {
        let folder = tempfile::tempdir().expect("a folder");
        let cx = start(folder.path(), 9080).await;
        let demo = made(&cx, Some(Algorithm::ES256), &Default::default()).await.expect("a demo");
        let first = ensure(&cx, &demo.pool.id).await.expect("a provider");
        let pool = &demo.pool.id;
        let linked = identities::link(&cx, pool, "demo", &first.name, "dana").await;
        assert!(linked.expect("a link"), "people of before go by the same ids");
        providers::disable(&cx, pool, &first.name).await.expect("a change");
        cx.app.db.close().await;
        let cx = start(folder.path(), 9090).await;
        let second = ensure(&cx, &demo.pool.id).await.expect("the provider");
        assert_eq!((&first.id, second.enabled), (&second.id, false));
        let issuer = second.details.oidc_issuer.as_deref();
        assert_eq!(issuer, Some("http://localhost:9090/dev/provider"));
    }
}
