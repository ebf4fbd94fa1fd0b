//! Many at once: numbers, roll-ups, tags, bulk changes, batches, undo.

use std::collections::BTreeSet;

use formwork_tests::{Engine, on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::{Chance, World, entity, text};

fn ledger() -> Vec<Json> {
    let sum = |op: &str, field: Option<&str>| {
        let mut rule = json!({ "kind": "roll_up", "target": "entry", "via": "account", "measure": { "op": op },
                               "filter": { "field": "valid", "op": "eq", "value": true } });
        if let Some(field) = field {
            rule["measure"]["field"] = json!(field);
        }
        rule
    };
    vec![
        entity(
            "account",
            json!({ "title": "name" }),
            &["name"],
            json!({
                "name": { "kind": "text" }, "count": sum("count", None), "sum": sum("sum", Some("amount")),
                "avg": sum("avg", Some("amount")), "min": sum("min", Some("amount")), "max": sum("max", Some("day")),
                "twice": { "kind": "formula", "formula": "{sum} * 2", "scale": 2 },
            }),
        ),
        entity(
            "entry",
            json!({}),
            &[],
            json!({
                "account": { "kind": "reference", "target": "account", "on_delete": "with_parent" },
                "amount": { "kind": "decimal" }, "day": { "kind": "date" }, "valid": { "kind": "boolean" },
            }),
        ),
    ]
}

fn cents(json: &Json) -> i64 {
    text(json).replace('.', "").parse().expect("a decimal of scale 2")
}

fn decimal(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// What an account must say of its entries.
fn expected(entries: &[&Json]) -> Json {
    let amounts: Vec<i64> = entries.iter().filter_map(|e| e.get("amount")).map(cents).collect();
    let (sum, count) = (amounts.iter().sum::<i64>(), i64::try_from(amounts.len()).expect("few"));
    let mut row = json!({ "count": entries.len() });
    if count > 0 {
        let half = (2 * sum.abs() + count) / (2 * count) * sum.signum();
        row["sum"] = json!(decimal(sum));
        row["avg"] = json!(decimal(half));
        row["min"] = json!(decimal(*amounts.iter().min().expect("one")));
    }
    if let Some(day) = entries.iter().filter_map(|e| e.get("day")).map(text).max() {
        row["max"] = json!(day);
    }
    row["twice"] = json!(decimal(2 * sum));
    row
}

on_both_databases! {
    async fn numbers_are_unique_and_increase(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let makers: Vec<_> = (0..32).map(|i| {
            let records = records.clone();
            tokio::spawn(async move {
                let mut last = String::new();
                for j in 0..6 {
                    let made = records.create(json!({ "code": format!("{i}-{j}") })).await;
                    let number = text(&made["number"]);
                    assert!(number > last, "{number} after {last}");
                    last = number;
                }
            })
        }).collect();
        for maker in makers {
            maker.await.expect("made");
        }
        let numbers: BTreeSet<String> = records.found("number", json!({})).await.into_iter().collect();
        assert_eq!(numbers.len(), 192);
        assert_eq!((numbers.first().map(String::as_str), numbers.last().map(String::as_str)), (Some("S0001"), Some("S0192")));
    }

    async fn only_what_must_be_without_gaps_waits(installation: Installation) {
        let number = |gap_free: bool| json!({ "kind": "auto_number", "pattern": "N{0000}", "gap_free": gap_free });
        let slip = |key: &str, gap_free| {
            let fields = json!({ "number": number(gap_free), "code": { "kind": "text", "unique": true } });
            entity(key, json!({}), &[], fields)
        };
        let world = World::start(installation, &[slip("dense", true), slip("loose", false)]).await;
        for (key, dense) in [("dense", true), ("loose", false)] {
            let slips = world.records(key);
            slips.create(json!({ "code": "taken" })).await;
            world.admin.post(&slips.path, json!({ "code": "taken" })).await.refused(422, "invalid_record");
            let next = text(&slips.create(json!({ "code": "next" })).await["number"]);
            let counted = dense || matches!(world.installation.engine(), Engine::Sqlite);
            assert_eq!(next, if counted { "N0002" } else { "N0003" }, "{key}");
        }
    }

    async fn roll_ups_equal_brute_force_under_sixteen_writers(installation: Installation) {
        let world = World::start(installation, &ledger()).await;
        let (accounts, entries) = (world.records("account"), world.records("entry"));
        let mut ids = Vec::new();
        for name in ["甲", "乙", "丙"] {
            ids.push(accounts.create(json!({ "name": name })).await["id"].clone());
        }
        let writers: Vec<_> = (0..16_u64).map(|seed| {
            let (entries, ids) = (entries.clone(), ids.clone());
            tokio::spawn(async move {
                let mut chance = Chance::new(seed + 1);
                let mut own: Vec<Json> = Vec::new();
                for _ in 0..14 {
                    let amount = decimal(i64::try_from(chance.below(2001)).expect("small") - 1000);
                    let values = json!({ "account": chance.pick(&ids), "amount": if chance.below(5) == 0 { Json::Null } else { json!(amount) },
                                         "day": format!("2026-01-{:02}", 1 + chance.below(28)), "valid": chance.below(4) > 0 });
                    let answer = match (chance.below(4), own.len()) {
                        (0, 1..) => { let id = chance.pick(&own).clone(); entries.client.patch(&entries.at(&id), values).await }
                        (1, 3..) => { let id = own.swap_remove(0); entries.client.delete(&entries.at(&id)).await }
                        _ => {
                            let answer = entries.client.post(&entries.path, values).await;
                            if answer.status == 201 { own.push(answer.json()["id"].clone()); }
                            answer
                        }
                    };
                    assert!(answer.status < 300, "{}", answer.text());
                }
            })
        }).collect();
        for writer in writers {
            writer.await.expect("wrote");
        }
        let all = entries.all(json!({ "limit": 500 })).await;
        for id in &ids {
            let own: Vec<&Json> = all.iter().filter(|e| e["account"] == *id && e["valid"] == true).collect();
            let account = accounts.get(id).await;
            for (field, value) in expected(&own).as_object().expect("a row") {
                assert_eq!(account.get(field), Some(value), "{field} of {account}");
            }
            assert_eq!(account["version"], 1, "roll-ups do not change the parent's version");
        }
        accounts.delete(&ids[0]).await;
        accounts.act(&ids[0], "restore", json!({})).await.expect(200);
        let own: Vec<&Json> = all.iter().filter(|e| e["account"] == ids[0] && e["valid"] == true).collect();
        let account = accounts.get(&ids[0]).await;
        assert_eq!((&account["count"], &account["sum"]), (&expected(&own)["count"], &expected(&own)["sum"]));
    }

    async fn tags_have_no_limit_worth_naming(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let operations: Vec<Json> = (0..25).map(|i| {
            let tags: Vec<String> = (0..200).map(|j| format!("标签{}", i * 200 + j)).collect();
            json!({ "op": "create", "values": { "code": format!("c{i}"), "labels": tags } })
        }).collect();
        world.admin.post(&format!("{}/batch", records.path), json!({ "operations": operations })).await.expect(200);
        let groups = records.aggregate(json!({ "group_by": ["labels"], "measures": [{ "op": "count" }] })).await;
        assert_eq!(groups.len(), 5000);
        let filter = json!({ "field": "labels", "op": "has_any", "value": ["标签4999", "标签0"] });
        assert_eq!(records.found("code", filter).await, ["c0", "c24"]);
        let record = records.all(json!({ "filter": { "field": "code", "op": "eq", "value": "c3" } })).await[0].clone();
        let tags: Vec<String> = (600..800).map(|i| format!("标签{i}")).collect();
        assert_eq!(record["labels"], json!(tags), "in order");
        let options = world.admin.get("/api/v1/entities/specimen/options/labels?q=4999").await.expect(200);
        assert_eq!(options["items"], json!([{ "key": "标签4999", "label": "标签4999", "count": 1 }]));
    }

    async fn five_hundred_are_tagged_and_untagged(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        for chunk in 0..5 {
            let operations: Vec<Json> = (0..100).map(|i| json!({ "op": "create", "values": { "code": format!("{chunk}-{i}"), "labels": if i % 2 == 0 { json!(["旧"]) } else { Json::Null } } })).collect();
            world.admin.post(&format!("{}/batch", records.path), json!({ "operations": operations })).await.expect(200);
        }
        let body = json!({ "filter": {}, "add": { "labels": ["重点"] } });
        let done = world.admin.post(&format!("{}/bulk", records.path), body).await.expect(200);
        assert_eq!((&done["changed"], &done["skipped"]), (&json!(500), &json!([])));
        let tagged = json!({ "field": "labels", "op": "has_any", "value": ["重点"] });
        assert_eq!(records.found("code", tagged.clone()).await.len(), 500);
        let edited = records.all(json!({ "filter": { "field": "code", "op": "in", "value": ["0-0", "0-1"] }, "sort": ["code"] })).await;
        records.patch(&edited[0]["id"], json!({ "whole": 1 })).await;
        let undo = format!("/api/v1/batches/{}/undo", text(&done["batch"]));
        world.admin.post(&undo, json!({})).await.refused(409, "edited_since");
        assert_eq!(records.found("code", tagged.clone()).await.len(), 500, "it asked first");
        let undone = world.admin.post(&undo, json!({ "keep_edited": true })).await.expect(200);
        assert_eq!(undone["undone"], 499, "{undone}");
        assert_eq!(undone["kept"], json!([{ "id": edited[0]["id"], "fields": ["whole"] }]));
        assert_eq!(records.found("code", tagged).await, ["0-0"]);
        assert_eq!(records.found("code", json!({ "field": "labels", "op": "has_any", "value": ["旧"] })).await.len(), 250);
    }

    async fn what_a_bulk_change_skips_is_told_in_the_callers_words(installation: Installation) {
        let place = entity("place", json!({ "labels": { "zh-CN": "地点", "en": "Place" } }), &[], json!({ "name": { "kind": "text" } }));
        let guide = entity("guide", json!({ "labels": { "zh-CN": "导览", "en": "Guide" } }), &[], json!({ "to": { "kind": "reference", "target": "place", "on_delete": "refuse" } }));
        let world = World::start(installation, &[place, guide]).await;
        let places = world.records("place");
        let id = places.create(json!({ "name": "a" })).await["id"].clone();
        world.records("guide").create(json!({ "to": id })).await;
        let path = format!("{}/bulk", places.path);
        let nobody = "00000000-0000-7000-8000-000000000001";
        for (language, used, absent) in [("en", "records of “Guide” refer to it", "there is no such record"), ("zh-CN", "“导览”中还有记录关联到它", "没有找到这条记录")] {
            let client = world.admin.clone().with_header("accept-language", language);
            let done = client.post(&path, json!({ "ids": [id, nobody], "delete": true })).await.expect(200);
            let skipped = |id: &Json, reason: &str, message: &str| {
                json!({ "id": id, "reason": reason, "issues": [{ "code": reason, "pointer": "", "message": message }] })
            };
            assert_eq!(done["skipped"], json!([skipped(&id, "in_use", used), skipped(&json!(nobody), "not_found", absent)]));
        }
    }

    async fn a_batch_is_all_or_nothing(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let kept = records.create(json!({ "code": "kept", "whole": 1 })).await;
        let gone = records.create(json!({ "code": "gone" })).await;
        let path = format!("{}/batch", records.path);
        let bad = json!({ "operations": [
            { "op": "create", "values": { "code": "new" } }, { "op": "update", "id": kept["id"], "values": { "whole": 2 } },
            { "op": "delete", "id": gone["id"] }, { "op": "create", "values": { "code": "kept" } } ] });
        assert_eq!(world.admin.post(&path, bad).await.issues(), [("/operations/3/values/code".to_owned(), "not_unique".to_owned())]);
        assert_eq!(records.found("code", json!({})).await, ["gone", "kept"]);
        assert_eq!(records.get(&kept["id"]).await["whole"], 1);
        let several = json!({ "operations": [{ "op": "create", "values": { "whole": "x" } }, { "op": "update", "id": kept["id"], "values": { "code": null } }] });
        let issues: Vec<String> = world.admin.post(&path, several).await.issues().into_iter().map(|(p, _)| p).collect();
        assert!(issues.iter().any(|p| p.starts_with("/operations/0/values")), "{issues:?}");
        let nowhere = "00000000-0000-7000-8000-000000000001";
        let all = json!({ "operations": [
            { "op": "create", "values": { "whole": "x" } }, { "op": "update", "values": { "whole": "y" } }, { "op": "remove" },
            { "op": "delete" }, { "op": "update", "id": kept["id"], "values": { "code": null } }, { "op": "create", "values": { "code": "a", "place": nowhere } } ] });
        let issue = |at: &str, code: &str| (format!("/operations/{at}"), code.to_owned());
        let found = world.admin.post(&path, all).await.issues();
        assert_eq!(found, [issue("0/values/code", "required"), issue("0/values/whole", "wrong_type"), issue("1/id", "required"),
            issue("1/values/whole", "wrong_type"), issue("2/op", "bad_operation"), issue("3/id", "required"), issue("4/values/code", "required"), issue("5/values/place", "unknown_reference")]);
        let unknown = json!({ "operations": [
            { "op": "create", "values": { "code": "a", "place": nowhere } }, { "op": "create", "values": { "code": "b" } },
            { "op": "update", "id": kept["id"], "values": { "place": nowhere } }, { "op": "create", "values": { "code": "kept" } } ] });
        let found = world.admin.post(&path, unknown).await.issues();
        assert_eq!(found, [issue("0/values/place", "unknown_reference"), issue("2/values/place", "unknown_reference"), issue("3/values/code", "not_unique")]);
        assert_eq!(records.found("code", json!({})).await, ["gone", "kept"]);
        let ids = json!({ "operations": [
            { "op": "delete", "id": "nine" }, { "op": "update", "id": nowhere, "values": { "whole": 1 } }, { "op": "update", "id": "", "values": { "whole": "x" } },
            { "op": "delete", "id": nowhere.replace('1', "2") }, { "op": "create", "values": {} } ] });
        let found = world.admin.post(&path, ids).await.issues();
        assert_eq!(found, [issue("0/id", "bad_id"), issue("1/id", "unknown_record"), issue("2/id", "bad_id"), issue("2/values/whole", "wrong_type"),
            issue("3/id", "unknown_record"), issue("4/values/code", "required")]);
        let good = json!({ "operations": [
            { "op": "create", "values": { "code": "new" } }, { "op": "update", "id": kept["id"], "values": { "whole": 2 }, "version": 1 }, { "op": "delete", "id": gone["id"] } ] });
        let done = world.admin.post(&path, good).await.expect(200);
        assert_eq!((&done["items"][0]["code"], &done["items"][1]["whole"], &done["items"][2]), (&json!("new"), &json!(2), &Json::Null));
        // What the body of an undo says may be left unsaid, and the body with it.
        let undo = world.admin.request(reqwest::Method::POST, &format!("/api/v1/batches/{}/undo", text(&done["batch"])));
        assert_eq!(world.admin.send(undo).await.expect(200)["undone"], 3);
        assert_eq!(records.found("code", json!({})).await, ["gone", "kept"]);
        assert_eq!(records.get(&kept["id"]).await["whole"], 1);
    }

    async fn sharing_and_claiming(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": { "specimen": { "actions": { "view": "own", "create": "all", "edit": "own", "share": "own" } } } });
        world.admin.put("/api/v1/definitions/role/clerk/draft", role).await.expect(200);
        world.admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "role", "key": "clerk" }] })).await.expect(200);
        let (_, first) = world.person("yi", "甲一", &["clerk"]).await;
        let (second_id, second) = world.person("er", "乙二", &["clerk"]).await;
        let (mine, theirs) = (crate::world::Records::new(&first, "specimen"), crate::world::Records::new(&second, "specimen"));
        let made = mine.create(json!({ "code": "one", "word": "共享" })).await;
        let id = made["id"].clone();
        theirs.client.get(&theirs.at(&id)).await.refused(404, "not_found");
        let shared = mine.act(&id, "share", json!({ "principal": { "user": second_id }, "level": "view" })).await.expect(200);
        assert_eq!(shared["items"][0]["level"], "view");
        assert_eq!(theirs.get(&id).await["word"], "共享");
        assert_eq!(theirs.found("code", json!({})).await, ["one"]);
        theirs.client.patch(&theirs.at(&id), json!({ "whole": 1 })).await.refused(403, "no_right");
        mine.act(&id, "share", json!({ "principal": { "user": second_id }, "level": "edit" })).await.expect(200);
        theirs.patch(&id, json!({ "whole": 1 })).await;
        let shares = mine.act(&id, "share", json!({})).await.expect(200);
        assert_eq!(shares["items"].as_array().map(Vec::len), Some(1), "the same principal once: {shares}");
        mine.act(&id, "share", json!({ "remove": shares["items"][0]["id"] })).await.expect(200);
        theirs.client.get(&theirs.at(&id)).await.refused(404, "not_found");
        mine.act(&id, "share", json!({ "principal": { "user": second_id }, "level": "edit", "until": "2020-01-01" })).await;
        theirs.client.get(&theirs.at(&id)).await.refused(404, "not_found");
        let nobody = "00000000-0000-7000-8000-000000000001";
        for kind in ["user", "department", "team"] {
            let found = mine.act(&id, "share", json!({ "principal": { kind: nobody } })).await.issues();
            assert_eq!(found, [(format!("/principal/{kind}"), "no_such".to_owned())]);
        }
        let both = json!({ "principal": { "user": second_id }, "remove": nobody, "until": "tomorrow" });
        let issue = |at: &str, code: &str| (at.to_owned(), code.to_owned());
        assert_eq!(mine.act(&id, "share", both).await.issues(), [issue("/remove", "not_both"), issue("/until", "bad_date")]);
        let pool = world.records("specimen");
        pool.patch(&id, json!({ "owner_id": null })).await;
        let (other_id, other) = world.person("san", "丙三", &["admin"]).await;
        let claims: Vec<_> = (0..8).map(|i| {
            let (client, id) = (if i % 2 == 0 { &world.admin } else { &other }, id.clone());
            let records = crate::world::Records::new(client, "specimen");
            tokio::spawn(async move { (i % 2, records.act(&id, "claim", json!({})).await) })
        }).collect();
        let mut winners = std::collections::BTreeSet::new();
        for claim in claims {
            match claim.await.expect("answered") {
                (who, claimed) if claimed.status == 200 => { winners.insert(who); }
                (_, late) => { late.refused(409, "state_conflict"); }
            }
        }
        let owner = if winners.contains(&0) { world.me().await } else { other_id };
        assert_eq!((winners.len(), &pool.get(&id).await["owner_id"]), (1, &json!(owner)), "one of two claims it");
    }
}
