//! A browser on its way back from a provider.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use gatehouse::domain::federation::adapter::Answer;
use url::Url;

/// A browser on its way back from a provider.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where it goes.
    pub redirect_uri: String,
    /// What it brings.
    pub fields: Vec<(&'static str, String)>,
    /// Whether it brings them in a form (OAuth 2.0 Form Post Response Mode).
    pub by_post: bool,
}

impl Arrival {
    pub(super) fn new(redirect_uri: &str, state: &str, code: &str) -> Self {
        let fields = vec![("state", state.to_owned()), ("code", code.to_owned())];
        Self { redirect_uri: redirect_uri.to_owned(), fields, by_post: false }
    }

    /// One of the things that it brings.
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone())
    }

    /// What is of interest to an adapter.
    pub fn answer(&self) -> Answer {
        Answer {
            code: self.field("code").expect("a code"),
            iss: self.field("iss"),
            user: self.field("user"),
        }
    }
}

impl IntoResponse for Arrival {
    fn into_response(self) -> Response<Body> {
        if !self.by_post {
            let mut url = Url::parse(&self.redirect_uri).expect("a URL");
            url.query_pairs_mut().extend_pairs(&self.fields);
            return (StatusCode::FOUND, [(header::LOCATION, url.to_string())]).into_response();
        }
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
        let inputs: String = (self.fields.iter())
            .map(|(name, value)| {
                format!("<input type=hidden name={name} value=\"{}\">", escaped(value))
            })
            .collect();
        let page = format!(
            "<!doctype html><form method=post action=\"{}\">{inputs}<button>Go on</button></form>\
             <script>document.forms[0].submit()</script>",
            escaped(&self.redirect_uri)
        );
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    }
}
