//! SQL per dialect of plans that stand for all others, as files that a reviewer reads: tests/golden/sql.
//!
//! `UPDATE=1` rewrites them; the diff is what to look at.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use engine_core::{
    entity::Aggregate,
    entity::Field,
    key::EntityKey,
    plan::{Condition, Share},
    value::Value,
};
use platform_server::{
    catalog::Snapshot,
    database::Dialect,
    records::{
        ddl::{self, Existing},
        names,
        record::Record,
        sql::{
            Bind, Statement,
            aggregate::aggregate,
            expression::Scopes,
            select,
            words::Document,
            write::{self, Layout},
        },
    },
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    asked::{after, condition, entity, measured, page},
    snapshot,
};

const DIALECTS: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

/// Compares the statements of both dialects with a golden file.
fn same(name: &str, statements: impl Fn(Dialect) -> Vec<Statement>) {
    let mut now = String::new();
    for dialect in DIALECTS {
        let title = if dialect == Dialect::Sqlite { "SQLite" } else { "PostgreSQL" };
        writeln!(now, "-- {title}").expect("a string takes all");
        for statement in statements(dialect) {
            let (text, binds) = statement.finish();
            writeln!(now, "{};", laid_out(&text)).expect("a string takes all");
            for (at, bind) in binds.iter().enumerate() {
                writeln!(now, "--   {}: {bind:?}", at + 1).expect("a string takes all");
            }
        }
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/golden/sql/{name}.sql"));
    if env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(&path, &now).expect("the golden file is written");
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        before == now,
        "{} no longer holds; look at the difference with UPDATE=1 and git diff. Now:\n{now}",
        path.display()
    );
}

/// One clause per line.
fn laid_out(text: &str) -> String {
    let mut lines = text.to_owned();
    for word in
        [" FROM ", " WHERE ", " ORDER BY ", " GROUP BY ", " LIMIT ", " VALUES ", " SET ", " LEFT JOIN "]
    {
        lines = lines.replace(word, &format!("\n {word}").replace("  ", " "));
    }
    lines
}

fn list(name: &str, snapshot: &Snapshot, of: &str, filter: Json, sort: &[&str], shown: &[&str]) {
    let plan = page(snapshot, of, &filter, sort, shown);
    same(name, |dialect| select::page(dialect, &Scopes::new(), &plan).segments);
}

#[test]
fn lists() {
    let snapshot = snapshot();
    let all = json!({});
    list("list-plain", &snapshot, "specimen", all.clone(), &[], &["code", "word"]);
    list("list-sorted", &snapshot, "specimen", all.clone(), &["-word", "exact"], &["code"]);
    list("list-by-reference", &snapshot, "specimen", all.clone(), &["place.name"], &["place", "place_name"]);
    list("list-composites", &snapshot, "specimen", all, &[], &["price", "home", "moment", "person"]);
}

#[test]
fn pages_after_a_cursor() {
    let snapshot = snapshot();
    let rising = || page(&snapshot, "specimen", &json!({}), &["word", "-exact"], &["code"]);
    let falling = || page(&snapshot, "specimen", &json!({}), &["-day"], &["code"]);
    let text = |text: &str| Value::Text(text.to_owned());
    let number = Value::Decimal("12.50".parse().expect("a number"));
    for (name, plan) in [
        ("page-without-sort", after(page(&snapshot, "specimen", &json!({}), &[], &["code"]), Vec::new())),
        ("page-rising", after(rising(), vec![text("ming"), number])),
        ("page-rising-blank", after(rising(), vec![Value::Blank, Value::Blank])),
        ("page-falling-blank", after(falling(), vec![Value::Blank])),
    ] {
        same(name, |dialect| select::page(dialect, &Scopes::new(), &plan).segments);
    }
}

