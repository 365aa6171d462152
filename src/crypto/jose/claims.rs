//! The registered claims of a client's JWT judged rule by rule (RFC 7523 section 3 for assertions,
//! RFC 9101 for request objects, FAPI 2.0 for both).

use std::time::Duration;

use super::jws::Claims;
use super::registered::{Audience, Claim, Registered};
use crate::model::Instant;

/// Why claims are not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsFault {
    /// A claim that has to be there is not.
    #[error("the claim {} is missing", .0.name())]
    Missing(Claim),
    /// A claim has another type than its definition says, or is too long.
    #[error("the claim {} is malformed", .0.name())]
    Malformed(Claim),
    /// A claim has another value than it has to have.
    #[error("the claim {} has another value than is expected", .0.name())]
    Other(Claim),
    /// The audience is a list where it has to be one text.
    #[error("the claim aud has to be a single string")]
    AudienceIsList,
    /// `exp` has passed.
    #[error("the JWT has expired")]
    Expired,
    /// `nbf` or `iat` lies ahead.
    #[error("the claim {} lies in the future", .0.name())]
    Ahead(Claim),
    /// Between the beginning and `exp` lies more time than is allowed.
    #[error("the JWT is valid for too long a time")]
    TooLong,
}

/// What `aud` has to be.
#[derive(Debug, Clone, Copy)]
pub enum Audiences<'e> {
    /// Anything; where it is there, it has to be well formed all the same.
    Any,
    /// One of these texts, or a list with one of them in it.
    Among(&'e [&'e str]),
    /// One of these texts and no list (FAPI 2.0 Security Profile section 5.3.2.1).
    Single(&'e [&'e str]),
}

/// What claims have to be; a claim that is there is judged even when it is not required.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'e> {
    /// The value of `iss`.
    pub issuer: Option<&'e str>,
    /// The value of `sub`.
    pub subject: Option<&'e str>,
    /// The value of `aud`.
    pub audiences: Audiences<'e>,
    /// The claims that have to be there.
    pub required: &'e [Claim],
    /// The time.
    pub now: Instant,
    /// How far the sender's clock may differ from ours.
    pub skew: Duration,
    /// The longest time from `nbf`, or else `iat`, or else now, to `exp`.
    pub longest_life: Option<Duration>,
}

impl Expectations<'_> {
    /// Nothing but that the times are good.
    pub fn at(now: Instant, skew: Duration) -> Self {
        Self {
            issuer: None,
            subject: None,
            audiences: Audiences::Any,
            required: &[],
            now,
            skew,
            longest_life: None,
        }
    }
}

