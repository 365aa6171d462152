//! OpenID Connect Session Management 1.0: applications ask the browser whether the session lives.

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::crypto::digest;

use super::rp_initiated_logout::text;
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

fn cookie_name(app: &TestApp) -> String {
    format!("gatehouse-state-{}", app.demo.pool.id)
}

fn browser_state(app: &TestApp, browser: &Browser) -> Option<String> {
    browser.cookies.get(&cookie_name(app)).cloned()
}

/// What the script of the frame computes of an answer and a cookie.
fn is_unchanged(app: &TestApp, browser: &Browser, session_state: &str) -> bool {
    let (_, salt) = session_state.split_once('.').expect("a salt");
    let state = browser_state(app, browser).unwrap_or_default();
    let text = [app.web().0, "http://localhost:9080", &state, salt].join(" ");
    let hash = URL_SAFE_NO_PAD.encode(digest::sha256(text.as_bytes()));
    session_state == format!("{hash}.{salt}")
}

async fn silently(app: &TestApp, browser: &mut Browser) -> Answer {
    browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await
}

on_both! {
    async fn discovery_says_where_the_frame_is(app) {
        let path = format!("{}/.well-known/openid-configuration", app.base);
        let metadata = app.browser().get(&path).await.json();
        let expected = format!("http://localhost:9080{}/oauth2/check_session", app.base);
        assert_eq!(metadata["check_session_iframe"], expected);
    }

    async fn any_site_may_frame_it_and_nothing_else_is_allowed(app) {
        let page = app.browser().get(&format!("{}/oauth2/check_session", app.base)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.headers.contains_key(header::X_FRAME_OPTIONS));
        assert!(!page.headers.contains_key(header::SET_COOKIE));
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
        for rule in ["default-src 'none'", "script-src 'self'", "form-action 'none'", "frame-ancestors *"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(page.body.contains(&format!("data-cookie=\"{}\"", cookie_name(&app))), "{}", page.body);
        let script = page.body.split("<script src=\"").nth(1).expect("a script");
        let script = app.browser().get(script.split('"').next().expect("an address")).await;
        assert_eq!(script.status, StatusCode::OK);
        let posted = app.browser().post(&format!("{}/oauth2/check_session", app.base), "x=1").await;
        assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn the_state_stays_with_the_session_and_goes_with_it(app) {
        let mut browser = app.browser();
        let pkce = Pkce::new();
        let answer = app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let first = answer.parameter("session_state").expect("a session state");
        assert!(is_unchanged(&app, &browser, &first));
        let again = silently(&app, &mut browser).await.parameter("session_state").expect("a session state");
        assert_ne!(again, first, "the salt is new each time");
        assert!(is_unchanged(&app, &browser, &first) && is_unchanged(&app, &browser, &again));

        let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
        app.log_out(&mut browser, &[("id_token_hint", text(&tokens, "id_token"))]).await;
        assert_eq!(browser_state(&app, &browser), None);
        assert!(!is_unchanged(&app, &browser, &first));
        let refused = silently(&app, &mut browser).await;
        assert_eq!(refused.parameter("session_state"), None);

        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        assert!(browser_state(&app, &browser).is_some());
        assert!(!is_unchanged(&app, &browser, &first), "it is another session");
    }

    async fn a_state_that_the_browser_has_lost_comes_back_with_the_next_answer(app) {
        let (mut browser, _) = app.visitor().await;
        browser.cookies.remove(&cookie_name(&app));
        let answer = silently(&app, &mut browser).await;
        let state = answer.parameter("session_state").expect("a session state");
        assert!(is_unchanged(&app, &browser, &state));
    }

    async fn scripts_read_the_state_and_it_tells_nothing_of_the_session(app) {
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let name = cookie_name(&app);
        let cookies: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
        let cookie = cookies.iter().find(|cookie| cookie.starts_with(&name)).unwrap_or_else(|| panic!("{cookies:?}"));
        assert!(!cookie.contains("HttpOnly") && cookie.contains("Path=/"), "{cookie}");
        assert!(cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=3600"), "{cookie}");
        let state = browser_state(&app, &browser).expect("a state");
        assert_eq!(state.len(), 43);
        let mut thief = app.browser();
        for name in ["gatehouse", &name] {
            thief.cookies.insert(name.to_owned(), state.clone());
        }
        assert!(!app.knows(&mut thief).await, "it opens nothing");
    }

    async fn who_has_no_origin_gets_no_state(app) {
        let native = "com.example.app:/cb";
        app.change_client(app.web().0, |settings| settings.redirect_uris.push(native.parse().expect("a URI"))).await;
        let (mut browser, _) = app.visitor().await;
        let answer = browser.get(&app.authorize(&Pkce::new(), &[("redirect_uri", native)])).await;
        assert!(answer.parameter("code").is_some());
        assert_eq!(answer.parameter("session_state"), None);
    }

    async fn a_pool_that_keeps_no_sessions_has_no_state(app) {
        app.change_pool(|settings| settings.session_minutes = 0).await;
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        assert!(answer.parameter("code").is_some());
        assert_eq!(answer.parameter("session_state"), None);
        assert_eq!(browser_state(&app, &browser), None);
    }
}
