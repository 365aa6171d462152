//! The one shape that identity providers have here: a browser is sent there, and comes back as somebody.

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::oauth2::untrue;
use super::providers::{
    amazon::Amazon, apple::Apple, facebook::Facebook, github::GitHub, google::Google,
    microsoft::Microsoft, oidc::Oidc,
};
use super::requests::PATH;
use crate::context::Context;
use crate::crypto::jose::jws::Claims;
use crate::crypto::random;
use crate::domain::{Error, Result, UpstreamFault};
use crate::model::Instant;
use crate::model::provider::{Provider, ProviderKind};
use crate::store;

/// The longest subject, in bytes.
const LONGEST_SUBJECT: usize = 255;

/// The most methods of a sign-in that are noted (`amr`).
const MOST_METHODS: usize = 16;

/// How an identity provider is talked to.
#[async_trait]
pub trait Adapter: Sync {
    /// Where the browser goes.
    ///
    /// # Errors
    /// [`Refusal::Upstream`](crate::domain::Refusal::Upstream) when the provider cannot be found.
    async fn begin(&self, up: &Upstream<'_>, asked: &Asked) -> Result<Url>;

    /// Who came back.
    ///
    /// # Errors
    /// [`Refusal::Upstream`](crate::domain::Refusal::Upstream) when nothing that can be believed says
    /// who it is.
    async fn finish(&self, up: &Upstream<'_>, asked: &Asked, answer: &Answer) -> Result<Identity>;

    /// What a look at the provider as it is now finds; nobody signs in by it.
    async fn check(&self, up: &Upstream<'_>) -> Vec<Finding>;
}

/// How that kind of provider is talked to.
pub fn adapter(kind: ProviderKind) -> &'static dyn Adapter {
    match kind {
        ProviderKind::Google => &Google,
        ProviderKind::Facebook => &Facebook,
        ProviderKind::LoginWithAmazon => &Amazon,
        ProviderKind::SignInWithApple => &Apple,
        ProviderKind::Oidc => &Oidc,
        ProviderKind::Microsoft => &Microsoft,
        ProviderKind::GitHub => &GitHub,
    }
}

/// A provider in a request of ours.
pub struct Upstream<'a> {
    /// The request.
    pub cx: &'a Context,
    /// The provider.
    pub provider: &'a Provider,
    /// Our secret there, or our private key.
    pub secret: Option<SecretString>,
}

impl Upstream<'_> {
    /// The secret, which this provider has to have.
    ///
    /// # Errors
    /// [`UpstreamFault::Misconfigured`] without one.
    pub(super) fn secret(&self) -> Result<&SecretString> {
        let missing = || Error::upstream(UpstreamFault::Misconfigured, "there is no secret");
        self.secret.as_ref().ok_or_else(missing)
    }

    /// Every address to which the provider sends browsers back: all are to be registered there.
    pub(in crate::domain) async fn redirect_uris(&self) -> Result<Vec<String>> {
        let (app, pool) = (&self.cx.app, &self.provider.pool_id);
        let domains = store::pools::domains(&mut self.cx.read().await?).await?;
        let own = domains.into_iter().filter(|(_, of)| of == pool);
        let base_url = &app.config.server.base_url;
        let (scheme, port) = (base_url.scheme(), base_url.port());
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let bases = std::iter::once(format!("{}/{pool}", app.base_url()))
            .chain(own.map(|(host, _)| format!("{scheme}://{host}{port}")));
        Ok(bases.map(|base| format!("{base}{PATH}")).collect())
    }
}

/// What a browser was sent to a provider with; kept, sealed, until it comes back.
#[derive(Clone, Serialize, Deserialize)]
pub struct Asked {
    /// Where it comes back to.
    pub redirect_uri: String,
    /// What it brings back (RFC 6749 section 10.12).
    pub state: String,
    /// What the ID token brings back (OpenID Connect Core section 3.1.2.1).
    pub nonce: String,
    /// The secret behind the challenge (RFC 7636 section 4.1).
    pub verifier: String,
    /// Who it is, as far as we know.
    pub login_hint: Option<String>,
    /// Whether the person has to prove themselves anew.
    pub again: bool,
    /// When it was sent.
    pub at: Instant,
}

impl Asked {
    /// A request that was never made before, for whoever it may be.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn fresh(cx: &Context, redirect_uri: impl Into<String>) -> Result<Self> {
        Ok(Self {
            redirect_uri: redirect_uri.into(),
            state: random::token::<32>()?,
            nonce: random::token::<32>()?,
            verifier: random::token::<32>()?,
            login_hint: None,
            again: false,
            at: cx.now(),
        })
    }
}

/// What a browser came back with, where it is no error.
#[derive(Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The code (RFC 6749 section 4.1.2).
    pub code: String,
    /// Who says so (RFC 9207).
    pub iss: Option<String>,
    /// Apple's form field of that name: JSON that nobody has signed.
    pub user: Option<String>,
}

/// Who somebody is, by the word of a provider.
pub struct Identity {
    /// What the provider calls the person for good.
    pub subject: String,
    /// All that it says of the person.
    pub claims: Claims,
    /// The address.
    pub email: Option<String>,
    /// Whether the provider says that the address is the person's.
    pub email_verified: bool,
    /// How the person was authenticated (RFC 8176).
    pub amr: Vec<String>,
    /// When, where the provider tells.
    pub authenticated_at: Option<Instant>,
    /// What calls on the provider can be made with.
    pub tokens: Tokens,
}

