//! What a provider's word is worth: how old it is, and what it counts for beside what an account has of
//! its own.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::account::{self, Member, WANTED};
use gatehouse::domain::admin;
use gatehouse::domain::federation::adapter::Identity;
use gatehouse::domain::federation::arrive::arrive;
use gatehouse::domain::sign_in::{Next, Step, Way};
use gatehouse::model::Factor;
use gatehouse::model::provider::{Provider, ProviderRules};
use gatehouse::model::sign_in::MfaMode;
use serde_json::json;

use super::linking::{connect_demo, type_password};
use super::people::{admit, come, enter, identity, return_from, tokens, travel, trusting, view};
use super::requests::{button, let_in};
use crate::process::html::link_to;
use crate::support::upstream::{Fake, Lie};
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

fn first(factor: Factor) -> Next {
    Next::Prove { factor, others: vec![], recovery: false }
}

/// What is next for somebody who comes by that identity.
async fn next_for(app: &TestApp, provider: &Provider, subject: &str, to_account: bool) -> Next {
    let told = json!({"email": "erika@example.com", "email_verified": true});
    next_for_told(app, provider, identity(subject, told), to_account).await
}

/// The same for whoever the provider tells so of.
async fn next_for_told(
    app: &TestApp,
    provider: &Provider,
    told: Identity,
    to_account: bool,
) -> Next {
    let wanted = WANTED.map(str::to_owned);
    let view = view(app).await;
    let way = Way::to_nowhere(&view);
    let way = if to_account { Way { wanted: &wanted, ..way } } else { way };
    match arrive(&app.cx(), &way, provider, told).await.expect("a step") {
        Step::Done(_) => Next::Done,
        Step::More(more) => more.next,
        other => panic!("{other:?}"),
    }
}

/// Comes by the provider's button on the page to which a section of the account leads.
async fn come_to_account(app: &TestApp, browser: &mut Browser, fake: &Fake, login: &str) -> Answer {
    let page = browser.get(login).await;
    let link = link_to(&page.body, "/login/with/OIDC").expect("a button");
    let there = browser.get(&link.replace("&#38;", "&")).await.location();
    return_from(app, browser, fake, &there).await
}

/// Whether the profile takes a change.
async fn takes_a_change(browser: &mut Browser, path: &str) -> bool {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let form = page.form("profile-form");
    let answer = browser.submit(&page, &form).await;
    answer.location().contains("notice=saved")
}

