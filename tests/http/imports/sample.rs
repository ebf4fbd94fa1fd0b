//! A sample of an import beside its file, and the totals of both.

use calamine::{Data, Reader as _};
use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

use super::clerk;
use crate::desk::{Desk, Job, archive};

const MESSY: &str = "messy-customers.xlsx";

/// The sample of an import.
async fn sample(client: &Client, job: &Job, query: &str) -> Json {
    client.get(&format!("{}/sample{query}", job.path)).await.expect(200)
}

/// The totals of a field.
fn totals<'a>(sample: &'a Json, field: &str) -> &'a Json {
    let all = sample["totals"].as_array().expect("totals");
    all.iter()
        .find(|totals| totals["field"] == field)
        .unwrap_or_else(|| panic!("no totals of {field}: {all:?}"))
}

/// What the author of the messy list wrote down about it.
fn expected() -> Json {
    let text = std::fs::read_to_string(archive().join("data/expected.json")).expect("expected.json");
    serde_json::from_str(&text).expect("JSON")
}

/// The rows that the author says become or change a record.
fn accepted(expected: &Json) -> Vec<&Json> {
    let all = expected["rows"].as_array().expect("rows");
    all.iter().filter(|row| matches!(row["state"].as_str(), Some("new" | "update"))).collect()
}

/// Hundredths of a number written with at most two decimals.
fn hundredths(number: &str) -> i128 {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{fraction:0<2}").parse().expect("digits")
}

/// Cells of a column that hold something in some rows of the sheet, counted without the program.
fn filled(rows: &[&Json], sheet: &str, column: usize) -> u64 {
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(archive().join("data").join(MESSY)).expect("the file");
    let range = workbook.worksheet_range(sheet).expect("the sheet");
    let holds = |row: &&&Json| {
        let number = u32::try_from(row["row"].as_u64().expect("a row")).expect("a row of a sheet");
        let cell = range.get_value((number - 1, u32::try_from(column).expect("a column")));
        cell.is_some_and(|cell| *cell != Data::Empty && !cell.to_string().trim().is_empty())
    };
    rows.iter().filter(holds).count() as u64
}

/// Both sides of every column are what the author and the sheet say.
fn right(sample: &Json, expected: &Json) {
    let rows = accepted(expected);
    assert_eq!(sample["rows"], rows.len());
    let values =
        |field: &'static str| rows.iter().map(move |row| &row["values"][field]).filter(|v| !v.is_null());
    let revenue: i128 =
        values("annual_revenue").map(|money| hundredths(money["amount"].as_str().expect("an amount"))).sum();
    let people: i64 = values("headcount").map(|number| number.as_i64().expect("a number")).sum();
    let told = totals(sample, "annual_revenue");
    for side in ["file", "written"] {
        let sums = told[side]["sums"].as_array().expect("sums");
        assert_eq!((sums.len(), &sums[0]["currency"]), (1, &json!("CNY")), "{told}");
        assert_eq!(hundredths(sums[0]["sum"].as_str().expect("a sum")), revenue, "{side} of {told}");
        let told = totals(sample, "headcount");
        assert_eq!(
            told[side]["sums"],
            json!([{ "currency": null, "sum": people.to_string() }]),
            "{side} of {told}"
        );
    }
    let settings = &expected["files"][MESSY];
    for column in settings["columns"].as_array().expect("columns").iter().filter(|c| !c["field"].is_null()) {
        let field = column["field"].as_str().expect("a field");
        let (told, place) = (totals(sample, field), column["column"].as_u64().expect("a column"));
        // Of some fields the author says nothing.
        let written = rows.iter().filter(|row| !row["values"][field].is_null()).count();
        assert!(written == 0 || told["written"]["count"] == written, "{written} are not {told}");
        // A region that is merged over rows stands in each of them.
        let count = filled(&rows, settings["sheet"].as_str().expect("a sheet"), place as usize);
        assert!(field == "region" || told["file"]["count"] == count, "{count} are not {told}");
        assert_eq!(told["agree"], told["file"] == told["written"], "{told}");
        assert!(told["agree"] == true || told["number"] == false, "{told}");
    }
}

