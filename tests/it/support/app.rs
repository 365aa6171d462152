//! One application with its demo pool, on a database of its own.

use std::time::Duration;

use gatehouse::app::App;
use gatehouse::config::Config;
use gatehouse::context::Context;
use gatehouse::domain::admin::clients::ClientChange;
use gatehouse::domain::admin::pools::{NewPool, PoolChange};
use gatehouse::domain::admin::{clients, pools, users};
use gatehouse::domain::demo::{self, Demo, Secrets};
use gatehouse::domain::outbox::Kept;
use gatehouse::domain::{configuration, outbox};
use gatehouse::http::{Entrance, Surface, router};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::password::Password;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::{Algorithm, Clock, Instant, Pool};
use gatehouse::store;
use secrecy::{ExposeSecret, SecretString};
use sqlx::Connection;
use tempfile::TempDir;

use super::Browser;

/// Where the tests' clock begins: 2026-01-01T00:00:00Z.
const START: Instant = Instant::from_millis(1_767_225_600_000);

/// An application in process.
pub struct TestApp {
    pub app: App,
    pub demo: DemoFacts,
    pub router: Entrance,
    /// `/{pool_id}`.
    pub base: String,
    address: Option<String>,
    _folder: TempDir,
}

impl TestApp {
    pub async fn on_sqlite() -> Self {
        Self::build(None, Clock::manual(START)).await
    }

    pub async fn on_postgres() -> Self {
        Self::build(Some(database_of_its_own().await), Clock::manual(START)).await
    }

    /// Another house under the same clock, on a database of its own of the same kind.
    pub async fn neighbour(&self) -> Self {
        let database = match self.app.config.database.url().starts_with("postgres") {
            true => Some(database_of_its_own().await),
            false => None,
        };
        Self::build(database, self.app.clock.clone()).await
    }

