//! The way out for one scheme: an HTTP client, and the addresses that it may call.

use std::sync::Arc;

use reqwest::{Client, ClientBuilder, redirect::Policy};
use tokio::sync::Semaphore;
use url::{Host, Url};

use super::{Failure, SetupError, addresses::Addresses, authorities, resolver::Resolver};
use crate::config;

/// What others see of us (RFC 9110 section 10.1.5).
const USER_AGENT: &str = concat!("gatehouse/", env!("CARGO_PKG_VERSION"));

/// The way out for one scheme.
pub(super) struct Door {
    /// The HTTP client, for URLs that were checked.
    pub(super) client: Client,
    addresses: Addresses,
}

impl Door {
    /// https: to public addresses and listed ones.
    pub(super) fn https(
        config: &config::Outbound,
        lookups: &Arc<Semaphore>,
    ) -> Result<Self, SetupError> {
        let extra = authorities::read(&config.extra_ca_files)?;
        let addresses = Addresses::public_and(&config.allowed_private_ranges);
        let builder = || builder(config, &addresses, lookups).https_only(true);
        let client = match builder().tls_certs_merge(extra.clone()).build() {
            Err(error) if extra.is_empty() => {
                tracing::warn!(
                    %error,
                    "this machine has no certificate authorities; calls by https will fail"
                );
                builder().tls_certs_only([]).build()
            }
            built => built,
        }?;
        Ok(Self { client, addresses })
    }

    /// http: to listed addresses alone.
    pub(super) fn http(
        config: &config::Outbound,
        lookups: &Arc<Semaphore>,
    ) -> Result<Self, SetupError> {
        let addresses = Addresses::only(&config.allowed_private_ranges);
        let client = builder(config, &addresses, lookups).tls_certs_only([]).build()?;
        Ok(Self { client, addresses })
    }

    /// Checks what the resolver does not see: addresses that stand in the URL itself, in whatever
    /// form (RFC 3986 section 7.4).
    pub(super) fn check(&self, url: &Url) -> Result<(), Failure> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::NotAllowed("it has a user name"));
        }
        let address = match url.host() {
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            None => return Err(Failure::NotAllowed("it has no host")),
        };
        if self.addresses.permit(address) { Ok(()) } else { Err(Failure::ForbiddenAddress) }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes the HTTP clients")]
fn builder(
    config: &config::Outbound,
    addresses: &Addresses,
    lookups: &Arc<Semaphore>,
) -> ClientBuilder {
    Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none()) // one could lead around the checks
        .referer(false)
        .no_proxy() // a proxy would look the name up by itself
        .no_gzip() // what is short on the way can be long when unpacked
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .connect_timeout(config.connect_timeout)
        .pool_max_idle_per_host(0) // strangers have many hosts; each call looks its own up anew
        .dns_resolver(Resolver::new(addresses.clone(), Arc::clone(lookups)))
}
