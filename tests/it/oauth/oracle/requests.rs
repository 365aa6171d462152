//! A move as a request: its parameters, and what is wrong with it as far as the request alone shows.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::crypto::digest;

use super::differences::Fault;
use super::known::Known;
use super::moves::{
    Again, Asking, Authorize, Challenge, Kind, Named, Proof, SCOPES, Uri, Verifier,
};

/// A verifier that a challenge may be of (RFC 7636 section 4.1).
const VERIFIER: &str = "a-verifier-of-just-as-many-letters-as-it-needs";

/// Another one.
const ANOTHER: &str = "a-verifier-of-somebody-else-who-needs-it-as-long";

/// One that is too short.
const SHORT: &str = "too-short";

/// An id that no client has.
const STRANGER: &str = "1nobody23456789abcdefghijk";

/// Scopes that speak of people.
const OF_PEOPLE: usize = 3;

/// A request under construction.
#[derive(Default)]
pub struct Draft {
    pub pairs: Vec<(&'static str, String)>,
    pub basic: Option<(String, String)>,
    pub faults: BTreeSet<Fault>,
}

impl Draft {
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.pairs.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    pub fn basic(&self) -> Option<(&str, &str)> {
        self.basic.as_ref().map(|(id, secret)| (id.as_str(), secret.as_str()))
    }

    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.pairs.push((name, value.into()));
    }

    pub fn fault(&mut self, fault: Fault) {
        self.faults.insert(fault);
    }

    pub fn fault_if(&mut self, wrong: bool, fault: Fault) {
        if wrong {
            self.fault(fault);
        }
    }

    /// Repeats a parameter; one that is not known where that one is not there.
    pub fn repeat(&mut self, twice: Option<&'static str>) {
        let Some(name) = twice else { return };
        self.fault(Fault::Twice);
        match self.pairs.iter().find(|(own, _)| *own == name).cloned() {
            Some(pair) => self.pairs.push(pair),
            None => (0..2).for_each(|_| self.set("extra", "1")),
        }
    }

    /// Asks for scopes; `own` are those that may be asked for.
    pub fn ask(&mut self, asking: &Asking, own: &[&str]) {
        let scopes: Vec<&str> = match asking {
            Asking::Nothing => return,
            Asking::Some(_) if own.is_empty() => return,
            Asking::Some(picks) => picks.iter().map(|pick| own[pick.index(own.len())]).collect(),
            Asking::Any(scopes) => scopes.clone(),
            Asking::Unknown => vec!["demo/none"],
            Asking::Malformed => vec!["demo/\"read\""],
        };
        match asking {
            Asking::Malformed => self.fault(Fault::ScopeMalformed),
            _ => self.fault_if(scopes.iter().any(|one| !own.contains(one)), Fault::ScopeTooWide),
        }
        self.set("scope", scopes.join(" "));
    }

    /// The scopes that are asked for.
    pub fn scopes(&self) -> Option<Vec<&str>> {
        let (_, scopes) = self.pairs.iter().find(|(name, _)| *name == "scope")?;
        Some(scopes.split(' ').collect())
    }

    /// Proves to be a client.
    pub fn prove(&mut self, client: &Known, proof: Proof) {
        let basic = |secret: &str| Some((client.id.clone(), secret.to_owned()));
        match (proof, &client.secret) {
            (Proof::Right, Some(secret)) => self.basic = basic(secret),
            (Proof::Right, None) => self.set("client_id", client.id.as_str()),
            (Proof::WrongSecret, _) | (Proof::OtherWay, None) => self.basic = basic("a guess"),
            (Proof::OtherWay, Some(_)) => self.set("client_id", client.id.as_str()),
            (Proof::Stranger, _) => self.set("client_id", STRANGER),
            (Proof::Nothing, _) => {}
        }
        self.fault_if(proof != Proof::Right, Fault::Unproven);
    }

    pub fn grant_type(&mut self, grant_type: Option<&'static str>, right: &str) {
        if let Some(grant_type) = grant_type {
            self.set("grant_type", grant_type);
        }
        self.fault_if(grant_type != Some(right), Fault::GrantType);
    }

    /// The redirect URI of a token request for a code that was sent to `sent_to`; where PKCE binds the
    /// code it may be left out.
    pub fn again(&mut self, uri: Again, sent_to: &str, bound: bool) {
        match uri {
            Again::Same => self.set("redirect_uri", sent_to),
            Again::Missing => self.fault_if(!bound, Fault::UriMissing),
            Again::Otherwise => {
                self.set("redirect_uri", sent_to.replacen("https:", "HTTPS:", 1));
                self.fault(Fault::UriOtherwise);
            }
            Again::Wrong(uri) => {
                self.set("redirect_uri", uri);
                self.fault(if uri.contains(':') { Fault::UriWrong } else { Fault::UriNoUrl });
            }
        }
    }

