//! What the database holds, in numbers: an attack that is refused leaves them as they were.

use gatehouse::config::Config;
use sqlx::{Connection, PgConnection, SqliteConnection};

/// What is counted, and how.
const ENTRIES: [(&str, &str); 17] = [
    ("pools", "SELECT COUNT(*) FROM pools WHERE enabled"),
    ("clients", "SELECT COUNT(*) FROM clients WHERE enabled"),
    ("client secrets", "SELECT COUNT(*) FROM client_secrets"),
    ("registrations", "SELECT COUNT(*) FROM registrations"),
    ("users", "SELECT COUNT(*) FROM users WHERE enabled"),
    ("groups", "SELECT COUNT(*) FROM group_members"),
    ("signing keys", "SELECT COUNT(*) FROM signing_keys"),
    ("live sessions", "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL"),
    ("codes", "SELECT COUNT(*) FROM authorization_codes"),
    ("unspent codes", "SELECT COUNT(*) FROM authorization_codes WHERE used_at IS NULL"),
    ("families", "SELECT COUNT(*) FROM families"),
    ("live families", "SELECT COUNT(*) FROM families WHERE revoked_at IS NULL"),
    ("revoked tokens", "SELECT COUNT(*) FROM revoked_tokens"),
    ("unused pushed requests", "SELECT COUNT(*) FROM pushed_requests WHERE used_at IS NULL"),
    ("device grants", "SELECT COUNT(*) FROM device_grants"),
    ("consents", "SELECT COUNT(*) FROM consents"),
    ("jobs", "SELECT COUNT(*) FROM jobs"),
];

/// The numbers, in the order of the entries.
pub struct Ledger(Vec<i64>);

impl Ledger {
    /// Counts, by a connection of its own: it sees what has been committed.
    pub async fn read(config: &Config) -> Self {
        let url = config.database.url();
        let mut numbers = Vec::with_capacity(ENTRIES.len());
        if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(url).await.expect("the database");
            for (_, count) in ENTRIES {
                let number = sqlx::query_scalar(count).fetch_one(&mut connection).await;
                numbers.push(number.expect("a number"));
            }
        } else {
            let mut connection = PgConnection::connect(url).await.expect("the database");
            for (_, count) in ENTRIES {
                let number = sqlx::query_scalar(count).fetch_one(&mut connection).await;
                numbers.push(number.expect("a number"));
            }
            connection.close().await.expect("closed");
        }
        Self(numbers)
    }

    /// The entries that have changed since.
    pub fn changes(&self, later: &Self) -> Vec<&'static str> {
        let numbers = ENTRIES.iter().zip(self.0.iter().zip(&later.0));
        numbers.filter(|(_, (before, after))| before != after).map(|((name, _), _)| *name).collect()
    }
}
