//! Records hold files: whose they may be, who reads them, and when they go.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::{at, desk, id, lying, place, png, record, upload, uploaded};
use crate::desk::Desk;

/// Somebody with a role that sees cases of their own, without one field and with another masked.
async fn clerk(desk: &Desk, name: &str) -> formwork_tests::Client {
    let permissions = json!({ "case": { "actions": { "view": "own", "create": "own", "edit": "own", "delete": "own" },
        "fields": { "secret": "hidden" } } });
    let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": permissions });
    if desk.installation.sql("SELECT count(*) FROM definitions WHERE kind = 'role' AND key = 'clerk'") == "0"
    {
        desk.publish(&[("role", role)]).await;
    }
    desk.person(name, &["clerk"]).await
}

on_both_databases! {
    async fn what_the_server_knows_of_a_file_is_what_counts(installation: Installation) {
        let desk = desk(installation).await;
        let paper = upload(&desk.admin, "合同.pdf", "%PDF-1.4\nhello").await.expect(201);
        let photo = upload(&desk.admin, "门头.png", png(3, 2)).await.expect(201);
        let (paper_id, photo_id) = (id(&paper), id(&photo));
        let lie = json!([{ "id": paper_id, "name": "<b>other</b>.exe", "size": 1, "type": "text/html" }]);
        let slip = uploaded(&desk.admin, "slip.txt", "slip").await;
        let case = desk.create("case", json!({ "name": "甲", "papers": lie, "photos": [photo_id], "lines": [{ "what": "一", "slip": [slip] }] })).await;
        let told = |file: &Json| json!({ "id": file["id"], "name": file["name"], "size": file["size"], "type": file["type"] });
        assert_eq!((&case["papers"], &case["photos"]), (&json!([told(&paper)]), &json!([told(&photo)])));
        let seen = desk.admin.get(&record(&case)).await.expect(200);
        assert_eq!((&seen["papers"], &seen["photos"]), (&case["papers"], &case["photos"]));
        assert_eq!(seen["lines"][0]["slip"][0]["name"], "slip.txt");
        let answer = desk.admin.get(&place(&case, "papers", &paper_id)).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "%PDF-1.4\nhello"));
        assert_eq!(desk.admin.get(&place(&case, "lines.slip", &slip)).await.text(), "slip");
        let same = desk.admin.patch(&record(&case), json!({ "papers": [{ "id": paper_id, "name": "x" }] })).await.expect(200);
        assert_eq!(same["version"], case["version"], "the same file is no change");
    }

    async fn only_ones_own_files_that_no_record_holds_are_taken(installation: Installation) {
        let desk = desk(installation).await;
        let clerk = clerk(&desk, "clerk").await;
        let foreign = uploaded(&desk.admin, "a.txt", "a").await;
        let records = "/api/v1/entities/case/records";
        let refused = clerk.post(records, json!({ "name": "乙", "papers": [foreign] })).await.issues();
        assert_eq!(refused, [("/papers/0".to_owned(), "unknown_file".to_owned())]);
        let nobody = "00000000-0000-7000-8000-000000000009";
        let wrong = json!({ "name": "乙", "papers": [nobody], "lines": [{ "slip": [] }, { "slip": [nobody, foreign] }] });
        let pointers: Vec<String> = clerk.post(records, wrong).await.issues().into_iter().map(|(at, _)| at).collect();
        assert_eq!(pointers, ["/lines/1/slip/0", "/lines/1/slip/1", "/papers/0"]);
        let case = desk.create("case", json!({ "name": "甲", "papers": [foreign] })).await;
        for body in [json!({ "name": "丙", "papers": [foreign] }), json!({ "name": "丙", "secret": [foreign] })] {
            assert_eq!(desk.admin.post(records, body).await.issues()[0].1, "unknown_file", "a record holds it");
        }
        assert_eq!(desk.admin.patch(&record(&case), json!({ "secret": [foreign] })).await.issues()[0].1, "unknown_file", "in another field");
        let gone = desk.admin.patch(&record(&case), json!({ "papers": null })).await.expect(200);
        assert_eq!(gone.get("papers"), None);
        assert_eq!(desk.admin.get(&place(&case, "papers", &foreign)).await.text(), "a", "the past still shows it");
        let back = desk.admin.patch(&record(&case), json!({ "papers": [foreign] })).await.expect(200);
        assert_eq!(back["papers"][0]["name"], "a.txt");
        let batch = json!({ "operations": [
            { "op": "create", "values": { "name": "丁", "papers": [uploaded(&desk.admin, "b.txt", "b").await] } },
            { "op": "create", "values": { "name": "戊", "papers": [foreign] } }] });
        let refused = desk.admin.post("/api/v1/entities/case/records/batch", batch).await.issues();
        assert_eq!(refused.iter().filter(|(_, code)| code == "unknown_file").count(), 1, "{refused:?}");
        let waiting = desk.installation.sql("SELECT count(*) FROM files WHERE expires_at IS NOT NULL");
        assert_eq!(waiting, "1", "what was refused claims nothing");
    }

    async fn a_field_takes_what_its_definition_says(installation: Installation) {
        let desk = desk(installation).await;
        let records = "/api/v1/entities/case/records";
        let text = uploaded(&desk.admin, "a.png", "not an image").await;
        let refused = desk.admin.post(records, json!({ "name": "甲", "photos": [text], "sign": [text] })).await.issues();
        assert_eq!(refused, [("/photos/0".to_owned(), "wrong_file_type".to_owned()), ("/sign/0".to_owned(), "wrong_file_type".to_owned())]);
        let small = png(2, 2);
        let exact = [small.clone(), vec![0; 20_000 - small.len()]].concat();
        let exact = uploaded(&desk.admin, "a.png", exact).await;
        let above = uploaded(&desk.admin, "b.png", [small.clone(), vec![0; 20_001 - small.len()]].concat()).await;
        let refused = desk.admin.post(records, json!({ "name": "甲", "photos": [exact, above] })).await.issues();
        assert_eq!(refused, [("/photos/1".to_owned(), "file_too_large".to_owned())]);
        desk.admin.post(records, json!({ "name": "甲", "photos": [exact] })).await.expect(201);
        let three = [uploaded(&desk.admin, "a.png", small.clone()).await, uploaded(&desk.admin, "b.png", small.clone()).await, uploaded(&desk.admin, "c.png", small).await];
        assert_eq!(desk.admin.post(records, json!({ "name": "甲", "photos": three })).await.issues()[0].1, "too_many_items");
    }

    async fn who_may_not_read_the_field_reads_no_file(installation: Installation) {
        let desk = desk(installation).await;
        let (clerk, other) = (clerk(&desk, "clerk").await, clerk(&desk, "other").await);
        let mine = uploaded(&clerk, "a.txt", "mine").await;
        let case = clerk.post("/api/v1/entities/case/records", json!({ "name": "甲", "papers": [mine] })).await.expect(201);
        let secret = uploaded(&desk.admin, "s.txt", "secret").await;
        desk.admin.patch(&record(&case), json!({ "secret": [secret] })).await.expect(200);
        assert_eq!(clerk.get(&place(&case, "papers", &mine)).await.text(), "mine");
        assert_eq!(desk.admin.get(&place(&case, "secret", &secret)).await.text(), "secret");
        for more in ["", "?size=thumb", "?inline=1"] {
            clerk.get(&format!("{}{more}", place(&case, "secret", &secret))).await.refused(403, "hidden_field");
            other.get(&format!("{}{more}", place(&case, "papers", &mine))).await.refused(404, "not_found");
            desk.server.client().get(&format!("{}{more}", place(&case, "papers", &mine))).await.refused(401, "no_principal");
        }
        let elsewhere = clerk.post("/api/v1/entities/case/records", json!({ "name": "乙" })).await.expect(201);
        for (case, field, file) in [(&elsewhere, "papers", &mine), (&case, "papers", &secret), (&case, "photos", &mine), (&case, "no_such", &mine), (&case, "name", &mine), (&case, "lines.slip", &mine)] {
            clerk.get(&place(case, field, file)).await.refused(404, "not_found");
        }
        clerk.get(&place(&elsewhere, "secret", &secret)).await.refused(403, "hidden_field");
    }

    async fn files_go_when_nobody_holds_them(installation: Installation) {
        let desk = desk(installation).await;
        let kept = uploaded(&desk.admin, "kept.txt", "kept").await;
        let purged = uploaded(&desk.admin, "purged.txt", "purged").await;
        uploaded(&desk.admin, "forgotten.txt", "forgotten").await;
        let case = desk.create("case", json!({ "name": "甲", "papers": [kept] })).await;
        let gone = desk.create("case", json!({ "name": "乙", "papers": [purged] })).await;
        assert_eq!(lying(&desk, "files/content"), 3);
        at(&desk, "2090-01-01T00:00:00Z").await;
        assert_eq!((lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")), (2, "2".to_owned()));
        desk.admin.delete(&record(&gone)).await.expect(204);
        desk.admin.post(&format!("{}/restore", record(&gone)), json!({})).await.expect(200);
        assert_eq!(desk.admin.get(&place(&gone, "papers", &purged)).await.text(), "purged");
        desk.admin.delete(&record(&gone)).await.expect(204);
        desk.admin.get(&place(&gone, "papers", &purged)).await.refused(404, "not_found");
        desk.admin.post(&format!("{}/purge", record(&gone)), json!({})).await.expect(204);
        at(&desk, "2090-01-01T01:00:00Z").await;
        assert_eq!((lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")), (1, "1".to_owned()));
        assert_eq!(desk.admin.get(&place(&case, "papers", &kept)).await.text(), "kept");
        assert_eq!(desk.installation.sql("SELECT count(*) FROM file_claims"), "1");
    }

    async fn a_merged_record_keeps_the_files_of_those_that_went(installation: Installation) {
        let desk = desk(installation).await;
        let theirs = uploaded(&desk.admin, "theirs.txt", "theirs").await;
        let kept = desk.create("case", json!({ "name": "甲" })).await;
        let gone = desk.create("case", json!({ "name": "甲", "papers": [theirs] })).await;
        let merged = desk.admin.post(&format!("{}/merge", record(&kept)), json!({ "records": [gone["id"]] })).await.expect(200);
        assert_eq!(merged["record"]["papers"][0]["id"], json!(theirs), "{merged}");
        desk.admin.post(&format!("{}/purge", record(&gone)), json!({})).await.expect(204);
        at(&desk, "2090-01-01T00:00:00Z").await;
        assert_eq!(desk.admin.get(&place(&kept, "papers", &theirs)).await.text(), "theirs");
    }
}
