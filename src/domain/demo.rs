//! The demo of development: a pool with sample clients and a user, made once and kept.

pub mod pretend;
pub mod samples;

use secrecy::{ExposeSecret, SecretString};

use super::admin::clients::{ClientChange, Confidentiality, NewClient};
use super::admin::groups::NewGroup;
use super::admin::pools::NewPool;
use super::admin::users::NewUser;
use super::admin::{LONGEST_PAGE, clients, groups, pools, resource_servers, users};
use super::configuration;
use super::error::{Error, Refusal, Result};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::model::client::ClientSettings;
use crate::model::password::Password;
use crate::model::pool::{PoolSettings, RegistrationMode, RegistrationPolicy};
use crate::model::resource_server::{ResourceScope, ResourceServer};
use crate::model::user::UserStatus;
use crate::model::{Algorithm, Client, Pool, PoolId, RedirectUri, User};

/// The demo pool's own host; browsers resolve names under `localhost` themselves (RFC 6761 section 6.3).
pub const DOMAIN: &str = "demo.localhost";

/// The demo user's name.
pub const USERNAME: &str = "demo";

const GROUP: &str = "guests";

const USER_SCOPES: &str = "openid email profile phone aws.cognito.signin.user.admin demo/read";

const ATTRIBUTES: [(&str, &str); 7] = [
    ("email", "demo@example.test"),
    ("email_verified", "true"),
    ("name", "Dana Demo"),
    ("given_name", "Dana"),
    ("family_name", "Demo"),
    ("phone_number", "+12025550123"),
    ("phone_number_verified", "true"),
];

/// What the database does not give back: whoever starts the demo keeps it from one start to the next.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The web client's secret.
    pub web: Option<SecretString>,
    /// The machine client's secret.
    pub machine: Option<SecretString>,
    /// The user's password.
    pub password: Option<SecretString>,
    /// The hash that the password fits, so that it need not be tried at each start.
    pub password_hash: Option<String>,
    /// What the sample applications have of their own.
    pub samples: samples::Secrets,
}

/// The demo as it stands.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The pool.
    pub pool: Pool,
    /// A confidential client: code with PKCE.
    pub web: Client,
    /// A public client: code with PKCE, and implicit.
    pub spa: Client,
    /// A confidential client: client credentials.
    pub machine: Client,
    /// The user.
    pub user: User,
    /// The secrets that are good now.
    pub secrets: Secrets,
}

/// A new master key for a data folder.
///
/// # Errors
/// When the system has no randomness to give.
pub fn master_key() -> Result<[u8; 32]> {
    Ok(random::bytes()?)
}

/// Makes what is missing of the demo, its pool with these rules, and brings its addresses to the present base URL. Each of the
/// `kept` secrets that is no longer good gives way to a new one.
///
/// # Errors
/// `Invalid` when the database holds pools but no demo, or the demo signs by another algorithm.
pub async fn ensure(
    cx: &Context,
    algorithm: Option<Algorithm>,
    settings: PoolSettings,
    kept: &Secrets,
) -> Result<Demo> {
    let pool = demo_pool(cx, algorithm, settings).await?;
    demo_api(cx, &pool.id).await?;
    let present = clients::list(cx, &pool.id, None, LONGEST_PAGE).await?;
    let base = cx.app.base_url();
    let (web, web_secret) =
        client(cx, &pool.id, &present, web_client(base)?, kept.web.as_ref()).await?;
    let (spa, _) = client(cx, &pool.id, &present, spa_client(base)?, None).await?;
    let (machine, machine_secret) =
        client(cx, &pool.id, &present, machine_client()?, kept.machine.as_ref()).await?;
    let (user, password) = demo_user(cx, &pool.id, kept).await?;
    let secrets = Secrets {
        web: web_secret,
        machine: machine_secret,
        password: Some(password),
        password_hash: user.password_hash.clone(),
        samples: kept.samples.clone(),
    };
    Ok(Demo { pool, web, spa, machine, user, secrets })
}

