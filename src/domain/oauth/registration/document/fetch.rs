//! A client metadata document as it is fetched and checked (Client ID Metadata Document sections 4
//! and 6).

use std::time::Duration;

use serde_json::{Map, Value};
use url::Url;

use super::super::policy::Offer;
use super::super::{Metadata, metadata, sector};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::{AuthMethod, ClientSettings};
use crate::model::{ClientId, Instant};
use crate::outbound::{Failure, Fetched, Get, Outbound};

/// The longest document, in bytes.
const LONGEST: usize = 10 * 1024;

/// The media type of such a document; others that are JSON are taken, too.
const MEDIA_TYPE: &str = "application/json";

/// How long a document is fresh whose server does not say.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// The shortest and the longest time for which a document is fresh, whatever its server says.
const FRESH_BETWEEN: (Duration, Duration) =
    (Duration::from_secs(5 * 60), Duration::from_secs(24 * 60 * 60));

/// Members that say a secret which everybody could read (section 4.1).
const SECRETS: [&str; 2] = ["client_secret", "client_secret_expires_at"];

/// How such a client may prove itself: with nothing that it would share.
const METHODS: [AuthMethod; 2] = [AuthMethod::None, AuthMethod::PrivateKeyJwt];

/// The member that says how a client proves itself.
const METHOD: &str = "token_endpoint_auth_method";

/// A document that was read.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// What it says.
    pub metadata: Metadata,
    /// What its client may have of the pool.
    pub offer: Offer,
    /// Until when it is fresh.
    pub fresh_until: Instant,
}

/// The settings of a client of which nothing is known but that it is a document.
pub(super) fn newcomer() -> ClientSettings {
    ClientSettings { require_pkce: true, ..super::super::somebody_elses() }
}

fn unfit(hint: impl std::fmt::Display) -> Error {
    Error::new(Refusal::UnknownClient, format!("the client metadata document {hint}"))
}

/// Fetches a document and checks that it describes a client. The developer is told what is wrong with
/// it, and of the network only that it could not be fetched.
///
/// # Errors
/// [`Refusal::UnknownClient`]; [`Refusal::Busy`] when this server had no time for it, which is not
/// the document's fault.
pub(super) async fn document(
    cx: &Context,
    pool: &PoolView,
    id: &ClientId,
    url: &Url,
    outbound: &Outbound,
) -> Result<Document> {
    let get = Get { purpose: "client_document", url, accept: MEDIA_TYPE, most: LONGEST };
    let fetched = outbound.get(get).await.map_err(|failure| {
        tracing::info!(pool = %pool.id(), client = %id, %failure, "a client document could not be fetched");
        match failure {
            Failure::Crowded => {
                Error::new(Refusal::Busy, "too many client metadata documents are being fetched")
            }
            _ => unfit("could not be fetched"),
        }
    })?;
    let metadata = Metadata::new(members(id, &fetched)?);
    let offer = whole(Offer::of(cx, pool, false));
    let wanted = metadata::read(&metadata, &offer, &newcomer()).map_err(of_document)?;
    sector::check(cx, &wanted.settings).await.map_err(of_document)?;
    let (least, most) = FRESH_BETWEEN;
    let fresh = fetched.max_age.unwrap_or(FRESH).clamp(least, most);
    Ok(Document { metadata, offer, fresh_until: cx.now() + fresh })
}

/// One document serves every server, so that it cannot name the scopes of this one: where it names none
/// its client may ask for all that clients of strangers may have.
fn whole(offer: Offer) -> Offer {
    let identity = offer.identity.iter().chain(offer.custom.iter()).cloned().collect();
    Offer { identity, ..offer }
}

/// A refusal of metadata as one of the document that has it.
pub(super) fn of_document(error: Error) -> Error {
    match error.is_internal() {
        true => error,
        false => unfit(format_args!("is not right: {}", error.hint())),
    }
}

