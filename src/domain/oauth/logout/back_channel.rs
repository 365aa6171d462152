//! Clients that listen behind the browser: each is sent a logout token by a job (OpenID Connect
//! Back-Channel Logout 1.0).

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::context::Context;
use crate::crypto::jwt::{self, typ};
use crate::crypto::random;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Result};
use crate::domain::jobs::Job;
use crate::domain::oauth::subject;
use crate::domain::outbox::Undelivered;
use crate::model::session::Session;
use crate::model::{Client, ClientId, Instant, PoolId, SessionId, UserId};
use crate::outbound::Failure;
use crate::store::{self, Tx};

/// The kind of the jobs that tell a client of the end of a session.
pub const SIGN_OUT: &str = "sign_out";

/// How often it is tried, over about ten minutes: long enough for a client that is being restarted.
const MOST_ATTEMPTS: i64 = 8;

/// The life of a logout token (section 2.4: two minutes at the most).
const LIFETIME: Duration = Duration::from_secs(120);

/// The one event that a logout token tells of (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Who is told of what.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Telling {
    pool: PoolId,
    client: ClientId,
    user: UserId,
    session: SessionId,
}

/// The claims of a logout token (section 2.4): never a nonce, so that it cannot pass for an ID token.
#[derive(Debug, Serialize)]
struct LogoutClaims<'t> {
    iss: &'t str,
    sub: String,
    aud: &'t str,
    iat: i64,
    exp: i64,
    jti: &'t str,
    sid: String,
    events: Value,
}

/// Part of the write that ends a session: asks for a job for each client that it had let in and that
/// listens behind the browser. All the clients that it had let in.
///
/// # Errors
/// When the database does not answer.
pub async fn announce(tx: &mut Tx, session: &Session, now: Instant) -> Result<Vec<Client>> {
    let pool = &session.pool_id;
    let mut clients = Vec::new();
    for id in store::sessions::clients_of(tx, pool, &session.id).await? {
        let client = store::clients::by_id(tx, pool, &id).await?;
        clients.extend(client.filter(|client| client.enabled));
    }
    for client in clients.iter().filter(|client| listens(client)) {
        store::jobs::insert(tx, &job(session, client, now)?).await?;
    }
    Ok(clients)
}

fn listens(client: &Client) -> bool {
    client.settings.sign_out.back_channel.is_some()
}

fn job(session: &Session, client: &Client, now: Instant) -> Result<Job> {
    let telling = Telling {
        pool: session.pool_id.clone(),
        client: client.id.clone(),
        user: session.user_id.clone(),
        session: session.id.clone(),
    };
    Ok(Job {
        id: random::ordered_id(now)?,
        kind: SIGN_OUT.to_owned(),
        payload: serde_json::to_string(&telling).map_err(Error::internal)?,
        attempts: 0,
        created_at: now,
    })
}

/// Tells the client of a job, and removes the job. A client is told at least once, each time with the
/// same `jti`; one that refuses (section 2.8, status 400) or is not reached in all attempts is not
/// told any more.
///
/// # Errors
/// Whether another attempt can help, and why this one failed.
pub async fn tell(cx: &Context, job: &Job) -> Result<(), Undelivered> {
    let telling: Telling = serde_json::from_str(&job.payload)
        .map_err(|_| Undelivered::ForGood("the payload is no sign-out".to_owned()))?;
    if let Some((pool, client, url)) = listener(cx, &telling).await? {
        let token = logout_token(cx, &pool, &client, &telling, &job.id).await?;
        match send(cx, &client, &url, &token).await {
            Sent::Taken => {}
            Sent::Failed(why) if job.attempts < MOST_ATTEMPTS => {
                return Err(Undelivered::ForNow(why));
            }
            Sent::Failed(why) | Sent::Refused(why) => {
                let (pool, client) = (pool.id().as_str(), client.id.as_str());
                tracing::warn!(pool, client, why, "a client was not told of a sign-out");
            }
        }
    }
    let done = cx.write(job.id.clone(), |tx, id| Box::pin(store::jobs::delete(tx, id))).await;
    Ok(done.map_err(Error::from)?)
}

type Listener = (Arc<PoolView>, Arc<Client>, Url);

/// The client as it is now; nothing when it listens no more.
async fn listener(cx: &Context, telling: &Telling) -> Result<Option<Listener>> {
    let pool = configuration::pool(cx, &telling.pool).await?;
    let client = configuration::client(cx, &telling.pool, &telling.client).await?;
    let (Some(pool), Some(client)) = (pool, client.filter(|client| client.enabled)) else {
        return Ok(None);
    };
    if !pool.pool.settings.admits(&client.id) {
        return Ok(None);
    }
    let url = client.settings.sign_out.back_channel.as_deref().and_then(|uri| uri.parse().ok());
    Ok(url.map(|url| (pool, client, url)))
}

/// A logout token, signed as the client's ID tokens are (section 2.6).
async fn logout_token(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    telling: &Telling,
    jti: &str,
) -> Result<String> {
    let claims = LogoutClaims {
        iss: &pool.issuer,
        sub: subject::of(cx, client, &telling.user),
        aud: client.id.as_str(),
        iat: cx.now().seconds(),
        exp: (cx.now() + LIFETIME).seconds(),
        jti,
        sid: subject::session(cx, client, telling.session.as_str()),
        events: json!({ EVENT: {} }),
    };
    let algorithm = pool.algorithm_for(client, client.settings.signing.id_token);
    let key = pool.keys.signing(algorithm, cx.now())?;
    let kind = Some(typ::LOGOUT_TOKEN);
    Ok(jwt::sign(&cx.app.signer, &key.id, &key.private, kind, &claims).await?)
}

/// What came of sending a token.
enum Sent {
    /// The client has signed the person out.
    Taken,
    /// It will not, however often it is asked.
    Refused(String),
    /// It may do so later.
    Failed(String),
}

/// Section 2.8: a client answers 200, or 204 where its framework makes that of it, or 400.
async fn send(cx: &Context, client: &Client, url: &Url, token: &str) -> Sent {
    let form = [("logout_token", token)];
    let outbound = match client.settings.consent {
        true => cx.app.outbound.for_known_clients(),
        false => cx.app.outbound.clone(),
    };
    match outbound.post_form("back_channel_logout", url, &form).await {
        Ok(200 | 204) => Sent::Taken,
        Ok(400) => Sent::Refused("it refused the logout token".to_owned()),
        Ok(status) => Sent::Failed(format!("it answered with status {status}")),
        Err(failure @ (Failure::NotAllowed(_) | Failure::ForbiddenAddress)) => {
            Sent::Refused(failure.to_string())
        }
        Err(failure) => Sent::Failed(failure.to_string()),
    }
}
