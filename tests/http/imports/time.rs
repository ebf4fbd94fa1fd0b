//! Imports that nobody finishes: files are kept for a day, and what is left says so.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::desk::Desk;

on_both_databases! {
    async fn what_waited_for_a_day_has_failed_and_says_why(installation: Installation) {
        let desk = Desk::open(installation).await;
        let job = desk.import("company", "list.csv", "名称\n甲公司\n").await;
        let mut kept = desk.import("company", "list.csv", "名称\n乙公司\n").await;
        kept.apply().await;
        let Desk { server, admin, installation } = desk;
        server.stop();
        let past = "created_at = 0, updated_at = 0";
        installation.sql(&format!("UPDATE imports SET {past}"));
        // The sweep of a server that starts is its first.
        let server = installation.serve(&[]).await;
        let admin = admin.at(&server);
        let mut seen = json!(null);
        for _ in 0..200 {
            seen = admin.get(&job.path).await.expect(200);
            if seen["state"] != "ready" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!((&seen["state"], &seen["problem"]["code"]), (&json!("failed"), &json!("state_conflict")), "{seen}");
        assert!(seen["problem"]["detail"].as_str().expect("a sentence").contains("24"), "{seen}");
        assert_eq!(admin.get(&kept.path).await.expect(200)["state"], "done", "what was imported stays so");
        assert_eq!(admin.post(&format!("{}/undo", kept.path), json!({})).await.expect(200)["state"], "undone");
    }

    async fn what_a_server_had_under_way_when_it_was_killed_has_failed(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut list = String::from("名称,人数\n");
        for i in 0..30_000 {
            list.push_str(&format!("第{i}公司,{i}\n"));
        }
        let job = desk.import("company", "list.csv", list).await;
        desk.admin.post(&format!("{}/apply", job.path), json!({})).await.expect(202);
        while desk.count("company").await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let Desk { server, admin, installation } = desk;
        server.kill();
        let server = installation.serve(&[]).await;
        let admin = admin.at(&server);
        let seen = admin.get(&job.path).await.expect(200);
        let path = "/api/v1/entities/company/records?limit=1&count=exact";
        let written = admin.get(path).await.expect(200)["count"].as_u64().expect("a count");
        assert_eq!((&seen["state"], &seen["problem"]["code"]), (&json!("failed"), &json!("interrupted")), "{seen}");
        assert!(written > 0 && written < 30_000, "{written}");
        assert_eq!(seen["counts"]["done"], written, "{seen}");
        admin.post(&format!("{}/undo", job.path), json!({})).await.expect(200);
        assert_eq!(admin.get(path).await.expect(200)["count"], 0);
    }
}
