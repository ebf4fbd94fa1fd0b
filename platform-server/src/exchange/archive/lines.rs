//! The lines of one file of an archive, some at a time.
//!
//! Errors: text that is not UTF-8, a line without end, one that is longer than any that was ever written.

use std::io::{self, BufRead, Read as _};

/// Longest line, in bytes.
const LONGEST_LINE: u64 = 64 << 20;
/// Most lines handed over at once.
const LINES: usize = 500;
/// Lines are handed over when they hold this many bytes.
const BYTES: usize = 4 << 20;

/// Reads the next lines; none at the end.
pub(super) fn some(file: &mut impl BufRead) -> io::Result<Vec<String>> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while lines.len() < LINES && bytes < BYTES {
        let Some(line) = one(file)? else { break };
        bytes += line.len();
        lines.push(line);
    }
    Ok(lines)
}

fn one(file: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        return Err(io::ErrorKind::InvalidData.into());
    }
    String::from_utf8(line).map(Some).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_or_are_refused() {
        let mut whole = "甲\n\nb\n".as_bytes();
        assert_eq!(some(&mut whole).expect("lines"), ["甲", "", "b"]);
        assert!(some(&mut whole).expect("the end").is_empty());
        for broken in [&b"a"[..], b"\xff\n"] {
            assert!(some(&mut &broken[..]).is_err());
        }
        assert!(
            one(&mut io::BufReader::new(io::repeat(b'a').take(LONGEST_LINE + 10))).is_err(),
            "a line without end"
        );
    }
}
