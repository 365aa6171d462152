//! Client authentication by JWT (RFC 7523, OpenID Connect Core section 9): `private_key_jwt` and
//! `client_secret_jwt`.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::future::join_all;
use gatehouse::domain::admin::clients;
use gatehouse::model::Algorithm;
use gatehouse::model::client::{AuthMethod, Profile};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::jose::{Key, KeyServer, compact, fresh_id, sign_secret};
use crate::support::{Answer, TestApp, on_both};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const TYPE: (&str, &str) =
    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

/// Lets the machine prove itself by these keys alone.
async fn register(app: &TestApp, keys: &[&Key]) {
    let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
    app.change_client(app.machine().0, |settings| {
        settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
        settings.proving.jwks = Some(json!({ "keys": keys }));
    })
    .await;
}

async fn ask(app: &TestApp, assertion: &str) -> Answer {
    let pairs = [GRANT, TYPE, ("client_assertion", assertion)];
    app.ask("/oauth2/token", None, &pairs).await
}

async fn accepted(app: &TestApp, assertion: &str, why: &str) {
    let answer = ask(app, assertion).await;
    assert_eq!(answer.status, StatusCode::OK, "{why}: {answer:?}");
}

/// Refused, whatever else is said about it.
async fn refused(app: &TestApp, assertion: &str, why: &str) -> String {
    let answer = ask(app, assertion).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why}: {answer:?}");
    assert_eq!(answer.json()["error"], "invalid_client", "{why}");
    answer.body
}

/// The claims of a good assertion with one of them changed; `null` takes it away.
fn with(app: &TestApp, name: &str, value: Value) -> Value {
    let mut claims = app.assertion_of(app.machine().0);
    claims[name] = value;
    if let Some(members) = claims.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    claims
}

fn good(app: &TestApp) -> Value {
    app.assertion_of(app.machine().0)
}

