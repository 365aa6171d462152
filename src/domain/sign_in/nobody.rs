//! The sign-in of a name that nobody has: it looks like any other until a code is right, which none is.

use crate::crypto::random;
use crate::domain::error::Result;
use crate::model::attribute::Attributes;
use crate::model::user::{Preferences, UserStatus};
use crate::model::{Instant, PoolId, User};

/// Somebody who is in no table, and has nothing to show.
pub(super) fn nobody(pool: &PoolId, now: Instant) -> Result<User> {
    let id = random::user_id()?;
    Ok(User {
        username: id.as_str().parse()?,
        id,
        pool_id: pool.clone(),
        status: UserStatus::Confirmed,
        enabled: true,
        attributes: Attributes::default(),
        password_hash: None,
        password_expires_at: None,
        preferences: Preferences::default(),
        created_at: now,
        updated_at: now,
    })
}
