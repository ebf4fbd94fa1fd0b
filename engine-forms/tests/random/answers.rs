//! Random answers, stored records and contexts.

use serde_json::{Map, Value as Json, json};

use super::{COLUMNS, FIELDS, OPTIONS, Tape, id};

/// A value of a kind, in normal form.
pub(super) fn legal(tape: &mut Tape, kind: &str) -> Json {
    match kind {
        "text" => (*tape.pick(&["x", "甲", "long", "1"])).into(),
        "integer" => tape.below(14).into(),
        "decimal" => format!("{}.{:02}", tape.below(40), tape.below(100)).into(),
        "choice" => (*tape.pick(OPTIONS)).into(),
        "multi_choice" => {
            let first = *tape.pick(OPTIONS);
            let second = *tape.pick(OPTIONS);
            if first == second { json!([first]) } else { json!([first, second]) }
        }
        "boolean" => tape.once_in(2).into(),
        "date" => format!("2026-11-{:02}", 1 + tape.below(28)).into(),
        _ => id(1 + tape.below(3)).into(),
    }
}

/// What somebody may have written: mostly a value, now and then blank or nonsense.
pub(crate) fn written(tape: &mut Tape, kind: &str) -> Json {
    match tape.below(8) {
        0 => Json::Null,
        1 => tape
            .pick(&[json!("  "), json!([]), json!({ "a": 1 }), json!(-1.5), json!("Z"), json!(true)])
            .clone(),
        _ => legal(tape, kind),
    }
}

pub(crate) fn row(tape: &mut Tape) -> Json {
    let mut row = Map::new();
    if tape.once_in(2) {
        row.insert("id".into(), id(10 + tape.below(4)).into());
    }
    for (key, kind) in COLUMNS {
        if tape.once_in(2) {
            row.insert((*key).to_owned(), written(tape, kind));
        }
    }
    row.into()
}

/// Answers by field; a few name what nobody asked for.
pub(super) fn answers(tape: &mut Tape) -> Map<String, Json> {
    let mut answers = Map::new();
    for (key, kind) in FIELDS {
        if tape.once_in(2) {
            answers.insert((*key).to_owned(), written(tape, kind));
        }
    }
    match tape.below(5) {
        0 => {}
        1 => drop(answers.insert("rows".into(), written(tape, "text"))),
        _ => {
            let rows: Vec<Json> = (0..tape.below(4)).map(|_| row(tape)).collect();
            answers.insert("rows".into(), rows.into());
        }
    }
    for stray in tape.some(&["total", "size", "id", "__proto__", "nothing"], 12) {
        answers.insert((*stray).to_owned(), 1.into());
    }
    answers
}

/// A stored record, as the API shows it.
pub(super) fn stored(tape: &mut Tape) -> Json {
    let mut fields = |list: &[(&str, &str)]| {
        let mut map = Map::new();
        for (key, kind) in list {
            if !tape.once_in(3) {
                map.insert((*key).to_owned(), legal(tape, kind));
            }
        }
        map
    };
    let mut record = fields(FIELDS);
    let rows: Vec<Json> = (0..3)
        .map(|number| {
            let mut row = fields(COLUMNS);
            row.insert("id".into(), id(10 + number).into());
            row.into()
        })
        .collect();
    record.insert("rows".into(), rows.into());
    record.into()
}

/// Linked records, rights and the stored record.
pub(super) fn context(tape: &mut Tape, base: Option<Json>) -> Json {
    let mut context = json!({
        "known": [
            { "entity": "other", "id": id(1), "values": { "name": "远", "size": tape.below(12) } },
            { "entity": "other", "id": id(2) },
        ],
    });
    if let Some(base) = base {
        context["base"] = base;
    }
    let mut rights = Map::new();
    if tape.once_in(3) {
        for (key, _) in FIELDS {
            if tape.once_in(6) {
                let right = *tape.pick(&["hidden", "readonly", "editable", "required"]);
                rights.insert((*key).to_owned(), right.into());
            }
        }
        if tape.once_in(3) {
            rights.insert("rows.price".into(), (*tape.pick(&["readonly", "hidden", "required"])).into());
        }
        if tape.once_in(5) {
            rights.insert("rows".into(), (*tape.pick(&["readonly", "hidden", "required"])).into());
        }
    }
    context["rights"] = rights.into();
    context
}
