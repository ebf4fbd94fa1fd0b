//! Whose records are: the department follows the owner, the pool belongs to none, and a leaver's records pass on.

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity};

fn customer() -> Json {
    entity(
        "customer",
        json!({ "title": "name" }),
        &[],
        json!({
        "name": { "kind": "text" }, "level": { "kind": "choice", "schema": { "type": "string", "enum": ["A", "B"] } } }),
    )
}

fn order() -> Json {
    entity(
        "order",
        json!({ "title": "name" }),
        &["must"],
        json!({
        "name": { "kind": "text" }, "must": { "kind": "text", "schema": { "type": "string" } } }),
    )
}

/// Two departments, each with a seller and a manager, and a role for each place.
struct Company {
    world: World,
    east: Json,
    west: Json,
}

impl Company {
    async fn start(installation: formwork_tests::Installation) -> Company {
        let world = World::start(installation, &[customer(), order()]).await;
        let every = |scope: &str| json!({ "view": scope, "create": scope, "edit": scope, "delete": scope });
        for (key, scope) in [("seller", "own"), ("manager", "department_and_below")] {
            let role = json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": {
                "customer": { "actions": every(scope) }, "order": { "actions": every(scope) } } });
            world.admin.put(&format!("/api/v1/definitions/role/{key}/draft"), role).await.expect(200);
            let draft = json!({ "drafts": [{ "kind": "role", "key": key }] });
            world.admin.post("/api/v1/publish", draft).await.expect(200);
        }
        let made = |name: &'static str| world.admin.post("/api/v1/departments", json!({ "name": name }));
        let (east, west) = (made("华东").await.expect(201), made("华西").await.expect(201));
        Company { east: east["id"].clone(), west: west["id"].clone(), world }
    }

    async fn person(&self, name: &str, role: &str, department: &Json) -> (String, Client) {
        let (id, client) = self.world.person(name, name, &[role]).await;
        let path = format!("/api/v1/users/{id}");
        self.world.admin.patch(&path, json!({ "department_id": department })).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        (id, client)
    }
}

async fn hand_over(client: &Client, from: &str, body: Json) -> Json {
    client.post(&format!("/api/v1/users/{from}/handover"), body).await.expect(200)
}

