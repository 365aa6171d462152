//! Pictures of a pool: what may be put up, how it is served, and how long it stays.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::future::join_all;
use gatehouse::domain::admin::clients::{self, ClientChange};
use gatehouse::domain::admin::pictures;
use gatehouse::domain::admin::pools::{self, NewPool, PoolChange};
use gatehouse::domain::{audit, configuration, housekeeping};
use gatehouse::model::branding::{Branding, PictureId};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::{Algorithm, Pool};

use crate::support::{Answer, TestApp, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const LOGO: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"/></svg>"#;

/// A file that begins as a PNG does and goes on as a page.
const POLYGLOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR<!doctype html><script>alert(1)</script>";

impl TestApp {
    async fn put_up(&self, content: &[u8]) -> PictureId {
        let put = pictures::put(&self.cx(), &self.demo.pool.id, content.to_vec()).await;
        put.expect("a picture")
    }

    /// Why a picture was not taken.
    async fn turned_away(&self, content: &[u8]) -> String {
        let put = pictures::put(&self.cx(), &self.demo.pool.id, content.to_vec()).await;
        put.expect_err("a refusal").hint().to_owned()
    }

    async fn look_at(&self, picture: &str) -> Answer {
        self.browser().get(&format!("{}/brand/{picture}", self.base)).await
    }

    /// Gives the demo pool a look, or says why not.
    async fn dress(&self, branding: Branding) -> Result<Pool, String> {
        let settings = PoolSettings { branding, ..self.demo.pool.settings.clone() };
        let change = PoolChange { settings: Some(settings.into()), ..PoolChange::default() };
        let updated = pools::update(&self.cx(), &self.demo.pool.id, change).await;
        updated.map_err(|error| error.hint().to_owned())
    }

    async fn another_pool(&self) -> Pool {
        let new = NewPool {
            name: "Other".to_owned(),
            domain: Some("other.localhost".to_owned()),
            issuer: None,
            algorithm: Algorithm::ES256,
            settings: PoolSettings::default(),
        };
        pools::create(&self.cx(), new).await.expect("a pool")
    }

    /// Keeps house a day and an hour later.
    async fn keep_house(&self) {
        self.advance(DAY + Duration::from_secs(60 * 60));
        housekeeping::clean(&self.cx()).await.expect("a clean house");
    }
}

fn logo(id: &PictureId) -> Branding {
    Branding { logo: Some(id.clone()), ..Branding::default() }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

on_both! {
    async fn a_picture_is_served_for_good_as_what_it_is(app) {
        let id = app.put_up(LOGO).await;
        let seen = app.look_at(&id.to_string()).await;
        assert_eq!((seen.status, seen.body.as_bytes()), (StatusCode::OK, LOGO));
        assert_eq!(header(&seen, "content-type"), "image/svg+xml");
        assert_eq!(header(&seen, "x-content-type-options"), "nosniff");
        assert_eq!(header(&seen, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&seen, "cross-origin-resource-policy"), "same-origin");
        let policy = header(&seen, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
        assert!(seen.headers.get("set-cookie").is_none(), "{seen:?}");
        let mut at_domain = app.browser();
        at_domain.host = "demo.localhost:9080".to_owned();
        assert_eq!(at_domain.get(&format!("/brand/{id}")).await.status, StatusCode::OK);
        assert_eq!(app.put_up(LOGO).await, id, "the same again is the same");
        let mut tx = app.cx().read().await.expect("a read");
        let events = audit::list(&mut tx, &app.demo.pool.id, 100).await.expect("events");
        assert!(events.iter().any(|one| one.event == "picture.added" && one.target == id.to_string()));
    }

    async fn a_page_in_a_pictures_clothes_stays_a_picture(app) {
        let id = app.put_up(POLYGLOT).await;
        let seen = app.look_at(&id.to_string()).await;
        assert_eq!(header(&seen, "content-type"), "image/png");
        assert_eq!(header(&seen, "x-content-type-options"), "nosniff");
        let as_page = id.to_string().replace(".png", ".svg");
        assert_eq!(app.look_at(&as_page).await.status, StatusCode::NOT_FOUND, "no other name");
    }

    async fn nobody_sees_a_picture_by_another_path(app) {
        let id = app.put_up(LOGO).await;
        let other = app.another_pool().await;
        let digest = "ab".repeat(20);
        for path in [
            format!("/{}/brand/{id}", other.id),
            format!("{}/brand/{digest}.png", app.base),
            format!("{}/brand/", app.base),
            format!("{}/brand/{}", app.base, id.to_string().to_uppercase()),
            format!("{}/brand/..%2fbrand%2f{id}", app.base),
            format!("{}/brand/{id}%00.png", app.base),
            format!("{}/brand/{id}/", app.base),
            format!("{}/brand/%25", app.base),
            format!("{}/brand/gatehouse.db", app.base),
        ] {
            let seen = app.browser().get(&path).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!header(&seen, "cache-control").contains("immutable"), "{path}");
        }
        let path = format!("{}/brand/{id}", app.base);
        let put = app.browser().send(&path, Request::put(&path), Body::from("x")).await;
        assert_eq!(put.status, StatusCode::METHOD_NOT_ALLOWED);
        pools::disable(&app.cx(), &app.demo.pool.id).await.expect("disabled");
        assert_eq!(app.look_at(&id.to_string()).await.status, StatusCode::NOT_FOUND);
    }

    async fn many_readers_hold_one_copy(app) {
        let (cx, pool, id) = (app.cx(), &app.demo.pool.id, app.put_up(LOGO).await);
        let read = async || {
            configuration::picture(&cx, pool, &id).await.expect("an answer").expect("a picture")
        };
        let all = join_all((0..16).map(|_| read())).await;
        assert_eq!(&*all[0], LOGO);
        assert!(all.iter().all(|one| Arc::ptr_eq(one, &all[0])), "all at once");
        assert!(Arc::ptr_eq(&read().await, &all[0]), "and later");
        app.keep_house().await;
        let gone = configuration::picture(&cx, pool, &id).await.expect("an answer");
        assert!(gone.is_none(), "what the pool has no more is not shown from memory");
    }

    async fn what_is_no_picture_is_turned_away(app) {
        let script = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#;
        assert!(app.turned_away(script).await.contains("event handlers"));
        assert!(app.turned_away(b"<html><script>alert(1)</script></html>").await.contains("svg"));
        assert!(app.turned_away(b"MZ\x90\0").await.contains("PNG, JPEG, WebP, SVG or ICO"));
        assert!(app.turned_away(b"").await.contains("PNG"));
        let endless = [POLYGLOT, &vec![0; pictures::LARGEST]].concat();
        assert!(app.turned_away(&endless).await.contains("1 MiB"));
        let nowhere = "eu-central-1_000000000".parse().expect("an id");
        let put = pictures::put(&app.cx(), &nowhere, LOGO.to_vec()).await;
        assert!(put.expect_err("no pool").hint().contains("no pool"));
    }

    async fn a_look_names_pictures_that_its_pool_has(app) {
        let id = app.put_up(LOGO).await;
        assert_eq!(app.dress(logo(&id)).await.map(|pool| pool.settings.branding), Ok(logo(&id)));
        let strange: PictureId = format!("{}.png", "ab".repeat(20)).parse().expect("a name");
        let refused = app.dress(logo(&strange)).await.expect_err("a refusal");
        assert!(refused.contains("logo: the pool has no picture"), "{refused}");
        let wide = app.put_up(&[POLYGLOT, &[0; 300 * 1024]].concat()).await;
        let refused = app.dress(logo(&wide)).await.expect_err("a refusal");
        assert!(refused.contains("256 KiB"), "{refused}");
        let backdrop = Branding { backdrop: Some(wide), ..Branding::default() };
        assert!(app.dress(backdrop).await.is_ok());

        let other = app.another_pool().await;
        let settings = PoolSettings { branding: logo(&id), ..PoolSettings::default() };
        let change = PoolChange { settings: Some(settings.clone().into()), ..PoolChange::default() };
        let refused = pools::update(&app.cx(), &other.id, change).await.expect_err("a refusal");
        assert!(refused.hint().contains("no picture"), "of another pool: {refused:?}");
        let new = NewPool {
            name: "New".to_owned(), domain: None, issuer: None, algorithm: Algorithm::ES256, settings,
        };
        assert!(pools::create(&app.cx(), new).await.is_err(), "a new pool has none");

        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let client = app.demo.spa().parse().expect("an id");
        let settings = clients::show(&cx, pool, &client).await.expect("a client").settings;
        let settings = ClientSettings { branding: logo(&strange), ..settings };
        let change = ClientChange { settings: Some(settings.into()), ..ClientChange::default() };
        let refused = clients::update(&cx, pool, &client, change).await.expect_err("a refusal");
        assert!(refused.hint().contains("no picture"), "{refused:?}");
    }

    async fn pictures_that_nobody_names_are_tidied_away(app) {
        let of_pool = app.put_up(LOGO).await;
        let of_client = app.put_up(POLYGLOT).await;
        let of_nobody = app.put_up(b"\xff\xd8\xff\xe0").await;
        app.dress(logo(&of_pool)).await.expect("dressed");
        let spa = app.demo.spa().to_owned();
        app.change_client(&spa, |client| client.branding = logo(&of_client)).await;
        app.keep_house().await;
        let there = async |id: &PictureId| app.look_at(&id.to_string()).await.status == StatusCode::OK;
        assert!(there(&of_pool).await && there(&of_client).await);
        assert!(!there(&of_nobody).await, "a day is enough to name it");

        app.dress(Branding::default()).await.expect("undressed");
        app.keep_house().await;
        assert!(!there(&of_pool).await && there(&of_client).await);
        let young = app.put_up(b"\xff\xd8\xff\xe1").await;
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(there(&young).await, "it waits for the settings that will name it");
    }
}