#[test]
fn filters() {
    let snapshot = snapshot();
    let compare = |field: &str, op: &str, value: Json| json!({ "field": field, "op": op, "value": value });
    let cases = [
        (
            "filter-text",
            json!({ "and": [compare("word", "eq", json!("a")), compare("word", "ne", json!("b")),
            compare("word", "in", json!(["a", null])), compare("word", "between", json!(["a", "b"]))] }),
        ),
        (
            "filter-contains",
            json!({ "or": [compare("word", "contains", json!("50%_\\")), compare("word", "contains", json!("明远")),
            compare("word", "starts_with", json!("Ｍ")), compare("home", "contains", json!("x"))] }),
        ),
        (
            "filter-numbers",
            json!({ "and": [compare("exact", "gt", json!("12.501")), compare("whole", "lte", json!(5)),
            compare("price", "eq", json!("6.80")), compare("share", "ne", json!("0.05"))] }),
        ),
        (
            "filter-time",
            json!({ "and": [compare("day", "gte", json!({ "days_ago": 30 })), compare("moment", "eq", json!("2090-01-02")),
            compare("hour", "lt", json!("09:30"))] }),
        ),
        (
            "filter-people",
            json!({ "or": [compare("owner_id", "eq", json!({ "me": "id" })),
            compare("department_id", "in", json!({ "me": "department_tree" })), compare("unit", "not_in", json!([{ "me": "departments" }]))] }),
        ),
        (
            "filter-lists",
            json!({ "and": [compare("labels", "has_any", json!(["a", "b"])), compare("likes", "has_all", json!(["A", "B"])),
            { "field": "labels", "op": "is_empty" }, { "field": "parts", "op": "is_not_empty" }] }),
        ),
        (
            "filter-references",
            json!({ "and": [compare("place", "eq", json!("00000000-0000-0000-0000-000000000009")),
            compare("places", "has_any", json!(["00000000-0000-0000-0000-000000000009"])), compare("place.rank", "gt", json!(1))] }),
        ),
        (
            "filter-not",
            json!({ "not": { "or": [compare("flag", "eq", json!(true)), { "not": { "field": "home", "op": "is_empty" } }] } }),
        ),
        (
            "filter-exists",
            json!({ "exists": { "entity": "visit", "via": "about",
            "filter": compare("about.place.name", "eq", json!("杭州")) } }),
        ),
        (
            "filter-derived",
            json!({ "and": [compare("double", "gt", json!("1")), compare("cost", "lt", json!("9")),
            compare("place_name", "eq", json!("a")), compare("visits", "eq", json!(0))] }),
        ),
    ];
    for (name, filter) in cases {
        list(name, &snapshot, "specimen", filter, &[], &["code"]);
    }
}

#[test]
fn row_rules_are_applied_at_each_hop() {
    let snapshot = snapshot();
    let filter = json!({ "field": "about.place.name", "op": "eq", "value": "杭州" });
    let plan = page(&snapshot, "visit", &filter, &["about.word"], &["about"]);
    let rule = |of: &str, filter: Json| {
        let rule = condition(&snapshot, of, &filter).expect("a legal filter");
        (EntityKey::parse(of).expect("a key"), Condition::Rule(Box::new(rule)))
    };
    let scopes: Scopes = [
        rule("specimen", json!({ "field": "owner_id", "op": "eq", "value": { "me": "id" } })),
        rule("place", json!({ "field": "rank", "op": "gte", "value": 3 })),
    ]
    .into();
    same("list-narrowed", |dialect| select::page(dialect, &scopes, &plan).segments);
}

#[test]
fn shares_search_and_counts() {
    let snapshot = snapshot();
    let mut plan = page(&snapshot, "specimen", &json!({}), &[], &["code"]);
    plan.search = Some("明远 ming".to_owned());
    plan.condition = Condition::Rule(Box::new(Condition::Shared(Share {
        principals: vec![Uuid::from_u128(1), Uuid::from_u128(2)],
        edit: true,
        today: crate::asked::viewer().today,
    })));
    let scopes = Scopes::new();
    same("search-shared", |dialect| select::page(dialect, &scopes, &plan).segments);
    same("count", |dialect| {
        let counts =
            [select::count(dialect, &scopes, &plan), select::count_up_to(dialect, &scopes, &plan, 1_000)];
        counts.into()
    });
    same("ids", |dialect| vec![select::ids(dialect, &scopes, &plan)]);
}

