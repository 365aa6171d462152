//! An account that another provider opens is proved by that provider, once, in the same browser; what
//! waits for it goes nowhere else.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::Refusal;
use gatehouse::domain::account::identities;
use gatehouse::domain::admin::providers::ProviderChange;
use gatehouse::domain::admin::{providers, users};
use gatehouse::model::User;
use gatehouse::model::provider::{Details, Provider};
use serde_json::{Value, json};

use super::linking::{connect_demo, demo, member, type_password};
use super::people::{admit, come, identity, tokens, travel, trusting, view};
use super::requests::{button, let_in};
use crate::process::html::link_to;
use crate::support::upstream::Fake;
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

/// Two providers that tell the same address; the first has made an account.
struct Stage {
    old: Fake,
    old_provider: Provider,
    new: Fake,
    new_provider: Provider,
    owner: User,
}

fn erika(subject: &str) -> Value {
    json!({"sub": subject, "email": "erika@example.com", "email_verified": true})
}

async fn stage(app: &TestApp) -> Stage {
    let (old, new) = (Fake::oidc(app).await, Fake::google(app).await);
    let old_provider = admit(app, &old, trusting()).await;
    let new_provider = admit(app, &new, trusting()).await;
    new.person(erika("at-google"));
    old.person(erika("at-oidc"));
    let_in(&visit(app, &mut app.browser(), &old, "OIDC").await);
    let owner = users::show(&app.cx(), &app.demo.pool.id, "erika@example.com").await;
    Stage { old, old_provider, new, new_provider, owner: owner.expect("the owner") }
}

/// There and back by a button on the way to the web client.
async fn visit(app: &TestApp, browser: &mut Browser, fake: &Fake, name: &str) -> Answer {
    let url = browser.leave(&button(app, name, &[])).await;
    browser.arrive(&fake.visit(&url)).await
}

/// The page on which the account is to be proved, and the way to the provider that opens it.
async fn asked(browser: &mut Browser, answer: &Answer) -> (Answer, String) {
    assert!(answer.location().contains("/login/step"), "{answer:?}");
    let page = browser.get(&answer.location()).await;
    assert!(page.has("connects"), "{page:?}");
    let link = link_to(&page.body, "/login/with/OIDC").expect("a way").replace("&#38;", "&");
    (page, link)
}

async fn opened_by(app: &TestApp, user: &User) -> usize {
    identities::list(&app.cx(), user).await.expect("identities").len()
}