async fn demo_pool(
    cx: &Context,
    algorithm: Option<Algorithm>,
    settings: PoolSettings,
) -> Result<Pool> {
    if let Some(id) = configuration::pool_of_host(cx, DOMAIN).await? {
        let pool = pools::show(cx, &id).await?;
        return match algorithm {
            Some(other) if other != pool.algorithm => Err(Error::new(
                Refusal::Invalid,
                format!("the demo pool signs by {}, not by {other}", pool.algorithm),
            )),
            _ => Ok(pool),
        };
    }
    if !pools::list(cx, None, 1).await?.is_empty() {
        let hint = "this database holds pools but no demo pool: it is not one for development";
        return Err(Error::new(Refusal::Invalid, hint));
    }
    let pool = NewPool {
        name: "Demo".to_owned(),
        domain: Some(DOMAIN.to_owned()),
        issuer: None,
        algorithm: algorithm.unwrap_or_default(),
        settings,
    };
    pools::create(cx, pool).await
}

/// The rules of a pool for developers: a relying party registers itself without asking, and may ask
/// for any usual algorithm.
pub fn inviting() -> PoolSettings {
    PoolSettings {
        algorithms: vec![Algorithm::ES256, Algorithm::PS256, Algorithm::EdDSA],
        registration: RegistrationPolicy { mode: RegistrationMode::Open, ..Default::default() },
        ..Default::default()
    }
}

async fn demo_api(cx: &Context, pool: &PoolId) -> Result<()> {
    let present = resource_servers::list(cx, pool).await?;
    if present.iter().any(|server| server.identifier == "demo") {
        return Ok(());
    }
    let scope = |name: &str, description: &str| ResourceScope {
        name: name.into(),
        description: description.into(),
    };
    let api = ResourceServer {
        pool_id: pool.clone(),
        identifier: "demo".to_owned(),
        name: "Demo API".to_owned(),
        scopes: vec![scope("read", "Read"), scope("write", "Write")],
    };
    resource_servers::put(cx, api).await
}

fn web_client(base: &str) -> Result<NewClient> {
    let page = format!("{base}/samples/web");
    let settings =
        ClientSettings { code: true, ..browser_settings(&format!("{page}/callback"), &page)? };
    Ok(new_client("Demo web application", Confidentiality::Confidential, settings))
}

fn spa_client(base: &str) -> Result<NewClient> {
    let page = format!("{base}/samples/spa");
    let settings = ClientSettings { code: true, implicit: true, ..browser_settings(&page, &page)? };
    Ok(new_client("Demo single-page application", Confidentiality::Public, settings))
}

fn machine_client() -> Result<NewClient> {
    let scopes = "demo/read demo/write".parse()?;
    let settings = ClientSettings { client_credentials: true, scopes, ..Default::default() };
    Ok(new_client("Demo machine", Confidentiality::Confidential, settings))
}

fn new_client(name: &str, confidentiality: Confidentiality, settings: ClientSettings) -> NewClient {
    NewClient { name: name.to_owned(), confidentiality, settings }
}

fn browser_settings(redirect_uri: &str, logout_uri: &str) -> Result<ClientSettings> {
    Ok(ClientSettings {
        redirect_uris: vec![redirect_uri.parse()?],
        logout_uris: vec![logout_uri.parse()?],
        scopes: USER_SCOPES.parse()?,
        ..Default::default()
    })
}

