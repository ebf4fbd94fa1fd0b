//! Lists and records as they stood, and what the history says.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::{Chance, Records, World, text};

/// Everything that is replayed: all but what is joined or rolled up.
const FIELDS: [&str; 24] = [
    "code",
    "word",
    "prose",
    "whole",
    "exact",
    "price",
    "share",
    "flag",
    "day",
    "hour",
    "moment",
    "level",
    "likes",
    "labels",
    "person",
    "place",
    "places",
    "phone",
    "home",
    "number",
    "double",
    "parts",
    "updated_at",
    "owner_id",
];

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

async fn pause() {
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
}

fn values(chance: &mut Chance, places: &[Json]) -> Json {
    let pools: Vec<(&str, Vec<Json>)> = vec![
        ("word", vec![json!("张三"), json!("李四"), json!("Ａbc"), Json::Null]),
        ("prose", vec![json!("一\n二"), Json::Null]),
        ("whole", vec![json!(1), json!(-2), json!(9_007_199_254_740_991_i64), Json::Null]),
        ("exact", vec![json!("0.10"), json!("-9999999999999999.99"), Json::Null]),
        (
            "price",
            vec![json!({ "amount": "1.00", "currency": "USD" }), json!({ "amount": "2.50" }), Json::Null],
        ),
        ("share", vec![json!("0.1234"), Json::Null]),
        ("flag", vec![json!(true), json!(false), Json::Null]),
        ("day", vec![json!("2026-02-28"), Json::Null]),
        ("hour", vec![json!("00:00"), json!("23:59"), Json::Null]),
        ("moment", vec![json!("2026-11-02T01:30:00.123456Z"), Json::Null]),
        ("level", vec![json!("A"), json!("B"), Json::Null]),
        ("likes", vec![json!(["B", "A"]), json!(["C"]), Json::Null]),
        ("labels", vec![json!(["x", "y"]), json!(["y"]), json!([])]),
        ("place", vec![places[0].clone(), places[1].clone(), Json::Null]),
        ("places", vec![json!([places[1], places[0]]), Json::Null]),
        ("phone", vec![json!("13812345678"), Json::Null]),
        ("home", vec![json!({ "province": "浙江省", "city": "杭州市" }), Json::Null]),
        (
            "parts",
            vec![json!([{ "product": "螺丝", "quantity": 2, "price": "0.50" }]), json!([]), Json::Null],
        ),
    ];
    let mut values = json!({});
    for _ in 0..=chance.below(4) {
        let (field, pool) = chance.pick(&pools);
        values[*field] = chance.pick(pool).clone();
    }
    values
}

async fn step(
    chance: &mut Chance,
    records: &Records,
    living: &mut Vec<Json>,
    gone: &mut Vec<Json>,
    places: &[Json],
    i: usize,
) {
    match (chance.below(8), living.len(), gone.len()) {
        (0, 3.., _) => {
            let id = living.swap_remove(chance.below(living.len()));
            records.delete(&id).await;
            gone.push(id);
        }
        (1, _, 1..) => {
            let id = gone.swap_remove(chance.below(gone.len()));
            records.act(&id, "restore", json!({})).await.expect(200);
            living.push(id);
        }
        (2, _, 1..) => {
            let id = gone.swap_remove(chance.below(gone.len()));
            records.act(&id, "purge", json!({})).await.expect(204);
        }
        (3..=5, 1.., _) => {
            let id = chance.pick(living).clone();
            records.patch(&id, values(chance, places)).await;
        }
        _ => {
            let mut made = values(chance, places);
            made["code"] = json!(format!("c{i}"));
            living.push(records.create(made).await["id"].clone());
        }
    }
}

on_both_databases! {
    async fn the_past_is_what_it_was(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let places_of = world.records("place");
        let mut places = Vec::new();
        for name in ["杭州", "上海"] {
            places.push(places_of.create(json!({ "name": name })).await["id"].clone());
        }
        let records = world.records("specimen");
        let (mut chance, mut living, mut gone) = (Chance::new(11), Vec::new(), Vec::new());
        let filters = [json!({}), json!({ "field": "flag", "op": "ne", "value": true }), json!({ "field": "labels", "op": "has_any", "value": ["x"] }),
                       json!({ "field": "word", "op": "contains", "value": "ABC" }), json!({ "field": "exact", "op": "lt", "value": "0" })];
        let sorts = [json!(["word"]), json!(["-whole", "code"]), json!(["exact"])];
        let ask = |i: usize| json!({ "filter": filters[i % filters.len()], "sort": sorts[i % sorts.len()], "fields": FIELDS, "limit": 500 });
        let mut snapshots = Vec::new();
        for i in 0..40 {
            step(&mut chance, &records, &mut living, &mut gone, &places, i).await;
            pause().await;
            let one = match living.first() { Some(id) => Some(records.get(id).await), None => None };
            snapshots.push((now(), records.all(ask(i)).await, one));
            pause().await;
        }
        for (i, (at, then, one)) in snapshots.iter().enumerate() {
            for limit in [500, 3] {
                let mut body = ask(i);
                body["as_of"] = json!(at);
                body["limit"] = json!(limit);
                let again = records.all(body.clone()).await;
                assert_eq!(again, *then, "step {i}: {body}");
            }
            if let Some(one) = one {
                let path = format!("{}?as_of={at}&fields={}", records.at(&one["id"]), FIELDS.join(","));
                let again = records.client.get(&path).await.expect(200);
                for field in FIELDS {
                    assert_eq!(again.get(field), one.get(field), "step {i}, {field}");
                }
            }
        }
    }

    async fn a_history_tells_who_did_what(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let id = records.create(json!({ "code": "one", "whole": 1 })).await["id"].clone();
        records.patch(&id, json!({ "whole": 2, "word": "新" })).await;
        records.delete(&id).await;
        records.act(&id, "restore", json!({})).await.expect(200);
        let log = records.history(&id).await;
        let actions: Vec<String> = log.iter().map(|e| text(&e["action"])).collect();
        assert_eq!(actions, ["restore", "delete", "update", "create"]);
        let mut changes = log[2]["changes"].as_array().expect("changes").clone();
        changes.sort_by_key(|c| text(&c["field"]));
        let shout = json!({ "field": "shout", "old": null, "new": "新" });
        assert_eq!(changes, [shout, json!({ "field": "whole", "old": 1, "new": 2 }), json!({ "field": "word", "old": null, "new": "新" })]);
        assert_eq!(log[0]["actor"]["id"], world.me().await);
        let first = records.client.get(&format!("{}/history?limit=3", records.at(&id))).await.expect(200);
        let cursor = text(&first["next_cursor"]);
        let rest = records.client.get(&format!("{}/history?limit=3&cursor={cursor}", records.at(&id))).await.expect(200);
        assert_eq!((rest["items"][0]["action"].clone(), rest["next_cursor"].clone()), (json!("create"), Json::Null));
    }
}
