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
        assert!(reasons[0].contains("“手机”") && reasons[0].contains("“员工人数”"), "every wrong cell: {reasons:?}");
        assert!(reasons[1].contains("“客户名称”") && reasons[2].contains("白金"), "{reasons:?}");
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
        let bytes = std::fs::read(archive().join("data/messy-customers.xlsx")).expect("the file");
        let first = desk.import("customer", "messy-customers.xlsx", bytes).await;
        refused_again(&desk, "customer", &first, 46).await;
    }

    async fn refused_rows_are_read_as_the_file_they_come_from(installation: Installation) {
        let desk = Desk::open(installation).await;
        // Neither the names of these columns nor what they hold would suggest the fields.
        let list = "甲公司,错,#N/A,12\n乙公司,13812345672,好,3\n,13812345673,=1+1,4\n丙公司,13812345674,'0012,多\n";
        for (header, columns) in [(0, ""), (1, "栏一,栏二,栏三,栏四\n")] {
            let mut job = desk.import("company", "list.csv", format!("{columns}{list}")).await;
            let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "remark" }, { "column": 3, "field": "staff" }]);
            job.map(json!({ "header_row": header, "columns": columns })).await;
            assert_eq!(job.counts(), [1, 0, 0, 3], "{}", job.seen);
            refused_again(&desk, "company", &job, 3).await;
        }
    }

    async fn duplicates_come_back_with_what_they_repeat(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.create("company", json!({ "name": "明远科技", "phone": "13812345671" })).await;
        let list = "客户名称,手机,人数\n明远科技,13812345671,12\n华信商贸,13812345672,5\n华信商贸,13812345673,6\n恒信贸易,错,7\n";
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "staff" }]);
        job.map(json!({ "columns": columns })).await;
        assert_eq!(job.counts(), [1, 0, 2, 1], "{}", job.seen);
        let bytes = job.download("duplicates").await;
        let rows = texts(&bytes);
        assert_eq!(rows[0], ["客户名称", "手机", "人数", "What it repeats"]);
        assert_eq!((rows.len(), &rows[1][..3], &rows[2][..3]), (3, &["明远科技", "13812345671", "12"].map(String::from)[..], &["华信商贸", "13812345673", "6"].map(String::from)[..]));
        assert!(rows[1][3].starts_with("repeats a record: "), "{rows:?}");
        assert_eq!(rows[2][3], "repeats row 3");

        // Uploaded as they are, what repeats a record does so again; what repeated an earlier row stands alone.
        let again = Job::begin(&desk.admin, "company", "duplicates.xlsx", bytes, None).await;
        assert_eq!(again.counts(), [1, 0, 1, 0], "{}", again.seen);
        let fields: Vec<_> = again.seen["columns"].as_array().expect("columns").iter().map(|c| c["field"].clone()).collect();
        assert_eq!(json!(fields), json!(["name", "phone", "staff", null]), "the reason is no column to import");
        job.apply().await;
        assert_eq!(texts(&job.download("duplicates").await), rows, "the file is there after the import, too");
    }

    async fn refused_rows_are_called_as_the_file_they_come_from(installation: Installation) {
        let desk = Desk::open(installation).await;
        let list = "name,staff\n甲公司,三\n乙公司,3\n乙公司,4\n";
        let job = desk.import("company", "2026 客户.csv", list).await;
        assert_eq!(job.counts(), [1, 0, 1, 1], "{:?}", job.rows("").await);
        let called = [
            ("zh-CN", "refused", "filename*=UTF-8''2026%20%E5%AE%A2%E6%88%B7-%E6%9C%AA%E5%AF%BC%E5%85%A5%E7%9A%84%E8%A1%8C.xlsx"),
            ("en", "refused", "filename*=UTF-8''2026%20%E5%AE%A2%E6%88%B7-refused%20rows.xlsx"),
            ("en", "duplicates", "filename*=UTF-8''2026%20%E5%AE%A2%E6%88%B7-duplicate%20rows.xlsx"),
        ];
        for (language, which, name) in called {
            let reader = desk.admin.clone().without_header("accept-language").with_header("accept-language", language);
            let answer = reader.get(&format!("{}/{which}", job.path)).await;
            let disposition = answer.header("content-disposition").to_owned();
            assert!(disposition.starts_with("attachment; filename=\"2026 __-") && disposition.ends_with(name), "{language}: {disposition}");
        }
    }
}

/// Uploads the refused rows of an import as they are: each is refused as it was.
async fn refused_again(desk: &Desk, entity: &str, first: &Job, count: usize) {
    let again = Job::begin(&desk.admin, entity, "refused.xlsx", first.download("refused").await, None).await;
    let (before, after) = (first.rows("&state=refused").await, again.rows("").await);
    let after: Vec<&Json> = after.iter().filter(|row| row["state"] != "title").collect();
    assert_eq!((before.len(), after.len()), (count, count), "{after:?}");
    for (before, after) in before.iter().zip(after) {
        assert_eq!(
            (&after["state"], &after["issues"]),
            (&before["state"], &before["issues"]),
            "{before} {after}"
        );
    }
}
