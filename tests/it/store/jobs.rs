//! Jobs: claimed by one worker at a time, found again when a worker dies.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::domain;
use gatehouse::model::Instant;
use gatehouse::store::jobs::{self, Job};
use gatehouse::store::{Error, Tx};
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::support::{TestApp, on_both};

async fn insert(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    jobs::insert(tx, job).await
}

async fn claim(tx: &mut Tx, (now, until): &(Instant, Instant)) -> Result<Option<Job>, Error> {
    jobs::claim(tx, *now, *until).await
}

async fn add(app: &TestApp, id: &str) {
    ask(app, id, "test", "{}").await;
}

async fn ask(app: &TestApp, id: &str, kind: &str, payload: &str) {
    let job = Job {
        id: id.into(),
        kind: kind.into(),
        payload: payload.into(),
        attempts: 0,
        created_at: app.cx().now(),
    };
    app.cx().write(job, |tx, job| Box::pin(insert(tx, job))).await.expect("written");
}

async fn take(app: &TestApp) -> Option<Job> {
    let cx = app.cx();
    let times = (cx.now(), cx.now() + Duration::from_secs(60));
    cx.write(times, |tx, times| Box::pin(claim(tx, times))).await.expect("claimed")
}

/// Kind, payload and error of what was given up, as the database holds them.
async fn given_up(app: &TestApp) -> Vec<(String, String, String)> {
    const QUERY: &str =
        "SELECT kind, payload, last_error FROM jobs WHERE failed_at IS NOT NULL ORDER BY id";
    let url = app.app.config.database.url();
    let rows = if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.expect("the database");
        sqlx::query_as(QUERY).fetch_all(&mut connection).await
    } else {
        let mut connection = PgConnection::connect(url).await.expect("the database");
        sqlx::query_as(QUERY).fetch_all(&mut connection).await
    };
    rows.expect("rows")
}

on_both! {
    async fn many_workers_claim_each_job_once(app) {
        for number in 0..10 {
            add(&app, &format!("job-{number}")).await;
        }
        let mut claimed = Vec::new();
        // A claim that meets another may come back empty; a worker then asks again.
        for _ in 0..20 {
            claimed.extend(join_all((0..8).map(|_| take(&app))).await.into_iter().flatten().map(|job| job.id));
        }
        claimed.sort();
        let expected: Vec<String> = (0..10).map(|number| format!("job-{number}")).collect();
        assert_eq!(claimed, expected);
    }

    async fn what_a_message_said_is_gone_once_it_is_given_up(app) {
        ask(&app, "1", "message", r#"{"code": "042917"}"#).await;
        ask(&app, "2", "other", r#"{"client": "planner"}"#).await;
        for _ in 0..2 {
            let job = take(&app).await.expect("a job");
            domain::jobs::give_up(&app.cx(), &job, "reply 554").await.expect("given up");
        }
        let left = [("message", "{}"), ("other", r#"{"client": "planner"}"#)];
        let left = left.map(|(kind, payload)| (kind.to_owned(), payload.to_owned(), "reply 554".to_owned()));
        assert_eq!(given_up(&app).await, left);
    }

    async fn a_dead_workers_job_is_found_again(app) {
        add(&app, "job").await;
        assert_eq!(take(&app).await.map(|job| job.attempts), Some(1));
        assert_eq!(take(&app).await, None);
        app.advance(Duration::from_secs(60));
        assert_eq!(take(&app).await.map(|job| job.attempts), Some(2));
    }
}
