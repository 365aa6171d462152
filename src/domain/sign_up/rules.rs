//! The rules of signing up: what an account may be called, and what a person may say of themselves.

use super::NewAccount;
use crate::context::Context;
use crate::crypto::random;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::attribute::{self, Attributes};
use crate::model::pool::{Alias, PoolSettings};
use crate::model::terms::Agreement;
use crate::model::user::{Preferences, UserStatus};
use crate::model::{Client, Medium, User, UserId, Username};

/// The user as asked for, without its password, when each rule of the pool and the client is kept.
pub(super) fn checked(
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
pub(in crate::domain) fn check_not_an_alias(
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
pub(in crate::domain) fn check_attribute(
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
    let number = Medium::PhoneNumber;
    if name == number.attribute()
        && number.destination(value).is_ok_and(|number| !settings.sms.serves(&number))
    {
        return Err(Error::new(Refusal::NumberNotServed, "no SMS goes to numbers of this country"));
    }
    let is_alias = settings.aliases.iter().any(|alias| alias.attribute() == name);
    match is_alias && name == Alias::PreferredUsername.attribute() {
        true => check_not_an_alias(name, value, settings),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;
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
            pattern: None,
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
