//! Names become addresses that may be called, so that a connection goes to what was checked.
//!
//! A name that answers with a public address once and with a private one later gains nothing: what
//! is checked here is what is connected to.

use std::{net::SocketAddr, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{net::lookup_host, sync::Semaphore};

use super::addresses::Addresses;

/// The system's resolver, with a filter behind it.
pub(super) struct Resolver {
    addresses: Addresses,
    lookups: Arc<Semaphore>,
}

/// The name has addresses, and none of them may be called.
#[derive(Debug, thiserror::Error)]
#[error("none of the addresses may be called")]
pub(super) struct Forbidden;

impl Resolver {
    /// Looks up as many names at once as `lookups` has permits, for all who share them.
    pub(super) fn new(addresses: Addresses, lookups: Arc<Semaphore>) -> Self {
        Self { addresses, lookups }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (addresses, lookups) = (self.addresses.clone(), Arc::clone(&self.lookups));
        Box::pin(async move {
            let turn = lookups.acquire_owned().await?;
            // A lookup has a thread until it ends, also when nobody waits for it any more; so the
            // turn goes with it.
            let lookup = tokio::spawn(async move {
                let _turn = turn;
                lookup_host((name.as_str(), 0)).await.map(Vec::from_iter)
            });
            let mut found: Vec<SocketAddr> = lookup.await??;
            found.retain(|address| addresses.permit(address.ip()));
            if found.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_gives_only_addresses_that_may_be_called() {
        let localhost = || "localhost".parse::<Name>().expect("a name");
        let lookups = || Arc::new(Semaphore::new(1));
        let resolver = Resolver::new(Addresses::public_and(&[]), lookups());
        let refused = resolver.resolve(localhost()).await.err().expect("a refusal");
        assert!(refused.is::<Forbidden>(), "{refused}");

        let loopback = ["127.0.0.0/8".parse().expect("a range")];
        let resolver = Resolver::new(Addresses::only(&loopback), lookups());
        let found = resolver.resolve(localhost()).await.expect("addresses");
        assert!(found.map(|address| address.ip()).all(|ip| ip.is_ipv4() && ip.is_loopback()));
    }
}
