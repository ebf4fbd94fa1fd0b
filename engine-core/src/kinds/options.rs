//! The choices of a field: by key in JSON; by label, synonym or a loose spelling when typed.

use serde_json::Value as Json;

use super::{Kind, list, unknown};
use crate::{
    entity::{ChoiceOption, Field},
    issue::{Language, Refusal},
    text,
    value::Value,
};

/// The choice with this key, retired ones included: they stay legal on old records.
pub(super) fn by_key(field: &Field, key: &str) -> Result<Value, Refusal> {
    let key = text::normal(key);
    if key.is_empty() {
        return Ok(Value::Blank);
    }
    if field.options.iter().any(|option| option.key == key) {
        return Ok(Value::Text(key));
    }
    Err(unknown::key(field, &key))
}

/// The choice a person means: by key, label or synonym, and where only one fits, regardless of case, width and spaces.
pub(super) fn by_text(field: &Field, typed: &str) -> Result<Value, Refusal> {
    let typed = text::normal(typed);
    if typed.is_empty() {
        return Ok(Value::Blank);
    }
    meant(field, &typed).ok_or_else(|| unknown::choice(field, &typed))
}

/// Whether a text names choices of a field, several where it takes several; costs less than reading it and being refused.
pub fn names_choices(field: &Field, typed: &str) -> bool {
    let one = |text: &str| match field.kind {
        Kind::Cascader => super::tree::meant(&field.options, &text::normal(text)).is_some(),
        _ => meant(field, &text::normal(text)).is_some(),
    };
    one(typed) || field.kind == Kind::MultiChoice && list::split(typed).all(|part| one(&part))
}

fn meant(field: &Field, typed: &str) -> Option<Value> {
    let exact = |found: fn(&ChoiceOption, &str) -> bool| {
        field.options.iter().find(|option| found(option, typed)).map(|option| Value::Text(option.key.clone()))
    };
    exact(|option, typed| option.key == typed)
        .or_else(|| exact(|option, typed| option.labels.0.values().any(|label| label == typed)))
        .or_else(|| exact(|option, typed| option.synonyms.iter().any(|word| word == typed)))
        .or_else(|| loosely(field, typed))
}

fn loosely(field: &Field, typed: &str) -> Option<Value> {
    let loose = |word: &str| text::fold(word).replace(char::is_whitespace, "");
    let typed = loose(typed);
    let names = |option: &ChoiceOption| {
        let words = std::iter::once(&option.key).chain(option.labels.0.values()).chain(&option.synonyms);
        words.into_iter().any(|word| loose(word) == typed)
    };
    let mut fitting = field.options.iter().filter(|option| names(option));
    let first = fitting.next()?;
    fitting.next().is_none().then(|| Value::Text(first.key.clone()))
}

/// Refuses choices that are retired, for a record that does not hold them already: pass what was chosen anew.
pub fn retired(field: &Field, chosen: &Value) -> Option<Refusal> {
    let keys: Vec<&str> = match chosen {
        Value::Text(key) => vec![key],
        Value::List(items) => items
            .iter()
            .filter_map(|item| if let Value::Text(key) = item { Some(key.as_str()) } else { None })
            .collect(),
        _ => Vec::new(),
    };
    let option = field.options.iter().find(|option| !option.active && keys.contains(&option.key.as_str()))?;
    Some(Refusal::new(
        "retired_option",
        format!("选项“{}”已停用，请另选", option.labels.get(Language::Chinese, &option.key)),
        format!(
            "the choice `{}` is retired; choose another",
            option.labels.get(Language::English, &option.key)
        ),
    ))
}

/// What people read for a key.
pub(super) fn label(field: &Field, key: &str, language: Language) -> String {
    let option = field.options.iter().find(|option| option.key == key);
    option.map_or(key, |option| option.labels.get(language, key)).to_owned()
}

/// Every key, for `enum`.
pub(super) fn keys(field: &Field) -> Json {
    field.options.iter().map(|option| Json::from(option.key.as_str())).collect()
}
