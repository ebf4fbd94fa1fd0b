//! The addresses of one entity's records, with what they take and answer.

use engine_core::issue::Language;
use serde_json::{Value as Json, json};

use crate::catalog::Compiled;

/// The addresses and their operations.
pub(super) fn of(compiled: &Compiled) -> Vec<(String, Json)> {
    let words = Words::of(compiled);
    let base = format!("/api/v1/entities/{}/records", words.key);
    let single = format!("{base}/{{id}}");
    vec![
        (format!("{base}/query"), words.post(&component("ListBody"), ("A page", &words.page()))),
        (format!("{base}/batch"), words.post(&words.operations(), ("Done, all of it", &words.done()))),
        (
            format!("{base}/bulk"),
            words.post(&words.change(), ("Done, as far as it went", &component("BulkDone"))),
        ),
        (format!("{single}/history"), words.history()),
        (base, words.list()),
        (single, words.single()),
    ]
}

/// What is said of one entity again and again.
struct Words<'e> {
    key: &'e str,
    label: &'e str,
    id: Json,
}

fn component(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answer(words: &str, schema: &Json) -> Json {
    json!({ "description": words, "content": { "application/json": { "schema": schema } } })
}

fn body(schema: &Json) -> Json {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn text(name: &str) -> Json {
    json!({ "name": name, "in": "query", "schema": { "type": "string" } })
}

fn number(name: &str, least: u32) -> Json {
    json!({ "name": name, "in": "query", "schema": { "type": "integer", "minimum": least, "maximum": 500 } })
}

fn refused() -> Json {
    json!({
        "description": "Refused",
        "content": { "application/problem+json": { "schema": component("Problem") } },
    })
}

impl<'e> Words<'e> {
    fn of(compiled: &'e Compiled) -> Words<'e> {
        let key = compiled.entity.key.as_str();
        let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } });
        Words { key, label: compiled.entity.labels.get(Language::Chinese, key), id }
    }

    fn record(&self) -> Json {
        component(&format!("record_{}", self.key))
    }

    fn write(&self) -> Json {
        component(&format!("write_{}", self.key))
    }

    fn patch(&self) -> Json {
        component(&format!("patch_{}", self.key))
    }

    fn page(&self) -> Json {
        json!({
            "type": "object",
            "properties": {
                "items": { "type": "array", "items": self.record() },
                "next_cursor": { "type": ["string", "null"] },
                "count": { "type": "integer" },
            },
            "required": ["items", "next_cursor"],
        })
    }

    /// What a batch takes.
    fn operations(&self) -> Json {
        let id = json!({ "type": "string", "format": "uuid" });
        let version = json!({ "type": "integer", "minimum": 1 });
        let operation = |op: &str, required: Json, mut properties: Json| {
            properties["op"] = json!({ "const": op });
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        };
        let kinds = [
            operation("create", json!(["op", "values"]), json!({ "values": self.write() })),
            operation(
                "update",
                json!(["op", "id", "values"]),
                json!({ "id": id, "values": self.patch(), "version": version }),
            ),
            operation("delete", json!(["op", "id"]), json!({ "id": id, "version": version })),
        ];
        let all = json!({ "type": "array", "minItems": 1, "maxItems": 100, "items": { "oneOf": kinds } });
        json!({ "type": "object", "properties": { "operations": all }, "required": ["operations"], "additionalProperties": false })
    }

    /// What a batch answers.
    fn done(&self) -> Json {
        let items = json!({ "type": "array", "items": { "oneOf": [self.record(), { "type": "null" }] } });
        let batch = json!({ "type": ["string", "null"], "format": "uuid" });
        json!({ "type": "object", "properties": { "items": items, "batch": batch }, "required": ["items", "batch"] })
    }

    /// What a bulk change takes: as for any entity, with this one's fields to set.
    fn change(&self) -> Json {
        json!({ "allOf": [component("BulkBody"), { "type": "object", "properties": { "set": self.patch() } }] })
    }

    fn post(&self, takes: &Json, (words, answers): (&str, &Json)) -> Json {
        let responses = json!({ "200": answer(words, answers), "default": refused() });
        json!({ "post": { "tags": [self.label], "requestBody": body(takes), "responses": responses } })
    }

    fn history(&self) -> Json {
        let changes = answer("What happened to it, newest first", &component("ChangeList"));
        let after = json!({ "name": "cursor", "in": "query", "schema": { "type": "integer" } });
        json!({
            "parameters": [self.id],
            "get": {
                "tags": [self.label], "parameters": [number("limit", 1), after],
                "responses": { "200": changes, "default": refused() },
            },
        })
    }

    fn list(&self) -> Json {
        let made = answer("The record", &self.record());
        json!({
            "get": {
                "tags": [self.label], "responses": { "200": answer("A page", &self.page()), "default": refused() },
                "parameters": [text("filter"), text("q"), text("sort"), text("fields"), text("expand"), text("as_of"),
                    number("limit", 1), text("cursor"), text("count")],
            },
            "post": {
                "tags": [self.label], "requestBody": body(&self.write()),
                "responses": { "201": made, "default": refused() },
            },
        })
    }

    fn single(&self) -> Json {
        let one = answer("The record", &self.record());
        json!({
            "parameters": [self.id],
            "get": { "tags": [self.label], "responses": { "200": one, "default": refused() } },
            "patch": {
                "tags": [self.label], "requestBody": body(&self.patch()),
                "responses": { "200": one, "default": refused() },
            },
            "delete": {
                "tags": [self.label],
                "responses": { "204": { "description": "In the recycle bin" }, "default": refused() },
            },
        })
    }
}