on_both! {
    async fn a_client_proves_itself_by_its_private_key(app) {
        let keys = [Key::ec(), Key::ed(), Key::rsa()];
        register(&app, &keys.each_ref()).await;
        for key in &keys {
            accepted(&app, &key.assert(&good(&app)), key.algorithm()).await;
        }
        let nameless = json!({ "alg": "EdDSA", "typ": "client-authentication+jwt" });
        accepted(&app, &keys[1].sign(&nameless, &good(&app)), "without a key id").await;
        let assertion = keys[0].assert(&good(&app));
        let pairs = [GRANT, TYPE, ("client_assertion", assertion.as_str()), ("client_id", app.machine().0)];
        assert_eq!(app.ask("/oauth2/token", None, &pairs).await.status, StatusCode::OK);
        let assertion = keys[0].assert(&good(&app));
        let pairs = [GRANT, TYPE, ("client_assertion", assertion.as_str()), ("client_id", app.web().0)];
        assert_eq!(app.ask("/oauth2/token", None, &pairs).await.json()["error"], "invalid_request");
    }

    async fn a_client_proves_itself_by_a_jwt_under_its_secret(app) {
        app.change_client(app.machine().0, |settings| settings.proving.method = Some(AuthMethod::ClientSecretJwt)).await;
        let (id, old) = app.machine();
        refused(&app, &sign_secret(old, "HS256", &good(&app)), "a secret that was kept as a digest alone").await;
        let client = id.parse().expect("an id");
        let (_, secret) = clients::rotate_secret(&app.cx(), &app.demo.pool.id, &client).await.expect("a secret");
        let secret = secret.expose_secret();
        for algorithm in ["HS256", "HS384", "HS512"] {
            accepted(&app, &sign_secret(secret, algorithm, &good(&app)), algorithm).await;
        }
        refused(&app, &sign_secret("another secret of more than thirty-two bytes", "HS256", &good(&app)), "another secret").await;
        refused(&app, &Key::ec().assert(&good(&app)), "a private key").await;
        let (_, newer) = clients::rotate_secret(&app.cx(), &app.demo.pool.id, &client).await.expect("a secret");
        for live in [secret, newer.expose_secret()] {
            accepted(&app, &sign_secret(live, "HS256", &good(&app)), "one of two live secrets").await;
        }
        assert_eq!(app.ask("/oauth2/token", Some((id, secret)), &[GRANT]).await.json()["error"], "invalid_client");
    }

    async fn a_client_that_is_set_to_sign_gets_a_secret_to_sign_with(app) {
        let id = app.machine().0.parse().expect("an id");
        let set = async |method| {
            let mut settings = clients::show(&app.cx(), &app.demo.pool.id, &id).await.expect("a client").settings;
            settings.proving.method = Some(method);
            let change = clients::ClientChange { settings: Some(settings.into()), ..Default::default() };
            clients::update(&app.cx(), &app.demo.pool.id, &id, change).await.expect("a change").1
        };
        assert!(set(AuthMethod::ClientSecretPost).await.is_none(), "the one that it has is good for that");
        let secret = set(AuthMethod::ClientSecretJwt).await.expect("a secret");
        accepted(&app, &sign_secret(secret.expose_secret(), "HS512", &good(&app)), "the new secret").await;
        assert!(set(AuthMethod::ClientSecretJwt).await.is_none(), "it has one now");
        assert!(set(AuthMethod::ClientSecretBasic).await.is_none());
        let answer = app.ask("/oauth2/token", Some((app.machine().0, secret.expose_secret())), &[GRANT]).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    }

    async fn a_client_uses_its_own_method_and_one_at_a_time(app) {
        let key = Key::ec();
        register(&app, &[&key]).await;
        let (id, secret) = app.machine();
        let shown = [
            app.ask("/oauth2/token", Some((id, secret)), &[GRANT]).await,
            app.ask("/oauth2/token", None, &[GRANT, ("client_id", id), ("client_secret", secret)]).await,
            app.ask("/oauth2/token", None, &[GRANT, ("client_id", id)]).await,
        ];
        for answer in shown {
            assert_eq!(answer.json()["error"], "invalid_client");
        }
        let assertion = key.assert(&good(&app));
        let asserted = [GRANT, TYPE, ("client_assertion", assertion.as_str())];
        let twice = [
            app.ask("/oauth2/token", Some((id, secret)), &asserted).await,
            app.ask("/oauth2/token", None, &[&asserted[..], &[("client_secret", secret)]].concat()).await,
            app.ask("/oauth2/token", None, &[GRANT, ("client_assertion", assertion.as_str())]).await,
            app.ask("/oauth2/token", None, &[GRANT, TYPE, ("client_id", id)]).await,
        ];
        for answer in twice {
            assert_eq!(answer.json()["error"], "invalid_request", "{answer:?}");
        }
        let saml = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
        let answer = app.ask("/oauth2/token", None, &[GRANT, saml, ("client_assertion", &assertion)]).await;
        assert_eq!(answer.json()["error"], "invalid_client");
        accepted(&app, &assertion, "none of all this has used it up").await;
        for (method, by_header) in [(AuthMethod::ClientSecretBasic, true), (AuthMethod::ClientSecretPost, false)] {
            app.change_client(app.web().0, |settings| settings.proving.method = Some(method)).await;
            let (id, secret) = app.web();
            let header = app.ask("/oauth2/revoke", Some((id, secret)), &[("token", "x")]).await;
            let body = app.ask("/oauth2/revoke", None, &[("token", "x"), ("client_id", id), ("client_secret", secret)]).await;
            assert_eq!((header.status == StatusCode::OK, body.status == StatusCode::OK), (by_header, !by_header));
        }
    }

    async fn a_client_that_has_registered_no_key_cannot_use_one(app) {
        refused(&app, &Key::ec().assert(&good(&app)), "a client with a secret").await;
        let key = Key::ec();
        let spa = app.assertion_of(app.demo.spa());
        refused(&app, &key.assert(&spa), "a public client").await;
        refused(&app, &key.assert(&app.assertion_of("2example23456789abcdefghij")), "nobody").await;
    }

    async fn claims_that_do_not_fit_are_refused(app) {
        let key = Key::ec();
        register(&app, &[&key]).await;
        let now = app.cx().now().seconds();
        for (name, value) in [
            ("iss", json!(app.web().0)), ("iss", Value::Null),
            ("aud", json!("https://evil.example")), ("aud", Value::Null), ("aud", json!([])),
            ("exp", Value::Null), ("exp", json!(now - 300)), ("exp", json!(now + 7200)), ("exp", json!("soon")),
            ("nbf", json!(now + 120)), ("iat", json!(now + 120)), ("iat", json!(now - 7200)),
            ("jti", Value::Null), ("jti", json!("")), ("jti", json!(7)), ("jti", json!("x".repeat(300))),
        ] {
            let why = format!("{name}: {value}");
            let body = refused(&app, &key.assert(&with(&app, name, value)), &why).await;
            assert!(body.contains("client authentication failed: "), "the key was right: {body}");
        }
        for (name, value) in [("nbf", json!(now + 8)), ("iat", json!(now + 8)), ("exp", json!(now - 8)), ("exp", json!(now + 3600))] {
            accepted(&app, &key.assert(&with(&app, name, value.clone())), &format!("{name}: {value}")).await;
        }
    }

    async fn whoever_does_not_have_the_key_is_told_nothing(app) {
        let (key, other) = (Key::rsa(), Key::ec());
        register(&app, &[&key]).await;
        let modulus = key.public()["n"].as_str().expect("a modulus").to_owned();
        let genuine = key.assert(&good(&app));
        let (message, signature) = genuine.rsplit_once('.').expect("three parts");
        let (header, _) = message.split_once('.').expect("two parts");
        let swapped = compact(&json!({}), &good(&app), |_| Vec::new());
        let payload = swapped.split('.').nth(1).expect("a payload");
        let named = |alg: &str, typ: &str| json!({ "alg": alg, "typ": typ, "kid": key.id });
        let shown = json!({ "alg": "ES256", "kid": key.id, "jwk": other.public() });
        let forged = [
            ("another's key", other.assert(&good(&app))),
            ("another's key under this one's name", other.sign(&json!({ "alg": "ES256", "kid": key.id }), &good(&app))),
            ("a key that it brings along", other.sign(&shown, &good(&app))),
            ("an unknown key id", key.sign(&json!({ "alg": "PS256", "kid": "another" }), &good(&app))),
            ("no signature", format!("{message}.")),
            ("another payload", format!("{header}.{payload}.{signature}")),
            ("alg none", compact(&named("none", "JWT"), &good(&app), |_| Vec::new())),
            ("alg none with a signature", compact(&named("None", "JWT"), &good(&app), |_| vec![0; 256])),
            ("the public key as a secret", sign_secret(&modulus, "HS256", &good(&app))),
            ("the client's secret", sign_secret(app.machine().1, "HS256", &good(&app))),
            ("a request object", key.sign(&named("PS256", "oauth-authz-req+jwt"), &good(&app))),
            ("a proof", key.sign(&named("PS256", "dpop+jwt"), &good(&app))),
            ("an extension", key.sign(&json!({ "alg": "PS256", "kid": key.id, "crit": ["exp"] }), &good(&app))),
            ("a stranger as its subject", key.assert(&with(&app, "sub", json!("2example23456789abcdefghij")))),
            ("another client as its subject", key.assert(&with(&app, "sub", json!(app.web().0)))),
            ("no subject", key.assert(&with(&app, "sub", Value::Null))),
            ("no JWT", "x".into()),
            ("five parts", "a.b.c.d.e".into()),
        ];
        let mut bodies = Vec::new();
        for (why, assertion) in forged {
            bodies.push(refused(&app, &assertion, why).await);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        accepted(&app, &genuine, "the genuine one is still good").await;
    }

    async fn an_assertion_is_good_once_on_all_nodes(app) {
        let (key, other) = (Key::ec(), app.second_node(|_| ()).await);
        register(&app, &[&key]).await;
        gatehouse::domain::configuration::learn_epoch(&other.app).await.expect("the epoch");
        let assertion = key.assert(&good(&app));
        accepted(&app, &assertion, "first").await;
        for node in [&app, &other] {
            assert!(refused(node, &assertion, "second").await.contains("used before"));
        }
        let claims = good(&app);
        let again = [key.assert(&claims), key.assert(&with(&app, "jti", claims["jti"].clone()))];
        accepted(&other, &again[0], "first").await;
        refused(&app, &again[1], "the same jti under another signature").await;
        let assertion = key.assert(&good(&app));
        let tries = (0..16).map(|number| ask(if number % 2 == 0 { &app } else { &other }, &assertion));
        let good = join_all(tries).await.iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(good, 1);
    }

    async fn the_jti_of_one_client_says_nothing_about_anothers(app) {
        let (key, jti) = (Key::ec(), fresh_id());
        let keys = json!({ "keys": [key.public()] });
        for client in [app.machine().0, app.web().0] {
            app.change_client(client, |settings| {
                settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
                settings.proving.jwks = Some(keys.clone());
            }).await;
            let mut claims = app.assertion_of(client);
            claims["jti"] = json!(jti);
            let assertion = key.assert(&claims);
            let pairs = [("token", "x"), TYPE, ("client_assertion", &assertion)];
            assert_eq!(app.ask("/oauth2/revoke", None, &pairs).await.status, StatusCode::OK, "{client}");
        }
    }

    async fn the_audience_is_the_issuer_or_an_endpoint_of_its(app) {
        let key = Key::ec();
        register(&app, &[&key]).await;
        let (issuer, endpoint) = (app.issuer(), app.url("/oauth2/token"));
        for audience in [json!(issuer), json!(endpoint), json!(["https://other.example", endpoint]), json!([issuer])] {
            accepted(&app, &key.assert(&with(&app, "aud", audience.clone())), &audience.to_string()).await;
        }
        for audience in [format!("{issuer}/"), format!("{endpoint}/"), "http://localhost:9080".into(), app.url("/login")] {
            refused(&app, &key.assert(&with(&app, "aud", json!(audience))), &audience).await;
        }
        let introspection = app.url("/oauth2/introspect");
        let assertion = key.assert(&with(&app, "aud", json!(introspection)));
        let pairs = [("token", "x"), TYPE, ("client_assertion", &assertion)];
        assert_eq!(app.ask("/oauth2/introspect", None, &pairs).await.json(), json!({ "active": false }));
    }

    async fn in_fapi_the_audience_is_the_issuer_alone(app) {
        let (key, bound) = (Key::ec(), Key::ed());
        register(&app, &[&key]).await;
        app.change_client(app.machine().0, |settings| settings.profile = Profile::Fapi2Security).await;
        let ask = async |audience: Value| {
            let assertion = key.assert(&with(&app, "aud", audience));
            let pairs = [GRANT, TYPE, ("client_assertion", assertion.as_str())];
            app.ask_with("/oauth2/token", &[("dpop", &app.token_proof(&bound))], &pairs).await
        };
        let answer = ask(json!(app.issuer())).await;
        assert_eq!((answer.status, &answer.json()["token_type"]), (StatusCode::OK, &json!("DPoP")));
        for audience in [json!([app.issuer()]), json!([app.issuer(), "x"]), json!(app.url("/oauth2/token")), json!(app.url("/oauth2/par"))] {
            let answer = ask(audience.clone()).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")), "{audience}");
        }
    }

    async fn the_algorithm_is_the_registered_one_and_in_fapi_a_strong_one(app) {
        let (rsa, ec) = (Key::rsa(), Key::ec());
        register(&app, &[&rsa, &ec]).await;
        let rs256 = json!({ "alg": "RS256", "kid": rsa.id });
        accepted(&app, &rsa.sign(&rs256, &good(&app)), "RS256").await;
        app.change_client(app.machine().0, |settings| settings.proving.algorithm = Some(Algorithm::PS256.into())).await;
        refused(&app, &rsa.sign(&rs256, &good(&app)), "RS256 where PS256 is registered").await;
        refused(&app, &ec.assert(&good(&app)), "ES256 where PS256 is registered").await;
        accepted(&app, &rsa.assert(&good(&app)), "PS256").await;
        for registered in [None, Some(Algorithm::RS256.into())] {
            app.change_client(app.machine().0, |settings| {
                settings.profile = Profile::Fapi2MessageSigning;
                settings.proving.algorithm = registered;
            }).await;
            refused(&app, &rsa.sign(&rs256, &good(&app)), "RS256 in FAPI").await;
        }
    }

    async fn keys_at_an_address_may_change_at_any_time(app) {
        let (old, new) = (Key::ec(), Key::ec());
        let server = KeyServer::with(&[&old]).await;
        app.change_client(app.machine().0, |settings| {
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks_uri = Some(server.url.clone());
        }).await;
        accepted(&app, &old.assert(&good(&app)), "the first key").await;
        refused(&app, &new.assert(&good(&app)), "a key that is not there yet").await;
        server.publish(&[&new]);
        app.advance(Duration::from_secs(11));
        accepted(&app, &new.assert(&good(&app)), "the next key").await;
        refused(&app, &old.assert(&good(&app)), "a key that is gone").await;
        server.publish(&[&old]);
        app.advance(Duration::from_secs(11));
        let nameless = json!({ "alg": "ES256" });
        accepted(&app, &old.sign(&nameless, &good(&app)), "another key without a name").await;
    }

    async fn keys_outlive_their_server_for_an_hour(app) {
        let (key, other) = (Key::ec(), Key::ec());
        let server = KeyServer::with(&[&key]).await;
        app.change_client(app.machine().0, |settings| {
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks_uri = Some(server.url.clone());
        }).await;
        accepted(&app, &key.assert(&good(&app)), "while it is there").await;
        server.go_away().await;
        for minutes in [6, 55] {
            app.advance(Duration::from_secs(60 * minutes));
            accepted(&app, &key.assert(&good(&app)), "a key that was there").await;
            refused(&app, &other.assert(&good(&app)), "a key that never was").await;
        }
        app.advance(Duration::from_secs(60 * 5));
        refused(&app, &key.assert(&good(&app)), "after more than an hour").await;
    }

    async fn keys_of_strangers_are_fetched_and_kept_apart(app) {
        for consent in [false, true] {
            let key = Key::ec();
            let server = KeyServer::with(&[&key]).await;
            app.change_client(app.machine().0, |settings| {
                settings.consent = consent;
                settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
                settings.proving.jwks_uri = Some(server.url.clone());
            }).await;
            accepted(&app, &key.assert(&good(&app)), "while it is there").await;
            let (url, now) = (server.url.parse().expect("a URL"), app.cx().now());
            server.go_away().await;
            assert_eq!(app.app.key_sets.get(now, &url).await.is_ok(), !consent);
            assert_eq!(app.app.strangers_key_sets.get(now, &url).await.is_ok(), consent);
        }
    }

    async fn keys_that_cannot_be_fetched_prove_nothing(app) {
        let key = Key::ec();
        for uri in ["http://127.0.0.1:9/jwks", "http://10.0.0.1/jwks", "ftp://127.0.0.1/jwks", "no address"] {
            app.change_client(app.machine().0, |settings| {
                settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
                settings.proving.jwks_uri = Some(uri.into());
            }).await;
            refused(&app, &key.assert(&good(&app)), uri).await;
        }
    }

    async fn keys_are_looked_at_when_they_are_registered(app) {
        let id = app.machine().0.parse().expect("an id");
        let mut private = Key::ec().public();
        private["d"] = json!("c2VjcmV0");
        for wrong in [json!({}), json!({ "keys": [] }), json!({ "keys": [private] }), json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0" }] })] {
            let mut settings = clients::show(&app.cx(), &app.demo.pool.id, &id).await.expect("a client").settings;
            settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
            settings.proving.jwks = Some(wrong.clone());
            let change = clients::ClientChange { settings: Some(settings.into()), ..Default::default() };
            assert!(clients::update(&app.cx(), &app.demo.pool.id, &id, change).await.is_err(), "{wrong}");
        }
    }
}
