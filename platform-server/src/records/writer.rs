//! Where writes happen: one group-committing writer on SQLite, a pool on PostgreSQL.
//!
//! Shape:  [`Writer::write`] takes a closure over a [`Transaction`] and returns what it returns once that is durable.
//!         On SQLite closures queue; each runs in its own savepoint and many share one commit. The next group is written
//!         while the disk takes the last one, see `durable.rs`.
//! Errors: a closure that fails or panics leaves nothing behind and does not disturb its neighbours; where SQLite gave up
//!         the transaction itself, nothing of the group is written. When the disk fails at a commit, the process stops
//!         accepting writes and exits: retrying fsync loses data silently.
//! Source: DESIGN §5 "SQLite"; research/reliability §1 (fsyncgate).

use std::{any::Any, panic::AssertUnwindSafe, path::Path, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, future::BoxFuture};
use sqlx::PgPool;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    changes::{self, Chain, Change, Entry, Stamp},
    checkpoint::Checkpoints,
    connection::Connection,
    durable::{Log, Syncs},
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
    reply: Reply,
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
    /// disk, and no statement changes threads. A second connection folds the log into the file.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn sqlite(
        connection: SqliteConnection,
        folding: SqliteConnection,
        file: &Path,
    ) -> std::io::Result<Writer> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Handle::current();
        let (checkpoints, syncs) = (Checkpoints::start(folding)?, Syncs::start(Arc::new(Log::of(file)))?);
        std::thread::Builder::new()
            .name("formwork-writer".to_owned())
            .spawn(move || runtime.block_on(write_in_groups(connection, checkpoints, syncs, receiver)))?;
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

async fn write_in_groups(
    mut connection: SqliteConnection,
    mut checkpoints: Checkpoints,
    syncs: Syncs,
    mut jobs: mpsc::Receiver<Job>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = jobs.recv().await {
        group.push(first);
        while group.len() < GROUP
            && let Ok(next) = jobs.try_recv()
        {
            group.push(next);
        }
        let done = write_group(&mut connection, &mut group).await;
        if !done.is_empty() {
            let told = move || done.into_iter().for_each(|(reply, result)| answer(reply, result));
            syncs.after_commit(!jobs.is_empty(), Box::new(told));
        }
        checkpoints.after_commit(&connection);
    }
}

/// Writes a group; what to answer whom once it is on the disk. Who gets nothing written is answered at once.
async fn write_group(
    connection: &mut SqliteConnection,
    group: &mut Vec<Job>,
) -> Vec<(Reply, Result<Output, StoreError>)> {
    let mut chain = match begin(connection).await {
        Ok(chain) => chain,
        Err(error) => {
            tracing::error!(%error, "a transaction could not begin");
            roll_back(connection);
            refuse(group.drain(..).map(|job| job.reply));
            return Vec::new();
        }
    };
    let mut done = Vec::with_capacity(group.len());
    for job in group.drain(..) {
        let result = run(connection, &mut chain, job.work).await;
        done.push((job.reply, result));
        if !connection.in_transaction() {
            // The next savepoint would begin a transaction of its own, on a log that goes on from rows never written.
            tracing::error!("the database gave up a transaction; nothing of the group is written");
            break;
        }
    }
    if !connection.in_transaction() {
        connection.texts.clear();
        refuse(group.drain(..).map(|job| job.reply).chain(done.into_iter().map(|(reply, _)| reply)));
        return Vec::new();
    }
    if let Err(error) = full_text::tell(connection).await {
        tracing::error!(%error, "full text could not be written; nothing of the group is");
        roll_back(connection);
        refuse(done.into_iter().map(|(reply, _)| reply));
        return Vec::new();
    }
    if let Err(error) = connection.command("COMMIT") {
        tracing::error!(%error, "a commit failed; the server stops so that nothing is acknowledged that is not durable");
        refuse(done.into_iter().map(|(reply, _)| reply));
        stop();
    }
    done
}

type Reply = oneshot::Sender<Result<Output, StoreError>>;

fn refuse(replies: impl Iterator<Item = Reply>) {
    replies.for_each(|reply| answer(reply, Err(StoreError::Busy)));
}

