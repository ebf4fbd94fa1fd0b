//! What is derived from other values: refreshed as a direct write would compute it.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::world::{World, entity};

on_both_databases! {
    async fn a_formula_that_a_roll_up_refreshes_knows_the_companys_zone(installation: Installation) {
        let customer = entity("customer", json!({ "title": "name" }), &[], json!({
            "name": { "kind": "text" },
            "last": { "kind": "roll_up", "target": "visit", "via": "customer", "measure": { "op": "max", "field": "at" } },
            "day": { "kind": "formula", "formula": "DAY({last})", "scale": 0 } }));
        let visit = entity("visit", json!({}), &[], json!({
            "customer": { "kind": "reference", "target": "customer", "on_delete": "clear" }, "at": { "kind": "datetime" } }));
        let world = World::start(installation, &[customer, visit]).await;
        let (customers, visits) = (world.records("customer"), world.records("visit"));
        let id = customers.create(json!({ "name": "甲" })).await["id"].clone();
        let first = visits.create(json!({ "customer": id, "at": "2026-11-01T20:00:00Z" })).await;
        assert_eq!(customers.get(&id).await["day"], "2", "the second of November in Shanghai");
        customers.patch(&id, json!({ "name": "乙" })).await;
        assert_eq!(customers.get(&id).await["day"], "2", "a direct write says the same");
        let later = visits.create(json!({ "customer": id, "at": "2026-11-10T17:30:00Z" })).await;
        assert_eq!(customers.get(&id).await["day"], "11");
        visits.delete(&later["id"]).await;
        assert_eq!(customers.get(&id).await["day"], "2");
        visits.patch(&first["id"], json!({ "at": "2026-11-30T16:00:00Z" })).await;
        assert_eq!(customers.get(&id).await["day"], "1");
    }

    async fn a_formula_over_an_auto_number_knows_it_at_once(installation: Installation) {
        let part = entity("part", json!({ "title": "name", "duplicate": { "match": [["label"]] } }), &[], json!({
            "name": { "kind": "text" },
            "no": { "kind": "auto_number", "pattern": "P{000}", "search": true },
            "label": { "kind": "formula", "formula": "{no} & \"/\" & {name}", "search": true },
            "sign": { "kind": "formula", "formula": "\"#\" & {label}" } }));
        let world = World::start(installation, &[part]).await;
        let parts = world.records("part");
        let made = parts.create(json!({ "name": "轴" })).await;
        assert_eq!((&made["no"], &made["label"], &made["sign"]), (&json!("P001"), &json!("P001/轴"), &json!("#P001/轴")));
        assert_eq!(parts.get(&made["id"]).await["sign"], "#P001/轴");
        let history = parts.history(&made["id"]).await;
        assert!(format!("{history:?}").contains("P001/轴"), "the log has it, too: {history:?}");
    }

    async fn formulas_of_a_row_come_after_those_they_read(installation: Installation) {
        let line = entity("line", json!({ "parent": "offer", "owner": false }), &[], json!({
            "gross": { "kind": "formula", "formula": "{net} * 1.13", "scale": 2 },
            "net": { "kind": "formula", "formula": "{price} * {quantity}", "scale": 2 },
            "price": { "kind": "decimal" }, "quantity": { "kind": "integer" } }));
        let offer = entity("offer", json!({ "title": "name" }), &[], json!({
            "name": { "kind": "text" }, "lines": { "kind": "sub_table", "target": "line" },
            "total": { "kind": "formula", "formula": "SUM({lines.gross})", "scale": 2 } }));
        let world = World::start(installation, &[line, offer]).await;
        let offers = world.records("offer");
        let made = offers.create(json!({ "name": "甲", "lines": [{ "price": "100.00", "quantity": 2 }] })).await;
        assert_eq!((&made["lines"][0]["gross"], &made["total"]), (&json!("226.00"), &json!("226.00")));
        let row = made["lines"][0]["id"].clone();
        offers.patch(&made["id"], json!({ "lines": [{ "id": row, "quantity": 3 }] })).await;
        let read = offers.get(&made["id"]).await;
        assert_eq!((&read["lines"][0]["gross"], &read["total"]), (&json!("339.00"), &json!("339.00")), "{read}");
    }
}
