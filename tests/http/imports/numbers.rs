//! Numbers that an import counts on.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::desk::Desk;

on_both_databases! {
    async fn what_is_left_of_a_block_is_used_before_the_next(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.create("company", json!({ "name": "第一" })).await;
        let rows: Vec<String> = (0..100).map(|row| format!("公司{row}")).collect();
        let mut job = desk.import("company", "list.csv", format!("name\n{}\n", rows.join("\n"))).await;
        job.apply().await;
        desk.create("company", json!({ "name": "最后" })).await;
        let mut numbers: Vec<String> =
            desk.records("company").await.iter().map(|made| made["number"].as_str().expect("a number").to_owned()).collect();
        numbers.sort();
        let counted: Vec<String> = (1..=102).map(|number| format!("K{number:04}")).collect();
        assert_eq!(numbers, counted, "one process leaves no number out while it runs");
    }
}
