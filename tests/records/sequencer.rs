//! The order of the log on PostgreSQL, and whether somebody touched it.

use std::{
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use formwork_tests::{Engine, Installation, on_both_databases, specimen};
use serde_json::json;

use crate::world::World;

const WAITING: &str = "SELECT count(*) FROM changes WHERE position IS NULL";

async fn until_sequenced(installation: &Installation) {
    for _ in 0..200 {
        if installation.sql(WAITING) == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("changes stay without a position");
}

/// A change as another server would write it, in a transaction that stays open for a while.
fn late(seq: i64, seconds: f64) -> String {
    format!(
        "BEGIN; INSERT INTO changes (seq, at, subject, record_id, record_n, action, digest) VALUES ({seq}, now(), 'late', \
         gen_random_uuid(), 0, 'create', '\\x00'); SELECT pg_sleep({seconds}); COMMIT"
    )
}

#[tokio::test]
async fn a_reader_misses_nothing_when_commits_come_out_of_order() {
    let world = World::start(Installation::new(Engine::Postgres), &specimen()).await;
    let records = world.records("specimen");
    records.create(json!({ "code": "first" })).await;
    until_sequenced(&world.installation).await;
    let url = world.installation.database_url().expect("PostgreSQL");
    let psql = |statement: String| {
        let mut command = std::process::Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &statement]).arg(&url);
        command.stdout(Stdio::null()).spawn().expect("psql runs")
    };
    let stop = Arc::new(AtomicBool::new(false));
    let reader = {
        let (url, stop) = (url.clone(), stop.clone());
        std::thread::spawn(move || {
            let (mut cursor, mut seen) = (0_i64, Vec::new());
            loop {
                let last = stop.load(Ordering::SeqCst);
                let query =
                    format!("SELECT position, seq FROM changes WHERE position > {cursor} ORDER BY position");
                let output = std::process::Command::new("psql")
                    .args(["-X", "-A", "-t", "-c", &query])
                    .arg(&url)
                    .output();
                for line in String::from_utf8_lossy(&output.expect("psql runs").stdout).lines() {
                    let (position, seq) = line.split_once('|').expect("two columns");
                    let position: i64 = position.parse().expect("a number");
                    assert_eq!(position, cursor + 1, "a gap");
                    cursor = position;
                    seen.push(seq.parse::<i64>().expect("a number"));
                }
                if last {
                    return seen;
                }
            }
        })
    };
    let mut sleepers = Vec::new();
    for round in 0_i64..6 {
        sleepers.push(psql(late(1_000_000 - round, 0.9 - 0.1 * round as f64)));
        tokio::time::sleep(Duration::from_millis(60)).await;
        for i in 0..4 {
            records.create(json!({ "code": format!("{round}-{i}") })).await;
        }
    }
    for mut sleeper in sleepers {
        assert!(sleeper.wait().expect("psql ends").success());
    }
    until_sequenced(&world.installation).await;
    stop.store(true, Ordering::SeqCst);
    let seen = reader.join().expect("the reader meets no gap");
    let all = world.installation.sql("SELECT seq FROM changes ORDER BY position");
    let all: Vec<i64> = all.lines().map(|n| n.parse().expect("a number")).collect();
    assert_eq!(seen, all, "each change once, in order");
    assert_eq!(world.installation.sql("SELECT count(*) FROM changes a JOIN changes b ON a.position < b.position WHERE (a.txid, a.seq) > (b.txid, b.seq)"), "0");
    assert_eq!(
        world
            .installation
            .sql("SELECT count(*) FROM changes WHERE subject = 'late' AND position IS NOT NULL"),
        "6"
    );
}

#[tokio::test]
async fn two_servers_make_one_order() {
    let installation = Installation::new(Engine::Postgres);
    let other = installation.replica();
    let there = other.serve(&[]).await;
    let world = World::start(installation, &specimen()).await;
    let here = world.records("specimen");
    let mut far = here.clone();
    far.client = here.client.at(&there);
    let id = here.create(json!({ "code": "one" })).await["id"].clone();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    for i in 0..10 {
        let records = if i % 2 == 0 { &here } else { &far };
        records.patch(&id, json!({ "whole": i })).await;
        records.create(json!({ "code": format!("c{i}") })).await;
    }
    until_sequenced(&world.installation).await;
    let log = far.history(&id).await;
    let values: Vec<_> = log.iter().rev().skip(1).map(|e| e["changes"][0]["new"].clone()).collect();
    assert_eq!(
        values,
        (0..10).map(|i| json!(i)).collect::<Vec<_>>(),
        "whoever wrote it, a history is in order"
    );
    world.installation.run(&["doctor"], "").done();
}

on_both_databases! {
    async fn a_changed_byte_is_named(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        for i in 0..5 {
            let id = records.create(json!({ "code": format!("c{i}") })).await["id"].clone();
            records.patch(&id, json!({ "whole": i })).await;
        }
        until_sequenced(&world.installation).await;
        let said = world.installation.run(&["doctor"], "").done();
        let last = world.installation.sql("SELECT max(position) FROM changes");
        assert!(said.contains(&format!("up to position {last}")), "{said}");
        let postgres = world.installation.engine() == Engine::Postgres;
        let flip = |column: &str| if postgres {
            format!("UPDATE changes SET {column} = set_byte({column}, 3, get_byte({column}, 3) # 1) WHERE position = 4")
        } else {
            format!("UPDATE changes SET {column} = CAST(substr({column}, 1, 3) || CASE substr({column}, 4, 1) WHEN X'5A' THEN X'5B' ELSE X'5A' END || substr({column}, 5) AS BLOB) WHERE position = 4")
        };
        let attacks = [
            (flip("digest"), "4"), (flip("chain"), "4"),
            ("UPDATE changes SET action = 'delete' WHERE position = 5".to_owned(), "5"),
            ("UPDATE changes SET actor = NULL WHERE position = 5".to_owned(), "5"),
            ("UPDATE change_details SET fields = '{}' WHERE seq = (SELECT seq FROM changes WHERE position = 6)".to_owned(), "6"),
            ("DELETE FROM changes WHERE position = 3".to_owned(), "3"),
        ];
        for (attack, position) in attacks {
            let table = if attack.contains("change_details") { "change_details" } else { "changes" };
            world.installation.sql(&format!("CREATE TABLE kept AS SELECT * FROM {table}"));
            world.installation.sql(&attack);
            let output = world.installation.run(&["doctor"], "");
            assert_eq!(output.code, 1, "{attack}: {}", output.out);
            assert!(output.out.contains(&format!("altered at position {position}")), "{attack}: {}", output.out);
            world.installation.sql(&format!("DELETE FROM {table}"));
            world.installation.sql(&format!("INSERT INTO {table} SELECT * FROM kept"));
            world.installation.sql("DROP TABLE kept");
        }
        world.installation.sql("DELETE FROM change_details WHERE seq = (SELECT seq FROM changes WHERE position = 6)");
        world.installation.run(&["doctor"], "").done();
    }
}
