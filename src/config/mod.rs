//! Configuration: a TOML file under the environment, checked as a whole before anything starts.

mod audit;
mod check;
mod database;
mod duration;
mod environment;
mod fault;
mod file;
mod jobs;
mod keys;
mod layers;
mod limits;
mod list;
mod log;
mod mail;
mod outbound;
mod passwords;
mod pools;
mod secrets;
mod server;
mod sms;
mod table;

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

pub use self::{
    audit::Audit,
    database::{Database, Synchronous},
    fault::{Fault, Faults, Origin},
    jobs::Jobs,
    keys::Keys,
    limits::Limits,
    log::{Log, LogFormat},
    mail::{Encryption, Mail, MailTransport, Smtp},
    outbound::Outbound,
    passwords::Passwords,
    pools::Pools,
    secrets::{MasterKey, Secrets},
    server::{ForwardedHeader, Server},
    sms::{BodyKind, Gateway, GatewayMethod, Sms, SmsTransport, Sns, Twilio, Vonage},
};
use self::{
    check::Check,
    layers::{Layers, Leaf},
};

/// How often the jobs table is looked at in development: a mail should be in the outbox at once.
const DEVELOPMENT_POLL: Duration = Duration::from_millis(200);

/// Everything that an operator can set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Addresses, limits and time-outs of the HTTP server.
    pub server: Server,
    /// How much one address may do at one pool.
    pub limits: Limits,
    /// Where everything is kept.
    pub database: Database,
    /// What seals secrets at rest.
    pub secrets: Secrets,
    /// The cost of hashing a password.
    pub passwords: Passwords,
    /// How mail leaves.
    pub mail: Mail,
    /// How SMS leave.
    pub sms: Sms,
    /// Calls to the servers of others.
    pub outbound: Outbound,
    /// The work done behind requests.
    pub jobs: Jobs,
    /// Rotation of the signing keys.
    pub keys: Keys,
    /// What new pools get.
    pub pools: Pools,
    /// The record of what happened.
    pub audit: Audit,
    /// What is logged, and how.
    pub log: Log,
}

impl Config {
    /// Reads defaults, then the TOML file at `path` when there is one, then the environment.
    ///
    /// # Errors
    ///
    /// Every fault of the file, the environment and the whole that they make, at once.
    #[expect(
        clippy::disallowed_methods,
        reason = "settings are read from the environment here only"
    )]
    pub fn load(path: Option<&Path>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let environment = environment::variables(std::env::vars_os(), &mut faults);
        Self::from_layers(path, environment, faults)
    }

    /// The configuration of `gatehouse dev`: plain HTTP on `listen`, mail and SMS kept in the outbox,
    /// everything in the folder `data`, calls to servers on this machine without https, and no limits
    /// per address, since everybody is on this machine.
    #[must_use]
    pub fn development(
        base_url: Url,
        listen: Vec<SocketAddr>,
        data: &Path,
        master_key: &[u8; 32],
    ) -> Self {
        let mut config = Layers::defaults().config();
        config.server.base_url = base_url;
        config.server.listen = listen;
        config.server.allow_http = true;
        config.limits = Limits::default();
        config.database.url = database::sqlite_url(&data.join("gatehouse.db"));
        config.secrets.master_key = Some(SecretString::from(STANDARD.encode(master_key)));
        config.jobs.poll = DEVELOPMENT_POLL;
        config.outbound.allow_http = true;
        config.outbound.allowed_private_ranges = this_machine();
        config
    }

    /// The documented TOML file that holds every key with its default.
    #[must_use]
    pub fn documented() -> String {
        table::documented()
    }

    /// The key that seals secrets at rest.
    ///
    /// # Errors
    ///
    /// When it is missing or is not 32 bytes; the message says how to make one.
    pub fn master_key(&self) -> Result<MasterKey, Fault> {
        self.secrets.master_key().map_err(|message| Fault {
            key: secrets::MASTER_KEY.to_owned(),
            message,
            origin: Origin::Default,
        })
    }

    fn from_layers(
        path: Option<&Path>,
        environment: Vec<(String, String)>,
        mut faults: Vec<Fault>,
    ) -> Result<Self, Faults> {
        let mut leaves: Vec<Leaf> = Vec::new();
        if let Some(path) = path {
            leaves.extend(file::leaves(path, &mut faults));
        }
        leaves.extend(environment::leaves(environment, &mut faults));
        let layers = Layers::merge(leaves, &mut faults);
        let config = layers.config();
        config.check(&mut Check::new(&layers, &mut faults));
        if faults.is_empty() { Ok(config) } else { Err(Faults(faults)) }
    }

    fn check(&self, check: &mut Check<'_>) {
        self.server.check(check);
        self.limits.check(check);
        self.database.check(check);
        self.secrets.check(check);
        self.passwords.check(check);
        self.mail.check(check);
        self.sms.check(check);
        self.outbound.check(check);
        self.jobs.check(check);
        self.keys.check(check);
        self.pools.check(check);
        self.audit.check(check);
        self.log.check(check);
    }
}

/// The loopback addresses (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
fn this_machine() -> Vec<IpNet> {
    let (v4, v6) = (Ipv4Addr::new(127, 0, 0, 0), Ipv6Addr::LOCALHOST);
    vec![Ipv4Net::new_assert(v4, 8).into(), Ipv6Net::new_assert(v6, 128).into()]
}

#[cfg(test)]
mod tests;