    async fn build(database: Option<String>, clock: Clock) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let base_url = "http://localhost:9080".parse().expect("a URL");
        let mut config = Config::development(base_url, Vec::new(), folder.path(), &[7; 32]);
        if let Some(url) = database {
            config.database.url = url.into();
            config.database.max_connections = 8;
        }
        config.passwords.memory_kib = 64;
        config.passwords.iterations = 1;
        let app = App::build_with(config, clock).await.expect("the app is built");
        store::migrate::run(&app.db).await.expect("migrated");
        configuration::learn_epoch(&app).await.expect("the epoch");
        let cx = Context::begin(&app).expect("a context");
        let demo =
            demo::ensure(&cx, Some(Algorithm::ES256), PoolSettings::default(), &Secrets::default())
                .await;
        let demo = DemoFacts::of(demo.expect("the demo pool"));
        Self {
            base: format!("/{}", demo.pool.id),
            router: router(app.clone(), Surface::Production),
            app,
            demo,
            address: None,
            _folder: folder,
        }
    }

    /// Another node over the same database, with `change` made to its configuration.
    pub async fn second_node(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.app.config.clone();
        change(&mut config);
        let app = App::build_with(config, self.app.clock.clone()).await.expect("a node");
        configuration::learn_epoch(&app).await.expect("the epoch");
        Self {
            base: self.base.clone(),
            demo: self.demo.clone(),
            router: router(app.clone(), Surface::Production),
            app,
            address: None,
            _folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A context of the present time.
    pub fn cx(&self) -> Context {
        Context::begin(&self.app).expect("a context")
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        let browser = Browser::new(self.router.clone());
        match &self.address {
            Some(address) => browser.at(address),
            None => browser,
        }
    }

    /// From now on all requests come from that address; before, they come over no connection.
    pub fn come_from(&mut self, address: &str) {
        self.address = Some(address.to_owned());
    }

    /// Runs the jobs that are due; the messages to `to`, newest first.
    pub async fn mail(&self, to: &str) -> Vec<Kept> {
        gatehouse::jobs::run_due(&self.app).await.expect("the jobs run");
        outbox::list(&self.cx(), Some(to)).await.expect("the outbox")
    }

    /// The code in the newest message to `to`.
    pub async fn mailed_code(&self, to: &str) -> String {
        let mail = self.mail(to).await;
        let newest = mail.first().expect("a message");
        newest.codes.first().expect("a code").clone()
    }
}

impl TestApp {
    /// Disables or enables the demo user.
    pub async fn set_user_enabled(&self, enabled: bool) {
        let (cx, pool, name) = (self.cx(), &self.demo.pool.id, "demo");
        let done = if enabled {
            users::enable(&cx, pool, name).await
        } else {
            users::disable(&cx, pool, name).await
        };
        done.expect("the demo user");
    }

    /// Gives the demo user another password.
    pub async fn set_password(&self, password: &str) {
        let (cx, pool) = (self.cx(), &self.demo.pool.id);
        users::set_password(&cx, pool, "demo", Password::new(password)).await.expect("a user");
    }

    /// Disables a client.
    pub async fn disable_client(&self, id: &str) {
        let id = id.parse().expect("a client id");
        clients::disable(&self.cx(), &self.demo.pool.id, &id).await.expect("a client");
    }

    /// Changes the demo pool's settings.
    pub async fn change_pool(&self, change: impl FnOnce(&mut PoolSettings)) {
        let (cx, id) = (self.cx(), &self.demo.pool.id);
        let mut settings = pools::show(&cx, id).await.expect("a pool").settings;
        change(&mut settings);
        let change = PoolChange { settings: Some(settings.into()), ..PoolChange::default() };
        pools::update(&cx, id, change).await.expect("a change");
    }

    /// Another pool with these rules.
    pub async fn second_pool(&self, settings: PoolSettings) -> Pool {
        let (name, algorithm) = ("Second".to_owned(), Algorithm::ES256);
        let new = NewPool { name, domain: None, issuer: None, algorithm, settings };
        pools::create(&self.cx(), new).await.expect("a pool")
    }

    /// The story goes on in another pool, which has these rules and nobody in it.
    pub async fn in_pool(mut self, settings: PoolSettings) -> Self {
        let pool = self.second_pool(settings).await;
        self.base = format!("/{}", pool.id);
        self.demo.pool = pool;
        self
    }

    /// Changes a client's settings.
    pub async fn change_client(&self, id: &str, change: impl FnOnce(&mut ClientSettings)) {
        let (cx, pool, id) = (self.cx(), &self.demo.pool.id, id.parse().expect("a client id"));
        let mut settings = clients::show(&cx, pool, &id).await.expect("a client").settings;
        change(&mut settings);
        let change = ClientChange { settings: Some(settings.into()), ..ClientChange::default() };
        clients::update(&cx, pool, &id, change).await.expect("a change");
    }
}

/// The demo with its secrets in the open.
#[derive(Clone)]
pub struct DemoFacts {
    pub pool: Pool,
    web: (String, String),
    spa: String,
    machine: (String, String),
    user: (String, String),
}

impl DemoFacts {
    fn of(demo: Demo) -> Self {
        let open =
            |secret: Option<SecretString>| secret.expect("a secret").expose_secret().to_owned();
        Self {
            web: (demo.web.id.to_string(), open(demo.secrets.web)),
            spa: demo.spa.id.to_string(),
            machine: (demo.machine.id.to_string(), open(demo.secrets.machine)),
            user: (demo.user.username.to_string(), open(demo.secrets.password)),
            pool: demo.pool,
        }
    }

    /// The web client's id and secret.
    pub fn web(&self) -> (&str, &str) {
        (&self.web.0, &self.web.1)
    }

    /// The single-page client's id.
    pub fn spa(&self) -> &str {
        &self.spa
    }

    /// The machine client's id and secret.
    pub fn machine(&self) -> (&str, &str) {
        (&self.machine.0, &self.machine.1)
    }

    /// The user's name and password.
    pub fn user(&self) -> (&str, &str) {
        (&self.user.0, &self.user.1)
    }
}

async fn database_of_its_own() -> String {
    let server =
        std::env::var("GATEHOUSE_TEST_POSTGRES").expect("tests/run sets GATEHOUSE_TEST_POSTGRES");
    let name = format!(
        "t{}",
        &gatehouse::crypto::random::user_id().expect("random").to_string().replace('-', "")
    );
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("PostgreSQL answers");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a database in the address");
    format!("{base}/{name}")
}
