//! Something wrong in a user's input or definition.
//!
//! Shape:  `Issue { code, pointer, message }`; the pointer is RFC 6901, the message is carried in both languages
//!         and chosen when it leaves the server.
//! Source: DESIGN §1; codes are listed in docs/spec/issues.md.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

/// A language a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The tag used in `labels` and `Accept-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// The first supported language of an `Accept-Language` header; Chinese when none is.
    pub fn from_header(header: &str) -> Language {
        for part in header.split(',') {
            let tag = part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if tag.starts_with("zh") {
                return Language::Chinese;
            }
            if tag.starts_with("en") {
                return Language::English;
            }
        }
        Language::Chinese
    }
}

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Simplified Chinese.
    pub chinese: Cow<'static, str>,
    /// English.
    pub english: Cow<'static, str>,
}

impl Message {
    /// A sentence in both languages.
    pub fn new(chinese: impl Into<Cow<'static, str>>, english: impl Into<Cow<'static, str>>) -> Message {
        Message { chinese: chinese.into(), english: english.into() }
    }

    /// The sentence in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }
}

/// Why a single value is refused; it becomes an [`Issue`] once its place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code.
    pub code: &'static str,
    /// What to do about it.
    pub message: Message,
}

impl Refusal {
    /// A refusal with its sentence in both languages.
    pub fn new(
        code: &'static str,
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Refusal {
        Refusal { code, message: Message::new(chinese, english) }
    }

    /// The same refusal at a place.
    pub fn at(self, pointer: impl Into<String>) -> Issue {
        Issue { code: self.code.into(), pointer: pointer.into(), message: self.message }
    }
}

/// Something wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Stable code, snake_case.
    pub code: Cow<'static, str>,
    /// RFC 6901 pointer into what was sent.
    pub pointer: String,
    /// One sentence that says how to do it right.
    pub message: Message,
}

impl Issue {
    /// An issue at a pointer.
    pub fn new(
        code: &'static str,
        pointer: impl Into<String>,
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Issue {
        Refusal::new(code, chinese, english).at(pointer)
    }

    /// The same issue with its pointer moved below `prefix`.
    pub fn below(mut self, prefix: &str) -> Issue {
        self.pointer.insert_str(0, prefix);
        self
    }

    /// The JSON form of the outside contract.
    pub fn to_json(&self, language: Language) -> Json {
        json!({ "code": self.code, "pointer": self.pointer, "message": self.message.get(language) })
    }
}

/// `segment` as one RFC 6901 reference token, with its leading slash.
pub fn token(segment: &str) -> String {
    format!("/{}", segment.replace('~', "~0").replace('/', "~1"))
}
