//! FAPI 2.0 Security Profile and Message Signing: what a client of these profiles must do, and what is
//! refused to it.

use axum::http::StatusCode;
use gatehouse::domain::admin::clients::{self, Confidentiality, NewClient};
use gatehouse::domain::admin::pools::{self, NewPool};
use gatehouse::model::Algorithm;
use gatehouse::model::client::{AuthMethod, ClientSettings, Profile};
use gatehouse::model::pool::PoolSettings;
use serde_json::{Value, json};

use crate::support::jose::{Key, compact, fresh_id, header_of};
use crate::support::{Answer, Pkce, TestApp, claims, form, on_both};

pub(super) const TYPE: (&str, &str) =
    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

/// The web client under a profile, with its keys: one to prove itself, one for proofs of possession.
pub(super) struct Fapi {
    own: Key,
    pub(super) proofs: Key,
}

impl Fapi {
    pub(super) async fn of(app: &TestApp, profile: Profile) -> Self {
        let fapi = Self { own: Key::ec(), proofs: Key::ec() };
        app.change_client(app.web().0, |settings| {
            settings.profile = profile;
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(json!({ "keys": [fapi.own.public()] }));
        })
        .await;
        fapi
    }

    pub(super) fn assertion(&self, app: &TestApp) -> String {
        self.own.assert(&app.assertion_of(app.web().0))
    }

    /// A POST with a fresh assertion and, where wanted, a fresh proof.
    pub(super) async fn post(
        &self,
        app: &TestApp,
        path: &str,
        proof: bool,
        pairs: &[(&str, &str)],
    ) -> Answer {
        let claims = proof.then(|| app.proof_for("POST", path));
        self.post_with(app, path, claims.as_ref(), pairs).await
    }

    /// A POST with a fresh assertion and a proof of these claims, if there are any.
    async fn post_with(
        &self,
        app: &TestApp,
        path: &str,
        proof: Option<&Value>,
        pairs: &[(&str, &str)],
    ) -> Answer {
        let assertion = self.assertion(app);
        let all = [&[TYPE, ("client_assertion", assertion.as_str())], pairs].concat();
        let proof = proof.map(|claims| self.proofs.prove(claims));
        let headers: Vec<(&str, &str)> =
            proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        app.ask_with(path, &headers, &all).await
    }

