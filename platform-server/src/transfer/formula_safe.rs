//! Text that a spreadsheet program would run as a formula when it opens a CSV file.
//!
//! Shape:  `add` puts one `'` before text that starts with `= + - @ TAB CR LF` or a full-width form of them, after any
//!         `'` already there; `remove` takes one away again. `remove(add(text)) == text` for every text.
//! Source: OWASP ASVS 5 §1.2.10.

use std::borrow::Cow;

const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The text as a CSV cell that no program takes for a formula.
pub fn add(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that `add` was given; other text is left as it is.
pub fn remove(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_come_back() {
        for text in [
            "=1+1",
            "+8613800000000",
            "-5",
            "@SUM(A1)",
            "\tx",
            "\r=1",
            "\n",
            "＝1",
            "＋",
            "－",
            "＠",
            "'=1",
            "''-1",
        ] {
            assert!(add(text).starts_with('\''), "{text:?}");
            assert_eq!(remove(&add(text)), text);
        }
        for text in ["", "a=1", "'", "'a", "12", "上海", " =1"] {
            assert_eq!(add(text), text);
            assert_eq!(remove(text), text);
        }
    }
}
