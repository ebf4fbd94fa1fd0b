//! What a file is, by its content.
//!
//! Shape:  the first bytes of a file → its media type; what nothing is known of is text when it reads as text, else
//!         `application/octet-stream`. What the sender says counts for nothing.
//! Source: the marks at the beginning of files, as the crate `infer` knows them.

use super::name;

/// How much of a file is looked at, in bytes.
pub const HEAD: usize = 8 << 10;
/// A file of which nothing is known.
const UNKNOWN: &str = "application/octet-stream";

/// Types that a browser may show inside the page it came with.
const SHOWN: [&str; 5] = ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"];

/// Types that computers run.
const RUN: [&str; 9] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-msdownload",
    "application/java",
    "application/vnd.android.dex",
    "application/llvm",
    "application/x-coff",
    "text/x-shellscript",
];

/// The type that the beginning of a file says.
pub fn of(head: &[u8]) -> &'static str {
    if let Some(marked) = marked(head) {
        return marked;
    }
    match infer::get(head).map(|found| found.mime_type()) {
        // A beginning that only looks like XML may go on as anything.
        Some("text/xml") | None => written(head),
        Some(known) => known,
    }
}

/// Marks that matter here and that the crate does not know.
fn marked(head: &[u8]) -> Option<&'static str> {
    let magic: [(&[u8], &str); 5] = [
        (b"\x7fELF", "application/x-executable"),
        (b"MZ", "application/vnd.microsoft.portable-executable"),
        (b"#!", "text/x-shellscript"),
        (b"L\0\0\0\x01\x14\x02\0", "application/x-msdownload"),
        (b"%PDF-", "application/pdf"),
    ];
    magic.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, media_type)| *media_type)
}

/// What text is: a page, a drawing, or text.
fn written(head: &[u8]) -> &'static str {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A letter may be cut in two at the end of what is looked at.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return UNKNOWN,
    };
    if text.is_empty()
        || text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\x0c'))
    {
        return UNKNOWN;
    }
    let lower = text.to_ascii_lowercase();
    let starts = lower.trim_start();
    if ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"]
        .iter()
        .any(|tag| starts.starts_with(tag))
    {
        return "text/html";
    }
    match (lower.contains("<svg"), starts.starts_with("<?xml") || starts.starts_with('<')) {
        (true, true) => "image/svg+xml",
        (_, true) if lower.contains("<html") || lower.contains("<script") => "text/html",
        (_, true) => "text/xml",
        _ => "text/plain",
    }
}

/// Whether a browser may show a file of this type; everything else is only saved.
pub fn is_shown(media_type: &str) -> bool {
    SHOWN.contains(&media_type)
}

/// Whether a file is a program, by its content or by its name.
pub fn is_program(media_type: &str, called: &str) -> bool {
    RUN.contains(&media_type) || name::is_run(called)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_says_what_a_file_is() {
        for (head, media_type) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR<html>"[..], "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0<script>", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"<!DOCTYPE html><p>", "text/html"),
            (b"  \n<HTML>", "text/html"),
            (b"\xef\xbb\xbf<script>alert(1)</script>", "text/html"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>", "image/svg+xml"),
            (b"<?xml version='1.0'?><!-- x --><svg>", "image/svg+xml"),
            (b"<?xml version='1.0'?><order/>", "text/xml"),
            ("名称,电话\n".as_bytes(), "text/plain"),
            (b"MZ\x90\0", "application/vnd.microsoft.portable-executable"),
            (b"\x7fELF\x02", "application/x-executable"),
            (b"#!/bin/sh\n", "text/x-shellscript"),
            (b"\0\x01\x02", UNKNOWN),
            (b"", UNKNOWN),
        ] {
            assert_eq!(of(head), media_type, "{:?}", String::from_utf8_lossy(head));
        }
        let cut = "字".repeat(HEAD).into_bytes();
        assert_eq!(of(&cut[..HEAD]), "text/plain");
    }

    #[test]
    fn active_content_is_never_shown() {
        assert!(!["text/html", "image/svg+xml", "text/xml", "text/plain", UNKNOWN].into_iter().any(is_shown));
        assert!(
            is_shown("image/png")
                && is_program("text/plain", "a.exe")
                && is_program("application/x-executable", "a.pdf")
        );
        assert!(!is_program("application/pdf", "a.pdf"));
    }
}
