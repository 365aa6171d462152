//! What a client says of itself as it registers (RFC 7591).

use gatehouse::domain::oauth::registration::{Metadata, Offer, metadata as reader};
use gatehouse::model::client::{AuthMethod, ClientSettings, Profile};
use gatehouse::model::pool::check_name;
use gatehouse::model::{Algorithm, Scopes};
use serde_json::{Map, Value};
use url::Url;

/// The members that no public key has (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/// What a stranger is offered.
fn offer() -> Offer {
    let scopes = |text: &str| text.parse::<Scopes>().expect("scopes");
    Offer {
        algorithms: vec![Algorithm::RS256, Algorithm::ES256],
        identity: scopes("openid profile email phone address offline_access"),
        custom: scopes("shop/read shop/write"),
        machines: false,
        http: false,
    }
}

/// Metadata: what a client becomes by it fits together, can be kept, and is no more than is offered.
pub fn metadata(bytes: &[u8]) -> bool {
    let Ok(members) = serde_json::from_slice::<Map<String, Value>>(bytes) else { return false };
    let (metadata, offer) = (Metadata::new(members), offer());
    let Ok(wanted) = reader::read(&metadata, &offer, &ClientSettings::default()) else {
        return false;
    };
    let settings = &wanted.settings;
    let again = reader::read(&metadata, &offer, settings).expect("the same once more");
    assert_eq!(again, wanted);
    let kept = serde_json::to_value(settings).expect("JSON");
    assert_eq!(&serde_json::from_value::<ClientSettings>(kept).expect("its own form"), settings);
    is_within(settings, &offer);
    are_web_addresses(settings);
    if let Some(name) = &wanted.name {
        check_name(name).expect("a name for people");
    }
    true
}

/// Nothing beyond the offer, and nothing that only an operator sets.
fn is_within(settings: &ClientSettings, offer: &Offer) {
    let method = settings.proving.method.expect("a method");
    settings.check(method != AuthMethod::None).expect("rules that fit together");
    assert!(!settings.client_credentials && settings.profile == Profile::default());
    let offered = |scope: &str| offer.identity.contains(scope) || offer.custom.contains(scope);
    assert!(settings.scopes.iter().all(|scope| offered(scope.as_str())));
    let signing = &settings.signing;
    for algorithm in
        [signing.id_token, signing.userinfo, signing.introspection, signing.authorization]
    {
        assert!(algorithm.is_none_or(|algorithm| offer.algorithms.contains(&algorithm)));
    }
    assert!(settings.proving.jwks.is_none() || settings.proving.jwks_uri.is_none());
    let keys = settings.proving.jwks.iter().flat_map(|set| set["keys"].as_array()).flatten();
    for key in keys {
        let is_private = PRIVATE.iter().any(|name| key.get(name).is_some());
        assert!(key["kty"] != "oct" && !is_private, "a private key is kept: {key}");
    }
}

/// What pages link to and what this server calls is https, without a person's name in it.
fn are_web_addresses(settings: &ClientSettings) {
    let about = &settings.about;
    let pages = [&about.home, &about.logo, &about.policy, &about.terms, &about.initiate_login];
    let called = [
        &settings.proving.jwks_uri,
        &settings.sector_identifier_uri,
        &settings.sign_out.back_channel,
    ];
    let single = pages.into_iter().chain(called).filter_map(Option::as_ref);
    for text in single.chain(&settings.requests.uris) {
        let url = Url::parse(text).expect("an absolute URL");
        assert!(url.scheme() == "https" && url.has_host() && url.username().is_empty(), "{text}");
    }
}
