//! `/dev/outbox`: the messages that would have been sent, as pages and as JSON for tests.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{DevError, POLICY, POLICY_WITH_MESSAGE, page};
use crate::context::Context;
use crate::domain;
use crate::domain::outbox::{self, Kept};

#[derive(Deserialize)]
pub(super) struct Filter {
    /// Only messages to this address; all without it.
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "dev/outbox.html")]
struct OutboxView {
    to: String,
    messages: Vec<Kept>,
}

impl OutboxView {
    fn section(&self) -> &'static str {
        "outbox"
    }
}

#[derive(Template)]
#[template(path = "dev/message.html")]
struct MessageView {
    message: Kept,
}

impl MessageView {
    fn section(&self) -> &'static str {
        "outbox"
    }
}

/// A message as tests read it.
#[derive(Serialize)]
struct MessageJson {
    id: String,
    channel: String,
    from: String,
    reply_to: String,
    to: String,
    subject: String,
    text: String,
    html: String,
    codes: Vec<String>,
    links: Vec<String>,
    /// RFC 3339.
    sent_at: String,
}

impl From<Kept> for MessageJson {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id,
            channel: kept.channel,
            from: kept.from,
            reply_to: kept.reply_to,
            to: kept.to,
            subject: kept.subject,
            text: kept.text,
            html: kept.html,
            codes: kept.codes,
            links: kept.links,
            sent_at: kept.sent_at.rfc3339(),
        }
    }
}

/// `GET /dev/outbox`.
pub(super) async fn list(cx: Context, Query(filter): Query<Filter>) -> Result<Response, DevError> {
    let messages = kept(&cx, &filter).await?;
    page(&OutboxView { to: filter.to, messages }, POLICY)
}

/// `GET /dev/outbox.json`.
pub(super) async fn json(cx: Context, Query(filter): Query<Filter>) -> Result<Response, DevError> {
    let messages: Vec<MessageJson> =
        kept(&cx, &filter).await?.into_iter().map(Into::into).collect();
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(messages))
        .into_response())
}

/// `GET /dev/outbox/{id}`.
pub(super) async fn message(cx: Context, Path(id): Path<String>) -> Result<Response, DevError> {
    let messages = kept(&cx, &Filter { to: String::new() }).await?;
    let message = messages.into_iter().find(|message| message.id == id);
    let message = message.ok_or(DevError::Missing {
        what: "This message is not here any more",
        onward: "/dev/outbox",
        onward_text: "To the outbox",
    })?;
    page(&MessageView { message }, POLICY_WITH_MESSAGE)
}

async fn kept(cx: &Context, filter: &Filter) -> domain::Result<Vec<Kept>> {
    let to = Some(filter.to.trim()).filter(|to| !to.is_empty());
    outbox::list(cx, to).await
}

/// What templates of this file may call on a value.
mod filters {
    /// The address of a web page, or of nothing when it is of another kind (`javascript:`).
    #[askama::filter_fn]
    pub(super) fn web_address(link: &str, _: &dyn askama::Values) -> askama::Result<String> {
        let is_web = link.starts_with("https://") || link.starts_with("http://");
        Ok(if is_web { link.to_owned() } else { "#".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;

    fn kept() -> Kept {
        Kept {
            id: "0190".to_owned(),
            channel: "email".to_owned(),
            from: "Northwind <hello@northwind.example>".to_owned(),
            reply_to: "help@northwind.example".to_owned(),
            to: "ada@example.com".to_owned(),
            subject: "042917 is your code <b>".to_owned(),
            text: "Your code is 042917.".to_owned(),
            html: "<p title=\"x\">Your code is <b>042917</b></p>".to_owned(),
            codes: vec!["042917".to_owned()],
            links: vec!["http://localhost:9080/p/confirmUser?a=1&b=2".to_owned()],
            sent_at: Instant::from_millis(1_700_000_000_000),
        }
    }

    #[test]
    fn codes_and_links_are_picked_out() {
        let view = OutboxView { to: String::new(), messages: vec![kept()] };
        let html = view.render().expect("the list renders");
        assert!(html.contains(r#"<code class="code">042917</code>"#), "{html}");
        assert!(
            html.contains(r#"href="http://localhost:9080/p/confirmUser?a=1&#38;b=2""#),
            "{html}"
        );
        assert!(!html.contains("<b>"), "{html}");
    }

    #[test]
    fn a_message_cannot_break_out_of_its_frame() {
        let html = MessageView { message: kept() }.render().expect("the message renders");
        assert!(html.contains(r#"<iframe sandbox title="#), "{html}");
        assert!(html.contains("srcdoc=\"&#60;p title=&#34;x&#34;&#62;"), "{html}");
    }

    #[test]
    fn only_addresses_of_pages_become_links() {
        let links = vec!["javascript:alert(1)".to_owned()];
        let view = OutboxView { to: String::new(), messages: vec![Kept { links, ..kept() }] };
        assert!(view.render().expect("the list renders").contains(r##"class="button" href="#""##));
    }

    #[test]
    fn a_message_is_told_to_tests_with_its_codes() {
        let json = serde_json::to_value(MessageJson::from(kept())).expect("it is JSON");
        assert_eq!(json["codes"][0], "042917");
        assert_eq!(json["sent_at"], "2023-11-14T22:13:20Z");
    }
}
