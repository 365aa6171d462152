//! The language of an answer: the reader's choice, the application's wish, the browser's preference.

use axum::http::{HeaderMap, header};

use super::params::Query;
use crate::words::Locale;

/// `lang` is what the person chose on a page or came with from a mail; `ui_locales` is what the
/// application asked for (OpenID Connect Core section 3.1.2.1); `Accept-Language` is the rest.
pub fn of(query: &Query, headers: &HeaderMap) -> Locale {
    let chosen = query.get("lang").and_then(Locale::from_tag);
    let wished =
        || query.get("ui_locales").and_then(|tags| tags.split(' ').find_map(Locale::from_tag));
    chosen.or_else(wished).unwrap_or_else(|| {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        header.map(Locale::from_accept_language).unwrap_or_default()
    })
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
