//! `resource`: absolute URIs without a fragment, known here where a stranger asks (RFC 8707 section 2).

use super::Request;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;
use crate::domain::oauth::parameters::REPEATED;
use crate::model::Client;

/// The longest resource, in bytes.
const LONGEST: usize = 1024;

/// How many resources one request may name.
const MOST: usize = 10;

/// The resources of a request, each once.
///
/// # Errors
/// `invalid_target` when one is not an absolute URI, or has a fragment, or there are too many.
pub fn read(parameters: &Parameters) -> Result<Vec<String>> {
    let refuse = |hint: &'static str| Err(Error::new(Refusal::InvalidTarget, hint));
    let mut resources: Vec<String> = Vec::new();
    for text in parameters.all(REPEATED) {
        if !is_resource(text) {
            return refuse("a resource is not an absolute URI without a fragment");
        }
        if resources.len() == MOST {
            return refuse("a request names ten resources at the most");
        }
        if !resources.iter().any(|known| known == text) {
            resources.push(text.to_owned());
        }
    }
    Ok(resources)
}

/// Whether a text can stand as a resource.
pub fn is_resource(text: &str) -> bool {
    // What a parser of URLs would quietly drop or escape is no part of a URI.
    text.len() <= LONGEST
        && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
        && url::Url::parse(text).is_ok_and(|url| url.has_host() || url.scheme() == "urn")
}

/// The resources of a request, where the client may ask for tokens for them: those that are known
/// here, or whatever they are where the operator answers for the client.
///
/// # Errors
/// `invalid_target`.
pub fn admitted(pool: &PoolView, client: &Client, parameters: &Parameters) -> Result<Vec<String>> {
    let resources = read(parameters)?;
    if client.settings.consent && resources.iter().any(|resource| !pool.is_resource(resource)) {
        return Err(Error::new(Refusal::InvalidTarget, "a resource is not known here"));
    }
    Ok(resources)
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    read(request.parameters).map(drop)
}