/// Ends the process, after the answers had a moment to leave.
pub(super) fn stop() -> ! {
    std::thread::sleep(Duration::from_millis(100));
    std::process::exit(1);
}

fn answer(reply: Reply, result: Result<Output, StoreError>) {
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
    let result = {
        let mut transaction = Transaction { connection: Connection::Sqlite(&mut *connection), chain };
        AssertUnwindSafe(async { work(&mut transaction).await }).catch_unwind().await
    };
    let result = result.unwrap_or_else(|_| {
        tracing::error!("a write panicked; nothing of it is written");
        Err(StoreError::Panicked)
    });
    if !connection.whole() {
        tracing::error!("the connection that writes is lost; the server stops");
        stop();
    }
    if result.is_err() {
        *chain = before;
        connection.texts.truncate(told);
        connection.command("ROLLBACK TO job")?;
    }
    connection.command("RELEASE job")?;
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database::Database, records::sql::Bind};

    /// A writer, and the place it writes to.
    async fn writer() -> (tempfile::TempDir, Writer) {
        let place = tempfile::tempdir().expect("a directory");
        let database = Database::connect(None, place.path()).await.expect("opens");
        database.migrate().await.expect("the system tables");
        let writer = database.writer().expect("a writer");
        let made = writer.write(|t| {
            let sql = Statement::start(t.connection.dialect(), "CREATE TABLE \"kept\" (\"key\" TEXT)");
            Box::pin(async move { t.connection.execute(sql).await })
        });
        made.await.expect("a table");
        (place, writer)
    }

    async fn put(transaction: &mut Transaction<'_>, key: &str) -> Result<(), StoreError> {
        let dialect = transaction.connection.dialect();
        let mut sql = Statement::start(dialect, "INSERT INTO \"kept\" VALUES (");
        sql.bind(Bind::Text(Some(key.to_owned()))).push(")");
        transaction.connection.execute(sql).await.map(drop)
    }

    async fn kept(writer: &Writer) -> i64 {
        let count = writer.write(|t| {
            Box::pin(async move {
                let sql = Statement::start(t.connection.dialect(), "SELECT COUNT(*) FROM \"kept\"");
                t.connection.number(sql).await
            })
        });
        count.await.expect("counts").expect("a number")
    }

    #[derive(Clone, Copy)]
    enum Middle {
        Panics,
        EndsTheTransaction,
    }

    /// Three writes of one group, the one in the middle as said; which of them succeed.
    async fn grouped(writer: &Writer, middle: Middle) -> [bool; 3] {
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (begun, begins) = oneshot::channel();
        let before = writer.clone();
        let before = tokio::spawn(async move {
            let held = before.write(move |_| {
                Box::pin(async move {
                    begun.send(()).expect("somebody waits for it");
                    wait.recv().expect("told to go on");
                    Ok(())
                })
            });
            held.await
        });
        begins.await.expect("it begins, alone");
        let first = writer.write(|t| Box::pin(async move { put(t, "first").await }));
        let second = writer.write(move |t| {
            Box::pin(async move {
                put(t, "second").await?;
                let Connection::Sqlite(connection) = &t.connection else { panic!("this is SQLite") };
                match middle {
                    Middle::Panics => panic!("as planned"),
                    Middle::EndsTheTransaction => connection.command("ROLLBACK"),
                }
            })
        });
        let third = writer.write(|t| Box::pin(async move { put(t, "third").await }));
        let go = async { go.send(()).expect("it waits") };
        let (before, first, second, third, ()) = tokio::join!(before, first, second, third, go);
        before.expect("it ends").expect("it did nothing");
        [first.is_ok(), second.is_ok(), third.is_ok()]
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_write_that_panics_takes_nobody_along() {
        let (_place, writer) = writer().await;
        assert_eq!(grouped(&writer, Middle::Panics).await, [true, false, true]);
        assert_eq!(kept(&writer).await, 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_the_database_gave_up_nothing_of_the_group_is_written() {
        let (_place, writer) = writer().await;
        assert_eq!(grouped(&writer, Middle::EndsTheTransaction).await, [false; 3]);
        assert_eq!(kept(&writer).await, 0);
        assert_eq!(grouped(&writer, Middle::Panics).await, [true, false, true], "it goes on writing");
    }
}
