//! The client credentials grant (RFC 6749 section 4.4) and client authentication (section 2.3).

use axum::http::{StatusCode, header};

use crate::support::{claims, on_both};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

on_both! {
    async fn a_machine_gets_a_token_of_its_own(app) {
        let answer = app.ask("/oauth2/token", Some(app.machine()), &[GRANT]).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let tokens = answer.json();
        assert_eq!(tokens["scope"], "demo/read demo/write");
        assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
        let access = claims(tokens["access_token"].as_str().expect("a token"));
        assert_eq!(access["sub"], app.machine().0);
        assert_eq!(access["client_id"], app.machine().0);
        assert_eq!(access["token_use"], "access");
        assert!(access.get("origin_jti").is_none() && access.get("username").is_none());
    }

    async fn the_secret_may_stand_in_the_body(app) {
        let (id, secret) = app.machine();
        let pairs = [GRANT, ("client_id", id), ("client_secret", secret), ("scope", "demo/read")];
        let answer = app.ask("/oauth2/token", None, &pairs).await;
        assert_eq!(answer.json()["scope"], "demo/read");
    }

    async fn a_wrong_secret_and_an_unknown_client_are_told_apart_by_nothing(app) {
        let (id, secret) = app.machine();
        let mut almost = secret.to_owned();
        almost.pop();
        let unknown = "a".repeat(26);
        let wrong = [(id, "wrong"), (id, almost.as_str()), (id, ""), (unknown.as_str(), secret), ("x", secret), ("' OR 1=1 --", "x")];
        let mut bodies = Vec::new();
        for client in wrong {
            let answer = app.ask("/oauth2/token", Some(client), &[GRANT]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{client:?}");
            assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII").starts_with("Basic "));
            bodies.push(answer.body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
    }

    async fn two_methods_at_once_are_refused(app) {
        let (id, secret) = app.machine();
        let both = app.ask("/oauth2/token", Some((id, secret)), &[GRANT, ("client_secret", secret)]).await;
        assert_eq!(both.json()["error"], "invalid_request");
        let differing = app.ask("/oauth2/token", Some((id, secret)), &[GRANT, ("client_id", app.web().0)]).await;
        assert_eq!(differing.json()["error"], "invalid_request");
    }

    async fn a_grant_that_the_client_may_not_use_is_refused(app) {
        let web = app.ask("/oauth2/token", Some(app.web()), &[GRANT]).await;
        assert_eq!(web.json()["error"], "unauthorized_client");
        let spa = app.ask("/oauth2/token", None, &[GRANT, ("client_id", app.demo.spa())]).await;
        assert_eq!(spa.json()["error"], "unauthorized_client");
        let code = app.ask("/oauth2/token", Some(app.machine()), &[("grant_type", "authorization_code"), ("code", "x")]).await;
        assert_eq!(code.json()["error"], "unauthorized_client");
        for grant in ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "Client_Credentials"] {
            let answer = app.ask("/oauth2/token", Some(app.machine()), &[("grant_type", grant)]).await;
            assert_eq!(answer.json()["error"], "unsupported_grant_type", "{grant}");
        }
    }

    async fn a_scope_beyond_the_clients_is_refused(app) {
        for scope in ["openid", "demo/delete", "demo/read openid", "demo/read other/x"] {
            let answer = app.ask("/oauth2/token", Some(app.machine()), &[GRANT, ("scope", scope)]).await;
            assert_eq!(answer.json()["error"], "invalid_scope", "{scope}");
        }
    }

    async fn a_disabled_client_gets_nothing(app) {
        app.disable_client(app.machine().0).await;
        let answer = app.ask("/oauth2/token", Some(app.machine()), &[GRANT]).await;
        assert_eq!(answer.json()["error"], "invalid_client");
    }
}
