//! kill -9 under write load, batches, changes of many and deletes among it: acknowledged is there exactly once,
//! unacknowledged once or not at all, batches whole or not at all, keys sent again
//! find their first answer, the chain holds, the file is whole, roll-ups agree.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use formwork_tests::{Client, Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use crate::{
    many::{self, Many},
    oracle::Oracle,
};

const WRITERS: usize = 6;
pub(crate) const RECORDS: &str = "/api/v1/entities/thing/records";

fn rounds() -> usize {
    std::env::var("FORMWORK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

fn definition(key: &str, properties: Json) -> Json {
    json!({ "type": "object", "properties": properties,
            "x-entity": { "format": 1, "key": key, "labels": { "zh-CN": key } } })
}

async fn publish(admin: &Client) {
    let label = json!({ "zh-CN": "项" });
    let field = |kind: &str| json!({ "x-field": { "kind": kind, "labels": label } });
    let thing = definition(
        "thing",
        json!({
        "code": field("text"), "note": { "x-field": { "kind": "text", "labels": label, "search": true } }, "count": field("integer"),
        "labels": field("tags"), "number": { "x-field": { "kind": "auto_number", "pattern": "T{0000}", "labels": label } },
        "group": { "x-field": { "kind": "reference", "target": "group", "labels": label } } }),
    );
    let group = definition(
        "group",
        json!({ "name": field("text"),
        "things": { "x-field": { "kind": "roll_up", "target": "thing", "via": "group", "measure": { "op": "count" }, "labels": label } } }),
    );
    for (key, body) in [("thing", thing), ("group", group)] {
        admin.put(&format!("/api/v1/definitions/entity/{key}/draft"), body).await.expect(200);
    }
    let drafts =
        json!({ "drafts": [{ "kind": "entity", "key": "thing" }, { "kind": "entity", "key": "group" }] });
    admin.post("/api/v1/publish", drafts).await.expect(200);
}

/// Sends a request; `None` when the server died meanwhile.
pub(crate) async fn send(
    client: &Client,
    method: reqwest::Method,
    path: &str,
    key: Option<&str>,
    body: &Json,
) -> Option<(u16, Json)> {
    let mut request = client.request(method, path).json(body).timeout(Duration::from_secs(20));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.json().await.ok()?))
}

/// One writer: creates under keys, counts one record of its own up, and now and then does something to several.
async fn write(
    client: Client,
    oracle: Arc<Oracle>,
    group: Json,
    own: (usize, String),
    round: usize,
    stop: Arc<AtomicBool>,
) {
    let (writer, counter) = own;
    let mut count = oracle.expected().counters.get(&counter).map_or(0, |c| c.1);
    let mut many = Many::new(client.clone(), oracle.clone(), group.clone());
    for i in 0.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let code = format!("r{round}w{writer}i{i}");
        let body = json!({ "code": code, "note": "掉电 测试", "labels": ["甲", code], "group": group });
        oracle.note(&format!("ask {code}"));
        let mut made = None;
        match send(&client, reqwest::Method::POST, RECORDS, Some(&code), &body).await {
            Some((201, record)) => {
                oracle.note(&format!("done {code}"));
                made = record["id"].as_str().map(str::to_owned);
            }
            Some((503, _)) => oracle.note(&format!("refused {code}")),
            Some((status, body)) => panic!("{status}: {body}"),
            None => return,
        }
        count += 1;
        oracle.note(&format!("count {counter} {count}"));
        match send(
            &client,
            reqwest::Method::PATCH,
            &format!("{RECORDS}/{counter}"),
            None,
            &json!({ "count": count }),
        )
        .await
        {
            Some((200, _)) => oracle.note(&format!("counted {counter} {count}")),
            Some((503, _)) => {}
            Some((status, body)) => panic!("{status}: {body}"),
            None => return,
        }
        let doomed = made.as_deref().filter(|_| i % 4 == 1);
        if i % 2 == 1 && many.step(&code, doomed).await.is_none() {
            return;
        }
    }
}

async fn all(client: &Client) -> Vec<Json> {
    let mut found = Vec::new();
    let mut body = json!({ "limit": 500, "sort": ["code"] });
    loop {
        let page = client.post(&format!("{RECORDS}/query"), body.clone()).await.expect(200);
        found.extend(page["items"].as_array().expect("items").clone());
        if page["next_cursor"].is_null() {
            return found;
        }
        body["cursor"] = page["next_cursor"].clone();
    }
}

