//! `resource`: an absolute URI without a fragment (RFC 8707 section 2).

use super::Request;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;

/// The longest resource, in bytes.
const LONGEST: usize = 1024;

/// The resources of a request.
///
/// # Errors
/// `invalid_target` when one is not an absolute URI, or has a fragment.
pub fn read(parameters: &Parameters) -> Result<Vec<String>> {
    let Some(text) = parameters.get("resource") else { return Ok(Vec::new()) };
    let fits = text.len() <= LONGEST
        && !text.contains('#')
        && url::Url::parse(text).is_ok_and(|url| url.has_host() || url.scheme() == "urn");
    if !fits {
        return Err(Error::new(
            Refusal::InvalidTarget,
            "the resource is not an absolute URI without a fragment",
        ));
    }
    Ok(vec![text.to_owned()])
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    read(request.parameters).map(drop)
}
