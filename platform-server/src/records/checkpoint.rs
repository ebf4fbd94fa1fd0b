//! SQLite's log goes into its file beside the writer, not in its way.
//!
//! Shape:  after a commit the writer looks how long the log is. A long one is copied by a thread of its own while writes go
//!         on; what came meanwhile the writer copies itself, which is little, so that the log begins anew. Where the disk is
//!         slower than the writer, the writer waits.
//! Units:  pages of 4 KiB.
//! Errors: a checkpoint that fails is tried again later; the log grows until then and nothing is lost.
//! Source: <https://sqlite.org/wal.html#avoiding_excessively_large_wal_files>; checkpoints beside a writer need SQLite 3.51.3.

use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::{error::StoreError, sqlite::SqliteConnection};

/// Pages of log until they go into the file, 64 MiB; SQLite's own 4 MiB write a page that changes again and again sixteen
/// times as often.
const LONG: i64 = 16_384;
/// Pages that the writer may copy itself.
const LITTLE: i64 = 2_048;
/// How often the thread copies what came while it copied.
const ROUNDS: usize = 4;
/// Pages of log at which the writer waits for the thread, 256 MiB.
const LONGEST: i64 = 65_536;

const LOOK: &str = "PRAGMA wal_checkpoint(NOOP)";
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The writer's side.
pub(super) struct Checkpoints {
    begin: Sender<()>,
    ended: Receiver<()>,
    /// Whether the thread copies, or has copied and the rest is the writer's.
    begun: bool,
    /// Length of the log at which it is copied next; readers of old pages may keep it from beginning anew.
    at: i64,
}

impl Checkpoints {
    /// Starts the thread; it ends with the writer.
    pub(super) fn start(connection: SqliteConnection) -> std::io::Result<Checkpoints> {
        let (begin, begun) = channel();
        let (end, ended) = channel();
        std::thread::Builder::new().name("formwork-checkpoint".to_owned()).spawn(move || {
            while begun.recv().is_ok() {
                told(copy(&connection));
                if end.send(()).is_err() {
                    break;
                }
            }
        })?;
        Ok(Checkpoints { begin, ended, begun: false, at: LONG })
    }

    /// Has the log copied when it is long.
    pub(super) fn after_commit(&mut self, connection: &SqliteConnection) {
        let Some((log, _)) = told(connection.checkpoint(LOOK)) else { return };
        if log + LONG < self.at {
            // It began anew.
            self.at = LONG;
        }
        if self.begun && self.ended(log) {
            self.begun = false;
            self.at = told(connection.checkpoint(COPY)).map_or(log, |(log, _)| log) + LONG;
        } else if !self.begun && log >= self.at {
            self.begun = self.begin.send(()).is_ok();
        }
    }

    /// Whether the thread has copied; waits for it when the log is much too long.
    fn ended(&self, log: i64) -> bool {
        match self.ended.try_recv() {
            Ok(()) | Err(TryRecvError::Disconnected) => true,
            Err(TryRecvError::Empty) => log >= LONGEST && self.ended.recv().is_ok(),
        }
    }
}

fn copy(connection: &SqliteConnection) -> Result<(), StoreError> {
    for _ in 0..ROUNDS {
        connection.checkpoint(COPY)?;
        let (log, copied) = connection.checkpoint(LOOK)?;
        if log - copied <= LITTLE {
            break;
        }
    }
    Ok(())
}

fn told<T>(result: Result<T, StoreError>) -> Option<T> {
    result.inspect_err(|error| tracing::warn!(%error, "the log was not folded into the file")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database::Database, records::sql::Statement};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_stays_short_under_writes() {
        let place = tempfile::tempdir().expect("a directory");
        let database = Database::connect(None, place.path()).await.expect("opens");
        database.migrate().await.expect("the system tables");
        let writer = database.writer().expect("a writer");
        let rows = "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 4000) \
                    INSERT INTO \"bulk\" SELECT NULL, hex(randomblob(2000)) FROM c";
        for text in std::iter::once("CREATE TABLE \"bulk\" (n INTEGER PRIMARY KEY, v TEXT)").chain([rows; 20])
        {
            let write = writer.write(move |t| {
                let sql = Statement::start(t.connection.dialect(), text);
                Box::pin(async move { t.connection.execute(sql).await })
            });
            write.await.expect("written");
        }
        let log =
            std::fs::metadata(database.file().expect("SQLite").with_extension("sqlite-wal")).expect("a log");
        let pages = i64::try_from(log.len() / 4_096).expect("a file");
        assert!(pages > LONG && pages < 3 * LONG, "20 × 4,000 pages left a log of {pages}");
    }
}