/// The members of a document for this client. Its method of proving itself is none where it says
/// none: what RFC 7591 would take for it needs a secret.
fn members(id: &ClientId, fetched: &Fetched) -> Result<Map<String, Value>> {
    if !fetched.content_type.as_deref().is_some_and(is_json) {
        return Err(unfit("is not sent as application/json"));
    }
    let mut members: Map<String, Value> =
        serde_json::from_slice(&fetched.body).map_err(|_| unfit("is not a JSON object"))?;
    if members.get("client_id").and_then(Value::as_str) != Some(id.as_str()) {
        return Err(unfit("does not have its own URL as client_id"));
    }
    if let Some(secret) = SECRETS.iter().find(|name| members.contains_key(**name)) {
        return Err(unfit(format_args!("has the member {secret}, which anybody can read")));
    }
    let method = members.entry(METHOD).or_insert(Value::Null);
    if method.is_null() {
        *method = AuthMethod::None.as_str().into();
    }
    let named = method.as_str();
    if !METHODS.iter().any(|method| named == Some(method.as_str())) {
        return Err(unfit(format_args!("has a {METHOD} other than none and private_key_jwt")));
    }
    Ok(members)
}

/// Whether a content type is one of JSON (RFC 8259 section 11, RFC 6839 section 3.1).
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let structured = |name: &str| name.strip_suffix("+json").is_some_and(|name| !name.is_empty());
    essence == MEDIA_TYPE || essence.strip_prefix("application/").is_some_and(structured)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const URL: &str = "https://app.example/client.json";

    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Map<String, Value>> {
        let pool = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        let id = ClientId::at(&pool, URL).expect("an id");
        let content_type = content_type.map(String::from);
        members(&id, &Fetched { body: body.to_vec(), content_type, max_age: None })
    }

    fn of(document: &Value) -> Result<Map<String, Value>> {
        read(Some("application/json"), document.to_string().as_bytes())
    }

    #[test]
    fn a_document_is_json_and_says_so() {
        let document = json!({ "client_id": URL }).to_string();
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/cimd+json"]
        {
            assert!(read(Some(good), document.as_bytes()).is_ok(), "{good}");
        }
        for bad in [None, Some("text/html"), Some("application/+json"), Some("image/x+json")] {
            assert!(read(bad, document.as_bytes()).is_err(), "{bad:?}");
        }
        let deep = "[".repeat(5000);
        for bad in ["", "[]", "{", "\"x\"", "\u{feff}{}", &deep] {
            let error = read(Some("application/json"), bad.as_bytes()).expect_err("no object");
            assert_eq!(*error.refusal(), Refusal::UnknownClient);
        }
        assert!(read(Some("application/json"), b"{\"client_id\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_document_is_its_own_clients_and_has_no_secret() {
        for bad in [
            json!({}),
            json!({ "client_id": null }),
            json!({ "client_id": [URL] }),
            json!({ "client_id": "https://app.example/Client.json" }),
            json!({ "client_id": format!("{URL}#eu-central-1_Ab3dE6gH9") }),
            json!({ "client_id": URL, "client_secret": "x" }),
            json!({ "client_id": URL, "client_secret": null }),
            json!({ "client_id": URL, "client_secret_expires_at": 0 }),
            json!({ "client_id": URL, "token_endpoint_auth_method": "client_secret_basic" }),
            json!({ "client_id": URL, "token_endpoint_auth_method": "client_secret_post" }),
            json!({ "client_id": URL, "token_endpoint_auth_method": "client_secret_jwt" }),
            json!({ "client_id": URL, "token_endpoint_auth_method": "tls_client_auth" }),
            json!({ "client_id": URL, "token_endpoint_auth_method": 1 }),
        ] {
            assert!(of(&bad).is_err(), "{bad}");
        }
        for (method, expected) in [
            (json!(null), "none"),
            (json!("none"), "none"),
            (json!("private_key_jwt"), "private_key_jwt"),
        ] {
            let members = of(&json!({ "client_id": URL, METHOD: method })).expect("members");
            assert_eq!(members[METHOD], expected);
        }
    }
}
