//! `[database]`: where everything is kept.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "database",
    about: "Where everything is kept: SQLite in a file, or PostgreSQL.",
    keys: &[
        Key::defaulted(
            "url",
            r#""sqlite://gatehouse.db""#,
            "sqlite://PATH, or postgres://USER:PASSWORD@HOST/DATABASE.",
        )
        .secret(),
        Key::defaulted("max_connections", "10", "The most connections open at once."),
        Key::defaulted(
            "synchronous",
            r#""full""#,
            "SQLite only: \"full\" keeps every commit through a power cut, \"normal\" may lose\n\
             the last ones.",
        ),
    ],
};

/// Where everything is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`, with its password.
    pub url: SecretString,
    /// The most connections open at once.
    pub max_connections: u32,
    /// When SQLite waits for the disk.
    pub synchronous: Synchronous,
}

/// When SQLite waits for the disk (its `PRAGMA synchronous`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    /// At every commit.
    Full,
    /// At checkpoints.
    Normal,
}

impl Database {
    /// The URL with its password, for opening the database and nothing else.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.expose_secret()
    }

    pub(super) fn check(&self, check: &mut Check<'_>) {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| self.url().starts_with(scheme)) {
            check.fault("database.url", "does not start with sqlite:// or postgres://");
        }
        check.between("database.max_connections", self.max_connections, 1..=1000);
    }
}

/// The URL of the SQLite file at `path`; what a URL would read as its own is escaped.
pub(super) fn sqlite_url(path: &Path) -> SecretString {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    SecretString::from(format!("sqlite://{path}"))
}
