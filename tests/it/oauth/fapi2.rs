//! FAPI 2.0 Security Profile and Message Signing: what a client of these profiles must do, and what is
//! refused to it.

use axum::http::StatusCode;
use gatehouse::model::client::{AuthMethod, Profile};
use serde_json::{Value, json};

use crate::support::jose::{Key, fresh_id};
use crate::support::{Answer, Pkce, TestApp, claims, form, on_both};

const TYPE: (&str, &str) =
    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

/// The web client under a profile, with its keys: one to prove itself, one for proofs of possession.
struct Fapi {
    own: Key,
    proofs: Key,
}

impl Fapi {
    async fn of(app: &TestApp, profile: Profile) -> Self {
        let fapi = Self { own: Key::ec(), proofs: Key::ec() };
        app.change_client(app.web().0, |settings| {
            settings.profile = profile;
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(json!({ "keys": [fapi.own.public()] }));
        })
        .await;
        fapi
    }

    fn assertion(&self, app: &TestApp) -> String {
        self.own.assert(&app.assertion_of(app.web().0))
    }

    /// A POST with a fresh assertion and, where wanted, a fresh proof.
    async fn post(&self, app: &TestApp, path: &str, proof: bool, pairs: &[(&str, &str)]) -> Answer {
        let assertion = self.assertion(app);
        let mut all = vec![TYPE, ("client_assertion", assertion.as_str())];
        all.extend_from_slice(pairs);
        let proof = proof.then(|| self.proofs.prove(&app.proof_for("POST", path)));
        let headers: Vec<(&str, &str)> =
            proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        app.ask_with(path, &headers, &all).await
    }

