//! Which database a server under test keeps its data in: a file in its folder, or one of the suite's PostgreSQL.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::server::{Folder, Server};

/// A database of one test's own.
pub enum Database {
    Sqlite,
    Postgres { url: String },
}

impl Database {
    /// Makes an empty database in the PostgreSQL that `tests/run` started.
    pub async fn postgres(name: &str) -> Self {
        let server = std::env::var("GATEHOUSE_TEST_POSTGRES")
            .expect("GATEHOUSE_TEST_POSTGRES is set by tests/run");
        let name = format!("process_{name}_{}", std::process::id());
        let mut connection =
            PgConnection::connect(&server).await.expect("the suite's PostgreSQL answers");
        for statement in
            [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")]
        {
            connection.execute(AssertSqlSafe(statement)).await.expect("a database can be made");
        }
        connection.close().await.expect("the connection closes");
        let (start, _) = server.rsplit_once('/').expect("a database in the URL");
        Self::Postgres { url: format!("{start}/{name}") }
    }

    /// Starts the server on this database.
    pub fn serve(&self, folder: &Folder) -> Server {
        match self {
            Self::Sqlite => Server::start(folder.path(), &[]),
            Self::Postgres { url } => Server::start(folder.path(), &["--database", url]),
        }
    }
}
