//! Random forms. What would be an issue, above all a cycle, is left out again, so that every form is sound.

use engine_core::entity::derive::Draft;
use engine_forms::{check, definition::FormDocument};
use serde_json::{Value as Json, json};

use super::{COLUMNS, FIELDS, OPTIONS, Tape, answers::legal, rules};

/// Keys of blocks that are no fields.
pub(super) const BLOCKS: &[&str] = &["outer", "inner", "tabs", "first", "second"];

/// A sound form.
pub(super) fn form(tape: &mut Tape, draft: &Draft) -> Json {
    let mut form = json!({ "format": 1, "key": "form", "entity": "record", "layout": layout(tape) });
    form["rules"] = json!([]);
    form["checks"] = json!([]);
    for number in 0..tape.below(9) {
        let rule = rules::rule(tape, number, false);
        offer(&mut form, draft, |form| push(&mut form["rules"], rule));
    }
    for number in 0..tape.below(3) {
        let check = rules::check(tape, number, false);
        offer(&mut form, draft, |form| push(&mut form["checks"], check));
    }
    for number in 0..tape.below(4) {
        let rule = rules::rule(tape, number, true);
        offer(&mut form, draft, |form| push(&mut rows(form)["rules"], rule));
    }
    if tape.once_in(3) {
        let check = rules::check(tape, 0, true);
        offer(&mut form, draft, |form| rows(form)["checks"] = json!([check]));
    }
    for (key, kind) in FIELDS {
        if let Some((name, origin)) = origin(tape, key, kind, false) {
            offer(&mut form, draft, |form| {
                if let Some(block) = block(&mut form["layout"], key) {
                    block[name] = origin;
                }
            });
        }
    }
    for (key, kind) in COLUMNS {
        if let Some((name, origin)) = origin(tape, key, kind, true) {
            offer(&mut form, draft, |form| {
                if let Some(block) = block(&mut rows(form)["columns"], key) {
                    block[name] = origin;
                }
            });
        }
    }
    form
}

fn push(list: &mut Json, item: Json) {
    list.as_array_mut().expect("a list").push(item);
}

/// Changes a form unless that would be wrong.
fn offer(form: &mut Json, draft: &Draft, change: impl FnOnce(&mut Json)) {
    let mut changed = form.clone();
    change(&mut changed);
    let document: FormDocument = serde_json::from_value(changed.clone()).expect("a well-formed form");
    if check(&document, draft).is_empty() {
        *form = changed;
    }
}

fn layout(tape: &mut Tape) -> Json {
    let mut places: Vec<Vec<Json>> = vec![Vec::new(); 5];
    for (key, _) in FIELDS.iter().chain(&[("total", ""), ("twice", ""), ("size", "")]) {
        // The first field is always there: a form is not empty.
        if *key == "text_a" || !tape.once_in(5) {
            let mut block = flags(tape, key);
            block["type"] = "field".into();
            places[tape.below(5)].push(block);
        }
    }
    let mut columns: Vec<Json> = Vec::new();
    for (key, _) in COLUMNS.iter().chain(&[("sum", "")]) {
        if !tape.once_in(5) {
            columns.push(flags(tape, key));
        }
    }
    let mut table = flags(tape, "rows");
    table["type"] = "field".into();
    table["rows"] =
        json!({ "columns": columns, "rules": [], "add": !tape.once_in(6), "remove": !tape.once_in(6) });
    places[tape.below(5)].push(table);
    let mut places = places.into_iter();
    let mut next = || places.next().unwrap_or_default();
    let mut top = next();
    let inner = json!({ "type": "section", "key": "inner", "blocks": next() });
    let mut outer = next();
    outer.push(inner);
    top.push(json!({ "type": "section", "key": "outer", "blocks": outer }));
    let panels = json!([{ "key": "first", "blocks": next() }, { "key": "second", "blocks": next() }]);
    top.push(json!({ "type": "tabs", "key": "tabs", "panels": panels }));
    top.into()
}

fn flags(tape: &mut Tape, key: &str) -> Json {
    let mut block = json!({ "field": key });
    for flag in tape.some(&["required", "readonly", "hidden"], 7) {
        block[*flag] = true.into();
    }
    block
}

fn origin(tape: &mut Tape, key: &str, kind: &str, in_row: bool) -> Option<(&'static str, Json)> {
    match tape.below(5) {
        0 => Some(("default", legal(tape, kind))),
        1 | 2 => Some(("default_formula", rules::formula(tape, kind, in_row)?.into())),
        3 if key == "text_b" => Some(("fill", "link.name".into())),
        3 if key == "whole_c" => Some(("fill", "link.size".into())),
        3 if key == "pick_b" => {
            let mut some = || tape.some(OPTIONS, 2).into_iter().copied().collect::<Vec<_>>();
            Some(("cascade", json!({ "by": "pick_a", "options": { "A": some(), "B": some() } })))
        }
        _ => None,
    }
}

/// The block of a field, wherever it lies.
pub(crate) fn block<'a>(blocks: &'a mut Json, key: &str) -> Option<&'a mut Json> {
    for block in blocks.as_array_mut().into_iter().flatten() {
        if block["field"] == key {
            return Some(block);
        }
        for inside in ["blocks", "panels"] {
            if block.get(inside).is_some() && self::block(&mut block[inside].clone(), key).is_some() {
                return self::block(&mut block[inside], key);
            }
        }
    }
    None
}

fn rows(form: &mut Json) -> &mut Json {
    &mut block(&mut form["layout"], "rows").expect("the table is always there")["rows"]
}
