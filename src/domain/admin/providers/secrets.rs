//! What proves us to an identity provider: a secret, or a private key.

use secrecy::{ExposeSecret, SecretString};

use crate::crypto::keys::PrivateKey;
use crate::domain::error::Result;
use crate::model::provider::{Details, ProviderKind, TokenAuth};
use crate::model::{Algorithm, Invalid};

/// The longest secret or private key, in bytes.
const LONGEST_SECRET: usize = 16 * 1024;

/// By what a private key is told from a secret (RFC 7468 section 2).
const PEM: &str = "-----BEGIN ";

/// There is a secret where one is needed, and it is a private key where that is.
pub(super) fn check_secret(
    kind: ProviderKind,
    details: &Details,
    secret: Option<&SecretString>,
) -> Result<()> {
    let by_key = kind == ProviderKind::SignInWithApple
        || details.token_auth == Some(TokenAuth::PrivateKeyJwt);
    let can_do_without =
        kind.is_generic() && matches!(details.token_auth, None | Some(TokenAuth::None));
    let wrong = match secret.map(ExposeSecret::expose_secret) {
        None if can_do_without => return Ok(()),
        None if by_key => "a private key is needed",
        None => "a client secret is needed",
        Some(text) if text.is_empty() || text.len() > LONGEST_SECRET => {
            "a secret has 1 to 16384 bytes"
        }
        Some(text) if by_key && !is_key(kind, details, text) => {
            "that is no private key for it: a PEM file with PKCS #8 is needed"
        }
        Some(text) if is_sent(kind, details) && text.contains(PEM) => {
            "that is a private key, which would be sent as it is: a client secret is needed"
        }
        Some(_) => return Ok(()),
    };
    Err(Invalid::because(wrong).into())
}

/// Whether the secret goes to the provider as it is, whatever it is.
fn is_sent(kind: ProviderKind, details: &Details) -> bool {
    use ProviderKind::{Facebook, GitHub, LoginWithAmazon};
    use TokenAuth::{ClientSecretBasic, ClientSecretPost};
    matches!(kind, Facebook | LoginWithAmazon | GitHub)
        || matches!(details.token_auth, Some(ClientSecretBasic | ClientSecretPost))
}

/// Apple's keys are of P-256; others' of what was chosen, or of any kind.
fn is_key(kind: ProviderKind, details: &Details, text: &str) -> bool {
    let chosen = match kind {
        ProviderKind::SignInWithApple => Some(Algorithm::ES256),
        _ => details.token_auth_algorithm,
    };
    let mut taken = Algorithm::ALL.into_iter().filter(|one| chosen.is_none_or(|it| it == *one));
    taken.any(|algorithm| PrivateKey::from_text(algorithm, text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_what_its_kind_needs() {
        let check = |kind, token_auth, secret: Option<&str>| {
            let details = Details { token_auth, ..Details::default() };
            check_secret(kind, &details, secret.map(SecretString::from).as_ref()).is_ok()
        };
        assert!(check(ProviderKind::Google, None, Some("a secret")));
        assert!(check(ProviderKind::Oidc, None, None));
        assert!(check(ProviderKind::Oidc, Some(TokenAuth::None), None));
        assert!(!check(ProviderKind::Google, None, None));
        assert!(!check(ProviderKind::Google, None, Some("")));
        assert!(!check(ProviderKind::Google, None, Some(&"x".repeat(LONGEST_SECRET + 1))));
        assert!(!check(ProviderKind::Oidc, Some(TokenAuth::ClientSecretPost), None));
        assert!(!check(ProviderKind::Oidc, Some(TokenAuth::PrivateKeyJwt), Some("a secret")));
        assert!(!check(ProviderKind::SignInWithApple, None, Some("a secret")));
        assert!(!check(ProviderKind::SignInWithApple, None, None));
    }

    #[test]
    fn a_private_key_is_sent_to_nobody() {
        let check = |kind, token_auth| {
            let details = Details { token_auth, ..Details::default() };
            let key = SecretString::from("-----BEGIN PRIVATE KEY-----\nMC4C");
            check_secret(kind, &details, Some(&key)).is_ok()
        };
        assert!(check(ProviderKind::Oidc, None), "the provider is shown that we have it");
        for auth in [TokenAuth::ClientSecretBasic, TokenAuth::ClientSecretPost] {
            assert!(!check(ProviderKind::Oidc, Some(auth)));
        }
        for kind in [ProviderKind::Facebook, ProviderKind::LoginWithAmazon, ProviderKind::GitHub] {
            assert!(!check(kind, None), "{kind}");
        }
    }
}
