//! JSON documents of others, such as JWK Sets, kept for as long as they say and within limits.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{Failure, Get, Outbound};
use crate::model::Instant;

/// How long a document is fresh whose server does not say.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// The shortest and the longest time for which a document is fresh, whatever its server says.
const FRESH_BETWEEN: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(3600));

/// How long a document that cannot be fetched again is served past its freshness, so that a client
/// whose server is away for a while can still prove itself by the keys that it had.
const STALE: Duration = Duration::from_secs(3600);

/// How long such a document is served before its server is tried again.
const STALE_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// How long a document that is missed something is not asked for again.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// How long a failure stands for the next try.
const FAILED_FOR: Duration = Duration::from_secs(5);

/// The longest document, in bytes.
const LONGEST: usize = 64 * 1024;

/// How much all documents are together, in bytes of their texts; parsed, they are some times that.
const CAPACITY: u64 = 4 * 1024 * 1024;

/// What an entry counts besides its text, in bytes.
const ENTRY: usize = 512;

/// How many URLs are fetched at once without forgetting that they are.
const TURNS: u64 = 1024;

/// What a fetch came to.
type Outcome = Result<Arc<Value>, Failure>;

/// The documents of one purpose; each URL is fetched by one caller at a time.
pub struct Documents {
    outbound: Outbound,
    purpose: &'static str,
    accept: &'static str,
    is_one: fn(&Value) -> bool,
    known: Cache<Url, Arc<Known>>,
    turns: Cache<Url, Arc<Mutex<()>>>,
}

/// What is known of a URL.
struct Known {
    outcome: Outcome,
    tried: Instant,
    /// Until when it is not asked for again; that of a stale document comes more than once.
    stands_until: Instant,
    /// Until when it is fresh.
    fresh_until: Instant,
    length: usize,
}

impl Known {
    fn stands(&self, now: Instant) -> bool {
        now < self.stands_until
    }

    /// Whether a failure to fetch it again leaves it as it is: it is a document that is fresh, or has
    /// not been stale for too long.
    fn outlives_failure(&self, now: Instant) -> bool {
        self.outcome.is_ok() && now < self.fresh_until + STALE
    }
}

impl Documents {
    /// No document is known yet; `purpose` and `accept` are as in [`Get`], and what is not `is_one`
    /// counts as no answer.
    pub fn new(
        outbound: Outbound,
        purpose: &'static str,
        accept: &'static str,
        is_one: fn(&Value) -> bool,
    ) -> Self {
        let weigh =
            |_: &Url, known: &Arc<Known>| u32::try_from(known.length + ENTRY).unwrap_or(u32::MAX);
        let (_, longest) = FRESH_BETWEEN;
        let kept = longest + STALE;
        let known = Cache::builder().max_capacity(CAPACITY).weigher(weigh).time_to_live(kept);
        let turns = Cache::builder().max_capacity(TURNS).time_to_idle(longest);
        Self { outbound, purpose, accept, is_one, known: known.build(), turns: turns.build() }
    }

    /// The document at `url`: the one that is known while it is fresh, or else fetched. One that
    /// cannot be fetched again is served for an hour more.
    ///
    /// # Errors
    ///
    /// The reason why there is none; it stands for five seconds.
    pub async fn get(&self, now: Instant, url: &Url) -> Outcome {
        self.known_or_fetched(now, url, |known| known.stands(now)).await
    }

    /// The document at `url` for a caller who missed something in it, such as a key: fetched again,
    /// unless that was tried within ten seconds.
    ///
    /// # Errors
    ///
    /// As [`Documents::get`].
    pub async fn get_again(&self, now: Instant, url: &Url) -> Outcome {
        let stands = |known: &Known| known.stands(now) && now.since(known.tried) < AGAIN_AFTER;
        self.known_or_fetched(now, url, stands).await
    }

