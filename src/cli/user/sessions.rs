//! `gatehouse user sessions`: where a user is signed in.

use clap::Args;
use serde_json::{Value, json};

use super::OneUser;
use crate::{
    cli::{Common, Failure, arguments::Page, operator, output},
    context::Context,
    domain::admin::sessions,
    model::{Sender, session::Seen},
};

const COLUMNS: [&str; 6] =
    ["session_id", "signed_in_at", "signed_in_from", "last_used_at", "last_used_from", "agent"];

#[derive(Debug, Args)]
pub(in crate::cli) struct SessionsArgs {
    #[command(flatten)]
    one: OneUser,
    #[command(flatten)]
    page: Page,
}

pub(super) async fn list(args: SessionsArgs, common: &Common) -> Result<(), Failure> {
    let SessionsArgs { one, page } = args;
    let verb =
        async |cx: &Context| Ok(sessions::list(cx, &one.within.pool, &one.who, page.limit).await?);
    let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
    // The order changes with each use: there is no next page.
    output::things(common, &COLUMNS, &found, u32::MAX)
}

fn view(seen: &Seen) -> Value {
    let Seen { session, begun, used } = seen;
    let address = |sender: &Option<Sender>| sender.as_ref().map(|sender| sender.address());
    json!({
        "session_id": session.id,
        "signed_in_at": begun.at.rfc3339(),
        "signed_in_from": address(&begun.sender),
        "last_used_at": used.at.rfc3339(),
        "last_used_from": address(&used.sender),
        "agent": used.sender.as_ref().map(Sender::agent),
        "expires_at": session.expires_at.rfc3339(),
    })
}
