//! Random forms, answers and contexts, as JSON that any implementation can be asked with.
//!
//! Shape:  [`Tape`] → [`Case`]: entities, a form without issues, answers legal and not, and a context as
//!         `reading::context` takes it. The same tape always gives the same case.

pub(crate) mod answers;
mod form;
mod rules;
mod tape;

use engine_core::entity::derive::Draft;
use serde_json::{Map, Value as Json, json};

pub(crate) use tape::{Tape, tapes};

/// One random case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Sound entities.
    pub(crate) entities: Json,
    /// A form that compiles without issues.
    pub(crate) form: Json,
    /// What was answered.
    pub(crate) answers: Map<String, Json>,
    /// What is known besides.
    pub(crate) context: Json,
}

/// Fields of the record that a person fills in.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("text_a", "text"),
    ("text_b", "text"),
    ("whole_a", "integer"),
    ("whole_b", "integer"),
    ("whole_c", "integer"),
    ("exact", "decimal"),
    ("pick_a", "choice"),
    ("pick_b", "choice"),
    ("many", "multi_choice"),
    ("yes", "boolean"),
    ("day", "date"),
    ("link", "reference"),
];

/// Columns that a person fills in.
pub(crate) const COLUMNS: &[(&str, &str)] =
    &[("name", "text"), ("count", "integer"), ("price", "decimal"), ("sort", "choice")];

/// Options of every choice.
pub(crate) const OPTIONS: &[&str] = &["A", "B", "C"];

/// A case of a tape.
pub(crate) fn case(tape: &mut Tape, draft: impl Fn(&Json) -> Draft) -> Case {
    let entities = entities(tape);
    let form = form::form(tape, &draft(&entities));
    let base = tape.once_in(2).then(|| answers::stored(tape));
    let answers = answers::answers(tape);
    let context = answers::context(tape, base);
    Case { entities, form, answers, context }
}

/// An id that is the same in every run.
pub(crate) fn id(number: usize) -> String {
    format!("01890a5d-ac96-774b-bcce-{number:012}")
}

fn property(tape: &mut Tape, key: &str, kind: &str) -> (String, Json) {
    let mut field = json!({ "kind": kind });
    if kind == "choice" || kind == "multi_choice" {
        field["options"] = OPTIONS.iter().map(|key| json!({ "key": key })).collect();
    }
    if kind == "decimal" {
        field["scale"] = 2.into();
    }
    if kind == "reference" {
        field["target"] = "other".into();
    } else if tape.once_in(4) {
        field["default"] = answers::legal(tape, kind);
    }
    let mut property = json!({ "x-field": field });
    if kind == "integer" && tape.once_in(3) {
        property["maximum"] = 9.into();
        if property["x-field"]["default"].as_i64().is_some_and(|default| default > 9) {
            property["x-field"]["default"] = 9.into();
        }
    }
    (key.to_owned(), property)
}

fn entity(key: &str, parent: Option<&str>, properties: &Map<String, Json>) -> Json {
    let mut about = json!({ "format": 1, "key": key });
    if let Some(parent) = parent {
        about["parent"] = parent.into();
    }
    let schema = "https://json-schema.org/draft/2020-12/schema";
    json!({ "$schema": schema, "type": "object", "x-entity": about, "properties": properties })
}

fn entities(tape: &mut Tape) -> Json {
    let derived = |formula: &str| json!({ "x-field": { "kind": "formula", "formula": formula } });
    let mut record: Map<String, Json> = FIELDS.iter().map(|(key, kind)| property(tape, key, kind)).collect();
    record.insert("rows".into(), json!({ "x-field": { "kind": "sub_table", "target": "row" } }));
    record.insert("total".into(), derived("SUM({rows.sum})"));
    record.insert("twice".into(), derived("{whole_a} * 2"));
    record.insert("size".into(), json!({ "x-field": { "kind": "lookup", "via": "link.size" } }));
    let mut row: Map<String, Json> = COLUMNS.iter().map(|(key, kind)| property(tape, key, kind)).collect();
    row.insert("sum".into(), derived("{count} * {price}"));
    let text = json!({ "x-field": { "kind": "text" } });
    let whole = json!({ "x-field": { "kind": "integer" } });
    let other = Map::from_iter([("name".to_owned(), text), ("size".to_owned(), whole)]);
    json!([
        entity("record", None, &record),
        entity("row", Some("record"), &row),
        entity("other", None, &other)
    ])
}
