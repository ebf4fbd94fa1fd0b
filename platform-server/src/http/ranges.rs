//! Which part of a file a request asks for.
//!
//! Shape:  `Range: bytes=FIRST-LAST`, `bytes=FIRST-`, `bytes=-LAST_SO_MANY` → a range of bytes. Several parts at once and other
//!         units are answered by the whole file, as the standard allows.
//! Source: RFC 9110 §14.

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// It has no such part.
    Outside,
}

/// The part of a file of `size` bytes that is known as `etag`.
pub(super) fn part(headers: &HeaderMap, size: u64, etag: &str) -> Part {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A part of what it has become since is of no use to who has a part of what it was.
    if text(header::IF_RANGE).is_some_and(|known| known != etag) {
        return Part::Whole;
    }
    let asked = text(header::RANGE).and_then(|range| range.strip_prefix("bytes="));
    match asked.and_then(|asked| asked.split_once('-')) {
        Some(("", last)) => last_bytes(last, size),
        Some((first, last)) => between(first, last, size),
        None => Part::Whole,
    }
}

fn last_bytes(count: &str, size: u64) -> Part {
    match count.trim().parse::<u64>() {
        Ok(0) => Part::Outside,
        Ok(count) => Part::Bytes(size.saturating_sub(count)..size),
        Err(_) => Part::Whole,
    }
}

fn between(first: &str, last: &str, size: u64) -> Part {
    let Ok(first) = first.trim().parse::<u64>() else { return Part::Whole };
    let end = match last.trim() {
        "" => size,
        last => match last.parse::<u64>() {
            Ok(last) if last >= first => last.saturating_add(1).min(size),
            _ => return Part::Whole,
        },
    };
    if first >= size { Part::Outside } else { Part::Bytes(first..end) }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn parts_are_as_the_standard_says() {
        let of = |range: &'static str| {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]);
            part(&headers, 10, "\"e\"")
        };
        for (range, expected) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=4-", Part::Bytes(4..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-30", Part::Bytes(0..10)),
            ("bytes=8-99", Part::Bytes(8..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=3-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=x-y", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
        ] {
            assert_eq!(of(range), expected, "{range}");
        }
    }

    #[test]
    fn a_part_of_something_else_is_not_given() {
        let names = [(header::RANGE, "bytes=0-3"), (header::IF_RANGE, "\"old\"")];
        let headers =
            HeaderMap::from_iter(names.map(|(name, value)| (name, HeaderValue::from_static(value))));
        assert_eq!(part(&headers, 10, "\"new\""), Part::Whole);
        assert_eq!(part(&headers, 10, "\"old\""), Part::Bytes(0..4));
    }
}
