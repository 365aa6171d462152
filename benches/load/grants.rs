//! What is asked of the token endpoint: each grant, plain and with what may come beside it.

use crate::clients::{DEVICE_CODE, request_to, token_request};
use crate::flow::{Flow, Pile, Step, once, pile};
use crate::generator::Traffic;
use crate::http;
use crate::people::{Person, authorization_query, redemption};
use crate::proofs::{self, Prover};
use crate::server::Server;
use crate::setting::Setting;
use crate::workloads::same;

/// No path with an RS256 signature is faster than this, a second, on the machines that we know.
const MOST_RS256: u32 = 3_000;
/// The same for ES256, where a client signs as well.
const MOST_ES256: u32 = 10_000;
/// A person lets devices in one after the other: what can be made ready in some seconds.
const MOST_DEVICES: u32 = 1_500;

/// Gives no ID token, so that an answer costs one signature.
const SCOPE: &str = "demo/read";

const CLIENT_CREDENTIALS: [(&str, &str); 1] = [("grant_type", "client_credentials")];

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn most(server: &Server) -> u32 {
    if server.algorithm == "RS256" { MOST_RS256 } else { MOST_ES256 }
}

/// A client credentials grant of the machine client (RFC 6749 section 4.4).
pub fn client_credentials_request(server: &Server) -> Vec<u8> {
    let (head, body) = token_request(server, "machine", &[], &CLIENT_CREDENTIALS);
    http::request(&head, &body)
}

pub fn client_credentials(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&client_credentials_request(setting.server), setting)
}

/// The same with a fresh proof each time (RFC 9449 section 5).
pub fn client_credentials_dpop(setting: &Setting<'_>) -> Vec<Traffic> {
    let (server, prover) = (setting.server, Prover::new(setting.server));
    let one = |_| {
        let proof = prover.proof();
        let (head, body) =
            token_request(server, "machine", &[("dpop", &proof)], &CLIENT_CREDENTIALS);
        http::request(&head, &body)
    };
    let requests = (0..setting.requests(most(server))).map(one).collect();
    once(requests, 200, setting.connections)
}

/// The same by a client that signs a fresh assertion each time (RFC 7523 section 2.2).
pub fn client_credentials_assertion(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let head = http::head(
        "POST",
        &server.path("/oauth2/token"),
        &server.host(),
        &[("content-type", "application/x-www-form-urlencoded")],
    );
    let one = |_| {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(CLIENT_CREDENTIALS)
            .append_pair("client_assertion_type", ASSERTION_TYPE)
            .append_pair("client_assertion", &proofs::assertion(server, "assertion"))
            .finish();
        http::request(&head, &body)
    };
    let requests = (0..setting.requests(most(server))).map(one).collect();
    once(requests, 200, setting.connections)
}

/// Codes that a public client redeems (RFC 6749 section 4.1.3, RFC 7636).
pub fn codes(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let query = authorization_query(server, "spa", SCOPE);
    let request = Person::signed_in(server).authorization(&query);
    let requests = vec![request; setting.requests(MOST_RS256)];
    let codes = setting.gather(requests, 303, |answer| answer.parameter("code"));
    let requests = codes.iter().map(|code| redemption(server, "spa", code)).collect();
    once(requests, 200, setting.connections)
}

/// The whole way of a signed-in person: authorization request and redemption.
pub fn code_flow(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let request =
        Person::signed_in(server).authorization(&authorization_query(server, "web", SCOPE));
    let one = |_| {
        let request = request.clone();
        let authorize = Step {
            expected: 303,
            request: Box::new(move |_| Some(request.clone())),
            carry: Box::new(|answer| answer.parameter("code")),
        };
        Traffic::Flow(Flow::new(vec![authorize, redeem(server)], String::new()))
    };
    (0..setting.connections).map(one).collect()
}

