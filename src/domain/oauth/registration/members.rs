//! The members of client metadata that speak for themselves, in one table: where each stands in a
//! client's settings, and what its value may be (RFC 7591 section 2, OpenID Connect Dynamic Client
//! Registration 1.0 section 2).

use std::fmt::Display;

use serde_json::{Value, json};
use url::Url;

use super::Offer;
use crate::crypto::jose::jwk::{Jwk, JwkFault};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::{ClientSettings, check_url};
use crate::model::{Algorithm, RedirectUri};

/// The longest text, in bytes.
const LONGEST_TEXT: usize = 2048;

/// The most members of a list.
const LONGEST_LIST: usize = 100;

/// Where a value stands.
pub(super) type At<T> = fn(&mut ClientSettings) -> &mut T;

/// What a value may be, and where it stands.
pub(super) enum Member {
    /// A list of redirect URIs; what it is called when one does not fit.
    RedirectUris(Refusal, At<Vec<RedirectUri>>),
    /// An https URL that people are shown or led to.
    Page(At<Option<String>>),
    /// A URL that pages of ours load: of https, or at the person's own machine.
    Frame(At<Option<String>>),
    /// A URL that this server calls: of https, or without where the operator allows that.
    Called(At<Option<String>>),
    /// A list of such URLs, each with or without a fragment.
    CalledList(At<Vec<String>>),
    /// Public keys (RFC 7517 section 5).
    Keys(At<Option<Value>>),
    /// An algorithm by which the pool signs.
    Signs(At<Option<Algorithm>>),
    /// An algorithm by which the client signs.
    Verifies(At<Option<Algorithm>>),
    /// A time in seconds.
    Seconds(At<Option<u64>>),
    /// Yes or no.
    Flag(At<bool>),
    /// A list of texts.
    Texts(At<Vec<String>>),
}

use Member::{
    Called, CalledList, Flag, Frame, Keys, Page, RedirectUris, Seconds, Signs, Texts, Verifies,
};

/// Every such member by its name, in the order in which clients are told of them.
pub(super) const MEMBERS: [(&str, Member); 27] = [
    ("redirect_uris", RedirectUris(Refusal::InvalidRedirectUri, |s| &mut s.redirect_uris)),
    ("client_uri", Page(|s| &mut s.about.home)),
    ("logo_uri", Page(|s| &mut s.about.logo)),
    ("policy_uri", Page(|s| &mut s.about.policy)),
    ("tos_uri", Page(|s| &mut s.about.terms)),
    ("contacts", Texts(|s| &mut s.about.contacts)),
    ("initiate_login_uri", Page(|s| &mut s.about.initiate_login)),
    ("jwks", Keys(|s| &mut s.proving.jwks)),
    ("jwks_uri", Called(|s| &mut s.proving.jwks_uri)),
    ("sector_identifier_uri", Called(|s| &mut s.sector_identifier_uri)),
    ("id_token_signed_response_alg", Signs(|s| &mut s.signing.id_token)),
    ("userinfo_signed_response_alg", Signs(|s| &mut s.signing.userinfo)),
    ("introspection_signed_response_alg", Signs(|s| &mut s.signing.introspection)),
    ("authorization_signed_response_alg", Signs(|s| &mut s.signing.authorization)),
    ("request_object_signing_alg", Verifies(|s| &mut s.requests.algorithm)),
    ("request_uris", CalledList(|s| &mut s.requests.uris)),
    ("require_signed_request_object", Flag(|s| &mut s.requests.signed)),
    ("require_pushed_authorization_requests", Flag(|s| &mut s.requests.pushed)),
    ("default_max_age", Seconds(|s| &mut s.requests.max_age)),
    ("require_auth_time", Flag(|s| &mut s.requests.auth_time)),
    ("default_acr_values", Texts(|s| &mut s.requests.acr_values)),
    ("dpop_bound_access_tokens", Flag(|s| &mut s.dpop)),
    ("post_logout_redirect_uris", RedirectUris(METADATA, |s| &mut s.logout_uris)),
    ("frontchannel_logout_uri", Frame(|s| &mut s.sign_out.front_channel)),
    ("frontchannel_logout_session_required", Flag(|s| &mut s.sign_out.front_channel_session)),
    ("backchannel_logout_uri", Called(|s| &mut s.sign_out.back_channel)),
    ("backchannel_logout_session_required", Flag(|s| &mut s.sign_out.back_channel_session)),
];

const METADATA: Refusal = Refusal::InvalidClientMetadata;

