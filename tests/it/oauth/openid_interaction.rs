//! Whether a person is asked, and for what: `prompt`, `max_age`, `id_token_hint`, `claims`,
//! `acr_values`, consent (OpenID Connect Core section 3.1.2).

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::model::pool::AcrLevel;
use serde_json::json;

use crate::accounts::PASSWORD;
use crate::process::html::link_to;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

/// Signs in for a first request, so that the browser has a session.
async fn signed_in(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    browser
}

async fn asked(app: &TestApp, browser: &mut Browser, more: &[(&str, &str)]) -> Answer {
    browser.get(&app.authorize(&Pkce::new(), more)).await
}

async fn asked_by(app: &TestApp, browser: &mut Browser) -> Answer {
    asked(app, browser, &[("prompt", "none")]).await
}

async fn press(
    browser: &mut Browser,
    page: &Answer,
    form: &str,
    name: &str,
    value: &str,
) -> Answer {
    let mut form = page.form(form);
    form.fields.retain(|(own, _)| own != name);
    form.fields.push((name.to_owned(), value.to_owned()));
    browser.submit(page, &form).await
}

async fn id_token(
    app: &TestApp,
    more: &[(&str, &str)],
    browser: &mut Browser,
) -> serde_json::Value {
    let pkce = Pkce::new();
    let answer = browser.get(&app.authorize(&pkce, more)).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = app.redeem(&code, &pkce).await.json();
    claims(tokens["id_token"].as_str().expect("an ID token"))
}

