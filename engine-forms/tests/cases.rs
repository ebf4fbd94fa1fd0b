//! Folders of `tests/cases/forms`: a form, what was answered, and what must come of it.
//!
//! Shape:  `entities.json` (a list of entity documents), `form.json`, and, unless only the definition is looked at,
//!         `answers.json`; `context.json` says who asks, when, and what is known. `expected.json` has what comes of it;
//!         `UPDATE=1` writes it anew, and the difference is what a reviewer reads.

#![expect(clippy::disallowed_methods, reason = "the engine reads no files; its cases are files")]

mod reading;

use std::{fs, path::Path};

use engine_core::issue::Language;
use engine_forms::{answers::Answers, compile, definition::FormDocument, evaluate};
use serde_json::{Map, Value as Json, json};

fn read(path: &Path) -> Option<Json> {
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn outcome(folder: &Path) -> Json {
    let draft = reading::entities(
        &read(&folder.join("entities.json")).expect("entities.json"),
        &folder.display().to_string(),
    );
    let form = read(&folder.join("form.json")).expect("form.json");
    let document: FormDocument = serde_json::from_value(form).expect("a well-formed form");
    let (compiled, issues) = compile(&document, &draft);
    if !issues.is_empty() {
        return json!({ "definition": issues.iter().map(|i| i.to_json(Language::English)).collect::<Vec<_>>() });
    }
    let Some(answers) = read(&folder.join("answers.json")) else { return json!({ "definition": [] }) };
    let compiled = compiled.expect("a form without issues compiles");
    let context = reading::context(&read(&folder.join("context.json")).unwrap_or_else(|| json!({})), &draft);
    let tell = |answers: &Map<String, Json>| {
        let told = evaluate(&compiled, &Answers::read(&compiled, answers), &context);
        told.to_json(Language::Chinese)
    };
    let told = tell(answers.as_object().expect("answers are an object"));
    let again = tell(told["values"].as_object().expect("values"));
    assert_eq!(again["values"], told["values"], "{}: evaluating twice changes nothing", folder.display());
    told
}

#[test]
fn each_folder_comes_to_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/forms");
    let mut folders: Vec<_> = fs::read_dir(&root).expect("cases").map(|e| e.expect("entry").path()).collect();
    folders.sort();
    folders.retain(|folder| folder.is_dir());
    let mut wrong = Vec::new();
    for folder in &folders {
        let found = outcome(folder);
        let place = folder.join("expected.json");
        if std::env::var_os("UPDATE").is_some() {
            let text = serde_json::to_string_pretty(&found).expect("JSON");
            fs::write(&place, text + "\n").expect("expected.json is written");
        } else if read(&place).as_ref() != Some(&found) {
            wrong.push(format!("{}: {found:#}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), folders.len(), wrong.join("\n"));
}
