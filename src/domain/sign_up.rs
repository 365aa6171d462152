//! Signing up: a stranger becomes a user whose address is yet to be proved.

use serde_json::json;

use super::audit::{self, AuditEvent, Event};
use super::codes::{Letter, Postbox, Purpose};
use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use super::limits::{self, Limit};
use super::messages::{self, Addressee};
use super::passwords;
use crate::context::Context;
use crate::crypto::random;
use crate::model::attribute::{self, Attributes};
use crate::model::password::Password;
use crate::model::pool::{Alias, PoolSettings, UsernameKind};
use crate::model::terms::Agreement;
use crate::model::user::{Preferences, SignInName, UserStatus};
use crate::model::username::look_up_key;
use crate::model::{Client, Destination, Instant, User, UserId, Username};
use crate::store::jobs::Job;
use crate::store::{self, Tx};
use crate::words::Locale;

/// What a stranger asks for.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The user name, or the e-mail address or phone number in a pool where that is the name.
    pub username: String,
    /// The password.
    pub password: Password,
    /// The attributes; an empty value is better left out.
    pub attributes: Attributes,
    /// The version of the terms that the person agrees to.
    pub terms: Option<String>,
}

/// What a stranger learns of the account; the same whether it was made or the address is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedUp {
    /// The name to confirm and to sign in with.
    pub username: String,
    /// Where the code went, masked; nothing when the account has no address, and stays unconfirmed
    /// until an operator confirms it.
    pub destination: Option<String>,
}

/// Makes an unconfirmed account and sends a code to its address or number. Where these are the names,
/// a taken one gets the same answer in the same time, and its owner a message.
///
/// # Errors
/// [`Refusal::SignUpClosed`], [`Refusal::InvalidAttribute`], [`Refusal::WeakPassword`],
/// [`Refusal::NameTaken`] for a chosen name, [`Refusal::TooManyAttempts`] at an address that has made
/// as many accounts as one may, or [`Refusal::Busy`].
pub async fn register(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    account: NewAccount,
    locale: Locale,
) -> Result<SignedUp> {
    let settings = &pool.pool.settings;
    if !settings.self_sign_up {
        return Err(Error::new(Refusal::SignUpClosed, "this pool makes its accounts itself"));
    }
    let user = checked(cx, pool, client, &account)?;
    let names = passwords::own_names(&pool.pool, client, &user.names());
    passwords::check(&pool.pool, &account.password, &names)?;
    // Before the password is measured, which is work, and before the name is looked up: who may try
    // few names learns of few whether they are taken.
    limits::take(cx, pool.id(), Limit::SignUps).await?;
    passwords::measure(cx, &pool.pool, &account.password, names).await?;
    let name = messages::sign_in_name(pool, &user).to_owned();
    let holder = store::users::by_name(
        &mut cx.read().await?,
        pool.id(),
        &look_up_key(&name, settings.case_sensitive),
    )
    .await?;
    if holder.is_some() && settings.username == UsernameKind::Chosen {
        return Err(Error::new(Refusal::NameTaken, NAME_TAKEN));
    }
    let to = user.to_prove(settings);
    let signed_up = SignedUp { username: name, destination: to.as_ref().map(Destination::masked) };
    let user = User { password_hash: Some(cx.app.hasher.hash(account.password).await?), ..user };
    let outcome = match (holder, to) {
        (None, to) => create(cx, pool, user, to, locale).await,
        (Some(holder), Some(to)) if holder.enabled && holder.status == UserStatus::Unconfirmed => {
            replace(cx, pool, holder, user, &to, locale).await
        }
        (Some(holder), Some(to)) if holder.enabled => {
            tell_owner(cx, pool, &holder, &to, locale).await
        }
        (Some(_), _) => Ok(()),
    };
    match outcome {
        // Where addresses or numbers are names, not even a race tells that one was taken.
        Err(error)
            if *error.refusal() == Refusal::NameTaken
                && settings.username != UsernameKind::Chosen =>
        {
            Ok(signed_up)
        }
        outcome => outcome.map(|()| signed_up),
    }
}

const NAME_TAKEN: &str = "this user name is taken";

