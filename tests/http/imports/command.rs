//! `formwork import`: exit codes, JSON, saved mappings, and a command that is killed.

use std::{path::PathBuf, process::Stdio};

use formwork_tests::{Installation, Output, on_both_databases};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, archive, sheets, workbook};

/// A file in the data directory.
fn file(installation: &Installation, name: &str, text: &str) -> PathBuf {
    let path = installation.data_dir().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn import(installation: &Installation, file: &std::path::Path, more: &[&str]) -> Output {
    let mut arguments = vec!["import", "company", file.to_str().expect("a path")];
    arguments.extend(more);
    installation.run(&arguments, "")
}

fn told(output: &Output) -> Json {
    serde_json::from_str(&output.out).unwrap_or_else(|fault| panic!("{fault}: {}{}", output.out, output.err))
}

on_both_databases! {
    async fn a_command_verifies_and_with_apply_imports(installation: Installation) {
        let desk = Desk::open(installation).await;
        let place = &desk.installation;
        let good = file(place, "good.csv", "名称,人数\n甲公司,3\n乙公司,4\n");
        let seen = import(place, &good, &["--json"]);
        let view = told(&seen);
        assert_eq!((seen.code, &view["state"], &view["counts"]["new"]), (0, &json!("ready"), &json!(2)));
        assert_eq!(desk.count("company").await, 0, "without --apply nothing is written");
        let done = import(place, &good, &["--json", "--apply"]);
        let view = told(&done);
        assert_eq!((done.code, &view["state"], &view["counts"]["new"]), (0, &json!("done"), &json!(2)), "{}", done.err);
        assert_eq!(desk.count("company").await, 2);
        let again = import(place, &good, &["--apply"]);
        assert_eq!((again.code, again.out.trim()), (0, "done: 2 rows, 0 new, 0 changed, 2 duplicate, 0 refused"));
        let mixed = file(place, "mixed.csv", "名称,staff\n丙公司,3\n丁公司,几个\n");
        let refused = import(place, &mixed, &["--apply", "--json"]);
        assert_eq!((refused.code, &told(&refused)["counts"]["refused"]), (3, &json!(1)));
        assert_eq!(import(place, &mixed, &[]).code, 3);
        let broken = file(place, "broken.xlsx", "PK\u{3}\u{4} no archive");
        let failed = import(place, &broken, &["--apply", "--json"]);
        assert_eq!((failed.code, &told(&failed)["problem"]["issues"][0]["pointer"]), (1, &json!("/file")));
        assert_eq!(import(place, &place.data_dir().join("none.csv"), &[]).code, 1);
        assert_eq!(import(place, &good, &["--mapping", "没有"]).code, 1);
        assert_eq!(place.run(&["import", "nobody", good.to_str().expect("a path")], "").code, 1);
        assert_eq!(place.run(&["import", "company"], "").code, 2);
        assert_eq!(desk.count("company").await, 3);
    }

    async fn refused_rows_are_corrected_and_imported_again(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        let place = &desk.installation;
        let customers = |file: &std::path::Path, more: &[&str]| {
            let arguments = [&["import", "customer", file.to_str().expect("a path"), "--apply"], more].concat();
            place.run(&arguments, "")
        };
        let messy = archive().join("data/messy-customers.xlsx");
        let told = customers(&messy, &[]);
        assert_eq!(told.code, 3, "{}", told.err);
        assert!(told.out.contains("--refused FILE"), "{}", told.out);
        let before = desk.count("customer").await;
        let kept = place.data_dir().join("refused.xlsx");
        let name = kept.to_str().expect("a path");
        assert_eq!(customers(&messy, &["--refused", "/nowhere/refused.xlsx"]).code, 1);
        let told = customers(&messy, &["--refused", name]);
        assert_eq!(told.code, 3, "{}", told.err);
        assert!(told.out.contains(name), "{}", told.out);
        let (sheet, rows) = sheets(&std::fs::read(&kept).expect("the refused rows")).into_iter().next().expect("a sheet");
        let mut rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let last = rows[0].len() - 1;
        assert_eq!((rows[0][last].as_str(), rows.len()), ("Why it was refused", 47));
        assert!(rows[1..].iter().all(|row| !row[last].is_empty()), "every row says why");
        // One row is corrected: only what is known to be right stays in it.
        let title = rows[0].iter().position(|name| name.contains("名称")).expect("a column of names");
        let good: Vec<String> = (0..rows[0].len()).map(|at| if at == title { "改好的公司".to_owned() } else { String::new() }).collect();
        rows[1] = good;
        let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        std::fs::write(&kept, workbook(&[(&sheet, &cells)])).expect("corrected");
        // The file that is imported may be the one that takes what is still wrong.
        let again = customers(&kept, &["--refused", name, "--json"]);
        let view = self::told(&again);
        // Another row was refused for repeating the one that is corrected, so it may be new, too.
        let (new, refused) = (view["counts"]["new"].as_u64().expect("a count"), view["counts"]["refused"].as_u64().expect("a count"));
        assert_eq!((again.code, new + refused, new >= 1), (3, 46, true), "{view}");
        assert_eq!(desk.count("customer").await, before + new);
        assert!(desk.records("customer").await.iter().any(|record| record["name"] == "改好的公司"));
        let (_, left) = sheets(&std::fs::read(&kept).expect("the rest")).into_iter().next().expect("a sheet");
        assert_eq!((left.len() as u64, left[0].len()), (refused + 1, last + 1));
        let good = file(place, "good.csv", "客户名称\n又一家公司\n");
        let none = place.data_dir().join("none.xlsx");
        assert_eq!(customers(&good, &["--refused", none.to_str().expect("a path")]).code, 0);
        assert!(!none.exists(), "nothing was refused");
        let parts = std::fs::read_dir(place.data_dir()).expect("a folder").filter(|e| e.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "part")));
        assert_eq!(parts.count(), 0);
    }

    async fn a_command_uses_a_saved_mapping_and_acts_as_somebody(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut job = desk.import("company", "a.csv", "甲栏,乙栏\nC-1,甲公司\n").await;
        let columns = json!([{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }]);
        job.map(json!({ "columns": columns, "key": ["short_code"], "save_as": "季度名单" })).await;
        job.apply().await;
        crate::imports::clerk(&desk).await;
        let next = file(&desk.installation, "next.csv", "乙栏,甲栏\n甲公司二,C-1\n乙公司,C-2\n");
        let done = import(&desk.installation, &next, &["--mapping", "季度名单", "--apply", "--json"]);
        let counts = told(&done)["counts"].clone();
        assert_eq!((done.code, &counts["update"], &counts["new"]), (0, &json!(1), &json!(1)), "{}{}", done.out, done.err);
        let own = import(&desk.installation, &next, &["--mapping", "季度名单", "--apply", "--json", "--user", "wenyuan"]);
        let counts = told(&own)["counts"].clone();
        assert_eq!((own.code, &counts["update"], &counts["duplicate"]), (0, &json!(0), &json!(2)), "{}", own.err);
        assert_eq!(import(&desk.installation, &next, &["--user", "nobody"]).code, 1);
    }

    async fn a_command_that_was_killed_is_noticed_and_undone(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut list = String::from("名称,人数\n");
        for i in 0..30_000 {
            list.push_str(&format!("第{i}公司,{i}\n"));
        }
        let path = file(&desk.installation, "many.csv", &list);
        let mut child = desk.installation.command(&["import", "company", path.to_str().expect("a path"), "--apply"])
            .stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        while desk.count("company").await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
        assert_eq!(desk.installation.sql("SELECT state FROM imports"), "applying");
        // The next command here finds it.
        let other = file(&desk.installation, "other.csv", "名称\n另一家公司\n");
        assert_eq!(import(&desk.installation, &other, &[]).code, 0);
        let written = desk.count("company").await;
        assert!(written > 0 && written < 30_000, "{written}");
        let row = desk.installation.sql("SELECT done FROM imports WHERE state = 'failed' AND batch IS NOT NULL");
        assert_eq!(row, written.to_string());
        let details = desk.installation.sql("SELECT details FROM imports WHERE state = 'failed' AND batch IS NOT NULL");
        let details: Json = serde_json::from_str(&details).expect("JSON");
        assert_eq!(details["problem"]["english"]["code"], "interrupted", "{details}");
        let batch = desk.admin.get("/api/v1/entities/company/records?limit=1").await.expect(200)["items"][0]["id"].clone();
        let history = desk.admin.get(&format!("/api/v1/entities/company/records/{}/history", batch.as_str().expect("an id"))).await.expect(200);
        let batch = history["items"][0]["batch"].as_str().expect("a batch").to_owned();
        desk.admin.post(&format!("/api/v1/batches/{batch}/undo"), json!({})).await.expect(200);
        assert_eq!(desk.count("company").await, 0);
        let left = std::fs::read_dir(desk.installation.data_dir().join("transfers")).expect("a folder");
        let left: Vec<_> = left.map(|entry| entry.expect("readable").path()).filter(|path| path.extension().is_some()).collect();
        assert_eq!(left, Vec::<PathBuf>::new(), "no lock is left behind");
    }
}
