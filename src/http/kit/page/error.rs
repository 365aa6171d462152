//! The page where a way ends: it says why, with a way onward.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::document::{Reach, html};
use crate::app::App;
use crate::context::Context;
use crate::domain::{Error, Refusal};
use crate::http::kit::error::{RETRY_AFTER, code_of};
use crate::http::kit::form::Fault;
use crate::http::kit::locale;
use crate::http::kit::params::Query;
use crate::http::kit::pool::AtPool;
use crate::http::pages::views::{Dress, ErrorView, Frame, Identifier, Policies, Stop};
use crate::words::Locale;

/// How long somebody is asked to wait where it is not known how long they must, in seconds.
const SOME_WAIT: &str = "60";

/// Where a way ends: a page that says why, with a way onward.
#[derive(Debug, Clone)]
pub struct PageError {
    stop: Stop,
    code: &'static str,
    /// For the developer of the application.
    hint: String,
}

impl PageError {
    /// Ends for that reason.
    pub fn new(stop: Stop) -> Self {
        Self { stop, code: "", hint: String::new() }
    }

    /// A body that is no form of ours.
    pub fn of_form(fault: Fault) -> Self {
        match fault {
            Fault::TooLarge => Self::new(Stop::TooLarge),
            fault => fault.into_error().into(),
        }
    }

    fn status(&self) -> StatusCode {
        match self.stop {
            Stop::UnknownClient
            | Stop::RedirectMismatch
            | Stop::BadRequest
            | Stop::RequestExpired
            | Stop::Expired => StatusCode::BAD_REQUEST,
            Stop::Forbidden => StatusCode::FORBIDDEN,
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Stop::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Stop::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Stop::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Stop::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn retry_after(&self) -> Option<HeaderValue> {
        match self.stop {
            Stop::Busy => Some(HeaderValue::from_static(RETRY_AFTER)),
            Stop::TooManyRequests => Some(HeaderValue::from_static(SOME_WAIT)),
            _ => None,
        }
    }

    /// The answer in the words and surroundings of `frame`.
    fn answer(&self, frame: Frame, request_id: &str) -> Response {
        // An empty address is the page itself.
        let retry = matches!(self.stop, Stop::Busy | Stop::Internal).then(String::new);
        let view = ErrorView {
            frame,
            stop: self.stop,
            message: self.hint.clone(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
            retry,
        };
        let mut response = html(self.status(), view.render().unwrap_or_default(), Reach::default());
        if let Some(wait) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        if error.is_internal() {
            tracing::error!(%error, "a page failed");
        }
        let stop = match error.refusal() {
            Refusal::UnknownClient | Refusal::InvalidClient => Stop::UnknownClient,
            Refusal::RedirectMismatch => Stop::RedirectMismatch,
            Refusal::CodeExpired => Stop::Expired,
            Refusal::InvalidRequestUri => Stop::RequestExpired,
            Refusal::SignUpClosed | Refusal::UnauthorizedClient | Refusal::NameTaken => {
                Stop::Forbidden
            }
            Refusal::NotFound => Stop::NotFound,
            Refusal::TooManyAttempts(_) => Stop::TooManyRequests,
            Refusal::Busy => Stop::Busy,
            Refusal::Internal => Stop::Internal,
            _ => Stop::BadRequest,
        };
        let code = match stop {
            Stop::Forbidden => "access_denied",
            Stop::NotFound => "",
            _ => code_of(error.refusal()).0,
        };
        Self { stop, code, hint: error.hint().to_owned() }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.answer(surroundings(Locale::default(), None), "");
        response.extensions_mut().insert(self);
        response
    }
}

/// What surrounds the page where a way ends; it has no form, and what the request asked for is over.
fn surroundings(locale: Locale, at: Option<AtPool>) -> Frame {
    let nowhere = Frame {
        locale,
        base: String::new(),
        query: String::new(),
        csrf: String::new(),
        pool_name: "Gatehouse".to_owned(),
        application: None,
        identifier: Identifier::default(),
        look: Dress::default(),
        policies: Policies::default(),
        connecting: None,
    };
    match at {
        Some(AtPool { view, base }) => Frame {
            pool_name: view.pool.name.clone(),
            look: Dress::of(&view, &base),
            policies: Policies::of(&view.pool.settings.terms),
            base,
            ..nowhere
        },
        None => nowhere,
    }
}

/// Tells where a way ended in the language of the reader, under the name of the pool, and with the
/// id of the request; other answers stay as they are.
pub async fn explain(app: &App, mut asked: Parts, response: Response) -> Response {
    let Some(error) = response.extensions().get::<PageError>().cloned() else { return response };
    let Ok(query) = Query::from_request_parts(&mut asked, &()).await;
    let at = match error.stop {
        // The database may be what failed.
        Stop::Internal | Stop::Busy => None,
        _ => AtPool::from_request_parts(&mut asked, app).await.ok(),
    };
    let request_id =
        asked.extensions.get::<Context>().map(|cx| cx.request_id().to_owned()).unwrap_or_default();
    let mut explained =
        error.answer(surroundings(locale::of(&query, &asked.headers), at), &request_id);
    keep_others(explained.headers_mut(), response.headers());
    explained
}

/// Headers that others have set on the answer, such as cookies and the methods that are allowed.
fn keep_others(headers: &mut HeaderMap, before: &HeaderMap) {
    for name in [header::SET_COOKIE, header::ALLOW] {
        for value in before.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_status_and_says_when_to_come_back() {
        let answer = |refusal: Refusal| PageError::from(Error::from(refusal)).into_response();
        assert_eq!(answer(Refusal::NotFound).status(), StatusCode::NOT_FOUND);
        assert_eq!(answer(Refusal::RedirectMismatch).status(), StatusCode::BAD_REQUEST);
        assert_eq!(answer(Refusal::SignUpClosed).status(), StatusCode::FORBIDDEN);
        let busy = answer(Refusal::Busy);
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(busy.headers()[header::RETRY_AFTER], RETRY_AFTER);
    }
}
