//! Recovery: whoever has lost the password proves the verified address or number and chooses another.

use super::attempts::{Subject, Target};
use super::audit::{self, AuditEvent, Event};
use super::codes::{self, Proof, Purpose};
use super::configuration::PoolView;
use super::error::{Refusal, Result};
use super::notices::{AccountEvent, Notice};
use super::passwords::{self, NewHash};
use super::{sessions, sign_in};
use crate::context::Context;
use crate::model::password::Password;
use crate::model::pool::PoolSettings;
use crate::model::user::UserStatus;
use crate::model::username::look_up_key;
use crate::model::{Destination, Factor, Instant, Medium, PoolId, User, UserId};
use crate::store::{self, Tx};
use crate::words::Locale;

/// The user of that name who may recover, with where the code goes. Any other account is as good as
/// none.
async fn recoverable(
    cx: &Context,
    pool: &PoolView,
    key: &str,
) -> Result<Option<(User, Destination)>> {
    let mut tx = cx.read().await?;
    let user = store::users::by_name(&mut tx, pool.id(), key).await?;
    let Some(user) = user.filter(User::is_active) else { return Ok(None) };
    let to = way_of(&mut tx, &pool.pool.settings, &user).await?;
    Ok(to.map(|to| (user, to)))
}

/// The same for whoever has a code already: what went to the proved address as the password was ended
/// is good there, be it that recovery by itself sends none.
async fn awaited(cx: &Context, pool: &PoolView, key: &str) -> Result<Option<(User, Destination)>> {
    let mut tx = cx.read().await?;
    let user = store::users::by_name(&mut tx, pool.id(), key).await?;
    let ended = |user: &User| {
        let is_over = user.status == UserStatus::ResetRequired;
        is_over && user.is_active() && user.email_is_verified()
    };
    if let Some(user) = user.filter(ended)
        && let Some(to) = user.destination(Medium::Email)
        && let Some(code) =
            store::one_time_codes::latest(&mut tx, pool.id(), &user.id, Purpose::Recovery).await?
        && code.destination == to.as_str()
    {
        return Ok(Some((user, to)));
    }
    drop(tx);
    recoverable(cx, pool, key).await
}

/// Where a code for a new password of this user goes, if it goes anywhere.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn way_of(
    tx: &mut Tx,
    settings: &PoolSettings,
    user: &User,
) -> Result<Option<Destination>> {
    let enrolled = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    Ok(way_back(settings, user, &sign_in::usable(settings, user, &enrolled)))
}

/// Where a code for a new password goes: to the first of the pool's ways that the user has proved, but
/// not to the only second factor that they can use, which would then be all that anybody needs.
///
/// A temporary password vouches for the mail address besides, be it over or not, as long as nothing
/// else was set up: an operator wrote it there or let it stand, and whoever was invited has no other way.
/// It vouches for no number. Whoever comes from a provider and has no password has none to recover.
fn way_back(settings: &PoolSettings, user: &User, factors: &[Factor]) -> Option<Destination> {
    let policy = &settings.sign_in;
    let mut second = factors.iter().filter(|factor| policy.second_factors.contains(factor));
    let only = second.next().filter(|first| second.all(|other| other == *first));
    let is_only_second = |factor| policy.has_second_factors() && only == Some(&factor);
    if user.status == UserStatus::ExternalProvider && user.password_hash.is_none() {
        return None;
    }
    let is_new = user.status == UserStatus::ForceChangePassword && factors.is_empty();
    let invited = |medium| is_new && medium == Medium::Email;
    let media = settings.recovery.iter().map(|way| way.medium());
    media
        .filter(|medium| invited(*medium) || user.is_verified(medium.verified()))
        .filter(|medium| !is_only_second(medium.factor()))
        .filter_map(|medium| user.destination(medium))
        .find(|to| settings.sms.serves(to))
}

/// Sends a code for a new password to the verified address or number of that name, if there is one;
/// nobody learns whether.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has asked for as many codes as one may.
pub async fn request(cx: &Context, pool: &PoolView, username: &str, locale: Locale) -> Result<()> {
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = recoverable(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, to)| (user, to));
    codes::send(cx, pool, Purpose::Recovery, known, &key, locale).await
}

struct Reset {
    proof: Proof,
    to: Destination,
    pool: PoolId,
    settings: PoolSettings,
    user: UserId,
    hash: NewHash,
    event: AuditEvent,
    kept: AuditEvent,
    told: Option<Notice>,
    now: Instant,
}

