//! What kind of file it is, by its bytes and never by its name.
//!
//! Source: magic numbers of ZIP (APPNOTE 4.3.7), compound files ([MS-CFB] 2.2), BIFF ([MS-XLS] 2.4.21).

use std::io::{self, Read, Seek, SeekFrom};

use memchr::memmem;

use super::{FileRefused, ReadError};
use crate::transfer::sheet::Format;

const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// Other things that people upload by mistake: PDF, images, archives, empty ZIP.
const OTHERS: [&[u8]; 10] = [
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"PK\x05\x06",
    b"{\\rtf",
    b"\x7fELF",
];
/// The first bytes of worksheets before Excel 97.
const OLD_SHEETS: [&[u8]; 4] =
    [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"];

/// Finds the kind of file; the position is at the start afterwards.
///
/// # Errors
/// When it is none that we read; the refusal says which it is.
pub(super) fn find(file: &mut (impl Read + Seek)) -> Result<Format, ReadError> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(8192).read_to_end(&mut head)?;
    let format = if head.starts_with(COMPOUND_FILE) {
        return Err(compound_file(file)?.into());
    } else if head.starts_with(ARCHIVE) {
        Format::Xlsx
    } else if OLD_SHEETS.iter().any(|magic| head.starts_with(magic)) {
        return Err(FileRefused::OldExcel.into());
    } else if OTHERS.iter().any(|magic| head.starts_with(magic)) {
        return Err(FileRefused::NotASpreadsheet.into());
    } else if is_web_page(&head) {
        return Err(FileRefused::WebPage.into());
    } else {
        Format::Csv
    };
    file.seek(SeekFrom::Start(0))?;
    Ok(format)
}

/// A compound file is an encrypted XLSX, an old workbook, or an old document of another program.
fn compound_file(file: &mut (impl Read + Seek)) -> io::Result<FileRefused> {
    let names: [(&str, FileRefused); 3] = [
        ("EncryptedPackage", FileRefused::Encrypted),
        ("Workbook", FileRefused::OldExcel),
        ("Book", FileRefused::OldExcel),
    ];
    let names = names.map(|(name, refused)| {
        (name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), refused)
    });
    file.seek(SeekFrom::Start(0))?;
    let (mut window, mut found) = (Vec::new(), None::<usize>);
    loop {
        let kept = window.len().min(64);
        window.drain(..window.len() - kept);
        if file.by_ref().take(1 << 20).read_to_end(&mut window)? == 0 {
            break;
        }
        let hit = names.iter().position(|(name, _)| memmem::find(&window, name).is_some());
        found = [found, hit].into_iter().flatten().min();
    }
    Ok(found.map_or(FileRefused::NotASpreadsheet, |index| names[index].1.clone()))
}

fn is_web_page(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let start = text[..text.len().min(32)].to_ascii_lowercase();
    let tags: [&[u8]; 8] =
        [b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"mime-version:"];
    tags.iter().any(|tag| start.starts_with(tag))
}
