//! An archive shows one moment, whoever writes meanwhile and whatever waits for its place in the change log.

use std::{
    io::Read as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use formwork_tests::{Client, Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use super::{rows, text, write};
use crate::desk::{Desk, Job};

/// On PostgreSQL nothing gets a place in the log while an older transaction runs.
const LATE: &str = "BEGIN; SELECT pg_current_xact_id(); SELECT pg_sleep(6); COMMIT";

/// Makes companies with people who belong to them until told to stop.
async fn write_on(admin: Client, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        let company = json!({ "name": "甲公司", "staff": 1 });
        let company = admin.post("/api/v1/entities/company/records", company).await.expect(201);
        let person = json!({ "name": "张三", "company": company["id"], "companies": [company["id"]] });
        let person = admin.post("/api/v1/entities/person/records", person).await.expect(201);
        let path = format!("/api/v1/entities/person/records/{}", person["id"].as_str().expect("an id"));
        admin.patch(&path, json!({ "name": "李四" })).await.expect(200);
    }
}

fn history(bytes: &[u8]) -> Vec<Json> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut lines = String::new();
    archive.by_name("history.jsonl").expect("a file").read_to_string(&mut lines).expect("text");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The log tells of exactly the records that are there, in places without a gap.
fn is_one_moment(archive: &[u8]) {
    let history = history(archive);
    for (place, entry) in (1..).zip(&history) {
        assert_eq!(entry["position"], json!(place));
    }
    for entity in ["company", "person"] {
        let made = history.iter().filter(|entry| entry["subject"] == entity && entry["action"] == "create");
        assert_eq!(made.count() as i64, rows(archive, &format!("records/{entity}.jsonl")), "{entity}");
    }
}

on_both_databases! {
    async fn an_archive_shows_one_moment(installation: Installation) {
        let desk = Desk::open(installation).await;
        let late = (desk.installation.engine() == Engine::Postgres).then(|| {
            let replica = desk.installation.replica();
            std::thread::spawn(move || replica.sql(LATE))
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> =
            (0..4).map(|_| tokio::spawn(write_on(desk.admin.clone(), stop.clone()))).collect();
        let mut archives = Vec::new();
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            let job = Job::export(&desk.admin, "/api/v1/exports", json!({ "complete": true })).await;
            assert_eq!(job.state(), "done", "{}", job.seen);
            archives.push(job.download("file").await);
        }
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.expect("it wrote");
        }
        drop(late.map(std::thread::JoinHandle::join));
        for archive in archives {
            assert!(rows(&archive, "records/person.jsonl") > 0);
            is_one_moment(&archive);
            let place = Installation::new(Engine::Sqlite);
            let path = write(&place, "moment.zip", &archive);
            place.run(&["restore", text(&path)], "").done();
            assert!(place.run(&["doctor"], "").out.contains("the change log holds"));
        }
    }
}
