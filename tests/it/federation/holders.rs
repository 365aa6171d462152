//! Who has an account with the address that a provider vouches for, also where no address is a name.

use std::collections::BTreeMap;

use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::domain::housekeeping;
use gatehouse::domain::sign_in::Step;
use gatehouse::model::password::Password;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::provider::Provider;
use gatehouse::model::user::UserStatus;
use gatehouse::model::{User, UserId};
use gatehouse::store::{self, Error, Tx};
use serde_json::json;

use super::notices::run;
use super::people::{admit, come, identity, trusting};
use crate::support::upstream::Fake;
use crate::support::{TestApp, on_both};

const ADDRESS: &str = "Jane@Example.com";

/// The story in a pool where people sign in by user names alone, and a provider that it trusts.
async fn by_names(app: TestApp) -> (TestApp, Fake, Provider) {
    let settings = PoolSettings { aliases: Vec::new(), ..PoolSettings::default() };
    let app = app.in_pool(settings).await;
    let fake = Fake::oidc(&app).await;
    let provider = admit(&app, &fake, trusting()).await;
    (app, fake, provider)
}

/// Somebody who has that address, and has proved it or not.
async fn somebody(app: &TestApp, name: &str, verified: &str, status: UserStatus) -> User {
    let told = [("email", ADDRESS), ("email_verified", verified)];
    let attributes: BTreeMap<String, String> =
        told.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let password = Some(Password::new("a quiet harbour"));
    let new = NewUser { username: name.to_owned(), password, attributes, status };
    users::create(&app.cx(), &app.demo.pool.id, new).await.expect("a user")
}

fn jane(subject: &str) -> gatehouse::domain::federation::adapter::Identity {
    identity(subject, json!({ "email": "jane@example.com", "email_verified": true }))
}

/// Whether the person is asked to prove an account that is there.
async fn is_asked(app: &TestApp, provider: &Provider, subject: &str) -> bool {
    let before = count(app).await;
    let step = come(app, provider, jane(subject)).await;
    let asked = matches!(&step, Ok(Step::More(_)));
    assert!(asked || matches!(&step, Ok(Step::Done(_))), "{step:?}");
    assert_eq!(count(app).await - before, usize::from(!asked), "whoever is not asked begins anew");
    asked
}

async fn count(app: &TestApp) -> usize {
    users::list(&app.cx(), &app.demo.pool.id, None, 1000).await.expect("users").len()
}

async fn update(tx: &mut Tx, user: &User) -> Result<bool, Error> {
    store::users::update(tx, user).await
}

/// Gives somebody another address, which is proved.
async fn move_to(app: &TestApp, user: &User, address: &str) {
    let mut user = user.clone();
    user.attributes.insert("email".to_owned(), address.to_owned());
    let written = app.cx().write(user, |tx, user| Box::pin(update(tx, user))).await;
    assert!(written.expect("written"));
}

/// Who is found by that address.
async fn found(app: &TestApp, key: &str) -> Option<UserId> {
    let mut tx = app.cx().read().await.expect("a connection");
    let found = store::users::only_with_email(&mut tx, &app.demo.pool.id, key).await;
    found.expect("an answer").map(|user| user.id)
}

async fn insert_all(tx: &mut Tx, all: &Vec<User>) -> Result<(), Error> {
    for user in all {
        store::users::insert(tx, user).await?;
    }
    Ok(())
}

on_both! {
    async fn whoever_has_an_account_is_asked_for_it_also_where_names_open_it(app) {
        let (app, _fake, provider) = by_names(app).await;
        somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        assert!(is_asked(&app, &provider, "7").await);
    }

    async fn an_account_of_whose_address_nobody_is_sure_is_not_asked_for(app) {
        let (app, _fake, provider) = by_names(app).await;
        somebody(&app, "unproved", "false", UserStatus::Confirmed).await;
        somebody(&app, "squatter", "true", UserStatus::Unconfirmed).await;
        assert!(!is_asked(&app, &provider, "7").await);
    }

    async fn of_two_accounts_with_one_address_none_is_asked_for(app) {
        let (app, _fake, provider) = by_names(app).await;
        somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        somebody(&app, "janes-other", "true", UserStatus::Confirmed).await;
        assert!(!is_asked(&app, &provider, "7").await);
    }

    async fn an_address_is_that_of_now(app) {
        let (app, _fake, provider) = by_names(app).await;
        let user = somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        move_to(&app, &user, "moved@example.com").await;
        assert!(!is_asked(&app, &provider, "7").await);
        let moved = || json!({ "email": "MOVED@example.com", "email_verified": true });
        let step = come(&app, &provider, identity("8", moved())).await;
        assert!(matches!(&step, Ok(Step::More(_))), "{step:?}");
    }

    async fn whoever_is_disabled_stays_out_by_their_address_too(app) {
        let (app, _fake, provider) = by_names(app).await;
        somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        users::disable(&app.cx(), &app.demo.pool.id, "jane").await.expect("disabled");
        let refused = come(&app, &provider, jane("7")).await;
        assert_eq!(refused.err(), Some(gatehouse::domain::Refusal::WrongCredentials));
    }

    async fn an_address_in_another_pool_is_nobodys_here(app) {
        let elsewhere = app.demo.pool.id.clone();
        somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        let (app, _fake, provider) = by_names(app).await;
        assert_ne!(app.demo.pool.id, elsewhere);
        assert!(!is_asked(&app, &provider, "7").await);
    }

    async fn rows_of_before_are_looked_at_once(app) {
        let user = somebody(&app, "jane", "true", UserStatus::Confirmed).await;
        let other = somebody(&app, "unproved", "false", UserStatus::Confirmed).await;
        let one = |at: usize| {
            let mut one = other.clone();
            one.id = gatehouse::crypto::random::user_id().expect("random");
            one.username = format!("one{at}").parse().expect("a name");
            let told = [("email", format!("one{at}@example.com")), ("email_verified", "true".into())];
            one.attributes = told.map(|(name, value)| (name.to_owned(), value)).into();
            one
        };
        let many: Vec<User> = (0..1001).map(one).collect();
        let last = many[1000].id.clone();
        app.cx().write(many, |tx, many| Box::pin(insert_all(tx, many))).await.expect("written");
        run(&app, "UPDATE users SET verified_email = NULL").await;
        assert_eq!(found(&app, "jane@example.com").await, None);
        let db = &app.app.db;
        let (one, another) = tokio::join!(store::migrate::run(db), store::migrate::run(db));
        assert!(one.is_ok() && another.is_ok(), "{one:?} {another:?}");
        assert_eq!(found(&app, "jane@example.com").await, Some(user.id));
        assert_eq!(found(&app, "one1000@example.com").await, Some(last.clone()));
        store::migrate::run(db).await.expect("nothing to do");
        run(&app, "UPDATE users SET verified_email = NULL").await;
        housekeeping::clean(&app.cx()).await.expect("cleaned");
        assert_eq!(found(&app, "one1000@example.com").await, Some(last), "of an older node");
    }
}
