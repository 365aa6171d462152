//! The `openidconnect` crate, unmodified, as a relying party over a socket.

use std::pin::Pin;

use openidconnect::core::{
    CoreClient, CoreIdToken, CoreProviderMetadata, CoreResponseType, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, HttpClientError, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, Scope, TokenResponse, http,
};

use super::journey::{Authorization, code, sign_in};
use super::server::{Facts, Folder, Server};
use super::visitor::{Visitor, http_client};

/// reqwest 0.13 as the HTTP client of the crate.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpClientError<reqwest::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = request.try_into().map_err(Box::new)?;
            let answer = self.0.execute(request).await.map_err(Box::new)?;
            let mut response = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                response = response.header(name, value);
            }
            let body = answer.bytes().await.map_err(Box::new)?;
            Ok(response.body(body.to_vec())?)
        })
    }
}

/// One authorization request that the crate has made.
struct Started {
    authorization: Authorization,
    verifier: PkceCodeVerifier,
    nonce: Nonce,
}

/// The crate's client as its documentation has it.
macro_rules! relying_party {
    ($facts:expr, $http:expr) => {{
        let client = &$facts.clients.web;
        let issuer = IssuerUrl::new($facts.issuer.clone()).expect("an issuer URL");
        let metadata =
            CoreProviderMetadata::discover_async(issuer, $http).await.expect("discovery");
        let redirect_uri = client.redirect_uri.clone().expect("the web client has a redirect URI");
        CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(client.client_id.clone()),
            client.client_secret.clone().map(ClientSecret::new),
        )
        .set_redirect_uri(RedirectUrl::new(redirect_uri).expect("a redirect URI"))
    }};
}

macro_rules! start {
    ($client:expr) => {{
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = $client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let authorization = Authorization {
            url: url.into(),
            verifier: String::new(),
            state: state.secret().clone(),
        };
        Started { authorization, verifier, nonce }
    }};
}

macro_rules! redeem {
    ($client:expr, $code:expr, $verifier:expr, $http:expr) => {
        $client
            .exchange_code(AuthorizationCode::new($code))
            .expect("discovery names the token endpoint")
            .set_pkce_verifier($verifier)
            .request_async($http)
            .await
            .expect("tokens")
    };
}

async fn sign_in_for_a_code(facts: &Facts, started: &Started) -> String {
    let mut visitor = Visitor::new(facts.port());
    let answer =
        sign_in(&mut visitor, &started.authorization, &facts.user.username, &facts.user.password)
            .await
            .expect("the pages answer");
    code(&answer, facts, &started.authorization)
}

fn id_token(tokens: &CoreTokenResponse) -> &CoreIdToken {
    tokens.id_token().expect("an ID token")
}

#[tokio::test]
async fn code_with_pkce_gives_tokens_that_verify() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let http = Http(http_client(facts.port()));
    let client = relying_party!(facts, &http);
    let started = start!(client);
    let code = sign_in_for_a_code(facts, &started).await;
    let tokens = redeem!(client, code, started.verifier, &http);

    let verifier = client.id_token_verifier();
    let id_token = id_token(&tokens);
    let claims =
        id_token.claims(&verifier, &started.nonce).expect("the ID token verifies by our JWKS");
    assert_eq!(claims.issuer().as_str(), facts.issuer);
    let expected =
        claims.access_token_hash().expect("at_hash, OpenID Connect Core section 3.1.3.6");
    let algorithm = id_token.signing_alg().expect("a known algorithm");
    let key = id_token.signing_key(&verifier).expect("the key is in our JWKS");
    assert_eq!(
        *expected,
        AccessTokenHash::from_token(tokens.access_token(), algorithm, key).expect("a hash")
    );

    let user_info: CoreUserInfoClaims = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .expect("discovery names the userinfo endpoint")
        .request_async(&http)
        .await
        .expect("userinfo of the same subject");
    assert_eq!(user_info.email(), claims.email());
    assert!(user_info.email().is_some(), "the scope asked for the e-mail address");
}

#[tokio::test]
async fn a_refresh_keeps_the_subject_and_the_sign_in() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let http = Http(http_client(facts.port()));
    let client = relying_party!(facts, &http);
    let started = start!(client);
    let code = sign_in_for_a_code(facts, &started).await;
    let tokens = redeem!(client, code, started.verifier, &http);
    let verifier = client.id_token_verifier();
    let first =
        id_token(&tokens).claims(&verifier, &started.nonce).expect("the first ID token verifies");

    let refresh_token: &RefreshToken = tokens.refresh_token().expect("a refresh token");
    let renewed = client
        .exchange_refresh_token(refresh_token)
        .expect("discovery names the token endpoint")
        .request_async(&http)
        .await
        .expect("renewed tokens");
    // OpenID Connect Core section 12.2: the nonce may be left out, iss, sub, aud and auth_time stay.
    let nonce_is_absent_or_the_first = |nonce: Option<&Nonce>| match nonce {
        Some(nonce) if nonce.secret() != started.nonce.secret() => Err("another nonce".to_owned()),
        _ => Ok(()),
    };
    let second = id_token(&renewed)
        .claims(&verifier, nonce_is_absent_or_the_first)
        .expect("the second ID token verifies");
    assert_eq!(
        (second.issuer(), second.subject(), second.audiences()),
        (first.issuer(), first.subject(), first.audiences())
    );
    assert_eq!(second.auth_time(), first.auth_time());
    assert_ne!(renewed.access_token().secret(), tokens.access_token().secret());
    assert_ne!(
        renewed.refresh_token().map(RefreshToken::secret),
        Some(refresh_token.secret()),
        "rotation is on by default"
    );
}

#[tokio::test]
async fn another_requests_nonce_is_refused_by_the_client() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let http = Http(http_client(facts.port()));
    let client = relying_party!(facts, &http);
    let started = start!(client);
    let code = sign_in_for_a_code(facts, &started).await;
    let tokens = redeem!(client, code, started.verifier, &http);
    let refused = id_token(&tokens).claims(&client.id_token_verifier(), &Nonce::new_random());
    assert!(matches!(refused, Err(ClaimsVerificationError::InvalidNonce(_))), "{refused:?}");
}
