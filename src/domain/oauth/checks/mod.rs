//! What an authorization request must be, as a list of rules; each is one file, in this order.
//!
//! They run once the client and its redirect URI are known, so a refusal goes back to the client.

mod grant;
mod max_age;
mod nonce;
mod pkce;
mod profile;
mod prompt;
mod resource;
mod response_mode;
mod response_type;

pub use prompt::{Prompt, Prompts};
pub use resource::{admitted as admitted_resources, is_resource, read as resources};
pub use response_mode::{MODES, Placement, ResponseMode};
pub use response_type::read as response_type;

use super::Parameters;
use crate::domain::error::Result;
use crate::model::Client;

/// A request whose client and redirect URI are known.
pub struct Request<'r> {
    /// The client.
    pub client: &'r Client,
    /// The parameters.
    pub parameters: &'r Parameters,
    /// Whether the pool takes pushed requests only.
    pub require_pushed: bool,
    /// Whether it was pushed.
    pub pushed: bool,
    /// Whether the client has signed it.
    pub signed: bool,
}

/// Beside the parameters of a pushed request: that they were signed.
pub const SIGNED: &str = "_signed";

/// One rule.
type Check = fn(&Request<'_>) -> Result<()>;

/// Every rule, in the order in which they are applied.
const CHECKS: [Check; 9] = [
    response_type::check,
    profile::check,
    grant::check,
    response_mode::check,
    pkce::check,
    nonce::check,
    prompt::check,
    max_age::check,
    resource::check,
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