impl Member {
    /// Takes a value over, or the default where there is none.
    pub(super) fn read(
        &self,
        name: &str,
        value: Option<&Value>,
        offer: &Offer,
        settings: &mut ClientSettings,
    ) -> Result<()> {
        match self {
            RedirectUris(refusal, at) => {
                *at(settings) = list(name, value, |text| redirect_uri(refusal, text))?;
            }
            Page(at) => *at(settings) = one(name, value, |text| page(name, text))?,
            Frame(at) => *at(settings) = one(name, value, |text| frame(name, text))?,
            Called(at) => *at(settings) = one(name, value, |text| called(name, text, offer))?,
            CalledList(at) => {
                let without_fragment = |text: &str| {
                    let url = text.split_once('#').map_or(text, |(url, _)| url);
                    called(name, url, offer).map(|_| text.to_owned())
                };
                *at(settings) = list(name, value, without_fragment)?;
            }
            Keys(at) => *at(settings) = value.map(|value| keys(name, value)).transpose()?,
            Signs(at) => *at(settings) = one(name, value, |text| signs(name, text, offer))?,
            Verifies(at) => *at(settings) = one(name, value, |text| algorithm(name, text))?,
            Seconds(at) => {
                let seconds = |value: &Value| {
                    value
                        .as_u64()
                        .ok_or_else(|| wrong(format!("{name} is not a number of seconds")))
                };
                *at(settings) = value.map(seconds).transpose()?;
            }
            Flag(at) => {
                let flag = |value: &Value| {
                    value.as_bool().ok_or_else(|| wrong(format!("{name} is not true or false")))
                };
                *at(settings) = value.map(flag).transpose()?.unwrap_or_default();
            }
            Texts(at) => *at(settings) = list(name, value, |text| Ok(text.to_owned()))?,
        }
        Ok(())
    }

    /// The value as a client is told of it; nothing where there is none.
    pub(super) fn show(&self, settings: &mut ClientSettings) -> Option<Value> {
        let list = |list: Value| Some(list).filter(|list| list.as_array() != Some(&Vec::new()));
        match self {
            RedirectUris(_, at) => list(json!(at(settings))),
            CalledList(at) | Texts(at) => list(json!(at(settings))),
            Page(at) | Frame(at) | Called(at) => at(settings).take().map(Value::String),
            Keys(at) => at(settings).take(),
            Signs(at) | Verifies(at) => at(settings).map(|algorithm| json!(algorithm)),
            Seconds(at) => at(settings).map(|seconds| json!(seconds)),
            Flag(at) => Some(json!(at(settings))),
        }
    }
}

/// A refusal of metadata (RFC 7591 section 3.2.2).
pub(super) fn wrong(hint: impl Display) -> Error {
    Error::new(METADATA, hint.to_string())
}

/// A text within the limit.
pub(super) fn text<'v>(name: &str, value: &'v Value) -> Result<&'v str> {
    let text = value.as_str().ok_or_else(|| wrong(format!("{name} is not a text")))?;
    if text.is_empty() || text.len() > LONGEST_TEXT {
        return Err(wrong(format!("{name} has a text that is empty or longer than 2048 bytes")));
    }
    Ok(text)
}

/// The texts of a list within the limit, each read by `read`.
pub(super) fn list<T>(
    name: &str,
    value: Option<&Value>,
    read: impl Fn(&str) -> Result<T>,
) -> Result<Vec<T>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let values = value.as_array().ok_or_else(|| wrong(format!("{name} is not a list")))?;
    if values.len() > LONGEST_LIST {
        return Err(wrong(format!("{name} has more than 100 members")));
    }
    values.iter().map(|value| read(text(name, value)?)).collect()
}

fn one<T>(
    name: &str,
    value: Option<&Value>,
    read: impl Fn(&str) -> Result<T>,
) -> Result<Option<T>> {
    value.map(|value| read(text(name, value)?)).transpose()
}

fn redirect_uri(refusal: &Refusal, text: &str) -> Result<RedirectUri> {
    text.parse().map_err(|invalid: crate::model::Invalid| Error::new(refusal.clone(), invalid.0))
}

fn page(name: &str, text: &str) -> Result<String> {
    check_url(name, text).map_err(wrong)?;
    Ok(text.to_owned())
}

/// A web address as redirect URIs are.
fn frame(name: &str, text: &str) -> Result<String> {
    let is_web = |uri: &RedirectUri| {
        Url::parse(uri.as_str()).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    };
    let uri = text.parse::<RedirectUri>().ok().filter(is_web);
    uri.map(String::from).ok_or_else(|| wrong(format!("{name} is not an https URL")))
}

fn called(name: &str, text: &str, offer: &Offer) -> Result<String> {
    match text.strip_prefix("http://") {
        Some(rest) if offer.http => check_url(name, &format!("https://{rest}")),
        _ => check_url(name, text),
    }
    .map_err(wrong)?;
    Ok(text.to_owned())
}

fn algorithm(name: &str, text: &str) -> Result<Algorithm> {
    text.parse().map_err(|_| wrong(format!("{name} is no signature algorithm with a public key")))
}

fn signs(name: &str, text: &str, offer: &Offer) -> Result<Algorithm> {
    let known = text.parse().ok().filter(|known| offer.algorithms.contains(known));
    known.ok_or_else(|| wrong(format!("{name} is no algorithm by which this pool signs")))
}

/// A key set; one with a private or a symmetric key is refused, so that none is ever kept. What else
/// does not fit is found out with the method by which the client proves itself.
fn keys(name: &str, value: &Value) -> Result<Value> {
    let keys = value.get("keys").and_then(Value::as_array);
    let keys =
        keys.ok_or_else(|| wrong(format!("{name} is not a key set (RFC 7517 section 5)")))?;
    if keys.iter().any(|key| Jwk::from_json(key) == Err(JwkFault::Private)) {
        return Err(wrong(format!(
            "{name} has a private or symmetric key: it is known now, so change it"
        )));
    }
    Ok(value.clone())
}
