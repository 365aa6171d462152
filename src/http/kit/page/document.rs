//! A page as it goes out: the headers of each, and how far it may reach.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where a page may reach besides to us, as sources of a content security policy.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach<'r> {
    /// Where its forms may end.
    pub form_action: &'r str,
    /// Where its pictures may come from.
    pub images: &'r str,
    /// Whose pages may stand in it.
    pub frames: &'r str,
}

/// The origin of an address, as a source.
pub(super) fn origin(address: &str) -> String {
    let origin = url::Url::parse(address).map(|url| url.origin().ascii_serialization());
    // A host may have characters that end a directive: such a one is no source.
    origin.ok().filter(|origin| !origin.contains([';', ',', ' ', '\''])).unwrap_or_default()
}

/// A document with the headers that each of our pages has.
pub fn html(status: StatusCode, document: String, reach: Reach<'_>) -> Response {
    let Reach { form_action, images, frames } = reach;
    let frames = if frames.is_empty() { "'none'" } else { frames };
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: {images}; connect-src 'self'; \
         frame-src {frames}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {form_action}"
    );
    let mut response = (status, HEADERS, document).into_response();
    if let Ok(policy) = HeaderValue::from_str(policy.trim_end()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `Referrer-Policy: no-referrer` would make browsers send `Origin: null` with our own forms.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-create=(self), \
             publickey-credentials-get=(self), usb=()",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_headers_that_keep_it_safe() {
        let response = html(
            StatusCode::OK,
            String::new(),
            Reach { form_action: "https://app.example", ..Reach::default() },
        );
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        assert!(
            header("content-security-policy").ends_with("form-action 'self' https://app.example")
        );
        assert!(header("content-security-policy").starts_with("default-src 'none';"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        let plain = html(StatusCode::OK, String::new(), Reach::default());
        let policy = plain.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.ends_with("form-action 'self'"));
    }
}
