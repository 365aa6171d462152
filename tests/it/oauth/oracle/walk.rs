//! Both sides walked with the same moves: what was given is remembered in pairs, and shown again.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::differences::{Fault, judge};
use super::known::{Known, register};
use super::moves::{
    Again, Authorize, Caller, Case, Kind, Move, Named, OwnToken, Plan, Proof, Redeem, Refresh,
    Which,
};
use super::ours::Ours;
use super::outcome::{Given, Outcome};
use super::requests::{Draft, authorize, speaks_of_people};
use super::stores::{ACCESS_HOURS, REFRESH_HOURS};
use super::theirs::{Asked, Theirs};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// What the crate's codes live.
const THEIR_CODES: Duration = Duration::from_secs(600);

/// How often each line of the table was needed, and how often both sides gave what was asked.
#[derive(Default)]
pub struct Tally {
    pub lines: RefCell<BTreeMap<usize, u64>>,
    pub agreed: RefCell<BTreeMap<String, u64>>,
}

/// The same thing on the two sides.
#[derive(Clone)]
struct Pair {
    ours: String,
    theirs: String,
}

struct Code {
    text: Pair,
    client: usize,
    sent_to: &'static str,
    verifier: Option<&'static str>,
    bound: bool,
    given_at: Duration,
    /// What it was redeemed for.
    family: Option<usize>,
}

struct Family {
    client: usize,
    granted: BTreeSet<String>,
    began_at: Duration,
    ended: bool,
}

struct RefreshToken {
    text: Pair,
    family: usize,
    replaced: bool,
}

struct AccessToken {
    text: Pair,
    /// None of a machine's own.
    family: Option<usize>,
    scopes: BTreeSet<String>,
    given_at: Duration,
}

/// Two sides with the same clients.
pub struct Walk<'a> {
    ours: Ours<'a>,
    theirs: Theirs,
    clients: [Known; 2],
    codes: Vec<Code>,
    families: Vec<Family>,
    refresh: Vec<RefreshToken>,
    access: Vec<AccessToken>,
    elapsed: Duration,
    tally: &'a Tally,
}

/// What our machine is shown beside a request.
type Shown = Option<(&'static str, &'static str)>;

/// Both answers to a token request.
struct Both {
    ours: Outcome,
    given: Option<(Given, Given)>,
    /// Theirs has changed what ours has not: it is of no more use.
    lost: bool,
}

