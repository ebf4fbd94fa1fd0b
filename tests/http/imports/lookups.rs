//! References, people and choices by what people call them.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::Desk;

/// A person's row of a file that names its company by one field, and what it should become.
async fn finds(desk: &Desk, lookup: &str, written: &str, expected: &Json) {
    let list = format!("姓名,公司\n张三,\"{written}\"\n");
    let mut job = desk.import("person", "people.csv", list).await;
    let columns =
        json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "company", "lookup": lookup }]);
    job.map(json!({ "columns": columns })).await;
    let rows = job.rows("&state=new").await;
    let found = rows.first().map(|row| row["values"]["company"].clone());
    assert_eq!(found.as_ref(), Some(expected), "{lookup} {written}: {:?}", job.rows("").await);
}

on_both_databases! {
    async fn a_record_is_found_by_any_field_with_one_value(installation: Installation) {
        let desk = Desk::open(installation).await;
        let made = desk.create("company", json!({ "name": "明远科技", "short_code": "MY-01", "phone": "13812345671", "credit_code": "91310000MA1FL00X1Y",
            "level": "gold", "turnover": { "amount": "68000.00", "currency": "CNY" }, "founded": "2026-03-05", "staff": 12, "share": "1.50" })).await;
        desk.create("company", json!({ "name": "别的公司", "short_code": "MY-02", "phone": "13812345672", "level": "tin", "staff": 13,
            "turnover": { "amount": "1.00", "currency": "CNY" }, "founded": "2026-03-06", "share": "2.50" })).await;
        let number = made["number"].as_str().expect("a number").to_owned();
        for (lookup, written) in [
            ("name", " 明远科技 "), ("short_code", "MY-01"), ("short_code", "ＭＹ-０１"), ("phone", "+86 138 1234 5671"),
            ("credit_code", "91310000MA1FL00X1Y"), ("number", &number), ("staff", "１２"), ("founded", "2026年3月5日"),
            ("turnover", "¥6.8万"), ("share", "1.5"), ("level", "金牌"),
        ] {
            finds(&desk, lookup, written, &made["id"]).await;
        }
        let mut job = desk.import("person", "people.csv", "姓名,公司\n张三,明远科技\n").await;
        for lookup in ["remark", "nonsense", "id2"] {
            let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "company", "lookup": lookup }]);
            let refused = desk.admin.patch(&job.path, json!({ "columns": columns })).await;
            assert_eq!(refused.issues(), [("/columns/1/lookup".to_owned(), "bad_lookup".to_owned())], "{lookup}");
        }
        job.settle().await;
        assert_eq!(job.state(), "ready");
    }

    async fn unknown_texts_are_listed_and_may_be_given_a_meaning(installation: Installation) {
        let desk = Desk::open(installation).await;
        let company = desk.create("company", json!({ "name": "明远科技", "short_code": "A" })).await;
        for code in ["B", "C"] {
            desk.create("company", json!({ "name": "同名公司", "short_code": code })).await;
        }
        desk.person("wangwei", &[]).await;
        let me = desk.admin.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        let list = "姓名,公司,往来单位,上级,喜好\n\
            张三,明远,明远科技、老客户,老王,金牌、白金\n李四,明远,同名公司,wangwei,普通\n王五,明远科技,明远科技,老王,\n赵六,谁也不是,明远科技,,白金\n";
        let mut job = desk.import("person", "people.csv", list).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "company" }, { "column": 2, "field": "companies" },
            { "column": 3, "field": "boss" }, { "column": 4, "field": "likes" }]);
        job.map(json!({ "columns": columns, "key": [] })).await;
        assert_eq!(job.counts(), [0, 0, 0, 4]);
        let unknown = |field: &str| -> Vec<Json> {
            job.seen["unknown"][field].as_array().into_iter().flatten().map(|one| json!([one["text"], one["rows"]])).collect()
        };
        assert_eq!(unknown("company"), [json!(["明远", 2]), json!(["谁也不是", 1])]);
        assert_eq!(unknown("companies"), [json!(["老客户", 1])]);
        assert_eq!(unknown("boss"), [json!(["老王", 2])]);
        assert_eq!(unknown("likes"), [json!(["白金", 2])]);
        let codes = |row: &Json| row["issues"].as_array().expect("issues").iter().map(|i| i["code"].clone()).collect::<Vec<_>>();
        assert_eq!(codes(&job.rows("").await[2]), ["not_found", "several_matches"], "two companies have that name");
        let meanings = json!({ "company": { "明远": company["id"], "谁也不是": null }, "companies": { "老客户": company["id"], "同名公司": company["id"] },
            "boss": { "老王": me }, "likes": { "白金": "gold" } });
        job.map(json!({ "unknown": meanings, "save_as": "人员" })).await;
        assert_eq!(job.counts(), [4, 0, 0, 0], "{:?}", job.rows("&state=refused").await);
        job.apply().await;
        let people = desk.records("person").await;
        let person = |name: &str| people.iter().find(|one| one["name"] == name).expect("a person").clone();
        let id = |value: &Json| value.get("id").cloned().unwrap_or_else(|| value.clone());
        assert_eq!(id(&person("张三")["company"]), company["id"]);
        assert_eq!((id(&person("张三")["boss"]), person("张三")["likes"].clone()), (me, json!(["gold"])));
        assert_eq!(person("赵六")["company"], Json::Null);
        let wrong = desk.import("person", "people.csv", list).await;
        let refused = desk.admin.patch(&wrong.path, json!({ "columns": columns, "unknown": { "likes": { "白金": "silver" }, "boss": { "老王": "x" }, "no": {} } })).await;
        assert_eq!(refused.issues().into_iter().map(|(at, _)| at).collect::<Vec<_>>(), ["/unknown/boss/老王", "/unknown/likes/白金", "/unknown/no"]);
    }

    async fn texts_become_the_values_that_the_form_would_make_of_them(installation: Installation) {
        let desk = Desk::open(installation).await;
        for (column, field, written) in [
            ("staff", "staff", &["１２", "12人", "1,200"][..]),
            ("turnover", "turnover", &["12万", "¥6.8万", "￥1,234.50", "人民币3万元", "2亿"]),
            ("founded", "founded", &["2026-03-05", "2026/3/5", "2026.3.5", "20260305", "2026年3月5日", "5-Mar-2026", "Mar 5, 2026", "２０２６-３-５", "46086", "2026-03-05 00:00:00"]),
            ("phone", "phone", &["+86 138 1234 5671", "0086-13812345671", "１３８１２３４５６７１"]),
            ("level", "level", &["金牌", "GOLD", "gold"]),
        ] {
            let mut list = format!("名称,{column}\n");
            for (i, text) in written.iter().enumerate() {
                list.push_str(&format!("公司{column}{i},\"{text}\"\n"));
            }
            let mut job = desk.import("company", "list.csv", list).await;
            job.map(json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": field }], "on_match": "create" })).await;
            let rows = job.rows("").await;
            let rows: Vec<&Json> = rows.iter().filter(|row| row["state"] != "title").collect();
            assert_eq!(rows.len(), written.len(), "{rows:?}");
            if column == "founded" {
                for row in &rows {
                    assert_eq!(row["values"]["founded"], "2026-03-05", "{row}");
                }
            }
            if column == "turnover" {
                let amounts: Vec<&Json> = rows.iter().map(|row| &row["values"]["turnover"]["amount"]).collect();
                assert_eq!(json!(amounts), json!(["120000.00", "68000.00", "1234.50", "30000.00", "200000000.00"]));
            }
            // The same text typed into a form is sent as it is and becomes the same value.
            for (text, row) in written.iter().zip(rows).filter(|_| matches!(column, "phone")) {
                let made = desk.create("company", json!({ "name": format!("手录{text}"), field: text })).await;
                assert_eq!(made[field], row["values"][field], "{text}");
            }
        }
    }
}
