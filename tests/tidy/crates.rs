//! Which crate names which, read from the manifests.

use crate::{none, tree};

/// What each crate may not name among its dependencies, whatever the section.
const FORBIDDEN: [(&str, &[&str]); 7] = [
    (
        "engine-core",
        &[
            "engine-forms",
            "engine-workflow",
            "engine-reports",
            "platform-server",
            "axum",
            "sea-orm",
            "sqlx",
            "tokio",
        ],
    ),
    (
        "engine-forms",
        &[
            "engine-workflow",
            "engine-reports",
            "platform-server",
            "rhai",
            "jsonschema",
            "axum",
            "sea-orm",
            "sqlx",
            "tokio",
        ],
    ),
    (
        "engine-workflow",
        &[
            "engine-forms",
            "engine-reports",
            "platform-server",
            "rhai",
            "jsonschema",
            "axum",
            "sea-orm",
            "sqlx",
            "tokio",
        ],
    ),
    (
        "engine-reports",
        &[
            "engine-forms",
            "engine-workflow",
            "platform-server",
            "rhai",
            "jsonschema",
            "axum",
            "sea-orm",
            "sqlx",
            "tokio",
        ],
    ),
    (
        "migrations",
        &[
            "engine-core",
            "engine-forms",
            "engine-workflow",
            "engine-reports",
            "platform-server",
            "rhai",
            "jsonschema",
            "axum",
        ],
    ),
    ("platform-server", &["rhai"]),
    // The tests see the program as a client does.
    (
        "tests",
        &[
            "engine-core",
            "engine-forms",
            "engine-workflow",
            "engine-reports",
            "platform-server",
            "migrations",
            "rhai",
            "sea-orm",
            "axum",
        ],
    ),
];

/// Names that a manifest lists as dependencies, with their sections.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if section.ends_with("dependencies")
            && let Some(name) =
                line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty() && !name.starts_with('#'))
        {
            found.push((section.clone(), name.to_owned()));
        }
    }
    found
}

fn manifest(of: &str) -> &'static str {
    let path = format!("{of}/Cargo.toml");
    let file = tree::files().iter().find(|file| file.path == path);
    &file.unwrap_or_else(|| panic!("{path} is gone")).text
}

#[test]
fn crates_name_only_what_they_may() {
    let mut offences = Vec::new();
    for (of, forbidden) in FORBIDDEN {
        let named = dependencies(manifest(of));
        assert!(!named.is_empty(), "{of}/Cargo.toml is read wrongly");
        offences.extend(
            named
                .iter()
                .filter(|(_, name)| forbidden.contains(&name.as_str()))
                .map(|(section, name)| format!("{of} names {name} in [{section}]")),
        );
    }
    none(&offences);
}

#[test]
fn every_version_stands_in_the_root_manifest() {
    let members = tree::files().iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    let mut offences = Vec::new();
    for file in members {
        let mut section = "";
        for line in file.text.lines() {
            if line.starts_with('[') {
                section = line;
            }
            let named = section.contains("dependencies") && line.contains('=');
            if named && !line.contains("workspace = true") {
                offences.push(format!("{}: {line}", file.path));
            }
        }
        // What a browser calls is exported, which the workspace's table forbids: that crate says why each block is safe.
        let taken = match file.path.as_str() {
            "designer-web/engine/Cargo.toml" => "undocumented_unsafe_blocks = \"warn\"",
            _ => "[lints]\nworkspace = true",
        };
        if !file.text.contains(taken) {
            offences.push(format!("{}: does not take the table of lints", file.path));
        }
    }
    none(&offences);
}

#[test]
fn each_engine_has_its_own_bans() {
    for engine in ["engine-core", "engine-forms", "engine-workflow", "engine-reports"] {
        let path = format!("{engine}/clippy.toml");
        let file =
            tree::files().iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is gone"));
        for banned in
            ["std::time::SystemTime::now", "std::fs::read", "std::env::var", "std::net::TcpStream::connect"]
        {
            assert!(file.text.contains(banned), "{path} no longer bans {banned}");
        }
    }
}
