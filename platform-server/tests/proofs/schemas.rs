//! The compiled schema from outside: records by chance, right and wrong, which Formwork, ajv (npm) and jsonschema (PyPI)
//! accept and refuse alike.
//!
//! Shape:  a file of `[{ "entity", "schema", "records": [{ "record", "accepted" }] }]` in the target directory; the two
//!         programs in tests/schemas read it and name every record they judge differently. `make test` runs the one of
//!         Node, `make soak` that of Python as well.
//! Source: docs/spec/kinds.md "The compiled schema".

use std::{fs, path::PathBuf, process::Command, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    kinds::{Kind, keywords},
    plan::Entities,
    value::Value,
};
use formwork_tests::Chance;
use platform_server::{
    apps::{check::check, folder::Folder},
    catalog::{Compiled, Snapshot, assemble},
};
use serde_json::{Map, Value as Json, json};

use crate::{snapshot, words};

/// Records per entity; 500 over all entities of a usual run.
const RECORDS: usize = 72;
/// No more than these, however many cases are asked for: both programs read one file.
const MOST_RECORDS: usize = 2_000;

/// What no field of any kind should take in its normal form, or only few.
fn wrong(chance: &mut Chance, kind: Kind) -> Json {
    let long = "长".repeat(100_001);
    let usual = [
        json!(""),
        json!(" "),
        json!("a "),
        json!("第一行\n第二行"),
        json!(5.5),
        json!(9_007_199_254_740_993_i64),
        json!(true),
        json!([]),
        json!({}),
        json!("12.345"),
        json!("1e5"),
        json!("007.00"),
        json!("-0.00"),
        json!("１２.５０"),
        json!("x".repeat(1_001)),
        json!(long),
    ];
    let own: Vec<Json> = match kind {
        Kind::Integer => {
            vec![json!(9_007_199_254_740_992_i64), json!(-9_007_199_254_740_992_i64), json!("5")]
        }
        Kind::Rating => vec![json!(0), json!(6), json!(4.5), json!("4"), json!("★★")],
        Kind::Duration => vec![json!(-1), json!(0.5), json!("5400"), json!("1:30")],
        Kind::Decimal | Kind::Percent => vec![json!("12"), json!("+1.00"), json!(".50"), json!("1.")],
        Kind::Money => vec![
            json!({ "amount": "1.00" }),
            json!({ "currency": "CNY" }),
            json!({ "amount": "1.00", "currency": "cny" }),
            json!({ "amount": "1.00", "currency": "CNY", "x": 1 }),
            json!({ "amount": 1, "currency": "CNY" }),
        ],
        Kind::Date => vec![
            json!("2026-02-30"),
            json!("2026-13-01"),
            json!("2026-1-2"),
            json!("0999-12-31"),
            json!("2024-02-29"),
        ],
        Kind::Datetime => vec![
            json!("2026-11-02T09:30:00"),
            json!("2026-11-02T09:30:00+08:00"),
            json!("2026-11-02t01:30:00z"),
            json!("2026-11-02T24:00:00Z"),
            json!("2026-11-02T01:30:00.1234567Z"),
            json!("2026-02-30T01:30:00Z"),
        ],
        Kind::Time => vec![json!("24:00"), json!("9:30"), json!("09:30:00"), json!("23:60")],
        Kind::Choice => vec![json!("nowhere"), json!("a"), json!(["A"])],
        Kind::RichText => vec![json!("<p>x</p>".repeat(20_000)), json!({ "html": "<p>x</p>" })],
        Kind::Cascader => vec![json!("nowhere"), json!(["gd", "sz"]), json!("NS")],
        Kind::MultiChoice | Kind::Tags => vec![
            json!(["A", "A"]),
            json!(["nowhere"]),
            json!([""]),
            json!([1]),
            json!("A"),
            json!(["x".repeat(101)]),
        ],
        Kind::User | Kind::Department | Kind::Reference => {
            vec![
                json!("00000000-0000-0000-0000-00000000000g"),
                json!("00000000000000000000000000000000"),
                json!("01890A5D-AC96-774B-BCCE-B302099A8057"),
            ]
        }
        Kind::References | Kind::Users => vec![json!(["x"]), json!("00000000-0000-0000-0000-000000000001")],
        Kind::SubTable => vec![json!([{ "unknown": 1 }]), json!([1]), json!([{ "quantity": "2" }])],
        Kind::Attachment | Kind::Image | Kind::Signature => {
            vec![json!([{ "id": "x" }]), json!([{ "name": "a.txt" }])]
        }
        Kind::Phone => vec![
            json!("138 1234 5678"),
            json!("+8613812345678"),
            json!("abc"),
            json!("12"),
            json!("138123456789"),
        ],
        Kind::IdNumber => vec![
            json!("11010519491231002x"),
            json!("440300900307123"),
            json!("44030019900307123"),
            json!("440300199013071234"),
        ],
        Kind::DateRange => vec![
            json!({ "start": "2026-01-01" }),
            json!({ "start": "2026-01-01", "end": "2026-02-30" }),
            json!({ "start": "2026-01-01", "end": "2026-01-31", "x": 1 }),
        ],
        Kind::GeoPoint => vec![
            json!({ "lat": "22.5" }),
            json!({ "lat": "22.5", "lng": "114" }),
            json!({ "lat": "90.000001", "lng": "0.000000" }),
            json!({ "lat": "1.000000", "lng": "180.000001", "name": "x" }),
            json!({ "lat": "1.000000", "lng": "1.000000", "accuracy": -1 }),
        ],
        Kind::Email => vec![
            json!("a@b"),
            json!("a@@b.cn"),
            json!("a b@c.cn"),
            json!("Wang@Example.com"),
            json!("@a.cn"),
            json!(format!("{}@a.cn", "a".repeat(65))),
        ],
        Kind::Url => vec![
            json!("ftp://a.cn"),
            json!("a.cn"),
            json!("http://a.cn/中"),
            json!("HTTP://a.cn/"),
            json!("javascript:alert(1)"),
            json!("http://u:p@a.cn/"),
        ],
        Kind::Address => vec![
            json!({ "city": "" }),
            json!({ "town": "x" }),
            json!({ "city": 5 }),
            json!({ "detail": " x" }),
        ],
        _ => Vec::new(),
    };
    match own.as_slice() {
        [] => chance.pick(&usual).clone(),
        _ if chance.once_in(2) => chance.pick(&usual).clone(),
        own => chance.pick(own).clone(),
    }
}

