//! The ceiling of a pool's SMS: how many go out, whoever they are for. Strangers who have codes sent
//! to numbers that pay them for it come close to it, and no further: the rest is for whoever has shown
//! something, and for operators.

use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use super::limits::note;
use crate::context::Context;
use crate::model::{Destination, Instant, Medium, PoolId};
use crate::store::{self, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Strangers leave one SMS in so many to the others; of fewer, none.
const LEFT: u32 = 5;

/// How the metric of what is refused has it.
const RULE: &str = "pool_sms";

/// How much one more SMS counts for at its pool, on all nodes together.
#[derive(Debug, Clone)]
pub(super) struct Fare {
    pool: PoolId,
    ceilings: [Ceiling; 2],
    now: Instant,
}

/// How many within which time; 0 is as many as there are.
#[derive(Debug, Clone, Copy)]
struct Ceiling {
    name: &'static str,
    window: Duration,
    most: u32,
}

impl Fare {
    /// What a message to there costs; nothing by mail.
    ///
    /// # Errors
    /// [`Refusal::NumberNotServed`] where the pool sends nothing to.
    pub(super) fn of(cx: &Context, pool: &PoolView, to: &Destination) -> Result<Option<Self>> {
        let policy = &pool.pool.settings.sms;
        if !policy.serves(to) {
            let hint = "the pool sends no SMS to numbers of this country";
            return Err(Error::new(Refusal::NumberNotServed, hint));
        }
        let ceiling = |name, window, most| Ceiling { name, window, most };
        Ok((to.medium() == Medium::PhoneNumber).then(|| Self {
            pool: pool.id().clone(),
            ceilings: [
                ceiling("sms_hour", HOUR, policy.most_per_hour),
                ceiling("sms_day", DAY, policy.most_per_day),
            ],
            now: cx.now(),
        }))
    }

    /// The same for whoever has shown nothing: refused while there are some left for the others.
    pub(super) fn of_stranger(mut self) -> Self {
        for ceiling in &mut self.ceilings {
            ceiling.most -= ceiling.most / LEFT;
        }
        self
    }

    /// Counts the message; at the end of a write, since all SMS of a pool meet in these rows.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] when the pool has sent as many as it may.
    pub(super) async fn pay(&self, tx: &mut Tx) -> Result<()> {
        let Self { pool, now, .. } = self;
        for Ceiling { name, window, most } in self.ceilings.into_iter().filter(|one| one.most > 0) {
            let most = i64::from(most);
            if !store::attempts::count_within(tx, pool, name, *now, window, most).await? {
                note(RULE);
                let began = store::attempts::window_began(tx, pool, name).await?;
                return Err(Refusal::TooManyAttempts(began.unwrap_or(*now) + window).into());
            }
        }
        Ok(())
    }
}