/// The client of that name, with its secret if it has one.
async fn client(
    cx: &Context,
    pool: &PoolId,
    present: &[Client],
    wanted: NewClient,
    kept: Option<&SecretString>,
) -> Result<(Client, Option<SecretString>)> {
    let Some(client) = present.iter().find(|client| client.name == wanted.name) else {
        return clients::create(cx, pool, wanted).await;
    };
    let mut client = client.clone();
    let settings = moved(&client.settings, &wanted.settings);
    if settings != client.settings {
        let change = ClientChange { settings: Some(settings.into()), ..ClientChange::default() };
        (client, _) = clients::update(cx, pool, &client.id, change).await?;
    }
    if client.secrets.is_empty() {
        return Ok((client, None));
    }
    if let Some(secret) = kept.filter(|secret| is_live(&client, secret)) {
        return Ok((client, Some(secret.clone())));
    }
    let (client, secret) = clients::rotate_secret(cx, pool, &client.id).await?;
    Ok((client, Some(secret)))
}

fn is_live(client: &Client, secret: &SecretString) -> bool {
    let digest = digest::sha256(secret.expose_secret().as_bytes());
    client.secrets.iter().any(|live| digest::equal(&live.digest, &digest))
}

/// The settings with the sample application's addresses where it runs now, and with its present key;
/// others stay.
fn moved(present: &ClientSettings, wanted: &ClientSettings) -> ClientSettings {
    ClientSettings {
        redirect_uris: with_present(&present.redirect_uris, &wanted.redirect_uris),
        logout_uris: with_present(&present.logout_uris, &wanted.logout_uris),
        sign_out: given(&present.sign_out, &wanted.sign_out).clone(),
        proving: given(&present.proving, &wanted.proving).clone(),
        ..present.clone()
    }
}

/// What is wanted, where anything is.
fn given<'s, S: Default + PartialEq>(present: &'s S, wanted: &'s S) -> &'s S {
    if *wanted == S::default() { present } else { wanted }
}

fn with_present(registered: &[RedirectUri], wanted: &[RedirectUri]) -> Vec<RedirectUri> {
    let is_former =
        |uri: &RedirectUri| wanted.iter().any(|wanted| sample_path(uri) == sample_path(wanted));
    let others = registered.iter().filter(|uri| !is_former(uri));
    wanted.iter().chain(others).cloned().collect()
}

/// The path on `localhost`, whatever the port.
fn sample_path(uri: &RedirectUri) -> Option<&str> {
    let (port, path) = uri.as_str().strip_prefix("http://localhost:")?.split_once('/')?;
    port.parse::<u16>().is_ok().then_some(path)
}

async fn demo_user(cx: &Context, pool: &PoolId, kept: &Secrets) -> Result<(User, SecretString)> {
    let user = match users::show(cx, pool, USERNAME).await {
        Ok(user) => user,
        Err(error) if *error.refusal() == Refusal::NotFound => return new_user(cx, pool).await,
        Err(error) => return Err(error),
    };
    if let Some(password) = &kept.password
        && user.password_hash.is_some()
        && user.password_hash == kept.password_hash
    {
        return Ok((user, password.clone()));
    }
    let password = SecretString::from(random::password()?);
    users::set_password(cx, pool, USERNAME, Password::new(password.expose_secret())).await?;
    Ok((users::show(cx, pool, USERNAME).await?, password))
}

