//! The engine that a page runs against the engine of the server: the same questions, the same bytes.
//!
//! Shape:  folders of `tests/cases/forms`, and forms made up at random; each as a bundle travels, asked of this crate as it
//!         is compiled here and of `src/engine/built/engine.wasm`, which Node runs.
//! Units:  `FORMWORK_CASES` forms of each random test, 500 unless told.
//! Errors: without the file the tests say how it is made.

#[path = "browser/cases.rs"]
mod cases;
#[path = "browser/node.rs"]
mod node;
#[path = "browser/random.rs"]
mod random;

use std::{fs, path::Path};

use node::Node;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

#[test]
fn each_folder_comes_to_the_same_in_a_page() {
    let mut node = Node::start();
    let mut wrong = Vec::new();
    let asked = cases::all();
    assert!(!asked.is_empty(), "there are folders with answers");
    for case in &asked {
        let here = formwork_engine::answer(case.question.to_string().as_bytes());
        let there = node.ask(&case.question);
        let told: serde_json::Value = serde_json::from_str(&there).expect("JSON");
        if told["evaluation"] != case.expected {
            wrong.push(format!("{}: not as expected.json has it: {there}", case.name));
        }
        let (here, there) = (node::unnumbered(&here), node::unnumbered(there.as_bytes()));
        if here != there {
            wrong.push(format!("{}: here {here}\nthere {there}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
}

/// What the page's own tests open: `UPDATE=1` writes it.
#[test]
fn the_form_of_the_page_s_tests_is_as_the_server_gives_it() {
    let text = json!({ "type": "string", "x-field": { "kind": "text" } });
    let amount = json!({ "type": "string", "x-field": { "kind": "decimal", "scale": 2 } });
    let entities = json!([{
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "x-entity": { "format": 1, "key": "expense" },
        "properties": { "amount": amount, "receipt": text, "note": text },
    }]);
    let layout: Json = ["amount", "receipt", "note"]
        .map(|key| json!({ "type": "field", "field": key }))
        .into_iter()
        .collect();
    let form = json!({ "format": 1, "key": "expense_form", "entity": "expense", "layout": layout, "rules": [
        { "key": "proof", "when": { "field": "amount", "op": "gt", "value": "10" }, "require": ["receipt"] },
        { "key": "small", "when": { "field": "amount", "op": "lte", "value": "10" }, "hide": ["note"], "hidden": "clear_at_once" },
    ] });
    let context = json!({ "zone": "UTC" });
    let travelling = json!({ "bundle": cases::bundle(&entities, &form, &context), "context": cases::travelling(&context) });
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/engine/expense.form.json");
    if std::env::var_os("UPDATE").is_some() {
        let text = serde_json::to_string_pretty(&travelling).expect("JSON");
        fs::write(&place, text + "\n").expect("the form is written");
    }
    let written: Json = serde_json::from_str(&fs::read_to_string(&place).expect("the form")).expect("JSON");
    assert_eq!(written, travelling, "UPDATE=1 writes it anew");
}

#[test]
fn random_forms_and_edits_come_to_the_same_in_a_page() {
    let count = std::env::var("FORMWORK_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(500);
    let node = std::cell::RefCell::new(Node::start());
    let mut runner = TestRunner::new(Config { cases: count, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&random::forms(), |form| {
        let mut node = node.borrow_mut();
        let open = form.question();
        let here = formwork_engine::answer(open.to_string().as_bytes());
        let there = node.ask(&open);
        let same = |here: &[u8], there: &str| {
            let (here, there) = (node::unnumbered(here), node::unnumbered(there.as_bytes()));
            if here == there {
                Ok(())
            } else {
                Err(TestCaseError::fail(format!("here {here}\nthere {there}")))
            }
        };
        same(&here, &there)?;
        let (ours, theirs) = (node::session(&here), node::session(there.as_bytes()));
        for edits in &form.edits {
            let ask = |session: u64| serde_json::json!({ "edit": { "session": session, "edits": edits } });
            let here = formwork_engine::answer(ask(ours).to_string().as_bytes());
            same(&here, &node.ask(&ask(theirs)))?;
        }
        let close = |session: u64| serde_json::json!({ "close": { "session": session } });
        formwork_engine::answer(close(ours).to_string().as_bytes());
        node.ask(&close(theirs));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
