//! People who come from elsewhere: identity providers, and what their word is worth here.

pub mod adapter;
pub mod arrive;
mod exchange;
pub(super) mod linked;
mod mapping;
mod naming;
pub mod notified;
mod oauth2;
mod openid;
mod providers;
pub mod requests;
pub mod secret;
pub mod ways;
