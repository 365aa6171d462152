//! `gatehouse serve`: production, until a stop signal; then what is running may end in time.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{Common, Failure, migrate};
use crate::{
    app::App,
    config::Config,
    context::Context,
    domain::keys,
    http::{self, Listeners, Surface},
    jobs,
    store::migrate::Status,
    telemetry,
};

pub(super) async fn run(common: &Common) -> Result<(), Failure> {
    let config = common.load()?;
    telemetry::init(&config.log);
    let listeners = Listeners {
        public: listen(&config.server.listen)?,
        management: config
            .server
            .management_listen
            .map(|address| listen_one(&address))
            .transpose()?,
    };
    let grace = config.server.shutdown_grace;
    let app = start(config, common).await?;
    for listener in listeners.public.iter().chain(&listeners.management) {
        tracing::info!(address = %listener.local_addr()?, "listening");
    }
    until_stopped(app, Surface::Production, listeners, grace).await
}

/// Builds the application on a database that has the form this version needs.
pub(super) async fn start(config: Config, common: &Common) -> Result<App, Failure> {
    let app = App::build(config).await?;
    let refusal = match migrate::status(&app).await? {
        Status::Current if master_key_fits(&app).await? => return Ok(app),
        Status::Current => {
            "secrets.master_key is not the one that sealed this database's signing keys".to_owned()
        }
        Status::Behind(missing) => {
            format!("the database lacks {missing} migrations: run `{}`", common.migrate_command())
        }
        Status::Ahead => "a newer version of Gatehouse has migrated the database".to_owned(),
    };
    app.db.close().await;
    Err(Failure::because(refusal))
}

async fn master_key_fits(app: &App) -> Result<bool, Failure> {
    let cx = Context::begin(app).map_err(|error| Failure::because(error.to_string()))?;
    keys::master_key_fits(&cx).await.map_err(|error| Failure::because(error.to_string()))
}

/// Opens the listening sockets; clients that come before the server is ready wait in their queue.
fn listen(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, Failure> {
    addresses.iter().map(listen_one).collect()
}

fn listen_one(address: &SocketAddr) -> Result<TcpListener, Failure> {
    open(address).map_err(|error| taken(address, &error))
}

fn open(address: &SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn taken(address: &SocketAddr, error: &io::Error) -> Failure {
    Failure::because(match error.kind() {
        ErrorKind::AddrInUse => {
            format!("{address} is in use: stop what listens there, or choose another port")
        }
        ErrorKind::PermissionDenied => format!("no permission to listen on {address}"),
        ErrorKind::AddrNotAvailable => format!("{address} is not an address of this machine"),
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// Serves and works off jobs until a stop signal; both then have `grace` to end, unless a second
/// signal comes.
pub(super) async fn until_stopped(
    app: App,
    surface: Surface,
    listeners: Listeners,
    grace: Duration,
) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let db = app.db.clone();
    let (stop, stopped) = watch::channel(false);
    let upkeep = tokio::spawn(telemetry::upkeep());
    let jobs = tokio::spawn(jobs::run(app.clone(), stopped.clone()));
    let mut server = tokio::spawn(http::serve(app, surface, listeners, has_stopped(stopped)));
    let ended = tokio::select! {
        ended = &mut server => Some(ended),
        () = signals.next() => None,
    };
    tracing::info!(?grace, "stopping");
    let _nobody_listens = stop.send(true);
    let drain = async {
        let served = match ended {
            Some(ended) => ended,
            None => server.await,
        };
        let worked = jobs.await;
        db.close().await;
        (served, worked)
    };
    let outcome = tokio::select! {
        (served, worked) = drain => finished(served, worked),
        () = tokio::time::sleep(grace) => {
            tracing::warn!("requests or jobs were cut off when the time to stop was up");
            Ok(())
        }
        () = signals.next() => {
            tracing::warn!("requests or jobs were cut off by a second signal");
            Ok(())
        }
    };
    upkeep.abort();
    outcome
}

type Joined<T> = Result<T, tokio::task::JoinError>;

fn finished(served: Joined<io::Result<()>>, worked: Joined<()>) -> Result<(), Failure> {
    served.map_err(|error| Failure::because(format!("the server: {error}")))??;
    worked.map_err(|error| Failure::because(format!("the jobs: {error}")))
}

async fn has_stopped(mut stopped: watch::Receiver<bool>) {
    let _sender_is_gone = stopped.wait_for(|stopped| *stopped).await;
}

/// The two signals that ask a process to end.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_taken_address_is_named() {
        let first = listen(&[SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]).unwrap();
        let address = first[0].local_addr().unwrap();
        let failure = listen(&[address]).unwrap_err().to_string();
        assert!(failure.starts_with(&format!("{address} is in use")), "{failure}");
    }
}
