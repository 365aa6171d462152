//! The clients of the load: those of the demo, and others that an operator makes.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http;
use crate::proofs;
use crate::server::Server;

/// How long until a server knows of a client that another process has made, at the most.
const LEARNED: Duration = Duration::from_secs(10);

/// The grant type of devices (RFC 8628 section 3.4).
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Clients beside those of the demo, with their rules.
pub fn others() -> [(&'static str, Value); 2] {
    [
        (
            "assertion",
            json!({
                "client_credentials": true,
                "scopes": "demo/read demo/write",
                "proving": { "method": "private_key_jwt", "jwks": { "keys": [proofs::public_key()] } },
            }),
        ),
        ("device", json!({ "device": true, "scopes": "demo/read" })),
    ]
}

/// Makes a client by the command line, on the database of a server that runs.
pub fn make(command: &mut Command, pool: &str, name: &str, settings: &Value) -> Value {
    let mut child = command
        .args(["client", "create", "--json", "--settings", "-", "--pool", pool, "--name", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("stdin is piped");
    input.write_all(settings.to_string().as_bytes()).expect("the settings are read");
    drop(input);
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success(), "the client {name} was not made");
    serde_json::from_slice(&output.stdout).expect("the client is JSON")
}

/// Waits until the server knows the clients that were made beside it.
pub fn await_learned(server: &Server) {
    let started = Instant::now();
    loop {
        let (head, body) = token_request(server, "device", &[], &[("grant_type", DEVICE_CODE)]);
        let answer = http::exchange(server.address, &head, &body).expect("an answer");
        if answer.status != 401 {
            return;
        }
        assert!(started.elapsed() < LEARNED, "the clients are not known: {}", answer.body);
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Head and body of a client's token request.
pub fn token_request(
    server: &Server,
    client: &str,
    headers: &[(&str, &str)],
    pairs: &[(&str, &str)],
) -> (String, String) {
    request_to(server, "/oauth2/token", client, headers, pairs)
}

/// Head and body of a client's request to an endpoint for programs; a public client says its name in
/// the body, another has its secret in the header.
pub fn request_to(
    server: &Server,
    path: &str,
    client: &str,
    headers: &[(&str, &str)],
    pairs: &[(&str, &str)],
) -> (String, String) {
    let basic = server.basic(client);
    let own = [("content-type", "application/x-www-form-urlencoded")];
    let proof = basic.as_deref().map(|basic| ("authorization", basic));
    let headers: Vec<(&str, &str)> =
        own.into_iter().chain(proof).chain(headers.iter().copied()).collect();
    let name = [("client_id", server.client(client, "client_id"))];
    let name = if basic.is_some() { &[][..] } else { &name[..] };
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .extend_pairs(name)
        .finish();
    (http::head("POST", &server.path(path), &server.host(), &headers), body)
}