/// The whole way with the request pushed before (RFC 9126).
pub fn pushed_code_flow(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let query = authorization_query(server, "web", SCOPE);
    let (head, _) = request_to(server, "/oauth2/par", "web", &[], &[]);
    let push = http::request(&head, &query);
    // The reference takes the place of a mark.
    let mark = "REFERENCE";
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", server.client("web", "client_id"))
        .append_pair("request_uri", mark)
        .finish();
    let authorization = String::from_utf8(Person::signed_in(server).authorization(&query));
    let authorization = authorization.expect("a request is text");
    let one = |_| {
        let (push, authorization) = (push.clone(), authorization.clone());
        let push = Step {
            expected: 201,
            request: Box::new(move |_| Some(push.clone())),
            carry: Box::new(|answer| answer.json("request_uri")),
        };
        let authorize = Step {
            expected: 303,
            request: Box::new(move |uri| Some(authorization.replacen(mark, uri, 1).into_bytes())),
            carry: Box::new(|answer| answer.parameter("code")),
        };
        Traffic::Flow(Flow::new(vec![push, authorize, redeem(server)], String::new()))
    };
    (0..setting.connections).map(one).collect()
}

fn redeem(server: &Server) -> Step {
    let mark = "CODE";
    let request = String::from_utf8(redemption(server, "web", mark)).expect("a request is text");
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    let head = head.rsplit_once("content-length").expect("a length").0.to_owned();
    let body = body.to_owned();
    Step {
        expected: 200,
        request: Box::new(move |code| Some(http::request(&head, &body.replacen(mark, code, 1)))),
        carry: Box::new(|_| String::new()),
    }
}

/// Chains of refresh tokens (RFC 6749 section 6), each request with the token of the answer before.
pub fn refresh(setting: &Setting<'_>) -> Vec<Traffic> {
    let (server, person) = (setting.server, Person::signed_in(setting.server));
    let chain = |_| {
        let first = person.tokens("web", SCOPE, &[]);
        assert!(first.get("id_token").is_none(), "a second signature: {first}");
        chain(server, "web", text(&first, "refresh_token"), None)
    };
    (0..setting.connections).map(chain).collect()
}

/// The same by a public client whose tokens are bound to its key (RFC 9449 section 5).
pub fn refresh_dpop(setting: &Setting<'_>) -> Vec<Traffic> {
    let (server, person) = (setting.server, Person::signed_in(setting.server));
    let prover = Prover::new(server);
    let proofs = pile((0..setting.requests(MOST_RS256)).map(|_| prover.proof()).collect());
    let chain = |_| {
        let first = person.tokens("spa", SCOPE, &[("dpop", &prover.proof())]);
        assert_eq!(first["token_type"], "DPoP", "{first}");
        chain(server, "spa", text(&first, "refresh_token"), Some(proofs.clone()))
    };
    (0..setting.connections).map(chain).collect()
}

fn chain(server: &Server, client: &str, first: String, proofs: Option<Pile<String>>) -> Traffic {
    let (head, body) = token_request(server, client, &[], &[("grant_type", "refresh_token")]);
    let step = Step {
        expected: 200,
        request: Box::new(move |token| {
            let body = format!("{body}&refresh_token={token}");
            match &proofs {
                None => Some(http::request(&head, &body)),
                Some(proofs) => {
                    let proof = proofs.borrow_mut().pop()?;
                    Some(http::request(&format!("{head}dpop: {proof}\r\n"), &body))
                }
            }
        }),
        carry: Box::new(|answer| answer.json("refresh_token")),
    };
    Traffic::Flow(Flow::new(vec![step], first))
}

/// Devices that a person has let in, each of which asks once (RFC 8628 section 3.4).
pub fn devices(setting: &Setting<'_>) -> Vec<Traffic> {
    let server = setting.server;
    let (head, body) =
        request_to(server, "/oauth2/device_authorization", "device", &[], &[("scope", SCOPE)]);
    let requests = vec![http::request(&head, &body); setting.requests(MOST_DEVICES)];
    let begun = setting.gather(requests, 200, |answer| {
        format!("{} {}", answer.json("user_code"), answer.json("device_code"))
    });
    let codes = || begun.iter().filter_map(|codes| codes.split_once(' '));
    let (first, _) = codes().next().expect("a device");
    let form = Person::signed_in(server).device_form(first);
    let forms = codes().map(|(user_code, _)| form(user_code)).collect();
    // Tries at a user code are counted for each person, so that many at once are too many.
    setting.send_in_turn(forms, 200);
    let poll = |(_, device_code): (&str, &str)| {
        let pairs = [("grant_type", DEVICE_CODE), ("device_code", device_code)];
        let (head, body) = token_request(server, "device", &[], &pairs);
        http::request(&head, &body)
    };
    once(codes().map(poll).collect(), 200, setting.connections)
}

fn text(answer: &serde_json::Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned()
}
