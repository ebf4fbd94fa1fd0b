//! What may not be written is refused whole, and refusals tell nothing of what may not be seen.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{FIRST, World};

const COMPANIES: &str = "/api/v1/entities/company/records";
const NOWHERE: &str = "0199a000-0000-7000-8000-000000000001";

on_both_databases! {
    async fn system_fields_are_not_assigned(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let rep = world.person("rep");
        let before = installation.sql("SELECT COUNT(*) FROM changes");
        let far = world.id_of("far");
        for (key, value) in [("id", json!(NOWHERE)), ("version", json!(7)), ("created_by", json!(far)), ("updated_by", json!(far)),
            ("created_at", json!("2001-01-01T00:00:00Z")), ("deleted_at", json!("2001-01-01T00:00:00Z")), ("department_id", json!(world.departments["legal"])),
            ("status", json!("approved")), ("tenant", json!(1)), ("n", json!(1))] {
            let code = if ["status", "tenant", "n"].contains(&key) { "unknown_field" } else { "readonly" };
            let pointer = format!("/{key}");
            let wanted = vec![(pointer, code.to_owned())];
            assert_eq!(rep.post(COMPANIES, json!({ "name": "x", key: value })).await.issues(), wanted);
            assert_eq!(rep.patch(&world.record("company", "mine1"), json!({ key: value })).await.issues(), wanted);
            rep.post(&format!("{COMPANIES}/bulk"), json!({ "ids": [world.records["mine1"]], "set": { key: value } })).await.refused(422, "invalid_record");
            let operations = json!({ "operations": [{ "op": "create", "values": { "name": "x", key: value } }] });
            rep.post(&format!("{COMPANIES}/batch"), operations).await.refused(422, "invalid_record");
        }
        let clerk = world.person("clerk");
        clerk.patch(&world.record("company", "mine1"), json!({ "owner_id": clerk_id(&world) })).await.refused(403, "no_right");
        clerk.post(COMPANIES, json!({ "name": "x", "owner_id": far })).await.refused(403, "no_right");
        assert_eq!(installation.sql("SELECT COUNT(*) FROM changes"), before);
    }

    async fn fields_without_the_right_are_refused_all_at_once(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let rep = world.person("rep");
        let before = installation.sql("SELECT COUNT(*) FROM changes");
        let mine = world.record("company", "mine1");
        let values = json!({ "name": "x", "secret": "x", "phone": "13800000000", "level": "B", "lines": [], "double": "1" });
        let pointers = |problem: Json| -> Vec<String> {
            let issues = problem["issues"].as_array().expect("issues").iter();
            issues.map(|i| i["pointer"].as_str().expect("a pointer").to_owned()).collect()
        };
        let wanted = ["/secret", "/phone", "/level", "/lines", "/double"];
        let sorted = |mut all: Vec<String>| { all.sort(); all };
        let all = sorted(wanted.map(str::to_owned).to_vec());
        assert_eq!(sorted(pointers(rep.post(COMPANIES, values.clone()).await.refused(403, "no_right"))), all);
        assert_eq!(sorted(pointers(rep.patch(&mine, values.clone()).await.refused(403, "no_right"))), all);
        let bulk = json!({ "ids": [world.records["mine1"]], "set": values });
        assert_eq!(sorted(pointers(rep.post(&format!("{COMPANIES}/bulk"), bulk).await.refused(403, "no_right"))), all);
        for part in ["add", "remove"] {
            let bulk = json!({ "ids": [world.records["mine1"]], part: { "marks": ["x"] } });
            rep.post(&format!("{COMPANIES}/bulk"), bulk).await.refused(403, "no_right");
        }
        let operations = json!({ "operations": [{ "op": "create", "values": { "name": "x" } },
            { "op": "update", "id": world.records["mine1"], "values": { "amount": "1" } }] });
        let refused = rep.post(&format!("{COMPANIES}/batch"), operations).await.refused(403, "no_right");
        assert_eq!(pointers(refused), ["/operations/1/values/amount"]);
        assert_eq!(installation.sql("SELECT COUNT(*) FROM changes"), before);
    }

    async fn what_is_not_visible_is_as_if_it_did_not_exist(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let rep = world.person("rep");
        let unseen = world.records["unseen"].clone();
        let alike = |answer: formwork_tests::Answer, id: &str| (answer.status, answer.text().replace(id, "ID"));
        let near = world.record("contact", "near");
        let set = async |id: &str| alike(rep.patch(&near, json!({ "company": id })).await, id);
        let refused = set(&unseen).await;
        assert_eq!(refused.0, 422);
        assert_eq!(refused, set(NOWHERE).await);
        let made = async |id: &str| alike(rep.post("/api/v1/entities/deal/records", json!({ "title": "x", "company": id })).await, id);
        assert_eq!(made(&unseen).await, made(NOWHERE).await);
        for (method, tail) in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/history"), ("POST", "/share"), ("POST", "/claim"),
            ("POST", "/restore"), ("POST", "/purge"), ("GET", "?unmask=phone"), ("GET", "?deleted=true"), ("GET", "?as_of=2090-01-02T03:00:00Z")] {
            let ask = async |id: &str| {
                let method = method.parse().expect("a method");
                let request = rep.request(method, &format!("{COMPANIES}/{id}{tail}")).json(&json!({}));
                alike(rep.send(request).await, id)
            };
            let refused = ask(&unseen).await;
            assert_eq!(refused.0, 404, "{method} {tail}");
            assert_eq!(refused, ask(NOWHERE).await, "{method} {tail}");
        }
        let trainee = world.person("trainee");
        trainee.patch(&world.record("company", "mine1"), json!({ "name": "x" })).await.refused(404, "not_found");
        trainee.delete(&world.record("company", "mine1")).await.refused(404, "not_found");
        trainee.post(&format!("{}/restore", world.record("company", "gone")), json!({})).await.refused(404, "not_found");
        assert_eq!(trainee.get("/api/v1/entities/company/recycle").await.expect(200)["items"], json!([]));
        let bulk = json!({ "ids": [unseen, NOWHERE], "set": { "name": "x" } });
        let skipped = trainee.post(&format!("{COMPANIES}/bulk"), bulk).await.expect(200);
        assert_eq!((skipped["skipped"][0]["reason"].as_str(), skipped["skipped"][1]["reason"].as_str()), (Some("not_found"), Some("not_found")));
    }

    async fn seeing_is_not_changing(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let path = world.record("company", "unseen");
        let view = json!({ "principal": { "user": world.id_of("rep") }, "level": "view" });
        world.admin.post(&format!("{path}/share"), view).await.expect(200);
        let rep = world.person("rep");
        rep.get(&path).await.expect(200);
        rep.patch(&path, json!({ "name": "x" })).await.refused(403, "no_right");
        rep.delete(&path).await.refused(403, "no_right");
        rep.post(&format!("{path}/share"), json!({})).await.refused(403, "no_right");
        rep.get(&format!("{path}?unmask=phone")).await.refused(403, "no_right");
        let sharer = world.person("sharer");
        let own = json!({ "principal": { "user": world.id_of("sharer") }, "level": "edit" });
        sharer.post(&format!("{path}/share"), own).await.refused(403, "no_right");
        sharer.patch(&path, json!({ "name": "x" })).await.refused(403, "no_right");
        sharer.post(&format!("{path}/share"), json!({ "principal": { "user": world.id_of("lower") }, "level": "view" })).await.expect(200);
    }

    async fn a_masked_field_is_shown_whole_one_record_at_a_time(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let (rep, reader) = (world.person("rep"), world.person("reader"));
        let path = world.record("company", "mine1");
        let phone = format!("138{}0001", FIRST.middle);
        assert_eq!(rep.get(&path).await.expect(200)["phone"], "138****0001");
        assert_eq!(rep.get(&format!("{path}?unmask=phone")).await.expect(200)["phone"], phone.as_str());
        rep.get(&format!("{path}?unmask=phone,secret")).await.refused(403, "hidden_field");
        rep.get(&format!("{path}?unmask=nothing")).await.refused(422, "invalid");
        reader.get(&format!("{path}?unmask=phone")).await.refused(403, "no_right");
        let entry = rep.get(&format!("{path}/history")).await.expect(200)["items"][0].clone();
        assert_eq!((entry["action"].as_str(), entry["actor"]["id"].as_str()), (Some("unmask"), Some(world.id_of("rep"))));
        assert_eq!(entry["changes"], json!([{ "field": "phone", "old": null, "new": null }]));
        let matching = async |who: &str, op: &str| {
            let filter = json!({ "filter": { "field": "phone", "op": op, "value": phone }, "fields": ["id"] });
            world.person(who).post(&format!("{COMPANIES}/query"), filter).await
        };
        assert_eq!(matching("rep", "eq").await.expect(200)["items"].as_array().expect("items").len(), 1);
        assert_eq!(matching("reader", "eq").await.expect(200)["items"], json!([]), "only where it may unmask");
        for op in ["starts_with", "contains", "ne"] {
            matching("rep", op).await.refused(403, "hidden_field");
        }
        let seen = rep.get(&format!("{path}/history")).await.expect(200)["items"].as_array().map(Vec::len);
        assert_eq!(rep.get(&format!("{path}?unmask=name")).await.expect(200)["name"], "open1");
        assert_eq!(rep.get(&format!("{path}/history")).await.expect(200)["items"].as_array().map(Vec::len), seen, "what one sees whole is no news");
    }

    async fn a_duplicate_is_told_as_its_rule_says(installation: Installation) {
        let mut world = World::with_canaries(&installation, FIRST).await;
        world.plant("contact", "kin", Some("far"), json!({ "name": "kin" })).await;
        let told = async |who: &str, entity: &str, values: Json| {
            let path = format!("/api/v1/entities/{entity}/duplicates");
            world.person(who).post(&path, values).await.expect(200)["items"].clone()
        };
        let unseen = json!({ "name": format!("{} unseen", FIRST.row) });
        let owner = json!([{ "id": null, "match": ["name"], "message": "already exists, owned by f*" }]);
        assert_eq!(told("rep", "company", unseen.clone()).await, owner);
        assert_eq!(told("clerk", "company", unseen).await[0]["id"], world.records["unseen"].as_str());
        let hushed = json!({ "title": format!("{} deal", FIRST.row) });
        assert_eq!(told("rep", "deal", hushed.clone()).await, json!([]));
        assert_eq!(told("clerk", "deal", hushed).await[0]["id"], world.records["hushed"].as_str());
        let phone = json!({ "phone": format!("138{}0001", FIRST.middle) });
        world.person("rep").post("/api/v1/entities/company/duplicates", phone).await.refused(403, "no_right");
    }

    async fn a_share_does_not_hide_a_conflict(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let path = world.record("company", "mine1");
        let read = world.person("rep").get(&path).await;
        let version = read.header("etag").to_owned();
        world.admin.patch(&path, json!({ "tags": ["theirs"] })).await.expect(200);
        for who in ["lower", "mate", "far"] {
            world.admin.post(&format!("{path}/share"), json!({ "principal": { "user": world.id_of(who) } })).await.expect(200);
        }
        let rep = world.person("rep").clone().with_header("if-match", &version);
        let refused = rep.patch(&path, json!({ "tags": ["ours"] })).await.refused(409, "edit_conflict");
        assert_eq!(refused["conflicts"][0]["field"], "tags");
    }

    async fn a_batch_is_undone_by_who_made_it_and_still_may(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let rep = world.person("rep");
        let bulk = json!({ "ids": [world.records["mine1"], world.records["mine2"]], "set": { "name": "renamed" } });
        let batch = rep.post(&format!("{COMPANIES}/bulk"), bulk).await.expect(200)["batch"].as_str().expect("a batch").to_owned();
        let undo = format!("/api/v1/batches/{batch}/undo");
        let stranger = world.person("clerk").post(&undo, json!({})).await;
        let nothing = world.person("clerk").post(&format!("/api/v1/batches/{NOWHERE}/undo"), json!({})).await;
        assert_eq!((stranger.status, stranger.text()), (nothing.status, nothing.text()));
        let mine = world.record("company", "mine1");
        world.admin.patch(&mine, json!({ "owner_id": world.id_of("far"), "secret": "new" })).await.expect(200);
        let told = rep.post(&undo, json!({})).await.refused(409, "edited_since");
        assert!(!told["edited"].to_string().contains("secret"), "{told}");
        let undone = rep.post(&undo, json!({ "keep_edited": false })).await.expect(200);
        assert_eq!((undone["undone"].as_u64(), undone["kept"][0]["id"].as_str()), (Some(1), Some(world.records["mine1"].as_str())));
        assert_eq!(world.admin.get(&mine).await.expect(200)["name"], "renamed");
    }
}

fn clerk_id(world: &World) -> String {
    world.id_of("clerk").to_owned()
}
