//! Requests of one kind that wait together become one statement: a statement costs more to send
//! than to run.

use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::error::{Error, Result};

/// How many requests one statement may answer.
pub(super) const LARGEST: usize = 64;

/// How many requests may wait before callers wait to be let in.
const QUEUE: usize = 1024;

/// A queue of questions that are answered together.
pub(super) struct Batch<Q, A> {
    queue: mpsc::Sender<Waiting<Q, A>>,
}

struct Waiting<Q, A> {
    question: Q,
    caller: oneshot::Sender<Result<A>>,
}

impl<Q: Send + 'static, A: Send + 'static> Batch<Q, A> {
    /// Starts the task that asks; `ask` answers questions in their order.
    pub(super) fn start<F>(ask: impl Fn(Vec<Q>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<Vec<A>>> + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(serve(waiting, ask));
        Self { queue }
    }

    /// Asks, together with whoever else waits.
    pub(super) async fn ask(&self, question: Q) -> Result<A> {
        let (caller, answer) = oneshot::channel();
        self.queue.send(Waiting { question, caller }).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }
}

impl<Q, A> fmt::Debug for Batch<Q, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("room", &self.queue.capacity()).finish()
    }
}

async fn serve<Q, A, F>(mut waiting: mpsc::Receiver<Waiting<Q, A>>, ask: impl Fn(Vec<Q>) -> F)
where
    F: Future<Output = Result<Vec<A>>>,
{
    let mut together = Vec::with_capacity(LARGEST);
    while waiting.recv_many(&mut together, LARGEST).await > 0 {
        // Whoever is about to ask may still come along: it costs the first one a turn of the runtime.
        tokio::task::yield_now().await;
        while together.len() < LARGEST
            && let Ok(another) = waiting.try_recv()
        {
            together.push(another);
        }
        let (questions, callers): (Vec<Q>, Vec<_>) =
            together.drain(..).map(|one| (one.question, one.caller)).unzip();
        // A panic is its callers' and not this task's, on which all others depend.
        let asked = AssertUnwindSafe(ask(questions)).catch_unwind().await;
        match asked.unwrap_or(Err(Error::Closed)) {
            Ok(answers) => {
                for (caller, answer) in callers.into_iter().zip(answers) {
                    let _: Result<(), _> = caller.send(Ok(answer));
                }
            }
            Err(fault) => {
                for caller in callers {
                    let _: Result<(), _> = caller.send(Err(fault.clone()));
                }
            }
        }
    }
}

/// The sizes of the statements: a batch is filled up to the next one by repeating its last row, so
/// that a handful of prepared statements serves all.
pub(super) const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, LARGEST];

/// Which of [`SIZES`] holds so many rows.
pub(super) fn size_for(rows: usize) -> usize {
    SIZES.iter().position(|size| *size >= rows).unwrap_or(SIZES.len() - 1)
}

/// The rows, the last of them repeated until there are `size`.
pub(super) fn filled<T>(rows: &[T], size: usize) -> impl Iterator<Item = &T> {
    rows.iter().chain(rows.last().into_iter().cycle()).take(size)
}

/// `($1, $2), ($3, $4)…`: so many rows of so many parameters, the first numbered `first`.
pub(super) fn rows(count: usize, columns: usize, first: usize) -> String {
    let row = |row: usize| {
        let parameters: Vec<String> =
            (0..columns).map(|column| format!("${}", first + row * columns + column)).collect();
        format!("({})", parameters.join(", "))
    };
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_together_is_answered_together() {
        let batch = Batch::start(|questions: Vec<i32>| async move {
            let together = questions.len();
            Ok(questions.into_iter().map(|question| (question * 2, together)).collect())
        });
        let answers = futures_util::future::join_all((0..10).map(|number| batch.ask(number))).await;
        for (number, answer) in answers.into_iter().enumerate() {
            let (double, together) = answer.expect("an answer");
            assert_eq!(double, i32::try_from(number * 2).expect("small"));
            assert!(together > 1, "{together}");
        }
    }

    #[tokio::test]
    async fn a_panic_ends_its_question_and_not_the_queue() {
        let batch = Batch::start(|questions: Vec<i32>| async move {
            assert!(!questions.contains(&13), "of a test");
            Ok(questions)
        });
        assert!(matches!(batch.ask(13).await, Err(Error::Closed)));
        assert_eq!(batch.ask(7).await.expect("an answer"), 7);
    }

    #[test]
    fn rows_are_numbered_through() {
        assert_eq!(rows(2, 3, 2), "($2, $3, $4), ($5, $6, $7)");
        assert_eq!([1, 3, 33, 64, 90].map(size_for), [0, 2, 6, 6, 6]);
    }
}
