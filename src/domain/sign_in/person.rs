//! Who signs in and what is demanded of them, as the machine wants to know it.

use super::amend::missing;
use super::machine::{Demands, Person};
use super::sent_code::address;
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::devices::{self, Known};
use crate::domain::error::Result;
use crate::model::factor::Enrolled;
use crate::model::pool::PoolSettings;
use crate::model::sign_in::{MfaMode, SignInPolicy};
use crate::model::user::UserStatus;
use crate::model::{Email, Factor, Medium, User};
use crate::store::{self, Tx};

/// Reads what the machine wants to know of a user, and how the browser is known.
pub(super) async fn read(
    cx: &Context,
    pool: &PoolView,
    user: &User,
) -> Result<(Demands, Person, Option<Known>)> {
    let settings = &pool.pool.settings;
    let policy = &settings.sign_in;
    let mut tx = cx.read().await?;
    let enrolled = store::factors::of_user(&mut tx, pool.id(), &user.id).await?;
    let known = devices::known(cx, &mut tx, pool, user, &enrolled).await?;
    let codes = store::recovery_codes::left(&mut tx, &user.id).await?;
    let demands = Demands {
        first: policy.first_factors.clone(),
        mfa: mfa(&mut tx, policy, user).await?,
        second: policy.second_factors.clone(),
        remember: policy.remember_devices,
    };
    let mut person = Person {
        factors: usable(settings, user, &enrolled),
        out_of_reach: out_of_reach(settings, user),
        unproved: unproved(user),
        preferred: user.preferences.factor,
        has_recovery_codes: codes > 0,
        knows_browser: known.is_some(),
        ..Person::default()
    };
    look_at(&mut person, cx, pool, user);
    Ok((demands, person, known))
}

/// The factor whose codes go to the address that this provider has told of the user, too: whoever is
/// them there may read both.
pub(super) async fn read_there(
    cx: &Context,
    user: &User,
    provider_id: &str,
) -> Result<Option<Factor>> {
    let Some(own) = user.email() else { return Ok(None) };
    let there = store::identities::of_user(&mut cx.read().await?, &user.pool_id, &user.id).await?;
    let is_told = |email: &String| email.parse::<Email>().is_ok_and(|told| told.key() == own.key());
    let is_there = there
        .iter()
        .filter(|one| one.provider_id == provider_id)
        .any(|one| one.email.as_ref().is_some_and(is_told));
    Ok(is_there.then_some(Factor::Email))
}

/// Whether this user may do without a factor that is set up: without it a sign-in can still begin, and
/// another second one is left where one is demanded.
pub(in crate::domain) async fn can_lose(
    tx: &mut Tx,
    settings: &PoolSettings,
    user: &User,
    id: &str,
) -> Result<bool> {
    let policy = &settings.sign_in;
    let mut left = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    left.retain(|factor| factor.id != id);
    let left = usable(settings, user, &left);
    let whose = (&user.pool_id, &user.id);
    if !begins_by(policy, user, &left) && !store::identities::has_another(tx, whose, "", "").await?
    {
        return Ok(false);
    }
    let demanded = mfa(tx, policy, user).await? == MfaMode::Required;
    Ok(!demanded || left.iter().any(|factor| policy.second_factors.contains(factor)))
}

/// Whether this user may do without an identity elsewhere: a sign-in can still begin without it.
pub(in crate::domain) async fn can_lose_identity(
    tx: &mut Tx,
    settings: &PoolSettings,
    user: &User,
    (provider_id, subject): (&str, &str),
) -> Result<bool> {
    let (pool, id) = (&user.pool_id, &user.id);
    let set_up = store::factors::of_user(tx, pool, id).await?;
    Ok(begins_by(&settings.sign_in, user, &usable(settings, user, &set_up))
        || store::identities::has_another(tx, (pool, id), provider_id, subject).await?)
}

/// Whether a sign-in can begin at the pool itself, with these factors or what the account has besides.
fn begins_by(policy: &SignInPolicy, user: &User, factors: &[Factor]) -> bool {
    let begins = |factor: &Factor| policy.first_factors.contains(factor);
    let by_password = user.password_hash.is_some() && begins(&Factor::Password);
    let by_mail = user.email_is_verified() && begins(&Factor::Email);
    by_password || by_mail || factors.iter().any(begins)
}

/// Takes over what the account itself says.
pub(super) fn look_at(person: &mut Person, cx: &Context, pool: &PoolView, user: &User) {
    let settings = &pool.pool.settings;
    person.unconfirmed = user.status == UserStatus::Unconfirmed;
    person.password_is_over = is_over(cx, user);
    person.must_change_password = user.status == UserStatus::ForceChangePassword;
    person.has_password = user.password_hash.is_some();
    person.reset_by = user.preferences.reset_by.map(Medium::factor);
    person.lacks_attributes = !missing(settings, user).is_empty();
    person.terms_are_due = settings.terms.due(user.preferences.terms.as_ref()).is_some();
}

/// Whether the password was ended, or was given for a time that is over.
fn is_over(cx: &Context, user: &User) -> bool {
    user.status == UserStatus::ResetRequired
        || user.password_expires_at.is_some_and(|end| end <= cx.now())
}

/// Whether this user needs a second factor: for themselves or for one of their groups.
async fn mfa(tx: &mut Tx, policy: &SignInPolicy, user: &User) -> Result<MfaMode> {
    if policy.mfa_groups.is_empty() {
        return Ok(policy.mfa);
    }
    let groups = store::groups::names_of_user(tx, &user.pool_id, &user.id).await?;
    let strict = groups.iter().any(|group| policy.mfa_groups.contains(group));
    Ok(if strict { MfaMode::Required } else { policy.mfa })
}

const MEDIA: [Medium; 2] = [Medium::Email, Medium::PhoneNumber];

/// The factors whose codes have nowhere to go, or go where the pool sends nothing.
fn out_of_reach(settings: &PoolSettings, user: &User) -> Vec<Factor> {
    let unreached = MEDIA.into_iter().filter(|medium| !is_served(settings, user, *medium));
    unreached.map(Medium::factor).collect()
}

/// Whether the user has an address or number to which the pool sends.
fn is_served(settings: &PoolSettings, user: &User, medium: Medium) -> bool {
    address(user, medium).is_some_and(|to| settings.sms.serves(&to))
}

/// The factors whose codes may reach somebody else.
fn unproved(user: &User) -> Vec<Factor> {
    let unproved = MEDIA.into_iter().filter(|medium| !user.is_verified(medium.verified()));
    unproved.map(Medium::factor).collect()
}

/// The factors that were set up and can be used: a code is sent only to an address that was proved,
/// and to a number only where the pool sends to its country.
pub(in crate::domain) fn usable(
    settings: &PoolSettings,
    user: &User,
    enrolled: &[Enrolled],
) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    for factor in enrolled.iter().map(|each| each.factor) {
        let reachable = match factor {
            Factor::Email => user.email_is_verified(),
            Factor::Sms => {
                let number = Medium::PhoneNumber;
                user.is_verified(number.verified()) && is_served(settings, user, number)
            }
            Factor::Password | Factor::Totp | Factor::Passkey => true,
        };
        if reachable && !factors.contains(&factor) {
            factors.push(factor);
        }
    }
    factors
}
