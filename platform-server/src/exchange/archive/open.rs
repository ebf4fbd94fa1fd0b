//! An archive that was looked through: every file is there, has the lines, the bytes and the hash that the manifest says.
//!
//! Shape:  the manifest is read, then every other file to its end, before anybody writes anything.
//! Errors: damaged, cut off, too dense to be one of ours, made by a newer program, or no archive at all. A name cannot
//!         escape: nothing is unpacked to disk.
//! Source: docs/spec/archive.md "Reading"; OWASP ASVS 5 §5.2.3.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufReader, Read as _},
    path::{Path, PathBuf},
};

use tokio::sync::mpsc;
use zip::ZipArchive;

use super::{
    damaged, lines,
    manifest::{FORMAT, MANIFEST, Manifest, Tally, VERSION},
    refused,
};
use crate::{
    records::error::StoreError,
    transfer::limits::{LARGEST_RATIO, RATIO_MATTERS},
};

/// Most bytes of a manifest.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// Most files of an archive.
const MOST_FILES: usize = 10_000;
/// Chunks of lines that wait to be written.
const WAITING: usize = 2;

/// An archive.
#[derive(Clone, Debug)]
pub struct Archive {
    path: PathBuf,
    /// What it says of itself, which is true.
    pub manifest: Manifest,
}

type Packed = ZipArchive<BufReader<File>>;

impl Archive {
    /// Looks through an archive, all of it.
    ///
    /// # Errors
    /// When anything in it is not what it says.
    pub fn open(path: &Path) -> Result<Archive, StoreError> {
        let mut packed = unpacked(path)?;
        let manifest = manifest(&mut packed)?;
        let named: BTreeSet<&str> = manifest.files.iter().map(|entry| entry.file.as_str()).collect();
        if named.len() != manifest.files.len() || packed.len() != named.len() + 1 {
            return Err(damaged(MANIFEST));
        }
        for entry in &manifest.files {
            let mut tally = Tally::default();
            let file = packed.by_name(&entry.file).map_err(|_| damaged(&entry.file))?;
            let dense = entry.bytes > RATIO_MATTERS && entry.bytes / LARGEST_RATIO > file.compressed_size();
            if dense || file.size() != entry.bytes {
                return Err(damaged(&entry.file));
            }
            // One byte more than is said would show.
            let mut file = BufReader::new(file.take(entry.bytes + 1));
            loop {
                let lines = lines::some(&mut file).map_err(|_| damaged(&entry.file))?;
                if lines.is_empty() {
                    break;
                }
                lines.iter().for_each(|line| tally.take(line));
            }
            if tally.entry(entry.file.clone()) != *entry {
                return Err(damaged(&entry.file));
            }
        }
        Ok(Archive { path: path.to_owned(), manifest })
    }

    /// The lines of a file, some at a time, read on a thread of their own.
    pub(super) fn lines(&self, file: String) -> mpsc::Receiver<Result<Vec<String>, StoreError>> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || {
            let sent = read(&path, &file, &sender);
            if let Err(error) = sent {
                drop(sender.blocking_send(Err(error)));
            }
        });
        receiver
    }
}

fn read(
    path: &Path,
    name: &str,
    sender: &mpsc::Sender<Result<Vec<String>, StoreError>>,
) -> Result<(), StoreError> {
    let mut packed = unpacked(path)?;
    let mut file = BufReader::new(packed.by_name(name).map_err(|_| damaged(name))?);
    loop {
        let lines = lines::some(&mut file).map_err(|_| damaged(name))?;
        // Nobody waits for more when a line before was refused.
        if lines.is_empty() || sender.blocking_send(Ok(lines)).is_err() {
            return Ok(());
        }
    }
}

fn unpacked(path: &Path) -> Result<Packed, StoreError> {
    let file = File::open(path).map_err(|error| {
        let place = path.display();
        refused(format!("无法读取 {place}：{error}"), format!("{place} cannot be read: {error}"))
    })?;
    let mut packed = ZipArchive::new(BufReader::new(file)).map_err(|_| foreign())?;
    if packed.len() > MOST_FILES || packed.has_overlapping_files().map_err(|_| foreign())? {
        return Err(foreign());
    }
    Ok(packed)
}

fn manifest(packed: &mut Packed) -> Result<Manifest, StoreError> {
    let mut text = Vec::new();
    let file = packed.by_name(MANIFEST).map_err(|_| foreign())?;
    file.take(LARGEST_MANIFEST).read_to_end(&mut text).map_err(|_| damaged(MANIFEST))?;
    let said: serde_json::Value = serde_json::from_slice(&text).map_err(|_| damaged(MANIFEST))?;
    if said["format"] != FORMAT {
        return Err(foreign());
    }
    if said["version"] != VERSION {
        let program = said["program"].as_str().unwrap_or_default();
        return Err(refused(
            format!("归档由其他版本的程序（{program}）写成，格式不同；请用同版本或更新的程序还原"),
            format!(
                "the archive was written in another form, by version {program}: restore it with that version or a newer one"
            ),
        ));
    }
    serde_json::from_value(said).map_err(|_| damaged(MANIFEST))
}

fn foreign() -> StoreError {
    refused(
        "这不是完整归档，或文件不完整：请使用“导出完整归档”得到的 ZIP 文件",
        "this is no complete archive, or not all of it: take the ZIP file that `formwork export --everything` writes",
    )
}
