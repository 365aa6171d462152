//! The nouns of the house: plain values with no I/O, made by parsing and trusted afterwards.

pub mod agent;
pub mod algorithm;
pub mod attribute;
pub mod branding;
pub mod client;
pub mod client_id;
pub mod consent;
pub mod destination;
pub mod device;
pub mod document_source;
pub mod email;
pub mod factor;
pub mod grant;
pub mod group;
pub mod ids;
pub mod instant;
pub mod mailbox;
pub mod messages;
pub mod passkey_policy;
pub mod password;
pub mod pattern;
pub mod phone;
pub mod pool;
pub mod provider;
pub mod redirect_uri;
pub mod resource_server;
pub mod scope;
pub mod sender;
pub mod session;
pub mod sign_in;
pub mod sms_policy;
pub mod terms;
pub mod user;
pub mod username;

pub use algorithm::Algorithm;
pub use client::Client;
pub use client_id::ClientId;
pub use destination::{Destination, Medium};
pub use email::Email;
pub use factor::{Factor, Proof};
pub use ids::{FamilyId, KeyId, PoolId, SessionId, UserId};
pub use instant::{Clock, Instant};
pub use mailbox::Mailbox;
pub use phone::Phone;
pub use pool::Pool;
pub use redirect_uri::RedirectUri;
pub use scope::{Scope, Scopes};
pub use sender::Sender;
pub use user::User;
pub use username::Username;

/// Why a text is not the value that it was to become; the words are fit for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// A refusal in words that say what would be right.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}
