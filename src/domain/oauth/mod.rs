//! OAuth 2.0 and OpenID Connect: requests become grants, and grants become tokens.
//!
//! The protocol machines of the `oxide_auth` crate decide each authorization, code, refresh,
//! client-credentials and bearer request; [`view`] shows them our requests, [`flow`] answers what
//! they ask. Around them stand the rules that they do not know: [`checks`] before, [`tokens`] after.

pub mod authorize;
pub mod checks;
pub mod claims;
pub mod client_auth;
pub mod discovery;
pub mod flow;
pub mod grants;
pub mod introspect;
pub mod jwks;
pub mod parameters;
pub mod refresh_token;
pub mod revoke;
pub mod tokens;
pub mod userinfo;
pub mod view;

pub use parameters::Parameters;
