//! A person's own account: what they see of it, and what they change once they have proved anew who
//! they are.

pub mod activity;
pub mod address;
pub mod applications;
pub mod data;
pub mod deletion;
pub mod factors;
pub mod identities;
pub mod password;
pub mod profile;
pub mod sessions;
pub mod undo;

use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Refusal, Result};
use super::sign_in::{self, Next, Way};
use crate::context::Context;
use crate::model::factor::OWN;
use crate::model::pool::PoolSettings;
use crate::model::session::Session;
use crate::model::{Instant, User};
use crate::store::{self, Tx};

/// How long after a sign-in an account may be changed without another one (ASVS 5.0 section 7.5.1).
const FRESH: Duration = Duration::from_secs(5 * 60);

/// What a sign-in on the way to the account shows besides, where the person has it: no remembered browser
/// stands for the second factor there, and no provider's word for what the account has of its own.
pub const WANTED: [&str; 2] = ["mfa", OWN];

/// Whose account it is, and the session in which they look at it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The session.
    pub session: Session,
    /// The user.
    pub user: User,
}

/// Whether the person has just shown who they are, with all that they can show for it.
///
/// # Errors
/// When the database does not answer.
pub async fn may_change(cx: &Context, pool: &PoolView, member: &Member) -> Result<bool> {
    if cx.now().since(member.session.auth_time) > FRESH {
        return Ok(false);
    }
    let wanted = WANTED.map(str::to_owned);
    let way = Way { wanted: &wanted, ..Way::to_nowhere(pool) };
    let Member { session, user } = member;
    let shown = sign_in::step_up(cx, &way, session, user.clone()).await?;
    let lacking = matches!(
        shown.next(),
        Next::Begin | Next::Prove { .. } | Next::Choose { .. } | Next::Enrol(_)
    );
    Ok(!lacking)
}

/// Part of a write, and first in it: the user as it is now, whom no other write changes meanwhile;
/// refused where the session has ended.
pub(super) async fn locked(tx: &mut Tx, session: &Session, now: Instant) -> Result<User> {
    let Session { pool_id, user_id, id, .. } = session;
    store::users::lock(tx, pool_id, user_id).await?;
    let live = store::sessions::live(tx, pool_id, id, now).await?.is_some();
    let user = store::users::by_id(tx, pool_id, user_id).await?;
    let user = user.filter(|user| live && user.is_active());
    user.ok_or_else(|| Refusal::SignInExpired.into())
}

/// Part of a write: the names by which a user signs in are those of the attributes.
pub(super) async fn put_names(tx: &mut Tx, user: &User, settings: &PoolSettings) -> Result<()> {
    store::users::delete_names(tx, &user.id).await?;
    for name in user.sign_in_names(settings) {
        store::users::put_name(tx, user, &name).await?;
    }
    Ok(())
}
