//! A page of a sample with its headers: nothing from elsewhere, no script but the sample's own.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'";

/// What a page may reach beyond itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach<'r> {
    /// Nothing.
    Nowhere,
    /// The origin of this address, by script and in a frame.
    To(&'r str),
    /// The page may stand in a frame of the origin of this address.
    FramedBy(&'r str),
    /// Its forms may lead on to any page, as those of a provider do.
    Onward,
}

/// A rendered page that reaches nothing.
pub(super) fn page(view: &impl Template) -> Response {
    page_within(view, Reach::Nowhere)
}

/// A rendered page within that reach.
pub(super) fn page_within(view: &impl Template, reach: Reach<'_>) -> Response {
    let (Ok(html), Ok(policy)) = (view.render(), HeaderValue::try_from(policy(reach))) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(html)).into_response()
}

fn policy(reach: Reach<'_>) -> String {
    match reach {
        Reach::Nowhere => format!("{POLICY}; frame-ancestors 'none'"),
        Reach::To(address) => {
            let origin = origin(address);
            format!(
                "{POLICY}; frame-ancestors 'none'; connect-src 'self' {origin}; frame-src 'self' {origin}"
            )
        }
        Reach::Onward => {
            let policy = POLICY.replace("form-action 'self'", "form-action 'self' http: https:");
            format!("{policy}; frame-ancestors 'none'")
        }
        Reach::FramedBy(address) => format!("{POLICY}; frame-ancestors 'self' {}", origin(address)),
    }
}

fn origin(address: &str) -> String {
    Url::parse(address).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reaches_what_it_was_given_and_nothing_else() {
        let issuer = "http://localhost:9080/p";
        let nowhere = policy(Reach::Nowhere);
        assert!(nowhere.contains("frame-ancestors 'none'") && !nowhere.contains("connect-src"));
        let to = policy(Reach::To(issuer));
        assert!(
            to.ends_with(
                "connect-src 'self' http://localhost:9080; frame-src 'self' http://localhost:9080"
            ),
            "{to}"
        );
        let framed = policy(Reach::FramedBy(issuer));
        assert!(framed.ends_with("frame-ancestors 'self' http://localhost:9080"), "{framed}");
        let onward = policy(Reach::Onward);
        assert!(onward.contains("form-action 'self' http: https:;"), "{onward}");
    }
}
