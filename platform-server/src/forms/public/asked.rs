//! What somebody answered, narrowed to what was asked, with what the address says.
//!
//! Shape:  `form × answers × parameters → answers × issues`. An answer to what is carried along unseen is refused; such a
//!         field takes its value from the address, where the form says so, and from nowhere else. What a field does not
//!         take of a parameter is cut or left out, since nobody could mend it: the parameters are kept beside.
//! Source: docs/spec/forms.md §8.

use std::collections::BTreeMap;

use engine_core::{
    entity::Field,
    issue::{Issue, token},
    kinds::{Kind, keywords},
};
use engine_forms::{CompiledForm, definition::Public};
use serde_json::{Map, Value as Json};

/// Most rows of a sub-table in one submission.
const MOST_ROWS: usize = 200;
/// Longest value of a parameter that is kept, in characters; the rest is cut.
const LONGEST_PARAMETER: usize = 500;
/// Parameters that every public form keeps with a submission.
pub const ALWAYS: [&str; 6] =
    ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "referrer"];

/// Answers as they are computed with, and what is refused of them.
pub fn answers(
    form: &CompiledForm,
    public: &Public,
    mut answers: Map<String, Json>,
    parameters: &BTreeMap<String, String>,
) -> (Map<String, Json>, Vec<Issue>) {
    let shown: BTreeMap<String, bool> = form.on_form().collect();
    let mut issues = Vec::new();
    answers.retain(|name, json| {
        if shown.get(name) == Some(&false) {
            issues.push(unasked(token(name)));
            return false;
        }
        if let Json::Array(rows) = json {
            return rows_fit(form, &shown, name, rows, &mut issues);
        }
        true
    });
    let sources = public.sources.iter().map(|source| (source.parameter.as_str(), &source.field));
    let unseen = public.prefill.iter().map(|field| (field.as_str(), field));
    for (parameter, key) in sources.chain(unseen) {
        let field = form.entity.own_field(key.as_str());
        let (Some(told), Some(field)) = (parameters.get(parameter), field) else { continue };
        if shown.get(key.as_str()) == Some(&false)
            && let Some(json) = taken(field, told)
        {
            answers.insert(key.to_string(), json);
        }
    }
    (answers, issues)
}

/// The parameters that are kept with a submission.
pub fn kept(public: &Public, parameters: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let named = |name: &str| {
        ALWAYS.contains(&name)
            || public.sources.iter().any(|source| source.parameter == name)
            || public.prefill.iter().any(|field| field.as_str() == name)
    };
    let told = parameters.into_iter().filter(|(name, value)| named(name) && !value.trim().is_empty());
    told.map(|(name, value)| (name, value.trim().chars().take(LONGEST_PARAMETER).collect())).collect()
}

fn unasked(at: String) -> Issue {
    Issue::new("not_on_form", at, "表单上没有这一项，不能填写", "the form does not ask for this")
}

/// Whether the rows of a sub-table are few enough, with cells that the form shows.
fn rows_fit(
    form: &CompiledForm,
    shown: &BTreeMap<String, bool>,
    name: &str,
    rows: &mut [Json],
    issues: &mut Vec<Issue>,
) -> bool {
    if !form.tables().any(|(table, _)| table.as_str() == name) {
        return true;
    }
    if rows.len() > MOST_ROWS {
        issues.push(Issue::new(
            "too_many_items",
            token(name),
            format!("一次最多提交 {MOST_ROWS} 行"),
            format!("at most {MOST_ROWS} rows are sent at once"),
        ));
        return false;
    }
    for (index, row) in rows.iter_mut().enumerate() {
        let Some(cells) = row.as_object_mut() else { continue };
        cells.retain(|cell, _| {
            let there = shown.get(&format!("{name}.{cell}")) != Some(&false);
            if !there {
                issues.push(unasked(format!("{}/{index}{}", token(name), token(cell))));
            }
            there
        });
    }
    true
}

/// A parameter as the field takes it: as text, else as what it spells, else cut.
fn taken(field: &Field, told: &str) -> Option<Json> {
    let told: Vec<char> = told.trim().chars().take(LONGEST_PARAMETER).collect();
    let takes = |json: &Json| keywords::read(field, json).is_ok();
    let whole: String = told.iter().collect();
    let text = Json::String(whole.clone());
    if whole.is_empty() {
        return None;
    }
    let spelled =
        serde_json::from_str(&whole).ok().filter(|json: &Json| json.is_number() || json.is_boolean());
    let cut = || {
        let shorter = (1..told.len()).rev().map(|length| Json::String(told[..length].iter().collect()));
        shorter.into_iter().find(|json| matches!(field.kind, Kind::Text | Kind::LongText) && takes(json))
    };
    Some(text).filter(|json| takes(json)).or_else(|| spelled.filter(|json| takes(json))).or_else(cut)
}
