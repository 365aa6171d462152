//! The drivers of the machines without the checks around them: what a machine refuses stays refused.
//!
//! Here a code, a family or a token reaches its driver that our endpoints would have turned away long
//! before. The machine alone is left to say no, and it is the crate's own loop that says what no is.

use std::cell::Cell;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::crypto::digest;
use gatehouse::domain::configuration;
use gatehouse::domain::oauth::Parameters;
use gatehouse::domain::oauth::client_auth::{self, Credentials, VerifiedClient};
use gatehouse::domain::oauth::flow::{self, bearer::Presented};
use gatehouse::domain::oauth::view::{BearerView, CodeView, RefreshView};
use gatehouse::model::Instant;
use gatehouse::model::grant::{Authentication, AuthorizationCode, Family};
use oxide_auth::primitives::authorizer::Authorizer;
use oxide_auth::primitives::grant::{Extensions, Grant, Value};
use oxide_auth::primitives::issuer::Issuer;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::moves::SCOPES;
use super::outcome::Outcome;
use super::runner;
use super::stores::now;
use super::theirs::{Asked, Theirs};
use crate::support::{TestApp, form};

/// How many grants are shown.
const RUNS: u32 = 1_000;

/// How many of them are good at the least, on both sides.
const ENOUGH: u32 = 20;

/// Where codes go.
const CALLBACK: &str = "https://one.example/cb";

/// A grant as it is kept, and a request for it.
#[derive(Debug, Clone)]
struct Case {
    kept: Kept,
    uri: Option<&'static str>,
    verifier: Option<&'static str>,
    scope: Option<Vec<&'static str>>,
    demanded: Vec<&'static str>,
    grant_type: Option<&'static str>,
}

#[derive(Debug, Clone)]
struct Kept {
    own: bool,
    live: bool,
    /// Whose challenge was kept.
    verifier: Option<&'static str>,
    scopes: Vec<&'static str>,
}

fn kept() -> impl Strategy<Value = Kept> {
    let verifier = select(vec![None, Some("one"), Some("one")]);
    let scopes = subsequence(SCOPES.to_vec(), 1..=SCOPES.len());
    (prop::bool::weighted(0.8), prop::bool::weighted(0.8), verifier, scopes)
        .prop_map(|(own, live, verifier, scopes)| Kept { own, live, verifier, scopes })
}

fn cases() -> impl Strategy<Value = Case> {
    let uri = select(vec![
        Some(CALLBACK),
        Some(CALLBACK),
        Some("https://one.example:443/cb"),
        Some("https://evil.example/"),
        Some("no URL"),
        None,
    ]);
    let verifier = select(vec![None, Some("one"), Some("one"), Some("another")]);
    let scope = prop::option::of(subsequence(SCOPES.to_vec(), 1..=3));
    let demanded = subsequence(SCOPES.to_vec(), 1..=2);
    let types = [Some("authorization_code"), Some("refresh_token"), Some("password"), None];
    (kept(), uri, verifier, scope, demanded, select(types.to_vec())).prop_map(
        |(kept, uri, verifier, scope, demanded, grant_type)| Case {
            kept,
            uri,
            verifier,
            scope,
            demanded,
            grant_type,
        },
    )
}

/// The two sides, and the client that asks.
struct Stage {
    app: TestApp,
    client: VerifiedClient,
    start: Instant,
}

impl Stage {
    async fn build() -> Self {
        let app = TestApp::on_sqlite().await;
        let cx = app.cx();
        let pool =
            configuration::pool(&cx, &app.demo.pool.id).await.expect("found").expect("a pool");
        let (id, secret) = app.web();
        let basic = Some((id.to_owned(), secret.to_owned().into()));
        let credentials = Credentials { basic, ..Credentials::default() };
        let client = client_auth::authenticate(&cx, &pool, credentials).await.expect("a client");
        let start = cx.now();
        Self { app, client, start }
    }

    fn id(&self, own: bool) -> &str {
        if own { self.app.web().0 } else { self.app.machine().0 }
    }

    fn theirs(&self, demanded: &str) -> Theirs {
        let mut theirs = Theirs::new(demanded);
        let (id, secret) = self.app.web();
        theirs.register(id, Some(secret), &[CALLBACK.to_owned()], &SCOPES.join(" "));
        theirs
    }

    fn expires_at(&self, kept: &Kept) -> Instant {
        if kept.live { self.start + Duration::from_secs(60) } else { Instant::from_millis(0) }
    }

    /// What is kept in the crate's form.
    fn grant(&self, kept: &Kept) -> Grant {
        let mut extensions = Extensions::new();
        if let Some(verifier) = kept.verifier {
            let encoded = Value::private(Some(encoded(verifier)));
            extensions.set_raw("pkce".to_owned(), encoded);
        }
        let life = chrono::Duration::seconds(if kept.live { 60 } else { -60 });
        Grant {
            owner_id: "somebody".into(),
            client_id: self.id(kept.own).into(),
            scope: kept.scopes.join(" ").parse().expect("scopes"),
            redirect_uri: CALLBACK.parse().expect("a URL"),
            until: now() + life,
            extensions,
        }
    }

    fn code(&self, kept: &Kept) -> AuthorizationCode {
        AuthorizationCode {
            id: "any".into(),
            digest: Vec::new(),
            pool_id: self.app.demo.pool.id.clone(),
            client_id: self.id(kept.own).parse().expect("an id"),
            user_id: "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f61".parse().expect("an id"),
            redirect_uri: CALLBACK.into(),
            scopes: kept.scopes.join(" ").parse().expect("scopes"),
            pkce: kept.verifier.map(encoded),
            authentication: Authentication::at(self.start),
            expires_at: self.expires_at(kept),
        }
    }

