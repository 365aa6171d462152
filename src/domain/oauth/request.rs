//! What an authorization request really says: its own parameters, those of a request object (RFC
//! 9101, OpenID Connect Core section 6), or those that were pushed before (RFC 9126).

use super::{Parameters, pushed, request_object};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::Client;

/// A request's parameters, and how they came.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The parameters that count.
    pub parameters: Parameters,
    /// The pushed request that they come from, to be used up by the answer.
    pub pushed: Option<Pushed>,
    /// Whether the client has signed them.
    pub signed: bool,
}

/// What is left of a pushed request once its parameters are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// Its id; none while it is being pushed.
    pub id: Option<String>,
    /// The thumbprint of the key that proved itself as it was pushed (RFC 9449 section 10.1).
    pub binding: Option<String>,
}

/// Looks up and verifies what the parameters refer to.
///
/// # Errors
/// `invalid_request_uri`, `invalid_request_object`, or `invalid_request` when there are two.
pub async fn effective(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    parameters: &Parameters,
) -> Result<Effective> {
    match (parameters.get("request"), parameters.get("request_uri")) {
        (Some(_), Some(_)) => {
            Err(Error::new(Refusal::InvalidRequest, "request and request_uri exclude each other"))
        }
        (None, None) => {
            Ok(Effective { parameters: parameters.clone(), pushed: None, signed: false })
        }
        (Some(object), None) => by_value(cx, pool, client, parameters, object).await,
        (None, Some(uri)) if uri.starts_with(pushed::PREFIX) => {
            pushed::recall(cx, pool, client, uri).await
        }
        (None, Some(uri)) => {
            let object = request_object::fetch(cx, client, uri).await?;
            by_value(cx, pool, client, parameters, &object).await
        }
    }
}

/// Reads a request object that the request carries itself.
///
/// # Errors
/// `invalid_request_object`.
pub async fn by_value(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    parameters: &Parameters,
    object: &str,
) -> Result<Effective> {
    let parameters = request_object::read(cx, pool, client, parameters, object).await?;
    Ok(Effective { parameters, pushed: None, signed: true })
}
