//! OAuth 2.0 and OpenID Connect: requests become grants, and grants become tokens.
//!
//! The protocol machines of the `oxide_auth` crate decide each authorization, code, refresh,
//! client-credentials and bearer request; [`view`] shows them our requests, [`flow`] answers what
//! they ask. Around them stand the rules that they do not know: [`checks`] before, [`tokens`] after.
//!
//! An authorization request goes from room to room: [`request`] finds out what it says, [`authorize`]
//! whether that is right, [`interaction`] whom to ask, [`respond`] what it gets, [`reply`] how that
//! travels.

pub mod audience;
pub mod authorize;
pub mod checks;
pub mod claims;
pub mod claims_request;
pub mod client_auth;
pub mod client_keys;
pub mod consent;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod flow;
pub mod grants;
pub mod id_token_hint;
pub mod interaction;
pub mod introspect;
pub mod jwks;
pub mod logout;
pub mod parameters;
pub mod pushed;
pub mod refresh_token;
pub mod registration;
pub mod replay;
pub mod reply;
pub mod request;
pub mod request_object;
pub mod respond;
pub mod revoke;
pub mod session_state;
pub mod step_up;
pub mod subject;
pub mod tokens;
pub mod userinfo;
pub mod view;
mod waiting;

pub use parameters::Parameters;
