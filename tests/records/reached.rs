//! What lies out of reach: records that a person may not see and refers to, those that are gone, those that somebody else
//! moves at that moment.

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity};

const CIRCLES: &str = "/api/v1/entities/circle/records";

/// Firms of which a person sees its own, and circles of firms that everybody sees.
async fn world(installation: formwork_tests::Installation) -> (World, Client) {
    let name = json!({ "kind": "text" });
    let firm = entity("firm", json!({ "title": "name" }), &["name"], json!({ "name": name }));
    let fields = json!({ "name": name, "firms": { "kind": "references", "target": "firm" } });
    let world =
        World::start(installation, &[firm, entity("circle", json!({ "title": "name" }), &[], fields)]).await;
    let every = |scope: &str| json!({ "view": scope, "create": "all", "edit": scope, "delete": scope, "import": scope, "export": scope });
    let role = json!({ "format": 1, "key": "own", "labels": { "zh-CN": "own" },
        "entities": { "firm": { "actions": every("own") }, "circle": { "actions": every("all") } } });
    world.admin.put("/api/v1/definitions/role/own/draft", role).await.expect(200);
    let drafts = json!({ "drafts": [{ "kind": "role", "key": "own" }] });
    world.admin.post("/api/v1/publish", drafts).await.expect(200);
    let (_, person) = world.person("own", "Own", &["own"]).await;
    (world, person)
}

/// A circle of one firm that the person sees and one that it does not: the circle, what it sees, what not.
async fn circle(world: &World, person: &Client) -> (String, String, String) {
    let id = |made: &Json| made["id"].as_str().expect("an id").to_owned();
    let seen = id(&Records::new(person, "firm").create(json!({ "name": "seen" })).await);
    let unseen = id(&world.records("firm").create(json!({ "name": "unseen" })).await);
    let made = world.records("circle").create(json!({ "name": "round", "firms": [seen, unseen] })).await;
    (format!("{CIRCLES}/{}", id(&made)), seen, unseen)
}

