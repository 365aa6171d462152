//! Housekeeping: what has ended goes, in writes that are short however much there is.

use std::time::Duration;

use gatehouse::domain::{audit, housekeeping};
use gatehouse::model::{Instant, PoolId};
use gatehouse::store::{self, Error, Tx};

use crate::support::{Pkce, TestApp, WEB_CALLBACK, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Backlog {
    pool: PoolId,
    expires_at: Instant,
    rows: u32,
}

async fn note_all(tx: &mut Tx, backlog: &Backlog) -> Result<(), Error> {
    for row in 0..backlog.rows {
        store::seen_tokens::note(tx, &backlog.pool, &format!("{row:040}"), backlog.expires_at)
            .await?;
    }
    Ok(())
}

/// Leaves so many rows that end in a minute.
async fn leave(app: &TestApp, rows: u32) {
    let cx = app.cx();
    let expires_at = cx.now() + Duration::from_secs(60);
    let backlog = Backlog { pool: app.demo.pool.id.clone(), expires_at, rows };
    cx.write(backlog, |tx, backlog| Box::pin(note_all(tx, backlog))).await.expect("noted");
}

async fn clean(app: &TestApp) -> u64 {
    housekeeping::clean(&app.cx()).await.expect("a clean house")
}

async fn count_events(app: &TestApp) -> usize {
    let mut tx = app.cx().read().await.expect("a connection");
    audit::list(&mut tx, &app.demo.pool.id, 1000).await.expect("events").len()
}

on_both! {
    async fn one_write_removes_no_more_than_it_is_told(app) {
        leave(&app, 25).await;
        app.advance(DAY);
        let mut removed = Vec::new();
        for _ in 0..4 {
            let cx = app.cx();
            let write = cx.write(cx.now(), |tx, now| Box::pin(store::seen_tokens::delete_expired(tx, *now, 10)));
            let count: Result<u64, Error> = write.await;
            removed.push(count.expect("removed"));
        }
        assert_eq!(removed, [10, 10, 5, 0]);
    }

    async fn a_long_backlog_is_gone_after_one_round_of_the_house(app) {
        clean(&app).await;
        leave(&app, 2_500).await;
        assert_eq!(clean(&app).await, 0, "nothing has ended yet");
        app.advance(DAY);
        assert_eq!((clean(&app).await, clean(&app).await), (2_500, 0));
    }

    async fn two_nodes_keep_house_at_once(app) {
        clean(&app).await;
        leave(&app, 2_500).await;
        let other = app.second_node(|_| ()).await;
        app.advance(DAY);
        let (one, two) = futures_util::future::join(clean(&app), clean(&other)).await;
        assert_eq!(one + two + clean(&app).await, 2_500);
    }

    async fn a_pushed_request_is_forgotten_when_it_has_long_expired(app) {
        let challenge = Pkce::new().challenge;
        let pairs = [
            ("response_type", "code"),
            ("redirect_uri", WEB_CALLBACK),
            ("scope", "openid"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let pushed = app.ask("/oauth2/par", Some(app.web()), &pairs).await.json();
        assert!(pushed["request_uri"].is_string(), "{pushed}");
        app.advance(Duration::from_secs(45 * 60));
        assert_eq!(clean(&app).await, 0, "it is told as expired for an hour");
        app.advance(Duration::from_secs(45 * 60));
        assert_eq!(clean(&app).await, 1);
    }

    async fn audit_events_are_kept_for_as_long_as_the_operator_says(app) {
        let for_ever = app.second_node(|config| config.audit.keep_days = 0).await;
        let before = count_events(&app).await;
        assert!(before > 0, "the demo has made some");
        app.advance(DAY * 399);
        clean(&app).await;
        assert_eq!(count_events(&app).await, before, "400 days by default");
        app.advance(DAY * 2);
        clean(&for_ever).await;
        assert_eq!(count_events(&app).await, before, "for ever");
        clean(&app).await;
        assert_eq!(count_events(&app).await, 0);
    }
}
