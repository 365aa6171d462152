//! Proof of possession at the token endpoint (RFC 9449): nonces, proofs, and what is bound to a key.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::future::join_all;
use gatehouse::domain::oauth::replay::{self, Purpose};
use gatehouse::domain::{configuration, housekeeping};
use gatehouse::model::client::AuthMethod;
use serde_json::{Value, json};

use crate::support::jose::Key;
use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, claims, on_both};

const TOKEN: &str = "/oauth2/token";
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

    async fn what_was_used_up_is_forgotten_when_it_has_long_expired(app) {
        let (start, id) = (app.cx().now(), "an id");
        for (minutes, first) in [(0, true), (1, false), (30, false), (60, true)] {
            app.advance(Duration::from_secs(minutes * 60));
            let cx = app.cx();
            housekeeping::clean(&cx).await.expect("cleaned");
            let view = configuration::pool(&cx, &app.demo.pool.id).await.expect("an answer").expect("the pool");
            let until = start + Duration::from_secs(60);
            let used = replay::first_use(&cx, &view, Purpose::DpopProof, ("a key", id), until).await;
            assert_eq!(used.expect("an answer"), first, "{minutes} minutes later");
        }
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
            ("another address", vec![with("htu", json!(app.url("/oauth2/userInfo")))]),
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
