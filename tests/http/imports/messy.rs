//! The messy list of the customer archive against what its author wrote down before making it messy.

use std::collections::BTreeMap;

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, archive};

fn expected() -> Json {
    let text = std::fs::read_to_string(archive().join("data/expected.json")).expect("expected.json");
    serde_json::from_str(&text).expect("JSON")
}

/// What is wrong with a row beside what was expected of it; nothing when it is right.
fn wrong(expected: &Json, found: Option<&Json>) -> Option<String> {
    let state = expected["state"].as_str().expect("a state");
    let Some(found) = found else { return (state != "blank").then(|| "it is missing".to_owned()) };
    if found["state"] != state {
        return Some(format!("{state} became {}: {}", found["state"], found["issues"]));
    }
    match state {
        "new" | "update" => {
            expected["values"].as_object().expect("values").iter().find_map(|(key, value)| {
                (found["values"][key] != *value)
                    .then(|| format!("{key}: {value} became {}", found["values"][key]))
            })
        }
        "refused" => expected["issues"].as_array().expect("issues").iter().find_map(|issue| {
            let at = format!("/{}", issue["field"].as_str().expect("a field"));
            let codes = issue["codes"].as_array().expect("codes");
            let all = found["issues"].as_array().expect("issues");
            let told = all.iter().any(|issue| issue["pointer"] == at && codes.contains(&issue["code"]));
            (!told).then(|| format!("{issue} is not among {}", found["issues"]))
        }),
        "duplicate" => expected["of"].as_u64().and_then(|of| {
            let match_row = &found["matches"][0]["row"];
            (*match_row != of).then(|| format!("it repeats {of}, not {}", found["matches"]))
        }),
        _ => None,
    }
}

/// Customers by name, each with those of its values that `like` has.
async fn customers(desk: &Desk) -> BTreeMap<String, Json> {
    let records = desk.records("customer").await;
    records.into_iter().map(|r| (r["name"].as_str().expect("a name").to_owned(), r)).collect()
}

async fn imported(desk: &Desk, file: &str, encoding: Option<&str>) {
    let expected = expected();
    for customer in expected["existing"].as_array().expect("records") {
        desk.create("customer", customer.clone()).await;
    }
    let before = customers(desk).await;
    let bytes = std::fs::read(archive().join("data").join(file)).expect("the file");
    let mut job = desk.import("customer", file, bytes).await;
    assert_eq!((job.state(), job.seen["header_row"].as_u64()), ("ready", Some(5)), "{}", job.seen);
    assert_eq!(job.seen["encoding"].as_str(), encoding);
    let mut settings = expected["files"][file].clone();
    settings.as_object_mut().expect("settings").remove("encoding");
    let columns = settings["columns"].as_array().expect("columns");
    for (told, suggested) in columns.iter().zip(job.seen["columns"].as_array().expect("columns")) {
        assert_eq!(told["field"], suggested["field"], "the suggestion for column {}", told["column"]);
    }
    job.map(settings).await;
    let rows = job.rows("").await;
    let of_row = |number: &Json| rows.iter().find(|row| row["row"] == *number);
    let all = expected["rows"].as_array().expect("rows");
    let faults = all
        .iter()
        .filter_map(|row| Some(format!("row {}: {}", row["row"], wrong(row, of_row(&row["row"]))?)));
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<String>::new());
    for (state, count) in expected["counts"].as_object().expect("counts") {
        assert_eq!(Some(job.rows_of(state)), count.as_u64(), "{state}");
    }
    assert_eq!(customers(desk).await, before, "verification wrote something");

    job.apply().await;
    let counted = expected["counts"]["new"].as_u64().expect("a count");
    assert_eq!(desk.count("customer").await, before.len() as u64 + counted);
    let after = customers(desk).await;
    for row in all.iter().filter(|row| matches!(row["state"].as_str(), Some("new" | "update"))) {
        let name = row["values"]["name"].as_str().expect("a name");
        for (key, value) in row["values"].as_object().expect("values") {
            assert_eq!(after[name][key], *value, "row {}, {key}", row["row"]);
        }
    }
    job.undo(json!({})).await.expect(200);
    let undone = customers(desk).await;
    assert_eq!(undone.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (name, record) in &before {
        let changed = |key: &&String| !matches!(key.as_str(), "version" | "updated_at");
        for key in record.as_object().expect("a record").keys().filter(changed) {
            assert_eq!(undone[name][key], record[key], "{name}, {key}");
        }
    }
}

on_both_databases! {
    async fn a_messy_workbook_becomes_what_its_author_says(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        imported(&desk, "messy-customers.xlsx", None).await;
    }

    async fn a_messy_gbk_file_becomes_what_its_author_says(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        imported(&desk, "messy-customers-gbk.csv", Some("GB18030")).await;
    }
}
