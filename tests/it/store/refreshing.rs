//! The one statement that rotates a refresh token and reads whom it speaks of.

use futures_util::future::join_all;
use gatehouse::domain::admin::groups::{self, NewGroup};
use gatehouse::domain::admin::users;
use gatehouse::model::FamilyId;
use gatehouse::store::refreshing::{Refreshable, Rotation};

use crate::support::{TestApp, claims, on_both};

async fn family(app: &TestApp) -> Refreshable {
    let tokens = app.tokens().await;
    let access = claims(tokens["access_token"].as_str().expect("a token"));
    let id: FamilyId = access["origin_jti"].as_str().expect("a family").parse().expect("an id");
    let found = app.app.refreshing.find(&app.demo.pool.id, &id).await.expect("an answer");
    found.expect("the family")
}

fn rotation(app: &TestApp, of: &Refreshable, new: &str) -> Rotation {
    Rotation {
        pool: of.family.pool_id.clone(),
        family: of.family.id.clone(),
        client: of.family.client_id.clone(),
        present: of.family.digest.clone().expect("a digest"),
        new: new.to_owned(),
        now: app.cx().now(),
    }
}

async fn rotate(app: &TestApp, rotation: Rotation) -> Option<Refreshable> {
    app.app.refreshing.rotate(rotation).await.expect("an answer")
}

on_both! {
    async fn what_it_reads_is_what_a_look_finds(app) {
        let (cx, pool) = (app.cx(), app.demo.pool.id.clone());
        // The demo user is a guest without rank already.
        for (name, rank) in [("last", None), ("second", Some(2)), ("first", Some(1))] {
            let new = NewGroup { name: name.into(), description: String::new(), precedence: rank };
            groups::create(&cx, &pool, new).await.expect("a group");
            users::add_to_group(&cx, &pool, app.demo.user().0, name).await.expect("a member");
        }
        let before = family(&app).await;
        let rotated = rotate(&app, rotation(&app, &before, "new")).await.expect("rotated");
        assert_eq!(rotated.groups, ["first", "second", "guests", "last"]);
        assert_eq!(rotated.groups, before.groups);
        assert_eq!(rotated.user, before.user);
        assert_eq!(rotated.family.previous_digest, before.family.digest);
        assert_eq!(rotated.family.digest.as_deref(), Some("new"));
        let after = app.app.refreshing.find(&pool, &before.family.id).await.expect("an answer");
        assert_eq!(after.expect("the family").family, rotated.family);
    }

    async fn whatever_does_not_fit_changes_nothing(app) {
        let before = family(&app).await;
        let right = || rotation(&app, &before, "new");
        let wrong = [
            Rotation { present: "another".into(), ..right() },
            Rotation { client: app.machine().0.parse().expect("an id"), ..right() },
            Rotation { pool: "eu-central-1_000000000".parse().expect("an id"), ..right() },
            Rotation { now: before.family.expires_at, ..right() },
        ];
        for wrong in wrong {
            assert!(rotate(&app, wrong).await.is_none());
        }
        app.set_user_enabled(false).await;
        assert!(rotate(&app, right()).await.is_none());
        app.set_user_enabled(true).await;
    }

    async fn of_many_at_once_one_rotates(app) {
        let before = family(&app).await;
        let tries = (0..40).map(|number| rotate(&app, rotation(&app, &before, &format!("new {number}"))));
        let winners: Vec<_> = join_all(tries).await.into_iter().flatten().collect();
        assert_eq!(winners.len(), 1);
        assert_ne!(winners[0].family.digest, before.family.digest);
    }
}
