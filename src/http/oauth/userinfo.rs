//! The userinfo endpoint (OpenID Connect Core section 5.3): the token in the header, or in a form.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::context::Context;
use crate::domain::oauth::userinfo;
use crate::domain::{Error, Refusal};
use crate::http::kit::bearer::{self, BearerError};
use crate::http::kit::error::no_store;
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// The claims of the token's user.
pub async fn get(cx: Context, at: AtPool, headers: HeaderMap) -> Response {
    match bearer::from_headers(&headers) {
        Ok(token) => answer(&cx, &at, token).await,
        Err(error) => BearerError(error).into_response(),
    }
}

/// The same, where the token may also stand in the form (RFC 6750 section 2.2).
pub async fn post(cx: Context, at: AtPool, State(app): State<App>, request: Request) -> Response {
    let in_header = match bearer::from_headers(request.headers()) {
        Ok(token) => token.map(String::from),
        Err(error) => return BearerError(error).into_response(),
    };
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form && (in_header.is_some() || !request.headers().contains_key(header::CONTENT_TYPE)) {
        return answer(&cx, &at, in_header.as_deref()).await;
    }
    let form = match Form::from_request(request, &app).await {
        Ok(Form(parameters)) => parameters,
        Err(refused) => return refused,
    };
    match (in_header, form.get("access_token")) {
        (Some(_), Some(_)) => {
            let twice = "the access token is sent in more than one way";
            BearerError(Error::new(Refusal::InvalidRequest, twice)).into_response()
        }
        (in_header, in_form) => answer(&cx, &at, in_header.as_deref().or(in_form)).await,
    }
}

async fn answer(cx: &Context, at: &AtPool, token: Option<&str>) -> Response {
    match userinfo::claims(cx, &at.view, token).await {
        Ok(claims) => (no_store(), Json(claims)).into_response(),
        Err(error) => BearerError(error).into_response(),
    }
}
