//! Which addresses a sign-in may begin with: a code to one of them opens the account to whoever reads
//! it.

use super::sent_code::address;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::model::user::UserStatus;
use crate::model::{Medium, User};
use crate::store::{self, Tx};

/// Whether a code to that address may be the first thing that somebody shows: where the address was
/// proved, or is proved thereby because it is what confirms the account, or because nothing else opens
/// it yet; no number to which the pool sends nothing. An address that stands beside one that was proved may be anybody's.
pub(super) async fn reachable(
    tx: &mut Tx,
    pool: &PoolView,
    user: &User,
    medium: Medium,
) -> Result<bool> {
    let settings = &pool.pool.settings;
    let to = address(user, medium).filter(|to| user.enabled && settings.sms.serves(to));
    let Some(to) = to else { return Ok(false) };
    match user.status {
        UserStatus::Unconfirmed => Ok(user.to_prove(settings) == Some(to)),
        UserStatus::Confirmed if user.is_verified(medium.verified()) => Ok(true),
        UserStatus::Confirmed => opens_by_nothing(tx, user).await,
        UserStatus::ExternalProvider => Ok(user.is_verified(medium.verified())),
        UserStatus::ForceChangePassword | UserStatus::ResetRequired => Ok(false),
    }
}

/// Whether nobody can have signed in to that account yet: there is no password, no address that was
/// proved, and no factor.
async fn opens_by_nothing(tx: &mut Tx, user: &User) -> Result<bool> {
    let media = [Medium::Email, Medium::PhoneNumber];
    if user.password_hash.is_some() || media.iter().any(|one| user.is_verified(one.verified())) {
        return Ok(false);
    }
    Ok(store::factors::of_user(tx, &user.pool_id, &user.id).await?.is_empty())
}
