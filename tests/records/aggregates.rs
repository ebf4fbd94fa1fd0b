//! Sums, averages, smallest and largest: exact.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::World;

async fn batch(world: &World, values: &[Json]) {
    let path = "/api/v1/entities/specimen/records/batch";
    for chunk in values.chunks(100) {
        let operations: Vec<Json> = chunk.iter().map(|v| json!({ "op": "create", "values": v })).collect();
        world.admin.post(path, json!({ "operations": operations })).await.expect(200);
    }
}

on_both_databases! {
    async fn sums_are_exact(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let values: Vec<Json> = (0..1000).map(|i| json!({ "code": format!("c{i}"), "exact": "0.1", "price": { "amount": "0.10" }, "share": "0.0001", "whole": i })).collect();
        batch(&world, &values).await;
        let records = world.records("specimen");
        let measures = json!([{ "op": "count" }, { "op": "sum", "field": "exact" }, { "op": "sum", "field": "price" }, { "op": "sum", "field": "share" },
                              { "op": "avg", "field": "exact" }, { "op": "sum", "field": "whole" }, { "op": "avg", "field": "whole" },
                              { "op": "min", "field": "whole" }, { "op": "max", "field": "whole" }, { "op": "count", "field": "day" }]);
        let found = records.aggregate(json!({ "measures": measures })).await;
        let row = &found[0];
        assert_eq!(row["count"], 1000);
        assert_eq!(row["sum_exact"], "100.00");
        assert_eq!(row["sum_share"], "0.1000");
        assert_eq!(row["avg_exact"], "0.10");
        assert_eq!(row["sum_whole"], 499_500);
        assert_eq!(row["avg_whole"], "499.50");
        assert_eq!((&row["min_whole"], &row["max_whole"], &row["count_day"]), (&json!(0), &json!(999), &json!(0)));
        assert!(row["sum_price"] == "100.00" || row["sum_price"]["amount"] == "100.00", "{row}");
    }

    async fn averages_round_half_away_from_zero(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let values = [("A", "0.01"), ("A", "0.02"), ("B", "-0.01"), ("B", "-0.02"), ("C", "0.01"), ("C", "0.01"), ("C", "0.00")];
        let values: Vec<Json> = values.iter().enumerate().map(|(i, (level, exact))| json!({ "code": format!("c{i}"), "level": level, "exact": exact })).collect();
        batch(&world, &values).await;
        batch(&world, &[json!({ "code": "x" }), json!({ "code": "y", "exact": "5.00" })]).await;
        let records = world.records("specimen");
        let found = records.aggregate(json!({ "group_by": ["level"], "measures": [{ "op": "avg", "field": "exact" }, { "op": "count" }, { "op": "min", "field": "exact" }] })).await;
        let row = |level: Json| found.iter().find(|r| r.get("level").cloned().unwrap_or_default() == level).cloned().unwrap_or_default();
        assert_eq!(row(json!("A"))["avg_exact"], "0.02", "0.015");
        assert_eq!(row(json!("B"))["avg_exact"], "-0.02", "-0.015");
        assert_eq!(row(json!("C"))["avg_exact"], "0.01", "0.00666");
        assert_eq!((&row(Json::Null)["avg_exact"], &row(Json::Null)["count"]), (&json!("5.00"), &json!(2)), "blank counts in no average: {found:?}");
        let none = records.aggregate(json!({ "filter": { "field": "code", "op": "eq", "value": "x" }, "measures": [{ "op": "sum", "field": "exact" }, { "op": "avg", "field": "exact" }, { "op": "count" }, { "op": "max", "field": "day" }] })).await;
        assert!(none[0].get("avg_exact").is_none_or(Json::is_null) && none[0]["count"] == 1, "{none:?}");
    }

    async fn a_sum_beyond_eighteen_digits_is_right_or_refused(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let values: Vec<Json> = (0..20).map(|i| json!({ "code": format!("c{i}"), "exact": "9999999999999999.99", "whole": 9_007_199_254_740_991_i64 })).collect();
        batch(&world, &values).await;
        let records = world.records("specimen");
        let answer = records.client.post(&format!("{}/aggregate", records.path), json!({ "measures": [{ "op": "sum", "field": "exact" }] })).await;
        if answer.status == 200 {
            assert_eq!(answer.json()["items"][0]["sum_exact"], "199999999999999999.80");
        } else {
            answer.refused(422, "invalid");
        }
        let answer = records.client.post(&format!("{}/aggregate", records.path), json!({ "measures": [{ "op": "avg", "field": "exact" }] })).await;
        if answer.status == 200 {
            assert_eq!(answer.json()["items"][0]["avg_exact"], "9999999999999999.99");
        } else {
            answer.refused(422, "invalid");
        }
        let found = records.aggregate(json!({ "measures": [{ "op": "sum", "field": "whole" }] })).await;
        assert_eq!(found[0]["sum_whole"].to_string(), "180143985094819820", "{found:?}");
    }

    async fn groups_follow_references_and_tags(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let places = world.records("place");
        let a = places.create(json!({ "name": "杭州" })).await["id"].clone();
        batch(&world, &[json!({ "code": "1", "place": a, "labels": ["x", "y"], "whole": 1 }), json!({ "code": "2", "place": a, "labels": ["x"], "whole": 2 }), json!({ "code": "3", "whole": 4 })]).await;
        let records = world.records("specimen");
        let found = records.aggregate(json!({ "group_by": ["place.name"], "measures": [{ "op": "sum", "field": "whole" }] })).await;
        let sums: Vec<(Json, Json)> = found.iter().map(|r| (r.get("place.name").or(r.get("place__name")).cloned().unwrap_or_default(), r["sum_whole"].clone())).collect();
        assert_eq!(sums, [(Json::Null, json!(4)), (json!("杭州"), json!(3))]);
        let found = records.aggregate(json!({ "group_by": ["labels"], "measures": [{ "op": "count" }] })).await;
        let counts: Vec<(Json, Json)> = found.iter().map(|r| (r.get("labels").cloned().unwrap_or_default(), r["count"].clone())).collect();
        assert_eq!(counts, [(Json::Null, json!(1)), (json!("x"), json!(2)), (json!("y"), json!(1))]);
        let found = records.aggregate(json!({ "group_by": ["place"], "measures": [{ "op": "count" }] })).await;
        assert_eq!((found[1]["place"].clone(), found[1]["count"].clone()), (a, json!(2)), "{found:?}");
    }
}
