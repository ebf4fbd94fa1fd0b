//! One company under several names: merged, and taken back.

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity, text};

/// Companies, what refers to them in every way, and what is computed over that.
fn archive() -> Vec<Json> {
    let count =
        json!({ "kind": "roll_up", "target": "visit", "via": "company", "measure": { "op": "count" } });
    let sum = json!({ "kind": "roll_up", "target": "visit", "via": "company", "measure": { "op": "sum", "field": "cost" } });
    let company = json!({ "kind": "reference", "target": "company" });
    vec![
        entity(
            "company",
            json!({ "title": "name", "duplicate": { "match": [["name"], ["code"]], "disclose": "exists" } }),
            &["name"],
            json!({
                "name": { "kind": "text", "search": true }, "code": { "kind": "text", "unique": true },
                "note": { "kind": "long_text", "search": true }, "tags": { "kind": "tags" }, "parent": company,
                "peers": { "kind": "references", "target": "company" },
                "lines": { "kind": "sub_table", "target": "company_line" },
                "visits": count, "cost": sum, "twice": { "kind": "formula", "formula": "{cost} * 2", "scale": 2 },
            }),
        ),
        entity(
            "company_line",
            json!({ "parent": "company" }),
            &[],
            json!({ "item": { "kind": "text" }, "with": company }),
        ),
        entity(
            "visit",
            json!({ "title": "subject" }),
            &[],
            json!({
                "subject": { "kind": "text" }, "cost": { "kind": "decimal" },
                "company": { "kind": "reference", "target": "company", "on_delete": "refuse" },
                "also": { "kind": "references", "target": "company" },
                "level": { "kind": "lookup", "via": "company.name" },
            }),
        ),
    ]
}

struct Archive {
    world: World,
    companies: Records,
    visits: Records,
    /// The kept one and two that go.
    ids: Vec<Json>,
    visit: Json,
}

async fn archive_of_three(installation: formwork_tests::Installation) -> Archive {
    let world = World::start(installation, &archive()).await;
    let (companies, visits) = (world.records("company"), world.records("visit"));
    let a = companies
        .create(json!({ "name": "砺珩公司", "tags": ["老客户"], "lines": [{ "item": "一" }] }))
        .await;
    let b = companies
        .create(json!({ "name": "砺珩科技有限公司", "code": "L1", "note": "芯片", "tags": ["老客户", "重点"], "parent": a["id"],
                        "lines": [{ "item": "二", "with": a["id"] }] }))
        .await;
    let c = companies.create(json!({ "name": "砺珩公司-华东分部", "code": "L2", "parent": b["id"], "peers": [a["id"], b["id"]] })).await;
    let ids = vec![a["id"].clone(), b["id"].clone(), c["id"].clone()];
    visits.create(json!({ "subject": "甲", "company": ids[0], "cost": "1" })).await;
    let visit = visits
        .create(json!({ "subject": "乙", "company": ids[1], "cost": "2", "also": [ids[0], ids[1], ids[2]] }))
        .await;
    visits.create(json!({ "subject": "丙", "company": ids[2], "cost": "4" })).await;
    Archive { world, companies, visits, ids, visit: visit["id"].clone() }
}

impl Archive {
    async fn merge(&self, values: Json) -> Json {
        let body = json!({ "records": [self.ids[1], self.ids[2]], "values": values });
        self.companies.act(&self.ids[0], "merge", body).await.expect(200)
    }

    fn undo(&self, done: &Json) -> String {
        format!("/api/v1/batches/{}/undo", text(&done["batch"]))
    }

    /// Everything that a merge may touch, without what every write moves on.
    async fn state(&self) -> Json {
        let mut all = self.companies.all(json!({ "sort": ["created_at"], "limit": 500 })).await;
        all.extend(self.visits.all(json!({ "sort": ["created_at"], "limit": 500 })).await);
        for record in &mut all {
            let record = record.as_object_mut().expect("a record");
            for moved in ["version", "updated_at", "updated_by"] {
                record.remove(moved);
            }
        }
        json!([all, self.companies.found("name", json!({})).await, self.searched("芯片").await])
    }

    async fn searched(&self, q: &str) -> Vec<String> {
        let found = self.companies.all(json!({ "q": q, "fields": ["name"] })).await;
        found.iter().map(|record| text(&record["name"])).collect()
    }
}

