//! The document that carries an authorization response to the application in a form.

use askama::Template;

use crate::http::assets;
use crate::words::Locale;

/// A form that sends itself (OAuth 2.0 Form Post Response Mode section 2). It is no hosted page:
/// nobody should get to see it. The policy of the answer must let `form-action` reach the address.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/form_post.html")]
pub struct FormPostView {
    /// The language of what people without scripts read.
    pub locale: Locale,
    /// The redirect URI.
    pub action: String,
    /// The parameters of the response, by name.
    pub fields: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(fields: &[(&str, &str)]) -> String {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let view = FormPostView {
            locale: Locale::English,
            action: "https://app.example/callback?a=1&b=2".to_owned(),
            fields: fields.iter().map(owned).collect(),
        };
        view.render().expect("the document renders")
    }

    #[test]
    fn every_parameter_is_a_hidden_field_of_a_form_to_the_redirect_uri() {
        let html = rendered(&[("code", "abc"), ("state", "xyz"), ("iss", "https://id.example/p")]);
        assert_eq!(html.matches("<form ").count(), 1);
        assert_eq!(html.matches(r#"type="hidden""#).count(), 3);
        assert!(html.contains(r#"<input type="hidden" name="code" value="abc">"#), "{html}");
        assert!(
            html.contains(r#"method="post" action="https://app.example/callback?a=1&#38;b=2""#)
        );
        assert!(html.len() < 1_500, "{} bytes", html.len());
    }

    #[test]
    fn what_a_stranger_sends_along_stays_a_value() {
        let html = rendered(&[("state", r#""><script>alert('1')</script>&amp;"#)]);
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(!html.contains(r#"value="">"#) && !html.contains("'1'"), "{html}");
    }

    #[test]
    fn it_is_sent_by_a_script_of_ours_or_by_hand() {
        let html = rendered(&[]);
        assert!(html.contains(&format!(r#"<script src="{}" defer>"#, assets::url("form-post.js"))));
        let (_, aside) =
            html.split_once("<noscript>\n<main>").expect("words for people without scripts");
        assert!(aside.contains(r#"<button type="submit" id="continue">"#), "{html}");
        for banned in ["<style", "style=\"", " onload", "javascript:"] {
            assert!(!html.contains(banned), "{banned}");
        }
    }
}