impl Identity {
    /// The person of whom these claims are, in the names of OpenID Connect Core section 5.1.
    ///
    /// # Errors
    /// [`UpstreamFault::Untrue`] without a subject.
    pub(super) fn of(mut claims: Claims, tokens: Tokens) -> Result<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let subject = text("sub").filter(|sub| is_subject(sub));
        let subject = subject.ok_or_else(|| untrue("it does not say of whom it speaks"))?;
        let is_email = |email: &String| !email.is_empty() && !email.contains(char::is_control);
        let email = text("email").filter(is_email);
        let email_verified = email.is_some() && claims.get("email_verified").is_some_and(is_true);
        let amr = claims.get("amr").and_then(Value::as_array).into_iter().flatten();
        let amr = amr.filter_map(Value::as_str).take(MOST_METHODS).map(str::to_owned).collect();
        let authenticated_at =
            claims.get("auth_time").and_then(Value::as_i64).map(Instant::from_seconds);
        match &email {
            Some(_) => drop(claims.insert("email_verified".into(), json!(email_verified))),
            None => claims.retain(|name, _| !matches!(&**name, "email" | "email_verified")),
        }
        Ok(Self { subject, claims, email, email_verified, amr, authenticated_at, tokens })
    }
}

/// Whether somebody can be called so for good: by up to 255 bytes without control characters (OpenID
/// Connect Core section 2: `sub`).
pub(super) fn is_subject(text: &str) -> bool {
    (1..=LONGEST_SUBJECT).contains(&text.len()) && !text.contains(char::is_control)
}

/// Whether a claim says yes: some providers write truth as text, or as a number.
pub(super) fn is_true(value: &Value) -> bool {
    *value == json!(true) || *value == json!("true") || *value == json!(1) || *value == json!("1")
}

/// What a provider gave for a code.
pub struct Tokens {
    /// For calls on the provider.
    pub access_token: SecretString,
    /// For new ones.
    pub refresh_token: Option<SecretString>,
    /// What it says of the person, signed.
    pub id_token: Option<SecretString>,
    /// Until when the access token is good, where the provider tells.
    pub expires_at: Option<Instant>,
}

impl Tokens {
    /// The tokens as JSON in plain text, to be sealed: with the refresh token of those before, where
    /// none has come, since some providers give one only once.
    pub fn plain(&self, before: Option<&[u8]>) -> Vec<u8> {
        let text = |token: &Option<SecretString>| {
            token.as_ref().map(|token| token.expose_secret().to_owned())
        };
        let kept = || {
            let mut kept: Value = serde_json::from_slice(before?).ok()?;
            Some(kept.get_mut("refresh_token")?.take())
        };
        let plain = json!({
            "access_token": self.access_token.expose_secret(),
            "refresh_token": text(&self.refresh_token).map(Value::from).or_else(kept),
            "id_token": text(&self.id_token),
            "expires_at": self.expires_at,
        });
        plain.to_string().into_bytes()
    }
}

/// What a look at a provider has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it means for those who come from there.
    pub verdict: Verdict,
    /// What it is, for an operator.
    pub words: String,
}

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// That is as it should be.
    Good,
    /// Nobody gets in before it is put right.
    Wrong,
    /// Something to compare or to know.
    Note,
}

impl Finding {
    pub(super) fn good(words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, words: words.into() }
    }

    pub(super) fn wrong(words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, words: words.into() }
    }

    pub(super) fn note(words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Note, words: words.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(claims: Value) -> Result<Identity> {
        let Value::Object(claims) = claims else { unreachable!("an object") };
        let access_token = "token".to_owned().into();
        let tokens = Tokens { access_token, refresh_token: None, id_token: None, expires_at: None };
        Identity::of(claims, tokens)
    }

    #[test]
    fn a_person_has_a_subject() {
        for bad in [json!(null), json!(7), json!(""), json!("x".repeat(256)), json!("a\u{0}b")] {
            assert!(identity(json!({ "sub": bad })).is_err(), "{bad}");
        }
        assert!(identity(json!({})).is_err());
        assert!(identity(json!({"sub": "x".repeat(255)})).is_ok());
    }

    #[test]
    fn an_address_with_control_characters_is_none() {
        for bad in ["", "a\u{0}@b.example", "a@b.example\r\n"] {
            let told = json!({"sub": "x", "email": bad, "email_verified": true});
            let who = identity(told).expect("an identity");
            assert!(who.email.is_none() && !who.email_verified, "{bad:?}");
            assert!(!who.claims.contains_key("email"), "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_verified_when_the_provider_says_so() {
        for (said, verified) in [
            (json!(true), true),
            (json!("true"), true),
            (json!(false), false),
            (json!("false"), false),
            (json!(null), false),
            (json!(["true"]), false),
        ] {
            let claims = json!({"sub": "x", "email": "a@b.example", "email_verified": said});
            let identity = identity(claims).expect("an identity");
            assert_eq!(identity.email_verified, verified);
            assert_eq!(identity.claims["email_verified"], verified);
        }
        let without = identity(json!({"sub": "x", "email_verified": true})).expect("an identity");
        assert!(!without.email_verified && !without.claims.contains_key("email_verified"));
    }
}
