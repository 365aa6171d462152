//! `gatehouse user set-password` and `gatehouse user reset`: a password given, for good or for one
//! sign-in, or ended.

use clap::Args;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{OneUser, after, typed, with_groups};
use crate::{
    cli::{Common, Failure, operator, output},
    context::Context,
    domain::admin::users::{self, Invitation, Temporary},
    model::password::Password,
};

/// What may be said of a temporary password.
#[derive(Debug, Args)]
pub(super) struct TemporaryArgs {
    /// The password is good for some days and one sign-in, in which the person chooses another; it is
    /// made here, and mailed to the user's address
    #[arg(long)]
    pub(super) temporary: bool,
    /// Show the temporary password here, and mail nothing
    #[arg(long, requires = "temporary")]
    pub(super) no_invitation: bool,
}

impl TemporaryArgs {
    pub(super) fn invitation(&self) -> Invitation {
        if self.no_invitation { Invitation::HandedOver } else { Invitation::Mailed }
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
