//! What one key press costs: a form of 300 fields and a table of 500 rows of 12 columns, three of them formulas.
//!
//! Use:    `cargo run --release -p engine-forms --example keys`; with `-- bundle` it writes the form as it travels.
//! Units:  milliseconds of one thread, edits read and patches written included; p50 and p95 of 200 edits of each sort.
//! Source: docs/perf.md; `designer-web/tools/measure-engine.mjs` measures the same form in a page.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement reads the clock and tells"
)]

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use engine_core::{
    entity::{
        Entity,
        derive::{self, Draft},
    },
    formula,
    issue::Language,
    moment::{Moment, TimeZone},
};
use engine_forms::{Context, Edit, Session, compile, project};
use serde_json::{Map, Value as Json, json};

const FIELDS: usize = 298;
const ROWS: usize = 500;
const EDITS: usize = 200;

fn entity(head: &Json, properties: &Json) -> Json {
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "x-entity": head, "properties": properties })
}

fn decimal() -> Json {
    json!({ "type": "string", "x-field": { "kind": "decimal", "scale": 2 } })
}

fn derived(text: &str) -> Json {
    json!({ "x-field": { "kind": "formula", "formula": text } })
}

fn entities() -> Draft {
    let mut order: Map<String, Json> = (0..FIELDS).map(|i| (format!("field_{i}"), decimal())).collect();
    order.insert("total".into(), derived("SUM({lines.gross})"));
    order.insert(
        "lines".into(),
        json!({ "type": "array", "x-field": { "kind": "sub_table", "target": "line" } }),
    );
    let mut line: Map<String, Json> = (0..9).map(|i| (format!("column_{i}"), decimal())).collect();
    line.insert("net".into(), derived("ROUND({column_0}*{column_1},2)"));
    line.insert("tax".into(), derived("ROUND({net}*0.13,2)"));
    line.insert("gross".into(), derived("{net}+{tax}"));
    let mut draft = Draft::default();
    let order = entity(&json!({ "format": 1, "key": "order" }), &order.into());
    let line = entity(&json!({ "format": 1, "key": "line", "parent": "order" }), &line.into());
    for document in [order, line] {
        let (entity, issues) = Entity::parse(&document);
        assert!(issues.is_empty(), "{issues:?}");
        let entity = entity.expect("an entity");
        draft.0.insert(entity.key.clone(), Arc::new(entity));
    }
    derive::resolve(&mut draft, &mut Vec::new());
    draft
}

fn form() -> Json {
    let field = |name: String| json!({ "type": "field", "field": name });
    let mut layout: Vec<Json> = (0..FIELDS).map(|i| field(format!("field_{i}"))).collect();
    let columns = (0..9).map(|i| format!("column_{i}")).chain(["net", "tax", "gross"].map(String::from));
    let columns: Vec<Json> = columns.map(|name| json!({ "field": name })).collect();
    layout.push(json!({ "type": "field", "field": "lines", "rows": { "columns": columns } }));
    layout.push(field("total".into()));
    let rule = |i: usize| {
        json!({ "key": format!("rule_{i}"), "require": [format!("field_{}", i + 100)],
            "when": { "field": format!("field_{i}"), "op": "gt", "value": "100" } })
    };
    let rules: Vec<Json> = (0..100).map(rule).collect();
    json!({ "format": 1, "key": "order_form", "entity": "order", "layout": layout, "rules": rules })
}

fn row(number: usize) -> Json {
    (0..9).map(|i| (format!("column_{i}"), format!("{}.50", number + i).into())).collect::<Map<_, _>>().into()
}

fn measure(session: &mut Session, name: &str, edit: impl Fn(usize) -> Json) {
    let mut times: Vec<f64> = (0..EDITS)
        .map(|i| {
            let edit = edit(i);
            let began = Instant::now();
            let edit = Edit::read(&edit).expect("an edit");
            let patch = session.apply(&[edit], Language::English).to_string();
            assert!(patch.len() > 2, "an edit changes something");
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name} p50 {:.2} ms, p95 {:.2} ms", times[EDITS / 2], times[EDITS * 95 / 100]);
}

fn main() {
    let draft = entities();
    let document = serde_json::from_value(form()).expect("a well-formed form");
    let (form, issues) = compile(&document, &draft);
    assert!(issues.is_empty(), "{issues:?}");
    let form = form.expect("a form");
    if std::env::args().nth(1).as_deref() == Some("bundle") {
        println!("{}", json!(project(&form, &BTreeMap::new(), &|_, _| false)));
        return;
    }
    let now = Moment::parse("2026-11-02T02:30:00Z").expect("a moment");
    let context = Context::new(formula::Context::at(now, TimeZone::UTC));
    let mut answers: Map<String, Json> =
        (0..FIELDS).map(|i| (format!("field_{i}"), format!("{i}.25").into())).collect();
    answers.insert("lines".into(), (0..ROWS).map(row).collect());
    let began = Instant::now();
    let mut session = Session::new(form, &answers, context);
    let told = session.evaluation().to_json(Language::English);
    println!(
        "open          {:.1} ms, total {}",
        began.elapsed().as_secs_f64() * 1e3,
        told["values"]["total"]
    );
    let field =
        |i: usize| json!({ "field": { "field": format!("field_{}", i % 200), "value": format!("{i}.75") } });
    measure(&mut session, "edit a field ", field);
    let cell = |i: usize| json!({ "cell": { "table": "lines", "row": i, "field": "column_0", "value": format!("{i}.99") } });
    measure(&mut session, "edit a cell  ", cell);
    measure(
        &mut session,
        "put in a row ",
        |i| json!({ "insert": { "table": "lines", "at": i, "rows": [row(i)] } }),
    );
    measure(&mut session, "take a row   ", |i| json!({ "remove": { "table": "lines", "row": EDITS - i } }));
}
