//! Lists that a reviewer reads when they change.

use std::{env, fs};

use crate::tree;

/// Compares lines with a file of tests/golden; `UPDATE=1` writes it.
pub(crate) fn same(name: &str, lines: &[String], what_to_do: &str) {
    let path = tree::root().join("tests/golden").join(name);
    let now = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).expect("the golden file is written");
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let gone =
        before.lines().filter(|line| !lines.iter().any(|now| now == line)).map(|line| format!("- {line}"));
    let new =
        lines.iter().filter(|line| !before.lines().any(|was| was == *line)).map(|line| format!("+ {line}"));
    let changes: Vec<String> = gone.chain(new).collect();
    assert!(
        changes.is_empty(),
        "tests/golden/{name} no longer holds:\n  {}\n{what_to_do}; then run this with UPDATE=1",
        changes.join("\n  ")
    );
}
