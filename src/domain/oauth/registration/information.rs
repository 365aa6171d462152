//! What a client is told of its registration (RFC 7591 section 3.2.1, RFC 7592 section 3).

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::members::MEMBERS;
use super::uses;
use crate::domain::configuration::PoolView;
use crate::model::Client;

/// What nobody can tell a client once more.
pub(super) struct Credentials<'a> {
    /// The token that manages it: the one that was just made or shown.
    pub token: &'a str,
    /// Its secret, where it was just made or shown; else its digest is all that there is.
    pub secret: Option<&'a SecretString>,
}

/// A client's registration: who it is, its credentials, and all metadata with the defaults that it
/// got.
pub(super) fn of(pool: &PoolView, client: &Client, credentials: &Credentials<'_>) -> Value {
    let uri = format!("{}/oauth2/register/{}", pool.base, client.id);
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("client_id", json!(client.id.as_str()));
    put("client_id_issued_at", json!(client.created_at.seconds()));
    if let Some(secret) = credentials.secret {
        put("client_secret", json!(secret.expose_secret()));
        put("client_secret_expires_at", json!(0));
    }
    put("registration_access_token", json!(credentials.token));
    put("registration_client_uri", json!(uri));
    put("client_name", json!(client.name));
    let mut settings = client.settings.clone();
    settings.signing.id_token.get_or_insert(pool.algorithm_for(client, None));
    put("application_type", json!(settings.application_type));
    put("grant_types", json!(uses::grant_types(&mut settings)));
    put("response_types", json!(settings.response_types()));
    if let Some(method) = settings.proving.method {
        put("token_endpoint_auth_method", json!(method.as_str()));
    }
    if let Some(algorithm) = settings.proving.algorithm {
        put("token_endpoint_auth_signing_alg", json!(algorithm));
    }
    if !settings.scopes.is_empty() {
        put("scope", json!(settings.scopes));
    }
    put("subject_type", json!(if settings.pairwise { "pairwise" } else { "public" }));
    for (name, member) in &MEMBERS {
        if let Some(value) = member.show(&mut settings) {
            put(name, value);
        }
    }
    Value::Object(members)
}
