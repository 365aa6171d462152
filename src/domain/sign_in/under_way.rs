//! A sign-in that is under way: taken up by its handle, and carried one step further at a time.

use std::time::Duration;

use super::machine::{self, Demands, Next, Person};
use super::nobody::nobody;
use super::spent::Spent;
use super::{More, Step, Way, person, welcome};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::devices::{Known, Remembering};
use crate::domain::error::{Refusal, Result};
use crate::domain::messages;
use crate::model::session::Session;
use crate::model::sign_in::{Before, Progress, SignIn};
use crate::model::{Factor, Instant, Proof, User, factor};
use crate::store::{self, Tx};

/// A sign-in that is under way, with all that decides what is next.
#[derive(Debug, Clone)]
pub struct UnderWay {
    /// Its row.
    pub(super) sign_in: SignIn,
    /// Who signs in.
    pub user: User,
    demands: Demands,
    person: Person,
    /// The browser, where it is remembered for this person.
    device: Option<Known>,
    /// The user as this step leaves them, where it changes them.
    after: Option<Box<User>>,
    /// Whether it has a row; one that has just begun has none yet.
    has_row: bool,
}

impl UnderWay {
    /// The sign-in that this browser has begun at this pool.
    ///
    /// # Errors
    /// [`Refusal::SignInExpired`] when there is none, it is too late, or the account has changed
    /// since.
    pub async fn find(cx: &Context, pool: &PoolView, id: &str) -> Result<Self> {
        let mut tx = cx.read().await?;
        let sign_in = store::sign_ins::live(&mut tx, pool.id(), id, cx.now()).await?;
        let sign_in = sign_in.ok_or(Refusal::SignInExpired)?;
        goes_on(&mut tx, &sign_in, cx.now()).await?;
        // A name that nobody has takes the same way.
        let nobody = nobody(pool.id(), cx.now())?;
        let id = sign_in.user_id.as_ref().unwrap_or(&nobody.id);
        let user = store::users::by_id(&mut tx, pool.id(), id).await?;
        drop(tx);
        let unchanged = |user: &User| user.enabled && stamp(cx, user) == sign_in.progress.stamp;
        let user = match sign_in.user_id {
            Some(_) => user.filter(unchanged).ok_or(Refusal::SignInExpired)?,
            None => nobody,
        };
        let (demands, person, device) = person::read(cx, pool, &user).await?;
        let provider = sign_in.progress.provider.clone();
        let under_way = Self { sign_in, user, demands, person, device, after: None, has_row: true };
        under_way.sent_by(cx, provider).await
    }

    /// The same sign-in of somebody who has come by the word of that provider, if by that of any.
    pub(super) async fn sent_by(mut self, cx: &Context, provider: Option<String>) -> Result<Self> {
        if let Some(id) = &provider {
            self.person.provider_reads = person::read_there(cx, &self.user, id).await?;
        }
        self.sign_in.progress.provider = provider;
        Ok(self)
    }

    /// Begins one for a user who has shown something, or is about to.
    pub(super) async fn begin(
        cx: &Context,
        way: &Way<'_>,
        user: User,
        name: &str,
        proved: Vec<Proof>,
    ) -> Result<Self> {
        let (demands, person, device) = person::read(cx, way.pool, &user).await?;
        let life = u64::from(way.pool.pool.settings.sign_in.minutes) * 60;
        let progress = Progress {
            proved,
            wanted: way.wanted.to_vec(),
            client: way.client.map(|client| client.id.clone()),
            stamp: stamp(cx, &user),
            ..Progress::default()
        };
        let sign_in = SignIn {
            id: random::token::<16>()?,
            pool_id: user.pool_id.clone(),
            user_id: Some(user.id.clone()),
            name: name.to_owned(),
            progress,
            version: 0,
            created_at: cx.now(),
            expires_at: cx.now() + Duration::from_secs(life),
        };
        Ok(Self { sign_in, user, demands, person, device, after: None, has_row: false })
    }

    /// Begins one in which this factor comes first, for the user of a name; or, in a way that looks
    /// the same, for a name that nobody has.
    pub(super) async fn begin_by(
        cx: &Context,
        way: &Way<'_>,
        user: Option<User>,
        name: &str,
        factor: Factor,
    ) -> Result<Self> {
        let is_known = user.is_some();
        let user = user.map_or_else(|| nobody(way.pool.id(), cx.now()), Ok)?;
        let mut under_way = Self::begin(cx, way, user, name, Vec::new()).await?;
        under_way.sign_in.user_id.take_if(|_| !is_known);
        under_way.sign_in.progress.chosen = Some(factor);
        Ok(under_way)
    }

    /// Who signs in, if anybody has that name.
    pub(super) fn known(&self) -> Option<&User> {
        self.sign_in.user_id.is_some().then_some(&self.user)
    }

    /// By which the browser's session goes on with it.
    pub fn id(&self) -> &str {
        &self.sign_in.id
    }

    /// What was shown so far.
    pub fn proved(&self) -> &[Proof] {
        &self.sign_in.progress.proved
    }