on_both! {
    async fn a_session_answers_silently_and_says_how_and_when(app) {
        let mut browser = signed_in(&app).await;
        let first = id_token(&app, &[("prompt", "none")], &mut browser).await;
        app.advance(Duration::from_secs(100));
        let second = id_token(&app, &[("prompt", "none"), ("max_age", "10000")], &mut browser).await;
        for claim in ["sub", "auth_time", "sid", "amr", "acr"] {
            assert_eq!(first[claim], second[claim], "{claim}");
            assert!(!first[claim].is_null(), "{claim}");
        }
        assert_eq!(first["amr"], json!(["pwd"]));
    }

    async fn login_and_an_old_sign_in_ask_again_and_silence_is_refused(app) {
        for more in [("prompt", "login"), ("max_age", "1"), ("max_age", "0")] {
            let mut browser = signed_in(&app).await;
            app.advance(Duration::from_secs(2));
            let answer = asked(&app, &mut browser, &[more]).await;
            assert!(answer.location().contains("/login?"), "{more:?}: {answer:?}");
            let page = browser.get(&answer.location()).await;
            assert!(page.has("username"), "{more:?}: the form, and no way around it");
            let again = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[more])).await;
            assert!(again.parameter("code").is_some(), "{again:?}");
        }
        let mut browser = signed_in(&app).await;
        app.advance(Duration::from_secs(2));
        let refused = asked(&app, &mut browser, &[("prompt", "none"), ("max_age", "1")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        let nobody = asked(&app, &mut app.browser(), &[("prompt", "none")]).await;
        assert_eq!(nobody.parameter("error").as_deref(), Some("login_required"));
        assert_eq!(nobody.parameter("state").as_deref(), Some("a state"));
    }

    async fn within_the_second_of_a_sign_in_login_and_max_age_zero_ask_again(app) {
        for more in [("prompt", "login"), ("max_age", "0")] {
            let mut browser = signed_in(&app).await;
            let answer = asked(&app, &mut browser, &[more]).await;
            assert!(answer.location().contains("/login?"), "{more:?}: {answer:?}");
            let path = app.authorize(&Pkce::new(), &[more]);
            let done = app.sign_in(&mut browser, &path).await;
            assert!(done.parameter("code").is_some(), "the sign-in for it will do: {done:?}");
            let again = browser.get(&path).await;
            assert!(again.location().contains("/login?"), "once: {more:?}: {again:?}");
        }
        let mut browser = signed_in(&app).await;
        let silent = asked(&app, &mut browser, &[("prompt", "none"), ("max_age", "0")]).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("login_required"));
        let enough = asked(&app, &mut browser, &[("max_age", "1")]).await;
        assert!(enough.parameter("code").is_some(), "not a second has gone: {enough:?}");
    }

    async fn another_sign_in_goes_on_with_the_session_of_the_same_person_alone(app) {
        let mut browser = signed_in(&app).await;
        let first = id_token(&app, &[], &mut browser).await;
        app.advance(Duration::from_secs(5));
        let (pkce, path) = (Pkce::new(), [("prompt", "login")]);
        let again = app.sign_in(&mut browser, &app.authorize(&pkce, &path)).await;
        let tokens = app.redeem(&again.parameter("code").expect("a code"), &pkce).await.json();
        let second = claims(tokens["id_token"].as_str().expect("a token"));
        assert_eq!(second["sid"], first["sid"]);
        assert_ne!(second["auth_time"], first["auth_time"]);

        app.member("jane", "jane@example.test").await;
        let old = browser.cookies.clone();
        let asked = browser.get(&app.authorize(&Pkce::new(), &path)).await;
        let form_page = browser.get(&asked.location()).await;
        let mut form = form_page.form("login-form");
        form.fill("username", "jane");
        form.fill("password", PASSWORD);
        let jane = browser.submit(&form_page, &form).await;
        assert!(jane.parameter("code").is_some(), "{jane:?}");
        let mut left = app.browser();
        left.cookies = old;
        let silent = asked_by(&app, &mut left).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("login_required"), "the first one's session has ended");
    }

    async fn the_account_may_be_chosen(app) {
        let mut browser = signed_in(&app).await;
        let answer = asked(&app, &mut browser, &[("prompt", "select_account")]).await;
        assert!(answer.location().contains("/accounts?"), "{answer:?}");
        let page = browser.get(&answer.location()).await;
        assert!(page.has("continue-account") && page.has("other-account"), "{}", page.body);
        let chosen = press(&mut browser, &page, "account-form", "account", "current").await;
        assert!(chosen.parameter("code").is_some(), "{chosen:?}");

        let other = link_to(&page.body, "/login").expect("a link");
        let form = browser.get(&other).await;
        assert!(form.has("username"), "{form:?}");
    }

    async fn consent_is_asked_once_remembered_and_may_be_denied(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.consent = true).await;
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        assert!(answer.location().contains("/consent?"), "{answer:?}");
        let silent = asked(&app, &mut browser, &[("prompt", "none")]).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("consent_required"));

        let page = browser.get(&answer.location()).await;
        let denied = press(&mut browser, &page, "consent-form", "decision", "deny").await;
        assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
        let page = browser.get(&answer.location()).await;
        let forged = browser.post(&answer.location(), "decision=allow").await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let mut unseen = page.form("consent-form");
        unseen.fill("shown", "something else");
        unseen.fields.push(("decision".into(), "allow".into()));
        assert_eq!(browser.submit(&page, &unseen).await.status, StatusCode::FORBIDDEN);
        let allowed = press(&mut browser, &page, "consent-form", "decision", "allow").await;
        assert!(allowed.parameter("code").is_some(), "{allowed:?}");

        let again = asked(&app, &mut browser, &[("prompt", "none")]).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
        let more = asked(&app, &mut browser, &[("scope", "openid email profile demo/read")]).await;
        assert!(more.location().contains("/consent?"), "a scope more is asked for: {more:?}");
        let once_more = asked(&app, &mut browser, &[("prompt", "consent")]).await;
        assert!(once_more.location().contains("/consent?"), "{once_more:?}");
    }

    async fn what_was_allowed_can_be_taken_back(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.consent = true).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let answer = app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let page = browser.get(&answer.location()).await;
        let allowed = press(&mut browser, &page, "consent-form", "decision", "allow").await;
        let tokens = app.redeem(&allowed.parameter("code").expect("a code"), &pkce).await.json();
        let (pool, client) = (&app.demo.pool.id, web.parse().expect("an id"));
        let late = Pkce::new();
        let on_its_way = browser.get(&app.authorize(&late, &[])).await.parameter("code").expect("a code");
        users::take_back_consent(&app.cx(), pool, app.demo.user().0, &client).await.expect("taken back");
        assert_eq!(app.redeem(&on_its_way, &late).await.json()["error"], "invalid_grant");
        let refused = asked(&app, &mut browser, &[("prompt", "none")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("consent_required"));
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(app.refresh(refresh).await.json()["error"], "invalid_grant");
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(app.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn login_and_consent_together_ask_for_both(app) {
        let mut browser = signed_in(&app).await;
        let path = app.authorize(&Pkce::new(), &[("prompt", "login consent")]);
        let answer = app.sign_in(&mut browser, &path).await;
        assert!(answer.location().contains("/consent?"), "{answer:?}");
        // Without what says that the sign-in was for this request, it is asked for again.
        let jumped = browser.get(&answer.location().replace("_step=", "_other=")).await;
        assert!(jumped.location().contains("/login?"), "{jumped:?}");
        let page = browser.get(&answer.location()).await;
        let allowed = press(&mut browser, &page, "consent-form", "decision", "allow").await;
        assert!(allowed.parameter("code").is_some(), "{allowed:?}");
    }

    async fn a_step_of_another_request_or_browser_counts_for_nothing(app) {
        let mut browser = app.browser();
        let path = app.authorize(&Pkce::new(), &[("prompt", "login consent")]);
        let step = app.sign_in(&mut browser, &path).await.parameter("_step").expect("a step");
        let other = format!("{}&_step={step}", app.authorize(&Pkce::new(), &[("prompt", "login consent")]));
        assert!(browser.get(&other).await.location().contains("/login?"));
        let mut stranger = signed_in(&app).await;
        let own = format!("{path}&_step={step}");
        assert!(stranger.get(&own).await.location().contains("/login?"));
    }

    async fn a_hint_names_the_one_who_is_meant(app) {
        let tokens = app.tokens().await;
        let hint = tokens["id_token"].as_str().expect("a token").to_owned();
        let mut browser = signed_in(&app).await;
        let silent = asked(&app, &mut browser, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
        assert!(silent.parameter("code").is_some(), "{silent:?}");

        app.member("jane", "jane@example.test").await;
        let mut jane = app.browser();
        app.type_in(&mut jane, "jane", PASSWORD).await;
        let refused = asked(&app, &mut jane, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));

        let access = tokens["access_token"].as_str().expect("a token");
        let (head, _) = hint.rsplit_once('.').expect("parts");
        for bad in [access, "nonsense", &format!("{head}.AAAA")] {
            let refused = asked(&app, &mut browser, &[("id_token_hint", bad)]).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{bad}");
        }
    }

    async fn single_claims_stand_where_they_were_asked_for(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.lean_id_token = true).await;
        let mut browser = signed_in(&app).await;
        let lean = id_token(&app, &[], &mut browser).await;
        assert!(lean.get("email").is_none() && lean.get("cognito:username").is_none(), "{lean}");
        let wish = json!({ "id_token": { "email": { "essential": true } } }).to_string();
        let asked_for = id_token(&app, &[("claims", &wish)], &mut browser).await;
        assert_eq!(asked_for["email"], "demo@example.test");

        let subject = json!({ "id_token": { "sub": { "value": "somebody else" } } }).to_string();
        let refused = asked(&app, &mut browser, &[("claims", &subject), ("prompt", "none")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        let malformed = asked(&app, &mut browser, &[("claims", "[]")]).await;
        assert_eq!(malformed.parameter("error").as_deref(), Some("invalid_request"));
    }

    async fn a_level_that_cannot_be_reached_is_refused_when_it_is_essential(app) {
        let mut browser = signed_in(&app).await;
        let liked = id_token(&app, &[("acr_values", "phishing-resistant")], &mut browser).await;
        assert_eq!(liked["acr"], "urn:gatehouse:acr:password", "what it is, not what was liked");
        let needed = |level: &str| json!({ "id_token": { "acr": { "essential": true, "values": [level] } } }).to_string();
        let reached = asked(&app, &mut browser, &[("claims", &needed("urn:gatehouse:acr:password"))]).await;
        assert!(reached.parameter("code").is_some(), "{reached:?}");
        let refused = asked(&app, &mut browser, &[("claims", &needed("phishing-resistant"))]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
    }

    async fn of_the_levels_that_are_reached_the_one_that_was_liked_is_told(app) {
        app.change_pool(|settings| {
            let level = |value: &str| AcrLevel { value: value.into(), methods: vec!["pwd".into()] };
            let beyond = AcrLevel { value: "beyond".into(), methods: vec!["pwd".into(), "hwk".into()] };
            settings.acr_levels = vec![level("basic"), level("usual"), beyond];
        }).await;
        let mut browser = signed_in(&app).await;
        assert_eq!(id_token(&app, &[], &mut browser).await["acr"], "usual", "the strongest that is reached");
        for (liked, told) in [("basic", "basic"), ("beyond basic usual", "basic"), ("beyond", "usual")] {
            assert_eq!(id_token(&app, &[("acr_values", liked)], &mut browser).await["acr"], told, "{liked}");
        }
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.requests.acr_values = vec!["basic".into()]).await;
        assert_eq!(id_token(&app, &[], &mut browser).await["acr"], "basic", "the client's own wish");
    }

    async fn a_pool_that_keeps_no_sessions_keeps_none_after_its_pages(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.consent = true).await;
        app.change_pool(|settings| settings.session_minutes = 0).await;
        for decision in ["deny", "allow"] {
            let mut browser = app.browser();
            let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
            let page = browser.get(&answer.location()).await;
            let answered = press(&mut browser, &page, "consent-form", "decision", decision).await;
            assert_eq!(answered.parameter("code").is_some(), decision == "allow", "{answered:?}");
            let back = browser.get(&answer.location()).await;
            assert!(back.location().contains("/login?"), "{decision}: {back:?}");
            let silent = asked(&app, &mut browser, &[("prompt", "none")]).await;
            assert_eq!(silent.parameter("error").as_deref(), Some("login_required"), "{decision}");
        }
    }

    async fn a_page_that_stayed_open_too_long_starts_over(app) {
        let mut browser = signed_in(&app).await;
        let path = app.authorize(&Pkce::new(), &[("prompt", "login consent")]);
        let answer = app.sign_in(&mut browser, &path).await;
        app.advance(Duration::from_secs(601));
        let late = browser.get(&answer.location()).await;
        assert!(late.location().contains("/login?"), "{late:?}");
    }

    async fn an_account_can_be_made_also_by_somebody_who_is_signed_in(app) {
        let mut browser = signed_in(&app).await;
        let asked = asked(&app, &mut browser, &[("prompt", "create")]).await;
        assert!(asked.location().contains("/signup?"), "{asked:?}");
        let login = asked.location().replace("/signup?", "/login?");
        assert!(browser.get(&login).await.has("username"), "and goes on from there");
    }

    async fn hints_for_people_are_no_reason_to_fail(app) {
        let mut browser = signed_in(&app).await;
        for more in [("display", "popup"), ("ui_locales", "de fr"), ("claims_locales", "se"), ("login_hint", "demo"), ("extra", "foobar")] {
            let answer = asked(&app, &mut browser, &[more]).await;
            assert!(answer.parameter("code").is_some(), "{more:?}: {answer:?}");
        }
    }
}
