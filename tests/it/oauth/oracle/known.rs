//! A client that both sides know.

use gatehouse::domain::admin::clients::Confidentiality;
use gatehouse::model::client::{ClientSettings, Rotation};

use super::moves::{Kind, Plan, URIS};
use super::ours::Ours;
use super::stores::REFRESH_HOURS;
use super::theirs::Theirs;

/// A client that both sides know.
pub struct Known {
    pub plan: Plan,
    pub id: String,
    pub secret: Option<String>,
}

impl Known {
    pub fn uris(&self) -> &'static [&'static str] {
        &URIS[..self.plan.uris]
    }

    /// Whether it must use PKCE.
    pub fn needs_pkce(&self) -> bool {
        self.plan.kind == Kind::Public || self.plan.require_pkce
    }
}

/// Registers a client on both sides.
pub async fn register(ours: &mut Ours<'_>, theirs: &mut Theirs, plan: &Plan) -> Known {
    let (confidentiality, machine) = match plan.kind {
        Kind::Public => (Confidentiality::Public, false),
        Kind::Confidential => (Confidentiality::Confidential, false),
        Kind::Machine => (Confidentiality::Confidential, true),
    };
    let uris = URIS[..plan.uris].iter().map(|uri| uri.parse().expect("a URI"));
    let scopes = plan.scopes.join(" ");
    let settings = ClientSettings {
        redirect_uris: uris.collect(),
        code: !machine,
        client_credentials: machine,
        scopes: scopes.parse().expect("scopes"),
        require_pkce: plan.require_pkce,
        consent: plan.consent,
        // The crate keeps no token that was replaced.
        rotation: Rotation::Strict,
        refresh_token_seconds: 3600 * u64::from(REFRESH_HOURS),
        ..ClientSettings::default()
    };
    let (id, secret) = ours.register(confidentiality, settings).await;
    let known = Known { plan: plan.clone(), id, secret };
    let uris: Vec<String> = known.uris().iter().map(|uri| (*uri).to_owned()).collect();
    theirs.register(&known.id, known.secret.as_deref(), &uris, &scopes);
    if known.needs_pkce() {
        theirs.demand_pkce(&known.id);
    }
    known
}
