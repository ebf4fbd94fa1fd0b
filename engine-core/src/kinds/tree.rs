//! Choices that form a tree by their `parent`.
//!
//! Shape:  options in any order, each naming the key of the one above it or none; at most [`DEEPEST`] levels.
//! Errors: `unknown_parent`, `parent_cycle` and `too_deep`, each at the `parent` that is wrong.

use std::collections::{HashMap, HashSet};

use crate::{
    entity::{ChoiceOption, Field},
    issue::{Issue, Language, Refusal},
    text,
    value::Value,
};

use super::Kind;

/// Most levels of a tree.
const DEEPEST: usize = 8;
/// What stands between the nodes of a path that is shown.
const BETWEEN: &str = " / ";

/// The options from a key up to its root; no more than [`DEEPEST`] of them and one, so that a cycle ends.
fn upwards<'a>(by_key: &HashMap<&str, &'a ChoiceOption>, key: &str) -> Vec<&'a ChoiceOption> {
    let mut chain = Vec::new();
    let mut at = by_key.get(key).copied();
    while let Some(option) = at.filter(|_| chain.len() <= DEEPEST) {
        chain.push(option);
        at = option.parent.as_deref().and_then(|parent| by_key.get(parent).copied());
    }
    chain
}

fn by_key(options: &[ChoiceOption]) -> HashMap<&str, &ChoiceOption> {
    options.iter().map(|option| (option.key.as_str(), option)).collect()
}

/// Whether every parent is there and none is its own; `pointer` is the place of the options.
pub fn check(options: &[ChoiceOption], pointer: &str, issues: &mut Vec<Issue>) {
    let known = by_key(options);
    for (position, option) in options.iter().enumerate() {
        let Some(parent) = &option.parent else { continue };
        let at = format!("{pointer}/{position}/parent");
        let chain = upwards(&known, &option.key);
        if !known.contains_key(parent.as_str()) {
            issues.push(Issue::new(
                "unknown_parent",
                at,
                format!("没有编码为“{parent}”的选项，请改为上级选项的编码"),
                format!("there is no option `{parent}`; give the key of the option above"),
            ));
        } else if is_cycle(&known, option) {
            issues.push(Issue::new(
                "parent_cycle",
                at,
                "上级选项绕成了圈，请检查 parent",
                "the options above lead back to this one; correct `parent`",
            ));
        } else if chain.len() > DEEPEST {
            issues.push(Issue::new(
                "too_deep",
                at,
                format!("选项最多 {DEEPEST} 级"),
                format!("options have at most {DEEPEST} levels"),
            ));
        }
    }
}

/// Whether the way up from an option never ends.
fn is_cycle(known: &HashMap<&str, &ChoiceOption>, option: &ChoiceOption) -> bool {
    let mut seen = HashSet::new();
    let mut at = Some(option);
    while let Some(option) = at {
        if !seen.insert(option.key.as_str()) {
            return true;
        }
        at = option.parent.as_deref().and_then(|parent| known.get(parent).copied());
    }
    false
}

/// The labels from the root down to a key; the key itself where there is no such option.
pub(super) fn path(options: &[ChoiceOption], key: &str, language: Language) -> String {
    let chain = upwards(&by_key(options), key);
    if chain.is_empty() {
        return key.to_owned();
    }
    let labels: Vec<&str> =
        chain.iter().rev().map(|option| option.labels.get(language, &option.key)).collect();
    labels.join(BETWEEN)
}

/// The keys of an option and of everything below it; the key alone where there is no such option.
pub fn below(options: &[ChoiceOption], key: &str) -> Vec<String> {
    let known = by_key(options);
    let under = |option: &&ChoiceOption| upwards(&known, &option.key).iter().any(|above| above.key == key);
    let found: Vec<String> = options.iter().filter(under).map(|option| option.key.clone()).collect();
    if found.is_empty() { vec![key.to_owned()] } else { found }
}

/// The node that a typed path or word means, where it is the only one.
pub(super) fn meant(options: &[ChoiceOption], typed: &str) -> Option<Value> {
    let known = by_key(options);
    if let Some(option) = known.get(typed) {
        return Some(Value::Text(option.key.clone()));
    }
    // A label may hold a mark of paths itself, so that the whole is looked for first.
    only(options, &known, &[loose(typed)]).or_else(|| {
        let half = text::half_width(typed);
        let parts: Vec<String> =
            half.split(['/', '>', '›', '\\']).map(loose).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 { only(options, &known, &parts) } else { None }
    })
}

/// The only option whose way down ends in these words.
fn only(options: &[ChoiceOption], known: &HashMap<&str, &ChoiceOption>, words: &[String]) -> Option<Value> {
    let fits = |option: &&ChoiceOption| {
        let chain = upwards(known, &option.key);
        let below = words.last().is_some_and(|word| is_called(option, word));
        below
            && chain.len() >= words.len()
            && words.iter().rev().zip(&chain).all(|(word, option)| is_called(option, word))
    };
    let fitting: Vec<&ChoiceOption> = options.iter().filter(fits).collect();
    let active: Vec<&ChoiceOption> = fitting.iter().copied().filter(|option| option.active).collect();
    match (fitting.as_slice(), active.as_slice()) {
        ([one], _) | (_, [one]) => Some(Value::Text(one.key.clone())),
        _ => None,
    }
}

fn is_called(option: &ChoiceOption, word: &str) -> bool {
    let names = std::iter::once(&option.key).chain(option.labels.0.values()).chain(&option.synonyms);
    names.into_iter().any(|name| loose(name) == word)
}

fn loose(word: &str) -> String {
    text::fold(word).replace(char::is_whitespace, "")
}

/// The refusal of a node that is none of the deepest, where only these are written.
pub(super) fn not_a_leaf(field: &Field, value: &Value) -> Option<Refusal> {
    let Value::Text(key) = value else { return None };
    if field.kind != Kind::Cascader || !field.leaf_only {
        return None;
    }
    let child = field.options.iter().find(|option| option.active && option.parent.as_ref() == Some(key))?;
    let example = |language| path(&field.options, &child.key, language);
    Some(Refusal::new(
        "not_a_leaf",
        format!("请选到最后一级，如 {}", example(Language::Chinese)),
        format!("choose down to the last level, such as {}", example(Language::English)),
    ))
}
