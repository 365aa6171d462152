//! Vonage: its SMS API, which answers 200 and says in the content what became of the message.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Request, Service, SmsError, Text, alphabet, at, by_status, needed};
use crate::config;

/// The status of a message that was taken.
const TAKEN: &str = "0";

/// The statuses after which another attempt may do better: throttled, an internal error, too many
/// connections.
const FOR_NOW: [&str; 3] = ["1", "5", "10"];

/// An account at Vonage.
pub(super) struct Vonage {
    url: Url,
    key: String,
    secret: SecretString,
    from: String,
}

#[derive(Deserialize)]
struct Answer {
    messages: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    status: String,
}

impl Vonage {
    pub(super) fn new(config: &config::Vonage) -> Result<Self, SmsError> {
        Ok(Self {
            url: at(&config.url, "/sms/json")?,
            key: needed(&config.api_key, "vonage.api_key")?.clone(),
            secret: needed(&config.api_secret, "vonage.api_secret")?.clone(),
            from: needed(&config.from, "vonage.from")?.clone(),
        })
    }
}

impl Service for Vonage {
    fn request(&self, text: &Text<'_>) -> Result<Request, SmsError> {
        let kind = if alphabet::is_gsm(text.text) { "text" } else { "unicode" };
        let fields = [
            ("api_key", self.key.as_str()),
            ("api_secret", self.secret.expose_secret()),
            ("from", &self.from),
            ("to", text.to.trim_start_matches('+')),
            ("text", text.text),
            ("type", kind),
        ];
        Ok(Request::form(self.url.clone(), &fields))
    }

    fn verdict(&self, status: u16, body: &[u8]) -> Result<(), SmsError> {
        by_status(status)?;
        let answer: Answer = serde_json::from_slice(body)
            .map_err(|_| SmsError::Permanent("an answer that cannot be read".to_owned()))?;
        match answer.messages.iter().map(|part| part.status.as_str()).find(|one| *one != TAKEN) {
            None => Ok(()),
            Some(status) if FOR_NOW.contains(&status) => {
                Err(SmsError::Transient(format!("message status {status}")))
            }
            Some(status) => {
                let digits: String = status.chars().filter(char::is_ascii_digit).take(4).collect();
                Err(SmsError::Permanent(format!("message status {digits}")))
            }
        }
    }
}
