//! OpenID Connect as a relying party of others: one flow, and hooks for in what a provider differs.
//!
//! The crate `openidconnect` reads the metadata and writes the requests; what an ID token says we judge
//! ourselves ([`id_token`]), since the crate knows neither ES512, nor keys that name their issuer, nor
//! a clock that tests can move, and reads no claims but those that it was told of beforehand.
//!
//! Userinfo is read as JSON; nobody who is asked for it so has to sign it (OpenID Connect Core section
//! 5.3.2).

mod id_token;
mod place;
mod proof;

use std::borrow::Cow;

use async_trait::async_trait;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient};
use openidconnect::{ClientId, CsrfToken, Nonce, Scope};
use serde_json::{Map, Value};
use url::Url;

use super::adapter::{Adapter, Answer, Asked, Finding, Identity, Upstream};
use super::exchange::{self, Proof};
use super::oauth2::{self, untrue};
use crate::crypto::jose::jws::Claims;
use crate::crypto::jose::registered::Registered;
use crate::domain::Result;
use crate::model::provider::{Details, RequestMethod};
use crate::outbound::Method;

pub(super) use self::place::Place;
pub(super) use self::proof::assertion;

/// An OpenID provider: each hook is what the standard says, where a provider does not say otherwise.
#[async_trait]
pub(super) trait OpenId: Sync {
    /// Its issuer identifier.
    fn issuer<'a>(&self, details: &'a Details) -> Cow<'a, str>;

    /// Whether an issuer that its metadata, or its answer to the browser, names is its own.
    fn is_own(&self, named: &str, details: &Details) -> bool {
        named == self.issuer(details)
    }

    /// What `iss` of its ID token has to be, where its metadata names `issuer`.
    fn token_issuer(&self, issuer: &str, _claims: &Claims) -> Option<String> {
        Some(issuer.to_owned())
    }

    /// Whether there is an ID token only for those who ask for `openid` (OpenID Connect Core section
    /// 3.1.2.1).
    fn wants_openid(&self) -> bool {
        true
    }

    /// What else the request has, such as how the person is to prove themselves anew (OpenID Connect
    /// Core section 3.1.2.1).
    fn parameters<'a>(
        &self,
        up: &'a Upstream<'_>,
        asked: &'a Asked,
    ) -> Vec<(&'static str, &'a str)>;

    /// Whether it says when the person was authenticated if it is asked to do so anew: it has to
    /// where `max_age` was asked for (OpenID Connect Core section 2: `auth_time`).
    fn tells_time(&self) -> bool {
        false
    }

    /// Whether more is to be had than the ID token says.
    fn has_more(&self, details: &Details) -> bool {
        details.attributes_url.is_some()
    }

    /// How we prove ourselves to it.
    async fn proof(&self, up: &Upstream<'_>, place: &Place) -> Result<Proof> {
        proof::standard(up, place).await
    }

    /// A last look at what it says of the person.
    fn judge(&self, _up: &Upstream<'_>, _answer: &Answer, _claims: &mut Claims) -> Result<()> {
        Ok(())
    }
}

/// What a provider has signed for us outside of any sign-in.
pub(super) async fn statement(
    provider: &impl OpenId,
    up: &Upstream<'_>,
    text: &str,
) -> Result<(Claims, Registered)> {
    let place = Place::find(provider, up).await?;
    id_token::statement(up, &place, text).await
}

/// The parameters that ask who it may be, and to ask again, as the standard has them.
pub(super) fn usual<'a>(
    asked: &'a Asked,
    again: &[(&'static str, &'static str)],
) -> Vec<(&'static str, &'a str)> {
    let hint = asked.login_hint.as_deref().map(|hint| ("login_hint", hint));
    let again = again.iter().copied().filter(|_| asked.again);
    hint.into_iter().chain(again).collect()
}

#[async_trait]
impl<P: OpenId> Adapter for P {
    async fn begin(&self, up: &Upstream<'_>, asked: &Asked) -> Result<Url> {
        let metadata = Place::find(self, up).await?.metadata;
        oauth2::check_way(up, metadata.authorization_endpoint().url())?;
        let id = ClientId::new(up.provider.details.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata, id, None)
            .set_redirect_uri(oauth2::redirect_url(asked)?);
        let client = match self.wants_openid() {
            true => client,
            false => client.disable_openid_scope(),
        };
        let (state, nonce) = (CsrfToken::new(asked.state.clone()), Nonce::new(asked.nonce.clone()));
        let request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_pkce_challenge(oauth2::challenge(asked))
            .add_scopes(scopes(up));
        let more = self.parameters(up, asked).into_iter();
        let whole =
            more.fold(request, |request, (name, value)| request.add_extra_param(name, value));
        Ok(whole.url().0)
    }

