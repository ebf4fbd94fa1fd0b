//! A served installation with orders, their lines and customers, and forms over them.

use formwork_tests::{Answer, Client, Installation, Server, entity};
use serde_json::{Value as Json, json};

/// A served installation with its administrator.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) admin: Client,
    pub(crate) installation: Installation,
}

/// What an order is.
pub(crate) fn entities() -> Vec<Json> {
    let states = json!([{ "key": "draft", "labels": { "zh-CN": "草稿" } }, { "key": "vip", "labels": { "zh-CN": "大单" } }]);
    let customer = entity(
        "customer",
        json!({ "title": "name" }),
        &["name"],
        json!({ "name": { "kind": "text" }, "phone": { "kind": "phone" }, "level": { "kind": "text" },
                "credit": { "kind": "decimal", "scale": 2 } }),
    );
    let line = entity(
        "line",
        json!({ "parent": "order" }),
        &["quantity"],
        json!({ "product": { "kind": "text" }, "quantity": { "kind": "integer" },
                "price": { "kind": "decimal", "scale": 2 },
                "amount": { "kind": "formula", "formula": "{quantity} * {price}", "scale": 2 } }),
    );
    let order = entity(
        "order",
        json!({ "title": "title" }),
        &["title"],
        json!({ "title": { "kind": "text" }, "state": { "kind": "choice", "options": states },
                "customer": { "kind": "reference", "target": "customer" }, "phone": { "kind": "phone" },
                "total": { "kind": "formula", "formula": "SUM({lines.amount})", "scale": 2 },
                "discount": { "kind": "percent" }, "reason": { "kind": "text" }, "secret": { "kind": "text" },
                "lines": { "kind": "sub_table", "target": "line" } }),
    );
    vec![customer, line, order]
}

/// A form for orders: the customer's telephone is filled in, a discount needs a reason, large orders are marked.
pub(crate) fn order_form() -> Json {
    json!({
        "format": 1, "key": "order_form", "entity": "order", "labels": { "zh-CN": "订单" },
        "layout": [
            { "type": "field", "field": "title" }, { "type": "field", "field": "customer" },
            { "type": "field", "field": "phone", "fill": "customer.phone" },
            { "type": "field", "field": "state", "default": "draft" },
            { "type": "field", "field": "discount" }, { "type": "field", "field": "reason" },
            { "type": "field", "field": "total" },
            { "type": "field", "field": "lines", "rows": { "most": 3, "columns": [
                { "type": "field", "field": "product" }, { "type": "field", "field": "quantity", "default": 1 },
                { "type": "field", "field": "price" }, { "type": "field", "field": "amount" }
            ] } }
        ],
        "rules": [
            { "key": "reason", "when": { "field": "discount", "op": "gt", "value": "0" }, "show": ["reason"], "require": ["reason"] },
            { "key": "large", "formula": "{total} > 1000", "set": [{ "field": "state", "value": "vip" }] }
        ],
        "checks": [
            { "key": "cap", "formula": "{discount} <= 0.3", "message": { "zh-CN": "折扣不能超过三成", "en": "at most 30%" }, "fields": ["discount"] }
        ]
    })
}

pub(crate) fn without_type(form: Json) -> Json {
    let mut form = form;
    let columns = form.pointer_mut("/layout/7/rows/columns").and_then(Json::as_array_mut);
    for column in columns.into_iter().flatten() {
        column.as_object_mut().map(|map| map.remove("type"));
    }
    form
}

impl World {
    /// Serves an installation with the entities and the form.
    pub(crate) async fn start(installation: Installation) -> World {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let world = World { server, admin, installation };
        let documents: Vec<(&str, Json)> = entities().into_iter().map(|entity| ("entity", entity)).collect();
        world.publish(documents).await;
        world.publish(vec![("form", without_type(order_form()))]).await;
        world
    }

    /// Saves and publishes definitions together, which must be sound.
    pub(crate) async fn publish(&self, documents: Vec<(&str, Json)>) {
        self.try_publish(documents).await.expect(200);
    }

    /// The same, whatever comes of it.
    pub(crate) async fn try_publish(&self, documents: Vec<(&str, Json)>) -> Answer {
        let mut places = Vec::new();
        for (kind, body) in documents {
            let key =
                body["x-entity"]["key"].as_str().or_else(|| body["key"].as_str()).expect("a key").to_owned();
            self.admin.put(&format!("/api/v1/definitions/{kind}/{key}/draft"), body).await.expect(200);
            places.push(json!({ "kind": kind, "key": key }));
        }
        self.admin.post("/api/v1/publish", json!({ "drafts": places })).await
    }

    /// A user with roles, signed in.
    pub(crate) async fn person(&self, username: &str, roles: &[&str]) -> Client {
        let password = "horse battery staple";
        let body =
            json!({ "username": username, "name": username, "password": password, "role_keys": roles });
        self.admin.post("/api/v1/users", body).await.expect(201);
        let client = self.server.client();
        client.sign_in(username, password).await.expect(200);
        client
    }

    /// The id of a new record.
    pub(crate) async fn made(&self, entity: &str, values: Json) -> String {
        let made = self.admin.post(&format!("/api/v1/entities/{entity}/records"), values).await.expect(201);
        made["id"].as_str().expect("an id").to_owned()
    }
}

/// What evaluating the order form comes to.
pub(crate) async fn evaluated(client: &Client, body: Json) -> Json {
    client.post("/api/v1/forms/order_form/evaluate", body).await.expect(200)["evaluation"].clone()
}

/// Sends the order form.
pub(crate) async fn sent(client: &Client, body: Json) -> Answer {
    client.post("/api/v1/forms/order_form/submissions", body).await
}

/// A pointer and code as tests compare them.
pub(crate) fn issue(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}
