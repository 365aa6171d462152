//! The ways in that somebody has: the pool's own, and its identity providers, as far as the
//! application takes them and its request does not ask for one of them.

use std::sync::Arc;

use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;
use crate::model::provider::{OWN, Provider};
use crate::model::session::Session;
use crate::model::{Client, User};
use crate::store;

/// The way that a request asks for (Cognito's `identity_provider` and `idp_identifier`).
#[derive(Debug, Clone)]
pub enum Wish {
    /// The pool's own pages.
    Own,
    /// That provider.
    Provider(Arc<Provider>),
}

impl Wish {
    /// The wish of a request.
    ///
    /// # Errors
    /// `invalid_request` when nobody comes that way, or not to this client.
    pub fn read(
        pool: &PoolView,
        client: Option<&Client>,
        parameters: &Parameters,
    ) -> Result<Option<Self>> {
        let ways = Ways::of(pool, client, None);
        let name = parameters.get("identity_provider");
        let wish = match (name, parameters.get("idp_identifier")) {
            (None, None) => return Ok(None),
            (Some(OWN), _) => ways.own.then_some(Self::Own),
            (Some(name), _) => ways.named(name).map(Self::Provider),
            (None, Some(identifier)) => ways.identified(identifier).map(Self::Provider),
        };
        let unknown = "nobody comes from that identity provider to this client";
        wish.map(Some).ok_or_else(|| Error::new(Refusal::InvalidRequest, unknown))
    }
}

/// Whether somebody who has signed in so may go on to that client.
pub fn admits(pool: &PoolView, client: &Client, session: &Session) -> bool {
    let takes = |name: &str| client.settings.may_come_from(name);
    match &session.provider {
        _ if client.settings.identity_providers.is_none() => true,
        Some(id) => pool.providers.iter().any(|one| one.id == *id && takes(one.name.as_str())),
        None => takes(OWN),
    }
}

/// The providers by which this user may come to that client.
///
/// # Errors
/// When the database does not answer.
pub async fn that_open(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    user: &User,
) -> Result<Vec<Arc<Provider>>> {
    let there = store::identities::of_user(&mut cx.read().await?, pool.id(), &user.id).await?;
    let opens = |one: &Arc<Provider>| there.iter().any(|own| own.provider_id == one.id);
    Ok(Ways::of(pool, client, None).providers.into_iter().filter(opens).collect())
}

/// The ways in.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Whether the pool's own pages are among them.
    pub own: bool,
    /// The providers, in the order in which they are offered.
    pub providers: Vec<Arc<Provider>>,
}

impl Ways {
    /// Those of a pool to one of its clients, or to none; only the one that is wished for.
    pub fn of(pool: &PoolView, client: Option<&Client>, wish: Option<&Wish>) -> Self {
        let leads_on = |name: &str| client.is_none_or(|one| one.settings.may_come_from(name));
        match wish {
            Some(Wish::Own) => Self { own: true, providers: Vec::new() },
            Some(Wish::Provider(one)) => Self { own: false, providers: vec![one.clone()] },
            None => {
                let taken = pool.providers.iter().filter(|one| leads_on(one.name.as_str()));
                Self { own: leads_on(OWN), providers: taken.cloned().collect() }
            }
        }
    }

    /// The provider to which a browser goes without being asked: there is no other way.
    pub fn only(&self) -> Option<Arc<Provider>> {
        match self.providers.as_slice() {
            [only] if !self.own => Some(only.clone()),
            _ => None,
        }
    }

    /// The provider of that name.
    pub fn named(&self, name: &str) -> Option<Arc<Provider>> {
        self.providers.iter().find(|one| one.name.as_str() == name).cloned()
    }

    /// The provider that takes the people with addresses like this one.
    pub fn of_address(&self, typed: &str) -> Option<Arc<Provider>> {
        let (_, domain) = typed.rsplit_once('@')?;
        self.identified(domain)
    }

    fn identified(&self, identifier: &str) -> Option<Arc<Provider>> {
        let has = |one: &&Arc<Provider>| {
            one.rules.identifiers.iter().any(|own| own.eq_ignore_ascii_case(identifier))
        };
        self.providers.iter().find(has).cloned()
    }
}
