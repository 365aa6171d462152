//! Sign-in sessions: one browser, signed in at one pool.

use super::{Instant, PoolId, Sender, SessionId, UserId};

/// A browser's sign-in at a pool; what lets the next application in without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id (`sid`).
    pub id: SessionId,
    /// The pool that it is good for.
    pub pool_id: PoolId,
    /// Who signed in.
    pub user_id: UserId,
    /// When the person proved who they are (`auth_time`).
    pub auth_time: Instant,
    /// How (RFC 8176).
    pub amr: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Instant,
    /// The identity provider by whose word it began; it ends with the provider.
    pub provider: Option<String>,
}

/// When and from where a session was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// When.
    pub at: Instant,
    /// From where; nothing where that is not known.
    pub sender: Option<Sender>,
}

/// A session with its first and its latest sighting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The session.
    pub session: Session,
    /// How it began.
    pub begun: Sighting,
    /// How it was last used, as exactly as that is kept.
    pub used: Sighting,
}
