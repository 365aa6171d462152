//! The demo person's sign-in over HTTP: the form as a request to repeat, and refresh tokens to start chains from.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::http::{self, Answer};
use crate::server::Server;

/// One request at a time, so that one verifier does for all (RFC 7636 section 4.1: 43 to 128 characters).
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

/// The sign-in form, filled in: a request that can be sent as often as one likes.
pub struct SignIn {
    head: String,
    body: String,
    cookies: Cookies,
}

impl SignIn {
    /// Opens the sign-in page and fills it in.
    pub fn prepare(server: &Server, scope: &str) -> Self {
        let mut cookies = Cookies::default();
        let (path, page) = open_login(server, scope, &mut cookies);
        let marker = "name=\"_csrf\"";
        let at =
            page.find(marker).unwrap_or_else(|| panic!("no _csrf in the sign-in form:\n{page}"));
        let start = page[..at].rfind('<').expect("an input");
        let end = page[at..].find('>').expect("an input") + at;
        let csrf = page[start..end]
            .split_once("value=\"")
            .and_then(|(_, rest)| rest.split('"').next())
            .expect("a value");
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", csrf)
            .append_pair("username", server.fact("/user/username"))
            .append_pair("password", server.fact("/user/password"))
            .finish();
        let origin = format!("http://{}", server.host());
        let head = http::head(
            "POST",
            &path,
            &server.host(),
            &[
                ("origin", &origin),
                ("sec-fetch-site", "same-origin"),
                ("content-type", "application/x-www-form-urlencoded"),
                ("cookie", &cookies.header()),
            ],
        );
        Self { head, body, cookies }
    }

    /// The request as bytes.
    pub fn request(&self) -> Vec<u8> {
        http::request(&self.head, &self.body)
    }

    fn send(mut self, server: &Server) -> Cookies {
        let answer = http::exchange(server.address, &self.head, &self.body)
            .expect("an answer to the sign-in form");
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.cookies.keep(&answer);
        self.cookies
    }
}

/// The path of the sign-in page with its query, without a session.
pub fn login_path(server: &Server, scope: &str) -> String {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", server.fact("/clients/web/client_id"))
        .append_pair("redirect_uri", server.fact("/clients/web/redirect_uri"))
        .append_pair("scope", scope)
        .append_pair("state", "load")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    server.path(&format!("/login?{query}"))
}

fn open_login(server: &Server, scope: &str, cookies: &mut Cookies) -> (String, String) {
    let path = login_path(server, scope);
    let head = http::head("GET", &path, &server.host(), &[]);
    let answer = http::exchange(server.address, &head, "").expect("the sign-in page");
    assert_eq!(answer.status, 200, "{}", answer.body);
    cookies.keep(&answer);
    (path, answer.body)
}

/// Refresh tokens of so many families, without ID tokens.
pub fn refresh_tokens(server: &Server, families: usize) -> Vec<String> {
    let scope = server.scope_without_id_token();
    let cookies = SignIn::prepare(server, &scope).send(server);
    (0..families).map(|_| refresh_token(server, &scope, &cookies)).collect()
}

fn refresh_token(server: &Server, scope: &str, cookies: &Cookies) -> String {
    let path = login_path(server, scope).replacen("/login?", "/oauth2/authorize?", 1);
    let head = http::head("GET", &path, &server.host(), &[("cookie", &cookies.header())]);
    let answer =
        http::exchange(server.address, &head, "").expect("an answer to the authorization request");
    let location =
        answer.header("location").unwrap_or_else(|| panic!("no redirect: {}", answer.body));
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    let (_, code) = code.unwrap_or_else(|| panic!("no code in {location}"));
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", &code)
        .append_pair("redirect_uri", server.fact("/clients/web/redirect_uri"))
        .append_pair("code_verifier", VERIFIER)
        .finish();
    let answer = http::exchange(server.address, &token_head(server, "web"), &body)
        .expect("the token endpoint");
    let tokens: Value =
        serde_json::from_str(&answer.body).expect("the token endpoint answers in JSON");
    assert!(tokens.get("id_token").is_none(), "a scope without openid gives no ID token: {tokens}");
    tokens["refresh_token"]
        .as_str()
        .unwrap_or_else(|| panic!("no refresh token: {tokens}"))
        .to_owned()
}

/// The head of a token request of this client.
pub fn token_head(server: &Server, client: &str) -> String {
    http::head(
        "POST",
        &server.path("/oauth2/token"),
        &server.host(),
        &[
            ("authorization", &server.basic(client)),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
    )
}
