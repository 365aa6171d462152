//! An ID token judged rule by rule (OpenID Connect Core section 3.1.3.7).

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::OpenId;
use super::place::Place;
use crate::crypto::digest::{equal, half_hash};
use crate::crypto::jose::claims::{self, Audiences, Expectations};
use crate::crypto::jose::jws::{Claims, JwsFault};
use crate::crypto::jose::registered::{Audience, Claim, Registered};
use crate::crypto::jose::{JwkSet, Jws, JwsAlgorithm, Keys};
use crate::domain::Result;
use crate::domain::federation::adapter::{Asked, Tokens, Upstream};
use crate::domain::federation::oauth2::{failed, untrue};
use crate::model::Instant;

/// How far a provider's clock may differ from ours.
const SKEW: Duration = Duration::from_secs(60);

/// The claims that have to be there.
const REQUIRED: [Claim; 5] =
    [Claim::Issuer, Claim::Subject, Claim::Audience, Claim::Expiry, Claim::IssuedAt];

/// A token whose signature is good, with what it is held against.
struct Shown<'a> {
    claims: &'a Claims,
    registered: Registered,
    algorithm: JwsAlgorithm,
    issuer: Option<&'a str>,
    client_id: &'a str,
    asked: &'a Asked,
    access_token: &'a str,
    tells_time: bool,
}

