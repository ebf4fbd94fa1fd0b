//! Everything somebody may take along, in one archive, and the command line.

use std::io::{Cursor, Read as _};

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, sheets};

fn part(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap_or_else(|fault| panic!("{name}: {fault}"))
        .read_to_end(&mut bytes)
        .expect("a part");
    bytes
}

fn lines(bytes: &[u8]) -> Vec<Json> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect()
}

fn check(bytes: Vec<u8>, company: &Json) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    names.sort();
    let wanted = [
        "company.history.jsonl",
        "company.jsonl",
        "company.xlsx",
        "person.history.jsonl",
        "person.jsonl",
        "person.xlsx",
    ];
    assert_eq!(names, wanted);
    let records = lines(&part(&mut archive, "company.jsonl"));
    assert_eq!((records.len(), &records[0]["id"], &records[0]["staff"]), (1, &company["id"], &json!(6)));
    let history = lines(&part(&mut archive, "company.history.jsonl"));
    let actions: Vec<&Json> = history.iter().map(|entry| &entry["action"]).collect();
    assert_eq!(
        (json!(actions), &history[1]["changes"]["staff"]),
        (json!(["create", "update"]), &json!([5, 6]))
    );
    let (_, rows) = sheets(&part(&mut archive, "company.xlsx")).into_iter().next().expect("a sheet");
    assert_eq!((rows.len(), rows[1][0].to_string()), (2, "甲公司".to_owned()));
    assert_eq!(lines(&part(&mut archive, "person.jsonl")).len(), 2);
}

on_both_databases! {
    async fn everything_is_one_archive_with_its_history(installation: Installation) {
        let desk = Desk::open(installation).await;
        let company = desk.create("company", json!({ "name": "甲公司", "staff": 5 })).await;
        let path = format!("/api/v1/entities/company/records/{}", company["id"].as_str().expect("an id"));
        desk.admin.patch(&path, json!({ "staff": 6 })).await.expect(200);
        for name in ["张三", "李四"] {
            desk.create("person", json!({ "name": name, "company": company["id"] })).await;
        }
        let job = Job::export(&desk.admin, "/api/v1/exports", json!({})).await;
        assert_eq!((job.state(), &job.seen["rows"]), ("done", &json!(3)), "{}", job.seen);
        check(job.download("file").await, &company);

        let target = desk.installation.data_dir().join("out");
        let target = target.to_str().expect("a path");
        desk.installation.run(&["export", "--all", target], "").done();
        let file = std::fs::read_dir(target).expect("a folder").next().expect("a file").expect("readable").path();
        check(std::fs::read(file).expect("the archive"), &company);
        let log = desk.installation.sql("SELECT COUNT(*) FROM changes WHERE action = 'export'");
        assert_eq!(log, "4", "what leaves the house is noted, entity by entity");
    }

    async fn the_command_writes_a_file_and_says_how_it_ended(installation: Installation) {
        let desk = Desk::open(installation).await;
        for (name, staff) in [("甲公司", 5), ("乙公司", 9)] {
            desk.create("company", json!({ "name": name, "staff": staff })).await;
        }
        let file = desk.installation.data_dir().join("out.csv");
        let file = file.to_str().expect("a path");
        let filter = r#"{"field":"staff","op":"gt","value":6}"#;
        let said = desk.installation.run(&["export", "company", file, "--format", "csv", "--filter", filter, "--json"], "").done();
        let view: Json = serde_json::from_str(&said).expect("JSON");
        assert_eq!((&view["state"], &view["rows"]), (&json!("done"), &json!(1)));
        assert!(std::fs::read_to_string(file).expect("the file").contains("乙公司"));
        for (arguments, code) in [
            (&["export", "nobody", file][..], 1),
            (&["export", "company", file, "--filter", "{"], 1),
            (&["export", "company", file, "--filter", r#"{"field":"no","op":"eq","value":1}"#], 1),
            (&["export", "company", "/nowhere/at/all.csv"], 1),
            (&["export", "company"], 2),
            (&["export", "company", file, "--format", "pdf"], 2),
            (&["export"], 2),
        ] {
            let output = desk.installation.run(arguments, "");
            assert_eq!(output.code, code, "{arguments:?}: {}{}", output.out, output.err);
        }
    }
}