/// The user as asked for, without its password, when each rule of the pool and the client is kept.
fn checked(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    account: &NewAccount,
) -> Result<User> {
    let settings = &pool.pool.settings;
    let mut attributes = account.attributes.clone();
    let id = random::user_id()?;
    let username = match settings.username.medium() {
        None => chosen_name(&account.username, settings)?,
        Some(medium) => {
            let name = medium
                .destination(&account.username)
                .map_err(|invalid| invalid_attribute("username", invalid))?;
            attributes.insert(medium.attribute().to_owned(), name.to_string());
            id.as_str().parse()?
        }
    };
    attribute::in_one_form(&mut attributes);
    check_attributes(&attributes, settings, client)?;
    let agreed = account.terms.clone().map(|version| Agreement { version, at: cx.now() });
    if settings.terms.due(agreed.as_ref()).is_some() {
        return Err(invalid_attribute("terms", "the terms must be agreed to"));
    }
    let user = User {
        id,
        pool_id: pool.id().clone(),
        username,
        status: UserStatus::Unconfirmed,
        enabled: true,
        attributes,
        password_hash: None,
        password_expires_at: None,
        preferences: Preferences {
            terms: agreed.filter(|_| settings.terms.version.is_some()),
            ..Preferences::default()
        },
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    Ok(user)
}

fn invalid_attribute(name: &str, reason: impl ToString) -> Error {
    Error::new(Refusal::InvalidAttribute(name.to_owned()), reason.to_string())
}

/// A user name that cannot be taken for another way to sign in: none that looks like an address or
/// a number by which somebody else signs in, and none that looks like a subject.
fn chosen_name(typed: &str, settings: &PoolSettings) -> Result<Username> {
    let name: Username = typed.parse().map_err(|invalid| invalid_attribute("username", invalid))?;
    if name.as_str().to_lowercase().parse::<UserId>().is_ok() {
        return Err(invalid_attribute("username", "a user name is no UUID"));
    }
    check_not_an_alias("username", name.as_str(), settings)?;
    Ok(name)
}

/// Refuses a name that looks like an address or a number by which somebody else signs in.
pub(super) fn check_not_an_alias(
    attribute: &str,
    name: &str,
    settings: &PoolSettings,
) -> Result<()> {
    let is_alias = |alias: &Alias| match alias {
        Alias::Email => name.contains('@'),
        Alias::PhoneNumber => attribute::check_value("phone_number", name, &[]).is_ok(),
        Alias::PreferredUsername => false,
    };
    match settings.aliases.iter().any(is_alias) {
        true => Err(invalid_attribute(
            attribute,
            "a name must not look like an e-mail address or a phone number here",
        )),
        false => Ok(()),
    }
}

fn check_attributes(
    attributes: &Attributes,
    settings: &PoolSettings,
    client: Option<&Client>,
) -> Result<()> {
    for (name, value) in attributes {
        check_attribute(name, value, settings, client)?;
    }
    match settings.required_attributes.iter().find(|name| !attributes.contains_key(*name)) {
        Some(missing) => Err(invalid_attribute(missing, "this attribute is required")),
        None => Ok(()),
    }
}

/// Checks an attribute that a person sets by way of that application.
pub(super) fn check_attribute(
    name: &str,
    value: &str,
    settings: &PoolSettings,
    client: Option<&Client>,
) -> Result<()> {
    let is_name = settings.username.attribute() == Some(name);
    if attribute::is_reserved(name) {
        return Err(invalid_attribute(name, "this attribute is not for people to set"));
    }
    if !is_name && client.is_some_and(|client| !client.settings.may_write(name)) {
        return Err(invalid_attribute(name, "the application may not set this attribute"));
    }
    attribute::check_value(name, value, &settings.custom_attributes)
        .map_err(|invalid| invalid_attribute(name, invalid))?;
    let is_alias = settings.aliases.iter().any(|alias| alias.attribute() == name);
    match is_alias && name == Alias::PreferredUsername.attribute() {
        true => check_not_an_alias(name, value, settings),
        false => Ok(()),
    }
}

/// A message about a sign-up, and the postbox that may have had enough of them.
struct Mail<M> {
    postbox: Postbox,
    message: M,
}

struct Creation {
    user: User,
    names: Vec<SignInName>,
    letter: Option<Mail<Letter>>,
    event: AuditEvent,
}

async fn create(
    cx: &Context,
    pool: &PoolView,
    user: User,
    to: Option<Destination>,
    locale: Locale,
) -> Result<()> {
    let letter = to.map(|to| letter(cx, pool, &user, &to, locale)).transpose()?;
    let creation = Creation {
        names: user.sign_in_names(&pool.pool.settings),
        event: told(cx, pool, &user)?,
        letter,
        user,
    };
    cx.write(creation, |tx, creation| Box::pin(write_creation(tx, creation))).await.map_err(
        |error: Error| error.on_key(store::users::NAME_KEY, Refusal::NameTaken, NAME_TAKEN),
    )
}

/// What the audit is told: who has signed up, and the terms that were agreed to.
fn told(cx: &Context, pool: &PoolView, user: &User) -> Result<AuditEvent> {
    let id = user.id.as_str();
    let event = audit::event(cx, pool.id(), Event::UserSignedUp, id, id)?;
    Ok(match &user.preferences.terms {
        Some(terms) => {
            AuditEvent { detail: json!({ "terms": terms.version }).to_string(), ..event }
        }
        None => event,
    })
}

fn letter(
    cx: &Context,
    pool: &PoolView,
    user: &User,
    to: &Destination,
    locale: Locale,
) -> Result<Mail<Letter>> {
    Ok(Mail {
        postbox: Postbox::of(cx, pool.id(), Purpose::SignUp, to),
        message: Letter::write(cx, pool, Purpose::SignUp, user, to, locale)?,
    })
}

async fn write_creation(tx: &mut Tx, creation: &Creation) -> Result<()> {
    let Creation { user, names, letter, event } = creation;
    store::users::insert(tx, user).await?;
    for name in names {
        store::users::put_name(tx, user, name).await?;
    }
    if let Some(Mail { postbox, message }) = letter
        && postbox.takes_another(tx, user.created_at).await?
    {
        message.post(tx, &user.pool_id).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

struct Replacement {
    user: User,
    hash: String,
    letter: Mail<Letter>,
    event: AuditEvent,
}

/// Whoever signed up before with an address that they never proved makes room: their password and
/// attributes are replaced, and their code is void.
async fn replace(
    cx: &Context,
    pool: &PoolView,
    holder: User,
    wanted: User,
    to: &Destination,
    locale: Locale,
) -> Result<()> {
    let user = User {
        attributes: wanted.attributes,
        preferences: wanted.preferences,
        updated_at: cx.now(),
        ..holder
    };
    let replacement = Replacement {
        letter: letter(cx, pool, &user, to, locale)?,
        event: told(cx, pool, &user)?,
        hash: wanted.password_hash.unwrap_or_default(),
        user,
    };
    cx.write(replacement, |tx, replacement| Box::pin(write_replacement(tx, replacement))).await
}

async fn write_replacement(tx: &mut Tx, replacement: &Replacement) -> Result<()> {
    let Replacement { user, hash, letter: Mail { postbox, message }, event } = replacement;
    if !postbox.takes_another(tx, user.updated_at).await? {
        return Ok(());
    }
    // The new code first: a confirmation by the old one has to wait for it and then fails, or was
    // faster, and then the account is no longer there to be replaced.
    message.post(tx, &user.pool_id).await?;
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    let now = store::users::by_id(tx, &user.pool_id, &user.id).await?;
    let now = now.filter(|now| now.enabled && now.status == UserStatus::Unconfirmed);
    let now = now.ok_or(Refusal::NameTaken)?;
    let wanted = user.clone();
    let user = User {
        attributes: wanted.attributes,
        preferences: wanted.preferences,
        updated_at: wanted.updated_at,
        ..now
    };
    store::users::update(tx, &user).await?;
    store::users::set_password(tx, &user.pool_id, &user.id, hash, user.updated_at).await?;
    Ok(store::audit::insert(tx, event).await?)
}

struct Notice {
    mail: Mail<Job>,
    now: Instant,
}

async fn tell_owner(
    cx: &Context,
    pool: &PoolView,
    owner: &User,
    to: &Destination,
    locale: Locale,
) -> Result<()> {
    let whom = Addressee { pool, to, username: messages::sign_in_name(pool, owner), locale };
    let mail = Mail {
        postbox: Postbox::of(cx, pool.id(), Purpose::SignUp, to),
        message: messages::account_exists(cx, whom)?,
    };
    cx.write(Notice { mail, now: cx.now() }, |tx, notice| Box::pin(write_notice(tx, notice))).await
}

async fn write_notice(tx: &mut Tx, notice: &Notice) -> Result<()> {
    let Notice { mail: Mail { postbox, message }, now } = notice;
    if postbox.takes_another(tx, *now).await? {
        store::jobs::insert(tx, message).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute::CustomAttribute;
    use crate::model::client::ClientSettings;
    use crate::model::pool::PoolSettings;

    fn attributes(pairs: &[(&str, &str)]) -> Attributes {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn refused(
        pairs: &[(&str, &str)],
        settings: &PoolSettings,
        client: Option<&Client>,
    ) -> Option<String> {
        match check_attributes(&attributes(pairs), settings, client)
            .map_err(|error| error.refusal().clone())
        {
            Ok(()) => None,
            Err(Refusal::InvalidAttribute(name)) => Some(name),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_chosen_name_is_no_other_way_to_sign_in() {
        let settings =
            PoolSettings { aliases: vec![Alias::Email, Alias::PhoneNumber], ..Default::default() };
        assert!(chosen_name("jane.doe", &settings).is_ok());
        for bad in [
            "jane@example.com",
            "@jane",
            "+4915112345678",
            "0193D3A0-6f7e-7c31-8f4e-1b2c3d4e5f60",
            "",
            "a b",
        ] {
            assert!(chosen_name(bad, &settings).is_err(), "{bad}");
        }
        let none = PoolSettings { aliases: Vec::new(), ..Default::default() };
        assert!(chosen_name("jane@example.com", &none).is_ok());
    }

    #[test]
    fn nobody_verifies_themselves() {
        let settings = PoolSettings::default();
        for reserved in
            ["email_verified", "phone_number_verified", "sub", "updated_at", "identities"]
        {
            let asked = [("email", "jane@example.com"), (reserved, "true")];
            assert_eq!(refused(&asked, &settings, None).as_deref(), Some(reserved));
        }
    }

    #[test]
    fn attributes_are_those_of_the_pool_and_the_client() {
        let level = CustomAttribute {
            name: "level".to_owned(),
            data_type: attribute::DataType::String,
            minimum: None,
            maximum: None,
            mutable: true,
        };
        let settings = PoolSettings {
            custom_attributes: vec![level],
            aliases: vec![Alias::Email, Alias::PreferredUsername],
            ..Default::default()
        };
        let email = ("email", "jane@example.com");
        assert_eq!(refused(&[email, ("custom:level", "a")], &settings, None), None);
        assert_eq!(
            refused(&[email, ("custom:other", "a")], &settings, None).as_deref(),
            Some("custom:other")
        );
        assert_eq!(
            refused(&[("name", "Jane")], &settings, None).as_deref(),
            Some("email"),
            "required"
        );
        let alias = ("preferred_username", "john@example.com");
        assert_eq!(
            refused(&[email, alias], &settings, None).as_deref(),
            Some("preferred_username")
        );
        let client = Client {
            id: "1example23456789abcdefghij".parse().expect("an id"),
            pool_id: "eu-central-1_Ab3dE6gH9".parse().expect("an id"),
            name: "Planner".to_owned(),
            secrets: Vec::new(),
            settings: ClientSettings {
                write_attributes: Some(vec!["email".to_owned()]),
                ..Default::default()
            },
            enabled: true,
            created_at: Instant::from_millis(0),
        };
        assert_eq!(refused(&[email], &settings, Some(&client)), None);
        assert_eq!(
            refused(&[email, ("name", "Jane")], &settings, Some(&client)).as_deref(),
            Some("name")
        );
    }
}
