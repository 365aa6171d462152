//! The web application as an OpenID Connect relying party: what it asks, and what it checks.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, SubjectIdentifier,
    TokenResponse,
};
use secrecy::ExposeSecret;

use super::jwt::{Jwt, indented};
use super::{Application, Fault};

const SCOPES: [&str; 2] = ["profile", "email"]; // the crate adds `openid`

/// A client that knows the provider's endpoints and keys.
type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that is on its way, kept by the application until the browser comes back.
pub(super) struct Started {
    pub(super) state: String,
    nonce: Nonce,
    verifier: String,
}

/// Somebody who has signed in, by tokens that were verified.
pub(super) struct SignedIn {
    pub(super) id_token: Jwt,
    pub(super) access_token: Jwt,
    pub(super) refresh_token: Option<RefreshToken>,
    pub(super) user_info: String,
    subject: SubjectIdentifier,
    nonce: Nonce,
}

/// Where the browser goes to sign in, and what to remember until it comes back.
pub(super) async fn begin(application: &Application) -> Result<(String, Started), Fault> {
    let client = discover(application).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    let verifier = verifier.into_secret();
    Ok((url.into(), Started { state: state.into_secret(), nonce, verifier }))
}

/// Redeems the code that the browser brought back.
pub(super) async fn finish(
    application: &Application,
    started: &Started,
    code: String,
) -> Result<SignedIn, Fault> {
    let client = discover(application).await?;
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| Fault::caused("no token endpoint", &error))?
        .set_pkce_verifier(PkceCodeVerifier::new(started.verifier.clone()))
        .request_async(&application.http)
        .await
        .map_err(|error| Fault::caused("the code was not redeemed", &error))?;
    let verifier = client.id_token_verifier();
    let id_token = id_token(&tokens)?;
    let claims = id_token
        .claims(&verifier, &started.nonce)
        .map_err(|error| Fault::caused("the ID token does not verify", &error))?;
    check_access_token(&tokens, id_token, &verifier, claims.access_token_hash())?;
    let subject = claims.subject().clone();
    signed_in(application, &client, &tokens, subject, started.nonce.clone()).await
}

/// Gets new tokens for somebody who has signed in. The ID token may leave the nonce out, but the
/// person must be the same (OpenID Connect Core section 12.2).
pub(super) async fn refresh(
    application: &Application,
    before: &SignedIn,
) -> Result<SignedIn, Fault> {
    let spent = before.refresh_token.as_ref();
    let spent = spent.ok_or_else(|| Fault("there is no refresh token".to_owned()))?;
    let client = discover(application).await?;
    let tokens = client
        .exchange_refresh_token(spent)
        .map_err(|error| Fault::caused("no token endpoint", &error))?
        .request_async(&application.http)
        .await
        .map_err(|error| Fault::caused("the tokens were not renewed", &error))?;
    let verifier = client.id_token_verifier();
    let id_token = id_token(&tokens)?;
    let same_nonce = |nonce: Option<&Nonce>| match nonce {
        Some(nonce) if nonce.secret() != before.nonce.secret() => Err("another nonce".to_owned()),
        _ => Ok(()),
    };
    let claims = id_token
        .claims(&verifier, same_nonce)
        .map_err(|error| Fault::caused("the ID token does not verify", &error))?;
    if *claims.subject() != before.subject {
        return Err(Fault("the ID token is about somebody else".to_owned()));
    }
    check_access_token(&tokens, id_token, &verifier, claims.access_token_hash())?;
    let (subject, nonce) = (before.subject.clone(), before.nonce.clone());
    let renewed = signed_in(application, &client, &tokens, subject, nonce).await?;
    let refresh_token = renewed.refresh_token.or_else(|| before.refresh_token.clone());
    Ok(SignedIn { refresh_token, ..renewed })
}

/// The provider's metadata and keys, read anew so that a rotated key is known.
async fn discover(application: &Application) -> Result<Client, Fault> {
    let credentials = &application.credentials;
    let url = |error| Fault::caused("the configuration holds a bad address", &error);
    let issuer = IssuerUrl::new(application.issuer.clone()).map_err(url)?;
    let redirect =
        RedirectUrl::new(application.address(&application.path("callback"))).map_err(url)?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &application.http)
        .await
        .map_err(|error| Fault::caused("discovery failed", &error))?;
    let id = ClientId::new(credentials.id.clone());
    let secret = credentials.secret.as_ref();
    let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
    Ok(CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect))
}

fn id_token(tokens: &CoreTokenResponse) -> Result<&CoreIdToken, Fault> {
    tokens.id_token().ok_or_else(|| Fault("there is no ID token".to_owned()))
}

/// An access token that the ID token names (`at_hash`) is the one that came with it.
fn check_access_token(
    tokens: &CoreTokenResponse,
    id_token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    expected: Option<&AccessTokenHash>,
) -> Result<(), Fault> {
    let Some(expected) = expected else { return Ok(()) };
    let algorithm = id_token
        .signing_alg()
        .map_err(|error| Fault::caused("the ID token has no algorithm", &error))?;
    let key = id_token
        .signing_key(verifier)
        .map_err(|error| Fault::caused("the ID token has no key", &error))?;
    let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
        .map_err(|error| Fault::caused("the access token has no hash", &error))?;
    match actual == *expected {
        true => Ok(()),
        false => Err(Fault("the access token is not the one of the ID token".to_owned())),
    }
}

async fn signed_in(
    application: &Application,
    client: &Client,
    tokens: &CoreTokenResponse,
    subject: SubjectIdentifier,
    nonce: Nonce,
) -> Result<SignedIn, Fault> {
    let user_info = user_info(application, client, tokens.access_token(), &subject).await?;
    let jwt = |raw: &str| Jwt::read(raw).ok_or_else(|| Fault("a token is no JWT".to_owned()));
    Ok(SignedIn {
        id_token: jwt(&id_token(tokens)?.to_string())?,
        access_token: jwt(tokens.access_token().secret())?,
        refresh_token: tokens.refresh_token().cloned(),
        user_info,
        subject,
        nonce,
    })
}

async fn user_info(
    application: &Application,
    client: &Client,
    access_token: &AccessToken,
    subject: &SubjectIdentifier,
) -> Result<String, Fault> {
    let claims: CoreUserInfoClaims = client
        .user_info(access_token.clone(), Some(subject.clone()))
        .map_err(|error| Fault::caused("no userinfo endpoint", &error))?
        .request_async(&application.http)
        .await
        .map_err(|error| Fault::caused("userinfo failed", &error))?;
    let claims = serde_json::to_value(claims)
        .map_err(|error| Fault::caused("userinfo is unreadable", &error))?;
    Ok(indented(&claims))
}
