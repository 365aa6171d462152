//! Groups of users, listed in their members' tokens.

use super::{Instant, Invalid, PoolId};

/// A group of a pool's users (Cognito's `GroupType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The pool that it belongs to.
    pub pool_id: PoolId,
    /// Its name, 1 to 128 characters.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its rank among a user's groups; the lower wins, none comes last.
    pub precedence: Option<i64>,
    /// When it was made.
    pub created_at: Instant,
}

/// Checks a group's name.
///
/// # Errors
/// Says what a name may have.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    let length = name.chars().count();
    if !(1..=128).contains(&length) || name.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Invalid::because("a group's name has 1 to 128 characters and no spaces"));
    }
    Ok(())
}
