//! Checks of field definitions that several kinds share.

use crate::{entity::Field, issue::Issue};

/// The author's `type`, if any, must be the kind's.
pub(super) fn json_type(field: &Field, expected: &str, pointer: &str, issues: &mut Vec<Issue>) {
    let written = field.schema.get("type").and_then(|t| t.as_str());
    if written.is_some_and(|t| t != expected) {
        issues.push(Issue::new(
            "wrong_json_type",
            format!("{pointer}/type"),
            format!("这种字段类型的 type 是 {expected}"),
            format!("the type of this kind is {expected}"),
        ));
    }
}

/// `minLength` ≤ `maxLength` ≤ the kind's longest.
pub(super) fn length(field: &Field, longest: u32, pointer: &str, issues: &mut Vec<Issue>) {
    let number = |name: &str| field.schema.get(name).and_then(serde_json::Value::as_u64);
    let most = number("maxLength").unwrap_or(u64::from(longest));
    if most > u64::from(longest) || number("minLength").is_some_and(|least| least > most) {
        issues.push(Issue::new(
            "bad_length",
            format!("{pointer}/maxLength"),
            format!("长度应从小到大,最多 {longest} 个字符"),
            format!("give minLength ≤ maxLength ≤ {longest}"),
        ));
    }
}

/// Largest compiled size of a pattern, in bytes: counted repeats of counted repeats are refused, not run.
pub const LARGEST_PATTERN: usize = 1 << 16;

/// The author's `pattern` must compile on the linear-time engine within a size.
pub(super) fn pattern(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    let Some(pattern) = field.schema.get("pattern").and_then(|p| p.as_str()) else { return };
    let compiled = regex::RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN * 8).dfa_size_limit(LARGEST_PATTERN * 8).build();
    if let Err(error) = compiled {
        let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
        issues.push(Issue::new(
            "bad_pattern",
            format!("{pointer}/pattern"),
            format!("正则表达式无法使用(不支持回看与反向引用,且有大小限制):{reason}"),
            format!("the pattern cannot be used (no look-around, no back-references, bounded size): {reason}"),
        ));
    }
}
