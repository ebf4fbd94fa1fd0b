//! `Idempotency-Key`: sent twice, done once, and told again to whom may still know.

use std::time::Duration;

use formwork_tests::{Answer, Client, on_both_databases};
use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, entity, upload};

fn keyed(client: &Client, key: &str) -> Client {
    client.clone().with_header("idempotency-key", key)
}

/// Sends the same eight times at once.
async fn eight<F: Future<Output = Answer> + Send + 'static>(ask: impl Fn() -> F) -> Vec<Answer> {
    let tries: Vec<_> = (0..8).map(|_| tokio::spawn(ask())).collect();
    let mut answers = Vec::new();
    for attempt in tries {
        answers.push(attempt.await.expect("answered"));
    }
    answers
}

/// One or more were answered alike, the others told that it is under way; what was answered.
#[track_caller]
fn one_effect(answers: Vec<Answer>, status: u16) -> Answer {
    let (done, others): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|a| a.status == status);
    for other in others {
        assert_eq!(other.header("retry-after"), "1", "{}", other.text());
        other.refused(409, "under_way");
    }
    assert!(done.windows(2).all(|pair| pair[0].body == pair[1].body));
    done.into_iter().next().expect("one is answered")
}

on_both_databases! {
    async fn sent_eight_times_at_once_it_happens_once(installation: Installation) {
        let desk = Desk::open(installation).await;
        let user = json!({ "username": "li", "name": "李", "password": "horse battery staple" });
        let answers = eight(|| {
            let (client, user) = (keyed(&desk.admin, "a user"), user.clone());
            async move { client.post("/api/v1/users", user).await }
        });
        let first = one_effect(answers.await, 201);
        let again = keyed(&desk.admin, "a user").post("/api/v1/users", user).await;
        assert_eq!((again.status, again.json()), (201, first.json()));
        assert_eq!(desk.installation.sql("SELECT count(*) FROM users WHERE username = 'li'"), "1");

        for n in 0..40 {
            desk.create("company", json!({ "name": format!("甲{n}") })).await;
        }
        let path = "/api/v1/entities/company/records/bulk";
        let change = json!({ "q": "甲", "set": { "remark": "一次" } });
        let answers = eight(|| {
            let (client, change) = (keyed(&desk.admin, "a bulk"), change.clone());
            async move { client.post(path, change).await }
        });
        let first = one_effect(answers.await, 200);
        assert_eq!(first.json()["changed"], 40);
        let again = keyed(&desk.admin, "a bulk").post(path, change.clone()).await;
        assert_eq!((again.status, again.json()), (200, first.json()));
        assert_eq!(desk.installation.sql("SELECT count(*) FROM batches WHERE kind = 'bulk'"), "1");
        keyed(&desk.admin, "a bulk").post(path, json!({ "q": "甲", "delete": true })).await.refused(409, "key_reused");

        let change = json!({ "q": "甲", "set": { "remark": "断线" } });
        let hasty = keyed(&desk.admin, "hung up");
        let request = hasty.request(Method::POST, path).json(&change).timeout(Duration::from_millis(20));
        drop(request.send().await);
        let answer = loop {
            let answer = hasty.post(path, change.clone()).await;
            if answer.status == 200 {
                break answer;
            }
            answer.refused(409, "under_way");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(answer.json()["changed"], 40, "what had begun went on to its end");
        assert_eq!(desk.installation.sql("SELECT count(*) FROM batches WHERE kind = 'bulk'"), "2");
    }

    async fn an_upload_sent_again_is_one_import(installation: Installation) {
        let desk = Desk::open(installation).await;
        let file = "名称\n甲\n乙\n";
        let answers = eight(|| {
            let client = keyed(&desk.admin, "a file");
            async move { upload(&client, "company", "a.csv", file, None).await }
        });
        let first = one_effect(answers.await, 202).json();
        let client = keyed(&desk.admin, "a file");
        let again = upload(&client, "company", "a.csv", file, None).await.expect(202);
        assert_eq!(again["id"], first["id"]);
        upload(&client, "company", "a.csv", "名称\n丙\n", None).await.refused(409, "key_reused");
        upload(&client, "company", "b.csv", file, None).await.refused(409, "key_reused");
        assert_eq!(desk.installation.sql("SELECT count(*) FROM imports"), "1");
        let folders = std::fs::read_dir(desk.installation.data_dir().join("transfers")).expect("a folder");
        let ids = folders.filter(|f| f.as_ref().is_ok_and(|f| f.file_name().len() == 36)).count();
        assert_eq!(ids, 1, "what came in again is not kept");
        let client = keyed(&desk.admin, "a wrong file");
        upload(&client, "company", "a.csv", file, Some("nothing")).await.issues();
        upload(&client, "company", "a.csv", file, None).await.expect(202);
    }

    async fn an_answer_keeps_its_status_and_headers(installation: Installation) {
        let desk = Desk::open(installation).await;
        let path = "/api/v1/entities/company/records";
        let client = keyed(&desk.admin, "a record");
        let values = json!({ "name": "甲" });
        let (first, again) = (client.post(path, values.clone()).await, client.post(path, values).await);
        for header in ["etag", "location", "content-type"] {
            assert!(!first.header(header).is_empty(), "{header}");
            assert_eq!(first.header(header), again.header(header), "{header}");
        }
        assert_eq!((first.status, again.status, first.json()), (201, 201, again.json()));
        let place = first.header("location").to_owned();
        desk.admin.delete(&place).await.expect(204);
        let client = keyed(&desk.admin, "back");
        let restore = format!("{place}/restore");
        let (first, again) = (client.post(&restore, json!({})).await, client.post(&restore, json!({})).await);
        let form = "multipart/form-data; boundary=x";
        client.post_bytes(&restore, form, "--x--\r\n").await.refused(409, "key_reused");
        assert_eq!((first.header("etag"), again.header("etag")), ("\"3\"", "\"3\""));
        assert_eq!(first.json(), again.json());
        desk.admin.delete(&place).await.expect(204);
        let client = keyed(&desk.admin, "gone");
        let purge = format!("{place}/purge");
        client.post(&purge, json!({})).await.expect(204);
        client.post(&purge, json!({})).await.expect(204);
    }

    async fn reading_is_done_anew_and_secrets_are_not_kept(installation: Installation) {
        let desk = Desk::open(installation).await;
        let client = keyed(&desk.admin, "reads");
        let path = |verb: &str| format!("/api/v1/entities/company/records/{verb}");
        let count = json!({ "measures": [{ "op": "count" }] });
        let names = async || client.post(&path("query"), json!({})).await.expect(200)["items"].as_array().map(Vec::len);
        assert_eq!((names().await, client.post(&path("aggregate"), count.clone()).await.expect(200)["items"][0]["count"].clone()), (Some(0), json!(0)));
        desk.create("company", json!({ "name": "甲", "phone": "13812345678" })).await;
        assert_eq!((names().await, client.post(&path("aggregate"), count).await.expect(200)["items"][0]["count"].clone()), (Some(1), json!(1)));
        let same = json!({ "phone": "13812345678" });
        let found = client.post("/api/v1/entities/company/duplicates", same).await.expect(200);
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
        client.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        assert_eq!(desk.installation.sql("SELECT count(*) FROM idempotency"), "0");
        let draft = json!({ "name": "programs" });
        let made = client.post("/api/v1/tokens", draft.clone()).await.expect(201);
        let problem = client.post("/api/v1/tokens", draft).await.refused(409, "already_done");
        assert_eq!(problem["answered"], 201);
        let token = made["token"].as_str().expect("a token");
        let kept = desk.installation.sql("SELECT CAST(status AS TEXT) || headers || COALESCE(body, '-') FROM idempotency");
        assert!(kept.starts_with("201") && kept.ends_with('-') && !kept.contains(token), "{kept}");
        assert_eq!(desk.installation.sql("SELECT count(*) FROM api_tokens"), "1");
    }

    async fn an_answer_too_large_to_keep_is_given_whole(installation: Installation) {
        let desk = Desk::open(installation).await;
        let fields = json!({ "a": { "kind": "long_text" }, "b": { "kind": "long_text" }, "c": { "kind": "long_text" }, "d": { "kind": "long_text" } });
        desk.publish(&[("entity", entity("book", &json!({}), &[], &fields))]).await;
        let book = desk.create("book", json!({ "a": "书" })).await;
        let place = format!("/api/v1/entities/book/records/{}", book["id"].as_str().expect("an id"));
        for field in ["a", "b", "c", "d"] {
            desk.admin.patch(&place, json!({ field: "长".repeat(100_000) })).await.expect(200);
        }
        desk.admin.delete(&place).await.expect(204);
        let client = keyed(&desk.admin, "a large one");
        let restored = client.post(&format!("{place}/restore"), json!({})).await;
        assert!(restored.body.len() > 1 << 20);
        assert_eq!(restored.expect(200)["d"].as_str().map(str::len), Some(300_000));
        client.post(&format!("{place}/restore"), json!({})).await.refused(409, "already_done");
        desk.admin.get(&place).await.expect(200);
    }

    async fn what_is_told_again_is_what_one_may_see_today(installation: Installation) {
        let desk = Desk::open(installation).await;
        let role = |fields: Json, view: &str| {
            json!({ "entities": { "company": { "actions": { "view": view, "create": "all", "edit": "all", "delete": "all" }, "fields": fields } } })
        };
        let mut made = role(json!({}), "all");
        made["key"] = json!("clerk");
        desk.admin.post("/api/v1/roles", made).await.expect(201);
        let clerk = keyed(&desk.person("clerk", &["clerk"]).await, "told");
        let path = "/api/v1/entities/company/records";
        let values = json!({ "name": "甲", "secret": "密", "phone": "13812345678" });
        let first = clerk.post(path, values.clone()).await.expect(201);
        let restrict = async |fields: Json, view: &str| {
            desk.admin.patch("/api/v1/roles/clerk", role(fields, view)).await.expect(200);
        };
        assert_eq!(clerk.post(path, values.clone()).await.expect(201), first);
        restrict(json!({ "secret": "hidden", "phone": "masked" }), "all").await;
        let less = clerk.post(path, values.clone()).await.expect(201);
        assert_eq!((less.get("secret"), &less["name"]), (None, &json!("甲")));
        let shown = clerk.get(&format!("{path}/{}", first["id"].as_str().expect("an id"))).await.expect(200);
        assert_eq!(less["phone"], shown["phone"], "masked as a list shows it");
        restrict(json!({}), "own").await;
        let given = json!({ "owner_id": desk.admin.get("/api/v1/me").await.expect(200)["user"]["id"] });
        desk.admin.patch(&format!("{path}/{}", first["id"].as_str().expect("an id")), given).await.expect(200);
        clerk.post(path, values.clone()).await.refused(409, "already_done");
        desk.admin.patch("/api/v1/roles/clerk", json!({ "entities": { "company": { "actions": { "create": "none" } } } })).await.expect(200);
        clerk.post(path, values).await.refused(403, "no_right");
    }
}
