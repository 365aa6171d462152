//! Counters that grow with each change: how a node learns that another has changed what it caches.

use super::db::on_db;
use super::{Result, Tx};

/// The counter of all that the caches hold: pools, clients, keys, resource servers.
const CONFIGURATION: &str = "configuration";

/// Marks a change, in the transaction that makes it.
pub async fn advance(tx: &mut Tx) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE epochs SET value = value + 1 WHERE name = $1")
        .bind(CONFIGURATION)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// How many changes there have been.
pub async fn current(tx: &mut Tx) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT value FROM epochs WHERE name = $1")
        .bind(CONFIGURATION)
        .fetch_one(c)
        .await)?)
}
