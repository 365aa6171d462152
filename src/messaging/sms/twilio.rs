//! Twilio: its Messages resource, with basic authentication (RFC 7617).

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use url::Url;

use super::{Request, Service, SmsError, Text, at, needed, secret_value};
use crate::config;
use crate::outbound::header::{AUTHORIZATION, HeaderValue};

/// An account at Twilio.
pub(super) struct Twilio {
    url: Url,
    authorization: HeaderValue,
    from: String,
}

impl Twilio {
    pub(super) fn new(config: &config::Twilio) -> Result<Self, SmsError> {
        let account = needed(&config.account_sid, "twilio.account_sid")?;
        let token = needed(&config.auth_token, "twilio.auth_token")?.expose_secret();
        let pair = STANDARD.encode(format!("{account}:{token}"));
        Ok(Self {
            url: at(&config.url, &format!("/2010-04-01/Accounts/{account}/Messages.json"))?,
            authorization: secret_value(&format!("Basic {pair}"))?,
            from: needed(&config.from, "twilio.from")?.clone(),
        })
    }

    /// The parameter that says who sends: a service that has numbers of its own, or one number.
    fn sender(&self) -> &'static str {
        match self.from.starts_with("MG") && self.from.len() == 34 {
            true => "MessagingServiceSid",
            false => "From",
        }
    }
}

impl Service for Twilio {
    fn request(&self, text: &Text<'_>) -> Result<Request, SmsError> {
        let fields = [("To", text.to), (self.sender(), self.from.as_str()), ("Body", text.text)];
        let mut request = Request::form(self.url.clone(), &fields);
        request.headers.insert(AUTHORIZATION, self.authorization.clone());
        Ok(request)
    }
}
