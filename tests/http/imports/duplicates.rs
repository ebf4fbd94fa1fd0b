//! Rows that repeat a record or an earlier row: by the entity's rule, by the key, by unique fields.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::{
    desk::{Desk, Job},
    imports::clerk,
};

fn states(rows: &[Json]) -> Vec<String> {
    rows.iter()
        .filter(|row| row["state"] != "title")
        .map(|row| row["state"].as_str().expect("a state").to_owned())
        .collect()
}

on_both_databases! {
    async fn the_rule_finds_names_phones_and_codes_however_they_are_written(installation: Installation) {
        let desk = Desk::open(installation).await;
        let old = desk.create("company", json!({ "name": "上海明远科技有限公司", "phone": "13812345671", "credit_code": "91310000MA1FL00X1Y" })).await;
        let list = "名称,电话,信用代码\n\
            上海明远科技股份有限公司,13800000001,\n\
            另一家,+86 138-1234-5671,\n\
            第三家,,91310000ma1fl00x1y\n\
            ＡＢＣ贸易（上海）有限公司,13800000002,\n\
            abc贸易有限公司,13800000003,\n\
            全新公司,13800000004,\n\
            又一家,０１３８００００，,\n\
            再一家,138 0000 0004,\n";
        let mut job = desk.import("company", "list.csv", list).await;
        job.map(json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "credit_code" }] })).await;
        let rows = job.rows("").await;
        assert_eq!(states(&rows), ["duplicate", "duplicate", "duplicate", "new", "duplicate", "new", "refused", "duplicate"], "{rows:?}");
        for row in &rows[1..4] {
            assert_eq!(row["matches"][0]["id"], old["id"], "{row}");
        }
        assert_eq!((&rows[5]["matches"][0]["row"], &rows[8]["matches"][0]["row"]), (&json!(5), &json!(7)));
        job.apply().await;
        assert_eq!((desk.count("company").await, job.counts()), (3, [2, 0, 5, 1]));
    }

    async fn who_learns_of_an_unseen_record_stands_in_its_history(installation: Installation) {
        let desk = Desk::open(installation).await;
        let old = desk.create("company", json!({ "name": "上海明远科技有限公司", "phone": "13812345671" })).await;
        let clerk = clerk(&desk).await;
        let history = format!("/api/v1/entities/company/records/{}/history", old["id"].as_str().expect("an id"));
        let probes = async || {
            let told = desk.admin.get(&history).await.expect(200);
            told["items"].as_array().expect("items").iter().filter(|entry| entry["action"] == "probe").count()
        };
        let before = probes().await;
        let list = "名称,电话\n上海明远科技股份有限公司,\n别的公司,13812345671\n";
        let mut job = Job::begin(&clerk, "company", "list.csv", list, None).await;
        job.map(json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }] })).await;
        let rows = job.rows("&state=duplicate").await;
        assert!(rows.len() == 2 && rows.iter().all(|row| row["matches"][0]["id"].is_null()), "{rows:?}");
        assert!(probes().await > before, "{rows:?}");
    }

    async fn a_key_changes_skips_or_repeats(installation: Installation) {
        let desk = Desk::open(installation).await;
        let old = desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5, "remark": "旧" })).await;
        let list = "编码,名称,人数,备注\nC-1,甲公司新名,9,\nC-2,乙公司,3,新\nC-2,丙公司,4,\n";
        let columns = json!([{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }, { "column": 2, "field": "staff" }, { "column": 3, "field": "remark" }]);
        let mut job = desk.import("company", "list.csv", list).await;
        job.map(json!({ "columns": columns, "key": ["short_code"], "on_match": "skip" })).await;
        assert_eq!(job.counts(), [1, 0, 2, 0]);
        job.map(json!({ "on_match": "create" })).await;
        assert_eq!(job.counts(), [1, 0, 0, 2], "a unique field cannot be repeated");
        job.map(json!({ "on_match": "update" })).await;
        assert_eq!(job.counts(), [1, 1, 1, 0]);
        job.apply().await;
        let now = desk.admin.get(&format!("/api/v1/entities/company/records/{}", old["id"].as_str().expect("an id"))).await.expect(200);
        assert_eq!((&now["name"], &now["staff"], &now["remark"]), (&json!("甲公司新名"), &json!(9), &json!("旧")), "a blank cell changes nothing");
        assert_eq!(desk.count("company").await, 2);
    }

    async fn what_came_in_between_is_met_while_writing(installation: Installation) {
        let desk = Desk::open(installation).await;
        let list = "编码,名称\nC-1,甲公司\nC-2,乙公司\n";
        let mut job = desk.import("company", "list.csv", list).await;
        job.map(json!({ "columns": [{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }], "key": [] })).await;
        assert_eq!(job.counts(), [2, 0, 0, 0]);
        desk.create("company", json!({ "name": "别人", "short_code": "C-2" })).await;
        job.apply().await;
        assert_eq!((job.counts(), desk.count("company").await), ([1, 0, 0, 1], 2));
        assert_eq!(job.rows("&state=refused").await[0]["issues"][0]["code"], "not_unique");
    }

    async fn a_saved_mapping_fits_columns_in_another_order(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut job = desk.import("company", "a.csv", "甲栏,乙栏\nC-1,甲公司\n").await;
        job.map(json!({ "columns": [{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }], "key": ["short_code"],
            "on_match": "skip", "save_as": " 供应商名单 " })).await;
        job.apply().await;
        let saved = desk.admin.get("/api/v1/entities/company/mappings").await.expect(200);
        assert_eq!(saved["items"][0]["name"], "供应商名单");
        let other = Job::begin(&desk.admin, "company", "b.csv", "乙栏,多余,甲栏\n甲公司,x,C-1\n乙公司,y,C-2\n", Some("供应商名单")).await;
        assert_eq!((other.counts(), &other.seen["on_match"]), ([1, 0, 1, 0], &json!("skip")), "{}", other.seen);
        let unknown = crate::desk::upload(&desk.admin, "company", "b.csv", "乙栏\n甲\n", Some("没有的")).await;
        assert_eq!(unknown.issues(), [("/mapping".to_owned(), "unknown_mapping".to_owned())]);
    }
}
