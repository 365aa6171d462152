//! What is called, what is refused before it is called, and where an answer ends.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, Stream, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer,
};

use super::{
    testing::{Server, answer, outbound, settings},
    *,
};
use crate::telemetry;

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

fn url(text: &str) -> Url {
    text.parse().expect("a URL")
}

async fn get(outbound: &Outbound, url: &Url) -> Result<Fetched, Failure> {
    outbound.get(Get { purpose: "test", url, accept: "application/json", most: usize::MAX }).await
}

/// A client without exceptions, as in production.
fn strict() -> Outbound {
    let plain = config::Outbound {
        allowed_private_ranges: Vec::new(),
        allow_http: false,
        ..settings(LONG)
    };
    Outbound::new(&plain).expect("a client")
}

#[tokio::test]
async fn a_document_comes_with_its_type_and_age() {
    let headers = ["content-type: application/json; charset=utf-8", "cache-control: max-age=90"];
    let server = Server::answering([answer("200 OK", &headers, "{}")]).await;
    let fetched = get(&outbound(), &server.url("/a?b=c#d")).await.expect("a document");
    assert_eq!(fetched.body, b"{}");
    assert_eq!(fetched.content_type.as_deref(), Some("application/json; charset=utf-8"));
    assert_eq!(fetched.max_age, Some(Duration::from_secs(90)));

    let request = server.requests().concat().to_lowercase();
    assert!(request.starts_with("get /a?b=c http/1.1\r\n"), "{request}");
    assert!(request.contains("\r\naccept: application/json\r\n"), "{request}");
    assert!(request.contains(concat!("user-agent: gatehouse/", env!("CARGO_PKG_VERSION"))));
    for unwanted in ["cookie", "referer", "accept-encoding", "content-length", "authorization"] {
        assert!(!request.contains(unwanted), "{unwanted} in {request}");
    }
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let elsewhere = Server::answering([answer("200 OK", &[], "{}")]).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        let location = format!("location: {}", elsewhere.url("/secret"));
        let server = Server::answering([answer(status, &[&location], "{}")]).await;
        let number: u16 = status[..3].parse().expect("a status");
        let (outbound, url) = (outbound(), server.url("/"));
        assert_eq!(get(&outbound, &url).await, Err(Failure::Status(number)));
        assert_eq!(outbound.post_form("test", &url, &[]).await, Ok(number));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_cut_off() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n".to_vec();
    let mut endless = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    endless.resize(endless.len() + 128 * 1024 + 1, b'x');
    let just_fits = answer("200 OK", &[], &"x".repeat(128 * 1024));
    for (answer, failure) in [
        (announced, Some(Failure::TooLarge)),
        (endless, Some(Failure::TooLarge)),
        (just_fits, None),
    ] {
        let server = Server::answering([answer]).await;
        assert_eq!(get(&outbound(), &server.url("/")).await.err(), failure);
    }
    let server = Server::answering([answer("200 OK", &[], "12345")]).await;
    for (most, failure) in [(4, Some(Failure::TooLarge)), (5, None)] {
        let url = server.url("/");
        let get = Get { purpose: "test", url: &url, accept: "*/*", most };
        assert_eq!(outbound().get(get).await.err(), failure);
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_waited_for() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = silent.local_addr().expect("an address");
    let outbound = Outbound::new(&settings(SHORT)).expect("a client");
    assert_eq!(get(&outbound, &url(&format!("http://{address}/"))).await, Err(Failure::TimedOut));
}

#[tokio::test]
async fn a_call_that_does_not_get_its_turn_is_not_begun() {
    let server = Server::answering([answer("200 OK", &[], "{}")]).await;
    let outbound = Outbound::new(&config::Outbound { concurrency: 1, ..settings(SHORT) });
    let outbound = outbound.expect("a client");
    let turn = outbound.parts.house.turns.acquire().await.expect("the only turn");
    assert_eq!(get(&outbound, &server.url("/")).await, Err(Failure::Crowded));
    assert!(server.requests().is_empty());
    drop(turn);
    assert_eq!(outbound.parts.house.turns.available_permits(), 1, "whoever gives up waits no more");
}

#[tokio::test]
async fn slow_addresses_of_strangers_hold_up_nothing_but_each_other() {
    let config = settings(LONG);
    let lane = |turns, lookups| {
        Lane::new(&config, turns, &Arc::new(Semaphore::new(lookups))).expect("a lane")
    };
    // What takes long: the calls, or the lookups of names.
    for strangers in [lane(0, 1), lane(1, 0)] {
        let parts = Parts {
            house: lane(1, 1),
            strangers,
            known_clients: lane(1, 1),
            timeout: LONG,
            body_limit: config.body_limit,
        };
        let house = Outbound { parts: Arc::new(parts), side: Side::House };
        let server = Server::answering([answer("200 OK", &[], "{}")]).await;
        let mut named = server.url("/");
        named.set_host(Some("localhost")).expect("a host");
        let held_up = timeout(SHORT, get(&house.for_strangers(), &named)).await;
        assert!(held_up.is_err(), "{held_up:?}");
        assert!(get(&house, &named).await.is_ok());
        assert!(get(&house.for_known_clients(), &named).await.is_ok());
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn strangers_have_a_quarter_of_the_turns_and_at_least_one() {
    for (concurrency, turns) in [(32, 8), (4, 1), (1, 1)] {
        let config = config::Outbound { concurrency, ..settings(SHORT) };
        let Outbound { parts, .. } = Outbound::new(&config).expect("a client");
        let lanes = [&parts.house, &parts.strangers, &parts.known_clients];
        let found = lanes.map(|lane| lane.turns.available_permits());
        assert_eq!(found, [concurrency, turns, turns]);
    }
}

#[tokio::test]
async fn an_address_that_is_not_public_is_not_called() {
    let outbound = strict();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "127.0.0.1.",
        "１２７。0。0。1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST",
        "10.0.0.1",
        "169.254.169.254",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
    ] {
        for port in ["", ":80", ":9080"] {
            let url = url(&format!("https://{host}{port}/"));
            assert_eq!(get(&outbound, &url).await, Err(Failure::ForbiddenAddress), "{url}");
        }
    }
}

#[tokio::test]
async fn a_name_is_called_at_an_allowed_address() {
    let server = Server::answering([answer("200 OK", &[], "{}")]).await;
    let mut named = server.url("/");
    named.set_host(Some("localhost")).expect("a host");
    assert!(get(&outbound(), &named).await.is_ok());
    named.set_scheme("https").expect("a scheme");
    assert_eq!(get(&strict(), &named).await, Err(Failure::ForbiddenAddress));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn without_https_only_listed_addresses_are_called() {
    let outbound = outbound();
    for host in ["8.8.8.8", "10.0.0.1", "[2606:4700:4700::1111]", "[::1]"] {
        let url = url(&format!("http://{host}/"));
        assert_eq!(get(&outbound, &url).await, Err(Failure::ForbiddenAddress), "{url}");
    }
    let server = Server::answering([answer("200 OK", &[], "{}")]).await;
    let refused = get(&strict(), &server.url("/")).await;
    assert_eq!(refused, Err(Failure::NotAllowed("it is not https")));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_url_of_another_form_is_not_called() {
    for text in [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "data:application/json,{}",
        "ws://127.0.0.1/",
        "http://user@127.0.0.1/",
        "http://:password@127.0.0.1/",
    ] {
        let refused = get(&outbound(), &url(text)).await;
        assert!(matches!(refused, Err(Failure::NotAllowed(_))), "{text}: {refused:?}");
    }
}

#[tokio::test]
async fn a_connection_that_fails_is_told_from_one_that_may_not_be() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{".to_vec();
    let server = Server::answering([half]).await;
    assert_eq!(get(&outbound(), &server.url("/")).await, Err(Failure::Connection));

    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    let refused = get(&outbound(), &url(&format!("http://{address}/"))).await;
    assert_eq!(refused, Err(Failure::Connection));
}

#[tokio::test]
async fn a_form_is_posted_and_its_status_counts() {
    let server = Server::answering([answer("204 No Content", &[], "")]).await;
    let fields = [("logout_token", "a.b-c_d"), ("x", "1 & 2")];
    assert_eq!(outbound().post_form("test", &server.url("/logout"), &fields).await, Ok(204));
    let request = server.requests().concat();
    assert!(request.starts_with("POST /logout HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nlogout_token=a.b-c_d&x=1+%26+2"), "{request}");
}

#[tokio::test]
async fn a_call_of_any_kind_gives_the_whole_answer() {
    let server = Server::answering([answer("401 Unauthorized", &["x-hint: why"], "no")]).await;
    let url = server.url("/token");
    let authorization = (header::AUTHORIZATION, HeaderValue::from_static("Bearer x"));
    let call = Call {
        purpose: "test",
        method: Method::PUT,
        url: &url,
        headers: HeaderMap::from_iter([authorization]),
        body: b"{}".to_vec(),
        most: 1024,
    };
    let answer = outbound().send(call).await.expect("an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (401, b"no".as_slice()));
    assert_eq!(answer.headers["x-hint"], "why");
    let request = server.requests().concat();
    assert!(request.starts_with("PUT /token HTTP/1.1\r\nauthorization: Bearer x\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n{}"), "{request}");
}

#[tokio::test]
async fn a_call_is_measured_by_purpose_and_outcome() {
    let metrics = telemetry::metrics_recorder();
    let refused = outbound().post_form("measured", &url("ftp://127.0.0.1/"), &[]).await;
    assert_eq!(refused, Err(Failure::NotAllowed("it is not https")));
    let labels = r#"{purpose="measured",outcome="not_allowed"}"#;
    let text = metrics.render();
    assert!(text.contains(&format!("{OUTBOUND_CALL}_count{labels} 1")), "{text}");
}

#[tokio::test]
async fn a_server_is_trusted_by_an_extra_authority_and_not_without() {
    let (address, pem) = https_server(2);
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, pem).expect("written");
    let trusting = config::Outbound { extra_ca_files: vec![file], ..settings(LONG) };
    let trusting = Outbound::new(&trusting).expect("a client");
    let url = url(&format!("https://localhost:{}/", address.port()));
    assert_eq!(get(&outbound(), &url).await, Err(Failure::Untrusted));
    assert_eq!(get(&trusting, &url).await.expect("a document").body, b"{}");
}

/// An https server for some connections, and the authority of its certificate in PEM.
fn https_server(connections: usize) -> (std::net::SocketAddr, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let pem = authority.self_signed(&authority_key).expect("a certificate").pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().expect("a key");
    let names = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = names.signed_by(&key, &issuer).expect("a certificate");

    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into());
    let config = Arc::new(config.expect("a certificate with its key"));

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().take(connections) {
            let mut stream = stream.expect("a connection");
            let mut connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut tls = Stream::new(&mut connection, &mut stream);
            let mut request = [0; 4096];
            if tls.read(&mut request).is_ok() {
                let _cut_off = tls.write_all(&answer("200 OK", &[], "{}"));
            }
        }
    });
    (address, pem)
}
