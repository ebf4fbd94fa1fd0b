//! A publish that dies after any of its statements: the old or the new state, never half of one; run again, it succeeds.

use formwork_tests::{ADMIN, Client, Engine, Installation, Server, on_both_databases};
use serde_json::{Value as Json, json};

/// More statements than the publish below has.
const MOST: usize = 60;

fn field(rules: Json) -> Json {
    let mut rules = rules;
    rules["labels"] = json!({ "zh-CN": "项" });
    json!({ "x-field": rules })
}

fn entity(key: &str, rules: Json, properties: Json) -> Json {
    let mut head = json!({ "format": 1, "key": key, "labels": { "zh-CN": key } });
    for (name, value) in rules.as_object().expect("rules") {
        head[name] = value.clone();
    }
    json!({ "type": "object", "x-entity": head, "properties": properties })
}

/// The entity with records; each round adds a searched, a unique and a listed field, and an index.
fn grown(rounds: usize) -> Json {
    let mut properties = json!({ "code": field(json!({ "kind": "text" })) });
    let mut indexes = Vec::new();
    for round in 1..=rounds {
        properties[format!("word{round}")] = field(json!({ "kind": "text", "search": true }));
        properties[format!("number{round}")] = field(json!({ "kind": "integer", "unique": true }));
        properties[format!("labels{round}")] = field(json!({ "kind": "tags" }));
        indexes.push(json!([format!("number{round}"), format!("word{round}")]));
    }
    entity("thing", json!({ "title": "code", "indexes": indexes }), properties)
}

/// A new entity of each round.
fn fresh(round: usize) -> Json {
    let properties = json!({ "name": field(json!({ "kind": "text", "search": true, "unique": true })),
        "thing": field(json!({ "kind": "reference", "target": "thing" })), "labels": field(json!({ "kind": "tags" })) });
    entity(&format!("fresh{round}"), json!({}), properties)
}

async fn draft(client: &Client, body: Json) -> Json {
    let key = body["x-entity"]["key"].clone();
    let path = format!("/api/v1/definitions/entity/{}/draft", key.as_str().expect("a key"));
    client.put(&path, body).await.expect(200);
    json!({ "kind": "entity", "key": key })
}

/// Serves, and dies after so many statements.
async fn mortal(installation: &Installation, statements: usize) -> Server {
    let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("CRASH_AFTER_STATEMENT", statements.to_string());
    Server::start(command).await
}

async fn published(client: &Client) -> Vec<(String, i64)> {
    let all = client.get("/api/v1/definitions?kind=entity").await.expect(200);
    let version = |item: &Json| item["version"].as_i64().unwrap_or(0);
    let items = all["items"].as_array().expect("items").iter().filter(|item| version(item) > 0);
    let mut found: Vec<_> =
        items.map(|i| (i["key"].as_str().unwrap_or_default().to_owned(), version(i))).collect();
    found.sort();
    found
}

/// Every record there was is there and can be written; a new one can be made.
async fn works(client: &Client, records: &mut usize) {
    let path = "/api/v1/entities/thing/records";
    client.post(path, json!({ "code": format!("r{records}") })).await.expect(201);
    *records += 1;
    let body = json!({ "count": "exact", "limit": 500, "sort": ["code"] });
    let page = client.post(&format!("{path}/query"), body).await.expect(200);
    assert_eq!(page["count"], *records);
    let mut codes: Vec<&str> =
        page["items"].as_array().expect("items").iter().filter_map(|r| r["code"].as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), *records, "every record as it was");
}

/// The state before, the state after or none; what is published is complete.
async fn one_round(installation: &Installation, token: &str, round: usize, records: &mut usize) -> bool {
    let server = mortal(installation, round).await;
    let client = server.with_token(token);
    let before = published(&client).await;
    let drafts =
        json!({ "drafts": [draft(&client, grown(round)).await, draft(&client, fresh(round)).await] });
    let request = client.request(reqwest::Method::POST, "/api/v1/publish").json(&drafts);
    let survived = match request.send().await {
        Ok(answer) => {
            assert_eq!(answer.status().as_u16(), 200, "{}", answer.text().await.unwrap_or_default());
            true
        }
        Err(_) => false,
    };
    server.kill();
    let server = installation.serve(&[]).await;
    let client = server.with_token(token);
    if !survived {
        assert_eq!(published(&client).await, before, "round {round}: nothing of it is published");
        client.get(&format!("/api/v1/entities/fresh{round}/records")).await.refused(404, "not_found");
        works(&client, records).await;
        client.post("/api/v1/publish", drafts.clone()).await.expect(200);
    }
    let now = published(&client).await;
    assert!(now.contains(&("thing".to_owned(), round as i64 + 1)), "round {round}: {now:?}");
    assert!(now.contains(&(format!("fresh{round}"), 1)), "round {round}: {now:?}");
    works(&client, records).await;
    let made = json!({ "name": "新", "labels": ["a"] });
    client.post(&format!("/api/v1/entities/fresh{round}/records"), made.clone()).await.expect(201);
    client.post(&format!("/api/v1/entities/fresh{round}/records"), made).await.refused(422, "invalid_record");
    let number = json!({ "code": format!("r{records}"), format!("number{round}"): 1, format!("word{round}"): "全文", format!("labels{round}"): ["b"] });
    client.post("/api/v1/entities/thing/records", number).await.expect(201);
    *records += 1;
    // Nothing is left to do: every table, column and index of what is published is there.
    draft(&client, grown(round)).await;
    let again = json!({ "drafts": [{ "kind": "entity", "key": "thing" }], "dry_run": true });
    assert_eq!(client.post("/api/v1/publish", again).await.expect(200)["plan"], json!([]), "round {round}");
    if installation.engine() == Engine::Postgres {
        assert_eq!(installation.sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
    }
    drop(server);
    survived
}

on_both_databases! {
    async fn a_publish_that_dies_is_run_again(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let first = draft(&admin, grown(0)).await;
        admin.post("/api/v1/publish", json!({ "drafts": [first] })).await.expect(200);
        let token = installation.token(ADMIN.0);
        let mut records = 0;
        for _ in 0..3 {
            works(&admin, &mut records).await;
        }
        drop(server);
        let mut round = 1;
        while !one_round(&installation, &token, round, &mut records).await {
            round += 1;
            assert!(round < MOST, "the publish never got through");
        }
        assert!(round > 8, "{round} statements: the crash does not work");
        let server = installation.serve(&[]).await;
        works(&server.with_token(&token), &mut records).await;
        drop(server);
        installation.run(&["doctor"], "").done();
    }
}
