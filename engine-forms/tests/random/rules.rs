//! Random rules, checks, conditions and formulas.

use serde_json::{Value as Json, json};

use super::{COLUMNS, FIELDS, OPTIONS, Tape, answers::legal, form::BLOCKS};

/// A formula that goes into a field of a kind; none for kinds that have none here.
pub(super) fn formula(tape: &mut Tape, kind: &str, in_row: bool) -> Option<String> {
    const NUMBERS: &[&str] = &[
        "{whole_a} + {whole_b}",
        "{whole_b} * 2",
        "{exact} / {whole_a}",
        "LEN({text_a})",
        "IF({yes}, {whole_a}, {whole_c})",
        "SUM({rows.count})",
        "COUNTA({rows})",
        "{total} + 1",
        "{link.size} + {whole_b}",
        "{size} * 2",
    ];
    const TEXTS: &[&str] =
        &["{text_a} & \"!\"", "{text_b}", "IF({pick_a} = \"A\", \"B\", \"C\")", "{link.name}", "\"A\""];
    const ROW_NUMBERS: &[&str] = &[
        "{count} + {parent.whole_a}",
        "{price} * 2",
        "SUM({parent.rows.count})",
        "LEN({name})",
        "{parent.link.size}",
    ];
    const ROW_TEXTS: &[&str] = &["{name} & {parent.text_a}", "{sort}", "{parent.pick_a}"];
    let all = match (kind, in_row) {
        ("integer" | "decimal", false) => NUMBERS,
        ("integer" | "decimal", true) => ROW_NUMBERS,
        ("text" | "choice", false) => TEXTS,
        ("text" | "choice", true) => ROW_TEXTS,
        _ => return None,
    };
    Some((*tape.pick(all)).to_owned())
}

fn compare(tape: &mut Tape, in_row: bool) -> Json {
    let of_record = !in_row || tape.once_in(3);
    let (key, kind) = *tape.pick(if of_record { FIELDS } else { COLUMNS });
    let path = if in_row && of_record { format!("parent.{key}") } else { key.to_owned() };
    let operators: &[&str] = match kind {
        "integer" | "decimal" | "date" => &["eq", "ne", "gt", "lte", "is_empty", "is_not_empty"],
        "multi_choice" => &["has_any", "is_empty"],
        "reference" => return json!({ "field": format!("{path}.size"), "op": "gt", "value": tape.below(9) }),
        _ => &["eq", "ne", "is_empty", "is_not_empty"],
    };
    let operator = *tape.pick(operators);
    if operator.starts_with("is_") {
        return json!({ "field": path, "op": operator });
    }
    json!({ "field": path, "op": operator, "value": legal(tape, kind) })
}

fn filter(tape: &mut Tape, in_row: bool) -> Json {
    match tape.below(6) {
        0 => json!({ "and": [compare(tape, in_row), compare(tape, in_row)] }),
        1 => json!({ "or": [compare(tape, in_row), compare(tape, in_row)] }),
        2 => json!({ "not": compare(tape, in_row) }),
        _ => compare(tape, in_row),
    }
}

fn truth(tape: &mut Tape, in_row: bool) -> String {
    let number = formula(tape, "integer", in_row).unwrap_or_default();
    format!("({number}) > {}", tape.below(12))
}

/// A rule of the record or of rows.
pub(super) fn rule(tape: &mut Tape, number: usize, in_row: bool) -> Json {
    let mut rule = json!({ "key": format!("rule_{number}") });
    match tape.below(5) {
        0 => {}
        1 => rule["formula"] = truth(tape, in_row).into(),
        _ => rule["when"] = filter(tape, in_row),
    }
    let fields = if in_row { COLUMNS } else { FIELDS };
    let (key, kind) = *tape.pick(fields);
    let mut reached: Vec<&str> = vec![key];
    if !in_row && tape.once_in(3) {
        reached = vec![*tape.pick(BLOCKS)];
    } else if !in_row && tape.once_in(6) {
        reached = vec!["rows"];
    }
    match tape.below(7) {
        0 => rule["show"] = json!(reached),
        1 => rule["hide"] = json!(reached),
        2 => rule["require"] = json!([key]),
        3 => rule["readonly"] = json!(reached),
        4 if kind == "choice" => {
            let only: Vec<&&str> = tape.some(OPTIONS, 2);
            rule["options"] = json!([{ "field": key, "only": only }]);
        }
        5 => match formula(tape, kind, in_row) {
            Some(formula) => rule["set"] = json!([{ "field": key, "formula": formula }]),
            None => rule["set"] = json!([{ "field": key }]),
        },
        _ => rule["set"] = json!([{ "field": key, "value": legal(tape, kind) }]),
    }
    rule["hidden"] = (*tape.pick(&["clear", "keep", "clear_at_once"])).into();
    rule
}

/// A check of the record or of rows.
pub(super) fn check(tape: &mut Tape, number: usize, in_row: bool) -> Json {
    let (key, _) = *tape.pick(if in_row { COLUMNS } else { FIELDS });
    let mut check = json!({ "key": format!("check_{number}"), "message": { "zh-CN": "请改正" } });
    if tape.once_in(2) {
        check["must"] = filter(tape, in_row);
    } else {
        check["formula"] = truth(tape, in_row).into();
    }
    if tape.once_in(2) {
        check["fields"] = json!([key]);
    }
    check
}
