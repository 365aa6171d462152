//! What is done with tokens: asked about, shown, taken back.

use serde_json::Value;

use crate::clients::request_to;
use crate::flow::once;
use crate::generator::Traffic;
use crate::grants::client_credentials_request;
use crate::http;
use crate::people::Person;
use crate::setting::Setting;
use crate::workloads::same;

/// No revocation path is faster than this, a second, on the machines that we know.
const MOST_REVOCATIONS: u32 = 5_000;

/// An access token of the demo person.
fn access_token(setting: &Setting<'_>) -> String {
    let tokens = Person::signed_in(setting.server).tokens("web", "openid email", &[]);
    let token = tokens.get("access_token").and_then(Value::as_str);
    token.unwrap_or_else(|| panic!("no access token: {tokens}")).to_owned()
}

/// A client asks about an access token of its own (RFC 7662).
pub fn introspection(setting: &Setting<'_>) -> Vec<Traffic> {
    let (server, token) = (setting.server, access_token(setting));
    let (head, body) =
        request_to(server, "/oauth2/introspect", "web", &[], &[("token", token.as_str())]);
    same(&http::request(&head, &body), setting)
}

/// A client asks about the person (OpenID Connect Core section 5.3).
pub fn userinfo(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let bearer = format!("Bearer {}", access_token(setting));
    let path = server.path("/oauth2/userInfo");
    let head = http::head("GET", &path, &server.host(), &[("authorization", &bearer)]);
    same(&http::request(&head, ""), setting)
}

/// A client takes its access tokens back, one after the other (RFC 7009).
pub fn revocation(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let requests = vec![client_credentials_request(server); setting.requests(MOST_REVOCATIONS)];
    let tokens = setting.gather(requests, 200, |answer| answer.json("access_token"));
    let one = |token: &String| {
        let pairs = [("token", token.as_str())];
        let (head, body) = request_to(server, "/oauth2/revoke", "machine", &[], &pairs);
        http::request(&head, &body)
    };
    once(tokens.iter().map(one).collect(), 200, setting.connections)
}
