//! Who signs in and what is demanded of them, as the machine wants to know it.

use super::machine::{Demands, Person};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::model::factor::Enrolled;
use crate::model::sign_in::{MfaMode, SignInPolicy};
use crate::model::user::UserStatus;
use crate::model::{Factor, User};
use crate::store::{self, Tx};

/// Reads what the machine wants to know of a user.
pub(super) async fn read(cx: &Context, pool: &PoolView, user: &User) -> Result<(Demands, Person)> {
    let policy = &pool.pool.settings.sign_in;
    let mut tx = cx.read().await?;
    let enrolled = store::factors::of_user(&mut tx, pool.id(), &user.id).await?;
    let demands = Demands {
        first: policy.first_factors.clone(),
        mfa: mfa(&mut tx, policy, user).await?,
        second: policy.second_factors.clone(),
        remember: policy.remember_devices,
    };
    let person = Person {
        unconfirmed: user.status == UserStatus::Unconfirmed,
        password_is_over: is_over(cx, user),
        must_change_password: user.status == UserStatus::ForceChangePassword,
        has_password: user.password_hash.is_some(),
        factors: usable(user, &enrolled),
        preferred: user.preferences.factor,
        ..Person::default()
    };
    Ok((demands, person))
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

/// The factors that were set up and can be used: a code is sent only to an address that was proved.
fn usable(user: &User, enrolled: &[Enrolled]) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    for factor in enrolled.iter().map(|each| each.factor) {
        let reachable = match factor {
            Factor::Email => user.email_is_verified(),
            Factor::Sms => user.is_verified("phone_number_verified"),
            Factor::Password | Factor::Totp | Factor::Passkey => true,
        };
        if reachable && !factors.contains(&factor) {
            factors.push(factor);
        }
    }
    factors
}
