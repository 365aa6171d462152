//! Form bodies: `application/x-www-form-urlencoded`, within the size limit, each field at most once.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::error::OauthError;
use super::page::PageError;
use crate::app::App;
use crate::domain::oauth::Parameters;
use crate::domain::{Error, Refusal};

/// Why a body is no form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another content type, or none.
    ContentType,
    /// Larger than the limit.
    TooLarge,
    /// Fields that cannot be read.
    Malformed(String),
}

/// A form sent to an OAuth endpoint; a fault is answered in RFC 6749's JSON.
#[derive(Debug, Clone)]
pub struct Form(pub Parameters);

/// A form sent from one of our pages; a fault is answered with a page.
#[derive(Debug, Clone)]
pub struct PageForm(pub Parameters);

impl PageForm {
    /// The value of a field; an empty one counts as left out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }
}

async fn read(request: Request, app: &App) -> Result<Parameters, Fault> {
    if !is_form(request.headers()) {
        return Err(Fault::ContentType);
    }
    let body = axum::body::to_bytes(request.into_body(), app.config.server.body_limit).await;
    let bytes = body.map_err(|_| Fault::TooLarge)?;
    Parameters::parse(&bytes).map_err(|invalid| Fault::Malformed(invalid.0))
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(content_type), None) = (types.next(), types.next()) else { return false };
    let essence = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl Fault {
    /// The refusal in words for a caller.
    pub fn into_error(self) -> Error {
        let hint = match self {
            Self::ContentType => {
                "the content type must be application/x-www-form-urlencoded".into()
            }
            Self::TooLarge => "the body is too large or was cut off".into(),
            Self::Malformed(reason) => reason,
        };
        Error::new(Refusal::InvalidRequest, hint)
    }
}

impl FromRequest<App> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        match read(request, app).await {
            Ok(parameters) => Ok(Self(parameters)),
            Err(Fault::TooLarge) => Err(OauthError::too_large().into_response()),
            Err(fault) => Err(OauthError::from(fault.into_error()).into_response()),
        }
    }
}

impl FromRequest<App> for PageForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        match read(request, app).await {
            Ok(parameters) => Ok(Self(parameters)),
            Err(fault) => Err(PageError::of_form(fault).into_response()),
        }
    }
}
