//! Resources (RFC 8707): a grant may be for several, a token is for those that it was asked for.

use axum::http::StatusCode;
use gatehouse::domain::admin::resource_servers;
use gatehouse::model::client::Introspection;
use gatehouse::model::resource_server::{ResourceScope, ResourceServer};
use serde_json::{Value, json};

use super::rfc8628_device::{Device, GRANT_TYPE};
use crate::process::html::text_of;
use crate::support::jose::Key;
use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, claims, form, on_both};

const A: &str = "https://a.example/api";
const B: &str = "https://b.example/api";
const BOTH: [(&str, &str); 2] = [("resource", A), ("resource", B)];
const SCOPES: &str = "openid https://a.example/api/read https://b.example/api/read";

/// Sets both APIs up, whose scopes the clients may then ask for.
async fn know(app: &TestApp) {
    for identifier in [A, B] {
        let server = ResourceServer {
            pool_id: app.demo.pool.id.clone(),
            identifier: identifier.into(),
            name: "An API".into(),
            scopes: vec![ResourceScope { name: "read".into(), description: "Read".into() }],
        };
        resource_servers::put(&app.cx(), server).await.expect("an API");
    }
    for client in [app.web().0, app.machine().0] {
        let scopes = format!("{SCOPES} email demo/read").parse().expect("scopes");
        app.change_client(client, |settings| settings.scopes = scopes).await;
    }
}

/// The path of an authorization request for both, with `more` parameters.
fn asking(app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> String {
    let more = [&BOTH[..], more].concat();
    format!("{}&{}", app.authorize(pkce, &[("scope", SCOPES)]), form(&more))
}

async fn code(app: &TestApp, path: &str) -> String {
    let answer = app.sign_in(&mut app.browser(), path).await;
    answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

async fn redeem(app: &TestApp, code: &str, pkce: &Pkce, resources: &[(&str, &str)]) -> Answer {
    let own = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", WEB_CALLBACK),
        ("code_verifier", pkce.verifier.as_str()),
    ];
    app.ask("/oauth2/token", Some(app.web()), &[&own[..], resources].concat()).await
}

async fn refresh(app: &TestApp, tokens: &Value, resources: &[(&str, &str)]) -> Answer {
    let token = tokens["refresh_token"].as_str().expect("a token");
    let own = [("grant_type", "refresh_token"), ("refresh_token", token)];
    app.ask("/oauth2/token", Some(app.web()), &[&own[..], resources].concat()).await
}

fn access(tokens: &Value) -> Value {
    claims(tokens["access_token"].as_str().unwrap_or_else(|| panic!("no token: {tokens}")))
}

fn error(answer: &Answer) -> (StatusCode, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

fn invalid_target() -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, "invalid_target".into())
}

/// What the machine is told of a token when it guards that resource.
async fn asked_by_guard(app: &TestApp, guarded: &str, token: &str) -> Value {
    app.change_client(app.machine().0, |settings| {
        settings.introspection = Introspection::Pool;
        settings.resource = Some(guarded.into());
    })
    .await;
    app.ask("/oauth2/introspect", Some(app.machine()), &[("token", token)]).await.json()
}

