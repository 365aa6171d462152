//! SQLite's one writer: writes that wait together share one durable commit.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use super::db::{BoxFuture, SqliteLink, Tx};
use super::error::{Error, Result, Retry};

/// How many writes one commit may hold.
const LARGEST_BATCH: usize = 64;

/// How many writes may wait before callers wait to be let in.
const QUEUE: usize = 1024;

/// A handle on the task that owns the writing connection.
#[derive(Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
}

enum Command {
    Write(Box<dyn Write>),
    Lend(oneshot::Sender<Loan>),
    Close(oneshot::Sender<()>),
}

/// The writing connection, lent to the migrations until it is dropped.
pub(super) struct Loan {
    connection: Option<Tx>,
    back: Option<oneshot::Sender<Tx>>,
}

/// Whether a write needs a transaction of its own making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// One statement, which is a transaction by itself.
    Statement,
    /// Several.
    Transaction,
}

/// A write whose types are forgotten, so that different ones can wait in one queue.
trait Write: Send {
    /// How much it writes.
    fn extent(&self) -> Extent;
    /// Runs it; `false` means that what it wrote must be undone.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells its caller the outcome, now that the commit is durable or has failed.
    fn settle(self: Box<Self>, committed: Result<()>);
}

struct Waiting<P, T, E, F> {
    params: P,
    write: F,
    extent: Extent,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<P, T, E, F> Write for Waiting<P, T, E, F>
where
    P: Send + Sync,
    T: Send,
    E: From<Error> + Send,
    F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
{
    fn extent(&self) -> Extent {
        self.extent
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let outcome = (self.write)(tx, &self.params).await;
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        })
    }

    fn settle(self: Box<Self>, committed: Result<()>) {
        let outcome = match (self.outcome, committed) {
            (Some(Err(refused)), _) => Err(refused),
            (_, Err(fault)) => Err(fault.into()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(Error::Closed.into()),
        };
        // A caller that went away has no use for the answer; what was committed stays.
        let _: Result<(), _> = self.caller.send(outcome);
    }
}

impl Writer {
    /// Opens the writing connection and starts the task that owns it.
    pub(super) async fn open(options: &SqliteConnectOptions) -> Result<Self> {
        let connection = options.connect().await?;
        let (queue, commands) = mpsc::channel(QUEUE);
        tokio::spawn(serve(Tx::Sqlite(SqliteLink::Writer(connection)), commands));
        Ok(Self { queue })
    }

    /// Queues a write and waits until its commit is durable.
    pub(super) async fn write<P, T, E, F>(
        &self,
        extent: Extent,
        params: P,
        write: F,
    ) -> Result<T, E>
    where
        P: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t P) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let waiting = Box::new(Waiting { params, write, extent, outcome: None, caller });
        self.queue.send(Command::Write(waiting)).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Borrows the connection while nothing is written.
    pub(super) async fn lend(&self) -> Result<Loan> {
        let (lender, loan) = oneshot::channel();
        self.queue.send(Command::Lend(lender)).await.map_err(|_| Error::Closed)?;
        loan.await.map_err(|_| Error::Closed)
    }

    /// Waits for what is queued, then closes the connection.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Command::Close(done)).await.is_ok() {
            let _: Result<(), _> = closed.await;
        }
    }
}

impl Loan {
    /// The connection.
    pub(super) fn connection(&mut self) -> Option<&mut sqlx::SqliteConnection> {
        match self.connection.as_mut() {
            Some(Tx::Sqlite(link)) => Some(&mut **link),
            _ => None,
        }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let (Some(connection), Some(back)) = (self.connection.take(), self.back.take()) {
            let _: Result<(), Box<dyn Any>> =
                back.send(connection).map_err(|tx| Box::new(tx) as Box<dyn Any>);
        }
    }
}

