//! The context of one request or job (`cx`): the application, one fixed `now`, a request id, and who
//! sends the request.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::app::App;
use crate::crypto;
use crate::crypto::random;
use crate::model::session::Sighting;
use crate::model::{Instant, Sender};
use crate::store::db::BoxFuture;
use crate::store::{Error, Result, Retry, Tx};

/// One request or job.
#[derive(Debug, Clone)]
pub struct Context {
    /// The application.
    pub app: App,
    now: Instant,
    request_id: String,
    sender: Option<Arc<Sender>>,
    device: Option<SecretString>,
}

impl Context {
    /// Begins a request whose id is made here.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn begin(app: &App) -> Result<Self, crypto::Error> {
        Ok(Self::with_request_id(app, random::token::<12>()?))
    }

    /// Begins a request whose id is given.
    pub fn with_request_id(app: &App, request_id: String) -> Self {
        Self { app: app.clone(), now: app.clock.now(), request_id, sender: None, device: None }
    }

    /// When the request began; the same from its first line to its last.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Names the request in logs, audit events and error pages.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The same request, sent by somebody of whom the network tells this.
    #[must_use]
    pub fn sent_by(self, sender: Option<Sender>) -> Self {
        Self { sender: sender.map(Arc::new), ..self }
    }

    /// Who sends the request, as far as the network tells; nobody for a job, or for the command line.
    pub fn sender(&self) -> Option<&Sender> {
        self.sender.as_deref()
    }

    /// The same request, from a browser that shows this token of being remembered.
    #[must_use]
    pub fn with_device(self, token: Option<String>) -> Self {
        Self { device: token.map(SecretString::from), ..self }
    }

    /// The token by which the browser wants to be remembered; it proves nothing yet.
    pub fn device(&self) -> Option<&str> {
        self.device.as_ref().map(ExposeSecret::expose_secret)
    }

    /// That something was seen in this request.
    pub fn sighting(&self) -> Sighting {
        Sighting { at: self.now, sender: self.sender().cloned() }
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn read(&self) -> Result<Tx> {
        self.app.db.read().await
    }

    /// Runs `write` on `params` in a transaction; see [`crate::store::Db::write`].
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
        self.app.db.write(params, write).await
    }
}