on_both_databases! {
    async fn the_department_follows_the_owner_and_the_pool_has_none(installation: Installation) {
        let company = Company::start(installation).await;
        let (seller, client) = company.person("wang", "seller", &company.east).await;
        let (other, _) = company.person("li", "seller", &company.west).await;
        let (_, east) = company.person("zhang", "manager", &company.east).await;
        let (_, west) = company.person("zhao", "manager", &company.west).await;
        let records = Records::new(&client, "customer");
        let made = records.create(json!({ "name": "甲" })).await;
        assert_eq!(made["department_id"], company.east);
        let path = records.at(&made["id"]);
        let sees = |manager: Client| { let path = path.clone(); async move { manager.get(&path).await.status == 200 } };
        assert!(sees(east.clone()).await && !sees(west.clone()).await);
        let all = company.world.records("customer");
        let moved = all.patch(&made["id"], json!({ "owner_id": other })).await;
        assert_eq!(moved["department_id"], company.west);
        assert!(!sees(east.clone()).await && sees(west.clone()).await, "the next owner's department sees it");
        let pool = all.patch(&made["id"], json!({ "owner_id": null })).await;
        assert_eq!((pool.get("owner_id"), pool.get("department_id")), (None, None));
        assert!(!sees(east.clone()).await && !sees(west.clone()).await, "the pool belongs to no department");
        let history = all.history(&made["id"]).await;
        let changes = history[0]["changes"].as_array().expect("changes");
        assert!(changes.iter().any(|c| c["field"] == "department_id" && c["new"].is_null()), "{history:?}");
        let back = all.patch(&made["id"], json!({ "owner_id": seller })).await;
        assert_eq!(back["department_id"], company.east);
        let born = all.create(json!({ "name": "公海", "owner_id": null })).await;
        assert_eq!(born.get("department_id"), None);
    }

    async fn a_leavers_records_and_places_pass_to_a_successor(installation: Installation) {
        let company = Company::start(installation).await;
        let (leaver, client) = company.person("wang", "seller", &company.east).await;
        let (heir, next) = company.person("li", "seller", &company.west).await;
        let admin = &company.world.admin;
        let team = admin.post("/api/v1/teams", json!({ "name": "大客户", "member_ids": [leaver] })).await.expect(201);
        let shared = admin.post("/api/v1/teams", json!({ "name": "展会", "member_ids": [leaver, heir] })).await.expect(201);
        let (customers, orders) = (Records::new(&client, "customer"), Records::new(&client, "order"));
        let mut first = Json::Null;
        for i in 0..120 {
            let made = customers.create(json!({ "name": format!("客户{i}"), "level": if i < 20 { "A" } else { "B" } })).await;
            if i == 0 { first = made["id"].clone(); }
            if i == 119 { customers.delete(&made["id"]).await; }
        }
        orders.create(json!({ "name": "单", "must": "有" })).await;
        let mut strict = order();
        strict["properties"]["name"]["minLength"] = json!(5);
        crate::world::publish(admin, &[strict]).await;
        let dry = hand_over(admin, &leaver, json!({ "to": heir, "dry_run": true })).await;
        let counted = |answer: &Json| answer["entities"].as_array().expect("entities").iter()
            .map(|e| (e["entity"].clone(), e["records"].clone(), e["handed"].clone())).collect::<Vec<_>>();
        assert_eq!(counted(&dry), [(json!("customer"), json!(120), json!(0)), (json!("order"), json!(1), json!(0))]);
        assert_eq!((&dry["left"], dry["teams"].as_array().map(Vec::len)), (&json!(121), Some(2)));
        assert_eq!(customers.get(&first).await["version"], 1, "a dry run writes nothing");
        let some = json!({ "to": heir, "teams": false, "entities": [{ "entity": "customer", "filter": { "field": "level", "op": "eq", "value": "A" } }] });
        let part = hand_over(admin, &leaver, some).await;
        assert_eq!((counted(&part), &part["left"]), (vec![(json!("customer"), json!(20), json!(20))], &json!(0)));
        assert_eq!(part["teams"], json!([]));
        let done = hand_over(admin, &leaver, json!({ "to": heir, "reason": "离职" })).await;
        assert_eq!(counted(&done), [(json!("customer"), json!(100), json!(100)), (json!("order"), json!(1), json!(1))]);
        let again = hand_over(admin, &leaver, json!({ "to": heir })).await;
        assert_eq!((&again["entities"], &again["left"], &again["teams"]), (&json!([]), &json!(0), &json!([])));
        let owned = Records::new(&next, "customer").query(json!({ "count": "exact" })).await.expect(200);
        assert_eq!(owned["count"], 119);
        assert_eq!(customers.query(json!({ "count": "exact" })).await.expect(200)["count"], 0);
        let taken = company.world.records("customer").get(&first).await;
        assert_eq!((&taken["owner_id"], &taken["department_id"]), (&json!(heir), &company.west));
        let history = company.world.records("order");
        let id = history.query(json!({})).await.expect(200)["items"][0]["id"].clone();
        let last = &history.history(&id).await[0];
        assert_eq!((&last["why"]["handover"]["reason"], &last["why"]["handover"]["to"]), (&json!("离职"), &json!(heir)));
        let teams = admin.get("/api/v1/teams").await.expect(200);
        for made in [&team, &shared] {
            let now = teams["items"].as_array().expect("teams").iter().find(|t| t["id"] == made["id"]).expect("the team").clone();
            assert_eq!(now["member_ids"], json!([heir]));
        }
        let batch = done["entities"][0]["batch"].as_str().expect("a batch");
        let undone = admin.post(&format!("/api/v1/batches/{batch}/undo"), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 99, "the deleted one stays in the bin");
    }

    async fn who_leads_the_department_hands_over_and_nobody_else(installation: Installation) {
        let company = Company::start(installation).await;
        let (leaver, client) = company.person("wang", "seller", &company.east).await;
        let (heir, _) = company.person("li", "seller", &company.east).await;
        let (_, east) = company.person("zhang", "manager", &company.east).await;
        let (_, west) = company.person("zhao", "manager", &company.west).await;
        let admin = &company.world.admin;
        let team = admin.post("/api/v1/teams", json!({ "name": "大客户", "member_ids": [leaver] })).await.expect(201);
        let made = Records::new(&client, "customer").create(json!({ "name": "甲" })).await;
        let path = format!("/api/v1/users/{leaver}/handover");
        for stranger in [&client, &west] {
            stranger.post(&path, json!({ "to": heir })).await.refused(403, "no_right");
            stranger.post("/api/v1/users/0199a000-0000-7000-8000-000000000001/handover", json!({ "to": heir })).await.refused(403, "no_right");
        }
        assert_eq!(admin.post(&path, json!({})).await.issues(), [("/to".to_owned(), "required".to_owned())]);
        assert_eq!(admin.post(&path, json!({ "to": leaver })).await.issues(), [("/to".to_owned(), "same_person".to_owned())]);
        let nobody = json!({ "to": heir, "entities": [{ "entity": "nothing" }, { "entity": "customer" }, { "entity": "customer" }] });
        assert_eq!(admin.post(&path, nobody).await.issues(), [("/entities/0/entity".to_owned(), "unknown_entity".to_owned()), ("/entities/2/entity".to_owned(), "repeated".to_owned())]);
        admin.post("/api/v1/users/0199a000-0000-7000-8000-000000000001/handover", json!({ "to": heir })).await.refused(404, "not_found");
        let done = hand_over(&east, &leaver, json!({ "to": heir })).await;
        assert_eq!((&done["entities"][0]["handed"], &done["teams"]), (&json!(1), &json!([])));
        assert_eq!(company.world.records("customer").get(&made["id"]).await["owner_id"], heir);
        let teams = admin.get("/api/v1/teams").await.expect(200);
        let kept = teams["items"].as_array().expect("teams").iter().find(|t| t["id"] == team["id"]).expect("the team").clone();
        assert_eq!(kept["member_ids"], json!([leaver]), "only administrators move places in teams");
        admin.patch(&format!("/api/v1/users/{heir}"), json!({ "active": false })).await.expect(200);
        assert_eq!(admin.post(&path, json!({ "to": heir })).await.issues(), [("/to".to_owned(), "no_such".to_owned())]);
    }

    async fn a_lead_hands_over_in_its_department_and_what_it_may_give(installation: Installation) {
        let company = Company::start(installation).await;
        let admin = &company.world.admin;
        let actions = |scope: &str| json!({ "actions": { "view": scope, "edit": scope } });
        let bound = json!({ "actions": { "view": "all", "edit": "all" }, "fields": { "owner_id": "readonly" } });
        for (key, policy) in [("lead", actions("department")), ("bound", bound)] {
            let role = json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": { "customer": policy } });
            admin.put(&format!("/api/v1/definitions/role/{key}/draft"), role).await.expect(200);
            admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "role", "key": key }] })).await.expect(200);
        }
        let (leaver, client) = company.person("wang", "seller", &company.east).await;
        let (heir, _) = company.person("li", "seller", &company.east).await;
        let (_, east) = company.person("zhang", "lead", &company.east).await;
        let (_, west) = company.person("zhao", "lead", &company.west).await;
        let (_, bound) = company.person("sun", "bound", &company.east).await;
        let made = Records::new(&client, "customer").create(json!({ "name": "甲" })).await;
        let all = company.world.records("customer");
        west.post(&format!("/api/v1/users/{leaver}/handover"), json!({ "to": heir })).await.refused(403, "no_right");
        for dry in [true, false] {
            let nothing = hand_over(&bound, &leaver, json!({ "to": heir, "dry_run": dry })).await;
            assert_eq!((&nothing["entities"], &nothing["left"]), (&json!([]), &json!(0)), "who may not write owners gives nothing away");
        }
        assert_eq!(all.get(&made["id"]).await["owner_id"], leaver);
        let done = hand_over(&east, &leaver, json!({ "to": heir })).await;
        assert_eq!(done["entities"][0]["handed"], 1);
        assert_eq!(all.get(&made["id"]).await["owner_id"], heir);
    }

    async fn what_two_hand_over_at_once_changes_hands_once(installation: Installation) {
        let company = Company::start(installation).await;
        let admin = &company.world.admin;
        let (leaver, client) = company.person("wang", "seller", &company.east).await;
        let (first, _) = company.person("li", "seller", &company.east).await;
        let (second, _) = company.person("zhao", "seller", &company.west).await;
        let operations: Vec<Json> = (0..100).map(|i| json!({ "op": "create", "values": { "name": format!("客户{i}") } })).collect();
        client.post("/api/v1/entities/customer/records/batch", json!({ "operations": operations })).await.expect(200);
        let give = async |to: &str| hand_over(admin, &leaver, json!({ "to": to })).await["entities"][0]["handed"].as_u64().unwrap_or_default();
        let (one, other) = tokio::join!(give(&first), give(&second));
        let owned = async |by: &str| {
            let filter = json!({ "filter": { "field": "owner_id", "op": "eq", "value": by }, "count": "exact" });
            company.world.records("customer").query(filter).await.expect(200)["count"].as_u64()
        };
        assert_eq!((one + other, owned(&first).await, owned(&second).await), (100, Some(one), Some(other)), "none is taken from who has just got it");
    }

    async fn who_makes_records_makes_them_within_its_scope(installation: Installation) {
        let company = Company::start(installation).await;
        let admin = &company.world.admin;
        let views = |create: Json| json!({ "actions": { "view": "own", "create": create } });
        let gold = json!({ "filter": { "field": "level", "op": "eq", "value": "A" } });
        for (key, create) in [("gold", gold), ("anybody", json!("all"))] {
            let role = json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": { "customer": views(create) } });
            admin.put(&format!("/api/v1/definitions/role/{key}/draft"), role).await.expect(200);
            admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "role", "key": key }] })).await.expect(200);
        }
        let (seller, client) = company.person("wang", "seller", &company.east).await;
        let (other, _) = company.person("li", "seller", &company.west).await;
        let (manager, east) = company.person("zhang", "manager", &company.east).await;
        let (_, gold) = company.person("qian", "gold", &company.east).await;
        let (_, anybody) = company.person("sun", "anybody", &company.east).await;
        let (at, path) = (("/owner_id".to_owned(), "out_of_scope".to_owned()), "/api/v1/entities/customer/records");
        let of = |owner: Json| json!({ "name": "甲", "owner_id": owner });
        for (maker, owner) in [(&client, json!(other)), (&client, Json::Null), (&east, json!(other)), (&east, Json::Null)] {
            assert_eq!(maker.post(path, of(owner.clone())).await.issues(), std::slice::from_ref(&at), "{owner}");
        }
        let both = client.post("/api/v1/entities/order/records", of(json!(other))).await.issues();
        assert_eq!(both, [("/must".to_owned(), "required".to_owned()), at.clone()], "everything is told at once");
        let both = client.post(path, json!({ "name": "甲".repeat(2_000), "owner_id": other })).await.issues();
        assert_eq!(both, [("/name".to_owned(), "too_long".to_owned()), at.clone()]);
        let batch = |owner: &str| json!({ "operations": [{ "op": "create", "values": { "name": "乙" } }, { "op": "create", "values": of(json!(owner)) }] });
        let batched = |maker: &Client, owner: &str| { let (maker, body) = (maker.clone(), batch(owner)); async move { maker.post(&format!("{path}/batch"), body).await } };
        for maker in [&client, &east] {
            assert_eq!(batched(maker, &other).await.issues(), [("/operations/1/values/owner_id".to_owned(), at.1.clone())]);
        }
        assert_eq!(gold.post(path, json!({ "name": "甲", "level": "B" })).await.issues(), [(String::new(), at.1.clone())]);
        let all = company.world.records("customer");
        assert_eq!(all.query(json!({ "count": "exact" })).await.expect(200)["count"], 0, "nothing of it was made");
        gold.post(path, json!({ "name": "甲", "level": "A" })).await.expect(201);
        for (maker, owner) in [(&client, json!(seller)), (&east, json!(seller)), (&east, json!(manager)), (&anybody, json!(other)), (&anybody, Json::Null)] {
            let made = maker.post(path, of(owner.clone())).await.expect(201);
            assert_eq!(made.get("owner_id").cloned().unwrap_or_default(), owner);
        }
        client.post(path, json!({ "name": "甲" })).await.expect(201);
        batched(&east, &seller).await.expect(200);
    }
}
