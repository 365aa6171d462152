//! As much of a browser as a test needs: cookies, forms, redirects followed by hand.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use gatehouse::http::Entrance;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::process::html::{self, Form};

/// The origin of the application under test.
pub const ORIGIN: &str = "http://localhost:9080";

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Entrance,
    pub cookies: BTreeMap<String, String>,
    /// The host that its requests name.
    pub host: String,
    /// Where its connections come from, if it has any.
    peer: Option<SocketAddr>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The path and query that it answers to.
    pub at: String,
}

impl Answer {
    /// Where it leads.
    pub fn location(&self) -> String {
        let location =
            self.headers.get(header::LOCATION).unwrap_or_else(|| panic!("no redirect: {self:?}"));
        location.to_str().expect("ASCII").to_owned()
    }

    /// A parameter of the query or fragment that it leads to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let location = self.location();
        let (_, text) = location.split_once(['?', '#'])?;
        let text = text.replace('#', "&");
        form_urlencoded::parse(text.as_bytes())
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Its JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// Its form of that id.
    pub fn form(&self, id: &str) -> Form {
        let forms = html::forms(&self.body);
        forms
            .into_iter()
            .find(|form| form.id == id)
            .unwrap_or_else(|| panic!("no form {id}: {self:?}"))
    }

    /// Whether it has an element of that id.
    pub fn has(&self, id: &str) -> bool {
        html::text_of(&self.body, id).is_some()
    }
}

impl Browser {
    pub fn new(router: Entrance) -> Self {
        Self { router, cookies: BTreeMap::new(), host: "localhost:9080".into(), peer: None }
    }

    /// The same browser with connections from that address.
    pub fn at(self, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        Self { peer: Some((address, 4711).into()), ..self }
    }

    /// Opens a path.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(path, Request::get(path), Body::empty()).await
    }

    /// Sends a form as it stands, from the page that it stood in.
    pub async fn submit(&mut self, page: &Answer, form: &Form) -> Answer {
        let path = form.action.clone().unwrap_or_else(|| page.at.clone());
        let body =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        self.post(&path, &body).await
    }

    /// Posts a form body, with the headers that a browser sends for a form of our own page.
    pub async fn post(&mut self, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, ORIGIN)
            .header("sec-fetch-site", "same-origin");
        self.send(path, request, Body::from(body.to_owned())).await
    }

    /// Sends a request with the cookies, and keeps those that come back.
    pub async fn send(
        &mut self,
        path: &str,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(header::HOST, &self.host);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(peer) = self.peer {
            request = request.extension(ConnectInfo(peer));
        }
        let request = request.body(body).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("axum answers always");
        for value in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(value.to_str().expect("ASCII"));
        }
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            at: path.to_owned(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';');
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        let gone = parts.any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
        if gone || value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
