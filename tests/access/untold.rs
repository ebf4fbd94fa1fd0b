//! What refusals, histories and addresses do not tell.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{FIRST, World};

on_both_databases! {
    async fn a_history_keeps_quiet_about_hidden_changes(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let history = async |who: &str| {
            let answer = world.person(who).get(&format!("{}/history", world.record("company", "mine2"))).await.expect(200);
            answer["items"].as_array().expect("items").iter().map(|entry| entry["action"].clone()).collect::<Json>()
        };
        assert_eq!(history("clerk").await, json!(["update", "create"]));
        assert_eq!(history("rep").await, json!(["create"]), "nothing that it may see was changed");
    }

    async fn what_keeps_a_record_is_named_to_who_may_view_it(installation: Installation) {
        let mut world = World::with_canaries(&installation, FIRST).await;
        world.plant("company", "kept", Some("trainee"), json!({ "name": "kept" })).await;
        let company = world.records["kept"].clone();
        world.plant("deal", "keeper", Some("far"), json!({ "title": "keeper", "company": company })).await;
        let named = async |who: &str| {
            let refused = world.person(who).delete(&world.record("company", "kept")).await;
            let text = refused.text();
            refused.refused(409, "in_use");
            text.contains("deal")
        };
        assert_eq!((named("clerk").await, named("trainee").await), (true, false));
    }

    async fn the_bin_takes_the_right_to_delete(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let bin = "/api/v1/entities/company/recycle";
        world.person("reader").get(bin).await.refused(403, "no_right");
        assert_eq!(world.person("rep").get(bin).await.expect(200)["items"][0]["id"], world.records["gone"].as_str());
    }

    async fn rows_of_a_sub_table_have_no_place_of_their_own(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let mine = world.admin.get(&world.record("company", "mine1")).await.expect(200);
        let row = mine["lines"][0]["id"].as_str().expect("a row");
        let base = "/api/v1/entities/company_line";
        for client in [&world.admin, world.person("clerk")] {
            for path in [base.to_owned(), format!("{base}/records"), format!("{base}/recycle"), format!("{base}/records/{row}"),
                format!("{base}/options/item"), "/api/v1/schemas/entity/company_line".to_owned()] {
                client.get(&path).await.refused(404, "not_found");
            }
            client.patch(&format!("{base}/records/{row}"), json!({ "item": "x" })).await.refused(404, "not_found");
            for (path, body) in [("records", json!({ "item": "x" })), ("records/query", json!({})), ("exports", json!({})),
                ("records/aggregate", json!({ "measures": [{ "op": "count" }] }))] {
                client.post(&format!("{base}/{path}"), body).await.refused(404, "not_found");
            }
        }
    }

    async fn a_search_tells_nothing_of_what_is_masked(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let matched = async |who: &str| world.person(who).get("/api/v1/search?q=1").await.expect(200).to_string();
        let (clerk, rep) = (matched("clerk").await, matched("rep").await);
        assert!(clerk.contains("\"phone\"") && rep.contains("open1") && !rep.contains("\"phone\""), "{clerk}\n{rep}");
    }

    async fn a_part_of_what_is_masked_finds_nothing(installation: Installation) {
        let mut world = World::with_canaries(&installation, FIRST).await;
        // What was typed stands within a word of the name, where full text does not look, and begins a masked phone of one.
        for (name, phone) in [("with", "13801234567"), ("without", "13901234567")] {
            let values = json!({ "name": format!("{name} x1380"), "phone": phone });
            world.plant("company", name, Some("rep"), values).await;
        }
        for path in ["/api/v1/entities/company/records?q=1380&sort=name", "/api/v1/entities/contact/options/company?q=1380"] {
            let found = world.person("rep").get(path).await.expect(200).to_string();
            assert_eq!(found.contains("with x1380"), found.contains("without x1380"), "{path}: {found}");
        }
    }
}
