//! Nothing of one pool exists in another.

use axum::http::StatusCode;
use gatehouse::domain::admin::pools;
use gatehouse::model::pool::PoolSettings;

use crate::support::{Pkce, on_both};

on_both! {
    async fn a_client_token_or_session_of_one_pool_is_unknown_in_the_other(app) {
        let second = format!("/{}", app.second_pool(PoolSettings::default()).await.id);
        let pkce = Pkce::new();
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();

        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let foreign = browser.get(&app.authorize(&pkce, &[]).replace(&app.base, &second)).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "the client is unknown there");
        let page = browser.get(&format!("{second}/login")).await;
        assert!(page.has("login-form"), "nobody is signed in there");

        let mut other = app.browser();
        let userinfo = format!("{second}/oauth2/userInfo");
        let request = axum::http::Request::get(&userinfo).header("authorization", format!("Bearer {}", text("access_token")));
        assert_eq!(other.send(&userinfo, request, axum::body::Body::empty()).await.status, StatusCode::UNAUTHORIZED);
        for endpoint in ["token", "revoke", "introspect"] {
            let path = format!("{second}/oauth2/{endpoint}");
            let (id, secret) = app.web();
            let refresh = text("refresh_token");
            let pairs = [("grant_type", "refresh_token"), ("refresh_token", &refresh), ("token", &refresh), ("client_id", id), ("client_secret", secret)];
            let answer = other.post(&path, &crate::support::form(&pairs)).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{endpoint}: {answer:?}");
        }
        assert_eq!(app.refresh(&text("refresh_token")).await.status, StatusCode::OK, "nothing has changed");
    }

    async fn a_disabled_pool_does_not_answer(app) {
        let path = format!("{}/.well-known/openid-configuration", app.base);
        assert_eq!(app.browser().get(&path).await.status, StatusCode::OK);
        pools::disable(&app.cx(), &app.demo.pool.id).await.expect("disabled");
        assert_eq!(app.browser().get(&path).await.status, StatusCode::NOT_FOUND);
        let answer = app.ask("/oauth2/token", Some(app.machine()), &[("grant_type", "client_credentials")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
