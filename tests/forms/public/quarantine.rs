//! What a person looks at first.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::{reasons, sent, solved, somebody, submissions, visitors, visits, wait};
use crate::world::World;

async fn decide(world: &World, decision: &str, ids: &[&Json]) -> Vec<Json> {
    let body = json!({ "decision": decision, "ids": ids });
    let told = world.admin.post("/api/v1/forms/visit/submissions/decide", body).await.expect(200);
    told["items"].as_array().expect("items").clone()
}

on_both_databases! {
    async fn what_looks_wrong_waits_and_says_why(installation: Installation) {
        let quarantine = json!({ "field": "budget", "op": "lt", "value": 10 });
        let world = visits(installation, json!({ "quarantine": quarantine })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let (challenge, proof) = solved(&stranger).await;
        let bodies = [
            (json!({ "answers": { "name": "蜜罐" }, "trap": "http://spam.example" }), "trap"),
            (json!({ "answers": { "name": "太快" }, "challenge": challenge, "proof": proof }), "too_fast"),
            (json!({ "answers": { "name": "乱填", "phone": "11111111111" } }), "nonsense"),
            (json!({ "answers": { "name": "乱填", "email": "test@test.com" } }), "nonsense"),
            (json!({ "answers": { "name": "条件", "budget": 1 } }), "condition"),
        ];
        for (body, reason) in bodies {
            sent(&stranger, body).await.expect(201);
            assert_eq!(reasons(&submissions(&world, "held").await[0]), [reason]);
        }
        assert_eq!(visitors(&world).await.len(), 0, "none became a record");
        let busy = somebody(&world, "198.51.100.7");
        for n in 0..11 {
            sent(&busy, json!({ "answers": { "name": format!("甲{n:02}") } })).await.expect(201);
        }
        assert_eq!(reasons(&submissions(&world, "held").await[0]), ["many_from_address"]);
        assert_eq!(visitors(&world).await.len(), 10, "the eleventh waits");
        let chinese = world.admin.clone().with_header("accept-language", "zh-CN");
        let told = chinese.get("/api/v1/forms/visit/submissions").await.expect(200);
        assert_eq!((&told["waiting"], &told["items"][0]["reasons"][0]["message"]), (&json!(6), &json!("同一网络地址短时间内提交很多")));
    }

    async fn a_person_accepts_and_rejects(installation: Installation) {
        let unique = json!([{ "field": "phone" }]);
        let world = visits(installation, json!({ "unique": unique })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let trapped = |name: &str, phone: &str| json!({ "answers": { "name": name, "phone": phone, "budget": 2000 }, "trap": "x",
            "parameters": { "utm_source": "广告" } });
        for (name, phone) in [("甲", "13912345670"), ("乙", "13912345671"), ("丙", "13912345672")] {
            sent(&stranger, trapped(name, phone)).await.expect(201);
        }
        let held = submissions(&world, "held").await;
        assert_eq!(held[2]["values"]["name"], "甲");
        let told = decide(&world, "accept", &[&held[2]["id"], &held[1]["id"]]).await;
        assert_eq!((&told[0]["outcome"], &told[1]["outcome"]), (&json!("accepted"), &json!("accepted")), "{told:?}");
        let made = visitors(&world).await;
        assert_eq!(made.len(), 2);
        assert!(made.iter().all(|one| one["channel"] == "广告" && one["state"] == "good" && one["created_by"] == json!(null)));
        assert_eq!(decide(&world, "reject", &[&held[0]["id"]]).await[0]["outcome"], "rejected");
        let again = decide(&world, "accept", &[&held[0]["id"], &held[1]["id"]]).await;
        assert!(again.iter().all(|one| one["outcome"] == "gone"), "{again:?}");
        assert_eq!(submissions(&world, "held").await.len(), 0);
        assert_eq!(submissions(&world, "rejected").await[0]["values"]["name"], "丙", "nothing is lost");
        let sober = |phone: &str| json!({ "answers": { "name": "丁", "phone": phone } });
        sent(&stranger, sober("13912345672")).await.expect(201);
        assert_eq!(sent(&stranger, sober("13912345670")).await.issues()[0].1, "sent_before");
    }

    async fn of_two_who_decide_one_finds_it_decided(installation: Installation) {
        let world = visits(installation, json!({})).await;
        sent(&somebody(&world, "203.0.113.9"), json!({ "answers": { "name": "甲" }, "trap": "x" })).await.expect(201);
        let held = submissions(&world, "held").await;
        let id = &held[0]["id"];
        let ids = [id];
        let (one, other) = tokio::join!(decide(&world, "accept", &ids), decide(&world, "accept", &ids));
        let mut outcomes = [one[0]["outcome"].clone(), other[0]["outcome"].clone()];
        outcomes.sort_by_key(ToString::to_string);
        assert_eq!(outcomes, [json!("accepted"), json!("gone")]);
        assert_eq!(visitors(&world).await.len(), 1);
    }

    async fn a_held_file_is_kept_until_somebody_decides(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        let (challenge, proof) = solved(&stranger).await;
        wait(&world, 10).await;
        let own = stranger.clone().with_header("x-formwork-challenge", &challenge);
        let up = "/api/v1/public/forms/visit/files?name=a.txt";
        let file = own.post_bytes(up, "application/octet-stream", "hi").await.expect(201);
        let answers = json!({ "name": "甲", "scan": [{ "id": file["id"] }] });
        let body = json!({ "answers": answers, "trap": "x", "challenge": challenge, "proof": proof });
        sent(&stranger, body).await.expect(201);
        wait(&world, 3 * 24 * 3600).await;
        let held = submissions(&world, "held").await;
        let told = decide(&world, "accept", &[&held[0]["id"]]).await;
        assert_eq!(told[0]["outcome"], "accepted", "{told:?}");
        let made = &visitors(&world).await[0];
        let place = format!("/api/v1/entities/visitor/records/{}/files/scan/{}", made["id"].as_str().expect("id"), file["id"].as_str().expect("id"));
        assert_eq!(world.admin.get(&place).await.body, b"hi");
    }

    async fn only_who_sees_all_of_them_looks_through_them(installation: Installation) {
        let world = visits(installation, json!({})).await;
        sent(&somebody(&world, "203.0.113.9"), json!({ "answers": { "name": "甲", "phone": "13912345670" }, "trap": "x" })).await.expect(201);
        let role = |key: &str, view: &str, fields: Json| json!({ "format": 1, "key": key, "labels": { "zh-CN": key },
            "entities": { "visitor": { "actions": { "view": view, "create": "all" }, "fields": fields } } });
        let all = role("clerk", "all", json!({ "phone": "masked", "company": "hidden" }));
        world.publish(vec![("role", all), ("role", role("seller", "own", json!({})))]).await;
        let seller = world.person("xiaoshou", &["seller"]).await;
        seller.get("/api/v1/forms/visit/submissions").await.refused(403, "no_right");
        let body = json!({ "decision": "reject", "ids": ["0199a000-0000-7000-8000-000000000001"] });
        seller.post("/api/v1/forms/visit/submissions/decide", body).await.refused(403, "no_right");
        let clerk = world.person("wenyuan", &["clerk"]).await;
        let told = clerk.get("/api/v1/forms/visit/submissions").await.expect(200);
        assert_eq!(told["items"][0]["values"]["name"], "甲");
        assert!(told["items"][0]["values"].get("phone").is_none(), "masked, so not shown: {told}");
    }
}
