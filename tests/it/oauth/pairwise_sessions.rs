//! A session has another name (`sid`) at each sector, as a person has another subject (OpenID Connect
//! Core section 8): nobody is found again by it.

use serde_json::Value;

use super::back_channel_logout::told_of_sign_out;
use super::rp_initiated_logout::text;
use crate::support::{Browser, Pkce, TestApp, claims, on_both};

const WEB_PAGE: &str = "https://web.example/out";
const SPA_PAGE: &str = "https://spa.example/out";
const SPA_CALLBACK: &str = "http://localhost:9080/samples/spa";

/// Makes both clients pairwise, each with a page that is told of sign-outs.
async fn make_pairwise(app: &TestApp, sector: Option<&str>) {
    for (client, page) in [(app.web().0, WEB_PAGE), (app.demo.spa(), SPA_PAGE)] {
        app.change_client(client, |settings| {
            settings.pairwise = true;
            settings.sector_identifier_uri = sector.map(String::from);
            settings.sign_out.front_channel = Some(page.to_owned());
        })
        .await;
    }
}

fn sid(tokens: &Value) -> String {
    text(&claims(text(tokens, "id_token")), "sid").to_owned()
}

/// The tokens of the web client in the browser's session.
async fn at_web(app: &TestApp, browser: &mut Browser) -> Value {
    let pkce = Pkce::new();
    let answer = browser.get(&app.authorize(&pkce, &[])).await;
    app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json()
}

/// The tokens of the single-page client in the browser's session.
async fn at_spa(app: &TestApp, browser: &mut Browser) -> Value {
    let (pkce, spa) = (Pkce::new(), app.demo.spa());
    let more = [("client_id", spa), ("redirect_uri", SPA_CALLBACK), ("scope", "openid")];
    let answer = browser.get(&app.authorize(&pkce, &more)).await;
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", spa),
        ("code", &answer.parameter("code").expect("a code")),
        ("redirect_uri", SPA_CALLBACK),
        ("code_verifier", &pkce.verifier),
    ];
    app.ask("/oauth2/token", None, &pairs).await.json()
}

on_both! {
    async fn each_sector_sees_a_name_of_its_own(app) {
        let (mut browser, tokens) = app.visitor().await;
        let own = sid(&tokens);
        make_pairwise(&app, None).await;
        let (web, spa) = (at_web(&app, &mut browser).await, at_spa(&app, &mut browser).await);
        assert!(sid(&web) != own && sid(&spa) != own && sid(&web) != sid(&spa));
        assert_eq!(sid(&at_web(&app, &mut browser).await), sid(&web), "the same at each time");
        let refreshed = app.refresh(text(&web, "refresh_token")).await.json();
        assert_eq!(sid(&refreshed), sid(&web));
        let (_, other) = app.visitor().await;
        assert_ne!(sid(&other), sid(&web), "another session has another name");
    }

    async fn clients_of_one_sector_see_one_name(app) {
        make_pairwise(&app, Some("https://sector.example/uris")).await;
        let (mut browser, web) = app.visitor().await;
        assert_eq!(sid(&at_spa(&app, &mut browser).await), sid(&web));
    }

    async fn the_way_back_knows_that_name(app) {
        let (mut browser, tokens) = app.visitor().await;
        let own = sid(&tokens);
        make_pairwise(&app, None).await;
        let (web, spa) = (at_web(&app, &mut browser).await, at_spa(&app, &mut browser).await);
        let out = app.log_out(&mut browser, &[("id_token_hint", text(&spa, "id_token"))]).await;
        assert!(!out.has("logout-confirm"), "nobody is asked: {out:?}");
        for (page, tokens) in [(WEB_PAGE, &web), (SPA_PAGE, &spa)] {
            let (before, frame) = out.body.split_once(page).expect("the frame");
            assert!(before.ends_with("src=\""), "{before}");
            let address = frame.split('"').next().expect("an end");
            assert!(address.ends_with(&format!("sid={}", sid(tokens))), "{address}");
        }
        assert!(!out.body.contains(&own));
    }

    async fn a_logout_token_has_the_name_that_the_id_token_had(app) {
        let (mut browser, _) = app.visitor().await;
        make_pairwise(&app, None).await;
        let web = at_web(&app, &mut browser).await;
        let told = told_of_sign_out(&app, &mut browser, &web).await;
        assert_eq!((text(&told, "sid"), text(&told, "sub")), (sid(&web).as_str(), text(&claims(text(&web, "id_token")), "sub")));
    }
}
