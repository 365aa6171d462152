//! The application: everything that lives as long as the process, built once from the configuration.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::crypto::jose::JwkSet;
use crate::crypto::password::{Cost, Hasher};
use crate::crypto::seal::Vault;
use crate::crypto::signer::Signer;
use crate::messaging::{Mailer, Texter};
use crate::model::Clock;
use crate::outbound::{Documents, Outbound};
use crate::store::refreshing::Refreshing;
use crate::store::revoked_tokens::Revocations;
use crate::store::seen_tokens::SeenTokens;
use crate::store::{self, Db};

mod caches;
mod errands;
mod turns;
mod used_up;

pub use caches::{Caches, Picture, Tagged};
pub use errands::Errands;
pub use turns::{Turn, Turns};
pub use used_up::UsedUp;

/// The media types of a key set (RFC 7517 section 8.5).
const KEY_SET: &str = "application/jwk-set+json, application/json";

/// The application; cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
}

/// What the application is made of.
pub struct Parts {
    /// What the operator has set.
    pub config: Config,
    /// The open database.
    pub db: Db,
    /// Finds and rotates token families, many at once.
    pub refreshing: Refreshing,
    /// Tells which access tokens were revoked, many at once.
    pub revocations: Revocations,
    /// Uses single-use tokens up.
    pub seen_tokens: SeenTokens,
    /// Seals and tags with the master key.
    pub vault: Vault,
    /// Signs tokens.
    pub signer: Signer,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Sends mail.
    pub mailer: Mailer,
    /// Sends SMS.
    pub texter: Texter,
    /// Calls the servers of others.
    pub outbound: Outbound,
    /// Key sets that clients of the house, and identity providers, keep on servers of their own.
    pub key_sets: Documents,
    /// Those of strangers' clients, apart: what they fetch and keep takes no room from the others.
    pub strangers_key_sets: Documents,
    /// What OpenID providers say of themselves.
    pub provider_metadata: Documents,
    /// Tells the time.
    pub clock: Clock,
    /// What was read of pools, clients and keys.
    pub caches: Caches,
    /// Who may work on whose sign-in.
    pub turns: Turns,
    /// Which limits are used up.
    pub used_up: UsedUp,
    /// What strangers make this node fetch.
    pub errands: Errands,
}

/// Why the application could not be built.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error("{0}")]
    Config(String),
    /// The database could not be opened.
    #[error("the database could not be opened: {0}")]
    Store(#[from] store::Error),
    /// A library refused.
    #[error("{0}")]
    Crypto(#[from] crate::crypto::Error),
    /// The system gave no thread.
    #[error("no thread could be started: {0}")]
    Threads(#[from] std::io::Error),
}

impl App {
    /// Builds the application on the system's clock.
    ///
    /// # Errors
    /// When the configuration is wrong or the database does not open.
    pub async fn build(config: Config) -> Result<Self, StartError> {
        Self::build_with(config, Clock::System).await
    }

    /// Builds the application on a given clock.
    ///
    /// # Errors
    /// As [`App::build`].
    pub async fn build_with(config: Config, clock: Clock) -> Result<Self, StartError> {
        let master_key =
            config.master_key().map_err(|fault| StartError::Config(fault.to_string()))?;
        let passwords = &config.passwords;
        let hasher = Hasher::start(Cost {
            memory_kib: passwords.memory_kib,
            iterations: passwords.iterations,
            parallelism: passwords.parallelism,
            workers: passwords.workers,
            queue: passwords.queue,
        })?;
        let mailer =
            Mailer::new(&config.mail).map_err(|fault| StartError::Config(fault.to_string()))?;
        let outbound = Outbound::new(&config.outbound)
            .map_err(|fault| StartError::Config(fault.to_string()))?;
        let texter = Texter::new(&config.sms, outbound.clone())
            .map_err(|fault| StartError::Config(fault.to_string()))?;
        let db = Db::open(&config.database).await?;
        Ok(Self {
            parts: Arc::new(Parts {
                refreshing: Refreshing::over(&db),
                revocations: Revocations::over(&db),
                seen_tokens: SeenTokens::over(&db),
                db,
                vault: Vault::new(&master_key)?,
                signer: Signer::start()?,
                hasher,
                mailer,
                texter,
                key_sets: key_sets(outbound.clone()),
                provider_metadata: provider_metadata(outbound.clone()),
                strangers_key_sets: key_sets(outbound.for_known_clients()),
                outbound,
                clock,
                caches: Caches::new(),
                turns: Turns::new(),
                errands: Errands::new(),
                used_up: UsedUp::new(),
                config,
            }),
        })
    }

    /// The base of all public addresses, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.config.server.base_url.as_str().trim_end_matches('/')
    }

    /// Whether the public addresses use https, and cookies may therefore be marked for it.
    pub fn is_https(&self) -> bool {
        self.config.server.base_url.scheme() == "https"
    }
}

fn key_sets(outbound: Outbound) -> Documents {
    Documents::new(outbound, "key_set", KEY_SET, |set| JwkSet::from_json(set).is_ok())
}

/// OpenID Connect Discovery section 4.2.
fn provider_metadata(outbound: Outbound) -> Documents {
    Documents::new(outbound, "provider_metadata", "application/json", |metadata| {
        metadata.get("issuer").is_some_and(Value::is_string)
    })
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
