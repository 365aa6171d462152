//! Amazon SNS: its action Publish, signed with version 4.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::signature::{self, Signer};
use super::{Request, Service, SmsError, Text, at, by_status, needed, secret_value};
use crate::config;
use crate::outbound::header::{AUTHORIZATION, HeaderName, HeaderValue};

const VERSION: &str = "2010-03-31";

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

const FORM: &str = "application/x-www-form-urlencoded";

/// An account at AWS.
pub(super) struct Sns {
    url: Url,
    host: String,
    signer: Signer,
    token: Option<SecretString>,
    from: Option<String>,
}

impl Sns {
    pub(super) fn new(config: &config::Sns) -> Result<Self, SmsError> {
        let region = needed(&config.region, "sns.region")?;
        let url = match &config.url {
            Some(url) => at(url, "/")?,
            None => format!("https://sns.{region}.amazonaws.com/")
                .parse()
                .map_err(|_| SmsError::Permanent("sms.sns.region is none".to_owned()))?,
        };
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        Ok(Self {
            url,
            host,
            signer: Signer {
                key_id: needed(&config.access_key_id, "sns.access_key_id")?.clone(),
                secret: needed(&config.secret_access_key, "sns.secret_access_key")?.clone(),
                region: region.clone(),
                service: "sns",
            },
            token: config.session_token.clone(),
            from: config.from.clone(),
        })
    }

    /// The attribute that says who sends: a number, or a name.
    fn sender(&self) -> Option<(&'static str, &str)> {
        let from = self.from.as_deref()?;
        Some(match from.starts_with('+') {
            true => ("AWS.MM.SMS.OriginationNumber", from),
            false => ("AWS.SNS.SMS.SenderID", from),
        })
    }

    fn fields(&self, text: &Text<'_>) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = [
            ("Action", "Publish"),
            ("Version", VERSION),
            ("PhoneNumber", text.to),
            ("Message", text.text),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let kind = Some(("AWS.SNS.SMS.SMSType", "Transactional"));
        for (at, (name, value)) in kind.into_iter().chain(self.sender()).enumerate() {
            let entry = format!("MessageAttributes.entry.{}", at + 1);
            fields.push((format!("{entry}.Name"), name.to_owned()));
            fields.push((format!("{entry}.Value.DataType"), "String".to_owned()));
            fields.push((format!("{entry}.Value.StringValue"), value.to_owned()));
        }
        fields
    }
}

impl Service for Sns {
    fn request(&self, text: &Text<'_>) -> Result<Request, SmsError> {
        let fields = self.fields(text);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
        let mut request = Request::form(self.url.clone(), &fields);
        let date = signature::date(text.at);
        let mut signed = vec![("content-type", FORM), ("host", &self.host), ("x-amz-date", &date)];
        let token = self.token.as_ref().map(|token| token.expose_secret());
        if let Some(token) = token {
            signed.push(("x-amz-security-token", token));
            request.headers.insert(TOKEN, secret_value(token)?);
        }
        let authorization = self.signer.authorization("POST", "/", &signed, &request.body);
        request.headers.insert(AUTHORIZATION, secret_value(&authorization)?);
        let date = HeaderValue::from_str(&date)
            .map_err(|_| SmsError::Permanent("the time is none".to_owned()))?;
        request.headers.insert(DATE, date);
        Ok(request)
    }

    /// A message that came too fast is refused with 400 (Amazon SNS API reference, common errors).
    fn verdict(&self, status: u16, body: &[u8]) -> Result<(), SmsError> {
        let is_throttled = || String::from_utf8_lossy(body).contains("<Code>Thrott");
        match status {
            400 if is_throttled() => Err(SmsError::Transient("throttled".to_owned())),
            _ => by_status(status),
        }
    }
}
