//! Listening: HTTP/1.1 with time-outs against slow senders, and a shutdown that drains.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};

use axum::ServiceExt;
use axum::body::Body;
use axum::http::Request;
use axum_server::Handle;
use futures_util::future::try_join_all;
use hyper_util::rt::TokioTimer;

use super::{Entrance, Surface, management_router, router};
use crate::app::App;

/// The sockets to serve, bound already.
#[derive(Debug, Default)]
pub struct Listeners {
    /// For everybody.
    pub public: Vec<TcpListener>,
    /// For whoever watches over the server.
    pub management: Option<TcpListener>,
}

/// Serves until `shutdown` resolves, then lets the requests that have begun end within the
/// configured grace.
///
/// # Errors
/// When a socket fails.
pub async fn serve(
    app: App,
    surface: Surface,
    listeners: Listeners,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let public = router(app.clone(), surface);
    let mut sockets: Vec<(TcpListener, Entrance)> =
        listeners.public.into_iter().map(|listener| (listener, public.clone())).collect();
    if let Some(listener) = listeners.management {
        sockets.push((listener, management_router(app.clone())));
    }
    let handle = Handle::new();
    let serving = try_join_all(
        sockets.into_iter().map(|(listener, routes)| one(&app, handle.clone(), listener, routes)),
    );
    let stop = async {
        shutdown.await;
        handle.graceful_shutdown(Some(app.config.server.shutdown_grace));
        std::future::pending::<io::Result<()>>().await
    };
    tokio::select! {
        served = serving => served.map(drop),
        never = stop => never,
    }
}

async fn one(
    app: &App,
    handle: Handle<SocketAddr>,
    listener: TcpListener,
    routes: Entrance,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let header_timeout = app.config.server.header_timeout;
    // The version is not guessed from the first bytes: whoever sends none would be waited for.
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle)
        .http1_only()
        .first_request_timeout(header_timeout);
    let mut http1 = server.http_builder().http1();
    http1.timer(TokioTimer::new()).header_read_timeout(header_timeout);
    let routes =
        ServiceExt::<Request<Body>>::into_make_service_with_connect_info::<SocketAddr>(routes);
    server.serve(routes).await
}
