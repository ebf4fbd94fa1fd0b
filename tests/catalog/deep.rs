//! Roll-ups over roll-ups and deletes that go on: as deep as they are kept, and refused beyond that.

use formwork_tests::{entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, pairs, path};

fn sum(target: &str, field: &str) -> Json {
    json!({ "kind": "roll_up", "target": target, "via": "up", "measure": { "op": "sum", "field": field } })
}

/// `level0` has an amount; each level above sums up the one below it.
fn tower(height: usize) -> Vec<(String, Json)> {
    (0..=height)
        .map(|i| {
            let mut fields = json!({ "name": { "kind": "text" } });
            match i {
                0 => fields["amount"] = json!({ "kind": "integer" }),
                1 => fields["sum"] = sum("level0", "amount"),
                _ => fields["sum"] = sum(&format!("level{}", i - 1), "half"),
            }
            if i > 0 {
                fields["half"] = json!({ "kind": "formula", "formula": "{sum} * 1", "scale": 0 });
            }
            if i < height {
                fields["up"] = json!({ "kind": "reference", "target": format!("level{}", i + 1) });
            }
            (format!("level{i}"), entity(&format!("level{i}"), json!({}), &[], fields))
        })
        .collect()
}

async fn publish(place: &Place, all: &[(String, Json)]) -> formwork_tests::Answer {
    for (key, body) in all {
        place.admin.put(&path("entity", key, "/draft"), body.clone()).await.expect(200);
    }
    let places: Vec<(&str, &str)> = all.iter().map(|(key, _)| ("entity", key.as_str())).collect();
    place.try_publish(&places).await
}

async fn create(place: &Place, entity: &str, values: Json) -> Json {
    place.admin.post(&format!("/api/v1/entities/{entity}/records"), values).await.expect(201)["id"].clone()
}

fn at(entity: &str, id: &Json) -> String {
    format!("/api/v1/entities/{entity}/records/{}", id.as_str().expect("an id"))
}

/// A tree of one entity that goes with what it hangs on.
fn tree() -> Json {
    let up = json!({ "kind": "reference", "target": "node", "on_delete": "with_parent" });
    entity("node", json!({}), &[], json!({ "name": { "kind": "text" }, "up": up }))
}

async fn branch(place: &Place, length: usize) -> Vec<Json> {
    let mut ids: Vec<Json> = Vec::new();
    for i in 0..length {
        let up = ids.last().cloned().unwrap_or_default();
        ids.push(create(place, "node", json!({ "name": i.to_string(), "up": up })).await);
    }
    ids
}

async fn living(place: &Place) -> Json {
    let query = json!({ "count": "exact", "limit": 1 });
    place.admin.post("/api/v1/entities/node/records/query", query).await.expect(200)["count"].clone()
}

