//! H1–H3: whatever people write, the statement is made of the program's words, names of the catalogue and binds; and
//! it is the same statement that harmless words would have made.

use std::collections::BTreeSet;

use engine_core::{entity::Aggregate, plan::Entities, text, value::Value};
use formwork_tests::Chance;
use platform_server::{
    catalog::Snapshot,
    database::Dialect,
    records::{
        ddl,
        names::Name,
        sql::{Bind, Statement, aggregate::aggregate, expression::Scopes, select},
    },
};
use serde_json::{Map, Value as Json};

use crate::{
    asked::{condition, entity, page},
    snapshot,
    tokens::{Token, tokens},
    words::HOSTILE,
    written::{Writer, referrers},
};

const DIALECTS: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

/// Columns that every table has, and tables of the program itself.
const FIXED: [&str; 21] = [
    "n",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "owner_id",
    "department_id",
    "deleted_at",
    "batch",
    "position",
    "parent_n",
    "value",
    "search",
    "record_shares",
    "record_id",
    "principal_id",
    "until",
    "level",
    "entity",
];

/// Literals of the program itself.
const LITERALS: [&str; 3] = ["", "\\", "edit"];

/// Names that the catalogue can produce.
fn known(snapshot: &Snapshot) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = FIXED.iter().map(|name| (*name).to_owned()).collect();
    for compiled in snapshot.entities.values() {
        let shape = ddl::shape(&compiled.entity);
        for table in &shape.tables {
            known.insert(table.name.as_str().to_owned());
            known.extend(table.columns.iter().map(|column| column.name.as_str().to_owned()));
        }
        known.extend(shape.text.iter().map(|(_, text): &(Name, Name)| text.as_str().to_owned()));
    }
    known
}

/// What is wrong with a statement, if anything.
fn strange(known: &BTreeSet<String>, sql: &str) -> Option<String> {
    if sql.contains("--") {
        return Some("a comment".to_owned());
    }
    tokens(sql).into_iter().find_map(|token| match token {
        Token::Name(name) if !known.contains(&name) => Some(format!("the name {name}")),
        Token::Literal(text) if !LITERALS.contains(&text.as_str()) => Some(format!("the literal {text}")),
        Token::Word(word) if word.bytes().any(|b| b.is_ascii_lowercase()) => {
            let alias = word.strip_prefix('t').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
            let own = ["rowid", "tsquery", "counted"].contains(&word.as_str());
            (!alias && !own).then(|| format!("the word {word}"))
        }
        Token::Mark(mark) if !"().,=<>|@*+-".contains(mark) => Some(format!("the mark {mark}")),
        _ => None,
    })
}

/// The same filter with a harmless word for each hostile one.
fn harmless(json: &Json) -> Json {
    match json {
        Json::String(said) if HOSTILE.contains(&said.as_str()) => {
            Json::from(if text::normal(said).is_empty() { "" } else { "abc" })
        }
        Json::Array(items) => items.iter().map(harmless).collect(),
        Json::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), if key == "field" { value.clone() } else { harmless(value) }))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// Every statement that a filter, a search and a cursor can end in.
fn statements(
    snapshot: &Snapshot,
    of: &str,
    filter: &Json,
    said: &str,
    chance: &mut Chance,
) -> Vec<Vec<Statement>> {
    let sorts = [&[][..], &["code"], &["-word", "place.name"], &["home.city", "-exact"]];
    let sort = if of == "specimen" { *chance.pick(&sorts) } else { &[][..] };
    let mut plan = page(snapshot, of, filter, sort, &["id"]);
    plan.search = chance.once_in(3).then(|| said.to_owned());
    let cursor = plan.sort.iter().map(|(column, _)| match column.shape().kind.key() {
        "text" => Value::Text(said.to_owned()),
        _ => Value::Blank,
    });
    plan.after = chance.once_in(3).then(|| (cursor.collect(), 7));
    let groups: &[&str] = if of == "specimen" { &["labels", "home.detail", "place.name"] } else { &[] };
    let measures = [(Aggregate::Count, ""), (Aggregate::Max, "version")];
    let measured = crate::asked::measured(snapshot, of, filter, groups, &measures);
    let scopes = Scopes::new();
    DIALECTS
        .into_iter()
        .map(|dialect| {
            let mut all = select::page(dialect, &scopes, &plan).segments;
            all.push(select::count(dialect, &scopes, &plan));
            all.push(aggregate(dialect, &scopes, &measured, 100).0);
            all
        })
        .collect()
}

