//! Codes of authenticator applications (RFC 6238): SHA-1, six digits, thirty seconds, and one time
//! step either way, as every application has it.

use secrecy::SecretString;
use totp_rs::{Algorithm, Builder, Totp};

use super::{Error, random};
use crate::model::Instant;

/// The length of a time step in seconds.
const STEP: u64 = 30;

/// How many steps the clock of a phone may be off, either way.
const SKEW: u16 = 1;

/// A secret as an application takes it.
#[derive(Debug)]
pub struct Enrolment {
    /// In base32, for typing.
    pub secret: SecretString,
    /// As an `otpauth:` address, for a QR code.
    pub address: SecretString,
}

/// A new secret of 160 bits (RFC 4226 section 4).
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_secret() -> Result<[u8; 20], Error> {
    random::bytes::<20>()
}

/// The time step that a typed code belongs to, if it is one of those around `now`; compared in
/// constant time. A caller takes each step once (RFC 6238 section 5.2).
///
/// # Errors
/// When the secret is none of ours.
pub fn matching_step(secret: &[u8], typed: &str, now: Instant) -> Result<Option<i64>, Error> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(7).collect();
    let seconds = u64::try_from(now.millis() / 1000).unwrap_or(0);
    let step = generator(secret, "", "")?.check(&typed, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// How `account` at `issuer` is set up in an application.
///
/// # Errors
/// When the secret is none of ours.
pub fn enrolment(secret: &[u8], issuer: &str, account: &str) -> Result<Enrolment, Error> {
    let generator = generator(secret, issuer, account)?;
    let address = generator.to_url().map_err(|_| Error::Failed("otpauth address"))?;
    let secret = generator.secret().to_base32();
    Ok(Enrolment { secret: secret.into(), address: address.into() })
}

fn generator(secret: &[u8], issuer: &str, account: &str) -> Result<Totp, Error> {
    // A colon parts the two in the address.
    let plain = |text: &str| text.replace(':', " ");
    let account = if account.is_empty() { "-".to_owned() } else { plain(account) };
    let issuer = (!issuer.is_empty()).then(|| plain(issuer));
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec())
        .with_account_name(account)
        .with_issuer(issuer)
        .build()
        .map_err(|_| Error::Failed("time-based code"))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    /// RFC 6238 appendix B, the last six of its eight digits.
    const SECRET: &[u8] = b"12345678901234567890";
    const VECTORS: [(u64, &str); 5] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn at(seconds: u64) -> Instant {
        Instant::from_millis(i64::try_from(seconds * 1000).expect("it fits"))
    }

    fn step_of(typed: &str, seconds: u64) -> Option<i64> {
        matching_step(SECRET, typed, at(seconds)).expect("a secret")
    }

    #[test]
    fn the_vectors_of_the_standard_are_met() {
        for (seconds, code) in VECTORS {
            let step = i64::try_from(seconds / STEP).expect("it fits");
            assert_eq!(step_of(code, seconds), Some(step), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        for (off, taken) in [(-60, false), (-30, true), (30, true), (60, false)] {
            let seconds = 1_234_567_890u64.checked_add_signed(off).expect("it fits");
            assert_eq!(step_of("005924", seconds).is_some(), taken, "{off}");
        }
    }

    #[test]
    fn what_is_no_code_matches_nothing() {
        for typed in ["", "00592", "0059240", "00592a", "٠٠٥٩٢٤", "5924", "+05924"] {
            assert_eq!(step_of(typed, 1_234_567_890), None, "{typed}");
        }
        assert!(step_of("005 924", 1_234_567_890).is_some());
    }

    #[test]
    fn an_application_learns_whose_it_is() {
        let enrolment = enrolment(SECRET, "Shop: North", "jo@example.com").expect("a secret");
        let address = enrolment.address.expose_secret();
        assert!(
            address.starts_with("otpauth://totp/Shop%20%20North:jo%40example.com?"),
            "{address}"
        );
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert_eq!(enrolment.secret.expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
