//! Proof of possession (RFC 9449): that who sends a request holds the key that its proof shows.

use std::time::Duration;

use super::claims::{self, ClaimsFault, Expectations};
use super::jws::{Claims, JwsFault};
use super::registered::Claim;
use super::{Jws, JwsAlgorithm, Keys, address, encode};
use crate::crypto::digest;
use crate::model::{Algorithm, Instant};

/// How long a proof is good after it was made, by a clock that is right.
pub const LIFE: Duration = Duration::from_secs(60);

/// The `typ` of a proof (RFC 9449 section 4.2).
const TYPE: &str = "dpop+jwt";

/// Why a proof is not accepted (RFC 9449 section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DpopFault {
    /// It is no JWT, or not signed by its own key with an algorithm of the list.
    #[error("the DPoP proof is not acceptable: {0}")]
    Jws(#[from] JwsFault),
    /// Its `typ` is another.
    #[error("the DPoP proof does not have the typ dpop+jwt")]
    Type,
    /// Its header shows no key.
    #[error("the DPoP proof has no jwk in its header")]
    NoKey,
    /// Its times or its `jti` are not good.
    #[error("the DPoP proof is not acceptable: {0}")]
    Claims(#[from] ClaimsFault),
    /// It was made too long ago.
    #[error("the DPoP proof is too old")]
    Stale,
    /// It was made for a request with another method.
    #[error("the htm of the DPoP proof is not the method of the request")]
    Method,
    /// It was made for a request to another address.
    #[error("the htu of the DPoP proof is not the address of the request")]
    Address,
    /// It was made for another access token, or for none.
    #[error("the ath of the DPoP proof is not the digest of the access token")]
    AccessToken,
    /// It is good but for its nonce: the answer has one for the next try (RFC 9449 section 8).
    #[error("the DPoP proof needs the nonce that this answer has")]
    NonceWanted,
}

/// The request that a proof was sent with.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// Its method, to the letter.
    pub method: &'r str,
    /// Its address as the world knows it, whatever proxies made of it.
    pub url: &'r str,
    /// The access token that is sent with it, if any.
    pub access_token: Option<&'r str>,
    /// The algorithms that a proof may be signed with: a secret can prove nothing here.
    pub algorithms: &'r [Algorithm],
    /// Whether a proof with that `nonce`, or with none, will do.
    pub nonce: &'r dyn Fn(Option<&str>) -> bool,
    /// The time.
    pub now: Instant,
    /// How far the sender's clock may differ from ours.
    pub skew: Duration,
}

/// A good proof; whether it has been seen before is for the caller to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of its key (`jkt`).
    pub thumbprint: String,
    /// Its `jti`: at most 256 bytes.
    pub id: String,
    /// When it was made, as its maker says.
    pub issued_at: Instant,
    /// When it will be refused for its age, so that its `jti` can be forgotten.
    pub good_until: Instant,
}

/// Checks a proof against the request that it came with; the nonce last, so that only an otherwise
/// good proof is told to try again.
///
/// # Errors
/// The first rule of RFC 9449 section 4.3 that it breaks.
pub fn check(proof: &str, request: &Request<'_>) -> Result<Proof, DpopFault> {
    let jws = Jws::parse(proof)?;
    if !jws.header().is_type(TYPE) {
        return Err(DpopFault::Type);
    }
    let key = jws.header().key.as_ref().ok_or(DpopFault::NoKey)?;
    let allowed: Vec<JwsAlgorithm> = request.algorithms.iter().copied().map(Into::into).collect();
    let claims = jws.verify(Keys::One(key), &allowed)?;
    let (id, issued_at) = life(claims, request)?;
    let text = |name: &str| claims.get(name).and_then(|value| value.as_str());
    if text("htm") != Some(request.method) {
        return Err(DpopFault::Method);
    }
    if !address::same(text("htu").unwrap_or_default(), request.url) {
        return Err(DpopFault::Address);
    }
    if request.access_token.is_some_and(|token| text("ath") != Some(token_digest(token).as_str())) {
        return Err(DpopFault::AccessToken);
    }
    if !(request.nonce)(text("nonce")) {
        return Err(DpopFault::NonceWanted);
    }
    let good_until = issued_at + LIFE + request.skew;
    Ok(Proof { thumbprint: key.thumbprint(), id, issued_at, good_until })
}

