//! The past is shown by today's rights: neither a record that was given away, nor one that was never one's own then.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::World;

const COMPANIES: &str = "/api/v1/entities/company/records";

on_both_databases! {
    async fn rows_are_those_of_today(installation: Installation) {
        let mut world = World::new(&installation).await;
        for (name, owner, level) in [("given", "own", "B"), ("taken", "far", "B"), ("shared", "far", "B"), ("risen", "far", "B"), ("fallen", "far", "A")] {
            world.plant("company", name, Some(owner), json!({ "name": name, "level": level })).await;
        }
        world.admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T06:00:00Z" })).await.expect(200);
        for (name, change) in [("given", json!({ "owner_id": world.id_of("far") })), ("taken", json!({ "owner_id": world.id_of("own") })),
            ("shared", json!({ "level": "A" })), ("risen", json!({ "level": "A" })), ("fallen", json!({ "level": "B" }))] {
            world.admin.patch(&world.record("company", name), change).await.expect(200);
        }
        let reader = json!({ "principal": { "user": world.id_of("own") } });
        world.admin.post(&format!("{}/share", world.record("company", "shared")), reader).await.expect(200);
        let past = "as_of=2090-01-02T03:00:00Z";
        for (who, wanted) in [("own", json!(["shared", "taken"])), ("filter", json!(["risen", "shared"])), ("none", Json::Null)] {
            let client = world.person(who);
            let listed = client.get(&format!("{COMPANIES}?sort=name&{past}")).await;
            if wanted.is_null() {
                listed.refused(403, "no_right");
                continue;
            }
            let items = listed.expect(200)["items"].clone();
            let seen = |key: &str| items.as_array().expect("items").iter().map(|item| item[key].clone()).collect::<Json>();
            assert_eq!(seen("name"), wanted, "{who}");
            assert_eq!(seen("level"), json!(["B", "B"]), "{who} sees what was");
            for name in ["given", "taken", "shared", "risen", "fallen"] {
                let one = client.get(&format!("{}?{past}", world.record("company", name))).await;
                let told = wanted.as_array().expect("names").contains(&json!(name));
                assert_eq!(one.status, if told { 200 } else { 404 }, "{who} {name}");
            }
        }
    }
}
