//! What is measured: one entry a workload.

use crate::generator::Traffic;
use crate::limits::Limit;
use crate::people::{Person, SignIn, login_path};
use crate::server::Server;
use crate::setting::Setting;
use crate::{grants, http, tokens};

/// A kind of request with what it is compared to.
pub struct Workload {
    pub name: &'static str,
    pub connections: &'static [usize],
    /// The status of a good answer.
    pub expected: u16,
    /// What the machine can do at most.
    pub limit: Option<Limit>,
    /// The workload that does the same without what this one adds, or as little as there is.
    pub plain: Option<&'static str>,
    /// Whether it goes to the pool that signs with ES256.
    pub on_es256: bool,
    /// One entry a connection.
    pub traffic: fn(&Setting<'_>) -> Vec<Traffic>,
}

const PAGE: Workload = Workload {
    name: "",
    connections: &[1, 16, 64],
    expected: 200,
    limit: None,
    plain: None,
    on_es256: false,
    traffic: discovery,
};

const RS256: Workload = Workload { connections: &[16, 64], limit: Some(Limit::Rs256), ..PAGE };

const ES256: Workload =
    Workload { connections: &[16, 64], limit: Some(Limit::Es256), on_es256: true, ..PAGE };

const DISCOVERY: &str = "discovery";
const MACHINE_RS256: &str = "client credentials RS256";
const MACHINE_ES256: &str = "client credentials ES256";
const REFRESH: &str = "refresh with rotation RS256";
const CODE_FLOW: &str = "authorize and redeem RS256";

/// All workloads, in the order of the table.
pub const WORKLOADS: &[Workload] = &[
    Workload { name: DISCOVERY, ..PAGE },
    Workload { name: "jwks", traffic: jwks, ..PAGE },
    Workload { name: "sign-in page", traffic: sign_in_page, ..PAGE },
    Workload { name: "sign-up page", connections: &[1, 16], traffic: sign_up_page, ..PAGE },
    Workload { name: "recovery page", connections: &[1, 16], traffic: recovery_page, ..PAGE },
    Workload { name: "account page", connections: &[1, 16], traffic: account_page, ..PAGE },
    Workload { name: "sessions page", connections: &[1, 16], traffic: sessions_page, ..PAGE },
    Workload {
        name: MACHINE_RS256,
        connections: &[1, 16, 64],
        traffic: grants::client_credentials,
        ..RS256
    },
    Workload {
        name: "client credentials RS256, DPoP",
        plain: Some(MACHINE_RS256),
        traffic: grants::client_credentials_dpop,
        ..RS256
    },
    Workload {
        name: "client credentials RS256, private_key_jwt",
        plain: Some(MACHINE_RS256),
        traffic: grants::client_credentials_assertion,
        ..RS256
    },
    Workload {
        name: MACHINE_ES256,
        connections: &[1, 16, 64],
        traffic: grants::client_credentials,
        ..ES256
    },
    Workload {
        name: "client credentials ES256, DPoP",
        plain: Some(MACHINE_ES256),
        traffic: grants::client_credentials_dpop,
        ..ES256
    },
    Workload {
        name: "client credentials ES256, private_key_jwt",
        plain: Some(MACHINE_ES256),
        traffic: grants::client_credentials_assertion,
        ..ES256
    },
    Workload { name: "code redeemed with PKCE RS256", traffic: grants::codes, ..RS256 },
    Workload { name: CODE_FLOW, traffic: grants::code_flow, ..RS256 },
    Workload {
        name: "push, authorize and redeem RS256",
        plain: Some(CODE_FLOW),
        traffic: grants::pushed_code_flow,
        ..RS256
    },
    Workload { name: REFRESH, traffic: grants::refresh, ..RS256 },
    Workload {
        name: "refresh with rotation RS256, DPoP",
        plain: Some(REFRESH),
        traffic: grants::refresh_dpop,
        ..RS256
    },
    Workload { name: "device code redeemed RS256", traffic: grants::devices, ..RS256 },
    Workload {
        name: "introspection",
        connections: &[16, 64],
        plain: Some(DISCOVERY),
        traffic: tokens::introspection,
        ..PAGE
    },
    Workload {
        name: "userinfo",
        connections: &[16, 64],
        plain: Some(DISCOVERY),
        traffic: tokens::userinfo,
        ..PAGE
    },
    Workload {
        name: "revocation of an ES256 token",
        connections: &[16, 64],
        plain: Some(DISCOVERY),
        on_es256: true,
        traffic: tokens::revocation,
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
pub fn same(request: &[u8], setting: &Setting<'_>) -> Vec<Traffic> {
    (0..setting.connections).map(|_| Traffic::Same { request: request.to_vec() }).collect()
}

fn page(server: &Server, path: &str) -> Vec<u8> {
    http::request(&http::head("GET", path, &server.host(), &[]), "")
}

/// GET of the discovery document.
pub fn discovery_request(server: &Server) -> Vec<u8> {
    page(server, &server.path("/.well-known/openid-configuration"))
}

/// The sign-in form, filled in rightly.
pub fn password_request(server: &Server) -> Vec<u8> {
    SignIn::prepare(server).request()
}

fn discovery(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&discovery_request(setting.server), setting)
}

fn jwks(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&page(setting.server, &setting.server.path("/.well-known/jwks.json")), setting)
}

fn sign_in_page(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&page(setting.server, &login_path(setting.server)), setting)
}

fn sign_up_page(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&page(setting.server, &setting.server.path("/signup")), setting)
}

fn recovery_page(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&page(setting.server, &setting.server.path("/forgotPassword")), setting)
}

fn account_page(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&Person::signed_in(setting.server).page("/account/profile"), setting)
}

fn sessions_page(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&Person::signed_in(setting.server).page("/account/sessions"), setting)
}

fn password(setting: &Setting<'_>) -> Vec<Traffic> {
    same(&password_request(setting.server), setting)
}
