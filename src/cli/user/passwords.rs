//! `gatehouse user set-password` and `gatehouse user reset`: a password given, for good or for one
//! sign-in, or ended.

use clap::{Args, ValueEnum};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{OneUser, after, typed, with_groups};
use crate::{
    cli::{Common, Failure, operator, output},
    context::Context,
    domain::admin::users::{self, Invitation, Temporary},
    model::{Medium, password::Password},
};

/// What may be said of a temporary password.
#[derive(Debug, Args)]
pub(super) struct TemporaryArgs {
    /// The password is good for some days and one sign-in, in which the person chooses another; it is
    /// made here, and sent to the user's e-mail address, or phone number where there is no other
    #[arg(long)]
    pub(super) temporary: bool,
    /// How the temporary password is sent
    #[arg(long, value_enum, value_name = "HOW", requires = "temporary")]
    by: Option<By>,
    /// Show the temporary password here, and send nothing
    #[arg(long, requires = "temporary", conflicts_with = "by")]
    no_invitation: bool,
}

/// What carries an invitation.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// A mail to the e-mail address
    Mail,
    /// An SMS to the phone number
    Sms,
}

impl TemporaryArgs {
    pub(super) fn invitation(&self) -> Invitation {
        match (self.no_invitation, self.by) {
            (true, _) => Invitation::HandedOver,
            (false, None) => Invitation::Sent,
            (false, Some(By::Mail)) => Invitation::By(Medium::Email),
            (false, Some(By::Sms)) => Invitation::By(Medium::PhoneNumber),
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SetPasswordArgs {
    #[command(flatten)]
    one: OneUser,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    how: TemporaryArgs,
}

pub(super) async fn set(args: SetPasswordArgs, common: &Common) -> Result<(), Failure> {
    let SetPasswordArgs { one, password_stdin, how } = args;
    let (pool, who) = (&one.within.pool, &one.who);
    if !how.temporary {
        let password = typed(password_stdin)?;
        let verb = async |cx: &Context| Ok(users::set_password(cx, pool, who, password).await?);
        return after(&one, common, verb).await;
    }
    let given = given(password_stdin)?;
    let verb = async |cx: &Context| {
        let set = users::set_temporary_password(cx, pool, who, given, how.invitation()).await?;
        let groups = users::groups(cx, &set.user).await?;
        Ok(view(&set, &groups))
    };
    output::thing(common, &operator::run(common, verb).await?)
}

pub(super) async fn reset(one: OneUser, common: &Common) -> Result<(), Failure> {
    let (pool, who) = (&one.within.pool, &one.who);
    after(&one, common, async |cx| Ok(users::reset_password(cx, pool, who).await?)).await
}

/// The temporary password on standard input; without one it is made.
pub(super) fn given(password_stdin: bool) -> Result<Option<Password>, Failure> {
    if password_stdin { typed(true).map(Some) } else { Ok(None) }
}

/// The user, with a password that nobody else tells.
pub(super) fn view(set: &Temporary, groups: &[String]) -> Value {
    let mut whole = with_groups(&set.user, groups);
    if let Some(password) = &set.password {
        whole["temporary_password"] = json!(password.expose_secret());
    }
    whole
}
