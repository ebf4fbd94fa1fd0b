//! Everything in one file, restored on the other database: the same there, to the last hash.

mod broken;
mod house;
mod meanwhile;

use std::path::{Path, PathBuf};

use formwork_tests::{Client, Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job};
use house::{House, PASSWORD};

/// An empty installation on the other database.
fn other(installation: &Installation) -> Installation {
    Installation::new(match installation.engine() {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    })
}

/// The manifest of an archive.
fn manifest(bytes: &[u8]) -> Json {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    serde_json::from_reader(archive.by_name("manifest.json").expect("a manifest")).expect("JSON")
}

/// Every file of an archive with its count and its hash.
fn files(bytes: &[u8]) -> Vec<Json> {
    manifest(bytes)["files"].as_array().expect("files").clone()
}

fn rows(bytes: &[u8], file: &str) -> i64 {
    let entry = files(bytes).into_iter().find(|entry| entry["file"] == file);
    entry.unwrap_or_else(|| panic!("{file}"))["rows"].as_i64().expect("a count")
}

fn write(installation: &Installation, name: &str, bytes: &[u8]) -> PathBuf {
    std::fs::create_dir_all(installation.data_dir()).expect("a directory");
    let path = installation.data_dir().join(name);
    std::fs::write(&path, bytes).expect("the archive");
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn exported(installation: &Installation) -> Vec<u8> {
    let path = installation.data_dir().join("again.zip");
    installation.run(&["export", "--everything", text(&path)], "").done();
    let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().expect("the archive").permissions());
    assert_eq!(mode & 0o077, 0, "nobody else on the machine reads it");
    std::fs::read(path).expect("the archive")
}

/// What a person sees: lists in several orders, search, a page with its history.
async fn seen(client: &Client, house: &House) -> Vec<Json> {
    let mut all = Vec::new();
    for entity in ["customer", "contact", "follow_up", "company", "person"] {
        for sort in ["created_at", "-updated_at", ""] {
            let wanted = json!({ "limit": 100, "sort": if sort.is_empty() { json!([]) } else { json!([sort]) }, "count": "exact" });
            all.push(client.post(&format!("/api/v1/entities/{entity}/records/query"), wanted).await.json());
        }
    }
    for q in ["szhc", "mingyuan", "明远", "13800000003"] {
        let found = json!({ "q": q, "fields": ["name"], "sort": ["name"] });
        all.push(client.post("/api/v1/entities/customer/records/query", found).await.expect(200));
        all.push(client.get(&format!("/api/v1/search?q={q}")).await.json());
    }
    for id in &house.customers {
        let path = format!("/api/v1/entities/customer/records/{}", id.as_str().expect("an id"));
        all.push(client.get(&path).await.json());
        all.push(client.get(&format!("{path}/history")).await.json());
    }
    all
}

/// A request has an id of its own wherever it is told.
fn without_instances(mut json: Json) -> Json {
    fn walk(json: &mut Json) {
        match json {
            Json::Object(map) => {
                map.remove("next_cursor");
                map.remove("instance");
                map.remove("request_id");
                map.values_mut().for_each(walk);
            }
            Json::Array(items) => items.iter_mut().for_each(walk),
            _ => {}
        }
    }
    walk(&mut json);
    json
}