/// `ath`: the access token's SHA-256 in base64url (RFC 9449 section 4.2).
fn token_digest(token: &str) -> String {
    encode(&digest::sha256(token.as_bytes()))
}

/// `jti` and `iat`, once the times are good; `nbf` and `exp` count where they are there.
fn life(claims: &Claims, request: &Request<'_>) -> Result<(String, Instant), DpopFault> {
    let expectations = Expectations {
        required: &[Claim::Id, Claim::IssuedAt],
        ..Expectations::at(request.now, request.skew)
    };
    let registered = claims::check(claims, &expectations)?;
    let id = registered.id.ok_or(ClaimsFault::Missing(Claim::Id))?;
    let issued_at = registered.issued_at.ok_or(ClaimsFault::Missing(Claim::IssuedAt))?;
    if issued_at + LIFE + request.skew < request.now {
        return Err(DpopFault::Stale);
    }
    Ok((id, issued_at))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{compact, keyed, public, signed_under};
    use super::*;
    use crate::crypto::jose::jwk::JwkFault;
    use crate::crypto::keys::PrivateKey;
    use aws_lc_rs::hmac;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_700_000_000;
    const URL: &str = "https://as.test/oauth2/token";
    const GOOD: &[Algorithm] = &[Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

    fn request() -> Request<'static> {
        Request {
            method: "POST",
            url: URL,
            access_token: None,
            algorithms: GOOD,
            nonce: &|_| true,
            now: Instant::from_seconds(NOW),
            skew: Duration::from_secs(10),
        }
    }

    fn key() -> PrivateKey {
        PrivateKey::generate(Algorithm::ES256).expect("a key")
    }

    fn header(key: &PrivateKey) -> Value {
        json!({"typ": "dpop+jwt", "alg": key.algorithm().as_str(), "jwk": public(key)})
    }

    /// The claims of a good proof with one of them changed; `null` takes it away.
    fn with(name: &str, value: Value) -> Value {
        let mut claims = json!({"jti": "one", "htm": "POST", "htu": URL, "iat": NOW});
        claims[name] = value;
        if let Some(members) = claims.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        claims
    }

    fn fault(name: &str, value: Value) -> Option<DpopFault> {
        let key = key();
        let proof = signed_under(&key, &header(&key), &with(name, value));
        check(&proof, &request()).err()
    }

    #[test]
    fn the_examples_of_the_standard_are_good() {
        // RFC 9449 sections 4.1 and 7.1.
        const HEADER: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";
        let proof = format!(
            "{HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
        );
        let now = Instant::from_seconds(1_562_262_620);
        let at_token = Request { url: "https://server.example.com/token", now, ..request() };
        let good = check(&proof, &at_token).expect("good");
        assert_eq!(good.thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        assert_eq!(good.id, "-BwC3ESc6acc2lTc");
        let proof = format!(
            "{HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
        );
        let at_resource = Request {
            method: "GET",
            url: "https://resource.example.org/protectedresource",
            access_token: Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"),
            ..at_token
        };
        assert!(check(&proof, &at_resource).is_ok());
        let other = Request { access_token: Some("another"), ..at_resource };
        assert_eq!(check(&proof, &other), Err(DpopFault::AccessToken));
    }

    #[test]
    fn each_algorithm_of_the_list_can_prove_possession() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).expect("a key");
            let proof = signed_under(&key, &header(&key), &with("jti", json!("one")));
            let expected = GOOD.contains(&algorithm);
            assert_eq!(check(&proof, &request()).is_ok(), expected, "{algorithm}");
        }
    }

    #[test]
    fn a_proof_is_good_for_a_short_time() {
        for iat in [NOW - 70, NOW - 10, NOW, NOW + 10] {
            assert_eq!(fault("iat", json!(iat)), None);
        }
        assert_eq!(fault("iat", json!(NOW - 71)), Some(DpopFault::Stale));
        assert_eq!(fault("iat", json!(NOW - 3600)), Some(DpopFault::Stale));
        let ahead = |claim| Some(DpopFault::Claims(ClaimsFault::Ahead(claim)));
        assert_eq!(fault("iat", json!(NOW + 3600)), ahead(Claim::IssuedAt));
        assert_eq!(fault("nbf", json!(NOW + 300)), ahead(Claim::NotBefore));
        assert_eq!(fault("nbf", json!(NOW - 300)), None);
        assert_eq!(fault("exp", json!(NOW + 300)), None);
        let expired = Some(DpopFault::Claims(ClaimsFault::Expired));
        assert_eq!(fault("exp", json!(NOW - 300)), expired);
    }

    #[test]
    fn what_a_proof_has_to_say_it_says_in_the_right_type() {
        let missing = |claim| Some(DpopFault::Claims(ClaimsFault::Missing(claim)));
        let malformed = |claim| Some(DpopFault::Claims(ClaimsFault::Malformed(claim)));
        assert_eq!(fault("jti", Value::Null), missing(Claim::Id));
        assert_eq!(fault("iat", Value::Null), missing(Claim::IssuedAt));
        assert_eq!(fault("jti", json!("j".repeat(257))), malformed(Claim::Id));
        assert_eq!(fault("iat", json!(NOW.to_string())), malformed(Claim::IssuedAt));
        for method in [Value::Null, json!("GET"), json!("post"), json!(["POST"])] {
            assert_eq!(fault("htm", method), Some(DpopFault::Method));
        }
    }

    #[test]
    fn the_address_is_compared_in_its_normal_form() {
        assert_eq!(fault("htu", json!("HTTPS://AS.Test:443/oauth2/token?a=b")), None);
        for other in [json!(null), json!(7), json!(""), json!("https://as.test/oauth2/revoke")] {
            assert_eq!(fault("htu", other.clone()), Some(DpopFault::Address), "{other}");
        }
    }

    #[test]
    fn a_proof_stands_under_its_own_public_key() {
        let (key, other) = (key(), key());
        let claims = with("jti", json!("one"));
        let under = |name: &str, value: Value| {
            let mut header = header(&key);
            header[name] = value;
            if let Some(members) = header.as_object_mut() {
                members.retain(|_, value| !value.is_null());
            }
            check(&signed_under(&key, &header, &claims), &request()).err()
        };
        assert_eq!(under("typ", json!("DPoP+JWT")), None);
        assert_eq!(under("typ", json!("JWT")), Some(DpopFault::Type));
        assert_eq!(under("typ", Value::Null), Some(DpopFault::Type));
        assert_eq!(under("jwk", Value::Null), Some(DpopFault::NoKey));
        assert_eq!(under("alg", json!("none")), Some(JwsFault::Algorithm.into()));
        assert_eq!(under("alg", json!("RS256")), Some(JwsFault::Algorithm.into()));
        assert_eq!(under("alg", json!("PS256")), Some(JwsFault::NoKey.into()));
        assert_eq!(under("jwk", json!(public(&other))), Some(JwsFault::Signature.into()));
        let mut private = public(&key).to_json();
        private["d"] = json!("c2VjcmV0");
        let refused = Some(JwsFault::Key(JwkFault::Private).into());
        assert_eq!(under("jwk", private), refused);
        assert_eq!(under("jwk", json!({"kty": "oct", "k": "c2VjcmV0"})), refused);
    }

    #[test]
    fn a_secret_proves_nothing() {
        let claims = with("jti", json!("one"));
        let secret = public(&key()).to_json().to_string();
        let text = keyed("HS256", hmac::HMAC_SHA256, secret.as_bytes(), &claims);
        assert_eq!(check(&text, &request()), Err(DpopFault::Type));
        let header = json!({"typ": "dpop+jwt", "alg": "HS256", "jwk": public(&key())});
        let mac = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let text = compact(&header, &claims, |text| hmac::sign(&mac, text).as_ref().to_vec());
        assert_eq!(check(&text, &request()), Err(JwsFault::Algorithm.into()));
    }

    #[test]
    fn only_a_proof_that_is_good_otherwise_is_told_of_the_nonce() {
        let key = key();
        let demanding = Request { nonce: &|nonce| nonce == Some("fresh"), ..request() };
        let proof = |name, value| signed_under(&key, &header(&key), &with(name, value));
        assert!(check(&proof("nonce", json!("fresh")), &demanding).is_ok());
        for stale in [Value::Null, json!("stale"), json!(7)] {
            let refused = check(&proof("nonce", stale), &demanding);
            assert_eq!(refused, Err(DpopFault::NonceWanted));
        }
        assert_eq!(check(&proof("htm", json!("GET")), &demanding), Err(DpopFault::Method));
    }

    proptest! {
        #[test]
        fn no_proof_makes_the_check_panic(text in ".*", url in ".*") {
            let _: Result<Proof, DpopFault> = check(&text, &request());
            let _: Option<DpopFault> = fault("htu", json!(url));
        }
    }
}
