//! Formulas of the clock: a database that filters and sorts by them says what evaluation in memory says.

use std::collections::BTreeMap;

use formwork_tests::on_both_databases;
use serde_json::{Map, Value as Json, json};

use crate::world::{Chance, Records, entity, text};

const FORMULAS: usize = 60;
const RECORDS: usize = 70;

fn number(chance: &mut Chance, depth: usize) -> String {
    if depth == 0 {
        return (*chance.pick(&[
            "{w}",
            "{d}",
            "0",
            "1.25",
            "-7",
            "(TODAY() - {day})",
            "DAYS({day}, TODAY())",
            "{p}",
        ]))
        .to_owned();
    }
    let (a, b) = (number(chance, depth - 1), number(chance, depth - 1));
    match chance.below(7) {
        0 => format!("({a} + {b})"),
        1 => format!("({a} - {b})"),
        2 => format!("({a} * {})", chance.pick(&["2", "-3", "0.5", "1.1"])),
        3 => format!(
            "({} / {})",
            chance.pick(&["(TODAY() - {day})", "DAYS(TODAY(), {day})", "{s}"]),
            chance.pick(&["7", "30", "2.5", "365"])
        ),
        4 => format!("-{a}"),
        5 => format!("IF({}, {a}, {b})", truth(chance, depth - 1)),
        _ => a,
    }
}

fn truth(chance: &mut Chance, depth: usize) -> String {
    if depth == 0 {
        return (*chance.pick(&[
            "{yes}",
            "{day} < TODAY()",
            "{at} > NOW()",
            "{level} = \"a\"",
            "{level} <> \"乙\"",
            "ISBLANK({day})",
            "{day} = TODAY()",
            "NOT({yes})",
            "ISBLANK({level})",
        ]))
        .to_owned();
    }
    let mark = *chance.pick(&["=", "<>", "<", "<=", ">", ">="]);
    match chance.below(5) {
        0 => format!("AND({}, {})", truth(chance, depth - 1), truth(chance, depth - 1)),
        1 => format!("OR({}, {})", truth(chance, depth - 1), truth(chance, depth - 1)),
        2 => format!("NOT({})", truth(chance, depth - 1)),
        3 => format!("{} {mark} {}", number(chance, depth - 1), number(chance, depth - 1)),
        _ => format!("{{day}} {mark} TODAY()"),
    }
}

/// A formula that depends on the clock, of any type.
fn formula(chance: &mut Chance) -> String {
    let (depth, clock) = (1 + chance.below(3), "{day} <= TODAY()");
    match chance.below(6) {
        0 | 1 => format!("IF({clock}, {}, {})", number(chance, depth), number(chance, depth)),
        2 => format!("AND({clock}, {})", truth(chance, depth)),
        3 => format!("IF({}, \"逾期\", IF({clock}, \"Late\", \"\"))", truth(chance, depth)),
        4 => format!("IF({}, TODAY(), {{day}})", truth(chance, depth)),
        _ => (*chance.pick(&[
            "DATEDIF({day}, TODAY(), \"D\")",
            "TODAY() - {day}",
            "(TODAY() - {day}) / 7",
            "IF({yes}, NOW() > {at})",
            "{f0} = 1",
        ]))
        .to_owned(),
    }
}

fn specimen(chance: &mut Chance) -> Json {
    let mut fields = json!({
        "name": { "kind": "text" }, "w": { "kind": "integer" }, "d": { "kind": "decimal", "scale": 2 },
        "s": { "kind": "decimal", "scale": 1, "min": "-1000", "max": "1000" }, "p": { "kind": "percent", "scale": 4 },
        "day": { "kind": "date" }, "at": { "kind": "datetime" }, "yes": { "kind": "boolean" },
        "level": { "kind": "choice", "schema": { "type": "string", "enum": ["A", "乙"] } } });
    for i in 0..FORMULAS {
        let text = if i == 0 { "TODAY() - {day}".to_owned() } else { formula(chance) };
        fields[format!("f{i}")] = json!({ "kind": "formula", "formula": text, "scale": chance.below(4) });
    }
    entity("clocked", json!({ "title": "name" }), &[], fields)
}

