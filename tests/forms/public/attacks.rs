//! What somebody outside tries.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::{CANARY, reasons, rows, sent, solved, somebody, submissions, visitors, visits, wait};

on_both_databases! {
    async fn nobody_writes_what_the_form_does_not_ask_for(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        for (answers, at, code) in [
            (json!({ "owner_id": "0199a000-0000-7000-8000-000000000001" }), "/owner_id", "not_on_form"),
            (json!({ "id": "0199a000-0000-7000-8000-000000000001" }), "/id", "computed"),
            (json!({ "created_by": null, "version": 9 }), "/version", "computed"),
            (json!({ "channel": "我自己写的" }), "/channel", "not_on_form"),
            (json!({ "note": "x" }), "/note", "not_on_form"),
            (json!({ "__proto__": { "admin": true } }), "/__proto__", "unknown_field"),
            (json!({ "constructor": 1 }), "/constructor", "unknown_field"),
            (json!({ "wishes": [{ "cost": "1" }] }), "/wishes/0/cost", "not_on_form"),
            (json!({ "wishes": vec![json!({ "product": "x" }); 10_000] }), "/wishes", "too_many_items"),
        ] {
            let mut answers = answers;
            answers["name"] = json!("甲");
            let found = sent(&stranger, json!({ "answers": answers })).await.issues();
            assert!(found.iter().any(|(pointer, told)| pointer == at && told == code), "{at}: {found:?}");
        }
        let more = json!({ "answers": { "name": "甲" }, "record": "0199a000-0000-7000-8000-000000000001", "state": "taken" });
        assert_eq!(sent(&stranger, more).await.status, 422);
        assert_eq!((rows(&world, "e_visitor"), rows(&world, "public_submissions")), ("0".into(), "0".into()));
    }

    async fn a_source_that_does_not_fit_harms_nobody(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let long = "长".repeat(5_000);
        let body = json!({ "answers": { "name": "甲" }, "parameters": { "utm_source": long, "note": "x", "company": "y" } });
        sent(&somebody(&world, "203.0.113.9"), body).await.expect(201);
        let made = &visitors(&world).await[0];
        assert!(made["channel"].as_str().expect("text").chars().count() <= 500);
        assert_eq!((&made["note"], &made["company"]), (&json!(CANARY), &json!(null)), "only what is declared, and unseen");
        let many: serde_json::Map<String, Json> = (0..51).map(|i| (format!("p{i}"), json!("x"))).collect();
        let body = json!({ "answers": { "name": "甲" }, "parameters": many });
        assert_eq!(sent(&somebody(&world, "203.0.113.9"), body).await.issues()[0].1, "too_many_items");
    }

    async fn a_challenge_is_ours_and_good_once(installation: Installation) {
        let world = visits(installation, json!({ "captcha": true })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let (challenge, proof) = solved(&stranger).await;
        wait(&world, 10).await;
        let send = |challenge: &str, proof: u64| {
            sent(&stranger, json!({ "answers": { "name": "甲" }, "challenge": challenge, "proof": proof }))
        };
        assert_eq!(send(&challenge, proof + 1).await.issues()[0].1, "bad_proof");
        let mut bent = challenge.clone();
        bent.replace_range(22..23, if &bent[22..23] == "A" { "B" } else { "A" });
        assert_eq!(send(&bent, proof).await.issues()[0].1, "bad_challenge");
        assert_eq!(send("AAAA", proof).await.issues()[0].1, "bad_challenge");
        let (one, other) = tokio::join!(send(&challenge, proof), send(&challenge, proof));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "of two at once one is taken");
        assert_eq!(send(&challenge, proof).await.issues()[0].1, "challenge_used");
        let (late, proof) = solved(&stranger).await;
        wait(&world, 7 * 3600).await;
        assert_eq!(send(&late, proof).await.issues()[0].1, "challenge_expired");
        assert_eq!(rows(&world, "e_visitor"), "1");
    }

    async fn other_content_is_not_taken(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        let path = "/api/v1/public/forms/visit/submissions";
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            assert_eq!(stranger.post_bytes(path, kind, "{\"answers\":{\"name\":\"x\"}}").await.status, 415, "{kind}");
        }
        stranger.post_bytes(path, "application/json", "{\"answers\":{\"name\":\"x\",\"name\":\"y\"}}").await.refused(400, "malformed");
        stranger.post_bytes(path, "application/json", vec![b' '; 1 << 21]).await.refused(413, "too_large");
        let cross = stranger.clone().with_header("sec-fetch-site", "cross-site");
        sent(&cross, json!({ "answers": { "name": "x" } })).await.refused(403, "cross_site");
        assert_eq!(sent(&stranger, json!({ "answers": [] })).await.status, 422);
        stranger.get("/api/v1/public/forms/nowhere").await.refused(404, "not_found");
    }

    async fn whoever_sends_a_form_learns_nothing(installation: Installation) {
        let world = visits(installation, json!({})).await;
        world.made("visitor", json!({ "name": CANARY, "code": "K-1", "phone": "13912345670" })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let same = json!({ "answers": { "name": "甲", "code": "K-1", "phone": "13912345670" } });
        let fresh = json!({ "answers": { "name": "甲", "code": "K-2", "phone": "13912345671" } });
        let (one, other) = (sent(&stranger, same).await.expect(201), sent(&stranger, fresh).await.expect(201));
        assert_eq!(one["thanks"], other["thanks"], "a code that is taken is not told of");
        let held = submissions(&world, "held").await;
        assert_eq!(reasons(&held[0]), ["exists"]);
        for path in ["/api/v1/entities", "/api/v1/entities/visitor/records", "/api/v1/forms/visit", "/api/v1/forms/visit/submissions",
                     "/api/v1/search?q=CANARY", "/api/v1/entities/visitor/records/query"] {
            let answer = stranger.get(path).await;
            assert!(matches!(answer.status, 401 | 405), "{path}: {}", answer.status);
        }
        for answer in [stranger.get("/api/v1/public/forms/visit").await, stranger.get("/api/v1/openapi.json").await] {
            assert!(!answer.text().contains(CANARY));
        }
    }
}
