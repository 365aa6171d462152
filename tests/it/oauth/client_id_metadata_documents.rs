//! Clients that are documents at their `client_id` (OAuth Client ID Metadata Document).

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::clients;
use gatehouse::domain::{configuration, housekeeping};
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::{ClientId, PoolId};
use serde_json::{Value, json};

use super::rfc8628_device::{Device, GRANT_TYPE as DEVICE};
use crate::process::html::text_of;
use crate::support::jose::Key;
use crate::support::{
    Answer, Browser, DOCUMENT_CALLBACK, DocumentServer, Pkce, TestApp, claims, form, on_both,
};

pub(super) const MINUTE: Duration = Duration::from_secs(60);
pub(super) const HOUR: Duration = Duration::from_secs(60 * 60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl TestApp {
    /// Lets these documents be clients of the demo pool.
    pub(super) async fn take_documents(&self, sources: &[&str]) {
        let sources = sources.iter().map(|source| source.parse().expect("a source")).collect();
        self.change_pool(|settings| settings.client_documents = sources).await;
    }

    /// A server whose document is a client of the demo pool.
    pub(super) async fn document_client(&self) -> DocumentServer {
        let server = DocumentServer::start().await;
        self.take_documents(&[&server.authority]).await;
        server
    }

    /// The path of an authorization request of a document's client.
    pub(super) fn authorize_document(&self, pkce: &Pkce, id: &str) -> String {
        let own =
            [("client_id", id), ("redirect_uri", DOCUMENT_CALLBACK), ("scope", "openid email")];
        self.authorize(pkce, &own)
    }

    /// The status of an authorization request of a document's client.
    pub(super) async fn asked_by(&self, id: &str) -> StatusCode {
        self.browser().get(&self.authorize_document(&Pkce::new(), id)).await.status
    }

    /// Tokens of the demo user for a document's client, who is asked for consent.
    async fn document_tokens(&self, browser: &mut Browser, id: &str) -> Value {
        let pkce = Pkce::new();
        let asked = self.sign_in(browser, &self.authorize_document(&pkce, id)).await;
        let answer = match asked.location().contains("/consent?") {
            true => allow(browser, &asked.location()).await,
            false => asked,
        };
        let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", id),
            ("code", &code),
            ("redirect_uri", DOCUMENT_CALLBACK),
            ("code_verifier", &pkce.verifier),
        ];
        let tokens = self.ask("/oauth2/token", None, &pairs).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        tokens.json()
    }

    async fn refresh_document(&self, id: &str, token: &str) -> Answer {
        let pairs = [("grant_type", "refresh_token"), ("client_id", id), ("refresh_token", token)];
        self.ask("/oauth2/token", None, &pairs).await
    }

    async fn is_client(&self, pool: &PoolId, id: &str) -> bool {
        let id = ClientId::at(pool, id).expect("an id");
        configuration::client(&self.cx(), pool, &id).await.expect("an answer").is_some()
    }
}

async fn allow(browser: &mut Browser, consent: &str) -> Answer {
    let page = browser.get(consent).await;
    let mut form = page.form("consent-form");
    form.fields.push(("decision".into(), "allow".into()));
    browser.submit(&page, &form).await
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap_or_else(|| panic!("no {name} in {tokens}"))
}

