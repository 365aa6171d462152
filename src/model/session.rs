//! Sign-in sessions: one browser, signed in at one pool.

use super::{Instant, PoolId, SessionId, UserId};

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
}
