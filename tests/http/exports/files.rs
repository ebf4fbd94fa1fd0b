//! Workbooks, CSV and JSONL of one entity.

use calamine::Data;
use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, sheets};

const PATH: &str = "/api/v1/entities/company/exports";
const FIELDS: [&str; 8] = ["name", "phone", "level", "turnover", "founded", "staff", "share", "remark"];

/// Companies whose texts a spreadsheet would run.
async fn dangerous(desk: &Desk) {
    for (i, remark) in [
        "=1+1",
        "+8613800000000",
        "-2+3",
        "@SUM(A1)",
        "\tTAB",
        "'=quoted",
        "＝1",
        "行一\n行二,\"引号\"",
        "0012",
        "1E5",
    ]
    .iter()
    .enumerate()
    {
        let values = json!({ "name": format!("={i}公司"), "remark": remark, "staff": i, "share": format!("-{i}.50"), "level": "gold",
            "phone": format!("1381234567{i}"), "founded": "2026-03-05", "turnover": { "amount": format!("{i}.10"), "currency": "CNY" } });
        desk.create("company", values).await;
    }
}

async fn exported(desk: &Desk, format: &str) -> Vec<u8> {
    let wanted = json!({ "format": format, "fields": FIELDS, "sort": ["staff"] });
    let job = Job::export(&desk.admin, PATH, wanted).await;
    assert_eq!((job.state(), &job.seen["rows"]), ("done", &json!(10)), "{}", job.seen);
    assert_eq!(job.seen["url"], json!(format!("{}/file", job.path)));
    job.download("file").await
}

