//! Who compared an import with its file is kept with it and in the change log.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::clerk;
use crate::desk::{Desk, Job};

const COLUMNS: &str = r#"[{ "column": 0, "field": "name" }, { "column": 1, "field": "staff" }]"#;

on_both_databases! {
    async fn who_compared_an_import_is_kept_until_the_mapping_changes(installation: Installation) {
        let desk = Desk::open(installation).await;
        let clerk = clerk(&desk).await;
        let me = clerk.get("/api/v1/me").await.expect(200)["user"].clone();
        let mut job = Job::begin(&clerk, "company", "list.csv", "名称,人数\n甲,3\n乙,4\n", None).await;
        let columns: Json = serde_json::from_str(COLUMNS).expect("JSON");
        job.map(json!({ "columns": columns })).await;
        assert_eq!(job.seen["verified"], Json::Null);
        let path = format!("{}/verified", job.path);
        let seen = clerk.post(&path, json!({ "note": "  抽查 2 行 " })).await.expect(200);
        let verified = &seen["verified"];
        assert_eq!((&verified["by"], &verified["note"]), (&json!({ "id": me["id"], "name": me["name"] }), &json!("抽查 2 行")));
        assert!(verified["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{seen}");
        job.settle().await;
        assert_eq!(&job.seen["verified"], verified);

        let refused = clerk.patch(&job.path, json!({ "key": ["secret"] })).await;
        assert_eq!(refused.status, 422);
        job.settle().await;
        assert_eq!(&job.seen["verified"], verified, "a mapping that was refused changes nothing");
        job.map(json!({ "on_match": "skip" })).await;
        assert_eq!(job.seen["verified"], Json::Null, "another mapping was not compared");

        clerk.post(&path, json!({})).await.expect(200);
        job.apply().await;
        assert_eq!(job.seen["verified"]["note"], Json::Null);
        assert_eq!(job.seen["verified"]["by"]["id"], me["id"], "what was compared before is still known");
        clerk.post(&path, json!({ "note": "写入后核对" })).await.expect(200);
        job.settle().await;
        assert_eq!((&job.seen["verified"]["note"], &job.seen["state"]), (&json!("写入后核对"), &json!("done")));
        let logged = "SELECT COUNT(*) FROM changes c JOIN change_details d ON d.seq = c.seq WHERE c.subject = 'exchange/import' AND c.action = 'verified'";
        assert_eq!(desk.installation.sql(logged).trim(), "3");
        assert_eq!(desk.installation.sql(&format!("{logged} AND d.fields LIKE '%写入后核对%' AND d.fields LIKE '%list.csv%'")).trim(), "1");
        // The entries are no records of the batch: nothing was edited since.
        assert_eq!(job.undo(json!({})).await.expect(200)["state"], "undone");
        assert_eq!(desk.count("company").await, 0);
        clerk.post(&path, json!({})).await.refused(409, "state_conflict");
        desk.installation.run(&["doctor"], "").done();
    }

    async fn only_what_can_be_compared_is_verified(installation: Installation) {
        let desk = Desk::open(installation).await;
        let clerk = clerk(&desk).await;
        let job = desk.import("company", "list.csv", "名称,人数\n甲,3\n").await;
        let path = format!("{}/verified", job.path);
        clerk.post(&path, json!({})).await.refused(404, "not_found");
        let long = desk.admin.post(&path, json!({ "note": "长".repeat(501) })).await;
        assert_eq!(long.issues(), [("/note".to_owned(), "too_long".to_owned())]);
        desk.admin.post(&path, json!({ "note": "长".repeat(500) })).await.expect(200);
        desk.admin.post(&path, json!({ "by": "别人" })).await.refused(422, "invalid");
        let broken = desk.import("company", "list.bin", [0xFF, 0xD8, 0xFF, 0xE0, 0x00].as_slice()).await;
        assert_eq!(broken.state(), "failed", "{}", broken.seen);
        desk.admin.post(&format!("{}/verified", broken.path), json!({})).await.refused(409, "state_conflict");
    }
}