on_both! {
    async fn of_several_that_were_granted_a_token_names_those_it_was_asked_for(app) {
        know(&app).await;
        let pkce = Pkce::new();
        let code = code(&app, &asking(&app, &pkce, &[])).await;
        for wrong in [&[("resource", "https://c.example/")][..], &[("resource", A), ("resource", "https://c.example/")], &[("resource", A), ("resource", "x")]] {
            assert_eq!(error(&redeem(&app, &code, &pkce, wrong).await), invalid_target(), "{wrong:?}");
        }
        let first = redeem(&app, &code, &pkce, &[("resource", A)]).await.json();
        assert_eq!(access(&first)["aud"], A, "{first}");
        let scope = "https://a.example/api/read openid";
        assert_eq!((&access(&first)["scope"], &first["scope"]), (&json!(scope), &json!(scope)), "nothing of the other's");

        let whole = refresh(&app, &first, &[]).await.json();
        assert_eq!(access(&whole)["aud"], json!([A, B]), "the grant has kept both");
        assert_eq!(whole["scope"], "https://a.example/api/read https://b.example/api/read openid");
        assert_eq!(error(&refresh(&app, &whole, &[("resource", "https://c.example/")]).await), invalid_target());
        let other = refresh(&app, &whole, &[("resource", B)]).await.json();
        assert_eq!((&access(&other)["aud"], &other["scope"]), (&json!(B), &json!("https://b.example/api/read openid")));
        let turned = refresh(&app, &other, &[("resource", B), ("resource", A), ("resource", B)]).await.json();
        assert_eq!(access(&turned)["aud"], json!([B, A]), "each once");
    }

    async fn a_scope_of_an_api_that_was_not_named_is_not_granted(app) {
        know(&app).await;
        let pkce = Pkce::new();
        let path = format!("{}&{}", app.authorize(&pkce, &[("scope", &format!("{SCOPES} demo/read"))]), form(&[("resource", A)]));
        let tokens = redeem(&app, &code(&app, &path).await, &pkce, &[]).await.json();
        assert_eq!(tokens["scope"], "demo/read https://a.example/api/read openid", "but for one that has no URI to be named by");
        let none = app.authorize(&pkce, &[("scope", SCOPES)]);
        let all = redeem(&app, &code(&app, &none).await, &pkce, &[]).await.json();
        assert_eq!(all["scope"], "https://a.example/api/read https://b.example/api/read openid", "nothing was named");
        assert_eq!(access(&all).get("aud"), None);
    }

    async fn consent_is_for_the_resources_that_were_shown(app) {
        know(&app).await;
        app.change_client(app.web().0, |settings| settings.consent = true).await;
        let at_a = |more: &[(&str, &str)]| format!("{}&{}", app.authorize(&Pkce::new(), more), form(&[("resource", A)]));
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &at_a(&[])).await;
        let page = browser.get(&asked.location()).await;
        assert_eq!(text_of(&page.body, "resources").as_deref().map(str::trim), Some(A));
        let mut allow = page.form("consent-form");
        allow.fields.push(("decision".to_owned(), "allow".to_owned()));
        let allowed = browser.submit(&page, &allow).await;
        assert!(allowed.parameter("code").is_some(), "{allowed:?}");
        let again = browser.get(&at_a(&[("prompt", "none")])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
        let none = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert!(none.parameter("code").is_some(), "less is allowed, too: {none:?}");
        let more = format!("{}&{}", app.authorize(&Pkce::new(), &[]), form(&BOTH));
        let more = browser.get(&more).await;
        assert!(more.location().contains("/consent?"), "a resource more is asked for: {more:?}");
        let page = browser.get(&more.location()).await;
        let mut allow = page.form("consent-form");
        allow.fields.push(("decision".to_owned(), "allow".to_owned()));
        let allowed = browser.submit(&page, &allow).await;
        assert!(allowed.parameter("code").is_some(), "{allowed:?}");
        let first = browser.get(&at_a(&[("prompt", "none")])).await;
        assert!(first.parameter("code").is_some(), "what was allowed before stays so: {first:?}");
    }

    async fn the_request_may_come_any_way(app) {
        know(&app).await;
        let key = Key::ec();
        app.change_client(app.web().0, |settings| {
            settings.proving.jwks = Some(json!({ "keys": [key.public()] }));
        }).await;
        let pkce = Pkce::new();
        let query = asking(&app, &pkce, &[]);
        let (_, body) = query.split_once('?').expect("a query");
        let posted = app.browser().post(&format!("{}/oauth2/authorize", app.base), body).await;
        let object = |resource: Value| key.assert(&json!({
            "iss": app.web().0, "aud": app.issuer(), "client_id": app.web().0, "response_type": "code",
            "scope": SCOPES, "redirect_uri": WEB_CALLBACK, "resource": resource,
            "code_challenge": pkce.challenge, "code_challenge_method": "S256",
        }));
        let signed = |object: &str| {
            let pairs = [("client_id", app.web().0), ("request", object), ("resource", "https://c.example/")];
            format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
        };
        let list = object(json!([A, B]));
        let pushed_object = app.ask("/oauth2/par", Some(app.web()), &[("request", &list)]).await.json();
        let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let pushed = app.ask("/oauth2/par", Some(app.web()), &pairs).await.json();
        let by_reference = |pushed: &Value| {
            let reference = pushed["request_uri"].as_str().unwrap_or_else(|| panic!("{pushed}"));
            format!("{}/oauth2/authorize?{}", app.base, form(&[("client_id", app.web().0), ("request_uri", reference)]))
        };
        let passed_on = posted.location();
        assert_eq!(passed_on.matches("resource=").count(), 2, "{passed_on}");
        for path in [query.clone(), signed(&list), by_reference(&pushed), by_reference(&pushed_object)] {
            let answer = redeem(&app, &code(&app, &path).await, &pkce, &[]).await.json();
            assert_eq!(access(&answer)["aud"], json!([A, B]), "{path}");
        }
        let one = redeem(&app, &code(&app, &signed(&object(json!([A])))).await, &pkce, &[]).await.json();
        assert_eq!(access(&one)["aud"], A, "what is signed takes the place of what is not");
        for wrong in [json!([A, 1]), json!({ "a": A }), json!(["x"])] {
            let refused = app.browser().get(&signed(&object(wrong.clone()))).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_target"), "{wrong}: {refused:?}");
        }
    }

    async fn nothing_else_may_come_twice(app) {
        know(&app).await;
        let pkce = Pkce::new();
        for name in ["scope", "redirect_uri", "state", "audience"] {
            let twice = asking(&app, &pkce, &[(name, "x"), (name, "x")]);
            assert_eq!(app.browser().get(&twice).await.status, StatusCode::BAD_REQUEST, "{name}");
            for path in ["/oauth2/token", "/oauth2/par", "/oauth2/device_authorization"] {
                let pairs = [BOTH[0], BOTH[1], (name, "x"), (name, "x"), ("grant_type", "client_credentials")];
                let refused = app.ask(path, Some(app.machine()), &pairs).await;
                assert_eq!(error(&refused), (StatusCode::BAD_REQUEST, "invalid_request".into()), "{path} {name}");
            }
        }
    }

    async fn what_is_no_resource_or_one_too_many_is_refused(app) {
        let names: Vec<String> = (0..11).map(|number| format!("https://a.example/{number}")).collect();
        let many: Vec<(&str, &str)> = names.iter().map(|name| ("resource", name.as_str())).collect();
        let device = app.device_client(|_| ()).await;
        let bad = ["relative", "https://a.example/#x", "https:", "https://a.example/ b", "https://a.example/\u{e9}"];
        let mut cases: Vec<Vec<(&str, &str)>> = bad.iter().map(|bad| vec![("resource", A), ("resource", *bad)]).collect();
        cases.push(many.clone());
        for resources in cases {
            let path = format!("{}&{}", app.authorize(&Pkce::new(), &[]), form(&resources));
            let told = app.browser().get(&path).await;
            assert_eq!(told.parameter("error").as_deref(), Some("invalid_target"), "{resources:?}");
            let own = [&[("grant_type", "client_credentials")][..], &resources].concat();
            assert_eq!(error(&app.ask("/oauth2/token", Some(app.machine()), &own).await), invalid_target(), "{resources:?}");
            let own = [&[("client_id", device.as_str())][..], &resources].concat();
            assert_eq!(error(&app.ask("/oauth2/device_authorization", None, &own).await), invalid_target(), "{resources:?}");
        }
        let ten = [&[("grant_type", "client_credentials")][..], &many[..10]].concat();
        let tokens = app.ask("/oauth2/token", Some(app.machine()), &ten).await.json();
        assert_eq!(access(&tokens)["aud"].as_array().map(Vec::len), Some(10));
    }

    async fn a_machine_asks_for_its_own_and_a_strangers_for_what_is_known(app) {
        know(&app).await;
        let own = [("grant_type", "client_credentials"), BOTH[0]];
        let tokens = app.ask("/oauth2/token", Some(app.machine()), &own).await.json();
        assert_eq!((&access(&tokens)["aud"], &tokens["scope"]), (&json!(A), &json!("demo/read https://a.example/api/read")));
        let two = app.ask("/oauth2/token", Some(app.machine()), &[own[0], BOTH[0], BOTH[1]]).await.json();
        assert_eq!(access(&two)["aud"], json!([A, B]));
        app.change_client(app.machine().0, |settings| settings.consent = true).await;
        assert_eq!(app.ask("/oauth2/token", Some(app.machine()), &own).await.status, StatusCode::OK);
        let unknown = [own[0], BOTH[0], ("resource", "https://c.example/")];
        assert_eq!(error(&app.ask("/oauth2/token", Some(app.machine()), &unknown).await), invalid_target());
        app.change_client(app.web().0, |settings| settings.consent = true).await;
        let refused = app.browser().get(&asking(&app, &Pkce::new(), &[("resource", "https://c.example/")])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_target"));
    }

    async fn a_device_asks_for_resources_too(app) {
        know(&app).await;
        let client = app.device_client(|settings| {
            settings.scopes = SCOPES.parse().expect("scopes");
            settings.refresh = true;
        }).await;
        let begun = async |resources: &[(&str, &str)]| {
            let own = [("client_id", client.as_str()), ("scope", SCOPES)];
            let answer = app.ask("/oauth2/device_authorization", None, &[&own[..], resources].concat()).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            Device { client: client.clone(), told: answer.json() }
        };
        let poll = async |device: &Device, resources: &[(&str, &str)]| {
            let own = [("grant_type", GRANT_TYPE), ("device_code", device.text("device_code")), ("client_id", client.as_str())];
            app.ask("/oauth2/token", None, &[&own[..], resources].concat()).await
        };
        let device = begun(&BOTH).await;
        app.decide(&device, "allow").await;
        assert_eq!(error(&poll(&device, &[("resource", "https://c.example/")]).await), invalid_target());
        let tokens = poll(&device, &[BOTH[0]]).await.json();
        assert_eq!((&access(&tokens)["aud"], &tokens["scope"]), (&json!(A), &json!("https://a.example/api/read openid")));
        let token = tokens["refresh_token"].as_str().expect("a token");
        let next = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client.as_str()), BOTH[1]];
        assert_eq!(access(&app.ask("/oauth2/token", None, &next).await.json())["aud"], B);

        let plain = begun(&[]).await;
        app.decide(&plain, "allow").await;
        assert_eq!(error(&poll(&plain, &[BOTH[0]]).await), invalid_target(), "none was granted");
        assert_eq!(access(&poll(&plain, &[]).await.json()).get("aud"), None);
    }

    async fn whoever_a_token_is_for_may_ask_about_it(app) {
        know(&app).await;
        let (pkce, issuer) = (Pkce::new(), app.issuer());
        let path = asking(&app, &pkce, &[("resource", &issuer)]);
        let tokens = redeem(&app, &code(&app, &path).await, &pkce, &BOTH).await.json();
        let token = tokens["access_token"].as_str().expect("a token");
        for (guarded, active) in [(A, true), (B, true), ("https://c.example/", false)] {
            let told = asked_by_guard(&app, guarded, token).await;
            assert_eq!(told["active"], active, "{guarded}");
            assert_eq!(told.get("aud"), active.then_some(&json!([A, B])), "{guarded}");
        }
        assert_eq!(app.userinfo(token).await.status, StatusCode::UNAUTHORIZED, "it is for others");
        let more = refresh(&app, &tokens, &[("resource", A), ("resource", &issuer)]).await.json();
        let token = more["access_token"].as_str().expect("a token");
        assert_eq!(app.userinfo(token).await.status, StatusCode::OK, "for us too");
        for (guarded, active) in [(A, true), (issuer.as_str(), true), (B, false)] {
            let told = asked_by_guard(&app, guarded, token).await;
            assert_eq!(told["active"], active, "{guarded}");
        }
    }
}
