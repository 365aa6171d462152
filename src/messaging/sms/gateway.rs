//! Any other service that sends an SMS for one HTTP request, which the operator describes.

use std::borrow::Cow;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use super::{Request, Service, SmsError, Text, needed, secret_value};
use crate::config::{self, BodyKind, GatewayMethod};
use crate::outbound::Method;
use crate::outbound::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// A service that is described by templates.
pub(super) struct Gateway {
    method: Method,
    url: String,
    header: Option<(HeaderName, HeaderValue)>,
    kind: BodyKind,
    body: String,
}

impl Gateway {
    pub(super) fn new(config: &config::Gateway) -> Result<Self, SmsError> {
        Ok(Self {
            method: match config.method {
                GatewayMethod::Get => Method::GET,
                GatewayMethod::Post => Method::POST,
                GatewayMethod::Put => Method::PUT,
            },
            url: needed(&config.url, "http.url")?.clone(),
            header: config.header.as_ref().map(header).transpose()?,
            kind: config.body_kind,
            body: config.body.clone(),
        })
    }
}

fn header(line: &SecretString) -> Result<(HeaderName, HeaderValue), SmsError> {
    let wrong = || SmsError::Permanent("sms.http.header is not `Name: value`".to_owned());
    let (name, value) = line.expose_secret().split_once(':').ok_or_else(wrong)?;
    Ok((name.trim().parse().map_err(|_| wrong())?, secret_value(value.trim())?))
}

/// The template with the message in it; neither the number nor the text can bring in a placeholder.
fn filled(template: &str, text: &Text<'_>, escape: fn(&str) -> Cow<'_, str>) -> String {
    let with_number = |part: &str| part.replace("{to}", &escape(text.to));
    let parts: Vec<String> = template.split("{text}").map(with_number).collect();
    parts.join(&escape(text.text))
}

fn in_url(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, NON_ALPHANUMERIC).into()
}

fn in_form(text: &str) -> Cow<'_, str> {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().into()
}

/// What stands between the quotes of a JSON string (RFC 8259 section 7).
fn in_json(text: &str) -> Cow<'_, str> {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned().into()
}

fn as_it_is(text: &str) -> Cow<'_, str> {
    text.into()
}

impl Service for Gateway {
    fn request(&self, text: &Text<'_>) -> Result<Request, SmsError> {
        let url = filled(&self.url, text, in_url)
            .parse()
            .map_err(|_| SmsError::Permanent("sms.http.url is no URL".to_owned()))?;
        let mut headers = HeaderMap::from_iter(self.header.clone());
        let (escape, kind): (fn(&str) -> Cow<'_, str>, _) = match self.kind {
            BodyKind::Json => (in_json, "application/json"),
            BodyKind::Form => (in_form, "application/x-www-form-urlencoded"),
            BodyKind::Text => (as_it_is, "text/plain; charset=utf-8"),
        };
        let body = match self.method {
            Method::GET => String::new(),
            _ => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                filled(&self.body, text, escape)
            }
        };
        Ok(Request { method: self.method.clone(), url, headers, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;

    #[test]
    fn a_message_stays_within_its_place() {
        let hostile = Text {
            to: "+12025550123",
            text: "a\"b\\ {to} & c=d #{text}\n",
            at: Instant::from_millis(0),
        };
        let json = filled(r#"{"to": "{to}", "text": "{text}"}"#, &hostile, in_json);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!((&json["to"], &json["text"]), (&hostile.to.into(), &hostile.text.into()));
        let form = filled("t={to}&m={text}", &hostile, in_form);
        let fields: Vec<_> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        assert_eq!(fields.len(), 2);
        assert_eq!((&*fields[0].1, &*fields[1].1), (hostile.to, hostile.text));
        let url = filled("https://sms.example/send?t={to}&m={text}", &hostile, in_url);
        let url: url::Url = url.parse().expect("a URL");
        let fields: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!((&*fields[0].1, &*fields[1].1), (hostile.to, hostile.text));
        assert_eq!((fields.len(), url.fragment()), (2, None));
    }
}
