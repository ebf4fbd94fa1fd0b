//! Something wrong in a formula's text.
//!
//! Shape:  `FormulaIssue { code, message, start, end }`.
//! Units:  positions count characters of the text.
//! Source: docs/spec/formulas.md §7, where the codes are listed.

use super::tree::Span;
use crate::issue::Message;

/// A mistake of the formula's author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaIssue {
    /// Stable name, such as `unknown_function`.
    pub code: &'static str,
    /// What is wrong and how to do it right.
    pub message: Message,
    /// First character.
    pub start: u32,
    /// The one after the last.
    pub end: u32,
}

impl FormulaIssue {
    /// An issue at a span.
    pub fn new(
        code: &'static str,
        at: Span,
        chinese: impl Into<String>,
        english: impl Into<String>,
    ) -> FormulaIssue {
        FormulaIssue { code, message: Message::new(chinese.into(), english.into()), start: at.0, end: at.1 }
    }

    /// As in answers of the API.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "code": self.code,
            "message": {"zh-CN": self.message.chinese, "en": self.message.english},
            "start": self.start,
            "end": self.end,
        })
    }
}
