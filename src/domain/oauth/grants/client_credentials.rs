//! The client credentials grant (RFC 6749 section 4.4): no database, one signature.

use super::TokenRequest;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::tokens::{self, TokenResponse};
use crate::domain::oauth::view::ClientCredentialsView;
use crate::domain::oauth::{checks, flow};
use crate::model::Scopes;

pub(super) async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    let client = request.client.client();
    if !client.settings.client_credentials || client.is_public() {
        return Err(Error::new(
            Refusal::UnauthorizedClient,
            "this client may not use the client credentials grant",
        ));
    }
    let view = ClientCredentialsView { client: request.client, parameters: request.parameters };
    let scopes = flow::client_credentials::grant(&view, |requested| negotiate(request, requested))?;
    let resources = checks::admitted_resources(request.pool, client, request.parameters)?;
    let scopes = request.pool.scopes_at(scopes, &resources);
    tokens::for_client(request.cx, request.pool, client, scopes, &resources, request.key()).await
}

/// A machine gets scopes of resource servers only: the others speak of a person.
fn negotiate(request: &TokenRequest<'_>, requested: Option<Scopes>) -> Result<Scopes> {
    let custom = &request.pool.custom_scopes;
    let settings = &request.client.client().settings;
    let allowed: Scopes =
        settings.scopes.iter().filter(|scope| custom.contains(scope.as_str())).cloned().collect();
    match requested {
        None => Ok(allowed),
        Some(requested) if requested.is_subset(&allowed) => Ok(requested),
        Some(_) => {
            Err(Error::new(Refusal::InvalidScope, "the client may not ask for one of the scopes"))
        }
    }
}
