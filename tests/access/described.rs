//! What the interface says of definitions is narrowed like the records: views, lists of others' records, schemas, choices.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{FIRST, World};

const COMPANY: &str = "/api/v1/entities/company";

/// The values under a key of every object of a list.
fn each<'j>(list: &'j Json, key: &str) -> Vec<&'j str> {
    list.as_array().expect("a list").iter().filter_map(|item| item[key].as_str()).collect()
}

async fn publish(world: &World, kind: &str, key: &str, body: Json) {
    world.admin.put(&format!("/api/v1/definitions/{kind}/{key}/draft"), body).await.expect(200);
    let drafts = json!({ "drafts": [{ "kind": kind, "key": key }] });
    world.admin.post("/api/v1/publish", drafts).await.expect(200);
}

on_both_databases! {
    async fn a_view_shows_what_its_reader_may_use(installation: Installation) {
        let world = World::new(&installation).await;
        let view = json!({ "format": 1, "key": "bosses", "entity": "company", "labels": { "zh-CN": "负责人" }, "type": "table",
            "columns": ["name"], "roles": ["clerk"] });
        publish(&world, "view", "bosses", view).await;
        for (who, keys, columns, sort) in [
            ("clerk", json!(["bosses", "companies", "rich"]), json!(["name", "secret", "phone", "partner.name"]), json!(["-amount", "name"])),
            ("rep", json!(["companies"]), json!(["name", "phone"]), json!(["name"])),
            ("trainee", json!(["companies"]), json!(["name", "phone", "partner.name"]), json!(["name"])),
        ] {
            let shown = world.person(who).get(COMPANY).await.expect(200)["views"].clone();
            let mut listed = each(&shown, "key");
            listed.sort_unstable();
            assert_eq!(json!(listed), keys, "{who}: a filter on what is withheld hides the view, and so does another's role");
            let view = shown.as_array().expect("views").iter().find(|view| view["key"] == "companies").expect("the view");
            assert_eq!((&view["columns"], &view["sort"]), (&columns, &sort), "{who}");
            let me = world.person(who).get("/api/v1/me").await.expect(200).to_string();
            assert_eq!(me.contains("bosses"), who == "clerk", "{me}");
        }
    }

    async fn lists_of_what_refers_here_need_the_reference(installation: Installation) {
        let world = World::new(&installation).await;
        for (who, wanted) in [("clerk", vec!["company", "contact", "deal"]), ("rep", vec!["contact", "deal"]), ("reader", vec!["deal"]), ("trainee", vec!["company"])] {
            let shown = world.person(who).get(COMPANY).await.expect(200)["related"].clone();
            let mut related = each(&shown, "entity");
            related.sort_unstable();
            assert_eq!(related, wanted, "{who}: {shown}");
        }
    }

    async fn schemas_leave_hidden_fields_out(installation: Installation) {
        let world = World::new(&installation).await;
        for (who, told) in [("clerk", true), ("rep", false)] {
            let client = world.person(who);
            let schema = client.get("/api/v1/schemas/entity/company").await.expect(200);
            let described = client.get("/api/v1/openapi.json").await.expect(200)["components"]["schemas"].clone();
            for schema in [&schema, &described["record_company"], &described["write_company"]] {
                assert!(schema["properties"]["name"].is_object(), "{who}");
                for hidden in ["secret", "motto", "signed_on", "lines"] {
                    assert_eq!(schema["properties"].get(hidden).is_some(), told, "{who} {hidden}");
                }
                assert_eq!(schema.to_string().contains("\"secret\""), told, "{who}: rules name fields, too");
            }
        }
    }

    async fn choices_of_a_withheld_field_are_not_told(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let (rep, clerk) = (world.person("rep"), world.person("clerk"));
        for field in ["plan", "marks", "partner"] {
            assert_ne!(clerk.get(&format!("{COMPANY}/options/{field}")).await.expect(200)["items"], json!([]), "{field}");
            rep.get(&format!("{COMPANY}/options/{field}")).await.refused(403, "hidden_field");
        }
        rep.get(&format!("{COMPANY}/records?expand=partner")).await.refused(403, "hidden_field");
        rep.get(&format!("{}?expand=partner", world.record("company", "mine1"))).await.refused(403, "hidden_field");
    }

    async fn a_title_one_may_not_read_names_nothing(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        for right in ["hidden", "masked"] {
            let role = json!({ "format": 1, "key": "blind", "labels": { "zh-CN": "x" }, "entities": {
                "company": { "actions": { "view": "all" }, "fields": { "name": right } },
                "contact": { "actions": { "view": "all", "edit": "all" } } } });
            publish(&world, "role", "blind", role).await;
            let user = format!("/api/v1/users/{}", world.id_of("trainee"));
            world.admin.patch(&user, json!({ "role_keys": ["blind"] })).await.expect(200);
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            let blind = world.person("trainee");
            let id = world.records["mine1"].as_str();
            let near = blind.get(&format!("{}?expand=company", world.record("contact", "near"))).await.expect(200);
            assert_eq!(near["company"], json!({ "id": id, "title": null }), "{right}");
            for typed in ["", "?q=open"] {
                let offered = blind.get(&format!("/api/v1/entities/contact/options/company{typed}")).await.expect(200);
                assert_eq!(offered["items"], json!([]), "{right} {typed}");
            }
            let found = blind.get("/api/v1/search?q=open1").await.expect(200);
            assert_eq!(found["items"], json!([]), "{right}");
        }
    }

    async fn a_hidden_field_is_refused_before_its_kind_is_told(installation: Installation) {
        let world = World::new(&installation).await;
        let rep = world.person("rep");
        let wrong = json!({ "field": "amount", "op": "contains", "value": "x" });
        let salary = json!({ "field": "salary", "op": "contains", "value": "x" });
        for filter in [wrong.clone(), json!({ "not": wrong }), json!({ "and": [{ "or": [wrong] }] }), json!({ "field": "lines", "op": "eq", "value": 1 }),
            json!({ "field": "amount.nothing", "op": "is_empty" }), json!({ "exists": { "entity": "contact", "via": "company", "filter": salary } }),
            json!({ "exists": { "entity": "company", "via": "partner", "filter": { "and": [] } } })] {
            rep.post(&format!("{COMPANY}/records/query"), json!({ "filter": filter })).await.refused(403, "hidden_field");
            let counted = json!({ "filter": filter, "measures": [{ "op": "count" }] });
            rep.post(&format!("{COMPANY}/records/aggregate"), counted).await.refused(403, "hidden_field");
        }
        for path in ["sort=lines", "sort=-signed_on.nothing", "fields=amount.nothing"] {
            rep.get(&format!("{COMPANY}/records?{path}")).await.refused(403, "hidden_field");
        }
        world.person("clerk").post(&format!("{COMPANY}/records/query"), json!({ "filter": wrong })).await.expect(422);
    }

    async fn a_masked_reference_leads_nowhere(installation: Installation) {
        let world = World::with_canaries(&installation, FIRST).await;
        let role = json!({ "format": 1, "key": "rep", "labels": { "zh-CN": "x" }, "entities": {
            "company": { "actions": { "view": "all" } },
            "contact": { "actions": { "view": "all" }, "fields": { "company": "masked" } } } });
        publish(&world, "role", "rep", role).await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        let rep = world.person("rep");
        let contacts = "/api/v1/entities/contact/records";
        assert_eq!(rep.get(&format!("{contacts}?fields=company&sort=name")).await.expect(200)["items"][0]["company"], "****");
        for path in ["fields=company.name", "sort=company.name", "fields=company_name"] {
            rep.get(&format!("{contacts}?{path}")).await.refused(403, "hidden_field");
        }
        let related = json!({ "exists": { "entity": "contact", "via": "company", "filter": { "field": "name", "op": "eq", "value": "near" } } });
        for filter in [related.clone(), json!({ "not": related })] {
            rep.post(&format!("{COMPANY}/records/query"), json!({ "filter": filter })).await.refused(403, "hidden_field");
        }
        let named = json!({ "filter": { "field": "company.name", "op": "eq", "value": "open1" } });
        rep.post(&format!("{contacts}/query"), named).await.refused(403, "hidden_field");
    }
}
