//! Management of clients that registered themselves (RFC 7592).

use axum::http::{StatusCode, header};
use gatehouse::domain::admin::clients;
use gatehouse::model::ClientId;
use gatehouse::model::pool::{PoolSettings, RegistrationMode, RegistrationPolicy};
use serde_json::{Value, json};

use super::rfc7591_registration::{CALLBACK, taken, text};
use crate::support::jose::sign_secret;
use crate::support::{Answer, TestApp, on_both};

/// A client of the demo pool that has registered itself.
struct Registered {
    told: Value,
}

impl Registered {
    async fn at(app: &TestApp, members: Value) -> Self {
        app.let_register(RegistrationMode::Open, 10).await;
        Self { told: taken(&app.register(members).await) }
    }

    fn id(&self) -> &str {
        text(&self.told, "client_id")
    }

    fn token(&self) -> &str {
        text(&self.told, "registration_access_token")
    }

    async fn ask(&self, app: &TestApp, method: &str, body: Option<&Value>) -> Answer {
        app.registration(method, &format!("/{}", self.id()), Some(self.token()), body).await
    }

    /// Replaces its metadata by these members over a redirect URI.
    async fn put(&self, app: &TestApp, members: Value) -> Answer {
        let mut body = json!({ "client_id": self.id(), "redirect_uris": [CALLBACK] });
        for (name, value) in members.as_object().expect("an object") {
            body[name] = value.clone();
        }
        self.ask(app, "PUT", Some(&body)).await
    }

