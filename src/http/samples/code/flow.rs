//! The steps of a sign-in by code: away with a request, back with a code, and tokens for it.

use std::sync::Arc;

use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge};
use serde_json::Value;

use crate::http::samples::exchange::{Call, Exchange, Wire};
use crate::http::samples::jwt::Jwt;
use crate::http::samples::key::Key;
use crate::http::samples::provider::Provider;
use crate::http::samples::{Application, Fault};

const SCOPE: &str = "openid profile email";

/// How a request gets to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http::samples) enum Sending {
    /// In the address.
    Plain,
    /// By the application itself (RFC 9126).
    Pushed,
    /// In the address, signed (RFC 9101).
    Signed,
}

/// In what a flow differs from the others.
#[derive(Debug)]
pub(in crate::http::samples) struct Flow {
    path: &'static str,
    sending: Sending,
    response_mode: Option<&'static str>,
    /// Whether its tokens are bound to a key (RFC 9449).
    is_bound: bool,
    /// Whether it is told of sign-outs.
    pub(in crate::http::samples) is_told: bool,
    /// What is worth a look, for whoever reads the page.
    pub(in crate::http::samples) look: &'static str,
}

const PLAIN: Flow = Flow {
    path: "",
    sending: Sending::Plain,
    response_mode: None,
    is_bound: false,
    is_told: false,
    look: "",
};

const FLOWS: [Flow; 5] = [
    Flow {
        path: "form-post",
        response_mode: Some("form_post"),
        look: "The request says response_mode=form_post, and the answer is a POST: no code stands in the address bar, in the history or in a log of addresses.",
        ..PLAIN
    },
    Flow {
        path: "par",
        sending: Sending::Pushed,
        look: "The request goes from server to server first, and the provider knows who asks before any person is involved. The address holds a reference that is good once and for a minute.",
        ..PLAIN
    },
    Flow {
        path: "jar",
        sending: Sending::Signed,
        response_mode: Some("jwt"),
        look: "The request is a JWT under the application’s key (JAR), the answer one under the provider’s (JARM), and the code is redeemed with an assertion: nothing can be changed on the way, and no secret is shared.",
        ..PLAIN
    },
    Flow {
        path: "dpop",
        is_bound: true,
        look: "Each request carries a proof under a key that this sign-in made for itself. The first try lacks the provider’s nonce and is refused with it; the token names the key (cnf.jkt), and userinfo wants another proof beside it.",
        ..PLAIN
    },
    Flow {
        path: "sign-out",
        is_told: true,
        look: "Sign in here and in another sample, then sign out in either: the provider tells this application through the browser (front channel) and by itself (back channel).",
        ..PLAIN
    },
];

impl Flow {
    /// The flow of the sample at that path.
    pub(in crate::http::samples) fn of(path: &str) -> Option<&'static Self> {
        FLOWS.iter().find(|flow| flow.path == path)
    }
}

/// A sign-in that is on its way, kept by the application until the browser comes back.
pub(in crate::http::samples) struct Started {
    state: String,
    nonce: String,
    verifier: String,
    key: Option<Arc<Key>>,
    /// What went over the wire so far.
    pub(in crate::http::samples) exchanges: Vec<Exchange>,
}

/// Somebody who has signed in, by an ID token that was verified.
pub(in crate::http::samples) struct SignedIn {
    /// The ID token.
    pub(in crate::http::samples) id_token: Jwt,
}

