//! Archives that are not what they say: refused with a sentence, and nothing is left behind.

use std::io::{Cursor, Read as _, Write as _};

use formwork_tests::{Installation, on_both_databases};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{exported, files, text, write};
use crate::desk::Desk;

/// The files of an archive, by name.
type Files = Vec<(String, Vec<u8>)>;

fn apart(bytes: &[u8]) -> Files {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut all = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let mut bytes = Vec::new();
        let name = file.name().expect("a name").into_owned();
        file.read_to_end(&mut bytes).expect("a file");
        all.push((name, bytes));
    }
    all
}

fn together(files: &Files) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("a file");
        archive.write_all(bytes).expect("bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

/// The archive with one file changed; `honest` says whether the manifest knows.
fn changed(files: &Files, name: &str, honest: bool, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut files = files.clone();
    let place = files.iter().position(|(file, _)| file == name).expect("the file");
    let now = change(std::str::from_utf8(&files[place].1).expect("text"));
    if honest {
        let manifest = files.iter_mut().find(|(file, _)| file == "manifest.json").expect("a manifest");
        let mut said: Json = serde_json::from_slice(&manifest.1).expect("JSON");
        let entries = said["files"].as_array_mut().expect("files");
        let entry = entries.iter_mut().find(|entry| entry["file"] == name).expect("an entry");
        let hash: String = Sha256::digest(now.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        *entry = json!({ "file": name, "rows": now.lines().count(), "bytes": now.len(), "sha256": hash });
        manifest.1 = said.to_string().into_bytes();
    }
    files[place].1 = now.into_bytes();
    together(&files)
}

const COMPANIES: &str = "records/company.jsonl";
const PEOPLE: &str = "records/person.jsonl";

/// Broken archives, each with a word of the sentence that refuses it.
fn broken(good: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let files = apart(good);
    let without = |name: &str| files.iter().filter(|(file, _)| file != name).cloned().collect::<Files>();
    let with = |name: &str| [files.clone(), vec![(name.to_owned(), b"x\n".to_vec())]].concat();
    let said = |key: &str, value: Json| {
        changed(&files, "manifest.json", false, |manifest| {
            let mut manifest: Json = serde_json::from_str(manifest).expect("JSON");
            manifest[key] = value;
            manifest.to_string()
        })
    };
    let mut flipped = good.to_vec();
    let start = ZipArchive::new(Cursor::new(good))
        .expect("an archive")
        .by_name("history.jsonl")
        .expect("a file")
        .data_start();
    flipped[usize::try_from(start.expect("a place")).expect("a place") + 40] ^= 0x55;
    vec![
        ("no ZIP file", b"PK is all there is".to_vec(), "no complete archive"),
        (
            "a ZIP file of something else",
            together(&vec![("a.txt".into(), b"a".to_vec())]),
            "no complete archive",
        ),
        ("cut off", good[..good.len() / 2].to_vec(), "no complete archive"),
        ("without its last bytes", good[..good.len() - 10].to_vec(), "no complete archive"),
        ("a byte flipped", flipped, "damaged"),
        ("without a manifest", together(&without("manifest.json")), "no complete archive"),
        ("without a file", together(&without(COMPANIES)), "damaged"),
        ("with another file", together(&with("records/nobody.jsonl")), "damaged"),
        ("with a file that climbs", together(&with("../../etc/passwd")), "damaged"),
        ("of a later form", said("version", json!(2)), "newer one"),
        ("of another program", said("format", json!("backup")), "no complete archive"),
        (
            "a value changed",
            changed(&files, COMPANIES, false, |text| text.replace("甲公司", "乙公司")),
            "damaged",
        ),
        (
            "a line lost",
            changed(&files, COMPANIES, false, |text| {
                text.lines().skip(1).map(|l| format!("{l}\n")).collect()
            }),
            "damaged",
        ),
        (
            "a bomb",
            changed(&files, COMPANIES, true, |_| format!("{}\n", " ".repeat(1_000_000)).repeat(60)),
            "damaged",
        ),
        (
            "a value of another type",
            changed(&files, COMPANIES, true, |text| text.replace("\"staff\":5", "\"staff\":\"five\"")),
            "form of an archive",
        ),
        (
            "a field that nobody knows",
            changed(&files, COMPANIES, true, |text| text.replace("\"staff\"", "\"stuff\"")),
            "form of an archive",
        ),
        (
            "a record that nobody has",
            changed(&files, PEOPLE, true, |text| {
                let at = text.find("\"company\":\"").expect("a reference") + 11;
                format!("{}{}{}", &text[..at], "00000000-0000-7000-8000-000000000000", &text[at + 36..])
            }),
            "form of an archive",
        ),
        ("an id twice", changed(&files, COMPANIES, true, |text| text.repeat(2)), "twice"),
        (
            "a number with too many places",
            changed(&files, COMPANIES, true, |text| {
                text.replace("\"share\":\"0.30\"", "\"share\":\"0.301\"")
            }),
            "form of an archive",
        ),
        (
            "a definition that is none",
            changed(&files, "system/definitions.jsonl", true, |text| {
                text.replace("\"kind\":\"money\"", "\"kind\":\"mony\"")
            }),
            "definition",
        ),
    ]
}

/// How much of anything there is.
fn left(installation: &Installation) -> String {
    let count = |table: &str| installation.sql(&format!("SELECT COUNT(*) FROM {table}"));
    ["users", "definitions", "definition_versions", "changes", "counters"].map(count).join(" ")
}

on_both_databases! {
    async fn what_is_not_whole_leaves_nothing_behind(installation: Installation) {
        let desk = Desk::open(installation).await;
        let company = desk.create("company", json!({ "name": "甲公司", "staff": 5, "share": "0.30" })).await;
        desk.create("person", json!({ "name": "张三", "company": company["id"] })).await;
        let good = exported(&desk.installation);
        let empty = Installation::new(desk.installation.engine());
        for (name, bytes, word) in broken(&good) {
            let path = write(&empty, "broken.zip", &bytes);
            let refused = empty.run(&["restore", text(&path)], "");
            assert_eq!(refused.code, 1, "{name}");
            assert!(refused.err.to_lowercase().contains(word), "{name}: {}", refused.err);
            assert_eq!(left(&empty), "0 0 0 0 0", "{name}");
        }
        let path = write(&empty, "good.zip", &good);
        empty.run(&["restore", text(&path)], "").done();
        assert_eq!(files(&exported(&empty)), files(&good));
    }
}
