//! Rights are looked at when something is asked, not when somebody signed in, and a token has no more than its scopes.

use std::time::{Duration, Instant};

use formwork_tests::{Answer, Client, on_both_databases};
use serde_json::json;

use super::world::{FIRST, World};

/// Asks again until somebody is refused, for at most a second.
async fn refused_within_a_second(client: &Client, path: &str, status: u16) -> Answer {
    let started = Instant::now();
    loop {
        let answer = client.get(path).await;
        if answer.status == status || started.elapsed() > Duration::from_secs(1) {
            assert_eq!(answer.status, status, "still served after {:?}", started.elapsed());
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_both_databases! {
    async fn who_loses_a_right_loses_it_at_once(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let rep = world.person("rep");
        let list = "/api/v1/entities/contact/records?fields=salary";
        world.person("clerk").get(list).await.expect(200);
        rep.get(list).await.refused(403, "hidden_field");
        let user = format!("/api/v1/users/{}", world.id_of("clerk"));
        world.admin.patch(&user, json!({ "role_keys": ["rep"] })).await.expect(200);
        refused_within_a_second(world.person("clerk"), list, 403).await;
        let role = json!({ "format": 1, "key": "rep", "entities": {} });
        world.admin.put("/api/v1/definitions/role/rep/draft", role).await.expect(200);
        let drafts = json!({ "drafts": [{ "kind": "role", "key": "rep" }] });
        world.admin.post("/api/v1/publish", drafts).await.expect(200);
        refused_within_a_second(rep, "/api/v1/entities/contact/records", 403).await;
        world.admin.patch(&user, json!({ "active": false })).await.expect(200);
        refused_within_a_second(world.person("clerk"), "/api/v1/me", 401).await;
    }

    async fn a_remembered_answer_needs_the_right_again(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let mate = world.person("mate").clone().with_header("idempotency-key", "k1");
        let batch = "/api/v1/entities/company/records/batch";
        let body = json!({ "operations": [{ "op": "create", "values": { "name": "once", "secret": "told once" } }] });
        let first = mate.post(batch, body.clone()).await.expect(200);
        assert_eq!(mate.post(batch, body.clone()).await.expect(200), first);
        let user = format!("/api/v1/users/{}", world.id_of("mate"));
        world.admin.patch(&user, json!({ "role_keys": [] })).await.expect(200);
        refused_within_a_second(&mate, "/api/v1/entities/company/records", 403).await;
        mate.post(batch, body).await.refused(403, "no_right");
    }

    async fn a_token_that_reads_does_not_write(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let made = world.person("rep").post("/api/v1/tokens", json!({ "name": "r", "scopes": ["read"] })).await.expect(201);
        let reading = world.server.with_token(made["token"].as_str().expect("a token"));
        let base = "/api/v1/entities/company/records";
        reading.get(base).await.expect(200);
        reading.post(&format!("{base}/query"), json!({})).await.expect(200);
        reading.post(&format!("{base}/aggregate"), json!({ "measures": [{ "op": "count" }] })).await.expect(200);
        let mine = world.record("company", "mine1");
        reading.patch(&mine, json!({ "name": "x" })).await.refused(403, "token_scope");
        reading.delete(&mine).await.refused(403, "token_scope");
        for path in [base.to_owned(), format!("{base}/batch"), format!("{base}/bulk"), format!("{mine}/restore"), format!("{mine}/purge"),
            format!("{mine}/claim"), format!("{mine}/share"), "/api/v1/batches/0199a000-0000-7000-8000-000000000001/undo".to_owned()] {
            reading.post(&path, json!({})).await.refused(403, "token_scope");
        }
        let id = made["id"].as_str().expect("an id");
        world.person("rep").delete(&format!("/api/v1/tokens/{id}")).await.expect(204);
        refused_within_a_second(&reading, base, 401).await;
    }
}