on_both! {
    async fn a_document_is_a_client_with_nothing_set_up(app) {
        let server = app.document_client().await;
        let (id, mut browser) = (server.id(), app.browser());
        let tokens = app.document_tokens(&mut browser, &id).await;
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        assert_eq!(claims(access)["client_id"], id);
        assert_eq!(claims(text(&tokens, "id_token"))["aud"], id);
        assert_eq!(claims(text(&tokens, "id_token"))["email"], Value::Null, "it is a lean one");
        assert_eq!(app.userinfo(access).await.status, StatusCode::OK);
        let new = app.refresh_document(&id, refresh).await.json();
        assert_eq!(claims(text(&new, "access_token"))["client_id"], id);
        let revoke = [("client_id", id.as_str()), ("token", text(&new, "refresh_token"))];
        assert_eq!(app.ask("/oauth2/revoke", None, &revoke).await.status, StatusCode::OK);
        assert_eq!(app.refresh_document(&id, text(&new, "refresh_token")).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(server.asked(), 1);
        let out = [("client_id", id.as_str()), ("id_token_hint", text(&tokens, "id_token"))];
        let out = browser.get(&format!("{}/logout?{}", app.base, form(&out))).await;
        assert!(out.status.is_success() || out.status.is_redirection(), "{out:?}");
    }

    async fn people_see_which_host_vouches_for_it(app) {
        let server = app.document_client().await;
        server.describe(json!({ "logo_uri": "https://app.example/logo.png" }));
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &app.authorize_document(&Pkce::new(), &server.id())).await;
        for (tag, words) in [("en", "presents itself at"), ("de", "stellt sich unter")] {
            let page = browser.get(&format!("{}&lang={tag}", asked.location())).await;
            let caution = text_of(&page.body, "unvetted").expect("a caution");
            assert!(caution.contains("127.0.0.1") && caution.contains(words), "{caution}");
            assert!(page.body.contains("https://app.example/logo.png"));
        }
    }

    async fn without_pkce_it_gets_nothing(app) {
        let server = app.document_client().await;
        let pairs = [
            ("response_type", "code"), ("client_id", &server.id()), ("scope", "openid"),
            ("redirect_uri", DOCUMENT_CALLBACK),
        ];
        let answer = app.browser().get(&format!("{}/oauth2/authorize?{}", app.base, form(&pairs))).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"), "{answer:?}");
    }

    async fn a_document_that_leaves_the_list_is_no_client_at_once(app) {
        let server = app.document_client().await;
        let (id, mut browser) = (server.id(), app.browser());
        let tokens = app.document_tokens(&mut browser, &id).await;
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        app.take_documents(&["other.example"]).await;
        let refused = app.refresh_document(&id, refresh).await;
        assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
        assert_eq!(app.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(app.asked_by(&id).await, StatusCode::BAD_REQUEST);
        app.take_documents(&[&id]).await;
        assert_eq!(app.refresh_document(&id, refresh).await.status, StatusCode::OK, "nothing was spent");
        assert_eq!(server.asked(), 1);
    }

    async fn a_document_is_fresh_for_as_long_as_it_says_within_bounds(app) {
        for (cache_control, fresh) in [
            ("max-age=0", 5 * MINUTE), ("no-store", 5 * MINUTE), ("max-age=1200", 20 * MINUTE),
            ("public", HOUR), ("max-age=99999999", DAY),
        ] {
            let server = app.document_client().await;
            server.describe_for(cache_control, json!({}));
            for (later, asked) in [(Duration::ZERO, 1), (fresh - MINUTE, 1), (MINUTE, 2)] {
                app.advance(later);
                assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
                assert_eq!(server.asked(), asked, "{cache_control} {later:?}");
            }
        }
    }

    async fn a_changed_document_changes_its_client(app) {
        let server = app.document_client().await;
        let (id, pkce) = (server.id(), Pkce::new());
        let to = |callback: &'static str| app.authorize(&pkce, &[("client_id", &id), ("redirect_uri", callback), ("scope", "openid")]);
        let new = "https://app.example/new";
        assert_eq!(app.browser().get(&to(DOCUMENT_CALLBACK)).await.status, StatusCode::SEE_OTHER);
        server.describe(json!({ "redirect_uris": [new] }));
        assert_eq!(app.browser().get(&to(new)).await.status, StatusCode::BAD_REQUEST, "not yet");
        app.advance(11 * MINUTE);
        assert_eq!(app.browser().get(&to(new)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(app.browser().get(&to(DOCUMENT_CALLBACK)).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(server.asked(), 2);
    }

    async fn one_that_names_no_scope_may_ask_for_an_apis(app) {
        let server = app.document_client().await;
        let (id, pkce) = (server.id(), Pkce::new());
        let asked = app.authorize(&pkce, &[("client_id", &id), ("redirect_uri", DOCUMENT_CALLBACK), ("scope", "demo/read")]);
        assert!(app.browser().get(&asked).await.location().contains("/login?"));
        let own = asked.replace("demo%2Fread", "aws.cognito.signin.user.admin");
        assert_eq!(app.browser().get(&own).await.parameter("error").as_deref(), Some("invalid_scope"));
        server.describe(json!({ "scope": "openid" }));
        app.advance(11 * MINUTE);
        assert_eq!(app.browser().get(&asked).await.parameter("error").as_deref(), Some("invalid_scope"));
    }

    async fn a_document_that_is_away_counts_for_a_day_more(app) {
        let server = app.document_client().await;
        let (id, mut browser) = (server.id(), app.browser());
        let tokens = app.document_tokens(&mut browser, &id).await;
        server.fail();
        app.advance(11 * MINUTE);
        for _ in 0..3 {
            assert_eq!(app.asked_by(&id).await, StatusCode::SEE_OTHER);
        }
        assert_eq!(server.asked(), 2, "a failure stands for a moment");
        app.advance(DAY);
        assert_eq!(app.asked_by(&id).await, StatusCode::BAD_REQUEST);
        let asked = server.asked();
        assert_eq!(app.refresh_document(&id, text(&tokens, "refresh_token")).await.status, StatusCode::OK);
        assert_eq!(server.asked(), asked, "the token endpoint asks nobody");
        server.describe(json!({}));
        app.advance(MINUTE);
        assert_eq!(app.asked_by(&id).await, StatusCode::SEE_OTHER);
    }

    async fn two_pools_with_one_document_are_kept_apart(app) {
        let server = app.document_client().await;
        let settings = PoolSettings {
            client_documents: vec![server.authority.parse().expect("a source")],
            ..PoolSettings::default()
        };
        let second = app.second_pool(settings).await.id;
        let (id, mut browser) = (server.id(), app.browser());
        let tokens = app.document_tokens(&mut browser, &id).await;
        let there = |path: &str| path.replace(&app.base, &format!("/{second}"));
        assert!(!app.is_client(&second, &id).await);
        let path = there(&app.authorize_document(&Pkce::new(), &id));
        assert!(browser.get(&path).await.location().contains("/login?"), "nobody is signed in there");
        assert!(app.is_client(&second, &id).await);
        let pairs = [("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", text(&tokens, "refresh_token"))];
        let foreign = app.browser().post(&format!("/{second}/oauth2/token"), &form(&pairs)).await;
        assert_eq!(foreign.json()["error"], "invalid_grant");
        let (cx, own) = (app.cx(), ClientId::at(&app.demo.pool.id, &id).expect("an id"));
        clients::disable(&cx, &app.demo.pool.id, &own).await.expect("disabled");
        assert_eq!(app.asked_by(&id).await, StatusCode::BAD_REQUEST);
        assert_eq!(app.browser().get(&path).await.status, StatusCode::SEE_OTHER);
        app.advance(DAY);
        assert_eq!(app.asked_by(&id).await, StatusCode::BAD_REQUEST, "no document changes an operator's word");
        clients::delete(&cx, &app.demo.pool.id, &own).await.expect("deleted");
        assert!(app.is_client(&second, &id).await);
    }

    async fn a_client_with_a_key_pushes_its_first_request(app) {
        let (server, key) = (app.document_client().await, Key::ec());
        server.describe(json!({
            "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [key.public()] },
        }));
        let (id, pkce) = (server.id(), Pkce::new());
        let request = [
            ("response_type", "code"), ("redirect_uri", DOCUMENT_CALLBACK), ("scope", "openid email"),
            ("code_challenge", pkce.challenge.as_str()), ("code_challenge_method", "S256"),
            ("client_assertion_type", ASSERTION_TYPE),
        ];
        let bare = app.ask("/oauth2/par", None, &[&request[..5], &[("client_id", id.as_str())]].concat()).await;
        assert_eq!((bare.status, &bare.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
        let assertion = key.assert(&app.assertion_of(&id));
        let proved = [&request[..], &[("client_assertion", assertion.as_str())]].concat();
        let pushed = app.ask("/oauth2/par", None, &proved).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let path = form(&[("client_id", &id), ("request_uri", text(&pushed.json(), "request_uri"))]);
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &format!("{}/oauth2/authorize?{path}", app.base)).await;
        let code = allow(&mut browser, &asked.location()).await.parameter("code").expect("a code");
        let redeem = [
            ("grant_type", "authorization_code"), ("code", &code), ("code_verifier", &pkce.verifier),
            ("redirect_uri", DOCUMENT_CALLBACK), ("client_assertion_type", ASSERTION_TYPE),
        ];
        let assertion = key.assert(&app.assertion_of(&id));
        let tokens = app.ask("/oauth2/token", None, &[&redeem[..], &[("client_assertion", &assertion)]].concat()).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        let tokens = tokens.json();
        assert_eq!(claims(text(&tokens, "id_token"))["aud"], id);
        let assertion = key.assert(&app.assertion_of(&id));
        let about = [("token", text(&tokens, "access_token")), ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", &assertion)];
        let about = app.ask("/oauth2/introspect", None, &about).await.json();
        assert_eq!((&about["active"], &about["client_id"]), (&json!(true), &json!(id)));
        assert_eq!(server.asked(), 1);
    }

    async fn people_are_cautioned_before_a_device_as_before_a_page(app) {
        let server = app.document_client().await;
        server.describe(json!({ "grant_types": [DEVICE], "redirect_uris": null }));
        let house = app.device_client(|_| ()).await;
        let registered = app.device_client(|settings| settings.consent = true).await;
        let afar = server.id();
        for (client, words) in [(&house, None), (&registered, Some("registered without anybody")), (&afar, Some("presents itself at 127.0.0.1"))] {
            let told = app.ask("/oauth2/device_authorization", None, &[("client_id", client), ("scope", "openid")]).await.json();
            let (_, page) = app.at_the_question(&Device { client: client.clone(), told }).await;
            let caution = text_of(&page.body, "unvetted");
            assert_eq!(caution.is_some(), words.is_some(), "{client}: {caution:?}");
            assert!(words.is_none_or(|words| caution.is_some_and(|caution| caution.contains(words))), "{client}");
        }
    }

    async fn a_device_may_be_a_documents(app) {
        let server = app.document_client().await;
        server.describe(json!({ "grant_types": [DEVICE], "redirect_uris": null }));
        let id = server.id();
        let begun = app.ask("/oauth2/device_authorization", None, &[("client_id", &id), ("scope", "openid")]).await.json();
        let poll = [("grant_type", DEVICE), ("client_id", &id), ("device_code", text(&begun, "device_code"))];
        assert_eq!(app.ask("/oauth2/token", None, &poll).await.json()["error"], "authorization_pending");
        assert_eq!(server.asked(), 1);
    }

    async fn there_are_no_more_than_the_pool_allows_and_the_idle_make_room(app) {
        app.change_pool(|settings| settings.registration.most_clients = 2).await;
        let mut servers = Vec::new();
        for _ in 0..3 {
            servers.push(DocumentServer::start().await);
        }
        app.take_documents(&["*"]).await;
        let ids: Vec<String> = servers.iter().map(DocumentServer::id).collect();
        app.document_tokens(&mut app.browser(), &ids[0]).await;
        assert_eq!(app.asked_by(&ids[1]).await, StatusCode::SEE_OTHER);
        assert_eq!(app.asked_by(&ids[2]).await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(servers[2].asked(), 0, "nobody is asked in vain");
        app.advance(HOUR + MINUTE);
        assert_eq!(app.asked_by(&ids[2]).await, StatusCode::SEE_OTHER);
        let pool = &app.demo.pool.id;
        assert!(app.is_client(pool, &ids[0]).await && !app.is_client(pool, &ids[1]).await, "a used one stays");
        app.advance(DAY * 3);
        housekeeping::clean(&app.cx()).await.expect("cleaned");
        assert!(app.is_client(pool, &ids[0]).await && !app.is_client(pool, &ids[2]).await);
        app.advance(DAY * 29);
        housekeeping::clean(&app.cx()).await.expect("cleaned");
        assert!(!app.is_client(pool, &ids[0]).await);
    }
}
