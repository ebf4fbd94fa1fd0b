//! What a test clock that is moved makes due.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::desk::{Desk, Job, companies};

on_both_databases! {
    async fn what_is_due_is_done_when_the_clock_was_moved(installation: Installation) {
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        let desk = Desk { server, admin, installation };
        desk.publish(&companies()).await;
        for n in 0..3 {
            let operations: Vec<_> = (0..90).map(|m| json!({ "op": "create", "values": { "name": format!("甲{n}-{m}") } })).collect();
            desk.admin.post("/api/v1/entities/company/records/batch", json!({ "operations": operations })).await.expect(200);
        }
        let gone = json!({ "q": "甲", "delete": true });
        let once = desk.admin.clone().with_header("idempotency-key", "gone");
        assert_eq!(once.post("/api/v1/entities/company/records/bulk", gone).await.expect(200)["changed"], 270);
        desk.create("company", json!({ "name": "乙" })).await;
        let file = Job::export(&desk.admin, "/api/v1/entities/company/exports", json!({ "format": "csv" })).await;
        desk.import("company", "a.csv", "名称\n丙\n").await;
        let files = || {
            let folders = std::fs::read_dir(desk.installation.data_dir().join("transfers")).expect("a folder");
            folders.filter(|f| f.as_ref().is_ok_and(|f| f.file_name().len() == 36)).count()
        };
        let rows = |table: &str| desk.installation.sql(&format!("SELECT count(*) FROM {table}"));
        assert_eq!((files(), rows("e_company"), rows("idempotency")), (2, "271".to_owned(), "1".to_owned()));
        let now = json!({ "now": "2090-01-01T00:00:00Z" });
        desk.admin.post("/api/v1/test-clock", now).await.expect(200);
        assert_eq!((files(), rows("e_company"), rows("idempotency")), (0, "1".to_owned(), "0".to_owned()));
        let bin = desk.admin.get("/api/v1/entities/company/recycle").await.expect(200);
        assert_eq!(bin["items"], json!([]));
        desk.admin.get(&format!("{}/file", file.path)).await.refused(409, "state_conflict");
        let purged = "SELECT count(*) FROM changes WHERE action = 'purge'";
        assert_eq!(desk.installation.sql(purged), "270", "each is purged once");
    }
}
