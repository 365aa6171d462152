//! Signing in: one machine whose steps each surface shows in its own way.
//!
//! A surface begins with something that was shown ([`password()`]), or with a name to whose address a
//! code goes ([`sent_code::begin`]), and gets a [`Step`]. As long as more is needed it keeps an id,
//! shows what [`machine::Next`] asks for, and answers with the verb of that step. What was shown
//! stands in the database, not with the browser.

mod amend;
mod browser;
mod counted;
pub(super) mod federated;
pub mod machine;
mod nobody;
pub mod passkey;
mod password;
mod person;
mod proved_address;
mod reachable;
pub mod recovery_codes;
pub mod sent_code;
mod spent;
pub mod totp;
mod under_way;
mod welcome;

pub use amend::{agree, choose_password, fill_in, missing};
pub use browser::{forget_browser, remember_browser};
pub use machine::Next;
pub use password::{password, password_again};
pub(super) use person::{can_lose, can_lose_identity, usable};
pub use under_way::{UnderWay, again, choose, step_up};

use crate::domain::configuration::PoolView;
use crate::domain::devices::DeviceToken;
use crate::model::session::Session;
use crate::model::{Client, Instant, User};

/// On whose way, and in which browser, somebody signs in.
#[derive(Debug, Clone, Copy)]
pub struct Way<'w> {
    /// The pool.
    pub pool: &'w PoolView,
    /// The application on whose way it happens.
    pub client: Option<&'w Client>,
    /// Methods that the application's request needs (`acr_values`).
    pub wanted: &'w [String],
}

impl<'w> Way<'w> {
    /// To no application.
    pub fn to_nowhere(pool: &'w PoolView) -> Self {
        Self { pool, client: None, wanted: &[] }
    }
}

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
    /// The password is right, but good no more: a new one is set by recovery.
    NeedsReset {
        /// The name to recover.
        username: String,
    },
    /// More is needed.
    More(Box<More>),
}

/// A sign-in that needs more.
#[derive(Debug, Clone)]
pub struct More {
    /// By which the browser's session goes on with it.
    pub id: String,
    /// When it is too late.
    pub until: Instant,
    /// What is next.
    pub next: Next,
}

/// Somebody who has just proved who they are.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session that begins with it.
    pub session: Session,
    /// Whether only what was missing was shown, by somebody who was signed in before.
    pub stepped_up: bool,
    /// What the browser keeps, where it is remembered.
    pub device: Option<DeviceToken>,
}