#[test]
fn measures() {
    let snapshot = snapshot();
    let all = [
        (Aggregate::Count, ""),
        (Aggregate::Count, "exact"),
        (Aggregate::Sum, "exact"),
        (Aggregate::Avg, "price"),
        (Aggregate::Min, "day"),
        (Aggregate::Max, "whole"),
    ];
    let flagged = json!({ "field": "flag", "op": "eq", "value": true });
    for (name, groups) in [
        ("measure-all", &[][..]),
        ("measure-groups", &["level", "place.name"]),
        ("measure-tags", &["labels"]),
    ] {
        let plan = measured(&snapshot, "specimen", &flagged, groups, &all);
        same(name, |dialect| vec![aggregate(dialect, &Scopes::new(), &plan, 1_000).0]);
    }
}

#[test]
fn tables() {
    let snapshot = snapshot();
    for key in ["specimen", "part", "visit"] {
        let wanted = ddl::shape(&entity(&snapshot, key));
        let create = |dialect| ddl::changes(dialect, &wanted, &Existing::default());
        same(&format!("create-{key}"), |dialect| {
            create(dialect).iter().flat_map(|change| ddl::render(dialect, change)).collect()
        });
    }
    let wanted = ddl::shape(&entity(&snapshot, "visit"));
    let mut there = Existing::default();
    let columns = ["n", "id", "f_about", "f_cost"].map(str::to_owned).into();
    there.tables.insert("e_visit".to_owned(), columns);
    there.indexes.insert("e_visit".to_owned(), ["i_e_visit__f_gone_plain".to_owned()].into());
    there.invalid.insert("i_e_visit__f_about_plain".to_owned());
    same("expand-visit", |dialect| {
        let changes = ddl::changes(dialect, &wanted, &there);
        changes.iter().flat_map(|change| ddl::render(dialect, change)).collect()
    });
}

#[test]
fn writes() {
    let snapshot = snapshot();
    let place = entity(&snapshot, "place");
    let mut record = Record { n: 7, ..Record::default() };
    record.set_system("id", Value::Id(Uuid::from_u128(9)));
    for (key, value) in [("name", Value::Text("Ｗest 湖".to_owned())), ("rank", Value::Integer(3))] {
        record.values.insert(place.field(key).expect("a field").key.clone(), value);
    }
    same("insert", |dialect| {
        let layout = Layout::of(dialect, &place);
        let mut binds = layout.binds(&record, None);
        let settled = (|_: &Field| false, |_: &Field, value: &Value| value.clone());
        layout.settle(&mut binds, &record, settled, Vec::new(), &Document::default());
        let mut rows = layout.rows();
        rows.add(binds);
        rows.one_by_one().collect()
    });
    let rank = place.field("rank").expect("a field").clone();
    same("update", |dialect| vec![write::update(dialect, &place, &record, &[&rank], 4, &[])]);
    let specimen = entity(&snapshot, "specimen");
    let labels = specimen.field("labels").expect("a field").clone();
    assert_eq!(names::link_table(&specimen, &labels).as_str(), "l_specimen__labels");
    same("words", |dialect| {
        let mut all = vec![write::delete_links(dialect, &specimen, &labels, 7)];
        let document = Document::of(dialect, &["明远".to_owned(), "ming".to_owned()]);
        match dialect {
            Dialect::Sqlite => {
                let mut texts = write::texts(&specimen.key);
                texts.add(vec![Bind::Integer(Some(7)), Bind::Text(Some(document.into_text()))]);
                all.extend(texts.one_by_one());
            }
            Dialect::Postgres => all.push(write::index_text(&specimen.key, &[(7, document)])),
        }
        all.push(write::forget_text(dialect, &specimen.key, &[7]));
        all
    });
}
