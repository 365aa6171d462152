//! Client secrets: presented as they are (RFC 6749 section 2.3.1), and as they are kept.

use secrecy::{ExposeSecret, SecretString};

use crate::crypto::digest;
use crate::crypto::seal::Vault;
use crate::domain::error::Result;
use crate::model::client::{AuthMethod, SecretDigest};
use crate::model::{Client, ClientId, Instant};

/// Whether that is one of the client's live secrets.
pub(super) fn is_live(client: &Client, presented: &SecretString) -> bool {
    let presented = digest::sha256(presented.expose_secret().as_bytes());
    client.secrets.iter().any(|kept| digest::equal(&kept.digest, &presented))
}

/// The live secrets of a client that signs with them; none where it was not set to when they were
/// made.
///
/// # Errors
/// When one was sealed with another master key.
pub(super) fn unsealed(vault: &Vault, client: &Client) -> Result<Vec<Vec<u8>>> {
    let sealed = client.secrets.iter().filter_map(|kept| Some((&kept.id, kept.sealed.as_ref()?)));
    sealed.map(|(id, sealed)| Ok(vault.open(&context(id), sealed)?)).collect()
}

/// Whether the client can prove itself by that secret and that method: for one that signs with it
/// (`client_secret_jwt`) a digest alone is not enough.
pub fn serves(kept: &SecretDigest, method: AuthMethod) -> bool {
    match method {
        AuthMethod::ClientSecretJwt => kept.sealed.is_some(),
        _ => method.needs_secret(),
    }
}

/// A new secret as it is kept, under an id that none of the `present` ones has: its digest, and for
/// a client that signs with it (OpenID Connect Core section 9, `client_secret_jwt`) the secret itself
/// under the master key.
///
/// # Errors
/// When the library refuses.
pub fn keep(
    vault: &Vault,
    client: &ClientId,
    method: Option<AuthMethod>,
    secret: &SecretString,
    now: Instant,
    present: &[SecretDigest],
) -> Result<SecretDigest> {
    let mut seconds = now.seconds();
    let mut id = format!("{client}--{seconds}");
    while present.iter().any(|other| other.id == id) {
        seconds += 1;
        id = format!("{client}--{seconds}");
    }
    let secret = secret.expose_secret().as_bytes();
    let sealed = match method {
        Some(AuthMethod::ClientSecretJwt) => Some(vault.seal(&context(&id), secret)?),
        _ => None,
    };
    Ok(SecretDigest { id, digest: digest::sha256(secret), sealed, created_at: now })
}

fn context(id: &str) -> String {
    format!("client secret {id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretBox;

    fn kept(method: Option<AuthMethod>, present: &[SecretDigest]) -> SecretDigest {
        let client: ClientId = "1example23456789abcdefghij".parse().expect("an id");
        let now = Instant::from_seconds(1_700_000_000);
        keep(&vault(), &client, method, &SecretString::from("a"), now, present).expect("kept")
    }

    fn vault() -> Vault {
        Vault::new(&SecretBox::new(Box::new([1; 32]))).expect("a vault")
    }

    #[test]
    fn two_secrets_of_one_second_have_two_ids() {
        let first = kept(None, &[]);
        assert_eq!(first.id, "1example23456789abcdefghij--1700000000");
        assert_eq!(kept(None, &[first]).id, "1example23456789abcdefghij--1700000001");
    }

    #[test]
    fn a_secret_can_be_read_again_only_where_it_signs() {
        for method in AuthMethod::ALL {
            let signs = method == AuthMethod::ClientSecretJwt;
            let kept = kept(Some(method), &[]);
            assert_eq!(kept.sealed.is_some(), signs, "{method:?}");
            assert_eq!(serves(&kept, method), method.needs_secret(), "{method:?}");
            assert_eq!(serves(&kept, AuthMethod::ClientSecretJwt), signs, "{method:?}");
            if let Some(sealed) = &kept.sealed {
                let opened = vault().open(&context(&kept.id), sealed).expect("opened");
                assert_eq!(opened, b"a");
                assert!(vault().open(&context("another"), sealed).is_err());
            }
        }
    }
}