on_both_databases! {
    async fn everything_moves_to_the_other_database(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        let house = House::fill(&desk).await;
        let job = Job::export(&desk.admin, "/api/v1/exports", json!({ "complete": true })).await;
        assert_eq!(job.state(), "done", "{}", job.seen);
        let archive = job.download("file").await;

        for (table, file) in [("e_customer", "records/customer.jsonl"), ("e_contact", "records/contact.jsonl"), ("users", "system/users.jsonl"),
            ("definition_versions", "system/definition_versions.jsonl"), ("record_shares", "system/record_shares.jsonl")] {
            let counted = desk.installation.sql(&format!("SELECT COUNT(*) FROM {table}"));
            assert_eq!(rows(&archive, file).to_string(), counted, "{file}");
        }
        assert_eq!(manifest(&archive)["left_out"], json!(["e_company.f_rating"]));
        let noted = desk.installation.sql("SELECT COUNT(*) FROM changes WHERE action = 'export'");
        assert_eq!(noted, "6", "records of five entities, and people");
        let changes = desk.installation.sql("SELECT COUNT(*) FROM changes WHERE action <> 'export'");
        assert_eq!(rows(&archive, "history.jsonl").to_string(), changes);
        assert!(rows(&archive, "records/customer.jsonl") as u64 > desk.count("customer").await, "the recycle bin comes along");

        let other = other(&desk.installation);
        let path = write(&other, "moved.zip", &archive);
        let said = other.run(&["restore", text(&path)], "").done();
        assert!(said.contains("every count and hash is that of the archive"), "{said}");
        assert_eq!(files(&exported(&other)), files(&archive));
        assert!(other.run(&["doctor"], "").out.contains("the change log holds"));
        let again = other.run(&["restore", text(&path)], "");
        assert!(again.code == 1 && again.err.contains("empty"), "{}", again.err);

        let server = other.serve(&[]).await;
        server.client().sign_in("lihua", PASSWORD).await.refused(401, "wrong_credentials");
        other.run(&["setup", "--username", "houlai", "--password-stdin"], "a long and quiet passphrase").done();
        let admin = server.client();
        admin.sign_in("houlai", "a long and quiet passphrase").await.expect(200);
        let password = json!({ "password": "staple battery horse" });
        admin.patch(&format!("/api/v1/users/{}", house.lihua), password).await.expect(200);
        let lihua = server.client();
        lihua.sign_in("lihua", "staple battery horse").await.expect(200);
        for (here, there) in [(&desk.admin, &admin), (&house.client, &lihua)] {
            for (here, there) in seen(here, &house).await.into_iter().zip(seen(there, &house).await) {
                assert_eq!(without_instances(here), without_instances(there));
            }
        }

        let doubles = json!({ "name": "上海明远科技有限公司", "phone": "13800000003" });
        let found = admin.post("/api/v1/entities/customer/duplicates", doubles).await.expect(200);
        let found: Vec<&Json> = found["items"].as_array().expect("items").iter().map(|same| &same["id"]).collect();
        assert_eq!(found, [&house.customers[0], &house.customers[3]], "by name and by phone");

        let customer = json!({ "name": "后来的公司" });
        let here = desk.create("customer", customer.clone()).await;
        let there = admin.post("/api/v1/entities/customer/records", customer).await.expect(201);
        // PostgreSQL reserves numbers for a process; those that it does not use are gaps.
        match desk.installation.engine() {
            Engine::Sqlite => assert_eq!(there["code"], here["code"], "numbers go on where they were"),
            Engine::Postgres => assert!(there["code"].as_str() >= here["code"].as_str(), "{there}"),
        }
        assert!(!house.customers.contains(&there["id"]));
        let n = "SELECT n FROM e_customer WHERE f_name = '后来的公司'";
        let last = "SELECT MAX(record_n) FROM changes WHERE subject = 'customer' AND action = 'purge'";
        let (n, purged) = (other.sql(n), other.sql(last));
        assert!(n.parse::<i64>().expect("a number") > purged.parse().expect("a number"), "{n} after {purged}");
        drop(server);
        assert!(other.run(&["doctor"], "").out.contains("the change log holds"));
    }

    async fn who_does_not_administer_gets_no_archive(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        let lihua = desk.person("lihua", &["operations"]).await;
        lihua.post("/api/v1/exports", json!({ "complete": true })).await.refused(403, "no_right");
        let file = desk.installation.data_dir().join("all.zip");
        let refused = desk.installation.run(&["export", "--everything", text(&file), "--user", "lihua"], "");
        assert!(refused.code == 1 && refused.err.contains("administrator"), "{}", refused.err);
        assert!(!file.exists());

        let wang = desk.person("wangfang", &["admin"]).await;
        let job = Job::export(&wang, "/api/v1/exports", json!({ "complete": true })).await;
        let me = wang.get("/api/v1/me").await.expect(200);
        let path = format!("/api/v1/users/{}", me["user"]["id"].as_str().expect("an id"));
        desk.admin.patch(&path, json!({ "role_keys": ["operations"] })).await.expect(200);
        wang.get(&format!("{}/file", job.path)).await.refused(403, "no_right");
    }
}
