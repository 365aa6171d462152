//! The language of an answer: the reader's choice, the application's wish, the browser's preference.

use axum::http::{HeaderMap, header};

use super::params::Query;
use crate::domain::oauth::Parameters;
use crate::words::Locale;

/// `lang` is what the person chose on a page or came with from a mail; `ui_locales` is what the
/// application asked for (OpenID Connect Core section 3.1.2.1); `Accept-Language` is the rest.
pub fn of(query: &Query, headers: &HeaderMap) -> Locale {
    query.parameters().ok().and_then(wished).unwrap_or_else(|| {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        header.map(Locale::from_accept_language).unwrap_or_default()
    })
}

/// The language that the parameters of a page name.
pub fn wished(parameters: &Parameters) -> Option<Locale> {
    let chosen = parameters.get("lang").and_then(Locale::from_tag);
    let tags = parameters.get("ui_locales").unwrap_or_default();
    chosen.or_else(|| tags.split(' ').find_map(Locale::from_tag))
}

#[cfg(test)]
mod tests {
    use axum::extract::FromRequestParts;
    use axum::http::Request;

    use super::*;

    async fn chosen(uri: &str, accept: &str) -> Locale {
        let request =
            Request::get(uri).header("accept-language", accept).body(()).expect("a request");
        let (mut parts, ()) = request.into_parts();
        let query = Query::from_request_parts(&mut parts, &()).await.expect("a query");
        of(&query, &parts.headers)
    }

    #[tokio::test]
    async fn the_readers_choice_comes_first() {
        assert_eq!(chosen("/login?ui_locales=en&lang=de", "en").await, Locale::German);
        assert_eq!(chosen("/login?ui_locales=it-CH%20de", "en").await, Locale::German);
        assert_eq!(chosen("/login?ui_locales=it", "de-AT,en;q=0.5").await, Locale::German);
        assert_eq!(chosen("/login?lang=xx", "").await, Locale::English);
    }
}
