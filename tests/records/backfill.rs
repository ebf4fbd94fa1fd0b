//! A publish that changes how values are derived computes them for the records there are.

use std::time::{Duration, Instant};

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity, publish, text};

fn customer(fields: &Json) -> Json {
    let mut all = json!({ "name": { "kind": "text" }, "phone": { "kind": "phone" }, "amount": { "kind": "decimal", "scale": 2 } });
    for (key, field) in fields.as_object().cloned().unwrap_or_default() {
        all[key] = field;
    }
    entity("customer", json!({ "title": "name" }), &[], all)
}

fn visit() -> Json {
    entity(
        "visit",
        json!({}),
        &[],
        json!({
        "customer": { "kind": "reference", "target": "customer", "on_delete": "clear" },
        "cost": { "kind": "decimal", "scale": 2 } }),
    )
}

fn derived(formula: &str) -> Json {
    json!({
        "visits": { "kind": "roll_up", "target": "visit", "via": "customer", "measure": { "op": "count" } },
        "spent": { "kind": "roll_up", "target": "visit", "via": "customer", "measure": { "op": "sum", "field": "cost" } },
        "rest": { "kind": "formula", "formula": formula, "scale": 2 },
        "no": { "kind": "auto_number", "pattern": "K-{0000}" } })
}

async fn many(records: &Records, count: usize, value: impl Fn(usize) -> Json) -> Vec<Json> {
    let mut made = Vec::new();
    for start in (0..count).step_by(100) {
        let operations: Vec<Json> =
            (start..count.min(start + 100)).map(|i| json!({ "op": "create", "values": value(i) })).collect();
        let answer = records
            .client
            .post(&format!("{}/batch", records.path), json!({ "operations": operations }))
            .await
            .expect(200);
        made.extend(answer["items"].as_array().expect("items").iter().cloned());
    }
    made
}

