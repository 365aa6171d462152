//! Forms are taken only from our own pages in the same browser: a signed token beside a cookie, and what the browser says of where the request comes from.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::form::PageForm;
use crate::app::App;
use crate::domain::configuration::PoolView;
use crate::domain::{Error, sessions};

/// The form field that carries the token.
const FIELD: &str = "_csrf";

/// The length of a secret: 128 bits in base64url.
const SECRET_LENGTH: usize = 22;

/// What ties the forms of one browser to it.
#[derive(Clone)]
pub struct Csrf {
    app: App,
    secret: String,
    /// Whether the browser does not know its secret yet.
    is_new: bool,
    is_from_here: bool,
}

/// The secret reaches no log.
impl fmt::Debug for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Csrf").field("is_new", &self.is_new).finish_non_exhaustive()
    }
}

impl Csrf {
    /// Reads a request; a browser without a secret gets one.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn of(app: &App, pool: &PoolView, headers: &HeaderMap) -> Result<Self, Error> {
        let known = cookie(headers, cookie_name(app)).filter(|value| is_secret(value));
        let is_new = known.is_none();
        let secret = match known {
            Some(secret) => secret.to_owned(),
            None => sessions::browser_secret()?,
        };
        let origins = Origins::of(&app.config.server.base_url, pool.pool.domain.as_deref());
        Ok(Self { app: app.clone(), secret, is_new, is_from_here: origins.sent(headers) })
    }

    /// What each form of this browser's pages carries.
    pub fn token(&self) -> String {
        sessions::form_token(&self.app, &self.secret)
    }

    /// Whether a form comes from one of our pages in this browser.
    pub fn accepts(&self, form: &PageForm) -> bool {
        let token = form.get(FIELD).unwrap_or_default();
        self.is_from_here && !self.is_new && sessions::is_form_token(&self.app, &self.secret, token)
    }

    /// The cookie that tells the browser its secret, unless it knows it.
    pub fn cookie(&self) -> Option<HeaderValue> {
        if !self.is_new {
            return None;
        }
        let secure = if self.app.is_https() { "; Secure" } else { "" };
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Lax{secure}",
            cookie_name(&self.app),
            self.secret
        );
        HeaderValue::from_str(&cookie).ok()
    }
}

/// A name with `__Host-` can be set by no other host, and needs https (RFC 6265bis section 4.1.3.2).
fn cookie_name(app: &App) -> &'static str {
    if app.is_https() { "__Host-gatehouse-browser" } else { "gatehouse-browser" }
}

fn is_secret(value: &str) -> bool {
    value.len() == SECRET_LENGTH
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The value of the first cookie of that name (RFC 6265 section 4.2.1).
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// From where forms may be sent.
struct Origins {
    allowed: Vec<String>,
    /// Whether any name of this machine will do, as long as it is the one that the request is for.
    local: bool,
}

impl Origins {
    fn of(base_url: &Url, domain: Option<&str>) -> Self {
        let port = base_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let own_domain = domain.map(|domain| format!("{}://{domain}{port}", base_url.scheme()));
        let base = base_url.origin().ascii_serialization();
        Self {
            allowed: own_domain.into_iter().chain([base]).collect(),
            local: base_url.scheme() == "http",
        }
    }

    /// Whether a request was sent from one of them, as far as its browser tells.
    fn sent(&self, headers: &HeaderMap) -> bool {
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if !matches!(site, None | Some(b"same-origin" | b"none")) {
            return false;
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => true,
            (Some(origin), None) => origin.to_str().is_ok_and(|origin| self.allow(origin, headers)),
            (Some(_), Some(_)) => false,
        }
    }

    fn allow(&self, origin: &str, headers: &HeaderMap) -> bool {
        if self.allowed.iter().any(|allowed| allowed == origin) {
            return true;
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        self.local
            && host.is_some_and(|host| {
                is_this_machine(host) && origin.strip_prefix("http://") == Some(host)
            })
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    fn origins(base_url: &str) -> Origins {
        Origins::of(&base_url.parse().expect("a URL"), Some("login.example.com"))
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let ours = origins("https://id.example.com");
        let good: [&[(&str, &str)]; 5] = [
            &[],
            &[("origin", "https://id.example.com"), ("sec-fetch-site", "same-origin")],
            &[("origin", "https://login.example.com")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://id.example.com"), ("x-forwarded-host", "evil.example")],
        ];
        for sent in good {
            assert!(ours.sent(&headers(sent)), "{sent:?}");
        }
        let bad: [&[(&str, &str)]; 8] = [
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[("origin", "http://id.example.com")],
            &[("origin", "https://id.example.com.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example"), ("host", "evil.example")],
            &[("origin", "http://localhost:1"), ("host", "localhost:1")],
        ];
        for sent in bad {
            assert!(!ours.sent(&headers(sent)), "{sent:?}");
        }
    }

    #[test]
    fn in_development_any_name_of_this_machine_will_do() {
        let ours = origins("http://localhost:9080");
        for (origin, host) in [
            ("http://127.0.0.1:9080", "127.0.0.1:9080"),
            ("http://[::1]:9080", "[::1]:9080"),
            ("http://demo.localhost:9080", "demo.localhost:9080"),
        ] {
            assert!(ours.sent(&headers(&[("origin", origin), ("host", host)])), "{origin}");
        }
        for (origin, host) in [
            ("http://localhost:3000", "localhost:9080"),
            ("http://evil.example", "evil.example"),
            ("http://evil.localhost.example", "evil.localhost.example"),
            ("null", "127.0.0.1:9080"),
        ] {
            assert!(!ours.sent(&headers(&[("origin", origin), ("host", host)])), "{origin}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers(&[("cookie", "a=1; gatehouse-browser=abc; b=2"), ("cookie", "c=3")]);
        assert_eq!(cookie(&headers, "gatehouse-browser"), Some("abc"));
        assert_eq!(cookie(&headers, "c"), Some("3"), "in another line");
        assert_eq!(cookie(&headers, "browser"), None);
        assert!(
            is_secret("abcdefghijklmnopqrst-_")
                && !is_secret("short")
                && !is_secret("abcdefghijklmnopqrst\"_")
        );
    }
}
