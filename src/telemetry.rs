//! Logs to standard error and metrics for Prometheus.

use std::{
    io::{IsTerminal, stderr},
    sync::OnceLock,
    time::{Duration, Instant},
};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Seconds from the arrival of a request to its answer; labels `method`, `route`, `status`.
pub const HTTP_REQUEST_DURATION: &str = "http_server_request_duration_seconds";
/// Sign-in attempts; labels `pool`, `method`, `outcome`.
pub const SIGN_IN: &str = "gatehouse_sign_in_total";
/// Token responses; label `grant`.
pub const TOKENS_ISSUED: &str = "gatehouse_tokens_issued_total";
/// Refresh tokens that came back after they were spent (RFC 9700 section 4.14.2).
pub const REFRESH_REUSE: &str = "gatehouse_refresh_reuse_total";
/// Seconds that one password hash took, without waiting; label `alg`.
pub const PASSWORD_HASH: &str = "gatehouse_password_hash_seconds";
/// Password hashes that wait for a worker.
pub const PASSWORD_HASH_QUEUE: &str = "gatehouse_password_hash_queue";
/// Requests refused because there were too many; label `rule`.
pub const RATE_LIMITED: &str = "gatehouse_rate_limited_total";
/// Seconds since the oldest message that still waits was due; label `channel`.
pub const OUTBOX_AGE: &str = "gatehouse_outbox_age_seconds";
/// Messages that were given up.
pub const OUTBOX_FAILED: &str = "gatehouse_outbox_failed_total";
/// Seconds that one commit took, shared or not.
pub const DB_COMMIT: &str = "gatehouse_db_commit_seconds";
/// Seconds that one request to another server took; labels `purpose`, `outcome`.
pub const OUTBOUND_CALL: &str = "gatehouse_outbound_call_seconds";
/// Always 1; label `version`.
pub const BUILD_INFO: &str = "gatehouse_build_info";

/// How often samples are moved into their buckets when nobody asks for the metrics.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

const QUICK: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0];
const SLOW: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

enum Kind {
    Counter,
    Gauge,
    Histogram(&'static [f64]),
}

/// Every metric with its kind and its help text. No label is ever a person, address or token.
const METRICS: &[(&str, Kind, &str)] = &[
    (HTTP_REQUEST_DURATION, Kind::Histogram(SLOW), "Seconds from a request to its answer."),
    (SIGN_IN, Kind::Counter, "Sign-in attempts by outcome."),
    (TOKENS_ISSUED, Kind::Counter, "Token responses by grant."),
    (REFRESH_REUSE, Kind::Counter, "Refresh tokens that came back after they were spent."),
    (PASSWORD_HASH, Kind::Histogram(SLOW), "Seconds that one password hash took."),
    (PASSWORD_HASH_QUEUE, Kind::Gauge, "Password hashes that wait for a worker."),
    (RATE_LIMITED, Kind::Counter, "Requests refused because there were too many."),
    (OUTBOX_AGE, Kind::Gauge, "Seconds since the oldest waiting message was due."),
    (OUTBOX_FAILED, Kind::Counter, "Messages that were given up."),
    (DB_COMMIT, Kind::Histogram(QUICK), "Seconds that one commit took."),
    (OUTBOUND_CALL, Kind::Histogram(SLOW), "Seconds that a request to another server took."),
    (BUILD_INFO, Kind::Gauge, "The running version."),
];

/// The time that something takes, for a metric and never for a rule.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a duration that is measured has its own clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The seconds since the start, the unit of every histogram here.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Starts logging to standard error, with times in UTC; a second call changes nothing.
pub fn init(log: &Log) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let lines = if stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    let started = match log.format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}

/// The recorder of this process; the first call makes it the one that all metrics go to.
pub fn metrics_recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(install).clone()
}

/// Keeps the memory of the recorder bounded, for as long as it runs.
pub async fn upkeep() {
    let handle = metrics_recorder();
    let mut every = tokio::time::interval(UPKEEP_EVERY);
    loop {
        every.tick().await;
        handle.run_upkeep();
    }
}

#[expect(clippy::expect_used, reason = "the buckets are the constants above")]
fn install() -> PrometheusHandle {
    let mut builder = PrometheusBuilder::new();
    for (name, kind, _) in METRICS {
        if let Kind::Histogram(buckets) = kind {
            let name = Matcher::Full((*name).to_owned());
            builder = builder.set_buckets_for_metric(name, buckets).expect("there are buckets");
        }
    }
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics go to another recorder");
    }
    describe();
    metrics::gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    handle
}

fn describe() {
    for (name, kind, help) in METRICS {
        match kind {
            Kind::Counter => metrics::describe_counter!(*name, *help),
            Kind::Gauge => metrics::describe_gauge!(*name, *help),
            Kind::Histogram(_) => metrics::describe_histogram!(*name, *help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_rendered_with_type_and_help() {
        let handle = metrics_recorder();
        metrics::counter!(TOKENS_ISSUED, "grant" => "client_credentials").increment(2);
        metrics::histogram!(DB_COMMIT).record(0.003);
        metrics::histogram!(PASSWORD_HASH).record(Stopwatch::start().seconds());
        let text = handle.render();
        for line in [
            "# TYPE gatehouse_tokens_issued_total counter",
            "# HELP gatehouse_db_commit_seconds Seconds that one commit took.",
            "gatehouse_db_commit_seconds_bucket{le=\"0.005\"}",
            concat!("gatehouse_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn logging_may_be_started_twice() {
        for format in [LogFormat::Text, LogFormat::Json] {
            init(&Log { format, filter: "warn".to_owned() });
        }
    }
}
