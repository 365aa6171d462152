//! The browser's session: a cookie that names a row, which names one sign-in session for each pool;
//! and a cookie for each pool by which scripts see that it has changed.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponseParts, ResponseParts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Error as SessionError, Expiry};
use tower_sessions::{Session as Jar, SessionManagerLayer};
use url::Url;

use crate::app::App;
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::federation::requests::Ticket;
use crate::domain::oauth::logout::front_channel;
use crate::domain::oauth::session_state;
use crate::domain::sessions::{self, WebSessions};
use crate::domain::sign_in::{More, UnderWay};
use crate::domain::{Error, Refusal, Result};
use crate::model::session::Session;
use crate::model::{Instant, PoolId, SessionId, User};

/// Under which the row keeps the pools.
const POOLS: &str = "pools";

/// Under which the row keeps the sign-ins that are under way.
const UNDER_WAY: &str = "sign_ins";

/// Under which the row keeps the journeys to identity providers from which the browser is awaited.
const JOURNEYS: &str = "journeys";

/// How many journeys from one pool a browser may be on: in so many windows.
const MOST_JOURNEYS: usize = 10;

/// A sign-in that is under way at one pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Begun {
    id: String,
    until: Instant,
}

type SignIns = BTreeMap<PoolId, Begun>;

type Journeys = BTreeMap<PoolId, Vec<Ticket>>;

/// The sign-in session at one pool; the session itself is in a table of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    session: SessionId,
    until: Instant,
}

type Pools = BTreeMap<PoolId, Kept>;

/// The layer that reads and writes the cookie. `Lax`: applications send browsers here by links and
/// redirects, which must bring the cookie along.
pub fn layer(app: &App) -> SessionManagerLayer<WebSessions> {
    SessionManagerLayer::new(sessions::web_store(app))
        .with_name(cookie_name(app))
        .with_secure(app.is_https())
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_path("/")
}

/// A name with `__Host-` can be set by no other host, and needs https (RFC 6265bis section 4.1.3.2).
fn cookie_name(app: &App) -> &'static str {
    if app.is_https() { "__Host-gatehouse" } else { "gatehouse" }
}

/// The name of the cookie with the browser state at a pool (OpenID Connect Session Management 1.0
/// section 3.2). Its value is no secret: scripts read it.
pub fn state_cookie_name(app: &App, pool: &PoolId) -> String {
    let prefix = if app.is_https() { "__Host-" } else { "" };
    format!("{prefix}gatehouse-state-{pool}")
}

/// The cookie with the browser state. Applications ask from frames, where a browser sends and shows
/// only cookies that are meant for other sites, too; and those need https.
fn state_cookie(app: &App, pool: &PoolId, value: &str, life: Duration) -> Result<HeaderValue> {
    let site = if app.is_https() { "None; Secure" } else { "Lax" };
    let (name, seconds) = (state_cookie_name(app, pool), life.as_secs());
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite={site}");
    HeaderValue::from_str(&cookie).map_err(Error::internal)
}

/// Who is signed in in this browser, pool by pool.
#[derive(Debug, Clone)]
pub struct BrowserSession {
    jar: Jar,
    /// What removes the cookie.
    removal: HeaderValue,
}

impl FromRequestParts<App> for BrowserSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let jar = parts.extensions.get::<Jar>().cloned();
        let jar =
            jar.ok_or_else(|| Error::internal("the session layer is not around this route"))?;
        let secure = if app.is_https() { "; Secure" } else { "" };
        let removal =
            format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}", cookie_name(app));
        Ok(Self { jar, removal: HeaderValue::from_str(&removal).map_err(Error::internal)? })
    }
}

