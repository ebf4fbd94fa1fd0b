//! Idempotency keys whose server died, or was thought dead.

use std::{process::Stdio, time::Duration};

use formwork_tests::{Client, Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

const TEAMS: &str = "/api/v1/teams";

fn keyed(client: &Client, key: &str) -> Client {
    client.clone().with_header("idempotency-key", key)
}

/// Makes what lies under a key as old as other servers wait.
fn aged(installation: &Installation) {
    if installation.engine() == Engine::Postgres {
        installation.sql("UPDATE idempotency SET at = at - INTERVAL '11 minutes'");
    }
}

fn teams(installation: &Installation) -> String {
    installation.sql("SELECT count(*) FROM teams")
}

on_both_databases! {
    async fn a_crash_after_the_effect_does_not_do_it_twice(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let team = json!({ "name": "大客户" });
        let once = keyed(&admin, "a team");
        once.post(TEAMS, json!({ "name": " " })).await.issues();
        once.post(TEAMS, team.clone()).await.expect(201);
        assert_eq!(installation.sql("SELECT wrote FROM idempotency"), "1", "the effect says so in its own transaction");
        installation.sql("UPDATE idempotency SET status = 0, body = NULL");
        once.post(TEAMS, team.clone()).await.refused(409, "under_way");
        server.kill();
        let server = installation.serve(&[]).await;
        let once = once.at(&server);
        if installation.engine() == Engine::Postgres {
            let problem = once.post(TEAMS, team.clone()).await.refused(409, "under_way");
            assert!(problem["since"].is_string(), "{problem}");
        }
        aged(&installation);
        let problem = once.post(TEAMS, team.clone()).await.refused(409, "unfinished");
        assert!(problem["since"].is_string(), "{problem}");
        assert_eq!(teams(&installation), "1");
        keyed(&admin, "another key").at(&server).post(TEAMS, team).await.expect(201);
    }

    async fn a_crash_before_the_effect_frees_the_key(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let team = json!({ "name": "大客户" });
        let once = keyed(&admin, "a team");
        once.post(TEAMS, team.clone()).await.expect(201);
        // As it stands when a server dies between the key and the effect.
        installation.sql("DELETE FROM teams");
        installation.sql("UPDATE idempotency SET status = 0, body = NULL, wrote = 0");
        once.post(TEAMS, team.clone()).await.refused(409, "under_way");
        server.kill();
        let server = installation.serve(&[]).await;
        let once = once.at(&server);
        if installation.engine() == Engine::Postgres {
            once.post(TEAMS, team.clone()).await.refused(409, "under_way");
        }
        aged(&installation);
        once.post(TEAMS, json!({ "name": "别的" })).await.refused(409, "key_reused");
        let first = once.post(TEAMS, team.clone()).await.expect(201);
        assert_eq!(once.post(TEAMS, team).await.expect(201), first, "it is kept as any other");
        assert_eq!(teams(&installation), "1");
    }
}

/// Waits until so many sessions wait for locks.
async fn waiting(installation: &Installation, sessions: &str) {
    for _ in 0..400 {
        let query = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted";
        if installation.sql(query) == sessions {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nobody waits");
}

#[tokio::test]
async fn a_server_thought_dead_writes_nothing_more() {
    let installation = Installation::new(Engine::Postgres);
    let other = installation.replica();
    let (here, there) = (installation.serve(&[]).await, other.serve(&[]).await);
    let admin = installation.admin(&here).await;
    let (slow, fast) = (keyed(&admin, "a team"), keyed(&admin, "a team").at(&there));
    let ask =
        |client: Client| tokio::spawn(async move { client.post(TEAMS, json!({ "name": "大客户" })).await });
    let locked = "SELECT count(*) FROM pg_locks WHERE granted AND relation = 'teams'::regclass AND mode = 'ExclusiveLock'";
    let mut holder = std::process::Command::new("psql")
        .args(["-X", "-q", "-c", "BEGIN; LOCK TABLE teams IN EXCLUSIVE MODE; SELECT pg_sleep(3600); COMMIT"])
        .arg(installation.database_url().expect("PostgreSQL"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("psql runs");
    while installation.sql(locked) != "1" {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let first = ask(slow.clone());
    waiting(&installation, "1").await;
    fast.post(TEAMS, json!({ "name": "大客户" })).await.refused(409, "under_way");
    aged(&installation);
    let second = ask(fast.clone());
    waiting(&installation, "2").await;
    installation
        .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'");
    drop(holder.wait());
    first.await.expect("an answer").refused(503, "busy");
    let made: Json = second.await.expect("an answer").expect(201);
    assert_eq!(teams(&installation), "1");
    assert_eq!(slow.post(TEAMS, json!({ "name": "大客户" })).await.expect(201), made);
}
