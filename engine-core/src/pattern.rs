//! Regular expressions in linear time: no look-around, no back-references, bounded size.
//!
//! Shape:  text → [`Regex`]; an author's pattern → [`spelt_out`], which the small engine of a page understands as well.
//!         With the feature `whole` the engine knows the classes of Unicode; without it, in a page, it knows ASCII alone
//!         and is given patterns whose classes are written out, so that both answer alike.
//! Source: DESIGN §4, docs/spec/definitions.md.

use crate::text::is_ideograph;

#[cfg(feature = "whole")]
pub(crate) use regex::{Captures, Error, Regex, RegexBuilder};
#[cfg(not(feature = "whole"))]
pub(crate) use regex_lite::{Captures, Error, Regex, RegexBuilder};

/// Largest compiled size of a pattern, in bytes: counted repeats of counted repeats are refused, not run.
#[cfg(feature = "whole")]
const LARGEST: usize = 1 << 19;
/// In a page a pattern that was accepted holds its classes in another form; it needs no second bound.
#[cfg(not(feature = "whole"))]
const LARGEST: usize = 1 << 24;

/// Compiles an author's pattern.
///
/// # Errors
/// When it is no pattern, or too large.
pub(crate) fn authored(pattern: &str) -> Result<Regex, Error> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(LARGEST);
    #[cfg(feature = "whole")]
    builder.dfa_size_limit(LARGEST);
    builder.build()
}

/// Compiles a formula's pattern.
pub(crate) fn bounded(pattern: &str, most: usize) -> Result<Regex, Error> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(most).nest_limit(32);
    #[cfg(feature = "whole")]
    builder.dfa_size_limit(most);
    builder.build()
}

/// Whether a pattern was refused for its size.
#[cfg(feature = "whole")]
pub(crate) fn too_large(error: &Error) -> bool {
    matches!(error, Error::CompiledTooBig(_))
}

/// The small engine tells its refusals by their words alone.
#[cfg(not(feature = "whole"))]
pub(crate) fn too_large(error: &Error) -> bool {
    error.to_string().contains("size limit")
}

/// Adds what matches a character in either case; said without a flag, so that both engines know the same cases.
pub(crate) fn any_case(c: char, expression: &mut String) {
    let mut cases = vec![c];
    for other in c.to_lowercase().chain(c.to_uppercase()).chain(c.to_uppercase().flat_map(char::to_lowercase))
    {
        if !cases.contains(&other) && alone(c) {
            cases.push(other);
        }
    }
    if cases.len() == 1 && (c.is_alphanumeric() || is_ideograph(c)) {
        expression.push(c);
        return;
    }
    expression.push('[');
    for case in cases {
        if case.is_ascii_punctuation() {
            expression.push('\\');
        }
        expression.push(case);
    }
    expression.push(']');
}

/// Whether a letter's other case is one letter, too: `ß` has none.
fn alone(c: char) -> bool {
    c.to_lowercase().count() == 1 && c.to_uppercase().count() == 1
}

/// The same pattern with every class and every letter without case written out, as the small engine reads it; absent when
/// it cannot be said there: word boundaries need the tables.
#[cfg(feature = "whole")]
pub fn spelt_out(pattern: &str) -> Option<String> {
    use regex_syntax::hir::Look;
    let read = regex_syntax::parse(pattern).ok()?;
    let looks = read.properties().look_set();
    let known =
        looks.iter().all(|look| matches!(look, Look::Start | Look::End | Look::StartLF | Look::EndLF));
    let mut text = String::new();
    regex_syntax::hir::print::Printer::new().print(&read, &mut text).ok()?;
    (known && regex_lite::RegexBuilder::new(&text).size_limit(1 << 24).build().is_ok()).then_some(text)
}

/// In a page every pattern is spelt out already.
#[cfg(not(feature = "whole"))]
pub fn spelt_out(pattern: &str) -> Option<String> {
    Some(pattern.to_owned())
}

#[cfg(all(test, feature = "whole"))]
mod tests {
    use super::*;

    #[test]
    fn spelt_out_a_pattern_means_the_same_to_the_small_engine() {
        let patterns = [
            r"^\p{Han}{2,4}$",
            r"^[A-Z]{2}\d+$",
            r"(?i)^stra(ß|ss)e\s\w*$",
            r"^(?:a|b)*?c.$",
            r"[^\p{L}\s]",
            r"(?m)^x$",
            r"^$",
            r"^(?P<year>\d{4})-(?P<month>\d\d)$",
        ];
        let texts = [
            "",
            "张三",
            "张三丰A",
            "AB12",
            "AB１２",
            "STRASSE é",
            "strasse\u{a0}",
            "ſtrasse _",
            "abac\u{1f600}",
            "abc\n",
            "y\nx\nz",
            "!",
            "a b",
            "2024-01",
            "٢٠٢٤-٠١",
        ];
        for pattern in patterns {
            let large = authored(pattern).expect("a pattern");
            let small =
                regex_lite::Regex::new(&spelt_out(pattern).expect("it can be said")).expect("a pattern");
            for text in texts {
                assert_eq!(small.is_match(text), large.is_match(text), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn what_the_small_engine_cannot_know_is_said() {
        assert_eq!(spelt_out(r"\bword\b"), None);
        assert_eq!(spelt_out("("), None);
    }
}