/// A value in its normal form that meets the author's keywords, if chance finds one.
fn right(chance: &mut Chance, field: &Field) -> Option<Json> {
    let drawn = std::iter::repeat_with(|| drawn(chance, field)).take(40).flatten();
    let mut sound = drawn.filter(|json| keywords::refusals(field, json).is_empty());
    sound.next()
}

fn drawn(chance: &mut Chance, field: &Field) -> Option<Json> {
    let given = match field.kind {
        Kind::Choice if !field.options.is_empty() => json!(chance.pick(&field.options).key),
        Kind::MultiChoice if !field.options.is_empty() => {
            words::several(chance, 3, |c| json!(c.pick(&field.options).key)).into()
        }
        Kind::User | Kind::Department | Kind::Reference => json!(uuid(chance)),
        Kind::References | Kind::Users => words::several(chance, 3, |c| json!(uuid(c))).into(),
        Kind::Attachment => {
            json!([{ "id": uuid(chance), "name": "合同.pdf", "size": 12, "type": "application/pdf" }])
        }
        Kind::Image | Kind::Signature => {
            json!([{ "id": uuid(chance), "name": "签名.png", "size": 12, "type": "image/png" }])
        }
        Kind::SubTable => json!([{}]),
        kind => words::held(chance, kind, "")?,
    };
    let value = field.kind.rules().read(field, &given).ok()?;
    (!value.is_blank() || value == Value::Blank)
        .then(|| field.kind.rules().write(field, &value))
        .filter(|json| !json.is_null() && *json != json!([]))
}

fn uuid(chance: &mut Chance) -> String {
    format!("01890a5d-ac96-774b-bcce-b302099a8{:03}", chance.below(1_000))
}

/// The normal form of a value that can be read; what cannot be read stays as it is.
fn normal(field: &Field, json: Json) -> Json {
    let rules = field.kind.rules();
    rules.read(field, &json).map_or(json, |value| rules.write(field, &value))
}

fn record(chance: &mut Chance, entity: &Entity) -> Json {
    let mut record = Map::new();
    let writable = || entity.fields.values().filter(|field| !field.kind.rules().computed());
    for field in writable() {
        if let Some(value) = right(chance, field).filter(|_| field.required || !chance.once_in(3)) {
            record.insert(field.key.to_string(), value);
        }
    }
    if chance.once_in(2) {
        return record.into();
    }
    let fields: Vec<&Arc<Field>> = writable().collect();
    for _ in 0..=chance.below(2) {
        let field = *chance.pick(&fields);
        match chance.below(8) {
            0 => record.remove(field.key.as_str()),
            1 => record.insert(format!("{}_", field.key), json!("x")),
            2 => record.insert(field.key.to_string(), Json::Null),
            3 => record.insert("owner_id".into(), json!("x")),
            _ => match normal(field, wrong(chance, field.kind)) {
                Json::Null => record.remove(field.key.as_str()),
                json => record.insert(field.key.to_string(), json),
            },
        };
    }
    record.into()
}