    async fn push(&self, app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> Answer {
        let mut pairs = vec![
            ("response_type", "code"),
            ("redirect_uri", crate::support::WEB_CALLBACK),
            ("scope", "openid email"),
            ("code_challenge", pkce.challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in more {
            pairs.retain(|(own, _)| own != name);
            pairs.push((name, value));
        }
        self.post(app, "/oauth2/par", true, &pairs).await
    }

    async fn code(&self, app: &TestApp, pkce: &Pkce) -> String {
        let pushed = self.push(app, pkce, &[]).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let answer = app.sign_in(&mut app.browser(), &go(app, &pushed)).await;
        assert!(answer.parameter("iss").is_some(), "{answer:?}");
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }
}

fn go(app: &TestApp, pushed: &Answer) -> String {
    let body = pushed.json();
    let reference = body["request_uri"].as_str().expect("a reference");
    let pairs = [("client_id", app.web().0), ("request_uri", reference)];
    format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
}

fn redemption<'r>(code: &'r str, pkce: &'r Pkce) -> [(&'r str, &'r str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", crate::support::WEB_CALLBACK),
        ("code_verifier", &pkce.verifier),
    ]
}

on_both! {
    async fn the_whole_way_gives_bound_tokens(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let pkce = Pkce::new();
        let code = fapi.code(&app, &pkce).await;
        let answer = fapi.post(&app, "/oauth2/token", true, &redemption(&code, &pkce)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "DPoP");
        let access = claims(tokens["access_token"].as_str().expect("a token"));
        assert_eq!(access["cnf"]["jkt"], fapi.proofs.thumbprint());
        let refresh = tokens["refresh_token"].as_str().expect("a token").to_owned();
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let again = fapi.post(&app, "/oauth2/token", true, &pairs).await;
        assert_eq!(again.status, StatusCode::OK, "{again:?}");
    }

    async fn what_the_profile_forbids_is_refused(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let pkce = Pkce::new();
        let direct = app.browser().get(&app.authorize(&pkce, &[])).await;
        assert_eq!(direct.parameter("error").as_deref(), Some("invalid_request"), "not pushed");
        for (more, error, why) in [
            (("response_type", "code id_token"), "unauthorized_client", "a hybrid answer"),
            (("response_type", "token"), "unauthorized_client", "a token at once"),
            (("code_challenge", ""), "invalid_request", "no PKCE"),
            (("code_challenge_method", "plain"), "invalid_request", "plain PKCE"),
            (("redirect_uri", ""), "invalid_request", "no redirect URI"),
            (("dpop_jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"), "invalid_dpop_proof", "another key than the proof's"),
        ] {
            let refused = fapi.push(&app, &pkce, &[more]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why}: {refused:?}");
            let told = refused.json()["error"].as_str().unwrap_or_default().to_owned();
            assert!(told == error || told == "unsupported_response_type", "{why}: {told}");
        }
        let code = fapi.code(&app, &pkce).await;
        let bare = fapi.post(&app, "/oauth2/token", false, &redemption(&code, &pkce)).await;
        assert_eq!(bare.status, StatusCode::BAD_REQUEST, "no proof: {bare:?}");
        let other = Fapi { proofs: Key::ec(), ..fapi };
        let stolen = other.post(&app, "/oauth2/token", true, &redemption(&code, &pkce)).await;
        assert_eq!(stolen.status, StatusCode::BAD_REQUEST, "another key than the pushed request's: {stolen:?}");
    }

    async fn assertions_are_for_the_issuer_alone(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        for audience in [json!(app.url("/oauth2/token")), json!(app.url("/oauth2/par")), json!([app.issuer()])] {
            let mut claims = app.assertion_of(app.web().0);
            claims["aud"] = audience.clone();
            let assertion = fapi.own.assert(&claims);
            let refused = app.ask("/oauth2/par", None, &[TYPE, ("client_assertion", &assertion)]).await;
            assert_eq!((refused.status, refused.json()["error"].clone()), (StatusCode::UNAUTHORIZED, "invalid_client".into()), "{audience}");
        }
    }

    async fn message_signing_wants_signed_requests_with_bounds(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2MessageSigning).await;
        let pkce = Pkce::new();
        let plain = fapi.push(&app, &pkce, &[]).await;
        assert_eq!(plain.status, StatusCode::BAD_REQUEST, "{plain:?}");
        let now = app.cx().now().seconds();
        let good = json!({
            "iss": app.web().0, "aud": [app.issuer(), "https://other.example"], "nbf": now, "exp": now + 300,
            "jti": fresh_id(), "client_id": app.web().0, "response_type": "code", "scope": "openid",
            "redirect_uri": crate::support::WEB_CALLBACK,
            "code_challenge": pkce.challenge, "code_challenge_method": "S256",
        });
        let object = fapi.own.assert(&good);
        let pushed = fapi.post(&app, "/oauth2/par", true, &[("request", &object)]).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        assert!(app.sign_in(&mut app.browser(), &go(&app, &pushed)).await.parameter("code").is_some());
        let mut wrong: Vec<(&str, Value)> = vec![
            ("exp", Value::Null), ("nbf", Value::Null), ("aud", json!("https://other.example")),
            ("aud", Value::Null), ("iss", Value::Null), ("redirect_uri", Value::Null),
            ("exp", json!(now - 60)), ("exp", json!(now + 3700)), ("nbf", json!(now - 3700)), ("nbf", json!(now + 120)),
        ];
        for (name, value) in wrong.drain(..) {
            let mut claims = good.clone();
            claims[name] = value.clone();
            claims.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
            let object = fapi.own.assert(&claims);
            let refused = fapi.post(&app, "/oauth2/par", true, &[("request", &object)]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{name} {value}: {refused:?}");
        }
        let rsa = Key::rsa();
        app.change_client(app.web().0, |settings| {
            settings.proving.jwks = Some(json!({ "keys": [fapi.own.public(), rsa.public()] }));
        }).await;
        let weak = rsa.sign(&json!({ "alg": "RS256", "kid": rsa.id }), &good);
        let refused = fapi.post(&app, "/oauth2/par", true, &[("request", &weak)]).await;
        assert_eq!(refused.json()["error"], "invalid_request_object", "RS256: {refused:?}");
        let strong = rsa.sign(&json!({ "alg": "PS256", "kid": rsa.id }), &good);
        assert_eq!(fapi.post(&app, "/oauth2/par", true, &[("request", &strong)]).await.status, StatusCode::CREATED);
    }
}
