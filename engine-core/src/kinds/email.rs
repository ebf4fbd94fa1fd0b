//! An e-mail address.

use std::sync::LazyLock;

use crate::pattern::Regex;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `email`.
pub(super) struct Email;

/// Words of letters, digits and marks joined by dots, `@`, and a host in lower case; 64, 63 and 254 bytes at most, as
/// RFC 5321 §4.5.3.1 has them.
const NORMAL: &str = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$";
/// Longest address.
const LONGEST: u32 = 254;
/// Longest part before `@`.
const LONGEST_LOCAL: usize = 64;

impl Rules for Email {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::text::TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::address(field, LONGEST, "email", pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let mut schema = super::text::text_schema(field, LONGEST);
        // Not `format`: validators disagree about it, and some refuse hosts without a dot, which RFC 5321 §4.1.2 has.
        schema.insert("pattern".into(), NORMAL.into());
        schema.insert("not".into(), json!({ "pattern": format!("^[^@]{{{},}}", LONGEST_LOCAL + 1) }));
        schema
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::Email)?));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        normal(&given).map(Value::Text).ok_or_else(|| {
            Refusal::new(
                "bad_email",
                "请填写邮箱地址，如 name@example.com",
                "give an e-mail address such as name@example.com",
            )
        })
    }
}

/// The normal form of an address, if it is one.
pub fn normal(given: &str) -> Option<String> {
    static SHAPE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(NORMAL).expect("a constant pattern compiles"));
    let given = given.strip_prefix("mailto:").unwrap_or(given).replace('。', ".");
    let (local, host) = given.rsplit_once('@')?;
    let address = format!("{}@{}", local.trim_end(), host.trim_start().to_ascii_lowercase());
    let short = address.len() <= LONGEST as usize && local.len() <= LONGEST_LOCAL;
    (short && SHAPE.is_match(&address)).then_some(address)
}
