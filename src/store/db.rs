//! The open database: reads on pooled connections, writes as functions that may be run again.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use super::error::{Error, Result, Retry};
use super::writer::{Extent, Writer};
use crate::config::{Database, Synchronous};

/// A boxed future that lives as long as the connection it works on.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// How often a write is run again when the database asks for it.
const RETRIES: usize = 5;

/// The page cache of each SQLite connection: a negative number counts KiB. The system caches the
/// file as well, so little is gained by more.
const PAGE_CACHE: &str = "-500";

/// The most SQLite readers, each with a thread and memory of its own: what is read often is read in
/// batches.
const READERS: u32 = 2;

/// How long a connection is waited for.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite { readers: SqlitePool, writer: Arc<Writer> },
    Postgres(PgPool),
}

/// A connection to whichever database is open, inside a transaction when it came from [`Db::write`].
#[derive(Debug)]
pub enum Tx {
    /// SQLite.
    Sqlite(SqliteLink),
    /// PostgreSQL.
    Postgres(PostgresLink),
}

/// A SQLite connection: one of the readers', or the writer's only one.
#[derive(Debug)]
pub enum SqliteLink {
    /// A reader's.
    Reader(PoolConnection<Sqlite>),
    /// The writer's.
    Writer(SqliteConnection),
}

/// A PostgreSQL connection, with or without a transaction.
#[derive(Debug)]
pub enum PostgresLink {
    /// Without: each statement by itself.
    Plain(PoolConnection<Postgres>),
    /// Within a transaction that ends with [`Db::write`].
    Transaction(Transaction<'static, Postgres>),
}

/// Runs one sqlx chain on whichever database is open; `c` is the connection. A macro because the
/// chain has another type on each database, so no function could take it.
macro_rules! on_db {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(link) => {
                let $c = &mut **link;
                $body
            }
            $crate::store::Tx::Postgres(link) => {
                let $c = &mut **link;
                $body
            }
        }
    };
}
pub(super) use on_db;

impl Db {
    /// Opens the database that the configuration names.
    ///
    /// # Errors
    /// When the address is not one of SQLite or PostgreSQL, or nothing answers there.
    pub async fn open(config: &Database) -> Result<Self> {
        let url = config.url.expose_secret();
        let engine = if url.starts_with("sqlite:") {
            open_sqlite(url, config).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url, config).await?
        } else {
            return Err(Error::Open(
                "the database address starts with sqlite: or postgres:".into(),
            ));
        };
        Ok(Self { engine })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match &self.engine {
            Engine::Sqlite { readers, .. } => {
                Tx::Sqlite(SqliteLink::Reader(readers.acquire().await?))
            }
            Engine::Postgres(pool) => Tx::Postgres(PostgresLink::Plain(pool.acquire().await?)),
        })
    }

    /// Runs `write` on `params` in a transaction and returns once its commit is durable. It may run
    /// more than once, each time on a clean slate: on SQLite writes that wait together share one
    /// commit, and if one of them fails the others start over; on PostgreSQL a serialization
    /// failure starts it over. An error undoes what it wrote; a refusal that wants its writes kept
    /// is therefore a value.
    ///
    /// # Errors
    /// What `write` returned, or the database's fault.
    pub async fn write<P, T, E, F>(&self, params: P, write: F) -> Result<T, E>
    where
        P: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        match &self.engine {
            Engine::Sqlite { writer, .. } => writer.write(Extent::Transaction, params, write).await,
            Engine::Postgres(pool) => write_to_postgres(pool, &params, &write).await,
        }
    }

    /// Runs a `write` that is one statement, and returns once it is durable; like [`Db::write`], but
    /// without a transaction around it where nobody else waits.
    ///
    /// # Errors
    /// What `write` returned, or the database's fault.
    pub async fn write_statement<P, T, E, F>(&self, params: P, write: F) -> Result<T, E>
    where
        P: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        match &self.engine {
            Engine::Sqlite { writer, .. } => writer.write(Extent::Statement, params, write).await,
            Engine::Postgres(_) => self.write(params, write).await,
        }
    }

    /// The migrations' view of the database.
    pub(super) fn engine_for_migration(&self) -> MigrationTarget<'_> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => MigrationTarget::Sqlite(writer),
            Engine::Postgres(pool) => MigrationTarget::Postgres(pool),
        }
    }

    /// Waits for the writes that were begun, then closes the connections.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// Where migrations run.
pub(super) enum MigrationTarget<'d> {
    Sqlite(&'d Writer),
    Postgres(&'d PgPool),
}

async fn open_sqlite(url: &str, config: &Database) -> Result<Engine> {
    let synchronous = match config.synchronous {
        Synchronous::Full => SqliteSynchronous::Full,
        Synchronous::Normal => SqliteSynchronous::Normal,
    };
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(Duration::from_secs(5))
        .pragma("wal_autocheckpoint", "4000")
        .pragma("cache_size", PAGE_CACHE)
        .disable_statement_logging();
    let writer = Writer::open(&options).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(config.max_connections.clamp(1, READERS))
        .min_connections(0)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone().pragma("query_only", "on"));
    Ok(Engine::Sqlite { readers, writer: Arc::new(writer) })
}

async fn open_postgres(url: &str, config: &Database) -> Result<Engine> {
    let options =
        PgConnectOptions::from_str(url)?.application_name("gatehouse").disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(config.max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(Engine::Postgres(pool))
}

async fn write_to_postgres<P, T, E, F>(pool: &PgPool, params: &P, write: &F) -> Result<T, E>
where
    E: From<Error> + Retry,
    F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>>,
{
    let mut attempt = 0;
    loop {
        attempt += 1;
        match try_on_postgres(pool, params, write).await {
            Err(error) if error.wants_retry() && attempt < RETRIES => {}
            outcome => return outcome,
        }
    }
}

async fn try_on_postgres<P, T, E, F>(pool: &PgPool, params: &P, write: &F) -> Result<T, E>
where
    E: From<Error>,
    F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>>,
{
    let begun = pool.begin().await.map_err(Error::from)?;
    let mut tx = Tx::Postgres(PostgresLink::Transaction(begun));
    let outcome = write(&mut tx, params).await?; // dropping the transaction undoes it
    if let Tx::Postgres(PostgresLink::Transaction(begun)) = tx {
        begun.commit().await.map_err(Error::from)?;
    }
    Ok(outcome)
}

impl Deref for SqliteLink {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

impl DerefMut for SqliteLink {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

impl Deref for PostgresLink {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        match self {
            Self::Plain(connection) => connection,
            Self::Transaction(transaction) => transaction,
        }
    }
}

impl DerefMut for PostgresLink {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Plain(connection) => connection,
            Self::Transaction(transaction) => transaction,
        }
    }
}
