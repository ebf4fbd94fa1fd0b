//! One record after another hand: versions, keys sent twice, what is unique, what refers to what.

use formwork_tests::{on_both_databases, specimen};
use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::world::{World, entity};

on_both_databases! {
    async fn a_stale_write_merges_or_conflicts(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let made = records.create(json!({ "code": "one", "whole": 1, "word": "旧" })).await;
        let id = made["id"].clone();
        let answer = records.patch_from(&id, 1, json!({ "whole": 2 })).await;
        assert_eq!(answer.header("etag"), "\"2\"");
        answer.expect(200);
        let merged = records.patch_from(&id, 1, json!({ "word": "新" })).await.expect(200);
        assert_eq!((&merged["whole"], &merged["word"], &merged["version"]), (&json!(2), &json!("新"), &json!(3)));
        let problem = records.patch_from(&id, 1, json!({ "whole": 9, "flag": true })).await.refused(409, "edit_conflict");
        let conflict = &problem["conflicts"][0];
        assert_eq!(problem["conflicts"].as_array().map(Vec::len), Some(1), "{problem}");
        assert_eq!((&conflict["field"], &conflict["base"], &conflict["theirs"], &conflict["yours"]), (&json!("whole"), &json!(1), &json!(2), &json!(9)));
        assert_eq!(conflict["by"], world.me().await);
        assert_eq!(records.get(&id).await["version"], 3, "a refused write writes nothing");
        let same = records.patch_from(&id, 1, json!({ "whole": 2 })).await.expect(200);
        assert_eq!(same["version"], 3, "both wanted the same");
        records.patch_from(&id, 99, json!({ "whole": 3 })).await.refused(409, "edit_conflict");
        let request = records.client.request(Method::PATCH, &records.at(&id)).header("if-match", "\"x\"");
        records.client.send(request.json(&json!({}))).await.refused(400, "malformed");
        let last = records.patch(&id, json!({ "whole": 7 })).await;
        assert_eq!((&last["whole"], &last["version"]), (&json!(7), &json!(4)), "without If-Match the last one wins");
        let unchanged = records.patch(&id, json!({ "whole": 7, "word": " 新 " })).await;
        assert_eq!(unchanged["version"], 4, "nothing changed");
    }

    async fn sixteen_hands_on_one_record_lose_nothing(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let id = records.create(json!({ "code": "one" })).await["id"].clone();
        let fields = ["word", "prose", "phone", "mail"];
        let texts = ["甲", "第一行", "13812345678", "a@b.cn"];
        let tries: Vec<_> = (0..16).map(|i| {
            let (records, id) = (records.clone(), id.clone());
            let value = if i < 4 { json!({ fields[i]: texts[i] }) } else { json!({ "whole": i }) };
            tokio::spawn(async move { records.client.patch(&records.at(&id), value).await.status })
        }).collect();
        for attempt in tries {
            assert_eq!(attempt.await.expect("answered"), 200);
        }
        let record = records.get(&id).await;
        assert_eq!(record["version"], 17);
        for (field, text) in fields.iter().zip(texts) {
            assert_eq!(record[*field], text);
        }
        assert_eq!(records.history(&id).await.len(), 17);
    }

    async fn a_delete_of_another_version_is_refused(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let id = records.create(json!({ "code": "one", "whole": 1 })).await["id"].clone();
        records.patch(&id, json!({ "whole": 2 })).await;
        let delete = async |version: &str| {
            let request = records.client.request(Method::DELETE, &records.at(&id)).header("if-match", version);
            records.client.send(request).await
        };
        let problem = delete("\"1\"").await.refused(409, "edit_conflict");
        assert_eq!(problem["conflicts"], json!([]));
        delete("\"3\"").await.refused(409, "edit_conflict");
        delete("no version").await.refused(400, "malformed");
        let batch = async |version: i64| {
            let operations = json!([{ "op": "create", "values": { "code": "two" } }, { "op": "delete", "id": id, "version": version }]);
            records.client.post(&format!("{}/batch", records.path), json!({ "operations": operations })).await
        };
        batch(1).await.refused(409, "edit_conflict");
        assert_eq!(records.found("code", json!({})).await, ["one"], "all or nothing");
        batch(2).await.expect(200);
        assert_eq!(records.found("code", json!({})).await, ["two"]);
        records.act(&id, "restore", json!({})).await.expect(200);
        delete("\"4\"").await.expect(204);
    }

    async fn a_key_sent_twice_writes_once(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let once = records.client.clone().with_header("idempotency-key", "k-1");
        let first = once.post(&records.path, json!({ "code": "one" })).await;
        let again = once.post(&records.path, json!({ "code": "one" })).await;
        assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
        assert_eq!(first.json(), again.json());
        once.post(&records.path, json!({ "code": "two" })).await.refused(409, "key_reused");
        let tries: Vec<_> = (0..8).map(|_| {
            let client = records.client.clone().with_header("idempotency-key", "k-2");
            let path = records.path.clone();
            tokio::spawn(async move { client.post(&path, json!({ "code": "three", "word": "同时" })).await })
        }).collect();
        let mut bodies = Vec::new();
        for attempt in tries {
            bodies.push(attempt.await.expect("answered").expect(201));
        }
        assert!(bodies.windows(2).all(|w| w[0]["id"] == w[1]["id"]), "{bodies:?}");
        let batch = records.client.clone().with_header("idempotency-key", "k-3");
        let operations = json!({ "operations": [{ "op": "create", "values": { "code": "four" } }] });
        let path = format!("{}/batch", records.path);
        assert_eq!(batch.post(&path, operations.clone()).await.expect(200), batch.post(&path, operations).await.expect(200));
        assert_eq!(records.found("code", json!({})).await, ["four", "one", "three"]);
        let bad = records.client.clone().with_header("idempotency-key", "k-4");
        bad.post(&records.path, json!({ "code": "one" })).await.issues();
        bad.post(&records.path, json!({ "code": "one" })).await.issues();
        records.delete(&first.json()["id"]).await;
        bad.post(&records.path, json!({ "code": "one" })).await.expect(201);
    }

    async fn unique_is_among_the_living(installation: Installation) {
        let keyed = entity("keyed", json!({ "key_fields": ["a", "b"] }), &[], json!({
            "code": { "kind": "text", "unique": true }, "code_two": { "kind": "text", "unique": true }, "a": { "kind": "text" }, "b": { "kind": "integer" } }));
        let world = World::start(installation, &[keyed]).await;
        let records = world.records("keyed");
        let one = records.create(json!({ "code": "x", "code_two": "y", "a": "k", "b": 1 })).await;
        let at = |pointer: &str| vec![(pointer.to_owned(), "not_unique".to_owned())];
        assert_eq!(records.client.post(&records.path, json!({ "code": "x" })).await.issues(), at("/code"));
        assert_eq!(records.client.post(&records.path, json!({ "code": "z", "code_two": "y" })).await.issues(), at("/code_two"));
        assert_eq!(records.client.post(&records.path, json!({ "a": "k", "b": 1 })).await.issues(), [at("/a"), at("/b")].concat());
        records.create(json!({ "a": "k", "b": 2 })).await;
        let blank = records.create(json!({ "a": "k" })).await;
        records.create(json!({ "a": "k" })).await;
        assert_eq!(records.client.patch(&records.at(&blank["id"]), json!({ "code": " x " })).await.issues(), at("/code"));
        records.delete(&one["id"]).await;
        let two = records.create(json!({ "code": "x" })).await;
        assert_eq!(records.act(&one["id"], "restore", json!({})).await.issues(), at("/code"));
        records.client.get(&format!("{}?deleted=true", records.at(&one["id"]))).await.expect(200);
        records.patch(&two["id"], json!({ "code": "free" })).await;
        let back = records.act(&one["id"], "restore", json!({})).await.expect(200);
        assert_eq!((&back["code"], &back["version"]), (&json!("x"), &json!(3)));
        let tries: Vec<_> = (0..8).map(|_| {
            let records = records.clone();
            tokio::spawn(async move { records.client.post(&records.path, json!({ "code": "race" })).await.status })
        }).collect();
        let mut made = 0;
        for attempt in tries {
            made += usize::from(attempt.await.expect("answered") == 201);
        }
        assert_eq!(made, 1);
    }

    async fn references_refuse_clear_or_go_along(installation: Installation) {
        let ends = |name: &str, rule: &str| entity(name, json!({}), &[], json!({
            "to": { "kind": "reference", "target": "place", "on_delete": rule }, "note": { "kind": "text" },
            "said": { "kind": "formula", "formula": "IF(ISBLANK({to}), \"none\", \"some\")" } }));
        let mut all = specimen();
        all.extend([ends("holder", "refuse"), ends("loose", "clear"), ends("child", "with_parent")]);
        let world = World::start(installation, &all).await;
        let places = world.records("place");
        let (holder, loose, child, specimens) = (world.records("holder"), world.records("loose"), world.records("child"), world.records("specimen"));
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            ids.push(places.create(json!({ "name": name })).await["id"].clone());
        }
        let held = holder.create(json!({ "to": ids[0] })).await["id"].clone();
        let problem = places.client.delete(&places.at(&ids[0])).await.refused(409, "in_use");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains("holder")), "{problem}");
        holder.delete(&held).await;
        places.delete(&ids[0]).await;
        let cleared = loose.create(json!({ "to": ids[1] })).await;
        assert_eq!(cleared["said"], "some");
        let several = specimens.create(json!({ "code": "s", "places": [ids[1], ids[2]] })).await;
        let gone = child.create(json!({ "to": ids[1], "note": "同去" })).await["id"].clone();
        let earlier = child.create(json!({ "to": ids[1] })).await["id"].clone();
        child.delete(&earlier).await;
        places.delete(&ids[1]).await;
        let now = loose.get(&cleared["id"]).await;
        assert_eq!((now.get("to"), &now["version"], &now["said"]), (None, &json!(2), &json!("none")));
        let now = specimens.get(&several["id"]).await;
        assert_eq!(now["places"], json!([ids[2]]));
        let log = specimens.history(&several["id"]).await;
        assert_eq!(log[0]["changes"], json!([{ "field": "places", "old": [ids[1], ids[2]], "new": [ids[2]] }]));
        child.client.get(&child.at(&gone)).await.refused(404, "not_found");
        let tie = |id: &Json| json!({ "to": id });
        assert_eq!(loose.client.post(&loose.path, tie(&ids[1])).await.issues(), [("/to".to_owned(), "unknown_reference".to_owned())]);
        places.act(&ids[1], "restore", json!({})).await.expect(200);
        assert_eq!(child.get(&gone).await["note"], "同去");
        child.client.get(&child.at(&earlier)).await.refused(404, "not_found");
        assert_eq!(loose.get(&cleared["id"]).await.get("to"), None, "what was cleared stays clear");
    }

    async fn recycle_restore_purge(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let values = json!({ "code": "one", "word": "回收站", "labels": ["x"], "parts": [{ "product": "p" }], "exact": "1.50" });
        let made = records.create(values).await;
        let id = made["id"].clone();
        records.delete(&id).await;
        records.client.delete(&records.at(&id)).await.refused(404, "not_found");
        records.client.patch(&records.at(&id), json!({ "whole": 1 })).await.refused(404, "not_found");
        assert_eq!(records.found("code", json!({})).await, [] as [&str; 0]);
        assert_eq!(records.query(json!({ "q": "回收" })).await.expect(200)["items"], json!([]));
        let bin = world.admin.get("/api/v1/entities/specimen/recycle").await.expect(200);
        assert_eq!(bin["items"][0]["id"], id);
        assert_eq!(bin["items"][0]["labels"], json!(["x"]));
        let back = records.act(&id, "restore", json!({})).await.expect(200);
        for field in ["code", "word", "labels", "parts", "exact", "double"] {
            assert_eq!(back[field], made[field], "{field}");
        }
        records.act(&id, "purge", json!({})).await.refused(404, "not_found");
        records.delete(&id).await;
        records.act(&id, "purge", json!({})).await.expect(204);
        records.act(&id, "restore", json!({})).await.refused(404, "not_found");
        for table in ["e_specimen", "e_part", "l_specimen__labels"] {
            assert_eq!(world.installation.sql(&format!("SELECT count(*) FROM {table}")), "0", "{table}");
        }
        let actions = world.installation.sql("SELECT action FROM changes WHERE subject = 'specimen' ORDER BY seq");
        assert_eq!(actions.replace('\n', " "), "create delete restore delete purge");
        records.create(json!({ "code": "one" })).await;
    }
}
