//! What a client has registered is kept, told back, and held to (RFC 7591 section 2, OpenID Connect
//! Dynamic Client Registration 1.0 section 2).

use axum::http::StatusCode;
use gatehouse::model::pool::RegistrationMode;
use serde_json::{Value, json};

use super::rfc7591_registration::{CALLBACK, taken, text};
use crate::support::jose::sign_secret;
use crate::support::{Answer, TestApp, form, on_both};

/// Replaces the client's metadata by these members over a redirect URI.
async fn replace(app: &TestApp, told: &Value, members: Value) -> Answer {
    let mut body = json!({ "client_id": told["client_id"], "redirect_uris": [CALLBACK] });
    for (name, value) in members.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let below = format!("/{}", text(told, "client_id"));
    let token = text(told, "registration_access_token");
    app.registration("PUT", &below, Some(token), Some(&body)).await
}

/// The error of an authorization request of the client; none where somebody is to sign in.
async fn error(app: &TestApp, told: &Value, response_type: &str) -> Option<String> {
    let request = [
        ("response_type", response_type),
        ("client_id", text(told, "client_id")),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("nonce", "n"),
    ];
    let path = format!("{}/oauth2/authorize?{}", app.base, form(&request));
    let answer = app.browser().get(&path).await;
    let error = answer.parameter("error");
    assert_eq!(error.is_none(), answer.location().contains("/login?"), "{answer:?}");
    error
}

on_both! {
    async fn a_client_uses_the_response_types_that_it_has_registered(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({
            "grant_types": ["authorization_code", "implicit"],
            "response_types": ["code token", "id_token code"],
        })).await);
        assert_eq!(told["response_types"], json!(["code token", "code id_token"]));
        assert_eq!(told["grant_types"], json!(["authorization_code", "implicit"]));
        for good in ["code token", "token code", "code id_token"] {
            assert_eq!(error(&app, &told, good).await, None, "{good}");
        }
        for bad in ["code", "id_token", "token", "id_token token", "code id_token token"] {
            assert_eq!(error(&app, &told, bad).await.as_deref(), Some("unauthorized_client"), "{bad}");
        }
        for unknown in ["none", "code code", "code x"] {
            assert_eq!(error(&app, &told, unknown).await.as_deref(), Some("unsupported_response_type"), "{unknown}");
        }
    }

    async fn a_client_that_names_none_uses_codes_alone(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({ "grant_types": ["authorization_code", "implicit"] })).await);
        assert_eq!((&told["response_types"], &told["application_type"]), (&json!(["code"]), &json!("web")));
        assert_eq!(error(&app, &told, "code").await, None);
        assert_eq!(error(&app, &told, "code id_token").await.as_deref(), Some("unauthorized_client"));
    }

    async fn another_registration_brings_other_response_types(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({})).await);
        assert_eq!(error(&app, &told, "id_token").await.as_deref(), Some("unauthorized_client"));
        let implicit = json!({ "response_types": ["id_token"], "grant_types": ["implicit"] });
        assert_eq!(replace(&app, &told, implicit).await.json()["response_types"], json!(["id_token"]));
        assert_eq!(error(&app, &told, "id_token").await, None);
        assert_eq!(error(&app, &told, "code").await.as_deref(), Some("unauthorized_client"));
        let torn = json!({ "response_types": ["code", "token"], "grant_types": ["authorization_code"] });
        let refused = replace(&app, &told, torn).await;
        assert_eq!((refused.status, refused.json()["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_client_metadata")));
        assert_eq!(error(&app, &told, "id_token").await, None, "what was refused has changed nothing");
        assert_eq!(replace(&app, &told, json!({})).await.json()["response_types"], json!(["code"]));
        assert_eq!(error(&app, &told, "id_token").await.as_deref(), Some("unauthorized_client"));
    }

    async fn an_operators_client_uses_all_that_its_grants_allow(app) {
        let ask = async |response_type: &str| {
            let path = app.authorize(&crate::support::Pkce::new(), &[("response_type", response_type)]);
            app.browser().get(&path).await.parameter("error")
        };
        app.change_client(app.web().0, |settings| settings.implicit = true).await;
        for response_type in ["code", "id_token", "code id_token token"] {
            assert_eq!(ask(response_type).await, None, "{response_type}");
        }
        let only = |text: &str| Some(vec![text.parse().expect("a response type")]);
        app.change_client(app.web().0, |settings| settings.response_types = only("code id_token")).await;
        assert_eq!(ask("code id_token").await, None);
        assert_eq!(ask("code").await.as_deref(), Some("unauthorized_client"));
    }

    async fn an_application_stays_where_it_says_that_it_runs(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let native = json!({
            "application_type": "native", "response_types": ["id_token"],
            "redirect_uris": ["http://127.0.0.1/cb", "com.example.app:/cb"],
        });
        let told = taken(&app.register(native.clone()).await);
        assert_eq!(told["application_type"], "native");
        assert_eq!(replace(&app, &told, native.clone()).await.json()["application_type"], "native");
        for (name, value) in [
            ("application_type", json!(null)),
            ("application_type", json!("web")),
            ("redirect_uris", json!(["com.example.app:/cb", "https://app.example/cb"])),
        ] {
            let mut other = native.clone();
            other[name] = value;
            let refused = replace(&app, &told, other.clone()).await;
            assert_eq!(refused.json()["error"], "invalid_redirect_uri", "{other}");
        }
    }

    async fn an_assertion_has_the_algorithm_that_was_registered(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let members = |algorithm: Option<&str>| json!({
            "token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": algorithm,
        });
        let told = taken(&app.register(members(Some("HS384"))).await);
        assert_eq!(told["token_endpoint_auth_signing_alg"], "HS384");
        let takes = async |algorithm: &str| {
            let claims = app.assertion_of(text(&told, "client_id"));
            let assertion = sign_secret(text(&told, "client_secret"), algorithm, &claims);
            let pairs = [
                ("token", "x"), ("client_assertion", assertion.as_str()),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ];
            let answer = app.ask("/oauth2/revoke", None, &pairs).await;
            assert!(answer.status == StatusCode::OK || answer.json()["error"] == "invalid_client", "{answer:?}");
            answer.status == StatusCode::OK
        };
        assert!(takes("HS384").await && !takes("HS256").await && !takes("HS512").await);
        assert_eq!(replace(&app, &told, members(None)).await.json()["client_secret"], Value::Null);
        assert!(takes("HS256").await && takes("HS512").await, "any of its method's where none is registered");
        for bad in ["RS256", "none", "HS1"] {
            assert_eq!(replace(&app, &told, members(Some(bad))).await.json()["error"], "invalid_client_metadata", "{bad}");
        }
    }
}