impl<'a> Walk<'a> {
    /// Registers the clients of a case on both sides.
    pub async fn begin(mut ours: Ours<'a>, plans: &[Plan; 2], tally: &'a Tally) -> Walk<'a> {
        let mut theirs = Theirs::new("openid");
        let [first, second] = plans;
        let clients = [
            register(&mut ours, &mut theirs, first).await,
            register(&mut ours, &mut theirs, second).await,
        ];
        Walk {
            ours,
            theirs,
            clients,
            codes: Vec::new(),
            families: Vec::new(),
            refresh: Vec::new(),
            access: Vec::new(),
            elapsed: Duration::ZERO,
            tally,
        }
    }

    /// Makes all moves of a case.
    ///
    /// # Errors
    /// The first difference that no line of the table allows.
    pub async fn all(&mut self, case: &Case) -> Result<(), String> {
        for (number, one) in case.moves.iter().enumerate() {
            self.step(one).await.map_err(|why| format!("move {number}, {one:?}: {why}"))?;
        }
        Ok(())
    }

    async fn step(&mut self, one: &Move) -> Result<(), String> {
        match one {
            Move::Authorize(wanted) => self.authorize(wanted).await,
            Move::Redeem(wanted) => self.redeem(wanted).await,
            Move::Refresh(wanted) => self.refresh(wanted).await,
            Move::OwnToken(wanted) => self.own_token(wanted).await,
            Move::Resource(which) => self.resource(*which).await,
            Move::Wait(time) => {
                self.ours.app.advance(*time);
                self.theirs.wait(*time);
                self.elapsed += *time;
                Ok(())
            }
        }
    }

    async fn authorize(&mut self, wanted: &Authorize) -> Result<(), String> {
        let (draft, sent_to, verifier) = authorize(wanted, &self.clients);
        let (ours, our_code) = self.ours.authorize(&draft.pairs(), wanted.denied).await;
        let asked = Asked::with(None, &draft.pairs());
        let (theirs, their_code) = self.theirs.authorize(&asked, wanted.denied);
        self.compare(&draft.faults, &ours, &theirs)?;
        if let (Some(ours), Some(theirs), Named::One(client)) =
            (our_code, their_code, wanted.client)
        {
            self.codes.push(Code {
                text: Pair { ours, theirs },
                client,
                sent_to,
                verifier,
                bound: draft.pairs.iter().any(|(name, _)| *name == "code_challenge"),
                given_at: self.elapsed,
                family: None,
            });
        }
        Ok(())
    }

    async fn redeem(&mut self, wanted: &Redeem) -> Result<(), String> {
        let Some(at) = pick(wanted.code, self.codes.len()) else { return Ok(()) };
        let (mut draft, text, shown) = self.draft_redemption(wanted, at);
        let both = self.token(&mut draft, text, "code", wanted.twice, shown).await?;
        let Some(at) = at else { return Ok(()) };
        let replays = [Fault::OtherClient, Fault::GrantType];
        if let (Some(family), true) = (self.codes[at].family, is_heard(&draft.faults, &replays)) {
            self.families[family].ended = true;
        }
        if let (Outcome::Tokens(scopes), Some(given)) = (&both.ours, both.given) {
            let client = self.codes[at].client;
            self.codes[at].family = Some(self.families.len());
            self.families.push(Family {
                client,
                granted: scopes.clone(),
                began_at: self.elapsed,
                ended: false,
            });
            self.keep(Some(self.families.len() - 1), scopes, given);
        } else if both.lost {
            self.codes.remove(at);
        }
        Ok(())
    }

    /// The request for a code, the code, and the redirect URI that our machine is shown where the
    /// request may leave it out (OAuth 2.1).
    fn draft_redemption(&self, wanted: &Redeem, at: Option<usize>) -> (Draft, Option<Pair>, Shown) {
        let code = at.and_then(|at| self.codes.get(at));
        let mut draft = Draft::default();
        draft.grant_type(wanted.grant_type, "authorization_code");
        let text = text_of(&mut draft, wanted.code, code.map(|code| &code.text));
        let own = code.map_or(0, |code| code.client);
        let caller = self.call(&mut draft, wanted.caller, own, code.is_some());
        draft.fault_if(self.clients[caller].plan.kind == Kind::Machine, Fault::MayNot);
        let sent_to = code.map_or(self.clients[caller].uris()[0], |code| code.sent_to);
        let bound = code.is_some_and(|code| code.bound);
        draft.again(wanted.uri, sent_to, bound);
        draft.verify(wanted.verifier, code.and_then(|code| code.verifier));
        if let Some(code) = code {
            let age = self.elapsed - code.given_at;
            draft.fault_if(age > MINUTE && age <= THEIR_CODES, Fault::Old);
            draft.fault_if(age > THEIR_CODES, Fault::Expired);
            draft.fault_if(code.family.is_some(), Fault::CodeUsed);
        }
        let left_out = bound && wanted.uri == Again::Missing;
        (draft, text, left_out.then_some(("redirect_uri", sent_to)))
    }

    async fn refresh(&mut self, wanted: &Refresh) -> Result<(), String> {
        let Some(at) = pick(wanted.token, self.refresh.len()) else { return Ok(()) };
        let token = at.and_then(|at| self.refresh.get(at));
        let family = token.map(|token| &self.families[token.family]);
        let mut draft = Draft::default();
        draft.grant_type(wanted.grant_type, "refresh_token");
        let text = text_of(&mut draft, wanted.token, token.map(|token| &token.text));
        let own = family.map_or(0, |family| family.client);
        self.call(&mut draft, wanted.caller, own, family.is_some());
        if let (Some(token), Some(family)) = (token, family) {
            let granted: Vec<&str> = family.granted.iter().map(String::as_str).collect();
            draft.ask(&wanted.scope, &granted);
            draft.fault_if(token.replaced, Fault::Replaced);
            draft.fault_if(family.ended, Fault::Ended);
            let age = self.elapsed - family.began_at;
            draft.fault_if(age > HOUR * REFRESH_HOURS, Fault::Expired);
        }
        let both = self.token(&mut draft, text, "refresh_token", wanted.twice, None).await?;
        let Some(at) = at else { return Ok(()) };
        let family = self.refresh[at].family;
        let reuses = [
            Fault::OtherClient,
            Fault::GrantType,
            Fault::ScopeMalformed,
            Fault::ScopeTooWide,
            Fault::Expired,
        ];
        if self.refresh[at].replaced && is_heard(&draft.faults, &reuses) {
            self.families[family].ended = true;
        }
        if let (Outcome::Tokens(scopes), Some(given)) = (&both.ours, both.given) {
            self.refresh[at].replaced = true;
            self.keep(Some(family), scopes, given);
        } else if both.lost {
            self.refresh.remove(at);
        }
        Ok(())
    }

    async fn own_token(&mut self, wanted: &OwnToken) -> Result<(), String> {
        let client = &self.clients[wanted.client];
        let mut draft = Draft::default();
        draft.grant_type(Some("client_credentials"), "client_credentials");
        draft.prove(client, wanted.proof);
        draft.ask(&wanted.scope, &client.plan.scopes);
        draft.fault_if(client.plan.kind != Kind::Machine, Fault::MayNot);
        draft.fault_if(speaks_of_people(&draft, client), Fault::ScopeOfPeople);
        let both = self.token(&mut draft, None, "", wanted.twice, None).await?;
        if let (Outcome::Tokens(scopes), Some(given)) = (&both.ours, both.given) {
            self.keep(None, scopes, given);
        }
        Ok(())
    }

    async fn resource(&mut self, which: Which) -> Result<(), String> {
        let Some(at) = pick(which, self.access.len()) else { return Ok(()) };
        let token = at.and_then(|at| self.access.get(at));
        let mut draft = Draft::default();
        let text = text_of(&mut draft, which, token.map(|token| &token.text));
        if let Some(token) = token {
            let ended = token.family.is_some_and(|family| self.families[family].ended);
            draft.fault_if(ended, Fault::Ended);
            draft.fault_if(token.family.is_none(), Fault::Machine);
            draft.fault_if(!token.scopes.contains("openid"), Fault::ScopeLacking);
            let age = self.elapsed - token.given_at;
            draft.fault_if(age > HOUR * ACCESS_HOURS, Fault::Expired);
        }
        draft.close();
        let ours = self.ours.resource(text.as_ref().map(|text| text.ours.as_str())).await;
        let theirs = self.theirs.resource(text.as_ref().map(|text| text.theirs.as_str()));
        self.compare(&draft.faults, &ours, &theirs)
    }

    /// Says who asks, in the draft of a request about what belongs to the client `own`.
    fn call(&self, draft: &mut Draft, caller: Caller, own: usize, is_known: bool) -> usize {
        let (caller, proof) = match caller {
            Caller::Own(proof) => (own, proof),
            Caller::Other(proof) => (1 - own, proof),
        };
        draft.prove(&self.clients[caller], proof);
        let named = !matches!(proof, Proof::Stranger | Proof::Nothing);
        draft.fault_if(is_known && named && caller != own, Fault::OtherClient);
        caller
    }

    /// Sends a token request to both sides; `text` is the one parameter in which they differ, and
    /// `shown` is what our machine is shown beside the request.
    async fn token(
        &mut self,
        draft: &mut Draft,
        text: Option<Pair>,
        name: &'static str,
        twice: Option<&'static str>,
        shown: Shown,
    ) -> Result<Both, String> {
        if let Some(text) = &text {
            draft.set(name, text.ours.as_str());
        }
        draft.repeat(twice);
        draft.close();
        let (ours, our_own) = self.ours.token(draft.basic(), &draft.pairs()).await;
        if let Some(text) = text {
            let own = draft.pairs.iter_mut().filter(|(own, _)| *own == name);
            own.for_each(|(_, value)| value.clone_from(&text.theirs));
        }
        let mut pairs = draft.pairs();
        pairs.extend(shown);
        let (theirs, their_own) = self.theirs.token(&Asked::with(draft.basic(), &pairs));
        self.compare(&draft.faults, &ours, &theirs)?;
        Ok(Both { lost: theirs.accepts() && !ours.accepts(), given: our_own.zip(their_own), ours })
    }

    /// Remembers what was given.
    fn keep(&mut self, family: Option<usize>, scopes: &BTreeSet<String>, given: (Given, Given)) {
        let (ours, theirs) = given;
        self.access.push(AccessToken {
            text: Pair { ours: ours.access, theirs: theirs.access },
            family,
            scopes: scopes.clone(),
            given_at: self.elapsed,
        });
        if let (Some(family), Some((ours, theirs))) = (family, ours.refresh.zip(theirs.refresh)) {
            let text = Pair { ours, theirs };
            self.refresh.push(RefreshToken { text, family, replaced: false });
        }
    }

    fn compare(
        &self,
        faults: &BTreeSet<Fault>,
        ours: &Outcome,
        theirs: &Outcome,
    ) -> Result<(), String> {
        let line = judge(faults, ours, theirs).map_err(|why| {
            format!("{why}\n  faults {faults:?}\n  ours {ours:?}\n  theirs {theirs:?}")
        })?;
        match line {
            Some(line) => *self.tally.lines.borrow_mut().entry(line).or_default() += 1,
            None => {
                let word = ours.word().to_owned();
                *self.tally.agreed.borrow_mut().entry(word).or_default() += 1;
            }
        }
        Ok(())
    }
}

/// Whether a request comes as far as to be one of its client, for what is looked up then.
fn is_heard(faults: &BTreeSet<Fault>, besides: &[Fault]) -> bool {
    let unheard = [Fault::Unproven, Fault::Twice, Fault::MayNot];
    faults.iter().all(|fault| !unheard.contains(fault) && !besides.contains(fault))
}

/// Which of so many: none of them, or nothing at all where there is nothing to choose from.
fn pick(which: Which, many: usize) -> Option<Option<usize>> {
    match which {
        Which::MadeUp | Which::Missing => Some(None),
        Which::Latest => many.checked_sub(1).map(Some),
        Which::Any(_) if many == 0 => None,
        Which::Any(index) => Some(Some(index.index(many))),
    }
}

fn text_of(draft: &mut Draft, which: Which, known: Option<&Pair>) -> Option<Pair> {
    match which {
        Which::Missing => {
            draft.fault(Fault::Missing);
            None
        }
        Which::MadeUp => {
            draft.fault(Fault::Unknown);
            Some(Pair { ours: "made-up".into(), theirs: "made-up".into() })
        }
        Which::Latest | Which::Any(_) => known.cloned(),
    }
}
