//! Folders of `tests/cases/forms`: a form, what was answered, and what must come of it.
//!
//! Shape:  `entities.json` (a list of entity documents), `form.json`, and, unless only the definition is looked at,
//!         `answers.json`; `context.json` says who asks, when, and what is known. `expected.json` has what comes of it;
//!         `UPDATE=1` writes it anew, and the difference is what a reviewer reads.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use engine_core::{
    entity::{
        Entity,
        derive::{self, Draft},
    },
    formula,
    issue::Language,
    moment::{Moment, TimeZone},
};
use engine_forms::{Context, Linked, answers::Answers, compile, definition::FormDocument, evaluate};
use serde_json::{Map, Value as Json, json};

/// When nothing else is said, it is this moment in Shanghai.
const NOW: &str = "2026-11-02T02:30:00Z";

fn read(path: &Path) -> Option<Json> {
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn entities(json: &Json) -> Draft {
    let mut draft = Draft::default();
    let mut issues = Vec::new();
    for document in json.as_array().expect("entities.json is a list") {
        let (entity, found) = Entity::parse(document);
        issues.extend(found);
        let entity = entity.expect("an entity");
        draft.0.insert(entity.key.clone(), Arc::new(entity));
    }
    derive::resolve(&mut draft, &mut issues);
    assert!(issues.is_empty(), "the entities are sound: {issues:?}");
    draft
}

fn context(json: &Json, draft: &Draft) -> Context {
    let now = Moment::parse(json["now"].as_str().unwrap_or(NOW)).expect("a moment");
    let zone = TimeZone::get(json["zone"].as_str().unwrap_or("Asia/Shanghai")).expect("a zone");
    let mut context = Context::new(formula::Context::at(now, zone));
    context.base = json["base"].as_object().cloned();
    context.viewer.id = json["me"].as_str().map(|id| id.parse().expect("an id"));
    if let Some(rights) = json.get("rights") {
        context.rights = serde_json::from_value(rights.clone()).expect("rights by field");
    }
    for known in json["known"].as_array().into_iter().flatten() {
        let entity = &draft.0[known["entity"].as_str().expect("an entity")];
        let id = known["id"].as_str().expect("an id").parse().expect("an id");
        let linked = known["values"].as_object().map_or(Linked::Nothing, |values| {
            let read = |(key, json): (&String, &Json)| {
                let field = entity.field(key).unwrap_or_else(|| panic!("no field {key}"));
                let value = field.kind.rules().read(field, json).expect("a value of the field");
                (field.key.clone(), value)
            };
            Linked::Fields(values.iter().map(read).collect::<HashMap<_, _>>())
        });
        context.known.insert((entity.key.clone(), id), linked);
    }
    context
}

fn outcome(folder: &Path) -> Json {
    let draft = entities(&read(&folder.join("entities.json")).expect("entities.json"));
    let form = read(&folder.join("form.json")).expect("form.json");
    let document: FormDocument = serde_json::from_value(form).expect("a well-formed form");
    let (compiled, issues) = compile(&document, &draft);
    if !issues.is_empty() {
        return json!({ "definition": issues.iter().map(|i| i.to_json(Language::English)).collect::<Vec<_>>() });
    }
    let Some(answers) = read(&folder.join("answers.json")) else { return json!({ "definition": [] }) };
    let compiled = compiled.expect("a form without issues compiles");
    let context = context(&read(&folder.join("context.json")).unwrap_or_else(|| json!({})), &draft);
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
