//! The page where a way ends, with a way onward.

use askama::Template;

use super::{Dress, Frame, Page, Policies, Terms};
use crate::words::Locale;

/// Why it goes no further here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The authorization request names no client of this pool.
    UnknownClient,
    /// The redirect URI is not one of the client's (RFC 6749 §4.1.2.1: never redirect to it).
    RedirectMismatch,
    /// The request cannot be understood.
    BadRequest,
    /// The step was open for too long, or was done already.
    Expired,
    /// The request that was pushed or signed beforehand is too old, or was used (RFC 9126 section 2.2).
    RequestExpired,
    /// What was asked for is not allowed.
    Forbidden,
    /// There is no such page.
    NotFound,
    /// The page does not take this method.
    MethodNotAllowed,
    /// The request is larger than the server takes.
    TooLarge,
    /// Too many requests came from here.
    TooManyRequests,
    /// The server has more to do than it can.
    Busy,
    /// Something broke on our side.
    Internal,
}

impl Stop {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Stop::UnknownClient => ("stop-unknown-client", "stop-unknown-client-text"),
            Stop::RedirectMismatch => ("stop-redirect-mismatch", "stop-redirect-mismatch-text"),
            Stop::BadRequest => ("stop-bad-request", "stop-bad-request-text"),
            Stop::Expired => ("stop-expired", "stop-expired-text"),
            Stop::RequestExpired => ("stop-request-expired", "stop-request-expired-text"),
            Stop::Forbidden => ("stop-forbidden", "stop-forbidden-text"),
            Stop::NotFound => ("stop-not-found", "stop-not-found-text"),
            Stop::MethodNotAllowed => ("stop-method", "stop-method-text"),
            Stop::TooLarge => ("stop-too-large", "stop-too-large-text"),
            Stop::TooManyRequests => ("stop-too-many-requests", "stop-too-many-requests-text"),
            Stop::Busy => ("stop-busy", "stop-busy-text"),
            Stop::Internal => ("stop-internal", "stop-internal-text"),
        }
    }
}

/// Says what stopped, in words for the person and in a code for whoever helps them.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorView {
    /// The surroundings.
    pub frame: Frame,
    /// Why it goes no further.
    pub stop: Stop,
    /// A hint for the developer of the application, or empty.
    pub message: String,
    /// The error code of the protocol (`invalid_request`), or empty.
    pub code: String,
    /// The id under which the log tells more, or empty.
    pub request_id: String,
    /// An address where trying again may help.
    pub retry: Option<String>,
}

impl ErrorView {
    fn explanation(&self) -> String {
        self.frame.t(self.stop.keys().1)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ErrorView)> {
        let view = |stop, code: &str, message: &str| ErrorView {
            frame: Frame { application: None, ..Frame::sample(locale) },
            stop,
            message: message.to_owned(),
            code: code.to_owned(),
            request_id: "01JD8Z4T7M".to_owned(),
            retry: None,
        };
        let again = Some("/login".to_owned());
        let [(branded, look), ..] = Dress::samples();
        let Terms { terms, privacy, .. } = Terms::sample();
        let (policies, lost) = (Policies { terms, privacy }, view(Stop::NotFound, "", ""));
        let lost = ErrorView { frame: Frame { look, policies, ..lost.frame }, ..lost };
        let mismatch = "redirect_uri is not registered for this client";
        vec![
            (
                "unknown-client",
                view(Stop::UnknownClient, "invalid_client", "client_id is not known in this pool"),
            ),
            ("redirect-mismatch", view(Stop::RedirectMismatch, "invalid_request", mismatch)),
            ("bad-request", view(Stop::BadRequest, "invalid_request", "client_id is given twice")),
            ("expired", ErrorView { retry: again.clone(), ..view(Stop::Expired, "", "") }),
            ("request-expired", view(Stop::RequestExpired, "invalid_request_uri", "")),
            ("forbidden", view(Stop::Forbidden, "access_denied", "")),
            ("not-found", view(Stop::NotFound, "", "")),
            ("method-not-allowed", view(Stop::MethodNotAllowed, "", "")),
            ("too-large", view(Stop::TooLarge, "", "")),
            ("too-many-requests", view(Stop::TooManyRequests, "slow_down", "")),
            (
                "busy",
                ErrorView {
                    retry: again.clone(),
                    ..view(Stop::Busy, "temporarily_unavailable", "")
                },
            ),
            ("internal", ErrorView { retry: again, ..view(Stop::Internal, "server_error", "") }),
            (branded, lost),
        ]
    }
}

impl Page for ErrorView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t(self.stop.keys().0)
    }

    fn title(&self) -> String {
        let title = format!("{} – {}", self.heading(), self.frame.pool_name);
        self.frame.t1("title-error", "title", &title)
    }
}
