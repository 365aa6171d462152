//! `gatehouse dev`: a demo pool, its sample applications and all data in one folder, on loopback.

mod facts;
mod folder;

use std::{
    fmt,
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::PathBuf,
};

use clap::Args;
use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use self::{facts::Facts, folder::Folder};
use super::{Failure, output, serve};
use crate::{
    app::App,
    config::Config,
    context::Context,
    domain::{
        self, configuration,
        demo::{
            self, Demo, pretend,
            samples::{self, SampleClient},
        },
    },
    http::Listeners,
    model::Algorithm,
    store::migrate,
    telemetry,
};

/// What is logged: the terminal belongs to the printout.
const LOG_FILTER: &str = "warn";

/// How often a free port is looked for that is free on both loopback addresses.
const PORT_TRIES: usize = 16;

#[derive(Debug, Args)]
pub(super) struct DevArgs {
    /// The folder that holds all data
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// The port to listen on, on loopback only; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 9080)]
    port: u16,
    /// Remove what the folder holds and start over
    #[arg(long)]
    fresh: bool,
    /// A PostgreSQL database instead of the file in the folder
    #[arg(long, value_name = "URL")]
    database: Option<SecretString>,
    /// How a new demo pool signs
    #[arg(long, value_name = "ALG", hide = true)]
    algorithm: Option<Algorithm>,
}

pub(super) async fn run(args: DevArgs, json: bool) -> Result<(), Failure> {
    if args.fresh && args.database.is_some() {
        return Err(Failure::because(
            "--fresh removes files only: empty that database yourself, or leave --fresh out",
        ));
    }
    let listeners = listen(args.port)?;
    let folder = Folder::open(&args.data)?;
    if args.fresh {
        folder.clear()?;
    }
    let config = config(&args, &folder, &listeners)?;
    telemetry::init(&config.log);
    let grace = config.server.shutdown_grace;
    let app = App::build(config).await?;
    let facts = match prepare(&app, &folder, args.algorithm).await {
        Ok(facts) => facts,
        Err(failure) => {
            app.db.close().await;
            return Err(failure);
        }
    };
    let address = listeners[0].local_addr()?;
    let told = if json { facts.json()? } else { facts.text(&args.data) };
    let announcing = tokio::spawn(announce(address, told));
    let listeners = Listeners { public: listeners, management: None };
    let outcome = serve::until_stopped(app, facts.surface(), listeners, grace).await;
    announcing.abort();
    outcome
}

/// Opens the port on both loopback addresses, for `localhost` may mean either.
fn listen(port: u16) -> Result<Vec<TcpListener>, Failure> {
    let mut tries = if port == 0 { PORT_TRIES } else { 1 };
    loop {
        tries -= 1;
        match listen_once(port) {
            Ok(listeners) => return Ok(listeners),
            Err(error) if error.kind() == ErrorKind::AddrInUse && tries > 0 => {}
            Err(error) => return Err(not_listening(port, &error)),
        }
    }
}

fn listen_once(port: u16) -> io::Result<Vec<TcpListener>> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = v4.local_addr()?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(v6) => Ok(vec![v4, v6]),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok(vec![v4]), // a machine without IPv6
    }
}

fn not_listening(port: u16, error: &io::Error) -> Failure {
    Failure::because(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is in use: stop what listens there, or choose another with --port (0 takes any free one)"
        ),
        ErrorKind::PermissionDenied => {
            format!("no permission to listen on port {port}: choose another with --port")
        }
        _ => format!("cannot listen on port {port}: {error}"),
    })
}

fn config(args: &DevArgs, folder: &Folder, listeners: &[TcpListener]) -> Result<Config, Failure> {
    let listen = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
    let base_url = format!("http://localhost:{}", listen[0].port());
    let base_url = base_url.parse().map_err(because)?;
    let mut config = Config::development(base_url, listen, &args.data, &folder.master_key()?);
    config.log.filter = LOG_FILTER.to_owned();
    if let Some(url) = &args.database {
        config.database.url = url.clone();
    }
    Ok(config)
}

/// Brings the database up to date, and the demo into it.
async fn prepare(
    app: &App,
    folder: &Folder,
    algorithm: Option<Algorithm>,
) -> Result<Facts, Failure> {
    migrate::run(&app.db).await.map_err(because)?;
    let cx = Context::begin(app).map_err(because)?;
    let told = |error: domain::Error| {
        if error.is_internal() { because(error) } else { because(error.hint()) }
    };
    let kept = folder.secrets()?;
    let demo = demo::ensure(&cx, algorithm, demo::inviting(), &kept).await;
    let mut demo = demo.map_err(told)?;
    let samples = samples::ensure(&cx, &mut demo).await.map_err(told)?;
    pretend::ensure(&cx, &demo.pool.id).await.map_err(told)?;
    folder.keep(&demo.secrets)?;
    facts(&cx, demo, samples).await
}

async fn facts(cx: &Context, demo: Demo, samples: Vec<SampleClient>) -> Result<Facts, Failure> {
    match configuration::pool(cx, &demo.pool.id).await {
        Ok(Some(view)) => Ok(Facts::new(cx.app.base_url(), &view.issuer, demo, samples)),
        Ok(None) => Err(Failure::because("the demo pool is disabled")),
        Err(error) => Err(Failure::because(format!(
            "the demo pool cannot be read: put the master.key back that it was made with, \
             or start with an empty database ({error})"
        ))),
    }
}

fn because(error: impl fmt::Display) -> Failure {
    Failure::because(error.to_string())
}

/// Prints once the server answers; a server that ends before has its own words for it.
async fn announce(address: SocketAddr, told: String) {
    match answers(address).await {
        Ok(true) => {
            if let Err(failure) = output::text(&told) {
                failure.print();
            }
        }
        Ok(false) => tracing::error!("the server does not answer as it should"),
        Err(error) => tracing::debug!(%error, "the server did not answer"),
    }
}

async fn answers(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let host = format!("localhost:{}", address.port());
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await?;
    Ok(start == *b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_the_way_onward() {
        let first = listen(0).unwrap();
        let port = first[0].local_addr().unwrap().port();
        let failure = listen(port).unwrap_err().to_string();
        assert!(failure.starts_with(&format!("port {port} is in use")), "{failure}");
        assert!(failure.contains("--port"), "{failure}");
    }

    #[test]
    fn both_loopback_addresses_have_one_port() {
        let ports: Vec<u16> = listen(0)
            .unwrap()
            .iter()
            .map(|listener| listener.local_addr().unwrap().port())
            .collect();
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
    }
}
