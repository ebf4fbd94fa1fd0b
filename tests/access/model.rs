//! The definitions that the matrix runs on: three related entities with rows below one, and a role for every case.

use formwork_tests::Client;
use serde_json::{Value as Json, json};

/// The three entities.
pub(crate) const ENTITIES: [&str; 3] = ["company", "contact", "deal"];

/// The roles whose rights on fields differ. `rep` has every kind of right; `reader` sees every record and every right is
/// the least that shows something; `clerk` may write everything it sees; `trainee` sees nothing but companies.
pub(crate) const ROLES: [&str; 4] = ["rep", "reader", "clerk", "trainee"];

/// The row scopes, as a role's JSON writes them.
pub(crate) fn scopes() -> [(&'static str, Json); 6] {
    [
        ("none", json!("none")),
        ("own", json!("own")),
        ("department", json!("department")),
        ("below", json!("department_and_below")),
        ("all", json!("all")),
        ("filter", json!({ "filter": { "field": "level", "op": "eq", "value": "A" } })),
    ]
}

fn text(search: bool) -> Json {
    json!({ "type": "string", "maxLength": 200, "x-field": { "kind": "text", "search": search } })
}

fn field(rules: Json) -> Json {
    json!({ "x-field": rules })
}

fn entity(key: &str, rules: Json, properties: Json) -> Json {
    let mut head = json!({ "format": 1, "key": key, "labels": { "zh-CN": key } });
    if let (Some(head), Json::Object(rules)) = (head.as_object_mut(), rules) {
        head.extend(rules);
    }
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": [],
            "x-entity": head, "properties": properties })
}

fn company() -> Json {
    let properties = json!({
        "name": text(true),
        "secret": text(true),
        "note": { "type": "string", "x-field": { "kind": "long_text", "search": true, "mask": "all" } },
        "phone": field(json!({ "kind": "phone", "mask": "phone", "search": true })),
        "level": { "type": "string", "enum": ["A", "B"], "x-field": { "kind": "choice" } },
        "plan": { "type": "string", "enum": ["gold", "tin"], "x-field": { "kind": "choice" } },
        "motto": text(false),
        "code": field(json!({ "kind": "text", "unique": true })),
        "amount": field(json!({ "kind": "decimal", "scale": 2 })),
        "signed_on": field(json!({ "kind": "date" })),
        "tags": field(json!({ "kind": "tags" })),
        "marks": field(json!({ "kind": "tags" })),
        "lines": field(json!({ "kind": "sub_table", "target": "company_line" })),
        "partner": field(json!({ "kind": "reference", "target": "company", "on_delete": "clear" })),
        "double": field(json!({ "kind": "formula", "formula": "{amount} * 2", "scale": 2 })),
        "first": field(json!({ "kind": "formula", "formula": "LEFT({name}, 1)", "disclose": true })),
        "deal_total": field(json!({ "kind": "roll_up", "target": "deal", "via": "company", "measure": { "op": "sum", "field": "value" }, "scale": 2 })),
        "deal_count": field(json!({ "kind": "roll_up", "target": "deal", "via": "company", "measure": { "op": "count" } })),
        "contact_count": field(json!({ "kind": "roll_up", "target": "contact", "via": "company", "measure": { "op": "count" }, "disclose": true })),
    });
    let mut made = entity(
        "company",
        json!({ "title": "name", "duplicate": { "match": [["name"], ["phone"]], "disclose": "owner" },
        "groups": [{ "key": "all", "fields": ["name", "secret", "amount"] }] }),
        properties,
    );
    made["allOf"] = json!([{ "if": { "properties": { "plan": { "const": "gold" } }, "required": ["plan"] }, "then": { "required": ["secret"] } }]);
    made
}

fn company_line() -> Json {
    let properties = json!({ "item": text(false), "price": field(json!({ "kind": "decimal", "scale": 2 })) });
    entity("company_line", json!({ "parent": "company" }), properties)
}

fn contact() -> Json {
    let properties = json!({
        "name": text(true),
        "company": field(json!({ "kind": "reference", "target": "company" })),
        "company_name": field(json!({ "kind": "lookup", "via": "company.name" })),
        "company_secret": field(json!({ "kind": "lookup", "via": "company.secret" })),
        "company_phone": field(json!({ "kind": "lookup", "via": "company.phone" })),
        "company_motto": field(json!({ "kind": "lookup", "via": "company.motto", "disclose": true })),
        "mentor": field(json!({ "kind": "reference", "target": "contact" })),
        "email": field(json!({ "kind": "email", "mask": "email" })),
        "salary": field(json!({ "kind": "decimal", "scale": 2 })),
    });
    entity(
        "contact",
        json!({ "title": "name", "duplicate": { "match": [["name"]], "disclose": "exists" } }),
        properties,
    )
}

