//! Brings a database to the form that this version needs.

use sqlx::migrate::{Migrate, Migrator};

use super::db::{Db, MigrationTarget};
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
    let applied = match db.engine_for_migration() {
        MigrationTarget::Sqlite(writer) => {
            let mut loan = writer.lend().await?;
            applied_versions(loan.connection().ok_or(Error::Closed)?).await
        }
        MigrationTarget::Postgres(pool) => applied_versions(&mut *pool.acquire().await?).await,
    };
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
async fn applied_versions<C: Migrate>(connection: &mut C) -> Vec<i64> {
    let listed = connection.list_applied_migrations("_sqlx_migrations").await;
    listed.map(|rows| rows.into_iter().map(|row| row.version).collect()).unwrap_or_default()
}
