//! Request objects (RFC 9101, OpenID Connect Core section 6).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::jose::{Key, compact};
use crate::support::{Answer, Pkce, TestApp, form, on_both};

/// Lets the web client sign its requests with these keys.
async fn register(app: &TestApp, keys: &[&Key], must: bool) {
    let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
    app.change_client(app.web().0, |settings| {
        settings.proving.jwks = Some(json!({ "keys": keys }));
        settings.requests.signed = must;
    })
    .await;
}

/// The claims of a good request object.
fn good(app: &TestApp, pkce: &Pkce) -> Value {
    let now = app.cx().now().seconds();
    json!({
        "iss": app.web().0, "aud": app.issuer(), "iat": now, "nbf": now, "exp": now + 300,
        "client_id": app.web().0, "response_type": "code", "scope": "openid email",
        "redirect_uri": crate::support::WEB_CALLBACK, "state": "inside", "nonce": "a nonce",
        "code_challenge": pkce.challenge, "code_challenge_method": "S256", "max_age": 1000,
    })
}

fn changed(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    if let Some(members) = claims.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    claims
}

fn path(app: &TestApp, object: &str, more: &[(&str, &str)]) -> String {
    let mut pairs = vec![("client_id", app.web().0), ("request", object)];
    pairs.extend_from_slice(more);
    format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
}

/// Whether a request is refused, on a page or at the client, and with which code.
fn refusal(answer: &Answer) -> String {
    match answer.status.is_redirection() {
        true => answer.parameter("error").unwrap_or_default(),
        false => {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
            assert!(answer.has("error-message"), "{answer:?}");
            "page".into()
        }
    }
}

