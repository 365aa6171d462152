//! One person, one account: an identity is connected by whoever has shown that the account is theirs.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::Refusal;
use gatehouse::domain::account::{self, Member, address, identities, undo};
use gatehouse::domain::admin;
use gatehouse::domain::admin::users;
use gatehouse::domain::sign_in::{Next, Step};
use gatehouse::model::provider::{Provider, ProviderRules};
use gatehouse::model::{Medium, User};
use gatehouse::words::Locale;
use serde_json::json;

use super::arrive::somebody_unconfirmed;
use super::people::{admit, come, enter, identity, return_from, tokens, travel, trusting, view};
use crate::support::upstream::Fake;
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

fn at_demos_address() -> serde_json::Value {
    json!({"email": "Demo@example.test", "email_verified": true})
}

pub(super) async fn demo(app: &TestApp) -> User {
    users::show(&app.cx(), &app.demo.pool.id, "demo").await.expect("the demo user")
}

/// How many identities open the demo user's account.
async fn connected(app: &TestApp) -> usize {
    identities::list(&app.cx(), &demo(app).await).await.expect("identities").len()
}

pub(super) async fn type_password(browser: &mut Browser, page: &Answer, password: &str) -> Answer {
    let mut form = page.form("password-form");
    form.fill("password", password);
    browser.submit(page, &form).await
}

/// That identity opens the demo user's account from now on.
pub(super) async fn connect_demo(app: &TestApp, provider: &Provider, subject: &str) {
    let (cx, pool) = (app.cx(), &app.demo.pool.id);
    let linked = admin::identities::link(&cx, pool, "demo", &provider.name, subject).await;
    assert!(linked.expect("linked"));
}

/// The demo user in a session that has just begun.
pub(super) async fn member(app: &TestApp) -> (Browser, Member) {
    let mut browser = app.browser();
    let done = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
    assert!(done.parameter("code").is_some(), "{done:?}");
    let user = demo(app).await;
    let sessions = account::sessions::list(&app.cx(), &user).await.expect("sessions");
    let session = sessions.into_iter().next().expect("a session").session;
    (browser, Member { session, user })
}

