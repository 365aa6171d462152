//! By which algorithm a client of FAPI 2.0 gets what this server signs, in a pool whose own one the
//! profile does not take (Security Profile section 5.4.1).

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gatehouse::domain::admin::pools;
use gatehouse::domain::{self, configuration};
use gatehouse::model::client::{AuthMethod, Profile};
use gatehouse::model::pool::RegistrationMode;
use gatehouse::model::{Algorithm, Pool};
use gatehouse::store::{self, Tx};
use serde_json::{Value, json};

use super::back_channel_logout::logout_token;
use super::fapi2::{Fapi, TYPE, go, redemption};
use super::rfc7591_registration::{taken, text};
use crate::support::jose::{Key, hash, header_of};
use crate::support::{Browser, Pkce, TestApp, on_both};

const SIGNED: &str = "application/token-introspection+jwt";

/// Makes RS256 the demo pool's own algorithm, beside PS256.
async fn sign_by_rs256(app: &TestApp) {
    app.change_pool(|settings| settings.algorithms = vec![Algorithm::RS256, Algorithm::PS256])
        .await;
    let pool = pools::show(&app.cx(), &app.demo.pool.id).await.expect("a pool");
    let pool = Pool { algorithm: Algorithm::RS256, ..pool };
    app.cx().write(pool, |tx, pool| Box::pin(update(tx, pool))).await.expect("written");
    configuration::learn_epoch(&app.app).await.expect("the epoch");
}

async fn update(tx: &mut Tx, pool: &Pool) -> domain::Result<()> {
    store::epochs::advance(tx).await?;
    assert!(store::pools::update(tx, pool).await?);
    Ok(())
}

/// A browser in which the demo user is signed in, and the client's tokens.
async fn visitor(app: &TestApp, fapi: &Fapi) -> (Browser, Value) {
    let (mut browser, pkce) = (app.browser(), Pkce::new());
    let pushed = fapi.push(app, &pkce, &[]).await;
    let code = app.sign_in(&mut browser, &go(app, &pushed)).await.parameter("code");
    let redemption = redemption(code.as_deref().expect("a code"), &pkce);
    let tokens = fapi.post(app, "/oauth2/token", true, &redemption).await.json();
    (browser, tokens)
}

fn algorithm(token: &str) -> Value {
    header_of(token)["alg"].clone()
}

on_both! {
    async fn each_token_is_signed_as_the_profile_wants_and_good_here(app) {
        sign_by_rs256(&app).await;
        let plain = app.tokens().await;
        assert_eq!(algorithm(text(&plain, "access_token")), "RS256", "a client without a profile");
        let fapi = Fapi::of(&app, Profile::Fapi2Security).await;
        let (mut browser, tokens) = visitor(&app, &fapi).await;
        for name in ["access_token", "id_token"] {
            assert_eq!(algorithm(text(&tokens, name)), "PS256", "{name}");
        }
        let token = text(&tokens, "access_token");
        let mut proof = app.proof_for("GET", "/oauth2/userInfo");
        proof["ath"] = json!(hash(token));
        let path = format!("{}/oauth2/userInfo", app.base);
        let request = Request::get(&path)
            .header(header::AUTHORIZATION, format!("DPoP {token}"))
            .header("dpop", fapi.proofs.prove(&proof));
        let userinfo = app.browser().send(&path, request, Body::empty()).await;
        assert_eq!((userinfo.status, &userinfo.json()["username"]), (StatusCode::OK, &json!("demo")));
        let asked = fapi.post(&app, "/oauth2/introspect", false, &[("token", token)]).await;
        assert_eq!(asked.json()["active"], true, "{asked:?}");
        let assertion = fapi.assertion(&app);
        let pairs = [TYPE, ("client_assertion", assertion.as_str()), ("token", token)];
        let signed = app.ask_with("/oauth2/introspect", &[("accept", SIGNED)], &pairs).await;
        assert_eq!(algorithm(&signed.body), "PS256", "a signed introspection");
        let told = logout_token(&app, &mut browser, &tokens).await;
        assert_eq!(algorithm(&told), "PS256", "a logout token");
    }

    async fn a_token_of_the_clients_own_is_signed_so_too(app) {
        sign_by_rs256(&app).await;
        for (profile, expected) in [(Profile::Openid, "RS256"), (Profile::Fapi2Security, "PS256")] {
            let (key, proofs) = (Key::ec(), Key::ec());
            app.change_client(app.machine().0, |settings| {
                settings.profile = profile;
                settings.proving.method = Some(AuthMethod::PrivateKeyJwt);
                settings.proving.jwks = Some(json!({ "keys": [key.public()] }));
            }).await;
            let assertion = key.assert(&app.assertion_of(app.machine().0));
            let pairs = [TYPE, ("client_assertion", assertion.as_str()), ("grant_type", "client_credentials")];
            let proof = app.token_proof(&proofs);
            let answer = app.ask_with("/oauth2/token", &[("dpop", &proof)], &pairs).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            assert_eq!(algorithm(text(&answer.json(), "access_token")), expected);
        }
    }

    async fn a_registration_tells_how_id_tokens_are_signed(app) {
        sign_by_rs256(&app).await;
        app.let_register(RegistrationMode::Open, 10).await;
        let keys = json!({ "keys": [Key::ec().public()] });
        let members = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": keys });
        let told = taken(&app.register(members).await);
        let (id, token) = (text(&told, "client_id"), text(&told, "registration_access_token"));
        for (profile, expected) in [(Profile::Openid, "RS256"), (Profile::Fapi2Security, "PS256")] {
            app.change_client(id, |settings| settings.profile = profile).await;
            let answer = app.registration("GET", &format!("/{id}"), Some(token), None).await;
            assert_eq!(answer.json()["id_token_signed_response_alg"], expected, "{answer:?}");
        }
    }
}
