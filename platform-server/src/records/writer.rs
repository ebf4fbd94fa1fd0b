//! Where writes happen: one group-committing writer on SQLite, a pool on PostgreSQL.
//!
//! Shape:  [`Writer::write`] takes a closure over a [`Transaction`] and returns what it returns once that is durable.
//!         On SQLite closures queue; each runs in its own savepoint and many share one commit.
//! Errors: a closure that fails leaves nothing behind and does not disturb its neighbours. When the disk fails at a
//!         commit, the process stops accepting writes and exits: retrying fsync loses data silently.
//! Source: DESIGN §5 "SQLite"; research/reliability §1 (fsyncgate).

use std::{any::Any, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use sqlx::PgPool;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    changes::{self, Chain, Change, Entry, Stamp},
    connection::Connection,
    error::StoreError,
    full_text,
    sql::Statement,
    sqlite::SqliteConnection,
};
use crate::catalog::Snapshot;

/// A transaction in progress.
pub struct Transaction<'a> {
    /// The connection it runs on.
    pub connection: Connection<'a>,
    chain: &'a mut Chain,
}

impl Transaction<'_> {
    /// Appends to the change log.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn log(&mut self, stamp: &Stamp, changes: Vec<Change>) -> Result<(), StoreError> {
        self.enter(stamp, changes.into_iter().map(Entry::new).collect()).await
    }

    /// Appends entries prepared before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enter(&mut self, stamp: &Stamp, entries: Vec<Entry>) -> Result<(), StoreError> {
        changes::append(&mut self.connection, self.chain, stamp, entries).await
    }

    /// Refuses what was worked out before a publish that computes records anew: it would lack what is new.
    ///
    /// # Errors
    /// [`StoreError::Outdated`]; the caller asks for the right again and works it out anew.
    pub async fn current(&mut self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let sql = Statement::start(self.connection.dialect(), "SELECT fence FROM catalog_state WHERE id = 1");
        let fence = self.connection.number(sql).await?.unwrap_or(0);
        if snapshot.epoch < fence { Err(StoreError::Outdated) } else { Ok(()) }
    }
}

type Output = Box<dyn Any + Send>;
type Work =
    Box<dyn for<'c> FnOnce(&'c mut Transaction<'_>) -> BoxFuture<'c, Result<Output, StoreError>> + Send>;

struct Job {
    work: Work,
    reply: oneshot::Sender<Result<Output, StoreError>>,
}

/// Most jobs of one commit.
const GROUP: usize = 256;
/// Most jobs waiting; beyond it a write is refused as busy.
const QUEUE: usize = 4_096;

/// Executes writes.
#[derive(Clone)]
pub enum Writer {
    /// A queue to the one writing task.
    Sqlite(SqliteQueue),
    /// A pool of connections, and a sign to the sequencer that something was committed.
    Postgres(PgPool, Arc<Notify>),
}

/// The way to the one writing task.
#[derive(Clone)]
pub struct SqliteQueue(mpsc::Sender<Job>);

impl Writer {
    /// Starts the writing task on its own connection and its own thread: nothing in it waits for anything but the
    /// disk, and no statement changes threads.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn sqlite(connection: SqliteConnection) -> std::io::Result<Writer> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Handle::current();
        std::thread::Builder::new()
            .name("formwork-writer".to_owned())
            .spawn(move || runtime.block_on(write_in_groups(connection, receiver)))?;
        Ok(Writer::Sqlite(SqliteQueue(sender)))
    }

    /// Writes through a pool.
    pub fn postgres(pool: PgPool) -> Writer {
        Writer::Postgres(pool, Arc::new(Notify::new()))
    }

    /// Runs a closure in a transaction; returns after it is durable.
    ///
    /// # Errors
    /// What the closure failed with, or that the commit failed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Transaction<'_>) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        match self {
            Writer::Sqlite(queue) => {
                let work: Work = Box::new(move |transaction| {
                    let running = work(transaction);
                    Box::pin(async move { Ok(Box::new(running.await?) as Output) })
                });
                let (reply, answer) = oneshot::channel();
                queue.0.try_send(Job { work, reply }).map_err(|_| StoreError::Busy)?;
                let output = answer.await.map_err(|_| StoreError::Busy)??;
                Ok(*output.downcast::<T>().expect("a job answers with the type its caller boxed"))
            }
            Writer::Postgres(pool, committed) => {
                let mut transaction = pool.begin().await?;
                let mut chain = Chain::default();
                let result = work(&mut Transaction {
                    connection: Connection::Postgres(&mut transaction),
                    chain: &mut chain,
                })
                .await?;
                transaction.commit().await?;
                committed.notify_one();
                Ok(result)
            }
        }
    }
}

async fn write_in_groups(mut connection: SqliteConnection, mut jobs: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = jobs.recv().await {
        group.push(first);
        while group.len() < GROUP
            && let Ok(next) = jobs.try_recv()
        {
            group.push(next);
        }
        write_group(&mut connection, &mut group).await;
    }
}

async fn write_group(connection: &mut SqliteConnection, group: &mut Vec<Job>) {
    let mut chain = match begin(connection).await {
        Ok(chain) => chain,
        Err(error) => {
            tracing::error!(%error, "a transaction could not begin");
            roll_back(connection);
            for job in group.drain(..) {
                answer(job.reply, Err(StoreError::Busy));
            }
            return;
        }
    };
    let mut done = Vec::with_capacity(group.len());
    for job in group.drain(..) {
        let result = run(connection, &mut chain, job.work).await;
        done.push((job.reply, result));
    }
    if let Err(error) = full_text::tell(connection).await {
        tracing::error!(%error, "full text could not be written; nothing of the group is");
        roll_back(connection);
        for (reply, _) in done {
            answer(reply, Err(StoreError::Busy));
        }
        return;
    }
    if let Err(error) = connection.command("COMMIT") {
        tracing::error!(%error, "a commit failed; the server stops so that nothing is acknowledged that is not durable");
        for (reply, _) in done {
            answer(reply, Err(StoreError::Busy));
        }
        std::thread::sleep(Duration::from_millis(100));
        std::process::exit(1);
    }
    for (reply, result) in done {
        answer(reply, result);
    }
}

fn answer(reply: oneshot::Sender<Result<Output, StoreError>>, result: Result<Output, StoreError>) {
    if reply.send(result).is_err() {
        tracing::debug!("the caller of a write went away before the answer");
    }
}

async fn begin(connection: &mut SqliteConnection) -> Result<Chain, StoreError> {
    connection.command("BEGIN IMMEDIATE")?;
    Chain::load(&mut Connection::Sqlite(connection)).await
}

fn roll_back(connection: &SqliteConnection) {
    if let Err(error) = connection.command("ROLLBACK") {
        tracing::debug!(%error, "there was nothing to roll back");
    }
}

/// Runs one job in a savepoint of its own.
async fn run(connection: &mut SqliteConnection, chain: &mut Chain, work: Work) -> Result<Output, StoreError> {
    connection.command("SAVEPOINT job")?;
    let (before, told) = (chain.clone(), connection.texts.len());
    let result = work(&mut Transaction { connection: Connection::Sqlite(&mut *connection), chain }).await;
    if result.is_err() {
        *chain = before;
        connection.texts.truncate(told);
        connection.command("ROLLBACK TO job")?;
    }
    connection.command("RELEASE job")?;
    result
}