on_both! {
    async fn a_session_is_as_old_as_the_sign_in_there(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let now = || app.cx().now().seconds();
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let young = [("max_age", "60")];
        let url = browser.leave(&button(&app, "OIDC", &young)).await;
        assert!(url.query_pairs().any(|(name, value)| name == "prompt" && value == "login"), "{url}");
        let_in(&browser.arrive(&fake.visit(&url)).await);
        let_in(&browser.follow(&app.authorize(&Pkce::new(), &young)).await);
        fake.lie(Lie::OldSignIn);
        let mut browser = app.browser();
        let back = travel(&app, &mut browser, &fake, &provider, &pkce).await;
        let (_, told) = tokens(&app, &back, &pkce).await;
        assert_eq!(told["auth_time"], now() - 3600);
        let asked = browser.follow(&app.authorize(&Pkce::new(), &young)).await;
        assert!(asked.has("login-form"), "that is too old: {asked:?}");
        let url = browser.leave(&button(&app, "OIDC", &young)).await;
        let refused = browser.arrive(&fake.visit(&url)).await;
        assert_eq!(refused.status, StatusCode::BAD_GATEWAY, "nobody proved themselves anew");
    }

    async fn an_old_sign_in_there_goes_round_in_no_circle(app) {
        let fake = Fake::oidc(&app).await;
        admit(&app, &fake, ProviderRules::default()).await;
        fake.lie(Lie::OldSignIn);
        let mut browser = app.browser();
        let url = browser.leave(&button(&app, "OIDC", &[("prompt", "create")])).await;
        let_in(&browser.arrive(&fake.visit(&url)).await);
        app.change_pool(|pool| pool.session_minutes = 0).await;
        let mut browser = app.browser();
        let url = browser.leave(&button(&app, "OIDC", &[])).await;
        let_in(&browser.arrive(&fake.visit(&url)).await);
    }

    async fn an_old_sign_in_there_is_no_new_one_by_the_way_of_another_request(app) {
        let fake = Fake::oidc(&app).await;
        admit(&app, &fake, ProviderRules::default()).await;
        fake.lie(Lie::OldSignIn);
        app.change_pool(|pool| pool.required_attributes = vec!["nickname".into()]).await;
        for (asked, is_new) in [(("max_age", "60"), true), (("prompt", "login"), true), (("nonce", "n"), false)] {
            fake.person(json!({"sub": asked.0}));
            let mut browser = app.browser();
            let url = browser.leave(&button(&app, "OIDC", &[])).await;
            let further = browser.arrive(&fake.visit(&url)).await;
            assert!(further.location().contains("/login/step"), "{further:?}");
            let other = app.authorize(&Pkce::new(), &[asked]);
            let page = browser.get(&other.replacen("/oauth2/authorize", "/login/step", 1)).await;
            let mut form = page.form("details-form");
            form.fill("nickname", "Riki");
            let answer = browser.submit(&page, &form).await;
            assert_eq!(answer.parameter("code").is_none(), is_new, "{asked:?}: {answer:?}");
        }
    }

    async fn a_word_from_the_future_makes_no_session_younger_than_it_is(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let mut who = identity("7", json!({}));
        who.authenticated_at = Some(app.cx().now() + Duration::from_secs(3600));
        let step = come(&app, &provider, who).await;
        let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
        assert_eq!(signed_in.session.auth_time, app.cx().now());
    }

    async fn a_provider_alone_changes_nothing_where_there_is_a_password(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        connect_demo(&app, &provider, "1234567890").await;
        let (mut browser, path) = (app.browser(), format!("{}/account/profile", app.base));
        let_in(&travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await);
        let page = browser.get(&path).await;
        let proof = link_to(&page.body, "/login").expect("a way to prove oneself");
        assert!(!takes_a_change(&mut browser, &path).await);
        for at in 0..2 {
            let asked = come_to_account(&app, &mut browser, &fake, &proof.replace("&#38;", "&")).await;
            let sent = fake.heard("/authorize").pop().expect("a request");
            assert_eq!(sent.query["prompt"], "login", "{at}: anew");
            assert!(asked.location().contains("/login/step"), "{at}: {asked:?}");
            assert!(!takes_a_change(&mut browser, &path).await, "{at}");
            let page = browser.get(&asked.location()).await;
            let done = type_password(&mut browser, &page, app.demo.user().1).await;
            assert!(done.location().contains("/account/profile"), "{at}: {done:?}");
            assert!(takes_a_change(&mut browser, &path).await, "{at}");
            app.advance(Duration::from_secs(301));
            assert!(!takes_a_change(&mut browser, &path).await, "{at}: it is old");
        }
    }

    async fn an_account_without_anything_of_its_own_goes_by_the_providers_word(app) {
        let fake = Fake::oidc(&app).await;
        admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, path) = (app.browser(), format!("{}/account/profile", app.base));
        let asked = browser.get(&path).await.location();
        let back = come_to_account(&app, &mut browser, &fake, &asked).await;
        assert!(back.location().contains("/account/profile"), "{back:?}");
        assert!(takes_a_change(&mut browser, &path).await);
        app.advance(Duration::from_secs(301));
        assert!(!takes_a_change(&mut browser, &path).await, "it is old");
    }

    async fn an_old_sign_in_there_changes_no_account(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let may = async |age: u64| {
            let mut who = identity("7", json!({}));
            who.authenticated_at = Some(app.cx().now() - Duration::from_secs(age));
            let step = come(&app, &provider, who).await;
            let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
            let member = Member { session: signed_in.session, user: signed_in.user };
            let pool = view(&app).await;
            account::may_change(&app.cx(), &pool, &member).await.expect("an answer")
        };
        assert!(may(60).await);
        assert!(!may(3 * 3600).await);
    }

    async fn a_code_by_mail_is_the_persons_own_where_it_begins_a_sign_in(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        assert_eq!(next_for(&app, &provider, "7", true).await, Next::Done);
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Password, Factor::Email]).await;
        assert_eq!(next_for(&app, &provider, "7", true).await, Next::Done, "the provider reads it");
        let (pool, erika) = (&app.demo.pool.id, "erika@example.com");
        let google = Fake::google(&app).await;
        let other = admit(&app, &google, ProviderRules::default()).await;
        admin::identities::link(&app.cx(), pool, erika, &other.name, "8").await.expect("linked");
        let by_another = async |to_account| {
            next_for_told(&app, &other, identity("8", json!({})), to_account).await
        };
        assert_eq!(by_another(false).await, Next::Done);
        assert_eq!(by_another(true).await, first(Factor::Email), "which reads none");
    }

    async fn the_password_is_no_second_factor_after_a_provider(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        connect_demo(&app, &provider, "1234567890").await;
        app.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Totp];
        }).await;
        let mut browser = app.browser();
        let asked = travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await;
        let page = browser.get(&asked.location()).await;
        assert!(page.has("password-form"), "{page:?}");
        let further = type_password(&mut browser, &page, app.demo.user().1).await;
        let page = browser.get(&further.location()).await;
        assert!(page.has("enrol-form"), "{page:?}");
    }

    async fn the_mailbox_that_the_provider_tells_is_no_second_factor(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let told = json!({"email": "erika@example.com", "email_verified": true});
        let user = enter(&app, &provider, identity("7", told)).await;
        app.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Email, Factor::Totp];
        }).await;
        let enrol = Next::Enrol(vec![Factor::Totp]);
        assert_eq!(next_for(&app, &provider, "7", false).await, enrol);
        app.enrol_email(&user).await;
        assert_eq!(next_for(&app, &provider, "7", false).await, first(Factor::Email), "it is all there is");
    }
}
