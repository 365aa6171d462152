//! An answer in a few words, as the files of cases name it.

use crate::support::{Answer, TestApp, WEB_CALLBACK};

/// Where answers to clients go.
const CALLBACKS: [&str; 3] =
    [WEB_CALLBACK, "http://localhost:9080/samples/spa", "https://app.example/"];

/// Elements that tell one page from another.
const PAGES: [(&str, &str); 7] = [
    ("error-message", "error page"),
    ("error-summary", "form with an error"),
    ("login-form", "sign-in page"),
    ("logout-confirm", "question whether to sign out"),
    ("logout-form", "signed-in page"),
    ("signed-out", "signed-out page"),
    ("consent-form", "consent page"),
];

/// What a client gets in a redirect, the most precious first.
const PARTS: [&str; 5] = ["error", "code", "access_token", "id_token", "response"];

/// The answer in words: its error or what it gives, and where it leads.
pub fn of(app: &TestApp, answer: &Answer) -> String {
    if answer.status.is_redirection() {
        return redirect(app, answer);
    }
    let status = answer.status.as_u16();
    match serde_json::from_str::<serde_json::Value>(&answer.body) {
        Ok(json) => match (&json["error"], &json["active"], &json["access_token"]) {
            (serde_json::Value::String(error), ..) => format!("{status} {error}"),
            (_, serde_json::Value::Bool(true), _) => format!("{status} active"),
            (_, serde_json::Value::Bool(false), _) => format!("{status} inactive"),
            (_, _, serde_json::Value::String(_)) => format!("{status} tokens"),
            _ => format!("{status} json"),
        },
        Err(_) => match PAGES.iter().find(|(id, _)| answer.has(id)) {
            Some((_, page)) => format!("{status} {page}"),
            None => status.to_string(),
        },
    }
}

fn redirect(app: &TestApp, answer: &Answer) -> String {
    let location = answer.location();
    let path = location.split(['?', '#']).next().unwrap_or_default();
    if let Some(page) = path.strip_prefix(&app.base) {
        return format!("to our page {page}");
    }
    let is_client = CALLBACKS.iter().any(|callback| location.starts_with(callback));
    let part = PARTS.iter().find_map(|name| Some((*name, answer.parameter(name)?)));
    match part {
        _ if !is_client => format!("away to {location}"),
        Some(("error", error)) => format!("to the client: {error}"),
        Some((part, _)) => format!("to the client: {part}"),
        None => "to the client".into(),
    }
}

/// What no answer may ever do, whatever was asked.
pub fn fault(app: &TestApp, answer: &Answer) -> Option<String> {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let shared = header("access-control-allow-origin").is_some_and(|origin| origin != "*");
    if shared || header("access-control-allow-credentials").is_some() {
        return Some("scripts of one origin may read it".into());
    }
    if header("location").is_some_and(leads_to_stranger) {
        return Some(format!("it leads to {}", answer.location()));
    }
    if answer.status.is_server_error() {
        return Some("it is a fault of ours".into());
    }
    // RFC 9207 section 2: an answer says whose it is, so that none is mixed up with another's.
    let to_client = answer.status.is_redirection()
        && ["code", "error"].iter().any(|name| answer.parameter(name).is_some());
    let issuer = to_client.then(|| answer.parameter("iss")).flatten();
    (to_client && issuer != Some(app.issuer())).then(|| format!("its iss is {issuer:?}"))
}

fn leads_to_stranger(location: &str) -> bool {
    let origin = url::Url::parse(super::scene::ORIGIN).expect("an origin");
    let host = origin.join(location).ok().and_then(|url| url.host_str().map(String::from));
    host.is_some_and(|host| host.contains("evil"))
}
