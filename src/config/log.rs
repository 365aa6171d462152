//! `[log]`: what is logged, and how.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "log",
    about: "What is logged to standard error, and how.",
    keys: &[
        Key::defaulted("format", r#""text""#, "\"text\" for people, \"json\" for machines."),
        Key::defaulted(
            "filter",
            r#""info""#,
            "A level, or levels for parts of the program: \"info,gatehouse=debug\".",
        ),
    ],
};

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The form of a line.
    pub format: LogFormat,
    /// The levels that are logged.
    pub filter: String,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object on each line.
    Json,
}

impl Log {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        if let Err(error) = EnvFilter::try_new(&self.filter) {
            check.fault("log.filter", format!("is not a filter: {error}"));
        }
    }
}
