//! The column that says why a row was left out, in the file that a person corrects and uploads again.

use engine_core::issue::Language;

/// Rows that an import leaves out and gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Something is wrong with them.
    Refused,
    /// They repeat an earlier row or a record.
    Duplicate,
}

impl LeftOut {
    /// Every such kind.
    pub const ALL: [LeftOut; 2] = [LeftOut::Refused, LeftOut::Duplicate];

    /// The word of the outside contract for the state of such rows.
    pub fn state(self) -> &'static str {
        match self {
            LeftOut::Refused => "refused",
            LeftOut::Duplicate => "duplicate",
        }
    }

    /// What the sheet is called.
    pub fn sheet(self, language: Language) -> &'static str {
        match (self, language) {
            (LeftOut::Refused, Language::Chinese) => "待修正",
            (LeftOut::Refused, Language::English) => "To correct",
            (LeftOut::Duplicate, Language::Chinese) => "疑似重复",
            (LeftOut::Duplicate, Language::English) => "Duplicates",
        }
    }

    /// What stands above the reasons.
    pub fn reason_header(self, language: Language) -> &'static str {
        match (self, language) {
            (LeftOut::Refused, Language::Chinese) => "导入失败原因",
            (LeftOut::Refused, Language::English) => "Why it was refused",
            (LeftOut::Duplicate, Language::Chinese) => "疑似重复原因",
            (LeftOut::Duplicate, Language::English) => "What it repeats",
        }
    }
}

/// Whether a column is the one of an earlier import; it is ignored.
pub fn is_reason(header: &str) -> bool {
    let languages = [Language::Chinese, Language::English];
    let mut headers = LeftOut::ALL
        .into_iter()
        .flat_map(|left_out| languages.map(|language| left_out.reason_header(language)));
    headers.any(|reason| header.trim() == reason)
}
