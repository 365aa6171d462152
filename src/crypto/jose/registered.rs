//! The registered claims of a JWT, read in their types (RFC 7519 section 4.1).

use serde_json::Value;

use super::claims::ClaimsFault;
use super::jws::Claims;
use crate::model::Instant;

/// The longest `jti` in bytes: it is kept until the JWT can no longer be used.
const LONGEST_ID: usize = 256;

/// The last second of the year 9999, in seconds since 1970: no date lies behind it.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// A registered claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// `iss`.
    Issuer,
    /// `sub`.
    Subject,
    /// `aud`.
    Audience,
    /// `exp`.
    Expiry,
    /// `nbf`.
    NotBefore,
    /// `iat`.
    IssuedAt,
    /// `jti`.
    Id,
}

impl Claim {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::Expiry => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
            Self::Id => "jti",
        }
    }
}

/// The registered claims in their types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    /// `iss`.
    pub issuer: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// `aud`.
    pub audience: Option<Audience>,
    /// `exp`.
    pub expires_at: Option<Instant>,
    /// `nbf`.
    pub not_before: Option<Instant>,
    /// `iat`.
    pub issued_at: Option<Instant>,
    /// `jti`.
    pub id: Option<String>,
}

/// The two forms of `aud` (RFC 7519 section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// One text.
    Single(String),
    /// A list of texts.
    List(Vec<String>),
}

impl Registered {
    /// Reads the registered claims.
    ///
    /// # Errors
    /// [`ClaimsFault::Malformed`] for one of another type.
    pub fn read(claims: &Claims) -> Result<Self, ClaimsFault> {
        let id = text(claims, Claim::Id)?;
        if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > LONGEST_ID) {
            return Err(ClaimsFault::Malformed(Claim::Id));
        }
        Ok(Self {
            issuer: text(claims, Claim::Issuer)?,
            subject: text(claims, Claim::Subject)?,
            audience: claims.get(Claim::Audience.name()).map(Audience::read).transpose()?,
            expires_at: date(claims, Claim::Expiry)?,
            not_before: date(claims, Claim::NotBefore)?,
            issued_at: date(claims, Claim::IssuedAt)?,
            id,
        })
    }

    /// Whether a claim is there.
    pub(super) fn has(&self, claim: Claim) -> bool {
        match claim {
            Claim::Issuer => self.issuer.is_some(),
            Claim::Subject => self.subject.is_some(),
            Claim::Audience => self.audience.is_some(),
            Claim::Expiry => self.expires_at.is_some(),
            Claim::NotBefore => self.not_before.is_some(),
            Claim::IssuedAt => self.issued_at.is_some(),
            Claim::Id => self.id.is_some(),
        }
    }
}

impl Audience {
    fn read(value: &Value) -> Result<Self, ClaimsFault> {
        let malformed = ClaimsFault::Malformed(Claim::Audience);
        match value {
            Value::String(text) => Ok(Self::Single(text.clone())),
            Value::Array(list) => list
                .iter()
                .map(|text| text.as_str().map(str::to_owned).ok_or(malformed))
                .collect::<Result<_, _>>()
                .map(Self::List),
            _ => Err(malformed),
        }
    }

    /// Whether one of `wanted` is the audience, or in its list.
    pub(super) fn has_any(&self, wanted: &[&str]) -> bool {
        match self {
            Self::Single(text) => wanted.contains(&text.as_str()),
            Self::List(list) => list.iter().any(|text| wanted.contains(&text.as_str())),
        }
    }
}

fn text(claims: &Claims, claim: Claim) -> Result<Option<String>, ClaimsFault> {
    match claims.get(claim.name()) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(ClaimsFault::Malformed(claim)),
    }
}

/// A NumericDate (RFC 7519 section 2): seconds since 1970, with a fraction or without.
fn date(claims: &Claims, claim: Claim) -> Result<Option<Instant>, ClaimsFault> {
    let Some(value) = claims.get(claim.name()) else { return Ok(None) };
    let seconds = value.as_f64().filter(|seconds| (0.0..=LAST_SECOND).contains(seconds));
    let seconds = seconds.ok_or(ClaimsFault::Malformed(claim))?;
    // Within the bounds above no digit before the point is lost.
    Ok(Some(Instant::from_millis((seconds * 1000.0) as i64)))
}
