//! Threads for work that would hold up the async workers: a bounded queue before a fixed crew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use super::Error;

/// Work for one of the threads.
type Task<T> = Box<dyn FnOnce(&mut T) + Send>;

/// A crew of threads, each with its own tools of type `T`, working off one bounded queue.
#[derive(Debug)]
pub struct Crew<T> {
    queue: Sender<Task<T>>,
}

/// How far a crew stands back: behind the threads that serve, and behind those that sign.
const NICE: i32 = 19;

/// How long a thread without work keeps what its tools have grown to.
const IDLE: Duration = Duration::from_secs(1);

impl<T: 'static> Crew<T> {
    /// Starts `workers` threads named `name` that yield to the rest of the process, so that short
    /// requests pass while long work runs; `queue` tasks may wait before more are refused.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: &'static str,
        workers: usize,
        queue: usize,
        tools: fn() -> T,
    ) -> std::io::Result<Self> {
        let (sender, tasks) = bounded::<Task<T>>(queue.max(1));
        for number in 0..workers.max(1) {
            let tasks = tasks.clone();
            thread::Builder::new().name(format!("{name}-{number}")).spawn(move || {
                yield_to_others(NICE);
                work(&tasks, tools);
            })?;
        }
        Ok(Self { queue: sender })
    }

    /// Runs `task` on one of the threads and gives its result.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full; the task has not run then.
    pub async fn run<R: Send + 'static>(
        &self,
        task: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Result<R, Error> {
        let (done, result) = oneshot::channel();
        let boxed = Box::new(move |tools: &mut T| {
            // Whoever went away while waiting has no use for the work.
            if !done.is_closed() {
                let _: Result<(), R> = done.send(task(tools));
            }
        });
        self.queue.try_send(boxed).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Failed("worker"),
        })?;
        result.await.map_err(|_| Error::Failed("worker"))
    }

    /// How many tasks wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }
}

/// Works off tasks; tools that nobody has used for a while are laid down and made anew.
fn work<T>(tasks: &Receiver<Task<T>>, make: fn() -> T) {
    let mut tools = make();
    loop {
        let task = match tasks.recv_timeout(IDLE) {
            Ok(task) => task,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                tools = make();
                match tasks.recv() {
                    Ok(task) => task,
                    Err(_) => return,
                }
            }
        };
        // A panic ends its own task, whose caller learns it from the channel, and not the thread; what
        // it left of the tools is not trusted.
        if catch_unwind(AssertUnwindSafe(|| task(&mut tools))).is_err() {
            tools = make();
        }
    }
}

/// Lowers the calling thread's priority; on Linux a "process" of that call is a thread.
pub(super) fn yield_to_others(nice: i32) {
    if let Err(error) = rustix::process::setpriority_process(None, nice) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[expect(clippy::panic, reason = "what a panic does is the question")]
    async fn a_panic_ends_its_task_and_not_the_crew() {
        let crew = Crew::start("test", 1, 4, || 0).expect("threads");
        let broken = crew.run(|tools| {
            *tools = 1;
            panic!("of a test");
        });
        let outcome: Result<(), Error> = broken.await;
        assert!(outcome.is_err());
        assert_eq!(crew.run(|tools| *tools).await.expect("the thread lives"), 0);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let crew = std::sync::Arc::new(Crew::start("test", 1, 1, || ()).expect("threads"));
        let (release, gate) = crossbeam_channel::bounded::<()>(0);
        let (started, begun) = oneshot::channel();
        let first = tokio::spawn({
            let crew = crew.clone();
            async move {
                crew.run(move |()| {
                    started.send(()).expect("somebody waits");
                    gate.recv().expect("released");
                })
                .await
            }
        });
        begun.await.expect("the first task runs");
        let second = tokio::spawn({
            let crew = crew.clone();
            async move { crew.run(|()| 2).await }
        });
        while crew.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(crew.run(|()| 3).await, Err(Error::Busy)));
        release.send(()).expect("the first task waits");
        assert!(first.await.expect("joined").is_ok());
        assert_eq!(second.await.expect("joined").expect("done"), 2);
    }
}
