//! The customer archive's sample, checked against its own definitions.

use std::{collections::HashSet, fs, path::PathBuf, sync::LazyLock};

use engine_core::{
    entity::{ChoiceOption, Entity},
    kinds::Kind,
    moment::{Moment, TimeZone},
};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::{
    Batch, Clock, Departments, Generator, LocalName, SampleFault, Users, Values,
    credit_code::check_character, generate, resolve,
};

fn archive(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/customer-archive");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Json {
    serde_json::from_str(&archive(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn clock(now: &str) -> Clock {
    Clock {
        now: Moment::parse(now).expect("a moment"),
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
    }
}

fn generator() -> Generator {
    Generator::parse(&archive("sample/generator.json")).expect("the archive's generator")
}

fn batches(now: &str, seed: Option<u64>) -> Vec<Batch> {
    generate(generator(), seed, clock(now)).collect::<Result<_, _>>().expect("a complete sample")
}

const MORNING: &str = "2026-07-01T02:00:00Z";

/// The sample of that morning, drawn once.
fn morning() -> &'static [Batch] {
    static MORNINGS: LazyLock<Vec<Batch>> = LazyLock::new(|| batches(MORNING, None));
    &MORNINGS
}

/// Records of an entity as they stand after the last batch.
fn records(batches: &[Batch], wanted: &str) -> Vec<Values> {
    let mut all: Vec<Values> = Vec::new();
    for batch in batches {
        match batch {
            Batch::Create { entity, first, records } if entity == wanted => {
                assert_eq!(*first, all.len(), "batches of {wanted} follow each other");
                all.extend(records.iter().cloned());
            }
            Batch::Update { entity, records } if entity == wanted => {
                for (index, values) in records {
                    all[*index].extend(values.clone());
                }
            }
            _ => {}
        }
    }
    all
}

/// An entity of the archive with the choices of its option sets.
fn entity(key: &str) -> Entity {
    let (entity, issues) = Entity::parse(&json(&format!("entities/{key}.json")));
    assert!(issues.is_empty(), "{key}: {issues:?}");
    let mut entity = entity.expect("an entity without issues");
    for field in entity.fields.values_mut() {
        if let Some(set) = &field.option_set {
            let options = json(&format!("option_sets/{set}.json"))["options"].clone();
            std::sync::Arc::make_mut(field).options =
                serde_json::from_value::<Vec<ChoiceOption>>(options).expect("options");
        }
    }
    entity
}

#[test]
fn the_archive_has_its_numbers() {
    let batches = morning();
    assert_eq!(records(batches, "customer").len(), 2_000);
    assert_eq!(records(batches, "contact").len(), 3_000);
    assert_eq!(records(batches, "follow_up").len(), 20_000);
}

#[test]
fn the_same_seed_and_moment_give_the_same_bytes() {
    let digest = |batches: &[Batch]| {
        let mut hash = Sha256::new();
        for batch in batches {
            hash.update(format!("{batch:?}"));
        }
        hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let drawn = digest(morning());
    assert_eq!(drawn, "18eabf5b82d8b80c", "a golden value: change it with the generator");
    assert_ne!(drawn, digest(&batches(MORNING, Some(7))));
}

#[test]
fn every_value_is_one_that_its_field_takes() {
    let batches = morning();
    let counts = [("customer", 2_000), ("contact", 3_000), ("follow_up", 20_000)];
    let rows_of = entity("cooperation_record");
    for (key, _) in counts {
        let entity = entity(key);
        for (index, record) in records(batches, key).iter().enumerate() {
            for name in entity.fields.values().filter(|field| field.required) {
                assert!(record.contains_key(name.key.as_str()), "{key}/{index} has no {}", name.key);
            }
            for (name, value) in record {
                match LocalName::read(value) {
                    Some(LocalName::Record { entity, index }) => {
                        assert!(counts.iter().any(|(key, count)| *key == entity && index < *count));
                    }
                    Some(LocalName::User(user)) => assert!(name == "owner_id" && !user.is_empty()),
                    None if name == "owner_id" => assert!(value.is_null()),
                    None => takes(&entity, &rows_of, name, value),
                }
            }
        }
    }
}

fn takes(entity: &Entity, rows_of: &Entity, name: &str, value: &Json) {
    let field = entity.field(name).unwrap_or_else(|| panic!("{} has no field {name}", entity.key));
    if field.kind == Kind::SubTable {
        for row in value.as_array().expect("rows") {
            for (name, value) in row.as_object().expect("a row") {
                takes(rows_of, rows_of, name, value);
            }
        }
        return;
    }
    let read = field.kind.rules().read(field, value);
    assert!(read.is_ok(), "{}.{name} = {value}: {read:?}", entity.key);
    if let Some(pattern) = field.schema.get("pattern").and_then(Json::as_str) {
        let pattern = regex::Regex::new(pattern).expect("a pattern");
        assert!(pattern.is_match(value.as_str().expect("text")), "{name} = {value}");
    }
}

#[test]
fn customers_are_told_apart() {
    let customers = records(morning(), "customer");
    for field in ["name", "phone", "credit_code"] {
        let values: Vec<&str> = customers.iter().filter_map(|c| c.get(field)?.as_str()).collect();
        assert_eq!(values.iter().collect::<HashSet<_>>().len(), values.len(), "{field} repeats");
    }
    let planned =
        customers.iter().filter(|c| c["name"].as_str().is_some_and(|name| name.contains("珩川精密"))).count();
    assert_eq!(planned, 3, "one company under three names is there to be found");
    for code in customers.iter().filter_map(|c| c.get("credit_code")?.as_str()) {
        assert!(code.ends_with(check_character(&code[..17])), "{code}");
    }
}

#[test]
fn notes_differ_and_nothing_is_left_to_fill_in() {
    let notes = records(morning(), "follow_up");
    let texts: HashSet<&str> = notes.iter().filter_map(|note| note["content"].as_str()).collect();
    assert_eq!(texts.len(), notes.len());
    let shown = serde_json::to_string(&notes).expect("JSON");
    for mark in ["words.", "。。", "\u{ff0c}\u{ff0c}", "\u{ff0c}。", "\"\""] {
        assert!(!shown.contains(mark), "`{mark}` in a note");
    }
}

#[test]
fn time_runs_forward() {
    let batches = morning();
    let (customers, notes) = (records(batches, "customer"), records(batches, "follow_up"));
    let moments: Vec<&str> = notes.iter().map(|note| note["at"].as_str().expect("a moment")).collect();
    assert!(moments.is_sorted(), "follow-ups are written in the order they happened");
    assert!(moments.last().is_some_and(|last| *last <= MORNING), "nothing lies in the future");
    assert!(moments.iter().any(|at| *at >= "2026-06-30T16:00:00Z"), "some were made today");
    for note in &notes {
        let (at, next) = (note["at"].as_str(), note.get("next_on").and_then(Json::as_str));
        assert!(next.is_none() || next.map(|day| &day[..10]) > at.map(|at| &at[..10]), "{note:?}");
    }
    let days = customers.iter().filter_map(|c| c.get("cooperation_records")?.as_array());
    for rows in days {
        assert!(rows.is_sorted_by_key(|row| row["day"].as_str()));
    }
}

#[test]
fn a_contact_belongs_to_the_customer_it_is_named_for() {
    let batches = morning();
    let (customers, contacts) = (records(batches, "customer"), records(batches, "contact"));
    let index = |value: &Json| match LocalName::read(value) {
        Some(LocalName::Record { index, .. }) => index,
        other => panic!("{other:?}"),
    };
    for note in records(batches, "follow_up").iter().filter(|note| note.contains_key("contact")) {
        assert_eq!(contacts[index(&note["contact"])]["customer"], note["customer"]);
    }
    for (number, customer) in customers.iter().enumerate().filter(|(_, c)| c.contains_key("decision_maker")) {
        assert_eq!(index(&contacts[index(&customer["decision_maker"])]["customer"]), number);
    }
}

#[test]
fn every_view_has_something_to_show_on_any_day() {
    for now in ["2027-05-02T15:30:00Z", "2028-02-28T20:00:00Z"] {
        let batches = &batches(now, None);
        let today = clock(now).today();
        let day = |shift: i64| today.checked_add(jiff::Span::new().days(shift)).expect("a day").to_string();
        let customers = records(batches, "customer");
        let due =
            |c: &&Values| c.get("next_follow_up_on").and_then(Json::as_str).is_some_and(|on| on <= &*day(7));
        let due = customers.iter().filter(due).count();
        assert!((100..800).contains(&due), "{due} due on {today}");
        let pool = customers.iter().filter(|c| c["owner_id"].is_null()).count();
        assert!((50..500).contains(&pool), "{pool} in the pool");
        let recent = records(batches, "follow_up");
        assert!(recent.iter().filter(|note| note["at"].as_str() >= Some(&*day(-7))).count() > 100);
    }
}

#[test]
fn owners_are_people_of_the_sample_and_get_their_ids() {
    let departments = Departments::parse(&archive("sample/departments.json")).expect("departments");
    let users = Users::parse(&archive("sample/users.json"), &departments).expect("users");
    let names: HashSet<&str> = users.users.iter().map(|user| user.username.as_str()).collect();
    assert_eq!(users.users.iter().filter(|user| user.demo_login).count(), 1);
    for role in users.users.iter().flat_map(|user| &user.roles) {
        assert_eq!(json(&format!("roles/{role}.json"))["key"], role.as_str());
    }
    for mut record in records(morning(), "customer") {
        resolve(&mut record, &|name| match name {
            LocalName::User(user) => names.contains(user.as_str()).then(|| format!("id of {user}")),
            LocalName::Record { entity, index } => Some(format!("{entity} {index}")),
        });
        assert!(!Json::Object(record).to_string().contains("$local"));
    }
}

#[test]
fn a_wrong_file_is_refused_with_its_place() {
    let refused = |text: &str| match Generator::parse(text) {
        Err(fault) => fault,
        Ok(generator) => {
            let mut sample = generate(generator, None, clock(MORNING));
            let fault = sample.next().expect("an item").expect_err("a fault");
            assert!(sample.next().is_none(), "a fault ends the sample");
            fault
        }
    };
    let step = |fields: &str| {
        format!(
            r#"{{"format":1,"seed":1,"steps":[{{"create":"a","count":2,"batch":1,"fields":[{fields}]}}],"lists":{{"x":["{{x}}"]}}}}"#
        )
    };
    assert!(matches!(refused(r#"{"format":2,"seed":1,"steps":[],"lists":{}}"#), SampleFault::Shape(_)));
    assert!(matches!(refused(&step(r#"{"field":"b","make":{"dream":1}}"#)), SampleFault::Shape(_)));
    let unknown = refused(&step(r#"{"field":"b","make":{"text":"{c.d}"}}"#));
    assert_eq!(unknown.to_string(), "a.b: `c.d` is neither a field made before nor a list");
    assert!(matches!(
        refused(&step(r#"{"field":"b","unique":true,"make":{"value":"same"}}"#)),
        SampleFault::Exhausted { attempts: 1_000, .. }
    ));
    assert!(matches!(
        refused(&step(r#"{"field":"b","make":{"text":"{x}"}}"#)),
        SampleFault::Unsuitable { .. }
    ));
}
