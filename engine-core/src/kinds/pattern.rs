//! The author's patterns, on an engine that runs in linear time.
//!
//! Source: DESIGN §4: no look-around, no back-references, bounded size.

use std::{cell::RefCell, collections::HashMap};

use crate::{
    entity::Field,
    issue::Issue,
    pattern::{self, Regex},
};

/// Most patterns a thread keeps compiled.
const MOST_PATTERNS: usize = 1_000;

/// The author's `pattern` must compile on the linear-time engine within a size.
pub(super) fn check(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    let Some(written) = field.schema.get("pattern").and_then(|p| p.as_str()) else { return };
    if let Err(error) = pattern::authored(written) {
        let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
        issues.push(Issue::new(
            "bad_pattern",
            format!("{pointer}/pattern"),
            format!("正则表达式无法使用（不支持回看与反向引用，且有大小限制）：{reason}"),
            format!(
                "the pattern cannot be used (no look-around, no back-references, bounded size): {reason}"
            ),
        ));
    }
}

/// An author's pattern on the linear-time engine, compiled once per pattern and thread.
pub(super) fn compiled(written: &str) -> Option<Regex> {
    thread_local! {
        static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(found) = compiled.get(written) {
            return Some(found.clone());
        }
        let regex = pattern::authored(written).ok()?;
        if compiled.len() >= MOST_PATTERNS {
            compiled.clear();
        }
        compiled.insert(written.to_owned(), regex.clone());
        Some(regex)
    })
}
