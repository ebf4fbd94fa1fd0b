//! Imports and exports as jobs: files in the data directory, a row in the database, a task in the background.
//!
//! Shape:  [`imports`] drives `transfer` from an upload to records, [`exports`] from records to a file. What a job knows
//!         lies in the database, so it survives a restart; its files lie in `transfers/ID` of one data directory.
//! Units:  files live for 24 hours; two jobs run at once, the others wait.
//! Errors: what goes wrong in a job is kept as its problem, in both languages.
//! Source: docs/spec/http.md "Import and export", docs/spec/imports.md.

pub mod archive;
pub mod clear;
pub mod exports;
pub mod imports;
mod places;
pub mod problem;

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::app::Purpose;
use places::Held;

/// Jobs at once.
const AT_ONCE: usize = 2;

/// Where jobs keep their files, and whose turn it is.
#[derive(Debug)]
pub struct Exchange {
    directory: PathBuf,
    place: Uuid,
    /// Says that this command is alive.
    _alive: Option<Held>,
    turns: Semaphore,
}

impl Exchange {
    /// Opens the folder of a data directory. A server takes the name of the place from it, so that it finds its own
    /// jobs after a restart; a single command is a place of its own.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(data_dir: &Path, purpose: Purpose) -> io::Result<Exchange> {
        let directory = data_dir.join("transfers");
        std::fs::create_dir_all(&directory)?;
        let (place, alive) = match purpose {
            Purpose::Command => {
                let held = places::fresh(&directory)?;
                (held.place, Some(held))
            }
            Purpose::Serve => (places::named(&directory)?, None),
        };
        Ok(Exchange { directory, place, _alive: alive, turns: Semaphore::new(AT_ONCE) })
    }

    /// The places of commands that died here.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn dead(&self) -> io::Result<Vec<Held>> {
        places::dead(&self.directory)
    }

    /// The name of this data directory.
    pub fn place(&self) -> Uuid {
        self.place
    }

    /// Where the folders of jobs lie.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The folder of a job.
    pub fn folder(&self, job: Uuid) -> PathBuf {
        self.directory.join(job.to_string())
    }

    /// Waits until a job may run.
    pub async fn turn(&self) -> tokio::sync::SemaphorePermit<'_> {
        self.turns.acquire().await.expect("nobody closes the semaphore")
    }
}
