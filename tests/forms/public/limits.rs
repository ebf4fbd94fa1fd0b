//! When, how often, and from where a form is sent.

use formwork_tests::on_both_databases;
use serde_json::json;

use super::{form, reasons, sent, somebody, submissions, visitors, visits, wait, with};

on_both_databases! {
    async fn a_form_opens_and_closes(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        let now = stranger.get("/api/v1/public/forms/visit").await.expect(200)["context"]["now"].clone();
        let now: jiff::Timestamp = now.as_str().expect("a moment").parse().expect("a moment");
        let after = |seconds: i64| (now + jiff::SignedDuration::from_secs(seconds)).to_string();
        let hours = json!({ "opens_at": after(3600), "closes_at": after(7200) });
        world.publish(vec![("form", form(&with(&hours)))]).await;
        let shown = stranger.get("/api/v1/public/forms/visit").await.expect(200);
        assert_eq!((&shown["state"], &shown["bundle"]), (&json!("not_yet"), &json!(null)));
        let body = json!({ "answers": { "name": "甲" } });
        assert_eq!(sent(&stranger, body.clone()).await.refused(409, "state_conflict")["state"], "not_yet");
        world.admin.post("/api/v1/test-clock", json!({ "now": after(3600) })).await.expect(200);
        sent(&stranger, body.clone()).await.expect(201);
        world.admin.post("/api/v1/test-clock", json!({ "now": after(7200) })).await.expect(200);
        assert_eq!(sent(&stranger, body.clone()).await.refused(409, "state_conflict")["state"], "over");
        let asked = stranger.post("/api/v1/public/forms/visit/evaluate", json!({ "answers": {} })).await;
        assert_eq!(asked.status, 409);
    }

    async fn a_form_takes_so_many_and_no_more(installation: Installation) {
        let world = visits(installation, json!({ "most": 3 })).await;
        let one = |n: usize| {
            let stranger = somebody(&world, &format!("203.0.113.{n}"));
            async move { sent(&stranger, json!({ "answers": { "name": format!("{n}") } })).await.status }
        };
        let all = tokio::join!(one(1), one(2), one(3), one(4), one(5), one(6));
        let mut statuses = [all.0, all.1, all.2, all.3, all.4, all.5];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 201, 201, 409, 409, 409], "at once, too");
        assert_eq!(visitors(&world).await.len(), 3);
        let shown = world.server.client().get("/api/v1/public/forms/visit").await.expect(200);
        assert_eq!(shown["state"], "full");
    }

    async fn a_device_sends_so_many_a_day(installation: Installation) {
        let world = visits(installation, json!({ "most_per_device": 2 })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let from = |device: &str| json!({ "answers": { "name": "甲" }, "device": device });
        sent(&stranger, from("a")).await.expect(201);
        sent(&stranger, from("a")).await.expect(201);
        sent(&stranger, from("a")).await.refused(429, "too_often");
        sent(&stranger, from("b")).await.expect(201);
        wait(&world, 25 * 3600).await;
        sent(&stranger, from("a")).await.expect(201);
    }

    async fn an_address_sends_so_many_a_minute(installation: Installation) {
        let world = visits(installation, json!({ "most_per_address": 2 })).await;
        let send = |address: &str| {
            let stranger = somebody(&world, address);
            async move { sent(&stranger, json!({ "answers": { "name": "甲" } })).await }
        };
        send("2001:db8::1").await.expect(201);
        send("2001:db8::2").await.expect(201);
        send("2001:db8::3").await.refused(429, "too_often");
        send("203.0.113.9").await.expect(201);
        wait(&world, 61).await;
        send("2001:db8::3").await.expect(201);
    }

    async fn what_was_sent_before_is_refused_held_or_marked(installation: Installation) {
        let unique = json!([{ "field": "phone", "message": { "zh-CN": "报过名了", "en": "you are on the list" } },
            { "field": "email", "again": "hold" }, { "field": "company", "again": "take" }]);
        let world = visits(installation, json!({ "unique": unique })).await;
        world.made("visitor", json!({ "name": "内部", "phone": "13912345670" })).await;
        let stranger = somebody(&world, "203.0.113.9");
        let answers = |phone: &str, email: &str| json!({ "answers": { "name": "甲", "phone": phone, "email": email, "company": "ACME" } });
        sent(&stranger, answers("13912345670", "a@corp.cn")).await.expect(201);
        let again = sent(&stranger, answers("13912345670", "b@corp.cn")).await;
        assert_eq!(again.clone().issues(), [("/phone".to_owned(), "sent_before".to_owned())]);
        assert!(again.text().contains("you are on the list"));
        sent(&stranger, answers("13912345671", "A@CORP.CN")).await.expect(201);
        sent(&stranger, answers("13912345672", "c@corp.cn")).await.expect(201);
        let held = submissions(&world, "held").await;
        assert_eq!((held.len(), reasons(&held[0])), (1, vec!["duplicate"]));
        let taken = submissions(&world, "taken").await;
        assert_eq!((reasons(&taken[0]), reasons(&taken[1])), (vec!["duplicate"], vec![]));
        assert_eq!(visitors(&world).await.len(), 3, "the one within, and two");
    }
}
