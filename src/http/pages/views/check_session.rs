//! The document in which applications ask whether a session still lives.

use askama::Template;

use crate::http::assets;

/// The provider's frame (OpenID Connect Session Management 1.0 section 3.2): its script answers each
/// message `client_id SP session_state` with `unchanged`, `changed` or `error`. It reads the browser
/// state from a cookie that scripts may read, and computes what the server computed:
///
/// ```text
/// session_state = BASE64URL(SHA-256(client_id SP origin SP browser_state SP salt)) "." salt
/// ```
///
/// where the text is hashed as UTF-8, BASE64URL has no padding, `origin` is that of the redirect
/// URI (`https://app.example`, as browsers write it), and a missing cookie is an empty state. A
/// browser that keeps no cookies for frames, or that is not on a secure address and so has no
/// SHA-256, answers `error`.
///
/// Any site may frame it: its answer has neither `X-Frame-Options` nor `frame-ancestors`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/check_session.html")]
pub struct CheckSessionView {
    /// The name of the cookie with the browser state.
    pub cookie: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_told_which_cookie_to_read() {
        let html = CheckSessionView { cookie: "gatehouse-state".to_owned() };
        let html = html.render().expect("the document renders");
        assert!(html.contains(r#"<body data-cookie="gatehouse-state">"#), "{html}");
        assert!(html.contains(&format!(r#"<script src="{}""#, assets::url("check-session.js"))));
        assert!(html.len() < 500, "{} bytes", html.len());
    }
}
