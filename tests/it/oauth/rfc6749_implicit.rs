//! The implicit grant (RFC 6749 section 4.2, OpenID Connect Core section 3.2).

use axum::http::StatusCode;

use crate::support::{Answer, TestApp, claims, form, on_both, with};

const SPA: &str = "http://localhost:9080/samples/spa";

fn path(app: &TestApp, more: &[(&str, &str)]) -> String {
    let pairs = [
        ("response_type", "id_token token"),
        ("client_id", app.demo.spa()),
        ("redirect_uri", SPA),
        ("scope", "openid email"),
        ("state", "a state"),
        ("nonce", "a nonce"),
    ];
    format!("{}/oauth2/authorize?{}", app.base, form(&with(&pairs, more)))
}

async fn answer(app: &TestApp, more: &[(&str, &str)]) -> Answer {
    app.sign_in(&mut app.browser(), &path(app, more)).await
}

on_both! {
    async fn tokens_come_in_the_fragment_and_never_a_refresh_token(app) {
        let both = answer(&app, &[]).await;
        assert!(both.location().starts_with(&format!("{SPA}#")), "{}", both.location());
        let access = both.parameter("access_token").expect("a token");
        let id = claims(&both.parameter("id_token").expect("a token"));
        assert_eq!(both.parameter("token_type").as_deref(), Some("Bearer"));
        assert_eq!(both.parameter("expires_in").as_deref(), Some("3600"));
        assert_eq!(both.parameter("state").as_deref(), Some("a state"));
        assert!(both.parameter("refresh_token").is_none() && both.parameter("code").is_none());
        assert_eq!((&id["nonce"], &id["aud"]), (&"a nonce".into(), &app.demo.spa().into()));
        assert!(id["at_hash"].is_string());
        assert_eq!(app.userinfo(&access).await.json()["email"], "demo@example.test");

        let only_id = answer(&app, &[("response_type", "id_token")]).await;
        assert!(only_id.parameter("access_token").is_none());
        assert!(claims(&only_id.parameter("id_token").expect("a token")).get("at_hash").is_none());

        let only_access = answer(&app, &[("response_type", "token")]).await;
        assert!(only_access.parameter("id_token").is_none() && only_access.parameter("access_token").is_some());
    }

    async fn a_missing_nonce_or_a_query_is_refused_in_the_fragment(app) {
        for more in [("nonce", ""), ("response_mode", "query"), ("scope", "demo/read")] {
            let refused = app.browser().get(&path(&app, &[more])).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{more:?}: {}", refused.location());
        }
        let refused = app.browser().get(&path(&app, &[("nonce", "")])).await;
        assert!(refused.location().starts_with(&format!("{SPA}#")), "{}", refused.location());
    }

    async fn an_id_token_needs_openid_also_where_no_scope_is_named(app) {
        app.change_client(app.demo.spa(), |settings| settings.scopes = "demo/read".parse().expect("scopes")).await;
        let refused = app.browser().get(&path(&app, &[("scope", ""), ("response_type", "id_token")])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{}", refused.location());
    }

    async fn implicit_tokens_die_with_their_user(app) {
        let access = answer(&app, &[]).await.parameter("access_token").expect("a token");
        app.set_user_enabled(false).await;
        assert_eq!(app.userinfo(&access).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_public_client_uses_pkce_always(app) {
        let refused = app.browser().get(&path(&app, &[("response_type", "code")])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"));
    }
}
