//! Which identity an account began with, and what that is worth: a fact that no other identity inherits.

use gatehouse::domain::admin::{identities, users};
use gatehouse::model::User;
use gatehouse::model::provider::{Provider, ProviderRules};
use serde_json::{Value, json};

use super::notices::run;
use super::people::{admit, enter, identity};
use crate::support::upstream::Fake;
use crate::support::{TestApp, on_both};

const MIGRATION: &str = include_str!("../../../migrations/0019_founding_identities.sql");

/// The statement of the migration that says of identities of before which were founding.
fn backfill() -> &'static str {
    let start = MIGRATION.find("UPDATE identities").expect("an update");
    MIGRATION[start..].split(';').next().expect("a statement")
}

/// Who is told to be primary in an account's attributes, by subject.
fn primary(user: &User) -> Vec<(String, bool)> {
    let told: Value = serde_json::from_str(&user.attributes["identities"]).expect("JSON");
    let text = |one: &Value, name: &str| one[name].as_str().expect("a text").to_owned();
    let told = told.as_array().expect("an array").iter();
    told.map(|one| (text(one, "userId"), text(one, "primary") == "true")).collect()
}

async fn now(app: &TestApp, user: &User) -> User {
    users::show(&app.cx(), &app.demo.pool.id, user.id.as_str()).await.expect("the user")
}

async fn link(app: &TestApp, user: &User, provider: &Provider, subject: &str) {
    let (cx, pool, who) = (app.cx(), &app.demo.pool.id, user.id.as_str());
    assert!(identities::link(&cx, pool, who, &provider.name, subject).await.expect("linked"));
}

async fn unlink(app: &TestApp, user: &User, provider: &Provider, subject: &str) {
    let (cx, pool, who) = (app.cx(), &app.demo.pool.id, user.id.as_str());
    identities::unlink(&cx, pool, who, &provider.name, subject).await.expect("unlinked");
}

on_both! {
    async fn what_the_first_identity_may_the_next_does_not_inherit(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let named = |subject: &str, name: &str| identity(subject, json!({ "name": name }));
        let user = enter(&app, &provider, named("7", "Erika")).await;
        link(&app, &user, &provider, "8").await;
        let owned = [("7".to_owned(), true), ("8".to_owned(), false)];
        assert_eq!(primary(&now(&app, &user).await), owned);
        assert_eq!(enter(&app, &provider, named("8", "Mallory")).await.attributes["name"], "Erika");
        assert_eq!(enter(&app, &provider, named("7", "Erika M.")).await.attributes["name"], "Erika M.");

        unlink(&app, &user, &provider, "7").await;
        assert_eq!(primary(&now(&app, &user).await), [("8".to_owned(), false)]);
        let after = enter(&app, &provider, named("8", "Mallory")).await;
        assert_eq!((after.id, &*after.attributes["name"]), (user.id.clone(), "Erika M."));

        link(&app, &user, &provider, "7").await;
        let back = enter(&app, &provider, named("7", "Eve")).await;
        assert_eq!((back.id, &*back.attributes["name"]), (user.id, "Erika M."), "it began anew");
    }

    async fn an_account_that_was_here_before_began_with_none(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let demo = users::show(&app.cx(), &app.demo.pool.id, "demo").await.expect("the demo user");
        link(&app, &demo, &provider, "7").await;
        assert_eq!(primary(&now(&app, &demo).await), [("7".to_owned(), false)]);
        let told = identity("7", json!({ "email": "other@example.org" }));
        assert_eq!(enter(&app, &provider, told).await.attributes["email"], "demo@example.test");
    }

    async fn identities_of_before_are_founding_where_the_account_was_made_with_them(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, identity("7", json!({ "name": "Erika" }))).await;
        let demo = users::show(&app.cx(), &app.demo.pool.id, "demo").await.expect("the demo user");
        link(&app, &demo, &provider, "9").await;
        app.advance(std::time::Duration::from_secs(1));
        link(&app, &user, &provider, "8").await;
        run(&app, "UPDATE identities SET is_founding = FALSE").await;
        let lost = enter(&app, &provider, identity("7", json!({ "name": "Lost" }))).await;
        assert_eq!(lost.attributes["name"], "Erika");
        run(&app, backfill()).await;
        for subject in ["7", "8"] {
            let who = identity(subject, json!({ "name": format!("By {subject}") }));
            assert_eq!(enter(&app, &provider, who).await.attributes["name"], "By 7", "{subject}");
        }
        link(&app, &user, &provider, "10").await;
        let told = primary(&now(&app, &user).await);
        assert_eq!(told.iter().filter(|(_, is)| *is).count(), 1, "{told:?}");
        link(&app, &demo, &provider, "11").await;
        assert!(primary(&now(&app, &demo).await).iter().all(|(_, is)| !is));
    }
}