on_both! {
    async fn what_the_client_has_signed_is_its_request(app) {
        let keys = [Key::ec(), Key::rsa(), Key::ed()];
        register(&app, &keys.each_ref(), false).await;
        for key in &keys {
            let pkce = Pkce::new();
            let outside = [("state", "outside"), ("response_type", "code"), ("scope", "openid")];
            let path = path(&app, &key.assert(&good(&app, &pkce)), &outside);
            let answer = app.sign_in(&mut app.browser(), &path).await;
            assert_eq!(answer.parameter("state").as_deref(), Some("inside"), "{}", key.algorithm());
            let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
            assert!(tokens["id_token"].is_string(), "{tokens}");
        }
    }

    async fn what_is_outside_counts_only_where_the_client_need_not_sign(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        let object = |app: &TestApp| key.assert(&changed(&good(app, &pkce), "state", Value::Null));
        register(&app, &[&key], false).await;
        let outside = path(&app, &object(&app), &[("state", "outside")]);
        let answer = app.sign_in(&mut app.browser(), &outside).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("outside"));
        register(&app, &[&key], true).await;
        let answer = app.sign_in(&mut app.browser(), &outside).await;
        assert!(answer.parameter("code").is_some() && answer.parameter("state").is_none(), "{answer:?}");
        let unsigned = app.browser().get(&app.authorize(&pkce, &[])).await;
        assert_eq!(refusal(&unsigned), "invalid_request");
    }

    async fn whatever_is_wrong_with_an_object_is_refused(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        register(&app, &[&key], false).await;
        let good = good(&app, &pkce);
        let now = app.cx().now().seconds();
        let unsigned = compact(&json!({ "alg": "none" }), &good, |_| Vec::new());
        let foreign = Key::ec().sign(&json!({ "alg": "ES256", "kid": key.id }), &good);
        let by_public_key = compact(&json!({ "alg": "HS256", "kid": key.id }), &good, |_| vec![0; 32]);
        let proof = key.sign(&json!({ "alg": "ES256", "kid": key.id, "typ": "dpop+jwt" }), &good);
        let cases = [
            (unsigned, "request_not_supported", "unsigned"),
            ("nonsense".into(), "invalid_request_object", "no JWT"),
            (foreign, "invalid_request_object", "another's key"),
            (by_public_key, "invalid_request_object", "a symmetric algorithm"),
            (proof, "invalid_request_object", "another kind of JWT"),
            (key.assert(&changed(&good, "aud", json!("https://other.example"))), "invalid_request_object", "another audience"),
            (key.assert(&changed(&good, "iss", json!("another"))), "invalid_request_object", "another issuer"),
            (key.assert(&changed(&good, "client_id", json!("another"))), "invalid_request_object", "another client"),
            (key.assert(&changed(&good, "exp", json!(now - 100))), "invalid_request_object", "expired"),
            (key.assert(&changed(&good, "nbf", json!(now + 100))), "invalid_request_object", "not yet good"),
            (key.assert(&changed(&good, "request", json!("e30.e30.e30"))), "invalid_request_object", "one within another"),
        ];
        for (object, error, why) in cases {
            let outside = [("redirect_uri", crate::support::WEB_CALLBACK), ("response_type", "code")];
            let told = app.browser().get(&path(&app, &object, &outside)).await;
            assert_eq!(refusal(&told), error, "{why}: {told:?}");
            let page = app.browser().get(&path(&app, &object, &[])).await;
            assert_eq!(refusal(&page), "page", "{why}");
        }
        let evil = key.assert(&changed(&good, "redirect_uri", json!("https://evil.example/")));
        assert_eq!(refusal(&app.browser().get(&path(&app, &evil, &[])).await), "page");
        let near = key.assert(&changed(&good, "nbf", json!(now + 8)));
        assert!(app.browser().get(&path(&app, &near, &[])).await.location().contains("/login?"));
    }

    async fn one_algorithm_is_enough_for_who_said_so(app) {
        let (ec, rsa, pkce) = (Key::ec(), Key::rsa(), Pkce::new());
        register(&app, &[&ec, &rsa], false).await;
        app.change_client(app.web().0, |settings| {
            settings.requests.algorithm = Some(gatehouse::model::Algorithm::PS256);
        }).await;
        let claims = good(&app, &pkce);
        assert_eq!(refusal(&app.browser().get(&path(&app, &ec.assert(&claims), &[])).await), "page");
        assert!(app.browser().get(&path(&app, &rsa.assert(&claims), &[])).await.location().contains("/login?"));
    }

    async fn an_address_that_nobody_registered_is_not_asked(app) {
        for uri in ["https://evil.example/object", "http://127.0.0.1:1/object", "http://169.254.169.254/latest"] {
            let more = [("request_uri", uri)];
            let answer = app.browser().get(&app.authorize(&Pkce::new(), &more)).await;
            assert_eq!(refusal(&answer), "request_uri_not_supported", "{uri}");
        }
        let both = [("request_uri", "https://app.example/"), ("request", "e30.e30.e30")];
        let answer = app.browser().get(&app.authorize(&Pkce::new(), &both)).await;
        assert_eq!(refusal(&answer), "invalid_request");
    }

    async fn a_pushed_object_is_checked_as_it_is_pushed(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        register(&app, &[&key], true).await;
        let object = key.assert(&good(&app, &pkce));
        let outside = [("request", object.as_str()), ("state", "outside")];
        let pushed = app.ask("/oauth2/par", Some(app.web()), &outside).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let reference = pushed.json()["request_uri"].as_str().expect("a reference").to_owned();
        let pairs = [("client_id", app.web().0), ("request_uri", reference.as_str())];
        let path = format!("{}/oauth2/authorize?{}", app.base, form(&pairs));
        let answer = app.sign_in(&mut app.browser(), &path).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));

        let plain = [("response_type", "code"), ("redirect_uri", crate::support::WEB_CALLBACK), ("scope", "openid")];
        let refused = app.ask("/oauth2/par", Some(app.web()), &plain).await;
        assert_eq!((refused.status, refused.json()["error"].clone()), (StatusCode::BAD_REQUEST, "invalid_request".into()));
        let marked = [plain[0], plain[1], plain[2], ("_signed", "1"), ("code_challenge", pkce.challenge.as_str()), ("code_challenge_method", "S256")];
        let refused = app.ask("/oauth2/par", Some(app.web()), &marked).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "nobody but us says that it was signed");
    }
}
