//! Folders of `tests/cases/forms` as questions of a page.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use engine_core::{
    entity::{
        Entity,
        derive::{self, Draft},
    },
    key::SYSTEM_FIELDS,
    moment::Moment,
};
use engine_forms::{compile, definition::FormDocument, project};
use serde_json::{Value as Json, json};

/// One folder.
pub(crate) struct Case {
    /// Its name.
    pub name: String,
    /// What opens its form.
    pub question: Json,
    /// What comes of it.
    pub expected: Json,
}

/// As `engine-forms/tests/cases.rs` has it.
const NOW: &str = "2026-11-02T02:30:00Z";

/// Every folder that has answers, and a sound form.
pub(crate) fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/forms");
    let mut folders: Vec<_> = fs::read_dir(&root).expect("cases").map(|e| e.expect("entry").path()).collect();
    folders.retain(|folder| folder.join("answers.json").exists());
    folders.sort();
    folders.iter().filter_map(|folder| case(folder)).collect()
}

fn read(path: &Path) -> Option<Json> {
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn case(folder: &Path) -> Option<Case> {
    let mut expected = read(&folder.join("expected.json"))?;
    expected.get("values")?;
    let entities = read(&folder.join("entities.json"))?;
    let form = read(&folder.join("form.json"))?;
    let context = read(&folder.join("context.json")).unwrap_or_else(|| json!({}));
    let bundle = bundle(&entities, &form, &context);
    unknown_there(&bundle, &mut expected);
    let answers = read(&folder.join("answers.json"))?;
    let question = json!({ "open": {
        "bundle": bundle, "context": travelling(&context), "answers": answers, "language": "zh-CN",
    }});
    let name = folder.file_name()?.to_string_lossy().into_owned();
    // What needs more than a page has is asked of the server.
    (question["open"]["bundle"]["remote"] != true).then_some(Case { name, question, expected })
}

/// A page knows no field that is neither on its form nor read by it, and says so.
fn unknown_there(bundle: &Json, expected: &mut Json) {
    let known = |name: &str| {
        let excerpts = bundle["entities"].as_array().expect("excerpts");
        SYSTEM_FIELDS.contains(&name)
            || excerpts.iter().any(|excerpt| excerpt["document"]["properties"].get(name).is_some())
    };
    for stray in expected["stray"].as_array_mut().into_iter().flatten() {
        let name =
            stray["pointer"].as_str().and_then(|at| at.rsplit('/').next()).unwrap_or_default().to_owned();
        if stray["code"] == "not_on_form" && !known(&name) {
            stray["message"] = json!(format!("没有编码为“{name}”的字段"));
            stray["code"] = json!("unknown_field");
        }
    }
}

/// A form as it travels to somebody with the rights of the context.
pub(crate) fn bundle(entities: &Json, form: &Json, context: &Json) -> Json {
    let mut draft = Draft::default();
    let mut issues = Vec::new();
    for document in entities.as_array().expect("a list of entities") {
        let (entity, found) = Entity::parse(document);
        issues.extend(found);
        let entity = entity.expect("an entity");
        draft.0.insert(entity.key.clone(), Arc::new(entity));
    }
    derive::resolve(&mut draft, &mut issues);
    assert!(issues.is_empty(), "the entities are sound: {issues:?}");
    let document: FormDocument = serde_json::from_value(form.clone()).expect("a well-formed form");
    let (compiled, issues) = compile(&document, &draft);
    let compiled = compiled.filter(|_| issues.is_empty()).unwrap_or_else(|| panic!("{issues:?} in {form}"));
    let mut bundle = project(&compiled, &BTreeMap::new(), &|_, _| false);
    if let Some(rights) = context.get("rights") {
        // The cases tell rights to the evaluation; what a bundle leaves out is another matter.
        bundle.rights = serde_json::from_value(rights.clone()).expect("rights by field");
    }
    json!(bundle)
}

/// A context as it travels.
pub(crate) fn travelling(context: &Json) -> Json {
    let zone = context["zone"].as_str().unwrap_or("Asia/Shanghai");
    let offsets = engine_core::zone::offsets(&engine_core::moment::TimeZone::get(zone).expect("a zone"));
    let now = Moment::parse(context["now"].as_str().unwrap_or(NOW)).expect("a moment");
    json!({
        "now": now.to_string(),
        "zone": zone,
        "offsets": offsets,
        "me": context["me"],
        "base": context["base"],
        "known": context["known"].as_array().cloned().unwrap_or_default(),
    })
}
