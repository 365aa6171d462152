//! What an authorization request must be, as a list of rules; each is one file, in this order.
//!
//! They run once the client and its redirect URI are known, so a refusal goes back to the client.

mod grant;
mod max_age;
mod nonce;
mod pkce;
mod prompt;
mod request_object;
mod response_mode;
mod response_type;

pub use prompt::{Prompt, Prompts};
pub use response_mode::ResponseMode;
pub use response_type::ResponseType;

use super::Parameters;
use crate::domain::error::Result;
use crate::model::Client;

/// A request whose client and redirect URI are known.
pub struct Request<'r> {
    /// The client.
    pub client: &'r Client,
    /// The parameters.
    pub parameters: &'r Parameters,
}

/// One rule.
type Check = fn(&Request<'_>) -> Result<()>;

/// Every rule, in the order in which they are applied.
const CHECKS: [Check; 8] = [
    request_object::check,
    response_type::check,
    grant::check,
    response_mode::check,
    pkce::check,
    nonce::check,
    prompt::check,
    max_age::check,
];

/// Applies the rules.
///
/// # Errors
/// The first refusal.
pub fn all(request: &Request<'_>) -> Result<()> {
    CHECKS.iter().try_for_each(|check| check(request))
}

/// The request's `max_age`, once it has been checked.
pub fn max_age(parameters: &Parameters) -> Option<std::time::Duration> {
    max_age::read(parameters).ok().flatten()
}