type Rule = fn(&Registered, &Expectations<'_>) -> Result<(), ClaimsFault>;

/// The rules, in the order in which they are tried.
const RULES: [Rule; 6] = [presence, parties, audience, expiry, beginning, life];

/// Reads the registered claims of a verified JWT and holds them against what is expected.
///
/// # Errors
/// The first rule that they break.
pub fn check(claims: &Claims, expectations: &Expectations<'_>) -> Result<Registered, ClaimsFault> {
    let registered = Registered::read(claims)?;
    RULES.iter().try_for_each(|rule| rule(&registered, expectations))?;
    Ok(registered)
}

/// Every required claim is there.
fn presence(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    match expected.required.iter().find(|claim| !claims.has(**claim)) {
        Some(claim) => Err(ClaimsFault::Missing(*claim)),
        None => Ok(()),
    }
}

/// `iss` and `sub` name whom they have to name (RFC 7523 section 3, points 1 and 2).
fn parties(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    for (claim, value, wanted) in [
        (Claim::Issuer, &claims.issuer, expected.issuer),
        (Claim::Subject, &claims.subject, expected.subject),
    ] {
        if let (Some(value), Some(wanted)) = (value, wanted)
            && value != wanted
        {
            return Err(ClaimsFault::Other(claim));
        }
    }
    Ok(())
}

/// `aud` names us (RFC 7523 section 3, point 3).
fn audience(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    let Some(audience) = &claims.audience else { return Ok(()) };
    let named = match (expected.audiences, audience) {
        (Audiences::Any, _) => true,
        (Audiences::Single(_), Audience::List(_)) => return Err(ClaimsFault::AudienceIsList),
        (Audiences::Among(wanted) | Audiences::Single(wanted), _) => audience.has_any(wanted),
    };
    if named { Ok(()) } else { Err(ClaimsFault::Other(Claim::Audience)) }
}

/// `exp` has not passed (RFC 7519 section 4.1.4).
fn expiry(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    match claims.expires_at {
        Some(end) if end + expected.skew <= expected.now => Err(ClaimsFault::Expired),
        _ => Ok(()),
    }
}

/// `nbf` and `iat` have come (RFC 7519 section 4.1.5; FAPI 2.0 Security Profile section 5.3.2.1:
/// ten seconds ahead are accepted, sixty are not).
fn beginning(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    for (claim, start) in
        [(Claim::NotBefore, claims.not_before), (Claim::IssuedAt, claims.issued_at)]
    {
        if start.is_some_and(|start| expected.now + expected.skew < start) {
            return Err(ClaimsFault::Ahead(claim));
        }
    }
    Ok(())
}

/// From the beginning to `exp` it is not too long (FAPI 2.0 Message Signing section 5.3.1: an hour
/// for a request object).
fn life(claims: &Registered, expected: &Expectations<'_>) -> Result<(), ClaimsFault> {
    let start = claims.not_before.or(claims.issued_at).unwrap_or(expected.now);
    match (claims.expires_at, expected.longest_life) {
        (Some(end), Some(longest)) if end.since(start) > longest => Err(ClaimsFault::TooLong),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_700_000_000;
    const CLIENT: &str = "client";
    const ISSUER: &str = "https://as.test";

    fn assertion() -> Expectations<'static> {
        Expectations {
            issuer: Some(CLIENT),
            subject: Some(CLIENT),
            audiences: Audiences::Single(&[ISSUER]),
            required: &[Claim::Issuer, Claim::Subject, Claim::Audience, Claim::Expiry, Claim::Id],
            longest_life: Some(Duration::from_secs(3600)),
            ..Expectations::at(Instant::from_seconds(NOW), Duration::from_secs(10))
        }
    }

    /// The claims of a good assertion with one of them changed; `null` takes it away.
    fn with(name: &str, value: Value) -> Claims {
        let claims = json!({
            "iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "exp": NOW + 60, "jti": "one",
        });
        let Value::Object(mut claims) = claims else { unreachable!("an object") };
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.into(), value);
        }
        claims
    }

    fn fault(name: &str, value: Value) -> Option<ClaimsFault> {
        check(&with(name, value), &assertion()).err()
    }

    #[test]
    fn a_good_assertion_is_accepted_in_its_types() {
        let claims = check(&with("iat", json!(1_700_000_000.25)), &assertion()).expect("good");
        assert_eq!(claims.id.as_deref(), Some("one"));
        assert_eq!(claims.expires_at, Some(Instant::from_seconds(NOW + 60)));
        assert_eq!(claims.issued_at, Some(Instant::from_millis(NOW * 1000 + 250)));
        assert_eq!(claims.audience, Some(Audience::Single(ISSUER.into())));
    }

    #[test]
    fn each_required_claim_has_to_be_there() {
        for claim in assertion().required {
            assert_eq!(fault(claim.name(), Value::Null), Some(ClaimsFault::Missing(*claim)));
        }
    }

    #[test]
    fn a_claim_of_another_type_is_refused() {
        for (claim, value) in [
            (Claim::Issuer, json!(1)),
            (Claim::Subject, json!([CLIENT])),
            (Claim::Audience, json!([ISSUER, 1])),
            (Claim::Audience, json!({})),
            (Claim::Expiry, json!("1700000060")),
            (Claim::Expiry, json!(-1)),
            (Claim::Expiry, json!(1e300)),
            (Claim::NotBefore, json!(true)),
            (Claim::IssuedAt, json!([NOW])),
            (Claim::Id, json!(7)),
            (Claim::Id, json!("")),
            (Claim::Id, json!("j".repeat(257))),
        ] {
            assert_eq!(fault(claim.name(), value), Some(ClaimsFault::Malformed(claim)));
        }
    }

    #[test]
    fn the_parties_are_those_expected() {
        assert_eq!(fault("iss", json!("other")), Some(ClaimsFault::Other(Claim::Issuer)));
        assert_eq!(fault("sub", json!("other")), Some(ClaimsFault::Other(Claim::Subject)));
        assert_eq!(fault("aud", json!("other")), Some(ClaimsFault::Other(Claim::Audience)));
        assert_eq!(fault("aud", json!([ISSUER])), Some(ClaimsFault::AudienceIsList));
        let listed = Expectations { audiences: Audiences::Among(&["a", ISSUER]), ..assertion() };
        for good in [json!("a"), json!(ISSUER), json!(["b", ISSUER])] {
            assert!(check(&with("aud", good), &listed).is_ok());
        }
        for bad in [json!("b"), json!([]), json!(["b"]), json!("https://as.test/")] {
            let refused = check(&with("aud", bad), &listed);
            assert_eq!(refused, Err(ClaimsFault::Other(Claim::Audience)));
        }
    }

    #[test]
    fn times_are_good_within_the_skew() {
        assert_eq!(fault("exp", json!(NOW - 9)), None);
        assert_eq!(fault("exp", json!(NOW - 10)), Some(ClaimsFault::Expired));
        assert_eq!(fault("exp", json!(NOW - 300)), Some(ClaimsFault::Expired));
        for claim in [Claim::NotBefore, Claim::IssuedAt] {
            assert_eq!(fault(claim.name(), json!(NOW + 8)), None);
            assert_eq!(fault(claim.name(), json!(NOW + 10)), None);
            assert_eq!(fault(claim.name(), json!(NOW + 61)), Some(ClaimsFault::Ahead(claim)));
        }
    }

    #[test]
    fn a_life_is_measured_from_its_beginning() {
        assert_eq!(fault("exp", json!(NOW + 3600)), None);
        assert_eq!(fault("exp", json!(NOW + 3601)), Some(ClaimsFault::TooLong));
        assert_eq!(fault("nbf", json!(NOW - 3540)), None);
        assert_eq!(fault("nbf", json!(NOW - 3541)), Some(ClaimsFault::TooLong));
        assert_eq!(fault("iat", json!(NOW - 4200)), Some(ClaimsFault::TooLong));
    }

    #[test]
    fn a_hint_can_stand_in_an_error_description() {
        let hints = [
            ClaimsFault::Missing(Claim::Id).to_string(),
            ClaimsFault::Ahead(Claim::NotBefore).to_string(),
        ];
        assert_eq!(hints, ["the claim jti is missing", "the claim nbf lies in the future"]);
    }

    proptest! {
        #[test]
        fn no_claims_make_the_check_panic(number: f64, whole: i64, text in ".*") {
            for value in [json!(number), json!(whole), json!(text), json!([text])] {
                for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
                    let _: Option<ClaimsFault> = fault(name, value.clone());
                }
            }
        }
    }
}