#[test]
fn what_people_write_is_bound_and_nothing_else() {
    let snapshot = snapshot();
    let known = known(&snapshot);
    let (mut compared, mut bound) = (0, 0);
    let first = formwork_tests::first_seed();
    for seed in first..first + formwork_tests::cases(3_000) as u64 {
        let mut chance = Chance::new(seed);
        let of = *chance.pick(&["specimen", "specimen", "place", "visit"]);
        let said = *chance.pick(HOSTILE);
        let mut writer = Writer { entities: &snapshot, referrers, chance: chance.clone(), careless: false };
        let filter = writer.filter(&entity(&snapshot, of));
        let twin = harmless(&filter);
        if condition(&snapshot, of, &filter).is_err() || condition(&snapshot, of, &twin).is_err() {
            continue;
        }
        let quiet = harmless(&Json::from(said));
        let quiet = quiet.as_str().expect("a text");
        let written = statements(&snapshot, of, &filter, said, &mut chance.clone());
        let usual = statements(&snapshot, of, &twin, quiet, &mut chance);
        for (one, other) in written.into_iter().flatten().zip(usual.into_iter().flatten()) {
            let ((text, binds), (other, _)) = (one.finish(), other.finish());
            if let Some(strange) = strange(&known, &text) {
                panic!("FORMWORK_SEED={seed}: {strange} in\n{text}\nof {filter}");
            }
            // Whether anything searchable was typed decides between a search and nothing.
            if !text.contains("tsquery")
                && !text.contains("MATCH")
                && !other.contains("tsquery")
                && !other.contains("MATCH")
            {
                assert_eq!(text, other, "FORMWORK_SEED={seed}: {filter}");
                compared += 1;
            }
            bound += binds
                .iter()
                .filter(|bind| matches!(bind, Bind::Text(Some(t)) if HOSTILE.contains(&t.as_str())))
                .count();
        }
    }
    if formwork_tests::cases(3_000) >= 3_000 {
        assert!(
            compared > 2_000 && bound > 500,
            "chance asks too little: {compared} compared, {bound} bound"
        );
    }
}

#[test]
fn names_are_refused_at_the_door() {
    for key in
        ["a\"b", "a`b", "a]b", "a.b", "a b", "A", "1a", "a\0", "表", "'", "", "e_x;--", &"a".repeat(49)]
    {
        let document = serde_json::json!({ "type": "object", "x-entity": { "format": 1, "key": "thing", "labels": { "zh-CN": "物" } },
            "properties": { key: { "x-field": { "kind": "text", "labels": { "zh-CN": "项" } } } } });
        let (found, issues) = engine_core::entity::Entity::parse(&document);
        assert!(!issues.is_empty(), "the field key {key:?} is taken");
        assert!(found.is_none_or(|entity| entity.fields.keys().all(|k| k.as_str() != key)), "{key:?}");
        let named = serde_json::json!({ "type": "object", "x-entity": { "format": 1, "key": key, "labels": { "zh-CN": "物" } } });
        assert!(engine_core::entity::Entity::parse(&named).0.is_none(), "the entity key {key:?} is taken");
    }
    let snapshot = snapshot();
    assert!(Entities::entity(&snapshot, "specimen\"").is_none());
}

/// Words of SQL are names all the same: they are quoted, so nothing happens but a table of that name.
#[test]
fn words_of_sql_are_names() {
    let key = "select";
    let document = serde_json::json!({ "type": "object", "x-entity": { "format": 1, "key": key, "labels": { "zh-CN": "物" } },
        "properties": { "from": { "x-field": { "kind": "text", "labels": { "zh-CN": "项" } } } } });
    let (found, issues) = engine_core::entity::Entity::parse(&document);
    assert!(issues.is_empty(), "{issues:?}");
    let shape = ddl::shape(&found.expect("an entity"));
    assert_eq!(shape.tables[0].name.as_str(), "e_select");
    assert_eq!(shape.tables[0].columns[0].name.as_str(), "f_from");
}
