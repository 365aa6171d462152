//! Our secrets at identity providers: sealed where they are kept, opened where one is used.

use secrecy::{ExposeSecret, SecretString};

use crate::context::Context;
use crate::domain::error::{Error, Result};
use crate::model::provider::Provider;

/// Names the row, so that no secret can be moved to another provider.
fn context(provider_id: &str) -> String {
    format!("provider:{provider_id}")
}

/// Seals our secret, or our private key, at the provider of that id.
///
/// # Errors
/// When the library refuses.
pub fn seal(cx: &Context, provider_id: &str, secret: &SecretString) -> Result<Vec<u8>> {
    Ok(cx.app.vault.seal(&context(provider_id), secret.expose_secret().as_bytes())?)
}

/// Our secret at a provider, where there is one.
///
/// # Errors
/// When it was sealed with another master key.
pub fn open(cx: &Context, provider: &Provider) -> Result<Option<SecretString>> {
    let Some(sealed) = &provider.sealed else { return Ok(None) };
    let plain = cx.app.vault.open(&context(&provider.id), sealed)?;
    Ok(Some(String::from_utf8(plain).map_err(Error::internal)?.into()))
}
