//! Headers that are part of the contract, added to the description where they hold.
//!
//! Shape:  a POST with an effect takes `Idempotency-Key`; what has a version answers `ETag` and takes `If-Match`; what was
//!         made says its `Location`.
//! Source: docs/spec/http.md.

use serde_json::{Map, Value, json};

use crate::http::idempotent;

/// POSTs that nobody signed in sends, or whose answer is a session.
const NOT_REMEMBERED: [&str; 2] = ["/api/v1/session", "/api/v1/setup"];

/// Adds them to one operation.
pub(super) fn describe(method: &str, path: &str, operation: &mut Map<String, Value>) {
    if method == "post" && !idempotent::reads(path) && !NOT_REMEMBERED.contains(&path) {
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 200 });
        let words = "The same request with the same key has its effect once and is answered alike for a day.";
        takes(operation, "Idempotency-Key", words, &key);
    }
    let record = path.starts_with("/api/v1/entities/") && path.ends_with("/records/{id}");
    let draft = path.ends_with("/draft");
    if record && matches!(method, "patch" | "delete") || draft && method == "put" {
        let words = "The ETag that was read; 409 `edit_conflict` when somebody changed the same place since.";
        takes(operation, "If-Match", words, &json!({ "type": "string" }));
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        let shown = &response["content"]["application/json"]["schema"]["$ref"];
        let name = shown.as_str().and_then(|shown| shown.rsplit('/').next()).unwrap_or_default();
        let versioned = name == "Record" || name.starts_with("record_");
        let drafted = draft && matches!(method, "get" | "put");
        if versioned || drafted {
            says(response, "ETag", "Its version, for `If-Match`.");
        }
        if versioned && status == "201" {
            says(response, "Location", "Where it is.");
        }
    }
}

fn takes(operation: &mut Map<String, Value>, name: &str, words: &str, schema: &Value) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        let header = json!({ "name": name, "in": "header", "required": false, "description": words, "schema": schema });
        parameters.push(header);
    }
}

fn says(response: &mut Value, name: &str, words: &str) {
    response["headers"][name] = json!({ "description": words, "schema": { "type": "string" } });
}
