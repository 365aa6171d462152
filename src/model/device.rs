//! Devices: browsers in which a second factor is not asked for again for a while.

use super::{Instant, PoolId, UserId};

/// A browser that is remembered for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Names it among all.
    pub id: String,
    /// The pool.
    pub pool_id: PoolId,
    /// For whom it is remembered.
    pub user_id: UserId,
    /// Browser and system in words; empty where they are not known.
    pub name: String,
    /// When a second factor was shown there.
    pub created_at: Instant,
    /// When it last stood in for one.
    pub used_at: Instant,
    /// When it is forgotten by itself.
    pub expires_at: Instant,
}
