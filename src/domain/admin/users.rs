//! Users made and changed by the operator.

mod described;
mod factors;
mod passwords;

pub use factors::{SetUp, factors, remove_factor, reset_factors, revoke_recovery_codes};
pub use passwords::{Invitation, Temporary, reset_password, set_password, set_temporary_password};

use self::described::{user_from, wrong};
use super::{Change, LONGEST_PAGE, missing, pool_of};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::audit::Event;
use crate::domain::error::{Refusal, Result};
use crate::domain::messages::Outgoing;
use crate::domain::oauth::consent;
use crate::domain::passwords::accept;
use crate::domain::sessions;
use crate::model::attribute::Attributes;
use crate::model::password::Password;
use crate::model::pool::PoolSettings;
use crate::model::user::UserStatus;
use crate::model::username::look_up_key;
use crate::model::{ClientId, Instant, Pool, PoolId, User, UserId};
use crate::store::users::NAME_KEY;
use crate::store::{self, Tx};

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name: of the operator's choice, or the e-mail address or phone number
    /// where these are the names.
    pub username: String,
    /// The password, if the user is to have one from the start.
    pub password: Option<Password>,
    /// The attributes; whether an address is verified is the operator's to say.
    pub attributes: Attributes,
    /// How far the account is to have come.
    pub status: UserStatus,
}

/// Makes a user.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` and `InvalidAttribute` with what does not fit,
/// `WeakPassword`, `NameTaken`.
pub async fn create(cx: &Context, pool: &PoolId, new: NewUser) -> Result<User> {
    let pool = pool_of(&mut cx.read().await?, pool).await?;
    let password = new.password.clone();
    let mut user = user_from(&pool, new, random::user_id()?, cx.now())?;
    if let Some(password) = password {
        user.password_hash = Some(accept(cx, &pool, None, &user, password).await?);
    }
    let creation = Creation { settings: pool.settings.clone(), user, invitation: None };
    insert(cx, &pool, creation).await
}

/// Makes a user with a password that is good for some days and one sign-in, in which the person
/// chooses another. Without one given, it is made.
///
/// # Errors
/// As [`create`], and `Invalid` where there is no address or number to which an invitation goes.
pub async fn create_temporary(
    cx: &Context,
    pool: &PoolId,
    new: NewUser,
    invitation: Invitation,
) -> Result<Temporary> {
    let pool = pool_of(&mut cx.read().await?, pool).await?;
    let (given, status) = (new.password.clone(), UserStatus::ForceChangePassword);
    let mut user = user_from(&pool, NewUser { status, ..new }, random::user_id()?, cx.now())?;
    let (password, shown) = passwords::temporary(cx, &pool, &user, given).await?;
    let letter = passwords::letter(cx, &pool, &user, &password, invitation).await?;
    user.password_hash = Some(cx.app.hasher.hash(password).await?);
    user.password_expires_at = Some(passwords::good_until(&pool, cx.now()));
    let creation = Creation { settings: pool.settings.clone(), user, invitation: letter };
    let user = insert(cx, &pool, creation).await?;
    Ok(Temporary { user, password: shown.filter(|_| invitation == Invitation::HandedOver) })
}

/// A user on its way into the pool.
struct Creation {
    settings: PoolSettings,
    user: User,
    invitation: Option<Outgoing>,
}

async fn insert(cx: &Context, pool: &Pool, creation: Creation) -> Result<User> {
    let user = creation.user.clone();
    let change = Change::new(cx, &pool.id, Event::UserCreated, user.id.as_str(), creation)?;
    let written = cx.write(change, |tx, change| Box::pin(write_creation(tx, change))).await;
    written.map_err(|error| {
        error.on_key(NAME_KEY, Refusal::NameTaken, "another user signs in by this name or address")
    })?;
    Ok(user)
}

/// The users of a pool, oldest first, `limit` at most, after the user `after`.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(
    cx: &Context,
    pool: &PoolId,
    after: Option<&User>,
    limit: u32,
) -> Result<Vec<User>> {
    let mut tx = cx.read().await?;
    pool_of(&mut tx, pool).await?;
    let after = after
        .map_or((Instant::from_millis(i64::MIN), ""), |user| (user.created_at, user.id.as_str()));
    Ok(store::users::list(&mut tx, pool, after, limit.min(LONGEST_PAGE)).await?)
}

/// The user of that sign-in name or subject.
///
/// # Errors
/// `NotFound`.
pub async fn show(cx: &Context, pool: &PoolId, who: &str) -> Result<User> {
    Ok(find(cx, pool, who).await?.1)
}

/// The names of a user's groups, the highest rank first.
///
/// # Errors
/// When the database does not answer.
pub async fn groups(cx: &Context, user: &User) -> Result<Vec<String>> {
    Ok(store::groups::names_of_user(&mut cx.read().await?, &user.pool_id, &user.id).await?)
}

/// Lets a user sign in again.
///
/// # Errors
/// `NotFound`.
pub async fn enable(cx: &Context, pool: &PoolId, who: &str) -> Result<User> {
    let user = find(cx, pool, who).await?.1;
    let change =
        Change::new(cx, pool, Event::UserUpdated, user.id.as_str(), (user.clone(), cx.now()))?;
    cx.write(change, |tx, change| Box::pin(write_enabling(tx, change))).await?;
    Ok(User { enabled: true, updated_at: cx.now(), ..user })
}

