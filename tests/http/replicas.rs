//! Two servers on one PostgreSQL.

use std::time::{Duration, Instant};

use formwork_tests::{ADMIN, Engine, Installation};
use serde_json::json;

#[tokio::test]
async fn rights_that_end_end_everywhere_within_a_second() {
    let installation = Installation::new(Engine::Postgres);
    let other = installation.replica();
    let (here, there) = (installation.serve(&[]).await, other.serve(&[]).await);
    let admin = installation.admin(&here).await;
    let body = json!({ "username": "lihua", "name": "李华", "password": "horse battery staple" });
    let made = admin.post("/api/v1/users", body).await.expect(201);
    let own = there.client();
    own.sign_in("lihua", "horse battery staple").await.expect(200);
    let program = there.with_token(&installation.token("lihua"));
    let path = format!("/api/v1/users/{}", made["id"].as_str().expect("an id"));
    for client in [&own, &program] {
        admin.patch(&path, json!({ "active": true })).await.expect(200);
        if client.get("/api/v1/me").await.status != 200 {
            client.sign_in("lihua", "horse battery staple").await.expect(200);
        }
        admin.patch(&path, json!({ "active": false })).await.expect(200);
        let since = Instant::now();
        while client.get("/api/v1/me").await.status == 200 {
            assert!(since.elapsed() < Duration::from_secs(1), "still in after a second");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        client.get("/api/v1/me").await.refused(401, "no_principal");
    }
}

#[tokio::test]
async fn guesses_count_on_all_replicas_together() {
    let installation = Installation::new(Engine::Postgres);
    let other = installation.replica();
    let (here, there) = (installation.serve(&[]).await, other.serve(&[]).await);
    installation.admin(&here).await;
    for _ in 0..3 {
        here.client().sign_in(ADMIN.0, "wrong passphrase").await.refused(401, "wrong_credentials");
    }
    for _ in 0..2 {
        there.client().sign_in(ADMIN.0, "wrong passphrase").await.refused(401, "wrong_credentials");
    }
    here.client().sign_in(ADMIN.0, ADMIN.1).await.refused(429, "too_often");
    there.client().sign_in(ADMIN.0, ADMIN.1).await.refused(429, "too_often");
}

#[tokio::test]
async fn servers_that_start_together_migrate_once() {
    let installation = Installation::new(Engine::Postgres);
    let others: Vec<Installation> = (0..3).map(|_| installation.replica()).collect();
    let servers = futures(&others).await;
    assert_eq!(servers.len(), 3);
    for server in &servers {
        assert_eq!(server.client().get("/readyz").await.text(), "ready\n");
    }
}

async fn futures(others: &[Installation]) -> Vec<formwork_tests::Server> {
    let mut starting = Vec::new();
    for installation in others {
        let command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
        starting.push(tokio::task::spawn_blocking(|| {
            tokio::runtime::Handle::current().block_on(formwork_tests::Server::start(command))
        }));
    }
    let mut servers = Vec::new();
    for server in starting {
        servers.push(server.await.expect("it starts"));
    }
    servers
}