/// Sets a new password by code. All sessions and tokens of the user end, wherever they are, and with
/// them a deletion that somebody has asked for in one of them.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`],
/// [`Refusal::TooManyAttempts`] or [`Refusal::Busy`].
pub async fn reset(
    cx: &Context,
    pool: &PoolView,
    username: &str,
    code: &str,
    password: Password,
) -> Result<()> {
    // The code first: only for somebody who has it is a password measured, which is work. One that
    // will not do costs them no try at the code.
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = awaited(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, to)| (user, to));
    let proof = codes::verify(cx, pool.id(), Purpose::Recovery, known, &key, code).await?;
    let Some((user, to)) = found else { return Err(Refusal::CodeMismatch.into()) };
    let hash = match passwords::accept(cx, &pool.pool, None, &user, password).await {
        Ok(hash) => NewHash::new(&pool.pool, hash).by_code(to.medium()),
        Err(error) => {
            proof.give_back(cx).await?;
            return Err(error);
        }
    };
    let id = user.id.as_str();
    let event = |event| audit::event(cx, pool.id(), event, id, id);
    let reset = Reset {
        proof,
        to,
        pool: pool.id().clone(),
        settings: pool.pool.settings.clone(),
        hash,
        event: event(Event::PasswordChanged)?,
        kept: event(Event::DeletionCancelled)?,
        told: Notice::of(cx, pool, &user, AccountEvent::PasswordChanged)?,
        user: user.id,
        now: cx.now(),
    };
    cx.write(reset, |tx, reset| Box::pin(write_reset(tx, reset))).await
}

