//! Signing in: one machine whose steps each surface shows in its own way.

mod password;

pub use password::password;

use crate::model::User;
use crate::model::session::Session;

/// What a try to sign in led to.
#[derive(Debug, Clone)]
pub enum Step {
    /// The person is who they say.
    Done(Box<SignedIn>),
    /// The password is right, but the address of the account is not proved yet.
    NeedsConfirmation {
        /// The name to confirm.
        username: String,
    },
}

/// Somebody who has just proved who they are.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session that begins with it.
    pub session: Session,
}