    /// The same sign-in of a user whom the step that is about to be taken changes so.
    pub(super) fn becomes(mut self, cx: &Context, pool: &PoolView, user: User) -> Self {
        person::look_at(&mut self.person, cx, pool, &user);
        self.sign_in.progress.stamp = stamp(cx, &user);
        self.after = Some(Box::new(user));
        self
    }

    /// The same sign-in with the account as it has become.
    pub(super) fn renewed(mut self, cx: &Context, pool: &PoolView, user: User) -> Self {
        person::look_at(&mut self.person, cx, pool, &user);
        self.sign_in.progress.stamp = stamp(cx, &user);
        // With another password no browser is remembered any more.
        self.device.take_if(|_| self.user.password_hash != user.password_hash);
        self.user = user;
        self
    }

    /// The same sign-in after a step that is written already, with the account as it is since.
    pub(super) fn a_step_on(self, cx: &Context, pool: &PoolView, user: User) -> Self {
        let mut next = self.renewed(cx, pool, user);
        next.sign_in.version += 1;
        next
    }

    /// The user as the last step leaves them.
    pub(super) fn user_after(&self) -> User {
        self.after.as_deref().unwrap_or(&self.user).clone()
    }

    /// Whether the methods that the application wants can all be shown.
    pub fn can_show_what_is_wanted(&self) -> bool {
        machine::can_show_what_is_wanted(&self.demands, &self.person, &self.sign_in.progress)
    }

    /// The methods that were shown, as tokens name them (RFC 8176).
    pub(super) fn methods(&self) -> Vec<String> {
        machine::methods(&self.person, self.proved())
    }

    /// What is next.
    pub fn next(&self) -> Next {
        machine::next(&self.demands, &self.person, &self.sign_in.progress)
    }

    /// The name as it was typed.
    pub fn name(&self) -> &str {
        &self.sign_in.name
    }

    /// The provider at which the identity is that waits to open the account.
    pub fn connects(&self) -> Option<&str> {
        self.sign_in.progress.waiting.as_ref().map(|waiting| waiting.provider.as_str())
    }

    /// What the step under way needs to know.
    pub fn challenge(&self) -> Option<&str> {
        self.sign_in.progress.challenge.as_deref()
    }

    /// The factor that the person wants to use next.
    pub fn chosen(&self) -> Option<Factor> {
        self.sign_in.progress.chosen
    }

    /// Whether this factor would be taken now, or set up.
    pub fn offers(&self, factor: Factor) -> bool {
        match self.next() {
            Next::Prove { factor: asked, others, .. } => {
                asked == factor || others.contains(&factor)
            }
            Next::Choose { factors, .. } | Next::Recover { others: factors } => {
                factors.contains(&factor)
            }
            Next::Enrol(factors) => factors.contains(&factor),
            _ => false,
        }
    }

    /// Whether this factor would be taken now.
    pub fn takes(&self, factor: Factor) -> bool {
        !matches!(self.next(), Next::Enrol(_)) && self.offers(factor)
    }

    /// Whether a recovery code would be taken now.
    pub fn takes_recovery_code(&self) -> bool {
        matches!(
            self.next(),
            Next::Prove { recovery: true, .. }
                | Next::Choose { recovery: true, .. }
                | Next::Recover { .. }
        )
    }

    /// Whether the browser is remembered for this person.
    pub(super) fn knows_browser(&self) -> bool {
        self.device.is_some()
    }

    /// What the last step writes of the browser: it goes on being known, or is from now on, where the
    /// pool or the person wants that.
    pub(super) fn remembering(&self, cx: &Context, pool: &PoolView) -> Result<Option<Remembering>> {
        let user = self.user_after();
        if let Some(known) = &self.device {
            return Remembering::of_known(cx, &user, known).map(Some);
        }
        match machine::remembers(&self.demands, &self.person, &self.sign_in.progress) {
            true => Remembering::of_new(cx, pool, &user).map(Some),
            false => Ok(None),
        }
    }

    /// Takes in what a step changes of what the machine knows.
    fn heed(&mut self, spent: &Spent) {
        match spent {
            spent if spent.enrols() => {
                self.sign_in.progress.enrolled = true;
                // With another factor no browser is remembered any more.
                self.device = None;
            }
            Spent::RecoveryCodes(_) => {
                self.person.has_recovery_codes = true;
                self.sign_in.progress.challenge = None;
            }
            _ => {}
        }
    }

    /// Carries it one step further: `spent` is used up in the same write, and the step is taken
    /// once.
    pub(super) async fn carry_on(
        mut self,
        cx: &Context,
        pool: &PoolView,
        proof: Option<Proof>,
        spent: Spent,
    ) -> Result<Step> {
        if let Some(proof) = proof {
            let progress = &mut self.sign_in.progress;
            progress.proved.push(proof);
            progress.chosen = None;
            progress.recover = false;
            progress.challenge = None;
        }
        self.heed(&spent);
        let spent = spent.telling(cx, pool, &self.user)?;
        match self.next() {
            Next::Done => welcome::done(cx, pool, self, spent).await,
            Next::Confirm | Next::Reset => welcome::not_yet(cx, pool, self, spent).await,
            next => self.keep(cx, next, spent).await,
        }
    }

