//! What goes over the wire, sent and kept for the page that shows it.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openidconnect::http::{Method, Request, Response, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::fetch::Http;
use super::jwt::{Jwt, indented};
use super::key::Key;
use super::{Application, Fault};

/// The kind of a client assertion (RFC 7523 section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The longest list of exchanges that is kept.
pub(super) const MOST: usize = 20;

/// One step, as it is shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Exchange {
    /// What happened, in a few words.
    pub(super) what: String,
    /// What was sent, as it was sent; a secret is left out.
    pub(super) request: String,
    /// What came back; nothing where a browser was sent away.
    pub(super) answer: String,
    /// The JWTs in both, by name.
    pub(super) tokens: Vec<(String, Jwt)>,
}

impl Exchange {
    /// The browser is sent to an address.
    pub(super) fn sent_to(what: &str, url: &str) -> Self {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let pairs = pairs(query.as_bytes());
        Self {
            what: what.to_owned(),
            request: format!("GET {url}"),
            answer: String::new(),
            tokens: tokens(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        }
    }

    /// The browser, or the provider, has brought parameters.
    pub(super) fn brought(what: &str, line: String, parameters: &[(String, String)]) -> Self {
        let shown = tokens(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Self { what: what.to_owned(), request: line, answer: String::new(), tokens: shown }
    }
}

/// The pairs of a query or a form.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// A request to the provider.
#[derive(Clone)]
pub(super) struct Call {
    what: &'static str,
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    form: Vec<(&'static str, String)>,
}

impl Call {
    /// `GET` to that address.
    pub(super) fn get(what: &'static str, url: &str) -> Self {
        let (headers, form) = (Vec::new(), Vec::new());
        Self { what, method: Method::GET, url: url.to_owned(), headers, form }
    }

    /// `POST` of a form to that address.
    pub(super) fn post(what: &'static str, url: &str, form: Vec<(&'static str, String)>) -> Self {
        let headers = vec![("Content-Type", "application/x-www-form-urlencoded".to_owned())];
        Self { what, method: Method::POST, url: url.to_owned(), headers, form }
    }

    /// With one more header.
    pub(super) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// By the application, proved by its secret or its key; a public one only says its name.
    pub(super) fn by(mut self, application: &Application) -> Result<Self, Fault> {
        let (id, issuer) = (&application.credentials.id, &application.issuer);
        if let Some(secret) = &application.credentials.secret {
            let credentials = STANDARD.encode(format!("{id}:{}", secret.expose_secret()));
            return Ok(self.header("Authorization", format!("Basic {credentials}")));
        }
        self.form.push(("client_id", id.clone()));
        if let Some(key) = &application.key {
            self.form.push(("client_assertion_type", ASSERTION_TYPE.to_owned()));
            self.form.push(("client_assertion", key.assertion(id, issuer)?));
        }
        Ok(self)
    }

    fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish()
    }

    /// As it goes over the wire, but for the secret.
    fn shown(&self) -> String {
        let mut text = format!("{} {}\n", self.method, self.url);
        for (name, value) in &self.headers {
            let value = match value.starts_with("Basic ") {
                true => "Basic base64(CLIENT_ID:SECRET)",
                false => value,
            };
            text.push_str(&format!("{name}: {value}\n"));
        }
        if !self.form.is_empty() {
            text.push_str(&format!("\n{}", self.body()));
        }
        text
    }
}

/// An answer of the provider.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// The body, which is JSON wherever the provider answers a program.
    pub(super) json: Value,
    nonce: Option<String>,
}

impl Reply {
    /// A text in the answer.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.json.get(name).and_then(Value::as_str)
    }

    /// The same, which must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.value(name).ok_or_else(|| match self.value("error") {
            Some(error) => {
                let description = self.value("error_description").unwrap_or_default();
                Fault::because(format!("the provider answered {error}: {description}"))
            }
            None => Fault::because(format!("the answer has no {name}")),
        })
    }
}

#[cfg(test)]
impl Reply {
    /// A refusal for the tests of those who read one.
    pub(super) fn refusing(error: &str) -> Self {
        let json = serde_json::json!({ "error": error });
        Self { status: StatusCode::BAD_REQUEST, json, nonce: None }
    }
}

/// The way to the provider, which remembers what went over it.
pub(super) struct Wire {
    http: Http,
    /// The key that each request proves to have (RFC 9449).
    pub(super) key: Option<Arc<Key>>,
    nonce: Option<String>,
    /// What went over it so far.
    pub(super) exchanges: Vec<Exchange>,
}

