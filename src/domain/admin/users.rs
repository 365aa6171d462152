//! Users made and changed by the operator.

mod passwords;

pub use passwords::{Invitation, Temporary, reset_password, set_password, set_temporary_password};

use super::{Change, LONGEST_PAGE, missing, pool_of};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::audit::Event;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::consent;
use crate::domain::passwords::accept;
use crate::domain::sessions;
use crate::model::attribute::{Attributes, Kind, check_value, in_one_form, standard_of};
use crate::model::password::Password;
use crate::model::pool::{Alias, PoolSettings};
use crate::model::user::{Preferences, UserStatus};
use crate::model::username::look_up_key;
use crate::model::{ClientId, Email, Instant, Medium, Pool, PoolId, User, UserId};
use crate::store::jobs::Job;
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
/// As [`create`], and `Invalid` where there is no address to which an invitation goes.
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
    invitation: Option<Job>,
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
    if let Some(invitation) = invitation {
        store::jobs::insert(tx, invitation).await?;
    }
    store::audit::insert(tx, &change.event).await?;
    Ok(())
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

/// The user that an operator described, checked by the pool's rules; without a password.
fn user_from(pool: &Pool, new: NewUser, id: UserId, now: Instant) -> Result<User> {
    let mut attributes = new.attributes;
    let username = match pool.settings.username.medium() {
        None => new.username.parse()?,
        Some(medium) => {
            let name = medium.destination(&new.username)?;
            let given = attributes.insert(medium.attribute().to_owned(), name.to_string());
            let given = given.and_then(|given| medium.destination(&given).ok());
            if given.is_some_and(|given| given.key() != name.key()) {
                let attribute = medium.attribute();
                return Err(wrong(format!(
                    "{attribute} is the user name in this pool: the two differ"
                )));
            }
            id.as_str().parse()?
        }
    };
    in_one_form(&mut attributes);
    let user = User {
        username,
        id,
        pool_id: pool.id.clone(),
        status: new.status,
        enabled: true,
        attributes,
        password_hash: None,
        password_expires_at: None,
        preferences: Preferences::default(),
        created_at: now,
        updated_at: now,
    };
    check_username(&user, &pool.settings)?;
    check_attributes(&user.attributes, &pool.settings)?;
    Ok(user)
}

/// A name that looks like an address would be in the way of whoever has that address.
fn check_username(user: &User, settings: &PoolSettings) -> Result<()> {
    if settings.aliases.contains(&Alias::Email) && user.username.as_str().parse::<Email>().is_ok() {
        return Err(Error::new(
            Refusal::Invalid,
            "people sign in by e-mail address too: a user name cannot be one",
        ));
    }
    let phone = check_value("phone_number", user.username.as_str(), &[]);
    if settings.aliases.contains(&Alias::PhoneNumber) && phone.is_ok() {
        return Err(Error::new(
            Refusal::Invalid,
            "people sign in by phone number too: a user name cannot be one",
        ));
    }
    Ok(())
}

fn check_attributes(attributes: &Attributes, settings: &PoolSettings) -> Result<()> {
    for (name, value) in attributes {
        let is_flag = standard_of(name).is_some_and(|standard| standard.kind == Kind::Flag);
        if name == "updated_at" {
            return Err(wrong("updated_at follows the user's changes by itself"));
        }
        if is_flag && !matches!(value.as_str(), "true" | "false") {
            return Err(wrong(format!("{name} is true or false")));
        }
        check_value(name, value, &settings.custom_attributes)
            .map_err(|invalid| wrong(invalid.0))?;
    }
    for medium in [Medium::Email, Medium::PhoneNumber] {
        let (flag, of) = (medium.verified(), medium.attribute());
        if attributes.contains_key(flag) && !attributes.contains_key(of) {
            return Err(wrong(format!("{flag} needs {of}")));
        }
    }
    Ok(())
}

fn wrong(hint: impl Into<String>) -> Error {
    Error::new(Refusal::Invalid, hint.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Algorithm;
    use crate::model::pool::UsernameKind;

    fn pool(settings: PoolSettings) -> Pool {
        Pool {
            id: "eu-central-1_Ab3dE6gH9".parse().expect("an id"),
            name: "Example".into(),
            domain: None,
            issuer: None,
            algorithm: Algorithm::RS256,
            settings,
            enabled: true,
            created_at: Instant::from_millis(0),
        }
    }

    fn made(settings: PoolSettings, username: &str, attributes: &[(&str, &str)]) -> Result<User> {
        let new = NewUser {
            username: username.into(),
            password: None,
            attributes: attributes
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            status: UserStatus::Confirmed,
        };
        let id = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        user_from(&pool(settings), new, id, Instant::from_millis(1))
    }

    #[test]
    fn an_operator_may_say_that_an_address_is_verified() {
        let verified = [("email", "jane@example.test"), ("email_verified", "true")];
        let user = made(PoolSettings::default(), "jane", &verified).expect("a user");
        assert!(user.email_is_verified());
        for bad in [
            [("email", "jane@example.test"), ("email_verified", "yes")],
            [("name", "J"), ("email_verified", "true")],
        ] {
            assert!(made(PoolSettings::default(), "jane", &bad).is_err(), "{bad:?}");
        }
        for name in ["sub", "identities", "updated_at", "custom:none", "shoe_size"] {
            assert!(made(PoolSettings::default(), "jane", &[(name, "1")]).is_err(), "{name}");
        }
    }

    #[test]
    fn a_name_is_not_somebodys_address() {
        assert!(made(PoolSettings::default(), "jane@example.test", &[]).is_err());
        let without_aliases = PoolSettings { aliases: Vec::new(), ..Default::default() };
        assert!(made(without_aliases, "jane@example.test", &[]).is_ok());
    }

    #[test]
    fn where_addresses_are_names_the_name_proper_is_the_subject() {
        let by_email = || PoolSettings { username: UsernameKind::Email, ..Default::default() };
        let user = made(by_email(), "jane@example.test", &[]).expect("a user");
        assert_eq!(user.username.as_str(), user.id.as_str());
        assert_eq!(user.attributes.get("email").map(String::as_str), Some("jane@example.test"));
        assert!(made(by_email(), "jane", &[]).is_err());
        assert!(made(by_email(), "jane@example.test", &[("email", "john@example.test")]).is_err());
        let by_phone = || PoolSettings { username: UsernameKind::Phone, ..Default::default() };
        let user = made(by_phone(), "+1 202 555-0124", &[("phone_number", "+1-202-5550124")]);
        assert_eq!(user.expect("a user").attributes["phone_number"], "+12025550124");
        for bad in ["jane@example.test", "2025550124"] {
            assert!(made(by_phone(), bad, &[]).is_err(), "{bad}");
        }
        assert!(made(by_phone(), "+12025550124", &[("phone_number", "+12025550125")]).is_err());
    }
}