async fn new_user(cx: &Context, pool: &PoolId) -> Result<(User, SecretString)> {
    let password = SecretString::from(random::password()?);
    let group = NewGroup {
        name: GROUP.to_owned(),
        description: "Guests of the demo".to_owned(),
        precedence: None,
    };
    match groups::create(cx, pool, group).await {
        Err(error) if *error.refusal() != Refusal::NameTaken => return Err(error),
        _ => {}
    }
    let user = NewUser {
        username: USERNAME.to_owned(),
        password: Some(Password::new(password.expose_secret())),
        attributes: ATTRIBUTES
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        status: UserStatus::Confirmed,
    };
    let user = users::create(cx, pool, user).await?;
    users::add_to_group(cx, pool, USERNAME, GROUP).await?;
    Ok((user, password))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::App;
    use crate::config::Config;
    use crate::store::migrate;

    pub(super) async fn start(data: &Path, port: u16) -> Context {
        let base_url = format!("http://localhost:{port}").parse().expect("a URL");
        let config = Config::development(base_url, Vec::new(), data, &[7; 32]);
        let app = App::build(config).await.expect("the application starts");
        migrate::run(&app.db).await.expect("the migrations run");
        Context::begin(&app).expect("a context")
    }

    fn exposed(secrets: &Secrets) -> [Option<&str>; 3] {
        [&secrets.web, &secrets.machine, &secrets.password]
            .map(|secret| secret.as_ref().map(ExposeSecret::expose_secret))
    }

    pub(super) async fn made(cx: &Context, by: Option<Algorithm>, kept: &Secrets) -> Result<Demo> {
        ensure(cx, by, PoolSettings::default(), kept).await
    }

    #[tokio::test]
    async fn a_second_start_keeps_the_demo_and_moves_its_addresses() {
        let folder = tempfile::tempdir().expect("a folder");
        let cx = start(folder.path(), 9080).await;
        let first = made(&cx, Some(Algorithm::ES256), &Secrets::default()).await.expect("a demo");
        assert!(exposed(&first.secrets).iter().all(Option::is_some));
        cx.app.db.close().await;
        let cx = start(folder.path(), 9090).await;
        let second = made(&cx, None, &first.secrets).await.expect("the demo");
        assert_eq!(second.pool, first.pool);
        assert_eq!(second.machine, first.machine);
        assert_eq!(exposed(&second.secrets), exposed(&first.secrets));
        assert_eq!(
            second.web.settings.redirect_uris[0].as_str(),
            "http://localhost:9090/samples/web/callback"
        );
        assert_eq!(second.web.settings.redirect_uris.len(), 1);
        assert_eq!(users::groups(&cx, &second.user).await.expect("groups"), [GROUP]);
    }

    #[tokio::test]
    async fn lost_secrets_give_way_to_new_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let cx = start(folder.path(), 9080).await;
        let first = made(&cx, Some(Algorithm::ES256), &Secrets::default()).await.expect("a demo");
        let second = made(&cx, None, &Secrets::default()).await.expect("the demo");
        assert_eq!(second.web.id, first.web.id);
        assert_eq!(second.web.secrets.len(), 2);
        for (old, new) in exposed(&first.secrets).iter().zip(exposed(&second.secrets)) {
            assert!(new.is_some() && *old != new);
        }
        let third = made(&cx, None, &second.secrets).await.expect("the demo");
        assert_eq!(exposed(&third.secrets), exposed(&second.secrets));
        assert!(made(&cx, Some(Algorithm::RS256), &second.secrets).await.is_err());
    }

    #[tokio::test]
    async fn a_database_of_others_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let cx = start(folder.path(), 9080).await;
        let pool = NewPool {
            name: "Customers".into(),
            domain: None,
            issuer: None,
            algorithm: Algorithm::ES256,
            settings: PoolSettings::default(),
        };
        pools::create(&cx, pool).await.expect("a pool");
        let refused = made(&cx, None, &Secrets::default()).await.expect_err("no demo here");
        assert_eq!(*refused.refusal(), Refusal::Invalid);
        assert_eq!(pools::list(&cx, None, 10).await.expect("pools").len(), 1);
    }

    #[test]
    fn only_the_samples_own_addresses_move() {
        let uris = |texts: &[&str]| {
            texts.iter().map(|text| text.parse().expect("a URI")).collect::<Vec<RedirectUri>>()
        };
        let registered = uris(&[
            "http://localhost:1/samples/spa",
            "https://example.test/cb",
            "http://localhost:1/mine",
        ]);
        let wanted = uris(&["http://localhost:2/samples/spa"]);
        let expected = uris(&[
            "http://localhost:2/samples/spa",
            "https://example.test/cb",
            "http://localhost:1/mine",
        ]);
        assert_eq!(with_present(&registered, &wanted), expected);
    }
}
