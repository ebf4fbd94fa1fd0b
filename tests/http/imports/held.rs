//! What the main form of an entity says of rows.

use calamine::Data;
use formwork_tests::on_both_databases;
use serde_json::json;

use crate::desk::{Desk, sheets};

on_both_databases! {
    async fn rows_are_held_by_the_main_form(installation: Installation) {
        let desk = Desk::open(installation).await;
        let form = json!({
            "format": 1, "key": "company_form", "entity": "company", "main": true, "labels": { "zh-CN": "公司" },
            "layout": [{ "type": "field", "field": "name" }, { "type": "field", "field": "level" }, { "type": "field", "field": "staff", "default": 1 },
                       { "type": "field", "field": "remark" }, { "type": "field", "field": "rating" }],
            "rules": [{ "key": "gold", "when": { "field": "level", "op": "eq", "value": "gold" }, "require": ["remark"], "set": [{ "field": "rating", "value": "A" }] }],
            "checks": [{ "key": "small", "formula": "{staff} < 1000", "message": { "zh-CN": "人数不超过一千" }, "fields": ["staff"] }],
        });
        desk.publish(&[("form", form)]).await;
        let list = "名称,等级,备注,人数\n甲,金牌,老客户,20\n乙,金牌,,20\n丙,普通,,\n丁,普通,,5000\n";
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "level" }, { "column": 2, "field": "remark" }, { "column": 3, "field": "staff" }]);
        job.map(json!({ "columns": columns })).await;
        assert_eq!(job.counts(), [2, 0, 0, 2], "told before anything is written: {}", job.seen);
        job.apply().await;
        assert_eq!(job.counts(), [2, 0, 0, 2]);
        let mut made: Vec<_> = desk.records("company").await.iter().map(|r| (r["name"].clone(), r["rating"].clone(), r["staff"].clone())).collect();
        made.sort_by_key(|(name, ..)| name.to_string());
        assert_eq!(made, [(json!("丙"), json!(null), json!(1)), (json!("甲"), json!("A"), json!(20))]);
        let (_, rows) = sheets(&job.download("refused").await).into_iter().next().expect("a sheet");
        let reasons: Vec<String> = rows[1..].iter().map(|row| row.last().map(Data::to_string).unwrap_or_default()).collect();
        assert!(reasons[0].contains("备注") && reasons[1].contains("人数不超过一千"), "{reasons:?}");
    }
}