fn deal() -> Json {
    let properties = json!({
        "title": text(true),
        "company": field(json!({ "kind": "reference", "target": "company" })),
        "contact": field(json!({ "kind": "reference", "target": "contact" })),
        "value": field(json!({ "kind": "decimal", "scale": 2 })),
    });
    entity(
        "deal",
        json!({ "title": "title", "duplicate": { "match": [["title"]], "disclose": "nothing" } }),
        properties,
    )
}

fn every(scope: Json) -> Json {
    let actions = ["view", "create", "edit", "delete", "export", "import", "print", "share", "unmask"];
    actions
        .iter()
        .map(|action| ((*action).to_owned(), scope.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn role(key: &str, entities: Json) -> Json {
    json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": entities })
}

fn field_roles() -> Vec<Json> {
    let company = json!({ "secret": "hidden", "note": "masked", "phone": "masked", "level": "readonly", "plan": "hidden", "motto": "hidden",
        "code": "hidden", "amount": "hidden", "signed_on": "hidden", "marks": "hidden", "lines": "hidden", "partner": "hidden" });
    let contact = json!({ "email": "masked", "salary": "hidden", "mentor": "readonly" });
    let mut least = company.clone();
    least["tags"] = json!("readonly");
    least["name"] = json!("readonly");
    vec![
        role(
            "rep",
            json!({
            "company": { "actions": every(json!("own")), "fields": company },
            "contact": { "actions": every(json!("all")), "fields": contact },
            "deal": { "actions": every(json!("own")) } }),
        ),
        role(
            "reader",
            json!({
            "company": { "actions": { "view": "all", "unmask": "own" }, "fields": least },
            "contact": { "actions": { "view": "all" }, "fields": { "company": "hidden", "email": "hidden" } },
            "deal": { "actions": { "view": "all" }, "fields": { "value": "masked" } } }),
        ),
        role(
            "clerk",
            json!({
            "company": { "actions": every(json!("all")), "fields": { "owner_id": "readonly" } },
            "contact": { "actions": every(json!("all")) },
            "deal": { "actions": every(json!("all")) } }),
        ),
        role(
            "sharer",
            json!({ "company": { "actions": { "view": "all", "edit": "own", "share": "all", "delete": "none" } } }),
        ),
        role(
            "trainee",
            json!({
            "company": { "actions": { "view": "own", "create": "all", "edit": "all", "delete": "all", "share": "own" },
                         "fields": { "secret": "hidden", "amount": "masked" } } }),
        ),
    ]
}

/// Every definition, entities first.
pub(crate) fn documents() -> Vec<(&'static str, Json)> {
    let mut all: Vec<(&'static str, Json)> =
        [company(), company_line(), contact(), deal()].into_iter().map(|body| ("entity", body)).collect();
    all.extend(field_roles().into_iter().map(|body| ("role", body)));
    for (name, scope) in scopes() {
        let entities = json!({ "company": { "actions": every(scope) } });
        all.push(("role", role(&format!("scope-{name}"), entities)));
    }
    all.push(("view", json!({ "format": 1, "key": "companies", "entity": "company", "labels": { "zh-CN": "公司" }, "type": "table",
        "columns": ["name", "secret", "phone", "partner.name"], "sort": ["-amount", "name"] })));
    all.push(("view", json!({ "format": 1, "key": "rich", "entity": "company", "labels": { "zh-CN": "大客户" }, "type": "table",
        "columns": ["name"], "filter": { "field": "amount", "op": "gte", "value": "5" } })));
    all.extend(forms().into_iter().map(|form| ("form", form)));
    all
}

/// Forms that ask for everything, and one that reads through links what some may not see.
fn forms() -> [Json; 2] {
    let on_form = |entity: Json| -> Vec<Json> {
        let properties = entity["properties"].as_object().expect("properties").clone();
        let plain = properties.iter().filter(|(_, field)| field["x-field"]["kind"] != "sub_table");
        plain.map(|(key, _)| json!({ "type": "field", "field": key })).collect()
    };
    let mut contact = on_form(contact());
    for block in contact.iter_mut().filter(|block| block["field"] == "email" || block["field"] == "name") {
        let formula = if block["field"] == "name" {
            "{company.secret} & {company.name}"
        } else {
            "{mentor.company.phone}"
        };
        block["default_formula"] = json!(formula);
    }
    [
        json!({ "format": 1, "key": "company_form", "entity": "company", "layout": on_form(company()) }),
        json!({ "format": 1, "key": "contact_form", "entity": "contact", "layout": contact }),
    ]
}

/// Publishes every definition.
pub(crate) async fn publish(admin: &Client) {
    let mut drafts = Vec::new();
    for (kind, body) in documents() {
        let key = body
            .pointer("/x-entity/key")
            .or_else(|| body.get("key"))
            .and_then(Json::as_str)
            .expect("a key")
            .to_owned();
        admin.put(&format!("/api/v1/definitions/{kind}/{key}/draft"), body).await.expect(200);
        drafts.push(json!({ "kind": kind, "key": key }));
    }
    admin.post("/api/v1/publish", json!({ "drafts": drafts })).await.expect(200);
}
