//! Clients that listen in the browser: their pages are loaded in frames (OpenID Connect Front-Channel
//! Logout 1.0).

use url::Url;

use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::oauth::subject;
use crate::model::{Client, SessionId};

/// The addresses to load when that session has ended, each with `iss` and `sid` (section 3): whoever
/// requires them has them, and they tell nobody anything new.
pub fn addresses(
    cx: &Context,
    pool: &PoolView,
    session: &SessionId,
    clients: &[Client],
) -> Vec<Url> {
    let told = clients.iter().filter_map(|client| {
        let mut url = client.settings.sign_out.front_channel.as_deref().and_then(loadable)?;
        let session = subject::session(cx, client, session.as_str());
        url.query_pairs_mut().append_pair("iss", &pool.issuer).append_pair("sid", &session);
        Some(url)
    });
    told.collect()
}

/// The origins of addresses, as sources of a content security policy.
pub fn origins(addresses: &[Url]) -> String {
    let mut origins: Vec<String> =
        addresses.iter().map(|url| url.origin().ascii_serialization()).collect();
    origins.sort();
    origins.dedup();
    origins.join(" ")
}

/// The URL of a web page whose origin can stand in a header of ours.
fn loadable(text: &str) -> Option<Url> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http");
    (is_web && url.host_str()?.bytes().all(plain)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_loaded_and_their_origins_are_single_sources() {
        for good in ["https://app.example/out?a=1", "http://localhost:3000/", "https://[::1]:1/x"] {
            assert!(loadable(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "app:/out",
            "/out",
            "https://a.example;script-src/",
            "https://a.example,b.example/",
            "https://'none'/",
        ] {
            assert!(loadable(bad).is_none(), "{bad}");
        }
        let urls: Vec<Url> =
            ["https://b.example/1", "https://a.example:8443/", "https://b.example/2"]
                .iter()
                .filter_map(|text| loadable(text))
                .collect();
        assert_eq!(origins(&urls), "https://a.example:8443 https://b.example");
    }
}