    /// What the token endpoint says to a code that nobody gave.
    async fn error_at_token(&self, app: &TestApp, secret: &str) -> String {
        let asked =
            [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", CALLBACK)];
        text(&app.ask("/oauth2/token", Some((self.id(), secret)), &asked).await.json(), "error")
            .to_owned()
    }

    /// The same to a client that signs with its secret.
    async fn error_by_assertion(&self, app: &TestApp, secret: &str) -> String {
        let assertion = sign_secret(secret, "HS256", &app.assertion_of(self.id()));
        let asked = [
            ("grant_type", "authorization_code"),
            ("code", "x"),
            ("redirect_uri", CALLBACK),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ];
        text(&app.ask("/oauth2/token", None, &asked).await.json(), "error").to_owned()
    }
}

fn refused(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
    assert_eq!(answer.json()["error"], "invalid_token");
    assert_eq!(answer.json()["error_description"], "the registration access token is not good");
    let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII");
    assert!(challenge.starts_with("Bearer "), "{challenge}");
}

on_both! {
    async fn a_client_reads_what_it_was_told_but_its_secret(app) {
        let client = Registered::at(&app, json!({ "initiate_login_uri": "https://app.example/begin" })).await;
        let read = client.ask(&app, "GET", None).await;
        assert_eq!((read.status, &read.headers[header::CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().expect("a value")));
        let mut expected = client.told.clone();
        let members = expected.as_object_mut().expect("an object");
        members.retain(|name, _| !name.starts_with("client_secret"));
        assert_eq!(read.json(), expected);
    }

    async fn a_replacement_replaces_everything(app) {
        let client = Registered::at(&app, json!({ "client_name": "Before", "logo_uri": "https://app.example/logo" })).await;
        let secret = text(&client.told, "client_secret");
        let told = client.put(&app, json!({ "client_name": "After", "policy_uri": "https://app.example/policy" })).await;
        assert_eq!(told.status, StatusCode::OK, "{told:?}");
        let told = told.json();
        assert_eq!((&told["client_name"], &told["logo_uri"]), (&json!("After"), &Value::Null));
        assert_eq!(told["policy_uri"], "https://app.example/policy");
        assert_eq!(told["client_secret"], Value::Null, "the present one stays");
        assert_eq!(client.error_at_token(&app, secret).await, "invalid_grant");
        assert_eq!(client.put(&app, json!({ "client_secret": secret })).await.json()["client_secret"], secret);
        assert_eq!(client.ask(&app, "GET", None).await.json()["policy_uri"], Value::Null);
    }

    async fn a_new_way_to_prove_itself_may_need_a_new_secret(app) {
        let client = Registered::at(&app, json!({})).await;
        let first = text(&client.told, "client_secret").to_owned();
        let told = client.put(&app, json!({ "token_endpoint_auth_method": "client_secret_jwt" })).await.json();
        let second = text(&told, "client_secret").to_owned();
        assert_ne!(first, second);
        for (secret, error) in [(&first, "invalid_client"), (&second, "invalid_grant")] {
            assert_eq!(client.error_by_assertion(&app, secret).await, error);
        }
        let told = client.put(&app, json!({ "token_endpoint_auth_method": "client_secret_basic" })).await.json();
        assert_eq!(told["client_secret"], Value::Null);
        assert_eq!(client.error_at_token(&app, &second).await, "invalid_grant");
        assert_eq!(client.error_at_token(&app, &first).await, "invalid_client");
        let told = client.put(&app, json!({ "token_endpoint_auth_method": "none", "client_secret": second })).await.json();
        assert_eq!(told["client_secret"], Value::Null);
        assert_eq!(client.error_at_token(&app, &second).await, "invalid_client");
    }

    async fn what_is_not_the_clients_to_say_is_refused(app) {
        let client = Registered::at(&app, json!({})).await;
        let secret = text(&client.told, "client_secret");
        for members in [
            json!({ "client_id": null }),
            json!({ "client_id": app.web().0 }),
            json!({ "client_secret": "my own choice of a secret" }),
            json!({ "client_secret_expires_at": 0 }),
            json!({ "client_id_issued_at": 0 }),
            json!({ "registration_access_token": client.token() }),
            json!({ "registration_client_uri": text(&client.told, "registration_client_uri") }),
            json!({ "redirect_uris": ["https://evil.example/cb#x"] }),
            json!({ "grant_types": ["client_credentials"], "redirect_uris": null }),
        ] {
            assert_eq!(client.put(&app, members.clone()).await.status, StatusCode::BAD_REQUEST, "{members}");
        }
        assert_eq!(client.error_at_token(&app, secret).await, "invalid_grant");
        assert_eq!(client.ask(&app, "GET", None).await.json()["redirect_uris"], json!([CALLBACK]));
    }

    async fn what_an_operator_has_set_stays(app) {
        let client = Registered::at(&app, json!({})).await;
        app.change_client(client.id(), |settings| settings.access_token_seconds = 600).await;
        assert_eq!(client.put(&app, json!({ "client_name": "New" })).await.status, StatusCode::OK);
        let id: ClientId = client.id().parse().expect("an id");
        let settings = clients::show(&app.cx(), &app.demo.pool.id, &id).await.expect("a client").settings;
        assert_eq!((settings.access_token_seconds, settings.consent, settings.lean_id_token), (600, true, true));
    }

    async fn a_client_removes_itself(app) {
        let client = Registered::at(&app, json!({})).await;
        let secret = text(&client.told, "client_secret");
        assert_eq!(client.error_at_token(&app, secret).await, "invalid_grant");
        let removed = client.ask(&app, "DELETE", None).await;
        assert_eq!((removed.status, removed.body.as_str()), (StatusCode::NO_CONTENT, ""));
        assert_eq!(client.error_at_token(&app, secret).await, "invalid_client");
        for method in ["GET", "DELETE"] {
            refused(&client.ask(&app, method, None).await);
        }
        refused(&client.put(&app, json!({})).await);
    }

    async fn nobody_manages_anothers_client(app) {
        let client = Registered::at(&app, json!({})).await;
        let other = Registered::at(&app, json!({})).await;
        let body = json!({ "client_id": client.id(), "redirect_uris": ["https://evil.example/cb"] });
        let below = format!("/{}", client.id());
        for method in ["GET", "PUT", "DELETE"] {
            for token in [other.token(), text(&client.told, "client_secret"), "x"] {
                refused(&app.registration(method, &below, Some(token), Some(&body)).await);
            }
            for unknown in [app.web().0, "1example23456789abcdefghij", "nonsense"] {
                refused(&app.registration(method, &format!("/{unknown}"), Some(client.token()), Some(&body)).await);
            }
            let bare = app.registration(method, &below, None, Some(&body)).await;
            assert_eq!(bare.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(client.ask(&app, "GET", None).await.json()["redirect_uris"], json!([CALLBACK]));
    }

    async fn another_pool_knows_nothing_of_it(app) {
        let client = Registered::at(&app, json!({})).await;
        let registration = RegistrationPolicy { mode: RegistrationMode::Open, ..RegistrationPolicy::default() };
        let rules = PoolSettings { registration, ..PoolSettings::default() };
        let elsewhere = app.second_pool(rules).await;
        let path = format!("/{}/oauth2/register/{}", elsewhere.id, client.id());
        let request = axum::http::Request::get(&path)
            .header(header::AUTHORIZATION, format!("Bearer {}", client.token()));
        refused(&app.browser().send(&path, request, axum::body::Body::empty()).await);
    }

    async fn a_client_that_the_operator_disables_or_takes_in_is_the_operators(app) {
        let client = Registered::at(&app, json!({})).await;
        app.change_client(client.id(), |settings| settings.consent = false).await;
        refused(&client.put(&app, json!({ "redirect_uris": ["https://evil.example/cb"] })).await);
        let other = Registered::at(&app, json!({})).await;
        app.disable_client(other.id()).await;
        refused(&other.ask(&app, "DELETE", None).await);
    }

    async fn another_node_learns_of_a_change(app) {
        let client = Registered::at(&app, json!({})).await;
        let secret = text(&client.told, "client_secret");
        let other = app.second_node(|_| ()).await;
        assert_eq!(client.error_at_token(&other, secret).await, "invalid_grant");
        assert_eq!(client.ask(&app, "DELETE", None).await.status, StatusCode::NO_CONTENT);
        gatehouse::domain::configuration::learn_epoch(&other.app).await.expect("the epoch");
        assert_eq!(client.error_at_token(&other, secret).await, "invalid_client");
    }
}