/// The text of a value as a person reads it, and its exact number.
fn read(record: &Json, field: &str) -> String {
    let value = match field {
        "turnover" => &record["turnover"]["amount"],
        _ => &record[field],
    };
    match (field, value) {
        ("level", _) => "金牌".to_owned(),
        (_, Json::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

on_both_databases! {
    async fn csv_is_exact_and_no_cell_is_a_formula(installation: Installation) {
        let desk = Desk::open(installation).await;
        dangerous(&desk).await;
        let bytes = exported(&desk, "csv").await;
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a byte-order mark");
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text).into_records();
        assert_eq!(rows.next().expect("headers").expect("a row"), FIELDS.to_vec());
        let rows: Vec<Vec<String>> = rows.map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        let mut records = desk.records("company").await;
        records.sort_by_key(|record| record["staff"].as_i64());
        assert_eq!(rows.len(), records.len());
        for (row, record) in rows.iter().zip(&records) {
            for (cell, field) in row.iter().zip(FIELDS) {
                let number = matches!(field, "turnover" | "staff" | "share");
                let dangerous = !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
                assert!(!dangerous, "{field}: {cell}");
                let plain = if cell.starts_with("'=") || cell.starts_with("''") || cell.starts_with("'+") || cell.starts_with("'-")
                    || cell.starts_with("'@") || cell.starts_with("'\t") || cell.starts_with("'＝") { &cell[1..] } else { cell.as_str() };
                assert_eq!(plain, read(record, field), "{field}");
            }
        }
        assert!(text.windows(2).filter(|pair| pair == b"\r\n").count() >= 11);

        // What was exported is imported again and means the same.
        let mut job = desk.import("company", "back.csv", bytes).await;
        job.map(json!({ "key": ["staff"] })).await;
        assert_eq!(job.counts(), [0, 10, 0, 0], "{:?}", job.rows("&state=refused").await);
        let before = records;
        job.apply().await;
        let mut after = desk.records("company").await;
        after.sort_by_key(|record| record["staff"].as_i64());
        for (was, is) in before.iter().zip(&after) {
            for field in FIELDS {
                assert_eq!(was[field], is[field], "{field}");
            }
        }
    }

    async fn a_workbook_holds_numbers_days_and_texts(installation: Installation) {
        let desk = Desk::open(installation).await;
        dangerous(&desk).await;
        let bytes = exported(&desk, "xlsx").await;
        let sheets = sheets(&bytes);
        let [(name, rows)] = sheets.as_slice() else { panic!("one sheet: {sheets:?}") };
        assert_eq!((name.as_str(), rows.len()), ("company", 11));
        let headers: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
        assert_eq!(headers, FIELDS);
        let mut records = desk.records("company").await;
        records.sort_by_key(|record| record["staff"].as_i64());
        for (row, record) in rows[1..].iter().zip(&records) {
            for (cell, field) in row.iter().zip(FIELDS) {
                match cell {
                    Data::String(text) => assert_eq!(*text, read(record, field), "{field}"),
                    Data::Float(number) => assert_eq!(Ok(*number), read(record, field).parse::<f64>(), "{field}"),
                    Data::DateTime(_) => assert_eq!(field, "founded"),
                    other => panic!("{field}: {other:?}"),
                }
            }
            assert!(matches!(row[3], Data::Float(_)) && matches!(row[4], Data::DateTime(_)) && matches!(row[7], Data::String(_)));
        }
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut sheet = String::new();
        std::io::Read::read_to_string(&mut parts.by_name("xl/worksheets/sheet1.xml").expect("a sheet"), &mut sheet).expect("text");
        assert!(!sheet.contains("<f>"), "no cell is a formula");
    }

    async fn lines_of_json_are_the_records(installation: Installation) {
        let desk = Desk::open(installation).await;
        dangerous(&desk).await;
        let job = Job::export(&desk.admin, PATH, json!({ "format": "jsonl", "sort": ["staff"] })).await;
        let text = String::from_utf8(job.download("file").await).expect("UTF-8");
        let lines: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let listed = desk.admin.get("/api/v1/entities/company/records?limit=500&sort=staff").await.expect(200);
        assert_eq!(json!(lines), listed["items"]);
        let filter = json!({ "field": "staff", "op": "gte", "value": 8 });
        let some = Job::export(&desk.admin, PATH, json!({ "format": "jsonl", "filter": filter, "fields": ["name"] })).await;
        assert_eq!(some.seen["rows"], 2);
        let wrong = json!({ "format": "csv", "fields": ["nothing"], "filter": { "field": "no", "op": "eq", "value": 1 } });
        assert_eq!(desk.admin.post(PATH, wrong).await.status, 422);
        assert_eq!(desk.admin.post(PATH, json!({ "format": "pdf" })).await.status, 422);
        let none = Job::export(&desk.admin, PATH, json!({ "format": "csv", "q": "没有这样的公司" })).await;
        assert_eq!((none.state(), &none.seen["rows"]), ("done", &json!(0)));
        assert!(!none.download("file").await.is_empty(), "a header is there all the same");
    }

    async fn ids_become_names_and_nothing_is_left_out_of_many(installation: Installation) {
        let desk = Desk::open(installation).await;
        let company = desk.create("company", json!({ "name": "明远科技" })).await;
        let me = desk.admin.get("/api/v1/me").await.expect(200)["user"].clone();
        let mut list = String::from("name,company,companies\n");
        for i in 0..1_203 {
            list.push_str(&format!("人{i:04},明远科技,明远科技\n"));
        }
        let mut job = desk.import("person", "list.csv", list).await;
        job.apply().await;
        let made = desk.records("person").await[0].clone();
        desk.admin.patch(&format!("/api/v1/entities/person/records/{}", made["id"].as_str().expect("an id")), json!({ "boss": me["id"] })).await.expect(200);
        let path = "/api/v1/entities/person/exports";
        let fields = json!(["name", "company", "companies", "boss", "company.name"]);
        let job = Job::export(&desk.admin, path, json!({ "format": "csv", "sort": ["name"], "fields": fields })).await;
        let bytes = job.download("file").await;
        let rows: Vec<Vec<String>> = csv::Reader::from_reader(&bytes[3..]).records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows.len(), 1_203);
        assert_eq!(rows.iter().map(|row| row[0].clone()).collect::<std::collections::BTreeSet<_>>().len(), 1_203);
        assert!(rows.iter().all(|row| row[1] == "明远科技" && row[2] == "明远科技" && row[4] == "明远科技"));
        assert_eq!(rows.iter().filter(|row| row[3] == me["name"]).count(), 1);
        assert_ne!(company["id"], Json::Null);
    }
}
