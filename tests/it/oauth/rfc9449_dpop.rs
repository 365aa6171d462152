//! Proof of possession (RFC 9449): nonces, proofs, and what is bound to a key.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::future::join_all;
use gatehouse::model::client::AuthMethod;
use serde_json::{Value, json};

use crate::support::jose::{Key, compact, hash, sign_secret};
use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, claims, on_both};

const TOKEN: &str = "/oauth2/token";
const USERINFO: &str = "/oauth2/userInfo";
const SPA_PAGE: &str = "http://localhost:9080/samples/spa";

/// Asks for a token of the machine's own with these proofs.
async fn ask(app: &TestApp, proofs: &[&str]) -> Answer {
    let (id, secret) = app.machine();
    let pairs =
        [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let headers: Vec<(&str, &str)> = proofs.iter().map(|proof| ("dpop", *proof)).collect();
    app.ask_with(TOKEN, &headers, &pairs).await
}

fn nonce_of(answer: &Answer) -> String {
    let nonce = answer.headers.get("dpop-nonce").unwrap_or_else(|| panic!("no nonce: {answer:?}"));
    nonce.to_str().expect("ASCII").to_owned()
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned()
}

/// A fresh code of the demo user for the single-page application.
async fn spa_code(app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> String {
    let own = [("client_id", app.demo.spa()), ("redirect_uri", SPA_PAGE)];
    let path = app.authorize(pkce, &[&own[..], more].concat());
    let answer = app.sign_in(&mut app.browser(), &path).await;
    answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

/// Redeems a code of the single-page application, with a proof or without.
async fn redeem_spa(app: &TestApp, code: &str, pkce: &Pkce, key: Option<&Key>) -> Answer {
    let proof = key.map(|key| app.token_proof(key));
    let headers: Vec<(&str, &str)> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", app.demo.spa()),
        ("code", code),
        ("redirect_uri", SPA_PAGE),
        ("code_verifier", &pkce.verifier),
    ];
    app.ask_with(TOKEN, &headers, &pairs).await
}

async fn refresh_spa(app: &TestApp, token: &str, key: Option<&Key>) -> Answer {
    let proof = key.map(|key| app.token_proof(key));
    let headers: Vec<(&str, &str)> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
    let pairs =
        [("grant_type", "refresh_token"), ("client_id", app.demo.spa()), ("refresh_token", token)];
    app.ask_with(TOKEN, &headers, &pairs).await
}

/// An access token of the demo user that is bound to the key.
async fn bound_token(app: &TestApp, key: &Key) -> String {
    let pkce = Pkce::new();
    let code = spa_code(app, &pkce, &[]).await;
    text(&redeem_spa(app, &code, &pkce, Some(key)).await.json(), "access_token")
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
    async fn a_proof_binds_the_access_token_to_its_key(app) {
        for key in [Key::ec(), Key::ed(), Key::rsa()] {
            let answer = ask(&app, &[&app.token_proof(&key)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            assert_eq!(nonce_of(&answer), nonce_of(&ask(&app, &[&app.token_proof(&key)]).await));
            let tokens = answer.json();
            assert_eq!(tokens["token_type"], "DPoP");
            let token = text(&tokens, "access_token");
            assert_eq!(claims(&token)["cnf"], json!({ "jkt": key.thumbprint() }));
            let about = app.ask("/oauth2/introspect", Some(app.machine()), &[("token", &token)]).await.json();
            assert_eq!((&about["token_type"], &about["cnf"]["jkt"]), (&json!("DPoP"), &json!(key.thumbprint())));
        }
        let without = ask(&app, &[]).await;
        assert_eq!(without.json()["token_type"], "Bearer");
        assert!(claims(&text(&without.json(), "access_token")).get("cnf").is_none());
        assert!(!without.headers.contains_key("dpop-nonce"));
    }

    async fn a_proof_has_a_nonce_of_ours(app) {
        let key = Key::ec();
        let with = |nonce: Value| {
            let mut claims = app.proof_for("POST", TOKEN);
            claims["nonce"] = nonce;
            key.prove(&claims)
        };
        let mut offered = String::new();
        for wrong in [Value::Null, json!(""), json!("made up"), json!(7)] {
            let answer = ask(&app, &[&with(wrong.clone())]).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!("use_dpop_nonce")), "{wrong}");
            offered = nonce_of(&answer);
        }
        assert_eq!(ask(&app, &[&with(json!(offered))]).await.status, StatusCode::OK);
        app.advance(Duration::from_secs(5 * 60));
        let answer = ask(&app, &[&with(json!(offered))]).await;
        assert_eq!(answer.status, StatusCode::OK, "the nonce before is still good");
        assert_ne!(nonce_of(&answer), offered, "the next one comes with the answer");
        app.advance(Duration::from_secs(5 * 60));
        assert_eq!(ask(&app, &[&with(json!(offered))]).await.json()["error"], "use_dpop_nonce");
        let other = app.second_node(|_| ()).await;
        let elsewhere = nonce_of(&ask(&other, &[&with(Value::Null)]).await);
        assert_eq!(ask(&app, &[&with(json!(elsewhere))]).await.status, StatusCode::OK, "nodes share nonces");
    }

    async fn a_request_for_a_nonce_uses_nothing_up(app) {
        let key = Key::ec();
        app.change_client(app.machine().0, |settings| {
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(json!({ "keys": [key.public()] }));
        }).await;
        let assertion = key.assert(&app.assertion_of(app.machine().0));
        let pairs = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.as_str()),
        ];
        let mut proof = app.proof_for("POST", TOKEN);
        proof["nonce"] = Value::Null;
        let first = app.ask_with(TOKEN, &[("dpop", &key.prove(&proof))], &pairs).await;
        assert_eq!(first.json()["error"], "use_dpop_nonce");
        proof["nonce"] = json!(nonce_of(&first));
        let second = app.ask_with(TOKEN, &[("dpop", &key.prove(&proof))], &pairs).await;
        assert_eq!(second.status, StatusCode::OK, "the same assertion and jti: {second:?}");
    }

    async fn a_proof_is_good_once_on_all_nodes(app) {
        let (key, other) = (Key::ec(), app.second_node(|_| ()).await);
        let claims = app.proof_for("POST", TOKEN);
        assert_eq!(ask(&app, &[&key.prove(&claims)]).await.status, StatusCode::OK);
        for node in [&app, &other] {
            assert_eq!(ask(node, &[&key.prove(&claims)]).await.json()["error"], "invalid_dpop_proof");
        }
        assert_eq!(ask(&app, &[&Key::ec().prove(&claims)]).await.status, StatusCode::OK, "another key's jti");
        let proof = app.token_proof(&key);
        let proofs = [proof.as_str()];
        let tries = (0..16).map(|number| ask(if number % 2 == 0 { &app } else { &other }, &proofs));
        let good = join_all(tries).await.iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(good, 1);
    }

    async fn a_stranger_uses_up_no_proof(app) {
        let proof = app.token_proof(&Key::ec());
        let pairs = [("grant_type", "client_credentials"), ("client_id", app.machine().0), ("client_secret", "wrong")];
        assert_eq!(app.ask_with(TOKEN, &[("dpop", &proof)], &pairs).await.json()["error"], "invalid_client");
        assert_eq!(ask(&app, &[&proof]).await.status, StatusCode::OK);
    }

    async fn the_token_endpoint_refuses_bad_proofs(app) {
        let key = Key::ec();
        let with = |name: &str, value: Value| {
            let mut claims = app.proof_for("POST", TOKEN);
            claims[name] = value;
            key.prove(&claims)
        };
        let good = app.token_proof(&key);
        for (why, proofs) in [
            ("another method", vec![with("htm", json!("GET"))]),
            ("another address", vec![with("htu", json!(app.url(USERINFO)))]),
            ("another server", vec![with("htu", json!("https://evil.example/oauth2/token"))]),
            ("no JWT", vec!["x".into()]),
            ("two of them", vec![good.clone(), app.token_proof(&key)]),
            ("the same twice", vec![good.clone(), good.clone()]),
            ("two in one", vec![format!("{good}, {good}")]),
        ] {
            let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
            let answer = ask(&app, &proofs).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_dpop_proof")), "{why}");
        }
        assert_eq!(ask(&app, &[&good]).await.status, StatusCode::OK);
    }

    async fn a_client_that_binds_its_tokens_gets_none_without_a_proof(app) {
        app.change_client(app.machine().0, |settings| settings.dpop = true).await;
        let answer = ask(&app, &[]).await;
        assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
        assert_eq!(ask(&app, &[&app.token_proof(&Key::ec())]).await.json()["token_type"], "DPoP");
    }

    async fn a_code_may_be_bound_to_a_key(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        let code = spa_code(&app, &pkce, &[("dpop_jkt", &key.thumbprint())]).await;
        for other in [None, Some(&Key::ec())] {
            let answer = redeem_spa(&app, &code, &pkce, other).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
        }
        assert_eq!(redeem_spa(&app, &code, &pkce, Some(&key)).await.status, StatusCode::OK);
    }

    async fn a_public_clients_refresh_token_is_bound_to_the_key(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        let code = spa_code(&app, &pkce, &[]).await;
        let first = text(&redeem_spa(&app, &code, &pkce, Some(&key)).await.json(), "refresh_token");
        for thief in [None, Some(&Key::ec())] {
            assert_eq!(refresh_spa(&app, &first, thief).await.json()["error"], "invalid_grant");
        }
        let answer = refresh_spa(&app, &first, Some(&key)).await;
        assert_eq!((answer.status, &answer.json()["token_type"]), (StatusCode::OK, &json!("DPoP")));
        let access = text(&answer.json(), "access_token");
        assert_eq!(claims(&access)["cnf"]["jkt"], key.thumbprint());
        app.advance(Duration::from_secs(30));
        let second = text(&answer.json(), "refresh_token");
        let third = text(&refresh_spa(&app, &second, Some(&key)).await.json(), "refresh_token");
        app.advance(Duration::from_secs(30));
        assert_eq!(refresh_spa(&app, &first, None).await.json()["error"], "invalid_grant");
        let narrow = [("grant_type", "refresh_token"), ("client_id", app.demo.spa()), ("refresh_token", &third), ("scope", "openid")];
        assert_eq!(app.ask_with(TOKEN, &[], &narrow).await.json()["error"], "invalid_grant", "nor by another way");
        let answer = refresh_spa(&app, &third, Some(&key)).await;
        assert_eq!(answer.status, StatusCode::OK, "a thief without the key has ended nothing: {answer:?}");
        app.advance(Duration::from_secs(30));
        assert_eq!(refresh_spa(&app, &first, Some(&key)).await.json()["error"], "invalid_grant", "an old one");
        let latest = text(&answer.json(), "refresh_token");
        assert_eq!(refresh_spa(&app, &latest, Some(&key)).await.json()["error"], "invalid_grant", "it has ended the family");
    }

    async fn a_lost_answer_costs_a_bound_client_nothing(app) {
        let (key, pkce) = (Key::ec(), Pkce::new());
        let code = spa_code(&app, &pkce, &[]).await;
        let first = text(&redeem_spa(&app, &code, &pkce, Some(&key)).await.json(), "refresh_token");
        for _ in 0..2 {
            assert_eq!(refresh_spa(&app, &first, Some(&key)).await.status, StatusCode::OK);
            app.advance(Duration::from_secs(30));
        }
    }

    async fn a_refresh_token_that_was_not_bound_stays_so(app) {
        let pkce = Pkce::new();
        let code = spa_code(&app, &pkce, &[]).await;
        let first = text(&redeem_spa(&app, &code, &pkce, None).await.json(), "refresh_token");
        let answer = refresh_spa(&app, &first, Some(&Key::ec())).await;
        assert_eq!(answer.json()["token_type"], "DPoP");
        app.advance(Duration::from_secs(30));
        let next = refresh_spa(&app, &text(&answer.json(), "refresh_token"), None).await;
        assert_eq!(next.json()["token_type"], "Bearer");
    }

    async fn a_confidential_client_may_change_its_key(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let (id, secret) = app.web();
        let own = [("client_id", id), ("client_secret", secret)];
        let grant = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", WEB_CALLBACK), ("code_verifier", &pkce.verifier)];
        let first = app.ask_with(TOKEN, &[("dpop", &app.token_proof(&Key::ec()))], &[&own[..], &grant].concat()).await.json();
        assert_eq!(first["token_type"], "DPoP");
        let (key, refresh) = (Key::ed(), text(&first, "refresh_token"));
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let answer = app.ask_with(TOKEN, &[("dpop", &app.token_proof(&key))], &[&own[..], &grant].concat()).await.json();
        assert_eq!(claims(&text(&answer, "access_token"))["cnf"]["jkt"], key.thumbprint());
        let about = app.ask("/oauth2/introspect", Some(app.web()), &[("token", &text(&answer, "refresh_token"))]).await.json();
        assert_eq!((&about["active"], about.get("cnf")), (&json!(true), None));
    }

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
            ("another address", proof("htu", json!(app.url(TOKEN)))), ("another host", proof("htu", json!("https://evil.example/oauth2/userInfo"))),
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
        nonce_of(&nonceless);
    }

    async fn a_token_is_shown_as_what_it_is(app) {
        let key = Key::ec();
        let (bound, plain) = (bound_token(&app, &key).await, text(&app.tokens().await, "access_token"));
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

    async fn at_a_pools_own_domain_its_address_counts(app) {
        let (key, (id, secret)) = (Key::ec(), app.machine());
        let at_domain = "http://demo.localhost:9080/oauth2/token";
        for (host, htu, status) in [
            ("demo.localhost:9080", at_domain.to_owned(), StatusCode::OK),
            ("demo.localhost:9080", app.url(TOKEN), StatusCode::BAD_REQUEST),
            ("localhost:9080", at_domain.to_owned(), StatusCode::BAD_REQUEST),
        ] {
            let mut claims = app.proof_for("POST", TOKEN);
            claims["htu"] = json!(htu);
            let path = if host.starts_with("demo") { TOKEN.to_owned() } else { format!("{}{TOKEN}", app.base) };
            let request = Request::post(&path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("dpop", key.prove(&claims));
            let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
            let mut browser = app.browser();
            browser.host = host.into();
            assert_eq!(browser.send(&path, request, body.into()).await.status, status, "{host} {htu}");
        }
    }

    async fn scripts_may_send_proofs_and_read_nonces(app) {
        let path = format!("{}{TOKEN}", app.base);
        let request = Request::options(&path)
            .header(header::ORIGIN, "https://app.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "dpop");
        let preflight = app.browser().send(&path, request, Body::empty()).await;
        let allowed = preflight.headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().expect("ASCII");
        assert!(allowed.contains("dpop"), "{allowed}");
        let answer = app.ask_with(TOKEN, &[("origin", "https://app.example")], &[]).await;
        let exposed = answer.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str().expect("ASCII");
        assert!(exposed.contains("dpop-nonce"), "{exposed}");
    }
}
