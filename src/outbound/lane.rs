//! The way out for one group of URLs: doors, turns and lookups that it shares with no other.

use std::sync::Arc;

use tokio::sync::Semaphore;
use url::Url;

use super::{Failure, SetupError, door::Door};
use crate::config;

/// The way out for one group of URLs, so that slow ones hold up nothing but each other.
pub(super) struct Lane {
    https: Door,
    http: Option<Door>,
    /// How many calls may be made at once.
    pub(super) turns: Semaphore,
}

impl Lane {
    /// Makes as many calls at once as `at_once` says; names are looked up while `lookups` has permits.
    pub(super) fn new(
        config: &config::Outbound,
        at_once: usize,
        lookups: &Arc<Semaphore>,
    ) -> Result<Self, SetupError> {
        let http = if config.allow_http { Some(Door::http(config, lookups)?) } else { None };
        Ok(Self { https: Door::https(config, lookups)?, http, turns: Semaphore::new(at_once) })
    }

    /// The door for a URL, when it may be called.
    pub(super) fn door(&self, url: &Url) -> Result<&Door, Failure> {
        let door = match (url.scheme(), &self.http) {
            ("https", _) => &self.https,
            ("http", Some(door)) => door,
            _ => return Err(Failure::NotAllowed("it is not https")),
        };
        door.check(url)?;
        Ok(door)
    }
}
