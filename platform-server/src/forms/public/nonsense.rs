//! What looks made up: telephone numbers of one digit or of a row of digits, addresses at domains for tests.
//!
//! Source: RFC 2606 and RFC 6761 for the domains that nobody owns; the rest are the usual words of people in a hurry.

use engine_core::{entity::Entity, key::FieldKey, kinds::Kind, value::Value};
use indexmap::IndexMap;

/// Names of domains, and ends of them, that nobody has mail at.
const DOMAINS: [&str; 12] = [
    "example.com",
    "example.org",
    "example.net",
    "test.com",
    "test.cn",
    "aaa.com",
    "abc.com",
    "123.com",
    "asdf.com",
    "mailinator.com",
    "yopmail.com",
    "localhost",
];
const ENDS: [&str; 4] = [".test", ".example", ".invalid", ".localhost"];

/// Whether any telephone number or mail address among the values looks made up.
pub(super) fn found(entity: &Entity, values: &IndexMap<FieldKey, Value>) -> bool {
    values.iter().any(|(key, value)| match (entity.own_field(key.as_str()).map(|field| field.kind), value) {
        (Some(Kind::Phone), Value::Text(phone)) => phone_is(phone),
        (Some(Kind::Email), Value::Text(email)) => email_is(email),
        _ => false,
    })
}

fn phone_is(phone: &str) -> bool {
    let digits: Vec<u8> = phone.bytes().filter(u8::is_ascii_digit).collect();
    // The country's and the network's first digits are real even where somebody leans on a key.
    let tail = &digits[digits.len().saturating_sub(8)..];
    let step = |by: i16| tail.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by);
    digits.len() < 5 || step(0) || step(1) || step(-1)
}

fn email_is(email: &str) -> bool {
    let email = email.to_ascii_lowercase();
    let Some((name, domain)) = email.rsplit_once('@') else { return true };
    let first = domain.split('.').next().unwrap_or_default();
    DOMAINS.contains(&domain)
        || ENDS.iter().any(|end| domain.ends_with(end))
        || name == first && name.len() < 5
        || name.len() > 2 && name.bytes().all(|byte| Some(byte) == name.bytes().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_in_a_hurry_write_is_found() {
        for phone in
            ["11111111111", "13888888888", "12345678", "13812345678", "87654321", "+86 199 9999 9999", "110"]
        {
            assert!(phone_is(phone), "{phone}");
        }
        for phone in ["13800138000", "+8613912345670", "021-62345678", "0571 8765 4320", "18612349876"] {
            assert!(!phone_is(phone), "{phone}");
        }
        for email in
            ["test@test.com", "a@example.com", "qq@qq.com", "x@y.test", "aaaa@163.com", "li@MAILINATOR.com"]
        {
            assert!(email_is(email), "{email}");
        }
        for email in
            ["wang@qq.com", "zhang.san@corp.com.cn", "aa@163.com", "12345@qq.com", "info@info-world.cn"]
        {
            assert!(!email_is(email), "{email}");
        }
    }
}
