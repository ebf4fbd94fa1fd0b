//! A folder with one mistake of each sort: validate names every one.

use std::{fs, path::Path};

use formwork_tests::{Engine, Installation};
use serde_json::Value as Json;

#[test]
fn validate_names_every_planted_mistake() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/apps");
    let folder = cases.join("broken");
    let installation = Installation::new(Engine::Sqlite);
    let path = folder.to_str().expect("a path of text");
    let output = installation.run(&["app", "validate", path, "--json"], "");
    assert_eq!(output.code, 1, "{}", output.err);
    let told: Json = serde_json::from_str(&output.out).expect("JSON");
    let issues = told["issues"].as_array().expect("issues");
    let found: Vec<String> = issues
        .iter()
        .map(|issue| ["file", "pointer", "code"].map(|key| issue[key].as_str().expect("text")).join(" "))
        .collect();
    let expected = cases.join("broken.txt");
    let text = found.join("\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&expected, &text).expect("written");
    }
    assert_eq!(text, fs::read_to_string(&expected).expect("tests/cases/apps/broken.txt"));
    let lines = installation.run(&["app", "validate", path], "");
    assert_eq!((lines.code, lines.out.lines().count()), (1, found.len() + 1), "{}", lines.out);
    assert!(!installation.data_dir().exists(), "validating needs no installation");
}

#[test]
fn nothing_of_a_broken_folder_is_installed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/apps/broken");
    let installation = Installation::new(Engine::Sqlite);
    for verb in ["install", "test"] {
        let output = installation.run(&["app", verb, folder.to_str().expect("a path of text")], "");
        assert_eq!(output.code, 1, "{verb}: {}{}", output.out, output.err);
    }
    installation.run(&["doctor"], "").done();
    assert_eq!(installation.sql("SELECT count(*) FROM definitions"), "0");
}
