//! The cookie by which a browser is remembered at a pool.

use std::convert::Infallible;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponseParts, ResponseParts};
use secrecy::ExposeSecret;

use super::csrf::cookie;
use crate::app::App;
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::devices::DeviceToken;
use crate::domain::{Error, Result};
use crate::model::PoolId;

/// The length of a token: 256 bits in base64url.
const LENGTH: usize = 43;

/// A name with `__Host-` can be set by no other host, and needs https (RFC 6265bis section 4.1.3.2).
fn cookie_name(app: &App, pool: &PoolId) -> String {
    let prefix = if app.is_https() { "__Host-" } else { "" };
    format!("{prefix}gatehouse-device-{pool}")
}

/// The token that the browser sends to this pool.
pub(super) fn token(app: &App, pool: &PoolView, headers: &HeaderMap) -> Option<String> {
    let value = cookie(headers, &cookie_name(app, pool.id()))?;
    (value.len() == LENGTH).then(|| value.to_owned())
}

/// Gives the browser the token by which it is remembered from now on, if it is.
#[derive(Debug)]
#[must_use]
pub struct Keepsake {
    cookie: Option<HeaderValue>,
}

impl Keepsake {
    /// What goes with a sign-in.
    ///
    /// # Errors
    /// When no header can hold it.
    pub fn of(cx: &Context, pool: &PoolView, device: Option<&DeviceToken>) -> Result<Self> {
        let Some(DeviceToken { token, until }) = device else { return Ok(Self { cookie: None }) };
        let (name, value) = (cookie_name(&cx.app, pool.id()), token.expose_secret());
        let (seconds, secure) =
            (until.since(cx.now()).as_secs(), if cx.app.is_https() { "; Secure" } else { "" });
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut cookie = HeaderValue::from_str(&cookie).map_err(Error::internal)?;
        cookie.set_sensitive(true);
        Ok(Self { cookie: Some(cookie) })
    }
}

impl IntoResponseParts for Keepsake {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        if let Some(cookie) = self.cookie {
            parts.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}
