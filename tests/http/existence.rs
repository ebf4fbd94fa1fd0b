//! Whom and what a record names that there is not is told with everything else that is wrong with it.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, entity};

const NOBODY: &str = "00000000-0000-0000-0000-000000000009";
const RECORDS: &str = "/api/v1/entities/visit/records";

fn visits() -> Vec<(&'static str, Json)> {
    let guest = json!({ "name": { "kind": "text" }, "by": { "kind": "user" }, "of": { "kind": "department" },
        "from": { "kind": "reference", "target": "company" } });
    let visit = json!({ "about": { "kind": "text" }, "day": { "kind": "date" }, "staff": { "kind": "integer" }, "host": { "kind": "user" },
        "unit": { "kind": "department" }, "company": { "kind": "reference", "target": "company", "on_delete": "clear" },
        "guests": { "kind": "sub_table", "target": "guest" } });
    let about = json!({ "title": "about", "owner": true });
    vec![
        ("entity", entity("guest", &json!({ "parent": "visit" }), &[], &guest)),
        ("entity", entity("visit", &about, &["about"], &visit)),
    ]
}

/// Pointer and code of every issue, in order.
fn told(answer: formwork_tests::Answer) -> Vec<(String, String)> {
    let mut issues = answer.issues();
    issues.sort();
    issues
}

fn issues(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect()
}

on_both_databases! {
    async fn everything_that_is_not_there_is_told_with_everything_that_is_wrong(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.publish(&visits()).await;
        let unknown = json!({ "owner_id": NOBODY, "host": NOBODY, "unit": NOBODY, "company": NOBODY,
            "guests": [{ "name": "甲" }, { "by": NOBODY, "of": NOBODY, "from": NOBODY }] });
        let missing = [("/company", "unknown_reference"), ("/guests/1/by", "unknown_user"), ("/guests/1/from", "unknown_reference"),
            ("/guests/1/of", "unknown_department"), ("/host", "unknown_user"), ("/owner_id", "unknown_user"), ("/unit", "unknown_department")];
        let with = |besides: Json| {
            let mut body = unknown.clone();
            body.as_object_mut().expect("an object").extend(besides.as_object().expect("an object").clone());
            body
        };
        assert_eq!(told(desk.admin.post(RECORDS, with(json!({ "about": "初访" }))).await), issues(&missing));
        let mut all = missing.to_vec();
        all.extend([("/about", "required"), ("/day", "bad_date"), ("/staff", "wrong_type")]);
        all.sort();
        let wrong = json!({ "day": "2026-02-30", "staff": "三" });
        assert_eq!(told(desk.admin.post(RECORDS, with(wrong.clone())).await), issues(&all));

        let made = desk.create("visit", json!({ "about": "初访", "guests": [{ "name": "甲" }] })).await;
        let path = format!("{RECORDS}/{}", made["id"].as_str().expect("an id"));
        assert_eq!(told(desk.admin.patch(&path, unknown.clone()).await), issues(&missing));
        all.retain(|(at, _)| *at != "/about");
        assert_eq!(told(desk.admin.patch(&path, with(wrong)).await), issues(&all));
        assert_eq!(desk.records("visit").await, [made]);
    }

    async fn who_stands_in_a_row_already_may_stay_there(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.publish(&visits()).await;
        let me = desk.admin.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        let made = desk.create("visit", json!({ "about": "初访", "guests": [{ "name": "甲", "by": me }] })).await;
        let path = format!("{RECORDS}/{}", made["id"].as_str().expect("an id"));
        let mut guests = made["guests"].clone();
        guests[0]["name"] = json!("乙");
        guests.as_array_mut().expect("rows").push(json!({ "name": "丙", "by": me }));
        let changed = desk.admin.patch(&path, json!({ "guests": guests })).await.expect(200);
        assert_eq!(changed["guests"].as_array().map(Vec::len), Some(2));
    }

    async fn what_is_refused_tells_nothing_of_a_record_out_of_reach(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut definitions = visits();
        definitions.push(("role", json!({ "format": 1, "key": "seller", "labels": { "zh-CN": "销售" }, "entities": {
            "visit": { "actions": { "view": "own", "edit": "own" } } } })));
        desk.publish(&definitions).await;
        let first = desk.create("company", json!({ "name": "甲公司" })).await["id"].clone();
        let second = desk.create("company", json!({ "name": "乙公司" })).await["id"].clone();
        let made = desk.create("visit", json!({ "about": "初访", "company": first })).await;
        let path = format!("{RECORDS}/{}", made["id"].as_str().expect("an id"));
        let seller = desk.person("xiaoshou", &["seller"]).await;
        let guess = async |company: &Json| told(seller.patch(&path, json!({ "day": "?", "company": company })).await);
        let wrong = issues(&[("/company", "unknown_reference"), ("/day", "bad_date")]);
        assert_eq!((guess(&first).await, guess(&second).await), (wrong.clone(), wrong));
    }
}
