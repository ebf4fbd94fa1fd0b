//! What is wrong with the parameters of an address, all of it.
//!
//! Shape:  the text after the question mark → issues whose pointers name the parameters. As with bodies, a misfit is
//!         taken out and the rest read again.

use axum::extract::Query;
use axum::http::Uri;
use engine_core::issue::{Issue, token};
use serde::de::DeserializeOwned;

/// How a parameter says that it should have been JSON.
pub const NO_JSON: &str = "this is no JSON";

/// Everything that keeps `query` from being a `T`.
pub(super) fn misfits<T: DeserializeOwned>(query: &str) -> Vec<Issue> {
    let mut pieces: Vec<&str> = query.split('&').filter(|piece| !piece.is_empty()).collect();
    let mut issues: Vec<Issue> = Vec::new();
    while let Err(said) = read::<T>(&pieces.join("&")) {
        let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(&said);
        let named = said.split('`').nth(1).unwrap_or_default();
        let about =
            |key: &str| key == named || said.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        let fits = |piece: &&str| about(&key_of(piece));
        let place = match said.contains("duplicate field") {
            true => pieces.iter().rposition(fits),
            false => pieces.iter().position(fits),
        };
        let key = place.map_or_else(|| named.to_owned(), |at| key_of(pieces[at]));
        issues.push(issue(said, &key));
        match place {
            Some(at) => drop(pieces.remove(at)),
            None => break,
        }
    }
    issues
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, String> {
    let uri: Uri = format!("/?{query}").parse().map_err(|_| String::new())?;
    Query::<T>::try_from_uri(&uri).map(|Query(value)| value).map_err(|rejection| rejection.body_text())
}

/// The name of a parameter, decoded.
fn key_of(piece: &str) -> String {
    let pairs: Vec<(String, String)> = read(piece).unwrap_or_default();
    pairs.into_iter().next().map_or_else(String::new, |(key, _)| key)
}

fn issue(said: &str, key: &str) -> Issue {
    let (code, chinese, english) = if said.contains("unknown field") {
        ("unknown_field", format!("没有参数“{key}”"), format!("there is no parameter `{key}`"))
    } else if said.contains("missing field") {
        ("required", format!("请给出参数“{key}”"), format!("give the parameter `{key}`"))
    } else if said.contains("duplicate field") {
        ("duplicate_key", format!("参数“{key}”只能给一次"), format!("give the parameter `{key}` once"))
    } else if said.contains(NO_JSON) {
        ("bad_filter", format!("参数“{key}”应为 JSON"), format!("the parameter `{key}` must be JSON"))
    } else if said.contains("UUID") {
        ("bad_id", format!("参数“{key}”不是有效的编号"), format!("the parameter `{key}` is not an id"))
    } else {
        let (chinese, english) = if said.contains("true") {
            ("应为 true 或 false", "is `true` or `false`")
        } else if said.contains("digit") || said.contains("integer") || said.contains("number") {
            ("应为范围内的整数", "is a whole number within its range")
        } else {
            ("的内容不正确", "is not right")
        };
        ("wrong_type", format!("参数“{key}”{chinese}"), format!("the parameter `{key}` {english}"))
    };
    Issue::new(code, token(key), chinese, english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is used")]
    struct Wanted {
        limit: Option<u32>,
        deleted: Option<bool>,
        department: Option<uuid::Uuid>,
        q: String,
    }

    #[test]
    fn every_parameter_is_named() {
        let found =
            misfits::<Wanted>("limit=many&deleted=maybe&department=x&%E5%90%8D=1&limit=2&limit=3&a/b=1");
        let mut named: Vec<(&str, &str)> = found.iter().map(|i| (i.pointer.as_str(), &*i.code)).collect();
        named.sort_unstable();
        let expected = [
            ("/a~1b", "unknown_field"),
            ("/deleted", "wrong_type"),
            ("/department", "bad_id"),
            ("/limit", "duplicate_key"),
            ("/limit", "wrong_type"),
            ("/q", "required"),
            ("/名", "unknown_field"),
        ];
        assert_eq!(named, expected);
        assert!(found.iter().all(|i| !i.message.english.contains("deserialize")), "{found:?}");
        assert_eq!(misfits::<Wanted>("q=1"), []);
    }
}
