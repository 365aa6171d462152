//! People who come from elsewhere: identity providers, and what their word is worth here.

pub mod adapter;
mod oauth2;
mod openid;
mod providers;
pub mod requests;
pub mod secret;
pub mod ways;
