//! Workbooks with several sheets, and mappings that do not fit them.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::desk::{Desk, upload, workbook};

/// The most address space that each process which reads a workbook has had so far, in KiB.
fn readers() -> Vec<u64> {
    let processes = std::fs::read_dir("/proc").expect("processes").flatten();
    let readers = processes.filter(|process| {
        let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        command.windows(25).any(|part| part == b"internal-read-spreadsheet")
    });
    let peak = |status: String| {
        let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:").map(str::to_owned))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    };
    readers.filter_map(|reader| peak(std::fs::read_to_string(reader.path().join("status")).ok()?)).collect()
}

on_both_databases! {
    async fn a_wrong_mapping_of_another_sheet_changes_nothing(installation: Installation) {
        let desk = Desk::open(installation).await;
        let bytes = workbook(&[
            ("客户", &[&["名称", "人数"], &["甲公司", "3"], &["乙公司", "4"]]),
            ("旧客户", &[&["人数", "名称"], &["7", "丙公司"]]),
        ]);
        let mut job = desk.import("company", "list.xlsx", bytes).await;
        assert_eq!((job.seen["sheet"].as_str(), job.counts()), (Some("客户"), [2, 0, 0, 0]), "{}", job.seen);
        let before = job.seen.clone();
        let wrong = json!({ "sheet": "旧客户", "columns": [{ "column": 9, "field": "name" }, { "column": 0, "field": "staff" }] });
        let refused = desk.admin.patch(&job.path, wrong).await;
        assert_eq!(refused.issues(), [("/columns/0/column".to_owned(), "no_such_column".to_owned())]);
        let refused = desk.admin.patch(&job.path, json!({ "sheet": "没有" })).await;
        assert_eq!(refused.issues(), [("/sheet".to_owned(), "no_sheet".to_owned())]);
        job.settle().await;
        assert_eq!(job.seen, before);
        job.apply().await;
        let names: Vec<_> = desk.records("company").await.iter().map(|record| record["name"].clone()).collect();
        assert_eq!((json!(names), job.counts()), (json!(["甲公司", "乙公司"]), [2, 0, 0, 0]), "the rows of the sheet that was verified");
    }

    async fn the_other_sheet_is_read_when_it_is_asked_for(installation: Installation) {
        let desk = Desk::open(installation).await;
        let bytes = workbook(&[
            ("客户", &[&["名称", "人数"], &["甲公司", "3"], &["乙公司", "4"]]),
            ("旧客户", &[&["人数", "名称"], &["7", "丙公司"]]),
        ]);
        let mut job = desk.import("company", "list.xlsx", bytes).await;
        job.map(json!({ "sheet": "旧客户", "columns": [{ "column": 1, "field": "name" }, { "column": 0, "field": "staff" }] })).await;
        assert_eq!((job.seen["sheet"].as_str(), job.counts()), (Some("旧客户"), [1, 0, 0, 0]));
        job.map(json!({ "sheet": "客户", "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "staff" }] })).await;
        assert_eq!(job.counts(), [2, 0, 0, 0]);
        job.map(json!({ "sheet": "旧客户", "columns": [{ "column": 1, "field": "name" }, { "column": 0, "field": "staff" }] })).await;
        job.apply().await;
        let records = desk.records("company").await;
        assert_eq!((records.len(), &records[0]["name"], &records[0]["staff"]), (1, &json!("丙公司"), &json!(7)));
        desk.admin.patch(&job.path, json!({ "sheet": "客户" })).await.refused(409, "state_conflict");
        desk.admin.post(&format!("{}/apply", job.path), json!({})).await.refused(409, "state_conflict");
    }

    async fn what_reads_a_workbook_stays_within_its_limit_of_memory(installation: Installation) {
        let desk = Desk::open(installation).await;
        let names: Vec<String> = (0..20_000).map(|number| format!("第{number}公司")).collect();
        let rows: Vec<Vec<&str>> = names.iter().map(|name| vec![name.as_str(); 8]).collect();
        let mut cells: Vec<&[&str]> = vec![&["名称", "人数"]];
        cells.extend(rows.iter().map(Vec::as_slice));
        upload(&desk.admin, "company", "list.xlsx", workbook(&[("客户", &cells)]), None).await.expect(202);
        let mut seen = Vec::new();
        for _ in 0..2_000 {
            seen.extend(readers());
            if seen.len() >= 20 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        // More than the limit means that it was taken before there was one, and nothing more is to be had after.
        assert!(!seen.is_empty() && seen.iter().all(|peak| *peak < 512 * 1_024), "{seen:?}");
    }

    async fn a_header_below_titles_is_found_and_may_be_corrected(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut job = desk.import("company", "list.csv", "客户一览表\n制表日期:2026-01-01\n\n名称,人数\n甲公司,3\n\n乙公司,4\n合计,7\n").await;
        assert_eq!((&job.seen["header_row"], job.counts()), (&json!(4), [2, 0, 0, 0]), "{}", job.seen);
        assert_eq!([job.rows_of("blank"), job.rows_of("total"), job.rows_of("title")], [2, 1, 3], "{}", job.seen);
        job.map(json!({ "header_row": 5, "columns": [{ "column": 0, "field": "name" }] })).await;
        assert_eq!((job.counts(), job.seen["columns"][0]["header"].as_str()), ([1, 0, 0, 0], Some("甲公司")));
        job.map(json!({ "header_row": 0, "columns": [{ "column": 0, "field": "name" }] })).await;
        assert_eq!(job.seen["columns"][0]["header"], "A");
    }
}
