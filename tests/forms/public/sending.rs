//! From the page to the record.

use formwork_tests::on_both_databases;
use serde_json::json;

use super::{CANARY, SCRIPT, form, rows, sent, solved, somebody, visitors, visits, wait, with};

on_both_databases! {
    async fn a_stranger_makes_a_record(installation: Installation) {
        let world = visits(installation, json!({ "consent": { "labels": { "zh-CN": "我同意", "en": "I agree" } },
            "thanks": { "zh-CN": "多谢", "en": "Many thanks" } })).await;
        let stranger = somebody(&world, "203.0.113.9").with_header("user-agent", "Browser/1");
        let shown = stranger.get("/api/v1/public/forms/visit").await.expect(200);
        assert_eq!((&shown["state"], &shown["captcha"]), (&json!("open"), &json!(false)));
        assert_eq!(shown["labels"]["zh-CN"], "预约参观");
        let told = shown.to_string();
        assert!(!told.contains(CANARY) && !told.contains("\"note\"") && !told.contains("\"cost\""), "{told}");
        assert_eq!(shown["bundle"]["form"]["layout"][0]["labels"]["zh-CN"], SCRIPT, "a label is text and travels as it is");
        let body = json!({ "answers": { "name": "王小明", "phone": "13800138000", "budget": 5000,
            "wishes": [{ "product": "泵" }] }, "parameters": { "utm_source": "展会", "utm_term": "x", "evil": "y" }, "consent": true });
        let done = sent(&stranger, body).await.expect(201);
        assert_eq!(done["thanks"], "Many thanks");
        let made = &visitors(&world).await[0];
        assert_eq!((&made["name"], &made["channel"]), (&json!("王小明"), &json!("展会")));
        assert_eq!((&made["state"], &made["note"]), (&json!("good"), &json!(CANARY)), "a rule and a hidden default");
        assert_eq!((&made["owner_id"], &made["created_by"]), (&json!(null), &json!(null)), "nobody's");
        let kept = world.installation.sql("SELECT state || '|' || address || '|' || agent || '|' || consent || '|' || parameters FROM public_submissions");
        assert_eq!(kept, "taken|203.0.113.0/24|Browser/1|I agree|{\"utm_source\":\"展会\",\"utm_term\":\"x\"}");
        let place = format!("/api/v1/entities/visitor/records/{}/history", made["id"].as_str().expect("an id"));
        let why = &world.admin.get(&place).await.expect(200)["items"][0]["why"];
        assert_eq!((&why["form"], &why["submission"]), (&json!("visit"), &done["id"]));
    }

    async fn what_the_server_must_know_it_is_asked(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let body = json!({ "answers": { "name": "", "budget": 2000 }, "parameters": { "utm_source": "x" } });
        let told = somebody(&world, "203.0.113.9").post("/api/v1/public/forms/visit/evaluate", body).await.expect(200);
        let told = &told["evaluation"];
        assert_eq!(told["issues"][0]["pointer"], "/name", "{told}");
        for unseen in ["note", "channel", "campaign", "state", "owner_id"] {
            assert!(told["values"].get(unseen).is_none() && told["visible"].get(unseen).is_none(), "{unseen}: {told}");
        }
        assert!(!told.to_string().contains(CANARY), "{told}");
    }

    async fn everything_wrong_is_told_and_nothing_is_written(installation: Installation) {
        let world = visits(installation, json!({ "captcha": true, "consent": { "labels": { "zh-CN": "我同意" } } })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let body = json!({ "answers": { "phone": "abc", "note": "x", "state": "good", "nonsense": 1 } });
        let mut found = sent(&stranger, body).await.issues();
        found.sort();
        let wanted = [("/challenge", "proof_required"), ("/consent", "consent_required"), ("/name", "required"),
            ("/nonsense", "unknown_field"), ("/note", "not_on_form"), ("/phone", "bad_phone"), ("/state", "not_on_form")];
        assert_eq!(found, wanted.map(|(at, code)| (at.to_owned(), code.to_owned())));
        let (challenge, proof) = solved(&stranger).await;
        wait(&world, 10).await;
        let good = json!({ "answers": { "name": "甲" }, "consent": true, "challenge": challenge, "proof": proof });
        sent(&stranger, good).await.expect(201);
        assert_eq!(visitors(&world).await.len(), 1);
    }

    async fn sent_twice_it_is_taken_once(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9").with_header("idempotency-key", "page-1");
        let body = json!({ "answers": { "name": "甲" } });
        let (one, other) = tokio::join!(sent(&stranger, body.clone()), sent(&stranger, body.clone()));
        let (one, other) = (one.expect(201), other.expect(201));
        assert_eq!(one["id"], other["id"]);
        assert_eq!(sent(&stranger, body).await.expect(201)["id"], one["id"]);
        assert_eq!(rows(&world, "e_visitor"), "1");
        sent(&stranger, json!({ "answers": { "name": "乙" } })).await.refused(409, "key_reused");
    }

    async fn files_come_along_and_nobody_elses(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        let up = "/api/v1/public/forms/visit/files?name=a.txt";
        stranger.post_bytes(up, "application/octet-stream", "hi").await.refused(422, "invalid");
        let (challenge, proof) = solved(&stranger).await;
        wait(&world, 10).await;
        let own = stranger.clone().with_header("x-formwork-challenge", &challenge);
        let file = own.post_bytes(up, "application/octet-stream", "hi").await.expect(201);
        let (others, other_proof) = solved(&stranger).await;
        let answers = json!({ "name": "甲", "scan": [{ "id": file["id"] }] });
        let stolen = json!({ "answers": answers, "challenge": others, "proof": other_proof });
        assert_eq!(sent(&stranger, stolen).await.issues()[0].1, "unknown_file");
        sent(&stranger, json!({ "answers": answers, "challenge": challenge, "proof": proof })).await.expect(201);
        let made = &visitors(&world).await[0];
        assert_eq!(made["scan"][0]["name"], "a.txt");
        let place = format!("/api/v1/entities/visitor/records/{}/files/scan/{}", made["id"].as_str().expect("id"), file["id"].as_str().expect("id"));
        assert_eq!(world.admin.get(&place).await.body, b"hi");
        assert_eq!(stranger.get(&place).await.status, 401);
    }

    async fn what_a_public_page_says_must_make_sense(installation: Installation) {
        let world = visits(installation, json!({})).await;
        for (more, code, at) in [
            (json!({ "sources": [{ "parameter": "a", "field": "wishes" }] }), "not_public", "/public/sources/0/field"),
            (json!({ "prefill": ["scan"] }), "not_public", "/public/prefill/0"),
            (json!({ "unique": [{ "field": "state" }] }), "not_on_form", "/public/unique/0/field"),
            (json!({ "closes_at": "tomorrow" }), "bad_format", "/public/closes_at"),
        ] {
            let problem = world.try_publish(vec![("form", form(&with(&more)))]).await.issues();
            assert!(problem.iter().any(|(pointer, found)| found == code && pointer.ends_with(at)), "{problem:?}");
        }
    }
}
