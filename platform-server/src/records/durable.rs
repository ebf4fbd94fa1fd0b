//! What SQLite has committed is answered once its log is on the disk, while the next group is already written.
//!
//! Shape:  SQLite commits without waiting for the disk (`synchronous=NORMAL`); then the log is synced here, by a thread of
//!         its own when more writes wait, by the writer itself when none does. Answers wait for a sync that began after
//!         their commit.
//! Errors: a sync that fails ends the process; retrying it loses data silently.
//! Source: docs/adr/0014-sync-the-log-beside-the-writer.md; research/reliability §1 (fsyncgate).

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, mpsc},
};

/// What is told when the log is on the disk.
pub(super) type Told = Box<dyn FnOnce() + Send>;

/// The disk under the log.
pub(super) trait Disk: Send + Sync + 'static {
    /// Returns when everything written before is on the disk.
    ///
    /// # Errors
    /// When the disk fails; nobody knows then what is on it.
    fn sync(&self) -> io::Result<()>;
}

/// The write-ahead log of a database. SQLite keeps it as long as a connection is open.
pub(super) struct Log {
    path: PathBuf,
    file: OnceLock<File>,
}

impl Log {
    /// Of a database file.
    pub(super) fn of(database: &Path) -> Log {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        Log { path: path.into(), file: OnceLock::new() }
    }
}

impl Disk for Log {
    fn sync(&self) -> io::Result<()> {
        match self.file.get() {
            Some(file) => file.sync_data(),
            None => {
                let file = File::options().read(true).write(true).open(&self.path)?;
                self.file.get_or_init(|| file).sync_data()
            }
        }
    }
}

/// The writer's side.
pub(super) struct Syncs {
    disk: Arc<dyn Disk>,
    beside: mpsc::Sender<Told>,
}

impl Syncs {
    /// Starts the thread; it ends with the writer, after the last sync.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(super) fn start(disk: Arc<dyn Disk>) -> io::Result<Syncs> {
        let (beside, committed) = mpsc::channel::<Told>();
        let syncing = disk.clone();
        std::thread::Builder::new().name("formwork-sync".to_owned()).spawn(move || {
            while let Ok(first) = committed.recv() {
                let all: Vec<Told> = std::iter::once(first).chain(committed.try_iter()).collect();
                sync(&*syncing);
                all.into_iter().for_each(|told| told());
            }
        })?;
        Ok(Syncs { disk, beside })
    }

    /// Tells once what was committed is on the disk: at once when nobody else waits for the writer, otherwise beside it.
    pub(super) fn after_commit(&self, others_wait: bool, told: Told) {
        let here = if others_wait { self.beside.send(told).err().map(|unsent| unsent.0) } else { Some(told) };
        if let Some(told) = here {
            sync(&*self.disk);
            told();
        }
    }
}

fn sync(disk: &dyn Disk) {
    if let Err(error) = disk.sync() {
        tracing::error!(%error, "the log could not be synced; the server stops so that nothing is acknowledged that is not durable");
        super::writer::stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc::TryRecvError};

    use super::*;

    /// A disk that syncs when it is allowed to.
    struct Held {
        begun: mpsc::Sender<()>,
        go: Mutex<mpsc::Receiver<()>>,
    }

    impl Disk for Held {
        fn sync(&self) -> io::Result<()> {
            self.begun.send(()).expect("the test looks");
            self.go.lock().expect("one thread").recv().expect("the test lets it");
            Ok(())
        }
    }

    #[test]
    fn nothing_is_told_before_a_sync_that_began_after_its_commit() {
        let (begun, begins) = mpsc::channel();
        let (go, wait) = mpsc::channel();
        let syncs = Syncs::start(Arc::new(Held { begun, go: Mutex::new(wait) })).expect("a thread");
        let (tell, told) = mpsc::channel();
        let commit = |n: u8| {
            let tell = tell.clone();
            syncs.after_commit(true, Box::new(move || tell.send(n).expect("the test hears")));
        };
        commit(1);
        begins.recv().expect("the first sync begins");
        // The writer goes on meanwhile; these are not in the sync that runs.
        commit(2);
        commit(3);
        assert_eq!(told.try_recv(), Err(TryRecvError::Empty));
        go.send(()).expect("it waits");
        assert_eq!(told.recv(), Ok(1));
        begins.recv().expect("a second sync begins");
        assert_eq!(told.try_recv(), Err(TryRecvError::Empty), "the first sync says nothing of these");
        go.send(()).expect("it waits");
        assert_eq!((told.recv(), told.recv()), (Ok(2), Ok(3)), "one sync serves both");
    }

    #[test]
    fn the_writer_itself_waits_where_nobody_else_does() {
        let (begun, begins) = mpsc::channel();
        let (go, wait) = mpsc::channel();
        let syncs = Syncs::start(Arc::new(Held { begun, go: Mutex::new(wait) })).expect("a thread");
        let (tell, told) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| syncs.after_commit(false, Box::new(move || tell.send(()).expect("heard"))));
            begins.recv().expect("it syncs");
            assert_eq!(told.try_recv(), Err(TryRecvError::Empty));
            go.send(()).expect("it waits");
            told.recv().expect("then it tells");
        });
    }

    #[test]
    fn the_log_lies_beside_the_database() {
        let place = tempfile::tempdir().expect("a directory");
        let database = place.path().join("formwork.sqlite");
        let log = Log::of(&database);
        assert_eq!(log.sync().map_err(|e| e.kind()), Err(io::ErrorKind::NotFound));
        let connection = rusqlite::Connection::open(&database).expect("opens");
        connection.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE t (a)").expect("written");
        assert!(log.sync().is_ok(), "{:?}", log.path);
    }
}
