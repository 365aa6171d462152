//! Tries: counted before they are looked at, so that many at once spend as many.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::model::PoolId;
use gatehouse::store::attempts::{self, Counted, Pace};
use gatehouse::store::{Error, Tx};

use crate::support::{TestApp, on_both};

const QUIET: Duration = Duration::from_secs(900);

const PACE: Pace = Pace { quiet: QUIET, longest: QUIET };

struct Try(PoolId, gatehouse::model::Instant);

async fn count(tx: &mut Tx, one: &Try) -> Result<Option<Counted>, Error> {
    attempts::count(tx, &one.0, "somebody", one.1, PACE).await
}

async fn try_once(app: &TestApp) -> Option<i64> {
    let cx = app.cx();
    let one = Try(app.demo.pool.id.clone(), cx.now());
    cx.write(one, |tx, one| Box::pin(count(tx, one)))
        .await
        .expect("counted")
        .map(|counted| counted.failures)
}

on_both! {
    async fn the_fifth_failure_blocks_and_each_further_one_for_twice_as_long(app) {
        for failures in 1..=5 {
            assert_eq!(try_once(&app).await, Some(failures));
        }
        let mut wait = 1;
        for failures in 6..=14 {
            app.advance(Duration::from_millis(wait * 1000 - 1));
            assert_eq!(try_once(&app).await, None, "{failures}");
            app.advance(Duration::from_millis(1));
            assert_eq!(try_once(&app).await, Some(failures));
            wait *= 2;
        }
        app.advance(Duration::from_secs(512));
        assert_eq!(try_once(&app).await, Some(15));
        app.advance(Duration::from_secs(899));
        assert_eq!(try_once(&app).await, None, "a quarter of an hour at the most");
    }

    async fn a_quiet_time_starts_anew(app) {
        for _ in 0..5 {
            try_once(&app).await;
        }
        app.advance(QUIET + Duration::from_secs(1));
        assert_eq!(try_once(&app).await, Some(1));
    }

    async fn fifty_at_once_get_five_looks(app) {
        let looks = join_all((0..50).map(|_| try_once(&app))).await;
        assert_eq!(looks.into_iter().flatten().count(), 5);
    }
}
