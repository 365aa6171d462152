//! A copy of everything that is kept of a person, but for secrets, in JSON.

use serde_json::{Value, json};

use super::{applications, factors, identities, sessions};
use crate::context::Context;
use crate::domain::error::Result;
use crate::model::session::{Seen, Sighting};
use crate::model::{Instant, Sender, User};
use crate::store;

/// How many events are told: the newest.
const MOST_EVENTS: u32 = 1000;

/// Everything that is kept of a user.
///
/// # Errors
/// When the database does not answer.
pub async fn export(cx: &Context, user: &User) -> Result<Value> {
    let (pool, id) = (&user.pool_id, user.id.as_str());
    let events = store::audit::of_target(&mut cx.read().await?, pool, id, MOST_EVENTS).await?;
    let sessions = sessions::list(cx, user).await?;
    let factors = factors::list(cx, user).await?;
    let applications = applications::list(cx, user).await?;
    let identities = identities::list(cx, user).await?;
    Ok(json!({
        "exported_at": cx.now().rfc3339(),
        "profile": profile(user),
        "factors": factors.iter().map(|factor| json!({
            "kind": factor.factor.as_str(),
            "name": factor.name,
            "added_at": factor.created_at.rfc3339(),
            "used_at": factor.used_at.map(Instant::rfc3339),
        })).collect::<Vec<_>>(),
        "identities": identities.iter().map(|one| json!({
            "provider": one.provider,
            "subject": one.identity.subject,
            "email": one.identity.email,
            "since": one.identity.linked_at.rfc3339(),
            "used_at": one.identity.used_at.rfc3339(),
        })).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
        "applications": applications.iter().map(|one| json!({
            "client_id": one.client.as_str(),
            "name": one.name,
            "scopes": one.scopes.to_string(),
            "claims": one.claims,
            "resources": one.resources,
            "since": one.since.rfc3339(),
        })).collect::<Vec<_>>(),
        "events": events.iter().map(|event| json!({
            "at": event.at.rfc3339(),
            "event": event.event,
            "address": event.address,
            "program": event.agent,
        })).collect::<Vec<_>>(),
    }))
}

fn profile(user: &User) -> Value {
    json!({
        "sub": user.id.as_str(),
        "username": user.username.as_str(),
        "status": user.status.as_str(),
        "attributes": user.attributes,
        "preferences": user.preferences,
        "created_at": user.created_at.rfc3339(),
        "updated_at": user.updated_at.rfc3339(),
    })
}

fn session(seen: &Seen) -> Value {
    json!({
        "signed_in_at": seen.session.auth_time.rfc3339(),
        "methods": seen.session.amr,
        "ends_at": seen.session.expires_at.rfc3339(),
        "begun": sighting(&seen.begun),
        "used": sighting(&seen.used),
    })
}

fn sighting(sighting: &Sighting) -> Value {
    let sender = sighting.sender.as_ref();
    json!({
        "at": sighting.at.rfc3339(),
        "address": sender.map(|sender| sender.address().to_string()),
        "program": sender.map(Sender::agent),
    })
}
