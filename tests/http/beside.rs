//! Commands that write beside a server that is written to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use formwork_tests::on_both_databases;
use serde_json::json;

fn customer() -> serde_json::Value {
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["name"],
        "x-entity": { "format": 1, "key": "customer", "labels": { "zh-CN": "客户" }, "title": "name" },
        "properties": { "name": { "type": "string", "x-field": { "kind": "text", "labels": { "zh-CN": "名称" } } },
                        "phone": { "x-field": { "kind": "phone", "labels": { "zh-CN": "电话" } } } } })
}

on_both_databases! {
    async fn commands_write_beside_a_busy_server(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        admin.put("/api/v1/definitions/entity/customer/draft", customer()).await.expect(200);
        admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "entity", "key": "customer" }] })).await.expect(200);
        let (stop, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let load: Vec<_> = (0..8).map(|hand| {
            let (admin, stop, made) = (admin.clone(), stop.clone(), made.clone());
            tokio::spawn(async move {
                let mut i = 0;
                while !stop.load(Ordering::Relaxed) {
                    let answer = admin.post("/api/v1/entities/customer/records", json!({ "name": format!("负载{hand}-{i}") })).await;
                    match answer.status {
                        201 => { made.fetch_add(1, Ordering::Relaxed); }
                        503 => {}
                        _ => { answer.expect(201); }
                    }
                    i += 1;
                }
            })
        }).collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let installation = Arc::new(installation);
        let commands = { let installation = installation.clone(); tokio::task::spawn_blocking(move || {
            let file = installation.data_dir().join("list.csv");
            let rows: String = (0..1_500).map(|i| format!("导入{i},1390000{i:04}\n")).collect();
            std::fs::write(&file, format!("名称,电话\n{rows}")).expect("the file is written");
            for round in 0..3 {
                installation.run(&["setup", "--username", &format!("boss{round}"), "--password-stdin"], "a long and quiet passphrase").done();
                installation.token(&format!("boss{round}"));
            }
            installation.run(&["import", "customer", &file.to_string_lossy(), "--apply", "--json"], "").done()
        }) };
        let imported: serde_json::Value = serde_json::from_str(&commands.await.expect("it ran")).expect("JSON");
        assert_eq!((&imported["state"], &imported["counts"]["new"]), (&json!("done"), &json!(1_500)), "{imported}");
        stop.store(true, Ordering::Relaxed);
        for task in load {
            task.await.expect("a hand");
        }
        let made = made.load(Ordering::Relaxed);
        assert!(made > 20, "the server went on: {made}");
        tokio::time::sleep(Duration::from_millis(600)).await;
        let count = installation.sql("SELECT COUNT(*) FROM e_customer");
        assert_eq!(count, (made + 1_500).to_string(), "acknowledged, once each");
        let dense = installation.sql("SELECT COUNT(*) - MAX(position), COUNT(DISTINCT position) - COUNT(*) FROM changes");
        assert_eq!(dense, "0|0", "positions have neither gap nor double");
        let doctor = installation.run(&["doctor"], "").done();
        assert!(doctor.contains("the change log holds"), "{doctor}");
        let boss = server.client();
        boss.sign_in("boss2", "a long and quiet passphrase").await.expect(200);
    }

    async fn the_chain_covers_what_happens_to_people(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let body = json!({ "username": "lihua", "name": "李华", "password": "horse battery staple", "role_keys": ["sales"] });
        let made = admin.post("/api/v1/users", body).await.expect(201);
        let path = format!("/api/v1/users/{}", made["id"].as_str().expect("an id"));
        admin.patch(&path, json!({ "role_keys": ["admin"] })).await.expect(200);
        admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
        tokio::time::sleep(Duration::from_millis(600)).await;
        installation.run(&["doctor"], "").done();
        let rows = installation.sql("SELECT COUNT(*) FROM changes WHERE subject LIKE 'identity/%' AND position IS NOT NULL");
        assert!(rows.parse::<u32>().expect("a number") >= 5, "{rows}");
        installation.sql("UPDATE change_details SET fields = replace(fields, 'admin', 'sales') WHERE fields LIKE '%admin%' AND seq IN (SELECT seq FROM changes WHERE subject = 'identity/user')");
        let doctor = installation.run(&["doctor"], "");
        assert!(doctor.code == 1 && doctor.out.contains("was altered"), "{}", doctor.out);
    }
}