fn record(chance: &mut Chance, i: usize) -> Json {
    let mut values = Map::new();
    values.insert("name".into(), json!(format!("r{i:03}")));
    let mut put = |key: &str, value: Json, chance: &mut Chance| {
        if chance.below(5) > 0 {
            values.insert(key.into(), value);
        }
    };
    let n = json!(*chance.pick(&[0, 1, -3, 9_007_199_254_740_991_i64]));
    put("w", n, chance);
    let d = *chance.pick(&["0", "0.01", "-0.05", "2.50", "9999999999999999.99", "-9999999999999999.99"]);
    put("d", json!(d), chance);
    put("s", json!(*chance.pick(&["0.5", "-0.5", "17.5", "1000"])), chance);
    put("p", json!(*chance.pick(&["0.0005", "1", "-0.25"])), chance);
    put(
        "day",
        json!(*chance.pick(&[
            "2090-01-02",
            "2090-01-01",
            "2090-01-03",
            "1999-12-31",
            "2100-02-28",
            "1000-01-01",
            "9999-12-31"
        ])),
        chance,
    );
    put(
        "at",
        json!(*chance.pick(&["2089-12-31T20:00:00Z", "2100-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])),
        chance,
    );
    put("yes", json!(chance.below(2) == 0), chance);
    put("level", json!(*chance.pick(&["A", "乙"])), chance);
    Json::Object(values)
}

/// Numbers by their size, texts as they are.
fn place(value: &Json) -> (i128, String) {
    let text = text(value);
    let Some((whole, part)) = text.split_once('.') else {
        return text.parse::<i128>().map_or((0, text.clone()), |n| (n * 1_000, String::new()));
    };
    let size = |s: &str| format!("{s:0<3}").parse::<i128>().ok();
    match (whole.trim_start_matches('-').parse::<i128>(), size(part)) {
        (Ok(n), Some(rest)) => {
            ((n * 1_000 + rest) * if whole.starts_with('-') { -1 } else { 1 }, String::new())
        }
        _ => (0, text),
    }
}

async fn compared(records: &Records, field: &str, all: &[Json]) {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in all {
        let shown = record.get(field).map(|v| v.to_string()).unwrap_or_default();
        groups.entry(shown).or_default().push(text(&record["name"]));
    }
    for (shown, names) in &groups {
        let filter = match shown.as_str() {
            "" => json!({ "field": field, "op": "is_empty" }),
            json => {
                json!({ "field": field, "op": "eq", "value": serde_json::from_str::<Json>(json).expect("JSON") })
            }
        };
        let mut names = names.clone();
        names.sort();
        assert_eq!(records.found("name", filter).await, names, "{field} = {shown}");
        let other = match shown.as_str() {
            "" => json!({ "field": field, "op": "is_not_empty" }),
            json => {
                json!({ "field": field, "op": "ne", "value": serde_json::from_str::<Json>(json).expect("JSON") })
            }
        };
        assert_eq!(records.found("name", other).await.len(), all.len() - names.len(), "{field} <> {shown}");
    }
    for sort in [field.to_owned(), format!("-{field}")] {
        let sorted = records.all(json!({ "sort": [sort], "limit": 9, "fields": ["name", field] })).await;
        assert_eq!(sorted.len(), all.len(), "{sort}");
        let places: Vec<_> = sorted.iter().map(|r| r.get(field).map(place)).collect();
        let texts = places.iter().flatten().any(|(_, t)| t.contains('逾') || t.contains("Late"));
        let right = |a: &Option<_>, b: &Option<_>| if sort.starts_with('-') { a >= b } else { a <= b };
        assert!(texts || places.windows(2).all(|w| right(&w[0], &w[1])), "{sort}: {places:?}");
    }
}

on_both_databases! {
    async fn the_database_and_memory_agree(installation: Installation) {
        let mut chance = Chance::new(20_901);
        let definition = specimen(&mut chance);
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T04:00:00Z" })).await.expect(200);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        crate::world::publish(&admin, std::slice::from_ref(&definition)).await;
        let records = Records::new(&admin, "clocked");
        let operations: Vec<Json> = (0..RECORDS).map(|i| json!({ "op": "create", "values": record(&mut chance, i) })).collect();
        admin.post(&format!("{}/batch", records.path), json!({ "operations": operations })).await.expect(200);
        let all = records.all(json!({ "limit": 500 })).await;
        let view = admin.get("/api/v1/entities/clocked").await.expect(200);
        let mut agreed = 0;
        for i in 0..FORMULAS {
            let key = format!("f{i}");
            let field = view["fields"].as_array().expect("fields").iter().find(|f| f["key"] == *key).expect("the field").clone();
            if field["sortable"] == true {
                compared(&records, &key, &all).await;
                agreed += 1;
            } else {
                let filter = json!({ "filter": { "field": key, "op": "is_empty" } });
                assert_eq!(records.query(filter).await.issues(), [("/filter/field".to_owned(), "volatile_field".to_owned())], "{key}");
                assert_eq!(records.query(json!({ "sort": [key] })).await.issues(), [("/sort/0".to_owned(), "volatile_field".to_owned())]);
            }
        }
        assert!(agreed * 2 > FORMULAS, "only {agreed} of {FORMULAS} are lowered");
    }

    async fn overdue_is_filtered_sorted_and_looked_at_through_references(installation: Installation) {
        let contract = entity("contract", json!({ "title": "name" }), &[], json!({
            "name": { "kind": "text" }, "due": { "kind": "date" },
            "left": { "kind": "formula", "formula": "{due} - TODAY()", "scale": 0 },
            "state": { "kind": "formula", "formula": "IF({left} < 0, \"逾期\", IF({left} <= 7, \"将到期\", \"正常\"))" },
            "year": { "kind": "formula", "formula": "YEAR(TODAY()) - YEAR({due})", "scale": 0 } }));
        let payment = entity("payment", json!({}), &[], json!({
            "name": { "kind": "text" }, "contract": { "kind": "reference", "target": "contract" } }));
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T04:00:00Z" })).await.expect(200);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        crate::world::publish(&admin, &[contract.clone(), payment]).await;
        let (contracts, payments) = (Records::new(&admin, "contract"), Records::new(&admin, "payment"));
        for (name, due) in [("a", json!("2090-01-01")), ("b", json!("2090-01-05")), ("c", json!("2090-03-01")), ("d", Json::Null)] {
            let made = contracts.create(json!({ "name": name, "due": due })).await;
            payments.create(json!({ "name": format!("p{name}"), "contract": made["id"] })).await;
        }
        let state = |word: &str| json!({ "field": "state", "op": "eq", "value": word });
        assert_eq!(contracts.found("name", state("逾期")).await, ["a"]);
        assert_eq!(contracts.found("name", json!({ "field": "left", "op": "between", "value": ["0", "30"] })).await, ["b"]);
        assert_eq!(contracts.found("name", json!({ "field": "state", "op": "contains", "value": "到期" })).await, ["b", "d"]);
        assert_eq!(payments.found("name", json!({ "field": "contract.state", "op": "in", "value": ["逾期"] })).await, ["pa"]);
        let names = |list: Json| list["items"].as_array().expect("items").iter().map(|r| text(&r["name"])).collect::<String>();
        assert_eq!(names(contracts.query(json!({ "sort": ["-left"] })).await.expect(200)), "cbad");
        admin.post("/api/v1/test-clock", json!({ "now": "2090-02-28T04:00:00Z" })).await.expect(200);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        assert_eq!(contracts.found("name", state("逾期")).await, ["a", "b"], "the clock alone changes it");
        assert_eq!(contracts.query(json!({ "filter": { "field": "year", "op": "eq", "value": "0" } })).await.issues(), [("/filter/field".to_owned(), "volatile_field".to_owned())]);
        let view = |key: &str, sort: &str| json!({ "format": 1, "key": key, "entity": "contract", "labels": { "zh-CN": key }, "columns": ["name"], "sort": [sort] });
        for (key, sort, good) in [("good", "-left", true), ("bad", "year", false)] {
            admin.put(&format!("/api/v1/definitions/view/{key}/draft"), view(key, sort)).await.expect(200);
            let answer = admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "view", "key": key }] })).await;
            if good { answer.expect(200); } else { assert_eq!(answer.issues(), [("/view/bad/sort/0".to_owned(), "volatile_field".to_owned())]); }
        }
        let mut counting = contract;
        counting["properties"]["overdue"] = json!({ "x-field": { "kind": "roll_up", "labels": { "zh-CN": "x" }, "target": "payment", "via": "contract", "measure": { "op": "count" }, "filter": { "field": "contract.left", "op": "lt", "value": "0" } } });
        admin.put("/api/v1/definitions/entity/contract/draft", counting).await.expect(200);
        let refused = admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "entity", "key": "contract" }] })).await.issues();
        assert!(refused.iter().any(|(_, code)| code == "volatile_field"), "{refused:?}");
    }
}
