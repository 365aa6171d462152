//! SMS: one message of one line to one number, by whichever service the operator has chosen.

pub(super) mod alphabet;
mod gateway;
mod signature;
mod sns;
mod twilio;
mod vonage;
pub(super) mod words;

use std::sync::Arc;

use url::Url;

use super::Delivery;
use crate::config::{self, SmsTransport};
use crate::model::Instant;
use crate::outbound::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use crate::outbound::{Call, Failure, Method, Outbound};

/// The longest answer of a service that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What the metric of calls has them under.
const PURPOSE: &str = "sms";

/// Why a message was not delivered; the words name neither the number nor the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// No further attempt will do better.
    #[error("SMS refused for good: {0}")]
    Permanent(String),
    /// A later attempt may do better.
    #[error("SMS not delivered: {0}")]
    Transient(String),
}

/// One message to one number.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The number (E.164).
    pub to: &'a str,
    /// What it says, in one line.
    pub text: &'a str,
    /// The present time, by which some services want a request signed.
    pub at: Instant,
}

/// A request that makes a service send a message.
struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: String,
}

impl Request {
    /// A form that is posted.
    fn form(url: Url, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind)]);
        Self { method: Method::POST, url, headers, body }
    }
}

/// A service that sends SMS: what it is asked, and what it answers.
trait Service: Send + Sync {
    /// The request that sends `text`.
    fn request(&self, text: &Text<'_>) -> Result<Request, SmsError>;

    /// What became of a message, by the answer's status and content.
    fn verdict(&self, status: u16, _body: &[u8]) -> Result<(), SmsError> {
        by_status(status)
    }
}

/// What a status alone says (RFC 9110 section 15, RFC 6585 section 4).
fn by_status(status: u16) -> Result<(), SmsError> {
    match status {
        200..=299 => Ok(()),
        408 | 429 | 500..=599 => Err(SmsError::Transient(format!("status {status}"))),
        _ => Err(SmsError::Permanent(format!("status {status}"))),
    }
}

impl From<Failure> for SmsError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotAllowed(_) | Failure::ForbiddenAddress | Failure::TooLarge => {
                Self::Permanent(failure.to_string())
            }
            _ => Self::Transient(failure.to_string()),
        }
    }
}

/// What carries SMS; cheap to clone.
#[derive(Clone)]
pub struct Texter {
    service: Option<Arc<dyn Service>>,
    outbound: Outbound,
}

impl Texter {
    /// The texter that the configuration asks for, which calls by `outbound`.
    ///
    /// # Errors
    ///
    /// When a credential cannot stand in a request.
    pub fn new(config: &config::Sms, outbound: Outbound) -> Result<Self, SmsError> {
        let service: Option<Arc<dyn Service>> = match config.transport {
            SmsTransport::Outbox => None,
            SmsTransport::Twilio => Some(Arc::new(twilio::Twilio::new(&config.twilio)?)),
            SmsTransport::Vonage => Some(Arc::new(vonage::Vonage::new(&config.vonage)?)),
            SmsTransport::Sns => Some(Arc::new(sns::Sns::new(&config.sns)?)),
            SmsTransport::Http => Some(Arc::new(gateway::Gateway::new(&config.http)?)),
        };
        Ok(Self { service, outbound })
    }

    /// Delivers a message.
    ///
    /// # Errors
    ///
    /// Whether another attempt can help, and why this one failed.
    pub async fn deliver(&self, text: &Text<'_>) -> Result<Delivery, SmsError> {
        let Some(service) = &self.service else { return Ok(Delivery::Kept) };
        let Request { method, url, headers, body } = service.request(text)?;
        let call = Call {
            purpose: PURPOSE,
            method,
            url: &url,
            headers,
            body: body.into_bytes(),
            most: LONGEST_ANSWER,
        };
        let answer = self.outbound.send(call).await?;
        service.verdict(answer.status, &answer.body).map(|()| Delivery::Sent)
    }
}

/// A setting that the transport needs, which the configuration's check has seen to.
fn needed<'a, T>(setting: &'a Option<T>, name: &str) -> Result<&'a T, SmsError> {
    setting.as_ref().ok_or_else(|| SmsError::Permanent(format!("sms.{name} is missing")))
}

/// The address of a service with this path behind it.
fn at(base: &Url, path: &str) -> Result<Url, SmsError> {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}{path}").parse().map_err(|_| SmsError::Permanent("the URL is none".to_owned()))
}

/// A header's value that no log shows.
fn secret_value(text: &str) -> Result<HeaderValue, SmsError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| SmsError::Permanent("a credential does not fit in a header".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_to_try_again() {
        for status in [200, 201, 204] {
            assert_eq!(by_status(status), Ok(()));
        }
        for status in [408, 429, 500, 503] {
            assert!(matches!(by_status(status), Err(SmsError::Transient(_))), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 422] {
            assert!(matches!(by_status(status), Err(SmsError::Permanent(_))), "{status}");
        }
    }

    #[test]
    fn what_may_never_be_called_is_not_called_again() {
        let permanent = |failure: Failure| matches!(failure.into(), SmsError::Permanent(_));
        assert!(permanent(Failure::ForbiddenAddress));
        assert!(!permanent(Failure::TimedOut) && !permanent(Failure::Connection));
    }
}
