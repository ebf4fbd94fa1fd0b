//! A few SQLite connections that read, lent one at a time.
//!
//! Shape:  [`Readers::acquire`] → [`Reading`], which gives its connection back when dropped. The one used last is lent first:
//!         its pages are in memory.
//! Errors: [`StoreError::Busy`] when none comes free in time.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{error::StoreError, sqlite::SqliteConnection};

/// Connections that read; cheap to clone.
#[derive(Clone)]
pub struct Readers(Arc<Pool>);

struct Pool {
    file: PathBuf,
    settings: String,
    wait: Duration,
    most: u32,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
}

/// A connection on loan.
pub struct Reading {
    connection: Option<SqliteConnection>,
    readers: Readers,
    _place: OwnedSemaphorePermit,
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("file", &self.0.file).finish_non_exhaustive()
    }
}

impl Readers {
    /// A pool over a file, none open yet; `settings` are the pragmas of each.
    pub fn new(file: &Path, settings: &str, most: u32, wait: Duration) -> Readers {
        Readers(Arc::new(Pool {
            file: file.to_owned(),
            settings: settings.to_owned(),
            wait,
            most,
            places: Arc::new(Semaphore::new(most as usize)),
            idle: Mutex::default(),
        }))
    }

    /// Takes a connection, a new one when none is idle.
    ///
    /// # Errors
    /// When all are lent for too long, or SQLite refuses.
    pub async fn acquire(&self) -> Result<Reading, StoreError> {
        let place = tokio::time::timeout(self.0.wait, self.0.places.clone().acquire_owned()).await;
        let place = place.map_err(|_| StoreError::Busy)?.map_err(|_| StoreError::Busy)?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => SqliteConnection::reader(&self.0.file, &self.0.settings, self.0.wait)?,
        };
        Ok(Reading { connection: Some(connection), readers: self.clone(), _place: place })
    }

    /// Connections open, and of them idle.
    pub fn size(&self) -> (u32, usize) {
        let lent = self.0.most as usize - self.0.places.available_permits().min(self.0.most as usize);
        let idle = self.idle().len();
        (u32::try_from(lent + idle).unwrap_or(u32::MAX), idle)
    }

    /// Lends no more, and closes what is idle.
    pub fn close(&self) {
        self.0.places.close();
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.0.idle.lock().expect("no thread panics while it holds the idle connections")
    }
}

impl Reading {
    /// The connection.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("it is there until dropped")
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let whole = self.connection.take().filter(SqliteConnection::whole);
        if let Some(connection) = whole.filter(|_| !self.readers.0.places.is_closed()) {
            self.readers.idle().push(connection);
        }
    }
}
