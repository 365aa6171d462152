//! Random values: the only place that asks for randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Error;
use crate::model::{ClientId, FamilyId, Instant, KeyId, PoolId, SessionId, UserId};

/// Digits and letters without those that look like others, or make words.
const READABLE: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const ALPHANUMERIC: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `N` random bytes.
///
/// # Errors
/// When the system has no randomness to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Failed("random"))?;
    Ok(bytes)
}

/// `N` random bytes in base64url.
///
/// # Errors
/// As [`bytes`].
pub fn token<const N: usize>() -> Result<String, Error> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<N>()?))
}

/// Random characters from the first `kinds` of a-z, 0-9, A-Z, each as likely as the next.
fn characters(length: usize, kinds: usize) -> Result<String, Error> {
    let alphabet = &ALPHANUMERIC[..kinds];
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in bytes::<64>()? {
            let byte = usize::from(byte);
            if byte < fair && text.len() < length {
                text.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
    }
    Ok(text)
}

/// A six-digit one-time code.
///
/// # Errors
/// As [`bytes`].
pub fn digits() -> Result<String, Error> {
    const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let number = u32::from_be_bytes(bytes::<4>()?);
        if number < FAIR {
            return Ok(format!("{:06}", number % 1_000_000));
        }
    }
}

/// A client secret: as 64 lower-case alphanumerics, which is as long as HS512 needs it (RFC 7518
/// section 3.2).
///
/// # Errors
/// As [`bytes`].
pub fn client_secret() -> Result<String, Error> {
    characters(64, 36)
}

/// A password of 20 characters for a person to copy.
///
/// # Errors
/// As [`bytes`].
pub fn password() -> Result<String, Error> {
    characters(20, 62)
}

/// A code of 60 random bits in twelve letters and digits, for a person to keep.
///
/// # Errors
/// As [`bytes`].
pub fn recovery_code() -> Result<String, Error> {
    let letter = |byte: u8| char::from(READABLE[usize::from(byte % 32)]);
    Ok(bytes::<12>()?.into_iter().map(letter).collect())
}

/// A new pool's id in `region`.
///
/// # Errors
/// As [`bytes`].
pub fn pool_id(region: &str) -> Result<PoolId, Error> {
    parse(&format!("{region}_{}", characters(9, 62)?))
}

/// A new client's id.
///
/// # Errors
/// As [`bytes`].
pub fn client_id() -> Result<ClientId, Error> {
    parse(&characters(26, 36)?)
}

/// A new user's subject: a random UUID, so that it tells nothing of when or whom.
///
/// # Errors
/// As [`bytes`].
pub fn user_id() -> Result<UserId, Error> {
    parse(&uuid::Builder::from_random_bytes(bytes()?).into_uuid().to_string())
}

/// A new key's id.
///
/// # Errors
/// As [`bytes`].
pub fn key_id() -> Result<KeyId, Error> {
    parse(&token::<16>()?)
}

/// A time-ordered UUID (version 7), for rows that come in at a high rate.
///
/// # Errors
/// As [`bytes`].
pub fn ordered_id(now: Instant) -> Result<String, Error> {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bytes()?).into_uuid().to_string())
}

/// A new token family's id.
///
/// # Errors
/// As [`bytes`].
pub fn family_id(now: Instant) -> Result<FamilyId, Error> {
    parse(&ordered_id(now)?)
}

/// A new session's id.
///
/// # Errors
/// As [`bytes`].
pub fn session_id(now: Instant) -> Result<SessionId, Error> {
    parse(&ordered_id(now)?)
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Failed("identifier"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_has_its_form() {
        let now = Instant::from_millis(1_700_000_000_000);
        assert!(pool_id("eu-central-1").is_ok());
        assert!(client_id().is_ok() && user_id().is_ok() && key_id().is_ok());
        assert!(family_id(now).is_ok() && session_id(now).is_ok());
        assert_eq!(client_secret().expect("random").len(), 64);
        assert!(digits().expect("random").bytes().all(|b| b.is_ascii_digit()));
    }

    #[test]
    fn ordered_ids_follow_the_time() {
        let earlier = ordered_id(Instant::from_millis(1)).expect("random");
        let later = ordered_id(Instant::from_millis(2)).expect("random");
        assert!(earlier < later);
    }
}
