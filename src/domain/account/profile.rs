//! The profile: the attributes that a person may write.

use super::{Member, locked, put_names};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::sign_up::check_not_an_alias;
use crate::model::attribute::{self, Attributes, STANDARD};
use crate::model::pool::{Alias, PoolSettings};
use crate::model::session::Session;
use crate::model::{Instant, Medium, User};
use crate::store::{self, Tx};

/// Attributes that everybody may write, whether the pool asks for them or not.
const COMMON: [&str; 4] = ["name", "given_name", "family_name", "locale"];

/// The attributes that a person may write: those that everybody may, that the pool asks for, that are
/// the pool's own, or that the account has; never the address or the number, which are to be proved.
pub fn fields(settings: &PoolSettings, user: &User) -> Vec<String> {
    let asked = |name: &str| {
        let is_alias = |alias: &Alias| alias.attribute() == name;
        COMMON.contains(&name)
            || settings.aliases.iter().any(is_alias)
            || settings.required_attributes.iter().any(|own| own == name)
            || user.attributes.contains_key(name)
    };
    let media = [Medium::Email, Medium::PhoneNumber];
    let is_to_prove = |name: &str| media.iter().any(|medium| medium.attribute() == name);
    let open = |name: &&str| !is_to_prove(name) && !attribute::is_reserved(name) && asked(name);
    let standard = STANDARD.iter().map(|each| each.name).filter(open).map(str::to_owned);
    let custom = settings.custom_attributes.iter().filter(|own| own.mutable);
    standard.chain(custom.map(|own| format!("custom:{}", own.name))).collect()
}

struct Change {
    session: Session,
    settings: PoolSettings,
    wanted: Attributes,
    event: AuditEvent,
    now: Instant,
}

/// Writes attributes; an empty value takes one away. Those that are not named stay.
///
/// # Errors
/// [`Refusal::InvalidAttribute`], or [`Refusal::NameTaken`] where the value is somebody's name.
pub async fn change(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    mut wanted: Attributes,
) -> Result<()> {
    attribute::in_one_form(&mut wanted);
    let (settings, user) = (&pool.pool.settings, member.user.id.as_str());
    check(settings, &member.user, &wanted)?;
    let change = Change {
        session: member.session.clone(),
        settings: settings.clone(),
        wanted,
        event: audit::event(cx, pool.id(), Event::UserUpdated, user, user)?,
        now: cx.now(),
    };
    cx.write(change, |tx, change| Box::pin(write(tx, change))).await.map_err(|error: Error| {
        error.on_key(store::users::NAME_KEY, Refusal::NameTaken, "somebody else has this name")
    })
}

fn check(settings: &PoolSettings, user: &User, wanted: &Attributes) -> Result<()> {
    let open = fields(settings, user);
    for (name, value) in wanted {
        let refused =
            |why: &str| Error::new(Refusal::InvalidAttribute(name.clone()), why.to_owned());
        if !open.contains(name) {
            return Err(refused("this attribute is not for people to set"));
        }
        if value.is_empty() {
            if settings.required_attributes.contains(name) {
                return Err(refused("this attribute is required"));
            }
            continue;
        }
        attribute::check_value(name, value, &settings.custom_attributes)
            .map_err(|invalid| refused(&invalid.0))?;
        if name == Alias::PreferredUsername.attribute()
            && settings.aliases.contains(&Alias::PreferredUsername)
        {
            check_not_an_alias(name, value, settings)?;
        }
    }
    Ok(())
}

async fn write(tx: &mut Tx, change: &Change) -> Result<()> {
    let Change { session, settings, wanted, event, now } = change;
    let mut user = locked(tx, session, *now).await?;
    for (name, value) in wanted {
        match value.is_empty() {
            true => user.attributes.remove(name),
            false => user.attributes.insert(name.clone(), value.clone()),
        };
    }
    user.updated_at = *now;
    store::users::update(tx, &user).await?;
    put_names(tx, &user, settings).await?;
    Ok(store::audit::insert(tx, event).await?)
}
