//! Proof of possession at the userinfo endpoint (RFC 9449 section 7).

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::support::jose::{Key, compact, hash, sign_secret};
use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, on_both};

const USERINFO: &str = "/oauth2/userInfo";

/// An access token of the demo user that is bound to the key.
async fn bound_token(app: &TestApp, key: &Key) -> String {
    let pkce = Pkce::new();
    let (code, (id, secret)) = (app.code(&pkce).await, app.web());
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("client_secret", secret),
        ("code", &code),
        ("redirect_uri", WEB_CALLBACK),
        ("code_verifier", &pkce.verifier),
    ];
    let proof = app.token_proof(key);
    let tokens = app.ask_with("/oauth2/token", &[("dpop", &proof)], &pairs).await.json();
    tokens["access_token"].as_str().unwrap_or_else(|| panic!("no token: {tokens}")).to_owned()
}

/// The claims of a good proof for userinfo, with one of them changed; `null` takes it away.
fn userinfo_proof(app: &TestApp, token: &str, name: &str, value: Value) -> Value {
    let mut claims = app.proof_for("GET", USERINFO);
    claims["ath"] = json!(hash(token));
    claims[name] = value;
    if let Some(members) = claims.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    claims
}

/// Calls userinfo with that authorization and these proofs.
async fn userinfo(app: &TestApp, authorization: &str, proofs: &[&str]) -> Answer {
    let path = format!("{}{USERINFO}", app.base);
    let mut request = Request::get(&path).header(header::AUTHORIZATION, authorization);
    for proof in proofs {
        request = request.header("DPoP", *proof);
    }
    app.browser().send(&path, request, Body::empty()).await
}

fn challenge(answer: &Answer) -> String {
    answer.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII").to_owned()
}

