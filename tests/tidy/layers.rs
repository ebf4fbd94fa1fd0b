//! Who names whom inside the shell, and who reads past permits.

use std::collections::BTreeMap;

use regex::Regex;

use crate::{golden, none, tree};

/// Folder, words its program may not hold, and why.
const WALLS: [(&str, &str, &str); 6] = [
    ("platform-server/src/records/", r"\baxum\b", "records know no HTTP"),
    ("platform-server/src/http/", r"\b(sea_orm|sqlx)\b", "HTTP knows no SQL"),
    (
        "platform-server/src/access/",
        r"\b(sea_orm|sqlx|axum)\b",
        "access decides; it neither asks a database nor answers a request",
    ),
    (
        "platform-server/src/records/sql/",
        r"\b(sqlx|tokio)::|\.await\b",
        "SQL text is composed here and never executed",
    ),
    (
        "platform-server/src/records/ddl/",
        r"\b(sqlx|tokio)::|\.await\b",
        "SQL text is composed here and never executed",
    ),
    ("platform-server/src/", r"\brhai\b", "scripts run in engine-core's sandbox"),
];

/// Files inside a wall that may pass it, each with the reason. The list only shrinks.
const GATES: [(&str, &str); 1] = [(
    "platform-server/src/records/ddl/existing.rs",
    "reads from the database which tables there are, for the diff",
)];

#[test]
fn walls_inside_the_shell_hold() {
    let mut offences = Vec::new();
    for (folder, words, why) in WALLS {
        let words = Regex::new(words).expect("a pattern");
        let inside = tree::files().iter().filter(|file| file.rust() && file.path.starts_with(folder));
        let mut seen = 0;
        for file in inside.filter(|file| GATES.iter().all(|(gate, _)| *gate != file.path)) {
            seen += 1;
            for (at, line) in file.program().filter(|(_, line)| words.is_match(line)) {
                offences.push(format!("{}:{at}: {} ({why})", file.path, line.trim()));
            }
        }
        assert!(seen > 0, "{folder} is gone");
    }
    none(&offences);
}

#[test]
fn scripts_are_named_in_one_folder() {
    let word = Regex::new(r"\brhai\b").expect("a pattern");
    let outside = tree::files()
        .iter()
        .filter(|file| file.rust() && !file.tests() && !file.path.starts_with("engine-core/src/scripting/"));
    let offences: Vec<String> = outside
        .filter(|file| file.program().any(|(_, line)| word.is_match(line)))
        .map(|file| file.path.clone())
        .collect();
    none(&offences);
}

#[test]
fn one_file_reads_the_systems_clock() {
    let clocks = Regex::new(
        r"\b(SystemTime|Utc|Local|Zoned|Timestamp|OffsetDateTime)::now\(|\bnow_v[67]\(|\bInstant::now\(",
    )
    .expect("a pattern");
    // Timers of the runtime count from its own clock, which tests can halt.
    let timer = Regex::new(r"use tokio::time::[^;]*\bInstant\b").expect("a pattern");
    let mut offences = Vec::new();
    let program = tree::files().iter().filter(|file| {
        file.rust()
            && !file.tests()
            && !file.path.starts_with("tests/")
            // What only measures is no part of the program.
            && !file.path.contains("/examples/")
            && file.path != "platform-server/src/clock.rs"
    });
    for file in program {
        let timers = timer.is_match(&file.text);
        for (at, line) in file.program().filter(|(_, line)| clocks.is_match(line)) {
            if !(timers && line.contains("Instant::now(")) {
                offences.push(format!("{}:{at}: {}", file.path, line.trim()));
            }
        }
    }
    none(&offences);
}

#[test]
fn readers_past_permits_are_a_list() {
    let call = Regex::new(r"\binternal\(\s*(?:\w+::)*Purpose::(\w+)\s*\)").expect("a pattern");
    let mut readers: BTreeMap<String, usize> = BTreeMap::new();
    for file in
        tree::files().iter().filter(|file| file.path.starts_with("platform-server/src/") && file.rust())
    {
        let program: String = file.program().map(|(_, line)| format!("{line}\n")).collect();
        for found in call.captures_iter(&program) {
            *readers.entry(format!("{} {}", file.path, &found[1])).or_default() += 1;
        }
        let named = program.matches("access::internal(").count();
        assert!(
            named == 0 || call.is_match(&program),
            "{}: give access::internal its purpose in the call, so that the list can hold it",
            file.path
        );
    }
    assert!(!readers.is_empty(), "no reader found: the pattern is wrong");
    let lines: Vec<String> = readers.into_iter().map(|(reader, times)| format!("{reader} {times}")).collect();
    golden::same("internal-readers.txt", &lines, "Say in the commit why this must read past permits");
}

#[test]
fn numbers_of_limits_are_a_list() {
    let cap = Regex::new(
        r"^\s*(?:pub(?:\([a-z]+\))? )?const (\w+): (?:usize|u8|u16|u32|u64|i32|i64|f64|Duration|\(u32, u32, u32\)) = (.+);$",
    )
    .expect("a pattern");
    let mut lines = Vec::new();
    for file in
        tree::files().iter().filter(|file| file.rust() && file.path.contains("/src/") && !file.tests())
    {
        for (_, line) in file.program() {
            if let Some(found) = cap.captures(line) {
                lines.push(format!("{} {} = {}", file.path, &found[1], &found[2]));
            }
        }
    }
    golden::same("limits.txt", &lines, "Put the number into docs/spec/limits.md as well");
}

#[test]
fn every_route_is_described() {
    // What asks every route of the description, asks every route there is.
    let mounted =
        Regex::new(r"\.(route|route_service|nest|nest_service|fallback_service)\(").expect("a pattern");
    let mut offences = Vec::new();
    for file in tree::files().iter().filter(|file| file.path.starts_with("platform-server/src/http/")) {
        for (at, line) in file.program().filter(|(_, line)| mounted.is_match(line)) {
            offences.push(format!("{}:{at}: {}", file.path, line.trim()));
        }
    }
    none(&offences);
}