/// Lets a user sign in no more, and ends the sessions and tokens that there are.
///
/// # Errors
/// `NotFound`.
pub async fn disable(cx: &Context, pool: &PoolId, who: &str) -> Result<User> {
    let user = find(cx, pool, who).await?.1;
    let change =
        Change::new(cx, pool, Event::UserUpdated, user.id.as_str(), (user.clone(), cx.now()))?;
    cx.write(change, |tx, change| Box::pin(write_disabling(tx, change))).await?;
    Ok(User { enabled: false, updated_at: cx.now(), ..user })
}

/// Removes a user with all that was given to it.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, pool: &PoolId, who: &str) -> Result<()> {
    let user = find(cx, pool, who).await?.1;
    let id = user.id.clone();
    let change = Change::new(cx, pool, Event::UserDeleted, id.as_str(), user)?;
    cx.write(change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

/// Makes a user a member of a group; nothing changes when it is one.
///
/// # Errors
/// `NotFound` when there is no such user or group.
pub async fn add_to_group(cx: &Context, pool: &PoolId, who: &str, group: &str) -> Result<()> {
    let user = find(cx, pool, who).await?.1;
    let id = user.id.clone();
    let change = Change::new(cx, pool, Event::UserUpdated, id.as_str(), (user, group.to_owned()))?;
    cx.write(change, |tx, change| Box::pin(write_joining(tx, change))).await
}

/// Takes back what a user has allowed a client, and ends the tokens that it got; nothing changes when
/// it was allowed nothing.
///
/// # Errors
/// `NotFound` when there is no such user.
pub async fn take_back_consent(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    client: &ClientId,
) -> Result<()> {
    consent::take_back(cx, &show(cx, pool, who).await?, client).await
}

/// Takes a user out of a group.
///
/// # Errors
/// `NotFound` when there is no such user, or it is no member.
pub async fn remove_from_group(cx: &Context, pool: &PoolId, who: &str, group: &str) -> Result<()> {
    let user = find(cx, pool, who).await?.1;
    let id = user.id.clone();
    let change = Change::new(cx, pool, Event::UserUpdated, id.as_str(), (user, group.to_owned()))?;
    cx.write(change, |tx, change| Box::pin(write_leaving(tx, change))).await
}

const NO_USER: &str = "no user has this name or subject in this pool";

async fn find(cx: &Context, pool: &PoolId, who: &str) -> Result<(Pool, User)> {
    let mut tx = cx.read().await?;
    let pool = pool_of(&mut tx, pool).await?;
    let user = match who.parse::<UserId>() {
        Ok(id) => store::users::by_id(&mut tx, &pool.id, &id).await?,
        Err(_) => {
            let name = look_up_key(who, pool.settings.case_sensitive);
            store::users::by_name(&mut tx, &pool.id, &name).await?
        }
    };
    Ok((pool, user.ok_or_else(|| missing(NO_USER))?))
}

async fn write_creation(tx: &mut Tx, change: &Change<Creation>) -> Result<()> {
    let Creation { settings, user, invitation } = &change.what;
    pool_of(tx, &user.pool_id).await?;
    store::users::insert(tx, user).await?;
    for name in user.sign_in_names(settings) {
        store::users::put_name(tx, user, &name).await?;
    }
    store::audit::insert(tx, &change.event).await?;
    match invitation {
        Some(invitation) => invitation.post(tx).await,
        None => Ok(()),
    }
}

async fn write_enabling(tx: &mut Tx, change: &Change<(User, Instant)>) -> Result<()> {
    let (user, now) = &change.what;
    require(store::users::set_enabled(tx, &user.pool_id, &user.id, true, *now).await?)?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn write_disabling(tx: &mut Tx, change: &Change<(User, Instant)>) -> Result<()> {
    let (user, now) = &change.what;
    require(store::users::set_enabled(tx, &user.pool_id, &user.id, false, *now).await?)?;
    end_all(tx, user, *now).await?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn write_deletion(tx: &mut Tx, change: &Change<User>) -> Result<()> {
    let user = &change.what;
    require(store::users::delete(tx, &user.pool_id, &user.id).await?)?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn write_joining(tx: &mut Tx, change: &Change<(User, String)>) -> Result<()> {
    let (user, group) = &change.what;
    require(store::users::by_id(tx, &user.pool_id, &user.id).await?.is_some())?;
    if !store::groups::exists(tx, &user.pool_id, group).await? {
        return Err(missing("the pool has no group of this name"));
    }
    store::groups::add_member(tx, &user.pool_id, group, &user.id).await?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn write_leaving(tx: &mut Tx, change: &Change<(User, String)>) -> Result<()> {
    let (user, group) = &change.what;
    if !store::groups::remove_member(tx, &user.pool_id, group, &user.id).await? {
        return Err(missing("the user is not in a group of this name"));
    }
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

/// Ends each session and each token family of a user.
async fn end_all(tx: &mut Tx, user: &User, now: Instant) -> Result<()> {
    sessions::end_of_user(tx, &user.pool_id, &user.id, now).await?;
    store::families::revoke_of_user(tx, &user.pool_id, &user.id, now).await?;
    Ok(())
}

fn require(found: bool) -> Result<()> {
    if found { Ok(()) } else { Err(missing(NO_USER)) }
}