on_both! {
    async fn userinfo_takes_a_bound_token_with_a_proof(app) {
        let key = Key::ec();
        let token = bound_token(&app, &key).await;
        let proof = |name: &str, value: Value| key.prove(&userinfo_proof(&app, &token, name, value));
        for scheme in ["DPoP", "dpop", "DPOP"] {
            let answer = userinfo(&app, &format!("{scheme} {token}"), &[&proof("more", json!(1))]).await;
            assert_eq!((answer.status, &answer.json()["username"]), (StatusCode::OK, &json!("demo")), "{scheme}");
            assert!(answer.headers.contains_key("dpop-nonce"));
        }
        let (now, own) = (app.cx().now().seconds(), app.url(USERINFO));
        let shouted = own.replace("http://localhost", "HTTP://LOCALHOST");
        for (name, value) in [
            ("htu", json!(format!("{own}?a=b#c"))), ("htu", json!(shouted)), ("iat", json!(now - 10)), ("iat", json!(now + 10)),
            ("nbf", json!(now)), ("exp", json!(now + 300)),
        ] {
            let answer = userinfo(&app, &format!("DPoP {token}"), &[&proof(name, value.clone())]).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {value}: {answer:?}");
        }
        let path = format!("{}{USERINFO}", app.base);
        let mut claims = userinfo_proof(&app, &token, "htm", json!("POST"));
        for expected in [StatusCode::OK, StatusCode::UNAUTHORIZED] {
            let request = Request::post(&path).header("authorization", format!("DPoP {token}")).header("dpop", key.prove(&claims));
            assert_eq!(app.browser().send(&path, request, Body::empty()).await.status, expected);
            claims["htm"] = json!("GET");
        }
    }

    async fn userinfo_refuses_bad_proofs(app) {
        let (key, rsa) = (Key::ec(), Key::rsa());
        let token = bound_token(&app, &key).await;
        let good = || userinfo_proof(&app, &token, "more", json!(1));
        let proof = |name: &str, value: Value| key.prove(&userinfo_proof(&app, &token, name, value));
        let headed = |name: &str, value: Value| {
            let mut header = key.proof_header();
            header[name] = value;
            if let Some(members) = header.as_object_mut() {
                members.retain(|_, value| !value.is_null());
            }
            key.sign(&header, &good())
        };
        let mut private = key.proof_header()["jwk"].clone();
        private["d"] = json!("c2VjcmV0");
        let genuine = key.prove(&good());
        let (message, _) = genuine.rsplit_once('.').expect("three parts");
        let mut rs256 = rsa.proof_header();
        rs256["alg"] = json!("RS256");
        let mut none = key.proof_header();
        none["alg"] = json!("none");
        let now = app.cx().now().seconds();
        for (why, bad) in [
            ("no typ", headed("typ", Value::Null)), ("another typ", headed("typ", json!("JWT"))),
            ("no jwk", headed("jwk", Value::Null)), ("a private jwk", headed("jwk", private)),
            ("another's jwk", headed("jwk", Key::ec().proof_header()["jwk"].clone())), ("no alg", headed("alg", Value::Null)),
            ("alg none", compact(&none, &good(), |_| Vec::new())), ("a secret", sign_secret("thirty-two bytes of a secret text", "HS256", &good())),
            ("RS256", rsa.sign(&rs256, &good())), ("no signature", format!("{message}.")), ("a signature of zeros", compact(&key.proof_header(), &good(), |_| vec![0; 64])),
            ("no jti", proof("jti", Value::Null)), ("no htm", proof("htm", Value::Null)), ("no htu", proof("htu", Value::Null)),
            ("no iat", proof("iat", Value::Null)), ("no ath", proof("ath", Value::Null)),
            ("an hour old", proof("iat", json!(now - 3600))), ("an hour ahead", proof("iat", json!(now + 3600))),
            ("expired", proof("exp", json!(now - 3600))), ("not yet good", proof("nbf", json!(now + 3600))),
            ("another token's", proof("ath", json!(hash("another")))), ("put", proof("htm", json!("PUT"))), ("post", proof("htm", json!("POST"))), ("lower case", proof("htm", json!("get"))),
            ("another address", proof("htu", json!(app.url("/oauth2/token")))), ("another host", proof("htu", json!("https://evil.example/oauth2/userInfo"))),
        ] {
            let answer = userinfo(&app, &format!("DPoP {token}"), &[&bad]).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_dpop_proof")), "{why}");
            let challenge = challenge(&answer);
            assert!(challenge.starts_with("DPoP error=\"invalid_dpop_proof\"") && challenge.contains("algs=\"PS256 ES256 EdDSA\""), "{challenge}");
        }
        let missing = userinfo(&app, &format!("DPoP {token}"), &[]).await;
        assert_eq!((missing.status, &missing.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_dpop_proof")));
        let twice = userinfo(&app, &format!("DPoP {token}"), &[&genuine, &key.prove(&good())]).await;
        assert_eq!((twice.status, &twice.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_dpop_proof")));
        assert_eq!(userinfo(&app, &format!("DPoP {token}"), &[&genuine]).await.status, StatusCode::OK);
        assert_eq!(userinfo(&app, &format!("DPoP {token}"), &[&genuine]).await.json()["error"], "invalid_dpop_proof", "a second time");
        let nonceless = userinfo(&app, &format!("DPoP {token}"), &[&proof("nonce", Value::Null)]).await;
        assert_eq!(nonceless.status, StatusCode::UNAUTHORIZED);
        assert!(challenge(&nonceless).starts_with("DPoP error=\"use_dpop_nonce\""));
        assert!(nonceless.headers.contains_key("dpop-nonce"));
    }

    async fn a_token_is_shown_as_what_it_is(app) {
        let key = Key::ec();
        let (bound, plain) = (bound_token(&app, &key).await, app.tokens().await["access_token"].as_str().expect("a token").to_owned());
        let proof = |key: &Key, token: &str| key.prove(&userinfo_proof(&app, token, "more", json!(1)));
        for (why, authorization, proof) in [
            ("a bound token as a bearer token", format!("Bearer {bound}"), None),
            ("the same beside a proof", format!("Bearer {bound}"), Some(proof(&key, &bound))),
            ("a bearer token as a bound one", format!("DPoP {plain}"), Some(proof(&key, &plain))),
            ("another key", format!("DPoP {bound}"), Some(proof(&Key::ec(), &bound))),
            ("no token of ours", "DPoP x".into(), Some(proof(&key, "x"))),
        ] {
            let proofs: Vec<&str> = proof.iter().map(String::as_str).collect();
            let answer = userinfo(&app, &authorization, &proofs).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_token")), "{why}");
        }
        let answer = userinfo(&app, &format!("Bearer {plain}"), &[&proof(&key, &plain)]).await;
        assert_eq!(answer.status, StatusCode::OK, "a bearer token needs no proof");
        let path = format!("{}{USERINFO}", app.base);
        let posted = app.browser().post(&path, &format!("access_token={bound}")).await;
        assert_eq!(posted.status, StatusCode::UNAUTHORIZED, "a form cannot carry a bound token");
        let nothing = app.browser().get(&path).await;
        let offered: Vec<_> = nothing.headers.get_all(header::WWW_AUTHENTICATE).iter().collect();
        assert_eq!(offered, ["Bearer realm=\"gatehouse\"", "DPoP algs=\"PS256 ES256 EdDSA\""]);
    }
}
