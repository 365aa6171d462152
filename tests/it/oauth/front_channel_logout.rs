//! OpenID Connect Front-Channel Logout 1.0: applications are told of a sign-out in the browser.

use axum::http::{StatusCode, header};

use super::rp_initiated_logout::{BACK, text};
use crate::support::{Answer, Browser, Pkce, TestApp, claims, form, on_both};

const PAGE: &str = "https://app.example/out?tenant=1";

/// The web client listens at [`PAGE`].
async fn listening(app: &TestApp, page: &str) {
    let page = page.to_owned();
    app.change_client(app.web().0, |settings| settings.sign_out.front_channel = Some(page)).await;
}

/// The addresses of the frames in a page.
fn frames(answer: &Answer) -> Vec<String> {
    let tags = answer.body.split("<iframe ").skip(1);
    let source = |tag: &str| {
        let (_, rest) = tag.split_once("src=\"").expect("an address");
        rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&")
    };
    tags.map(source).collect()
}

fn policy(answer: &Answer) -> &str {
    answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII")
}

/// The frame that tells the web client of the end of the session in which it got `tokens`.
fn expected(app: &TestApp, tokens: &serde_json::Value) -> String {
    let claims = claims(text(tokens, "id_token"));
    let issuer = format!("http://localhost:9080{}", app.base);
    let told = form(&[("iss", &issuer), ("sid", claims["sid"].as_str().expect("a session"))]);
    format!("{PAGE}&{told}")
}

async fn signs_out_by(app: &TestApp, browser: &mut Browser, query: &str) -> Answer {
    browser.get(&format!("{}/logout?{query}", app.base)).await
}

on_both! {
    async fn discovery_says_that_it_is_done_with_the_session(app) {
        let path = format!("{}/.well-known/openid-configuration", app.base);
        let metadata = app.browser().get(&path).await.json();
        assert_eq!(metadata["frontchannel_logout_supported"], true);
        assert_eq!(metadata["frontchannel_logout_session_supported"], true);
    }

    async fn the_page_of_each_application_is_loaded_and_then_the_browser_goes_on(app) {
        listening(&app, PAGE).await;
        let (mut browser, tokens) = app.visitor().await;
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK), ("state", "x")];
        let out = app.log_out(&mut browser, &pairs).await;
        assert_eq!(out.status, StatusCode::OK);
        assert_eq!(frames(&out), [expected(&app, &tokens)]);
        assert!(policy(&out).contains("frame-src https://app.example;"), "{}", policy(&out));
        assert!(policy(&out).contains("frame-ancestors 'none'"));
        assert!(out.body.contains(&format!("id=\"continue\" class=\"button\" href=\"{BACK}?state=x\"")), "{}", out.body);
        assert!(!app.knows(&mut browser).await);
        assert!(!browser.cookies.contains_key("gatehouse"));
        let again = app.log_out(&mut browser, &pairs).await;
        assert_eq!(again.location(), format!("{BACK}?state=x"), "nobody is told twice");
    }

    async fn every_way_out_tells(app) {
        listening(&app, PAGE).await;
        let (mut browser, tokens) = app.visitor().await;
        let query = form(&[("client_id", app.web().0), ("logout_uri", BACK)]);
        let out = signs_out_by(&app, &mut browser, &query).await;
        assert_eq!(frames(&out), [expected(&app, &tokens)], "Cognito's link");

        let (mut browser, tokens) = app.visitor().await;
        let authorize = app.authorize(&Pkce::new(), &[]);
        let out = signs_out_by(&app, &mut browser, authorize.split_once('?').expect("a query").1).await;
        assert_eq!(frames(&out), [expected(&app, &tokens)], "Cognito's other link");
        assert!(out.body.contains(&format!("href=\"{}/login?", app.base)), "{}", out.body);

        let (mut browser, tokens) = app.visitor().await;
        let page = app.log_out(&mut browser, &[]).await;
        let out = browser.submit(&page, &page.form("logout-form")).await;
        assert!(out.has("signed-out"));
        assert_eq!(frames(&out), [expected(&app, &tokens)], "the button");
        assert!(policy(&out).contains("frame-src https://app.example;"), "{}", policy(&out));
    }

    async fn an_application_that_the_session_has_not_let_in_is_not_told(app) {
        let other = app.demo.spa().to_owned();
        app.change_client(&other, |settings| settings.sign_out.front_channel = Some(PAGE.into())).await;
        let (mut browser, tokens) = app.visitor().await;
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK)];
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK);
    }

    async fn an_address_that_is_no_web_page_is_never_loaded(app) {
        for page in ["javascript:alert(1)", "data:text/html,x", "https://a.example;script-src/", "app:/out", "x"] {
            listening(&app, page).await;
            let (mut browser, tokens) = app.visitor().await;
            let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK)];
            assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK, "{page}");
        }
    }

    async fn what_stands_in_an_address_cannot_become_markup(app) {
        listening(&app, "https://app.example/\"><script>alert(1)</script>?x='\"><b>").await;
        let (mut browser, tokens) = app.visitor().await;
        let out = app.log_out(&mut browser, &[("id_token_hint", text(&tokens, "id_token"))]).await;
        assert_eq!(frames(&out).len(), 1);
        assert!(!out.body.contains("<script>alert") && !out.body.contains("<b>"), "{}", out.body);
    }
}
