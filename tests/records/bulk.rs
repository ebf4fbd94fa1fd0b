//! One change to many records: as right as one by one, whatever breaks in between.

use std::time::Duration;

use formwork_tests::{Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity, text};

/// Groups that count and sum their items; an item is known by its shelf and code.
fn ledger() -> Vec<Json> {
    let measure = |op: Json| json!({ "kind": "roll_up", "target": "item", "via": "of", "measure": op });
    vec![
        entity(
            "pile",
            json!({ "title": "name" }),
            &[],
            json!({ "name": { "kind": "text" }, "items": measure(json!({ "op": "count" })),
                    "worth": measure(json!({ "op": "sum", "field": "double" })),
                    "twice": { "kind": "formula", "formula": "{worth} * 2", "scale": 0 } }),
        ),
        entity(
            "item",
            json!({ "title": "code", "key_fields": ["shelf", "code"] }),
            &[],
            json!({ "shelf": { "kind": "text", "search": true }, "code": { "kind": "text" }, "amount": { "kind": "integer" },
                    "double": { "kind": "formula", "formula": "{amount} * 2", "scale": 0 },
                    "of": { "kind": "reference", "target": "pile" }, "labels": { "kind": "tags" } }),
        ),
    ]
}

/// Makes items on a shelf, in two piles by turns.
async fn fill(items: &Records, shelf: &str, count: usize, piles: &[Json]) -> Vec<Json> {
    let mut ids = Vec::new();
    for first in (0..count).step_by(100) {
        let operations: Vec<Json> = (first..count.min(first + 100))
            .map(|i| json!({ "op": "create", "values": { "shelf": shelf, "code": i.to_string(), "amount": i, "labels": ["旧"], "of": piles[i % piles.len()] } }))
            .collect();
        let path = format!("{}/batch", items.path);
        let made = items.client.post(&path, json!({ "operations": operations })).await.expect(200);
        ids.extend(made["items"].as_array().expect("items").iter().map(|r| r["id"].clone()));
    }
    ids
}

async fn start(installation: Installation) -> (World, Vec<Json>) {
    let world = World::start(installation, &ledger()).await;
    let mut piles = Vec::new();
    for name in ["甲", "乙", "丙"] {
        piles.push(world.records("pile").create(json!({ "name": name })).await["id"].clone());
    }
    (world, piles)
}

async fn bulk(items: &Records, body: Json) -> Json {
    items.client.post(&format!("{}/bulk", items.path), body).await.expect(200)
}

/// What a history says of the last change, without when and where it stands, and of how many there are.
async fn told(items: &Records, id: &Json) -> Json {
    let history = items.history(id).await;
    let last = &history[0];
    json!([history.len(), last["action"], last["changes"], last["actor"], last["why"]])
}

async fn worth(world: &World, pile: &Json) -> i64 {
    text(&world.records("pile").get(pile).await["worth"]).parse().expect("a number")
}

fn plain(mut record: Json) -> Json {
    for key in ["id", "updated_at", "created_at", "shelf"] {
        record.as_object_mut().expect("a record").remove(key);
    }
    record
}

fn on_shelf(shelf: &str) -> Json {
    json!({ "field": "shelf", "op": "eq", "value": shelf })
}

/// A row that the database refuses to write, as a broken disk would.
fn break_row(installation: &Installation, code: &str) {
    match installation.engine() {
        Engine::Sqlite => {
            installation.sql(&format!("CREATE TRIGGER broken BEFORE UPDATE ON e_item WHEN NEW.f_code = '{code}' BEGIN SELECT RAISE(ABORT, 'broken'); END"));
        }
        Engine::Postgres => {
            installation.sql("CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$");
            installation.sql(&format!("CREATE TRIGGER broken BEFORE UPDATE ON e_item FOR EACH ROW WHEN (NEW.f_code = '{code}') EXECUTE FUNCTION broken()"));
        }
    }
}

fn mend(installation: &Installation) {
    installation.sql(match installation.engine() {
        Engine::Sqlite => "DROP TRIGGER broken",
        Engine::Postgres => "DROP TRIGGER broken ON e_item",
    });
}

