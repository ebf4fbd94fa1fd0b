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

use node::Node;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

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