impl SignedIn {
    /// The session at the provider (`sid`).
    pub(in crate::http::samples) fn session(&self) -> String {
        self.id_token.claims.get("sid").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// Where the browser goes to sign in, and what to remember until it comes back.
pub(super) async fn begin(
    application: &Application,
    flow: &Flow,
    wire: &mut Wire,
) -> Result<(String, Started), Fault> {
    let provider = Provider::discover(application).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut started = Started {
        state: CsrfToken::new_random().into_secret(),
        nonce: Nonce::new_random().secret().clone(),
        verifier: verifier.into_secret(),
        key: if flow.is_bound { Some(Arc::new(Key::generate()?)) } else { None },
        exchanges: Vec::new(),
    };
    let mut request = vec![
        ("response_type", "code".to_owned()),
        ("client_id", application.credentials.id.clone()),
        ("redirect_uri", application.address(&application.path("callback"))),
        ("scope", SCOPE.to_owned()),
        ("state", started.state.clone()),
        ("nonce", started.nonce.clone()),
        ("code_challenge", challenge.as_str().to_owned()),
        ("code_challenge_method", "S256".to_owned()),
    ];
    request.extend(flow.response_mode.map(|mode| ("response_mode", mode.to_owned())));
    request.extend(started.key.as_ref().map(|key| ("dpop_jkt", key.thumbprint())));
    let query = match flow.sending {
        Sending::Plain => request,
        Sending::Pushed => pushed(application, &provider, wire, request).await?,
        Sending::Signed => signed(application, &request)?,
    };
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let url = format!("{}?{query}", provider.endpoint("authorization_endpoint")?);
    wire.keep(Exchange::sent_to("The browser is sent to sign in", &url));
    started.exchanges.append(&mut wire.exchanges);
    Ok((url, started))
}

/// The request is handed over, and a reference stands for it (RFC 9126 section 4).
async fn pushed(
    application: &Application,
    provider: &Provider,
    wire: &mut Wire,
    request: Vec<(&'static str, String)>,
) -> Result<Vec<(&'static str, String)>, Fault> {
    let endpoint = provider.endpoint("pushed_authorization_request_endpoint")?;
    let call = Call::post("The application pushes its request", endpoint, request);
    let reply = wire.send(call.by(application)?, None).await?;
    let reference = reply.required("request_uri")?.to_owned();
    Ok(vec![("client_id", application.credentials.id.clone()), ("request_uri", reference)])
}

/// The request as a JWT under the application's key (RFC 9101 section 5); what OpenID Connect wants
/// to see stands beside it (Core section 6.1).
fn signed(
    application: &Application,
    request: &[(&'static str, String)],
) -> Result<Vec<(&'static str, String)>, Fault> {
    let id = &application.credentials.id;
    let key = application.key.as_ref().ok_or_else(|| Fault::because("there is no key"))?;
    let object = key.request(id, &application.issuer, request)?;
    let beside = [("client_id", id.as_str()), ("response_type", "code"), ("scope", SCOPE)];
    let beside = beside.into_iter().map(|(name, value)| (name, value.to_owned()));
    Ok(beside.chain([("request", object)]).collect())
}

/// Redeems the code that the browser brought back.
pub(super) async fn finish(
    application: &Application,
    started: &Started,
    answer: &[(String, String)],
    wire: &mut Wire,
) -> Result<SignedIn, Fault> {
    let provider = Provider::discover(application).await?;
    let code = code(application, &provider, started, answer).await?;
    let request = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("redirect_uri", application.address(&application.path("callback"))),
        ("code_verifier", started.verifier.clone()),
    ];
    wire.key.clone_from(&started.key);
    let endpoint = provider.endpoint("token_endpoint")?;
    let call = Call::post("The application redeems the code", endpoint, request).by(application)?;
    let tokens = wire.send(call, None).await?;
    let access_token = tokens.required("access_token")?;
    let id_token = provider.verified(application, tokens.required("id_token")?).await?;
    if id_token.claims.get("nonce").and_then(Value::as_str) != Some(&started.nonce) {
        return Err(Fault::because("the ID token belongs to another sign-in (nonce)"));
    }
    let kind = tokens.value("token_type").unwrap_or("Bearer");
    let call = Call::get("The application asks who it is", provider.endpoint("userinfo_endpoint")?)
        .header("Authorization", format!("{kind} {access_token}"));
    let about = wire.send(call, Some(access_token)).await?;
    match id_token.claims.get("sub").and_then(Value::as_str) == Some(about.required("sub")?) {
        true => Ok(SignedIn { id_token }),
        false => Err(Fault::because("userinfo is about somebody else")),
    }
}

/// The code in an answer that belongs to this sign-in and comes from this provider (RFC 6749 section
/// 4.1.2, RFC 9207); of a signed answer (JARM section 2.1), that inside.
async fn code(
    application: &Application,
    provider: &Provider,
    started: &Started,
    answer: &[(String, String)],
) -> Result<String, Fault> {
    let plain =
        |name: &str| answer.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let claims = match plain("response") {
        Some(response) => Some(provider.verified(application, &response).await?.claims),
        None => None,
    };
    let value = |name: &str| match &claims {
        Some(claims) => claims.get(name).and_then(Value::as_str).map(str::to_owned),
        None => plain(name),
    };
    if value("state").as_ref() != Some(&started.state) {
        return Err(Fault::because("the answer belongs to another sign-in (state)"));
    }
    if value("iss").is_some_and(|issuer| issuer != application.issuer) {
        return Err(Fault::because("the answer comes from another provider (iss)"));
    }
    if let Some(error) = value("error") {
        let description = value("error_description").unwrap_or_default();
        return Err(Fault::because(format!("the provider answered {error} {description}")));
    }
    value("code").ok_or_else(|| Fault::because("the answer has no code"))
}
