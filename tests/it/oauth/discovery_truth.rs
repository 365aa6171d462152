//! The metadata tell the truth: each capability that is announced is there, and what is off is neither
//! announced nor there (OpenID Connect Discovery section 3, RFC 8414 section 2).

use axum::http::StatusCode;
use gatehouse::model::pool::RegistrationMode;
use serde_json::Value;

use crate::support::{DocumentServer, Pkce, TestApp, on_both};

async fn metadata(app: &TestApp) -> Value {
    app.browser().get(&format!("{}/.well-known/openid-configuration", app.base)).await.json()
}

fn texts(metadata: &Value, name: &str) -> Vec<String> {
    let list = metadata[name].as_array().unwrap_or_else(|| panic!("no {name}"));
    list.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// Whether something answers at the address that a member names.
async fn is_there(app: &TestApp, metadata: &Value, name: &str) -> bool {
    let Some(address) = metadata[name].as_str() else { return false };
    let path = address.strip_prefix("http://localhost:9080").expect("our own");
    let (got, posted) = (app.browser().get(path).await, app.browser().post(path, "").await);
    [got, posted].iter().all(|answer| answer.status != StatusCode::NOT_FOUND)
}

on_both! {
    async fn every_address_that_is_told_is_there(app) {
        let told = metadata(&app).await;
        let names = told.as_object().expect("members").keys();
        let addresses: Vec<&String> = names.filter(|name| name.ends_with("_endpoint") || *name == "jwks_uri" || *name == "check_session_iframe").collect();
        assert!(addresses.len() >= 9, "{addresses:?}");
        for name in addresses {
            assert!(is_there(&app, &told, name).await, "{name}");
        }
        assert!(told.as_object().expect("members").values().all(|value| !value.is_null()));
    }

    async fn registration_is_told_of_where_it_is_on(app) {
        assert!(metadata(&app).await.get("registration_endpoint").is_none());
        let closed = app.browser().post(&format!("{}/oauth2/register", app.base), "{}").await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);
        app.change_pool(|settings| settings.registration.mode = RegistrationMode::Open).await;
        let told = metadata(&app).await;
        assert!(is_there(&app, &told, "registration_endpoint").await);
    }

    async fn documents_as_clients_are_told_of_where_some_are_listed(app) {
        let (server, name) = (DocumentServer::start().await, "client_id_metadata_document_supported");
        assert!(metadata(&app).await.get(name).is_none());
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::BAD_REQUEST);
        app.take_documents(&[&server.authority]).await;
        assert_eq!(metadata(&app).await[name], true);
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
    }

    async fn what_needs_sessions_is_told_of_where_they_are_kept(app) {
        app.change_pool(|settings| settings.session_minutes = 0).await;
        let told = metadata(&app).await;
        for name in ["check_session_iframe", "device_authorization_endpoint"] {
            assert!(told.get(name).is_none(), "{name}");
        }
        let device = "urn:ietf:params:oauth:grant-type:device_code";
        assert!(!texts(&told, "grant_types_supported").contains(&device.to_owned()));
    }

    async fn grants_modes_types_and_prompts_are_those_that_are_told(app) {
        let told = metadata(&app).await;
        let mut grants = texts(&told, "grant_types_supported");
        grants.retain(|grant| grant != "implicit");
        for grant in &grants {
            let answer = app.ask("/oauth2/token", Some(app.web()), &[("grant_type", grant)]).await;
            assert_ne!(answer.json()["error"], "unsupported_grant_type", "{grant}");
        }
        let other = app.ask("/oauth2/token", Some(app.web()), &[("grant_type", "password")]).await;
        assert_eq!(other.json()["error"], "unsupported_grant_type");

        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.implicit = true).await;
        let asked = [
            ("response_type", texts(&told, "response_types_supported")),
            ("response_mode", texts(&told, "response_modes_supported")),
            ("prompt", texts(&told, "prompt_values_supported")),
            ("acr_values", texts(&told, "acr_values_supported")),
        ];
        for (name, values) in asked {
            for value in values.iter().filter(|value| *value != "none") {
                let answer = app.browser().get(&app.authorize(&Pkce::new(), &[(name, value)])).await;
                let location = answer.location();
                assert!(location.contains("/login?") || location.contains("/signup?"), "{name}={value}: {location}");
            }
        }
        let scopes = texts(&told, "scopes_supported");
        assert!(scopes.contains(&"demo/read".to_owned()) && scopes.contains(&"offline_access".to_owned()));
        assert_eq!(told["claims_parameter_supported"], true);
        assert_eq!(told["request_uri_parameter_supported"], true);
    }

    async fn a_pool_that_takes_pushed_requests_only_says_so(app) {
        assert_eq!(metadata(&app).await["require_pushed_authorization_requests"], false);
        app.change_pool(|settings| settings.require_pushed_requests = true).await;
        assert_eq!(metadata(&app).await["require_pushed_authorization_requests"], true);
        let refused = app.browser().get(&app.authorize(&Pkce::new(), &[])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"));
    }

    async fn each_algorithm_that_is_told_has_a_key_and_signs(app) {
        use gatehouse::model::Algorithm;
        let all = [Algorithm::RS384, Algorithm::PS512, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA];
        app.change_pool(|settings| settings.algorithms = all.to_vec()).await;
        let told = texts(&metadata(&app).await, "id_token_signing_alg_values_supported");
        assert_eq!(told.len(), all.len() + 1);
        let set = app.browser().get(&format!("{}/.well-known/jwks.json", app.base)).await.json();
        let keys: Vec<&str> = set["keys"].as_array().expect("keys").iter().filter_map(|key| key["alg"].as_str()).collect();
        for algorithm in all {
            assert!(told.contains(&algorithm.to_string()) && keys.contains(&algorithm.as_str()), "{algorithm}");
            let web = app.web().0.to_owned();
            app.change_client(&web, |settings| settings.signing.id_token = Some(algorithm)).await;
            let tokens = app.tokens().await;
            let header = crate::support::jose::header_of(tokens["id_token"].as_str().expect("a token"));
            assert_eq!(header["alg"], algorithm.as_str());
        }
    }
}
