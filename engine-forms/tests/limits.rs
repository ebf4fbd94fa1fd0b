//! Forms and answers at their limits, which are too large for folders of cases.
//!
//! Source: docs/spec/limits.md, docs/spec/forms.md.

mod reading;

use engine_forms::{CompiledForm, Evaluation, answers::Answers, compile, evaluate};
use serde_json::{Value as Json, json};

const SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";

fn entities() -> Json {
    let (text, long) =
        (json!({ "x-field": { "kind": "text" } }), json!({ "x-field": { "kind": "long_text" } }));
    let rows = json!({ "x-field": { "kind": "sub_table", "target": "row" } });
    json!([
        { "$schema": SCHEMA, "type": "object", "x-entity": { "format": 1, "key": "record" },
          "properties": { "name": text, "note": long, "rows": rows } },
        { "$schema": SCHEMA, "type": "object", "x-entity": { "format": 1, "key": "row", "parent": "record" },
          "properties": { "name": text } },
    ])
}

fn form(changes: &Json) -> Json {
    let mut form = json!({ "format": 1, "key": "form", "entity": "record", "layout": [
        { "type": "field", "field": "name" },
        { "type": "field", "field": "note" },
        { "type": "field", "field": "rows", "rows": { "columns": [{ "field": "name" }] } },
    ] });
    for (key, value) in changes.as_object().into_iter().flatten() {
        form[key] = value.clone();
    }
    form
}

fn compiled(changes: &Json) -> (CompiledForm, Vec<String>) {
    let document = serde_json::from_value(form(changes)).expect("a well-formed form");
    let (form, issues) = compile(&document, &reading::entities(&entities(), "limits"));
    let codes = issues.iter().map(|issue| format!("{} {}", issue.code, issue.pointer)).collect();
    (form.expect("a form"), codes)
}

fn codes(changes: &Json) -> Vec<String> {
    compiled(changes).1
}

fn told(answers: &Json, context: &Json) -> Evaluation {
    let (form, issues) = compiled(&json!({}));
    assert!(issues.is_empty(), "{issues:?}");
    let context = reading::context(context, &reading::entities(&entities(), "limits"));
    evaluate(&form, &Answers::read(&form, answers.as_object().expect("answers")), &context)
}

fn many(number: usize, one: impl Fn(usize) -> Json) -> Json {
    (0..number).map(one).collect()
}

#[test]
fn five_hundred_rules_are_taken_and_one_more_is_not() {
    let rules = |number| json!({ "rules": many(number, |i| json!({ "key": format!("rule_{i}"), "require": ["name"] })) });
    assert_eq!(codes(&rules(500)), Vec::<String>::new());
    assert_eq!(codes(&rules(501)), ["too_many_rules /rules"]);
}

#[test]
fn two_hundred_checks_are_taken_and_one_more_is_not() {
    let check = |i| json!({ "key": format!("check_{i}"), "formula": "TRUE", "message": { "en": "x" } });
    let checks = |number| json!({ "checks": many(number, check) });
    assert_eq!(codes(&checks(200)), Vec::<String>::new());
    assert_eq!(codes(&checks(201)), ["too_many_rules /checks"]);
}

#[test]
fn a_thousand_blocks_are_taken_and_one_more_is_not() {
    let layout = |number: usize| {
        let text = |i| json!({ "type": "text", "key": format!("text_{i}"), "labels": { "en": "x" } });
        let mut blocks = vec![json!({ "type": "field", "field": "name" })];
        blocks.extend((1..number).map(text));
        json!({ "layout": blocks })
    };
    assert_eq!(codes(&layout(1_000)), Vec::<String>::new());
    assert_eq!(codes(&layout(1_001)), ["too_many_blocks /layout"]);
}

#[test]
fn ten_thousand_stored_rows_are_known_by_their_ids() {
    let row =
        |i: usize| json!({ "id": format!("01890a5d-ac96-774b-bcce-{i:012}"), "name": format!("row {i}") });
    let rows = many(10_000, row);
    let backwards: Json =
        rows.as_array().expect("rows").iter().rev().map(|row| json!({ "id": row["id"] })).collect();
    let told = told(&json!({ "rows": backwards }), &json!({ "base": { "rows": rows } }));
    assert_eq!((told.issues, told.stray), (Vec::new(), Vec::new()));
    assert_eq!(told.values["rows"][0], row(9_999));
    assert_eq!(told.values["rows"][9_999], row(0));
}

#[test]
fn one_row_more_than_ten_thousand_is_refused_and_nothing_is_lost() {
    let answers = json!({ "rows": many(10_001, |_| json!({})) });
    let told = told(&answers, &json!({}));
    assert_eq!(
        told.issues.iter().map(|i| (&*i.code, &*i.pointer)).collect::<Vec<_>>(),
        [("too_many_items", "/rows")]
    );
    assert_eq!(told.values["rows"], answers["rows"]);
}

#[test]
fn a_text_beyond_its_kind_is_refused_and_stays() {
    let fits = told(&json!({ "note": "长".repeat(100_000) }), &json!({}));
    assert_eq!(fits.issues, Vec::new());
    let long = "长".repeat(100_001);
    let told = told(&json!({ "note": long }), &json!({}));
    assert_eq!(
        told.issues.iter().map(|i| (&*i.code, &*i.pointer)).collect::<Vec<_>>(),
        [("too_long", "/note")]
    );
    assert_eq!(told.values["note"], long.as_str());
}
