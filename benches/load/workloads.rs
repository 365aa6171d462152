//! What is measured: one entry a workload.

use crate::generator::Traffic;
use crate::http;
use crate::limits::Limit;
use crate::people::{SignIn, login_path, refresh_tokens, token_head};
use crate::server::Server;

/// A kind of request with the limit it is compared to.
pub struct Workload {
    pub name: &'static str,
    pub connections: &'static [usize],
    /// The status of a good answer.
    pub expected: u16,
    pub limit: Option<Limit>,
    /// Whether it goes to the pool that signs with ES256.
    pub on_es256: bool,
    /// One entry a connection.
    pub traffic: fn(&Server, usize) -> Vec<Traffic>,
}

const PAGE: Workload = Workload {
    name: "",
    connections: &[1, 16, 64],
    expected: 200,
    limit: None,
    on_es256: false,
    traffic: discovery,
};

/// All workloads, in the order of the table.
pub const WORKLOADS: &[Workload] = &[
    Workload { name: "discovery", ..PAGE },
    Workload { name: "jwks", traffic: jwks, ..PAGE },
    Workload { name: "sign-in page", traffic: sign_in_page, ..PAGE },
    Workload {
        name: "client credentials RS256",
        limit: Some(Limit::Rs256),
        traffic: client_credentials,
        ..PAGE
    },
    Workload {
        name: "client credentials ES256",
        limit: Some(Limit::Es256),
        on_es256: true,
        traffic: client_credentials,
        ..PAGE
    },
    Workload {
        name: "refresh with rotation RS256",
        connections: &[16, 64],
        limit: Some(Limit::Rs256),
        traffic: refresh,
        ..PAGE
    },
    Workload {
        name: "password sign-in",
        connections: &[1, 16],
        expected: 303,
        limit: Some(Limit::Argon2),
        traffic: password,
        ..PAGE
    },
];

/// The same request on every connection.
fn same(request: &[u8], connections: usize) -> Vec<Traffic> {
    (0..connections).map(|_| Traffic::Same { request: request.to_vec() }).collect()
}

fn page(server: &Server, path: &str) -> Vec<u8> {
    http::request(&http::head("GET", path, &server.host(), &[]), "")
}

/// GET of the discovery document.
pub fn discovery_request(server: &Server) -> Vec<u8> {
    page(server, &server.path("/.well-known/openid-configuration"))
}

/// A client credentials grant of the machine client (RFC 6749 section 4.4).
pub fn client_credentials_request(server: &Server) -> Vec<u8> {
    http::request(&token_head(server, "machine"), "grant_type=client_credentials")
}

/// The sign-in form, filled in rightly.
pub fn password_request(server: &Server) -> Vec<u8> {
    SignIn::prepare(server, "openid").request()
}

fn discovery(server: &Server, connections: usize) -> Vec<Traffic> {
    same(&discovery_request(server), connections)
}

fn jwks(server: &Server, connections: usize) -> Vec<Traffic> {
    same(&page(server, &server.path("/.well-known/jwks.json")), connections)
}

fn sign_in_page(server: &Server, connections: usize) -> Vec<Traffic> {
    same(&page(server, &login_path(server, "openid")), connections)
}

fn client_credentials(server: &Server, connections: usize) -> Vec<Traffic> {
    same(&client_credentials_request(server), connections)
}

fn password(server: &Server, connections: usize) -> Vec<Traffic> {
    same(&password_request(server), connections)
}

fn refresh(server: &Server, connections: usize) -> Vec<Traffic> {
    let head = token_head(server, "web");
    let chain = |token: String| Traffic::Chain {
        head: head.clone(),
        token: form_urlencoded::byte_serialize(token.as_bytes()).collect(),
    };
    refresh_tokens(server, connections).into_iter().map(chain).collect()
}