on_both_databases! {
    async fn roll_ups_are_kept_as_deep_as_they_are_allowed(installation: Installation) {
        let place = Place::start(installation).await;
        let refused = publish(&place, &tower(6)).await.issues();
        assert_eq!(refused, pairs(&[("/entity/level6/properties/sum", "too_deep")]));
        place.admin.delete(&path("entity", "level6", "/draft")).await.expect(204);
        publish(&place, &tower(5)).await.expect(200);
        let mut ups = vec![Json::Null];
        for i in (0..=5).rev() {
            let above = ups.last().filter(|up| !up.is_null());
            let values = above.map_or_else(|| json!({ "name": "x" }), |up| json!({ "name": "x", "up": up }));
            ups.push(create(&place, &format!("level{i}"), values).await);
        }
        let (bottom, top) = (ups[6].clone(), ups[1].clone());
        for amount in [3, 8] {
            place.admin.patch(&at("level0", &bottom), json!({ "amount": amount })).await.expect(200);
            let told = place.admin.get(&at("level5", &top)).await.expect(200);
            assert_eq!(told["half"], json!(amount.to_string()), "{told}");
        }
        place.admin.delete(&at("level0", &bottom)).await.expect(204);
        let told = place.admin.get(&at("level5", &top)).await.expect(200);
        assert_eq!(told["half"], json!("0"), "{told}");
    }

    async fn a_roll_up_that_counts_by_another_follows_it(installation: Installation) {
        let place = Place::start(installation).await;
        let big = |filter: Json| json!({ "kind": "roll_up", "target": "order", "via": "up", "measure": { "op": "count" }, "filter": filter });
        let line = entity("line", json!({}), &[], json!({ "amount": { "kind": "integer" }, "up": { "kind": "reference", "target": "order" } }));
        let order = entity("order", json!({}), &[], json!({ "sum": sum("line", "amount"), "up": { "kind": "reference", "target": "buyer" } }));
        let buyer = entity("buyer", json!({}), &[], json!({ "name": { "kind": "text" }, "big": big(json!({ "field": "sum", "op": "gt", "value": 10 })) }));
        place.publish(&[("entity", "line", line), ("entity", "order", order), ("entity", "buyer", buyer)]).await;
        let who = create(&place, "buyer", json!({ "name": "甲" })).await;
        let what = create(&place, "order", json!({ "up": who })).await;
        let line = create(&place, "line", json!({ "amount": 4, "up": what })).await;
        for (amount, count) in [(11, 1), (10, 0), (12, 1)] {
            place.admin.patch(&at("line", &line), json!({ "amount": amount })).await.expect(200);
            assert_eq!(place.admin.get(&at("buyer", &who)).await.expect(200)["big"], count, "{amount}");
        }
    }

    async fn a_roll_up_counts_by_nothing_that_it_would_not_follow(installation: Installation) {
        let place = Place::start(installation).await;
        let contact = entity("contact", json!({}), &[], json!({ "level": { "kind": "text" }, "up": { "kind": "reference", "target": "customer" } }));
        let visit = |more: Json| {
            let mut fields = json!({ "done": { "kind": "boolean" }, "cost": { "kind": "integer" },
                "contact": { "kind": "reference", "target": "contact" }, "before": { "kind": "reference", "target": "visit" },
                "level": { "kind": "lookup", "via": "contact.level" }, "price": { "kind": "lookup", "via": "before.cost" },
                "up": { "kind": "reference", "target": "customer" } });
            fields.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
            entity("visit", json!({}), &[], fields)
        };
        let counting = |measure: Json, filter: Json| {
            let visits = json!({ "kind": "roll_up", "target": "visit", "via": "up", "measure": measure, "filter": filter });
            entity("customer", json!({}), &[], json!({ "visits": visits }))
        };
        let all = [("entity", "contact"), ("entity", "visit"), ("entity", "customer")];
        let count = json!({ "op": "count" });
        let done = json!({ "field": "done", "op": "eq", "value": true });
        let level = |path: &str| json!({ "field": path, "op": "eq", "value": "A" });
        let again = json!({ "exists": { "entity": "visit", "via": "before" } });
        place.draft("entity", "contact", contact).await;
        place.draft("entity", "visit", visit(json!({}))).await;
        for wrong in [level("contact.level"), level("level"), again, json!({ "and": [done, { "not": level("contact.level") }] })] {
            place.draft("entity", "customer", counting(count.clone(), wrong.clone())).await;
            let told = place.try_publish(&all).await.issues();
            assert_eq!(told, pairs(&[("/entity/customer/properties/visits/x-field/filter", "through_reference")]), "{wrong}");
        }
        place.draft("entity", "customer", counting(json!({ "op": "sum", "field": "price" }), done.clone())).await;
        let told = place.try_publish(&all).await.issues();
        assert_eq!(told, pairs(&[("/entity/customer/properties/visits/x-field/measure/field", "through_reference")]));
        place.draft("entity", "customer", counting(count, json!({ "and": [done, { "field": "contact", "op": "is_not_empty" }] }))).await;
        place.try_publish(&all).await.expect(200);
    }

    async fn a_roll_up_does_not_rest_on_itself(installation: Installation) {
        let place = Place::start(installation).await;
        let up = json!({ "kind": "reference", "target": "node" });
        let by_itself = entity("node", json!({}), &[], json!({ "up": up, "busy": { "kind": "roll_up", "target": "node", "via": "up",
            "measure": { "op": "count" }, "filter": { "field": "busy", "op": "gt", "value": 0 } } }));
        place.draft("entity", "node", by_itself).await;
        assert_eq!(place.try_publish(&[("entity", "node")]).await.issues(), pairs(&[("/entity/node/properties/busy/x-field/filter", "cycle")]));
        let of_itself = entity("node", json!({}), &[], json!({ "up": up, "amount": { "kind": "integer" }, "below": sum("node", "all"),
            "all": { "kind": "formula", "formula": "{amount} + {below}", "scale": 0 } }));
        place.draft("entity", "node", of_itself).await;
        let refused = place.try_publish(&[("entity", "node")]).await.issues();
        assert!(refused.iter().all(|(_, code)| code == "cycle") && refused.len() == 2, "{refused:?}");
        // One level of a tree is kept: each knows those that hang on it.
        let counted = entity("node", json!({}), &[], json!({ "up": up, "amount": { "kind": "integer" }, "below": sum("node", "amount") }));
        place.publish(&[("entity", "node", counted)]).await;
        let top = create(&place, "node", json!({ "amount": 1 })).await;
        let below = create(&place, "node", json!({ "amount": 5, "up": top })).await;
        create(&place, "node", json!({ "amount": 7, "up": below })).await;
        assert_eq!(place.admin.get(&at("node", &top)).await.expect(200)["below"], 5);
        // Its own parent, too.
        place.admin.patch(&at("node", &top), json!({ "up": top })).await.expect(200);
        assert_eq!(place.admin.get(&at("node", &top)).await.expect(200)["below"], 6);
    }

    async fn a_delete_takes_all_of_it_or_nothing(installation: Installation) {
        let place = Place::start(installation).await;
        place.publish(&[("entity", "node", tree())]).await;
        let long = branch(&place, 18).await;
        place.admin.delete(&at("node", &long[0])).await.expect(422);
        assert_eq!(living(&place).await, 18, "nothing of it is done");
        let many = json!({ "ids": [long[0]], "delete": true });
        let skipped = place.admin.post("/api/v1/entities/node/records/bulk", many).await.expect(200);
        assert_eq!((&skipped["changed"], &skipped["skipped"][0]["reason"]), (&json!(0), &json!("too_deep")), "{skipped}");
        place.admin.delete(&at("node", &long[1])).await.expect(204);
        assert_eq!(living(&place).await, 1);
        place.admin.post(&format!("{}/restore", at("node", &long[1])), json!({})).await.expect(200);
        assert_eq!(living(&place).await, 18);
        let up = place.admin.get(&at("node", &long[17])).await.expect(200)["up"].clone();
        assert_eq!(up, long[16], "no reference was cleared");
        // Two that hang on each other go together.
        let pair = branch(&place, 2).await;
        place.admin.patch(&at("node", &pair[0]), json!({ "up": pair[1] })).await.expect(200);
        place.admin.delete(&at("node", &pair[0])).await.expect(204);
        assert_eq!(living(&place).await, 18);
    }

    async fn a_chain_of_deletes_is_refused_when_it_is_too_long(installation: Installation) {
        let place = Place::start(installation).await;
        let chain: Vec<(String, Json)> = (0..=17).map(|i| {
            let mut fields = json!({ "name": { "kind": "text" } });
            if i > 0 {
                fields["up"] = json!({ "kind": "reference", "target": format!("link{}", i - 1), "on_delete": "with_parent" });
            }
            (format!("link{i}"), entity(&format!("link{i}"), json!({}), &[], fields))
        }).collect();
        let refused = publish(&place, &chain).await.issues();
        assert_eq!(refused, pairs(&[("/entity/link1/properties/up/x-field/on_delete", "too_deep")]));
        publish(&place, &chain[..17]).await.expect(200);
    }
}