on_both! {
    async fn whoever_has_an_account_shows_it_once(app) {
        let fake = Fake::oidc(&app).await;
        fake.person(at_demos_address());
        let provider = admit(&app, &fake, trusting()).await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let asked = travel(&app, &mut browser, &fake, &provider, &pkce).await;
        assert!(asked.location().contains("/login/step"), "{asked:?}");
        let page = browser.get(&asked.location()).await;
        assert!(page.has("connects") && page.body.contains("OIDC"), "{page:?}");
        let wrong = type_password(&mut browser, &page, "a wrong guess").await;
        assert_eq!((wrong.status, connected(&app).await), (StatusCode::BAD_REQUEST, 0));
        let done = type_password(&mut browser, &wrong, app.demo.user().1).await;
        let (_, told) = tokens(&app, &done, &pkce).await;
        assert_eq!((&told["cognito:username"], &told["amr"]), (&json!("demo"), &json!(["pwd"])));
        assert_eq!(told["identities"][0]["primary"], "false");
        assert_eq!(app.mail("demo@example.test").await.len(), 1, "the person is told");
        let (mut another, pkce) = (app.browser(), Pkce::new());
        let straight = travel(&app, &mut another, &fake, &provider, &pkce).await;
        let (_, told) = tokens(&app, &straight, &pkce).await;
        assert_eq!((&told["cognito:username"], &told["amr"]), (&json!("demo"), &json!(["fed"])));
        assert_eq!(told["email"], "demo@example.test", "the provider rewrites no address of theirs");
    }

    async fn a_second_factor_of_the_account_is_shown_too(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        app.change_pool(|pool| pool.sign_in.mfa = gatehouse::model::sign_in::MfaMode::Required).await;
        fake.person(at_demos_address());
        let mut browser = app.browser();
        let asked = travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await;
        let page = browser.get(&asked.location()).await;
        let further = type_password(&mut browser, &page, app.demo.user().1).await;
        assert!(further.location().contains("/login/step"), "{further:?}");
        assert_eq!(connected(&app).await, 0, "half a proof links nothing");
    }

    async fn an_identity_opens_one_account(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        enter(&app, &provider, identity("taken", json!({}))).await;
        let (_, member) = member(&app).await;
        let (cx, pool) = (app.cx(), view(&app).await);
        let taken = identity("taken", json!({}));
        let refused = identities::link(&cx, &pool, &member, &provider, &taken).await;
        assert_eq!(refused.expect_err("taken").refusal(), &Refusal::NameTaken);
        for _ in 0..2 {
            let own = identity("own", json!({"email": "d@example.org"}));
            identities::link(&cx, &pool, &member, &provider, &own).await.expect("linked");
            assert_eq!(connected(&app).await, 1);
        }
        assert_eq!(app.mail("demo@example.test").await.len(), 1, "told once");
        assert_eq!(enter(&app, &provider, identity("own", json!({}))).await.id, member.user.id);
        for _ in 0..2 {
            let id = &provider.id;
            identities::unlink(&cx, &pool, &member, id, "own").await.expect("unlinked");
            assert_eq!(connected(&app).await, 0);
        }
        assert!(!demo(&app).await.attributes.contains_key("identities"));
        let stranger = enter(&app, &provider, identity("own", json!({}))).await;
        assert_ne!(stranger.id, member.user.id);
    }

    async fn five_identities_are_enough(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (_, member) = member(&app).await;
        for at in 0..6 {
            let one = identity(&format!("own{at}"), json!({}));
            let pool = view(&app).await;
            let linked = identities::link(&app.cx(), &pool, &member, &provider, &one).await;
            assert_eq!(linked.is_ok(), at < 5, "{linked:?}");
        }
    }

    async fn the_last_way_in_stays(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let step = come(&app, &provider, identity("7", json!({}))).await;
        let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
        let member = Member { session: signed_in.session, user: signed_in.user };
        let (cx, pool) = (app.cx(), view(&app).await);
        let last = identities::unlink(&cx, &pool, &member, &provider.id, "7").await;
        assert_eq!(last.expect_err("the last way in").refusal(), &Refusal::Invalid);
        let (name, there) = (member.user.username.as_str(), &app.demo.pool.id);
        admin::identities::unlink(&cx, there, name, &provider.name, "7").await.expect("an operator may");
        let gone = admin::identities::unlink(&cx, there, name, &provider.name, "7").await;
        assert_eq!(gone.expect_err("gone").refusal(), &Refusal::NotFound);
        assert!(admin::identities::link(&cx, there, name, &provider.name, "8").await.expect("linked"));
        assert!(!admin::identities::link(&cx, there, name, &provider.name, "8").await.expect("linked before"));
        assert_eq!(enter(&app, &provider, identity("8", json!({}))).await.id, member.user.id);
    }

    async fn an_address_put_back_leaves_the_identity_that_made_the_account(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let told = json!({"email": "erika@example.com", "email_verified": true});
        let step = come(&app, &provider, identity("7", told)).await;
        let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
        let member = Member { session: signed_in.session, user: signed_in.user };
        let pool = view(&app).await;
        app.advance(Duration::from_secs(1));
        let theirs = identity("8", json!({}));
        identities::link(&app.cx(), &pool, &member, &provider, &theirs).await.expect("linked");
        app.advance(Duration::from_secs(1));
        let (cx, new) = (app.cx(), "erika@example.org");
        let asked = (Medium::Email, new);
        address::request(&cx, &pool, &member, asked, Locale::English).await.expect("a code");
        let code = app.mailed_code(new).await;
        address::verify(&cx, &pool, &member, (Medium::Email, &code)).await.expect("changed");
        let link = app.mail("erika@example.com").await.remove(0).links.remove(0);
        let token = link.split("code=").nth(1).and_then(|rest| rest.split('&').next());
        let undone = undo::take_back(&cx, &pool, token.expect("a code"), Locale::English).await;
        assert!(!undone.expect("undone").code_sent, "there is no password");
        let left = identities::list(&cx, &member.user).await.expect("identities");
        let left: Vec<_> = left.iter().map(|one| one.identity.subject.as_str()).collect();
        assert_eq!(left, ["7"]);
    }

    async fn an_account_that_nobody_confirmed_is_connected_with_nobody(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        somebody_unconfirmed(&app, "squatter", "erika@example.com").await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let refused = admin::identities::link(&cx, pool, "squatter", &provider.name, "7").await;
        assert_eq!(refused.expect_err("anybody's").refusal(), &Refusal::Invalid);
        let there = admin::identities::list(&cx, pool, "squatter").await.expect("identities");
        assert!(there.is_empty(), "{there:?}");
    }

    async fn what_a_provider_gave_once_is_kept(app) {
        let fake = Fake::oidc(&app).await;
        let rules = ProviderRules { keep_tokens: true, ..ProviderRules::default() };
        let provider = admit(&app, &fake, rules).await;
        let mut first = identity("7", json!({"email": "d@example.org"}));
        first.tokens.refresh_token = Some("once".to_owned().into());
        let user = enter(&app, &provider, first).await;
        for _ in 0..2 {
            let (pool, name) = (&app.demo.pool.id, user.username.as_str());
            let linked = admin::identities::link(&app.cx(), pool, name, &provider.name, "7").await;
            assert!(!linked.expect("linked before"));
            let there = identities::list(&app.cx(), &user).await.expect("identities").remove(0).identity;
            assert_eq!(there.email.as_deref(), Some("d@example.org"));
            let (context, sealed) = (format!("identity:{}:7", provider.id), there.tokens.expect("tokens"));
            let plain = app.app.vault.open(&context, &sealed).expect("our own");
            let kept: serde_json::Value = serde_json::from_slice(&plain).expect("JSON");
            assert_eq!((&kept["access_token"], &kept["refresh_token"]), (&json!("a token"), &json!("once")));
            enter(&app, &provider, identity("7", json!({"email": "d@example.org"}))).await;
        }
    }

    async fn an_account_that_only_another_provider_opens_is_not_given_away(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let told = || json!({"email": "erika@example.com", "email_verified": true});
        let owner = enter(&app, &provider, identity("7", told())).await;
        let step = come(&app, &provider, identity("8", told())).await;
        assert!(matches!(&step, Ok(Step::More(more)) if more.next == Next::Begin), "{step:?}");
        let there = identities::list(&app.cx(), &owner).await.expect("identities");
        assert_eq!(there.len(), 1, "it has to be proved there");
    }

    async fn one_is_connected_on_the_account_page(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, _) = member(&app).await;
        let path = format!("{}/account/identities", app.base);
        let page = browser.get(&path).await;
        let away = browser.submit(&page, &page.form("connect-1")).await;
        assert!(away.has("onward"), "{away:?}");
        let there = away.body.split("id=\"onward\" class=\"button\" href=\"").nth(1).expect("a link");
        let there = there.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
        let stranger = return_from(&app, &mut app.browser(), &fake, &there).await;
        assert_eq!(stranger.status, StatusCode::BAD_REQUEST, "another browser is not awaited");
        let back = return_from(&app, &mut browser, &fake, &there).await;
        assert!(back.location().contains("notice=saved"), "{back:?}");
        assert_eq!(connected(&app).await, 1);
        let page = browser.get(&path).await;
        let gone = browser.submit(&page, &page.form("disconnect-1")).await;
        assert!(gone.location().contains("notice=saved"), "{gone:?}");
        assert_eq!((connected(&app).await, provider.enabled), (0, true));
    }

    async fn a_form_from_elsewhere_disconnects_nothing(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let (mut browser, member) = member(&app).await;
        let own = identity("own", json!({}));
        let pool = view(&app).await;
        identities::link(&app.cx(), &pool, &member, &provider, &own).await.expect("linked");
        let path = format!("{}/account/identities", app.base);
        let form = crate::support::form(&[("answer", "unlink"), ("provider", &provider.id), ("subject", "own")]);
        let refused = browser.post(&path, &form).await;
        assert!(!refused.status.is_redirection(), "{refused:?}");
        assert_eq!(connected(&app).await, 1);
    }
}