on_both_databases! {
    async fn the_totals_of_a_messy_file_are_those_of_its_author(installation: Installation) {
        let desk = Desk::with_archive(installation).await;
        let expected = expected();
        for customer in expected["existing"].as_array().expect("records") {
            desk.create("customer", customer.clone()).await;
        }
        let bytes = std::fs::read(archive().join("data").join(MESSY)).expect("the file");
        let mut job = desk.import("customer", MESSY, bytes).await;
        job.map(expected["files"][MESSY].clone()).await;
        let before = sample(&desk.admin, &job, "?count=100&seed=3").await;
        right(&before, &expected);
        let rows = job.rows("").await;
        let items = before["items"].as_array().expect("items");
        assert_eq!((items.len(), before["seed"].as_u64()), (100, Some(3)));
        for item in items {
            let row = rows.iter().find(|row| row["row"] == item["row"]).expect("a row of the file");
            assert_eq!((&item["source"], &item["state"], &item["record"]), (&row["source"], &row["state"], &Json::Null));
            assert_eq!(item["values"], row["values"], "row {}", item["row"]);
        }

        job.apply().await;
        let after = sample(&desk.admin, &job, "?count=100&seed=3").await;
        right(&after, &expected);
        for (item, earlier) in after["items"].as_array().expect("items").iter().zip(items) {
            assert_eq!((&item["row"], &item["source"]), (&earlier["row"], &earlier["source"]), "the same seed draws the same rows");
            let path = format!("/api/v1/entities/customer/records/{}", item["record"].as_str().expect("a record"));
            let record = desk.admin.get(&path).await.expect(200);
            for (field, value) in earlier["values"].as_object().expect("values") {
                assert_eq!((&record[field], &item["values"][field]), (value, value), "{field} of row {}", item["row"]);
            }
        }
    }

    async fn a_sample_is_drawn_anew_unless_its_seed_is_told(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut list = String::from("名称,人数\n,3\n");
        for i in 0..200 {
            list.push_str(&format!("第{i}公司,{i}\n"));
        }
        let job = desk.import("company", "list.csv", list).await;
        let numbers = |sample: &Json| -> Vec<u64> {
            sample["items"].as_array().expect("items").iter().map(|item| item["row"].as_u64().expect("a row")).collect()
        };
        let first = sample(&desk.admin, &job, "").await;
        assert_eq!((numbers(&first).len(), &first["rows"]), (20, &json!(200)), "the refused row is no part of it");
        assert!(numbers(&first).is_sorted() && !numbers(&first).contains(&2));
        assert_eq!(sample(&desk.admin, &job, &format!("?seed={}", first["seed"])).await, first);
        let others = [sample(&desk.admin, &job, "?seed=1").await, sample(&desk.admin, &job, "?seed=2").await];
        assert_ne!(numbers(&others[0]), numbers(&others[1]));
        assert_eq!(numbers(&sample(&desk.admin, &job, "?count=1000").await).len(), 100);
        assert_eq!(numbers(&sample(&desk.admin, &job, "?count=0").await).len(), 1);
        desk.admin.get(&format!("{}/sample?seed=x", job.path)).await.refused(400, "bad_query");
    }

    async fn units_and_currencies_are_summed_as_they_stand(installation: Installation) {
        let desk = Desk::open(installation).await;
        let list = "名称,营业额(万元),占比,等级\n甲,1.5,0.10,金牌\n乙,\"2,000.25\",.05,白金\n丙,$3,,普通\n丁,¥ 4万,1,\n戊,不详,9,金牌\n";
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "turnover" }, { "column": 2, "field": "share" }, { "column": 3, "field": "level" }]);
        job.map(json!({ "columns": columns, "unknown": { "level": { "白金": null } } })).await;
        assert_eq!(job.counts(), [4, 0, 0, 1], "{}", job.seen);
        for _ in 0..2 {
            let told = sample(&desk.admin, &job, "").await;
            // 1.5, 2,000.25 and 4 ten thousands of yuan, and three ten thousands of dollars; the refused row counts nowhere.
            let sums = json!([{ "currency": "CNY", "sum": "20057500.00" }, { "currency": "USD", "sum": "30000.00" }]);
            for side in ["file", "written"] {
                assert_eq!(totals(&told, "turnover")[side], json!({ "count": 4, "sums": sums }), "{side}");
                assert_eq!(totals(&told, "share")[side], json!({ "count": 3, "sums": [{ "currency": null, "sum": "1.15" }] }), "{side}");
            }
            let level = totals(&told, "level");
            assert_eq!((&level["file"]["count"], &level["written"]["count"], &level["agree"]), (&json!(3), &json!(2), &json!(false)), "one word was left out");
            if job.state() == "ready" {
                job.apply().await;
            }
        }
    }

    async fn after_the_import_a_sample_shows_what_the_records_hold_now(installation: Installation) {
        let desk = Desk::open(installation).await;
        let old = desk.create("company", json!({ "name": "旧公司", "short_code": "C-1", "staff": 1 })).await;
        let list = "编码,名称,人数\nC-1,甲公司,\nC-2,乙公司,3\nC-3,丙公司,4\n";
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }, { "column": 2, "field": "staff" }]);
        job.map(json!({ "columns": columns, "key": ["short_code"] })).await;
        job.apply().await;
        let told = sample(&desk.admin, &job, "").await;
        let items = told["items"].as_array().expect("items");
        assert_eq!((&items[0]["state"], &items[0]["record"], &items[0]["values"]["staff"]), (&json!("update"), &old["id"], &json!(1)));
        let staff = totals(&told, "staff");
        assert_eq!((&staff["file"], &staff["agree"]), (&staff["written"], &json!(true)), "what a blank cell leaves alone is not counted");
        let path = |item: &Json| format!("/api/v1/entities/company/records/{}", item["record"].as_str().expect("a record"));
        desk.admin.patch(&path(&items[1]), json!({ "staff": 30 })).await.expect(200);
        desk.admin.delete(&path(&items[2])).await.expect(204);
        let told = sample(&desk.admin, &job, "").await;
        assert_eq!(told["items"][1]["values"]["staff"], 30);
        assert_eq!(told["items"][2]["values"], Json::Null, "the record is gone");
        job.undo(json!({ "keep_edited": false })).await.expect(200);
        let told = sample(&desk.admin, &job, "").await;
        assert_eq!(told["items"][1]["values"], Json::Null);
    }

    async fn a_sample_stays_within_the_rights_of_whoever_imports(installation: Installation) {
        let desk = Desk::open(installation).await;
        let clerk = clerk(&desk).await;
        let mate = desk.person("tongshi", &["clerk"]).await;
        let list = "名称,电话,人数,备注\n甲公司,13812345671,3,好\n";
        let mut job = Job::begin(&clerk, "company", "list.csv", list, None).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "phone" }, { "column": 2, "field": "staff" }, { "column": 3, "field": "remark" }]);
        job.map(json!({ "columns": columns })).await;
        job.apply().await;
        let whole = sample(&clerk, &job, "").await;
        assert_eq!((&whole["items"][0]["values"]["phone"], &whole["items"][0]["values"]["staff"]), (&json!("13812345671"), &json!(3)));
        for client in [&mate, &desk.admin] {
            client.get(&format!("{}/sample", job.path)).await.refused(404, "not_found");
            client.get(&format!("{}/duplicates", job.path)).await.refused(404, "not_found");
        }
        let role = |actions: Json| ("role", json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": { "company": {
            "actions": actions, "fields": { "phone": "masked", "staff": "hidden" } } } }));
        desk.publish(&[role(json!({ "view": "own", "create": "all", "edit": "own", "import": "all" }))]).await;
        let told = sample(&clerk, &job, "").await;
        let item = &told["items"][0];
        assert_eq!((&item["values"]["name"], item["values"].get("staff")), (&json!("甲公司"), None), "{told}");
        assert!(item["values"]["phone"].as_str().is_some_and(|phone| phone.contains('*') && !phone.contains("13812345671")), "{told}");
        let fields: Vec<&Json> = told["totals"].as_array().expect("totals").iter().map(|one| &one["field"]).collect();
        assert_eq!(json!(fields), json!(["name", "remark"]));
        // Its owner may not see the record any more.
        let path = format!("/api/v1/entities/company/records/{}", item["record"].as_str().expect("a record"));
        desk.admin.patch(&path, json!({ "owner_id": null })).await.expect(200);
        assert_eq!(sample(&clerk, &job, "").await["items"][0]["values"], Json::Null);
        desk.publish(&[role(json!({ "view": "own", "edit": "own" }))]).await;
        for what in ["sample", "duplicates"] {
            clerk.get(&format!("{}/{what}", job.path)).await.refused(403, "no_right");
        }
        clerk.post(&format!("{}/verified", job.path), json!({})).await.refused(403, "no_right");
    }
}
