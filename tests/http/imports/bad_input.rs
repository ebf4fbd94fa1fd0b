//! Files that are broken, hostile or not what they say: refused with a problem, nothing half-written.

use std::io::{Cursor, Write as _};

use formwork_tests::on_both_databases;
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::desk::{Desk, upload, workbook};

/// A workbook whose one sheet unpacks to a gigabyte of nothing.
fn bomb() -> Vec<u8> {
    let good = workbook(&[("客户", &[&["名称"], &["甲"]])]);
    let mut parts = zip::ZipArchive::new(Cursor::new(good)).expect("an archive");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let name = parts.by_index(index).expect("a part").name().expect("a name").into_owned();
        if name.ends_with("sheet1.xml") {
            out.start_file(&name, SimpleFileOptions::default().large_file(true)).expect("begun");
            let blank = vec![b' '; 1 << 20];
            for _ in 0..1_100 {
                out.write_all(&blank).expect("written");
            }
        } else {
            out.raw_copy_file(parts.by_index(index).expect("a part")).expect("copied");
        }
    }
    out.finish().expect("finished").into_inner()
}

/// A CSV file and a workbook with so many columns.
fn wide(columns: usize) -> [Vec<u8>; 2] {
    let names: Vec<String> = (0..columns).map(|i| format!("列{i}")).collect();
    let csv = format!("{}\n{}\n", names.join(","), names.join(","));
    // Excel itself stops at 16,384 columns; a file need not.
    let cells: String =
        names.iter().map(|name| format!(r#"<c t="inlineStr"><is><t>{name}</t></is></c>"#)).collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>{cells}</row></sheetData></worksheet>"#
    );
    let good = workbook(&[("客户", &[&["名称"], &["甲"]])]);
    let mut parts = zip::ZipArchive::new(Cursor::new(good)).expect("an archive");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let name = parts.by_index(index).expect("a part").name().expect("a name").into_owned();
        if name.ends_with("sheet1.xml") {
            out.start_file(&name, SimpleFileOptions::default()).expect("begun");
            out.write_all(sheet.as_bytes()).expect("written");
        } else {
            out.raw_copy_file(parts.by_index(index).expect("a part")).expect("copied");
        }
    }
    [csv.into_bytes(), out.finish().expect("finished").into_inner()]
}

