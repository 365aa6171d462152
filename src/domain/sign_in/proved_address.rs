//! What a code changes that somebody has read at an address: the address is proved, and an account
//! that waited for that is confirmed.

use super::sent_code::address;
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::pool::PoolSettings;
use crate::model::user::UserStatus;
use crate::model::{Destination, Instant, Medium, User};
use crate::store::{self, Tx};

/// An address that was proved, and all that follows.
#[derive(Debug, Clone)]
pub(super) struct Proved {
    /// As the person was when the code was looked at.
    user: User,
    medium: Medium,
    to: Option<Destination>,
    settings: PoolSettings,
    after: Option<User>,
    event: Option<AuditEvent>,
    now: Instant,
}

impl Proved {
    /// What follows for that user.
    pub(super) fn new(cx: &Context, pool: &PoolView, user: &User, medium: Medium) -> Result<Self> {
        let id = user.id.as_str();
        let is_new = user.status == UserStatus::Unconfirmed;
        let event = match is_new {
            true => Some(audit::event(cx, pool.id(), Event::UserConfirmed, id, id)?),
            false => None,
        };
        let changes = is_new || !user.is_verified(medium.verified());
        Ok(Self {
            medium,
            to: address(user, medium),
            settings: pool.pool.settings.clone(),
            after: changes.then(|| confirmed(user, medium, cx.now())),
            event,
            now: cx.now(),
            user: user.clone(),
        })
    }

    /// The user afterwards, if anything changes.
    pub(super) fn after(&self) -> Option<&User> {
        self.after.as_ref()
    }

    /// Part of the write that takes the step.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let (pool, id) = (&self.user.pool_id, &self.user.id);
        let user = store::users::by_id(tx, pool, id).await?;
        let user = user.filter(|user| address(user, self.medium) == self.to);
        let user = user.ok_or(Refusal::CodeExpired)?;
        if self.after.is_some() {
            let after = confirmed(&user, self.medium, self.now);
            store::users::update(tx, &after).await?;
            if after.password_hash != user.password_hash {
                store::users::clear_password(tx, pool, id, self.now).await?;
            }
            store::users::delete_names(tx, id).await?;
            for name in after.sign_in_names(&self.settings) {
                store::users::put_name(tx, &after, &name).await?;
            }
        }
        store::factors::note_use(tx, &user, self.medium.factor(), self.now).await?;
        match &self.event {
            Some(event) => Ok(store::audit::insert(tx, event).await?),
            None => Ok(()),
        }
    }

    /// What a write means that failed because another account has the address already.
    pub(super) fn name_taken(error: Error) -> Error {
        let hint = "another account has this address already";
        error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint)
    }
}

/// The user with that address proved. Whoever signed an account up may have named an address that is
/// not theirs: when its owner comes by a code, the password that was given at the sign-up goes, and so
/// does every other address that nobody has proved.
fn confirmed(user: &User, medium: Medium, now: Instant) -> User {
    let mut user = User { updated_at: now, ..user.clone() };
    user.attributes.insert(medium.verified().to_owned(), "true".to_owned());
    if user.status == UserStatus::Unconfirmed {
        user.status = UserStatus::Confirmed;
        user.password_hash = None;
        user.password_expires_at = None;
        for other in [Medium::Email, Medium::PhoneNumber] {
            if !user.is_verified(other.verified()) {
                user.attributes.remove(other.attribute());
                user.attributes.remove(other.verified());
            }
        }
    }
    user
}