impl BrowserSession {
    /// The session and user at this pool, while both are good. Reads only.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn current(&self, cx: &Context, pool: &PoolView) -> Result<Option<(Session, User)>> {
        match self.pools().await?.get(pool.id()) {
            Some(kept) => sessions::live(cx, pool.id(), &kept.session).await,
            None => Ok(None),
        }
    }

    /// Takes up a session that has just begun, under a new cookie: whoever knew the old one
    /// (fixation) is not signed in by it. What comes back is the session to go on with: the one
    /// before, where the same person has signed in again. A pool that keeps no sessions leaves no
    /// trace.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(
        &self,
        cx: &Context,
        pool: &PoolView,
        session: Session,
    ) -> Result<(Greeting, Session)> {
        let session = match self.current(cx, pool).await? {
            Some((old, _)) => sessions::follow(cx, pool, &old, &session).await?,
            None => session,
        };
        if pool.pool.settings.session_minutes > 0 {
            self.remember(cx, pool, &session).await?;
        }
        Ok((Greeting::of(cx, pool, &session)?, session))
    }

    /// Remembers a session for the pages that follow; in a pool that keeps none, for the one request
    /// on whose way they are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remember(&self, cx: &Context, pool: &PoolView, session: &Session) -> Result<()> {
        let mut pools = self.pools().await?;
        pools.retain(|_, kept| cx.now() < kept.until);
        pools.insert(
            pool.id().clone(),
            Kept { session: session.id.clone(), until: session.expires_at },
        );
        if self.jar.id().is_some() {
            self.jar.cycle_id().await.map_err(Error::internal)?;
        }
        self.keep(cx, &pools).await
    }

    /// The sign-in that is under way in this browser.
    ///
    /// # Errors
    /// [`Refusal::SignInExpired`] when there is none.
    pub async fn under_way(&self, cx: &Context, pool: &PoolView) -> Result<UnderWay> {
        let sign_ins: SignIns = self.kept(UNDER_WAY).await?;
        let begun = sign_ins.get(pool.id()).ok_or(Refusal::SignInExpired)?;
        UnderWay::find(cx, pool, &begun.id).await
    }

    /// Remembers a sign-in that needs more, under a new cookie.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remember_under_way(
        &self,
        cx: &Context,
        pool: &PoolView,
        more: &More,
    ) -> Result<()> {
        let mut sign_ins: SignIns = self.kept(UNDER_WAY).await?;
        sign_ins.retain(|_, begun| cx.now() < begun.until);
        let begun = Begun { id: more.id.clone(), until: more.until };
        if sign_ins.get(pool.id()) == Some(&begun) {
            return Ok(());
        }
        sign_ins.insert(pool.id().clone(), begun);
        self.jar.insert(UNDER_WAY, sign_ins).await.map_err(Error::internal)?;
        if self.jar.id().is_some() {
            self.jar.cycle_id().await.map_err(Error::internal)?;
        }
        let pools = self.pools().await?;
        self.keep(cx, &pools).await
    }

    /// The journeys from this pool on which this browser is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tickets(&self, pool: &PoolView) -> Result<Vec<Ticket>> {
        let mut journeys: Journeys = self.kept(JOURNEYS).await?;
        Ok(journeys.remove(pool.id()).unwrap_or_default())
    }

    /// Remembers a journey to an identity provider; where there are too many, the first is forgotten.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn depart(&self, cx: &Context, pool: &PoolView, ticket: Ticket) -> Result<()> {
        let mut journeys: Journeys = self.kept(JOURNEYS).await?;
        for tickets in journeys.values_mut() {
            tickets.retain(|ticket| cx.now() < ticket.until);
        }
        journeys.retain(|_, tickets| !tickets.is_empty());
        let tickets = journeys.entry(pool.id().clone()).or_default();
        let first = (tickets.len() + 1).saturating_sub(MOST_JOURNEYS);
        tickets.drain(..first);
        tickets.push(ticket);
        self.jar.insert(JOURNEYS, journeys).await.map_err(Error::internal)?;
        let pools = self.pools().await?;
        self.keep(cx, &pools).await
    }

    /// Forgets the session at this pool, which does not end by that.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget(&self, cx: &Context, pool: &PoolView) -> Result<()> {
        let mut pools = self.pools().await?;
        if pools.remove(pool.id()).is_none() {
            return Ok(());
        }
        if pools.is_empty() {
            return self.jar.flush().await.map_err(Error::internal);
        }
        self.keep(cx, &pools).await
    }

    /// Ends the session at this pool; those at others stay.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end(&self, cx: &Context, pool: &PoolView) -> Result<Farewell> {
        let to_tell = match self.current(cx, pool).await? {
            Some((session, _)) => {
                let clients = sessions::end(cx, pool, &session).await?;
                front_channel::addresses(cx, pool, &session.id, &clients)
            }
            None => Vec::new(),
        };
        let mut removals = vec![state_cookie(&cx.app, pool.id(), "", Duration::ZERO)?];
        let mut pools = self.pools().await?;
        if pools.remove(pool.id()).is_some() {
            pools.retain(|_, kept| cx.now() < kept.until);
            if pools.is_empty() {
                self.jar.flush().await.map_err(Error::internal)?;
                removals.push(self.removal.clone());
            } else {
                self.keep(cx, &pools).await?;
            }
        }
        Ok(Farewell { removals, to_tell })
    }

    /// The pools of the row.
    async fn pools(&self) -> Result<Pools> {
        self.kept(POOLS).await
    }

    /// What the row keeps; nothing without a cookie, or with one that names no row.
    async fn kept<T: DeserializeOwned + Default>(&self, what: &str) -> Result<T> {
        match self.jar.get(what).await {
            Ok(kept) => Ok(kept.unwrap_or_default()),
            Err(SessionError::SerdeJson(_)) => Ok(T::default()),
            Err(fault) => Err(Error::internal(fault)),
        }
    }

    /// Keeps the pools for as long as the longest of their sessions and sign-ins.
    async fn keep(&self, cx: &Context, pools: &Pools) -> Result<()> {
        let sign_ins: SignIns = self.kept(UNDER_WAY).await?;
        let ends = pools.values().map(|kept| kept.until);
        let ends = ends.chain(sign_ins.values().map(|begun| begun.until));
        let journeys: Journeys = self.kept(JOURNEYS).await?;
        let ends = ends.chain(journeys.values().flatten().map(|ticket| ticket.until));
        let longest = ends.map(|until| until.since(cx.now())).max().unwrap_or_default();
        self.jar
            .set_expiry(Some(Expiry::OnInactivity(longest.try_into().map_err(Error::internal)?)));
        self.jar.insert(POOLS, pools).await.map_err(Error::internal)
    }
}

