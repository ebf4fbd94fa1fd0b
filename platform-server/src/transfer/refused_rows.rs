//! The column that says why a row was refused, in the file that a person corrects and uploads again.

use engine_core::issue::Language;

/// What stands above it.
pub fn reason_header(language: Language) -> &'static str {
    match language {
        Language::Chinese => "导入失败原因",
        Language::English => "Why it was refused",
    }
}

/// Whether a column is the one of an earlier import; it is ignored.
pub fn is_reason(header: &str) -> bool {
    [Language::Chinese, Language::English].iter().any(|language| header.trim() == reason_header(*language))
}
