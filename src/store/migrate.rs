//! Brings a database to the form that this version needs.

use sqlx::migrate::Migrator;

use super::Tx;
use super::db::{Db, MigrationTarget, on_db};
use super::error::{Error, Result};

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

/// Runs the migrations that have not run yet.
///
/// # Errors
/// When one fails (it is then undone), or when a newer version has migrated this database.
pub async fn run(db: &Db) -> Result<()> {
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
