//! DPoP in requests and answers (RFC 9449): the proof of a request, the nonce for the next, the
//! challenge to whoever shows a token.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::bearer::refusal;
use super::error::{code_of, description};
use super::pool::AtPool;
use crate::context::Context;
use crate::domain::oauth::dpop::{self, ALGORITHMS, Proof, Sent};
use crate::domain::{Error, Refusal};

/// The header with a proof (RFC 9449 section 4.1).
pub const PROOF: HeaderName = HeaderName::from_static("dpop");

/// The header with a nonce (RFC 9449 section 8.1).
pub const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// What a proof is checked against besides the request's headers.
#[derive(Debug, Clone, Copy)]
pub struct Target<'r> {
    /// The method, to the letter.
    pub method: &'static str,
    /// The path below that of the pool.
    pub path: &'static str,
    /// The access token that came along.
    pub access_token: Option<&'r str>,
}

/// The proof of a request, if it has any; it is checked, and not used up yet.
///
/// # Errors
/// [`Refusal::InvalidDpopProof`] also when there is more than one, [`Refusal::UseDpopNonce`].
pub fn proof(
    cx: &Context,
    at: &AtPool,
    headers: &HeaderMap,
    target: &Target<'_>,
) -> Result<Option<Proof>, Error> {
    let malformed = |hint: &'static str| Error::new(Refusal::InvalidDpopProof, hint);
    let mut values = headers.get_all(PROOF).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed("the request has more than one DPoP header"));
    }
    let proof = value.to_str().map_err(|_| malformed("the DPoP header is not a JWT"))?;
    let url = format!("{}{}", public_base(cx, at), target.path);
    let (method, access_token) = (target.method, target.access_token);
    dpop::check(cx, &Sent { proof, method, url: &url, access_token }).map(Some)
}

/// The base of the addresses by which the world knows this pool: at its own domain, where the request
/// came there, else under the server's.
fn public_base(cx: &Context, at: &AtPool) -> String {
    let mut base = cx.app.config.server.base_url.clone();
    let domain = at.view.pool.domain.as_deref().filter(|_| at.base.is_empty());
    match domain.map(|domain| base.set_host(Some(domain))) {
        Some(Ok(())) => base.origin().ascii_serialization(),
        _ => at.view.base.clone(),
    }
}

/// Gives whoever sent a proof the nonce for the next one (RFC 9449 section 8.2).
pub fn offer_fresh(cx: &Context, proof: Option<&Proof>, response: &mut Response) {
    if proof.is_some() {
        offer(response.headers_mut(), &dpop::fresh_nonce(cx));
    }
}

/// Puts a nonce among an answer's headers.
pub(super) fn offer(headers: &mut HeaderMap, nonce: &str) {
    if let Ok(value) = HeaderValue::from_str(nonce) {
        headers.insert(NONCE, value);
    }
}

/// A refusal on its way to whoever presented a token that is bound to a key (RFC 9449 section 7.1).
#[derive(Debug)]
pub struct DpopError(pub Error);

impl IntoResponse for DpopError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let (code, _) = code_of(error.refusal());
        let description = description(&error);
        let challenge = format!(
            "DPoP error=\"{code}\", error_description=\"{description}\", algs=\"{}\"",
            algorithms()
        );
        let mut response = refusal(&error, &challenge);
        if let Refusal::UseDpopNonce(nonce) = error.refusal() {
            offer(response.headers_mut(), nonce);
        }
        response
    }
}

/// Says beside a challenge for another scheme that this one would do, too.
pub fn offer_scheme(response: &mut Response) {
    let challenge = HeaderValue::from_str(&format!("DPoP algs=\"{}\"", algorithms()));
    if let Ok(challenge) = challenge
        && response.headers().contains_key(header::WWW_AUTHENTICATE)
    {
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
    }
}

fn algorithms() -> String {
    ALGORITHMS.map(|algorithm| algorithm.as_str()).join(" ")
}
