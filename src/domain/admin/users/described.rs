//! The user that an operator describes, by the rules of the pool.

use super::NewUser;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::attribute::{Attributes, Kind, check_value, in_one_form, standard_of};
use crate::model::pool::{Alias, PoolSettings};
use crate::model::user::Preferences;
use crate::model::{Email, Instant, Medium, Pool, User, UserId};

/// The user that an operator described, checked by the pool's rules; without a password.
pub(super) fn user_from(pool: &Pool, new: NewUser, id: UserId, now: Instant) -> Result<User> {
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

pub(super) fn wrong(hint: impl Into<String>) -> Error {
    Error::new(Refusal::Invalid, hint.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Algorithm;
    use crate::model::pool::UsernameKind;
    use crate::model::user::UserStatus;

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
