//! What a GET brings back, and for how long it may be kept.

use std::time::Duration;

use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap};

/// What a GET brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The content.
    pub body: Vec<u8>,
    /// What the server says it is, with its parameters (RFC 9110 section 8.3).
    pub content_type: Option<String>,
    /// How long the server says it may be kept (RFC 9111 section 5.2.2).
    pub max_age: Option<Duration>,
}

impl Fetched {
    /// The content `body` under these headers.
    pub(super) fn new(headers: &HeaderMap, body: Vec<u8>) -> Self {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Self { body, content_type: content_type.map(str::to_owned), max_age: max_age(headers) }
    }
}

/// The first directive that says how long; `no-store` and `no-cache` are not at all.
fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).find_map(|directive| {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => Some(Duration::ZERO),
            "max-age" => value.trim().trim_matches('"').parse().ok().map(Duration::from_secs),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn the_age_is_read_from_cache_control() {
        let cases: &[(&[&'static str], Option<u64>)] = &[
            (&[], None),
            (&["public"], None),
            (&["max-age=600"], Some(600)),
            (&["public, Max-Age = \"600\", must-revalidate"], Some(600)),
            (&["s-maxage=5", "max-age=7"], Some(7)),
            (&["no-store, max-age=600"], Some(0)),
            (&["no-cache"], Some(0)),
            (&["max-age=-1"], None),
            (&["max-age=99999999999999999999"], None),
            (&["max-age"], None),
        ];
        for (values, seconds) in cases {
            let mut headers = HeaderMap::new();
            for value in *values {
                headers.append(CACHE_CONTROL, HeaderValue::from_static(value));
            }
            assert_eq!(max_age(&headers), seconds.map(Duration::from_secs), "{values:?}");
        }
    }
}
