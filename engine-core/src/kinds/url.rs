//! A web address.
//!
//! Shape:  `http://` or `https://`, a host, and what follows; no user name or password in it. Characters beyond ASCII
//!         after the host are percent-encoded, as browsers send them, so that the standard format `uri` holds.

use std::{fmt::Write as _, sync::LazyLock};

use crate::pattern::Regex;
use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `url`.
pub(super) struct Url;

const NORMAL: &str = concat!(
    "^https?://[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:[0-9]{1,5})?",
    "(/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?",
    "(\\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    "(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$",
);
/// Longest address.
const LONGEST: u32 = 2_000;

impl Rules for Url {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::text::TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::address(field, LONGEST, "uri", pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        super::text::address_schema(field, LONGEST, "uri", NORMAL)
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::normal(super::string(json, Kind::Url)?);
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        normal(&given).map(Value::Text).ok_or_else(|| {
            Refusal::new(
                "bad_url",
                "请填写网址，以 http:// 或 https:// 开头",
                "give a web address that starts with http:// or https://",
            )
        })
    }

    /// People leave the scheme out: `www.example.cn` is `http://www.example.cn`, which sites lead on from.
    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let given = text::normal(text);
        let bare = !given.contains("://") && given.contains('.') && !given.contains(['@', ' ']);
        self.read(field, &Json::String(if bare { format!("http://{given}") } else { given }))
    }
}

fn normal(given: &str) -> Option<String> {
    static SHAPE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(NORMAL).expect("a constant pattern compiles"));
    let (scheme, rest) = given.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let mut address = format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    for c in path.chars() {
        if c.is_ascii()
            && !matches!(c, ' ' | '"' | '<' | '>' | '[' | ']' | '\\' | '^' | '`' | '{' | '|' | '}')
        {
            address.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(address, "%{byte:02X}").ok()?;
            }
        }
    }
    (address.len() <= LONGEST as usize && SHAPE.is_match(&address)).then_some(address)
}
