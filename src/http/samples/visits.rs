//! Visits of browsers to a sample: kept in memory, by the value of a cookie of that sample alone.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, header};
use axum::response::AppendHeaders;
use moka::sync::Cache;
use openidconnect::CsrfToken;

use super::Application;

/// How long a visit is remembered, and how many are.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
const MOST: u64 = 1_000;

/// The bytes of randomness in the name of a visit.
const NAME_BYTES: u32 = 32;

/// A `Set-Cookie` header.
pub(super) type SetCookie = AppendHeaders<[(HeaderName, String); 1]>;

/// The visits to one sample.
pub(super) struct Visits<V> {
    cookie: String,
    path: String,
    kept: Cache<String, Arc<V>>,
}

impl<V: Send + Sync + 'static> Visits<V> {
    /// No visits yet.
    pub(super) fn of(application: &Application) -> Self {
        Self {
            cookie: format!("sample-{}", application.sample.path),
            path: application.home(),
            kept: Cache::builder().max_capacity(MOST).time_to_live(LIFETIME).build(),
        }
    }

    /// Remembers a visit under a name that only this browser learns: one that was planted before is
    /// worth nothing.
    pub(super) fn begin(&self, visit: V) -> SetCookie {
        let name = CsrfToken::new_random_len(NAME_BYTES).into_secret();
        let (cookie, path, lifetime) = (&self.cookie, &self.path, LIFETIME.as_secs());
        let line =
            format!("{cookie}={name}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={lifetime}");
        self.kept.insert(name, Arc::new(visit));
        AppendHeaders([(header::SET_COOKIE, line)])
    }

    /// The visit of this browser.
    pub(super) fn find(&self, headers: &HeaderMap) -> Option<Arc<V>> {
        self.kept.get(self.name(headers)?)
    }

    /// The visit of this browser, which is over.
    pub(super) fn take(&self, headers: &HeaderMap) -> Option<Arc<V>> {
        self.kept.remove(self.name(headers)?)
    }

    /// What has become of the visit of this browser.
    pub(super) fn replace(&self, headers: &HeaderMap, visit: V) {
        if let Some(name) = self.name(headers) {
            self.kept.insert(name.to_owned(), Arc::new(visit));
        }
    }

    /// Has the browser forget its visit.
    pub(super) fn forget(&self) -> SetCookie {
        let line =
            format!("{}=; Path={}; HttpOnly; SameSite=Lax; Max-Age=0", self.cookie, self.path);
        AppendHeaders([(header::SET_COOKIE, line)])
    }

    /// The value of the sample's cookie.
    fn name<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        let lines =
            headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).map(str::trim);
        pairs.find_map(|pair| pair.strip_prefix(&self.cookie)?.strip_prefix('='))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits() -> Visits<u8> {
        let kept = Cache::new(10);
        Visits { cookie: "sample-web".to_owned(), path: "/samples/web".to_owned(), kept }
    }

    fn with_cookies(cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, cookies.parse().expect("a header"))])
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let headers = with_cookies("a=1; sample-webs=2; sample-web=abc");
        assert_eq!(visits().name(&headers), Some("abc"));
        assert_eq!(visits().name(&HeaderMap::new()), None);
    }

    #[test]
    fn a_visit_belongs_to_one_browser_and_is_taken_once() {
        let visits = visits();
        let AppendHeaders([(_, line)]) = visits.begin(7);
        let headers = with_cookies(line.split(';').next().expect("a pair"));
        assert_eq!(visits.find(&headers).as_deref(), Some(&7));
        assert_eq!(visits.find(&with_cookies("sample-web=other")), None);
        assert_eq!(visits.take(&headers).as_deref(), Some(&7));
        assert_eq!(visits.take(&headers), None);
    }
}
