//! `/samples/machine`: a service that gets a token for itself by client credentials (RFC 6749 section 4.4).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openidconnect::{HttpRequest, HttpResponse, http};
use serde_json::Value;

use super::jwt::{Jwt, indented};
use super::{Fault, Samples, page};

const SCOPE: &str = "demo/read demo/write";

#[derive(Template)]
#[template(path = "dev/samples/machine.html")]
struct MachineView<'a> {
    issuer: &'a str,
    client_id: &'a str,
    scope: &'static str,
    exchange: Option<Exchange>,
    error: Option<String>,
}

impl MachineView<'_> {
    fn section(&self) -> &'static str {
        "machine"
    }
}

/// One call, as it went over the wire.
struct Exchange {
    endpoint: String,
    body: String,
    status: String,
    answer: String,
    token: Option<Jwt>,
}

/// `GET /samples/machine`.
pub(super) async fn home(State(samples): State<Arc<Samples>>) -> Response {
    view(&samples, None, None)
}

/// `POST /samples/machine`: performs the call.
pub(super) async fn call(State(samples): State<Arc<Samples>>) -> Response {
    match token(&samples).await {
        Ok(exchange) => view(&samples, Some(exchange), None),
        Err(Fault(error)) => view(&samples, None, Some(error)),
    }
}

fn view(samples: &Samples, exchange: Option<Exchange>, error: Option<String>) -> Response {
    let clients = &samples.clients;
    let (issuer, client_id) = (clients.issuer.as_str(), clients.machine.id.as_str());
    page(&MachineView { issuer, client_id, scope: SCOPE, exchange, error })
}

async fn token(samples: &Samples) -> Result<Exchange, Fault> {
    let endpoint = token_endpoint(samples).await?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("scope", SCOPE)
        .finish();
    let machine = &samples.clients.machine;
    let credentials = STANDARD.encode(format!("{}:{}", machine.id, machine.secret));
    let request = http::Request::post(&endpoint)
        .header("authorization", format!("Basic {credentials}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.clone().into_bytes());
    let answer = send(samples, request).await?;
    let status = answer.status().to_string();
    let json = json(&answer)?;
    let token = json.get("access_token").and_then(Value::as_str).and_then(Jwt::read);
    Ok(Exchange { endpoint, body, status, answer: indented(&json), token })
}

/// Where tokens come from, as the issuer's metadata says (OpenID Connect Discovery section 4).
async fn token_endpoint(samples: &Samples) -> Result<String, Fault> {
    let address = format!("{}/.well-known/openid-configuration", samples.clients.issuer);
    let metadata = json(&send(samples, http::Request::get(address).body(Vec::new())).await?)?;
    if metadata.get("issuer").and_then(Value::as_str) != Some(&samples.clients.issuer) {
        return Err(Fault("the metadata is another issuer's".to_owned()));
    }
    let endpoint = metadata.get("token_endpoint").and_then(Value::as_str);
    endpoint
        .map(str::to_owned)
        .ok_or_else(|| Fault("the metadata has no token endpoint".to_owned()))
}

async fn send(
    samples: &Samples,
    request: http::Result<HttpRequest>,
) -> Result<HttpResponse, Fault> {
    let request = request.map_err(|error| Fault::caused("no such address", &error))?;
    samples.http.send(request).await.map_err(|error| Fault::caused("no answer", &error))
}

fn json(answer: &HttpResponse) -> Result<Value, Fault> {
    serde_json::from_slice(answer.body())
        .map_err(|error| Fault::caused("the answer is no JSON", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_and_answer_are_shown_without_the_secret() {
        let exchange = Exchange {
            endpoint: "http://localhost:9080/p/oauth2/token".to_owned(),
            body: "grant_type=client_credentials".to_owned(),
            status: "200 OK".to_owned(),
            answer: r#"{"access_token": "<b>"}"#.to_owned(),
            token: None,
        };
        let view = MachineView {
            issuer: "http://localhost:9080/p",
            client_id: "abc",
            scope: SCOPE,
            exchange: Some(exchange),
            error: None,
        };
        let html = view.render().expect("the page renders");
        assert!(html.contains("200 OK") && !html.contains("<b>\""), "{html}");
    }
}
