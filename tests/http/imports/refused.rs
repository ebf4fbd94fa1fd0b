//! Refused rows come back as a file, are corrected and uploaded again.

use calamine::Data;
use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, archive, sheets, workbook};

const LIST: &str = "客户名称,手机,等级,成交日期,员工人数\n\
    明远科技,13812345671,金牌,2026年3月5日,12\n\
    华信商贸,不知道,金牌,2026-03-06,十来个\n\
    ,13812345673,普通,2026-03-07,3\n\
    天宇机械,13812345674,白金,2026-03-08,4\n";

/// The rows of a workbook as texts.
fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
    let (_, rows) = sheets(bytes).into_iter().next().expect("a sheet");
    let text = |cell: &Data| cell.to_string();
    rows.iter().map(|row| row.iter().map(text).collect()).collect()
}

on_both_databases! {
    async fn a_refused_row_says_why_and_is_accepted_once_corrected(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut job = desk.import("company", "list.csv", LIST).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "level" },
            { "column": 3, "field": "founded" }, { "column": 4, "field": "staff" }]);
        job.map(json!({ "columns": columns, "save_as": "月报" })).await;
        assert_eq!(job.counts(), [1, 0, 0, 3]);
        let mut rows = texts(&job.download("refused").await);
        assert_eq!(rows[0], ["客户名称", "手机", "等级", "成交日期", "员工人数", "Why it was refused"]);
        assert_eq!(rows[1][..5], ["华信商贸", "不知道", "金牌", "2026-03-06", "十来个"]);
        let reasons: Vec<&String> = rows[1..].iter().map(|row| &row[5]).collect();
        assert!(reasons[0].contains("\"手机\"") && reasons[0].contains("\"员工人数\""), "every wrong cell: {reasons:?}");
        assert!(reasons[1].contains("\"客户名称\"") && reasons[2].contains("白金"), "{reasons:?}");
        job.apply().await;
        assert_eq!((job.counts(), desk.count("company").await), ([1, 0, 0, 3], 1));
        assert_eq!(texts(&job.download("refused").await), rows, "the file is there after the import, too");

        rows[1][1] = "+86 138-1234-5672".into();
        rows[1][4] = "１０".into();
        rows[2][0] = "恒信贸易".into();
        let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        let corrected = workbook(&[("待修正", &cells)]);
        let mut again = Job::begin(&desk.admin, "company", "refused.xlsx", corrected, Some("月报")).await;
        assert_eq!(again.counts(), [2, 0, 0, 1], "{}", again.seen);
        let fields: Vec<_> = again.seen["columns"].as_array().expect("columns").iter().map(|c| c["field"].clone()).collect();
        assert_eq!(json!(fields), json!(["name", "phone", "level", "founded", "staff", null]));
        again.apply().await;
        let records = desk.records("company").await;
        let found = records.iter().find(|record| record["name"] == "华信商贸").expect("the corrected row");
        assert_eq!((&found["phone"], &found["staff"], &found["founded"]), (&json!("13812345672"), &json!(10), &json!("2026-03-06")));
        assert_eq!(records.len(), 3);

        // A file whose reasons were never corrected says the same once more, in one column.
        let third = texts(&again.download("refused").await);
        assert_eq!((third.len(), third[0].len()), (2, 6), "{third:?}");
    }

    async fn refused_rows_keep_what_they_held(installation: Installation) {
        let desk = Desk::open(installation).await;
        let list = "名称,手机,备注\n甲,错,\"=1+1 \"\"引号\"\"\n第二行\"\n乙,错,'0012\n丙,错,-5\n";
        let mut job = desk.import("company", "list.csv", list).await;
        job.map(json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "remark" }] })).await;
        let rows = texts(&job.download("refused").await);
        assert_eq!(rows[1..].iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["=1+1 \"引号\"\n第二行", "'0012", "-5"]);
    }

    async fn refused_rows_uploaded_as_they_are_are_refused_for_the_same_reasons(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        let expected = std::fs::read_to_string(archive().join("data/expected.json")).expect("expected.json");
        let expected: Json = serde_json::from_str(&expected).expect("JSON");
        for customer in expected["existing"].as_array().expect("records") {
            desk.create("customer", customer.clone()).await;
        }
        for file in ["messy-customers.xlsx", "messy-customers-gbk.csv"] {
            let bytes = std::fs::read(archive().join("data").join(file)).expect("the file");
            let mut job = desk.import("customer", file, bytes).await;
            let mut settings = expected["files"][file].clone();
            settings.as_object_mut().expect("settings").remove("encoding");
            settings["save_as"] = json!(file);
            job.map(settings).await;
            let before = job.rows("&state=refused").await;
            let again = Job::begin(&desk.admin, "customer", "refused.xlsx", job.download("refused").await, Some(file)).await;
            let after = again.rows("").await;
            let after: Vec<&Json> = after.iter().filter(|row| row["state"] != "title").collect();
            let told = |row: &Json| (row["state"].clone(), row["issues"].clone());
            let differ = before.iter().zip(&after).filter(|(before, after)| told(before) != told(after));
            let differ: Vec<String> = differ.map(|(before, after)| format!("{before}\n  became {after}")).collect();
            assert_eq!((differ, after.len()), (Vec::new(), before.len()), "{file}");
        }
    }
}
