//! Which separator a text table uses.
//!
//! Shape:  the separator under which most rows of the sample have the same number of columns, more than one; a first line
//!         `sep=;`, which Excel understands, decides alone.

/// Candidates, in order of preference.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The separator, and whether the first line only says so.
pub(super) fn find(sample: &str) -> (u8, bool) {
    let first = sample.lines().next().unwrap_or_default().trim_end();
    if let Some([separator]) = first.strip_prefix("sep=").map(str::as_bytes) {
        return (*separator, true);
    }
    let best = SEPARATORS.iter().rev().max_by_key(|separator| score(sample, **separator));
    (best.copied().unwrap_or(b','), false)
}

/// Rows with the most common width, then that width; nothing for a single column.
fn score(sample: &str, separator: u8) -> (usize, usize) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(sample.as_bytes());
    let mut widths = std::collections::HashMap::<usize, usize>::new();
    for record in reader.byte_records().map_while(Result::ok).take(200) {
        *widths.entry(record.len()).or_default() += 1;
    }
    let common =
        widths.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, rows)| (*rows, *width));
    common.map_or((0, 0), |(width, rows)| (rows, width))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn separators_are_found() {
        for (sample, separator) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b\n\"1,5\";2\n\"2,5\";3\n", b';'),
            ("a\tb\n1,2\t3\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("名称\n上海\n", b','),
            ("一览表\n\n名称,电话,备注\n甲,1,\"a;b;c\"\n乙,2,x\n", b','),
        ] {
            assert_eq!(find(sample), (separator, false), "{sample}");
        }
        assert_eq!(find("sep=;\na;b\n"), (b';', true));
    }
}
