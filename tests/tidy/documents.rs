//! Links of the documents, and the files they name.

use std::path::Path;

use regex::Regex;

use crate::{none, tree};

/// The anchor of a heading, as the usual renderers make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept: String = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect();
    kept.replace(' ', "-")
}

fn exists(path: &str) -> bool {
    tree::root().join(path).exists()
}

/// `docs/adr` and `../spec/x.md` as `docs/spec/x.md`.
fn joined(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn links_resolve() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let mut offences = Vec::new();
    let mut seen = 0;
    for file in tree::files().iter().filter(|file| file.path.ends_with(".md")) {
        let folder = Path::new(&file.path).parent().and_then(Path::to_str).unwrap_or_default();
        for found in link.captures_iter(&file.text) {
            let target = &found[1];
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, place) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { file.path.clone() } else { joined(folder, path) };
            let page = tree::files().iter().find(|other| other.path == path);
            let has = |page: &tree::File| {
                page.text.lines().any(|line| line.starts_with('#') && anchor(line) == place)
            };
            if !exists(&path) || (!place.is_empty() && !page.is_some_and(has)) {
                offences.push(format!("{}: {target}", file.path));
            }
        }
    }
    assert!(seen > 10, "only {seen} links found: the pattern is wrong");
    none(&offences);
}

#[test]
fn guides_name_files_that_exist() {
    let code = Regex::new(r"`([^`\s]+)`").expect("a pattern");
    let adds = Regex::new(r"adds `(\w+)`").expect("a pattern");
    let ends = [".rs", ".md", ".json", ".ts", ".tsx", ".toml", ".sh", ".txt", ".jsonl", "/"];
    let guides = tree::files().iter().filter(|file| {
        (file.path.starts_with("docs/how-to/") && file.path.ends_with(".md"))
            || matches!(file.path.as_str(), "ARCHITECTURE.md" | "CONTRIBUTING.md" | "README.md")
    });
    let mut offences = Vec::new();
    for file in guides {
        let new = adds.captures(&file.text).map(|found| found[1].to_owned());
        for found in code.captures_iter(&file.text) {
            let name = &found[1];
            let example = new.as_ref().is_some_and(|new| name.contains(new.as_str()));
            let path = ends.iter().any(|end| name.ends_with(end))
                && !name.contains(['<', '{', '*', '…', '$', '~', ':']);
            if !path || example || name.starts_with('/') {
                continue;
            }
            let inside = format!("/{name}");
            let folder = inside.ends_with('/');
            let there = exists(name)
                || tree::files().iter().any(|other| {
                    other.path.ends_with(&inside) || (folder && format!("/{}", other.path).contains(&inside))
                });
            if !there {
                offences.push(format!("{}: {name}", file.path));
            }
        }
    }
    none(&offences);
}

/// What stands at the top of the repository; anything else was left by a program that ran there.
const TOP: [&str; 22] = [
    ".cargo",
    ".ci",
    ".git",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "deny.toml",
    "designer-web",
    "docs",
    "examples",
    "migrations",
    "platform-server",
    "rustfmt.toml",
    "tests",
    "tools",
];

#[test]
fn the_top_holds_what_people_wrote() {
    let ignored =
        std::fs::read_to_string(tree::root().join(".gitignore")).expect("git is told what to ignore");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let mut offences = Vec::new();
    for entry in tree::root().read_dir().expect("the repository is readable") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if !TOP.contains(&name.as_str()) && !name.starts_with("engine-") && !ignored.contains(&name.as_str())
        {
            offences.push(name);
        }
    }
    none(&offences);
}
