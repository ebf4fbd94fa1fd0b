//! What may be written about a person: each check normalises a value or adds an issue.

use std::borrow::Cow;

use engine_core::{
    issue::{Issue, Language},
    key::DefinitionKey,
    kinds::{normal_email, normal_phone},
    text,
};
use unicode_normalization::UnicodeNormalization as _;

/// An issue at a pointer; a shorter spelling for this folder.
pub(super) fn issue(
    code: &'static str,
    pointer: impl Into<String>,
    chinese: impl Into<Cow<'static, str>>,
    english: impl Into<Cow<'static, str>>,
) -> Issue {
    Issue::new(code, pointer, chinese, english)
}

/// The form in which names to sign in with are compared: NFKC, lower case, trimmed.
pub fn fold(name: &str) -> String {
    text::fold(&text::normal(name).nfkc().collect::<String>())
}

/// A user name: 2 to 64 letters of any script, digits and `. _ - @`, without white space.
pub fn username(given: &str, pointer: &str, issues: &mut Vec<Issue>) -> String {
    let name: String = text::normal(given).nfkc().collect();
    let fits = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
    if !(2..=64).contains(&name.chars().count()) || !fits {
        issues.push(issue(
            "bad_username",
            pointer,
            "用户名为 2 到 64 个文字、数字或 . _ - @",
            "A user name has 2 to 64 letters, digits or . _ - @",
        ));
    }
    name
}

/// A name that people read: 1 to 100 characters on one line.
pub fn name(given: &str, pointer: &str, issues: &mut Vec<Issue>) -> String {
    let name = text::normal(given);
    if name.is_empty() {
        issues.push(issue("required", pointer, "请填写名称", "Enter a name"));
    } else if name.chars().count() > 100 || name.chars().any(char::is_control) {
        issues.push(issue(
            "bad_name",
            pointer,
            "名称最多 100 个字，写在一行内",
            "A name has at most 100 characters on one line",
        ));
    }
    name
}

/// A phone number in its normal form; blank is none.
pub fn phone(given: &str, pointer: &str, issues: &mut Vec<Issue>) -> Option<String> {
    let written = text::half_width(&text::normal(given));
    if written.is_empty() {
        return None;
    }
    let normal = normal_phone(&written);
    if normal.is_none() {
        issues.push(issue(
            "bad_phone",
            pointer,
            "请填写电话号码，如 13812345678",
            "Enter a telephone number such as 13812345678",
        ));
    }
    normal
}

/// An e-mail address, folded; blank is none.
pub fn email(given: &str, pointer: &str, issues: &mut Vec<Issue>) -> Option<String> {
    let written = text::half_width(&text::normal(given));
    if written.is_empty() {
        return None;
    }
    let normal = normal_email(&written).map(|address| fold(&address));
    if normal.is_none() {
        issues.push(issue(
            "bad_email",
            pointer,
            "请填写邮箱地址，如 name@example.com",
            "Enter an e-mail address such as name@example.com",
        ));
    }
    normal
}

/// A language we speak.
pub fn locale(given: &str, pointer: &str, issues: &mut Vec<Issue>) -> String {
    let known = [Language::Chinese, Language::English].into_iter().any(|language| language.tag() == given);
    if !known {
        issues.push(issue(
            "unknown_option",
            pointer,
            "语言只能是 zh-CN 或 en",
            "The language is zh-CN or en",
        ));
    }
    given.to_owned()
}

/// Role keys, each once.
pub fn roles(given: &[String], pointer: &str, issues: &mut Vec<Issue>) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for (index, key) in given.iter().enumerate() {
        match DefinitionKey::parse(key) {
            Ok(key) if !roles.iter().any(|known| known == key.as_str()) => roles.push(key.to_string()),
            Ok(_) => {}
            Err(bad) => {
                issues.push(issue("bad_key", format!("{pointer}/{index}"), bad.chinese(), bad.to_string()));
            }
        }
    }
    roles
}

/// What a person is found by: name, its pinyin and initials, and the user name.
pub fn search_text(name: &str, username: &str) -> String {
    let (full, initials) = text::pinyin(name).unwrap_or_default();
    format!("{} {full} {initials} {}", text::fold(name), fold(username))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_fold() {
        assert_eq!(fold(" ＬｉＨｕａ "), "lihua");
        let mut issues = Vec::new();
        assert_eq!(username("王.小明", "/username", &mut issues), "王.小明");
        assert!(issues.is_empty());
        for bad in ["a", "a b", "a/b", "a\u{200d}b", ""] {
            let mut issues = Vec::new();
            username(bad, "/username", &mut issues);
            assert_eq!(issues.len(), 1, "{bad:?}");
        }
    }

    #[test]
    fn people_are_found_by_pinyin() {
        let text = search_text("李华", "LH1");
        assert!(
            text.contains("lihua") && text.contains("lh ") && text.contains("lh1") && text.contains("李华")
        );
    }

    #[test]
    fn phones_and_addresses_are_normalised() {
        let mut issues = Vec::new();
        assert_eq!(phone("+86 138-1234-5678", "/phone", &mut issues).as_deref(), Some("13812345678"));
        assert_eq!(phone("  ", "/phone", &mut issues), None);
        assert_eq!(email("Li.Hua@Example.COM", "/email", &mut issues).as_deref(), Some("li.hua@example.com"));
        assert!(issues.is_empty());
        assert_eq!(phone("no phone", "/phone", &mut issues), None);
        assert_eq!(issues.len(), 1);
    }
}