/// Gives the browser the state of a session that has begun or goes on.
#[derive(Debug)]
#[must_use]
pub struct Greeting {
    state: Option<HeaderValue>,
}

impl Greeting {
    /// What goes with a session; nothing in a pool that keeps none.
    ///
    /// # Errors
    /// When no header can hold it.
    pub fn of(cx: &Context, pool: &PoolView, session: &Session) -> Result<Self> {
        if pool.pool.settings.session_minutes == 0 {
            return Ok(Self { state: None });
        }
        let state = session_state::browser_state(&cx.app, &session.id);
        let life = session.expires_at.since(cx.now());
        Ok(Self { state: Some(state_cookie(&cx.app, pool.id(), &state, life)?) })
    }
}

impl IntoResponseParts for Greeting {
    type Error = Infallible;

    fn into_response_parts(
        self,
        parts: ResponseParts,
    ) -> std::result::Result<ResponseParts, Infallible> {
        Ok(with_cookies(parts, self.state))
    }
}

/// Takes the cookies from the browser: the removal cookie of the session layer lacks `Secure`, and
/// is therefore not heeded for a name with `__Host-`.
#[derive(Debug)]
#[must_use]
pub struct Farewell {
    removals: Vec<HeaderValue>,
    to_tell: Vec<Url>,
}

impl Farewell {
    /// The pages of applications that the browser is to load, for them to learn of it.
    pub fn to_tell(&self) -> &[Url] {
        &self.to_tell
    }
}

impl IntoResponseParts for Farewell {
    type Error = Infallible;

    fn into_response_parts(
        self,
        parts: ResponseParts,
    ) -> std::result::Result<ResponseParts, Infallible> {
        Ok(with_cookies(parts, self.removals))
    }
}

fn with_cookies(
    mut parts: ResponseParts,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> ResponseParts {
    for cookie in cookies {
        let there = parts.headers().get_all(header::SET_COOKIE).iter().any(|own| *own == cookie);
        if !there {
            parts.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_holds_ids_only() {
        let pool: PoolId = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        let session: SessionId = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        let pools = Pools::from([(pool, Kept { session, until: Instant::from_millis(7) })]);
        let text = serde_json::to_string(&pools).expect("JSON");
        assert_eq!(
            text,
            r#"{"eu-central-1_Ab3dE6gH9":{"session":"0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60","until":7}}"#
        );
        assert_eq!(serde_json::from_str::<Pools>(&text).expect("its own text"), pools);
    }
}