async fn clusters(client: &Client, entity: &str) -> Vec<Vec<String>> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page =
            client.get(&format!("/api/v1/entities/{entity}/clusters?limit=2{cursor}")).await.expect(200);
        for cluster in page["items"].as_array().expect("items") {
            let records = cluster["records"].as_array().expect("records");
            found.push(records.iter().map(|record| text(&record["title"])).collect());
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

on_both_databases! {
    async fn everything_moves_and_comes_back(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, visits, ids) = (&archive.companies, &archive.visits, &archive.ids);
        let before = archive.state().await;
        let done = archive.merge(json!({ "name": "砺珩科技有限公司" })).await;
        let kept = &done["record"];
        assert_eq!((&kept["id"], &kept["name"], &kept["code"], &kept["note"]), (&ids[0], &json!("砺珩科技有限公司"), &json!("L1"), &json!("芯片")));
        assert_eq!(kept["tags"], json!(["老客户", "重点"]));
        assert_eq!((kept.get("parent"), kept.get("peers")), (None, None), "nothing refers to itself");
        let kept = companies.get(&ids[0]).await;
        assert_eq!((&kept["visits"], &kept["cost"], &kept["twice"]), (&json!(3), &json!("7.00"), &json!("14.00")));
        let lines: Vec<&Json> = kept["lines"].as_array().expect("rows").iter().map(|row| &row["item"]).collect();
        assert_eq!(lines, [&json!("一"), &json!("二")]);
        assert_eq!(kept["lines"][1]["with"], ids[0]);
        let visit = visits.get(&archive.visit).await;
        assert_eq!((&visit["company"], &visit["also"]), (&ids[0], &json!([ids[0]])));
        assert_eq!(archive.searched("芯片").await, ["砺珩科技有限公司"]);
        companies.client.get(&companies.at(&ids[1])).await.refused(404, "not_found");
        let told = companies.client.post("/api/v1/entities/company/duplicates", json!({ "name": "砺珩科技" })).await.expect(200);
        assert_eq!(told["items"][0]["id"], ids[0]);
        let history = companies.history(&ids[0]).await;
        assert_eq!(history[0]["why"], json!({ "merge": { "records": [ids[1], ids[2]] } }));
        assert_eq!(visits.history(&archive.visit).await[0]["why"], json!({ "merge": { "kept": ids[0] } }));
        let undone = companies.client.post(&archive.undo(&done), json!({})).await.expect(200);
        assert_eq!((&undone["undone"], &undone["kept"]), (&json!(5), &json!([])));
        assert_eq!(archive.state().await, before);
        let again = companies.client.post(&archive.undo(&done), json!({})).await.expect(200);
        assert_eq!(again["undone"], 0);
    }

    async fn an_undo_keeps_what_was_edited_since(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, visits, ids) = (&archive.companies, &archive.visits, &archive.ids);
        let done = archive.merge(json!({})).await;
        visits.patch(&archive.visit, json!({ "subject": "改过" })).await;
        companies.patch(&ids[0], json!({ "tags": ["新"] })).await;
        visits.create(json!({ "subject": "丁", "company": ids[0], "cost": "8" })).await;
        let asked = companies.client.post(&archive.undo(&done), json!({})).await.refused(409, "edited_since");
        let mut edited = asked["edited"].as_array().expect("a list").clone();
        edited.sort_by_key(|one| one["entity"].is_null());
        assert_eq!(edited, [json!({ "entity": "visit", "id": archive.visit, "fields": ["subject"] }), json!({ "id": ids[0], "fields": ["tags"] })]);
        let undone = companies.client.post(&archive.undo(&done), json!({ "keep_edited": false })).await.expect(200);
        assert_eq!((&undone["undone"], &undone["kept"]), (&json!(5), &json!([])));
        let visit = visits.get(&archive.visit).await;
        assert_eq!((&visit["subject"], &visit["company"]), (&json!("改过"), &ids[1]), "what the merge did is taken back, what somebody wrote stays");
        assert_eq!(companies.get(&ids[0]).await["cost"], "9.00", "what came after the merge stays where it was put");
        assert_eq!(companies.get(&ids[1]).await["cost"], "2.00");
    }

    async fn an_undo_leaves_alone_what_was_edited_when_told_so(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, visits, ids) = (&archive.companies, &archive.visits, &archive.ids);
        let done = archive.merge(json!({})).await;
        visits.patch(&archive.visit, json!({ "subject": "改过" })).await;
        let undone = companies.client.post(&archive.undo(&done), json!({ "keep_edited": true })).await.expect(200);
        assert_eq!((&undone["undone"], &undone["kept"]), (&json!(4), &json!([{ "entity": "visit", "id": archive.visit, "fields": ["subject"] }])));
        assert_eq!(visits.get(&archive.visit).await["company"], ids[0]);
        assert_eq!(companies.get(&ids[0]).await["cost"], "3.00");
        assert_eq!(companies.get(&ids[1]).await.get("cost"), None);
        assert_eq!(companies.get(&ids[2]).await["cost"], "4.00");
    }

    async fn what_would_clash_is_refused_whole(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, ids) = (&archive.companies, &archive.ids);
        companies.create(json!({ "name": "别家", "code": "X" })).await;
        let before = archive.state().await;
        let merge = |values: Json| companies.act(&ids[0], "merge", json!({ "records": [ids[1]], "values": values }));
        assert_eq!(merge(json!({ "code": "X" })).await.issues(), [("/values/code".to_owned(), "not_unique".to_owned())]);
        assert_eq!(merge(json!({ "parent": ids[1] })).await.issues(), [("/values/parent".to_owned(), "unknown_reference".to_owned())]);
        assert_eq!(merge(json!({ "name": "" })).await.issues(), [("/values/name".to_owned(), "required".to_owned())]);
        for records in [json!([]), json!([ids[0]]), json!([ids[1], ids[1]])] {
            let answer = companies.act(&ids[0], "merge", json!({ "records": records })).await;
            assert_eq!(answer.issues(), [("/records".to_owned(), "bad_records".to_owned())]);
        }
        companies.act(&ids[0], "merge", json!({ "records": ["0199a000-0000-7000-8000-000000000001"] })).await.refused(404, "not_found");
        assert_eq!(archive.state().await, before);
        let done = merge(json!({})).await.expect(200);
        companies.create(json!({ "name": "新来的", "code": "L3" })).await;
        companies.patch(&ids[0], json!({ "code": "L4" })).await;
        companies.create(json!({ "name": "占了", "code": "L1" })).await;
        let merged = archive.state().await;
        companies.client.post(&archive.undo(&done), json!({ "keep_edited": true })).await.refused(422, "invalid_record");
        assert_eq!(archive.state().await, merged, "a merge is taken back whole or not at all");
    }

    async fn two_records_that_would_be_the_same_are_named(installation: Installation) {
        let badge = json!({ "holder": { "kind": "reference", "target": "guest" }, "number": { "kind": "text" } });
        let entities = [
            entity("guest", json!({ "title": "name" }), &[], json!({ "name": { "kind": "text" } })),
            entity("badge", json!({ "key_fields": ["holder", "number"] }), &["holder", "number"], badge),
        ];
        let world = World::start(installation, &entities).await;
        let (guests, badges) = (world.records("guest"), world.records("badge"));
        let (one, other) = (guests.create(json!({ "name": "甲" })).await, guests.create(json!({ "name": "乙" })).await);
        for guest in [&one, &other] {
            badges.create(json!({ "holder": guest["id"], "number": "7" })).await;
        }
        let refused = guests.act(&one["id"], "merge", json!({ "records": [other["id"]] })).await.refused(409, "taken");
        assert!(text(&refused["detail"]).contains("badge"), "{refused}");
        assert_eq!(guests.found("name", json!({})).await, ["乙", "甲"]);
    }

    async fn of_two_merges_at_once_one_wins(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, ids) = (&archive.companies, &archive.ids);
        for _ in 0..3 {
            let merge = |kept: usize, gone: usize| {
                let (companies, ids) = (companies.clone(), ids.clone());
                tokio::spawn(async move { companies.act(&ids[kept], "merge", json!({ "records": [ids[gone]] })).await })
            };
            let (one, other) = tokio::join!(merge(0, 1), merge(1, 0));
            let (one, other) = (one.expect("answered"), other.expect("answered"));
            let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
            lost.refused(404, "not_found");
            let done = won.expect(200);
            let visits = archive.visits.all(json!({ "filter": { "field": "company", "op": "eq", "value": done["record"]["id"] } })).await;
            assert_eq!(visits.len(), 2);
            companies.client.post(&archive.undo(&done), json!({})).await.expect(200);
        }
        assert_eq!(archive.visits.get(&archive.visit).await["company"], ids[1]);
    }

    async fn clusters_are_suggested_until_somebody_decides(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let (companies, ids) = (&archive.companies, &archive.ids);
        for (name, code) in [("云帆贸易", "Y1"), ("上海云帆有限公司", "Y2"), ("无关", "Z"), ("远山（北京）", "S1"), ("远山", "S2"), ("杭州皓泰", "H1"), ("苏州皓泰", "H2")] {
            companies.create(json!({ "name": name, "code": code })).await;
        }
        let admin = &companies.client;
        let far = vec!["远山（北京）".to_owned(), "远山".to_owned()];
        let clouds = vec!["云帆贸易".to_owned(), "上海云帆有限公司".to_owned()];
        let related = vec!["砺珩公司".to_owned(), "砺珩公司-华东分部".to_owned()];
        assert_eq!(clusters(admin, "company").await, [far.clone(), clouds.clone(), related], "a parent is decided already");
        companies.patch(&ids[1], json!({ "parent": null })).await;
        companies.patch(&ids[2], json!({ "parent": null })).await;
        let page = admin.get("/api/v1/entities/company/clusters").await.expect(200);
        let suspects = page["items"][2]["records"].as_array().expect("records");
        let told: Vec<Json> = suspects.iter().map(|s| json!([s["id"], s["match"], s["branch"]])).collect();
        assert_eq!(told, [json!([ids[0], ["name"], false]), json!([ids[1], ["name"], false]), json!([ids[2], ["name"], true])]);
        let different = "/api/v1/entities/company/clusters/different";
        admin.post(different, json!({ "records": [ids[0], ids[1]] })).await.expect(204);
        admin.post(different, json!({ "records": [ids[1], ids[0]] })).await.expect(204);
        let history = companies.history(&ids[0]).await;
        let told = |entry: &Json| (entry["action"].clone(), entry["why"].clone(), entry["actor"]["name"].is_string());
        let noted = |action: &str, others: &[&Json]| (json!(action), json!({ "different": { "records": others } }), true);
        assert_eq!(told(&history[0]), noted("different", &[&ids[1]]), "who decided it stands in both histories");
        assert_eq!(history[1]["action"], "create", "and once, however often it is said");
        assert_eq!(told(&companies.history(&ids[1]).await[0]), noted("different", &[&ids[0]]));
        assert_eq!(companies.get(&ids[0]).await["version"], 1, "the record stays as it was");
        let left = clusters(admin, "company").await;
        assert_eq!(left[2], ["砺珩公司", "砺珩公司-华东分部"]);
        admin.post(different, json!({ "records": ids })).await.expect(204);
        assert_eq!(clusters(admin, "company").await, [far, clouds]);
        admin.post(different, json!({ "records": ids, "different": false })).await.expect(204);
        assert_eq!(clusters(admin, "company").await[2].len(), 3);
        assert_eq!(companies.history(&ids[2]).await[0]["action"], "not_different");
        archive.merge(json!({})).await;
        assert_eq!(clusters(admin, "company").await.len(), 2);
        assert_eq!(admin.post(different, json!({ "records": [ids[0]] })).await.issues(), [("/records".to_owned(), "bad_records".to_owned())]);
        admin.get("/api/v1/entities/company/clusters?limit=0").await.refused(422, "invalid");
    }

    async fn rights_hold_for_suggestions_and_merges(installation: Installation) {
        let card = json!({ "name": { "kind": "text" }, "memo": { "kind": "text" }, "note": { "kind": "text" } });
        let rule = json!({ "title": "name", "duplicate": { "match": [["name"], ["memo"]] } });
        let slip = json!({ "card": { "kind": "reference", "target": "card", "on_delete": "refuse" } });
        let entities = [entity("card", rule, &[], card), entity("slip", json!({}), &[], slip)];
        let world = World::start(installation, &entities).await;
        let role = json!({ "key": "clerk", "labels": { "zh-CN": "职员" }, "entities": { "card": {
            "actions": { "view": "own", "create": "all", "edit": "own", "delete": "own" }, "fields": { "memo": "hidden" } } } });
        world.admin.post("/api/v1/roles", role).await.expect(201);
        let (_, clerk) = world.person("clerk", "小李", &["clerk"]).await;
        let (own, all, slips) = (Records::new(&clerk, "card"), world.records("card"), world.records("slip"));
        let one = own.create(json!({ "name": "远海公司" })).await["id"].clone();
        let two = own.create(json!({ "name": "近山", "note": "记" })).await["id"].clone();
        let unseen = all.create(json!({ "name": "远海科技有限公司", "memo": "机密" })).await["id"].clone();
        all.patch(&two, json!({ "memo": "机密" })).await;
        let slip = slips.create(json!({ "card": two })).await;
        assert_eq!(clusters(&world.admin, "card").await, [["远海公司", "近山", "远海科技有限公司"]]);
        assert_eq!(clusters(&clerk, "card").await, Vec::<Vec<String>>::new(), "neither unseen records nor hidden fields");
        own.act(&one, "merge", json!({ "records": [unseen] })).await.refused(404, "not_found");
        clerk.post("/api/v1/entities/card/clusters/different", json!({ "records": [one, unseen] })).await.refused(404, "not_found");
        let done = own.act(&one, "merge", json!({ "records": [two] })).await.expect(200);
        assert_eq!((done["record"].get("memo"), &done["record"]["note"]), (None, &json!("记")));
        assert_eq!(all.get(&one).await.get("memo"), None, "who may not write a field does not write it by a merge");
        assert_eq!(slips.get(&slip["id"]).await["card"], one);
        slips.patch(&slip["id"], json!({ "owner_id": null })).await;
        let undo = format!("/api/v1/batches/{}/undo", text(&done["batch"]));
        let asked = clerk.post(&undo, json!({})).await.refused(409, "edited_since");
        assert_eq!(asked["edited"], json!([]), "nothing of a record unseen");
        clerk.post(&undo, json!({ "keep_edited": true })).await.expect(200);
        assert_eq!((slips.get(&slip["id"]).await["card"].clone(), own.get(&two).await["note"].clone()), (one, json!("记")));
    }

    async fn an_undo_needs_no_right_to_what_moved_along(installation: Installation) {
        let archive = archive_of_three(installation).await;
        let role = json!({ "key": "clerk", "labels": { "zh-CN": "职员" }, "entities": { "company": {
            "actions": { "view": "all", "edit": "all", "delete": "all" } } } });
        archive.world.admin.post("/api/v1/roles", role).await.expect(201);
        let (_, clerk) = archive.world.person("clerk", "小李", &["clerk"]).await;
        let before = archive.state().await;
        let companies = Records::new(&clerk, "company");
        let done = companies.act(&archive.ids[0], "merge", json!({ "records": [archive.ids[1]] })).await.expect(200);
        assert_eq!(archive.visits.get(&archive.visit).await["company"], archive.ids[0]);
        let undone = clerk.post(&archive.undo(&done), json!({})).await.expect(200);
        assert_eq!((&undone["undone"], &undone["kept"]), (&json!(4), &json!([])));
        assert_eq!(archive.state().await, before);
    }

    async fn twenty_thousand_names_are_looked_through(installation: Installation) {
        let fields = json!({ "name": { "kind": "text" } });
        let world = World::start(installation, &[entity("firm", json!({ "title": "name" }), &[], fields)]).await;
        let firms = world.records("firm");
        for chunk in 0..200 {
            let operations: Vec<Json> = (0..100).map(|i| {
                let number = chunk * 100 + i;
                let form = if number % 2 == 0 { "公司" } else { "科技有限公司" };
                // Every hundredth is the one before it under another name.
                let of = if number % 100 == 99 { number - 1 } else { number };
                json!({ "op": "create", "values": { "name": format!("企业{of}号{form}") } })
            }).collect();
            world.admin.post(&format!("{}/batch", firms.path), json!({ "operations": operations })).await.expect(200);
        }
        let (mut found, mut cursor) = (0, String::new());
        loop {
            let page = world.admin.get(&format!("/api/v1/entities/firm/clusters?limit=100{cursor}")).await.expect(200);
            assert_eq!(page["complete"], true);
            for cluster in page["items"].as_array().expect("items") {
                assert_eq!(cluster["records"].as_array().expect("records").len(), 2, "{cluster}");
                found += 1;
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, 200);
    }
}
