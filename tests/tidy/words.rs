//! What no line says.

use std::sync::LazyLock;

use regex::Regex;

use crate::{none, tree};

/// Words of work that is not finished, spelt so that this file does not hold them.
static UNFINISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(TO",
        r"DO|FIX",
        r"ME|HA",
        r"CK)\b|#\[ig",
        r"nore|\bunimple",
        r"mented!\(|\bto",
        r"do!\("
    ))
    .expect("a pattern")
});

/// Tests of the screens that do not run, or keep others from running.
static LEFT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(it|test|describe)\.(skip|only|todo|fixme)\b|\bx(it|describe)\(").expect("a pattern")
});

/// Folders of one machine.
static PLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(r#"(^|[\s"'`(=])/(ho"#, r"me|ro", r"ot|Us", r"ers|wo", r"rk)/\w")).expect("a pattern")
});

#[test]
fn everything_is_finished() {
    let mut offences = Vec::new();
    for file in tree::files().iter().filter(|file| !file.path.ends_with("-lock.json")) {
        for (at, line) in file.text.lines().enumerate() {
            if UNFINISHED.is_match(line) || (file.script() && LEFT_OUT.is_match(line)) {
                offences.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    none(&offences);
}

#[test]
fn nothing_names_a_folder_of_one_machine() {
    let mut offences = Vec::new();
    for file in tree::files() {
        for (at, line) in file.text.lines().enumerate().filter(|(_, line)| PLACES.is_match(line)) {
            offences.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
        }
    }
    none(&offences);
}

#[test]
fn every_silenced_lint_says_why() {
    let silenced = Regex::new(r"#!?\[(?:cfg_attr\([^\]]*?)?(expect|allow)\(([^\]]*)\)\]").expect("a pattern");
    let mut offences = Vec::new();
    for file in tree::files().iter().filter(|file| file.rust()) {
        for found in silenced.captures_iter(&file.text).filter(|found| !found[2].contains("reason = \"")) {
            offences.push(format!("{}: {}", file.path, &found[0]));
        }
    }
    for file in tree::files().iter().filter(|file| file.script() || file.path.ends_with(".css")) {
        for (at, line) in file.text.lines().enumerate() {
            let quiet =
                line.contains("biome-ignore") && line.split_once(": ").is_none_or(|(_, why)| why.len() <= 8);
            if quiet || line.contains("@ts-ignore") || line.contains("@ts-nocheck") {
                offences.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    none(&offences);
}

#[test]
fn names_say_what_a_thing_is() {
    let vague = ["util", "utils", "common", "helper", "helpers", "misc", "manager"];
    let mut offences = Vec::new();
    for file in tree::files() {
        let stem = |part: &str| part.split('.').next().unwrap_or_default().to_lowercase();
        if file.path.split('/').any(|part| vague.contains(&stem(part).as_str())) {
            offences.push(file.path.clone());
        }
    }
    none(&offences);
}
