//! The verbs of the house: what a person, an application or an operator can do.

pub mod account;
pub mod admin;
pub mod attempts;
pub mod audit;
pub mod branding;
pub mod codes;
pub mod configuration;
pub mod confirm;
pub mod demo;
pub mod devices;
pub mod error;
pub mod federation;
pub mod health;
pub mod housekeeping;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod messages;
pub mod notices;
pub mod oauth;
pub mod outbox;
pub mod passkeys;
pub mod passwords;
pub mod recovery;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
mod sms;

pub use error::{Error, Refusal, Result, UpstreamFault};