    async fn finish(&self, up: &Upstream<'_>, asked: &Asked, answer: &Answer) -> Result<Identity> {
        let place = Place::find(self, up).await?;
        check_author(self, up, &place, answer)?;
        let proof = self.proof(up, &place).await?;
        let tokens = exchange::code(up, place.token.url(), &proof, asked, &answer.code).await?;
        let mut claims = id_token::verified(self, up, &place, asked, &tokens).await?;
        if let Some(url) = place.metadata.userinfo_endpoint()
            && self.has_more(&up.provider.details)
        {
            let method = match up.provider.details.attributes_request_method {
                Some(RequestMethod::Post) => Method::POST,
                _ => Method::GET,
            };
            let more = oauth2::profile(up, method, url.url(), &tokens.access_token).await?;
            claims = merged(claims, more)?;
        }
        self.judge(up, answer, &mut claims)?;
        Identity::of(claims, tokens)
    }

    async fn check(&self, up: &Upstream<'_>) -> Vec<Finding> {
        let place = match Place::find(self, up).await {
            Ok(place) => place,
            Err(error) => {
                let issuer = self.issuer(&up.provider.details);
                return vec![Finding::wrong(format!("{issuer}: {}", error.why()))];
            }
        };
        let algorithms: Vec<&str> = place.algorithms.iter().map(|one| one.as_str()).collect();
        let mut findings = vec![
            Finding::good(format!("it is found, and is {}", place.metadata.issuer())),
            Finding::good(format!("it signs with {}", algorithms.join(", "))),
            match id_token::count_keys(up, &place).await {
                Ok(0) => Finding::wrong("none of its keys can be used"),
                Ok(count) => Finding::good(format!("it has {count} keys that can be used")),
                Err(error) => Finding::wrong(format!("its keys: {}", error.why())),
            },
        ];
        match self.proof(up, &place).await {
            Ok(proof) => findings.extend(exchange::check(up, place.token.url(), &proof).await),
            Err(error) => findings.push(Finding::wrong(format!("our proof: {}", error.why()))),
        }
        findings
    }
}

/// What is asked for besides `openid`, which the crate adds.
fn scopes(up: &Upstream<'_>) -> impl Iterator<Item = Scope> {
    let scopes = up.provider.details.scopes(up.provider.kind).split(' ');
    let others = scopes.filter(|scope| !matches!(*scope, "" | "openid"));
    others.map(|scope| Scope::new(scope.to_owned()))
}

/// The answer is the provider's, and not one that another has sent here (RFC 9207 section 2.4).
fn check_author(
    provider: &(impl OpenId + ?Sized),
    up: &Upstream<'_>,
    place: &Place,
    answer: &Answer,
) -> Result<()> {
    match &answer.iss {
        Some(iss) if provider.is_own(iss, &up.provider.details) => Ok(()),
        Some(_) => Err(untrue("the answer is another issuer's")),
        None if place.names_itself() => Err(untrue("the answer does not name its issuer")),
        None => Ok(()),
    }
}

/// What the ID token says before what userinfo says of the same person (OpenID Connect Core section
/// 5.3.2). Whether an address or a number is verified is said of that one, and of no other.
fn merged(id_token: Claims, mut userinfo: Map<String, Value>) -> Result<Claims> {
    if userinfo.get("sub").is_none() || userinfo.get("sub") != id_token.get("sub") {
        return Err(untrue("userinfo speaks of somebody else"));
    }
    for (value, verified) in
        [("email", "email_verified"), ("phone_number", "phone_number_verified")]
    {
        let other = |said: &Value| Some(said) != userinfo.get(value);
        if id_token.get(value).is_some_and(other) {
            userinfo.remove(verified);
        }
    }
    userinfo.extend(id_token);
    Ok(userinfo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn members(value: Value) -> Map<String, Value> {
        let Value::Object(members) = value else { unreachable!("an object") };
        members
    }

    fn both(id_token: Value, userinfo: Value) -> Option<Value> {
        merged(members(id_token), members(userinfo)).ok().map(Value::Object)
    }

    #[test]
    fn what_is_signed_counts_before_what_is_not() {
        let id_token = json!({"sub": "x", "name": "signed"});
        let userinfo = json!({"sub": "x", "name": "told", "locale": "de"});
        let all = json!({"sub": "x", "name": "signed", "locale": "de"});
        assert_eq!(both(id_token, userinfo), Some(all));
    }

    #[test]
    fn userinfo_of_somebody_else_is_refused() {
        for other in [json!({"sub": "y"}), json!({}), json!({"sub": null})] {
            assert_eq!(both(json!({"sub": "x"}), other), None);
        }
    }

    #[test]
    fn one_address_is_not_verified_by_another() {
        let id_token = json!({"sub": "x", "email": "a@b.example"});
        let own = json!({"sub": "x", "email": "own@evil.example", "email_verified": true});
        assert_eq!(both(id_token.clone(), own), Some(id_token.clone()));
        let same = json!({"sub": "x", "email": "a@b.example", "email_verified": true});
        assert_eq!(both(id_token, same.clone()), Some(same));
    }
}
