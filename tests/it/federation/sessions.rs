//! What a provider has opened ends with it.

use axum::http::StatusCode;
use gatehouse::domain::admin::{identities, providers, users};
use gatehouse::domain::sign_in::Step;
use gatehouse::domain::{Refusal, account, sessions};
use gatehouse::model::provider::{Provider, ProviderRules};
use gatehouse::model::sign_in::MfaMode;
use serde_json::json;

use super::linking::member;
use super::people::{admit, come, enter, identity, tokens, travel, trusting, view};
use crate::support::upstream::Fake;
use crate::support::{Pkce, TestApp, on_both};

/// Nobody comes from there from now on.
async fn disable(app: &TestApp, provider: &Provider) {
    let disabled = providers::disable(&app.cx(), &app.demo.pool.id, &provider.name).await;
    assert!(!disabled.expect("a provider").enabled);
}

on_both! {
    async fn a_disabled_provider_ends_what_it_opened(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let back = travel(&app, &mut browser, &fake, &provider, &pkce).await;
        let (given, _) = tokens(&app, &back, &pkce).await;
        let own = app.tokens().await;
        let refresh = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().expect("a token").to_owned();
        let refreshed = app.refresh(&refresh(&given)).await;
        assert_eq!(refreshed.status, StatusCode::OK, "{refreshed:?}");
        let next = refreshed.json();
        disable(&app, &provider).await;
        let token = next.get("refresh_token").map_or(refresh(&given), |_| refresh(&next));
        assert_eq!(app.refresh(&token).await.json()["error"], "invalid_grant");
        let asked = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        assert!(asked.parameter("code").is_none(), "the session is over: {asked:?}");
        assert_eq!(app.refresh(&refresh(&own)).await.status, StatusCode::OK, "others go on");
        let late = come(&app, &provider, identity("1234567890", json!({}))).await;
        assert_eq!(late.err(), Some(Refusal::SignInExpired));
        let new = come(&app, &provider, identity("new", json!({}))).await;
        assert_eq!(new.err(), Some(Refusal::SignInExpired));
    }

    async fn a_provider_that_is_gone_leaves_accounts_and_nothing_else(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let back = travel(&app, &mut browser, &fake, &provider, &pkce).await;
        let (given, told) = tokens(&app, &back, &pkce).await;
        let pool = &app.demo.pool.id;
        providers::delete(&app.cx(), pool, &provider.name).await.expect("deleted");
        let token = given["refresh_token"].as_str().expect("a token");
        assert_eq!(app.refresh(token).await.json()["error"], "invalid_grant");
        let name = told["cognito:username"].as_str().expect("a name");
        let user = users::show(&app.cx(), pool, name).await.expect("a user");
        assert!(!user.attributes.contains_key("identities"), "{user:?}");
        let live = account::sessions::list(&app.cx(), &user).await.expect("sessions");
        assert!(live.is_empty(), "{live:?}");
    }

    async fn a_sign_in_under_way_ends_with_its_provider(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        let mut browser = app.browser();
        let asked = travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await;
        assert!(asked.location().contains("/login/step"), "{asked:?}");
        assert_eq!(browser.get(&asked.location()).await.status, StatusCode::OK);
        disable(&app, &provider).await;
        let over = browser.get(&asked.location()).await;
        assert!(over.location().contains("sign_in_expired"), "{over:?}");
    }

    async fn a_sign_in_that_has_ended_renews_no_session(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (_, member) = member(&app).await;
        let (pool, own) = (view(&app).await, || identity("own", json!({})));
        let linked = account::identities::link(&app.cx(), &pool, &member, &provider, &own()).await;
        linked.expect("linked");
        let step = come(&app, &provider, own()).await;
        let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
        disable(&app, &provider).await;
        let renewed = sessions::follow(&app.cx(), &pool, &member.session, &signed_in.session).await;
        assert_eq!(renewed.expect_err("ended").refusal(), &Refusal::SignInExpired);
        let live = account::sessions::list(&app.cx(), &member.user).await.expect("sessions");
        let of_provider = live.iter().filter(|one| one.session.provider.is_some()).count();
        assert_eq!((live.len(), of_provider), (1, 0), "{live:?}");
    }

    async fn an_identity_that_an_operator_takes_away_opens_nothing_any_more(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let back = travel(&app, &mut browser, &fake, &provider, &pkce).await;
        let (given, told) = tokens(&app, &back, &pkce).await;
        let name = told["cognito:username"].as_str().expect("a name");
        let pool = &app.demo.pool.id;
        identities::unlink(&app.cx(), pool, name, &provider.name, "1234567890").await.expect("unlinked");
        let token = given["refresh_token"].as_str().expect("a token");
        assert_eq!(app.refresh(token).await.json()["error"], "invalid_grant");
        let user = users::show(&app.cx(), pool, name).await.expect("a user");
        let live = account::sessions::list(&app.cx(), &user).await.expect("sessions");
        assert!(live.is_empty(), "{live:?}");
    }

    async fn whoever_comes_from_a_provider_has_no_password_to_recover(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let told = json!({"email": "erika@example.com", "email_verified": true});
        let user = enter(&app, &provider, identity("7", told)).await;
        assert!(user.email_is_verified());
        let view = view(&app).await;
        let locale = gatehouse::words::Locale::English;
        gatehouse::domain::recovery::request(&app.cx(), &view, "erika@example.com", locale).await.expect("heard");
        assert!(app.mail("erika@example.com").await.is_empty(), "no code goes out");
        let reset = users::reset_password(&app.cx(), &app.demo.pool.id, user.username.as_str()).await;
        assert!(reset.is_err(), "{reset:?}");
    }

    async fn a_copy_of_the_account_tells_of_identities(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, identity("7", json!({"email": "e@example.com"}))).await;
        let copy = account::data::export(&app.cx(), &user).await.expect("a copy");
        assert_eq!(copy["identities"][0]["subject"], "7");
        assert_eq!(copy["identities"][0]["email"], "e@example.com");
        users::delete(&app.cx(), &app.demo.pool.id, user.username.as_str()).await.expect("deleted");
        let anew = enter(&app, &provider, identity("7", json!({}))).await;
        assert_ne!(anew.id, user.id);
    }
}
