//! A browser without a screen: it keeps cookies, follows redirects by hand and fills in forms.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use url::Url;

use super::html::{self, Form};

const REQUEST_LIMIT: Duration = Duration::from_secs(60);
const POLL_LIMIT: Duration = Duration::from_secs(30);
const MOST_REDIRECTS: usize = 10;

/// One cookie with the scope that matters on one host.
#[derive(Clone, Debug)]
struct Cookie {
    host: String,
    path: String,
    name: String,
    value: String,
}

/// A person's browser.
#[derive(Clone)]
pub struct Visitor {
    http: reqwest::Client,
    cookies: Vec<Cookie>,
}

/// An answer, with the address it came from.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: StatusCode,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    /// The redirect target, resolved against the page's own address.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?.to_str().ok()?;
        self.url.join(location).ok()
    }

    /// The form with this id.
    pub fn form(&self, id: &str) -> Form {
        html::forms(&self.body).into_iter().find(|form| form.id == id).unwrap_or_else(|| {
            panic!("no form {id:?} on {} ({}):\n{}", self.url, self.status, self.body)
        })
    }
}

/// An HTTP client that goes nowhere by itself: no redirects, no proxy, `*.localhost` is this machine.
pub fn http_client(port: u16) -> reqwest::Client {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(REQUEST_LIMIT)
        .resolve("localhost", loopback)
        .resolve("demo.localhost", loopback)
        .build()
        .expect("a plain HTTP client can be built")
}

impl Visitor {
    /// A browser that was never here before.
    pub fn new(port: u16) -> Self {
        Self { http: http_client(port), cookies: Vec::new() }
    }

    /// Gets one page; a redirect is an answer like any other.
    pub async fn get(&mut self, url: &str) -> reqwest::Result<Page> {
        self.request(Method::GET, url, None).await
    }

    /// Gets a page and follows redirects for as long as they stay on the same host and off `stop`.
    pub async fn follow(&mut self, url: &str, stop: Option<&str>) -> reqwest::Result<Page> {
        let page = self.get(url).await?;
        self.follow_on(page, stop).await
    }

    /// Follows the redirects that an answer starts.
    pub async fn follow_on(&mut self, mut page: Page, stop: Option<&str>) -> reqwest::Result<Page> {
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = page.location() else { return Ok(page) };
            let leaves = next.host() != page.url.host() || next.port() != page.url.port();
            if leaves || stop.is_some_and(|stop| next.as_str().starts_with(stop)) {
                return Ok(page);
            }
            page = self.get(next.as_str()).await?;
        }
        panic!("more than {MOST_REDIRECTS} redirects, the last from {}", page.url)
    }

    /// Fills in the form with this id and sends it as a browser does.
    pub async fn submit(
        &mut self,
        page: &Page,
        id: &str,
        values: &[(&str, &str)],
    ) -> reqwest::Result<Page> {
        let mut form = page.form(id);
        for (name, value) in values {
            form.fill(name, value);
        }
        self.send(page, form).await
    }

    /// Presses a button that says something of its own.
    pub async fn press(
        &mut self,
        page: &Page,
        id: &str,
        (name, value): (&str, &str),
    ) -> reqwest::Result<Page> {
        let mut form = page.form(id);
        form.fields.push((name.to_owned(), value.to_owned()));
        self.send(page, form).await
    }

    async fn send(&mut self, page: &Page, form: Form) -> reqwest::Result<Page> {
        let id = &form.id;
        assert_eq!(form.method, "post", "form {id:?} on {}", page.url);
        let target = match &form.action {
            Some(action) => page.url.join(action).expect("a form posts to a URL"),
            None => page.url.clone(),
        };
        self.request(Method::POST, target.as_str(), Some(form.fields)).await
    }

    async fn request(
        &mut self,
        method: Method,
        url: &str,
        form: Option<Vec<(String, String)>>,
    ) -> reqwest::Result<Page> {
        let url = Url::parse(url).expect("an absolute URL");
        let mut request =
            self.http.request(method, url.clone()).header("accept", "text/html,*/*;q=0.8");
        if let Some(cookies) = self.cookies_for(&url) {
            request = request.header(COOKIE, cookies);
        }
        if let Some(fields) = form {
            let origin = url.origin().ascii_serialization();
            request = request
                .header(ORIGIN, origin)
                .header("sec-fetch-site", "same-origin")
                .form(&fields);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.keep_cookies(&url, &headers);
        let body = answer.text().await?;
        Ok(Page { status, url, headers, body })
    }

    fn cookies_for(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let fitting = self
            .cookies
            .iter()
            .filter(|cookie| cookie.host == host && path_fits(&cookie.path, url.path()));
        let pairs: Vec<String> =
            fitting.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&mut self, url: &Url, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie in ASCII");
            let mut parts = line.split(';').map(str::trim);
            let (name, value) = parts
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie's name and value");
            let attributes: Vec<(String, &str)> = parts
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .map(|(name, value)| (name.to_ascii_lowercase(), value))
                .collect();
            let attribute = |name: &str| {
                attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
            };
            let host = url.host_str().expect("a host").to_owned();
            let path =
                attribute("path").filter(|path| path.starts_with('/')).unwrap_or("/").to_owned();
            self.cookies.retain(|cookie| {
                (&cookie.host, &cookie.path, cookie.name.as_str()) != (&host, &path, name)
            });
            if attribute("max-age") != Some("0") && !value.is_empty() {
                self.cookies.push(Cookie {
                    host,
                    path,
                    name: name.to_owned(),
                    value: value.to_owned(),
                });
            }
        }
    }
}

/// RFC 6265 section 5.1.4.
fn path_fits(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

/// Asks again and again until there is an answer, within a limit.
pub async fn poll<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + POLL_LIMIT;
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {POLL_LIMIT:?} in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