    /// Keeps what the step under way needs to know.
    pub(super) async fn remember(mut self, cx: &Context, challenge: String) -> Result<Self> {
        self.sign_in.progress.challenge = Some(challenge);
        let Self { sign_in, user, has_row, .. } = self.clone();
        let keeping = Keeping { sign_in, user, has_row, spent: Spent::Nothing };
        cx.write(keeping, |tx, keeping| Box::pin(write(tx, keeping))).await?;
        self.sign_in.version += i64::from(self.has_row);
        self.has_row = true;
        Ok(self)
    }

    /// Keeps how far it has come.
    async fn keep(self, cx: &Context, next: Next, spent: Spent) -> Result<Step> {
        let Self { sign_in, user, has_row, .. } = self;
        let (id, until) = (sign_in.id.clone(), sign_in.expires_at);
        let keeping = Keeping { sign_in, user, has_row, spent };
        cx.write(keeping, |tx, keeping| Box::pin(write(tx, keeping))).await?;
        Ok(Step::More(Box::new(More { id, until, next })))
    }

    /// Whether it has a row, which the last write ends.
    pub(super) fn has_row(&self) -> bool {
        self.has_row
    }
}

/// A digest of what must not change while somebody signs in.
pub(super) fn stamp(cx: &Context, user: &User) -> String {
    let hash = user.password_hash.as_deref().unwrap_or_default();
    let parts = [b"sign-in".as_slice(), user.id.as_str().as_bytes(), hash.as_bytes()];
    digest::hex(&cx.app.vault.tag(&parts))
}

struct Keeping {
    sign_in: SignIn,
    user: User,
    has_row: bool,
    spent: Spent,
}

async fn write(tx: &mut Tx, keeping: &Keeping) -> Result<()> {
    let Keeping { sign_in, user, has_row, spent } = keeping;
    match unchanged(tx, user).await {
        // The same work for a name that nobody has.
        Err(error) if sign_in.user_id.is_some() => return Err(error),
        _ => {}
    }
    spent.write(tx).await?;
    if !*has_row {
        store::sign_ins::insert(tx, sign_in).await?;
    } else if !store::sign_ins::advance(tx, sign_in).await? {
        return Err(Refusal::SignInExpired.into());
    }
    spent.settle(tx).await
}

/// Refuses to go on where what this sign-in rests on has ended: the session whose proofs count in it,
/// or the word of a provider.
pub(super) async fn goes_on(tx: &mut Tx, sign_in: &SignIn, now: Instant) -> Result<()> {
    let SignIn { pool_id: pool, user_id: user, progress, .. } = sign_in;
    let stands = match (&progress.from, &progress.provider, user) {
        (Some(before), ..) => {
            store::sessions::live(tx, pool, &before.session, now).await?.is_some()
        }
        (None, Some(provider), Some(user)) => {
            store::identities::opens(tx, pool, user, provider).await?
        }
        _ => true,
    };
    if stands { Ok(()) } else { Err(Refusal::SignInExpired.into()) }
}

/// Part of a write, and first in it: the account is as it was when it was looked at.
pub(super) async fn unchanged(tx: &mut Tx, user: &User) -> Result<()> {
    // A new password, or an end of the account, is written before this or after it.
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    let now = store::users::by_id(tx, &user.pool_id, &user.id).await?;
    let same = now.is_some_and(|now| {
        now.enabled && now.status == user.status && now.password_hash == user.password_hash
    });
    if same { Ok(()) } else { Err(Refusal::WrongCredentials.into()) }
}

/// Takes up a person's wish to use another factor.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it is too late.
pub async fn choose(
    cx: &Context,
    pool: &PoolView,
    mut under_way: UnderWay,
    factor: Factor,
) -> Result<Step> {
    if under_way.offers(factor) {
        under_way.sign_in.progress.chosen = Some(factor);
        under_way.sign_in.progress.recover = false;
        under_way.sign_in.progress.challenge = None;
    }
    under_way.carry_on(cx, pool, None, Spent::Nothing).await
}

/// Says once more what is next: after an answer that was not asked for.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it is too late.
pub async fn again(cx: &Context, pool: &PoolView, under_way: UnderWay) -> Result<Step> {
    under_way.carry_on(cx, pool, None, Spent::Nothing).await
}

/// Begins a sign-in of somebody who is signed in, for what the application needs besides. What was
/// shown before counts as long as their session lives, and gets no younger.
///
/// # Errors
/// When the database does not answer.
pub async fn step_up(
    cx: &Context,
    way: &Way<'_>,
    session: &Session,
    user: User,
) -> Result<UnderWay> {
    let name = messages::sign_in_name(way.pool, &user).to_owned();
    let mut under_way = UnderWay::begin(cx, way, user, &name, factor::proved(&session.amr)).await?;
    under_way.sign_in.progress.from = Some(Before::of(session));
    under_way.sent_by(cx, session.provider.clone()).await
}
