//! The userinfo endpoint (OpenID Connect Core section 5.3): the token in the header, or in a form.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::context::Context;
use crate::domain::oauth::userinfo::{self, Shown, Userinfo};
use crate::domain::{Error, Refusal};
use crate::http::kit::bearer::{self, BearerError, Scheme};
use crate::http::kit::dpop::{self, DpopError, Target};
use crate::http::kit::error::no_store;
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Its path below that of the pool.
const PATH: &str = "/oauth2/userInfo";

/// The media type of a signed answer (OpenID Connect Core section 5.3.2).
const SIGNED: &str = "application/jwt";

/// The claims of the token's user.
pub async fn get(cx: Context, at: AtPool, headers: HeaderMap) -> Response {
    match bearer::presented(&headers) {
        Ok(Some((Scheme::Dpop, token))) => bound(&cx, &at, &headers, "GET", token).await,
        Ok(shown) => unbound(&cx, &at, shown.map(|(_, token)| token)).await,
        Err(error) => BearerError(error).into_response(),
    }
}

/// The same, where the token may also stand in the form (RFC 6750 section 2.2).
pub async fn post(cx: Context, at: AtPool, State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let in_header = match bearer::presented(&headers) {
        Ok(shown) => shown,
        Err(error) => return BearerError(error).into_response(),
    };
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let form = if is_form || (in_header.is_none() && headers.contains_key(header::CONTENT_TYPE)) {
        match Form::from_request(request, &app).await {
            Ok(Form(parameters)) => parameters,
            Err(refused) => return refused,
        }
    } else {
        Default::default()
    };
    match (in_header, form.get("access_token")) {
        (Some(_), Some(_)) => {
            let twice = "the access token is sent in more than one way";
            BearerError(Error::new(Refusal::InvalidRequest, twice)).into_response()
        }
        (Some((Scheme::Dpop, token)), None) => bound(&cx, &at, &headers, "POST", token).await,
        (in_header, in_form) => {
            unbound(&cx, &at, in_header.map(|(_, token)| token).or(in_form)).await
        }
    }
}

/// Answers to a bearer token; to none with the schemes that there are.
async fn unbound(cx: &Context, at: &AtPool, token: Option<&str>) -> Response {
    let shown = token.map(|token| Shown { token, proof: None });
    match userinfo::answer(cx, &at.view, shown).await {
        Ok(userinfo) => written(userinfo),
        Err(error) => {
            let mut response = BearerError(error).into_response();
            dpop::offer_scheme(&mut response);
            response
        }
    }
}

/// Answers to a token with the proof of its key (RFC 9449 section 7.1).
async fn bound(
    cx: &Context,
    at: &AtPool,
    headers: &HeaderMap,
    method: &'static str,
    token: &str,
) -> Response {
    let target = Target { method, path: PATH, access_token: Some(token) };
    let missing = || Error::new(Refusal::InvalidDpopProof, "the DPoP header is missing");
    let proof = dpop::proof(cx, at, headers, &target).and_then(|proof| proof.ok_or_else(missing));
    let proof = match proof {
        Ok(proof) => proof,
        Err(error) => return DpopError(error).into_response(),
    };
    let shown = Shown { token, proof: Some(&proof) };
    let mut response = match userinfo::answer(cx, &at.view, Some(shown)).await {
        Ok(userinfo) => written(userinfo),
        Err(error) => DpopError(error).into_response(),
    };
    dpop::offer_fresh(cx, Some(&proof), &mut response);
    response
}

fn written(userinfo: Userinfo) -> Response {
    match userinfo {
        Userinfo::Plain(claims) => (no_store(), Json(claims)).into_response(),
        Userinfo::Signed(jwt) => {
            let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(SIGNED))];
            (no_store(), content_type, jwt).into_response()
        }
    }
}