impl Wire {
    /// A wire over which these have gone.
    pub(super) fn after(application: &Application, exchanges: Vec<Exchange>) -> Self {
        Self { http: application.http.clone(), key: None, nonce: None, exchanges }
    }

    /// Sends a call, with a proof where there is a key; once more where the provider wants its nonce
    /// in the proof (RFC 9449 section 8).
    pub(super) async fn send(&mut self, call: Call, token: Option<&str>) -> Result<Reply, Fault> {
        let Some(key) = self.key.clone() else { return self.send_once(call).await };
        let known = self.nonce.is_some();
        let reply = self.send_proved(&call, &key, token).await?;
        match reply.status.is_client_error() && !known && self.nonce.is_some() {
            true => self.send_proved(&call, &key, token).await,
            false => Ok(reply),
        }
    }

    async fn send_proved(
        &mut self,
        call: &Call,
        key: &Key,
        token: Option<&str>,
    ) -> Result<Reply, Fault> {
        let request = (call.method.as_str(), call.url.as_str());
        let proof = key.proof(request, token, self.nonce.as_deref())?;
        let reply = self.send_once(call.clone().header("DPoP", proof)).await?;
        self.nonce = reply.nonce.clone().or(self.nonce.take());
        Ok(reply)
    }

    async fn send_once(&mut self, call: Call) -> Result<Reply, Fault> {
        let mut request = Request::builder().method(call.method.clone()).uri(&call.url);
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(call.body().into_bytes())
            .map_err(|error| Fault::caused("no such address", &error))?;
        let answer = self.http.send(request).await;
        let answer = answer.map_err(|error| Fault::caused("no answer", &error))?;
        let nonce = header(&answer, "dpop-nonce");
        let json = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
        self.keep(shown(&call, &answer, &json));
        Ok(Reply { status: answer.status(), json, nonce })
    }

    /// Remembers a step.
    pub(super) fn keep(&mut self, exchange: Exchange) {
        if self.exchanges.len() < MOST {
            self.exchanges.push(exchange);
        }
    }
}

fn header(answer: &Response<Vec<u8>>, name: &str) -> Option<String> {
    Some(answer.headers().get(name)?.to_str().ok()?.to_owned())
}

fn shown(call: &Call, answer: &Response<Vec<u8>>, json: &Value) -> Exchange {
    let mut text = format!("{}\n", answer.status());
    for name in ["DPoP-Nonce", "WWW-Authenticate"] {
        if let Some(value) = header(answer, name) {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    text.push_str(&format!("\n{}", indented(json)));
    let sent = call.headers.iter().map(|(name, value)| {
        (*name, value.strip_prefix("Bearer ").or(value.strip_prefix("DPoP ")).unwrap_or(value))
    });
    let sent = sent.chain(call.form.iter().map(|(name, value)| (*name, value.as_str())));
    let came = json.as_object().into_iter().flatten();
    let came = came.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    Exchange {
        what: call.what.to_owned(),
        request: call.shown(),
        answer: text,
        tokens: tokens(sent.chain(came)),
    }
}

/// The JWTs among named texts.
fn tokens<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<(String, Jwt)> {
    texts.filter_map(|(name, text)| Some((name.to_owned(), Jwt::read(text)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let form = vec![("grant_type", "client_credentials".to_owned())];
        let call = Call::post("Ask", "http://localhost:9080/p/oauth2/token", form);
        let credentials = STANDARD.encode("abc:secret");
        let shown = call.header("Authorization", format!("Basic {credentials}")).shown();
        assert!(shown.starts_with("POST http://localhost:9080/p/oauth2/token\n"), "{shown}");
        assert!(shown.ends_with("\n\ngrant_type=client_credentials"), "{shown}");
        assert!(!shown.contains(&credentials) && shown.contains("SECRET"), "{shown}");
    }

    #[test]
    fn the_jwts_of_a_step_are_taken_apart() {
        let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.";
        let step = Exchange::sent_to("Away", &format!("http://localhost/a?state=x&request={jwt}"));
        assert_eq!(step.tokens.len(), 1);
        assert_eq!(
            (step.tokens[0].0.as_str(), &step.tokens[0].1.claims["sub"]),
            ("request", &"ada".into())
        );
    }

    #[test]
    fn a_refusal_is_told_in_the_providers_words() {
        let mut reply = Reply::refusing("invalid_grant");
        reply.json["error_description"] = "used".into();
        let Fault(told) = reply.required("access_token").expect_err("a refusal");
        assert_eq!(told, "the provider answered invalid_grant: used");
    }
}
