//! `/samples/sign-out`: an application that signs people out at the provider, and is told when anybody
//! else does.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use moka::sync::Cache;
use openidconnect::CsrfToken;
use serde_json::Value;

use super::code::Site;
use super::exchange::{Exchange, pairs};
use super::jwt::Jwt;
use super::page::{Reach, page_within};
use super::provider::Provider;
use super::{Application, Fault};

/// How long a notice is remembered, for how many sessions, and how many of each.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
const MOST_SESSIONS: u64 = 1_000;
const MOST_NOTICES: usize = 4;

/// The event that makes a JWT a logout token (OpenID Connect Back-Channel Logout section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What the provider told of sessions that have ended, by `sid`.
pub(super) struct Notices(Cache<String, Vec<Exchange>>);

impl Default for Notices {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_SESSIONS).time_to_live(LIFETIME).build())
    }
}

impl Notices {
    /// What was told of that session.
    pub(super) fn of(&self, session: &str) -> Vec<Exchange> {
        self.0.get(session).unwrap_or_default()
    }

    fn add(&self, session: &str, notice: Exchange) {
        let mut notices = self.of(session);
        if notices.len() < MOST_NOTICES {
            notices.push(notice);
            self.0.insert(session.to_owned(), notices);
        }
    }
}

/// The pages that the provider calls.
pub(super) fn pages(application: &Application) -> Router<Arc<Site>> {
    Router::new()
        .route(&application.path("front-channel"), get(front_channel))
        .route(&application.path("back-channel"), post(back_channel))
}

/// Where the browser signs out of the provider, and then comes back (OpenID Connect RP-Initiated
/// Logout section 2).
pub(super) async fn url(application: &Application, id_token: &Jwt) -> Result<String, Fault> {
    let provider = Provider::discover(application).await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("id_token_hint", &id_token.raw)
        .append_pair("post_logout_redirect_uri", &application.address(&application.home()))
        .append_pair("state", CsrfToken::new_random().secret())
        .finish();
    Ok(format!("{}?{query}", provider.endpoint("end_session_endpoint")?))
}

#[derive(Template)]
#[template(path = "dev/samples/front_channel.html")]
struct FrontChannelView;

/// `GET /samples/sign-out/front-channel`: the provider's page has loaded it in a frame (OpenID Connect
/// Front-Channel Logout section 3).
async fn front_channel(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let parameters = pairs(query.as_bytes());
    let value = |name: &str| {
        parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    if let Some(session) = value("sid").filter(|_| value("iss") == Some(&site.application.issuer)) {
        let line = format!("GET {}?{query}", site.application.path("front-channel"));
        let what = "The provider tells through the browser (front channel)";
        site.notices.add(session, Exchange::brought(what, line, &[]));
    }
    page_within(&FrontChannelView, Reach::FramedBy(&site.application.issuer))
}

/// `POST /samples/sign-out/back-channel`: the provider sends a logout token (OpenID Connect
/// Back-Channel Logout section 2.5); one that does not verify is refused.
async fn back_channel(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let parameters = pairs(&body);
    match ended(&site.application, &parameters).await {
        Ok(session) => {
            let text = String::from_utf8_lossy(&body);
            let line = format!("POST {}\n\n{text}", site.application.path("back-channel"));
            let what = "The provider tells by itself (back channel)";
            site.notices.add(&session, Exchange::brought(what, line, &parameters));
            StatusCode::OK.into_response()
        }
        Err(Fault(why)) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

/// The session that a verified logout token names.
async fn ended(
    application: &Application,
    parameters: &[(String, String)],
) -> Result<String, Fault> {
    let token = parameters.iter().find(|(name, _)| name == "logout_token");
    let (_, token) = token.ok_or_else(|| Fault::because("there is no logout_token"))?;
    let provider = Provider::discover(application).await?;
    session_of(&provider.verified(application, token).await?)
}

/// A logout token names its event, never a nonce: so no ID token passes for one.
fn session_of(token: &Jwt) -> Result<String, Fault> {
    let claims = &token.claims;
    let is_one = claims.get("events").and_then(|events| events.get(EVENT)).is_some();
    if !is_one || claims.contains_key("nonce") {
        return Err(Fault::because("the token is no logout token"));
    }
    let session = claims.get("sid").and_then(Value::as_str);
    session.map(str::to_owned).ok_or_else(|| Fault::because("the logout token names no session"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn token(claims: Value) -> Jwt {
        let claims = claims.as_object().expect("claims").clone();
        Jwt { raw: String::new(), header: String::new(), claims }
    }

    #[test]
    fn only_a_logout_token_ends_a_session() {
        let events = json!({ EVENT: {} });
        let good = token(json!({ "sid": "s", "events": events }));
        assert_eq!(session_of(&good).expect("a session"), "s");
        for bad in [
            json!({ "sid": "s" }),
            json!({ "sid": "s", "events": events, "nonce": "n" }),
            json!({ "events": events }),
        ] {
            assert!(session_of(&token(bad.clone())).is_err(), "{bad}");
        }
    }

    #[test]
    fn notices_of_one_session_come_to_an_end() {
        let notices = Notices::default();
        for _ in 0..2 * MOST_NOTICES {
            notices.add("s", Exchange::default());
        }
        assert_eq!((notices.of("s").len(), notices.of("t").len()), (MOST_NOTICES, 0));
    }
}