on_both_databases! {
    async fn a_list_goes_back_as_it_came(installation: Installation) {
        let (world, person) = world(installation).await;
        let (circle, seen, unseen) = circle(&world, &person).await;
        let whole = json!([seen, unseen]);
        assert_eq!(person.get(&circle).await.expect(200)["firms"], whole, "a reference is part of the record");
        let filter = json!({ "field": "firms", "op": "has_any", "value": [seen] });
        let listed = person.post(&format!("{CIRCLES}/query"), json!({ "filter": filter })).await.expect(200);
        assert_eq!(listed["items"][0]["firms"], whole, "whatever is asked for");
        let told = person.get(&format!("{circle}?expand=firms")).await.expect(200).to_string();
        assert!(told.contains("\"seen\"") && !told.contains("\"unseen\""), "what lies behind is told within reach: {told}");
        let other = Records::new(&person, "firm").create(json!({ "name": "other" })).await["id"].clone();
        let answer = person.patch(&circle, json!({ "firms": [unseen, other, seen] })).await.expect(200);
        assert_eq!(answer["firms"], json!([unseen, other, seen]), "what stood there stays legal");
        let hidden = world.records("firm").create(json!({ "name": "hidden" })).await["id"].clone();
        let refused = person.patch(&circle, json!({ "firms": [unseen, hidden] })).await;
        assert_eq!(refused.issues(), [("/firms".to_owned(), "unknown_reference".to_owned())]);
    }

    async fn a_purged_number_stands_for_nothing(installation: Installation) {
        let (world, person) = world(installation).await;
        let (circle, seen, unseen) = circle(&world, &person).await;
        let firms = world.records("firm");
        world.admin.delete(&circle).await.expect(204);
        for verb in ["delete", "purge"] {
            let at = format!("{}/{unseen}", firms.path);
            match verb {
                "delete" => { world.admin.delete(&at).await.expect(204); }
                _ => { world.admin.post(&format!("{at}/purge"), json!({})).await.expect(204); }
            }
        }
        let before = jiff::Timestamp::now().to_string();
        let newest = Records::new(&person, "firm").create(json!({ "name": "newest" })).await;
        world.admin.post(&format!("{circle}/restore"), json!({})).await.expect(200);
        assert_eq!(world.admin.get(&circle).await.expect(200)["firms"], json!([seen]), "not the new one");
        let then = format!("{}?as_of={before}&fields=name", firms.path);
        let told = person.get(&then).await.expect(200);
        assert!(!told.to_string().contains("unseen") && newest["id"] != json!(unseen), "{told}");
    }

    async fn what_is_brought_back_while_it_is_purged_is_one_or_the_other(installation: Installation) {
        let (world, _) = world(installation).await;
        let firms = world.records("firm");
        for _ in 0..15 {
            let id = firms.create(json!({ "name": "moved" })).await["id"].clone();
            firms.delete(&id).await;
            let (restored, purged) = tokio::join!(firms.act(&id, "restore", json!({})), firms.act(&id, "purge", json!({})));
            let now = world.admin.get(&firms.at(&id)).await.status;
            assert!(matches!((restored.status, purged.status, now), (200, 404, 200) | (404, 204, 404)),
                "restore {}, purge {}, then {now}", restored.status, purged.status);
        }
    }

    async fn a_batch_takes_a_record_once(installation: Installation) {
        let (world, _) = world(installation).await;
        let firms = world.records("firm");
        let id = firms.create(json!({ "name": "one" })).await["id"].clone();
        let operations = json!([{ "op": "update", "id": id, "values": { "name": "two" } },
            { "op": "create", "values": { "name": "other" } }, { "op": "delete", "id": id }]);
        let refused = world.admin.post(&format!("{}/batch", firms.path), json!({ "operations": operations })).await;
        assert_eq!(refused.issues(), [("/operations/2/id".to_owned(), "repeated_record".to_owned())]);
        assert_eq!(firms.get(&id).await["name"], "one");
    }

    async fn rows_with_computed_fields_are_taken_back(installation: Installation) {
        let line = entity("sale_line", json!({ "parent": "sale" }), &[], json!({
            "count": { "kind": "integer" }, "price": { "kind": "decimal", "scale": 2 },
            "total": { "kind": "formula", "formula": "{count} * {price}", "scale": 2 } }));
        let sale = entity("sale", json!({}), &[], json!({ "lines": { "kind": "sub_table", "target": "sale_line" } }));
        let world = World::start(installation, &[sale, line]).await;
        let sales = world.records("sale");
        let mut made = Vec::new();
        for price in ["1.00", "2.00"] {
            made.push(sales.create(json!({ "lines": [{ "count": 2, "price": price }] })).await["id"].clone());
        }
        let operations: Vec<Json> = made.iter()
            .map(|id| json!({ "op": "update", "id": id, "values": { "lines": [{ "count": 3, "price": "5.00" }] } }))
            .collect();
        let batch = world.admin.post(&format!("{}/batch", sales.path), json!({ "operations": operations })).await.expect(200);
        let undo = format!("/api/v1/batches/{}/undo", batch["batch"].as_str().expect("a batch"));
        world.admin.post(&undo, json!({})).await.expect(200);
        for (id, total) in made.iter().zip(["2.00", "4.00"]) {
            assert_eq!(sales.get(id).await["lines"][0]["total"], total);
        }
    }

    async fn the_past_is_in_order_of_what_is_not_shown(installation: Installation) {
        let item = entity("item", json!({}), &[], json!({ "rank": { "kind": "integer" }, "name": { "kind": "text" } }));
        let world = World::start(installation, &[item]).await;
        let items = world.records("item");
        let mut ids = Vec::new();
        for rank in [5, 1, 4, 2, 3] {
            ids.push(items.create(json!({ "rank": rank, "name": rank.to_string() })).await["id"].clone());
        }
        let past = jiff::Timestamp::now().to_string();
        items.patch(&ids[0], json!({ "rank": 0 })).await;
        items.delete(&ids[3]).await;
        items.create(json!({ "rank": 9, "name": "9" })).await;
        let body = json!({ "as_of": past, "sort": ["rank"], "fields": ["name"], "limit": 2, "count": "exact" });
        let first = items.query(body.clone()).await.expect(200);
        assert_eq!(first["count"], 5, "as many as there were");
        let names: Vec<Json> = items.all(body).await.iter().map(|one| one["name"].clone()).collect();
        assert_eq!(json!(names), json!(["1", "2", "3", "4", "5"]));
        assert!(first["items"][0].get("rank").is_none(), "{first}");
    }

    async fn what_was_said_twice_or_forged_is_no_fault_of_the_database(installation: Installation) {
        let (world, _) = world(installation).await;
        let firms = world.records("firm");
        firms.create(json!({ "name": "one" })).await;
        let twice = firms.query(json!({ "fields": vec!["name"; 3_000] })).await.expect(200);
        assert_eq!(twice["items"][0]["name"], "one");
        let long = firms.query(json!({ "filter": { "field": "name", "op": "contains", "value": "长".repeat(20_000) } })).await;
        assert_eq!(long.issues()[0].1, "too_long");
        let day = json!({ "field": "created_at", "op": "gt", "value": { "days_ago": i64::MIN } });
        assert_eq!(firms.query(json!({ "filter": day })).await.issues()[0].1, "bad_relative_day");
        for forged in [json!([[{ "t": "x" }], 1]), json!([[{ "i": 1 }], 1]), json!([[{ "u": "x" }], 1])] {
            use base64::Engine as _;
            let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(forged.to_string());
            let asked = firms.query(json!({ "sort": ["created_at"], "cursor": cursor })).await;
            assert_eq!(asked.issues()[0].1, "bad_cursor", "{forged}");
        }
    }
}
