//! Turns a checked body into what a handler asked for, and says everything that does not fit.
//!
//! Shape:  bytes → `T`, or issues with pointers: unknown members, wrong types, missing members.
//! Errors: the first pass stops at the first misfit, as serde does; then the misfit is taken out and the rest is
//!         read again, so that all of them are named at once.

use engine_core::issue::{Issue, token};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_path_to_error::{Deserializer, Path, Segment, Track};

const MOST_ISSUES: usize = 50;

/// Reads `body` as a `T`.
///
/// # Errors
/// Everything that does not fit.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Vec<Issue>> {
    // serde would read an array as the members of a struct in their order; nothing of ours is asked for that way.
    if body.trim_ascii_start().first() != Some(&b'{') {
        let (chinese, english) = ("请求应为一个 JSON 对象", "Send a JSON object");
        return Err(vec![Issue::new("wrong_type", "", chinese, english)]);
    }
    match serde_json::from_slice(body) {
        Ok(value) => Ok(value),
        Err(_) => Err(misfits::<T>(serde_json::from_slice(body).unwrap_or_default())),
    }
}

fn misfits<T: DeserializeOwned>(mut document: Json) -> Vec<Issue> {
    let mut issues: Vec<Issue> = Vec::new();
    while issues.len() < MOST_ISSUES {
        let mut track = Track::new();
        let Err(fault) = T::deserialize(Deserializer::new(&document, &mut track)) else { break };
        let issue = issue(&fault.to_string(), &track.path());
        if issues.iter().any(|known| known.pointer == issue.pointer) {
            break;
        }
        let removed = remove(&mut document, &issue.pointer);
        issues.push(issue);
        if !removed {
            break;
        }
    }
    issues
}

fn issue(said: &str, path: &Path) -> Issue {
    let pointer = pointer(path);
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let inside = |pointer: String| {
        let last = token(quoted);
        if pointer.ends_with(&last) { pointer } else { pointer + last.as_str() }
    };
    if said.starts_with("unknown field") {
        let (chinese, english) =
            (format!("没有名为“{quoted}”的字段"), format!("There is no field `{quoted}`"));
        Issue::new("unknown_field", inside(pointer), chinese, english)
    } else if said.starts_with("missing field") {
        Issue::new("required", inside(pointer), "不能为空", "This is required")
    } else if said.starts_with("unknown variant") {
        Issue::new("unknown_option", pointer, format!("不能是“{quoted}”"), format!("This cannot be: {said}"))
    } else if let Some((_, expected)) = said.split_once(", expected ") {
        let chinese = format!("类型不正确，应为{}", in_chinese(expected));
        Issue::new("wrong_type", pointer, chinese, format!("The type is wrong: expected {expected}"))
    } else if said.starts_with("UUID") {
        Issue::new("bad_id", pointer, "不是有效的编号", "This is not an id")
    } else {
        Issue::new("invalid_value", pointer, format!("内容不正确：{said}"), said.to_owned())
    }
}

/// What serde expected, in Chinese.
fn in_chinese(expected: &str) -> &str {
    match expected {
        "a string" => "文字",
        "a boolean" => "true 或 false",
        "a sequence" => "列表",
        "a map" => "对象",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "整数",
        "f32" | "f64" => "数字",
        _ if expected.starts_with("struct ") => "对象",
        _ if expected.contains("UUID") => "编号",
        other => other,
    }
}

fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => token(key),
            Segment::Enum { variant } => token(variant),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn remove(document: &mut Json, pointer: &str) -> bool {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return false };
    let key = last.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Json::Object(members)) => members.shift_remove(&key).is_some(),
        Some(Json::Array(items)) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is used")]
    struct Person {
        name: String,
        age: Option<u8>,
        tags: Option<Vec<String>>,
    }

    #[test]
    fn every_misfit_is_named() {
        let body = br#"{"role":"admin","age":"old","tags":["a",1],"is/admin":true}"#;
        let issues = read::<Person>(body).expect_err("misfits");
        let mut found: Vec<(&str, &str)> = issues.iter().map(|i| (&*i.code, i.pointer.as_str())).collect();
        found.sort_unstable();
        let expected = [
            ("required", "/name"),
            ("unknown_field", "/is~1admin"),
            ("unknown_field", "/role"),
            ("wrong_type", "/age"),
            ("wrong_type", "/tags/1"),
        ];
        assert_eq!(found, expected);
        let age = issues.iter().find(|issue| issue.pointer == "/age").expect("one of them");
        assert_eq!(age.message.chinese, "类型不正确，应为整数");
    }

    #[test]
    fn a_body_that_is_no_object_is_one_misfit() {
        let issues = read::<Person>(br#" ["x"]"#).expect_err("no object");
        assert_eq!((issues.len(), &*issues[0].code, issues[0].pointer.as_str()), (1, "wrong_type", ""));
        assert_eq!(read::<Person>(br#"{"name":5}"#).expect_err("wrong").len(), 1);
    }
}