async fn audit(installation: &Installation, client: &Client, oracle: &Oracle, group: &Json) {
    let expected = oracle.expected();
    let found = all(client).await;
    let times = |code: &str| found.iter().filter(|r| r["code"] == *code).count();
    for code in expected.sure.difference(&expected.gone).filter(|code| !expected.going.contains(*code)) {
        assert_eq!(times(code), 1, "acknowledged: {code}");
    }
    many::audit(&expected, &found);
    for code in &expected.open {
        assert!(times(code) <= 1, "unanswered: {code}");
    }
    for code in &expected.refused {
        assert_eq!(times(code), 0, "refused: {code}");
    }
    for (id, (counted, asked)) in &expected.counters {
        let record = found.iter().find(|r| r["id"] == **id).expect("a counter");
        let count = record["count"].as_i64().unwrap_or(0);
        assert!((*counted..=*asked).contains(&count), "{counted} <= {count} <= {asked}");
    }
    let numbered =
        found.iter().filter_map(|r| r["number"].as_str()).collect::<std::collections::BTreeSet<_>>().len();
    assert_eq!(numbered, found.len(), "numbers are unique");
    let made = found.iter().filter(|r| r["code"].is_string()).collect::<Vec<_>>();
    assert!(made.iter().all(|r| r["labels"] == json!(["甲", r["code"]])), "nothing is half-written");
    let counted = client
        .get(&format!("/api/v1/entities/group/records/{}", group.as_str().expect("an id")))
        .await
        .expect(200);
    assert_eq!(counted["things"], made.len(), "the roll-up agrees");
    let searched =
        client.post(&format!("{RECORDS}/query"), json!({ "q": "掉电", "count": "exact" })).await.expect(200);
    assert_eq!(searched["count"], made.len(), "full text agrees");
    let logged = installation
        .sql("SELECT count(DISTINCT record_id) FROM changes WHERE subject = 'thing' AND action = 'create'");
    let deleted = installation
        .sql("SELECT count(DISTINCT record_id) FROM changes WHERE subject = 'thing' AND action = 'delete'");
    let deleted: usize = deleted.parse().expect("a number");
    assert_eq!(logged, (found.len() + deleted).to_string(), "the log agrees");
    for code in &expected.open {
        let body = json!({ "code": code, "note": "掉电 测试", "labels": ["甲", code], "group": group });
        let again = send(client, reqwest::Method::POST, RECORDS, Some(code), &body).await.expect("an answer");
        assert_eq!(again.0, 201, "{}", again.1);
        oracle.note(&format!("done {code}"));
    }
    let found = all(client).await;
    for code in &expected.open {
        assert_eq!(found.iter().filter(|r| r["code"] == **code).count(), 1, "sent again: {code}");
    }
}

on_both_databases! {
    async fn acknowledged_survives_kill_nine(installation: Installation) {
        let place = tempfile::tempdir().expect("a directory");
        let oracle = Arc::new(Oracle::new(place.path()));
        let mut server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin).await;
        let token = installation.token(formwork_tests::ADMIN.0);
        let group = admin.post("/api/v1/entities/group/records", json!({ "name": "组" })).await.expect(201)["id"].clone();
        let mut counters = Vec::new();
        for _ in 0..WRITERS {
            let made = admin.post(RECORDS, json!({ "count": 0 })).await.expect(201);
            counters.push(made["id"].as_str().expect("an id").to_owned());
        }
        let mut acknowledged = 0;
        for round in 0..rounds() {
            let stop = Arc::new(AtomicBool::new(false));
            let writers: Vec<_> = counters.iter().enumerate().map(|(i, id)| {
                let client = server.with_token(&token);
                tokio::spawn(write(client, oracle.clone(), group.clone(), (i, id.clone()), round, stop.clone()))
            }).collect();
            tokio::time::sleep(Duration::from_millis(700 + 173 * (round as u64 % 7))).await;
            server.kill();
            stop.store(true, Ordering::SeqCst);
            for writer in writers {
                writer.await.expect("a writer met no wrong answer");
            }
            if installation.engine() == Engine::Sqlite {
                assert_eq!(installation.sql("PRAGMA integrity_check"), "ok", "round {round}");
            }
            server = installation.serve(&[]).await;
            audit(&installation, &server.with_token(&token), &oracle, &group).await;
            let sure = oracle.expected().sure.len();
            assert!(sure > acknowledged, "round {round} wrote nothing");
            acknowledged = sure;
            tokio::time::sleep(Duration::from_millis(600)).await;
            installation.run(&["doctor"], "").done();
            if installation.engine() == Engine::Postgres {
                assert_eq!(installation.sql("SELECT count(*) FROM changes WHERE position IS NULL"), "0", "every change has its place");
            }
        }
    }
}