    /// The verifier for a code whose challenge was made of `kept`.
    pub fn verify(&mut self, verifier: Verifier, kept: Option<&'static str>) {
        match (verifier, kept) {
            (Verifier::Right, Some(kept)) => {
                self.set("code_verifier", kept);
                self.fault_if(kept == SHORT, Fault::VerifierForm);
            }
            (Verifier::Right | Verifier::Missing, None) => {}
            (Verifier::Missing, Some(_)) => self.fault(Fault::VerifierMissing),
            (Verifier::Another, kept) => {
                self.set("code_verifier", ANOTHER);
                let asked = kept.is_some();
                self.fault(if asked { Fault::VerifierWrong } else { Fault::VerifierUnasked });
            }
        }
    }

    /// Notes that there is more than one fault.
    pub fn close(&mut self) {
        self.fault_if(self.faults.len() > 1, Fault::Several);
    }
}

/// An authorization request, the redirect URI that it comes to, and the verifier of its challenge.
pub fn authorize(
    wanted: &Authorize,
    clients: &[Known; 2],
) -> (Draft, &'static str, Option<&'static str>) {
    let mut draft = Draft::default();
    let one = match wanted.client {
        Named::One(at) => &clients[at],
        Named::Stranger | Named::Nobody => &clients[0],
    };
    match wanted.client {
        Named::One(_) => draft.set("client_id", one.id.as_str()),
        Named::Stranger => {
            draft.set("client_id", STRANGER);
            draft.fault(Fault::Stranger);
        }
        Named::Nobody => draft.fault(Fault::Unnamed),
    }
    draft.fault_if(one.plan.kind == Kind::Machine, Fault::MayNot);
    if let Some(response_type) = wanted.response_type {
        draft.set("response_type", response_type);
    }
    match wanted.response_type {
        Some("code") => {}
        None => draft.fault(Fault::ResponseTypeMissing),
        Some("token" | "id_token") => draft.fault(Fault::ResponseTypeImplicit),
        Some(_) => draft.fault(Fault::ResponseTypeUnknown),
    }
    draft.ask(&wanted.scope, &one.plan.scopes);
    let openid = draft.scopes().is_some_and(|scopes| scopes.contains(&"openid"));
    let of_people = |scopes: Vec<&str>| scopes.iter().any(|one| SCOPES[1..OF_PEOPLE].contains(one));
    draft.fault_if(!openid && draft.scopes().is_some_and(of_people), Fault::ScopeWithoutOpenid);
    let uri = redirect_uri(&mut draft, wanted.uri, one, openid);
    let verifier = challenge(&mut draft, wanted.challenge, one);
    if wanted.state {
        draft.set("state", "a state & a half = \u{fc}");
    }
    if wanted.denied {
        // So that the person is asked, whatever was allowed before; the crate does not know it.
        draft.set("prompt", "consent");
        draft.fault(Fault::Denied);
    }
    draft.repeat(wanted.twice);
    draft.close();
    (draft, uri, verifier)
}

fn redirect_uri(draft: &mut Draft, wanted: Uri, client: &Known, openid: bool) -> &'static str {
    let own = client.uris();
    match wanted {
        Uri::Registered(pick) => {
            let uri = own[pick.index(own.len())];
            draft.set("redirect_uri", uri);
            uri
        }
        Uri::Missing => {
            draft.fault_if(own.len() > 1 || openid, Fault::UriMissing);
            own[0]
        }
        Uri::Wrong(uri) => {
            draft.set("redirect_uri", uri);
            draft.fault(Fault::UriWrong);
            uri
        }
    }
}

fn challenge(draft: &mut Draft, wanted: Challenge, client: &Known) -> Option<&'static str> {
    let of = |verifier: &str| URL_SAFE_NO_PAD.encode(digest::sha256(verifier.as_bytes()));
    let (challenge, method, verifier) = match wanted {
        Challenge::S256 => (Some(of(VERIFIER)), Some("S256"), Some(VERIFIER)),
        Challenge::OfShort => (Some(of(SHORT)), Some("S256"), Some(SHORT)),
        Challenge::Short => (Some("short".to_owned()), Some("S256"), None),
        Challenge::Plain => (Some(VERIFIER.to_owned()), Some("plain"), None),
        Challenge::WithoutMethod => (Some(VERIFIER.to_owned()), None, None),
        Challenge::MethodAlone => (None, Some("S256"), None),
        Challenge::Missing => (None, None, None),
    };
    draft.fault_if(challenge.is_none() && client.needs_pkce(), Fault::ChallengeMissing);
    match wanted {
        Challenge::Short => draft.fault(Fault::ChallengeForm),
        Challenge::Plain | Challenge::WithoutMethod => draft.fault(Fault::ChallengePlain),
        Challenge::MethodAlone => draft.fault(Fault::MethodAlone),
        Challenge::S256 | Challenge::OfShort | Challenge::Missing => {}
    }
    challenge.into_iter().for_each(|challenge| draft.set("code_challenge", challenge));
    method.into_iter().for_each(|method| draft.set("code_challenge_method", method));
    verifier
}

/// Scopes of a request by a machine for itself, and whether any of them speaks of people.
pub fn speaks_of_people(draft: &Draft, client: &Known) -> bool {
    let of_people = |scopes: &[&str]| scopes.iter().any(|one| SCOPES[..OF_PEOPLE].contains(one));
    draft.scopes().map_or_else(|| of_people(&client.plan.scopes), |scopes| of_people(&scopes))
}
