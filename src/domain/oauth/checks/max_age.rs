//! `max_age`: a number of seconds (OpenID Connect Core section 3.1.2.1).

use std::time::Duration;

use super::Request;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;

pub(super) fn read(parameters: &Parameters) -> Result<Option<Duration>> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    match text.parse::<u32>() {
        Ok(seconds) => Ok(Some(Duration::from_secs(seconds.into()))),
        Err(_) => Err(Error::new(Refusal::InvalidRequest, "max_age is a number of seconds")),
    }
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    read(request.parameters).map(drop)
}
