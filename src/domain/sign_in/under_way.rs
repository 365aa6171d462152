//! A sign-in that is under way: taken up by its handle, and carried one step further at a time.

use std::time::Duration;

use super::machine::{self, Demands, Next, Person};
use super::spent::Spent;
use super::{More, Step, Way, person, welcome};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::messages;
use crate::model::session::Session;
use crate::model::sign_in::{Progress, SignIn};
use crate::model::{Factor, Proof, User, factor};
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
        let user = sign_in.user_id.clone().ok_or(Refusal::SignInExpired)?;
        let user = store::users::by_id(&mut tx, pool.id(), &user).await?;
        drop(tx);
        let unchanged = |user: &User| user.enabled && stamp(cx, user) == sign_in.progress.stamp;
        let user = user.filter(unchanged).ok_or(Refusal::SignInExpired)?;
        let (demands, person) = person::read(cx, pool, &user).await?;
        Ok(Self { sign_in, user, demands, person, has_row: true })
    }

    /// Begins one for a user who has shown something, or is about to.
    pub(super) async fn begin(
        cx: &Context,
        way: &Way<'_>,
        user: User,
        name: &str,
        proved: Vec<Proof>,
    ) -> Result<Self> {
        let (demands, person) = person::read(cx, way.pool, &user).await?;
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
        Ok(Self { sign_in, user, demands, person, has_row: false })
    }

    /// What is next.
    pub fn next(&self) -> Next {
        machine::next(&self.demands, &self.person, &self.sign_in.progress)
    }

    /// The name as it was typed.
    pub fn name(&self) -> &str {
        &self.sign_in.name
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
            Next::Choose { factors, .. } => factors.contains(&factor),
            Next::Enrol(factors) => factors.contains(&factor),
            _ => false,
        }
    }

    /// Whether this factor would be taken now.
    pub fn takes(&self, factor: Factor) -> bool {
        !matches!(self.next(), Next::Enrol(_)) && self.offers(factor)
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
            progress.challenge = None;
        }
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

    /// Part of the last write: ends the row, if it had one.
    pub(super) fn row(&self) -> Option<&SignIn> {
        self.has_row.then_some(&self.sign_in)
    }
}

/// A digest of what must not change while somebody signs in.
fn stamp(cx: &Context, user: &User) -> String {
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
    unchanged(tx, user).await?;
    spent.write(tx).await?;
    if !*has_row {
        store::sign_ins::insert(tx, sign_in).await?;
    } else if !store::sign_ins::advance(tx, sign_in).await? {
        return Err(Refusal::SignInExpired.into());
    }
    spent.settle(tx).await
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

/// Begins a sign-in of somebody who is signed in, for what the application needs besides.
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
    UnderWay::begin(cx, way, user, &name, factor::proved(&session.amr)).await
}
