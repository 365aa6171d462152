//! `gatehouse user`: the people of a pool made, listed, changed and removed.

mod factors;
mod passwords;
mod sessions;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use self::factors::RemoveFactorArgs;
use self::passwords::{SetPasswordArgs, TemporaryArgs};
use self::sessions::SessionsArgs;
use super::{
    Common, Failure,
    arguments::{ClientName, Consent, InPool, Page, client_id, pair},
    operator, output,
    password::{self, Source},
};
use crate::{
    context::Context,
    domain::admin::users::{self, NewUser},
    model::{User, attribute::Attributes, password::Password, user::UserStatus},
};

const COLUMNS: [&str; 6] =
    ["sub", "username", "attributes.email", "status", "enabled", "created_at"];

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make a user
    ///
    /// The password is asked for on the terminal, unless a switch says otherwise; it is never an
    /// argument, because other people of the machine can read those.
    #[command(
        after_help = "Example:\n  gatehouse user create --pool eu-central-1_Ab3dE6gH9 --username jane \\\n    --email jane@example.com --email-verified --attribute given_name=Jane"
    )]
    Create(CreateArgs),
    /// List the users of a pool, oldest first
    #[command(
        after_help = "Example:\n  gatehouse user list --pool eu-central-1_Ab3dE6gH9 --limit 20"
    )]
    List(ListArgs),
    /// Show a user with attributes and groups
    #[command(after_help = "Example:\n  gatehouse user show --pool eu-central-1_Ab3dE6gH9 jane")]
    Show(OneUser),
    /// List where a user is signed in, the last used first
    #[command(
        after_help = "Example:\n  gatehouse user sessions --pool eu-central-1_Ab3dE6gH9 jane"
    )]
    Sessions(SessionsArgs),
    /// List what a user has set up besides the password, oldest first
    #[command(after_help = "Example:\n  gatehouse user factors --pool eu-central-1_Ab3dE6gH9 jane")]
    Factors(OneUser),
    /// Remove one factor of a user, and forget the browsers that are remembered
    ///
    /// The person is told by mail.
    #[command(
        after_help = "Example:\n  gatehouse user remove-factor --pool eu-central-1_Ab3dE6gH9 jane \\\n    --factor 019a6c0e-9b1f-7c31-8f4e-1b2c3d4e5f60"
    )]
    RemoveFactor(RemoveFactorArgs),
    /// Remove all that a user has set up besides the password
    ///
    /// Factors, recovery codes and remembered browsers go; the person is told by mail, and sets up
    /// anew what the pool demands at the next sign-in.
    #[command(
        after_help = "Example:\n  gatehouse user mfa-reset --pool eu-central-1_Ab3dE6gH9 jane"
    )]
    MfaReset(OneUser),
    /// End the recovery codes of a user
    ///
    /// The person is told by mail.
    #[command(
        after_help = "Example:\n  gatehouse user revoke-recovery-codes --pool eu-central-1_Ab3dE6gH9 jane"
    )]
    RevokeRecoveryCodes(OneUser),
    /// Let a user sign in no more, and end the sessions and tokens that there are
    #[command(after_help = "Example:\n  gatehouse user disable --pool eu-central-1_Ab3dE6gH9 jane")]
    Disable(OneUser),
    /// Let a user sign in again
    #[command(after_help = "Example:\n  gatehouse user enable --pool eu-central-1_Ab3dE6gH9 jane")]
    Enable(OneUser),
    /// Remove a user with all that was given to it
    #[command(
        after_help = "Example:\n  gatehouse user delete --pool eu-central-1_Ab3dE6gH9 jane --yes"
    )]
    Delete(DeleteArgs),
    /// Give a user a new password, and end the sessions and tokens that the old one gave
    ///
    /// The password is asked for on the terminal, or read from standard input; a temporary one is made.
    #[command(
        after_help = "Example:\n  gatehouse user set-password --pool eu-central-1_Ab3dE6gH9 jane --password-stdin < new.txt"
    )]
    SetPassword(SetPasswordArgs),
    /// End a user's password with the sessions and tokens that it gave, and mail a code for a new one
    #[command(after_help = "Example:\n  gatehouse user reset --pool eu-central-1_Ab3dE6gH9 jane")]
    Reset(OneUser),
    /// Make a user a member of a group
    #[command(
        after_help = "Example:\n  gatehouse user add-to-group --pool eu-central-1_Ab3dE6gH9 jane --group staff"
    )]
    AddToGroup(GroupArgs),
    /// Take a user out of a group
    #[command(
        after_help = "Example:\n  gatehouse user remove-from-group --pool eu-central-1_Ab3dE6gH9 jane --group staff"
    )]
    RemoveFromGroup(GroupArgs),
    /// Take back what a user has allowed an application, and end the tokens that it got
    #[command(
        after_help = "Example:\n  gatehouse user take-back-consent --pool eu-central-1_Ab3dE6gH9 jane \\\n    --client 1example23456789abcdefghij"
    )]
    TakeBackConsent(ConsentArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    within: InPool,
    /// The user name, or the e-mail address where addresses are the names
    #[arg(long, value_name = "NAME")]
    username: String,
    /// The e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The e-mail address is known to be the user's
    #[arg(long)]
    email_verified: bool,
    /// An attribute, such as given_name=Jane or custom:level=3; once for each
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = pair)]
    attributes: Vec<(String, String)>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Make the user without a password
    #[arg(long, conflicts_with_all = ["password_stdin", "temporary"])]
    no_password: bool,
    #[command(flatten)]
    how: TemporaryArgs,
    /// The user still has to confirm the account with a code
    #[arg(long, conflicts_with = "temporary")]
    unconfirmed: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    within: InPool,
    #[command(flatten)]
    page: Page,
    /// Begin after this user
    #[arg(long, value_name = "NAME_OR_SUB")]
    after: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct OneUser {
    #[command(flatten)]
    within: InPool,
    /// A name by which the user signs in, or the subject
    #[arg(value_name = "NAME_OR_SUB")]
    who: String,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    one: OneUser,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
pub(super) struct GroupArgs {
    #[command(flatten)]
    one: OneUser,
    /// The group's name
    #[arg(long, value_name = "NAME")]
    group: String,
}

#[derive(Debug, Args)]
pub(super) struct ConsentArgs {
    #[command(flatten)]
    one: OneUser,
    /// The application's client id
    #[arg(long, value_name = "ID", value_parser = client_id)]
    client: ClientName,
}

pub(super) async fn run(command: UserCommand, common: &Common) -> Result<(), Failure> {
    match command {
        UserCommand::Create(args) => create(args, common).await,
        UserCommand::List(args) => list(args, common).await,
        UserCommand::Show(one) => after(&one, common, async |_| Ok(())).await,
        UserCommand::Sessions(args) => sessions::list(args, common).await,
        UserCommand::Factors(one) => factors::list(one, common).await,
        UserCommand::RemoveFactor(args) => factors::remove(args, common).await,
        UserCommand::MfaReset(one) => factors::reset(one, common).await,
        UserCommand::RevokeRecoveryCodes(one) => factors::revoke_codes(one, common).await,
        UserCommand::SetPassword(args) => passwords::set(args, common).await,
        UserCommand::Reset(one) => passwords::reset(one, common).await,
        UserCommand::Disable(one) => {
            let verb = async |cx: &Context| users::disable(cx, &one.within.pool, &one.who).await;
            after(&one, common, async |cx| Ok(verb(cx).await.map(drop)?)).await
        }
        UserCommand::Enable(one) => {
            let verb = async |cx: &Context| users::enable(cx, &one.within.pool, &one.who).await;
            after(&one, common, async |cx| Ok(verb(cx).await.map(drop)?)).await
        }
        UserCommand::AddToGroup(GroupArgs { one, group }) => {
            let (pool, who) = (&one.within.pool, &one.who);
            after(&one, common, async |cx| Ok(users::add_to_group(cx, pool, who, &group).await?))
                .await
        }
        UserCommand::RemoveFromGroup(GroupArgs { one, group }) => {
            let (pool, who) = (&one.within.pool, &one.who);
            let verb =
                async |cx: &Context| Ok(users::remove_from_group(cx, pool, who, &group).await?);
            after(&one, common, verb).await
        }
        UserCommand::TakeBackConsent(ConsentArgs { one, client }) => {
            let (pool, who) = (&one.within.pool, &one.who);
            let client = client.at(pool)?;
            let verb =
                async |cx: &Context| Ok(users::take_back_consent(cx, pool, who, &client).await?);
            after(&one, common, verb).await
        }
        UserCommand::Delete(DeleteArgs { one, consent }) => {
            consent.check("the user with all that was given to it")?;
            let (pool, who) = (&one.within.pool, &one.who);
            operator::run(common, async |cx| Ok(users::delete(cx, pool, who).await?)).await?;
            output::thing(common, &json!({ "deleted": who }))
        }
    }
}

async fn create(args: CreateArgs, common: &Common) -> Result<(), Failure> {
    let pool = args.within.pool;
    let attributes = attributes(args.attributes, args.email, args.email_verified)?;
    let password = match (args.no_password, args.how.temporary) {
        (true, _) => None,
        (false, true) => passwords::given(args.password_stdin)?,
        (false, false) => Some(typed(args.password_stdin)?),
    };
    let status = if args.unconfirmed { UserStatus::Unconfirmed } else { UserStatus::Confirmed };
    let new = NewUser { username: args.username, password, attributes, status };
    if args.how.temporary {
        let verb = async |cx: &Context| {
            Ok(users::create_temporary(cx, &pool, new, args.how.invitation()).await?)
        };
        let made = operator::run(common, verb).await?;
        return output::thing(common, &passwords::view(&made, &[]));
    }
    let verb = async |cx: &Context| Ok(users::create(cx, &pool, new).await?);
    let user = operator::run(common, verb).await?;
    output::thing(common, &with_groups(&user, &[]))
}

async fn list(args: ListArgs, common: &Common) -> Result<(), Failure> {
    let ListArgs { within, page, after } = args;
    let verb = async |cx: &Context| {
        let after = match &after {
            Some(who) => Some(users::show(cx, &within.pool, who).await?),
            None => None,
        };
        Ok(users::list(cx, &within.pool, after.as_ref(), page.limit).await?)
    };
    let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
    output::things(common, &COLUMNS, &found, page.limit)
}

/// Runs `verb`, then shows the user as it is from now on.
async fn after(
    one: &OneUser,
    common: &Common,
    verb: impl AsyncFnOnce(&Context) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let shown = async |cx: &Context| {
        verb(cx).await?;
        let user = users::show(cx, &one.within.pool, &one.who).await?;
        Ok(with_groups(&user, &users::groups(cx, &user).await?))
    };
    output::thing(common, &operator::run(common, shown).await?)
}

fn typed(from_stdin: bool) -> Result<Password, Failure> {
    let password = password::obtain(Source::from_switch(from_stdin))?;
    Ok(Password::new(password.expose_secret()))
}

/// The attributes that the switches name, each of them once.
fn attributes(
    given: Vec<(String, String)>,
    email: Option<String>,
    email_verified: bool,
) -> Result<Attributes, Failure> {
    let email = email.map(|address| ("email".to_owned(), address));
    let verified = email_verified.then(|| ("email_verified".to_owned(), "true".to_owned()));
    let mut attributes = Attributes::new();
    for (name, value) in given.into_iter().chain(email).chain(verified) {
        if attributes.contains_key(&name) {
            return Err(Failure::because(format!("the attribute {name} is given twice")));
        }
        attributes.insert(name, value);
    }
    Ok(attributes)
}

fn with_groups(user: &User, groups: &[String]) -> Value {
    let mut whole = view(user);
    whole["groups"] = json!(groups);
    whole
}

fn view(user: &User) -> Value {
    json!({
        "sub": user.id,
        "pool_id": user.pool_id,
        "username": user.username,
        "status": user.status,
        "enabled": user.enabled,
        "has_password": user.password_hash.is_some(),
        "created_at": user.created_at.rfc3339(),
        "updated_at": user.updated_at.rfc3339(),
        "attributes": user.attributes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_given_once() {
        let name = || vec![("name".to_owned(), "Jane".to_owned())];
        let whole = attributes(name(), Some("jane@example.com".to_owned()), true).unwrap();
        let names: Vec<&str> = whole.keys().map(String::as_str).collect();
        assert_eq!(names, ["email", "email_verified", "name"]);
        let twice = [name(), name()].concat();
        assert!(attributes(twice, None, false).unwrap_err().to_string().contains("name"));
    }
}