    async fn known_or_fetched(
        &self,
        now: Instant,
        url: &Url,
        stands: impl Fn(&Known) -> bool,
    ) -> Outcome {
        let before = self.known.get(url);
        if let Some(known) = before.as_ref().filter(|known| stands(known)) {
            return known.outcome.clone();
        }
        let turn = self.turns.get_with_by_ref(url, Arc::default);
        let _turn = turn.lock().await;
        let is_news =
            |known: &Arc<Known>| before.as_ref().is_none_or(|old| !Arc::ptr_eq(old, known));
        if let Some(known) = self.known.get(url).filter(is_news) {
            return known.outcome.clone();
        }
        let old = before.as_deref().filter(|known| known.outlives_failure(now));
        let known = self.fetch(now, url, old).await;
        let outcome = known.outcome.clone();
        self.known.insert(url.clone(), Arc::new(known));
        outcome
    }

    /// What is known after a fetch; `old` is what stays when it fails.
    async fn fetch(&self, now: Instant, url: &Url, old: Option<&Known>) -> Known {
        let get = Get { purpose: self.purpose, url, accept: self.accept, most: LONGEST };
        let fetched = self.outbound.get(get).await.and_then(|fetched| {
            let document = serde_json::from_slice(&fetched.body).map_err(|_| Failure::NotJson)?;
            if (self.is_one)(&document) {
                Ok((Arc::new(document), fetched))
            } else {
                Err(Failure::OtherKind)
            }
        });
        let known = |outcome, fresh_until, length| Known {
            outcome,
            tried: now,
            stands_until: fresh_until,
            fresh_until,
            length,
        };
        match (fetched, old) {
            (Ok((document, fetched)), _) => {
                let (least, most) = FRESH_BETWEEN;
                let fresh = fetched.max_age.unwrap_or(FRESH).clamp(least, most);
                known(Ok(document), now + fresh, fetched.body.len())
            }
            (Err(failure), Some(old)) => {
                let host = url.host_str();
                tracing::info!(host, %failure, "a document is served that could not be fetched again");
                let stale = (now + STALE_AGAIN_AFTER).min(old.fresh_until + STALE);
                let old = known(old.outcome.clone(), old.fresh_until, old.length);
                Known { stands_until: old.fresh_until.max(stale), ..old }
            }
            (Err(failure), None) => known(Err(failure), now + FAILED_FOR, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use serde_json::json;

    use super::*;
    use crate::outbound::testing::{Server, answer, outbound};

    const START: Instant = Instant::from_seconds(1_800_000_000);

    fn after(seconds: u64) -> Instant {
        START + Duration::from_secs(seconds)
    }

    fn documents() -> Documents {
        Documents::new(outbound(), "test", "application/json", |document| document != "other")
    }

    fn fresh_for(seconds: u64, body: &str) -> Vec<u8> {
        answer("200 OK", &[&format!("cache-control: max-age={seconds}")], body)
    }

    fn failed() -> Vec<u8> {
        answer("500 Internal Server Error", &[], "no")
    }

    #[tokio::test]
    async fn a_document_is_fetched_once_while_it_is_fresh() {
        // What the server says, and the seconds after which it is asked again.
        for (answer, seconds) in [
            (answer("200 OK", &[], "{}"), 300),
            (fresh_for(90, "{}"), 90),
            (fresh_for(0, "{}"), 60),
            (fresh_for(86_400, "{}"), 3600),
        ] {
            let server = Server::answering([answer]).await;
            let (documents, url) = (documents(), server.url("/jwks"));
            for at in [0, 1, seconds - 1] {
                assert_eq!(documents.get(after(at), &url).await, Ok(Arc::new(json!({}))));
                assert_eq!(server.requests().len(), 1, "{at} of {seconds}");
            }
            assert!(documents.get(after(seconds), &url).await.is_ok());
            assert_eq!(server.requests().len(), 2, "{seconds}");
        }
    }

    #[tokio::test]
    async fn callers_at_once_share_one_fetch() {
        for (answer, good) in [(fresh_for(60, "[1]"), true), (failed(), false)] {
            let server = Server::answering([answer]).await;
            let (documents, url) = (documents(), server.url("/"));
            // The times lie apart: what a caller waited for counts for it, fresh or not.
            let outcomes = join_all((0..8).map(|n| documents.get(after(100 * n), &url))).await;
            assert!(outcomes.iter().all(|outcome| outcome.is_ok() == good), "{outcomes:?}");
            assert_eq!(server.requests().len(), 1);
        }
    }

    #[tokio::test]
    async fn a_new_key_is_looked_for_once_in_ten_seconds() {
        let server = Server::answering([fresh_for(600, "1"), fresh_for(600, "2")]).await;
        let (documents, url) = (documents(), server.url("/"));
        let mut found = Vec::new();
        for at in [0, 9, 10, 11, 19] {
            found.push(documents.get_again(after(at), &url).await);
        }
        assert_eq!(found, [1, 1, 2, 2, 2].map(|number| Ok(Arc::new(json!(number)))));
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn a_fresh_document_outlives_a_failed_look_for_a_new_one() {
        let server = Server::answering([fresh_for(60, "1"), failed()]).await;
        let (documents, url) = (documents(), server.url("/"));
        assert!(documents.get(after(0), &url).await.is_ok());
        assert!(documents.get_again(after(20), &url).await.is_ok());
        assert!(documents.get_again(after(29), &url).await.is_ok());
        assert_eq!(server.requests().len(), 2, "the second look came too soon");
        assert!(documents.get_again(after(30), &url).await.is_ok());
        assert_eq!(server.requests().len(), 3);
    }

    #[tokio::test]
    async fn a_document_that_cannot_be_fetched_again_is_served_an_hour_more() {
        let bad = [failed(), answer("200 OK", &[], "<html>"), answer("200 OK", &[], "\"other\"")];
        for bad in bad {
            let server = Server::answering([fresh_for(60, "1"), bad]).await;
            let (documents, url) = (documents(), server.url("/"));
            // When it is asked for, and how often its server was by then.
            for (at, asked) in [(0, 1), (60, 2), (119, 2), (120, 3), (3600, 4), (3659, 4)] {
                assert_eq!(documents.get(after(at), &url).await, Ok(Arc::new(json!(1))), "{at}");
                assert_eq!(server.requests().len(), asked, "{at}");
            }
            assert!(documents.get(after(3660), &url).await.is_err());
        }
    }

    #[tokio::test]
    async fn a_document_that_comes_again_takes_the_place_of_a_stale_one() {
        let answers = [fresh_for(60, "1"), failed(), fresh_for(60, "2")];
        let server = Server::answering(answers).await;
        let (documents, url) = (documents(), server.url("/"));
        let mut found = Vec::new();
        for at in [0, 100, 109, 110] {
            found.push(documents.get_again(after(at), &url).await);
        }
        assert_eq!(found, [1, 1, 1, 2].map(|number| Ok(Arc::new(json!(number)))));
        assert_eq!(
            server.requests().len(),
            3,
            "a stale one is looked for as seldom as a fresh one"
        );
    }

    #[tokio::test]
    async fn a_failure_stands_for_five_seconds() {
        let server = Server::answering([failed(), answer("200 OK", &[], "{")]).await;
        let (documents, url) = (documents(), server.url("/"));
        assert_eq!(documents.get(after(0), &url).await, Err(Failure::Status(500)));
        assert_eq!(documents.get(after(4), &url).await, Err(Failure::Status(500)));
        assert_eq!(documents.get_again(after(4), &url).await, Err(Failure::Status(500)));
        assert_eq!(server.requests().len(), 1);
        assert_eq!(documents.get(after(5), &url).await, Err(Failure::NotJson));
        assert_eq!(server.requests().len(), 2);
        let server = Server::answering([answer("200 OK", &[], "\"other\"")]).await;
        assert_eq!(
            self::documents().get(after(0), &server.url("/")).await,
            Err(Failure::OtherKind)
        );
    }

    #[tokio::test]
    async fn a_document_has_a_longest_length() {
        let body = format!("\"{}\"", "x".repeat(LONGEST));
        let server = Server::answering([answer("200 OK", &[], &body)]).await;
        let url = server.url("/");
        assert_eq!(documents().get(after(0), &url).await, Err(Failure::TooLarge));
    }
}