/// What the readers of the kinds say of a record in its normal form, without any schema; `None` where a condition of
/// the definition or the rows of a sub-table decide, or a bound of a number that is text, which no schema can hold.
fn read(entity: &Entity, record: &Json) -> Option<bool> {
    let record = record.as_object().expect("a record");
    let mut sound = true;
    for field in entity.fields.values() {
        match record.get(field.key.as_str()) {
            None => sound &= !field.required,
            Some(_) if field.kind.rules().computed() => sound = false,
            Some(_) if field.kind == Kind::SubTable => return None,
            Some(json) => {
                let bounded = field.min.is_some() || field.max.is_some();
                if bounded && matches!(field.kind, Kind::Decimal | Kind::Percent | Kind::Money) {
                    return None;
                }
                let value = keywords::read(field, json);
                sound &= value.is_ok_and(|v| !v.is_blank() && field.kind.rules().write(field, &v) == *json);
            }
        }
    }
    if record.contains_key("owner_id") {
        return None;
    }
    sound &= record.keys().all(|key| entity.own_field(key).is_some());
    Some(sound)
}

fn judged(compiled: &Compiled, seed: u64, count: usize, wrong: &mut Vec<String>) -> Json {
    let entity = &compiled.entity;
    let mut records = Vec::new();
    for number in 0..count {
        let mut chance = Chance::new(seed + number as u64);
        let record = record(&mut chance, entity);
        let accepted = compiled.validator.is_valid(&record);
        if let Some(read) =
            read(entity, &record).filter(|read| entity.conditions.is_empty() && *read != accepted)
        {
            let mut shown = record.to_string();
            shown.truncate(shown.char_indices().nth(900).map_or(shown.len(), |(at, _)| at));
            wrong.push(format!("{} read: {read}, schema: {accepted}: {shown}", entity.key));
        }
        records.push(json!({ "record": record, "accepted": accepted }));
    }
    let accepted = records.iter().filter(|r| r["accepted"] == true).count();
    assert!(
        accepted * 8 > count && accepted * 8 < count * 7,
        "{}: {accepted} of {count} accepted",
        entity.key
    );
    json!({ "entity": entity.key, "schema": compiled.schema, "records": records })
}

fn example() -> Snapshot {
    let folders = Folder::examples();
    let folder = folders.iter().find(|folder| folder.files.contains_key("app.json")).expect("an example");
    let app = check(folder).expect("a folder").app.expect("an app");
    let (snapshot, issues) = assemble(app.documents, 1);
    assert!(issues.is_empty(), "{issues:?}");
    snapshot
}

#[test]
fn validators_from_outside_agree() {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    let count = formwork_tests::cases(RECORDS).min(MOST_RECORDS);
    let seed = formwork_tests::first_seed();
    let (ours, theirs) = (snapshot(), example());
    for (snapshot, keys) in [(&ours, vec!["specimen", "place", "part", "visit"]), (&theirs, keys(&theirs))] {
        for key in keys {
            all.push(judged(snapshot.compiled(key).expect("published"), seed, count, &mut wrong));
        }
    }
    assert!(all.iter().map(|e| e["records"].as_array().map_or(0, Vec::len)).sum::<usize>() >= 7 * count);
    assert!(wrong.is_empty(), "{} records\n{}", wrong.len(), wrong[..wrong.len().min(9)].join("\n"));
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("schemas.json");
    fs::write(&file, Json::from(all).to_string()).expect("the file is written");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/schemas");
    assert!(folder.join("node_modules/ajv").is_dir(), "ajv is missing: tools/need-packages.sh tests/schemas");
    agrees(Command::new("node").arg(folder.join("check.mjs")).arg(&file));
    if let Some(python) = std::env::var_os("FORMWORK_PYTHON") {
        agrees(Command::new(python).arg(folder.join("check.py")).arg(&file));
    }
}

fn keys(snapshot: &Snapshot) -> Vec<&str> {
    let mut keys: Vec<&str> = snapshot.entities.keys().map(|key| key.as_str()).collect();
    keys.sort_unstable();
    assert!(keys.iter().all(|key| snapshot.entity(key).is_some()) && keys.contains(&"customer"));
    keys
}

fn agrees(command: &mut Command) {
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
}
