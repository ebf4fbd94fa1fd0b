//! What an archive says of itself: per file how many lines, how many bytes and their SHA-256.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Its name in the archive.
pub const MANIFEST: &str = "manifest.json";
/// What every archive of ours says it is.
pub(super) const FORMAT: &str = "formwork-archive";
/// The form of what follows; raised when a reader of the form before would misread it.
pub(super) const VERSION: u32 = 1;

/// What an archive says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// The moment that it shows.
    pub made_at: String,
    /// Tables and columns that stay behind because nothing published knows them any more.
    pub left_out: Vec<String>,
    /// Its other files, in order.
    pub files: Vec<FileEntry>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub file: String,
    /// Its lines.
    pub rows: u64,
    /// Its length, unpacked.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Of a moment, without files yet.
    pub(super) fn new(made_at: String, left_out: Vec<String>) -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            left_out,
            files: Vec::new(),
        }
    }

    /// What it says of a file.
    pub fn file(&self, name: &str) -> Option<&FileEntry> {
        self.files.iter().find(|entry| entry.file == name)
    }

    /// Records of all entities.
    pub fn records(&self) -> u64 {
        self.files.iter().filter(|entry| entry.file.starts_with("records/")).map(|entry| entry.rows).sum()
    }
}

/// A file being counted.
#[derive(Default)]
pub(super) struct Tally {
    rows: u64,
    bytes: u64,
    hash: Sha256,
}

impl Tally {
    /// Counts a line and its end.
    pub(super) fn take(&mut self, line: &str) {
        self.rows += 1;
        self.bytes += line.len() as u64 + 1;
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    /// What there was in a file.
    pub(super) fn entry(self, file: String) -> FileEntry {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        FileEntry { file, rows: self.rows, bytes: self.bytes, sha256 }
    }
}
