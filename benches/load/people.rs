//! The demo person over HTTP: the sign-in form as a request to repeat, and what a session leads to.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::clients::token_request;
use crate::generator::parameter;
use crate::http::{self, Answer};
use crate::server::Server;

/// One verifier does for all codes (RFC 7636 section 4.1: 43 to 128 characters).
const VERIFIER: &str = "a-verifier-that-is-long-enough-and-of-no-use-to-anyone-else";

/// A browser's cookies; one host, one path.
#[derive(Default)]
struct Cookies(BTreeMap<String, String>);

impl Cookies {
    fn keep(&mut self, answer: &Answer) {
        let set = answer.cookies().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.0.extend(set);
    }

    fn header(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }
}

/// A form of the pool, opened once and sent as often as one likes.
pub struct Form<'s> {
    server: &'s Server,
    head: String,
    csrf: String,
}

impl<'s> Form<'s> {
    /// Opens the page at that path.
    pub fn open(server: &'s Server, path: &str) -> Self {
        let mut cookies = Cookies::default();
        let path = server.path(path);
        let page = open(server, &path, &mut cookies);
        let csrf = csrf_of(&page).to_owned();
        Self { head: form_head(server, &path, &cookies), server, csrf }
    }

    /// Sends it with these values.
    pub fn send(&self, values: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", &self.csrf)
            .extend_pairs(values)
            .finish();
        http::exchange(self.server.address, &self.head, &body).expect("an answer to the form")
    }
}

/// The sign-in form, filled in: a request that can be sent as often as one likes.
pub struct SignIn {
    head: String,
    body: String,
    cookies: Cookies,
}

impl SignIn {
    /// Opens the sign-in page and fills it in.
    pub fn prepare(server: &Server) -> Self {
        let mut cookies = Cookies::default();
        let path = login_path(server);
        let page = open(server, &path, &mut cookies);
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", csrf_of(&page))
            .append_pair("username", server.fact("/user/username"))
            .append_pair("password", server.fact("/user/password"))
            .finish();
        Self { head: form_head(server, &path, &cookies), body, cookies }
    }

    /// The request as bytes.
    pub fn request(&self) -> Vec<u8> {
        http::request(&self.head, &self.body)
    }
}

/// A browser in which the demo person is signed in.
pub struct Person<'s> {
    server: &'s Server,
    cookies: Cookies,
}

impl<'s> Person<'s> {
    /// Signs in.
    pub fn signed_in(server: &'s Server) -> Self {
        let SignIn { head, body, mut cookies } = SignIn::prepare(server);
        let answer =
            http::exchange(server.address, &head, &body).expect("an answer to the sign-in form");
        assert_eq!(answer.status, 303, "{}", answer.body);
        cookies.keep(&answer);
        Self { server, cookies }
    }

    /// A request to the authorization endpoint with that query.
    pub fn authorization(&self, query: &str) -> Vec<u8> {
        http::request(&self.authorization_head(query), "")
    }

    /// A request for a page of the pool.
    pub fn page(&self, path: &str) -> Vec<u8> {
        let cookies = self.cookies.header();
        let head = http::head(
            "GET",
            &self.server.path(path),
            &self.server.host(),
            &[("cookie", cookies.as_str())],
        );
        http::request(&head, "")
    }

    fn authorization_head(&self, query: &str) -> String {
        let path = self.server.path(&format!("/oauth2/authorize?{query}"));
        http::head("GET", &path, &self.server.host(), &[("cookie", &self.cookies.header())])
    }

    /// The tokens of a client for a new code, with these headers.
    pub fn tokens(&self, client: &str, scope: &str, headers: &[(&str, &str)]) -> Value {
        let head = self.authorization_head(&authorization_query(self.server, client, scope));
        let answer = http::exchange(self.server.address, &head, "").expect("an answer");
        let location =
            answer.header("location").unwrap_or_else(|| panic!("no redirect: {}", answer.body));
        let (head, body) =
            redemption_parts(self.server, client, &parameter(location, "code"), headers);
        let answer = http::exchange(self.server.address, &head, &body).expect("an answer");
        serde_json::from_str(&answer.body).expect("the token endpoint answers in JSON")
    }

    /// What lets the device with that user code in: the form as this person would send it, whatever
    /// device it is.
    pub fn device_form(&mut self, user_code: &str) -> impl Fn(&str) -> Vec<u8> + use<> {
        let path = self.server.path(&format!("/device?user_code={user_code}"));
        let page = open(self.server, &path, &mut self.cookies);
        let csrf = csrf_of(&page).to_owned();
        let head = form_head(self.server, &self.server.path("/device"), &self.cookies);
        move |user_code| {
            let body = form_urlencoded::Serializer::new(String::new())
                .append_pair("_csrf", &csrf)
                .append_pair("user_code", user_code)
                .append_pair("decision", "allow")
                .finish();
            http::request(&head, &body)
        }
    }
}

fn csrf_of(page: &str) -> &str {
    let at = page.find("name=\"_csrf\"").unwrap_or_else(|| panic!("no _csrf in:\n{page}"));
    let start = page[..at].rfind('<').expect("an input");
    let end = page[at..].find('>').expect("an input") + at;
    let value =
        page[start..end].split_once("value=\"").and_then(|(_, rest)| rest.split('"').next());
    value.expect("a value")
}

fn form_head(server: &Server, path: &str, cookies: &Cookies) -> String {
    let origin = format!("http://{}", server.host());
    http::head(
        "POST",
        path,
        &server.host(),
        &[
            ("origin", &origin),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", &cookies.header()),
        ],
    )
}

fn open(server: &Server, path: &str, cookies: &mut Cookies) -> String {
    let head = http::head("GET", path, &server.host(), &[("cookie", &cookies.header())]);
    let answer = http::exchange(server.address, &head, "").expect("the page");
    assert_eq!(answer.status, 200, "{}", answer.body);
    cookies.keep(&answer);
    answer.body
}

/// The parameters of an authorization request, with which a client pushes or a browser goes.
pub fn authorization_query(server: &Server, client: &str, scope: &str) -> String {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", server.client(client, "client_id"))
        .append_pair("redirect_uri", server.client(client, "redirect_uri"))
        .append_pair("scope", scope)
        .append_pair("state", "load")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish()
}

/// The path of the sign-in page with its query, without a session.
pub fn login_path(server: &Server) -> String {
    server.path(&format!("/login?{}", authorization_query(server, "web", "openid")))
}

/// The token request of a client that has got a code.
pub fn redemption(server: &Server, client: &str, code: &str) -> Vec<u8> {
    let (head, body) = redemption_parts(server, client, code, &[]);
    http::request(&head, &body)
}

fn redemption_parts(
    server: &Server,
    client: &str,
    code: &str,
    headers: &[(&str, &str)],
) -> (String, String) {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", server.client(client, "redirect_uri")),
        ("code_verifier", VERIFIER),
    ];
    token_request(server, client, headers, &pairs)
}
