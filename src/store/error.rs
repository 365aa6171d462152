//! What can go wrong below: the database's own faults, told apart as far as callers need it.

use std::fmt::Display;
use std::sync::Arc;

/// The outcome of a store call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A fault of the store; never a refusal of a request.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The database refused or failed.
    #[error("database: {0}")]
    Database(Arc<sqlx::Error>),
    /// A row holds what this version cannot read.
    #[error("column {column} is unreadable: {reason}")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The writer has stopped, because the process is going down.
    #[error("the store is closed")]
    Closed,
    /// The database could not be opened.
    #[error("{0}")]
    Open(String),
}

/// An error that may say that the same write would succeed when it is run again.
pub trait Retry {
    /// Whether the database asked for the transaction to be run again.
    fn wants_retry(&self) -> bool;
}

impl Retry for Error {
    fn wants_retry(&self) -> bool {
        // 40001 serialization failure, 40P01 deadlock (PostgreSQL appendix A).
        matches!(self, Self::Database(error)
            if error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "40001" || code == "40P01"))
    }
}

impl Error {
    /// A row that cannot be read.
    pub fn corrupt(column: &'static str, reason: impl Display) -> Self {
        Self::Corrupt { column, reason: reason.to_string() }
    }

    /// Whether a later try may find the database less busy, or another node in its place.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Closed => true,
            Self::Database(error) => matches!(**error, sqlx::Error::PoolTimedOut),
            _ => false,
        }
    }

    /// The unique key that a write violated, by its PostgreSQL name on both databases.
    pub fn violated_key(&self) -> Option<String> {
        let Self::Database(error) = self else { return None };
        let error = error.as_database_error()?;
        if !error.is_unique_violation() {
            return None;
        }
        match error.constraint() {
            Some(name) => Some(name.to_owned()),
            None => sqlite_key(error.message()),
        }
    }

    /// Whether it is the violation of the key of that name.
    pub fn violates(&self, key: &str) -> bool {
        self.violated_key().is_some_and(|violated| violated == key)
    }
}

/// `UNIQUE constraint failed: users.pool_id, users.email` names PostgreSQL's `users_pool_id_email_key`.
fn sqlite_key(message: &str) -> Option<String> {
    let columns = message.split_once("UNIQUE constraint failed: ")?.1;
    let mut name = String::new();
    for column in columns.split(", ") {
        let (table, column) = column.trim().split_once('.')?;
        if name.is_empty() {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name.push_str("_key");
    Some(name)
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlites_message_becomes_the_name_of_the_key() {
        let message = "UNIQUE constraint failed: sign_in_names.pool_id, sign_in_names.name";
        assert_eq!(sqlite_key(message).as_deref(), Some("sign_in_names_pool_id_name_key"));
        assert_eq!(sqlite_key("disk I/O error"), None);
    }
}
