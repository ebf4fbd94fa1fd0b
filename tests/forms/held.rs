//! The main form of an entity holds on every write, through whatever door it comes.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{World, issue, order_form, without_type};

const ORDERS: &str = "/api/v1/entities/order/records";

async fn with_main_form(world: &World) {
    let mut form = without_type(order_form());
    form["main"] = json!(true);
    // By hand it is only shown; whoever writes by a program may give it.
    form["layout"][0]["readonly"] = json!(true);
    form["layout"][0]["default"] = json!("未命名");
    world.publish(vec![("form", form)]).await;
}

fn place(record: &Json) -> String {
    format!("{ORDERS}/{}", record["id"].as_str().expect("an id"))
}

on_both_databases! {
    async fn a_record_made_by_a_program_is_as_the_form_would_make_it(installation: Installation) {
        let world = World::start(installation).await;
        with_main_form(&world).await;
        let customer = world.made("customer", json!({ "name": "华信", "phone": "13812345678" })).await;
        let lines = json!([{ "product": "泵", "quantity": 3, "price": "400" }, { "product": "阀", "price": "5" }]);
        let body = json!({ "title": "一号", "customer": customer, "lines": lines, "secret": "not on the form" });
        let made = world.admin.post(ORDERS, body).await.expect(201);
        let told = (&made["title"], &made["state"], &made["phone"], &made["lines"][1]["quantity"], &made["total"], &made["secret"]);
        let wanted = (&json!("一号"), &json!("vip"), &json!("13812345678"), &json!(1), &json!("1205.00"), &json!("not on the form"));
        assert_eq!(told, wanted, "{made}");
        let line = made["lines"][0]["id"].clone();
        let after = world.admin.patch(&place(&made), json!({ "lines": [{ "id": line, "quantity": 2 }] })).await.expect(200);
        let told = (&after["lines"][0]["product"], &after["total"], &after["state"], &after["phone"]);
        assert_eq!(told, (&json!("泵"), &json!("800.00"), &json!("vip"), &json!("13812345678")), "{after}");
    }

    async fn what_the_form_refuses_is_refused_everywhere(installation: Installation) {
        let world = World::start(installation).await;
        with_main_form(&world).await;
        let wrong = world.admin.post(ORDERS, json!({ "title": "甲", "discount": "0.5" })).await;
        assert_eq!(wrong.issues(), [issue("/discount", "check"), issue("/reason", "required")]);
        let hidden = world.admin.post(ORDERS, json!({ "title": "甲", "reason": "老客户" })).await;
        assert_eq!(hidden.issues(), [issue("/reason", "hidden_field")]);
        let one = |values: Json| json!({ "op": "create", "values": values });
        let many = json!({ "operations": [one(json!({ "title": "甲" })), one(json!({ "title": "乙", "discount": "0.1" }))] });
        let many = world.admin.post(&format!("{ORDERS}/batch"), many).await.issues();
        assert!(matches!(&many[..], [(at, code)] if at.ends_with("/reason") && code == "required"), "{many:?}");
        assert_eq!(world.installation.sql("SELECT count(*) FROM \"e_order\""), "0");

        let made = world.admin.post(ORDERS, json!({ "title": "丙", "discount": "0.1", "reason": "老客户" })).await.expect(201);
        let refused = world.admin.patch(&place(&made), json!({ "reason": null })).await;
        assert_eq!(refused.issues(), [issue("/reason", "required")]);
        let after = world.admin.patch(&place(&made), json!({ "discount": null })).await.expect(200);
        assert_eq!((&after["discount"], &after["reason"]), (&json!(null), &json!(null)), "hidden, so cleared: {after}");
        let done = world.admin.post(&format!("{ORDERS}/bulk"), json!({ "ids": [made["id"]], "set": { "discount": "0.2" } })).await.expect(200);
        assert_eq!((&done["changed"], &done["skipped"][0]["issues"][0]["code"]), (&json!(0), &json!("required")), "{done}");
    }

    async fn what_was_wrong_before_stops_no_other_change(installation: Installation) {
        let world = World::start(installation).await;
        let made = world.admin.post(ORDERS, json!({ "title": "旧", "discount": "0.5" })).await.expect(201);
        with_main_form(&world).await;
        let after = world.admin.patch(&place(&made), json!({ "secret": "新" })).await.expect(200);
        assert_eq!((&after["secret"], &after["discount"]), (&json!("新"), &json!("0.5000")));
        let refused = world.admin.patch(&place(&made), json!({ "discount": "0.6" })).await;
        assert_eq!(refused.issues(), [issue("/discount", "check")], "given anew, so judged");
    }
}
