//! How long files are.

use crate::{none, tree};

/// Files of more than 500 lines, each with the reason. The list only shrinks.
const LONG: [(&str, &str); 0] = [];

fn sizes() -> Vec<(usize, &'static str)> {
    let code = |path: &str| {
        [".rs", ".ts", ".tsx", ".mjs", ".css", ".py", ".sh"].iter().any(|end| path.ends_with(end))
    };
    let generated = |path: &str| path.ends_with("/generated.ts");
    tree::files()
        .iter()
        .filter(|file| code(&file.path) && !generated(&file.path))
        .map(|file| (file.text.lines().count(), file.path.as_str()))
        .collect()
}

#[test]
fn no_file_is_longer_than_500_lines_without_a_reason() {
    let mut offences = Vec::new();
    for (lines, path) in sizes() {
        match (lines > 500, LONG.iter().find(|(listed, _)| *listed == path)) {
            (true, None) => offences.push(format!("{path} has {lines} lines")),
            (false, Some(_)) => offences.push(format!("{path} is short again: take it off the list")),
            _ => {}
        }
    }
    let gone = LONG.iter().filter(|(listed, _)| !sizes().iter().any(|(_, path)| path == listed));
    offences.extend(gone.map(|(listed, _)| format!("{listed} is gone: take it off the list")));
    none(&offences);
}

#[test]
fn files_are_short() {
    let mut lines: Vec<usize> = sizes().into_iter().map(|(lines, _)| lines).collect();
    lines.sort_unstable();
    let (median, ninth) = (lines[lines.len() / 2], lines[lines.len() * 9 / 10]);
    assert!(median <= 120, "half of the files have more than {median} lines; the aim is 120");
    assert!(ninth <= 300, "a tenth of the files has more than {ninth} lines; the aim is 300");
}
