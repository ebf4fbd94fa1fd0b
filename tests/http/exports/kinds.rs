//! What was exported of a kind of field is imported again and means the same.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, entity};

/// Fields and a value of each, as records hold it.
fn fields() -> (Json, Json) {
    let fields = json!({
        "name": { "kind": "text" },
        "stars": { "kind": "rating", "max": 10 },
        "spent": { "kind": "duration" },
        "card": { "kind": "id_number" },
        "region": { "kind": "cascader", "options": [
            { "key": "gd", "labels": { "zh-CN": "广东" } }, { "key": "sz", "parent": "gd", "labels": { "zh-CN": "深圳" } },
            { "key": "ns", "parent": "sz", "labels": { "zh-CN": "其他" } }, { "key": "gdo", "parent": "gd", "labels": { "zh-CN": "其他" } }] },
        "story": { "kind": "rich_text" },
        "extra": { "kind": "json" },
        "crew": { "kind": "users" },
        "period": { "kind": "date_range" },
        "point": { "kind": "geo_point" },
    });
    let values = json!({
        "name": "甲",
        "stars": 7,
        "spent": 5415,
        "region": "ns",
        "story": "<p>你好</p><p>1 &lt; 2</p>",
        "extra": { "b": [1, 2.5], "a": "甲" },
        "card": "11010519491231002X",
        "period": { "start": "2026-01-01", "end": "2026-01-31" },
        "point": { "lat": "-22.543099", "lng": "114.057868", "accuracy": 12, "name": "市民中心" },
    });
    (fields, values)
}

on_both_databases! {
    async fn every_newer_kind_comes_back_from_a_file(installation: Installation) {
        let desk = Desk::open(installation).await;
        let (fields, mut values) = fields();
        let me = desk.admin.get("/api/v1/me").await.expect(200);
        values["crew"] = json!([me["user"]["id"]]);
        let about = json!({ "title": "name" });
        let of = |key: &str| ("entity", entity(key, &about, &["name"], &fields));
        desk.publish(&[of("source"), of("goal_xlsx"), of("goal_csv")]).await;
        let keys: Vec<&str> = values.as_object().expect("values").keys().map(String::as_str).collect();
        desk.create("source", values.clone()).await;
        for format in ["xlsx", "csv"] {
            let wanted = json!({ "format": format, "fields": keys });
            let job = Job::export(&desk.admin, "/api/v1/entities/source/exports", wanted).await;
            assert_eq!(job.state(), "done", "{}", job.seen);
            let bytes = job.download("file").await;
            let goal = format!("goal_{format}");
            let mut import = desk.import(&goal, &format!("list.{format}"), bytes).await;
            assert_eq!(import.counts(), [1, 0, 0, 0], "{format}: {}", import.seen);
            import.apply().await;
            let records = desk.records(&goal).await;
            for key in &keys {
                assert_eq!(records[0][*key], values[*key], "{format} {key}: {}", import.seen);
            }
        }
    }
}