on_both_databases! {
    async fn many_change_as_one_by_one(installation: Installation) {
        let (world, piles) = start(installation).await;
        let items = world.records("item");
        let (many, single) = (fill(&items, "多", 40, &piles[..2]).await, fill(&items, "单", 40, &piles[..2]).await);
        let set = json!({ "amount": 5, "of": piles[2] });
        let done = bulk(&items, json!({ "ids": many, "set": set, "add": { "labels": ["新"] }, "remove": { "labels": ["旧"] } })).await;
        assert_eq!((&done["changed"], &done["skipped_count"], &done["stopped"]), (&json!(40), &json!(0), &Json::Null), "{done}");
        for id in &single {
            items.patch(id, json!({ "amount": 5, "of": piles[2], "labels": ["新"] })).await;
        }
        for (one, other) in many.iter().zip(&single) {
            assert_eq!(plain(items.get(one).await), plain(items.get(other).await));
            assert_eq!(told(&items, one).await, told(&items, other).await);
        }
        for (pile, count, worth) in [(&piles[0], 0, Json::Null), (&piles[1], 0, Json::Null), (&piles[2], 80, json!(800))] {
            let pile = world.records("pile").get(pile).await;
            assert_eq!(pile["items"], count, "{pile}");
            assert_eq!((text(&pile["worth"]), pile["version"].clone()), (text(&worth), json!(1)), "{pile}");
        }
        // Nothing to change is no change; an id named twice is one record.
        let again = bulk(&items, json!({ "ids": [many[0], many[0], many[1]], "set": { "amount": 5 } })).await;
        assert_eq!((&again["changed"], &again["skipped_count"]), (&json!(0), &json!(0)));
        let twice = bulk(&items, json!({ "ids": [many[0], many[0]], "set": { "amount": 6 } })).await;
        assert_eq!((&twice["changed"], &twice["skipped_count"]), (&json!(1), &json!(0)));
        let searched = items.query(json!({ "q": "多", "count": "exact" })).await.expect(200);
        assert_eq!(searched["count"], 40);
        world.installation.run(&["doctor"], "").done();
    }

    async fn one_that_refuses_holds_nobody_up(installation: Installation) {
        let (world, piles) = start(installation).await;
        let items = world.records("item");
        let ids = fill(&items, "旧", 300, &piles).await;
        for code in ["0", "130", "299"] {
            items.create(json!({ "shelf": "新", "code": code })).await;
        }
        let ghost = json!("0199a000-0000-7000-8000-000000000001");
        let all: Vec<Json> = ids.iter().cloned().chain([ghost.clone()]).collect();
        let done = bulk(&items, json!({ "ids": all, "set": { "shelf": "新" } })).await;
        assert_eq!((&done["changed"], &done["skipped_count"], &done["stopped"]), (&json!(297), &json!(4), &Json::Null), "{done}");
        let mut skipped: Vec<(String, String)> = done["skipped"].as_array().expect("a list").iter()
            .map(|s| (text(&s["id"]), format!("{} {}", text(&s["reason"]), text(&s["issues"][0]["code"])))).collect();
        let mut expected: Vec<(String, String)> = [0, 130, 299].iter().map(|i| (text(&ids[*i]), "issues not_unique".to_owned())).collect();
        expected.push((text(&ghost), "not_found not_found".to_owned()));
        skipped.sort();
        expected.sort();
        assert_eq!(skipped, expected);
        assert_eq!(items.found("code", on_shelf("旧")).await, ["0", "130", "299"]);
        let undone = world.admin.post(&format!("/api/v1/batches/{}/undo", text(&done["batch"])), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 297);
        assert_eq!(items.found("code", on_shelf("旧")).await.len(), 300);
    }

    async fn what_broke_off_says_what_was_done(installation: Installation) {
        let (world, piles) = start(installation).await;
        let items = world.records("item");
        let ids = fill(&items, "甲", 600, &piles[..1]).await;
        break_row(&world.installation, "400");
        let done = bulk(&items, json!({ "ids": ids, "set": { "amount": 1 }, "add": { "labels": ["新"] } })).await;
        assert_eq!(done["stopped"]["code"], "internal", "{}", done["stopped"]);
        assert_eq!((&done["changed"], &done["skipped_count"]), (&json!(400), &json!(200)));
        let reasons: Vec<&Json> = done["skipped"].as_array().expect("a list").iter().map(|s| &s["reason"]).collect();
        assert!(reasons.iter().all(|reason| **reason == "not_done"), "{reasons:?}");
        mend(&world.installation);
        let tagged = json!({ "field": "labels", "op": "has_any", "value": ["新"] });
        assert_eq!(items.found("code", tagged.clone()).await.len(), 400);
        assert_eq!(worth(&world, &piles[0]).await, (400 + (400..600).sum::<i64>()) * 2);
        let undone = world.admin.post(&format!("/api/v1/batches/{}/undo", text(&done["batch"])), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 400);
        assert_eq!(items.found("code", tagged).await.len(), 0);
        assert_eq!(worth(&world, &piles[0]).await, (0..600).sum::<i64>() * 2);
    }

    async fn it_goes_on_when_nobody_waits(installation: Installation) {
        let (world, piles) = start(installation).await;
        let items = world.records("item");
        fill(&items, "甲", 1_500, &piles).await;
        let body = json!({ "filter": on_shelf("甲"), "set": { "amount": 7 } });
        let request = world.admin.request(reqwest::Method::POST, &format!("{}/bulk", items.path)).json(&body);
        let left = request.timeout(Duration::from_millis(90)).send().await;
        assert!(left.is_err(), "it was done before its caller went away");
        let seven = json!({ "filter": { "field": "amount", "op": "eq", "value": 7 }, "limit": 1, "count": "exact" });
        for _ in 0..300 {
            if items.query(seven.clone()).await.expect(200)["count"] == 1_500 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(items.query(seven).await.expect(200)["count"], 1_500);
        // Its batch stands in the history of what it changed, and can be undone by that.
        let first = items.all(json!({ "filter": { "field": "code", "op": "eq", "value": "1" } })).await[0].clone();
        let batch = items.history(&first["id"]).await[0]["batch"].clone();
        let undone = world.admin.post(&format!("/api/v1/batches/{}/undo", text(&batch)), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 1_499, "the seventh was so before");
    }

    async fn many_are_deleted_with_what_goes_with_them(installation: Installation) {
        let (world, piles) = start(installation).await;
        let (items, all) = (world.records("item"), world.records("pile"));
        let ids = fill(&items, "甲", 300, &piles[..1]).await;
        let refused = bulk(&all, json!({ "ids": piles, "delete": true })).await;
        assert_eq!((&refused["changed"], &refused["skipped_count"]), (&json!(2), &json!(1)), "{refused}");
        assert_eq!((&refused["skipped"][0]["id"], &refused["skipped"][0]["reason"]), (&piles[0], &json!("in_use")));
        let done = bulk(&items, json!({ "ids": ids[..260], "delete": true })).await;
        assert_eq!((&done["changed"], &done["skipped_count"]), (&json!(260), &json!(0)), "{done}");
        assert_eq!(all.get(&piles[0]).await["items"], 40);
        let again = bulk(&items, json!({ "ids": ids[259..261], "delete": true })).await;
        assert_eq!((&again["changed"], &again["skipped"][0]["reason"]), (&json!(1), &json!("not_found")), "{again}");
        let undone = world.admin.post(&format!("/api/v1/batches/{}/undo", text(&done["batch"])), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 260);
        assert_eq!(all.get(&piles[0]).await["items"], 299);
    }

    async fn a_change_of_many_meets_others(installation: Installation) {
        let (world, piles) = start(installation).await;
        let items = world.records("item");
        let ids = fill(&items, "甲", 500, &piles).await;
        let (own, rest) = (items.clone(), ids.clone());
        let others = tokio::spawn(async move {
            for id in rest.iter().step_by(9) {
                own.patch(id, json!({ "amount": 3 })).await;
            }
        });
        let backwards: Vec<Json> = ids.iter().rev().cloned().collect();
        let (first, second) = tokio::join!(
            bulk(&items, json!({ "ids": ids, "add": { "labels": ["一"] } })),
            bulk(&items, json!({ "ids": backwards, "add": { "labels": ["二"] } }))
        );
        others.await.expect("they wrote");
        assert_eq!((&first["changed"], &second["changed"]), (&json!(500), &json!(500)), "{first} {second}");
        for record in items.all(json!({ "limit": 500 })).await {
            let labels = record["labels"].as_array().expect("a list");
            assert!(["旧", "一", "二"].iter().all(|l| labels.contains(&json!(l))), "{record}");
        }
        let sum: i64 = items.all(json!({ "limit": 500 })).await.iter().map(|r| r["amount"].as_i64().expect("a number")).sum();
        let mut all = 0;
        for pile in &piles {
            all += worth(&world, pile).await;
        }
        assert_eq!(all, 2 * sum);
    }
}
