//! `[sms]` and its sections: how SMS leave.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "sms",
    about: "How SMS leave.",
    keys: &[Key::defaulted(
        "transport",
        r#""outbox""#,
        "\"twilio\", \"vonage\", \"sns\" or \"http\" sends by the section of that name;\n\
         \"outbox\" sends nothing and keeps every message.",
    )],
};

pub(super) const TWILIO_SECTION: Section = Section {
    name: "sms.twilio",
    about: "Twilio, for transport = \"twilio\".",
    keys: &[
        Key::optional("account_sid", r#""AC0123""#, "Required: the account."),
        Key::optional("auth_token", r#""…""#, "Required: its token.").secret(),
        Key::optional(
            "from",
            r#""+12025550123""#,
            "Required: the number or name that sends, or the SID of a messaging service.",
        ),
        Key::defaulted("url", r#""https://api.twilio.com""#, "Where its API is."),
    ],
};

pub(super) const VONAGE_SECTION: Section = Section {
    name: "sms.vonage",
    about: "Vonage, for transport = \"vonage\".",
    keys: &[
        Key::optional("api_key", r#""0123abcd""#, "Required: the account."),
        Key::optional("api_secret", r#""…""#, "Required: its secret.").secret(),
        Key::optional("from", r#""Gatehouse""#, "Required: the number or name that sends."),
        Key::defaulted("url", r#""https://rest.nexmo.com""#, "Where its API is."),
    ],
};

pub(super) const SNS_SECTION: Section = Section {
    name: "sms.sns",
    about: "Amazon SNS, for transport = \"sns\".",
    keys: &[
        Key::optional("region", r#""eu-central-1""#, "Required."),
        Key::optional("access_key_id", r#""AKIA0123""#, "Required: a key that may publish."),
        Key::optional("secret_access_key", r#""…""#, "Required: the secret of that key.").secret(),
        Key::optional("session_token", r#""…""#, "For a key that is good for a while.").secret(),
        Key::optional("from", r#""Gatehouse""#, "The number or name that sends."),
        Key::optional(
            "url",
            r#""https://sns.eu-central-1.amazonaws.com""#,
            "Where it is, when not at the region's own address.",
        ),
    ],
};

pub(super) const HTTP_SECTION: Section = Section {
    name: "sms.http",
    about: "Any other service, for transport = \"http\". {to} and {text} stand for the number and\n\
            the message in url and body.",
    keys: &[
        Key::optional("url", r#""https://sms.example.com/send""#, "Required."),
        Key::defaulted("method", r#""POST""#, "\"GET\", \"POST\" or \"PUT\"."),
        Key::optional("header", r#""Authorization: Bearer …""#, "One more header.").secret(),
        Key::defaulted(
            "body_kind",
            r#""json""#,
            "\"json\", \"form\" or \"text\": what body is, and how the two are written into it.",
        ),
        Key::defaulted(
            "body",
            r#"'{"to": "{to}", "text": "{text}"}'"#,
            "The content, unless the method is GET.",
        ),
    ],
};

/// How SMS leave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// What carries them.
    pub transport: SmsTransport,
    /// An account at Twilio.
    pub twilio: Twilio,
    /// An account at Vonage.
    pub vonage: Vonage,
    /// An account at AWS.
    pub sns: Sns,
    /// Any other service.
    pub http: Gateway,
}

/// What carries SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsTransport {
    /// Nothing: messages are kept to be read.
    Outbox,
    /// Twilio.
    Twilio,
    /// Vonage.
    Vonage,
    /// Amazon SNS.
    Sns,
    /// A service that is described by templates.
    Http,
}

/// An account at Twilio.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// The account.
    pub account_sid: Option<String>,
    /// The token of the account.
    pub auth_token: Option<SecretString>,
    /// The number or name that sends, or the SID of a messaging service.
    pub from: Option<String>,
    /// Where the API is.
    pub url: Url,
}

/// An account at Vonage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vonage {
    /// The account.
    pub api_key: Option<String>,
    /// The secret of the account.
    pub api_secret: Option<SecretString>,
    /// The number or name that sends.
    pub from: Option<String>,
    /// Where the API is.
    pub url: Url,
}

/// An account at AWS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sns {
    /// The region.
    pub region: Option<String>,
    /// A key that may publish.
    pub access_key_id: Option<String>,
    /// The secret of the key.
    pub secret_access_key: Option<SecretString>,
    /// What goes with a key that is good for a while.
    pub session_token: Option<SecretString>,
    /// The number or name that sends.
    pub from: Option<String>,
    /// Where it is, when not at the region's own address.
    pub url: Option<Url>,
}

/// A service that sends an SMS for one HTTP request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// A template of its URL.
    pub url: Option<String>,
    /// The method.
    pub method: GatewayMethod,
    /// One more header, as `Name: value`.
    pub header: Option<SecretString>,
    /// What the body is.
    pub body_kind: BodyKind,
    /// A template of the content.
    pub body: String,
}

/// The method of a request to a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum GatewayMethod {
    /// GET, which has no content.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
}

/// What the content of a request to a gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// JSON (RFC 8259).
    Json,
    /// A form, as browsers post one.
    Form,
    /// Plain text.
    Text,
}

impl Sms {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        let (twilio, vonage, sns) = (&self.twilio, &self.vonage, &self.sns);
        let text = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
        let secret = |text: &Option<SecretString>| {
            text.as_ref().is_none_or(|text| text.expose_secret().is_empty())
        };
        let needed: &[(&str, bool)] = match self.transport {
            SmsTransport::Outbox => &[],
            SmsTransport::Twilio => &[
                ("twilio.account_sid", text(&twilio.account_sid)),
                ("twilio.auth_token", secret(&twilio.auth_token)),
                ("twilio.from", text(&twilio.from)),
            ],
            SmsTransport::Vonage => &[
                ("vonage.api_key", text(&vonage.api_key)),
                ("vonage.api_secret", secret(&vonage.api_secret)),
                ("vonage.from", text(&vonage.from)),
            ],
            SmsTransport::Sns => &[
                ("sns.region", text(&sns.region)),
                ("sns.access_key_id", text(&sns.access_key_id)),
                ("sns.secret_access_key", secret(&sns.secret_access_key)),
            ],
            SmsTransport::Http => &[("http.url", text(&self.http.url))],
        };
        for (key, _) in needed.iter().filter(|(_, is_missing)| *is_missing) {
            check.fault(&format!("sms.{key}"), "is missing, and sms.transport wants it");
        }
        if self.transport == SmsTransport::Http {
            self.http.check(check);
        }
        let names = [("twilio.account_sid", &twilio.account_sid), ("sns.region", &sns.region)];
        for (key, name) in names {
            if name.as_deref().is_some_and(|name| !is_name(name)) {
                check.fault(&format!("sms.{key}"), "has letters, digits and `-` only");
            }
        }
    }
}

/// Part of an address that we make.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl Gateway {
    fn check(&self, check: &mut Check<'_>) {
        let Some(url) = self.url.as_deref().filter(|url| !url.is_empty()) else { return };
        let with = |filling: &str| {
            let url = url.replace("{to}", filling).replace("{text}", filling);
            Url::parse(&url).ok().filter(Url::has_host)
        };
        let origins = [with("a"), with("b")].map(|url| url.map(|url| url.origin()));
        match origins {
            [Some(one), Some(other)] if one == other => {}
            _ => check.fault("sms.http.url", "is not a URL whose host is always the same"),
        }
        let body = if self.method == GatewayMethod::Get { "" } else { &self.body };
        for place in ["{to}", "{text}"] {
            if !url.contains(place) && !body.contains(place) {
                check.fault("sms.http.body", format!("says nowhere what {place} is, nor does url"));
            }
        }
        let filled = body.replace("{to}", "0").replace("{text}", "0");
        if self.body_kind == BodyKind::Json
            && !body.is_empty()
            && serde_json::from_str::<serde_json::Value>(&filled).is_err()
        {
            check.fault("sms.http.body", "is not JSON, and sms.http.body_kind is \"json\"");
        }
        if self.header.as_ref().is_some_and(|line| !is_header(line.expose_secret())) {
            check.fault("sms.http.header", "is not `Name: value`");
        }
    }
}

/// Whether a text is a header's line (RFC 9110 section 5).
fn is_header(line: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    line.split_once(':').is_some_and(|(name, value)| {
        !name.is_empty() && name.bytes().all(is_token) && !value.contains(char::is_control)
    })
}
