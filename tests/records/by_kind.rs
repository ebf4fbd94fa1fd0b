//! What lists, sums, formulas and histories say of a kind of field.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::world::{World, entity};

on_both_databases! {
    async fn stars_and_durations_are_numbers(installation: Installation) {
        let task = entity("task", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "stars": { "kind": "rating" }, "spent": { "kind": "duration" },
            "project": { "kind": "reference", "target": "project" },
            "cost": { "kind": "formula", "formula": "{spent} / 3600 * 200", "scale": 2 } }));
        let roll_up = |op: &str, field: &str| json!({ "kind": "roll_up", "target": "task", "via": "project", "measure": { "op": op, "field": field } });
        let project = entity("project", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "spent": roll_up("sum", "spent"), "longest": roll_up("max", "spent"),
            "mean": roll_up("avg", "stars"), "best": roll_up("max", "stars") }));
        let world = World::start(installation, &[project, task]).await;
        let (projects, tasks) = (world.records("project"), world.records("task"));
        let id = projects.create(json!({ "name": "甲" })).await["id"].clone();
        for (name, stars, spent) in [("a", json!(5), json!(5_400)), ("b", json!(2), json!(900)), ("c", json!(null), json!(null))] {
            tasks.create(json!({ "name": name, "stars": stars, "spent": spent, "project": id })).await;
        }
        let read = projects.get(&id).await;
        assert_eq!((&read["spent"], &read["longest"], &read["mean"], &read["best"]), (&json!(6_300), &json!(5_400), &json!("3.50"), &json!(5)));
        let filter = json!({ "field": "spent", "op": "gte", "value": 901 });
        assert_eq!(tasks.found("name", filter).await, ["a"]);
        assert_eq!(tasks.found("name", json!({ "field": "stars", "op": "between", "value": [0, 9] })).await, ["a", "b"]);
        let sorted = tasks.all(json!({ "sort": ["-spent"], "fields": ["name", "cost"], "limit": 1 })).await;
        let shown: Vec<_> = sorted.iter().map(|task| (&task["name"], task.get("cost"))).collect();
        assert_eq!(shown[..2], [(&json!("a"), Some(&json!("300.00"))), (&json!("b"), Some(&json!("50.00")))]);
        let sums = tasks.aggregate(json!({ "measures": [{ "op": "sum", "field": "spent" }, { "op": "avg", "field": "stars" }] })).await;
        assert_eq!(sums[0], json!({ "sum_spent": 6_300, "avg_stars": "3.50" }));
        let groups = tasks.aggregate(json!({ "group_by": ["stars"], "measures": [{ "op": "count" }] })).await;
        assert_eq!(groups.iter().map(|group| &group["stars"]).collect::<Vec<_>>(), [&json!(null), &json!(2), &json!(5)]);
    }
}