on_both! {
    async fn whoever_has_nothing_else_proves_it_there(app) {
        let stage = stage(&app).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (page, link) = asked(&mut browser, &answer).await;
        assert!(page.body.contains("Continue with OIDC") && page.body.contains("Google"), "{page:?}");
        assert!(!page.body.contains("/login/with/Google"), "that opens nothing: {page:?}");
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
        let url = browser.leave(&link).await;
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &stage.owner).await, 2);
        let back = travel(&app, &mut app.browser(), &stage.new, &stage.new_provider, &pkce).await;
        let (_, told) = tokens(&app, &back, &pkce).await;
        assert_eq!(told["sub"], stage.owner.id.as_str());
    }

    async fn what_waits_for_one_account_lands_on_no_other(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (_, link) = asked(&mut browser, &answer).await;
        // Nor is whoever has the address there by now sent round in a circle.
        for other in [json!({"sub": "somebody else", "email": "else@example.org"}), erika("anew")] {
            stage.old.person(other);
            let url = browser.leave(&link).await;
            let answer = browser.arrive(&stage.old.visit(&url)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{answer:?}");
        }
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
        let everybody = users::list(&app.cx(), &app.demo.pool.id, None, 100).await.expect("users");
        assert_eq!(everybody.iter().filter(|user| user.attributes.contains_key("identities")).count(), 1);
    }

    async fn another_browser_proves_nothing(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (_, link) = asked(&mut browser, &answer).await;
        let mut stranger = app.browser();
        let sent = stranger.get(&link).await;
        assert!(sent.location().contains("sign_in_expired"), "{sent:?}");
        // Nor does whoever comes by themselves, in the browser that was left behind.
        let_in(&visit(&app, &mut browser, &stage.old, "OIDC").await);
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
    }

    async fn what_waits_too_long_is_not_connected(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (_, link) = asked(&mut browser, &answer).await;
        app.advance(Duration::from_secs(9 * 60));
        let url = browser.leave(&link).await;
        app.advance(Duration::from_secs(8 * 60));
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
        let late = browser.get(&link).await;
        assert!(late.location().contains("sign_in_expired"), "{late:?}");
    }

    async fn a_disabled_provider_is_no_way_to_prove_it(app) {
        let stage = stage(&app).await;
        let pool = &app.demo.pool.id;
        providers::disable(&app.cx(), pool, &stage.old_provider.name).await.expect("disabled");
        let refused = visit(&app, &mut app.browser(), &stage.new, "Google").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
        let refused = come(&app, &stage.new_provider, identity("at-google", erika("at-google"))).await;
        assert_eq!(refused.err(), Some(Refusal::NameTaken));
    }

    async fn a_provider_that_ends_meanwhile_connects_nothing(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (_, link) = asked(&mut browser, &answer).await;
        let url = browser.leave(&link).await;
        let pool = &app.demo.pool.id;
        providers::disable(&app.cx(), pool, &stage.new_provider.name).await.expect("disabled");
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
    }

    async fn a_provider_that_is_elsewhere_meanwhile_connects_nothing(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (_, link) = asked(&mut browser, &answer).await;
        let Provider { name, details, .. } = &stage.new_provider;
        let details = Details { oidc_issuer: Some("https://id.example".into()), ..details.clone() };
        let change = ProviderChange {
            details: Some(details.into()),
            secret: Some("another".into()),
            ..ProviderChange::default()
        };
        providers::update(&app.cx(), &app.demo.pool.id, name, change).await.expect("moved");
        let url = browser.leave(&link).await;
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &stage.owner).await, 1);
    }

    async fn whatever_the_application_asks_for_the_account_is_proved_by_what_opens_it(app) {
        let stage = stage(&app).await;
        let mut browser = app.browser();
        let direct = [("identity_provider", "Google")];
        let url = browser.leave(&app.authorize(&Pkce::new(), &direct)).await;
        let answer = browser.arrive(&stage.new.visit(&url)).await;
        let (_, link) = asked(&mut browser, &answer).await;
        let url = browser.leave(&link).await;
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &stage.owner).await, 2);
    }

    async fn an_application_that_takes_nobody_from_there_offers_no_such_way(app) {
        let stage = stage(&app).await;
        let only = Some(vec!["Google".to_owned()]);
        app.change_client(app.web().0, |client| client.identity_providers = only).await;
        let refused = visit(&app, &mut app.browser(), &stage.new, "Google").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
    }

    async fn a_provider_stands_beside_the_password(app) {
        let stage = stage(&app).await;
        connect_demo(&app, &stage.old_provider, "demo-at-oidc").await;
        stage.new.person(json!({
            "sub": "demo-at-google", "email": "demo@example.test", "nickname": "D", "middle_name": "Odile",
            "name": "Another Name",
        }));
        stage.old.person(json!({"sub": "demo-at-oidc", "email": "d@example.org"}));
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &stage.new, "Google").await;
        let (page, link) = asked(&mut browser, &answer).await;
        assert!(page.has("password-form"), "{page:?}");
        let url = browser.leave(&link).await;
        let_in(&browser.arrive(&stage.old.visit(&url)).await);
        assert_eq!(opened_by(&app, &demo(&app).await).await, 2);
    }

    async fn what_was_told_once_fills_in_what_is_missing(app) {
        let fake = Fake::google(&app).await;
        admit(&app, &fake, trusting()).await;
        fake.person(json!({
            "email": "demo@example.test", "middle_name": "Odile", "name": "Another Name",
        }));
        let mut browser = app.browser();
        let answer = visit(&app, &mut browser, &fake, "Google").await;
        let page = browser.get(&answer.location()).await;
        let_in(&type_password(&mut browser, &page, app.demo.user().1).await);
        let user = demo(&app).await;
        assert_eq!(user.attributes["middle_name"], "Odile");
        assert_eq!(user.attributes["name"], "Dana Demo", "what is there stays");
        assert_eq!(user.attributes["email"], "demo@example.test");
    }

    async fn what_is_told_on_the_account_page_fills_in_what_is_missing(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let (_, member) = member(&app).await;
        let told = json!({"middle_name": "Odile", "name": "Another Name", "email": "x@example.org"});
        let pool = view(&app).await;
        identities::link(&app.cx(), &pool, &member, &provider, &identity("7", told)).await.expect("linked");
        let user = demo(&app).await;
        assert_eq!((user.attributes["middle_name"].as_str(), user.attributes["name"].as_str()), ("Odile", "Dana Demo"));
        assert_eq!(user.attributes["email"], "demo@example.test");
    }

    async fn whoever_has_five_is_told_so_and_asked_for_nothing(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        for at in 0..5 {
            connect_demo(&app, &provider, &format!("own{at}")).await;
        }
        fake.person(json!({"sub": "a sixth", "email": "demo@example.test"}));
        let page = visit(&app, &mut app.browser(), &fake, "OIDC").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
        assert!(page.has("error-message") && page.body.contains("Nothing more can be connected"), "{page:?}");
        let (_, member) = member(&app).await;
        let pool = view(&app).await;
        identities::unlink(&app.cx(), &pool, &member, &provider.id, "own0").await.expect("unlinked");
        let answer = visit(&app, &mut app.browser(), &fake, "OIDC").await;
        assert!(answer.location().contains("/login/step"), "{answer:?}");
    }
}