type Rule = fn(&Shown<'_>) -> Result<(), &'static str>;

/// The rules besides audience and times, in the order in which they are tried.
const RULES: [Rule; 5] = [issuer, party, nonce, access_token, age];

/// The claims of the ID token that came with these tokens.
pub(super) async fn verified(
    provider: &(impl OpenId + ?Sized),
    up: &Upstream<'_>,
    place: &Place,
    asked: &Asked,
    tokens: &Tokens,
) -> Result<Claims> {
    let text = tokens.id_token.as_ref().ok_or_else(|| untrue("there is no ID token"))?;
    let jws = Jws::parse(text.expose_secret()).map_err(|fault| untrue(fault.to_string()))?;
    let client_id = up.provider.details.client_id.as_str();
    let expected = provider.token_issuer(place.metadata.issuer(), jws.unverified_claims());
    // A key that says whose it is signs for nobody else, though it stand in the same set.
    let is_own = |key: &Value| {
        let owner = key.get("issuer").and_then(Value::as_str);
        owner.is_none_or(|owner| provider.token_issuer(owner, jws.unverified_claims()) == expected)
    };
    let claims = signed(up, place, &jws, is_own).await?;
    let expectations = Expectations {
        audiences: Audiences::Among(&[client_id]),
        required: &REQUIRED,
        ..Expectations::at(up.cx.now(), SKEW)
    };
    let registered =
        claims::check(&claims, &expectations).map_err(|fault| untrue(fault.to_string()))?;
    let shown = Shown {
        claims: &claims,
        registered,
        algorithm: jws.header().algorithm,
        issuer: expected.as_deref(),
        client_id,
        asked,
        access_token: tokens.access_token.expose_secret(),
        tells_time: provider.tells_time(),
    };
    RULES.iter().try_for_each(|rule| rule(&shown)).map_err(untrue)?;
    Ok(claims)
}

/// What the provider has signed for us outside of any sign-in.
pub(super) async fn statement(
    up: &Upstream<'_>,
    place: &Place,
    text: &str,
) -> Result<(Claims, Registered)> {
    let jws = Jws::parse(text).map_err(|fault| untrue(fault.to_string()))?;
    let claims = signed(up, place, &jws, |_| true).await?;
    let expectations = Expectations {
        issuer: Some(place.metadata.issuer().as_str()),
        audiences: Audiences::Among(&[&up.provider.details.client_id]),
        required: &[Claim::Issuer, Claim::Audience, Claim::IssuedAt, Claim::Id],
        ..Expectations::at(up.cx.now(), SKEW)
    };
    let registered =
        claims::check(&claims, &expectations).map_err(|fault| untrue(fault.to_string()))?;
    Ok((claims, registered))
}

/// How many usable keys the provider has.
pub(super) async fn count_keys(up: &Upstream<'_>, place: &Place) -> Result<usize> {
    let at = place.metadata.jwks_uri().url();
    let document = up.cx.app.key_sets.get(up.cx.now(), at).await.map_err(failed)?;
    Ok(key_set(&document, |_| true).keys().len())
}

/// The claims that one of the provider's keys has signed; the keys are fetched anew when none of
/// those known fits, as often as [`crate::outbound::Documents`] allows.
async fn signed(
    up: &Upstream<'_>,
    place: &Place,
    jws: &Jws<'_>,
    is_own: impl Fn(&Value) -> bool,
) -> Result<Claims> {
    let (key_sets, now) = (&up.cx.app.key_sets, up.cx.now());
    let at = place.metadata.jwks_uri().url();
    let document = key_sets.get(now, at).await.map_err(failed)?;
    match jws.verify(Keys::Set(&key_set(&document, &is_own)), &place.algorithms) {
        Ok(claims) => return Ok(claims.clone()),
        Err(JwsFault::NoKey | JwsFault::Signature) => {}
        Err(fault) => return Err(untrue(fault.to_string())),
    }
    let document = key_sets.get_again(now, at).await.map_err(failed)?;
    let claims = jws.verify(Keys::Set(&key_set(&document, &is_own)), &place.algorithms);
    claims.cloned().map_err(|fault| untrue(fault.to_string()))
}

fn key_set(document: &Value, is_own: impl Fn(&Value) -> bool) -> JwkSet {
    let keys = document.get("keys").and_then(Value::as_array).into_iter().flatten();
    let own: Vec<&Value> = keys.filter(|key| is_own(key)).collect();
    JwkSet::from_json(&json!({ "keys": own })).unwrap_or_default()
}

/// It is the provider's (point 2).
fn issuer(shown: &Shown<'_>) -> Result<(), &'static str> {
    match shown.issuer.is_some() && shown.registered.issuer.as_deref() == shown.issuer {
        true => Ok(()),
        false => Err("the ID token is another issuer's"),
    }
}

/// It was made for us alone, or says that it is ours (points 3 to 5).
fn party(shown: &Shown<'_>) -> Result<(), &'static str> {
    let several =
        matches!(&shown.registered.audience, Some(Audience::List(list)) if list.len() > 1);
    match shown.claims.get("azp") {
        Some(azp) if azp == shown.client_id => Ok(()),
        Some(_) => Err("the ID token was made for another client"),
        None if several => {
            Err("the ID token is for several, and does not say for whom it was made")
        }
        None => Ok(()),
    }
}

/// It belongs to what this browser was sent with (point 11).
fn nonce(shown: &Shown<'_>) -> Result<(), &'static str> {
    let nonce = shown.claims.get("nonce").and_then(Value::as_str).unwrap_or_default();
    match equal(nonce.as_bytes(), shown.asked.nonce.as_bytes()) {
        true => Ok(()),
        false => Err("the ID token has another nonce"),
    }
}

/// The access token is the one that came with it (section 3.1.3.8).
fn access_token(shown: &Shown<'_>) -> Result<(), &'static str> {
    let (Some(hash), JwsAlgorithm::Signed(algorithm)) =
        (shown.claims.get("at_hash"), shown.algorithm)
    else {
        return Ok(());
    };
    match *hash == half_hash(shown.access_token, algorithm) {
        true => Ok(()),
        false => Err("the access token is not the one of the ID token"),
    }
}

/// Where the person had to prove themselves anew, they did (point 13).
fn age(shown: &Shown<'_>) -> Result<(), &'static str> {
    if !shown.asked.again {
        return Ok(());
    }
    match shown.claims.get("auth_time").map(|time| time.as_i64().map(Instant::from_seconds)) {
        Some(Some(at)) if shown.asked.at <= at + SKEW => Ok(()),
        None if !shown.tells_time => Ok(()),
        _ => Err("the person did not prove themselves anew"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Algorithm;

    const NOW: i64 = 1_700_000_000;

    fn judged(claims: Value, again: bool, tells_time: bool) -> Result<(), &'static str> {
        let Value::Object(claims) = claims else { unreachable!("an object") };
        let asked = Asked {
            redirect_uri: String::new(),
            state: String::new(),
            nonce: "nonce".into(),
            verifier: String::new(),
            login_hint: None,
            again,
            at: Instant::from_seconds(NOW),
        };
        let shown = Shown {
            registered: Registered::read(&claims).expect("registered claims"),
            claims: &claims,
            algorithm: Algorithm::ES256.into(),
            issuer: Some("https://id.example"),
            client_id: "client",
            asked: &asked,
            access_token: "token",
            tells_time,
        };
        RULES.iter().try_for_each(|rule| rule(&shown))
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = json!({"iss": "https://id.example", "aud": "client", "nonce": "nonce"});
        claims[name] = value;
        claims
    }

    #[test]
    fn each_rule_refuses() {
        assert_eq!(judged(with("x", json!(1)), false, false), Ok(()));
        for (name, value) in [
            ("iss", json!("https://id.example/")),
            ("aud", json!(["client", "other"])),
            ("azp", json!("other")),
            ("nonce", json!("other")),
            ("nonce", json!("")),
            ("nonce", json!(null)),
            ("at_hash", json!("other")),
            ("at_hash", json!(1)),
        ] {
            let claims = with(name, value);
            assert!(judged(claims.clone(), false, false).is_err(), "{claims}");
        }
        let mut several = with("aud", json!(["client", "other"]));
        several["azp"] = json!("client");
        assert_eq!(judged(several, false, false), Ok(()));
        assert_eq!(judged(with("aud", json!(["client"])), false, false), Ok(()));
        let hash = half_hash("token", Algorithm::ES256);
        assert_eq!(judged(with("at_hash", json!(hash)), false, false), Ok(()));
    }

    #[test]
    fn a_sign_in_of_before_is_no_new_one() {
        let at = |seconds: i64| with("auth_time", json!(seconds));
        assert_eq!(judged(at(NOW - 3600), false, true), Ok(()));
        assert_eq!(judged(at(NOW + 30), true, true), Ok(()));
        assert_eq!(judged(at(NOW - 59), true, true), Ok(()));
        assert!(judged(at(NOW - 3600), true, false).is_err());
        assert!(judged(with("auth_time", json!("now")), true, false).is_err());
        assert_eq!(judged(with("x", json!(1)), true, false), Ok(()));
        assert!(judged(with("x", json!(1)), true, true).is_err());
    }
}
