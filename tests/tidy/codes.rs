//! The codes of issues: what the program says and what docs/spec/issues.md lists are the same.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::{none, tree};

const PAGE: &str = "docs/spec/issues.md";

/// Codes that the program gives issues, with one file each.
fn given() -> BTreeMap<String, String> {
    let call = Regex::new(
        r#"\b(?:(?:\w*Issue|Refusal)::new|(?:check::)?issue|fixed|refuse|whole|wrong)\(\s*(?:\w+,\s*)?"([a-z][a-z0-9_]*)"\s*,"#,
    )
    .expect("a pattern");
    let mut codes = BTreeMap::new();
    for file in
        tree::files().iter().filter(|file| file.rust() && file.path.contains("/src/") && !file.tests())
    {
        let program: String = file.program().map(|(_, line)| format!("{line}\n")).collect();
        for found in call.captures_iter(&program) {
            codes.entry(found[1].to_owned()).or_insert_with(|| file.path.clone());
        }
    }
    codes
}

fn listed() -> BTreeSet<String> {
    let row = Regex::new(r"(?m)^\| `([a-z0-9_]+)` \|").expect("a pattern");
    let page = tree::files().iter().find(|file| file.path == PAGE).expect("the page of issues is there");
    row.captures_iter(&page.text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_code_has_its_meaning() {
    let (given, listed) = (given(), listed());
    assert!(given.len() > 100, "only {} codes found: the pattern is wrong", given.len());
    let missing = given.iter().filter(|(code, _)| !listed.contains(*code));
    let mut offences: Vec<String> =
        missing.map(|(code, file)| format!("`{code}` of {file} is not in {PAGE}")).collect();
    // A code may also be handed over as a value: then it stands in quotes somewhere.
    let quoted = |code: &str| {
        let literal = format!("\"{code}\"");
        tree::files()
            .iter()
            .any(|file| file.rust() && file.path.contains("/src/") && file.text.contains(&literal))
    };
    let gone = listed.iter().filter(|code| !given.contains_key(*code) && !quoted(code));
    offences.extend(gone.map(|code| format!("`{code}` is in {PAGE} but nothing gives it")));
    none(&offences);
}
