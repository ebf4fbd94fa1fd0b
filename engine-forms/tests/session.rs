//! A session after any edits tells what evaluating its answers from nothing tells, and its patches lead there.
//!
//! Shape:  random forms × random edits; see `random`.
//! Source: docs/spec/forms.md §5.

#![expect(
    clippy::disallowed_methods,
    reason = "the engine is configured by arguments, its tests by who runs them"
)]

mod applying;
mod edits;
mod random;
mod reading;

use engine_core::issue::Language;
use engine_forms::{CompiledForm, Context, Edit, KnownJson, Session, compile, evaluate};
use proptest::prelude::*;
use random::{Tape, tapes};
use serde_json::{Value as Json, json};

/// As the properties of single evaluations.
fn cases() -> ProptestConfig {
    let cases = std::env::var("FORMWORK_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A form ready to fill in, and everything besides the answers.
fn ready(case: &random::Case) -> (CompiledForm, Context) {
    let draft = reading::entities(&case.entities, "random");
    let document = serde_json::from_value(case.form.clone()).expect("a well-formed form");
    let (form, issues) = compile(&document, &draft);
    assert!(issues.is_empty(), "random forms are sound: {issues:?}");
    (form.expect("a form"), reading::context(&case.context, &draft))
}

/// What evaluating from nothing tells.
fn fresh(session: &Session, context: &Context) -> String {
    evaluate(session.form(), session.answers(), context).to_json(Language::Chinese).to_string()
}

fn told(session: &mut Session) -> Json {
    session.evaluation().to_json(Language::Chinese)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn after_each_edit_it_tells_what_evaluating_from_nothing_tells(mut tape in tapes(), mut doing in tapes()) {
        let case = random::case(&mut tape, |entities| reading::entities(entities, "random"));
        let (form, mut context) = ready(&case);
        let mut session = Session::new(form, &case.answers, context.clone());
        let mut shown = told(&mut session);
        prop_assert_eq!(shown.to_string(), fresh(&session, &context), "opened: {:#?}", case);
        for _ in 0..8 {
            let done = edits::edits(&mut doing);
            let patch = if done.is_empty() {
                let known = KnownJson::of(&edits::known(&mut doing)).expect("a record");
                let known = known.read(session.form());
                context.known.extend(known.clone());
                session.learn(known, Language::Chinese)
            } else {
                let read: Vec<Edit> = done.iter().map(|edit| Edit::read(edit).expect("an edit")).collect();
                session.apply(&read, Language::Chinese)
            };
            let told = told(&mut session);
            prop_assert_eq!(told.to_string(), fresh(&session, &context), "after {:?}: {:#?}", done, case);
            applying::apply(&mut shown, &patch);
            prop_assert_eq!(applying::sorted(&shown), applying::sorted(&told), "{} after {:?}: {:#?}", patch, done, case);
        }
    }
}

#[test]
fn an_edit_of_what_is_not_there_changes_nothing() {
    let case = random::case(&mut Tape::default(), |entities| reading::entities(entities, "random"));
    let (form, context) = ready(&case);
    let mut session = Session::new(form, &case.answers, context);
    for edit in [
        json!({ "field": { "field": "nothing", "value": 1 } }),
        json!({ "cell": { "table": "rows", "row": 99, "field": "name", "value": "x" } }),
        json!({ "cell": { "table": "text_a", "row": 0, "field": "name", "value": "x" } }),
        json!({ "remove": { "table": "rows", "row": 99 } }),
        json!({ "move": { "table": "nothing", "row": 0, "to": 1 } }),
    ] {
        let before = told(&mut session);
        let edit = Edit::read(&edit).expect("an edit");
        assert_eq!(session.apply(&[edit], Language::English), json!({}));
        assert_eq!(told(&mut session), before);
    }
}

#[test]
fn a_patch_holds_only_what_changed() {
    let case = random::case(&mut Tape::default(), |entities| reading::entities(entities, "random"));
    let (form, context) = ready(&case);
    let rows = json!({ "rows": [{ "count": 1, "price": "1.00" }, { "count": 2, "price": "2.00" }] });
    let mut session = Session::new(form, rows.as_object().expect("answers"), context);
    let mut patch = |edit: Json| {
        let edit = Edit::read(&edit).expect("an edit");
        session.apply(&[edit], Language::English)
    };
    let cell = json!({ "cell": { "table": "rows", "row": 1, "field": "count", "value": 5 } });
    assert_eq!(
        patch(cell.clone()),
        json!({ "values": { "total": "11.00", "rows/1/count": 5, "rows/1/sum": "10.00" } })
    );
    assert_eq!(patch(cell), json!({}));
    let put =
        patch(json!({ "insert": { "table": "rows", "at": 1, "rows": [{ "count": 3, "price": "1.00" }] } }));
    assert_eq!(put["rows"]["rows"]["at"], 1);
    assert_eq!(put["rows"]["rows"]["gone"], 0);
    assert_eq!(put["rows"]["rows"]["put"].as_array().map(Vec::len), Some(1));
    assert_eq!(put["values"], json!({ "total": "14.00" }));
    let gone = patch(json!({ "remove": { "table": "rows", "row": 0 } }));
    assert_eq!(
        gone,
        json!({ "rows": { "rows": { "at": 0, "gone": 1, "put": [] } }, "values": { "total": "13.00" } })
    );
}
