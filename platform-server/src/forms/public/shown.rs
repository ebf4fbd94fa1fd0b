//! What an evaluation tells to everybody.
//!
//! Shape:  `Evaluation → Evaluation` without what is carried along unseen: defaults and links that only the author knows.

use std::collections::BTreeMap;

use engine_core::issue::Issue;
use engine_forms::{CompiledForm, Evaluation};
use serde_json::Value as Json;

/// An evaluation without what the form does not show.
pub fn shown(form: &CompiledForm, mut told: Evaluation) -> Evaluation {
    let on_form: BTreeMap<String, bool> = form.on_form().collect();
    let field = |name: &str| form.entity.field(name).is_none() || on_form.get(name) == Some(&true);
    let path = |name: &str| {
        // `items`, `items.price` and `items/3/price`, or a block's key.
        let table = name.split(['.', '/']).next().unwrap_or_default();
        let last = name.rsplit(['.', '/']).next().unwrap_or_default();
        field(table) && (last == name || on_form.get(&format!("{table}.{last}")) == Some(&true))
    };
    let issue = |issue: &Issue| {
        let name = issue.pointer.trim_start_matches('/');
        let last = name.rsplit('/').next().unwrap_or_default();
        let whole = name.is_empty() || !name.contains('/') || last.bytes().all(|byte| byte.is_ascii_digit());
        field(name.split('/').next().unwrap_or_default()) && (whole || path(name))
    };
    told.values.retain(|name, _| field(name));
    for (name, json) in &mut told.values {
        if let (Json::Array(rows), true) = (json, form.tables().any(|(table, _)| table.as_str() == name)) {
            for cells in rows.iter_mut().filter_map(Json::as_object_mut) {
                cells.retain(|cell, _| cell == "id" || on_form.get(&format!("{name}.{cell}")) == Some(&true));
            }
        }
    }
    told.visible.retain(|name, _| path(name));
    told.required.retain(|name, _| path(name));
    told.readonly.retain(|name, _| path(name));
    told.options.retain(|name, _| path(name));
    told.issues.retain(&issue);
    told.stray.retain(&issue);
    told.cleared.retain(|name| path(name));
    told.set.retain(|name| path(name));
    told.wanted.clear();
    told
}