    pub(super) async fn push(&self, app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> Answer {
        let pairs = [
            ("response_type", "code"),
            ("redirect_uri", crate::support::WEB_CALLBACK),
            ("scope", "openid email"),
            ("code_challenge", pkce.challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        self.post(app, "/oauth2/par", true, &crate::support::with(&pairs, more)).await
    }

    async fn code(&self, app: &TestApp, pkce: &Pkce) -> String {
        let pushed = self.push(app, pkce, &[]).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let answer = app.sign_in(&mut app.browser(), &go(app, &pushed)).await;
        assert!(answer.parameter("iss").is_some(), "{answer:?}");
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }
}

pub(super) fn go(app: &TestApp, pushed: &Answer) -> String {
    let body = pushed.json();
    let reference = body["request_uri"].as_str().expect("a reference");
    let pairs = [("client_id", app.web().0), ("request_uri", reference)];
    format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
}

pub(super) fn redemption<'r>(code: &'r str, pkce: &'r Pkce) -> [(&'r str, &'r str); 4] {
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

    async fn what_the_client_says_comes_back_to_the_letter(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let (fine, long) = ("n".repeat(64), "n".repeat(384));
        for (nonce, state) in [("", ""), (fine.as_str(), "a state"), (long.as_str(), long.as_str())] {
            let pkce = Pkce::new();
            let pushed = fapi.push(&app, &pkce, &[("nonce", nonce), ("state", state)]).await;
            let answer = app.sign_in(&mut app.browser(), &go(&app, &pushed)).await;
            assert_eq!(answer.parameter("state").unwrap_or_default(), state);
            assert_eq!(answer.parameter("iss"), Some(app.issuer()));
            let code = answer.parameter("code").expect("a code");
            let tokens = fapi.post(&app, "/oauth2/token", true, &redemption(&code, &pkce)).await.json();
            let id = claims(tokens["id_token"].as_str().expect("a token"));
            assert_eq!(id["nonce"].as_str().unwrap_or_default(), nonce);
            assert!(id.get("s_hash").is_none(), "{id}");
        }
    }

    async fn clocks_may_differ_by_ten_seconds_wherever_a_proof_is_shown(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let now = app.cx().now().seconds();
        for (name, value) in [("iat", now - 10), ("iat", now + 10), ("nbf", now), ("exp", now + 300)] {
            let pkce = Pkce::new();
            let proof = |path: &str| {
                let mut claims = app.proof_for("POST", path);
                claims[name] = json!(value);
                claims
            };
            let pairs = [
                ("response_type", "code"), ("redirect_uri", crate::support::WEB_CALLBACK), ("scope", "openid"),
                ("code_challenge", pkce.challenge.as_str()), ("code_challenge_method", "S256"),
            ];
            let pushed = fapi.post_with(&app, "/oauth2/par", Some(&proof("/oauth2/par")), &pairs).await;
            assert_eq!(pushed.status, StatusCode::CREATED, "{name} {value}: {pushed:?}");
            let answer = app.sign_in(&mut app.browser(), &go(&app, &pushed)).await;
            let code = answer.parameter("code").expect("a code");
            let redeemed = fapi.post_with(&app, "/oauth2/token", Some(&proof("/oauth2/token")), &redemption(&code, &pkce)).await;
            assert_eq!(redeemed.status, StatusCode::OK, "{name} {value}: {redeemed:?}");
        }
    }

    async fn a_key_that_was_named_is_the_one_to_prove(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let pkce = Pkce::new();
        let own = fapi.proofs.thumbprint();
        let pairs = [
            ("response_type", "code"), ("redirect_uri", crate::support::WEB_CALLBACK), ("scope", "openid"),
            ("code_challenge", pkce.challenge.as_str()), ("code_challenge_method", "S256"), ("dpop_jkt", own.as_str()),
        ];
        let pushed = fapi.post(&app, "/oauth2/par", false, &pairs).await;
        let code = app.sign_in(&mut app.browser(), &go(&app, &pushed)).await.parameter("code").expect("a code");
        let thief = Fapi { own: Key::ec(), proofs: Key::ec() };
        let proof = thief.proofs.prove(&app.proof_for("POST", "/oauth2/token"));
        let assertion = fapi.assertion(&app);
        let shown = [&[TYPE, ("client_assertion", assertion.as_str())][..], &redemption(&code, &pkce)].concat();
        let refused = app.ask_with("/oauth2/token", &[("dpop", &proof)], &shown).await;
        assert_eq!(refused.json()["error"], "invalid_grant");
        assert_eq!(fapi.post(&app, "/oauth2/token", true, &redemption(&code, &pkce)).await.status, StatusCode::OK);
    }

    async fn codes_and_refresh_tokens_are_their_clients_alone(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let pkce = Pkce::new();
        let code = fapi.code(&app, &pkce).await;
        let redemption = redemption(&code, &pkce);
        let other = [&redemption[..], &[("client_id", app.machine().0)]].concat();
        let refused = fapi.post(&app, "/oauth2/token", true, &other).await;
        assert!(refused.status.is_client_error(), "another client's id beside the assertion: {refused:?}");
        let stolen = app.ask("/oauth2/token", Some(app.machine()), &redemption).await;
        assert!(stolen.status.is_client_error(), "by another client: {stolen:?}");
        let tokens = fapi.post(&app, "/oauth2/token", true, &redemption).await.json();
        let refresh = tokens["refresh_token"].as_str().expect("a token").to_owned();
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        assert_eq!(app.ask("/oauth2/token", Some(app.machine()), &pairs).await.json()["error"], "invalid_grant");
        let proof = fapi.proofs.prove(&app.proof_for("POST", "/oauth2/token"));
        let nameless = [&pairs[..], &[("client_id", app.web().0)]].concat();
        let refused = app.ask_with("/oauth2/token", &[("dpop", &proof)], &nameless).await;
        assert_eq!(refused.json()["error"], "invalid_client", "without an assertion");
        for _ in 0..2 {
            let answer = fapi.post(&app, "/oauth2/token", true, &pairs).await;
            assert_eq!(answer.status, StatusCode::OK, "also when an answer was lost: {answer:?}");
            app.advance(std::time::Duration::from_secs(30));
        }
    }

    async fn whoever_says_no_is_heard(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        app.change_client(app.web().0, |settings| settings.consent = true).await;
        let pushed = fapi.push(&app, &Pkce::new(), &[("state", "a state")]).await;
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &go(&app, &pushed)).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("consent-form");
        form.fields.retain(|(name, _)| name != "decision");
        form.fields.push(("decision".into(), "deny".into()));
        let denied = browser.submit(&page, &form).await;
        assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
        assert_eq!((denied.parameter("state").as_deref(), denied.parameter("iss")), (Some("a state"), Some(app.issuer())));
    }

    async fn what_it_is_given_is_signed_as_the_profile_wants(app) {
        let settings = PoolSettings { algorithms: vec![Algorithm::PS256], ..PoolSettings::default() };
        let new = NewPool { name: "Other".into(), domain: None, issuer: None, algorithm: Algorithm::RS256, settings };
        let pool = pools::create(&app.cx(), new).await.expect("a pool");
        for (profile, algorithm) in [(Profile::Fapi2Security, "PS256"), (Profile::Openid, "RS256")] {
            let mut settings = ClientSettings {
                profile,
                redirect_uris: vec!["https://app.example/cb".parse().expect("a URI")],
                scopes: "openid".parse().expect("scopes"),
                ..ClientSettings::default()
            };
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(json!({ "keys": [Key::ec().public()] }));
            let new = NewClient { name: "Bank".into(), confidentiality: Confidentiality::Confidential, settings };
            let (client, _) = clients::create(&app.cx(), &pool.id, new).await.expect("a client");
            let id = client.id.to_string();
            let pairs = [("client_id", id.as_str()), ("response_type", "code"), ("response_mode", "jwt"), ("prompt", "none"),
                ("redirect_uri", "https://app.example/cb"), ("scope", "openid")];
            let refused = app.browser().get(&format!("/{}/oauth2/authorize?{}", pool.id, form(&pairs))).await;
            let answer = refused.parameter("response").unwrap_or_else(|| panic!("{refused:?}"));
            assert_eq!(header_of(&answer)["alg"], algorithm);
        }
    }

    async fn only_what_the_client_itself_has_signed_counts(app) {
        let fapi = Fapi::of(&app, Profile::Fapi2MessageSigning).await;
        let (pkce, other) = (Pkce::new(), Key::ec());
        app.change_client(app.machine().0, |settings| {
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(json!({ "keys": [other.public()] }));
        }).await;
        let now = app.cx().now().seconds();
        let mut good = json!({
            "iss": app.web().0, "aud": app.issuer(), "nbf": now + 8, "exp": now + 300, "client_id": app.web().0,
            "response_type": "code", "scope": "openid", "redirect_uri": crate::support::WEB_CALLBACK,
            "code_challenge": pkce.challenge, "code_challenge_method": "S256",
        });
        let genuine = fapi.own.assert(&good);
        let (message, _) = genuine.rsplit_once('.').expect("three parts");
        for (why, object) in [
            ("nobody's", compact(&json!({ "alg": "none" }), &good, |_| Vec::new())),
            ("no signature", format!("{message}.")),
            ("a wrong signature", compact(&json!({ "alg": "ES256", "kid": fapi.own.id }), &good, |_| vec![7; 64])),
            ("another client's", other.assert(&good)),
            ("another's under its name", other.sign(&json!({ "alg": "ES256", "kid": fapi.own.id }), &good)),
        ] {
            let refused = fapi.post(&app, "/oauth2/par", true, &[("request", &object)]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why}: {refused:?}");
        }
        let outside = [("request", genuine.as_str()), ("state", "outside"), ("nonce", "outside")];
        let pushed = fapi.post(&app, "/oauth2/par", true, &outside).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "eight seconds ahead: {pushed:?}");
        let path = format!("{}&state=outside&nonce=outside", go(&app, &pushed));
        let answer = app.sign_in(&mut app.browser(), &path).await;
        assert!(answer.parameter("code").is_some() && answer.parameter("state").is_none(), "{answer:?}");
        good["state"] = json!("inside");
        let object = fapi.own.assert(&good);
        let pushed = fapi.post(&app, "/oauth2/par", true, &[("request", &object), ("state", "outside")]).await;
        let answer = app.sign_in(&mut app.browser(), &go(&app, &pushed)).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));
        let referring = [("request", object.as_str()), ("request_uri", "https://app.example/object")];
        assert_eq!(fapi.post(&app, "/oauth2/par", true, &referring).await.json()["error"], "invalid_request");
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
