//! Calls to the servers of others: to public addresses by https, without redirects, and bounded in
//! number, time and length.
//!
//! URLs come from strangers: from clients that register themselves, and from requests. So a URL is
//! a wish, and this room decides. What it calls is what it checked, address and all, and it
//! follows nobody further.

mod addresses;
mod authorities;
mod documents;
mod door;
mod failure;
mod fetched;
mod lane;
mod resolver;

use std::{path::PathBuf, sync::Arc, time::Duration};

use reqwest::Response;
pub use reqwest::{Method, header};
use tokio::{sync::Semaphore, time::timeout};
use url::Url;

pub use self::{documents::Documents, failure::Failure, fetched::Fetched};
use self::{
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
    lane::Lane,
};
use crate::{
    config,
    telemetry::{OUTBOUND_CALL, Stopwatch},
};

/// The status of an answer that has what was asked for (RFC 9110 section 15.3.1).
const OK: u16 = 200;

/// The media type of a posted form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Calls the servers of others; cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    parts: Arc<Parts>,
    side: Side,
}

/// Whose URLs are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Those of the house and its clients.
    House,
    /// Those that anybody can make this server call.
    Strangers,
    /// Those of clients that somebody else has made known here.
    KnownClients,
}

struct Parts {
    house: Lane,
    strangers: Lane,
    known_clients: Lane,
    timeout: Duration,
    body_limit: usize,
}

/// Why the HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file has no certificate authority.
    #[error("outbound.extra_ca_files: {} {reason}", .file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A library refused.
    #[error("the HTTP client could not be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// A GET for a document.
#[derive(Debug, Clone, Copy)]
pub struct Get<'a> {
    /// What it is for; a label of the metric.
    pub purpose: &'static str,
    /// Where the document is.
    pub url: &'a Url,
    /// The media types that are understood (RFC 9110 section 12.5.1), in visible ASCII.
    pub accept: &'static str,
    /// The longest answer in bytes, where it is less than what the operator has set.
    pub most: usize,
}

/// A request of any kind.
pub struct Call<'a> {
    /// What it is for; a label of the metric.
    pub purpose: &'static str,
    /// The method.
    pub method: Method,
    /// Whom it goes to.
    pub url: &'a Url,
    /// The headers besides those of the connection.
    pub headers: HeaderMap,
    /// The content; none when empty.
    pub body: Vec<u8>,
    /// The longest answer in bytes, where it is less than what the operator has set.
    pub most: usize,
}

/// The answer to a [`Call`], whatever its status.
pub struct Answer {
    /// The status; a redirect is one like any other.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The content.
    pub body: Vec<u8>,
}

impl Outbound {
    /// Makes the HTTP client that `config` describes.
    ///
    /// # Errors
    ///
    /// When a file of `extra_ca_files` has no authority.
    pub fn new(config: &config::Outbound) -> Result<Self, SetupError> {
        let lane = |at_once| Lane::new(config, at_once, &Arc::new(Semaphore::new(at_once)));
        let parts = Parts {
            house: lane(config.concurrency)?,
            strangers: lane((config.concurrency / 4).max(1))?,
            known_clients: lane((config.concurrency / 4).max(1))?,
            timeout: config.timeout,
            body_limit: config.body_limit,
        };
        Ok(Self { parts: Arc::new(parts), side: Side::House })
    }

    /// For URLs that anybody can make this server call: these have turns and lookups of their own.
    pub fn for_strangers(&self) -> Self {
        Self { parts: Arc::clone(&self.parts), side: Side::Strangers }
    }

    /// For URLs of clients that are known here, though somebody else's: whoever makes up new ones does
    /// not hold them up.
    pub fn for_known_clients(&self) -> Self {
        Self { parts: Arc::clone(&self.parts), side: Side::KnownClients }
    }

    fn lane(&self) -> &Lane {
        match self.side {
            Side::House => &self.parts.house,
            Side::Strangers => &self.parts.strangers,
            Side::KnownClients => &self.parts.known_clients,
        }
    }

    /// Fetches a document; only an answer with status 200 has one.
    ///
    /// # Errors
    ///
    /// The reason why there is no document.
    pub async fn get(&self, get: Get<'_>) -> Result<Fetched, Failure> {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(get.accept))]);
        let Get { purpose, url, most, .. } = get;
        let call = Call { purpose, method: Method::GET, url, headers, body: Vec::new(), most };
        self.bounded(purpose, async {
            let response = self.begin(call).await?;
            let status = response.status().as_u16();
            if status != OK {
                return Err(Failure::Status(status));
            }
            let headers = response.headers().clone();
            Ok(Fetched::new(&headers, self.read(response, most).await?))
        })
        .await
    }

    /// Posts a form and gives the status of the answer, of which nothing else is read.
    ///
    /// # Errors
    ///
    /// The reason why there is no answer.
    pub async fn post_form(
        &self,
        purpose: &'static str,
        url: &Url,
        fields: &[(&str, &str)],
    ) -> Result<u16, Failure> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(FORM))]);
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let call =
            Call { purpose, method: Method::POST, url, headers, body: form.into_bytes(), most: 0 };
        self.bounded(purpose, async { Ok(self.begin(call).await?.status().as_u16()) }).await
    }

    /// Sends a request of any kind.
    ///
    /// # Errors
    ///
    /// The reason why there is no answer.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, Failure> {
        let most = call.most;
        self.bounded(call.purpose, async {
            let response = self.begin(call).await?;
            let status = response.status().as_u16();
            let headers = response.headers().clone();
            Ok(Answer { status, headers, body: self.read(response, most).await? })
        })
        .await
    }

    /// Does `work` when it is its turn; the time for both is limited, and measured.
    async fn bounded<T>(
        &self,
        purpose: &'static str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let stopwatch = Stopwatch::start();
        let mut late = Failure::Crowded;
        let in_turn = async {
            let _turn = self.lane().turns.acquire().await.map_err(|_| Failure::Connection)?;
            late = Failure::TimedOut;
            work.await
        };
        let finished = timeout(self.parts.timeout, in_turn).await;
        let result = finished.unwrap_or(Err(late));
        let outcome = result.as_ref().err().map_or("ok", |failure| failure.label());
        metrics::histogram!(OUTBOUND_CALL, "purpose" => purpose, "outcome" => outcome)
            .record(stopwatch.seconds());
        result
    }

    /// Sends a request to a URL that may be called, and waits for the headers of the answer.
    async fn begin(&self, call: Call<'_>) -> Result<Response, Failure> {
        let door = self.lane().door(call.url)?;
        let request = door.client.request(call.method, call.url.clone()).headers(call.headers);
        let request = if call.body.is_empty() { request } else { request.body(call.body) };
        request.send().await.map_err(|error| Failure::of(&error))
    }

    /// Reads an answer as far as it may be long; one that announces more is not begun.
    async fn read(&self, mut response: Response, most: usize) -> Result<Vec<u8>, Failure> {
        let most = most.min(self.parts.body_limit);
        let fits = |length: u64| usize::try_from(length).is_ok_and(|length| length <= most);
        if !response.content_length().is_none_or(fits) {
            return Err(Failure::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Failure::of(&error))? {
            if body.len() + chunk.len() > most {
                return Err(Failure::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