on_both_databases! {
    async fn a_file_that_cannot_be_read_is_refused_with_a_problem(installation: Installation) {
        // Made first: a server does not keep an idle connection while a gigabyte is packed.
        let bomb = bomb();
        let good = workbook(&[("客户", &[&["名称", "人数"], &["甲", "3"], &["乙", "4"]])]);
        let [wide_text, wide_workbook] = wide(50_000);
        let (big5, _, _) = encoding_rs::BIG5.encode("名稱,電話,地址\n臺灣積體電路製造股份有限公司,0912345678,新竹科學園區力行六路八號\n");
        let files = [
            ("half of it", good[..good.len() / 2].to_vec(), "file_damaged"),
            ("without its end", good[..good.len() - 30].to_vec(), "file_damaged"),
            ("a bomb", bomb, "unpacks_too_large"),
            ("another encoding", big5.into_owned(), "unknown_encoding"),
            ("noise", (0..4_000_u32).map(|i| (i * 7_919 % 251) as u8).collect(), "not_a_spreadsheet"),
            ("50,000 columns of text", wide_text, "too_many_columns"),
            ("50,000 columns of a workbook", wide_workbook, "too_many_columns"),
            ("nothing", Vec::new(), "file_empty"),
            ("an endless cell", format!("名称\n\"{}\n", "甲".repeat(40_000)).into_bytes(), "cell_too_long"),
            ("a web page", b"<html><table><tr><td>a</td></tr></table></html>".to_vec(), "web_page"),
        ];
        let desk = Desk::open(installation).await;
        for (what, bytes, code) in files {
            let job = desk.import("company", "list.xlsx", bytes).await;
            assert_eq!((job.state(), job.issues()), ("failed", vec![(code.to_owned(), "/file".to_owned())]), "{what}: {}", job.seen);
            assert_eq!((&job.seen["problem"]["code"], &job.seen["problem"]["status"]), (&json!("invalid"), &json!(422)), "{what}");
            desk.admin.post(&format!("{}/apply", job.path), json!({})).await.refused(409, "state_conflict");
            desk.admin.patch(&job.path, json!({ "header_row": 1 })).await.refused(409, "state_conflict");
            assert_eq!(job.rows("").await, Vec::<serde_json::Value>::new());
            for left_out in ["refused", "duplicates"] {
                desk.admin.get(&format!("{}/{left_out}", job.path)).await.refused(409, "state_conflict");
            }
        }
        assert_eq!(desk.count("company").await, 0);
        desk.admin.get("/api/v1/me").await.expect(200);
    }

    async fn statements_in_every_string_are_strings(installation: Installation) {
        let desk = Desk::open(installation).await;
        let attack = "'); DROP TABLE e_company; --";
        let list = format!("名称{attack},short_code,remark\n甲{attack},\"x\"\" OR 1=1 --\",\"{attack}\"\n乙{attack},\"' OR ''='\",\"$1 ?1 %s {{}}\"\n");
        let mut job = desk.import("company", "'); DROP TABLE imports; --.csv", list.clone()).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "short_code" }, { "column": 2, "field": "remark" }]);
        job.map(json!({ "columns": columns, "key": ["short_code"], "save_as": attack, "unknown": { "level": { attack: null } } })).await;
        job.apply().await;
        assert_eq!(job.counts(), [2, 0, 0, 0]);
        assert_eq!(job.seen["file"], "'); DROP TABLE imports; --.csv");
        let records = desk.records("company").await;
        let held: Vec<_> = records.iter().map(|r| json!([r["name"], r["short_code"], r["remark"]])).collect();
        assert_eq!(json!(held), json!([[format!("甲{attack}"), "x\" OR 1=1 --", attack], [format!("乙{attack}"), "' OR ''='", "$1 ?1 %s {}"]]));
        let mut again = crate::desk::Job::begin(&desk.admin, "company", "b.csv", list, Some(attack)).await;
        assert_eq!(again.counts(), [0, 2, 0, 0], "found by that very code");
        again.apply().await;
        assert_eq!(desk.count("company").await, 2);
    }

    async fn a_wrong_request_leaves_nothing(installation: Installation) {
        let desk = Desk::open(installation).await;
        upload(&desk.admin, "nobody", "a.csv", "名称\n甲\n", None).await.refused(404, "not_found");
        let path = "/api/v1/entities/company/imports";
        desk.admin.post(path, json!({})).await.refused(415, "content_type");
        let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname\nx";
        desk.admin.post_bytes(path, "multipart/form-data; boundary=x", body).await.refused(400, "malformed");
        let other = "--x\r\nContent-Disposition: form-data; name=\"else\"\r\n\r\nname\r\n--x--\r\n";
        assert_eq!(desk.admin.post_bytes(path, "multipart/form-data; boundary=x", other).await.issues().len(), 1);
        let none = "--x--\r\n";
        let missing = desk.admin.post_bytes(path, "multipart/form-data; boundary=x", none).await;
        assert_eq!(missing.issues(), [("/file".to_owned(), "required".to_owned())]);
        assert_eq!(desk.installation.sql("SELECT COUNT(*) FROM imports"), "0");
        let folders = std::fs::read_dir(desk.installation.data_dir().join("transfers")).expect("a folder");
        assert_eq!(folders.filter(|entry| entry.as_ref().expect("readable").path().is_dir()).count(), 0);
        let job = desk.import("company", "a.csv", "名称,人数\n甲,1\n").await;
        let wrong = json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 0, "field": "number" }, { "column": 1, "field": "name" },
            { "column": 7, "field": "no_such" }], "key": ["phone"], "save_as": " " });
        let told: Vec<String> = desk.admin.patch(&job.path, wrong).await.issues().into_iter().map(|(at, code)| format!("{at} {code}")).collect();
        assert_eq!(told, ["/columns/1/column column_twice", "/columns/1/field not_importable", "/columns/2/field field_twice",
            "/columns/3/column no_such_column", "/columns/3/field unknown_field", "/key/0 key_without_column", "/save_as bad_name"]);
        desk.admin.get(&format!("{}/rows?cursor=7", job.path)).await.refused(422, "invalid");
    }
}