async fn serve(mut tx: Tx, mut commands: mpsc::Receiver<Command>) {
    while let Some(command) = commands.recv().await {
        match command {
            Command::Write(only) if only.extent() == Extent::Statement && commands.is_empty() => {
                write_bare(&mut tx, only).await;
            }
            Command::Write(first) => {
                if let Some(next) = write_together(&mut tx, first, &mut commands).await {
                    match obey(tx, next).await {
                        Some(returned) => tx = returned,
                        None => return,
                    }
                }
            }
            other => match obey(tx, other).await {
                Some(returned) => tx = returned,
                None => return,
            },
        }
    }
}

/// Lends or closes; the connection comes back unless it was closed.
async fn obey(tx: Tx, command: Command) -> Option<Tx> {
    match command {
        Command::Lend(lender) => {
            let (back, returned) = oneshot::channel();
            // A borrower that went away drops the loan, which hands the connection back.
            let _: Result<(), Loan> = lender.send(Loan { connection: Some(tx), back: Some(back) });
            returned.await.ok()
        }
        Command::Close(done) => {
            if let Tx::Sqlite(SqliteLink::Writer(connection)) = tx
                && let Err(fault) = connection.close().await
            {
                tracing::warn!(%fault, "closing the database");
            }
            let _: Result<(), ()> = done.send(());
            None
        }
        Command::Write(write) => {
            let mut tx = tx;
            write_alone(&mut tx, write).await;
            Some(tx)
        }
    }
}

/// Runs `first` and whatever else waits in one transaction; the command that interrupted, if any.
async fn write_together(
    tx: &mut Tx,
    first: Box<dyn Write>,
    commands: &mut mpsc::Receiver<Command>,
) -> Option<Command> {
    let mut batch: Vec<Box<dyn Write>> = Vec::new();
    let mut interruption = None;
    if let Err(fault) = execute(tx, "BEGIN IMMEDIATE").await {
        first.settle(Err(fault));
        return None;
    }
    let mut next = Some(first);
    let mut all_kept = true;
    while let Some(mut write) = next.take() {
        all_kept = run(&mut write, tx).await;
        batch.push(write);
        if !all_kept || batch.len() >= LARGEST_BATCH {
            break;
        }
        match commands.try_recv() {
            Ok(Command::Write(write)) => next = Some(write),
            Ok(other) => interruption = Some(other),
            Err(_) => {}
        }
    }
    if all_kept {
        let committed = commit(tx).await;
        metrics::histogram!("gatehouse_db_commit_size")
            .record(f64::from(u32::try_from(batch.len()).unwrap_or(u32::MAX)));
        for write in batch {
            write.settle(committed.clone());
        }
    } else {
        undo(tx).await;
        // One of them was refused: each is run again by itself, so that none stands on what was undone.
        for write in batch {
            write_alone(tx, write).await;
        }
    }
    interruption
}

/// Runs a write; one that panics is undone like one that is refused, and the task lives on.
async fn run(write: &mut Box<dyn Write>, tx: &mut Tx) -> bool {
    AssertUnwindSafe(write.run(tx)).catch_unwind().await.unwrap_or(false)
}

/// One statement that nobody waits with: SQLite commits it as it ends, and so saves two more.
async fn write_bare(tx: &mut Tx, mut write: Box<dyn Write>) {
    run(&mut write, tx).await;
    write.settle(Ok(()));
}

async fn write_alone(tx: &mut Tx, mut write: Box<dyn Write>) {
    if let Err(fault) = execute(tx, "BEGIN IMMEDIATE").await {
        return write.settle(Err(fault));
    }
    if run(&mut write, tx).await {
        let committed = commit(tx).await;
        write.settle(committed);
    } else {
        undo(tx).await;
        write.settle(Ok(()));
    }
}

async fn commit(tx: &mut Tx) -> Result<()> {
    let committed = execute(tx, "COMMIT").await;
    if committed.is_err() {
        undo(tx).await;
    }
    committed
}

async fn undo(tx: &mut Tx) {
    if let Err(fault) = execute(tx, "ROLLBACK").await {
        tracing::error!(%fault, "rolling back");
    }
}

async fn execute(tx: &mut Tx, statement: &'static str) -> Result<()> {
    super::db::on_db!(tx, |c| sqlx::query(statement).execute(c).await.map(drop))?;
    Ok(())
}
