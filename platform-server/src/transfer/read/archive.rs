//! Looks through an XLSX archive before anything trusts it.
//!
//! Shape:  counts entries, looks at names, and unpacks every XML entry once to count its true size, because a bomb lies
//!         about it. Nothing is written to disk, so a name cannot escape; strange ones are refused all the same.
//! Source: research on archive attacks, OWASP ASVS 5 §5.2.3 and §5.3.3; docs/spec/limits.md "Import".

use std::io::{self, Read, Seek};

use memchr::memmem;
use zip::ZipArchive;

use super::{FileRefused, limits};

/// What a look through the archive tells.
pub(super) struct Contents {
    /// Whether any sheet has merged cells; finding them costs another pass.
    pub(super) has_merges: bool,
}

/// Looks through the archive.
///
/// # Errors
/// When it is damaged, unsafe, too large or no workbook.
pub(super) fn check(file: &mut (impl Read + Seek), packed: u64) -> Result<Contents, FileRefused> {
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > limits::MOST_ENTRIES {
        return Err(FileRefused::UnsafeArchive);
    }
    if archive.has_overlapping_files().map_err(damaged)? {
        return Err(FileRefused::UnsafeArchive);
    }
    let mut is_workbook = false;
    let mut unpacked = Unpacked { packed, bytes: 0, has_merges: false };
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| entry_refused(&error))?;
        let name = entry.name().map_err(damaged)?.replace('\\', "/").to_ascii_lowercase();
        if name.starts_with('/') || name.split('/').any(|part| part == "..") || entry.is_symlink() {
            return Err(FileRefused::UnsafeArchive);
        }
        is_workbook |= name.starts_with("xl/workbook") && name.ends_with(".xml");
        if name.ends_with(".xml") || name.ends_with(".rels") {
            unpacked.take(&mut entry)?;
        } else {
            unpacked.add(entry.size())?;
        }
    }
    if is_workbook {
        Ok(Contents { has_merges: unpacked.has_merges })
    } else {
        Err(FileRefused::NotASpreadsheet)
    }
}

struct Unpacked {
    packed: u64,
    bytes: u64,
    has_merges: bool,
}

impl Unpacked {
    /// Unpacks one entry to nowhere.
    fn take(&mut self, entry: &mut impl Read) -> Result<(), FileRefused> {
        const TAG: &[u8] = b"mergeCell";
        let mut window = vec![0; 1 << 16];
        let mut kept = 0;
        loop {
            let read = entry.read(&mut window[kept..]).map_err(|error| unreadable(&error))?;
            if read == 0 {
                return Ok(());
            }
            self.add(read as u64)?;
            let end = kept + read;
            self.has_merges = self.has_merges || memmem::find(&window[..end], TAG).is_some();
            kept = end.min(TAG.len());
            window.copy_within(end - kept..end, 0);
        }
    }

    fn add(&mut self, bytes: u64) -> Result<(), FileRefused> {
        self.bytes = self.bytes.saturating_add(bytes);
        let too_dense =
            self.bytes > limits::RATIO_MATTERS && self.bytes / limits::LARGEST_RATIO > self.packed;
        if too_dense || self.bytes > limits::LARGEST_UNPACKED {
            Err(FileRefused::UnpacksTooLarge)
        } else {
            Ok(())
        }
    }
}

fn damaged(_: zip::result::ZipError) -> FileRefused {
    FileRefused::Damaged
}

fn entry_refused(error: &zip::result::ZipError) -> FileRefused {
    match error {
        zip::result::ZipError::UnsupportedArchive(reason) if reason.contains("assword") => {
            FileRefused::Encrypted
        }
        _ => FileRefused::Damaged,
    }
}

fn unreadable(error: &io::Error) -> FileRefused {
    if error.kind() == io::ErrorKind::OutOfMemory { FileRefused::TooComplex } else { FileRefused::Damaged }
}