async fn write_reset(tx: &mut Tx, reset: &Reset) -> Result<()> {
    let Reset { proof, pool, user, hash, event, kept, told, now, .. } = reset;
    proof.spend(tx).await?;
    // Before the password, as in a sign-in's own write: of the two, one waits for the other, so
    // that no session by the old password begins after all have ended.
    Subject::user(Target::Password, user).forget(tx, pool).await?;
    store::users::lock(tx, pool, user).await?;
    let before = store::users::by_id(tx, pool, user).await?.filter(User::is_active);
    let before = before.ok_or(Refusal::CodeMismatch)?;
    if !hash.put(tx, pool, user, *now).await? {
        return Err(Refusal::CodeMismatch.into());
    }
    if before.status == UserStatus::ForceChangePassword {
        prove(tx, reset).await?;
    }
    sessions::end_of_user(tx, pool, user, *now).await?;
    store::families::revoke_of_user(tx, pool, user, *now).await?;
    if store::account_deletions::delete(tx, pool, user).await? {
        store::audit::insert(tx, kept).await?;
    }
    if let Some(notice) = told {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

/// Where an operator has invited somebody is proved by the code that went there, so that it is a way
/// back the next time as well; not where somebody else signs in by it.
async fn prove(tx: &mut Tx, reset: &Reset) -> Result<()> {
    let Reset { to, pool, settings, user, now, .. } = reset;
    let user = store::users::by_id(tx, pool, user).await?;
    let there = |user: &User| user.destination(to.medium()).as_ref() == Some(to);
    let Some(mut user) = user.filter(there) else { return Ok(()) };
    user.attributes.insert(to.medium().verified().to_owned(), "true".to_owned());
    user.updated_at = *now;
    let mut new = Vec::new();
    for name in user.sign_in_names(settings) {
        match store::users::by_name(tx, pool, &name.key).await? {
            Some(owner) if owner.id != user.id => return Ok(()),
            Some(_) => {}
            None => new.push(name),
        }
    }
    store::users::update(tx, &user).await?;
    for name in new {
        store::users::put_name(tx, &user, &name).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::factor::Enrolled;
    use crate::model::pool::RecoveryWay;
    use crate::model::sign_in::{MfaMode, SignInPolicy};
    use crate::model::user::{Preferences, UserStatus};

    fn jane(verified: &[&str]) -> User {
        let flags = verified.iter().map(|flag| ((*flag).to_owned(), "true".to_owned()));
        let reached = [("email", "jane@example.test"), ("phone_number", "+12025550124")];
        let reached = reached.map(|(name, value)| (name.to_owned(), value.to_owned()));
        User {
            id: "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id"),
            pool_id: "eu-central-1_Ab3dE6gH9".parse().expect("an id"),
            username: "jane".parse().expect("a name"),
            status: UserStatus::Confirmed,
            enabled: true,
            attributes: reached.into_iter().chain(flags).collect(),
            password_hash: None,
            password_expires_at: None,
            preferences: Preferences::default(),
            created_at: Instant::from_millis(0),
            updated_at: Instant::from_millis(0),
        }
    }

    fn pool(mfa: MfaMode, recovery: &[RecoveryWay]) -> PoolSettings {
        let second_factors = vec![Factor::Sms, Factor::Email, Factor::Totp];
        PoolSettings {
            sign_in: SignInPolicy { mfa, second_factors, ..Default::default() },
            recovery: recovery.to_vec(),
            ..Default::default()
        }
    }

    const BOTH: [&str; 2] = ["email_verified", "phone_number_verified"];
    const MAIL_FIRST: [RecoveryWay; 2] =
        [RecoveryWay::VerifiedEmail, RecoveryWay::VerifiedPhoneNumber];

    fn way(settings: &PoolSettings, verified: &[&str], enrolled: &[Factor]) -> Option<String> {
        way_back(settings, &jane(verified), enrolled).map(|to| to.to_string())
    }

    #[test]
    fn the_first_way_that_was_proved_is_taken() {
        let settings = pool(MfaMode::Off, &MAIL_FIRST);
        assert_eq!(way(&settings, &BOTH, &[]).as_deref(), Some("jane@example.test"));
        assert_eq!(way(&settings, &BOTH[1..], &[]).as_deref(), Some("+12025550124"));
        assert_eq!(way(&settings, &[], &[]), None);
        assert_eq!(way(&pool(MfaMode::Off, &[]), &BOTH, &[]), None);
        let phone_only = pool(MfaMode::Off, &MAIL_FIRST[1..]);
        assert_eq!(way(&phone_only, &BOTH[..1], &[]), None);
    }

    #[test]
    fn the_only_second_factor_is_no_way_back() {
        let settings = pool(MfaMode::Optional, &MAIL_FIRST);
        let mail = [Factor::Email];
        assert_eq!(way(&settings, &BOTH, &mail).as_deref(), Some("+12025550124"));
        assert_eq!(way(&settings, &BOTH[..1], &mail), None);
        let two = [Factor::Email, Factor::Totp];
        assert_eq!(way(&settings, &BOTH[..1], &two).as_deref(), Some("jane@example.test"));
        let mut without_totp = settings.clone();
        without_totp.sign_in.second_factors = vec![Factor::Email];
        assert_eq!(way(&without_totp, &BOTH[..1], &two), None, "the pool takes no other");
        let off = pool(MfaMode::Off, &MAIL_FIRST);
        assert_eq!(way(&off, &BOTH[..1], &mail).as_deref(), Some("jane@example.test"));
    }

    fn enrolled(factor: Factor) -> Enrolled {
        let user = jane(&[]);
        Enrolled {
            id: factor.as_str().to_owned(),
            pool_id: user.pool_id,
            user_id: user.id,
            factor,
            name: String::new(),
            sealed: None,
            credential_id: None,
            credential: None,
            last_step: None,
            created_at: user.created_at,
            used_at: None,
        }
    }

    #[test]
    fn a_second_factor_that_reaches_nobody_is_none() {
        let user = jane(&BOTH[..1]);
        let settings = pool(MfaMode::Optional, &MAIL_FIRST);
        let set_up = [enrolled(Factor::Email), enrolled(Factor::Sms)];
        let factors = sign_in::usable(&settings, &user, &set_up);
        assert_eq!(way_back(&settings, &user, &factors), None, "the mail alone would open it all");
    }

    #[test]
    fn a_temporary_password_vouches_for_the_address_alone() {
        let status = UserStatus::ForceChangePassword;
        let invited = User { status, ..jane(&[]) };
        let number_first: Vec<RecoveryWay> = MAIL_FIRST.into_iter().rev().collect();
        let settings = pool(MfaMode::Optional, &number_first);
        let to = way_back(&settings, &invited, &[]).map(|to| to.to_string());
        assert_eq!(to.as_deref(), Some("jane@example.test"));
        assert_eq!(way_back(&pool(MfaMode::Optional, &MAIL_FIRST[1..]), &invited, &[]), None);
        assert_eq!(way_back(&settings, &invited, &[Factor::Totp]), None, "they have been here");
    }
}