/// Waits until nothing of an entity is being computed.
async fn settled(client: &Client, entity: &str) {
    let since = Instant::now();
    loop {
        let view = client.get(&format!("/api/v1/entities/{entity}")).await.expect(200);
        if view["fields"].as_array().expect("fields").iter().all(|f| f.get("computing").is_none()) {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(60), "still computing: {view}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_both_databases! {
    async fn what_is_derived_is_filled_in_for_the_records_there_are(installation: Installation) {
        let world = World::start(installation, &[customer(&json!({})), visit()]).await;
        let (customers, visits) = (world.records("customer"), world.records("visit"));
        let made = many(&customers, 450, |i| json!({ "name": format!("客户{i}"), "phone": format!("1381234{i:04}"), "amount": format!("{i}.50") })).await;
        many(&visits, 100, |i| json!({ "customer": made[i % 50]["id"], "cost": "1.25" })).await;
        customers.delete(&made[7]["id"]).await;
        let mut after = customer(&derived("{amount} - {spent}"));
        after["x-entity"]["duplicate"] = json!({ "match": [["phone"]], "disclose": "exists" });
        let places = crate::world::draft(&world.admin, &[after.clone()]).await;
        let answer = world.admin.post("/api/v1/publish", json!({ "drafts": places })).await.expect(200);
        assert_eq!(answer["warnings"], json!([]), "all of it is done when the publish answers");
        let all = customers.all(json!({ "limit": 500 })).await;
        assert_eq!(all.len(), 449);
        let mut numbers: Vec<String> = all.iter().map(|r| text(&r["no"])).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 449, "every record has a number of its own");
        for (i, record) in made.iter().enumerate().filter(|(i, _)| *i != 7) {
            let now = all.iter().find(|r| r["id"] == record["id"]).expect("the record");
            let visited = if i < 50 { 2 } else { 0 };
            let spent = if i < 50 { json!("2.50") } else { Json::Null };
            let rest = if i < 50 { format!("{}.00", i as i64 - 2) } else { format!("{i}.50") };
            assert_eq!((&now["visits"], now.get("spent").unwrap_or(&Json::Null), &now["rest"]), (&json!(visited), &spent, &json!(rest)), "{now}");
            assert_eq!(now["version"], 1, "what is computed is no edit");
        }
        let found = customers.found("name", json!({ "field": "rest", "op": "eq", "value": "449.50" })).await;
        assert_eq!(found, ["客户449"]);
        let back = customers.act(&made[7]["id"], "restore", json!({})).await.expect(200);
        assert_eq!((&back["visits"], &back["rest"]), (&json!(0), &json!("7.50")), "the recycle bin is filled in, too");
        let next = customers.create(json!({ "name": "新" })).await;
        assert_eq!(next["no"], "K-0451");
        let duplicates = world.admin.post("/api/v1/entities/customer/duplicates", json!({ "phone": "13812340003" })).await.expect(200);
        assert_eq!(duplicates["items"][0]["id"], made[3]["id"]);
        let history = customers.history(&made[3]["id"]).await;
        assert_eq!((&history[0]["action"], &history[0]["changes"][0]["field"]), (&json!("fill"), &json!("no")));
        let mut again = customer(&derived("{spent} * 10"));
        again["x-entity"]["duplicate"] = json!({ "match": [["name"]], "disclose": "exists" });
        publish(&world.admin, &[again]).await;
        let now = customers.get(&made[3]["id"]).await;
        assert_eq!((&now["rest"], &now["no"]), (&json!("25.00"), &text_of(&all, &made[3]["id"])), "a new formula, the old number");
        let duplicates = world.admin.post("/api/v1/entities/customer/duplicates", json!({ "name": "客户3" })).await.expect(200);
        assert_eq!(duplicates["items"][0]["id"], made[3]["id"]);
    }

    async fn a_fill_survives_a_crash_and_others_write_on(installation: Installation) {
        let World { installation, server, admin } = World::start(installation, &[customer(&json!({})), visit()]).await;
        let customers = Records::new(&admin, "customer");
        let made = many(&customers, 2_000, |i| json!({ "name": format!("客户{i}"), "amount": "1.00" })).await;
        let places = crate::world::draft(&admin, &[customer(&derived("{amount} * 2"))]).await;
        let publishing = { let admin = admin.clone(); tokio::spawn(async move { drop(tokio::time::timeout(Duration::from_millis(400), admin.post("/api/v1/publish", json!({ "drafts": places }))).await) }) };
        let writing = { let (customers, made) = (customers.clone(), made.clone()); tokio::spawn(async move {
            for record in made.iter().rev().take(40) {
                let path = customers.at(&record["id"]);
                let wrote = customers.client.patch(&path, json!({ "amount": "3.00" }));
                drop(tokio::time::timeout(Duration::from_millis(300), wrote).await);
            }
        }) };
        tokio::time::sleep(Duration::from_millis(250)).await;
        writing.abort();
        publishing.abort();
        drop(server);
        let server = installation.serve(&[]).await;
        let admin = admin.at(&server);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        if admin.get("/api/v1/entities/customer").await.expect(200)["fields"].as_array().expect("fields").len() < 4 {
            publish(&admin, &[customer(&derived("{amount} * 2"))]).await;
        }
        settled(&admin, "customer").await;
        let all = Records::new(&admin, "customer").all(json!({ "limit": 500 })).await;
        assert_eq!(all.len(), 2_000);
        for record in &all {
            let twice = if record["amount"] == "3.00" { "6.00" } else { "2.00" };
            assert_eq!((&record["rest"], record.get("no").is_some()), (&json!(twice), true), "{record}");
        }
        assert_eq!(installation.sql("SELECT COUNT(*) FROM backfills"), "0");
    }

    async fn what_is_being_computed_is_never_shown_half(installation: Installation) {
        let World { installation, server, admin } = World::start(installation, &[customer(&derived("{spent} * 2")), visit()]).await;
        let customers = Records::new(&admin, "customer");
        let made = customers.create(json!({ "name": "甲", "amount": "1.00" })).await;
        Records::new(&admin, "visit").create(json!({ "customer": made["id"], "cost": "1.25" })).await;
        drop(server);
        let work = r#"{"fields":["spent","rest"],"duplicates":true,"words":false,"unsure":{"customer":["spent","rest"]}}"#;
        installation.sql(&format!("INSERT INTO backfills (entity, epoch, work, next_n, last_n) VALUES ('customer', 999999, '{work}', 0, 1)"));
        let server = installation.serve(&[]).await;
        let admin = admin.at(&server);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        let customers = Records::new(&admin, "customer");
        let view = admin.get("/api/v1/entities/customer").await.expect(200);
        let flagged: Vec<String> = view["fields"].as_array().expect("fields").iter().filter(|f| f["computing"] == true).map(|f| text(&f["key"])).collect();
        assert_eq!(flagged, ["spent", "rest"]);
        let shown = customers.get(&made["id"]).await;
        assert_eq!((shown.get("spent"), shown.get("rest"), &shown["visits"]), (None, None, &json!(1)));
        let written = customers.patch(&made["id"], json!({ "amount": "2.00" })).await;
        assert_eq!(written.get("rest"), None);
        let at = |pointer: &str| vec![(pointer.to_owned(), "computing".to_owned())];
        for (body, pointer) in [
            (json!({ "filter": { "field": "rest", "op": "is_empty" } }), "/filter"), (json!({ "sort": ["rest"] }), "/sort/0"), (json!({ "fields": ["spent"] }), "/fields/0"),
        ] {
            assert_eq!(customers.query(body).await.issues(), at(pointer));
        }
        let sum = json!({ "measures": [{ "op": "sum", "field": "spent" }] });
        assert_eq!(admin.post(&format!("{}/aggregate", customers.path), sum.clone()).await.issues(), at("/measures/0/field"));
        let visits = Records::new(&admin, "visit");
        assert_eq!(visits.query(json!({ "filter": { "field": "customer.rest", "op": "is_empty" } })).await.issues(), at("/filter"));
        drop(server);
        installation.sql("DELETE FROM backfills");
        let server = installation.serve(&[]).await;
        let admin = admin.at(&server);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        let customers = Records::new(&admin, "customer");
        assert_eq!(customers.get(&made["id"]).await["rest"], "2.50");
        customers.aggregate(sum).await;
    }
}

fn text_of(all: &[Json], id: &Json) -> Json {
    all.iter().find(|r| r["id"] == *id).expect("the record")["no"].clone()
}
