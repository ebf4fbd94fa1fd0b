//! What answers tell beside the record itself: duplicates one may not see, titles in rows, the recycle bin.

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity};

fn customer() -> Json {
    entity(
        "customer",
        json!({ "title": "name", "duplicate": { "match": [["phone"]], "disclose": "owner" } }),
        &[],
        json!({
        "name": { "kind": "text" }, "phone": { "kind": "phone" }, "lines": { "kind": "sub_table", "target": "line" } }),
    )
}

fn product() -> Json {
    entity("product", json!({ "title": "name" }), &[], json!({ "name": { "kind": "text" } }))
}

fn line() -> Json {
    entity(
        "line",
        json!({ "parent": "customer" }),
        &[],
        json!({
        "product": { "kind": "reference", "target": "product" }, "seller": { "kind": "user" }, "amount": { "kind": "integer" } }),
    )
}

async fn role(admin: &Client, key: &str, entities: Json) {
    let role = json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": entities });
    admin.put(&format!("/api/v1/definitions/role/{key}/draft"), role).await.expect(200);
    admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "role", "key": key }] })).await.expect(200);
}

on_both_databases! {
    async fn who_makes_a_duplicate_learns_what_the_rule_tells(installation: Installation) {
        let world = World::start(installation, &[customer(), line(), product()]).await;
        role(&world.admin, "seller", json!({ "customer": { "actions": { "view": "own", "create": "all", "edit": "own" } } })).await;
        let (_, wang) = world.person("wang", "王小明", &["seller"]).await;
        let (_, li) = world.person("li", "李华", &["seller"]).await;
        let (mine, theirs) = (Records::new(&wang, "customer"), Records::new(&li, "customer"));
        let first = mine.create(json!({ "name": "甲", "phone": "13812345678" })).await;
        assert_eq!(first.get("_duplicates"), None, "there is none yet");
        let second = theirs.create(json!({ "name": "乙", "phone": "138 1234 5678" })).await;
        let hints = &second["_duplicates"];
        assert_eq!((&hints[0]["id"], &hints[0]["match"]), (&Json::Null, &json!(["phone"])), "{second}");
        assert!(hints[0]["message"].as_str().expect("a message").contains('王') && !hints.to_string().contains("小明"), "{hints}");
        assert_eq!(theirs.get(&second["id"]).await.get("_duplicates"), None);
        let history = mine.history(&first["id"]).await;
        assert_eq!((&history[0]["action"], &history[0]["actor"]["name"]), (&json!("probe"), &json!("李华")), "its owner sees who learnt of it");
        let own = mine.create(json!({ "name": "丙", "phone": "13812345678" })).await;
        assert!(own["_duplicates"].as_array().expect("hints").iter().any(|d| d["id"] == first["id"]), "one's own are named");
        assert_eq!(mine.history(&first["id"]).await.len(), history.len(), "seeing one's own is no news");
        let stale = theirs.patch_from(&second["id"], 1, json!({ "name": "乙乙" })).await.expect(200);
        assert_eq!(stale["version"], 2, "a probe is no edit");
        let mut refused = None;
        for i in 0..70 {
            let answer = li.post("/api/v1/entities/customer/duplicates", json!({ "phone": format!("1390000{i:04}") })).await;
            if answer.status == 429 {
                refused = Some(i);
                answer.refused(429, "too_often");
                break;
            }
        }
        assert!(refused.is_some_and(|i| i > 30), "guessing ends: {refused:?}");
        let third = theirs.create(json!({ "name": "丁", "phone": "13812345678" })).await;
        assert_eq!(third.get("_duplicates"), None, "nor does making records go on telling");
        wang.post("/api/v1/entities/customer/duplicates", json!({ "phone": "13812345678" })).await.expect(200);
    }

    async fn references_in_rows_are_put_into_words(installation: Installation) {
        let world = World::start(installation, &[customer(), line(), product()]).await;
        role(&world.admin, "clerk", json!({ "customer": { "actions": { "view": "all" } } })).await;
        let (clerk_id, clerk) = world.person("wang", "王小明", &["clerk"]).await;
        let product = world.records("product").create(json!({ "name": "标准版" })).await;
        let customers = world.records("customer");
        let made = customers.create(json!({ "name": "甲", "lines": [{ "product": product["id"], "amount": 2, "seller": clerk_id }, { "amount": 3 }] })).await;
        let path = format!("{}?expand=lines.product,lines.seller,owner_id", customers.at(&made["id"]));
        let shown = world.admin.get(&path).await.expect(200);
        assert_eq!(shown["lines"][0]["product"], json!({ "id": product["id"], "title": "标准版" }));
        assert_eq!(shown["lines"][0]["seller"], json!({ "id": clerk_id, "title": "王小明" }));
        assert_eq!((&shown["lines"][0]["amount"], shown["lines"][1].get("product")), (&json!(2), None));
        assert_eq!(clerk.get(&path).await.expect(200)["lines"][0]["product"]["title"], Json::Null, "no right to products");
        let listed = customers.query(json!({ "expand": ["lines.product"] })).await.expect(200);
        assert_eq!(listed["items"][0]["lines"][0]["product"]["title"], "标准版");
        let path = world.records("product").at(&product["id"]);
        world.admin.delete(&path).await.refused(409, "in_use");
        let unknown = json!({ "lines": [{ "product": made["id"], "amount": 1 }] });
        assert_eq!(customers.client.patch(&customers.at(&made["id"]), unknown).await.issues(), [("/lines/0/product".to_owned(), "unknown_reference".to_owned())]);
        role(&world.admin, "editor", json!({ "customer": { "actions": { "view": "all", "edit": "all" } } })).await;
        let (_, editor) = world.person("li", "李华", &["editor"]).await;
        let row = shown["lines"][0]["id"].clone();
        let edited = json!({ "lines": [{ "id": row, "amount": 9 }, { "amount": 4 }] });
        let kept = editor.patch(&customers.at(&made["id"]), edited).await.expect(200);
        assert_eq!((&kept["lines"][0]["product"], &kept["lines"][0]["amount"]), (&product["id"], &json!(9)), "what was there stays");
        customers.patch(&made["id"], json!({ "lines": [] })).await;
        world.admin.delete(&path).await.expect(204);
        let wrong = customers.query(json!({ "expand": ["lines.nothing"] })).await.issues();
        assert_eq!(wrong, [("/expand/0".to_owned(), "unknown_field".to_owned())]);
        let all = json!({ "fields": ["name", "nope", "lines.x"], "expand": ["owner_id", "nope", "name"], "sort": ["nope"], "limit": 0 });
        let mut found: Vec<String> = customers.query(all).await.issues().into_iter().map(|(at, code)| format!("{at} {code}")).collect();
        found.sort_unstable();
        assert_eq!(found, ["/expand/1 unknown_field", "/expand/2 not_a_reference", "/fields/1 unknown_field", "/fields/2 not_a_reference", "/limit bad_limit", "/sort/0 unknown_field"]);
        let wrong = world.admin.get(&format!("{}?filter=%7B&limit=abc&foo=1", customers.path)).await.expect(400);
        let codes = |at: &str| wrong["issues"].as_array().expect("issues").iter().find(|i| i["pointer"] == at).and_then(|i| i["code"].as_str());
        assert_eq!([codes("/filter"), codes("/limit"), codes("/foo")], [Some("bad_filter"), Some("wrong_type"), Some("unknown_field")]);
    }

    async fn the_recycle_bin_takes_the_right_to_delete(installation: Installation) {
        let world = World::start(installation, &[customer(), line(), product()]).await;
        role(&world.admin, "reader", json!({ "customer": { "actions": { "view": "all" } } })).await;
        role(&world.admin, "keeper", json!({ "customer": { "actions": { "view": "all", "delete": "all" } } })).await;
        let (_, reader) = world.person("wang", "王小明", &["reader"]).await;
        let (_, keeper) = world.person("li", "李华", &["keeper"]).await;
        let customers = world.records("customer");
        let made = customers.create(json!({ "name": "甲" })).await;
        customers.delete(&made["id"]).await;
        let path = customers.at(&made["id"]);
        reader.get(&format!("{path}?deleted=true")).await.refused(403, "no_right");
        reader.get(&format!("{path}/history")).await.refused(404, "not_found");
        keeper.get(&format!("{path}?deleted=true")).await.expect(200);
        keeper.get(&format!("{path}/history")).await.expect(200);
    }

    async fn two_thousand_alternatives_are_one_filter(installation: Installation) {
        let world = World::start(installation, &[customer(), line(), product()]).await;
        let customers = world.records("customer");
        for i in 0..30 {
            customers.create(json!({ "name": format!("客户{i}") })).await;
        }
        let alternative = |i: usize| json!({ "field": "name", "op": "eq", "value": format!("客户{}", i * 7) });
        for word in ["or", "and"] {
            let items: Vec<Json> = (0..2_000).map(|i| if word == "or" { alternative(i) } else { json!({ "not": alternative(i + 1) }) }).take(if word == "or" { 2_000 } else { 1_600 }).collect();
            let found = customers.query(json!({ "filter": { word: items }, "count": "exact" })).await.expect(200);
            assert_eq!(found["count"], if word == "or" { 5 } else { 26 }, "{word}");
        }
        let many: Vec<Json> = (0..3_000).map(alternative).collect();
        let refused = customers.query(json!({ "filter": { "or": many } })).await.issues();
        assert!(refused.iter().any(|(_, code)| code == "filter_too_large"), "{refused:?}");
    }

    async fn a_view_names_published_roles(installation: Installation) {
        let world = World::start(installation, &[customer(), line(), product()]).await;
        let view = json!({ "format": 1, "key": "all", "entity": "customer", "labels": { "zh-CN": "全部" }, "columns": ["name"], "roles": ["admin", "seller"] });
        world.admin.put("/api/v1/definitions/view/all/draft", view).await.expect(200);
        let drafts = json!({ "drafts": [{ "kind": "view", "key": "all" }] });
        assert_eq!(world.admin.post("/api/v1/publish", drafts.clone()).await.issues(), [("/view/all/roles/1".to_owned(), "unknown_role".to_owned())]);
        role(&world.admin, "seller", json!({ "customer": { "actions": { "view": "own" } } })).await;
        world.admin.post("/api/v1/publish", drafts).await.expect(200);
    }

    async fn the_past_tells_nothing_that_others_made_of_it(installation: Installation) {
        let mut customer = customer();
        customer["properties"]["count"] = json!({ "x-field": { "kind": "roll_up", "labels": { "zh-CN": "x" }, "target": "note", "via": "customer", "measure": { "op": "count" } } });
        customer["properties"]["twice"] = json!({ "x-field": { "kind": "formula", "labels": { "zh-CN": "x" }, "formula": "{count} * 2", "scale": 0 } });
        let note = entity("note", json!({}), &[], json!({
            "customer": { "kind": "reference", "target": "customer", "on_delete": "clear" }, "of": { "kind": "lookup", "via": "customer.name" }, "text": { "kind": "text" } }));
        let world = World::start(installation, &[customer, line(), product(), note]).await;
        let (customers, notes) = (world.records("customer"), world.records("note"));
        let made = customers.create(json!({ "name": "甲" })).await;
        let still = customers.create(json!({ "name": "乙" })).await;
        let at = customers.get(&made["id"]).await["updated_at"].clone();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let noted = notes.create(json!({ "customer": still["id"], "text": "一" })).await;
        customers.patch(&made["id"], json!({ "name": "丙" })).await;
        let moment = text_after(&still["updated_at"], &at);
        let past = customers.query(json!({ "as_of": moment, "sort": ["name"] })).await.expect(200);
        let names: Vec<&Json> = past["items"].as_array().expect("items").iter().map(|r| &r["name"]).collect();
        assert_eq!(names, ["甲", "乙"]);
        for record in past["items"].as_array().expect("items") {
            assert_eq!((record.get("count"), record.get("twice")), (None, None), "{record}");
        }
        let refused = |pointer: &str| vec![(pointer.to_owned(), "not_replayed".to_owned())];
        assert_eq!(customers.query(json!({ "as_of": moment, "filter": { "field": "twice", "op": "eq", "value": "0" } })).await.issues(), refused("/filter"));
        assert_eq!(customers.query(json!({ "as_of": moment, "sort": ["-count"] })).await.issues(), refused("/sort/0"));
        assert_eq!(customers.query(json!({ "as_of": moment, "fields": ["id", "version", "count"] })).await.issues(), refused("/fields/2"));
        let now = notes.get(&noted["id"]).await;
        assert_eq!(now["of"], "乙");
        assert_eq!(notes.query(json!({ "as_of": now["updated_at"] })).await.expect(200)["items"][0].get("of"), None);
    }
}

/// The later of two moments.
fn text_after(a: &Json, b: &Json) -> Json {
    if a.as_str() > b.as_str() { a.clone() } else { b.clone() }
}
