//! Sectors: clients of one owner may see the same pairwise subjects where a document of the owner
//! lists all their redirect URIs (OpenID Connect Dynamic Client Registration 1.0 section 5).

use url::Url;

use super::members::wrong;
use crate::context::Context;
use crate::domain::error::Result;
use crate::model::client::ClientSettings;
use crate::outbound::Get;

/// The longest document, in bytes.
const LONGEST: usize = 64 * 1024;

/// Checks that the document of the sector lists each redirect URI, to the letter.
///
/// # Errors
/// [`crate::domain::Refusal::InvalidClientMetadata`].
pub(super) async fn check(cx: &Context, settings: &ClientSettings) -> Result<()> {
    let Some(uri) = &settings.sector_identifier_uri else { return Ok(()) };
    let url = Url::parse(uri).map_err(|_| wrong("sector_identifier_uri is no URL"))?;
    let get =
        Get { purpose: "sector_identifier", url: &url, accept: "application/json", most: LONGEST };
    let fetched = cx.app.outbound.for_strangers().get(get).await.map_err(|failure| {
        tracing::info!(%failure, "a sector identifier document could not be fetched");
        wrong("the document at sector_identifier_uri could not be fetched")
    })?;
    let listed: Vec<String> = serde_json::from_slice(&fetched.body)
        .map_err(|_| wrong("the document at sector_identifier_uri is not a list of texts"))?;
    if settings.redirect_uris.iter().all(|uri| listed.iter().any(|each| each == uri.as_str())) {
        Ok(())
    } else {
        Err(wrong("the document at sector_identifier_uri does not list each of the redirect_uris"))
    }
}
