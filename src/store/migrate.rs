//! Brings a database to the form that this version needs.

use sqlx::migrate::Migrator;

use super::Tx;
use super::db::{Db, MigrationTarget, on_db};
use super::error::{Error, Result};
use super::users::verified_email;
use crate::model::attribute::Attributes;

/// How many rows of before one write fills.
const BATCH: i64 = 500;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Whether a database has the form that this version needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It has.
    Current,
    /// So many migrations are still to run.
    Behind(usize),
    /// A newer version has migrated it.
    Ahead,
}

/// Runs the migrations that have not run yet, and fills what no migration can compute. Another node may
/// do the same at the same time.
///
/// # Errors
/// When one fails (it is then undone), or when a newer version has migrated this database.
pub async fn run(db: &Db) -> Result<()> {
    migrate(db).await?;
    while db.write((), |tx, ()| Box::pin(fill_verified_emails(tx))).await? {}
    Ok(())
}

async fn migrate(db: &Db) -> Result<()> {
    let open = |fault: sqlx::migrate::MigrateError| Error::Open(format!("migration: {fault}"));
    match db.engine_for_migration() {
        MigrationTarget::Sqlite(writer) => {
            let mut loan = writer.lend().await?;
            let connection = loan.connection().ok_or(Error::Closed)?;
            MIGRATIONS.run(connection).await.map_err(open)
        }
        MigrationTarget::Postgres(pool) => MIGRATIONS.run(pool).await.map_err(open),
    }
}

/// Part of a write: what addresses users have proved of whom no version has noted it, such as those whom
/// an older node has made; whether there were any. A user that changes meanwhile is left to whoever changes it, or to the next round.
pub async fn fill_verified_emails(tx: &mut Tx) -> Result<bool> {
    let unknown: Vec<(String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, attributes FROM users WHERE verified_email IS NULL ORDER BY id LIMIT $1"
    )
    .bind(BATCH)
    .fetch_all(c)
    .await)?;
    for (id, attributes) in &unknown {
        // What cannot be read is found by nobody; whoever needs the row says so.
        let known: Attributes = serde_json::from_str(attributes).unwrap_or_default();
        on_db!(tx, |c| sqlx::query(
            "UPDATE users SET verified_email = $3
             WHERE id = $1 AND attributes = $2 AND verified_email IS NULL"
        )
        .bind(id)
        .bind(attributes)
        .bind(verified_email(&known))
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(!unknown.is_empty())
}

/// Compares the database with this version.
///
/// # Errors
/// When the database does not answer.
pub async fn status(db: &Db) -> Result<Status> {
    let applied = applied_versions(&mut db.read().await?).await?;
    let known = |version: &i64| MIGRATIONS.iter().any(|migration| migration.version == *version);
    if !applied.iter().all(known) {
        return Ok(Status::Ahead);
    }
    match MIGRATIONS.iter().filter(|migration| !applied.contains(&migration.version)).count() {
        0 => Ok(Status::Current),
        missing => Ok(Status::Behind(missing)),
    }
}

/// The versions that have run; none when the table that lists them is not there yet.
async fn applied_versions(tx: &mut Tx) -> Result<Vec<i64>> {
    let listed: Result<Vec<i64>, sqlx::Error> = on_db!(tx, |c| {
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version")
            .fetch_all(c)
            .await
    });
    match listed {
        Err(sqlx::Error::Database(fault)) if is_missing_table(&*fault) => Ok(Vec::new()),
        listed => Ok(listed?),
    }
}

/// 42P01 undefined_table (PostgreSQL appendix A); SQLite says it in words only.
fn is_missing_table(fault: &dyn sqlx::error::DatabaseError) -> bool {
    fault.code().is_some_and(|code| code == "42P01") || fault.message().contains("no such table")
}
