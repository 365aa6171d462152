//! The query of a request, with each parameter at most once.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::oauth::Parameters;
use crate::model::Invalid;

/// The query: as it came, and read.
#[derive(Debug, Clone)]
pub struct Query {
    raw: String,
    read: Result<Parameters, Invalid>,
}

impl Query {
    /// The query as it came, without the question mark.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The value of a parameter; nothing when the query cannot be read.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.read.as_ref().ok()?.get(name)
    }

    /// The parameters.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub fn parameters(&self) -> Result<&Parameters, Invalid> {
        self.read.as_ref().map_err(Clone::clone)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let raw = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Self { read: Parameters::parse(raw.as_bytes()), raw })
    }
}
