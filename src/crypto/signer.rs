//! Signing off the async workers: what takes more than 200 µs (RSA, P-521) goes to threads of its
//! own, the quick algorithms stay.
//!
//! A thread signs what waits, a few messages at a time, and hands them back together: one wake-up
//! of an async worker a batch, where one a signature costs a third of the signature itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::{mpsc, oneshot};

use super::Error;
use super::keys::PrivateKey;
use super::workers::yield_to_others;
use crate::model::Algorithm;

/// How many signatures may wait before more are refused.
const QUEUE: usize = 2048;

/// How far the threads stand back: behind those that serve, before those that hash passwords.
const NICE: i32 = 5;

/// How many messages a thread signs at the most before it hands them back.
const LARGEST_BATCH: usize = 6;

/// Signs with whichever key it is given; cheap to clone.
#[derive(Debug, Clone)]
pub struct Signer {
    queue: Sender<Order>,
}

/// A message and its signature.
type Signed = (String, Vec<u8>);

struct Order {
    key: PrivateKey,
    message: String,
    caller: oneshot::Sender<Result<Signed, Error>>,
}

struct Done {
    outcome: Result<Signed, Error>,
    caller: oneshot::Sender<Result<Signed, Error>>,
}

impl Signer {
    /// Starts one thread a core, and a task of the present runtime that hands signatures back.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (queue, orders) = bounded(QUEUE);
        let (finished, batches) = mpsc::unbounded_channel();
        for number in 0..cores {
            let (orders, finished) = (orders.clone(), finished.clone());
            thread::Builder::new().name(format!("sign-{number}")).spawn(move || {
                yield_to_others(NICE);
                work(&orders, &finished, cores);
            })?;
        }
        tokio::spawn(hand_back(batches));
        Ok(Self { queue })
    }

    /// Whether a signature that is asked for now will not be refused for want of room.
    pub fn has_room(&self) -> bool {
        self.queue.len() < QUEUE / 2
    }

    /// Signs a message.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn sign(&self, key: &PrivateKey, message: String) -> Result<Signed, Error> {
        match key.algorithm() {
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => signed(key, message),
            _ => self.order(key.clone(), message).await,
        }
    }

    async fn order(&self, key: PrivateKey, message: String) -> Result<Signed, Error> {
        let (caller, outcome) = oneshot::channel();
        self.queue.try_send(Order { key, message, caller }).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Failed("signing threads"),
        })?;
        outcome.await.map_err(|_| Error::Failed("signing threads"))?
    }
}

fn signed(key: &PrivateKey, message: String) -> Result<Signed, Error> {
    let signature = key.sign(message.as_bytes())?;
    Ok((message, signature))
}

fn work(orders: &Receiver<Order>, finished: &mpsc::UnboundedSender<Vec<Done>>, threads: usize) {
    while let Ok(first) = orders.recv() {
        // A fair part of what waits and no more, so that the threads are done at the same time.
        let most = (1 + orders.len() / (2 * threads)).min(LARGEST_BATCH);
        let mut batch = Vec::with_capacity(most);
        let mut next = Some(first);
        while let Some(Order { key, message, caller }) = next {
            // Whoever went away while waiting has no use for the signature.
            if !caller.is_closed() {
                let outcome = catch_unwind(AssertUnwindSafe(|| signed(&key, message)))
                    .unwrap_or(Err(Error::Failed("sign")));
                batch.push(Done { outcome, caller });
            }
            next = if batch.len() < most { orders.try_recv().ok() } else { None };
        }
        if finished.send(batch).is_err() {
            return;
        }
    }
}

async fn hand_back(mut batches: mpsc::UnboundedReceiver<Vec<Done>>) {
    while let Some(batch) = batches.recv().await {
        for Done { outcome, caller } in batch {
            let _: Result<(), _> = caller.send(outcome);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_caller_gets_the_signature_of_its_own_message() {
        let signer = Signer::start().expect("threads");
        let key = PrivateKey::generate(Algorithm::RS256).expect("a key");
        let messages = (0..40).map(|number| format!("message {number}"));
        let orders = messages.map(|message| {
            let (signer, key) = (signer.clone(), key.clone());
            async move { (message.clone(), signer.sign(&key, message).await.expect("signed")) }
        });
        for (message, (signed, signature)) in futures_util::future::join_all(orders).await {
            assert_eq!(signed, message);
            assert_eq!(
                signature,
                key.sign(message.as_bytes()).expect("signed"),
                "PKCS#1 v1.5 is the same each time"
            );
        }
    }
}