    fn family(&self, kept: &Kept) -> Family {
        let code = self.code(kept);
        Family {
            id: "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id"),
            pool_id: code.pool_id,
            client_id: code.client_id,
            user_id: code.user_id,
            scopes: code.scopes,
            authentication: code.authentication,
            digest: None,
            previous_digest: None,
            rotated_at: self.start,
            created_at: self.start,
            expires_at: code.expires_at,
            revoked_at: None,
        }
    }

    /// Compares the two sides over what is kept: whether a code, a refresh token, an access token is
    /// good, and for which scopes.
    fn compare(&self, case: &Case) -> [bool; 3] {
        let (code, refresh, bearer) =
            (self.our_code(case), self.our_refresh(case), self.our_bearer(case));
        assert_eq!(code, self.their_code(case), "the code: ours and theirs");
        assert_eq!(refresh, self.their_refresh(case), "the refresh token: ours and theirs");
        assert_eq!(bearer, self.their_bearer(case), "the access token: ours and theirs");
        [code, refresh.is_some(), bearer]
    }

    fn our_code(&self, case: &Case) -> bool {
        let parameters = parameters(case, &[("code", "text")]);
        let view =
            CodeView { client: &self.client, parameters: &parameters, redirect_uri: case.uri };
        flow::code::redeem(&view, &self.code(&case.kept), self.start).is_ok()
    }

    fn their_code(&self, case: &Case) -> bool {
        let mut theirs = self.theirs("openid");
        let code = theirs.codes.authorize(self.grant(&case.kept)).expect("a code");
        let mut pairs = vec![("code", code.as_str())];
        pairs.extend(case.uri.map(|uri| ("redirect_uri", uri)));
        let text = parameters(case, &pairs);
        let pairs: Vec<(&str, &str)> = text.iter().collect();
        theirs.redeemed(&Asked::with(Some(self.app.web()), &pairs)).0.accepts()
    }

    fn our_refresh(&self, case: &Case) -> Option<Outcome> {
        let parameters = parameters(case, &[("refresh_token", "text")]);
        let view = RefreshView { client: &self.client, parameters: &parameters };
        let scopes = flow::refresh::refresh(&view, &self.family(&case.kept), self.start).ok()?;
        Some(Outcome::Tokens(scopes.iter().map(|scope| scope.as_str().to_owned()).collect()))
    }

    fn their_refresh(&self, case: &Case) -> Option<Outcome> {
        let mut theirs = self.theirs("openid");
        let issued = theirs.tokens.issue(self.grant(&case.kept)).expect("tokens");
        if !case.kept.live {
            theirs.wait(Duration::from_secs(365 * 24 * 3600));
        }
        let refresh = issued.refresh.expect("a refresh token");
        let text = parameters(case, &[("refresh_token", &refresh)]);
        let pairs: Vec<(&str, &str)> = text.iter().collect();
        let (outcome, _) = theirs.refreshed(&Asked::with(Some(self.app.web()), &pairs));
        Some(outcome).filter(Outcome::accepts)
    }

    fn our_bearer(&self, case: &Case) -> bool {
        let presented = Presented {
            subject: "somebody".into(),
            client_id: self.id(case.kept.own).into(),
            scopes: case.kept.scopes.join(" ").parse().expect("scopes"),
            expires_at: self.expires_at(&case.kept),
        };
        let demanded = case.demanded.join(" ").parse().expect("scopes");
        let token = case.verifier.map(|_| "text");
        // Without `uri` the token is not known.
        let presented = case.uri.map(|_| presented);
        let view = BearerView { token };
        flow::bearer::admit(&view, presented.as_ref(), &demanded, self.start).is_ok()
    }

    fn their_bearer(&self, case: &Case) -> bool {
        let mut theirs = self.theirs(&case.demanded.join(" "));
        let issued = theirs.tokens.issue(self.grant(&case.kept)).expect("tokens");
        if !case.kept.live {
            theirs.wait(Duration::from_secs(365 * 24 * 3600));
        }
        let known = if case.uri.is_some() { issued.token } else { "made-up".to_owned() };
        theirs.resource(case.verifier.map(|_| known.as_str())).accepts()
    }
}

fn encoded(verifier: &str) -> String {
    format!("{}S", URL_SAFE_NO_PAD.encode(digest::sha256(verifier.as_bytes())))
}

fn parameters(case: &Case, more: &[(&str, &str)]) -> Parameters {
    let mut pairs = more.to_vec();
    let scope = case.scope.as_ref().map(|scopes| scopes.join(" "));
    pairs.extend(case.grant_type.map(|text| ("grant_type", text)));
    pairs.extend(case.verifier.map(|text| ("code_verifier", text)));
    pairs.extend(scope.as_deref().map(|text| ("scope", text)));
    Parameters::parse(form(&pairs).as_bytes()).expect("parameters")
}

#[tokio::test]
async fn what_a_machine_refuses_stays_refused() {
    let (stage, good) = (Stage::build().await, Cell::new([0; 3]));
    let (mut runner, seed) = runner(RUNS);
    let done = runner.run(&cases(), |case| {
        let accepted = stage.compare(&case).map(u32::from);
        let before = good.get();
        good.set([0, 1, 2].map(|one| before[one] + accepted[one]));
        Ok(())
    });
    done.unwrap_or_else(|why| panic!("GATEHOUSE_ORACLE_SEED={seed}: {why}"));
    assert!(good.get().iter().all(|many| *many >= ENOUGH), "few are good: {good:?}");
}
