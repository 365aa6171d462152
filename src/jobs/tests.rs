//! Jobs on a database of their own and a clock that is moved by hand.

use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::config::Config;
use crate::context::Context;
use crate::domain::outbox::{self, Kept};
use crate::model::{Clock, Instant};
use crate::store;
use crate::store::jobs::Job;

/// An application in a folder that goes away with it.
async fn application() -> (App, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let base_url = "http://localhost:9080".parse().expect("an address");
    let config = Config::development(base_url, Vec::new(), folder.path(), &[7; 32]);
    let clock = Clock::manual(Instant::from_millis(1_700_000_000_000));
    let app = App::build_with(config, clock).await.expect("an application");
    store::migrate::run(&app.db).await.expect("a database");
    (app, folder)
}

fn mail_to(address: &str) -> String {
    json!({
        "kind": "confirm",
        "recipient": { "to": address, "username": "ada", "pool": "Northwind", "locale": "en" },
        "code": "042917",
        "link": null,
        "valid_minutes": 60,
    })
    .to_string()
}

async fn ask_for(app: &App, id: &str, kind: &str, payload: String) {
    let (id, kind) = (id.to_owned(), kind.to_owned());
    let job = Job { id, kind, payload, attempts: 0, created_at: app.clock.now() };
    let inserted = app.db.write(job, |tx, job| Box::pin(store::jobs::insert(tx, job))).await;
    inserted.expect("the job is written");
}

async fn kept(app: &App) -> Vec<Kept> {
    let cx = Context::begin(app).expect("a context");
    outbox::list(&cx, None).await.expect("the outbox")
}

async fn waiting(app: &App) -> i64 {
    let mut tx = app.db.read().await.expect("a connection");
    store::jobs::waiting(&mut tx).await.expect("a count").0
}

#[tokio::test]
async fn a_message_reaches_the_outbox_once() {
    let (app, _folder) = application().await;
    ask_for(&app, "job-1", outbox::MESSAGE, mail_to("ada@example.com")).await;
    assert_eq!(run_due(&app).await.expect("a run"), 1);
    assert_eq!(run_due(&app).await.expect("a run"), 0);
    let messages = kept(&app).await;
    assert_eq!(messages.len(), 1);
    assert_eq!(
        (messages[0].to.as_str(), messages[0].codes.as_slice()),
        ("ada@example.com", ["042917".to_owned()].as_slice())
    );
    assert_eq!(waiting(&app).await, 0);
}

#[tokio::test]
async fn a_worker_that_died_loses_its_claim_and_nothing_is_lost() {
    let (app, _folder) = application().await;
    ask_for(&app, "job-1", outbox::MESSAGE, mail_to("ada@example.com")).await;
    let dead = runner::next(&app).await.expect("a claim");
    assert!(dead.is_some());
    assert_eq!(run_due(&app).await.expect("a run"), 0, "the claim holds");
    app.clock.advance(crate::domain::jobs::LEASE + Duration::from_millis(1));
    assert_eq!(run_due(&app).await.expect("a run"), 1);
    let (cx, job) = dead.expect("it was claimed");
    runner::run(cx, job).await;
    assert_eq!(kept(&app).await.len(), 1, "the late worker keeps nothing twice");
}

#[tokio::test]
async fn a_job_that_goes_on_failing_is_given_up_in_the_end() {
    let (app, _folder) = application().await;
    ask_for(&app, "job-1", "unheard of", "{}".to_owned()).await;
    let most = app.config.jobs.max_attempts;
    for attempt in 1..=most {
        assert_eq!(run_due(&app).await.expect("a run"), 1, "attempt {attempt}");
        assert_eq!(run_due(&app).await.expect("a run"), 0, "it is put off");
        app.clock.advance(Duration::from_secs(60 * 60));
    }
    assert_eq!(run_due(&app).await.expect("a run"), 0);
    assert_eq!(waiting(&app).await, 0, "it no longer waits");
}

#[tokio::test]
async fn what_can_never_be_sent_is_given_up_at_once() {
    let (app, _folder) = application().await;
    ask_for(&app, "job-1", outbox::MESSAGE, "{}".to_owned()).await;
    assert_eq!(run_due(&app).await.expect("a run"), 1);
    assert_eq!(waiting(&app).await, 0);
    assert!(kept(&app).await.is_empty());
}

#[tokio::test]
async fn work_goes_on_until_it_is_told_to_end() {
    let (app, _folder) = application().await;
    for number in 0..20 {
        let address = format!("ada{number}@example.com");
        ask_for(&app, &format!("job-{number}"), outbox::MESSAGE, mail_to(&address)).await;
    }
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(run(app.clone(), stopped));
    let all_sent = async {
        while waiting(&app).await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), all_sent).await.expect("all is sent in time");
    stop.send(true).expect("somebody listens");
    let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
    ended.expect("it ends in time").expect("it does not panic");
    assert_eq!(kept(&app).await.len(), 20);
}

#[tokio::test]
async fn housekeeping_may_run_at_any_time() {
    let (app, _folder) = application().await;
    ask_for(&app, "job-1", outbox::MESSAGE, "{}".to_owned()).await;
    run_due(&app).await.expect("a run");
    let clean = async || {
        let cx = Context::begin(&app).expect("a context");
        crate::domain::housekeeping::clean(&cx).await.expect("a clean house")
    };
    assert_eq!(clean().await, 0, "what was given up can be looked at");
    app.clock.advance(Duration::from_secs(31 * 24 * 60 * 60));
    assert_eq!((clean().await, clean().await), (1, 0));
}
