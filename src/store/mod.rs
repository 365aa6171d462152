//! The store: the only room that names a table; one SQL text for SQLite and PostgreSQL.

pub mod account_deletions;
pub mod attempts;
pub mod audit;
pub mod client_documents;
pub mod clients;
pub mod codes;
pub mod consents;
pub mod db;
pub mod device_grants;
pub mod devices;
pub mod email_undos;
pub mod epochs;
pub mod factors;
pub mod families;
pub mod former_passwords;
pub mod groups;
pub mod identities;
pub mod initial_access_tokens;
pub mod jobs;
pub mod keys;
pub mod migrate;
pub mod one_time_codes;
pub mod outbox;
pub mod pictures;
pub mod pools;
pub mod providers;
pub mod pushed_requests;
pub mod recovery_codes;
pub mod refreshing;
pub mod registrations;
pub mod resource_servers;
pub mod revoked_tokens;
pub mod seen_tokens;
pub mod sessions;
pub mod sign_in_codes;
pub mod sign_ins;
pub mod upstream;
pub mod users;
pub mod web_sessions;

mod batch;
mod error;
mod writer;

pub use db::{Db, Tx};
pub use error::{Error, Result, Retry};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as JSON text, the form in which structures are kept.
fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|fault| Error::corrupt("value", fault))
}

/// Reads JSON text that the store itself wrote.
fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|fault| Error::corrupt(column, fault))
}

/// Reads a value that the store itself wrote in its text form.
fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    column: &'static str,
    text: &str,
) -> Result<T> {
    text.parse().map_err(|fault| Error::corrupt(column, fault))
}
