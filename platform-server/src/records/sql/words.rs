//! Full text: the words a record is found under, and the query for what somebody typed.
//!
//! Shape:  ideographs as overlapping pairs, letters and digits as runs, pinyin and its initials for short texts; both
//!         databases get the same words and positions.
//! Source: DESIGN §5 "Search is in the database".

use engine_core::text;

use crate::database::Dialect;

/// Between fields, so that no phrase matches across them.
const BREAK: &str = "zzbreakzz";

/// Longest text whose pinyin is indexed, in characters: names, not notes.
const LONGEST_PINYIN: usize = 40;

/// A name is also found by what follows its first characters, as `mingyuan` and `mykj` find 上海明远科技.
const MOST_STARTS: usize = 12;

/// Longest text indexed, in characters.
const LONGEST_TEXT: usize = 20_000;

/// The words of a record, in order.
pub fn index_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words = Vec::new();
    for piece in texts {
        if !words.is_empty() {
            words.push(BREAK.to_owned());
        }
        if piece.len() > LONGEST_TEXT {
            let cut: String = piece.chars().take(LONGEST_TEXT).collect();
            words.extend(text::search_words(&cut));
            continue;
        }
        words.extend(text::search_words(piece));
        if piece.chars().count() <= LONGEST_PINYIN {
            let syllables = text::syllables(piece);
            let starts = (0..syllables.len()).take(MOST_STARTS).map(|at| &syllables[at..]);
            for rest in starts.filter(|rest| rest.len() > 1 || syllables.len() == 1) {
                let initials: String = rest.iter().filter_map(|s| s.chars().next()).collect();
                words.extend([BREAK.to_owned(), rest.concat(), BREAK.to_owned(), initials]);
            }
        }
    }
    words
}

/// The indexed form: a line of words for FTS5, a `tsvector` literal for PostgreSQL.
pub fn document(dialect: Dialect, words: &[String]) -> String {
    match dialect {
        Dialect::Sqlite => words.join(" "),
        Dialect::Postgres => {
            let mut literal = String::new();
            for (i, word) in words.iter().enumerate().take(16_000) {
                let word: String = word.chars().take(200).collect();
                literal.push_str(&format!("'{word}':{} ", i + 1));
            }
            literal
        }
    }
}

/// The query for what somebody typed: every term must be found, ideographs as a phrase, letters by prefix.
/// `None` when nothing searchable was typed.
pub fn query(dialect: Dialect, typed: &str) -> Option<String> {
    let terms: Vec<String> =
        typed.split_whitespace().take(16).filter_map(|term| term_query(dialect, term)).collect();
    (!terms.is_empty()).then(|| terms.join(if dialect == Dialect::Sqlite { " AND " } else { " & " }))
}

fn term_query(dialect: Dialect, term: &str) -> Option<String> {
    let words = phrase(term);
    let (last, before) = words.split_last()?;
    let prefix = last.chars().count() == 1 || !last.chars().any(text::is_ideograph);
    match dialect {
        Dialect::Sqlite => {
            let mut quoted: Vec<&str> = before.iter().map(String::as_str).collect();
            quoted.push(last);
            Some(format!("\"{}\"{}", quoted.join(" "), if prefix { "*" } else { "" }))
        }
        Dialect::Postgres => {
            let mut parts: Vec<String> = before.iter().map(|w| format!("'{w}'")).collect();
            parts.push(format!("'{last}'{}", if prefix { ":*" } else { "" }));
            Some(format!("({})", parts.join(" <-> ")))
        }
    }
}

/// The words of a query term: as indexed, without the single ideograph that ends a run of two or more, since the text
/// may go on after it.
fn phrase(term: &str) -> Vec<String> {
    let mut words = text::search_words(term);
    if words.len() > 1
        && words.last().is_some_and(|w| w.chars().count() == 1 && w.chars().all(text::is_ideograph))
        && words[words.len() - 2].chars().count() == 2
    {
        words.pop();
    }
    words
}

/// The query that finds every text holding a folded part, when full text can tell: two or more ideographs and
/// nothing else.
pub fn substring(dialect: Dialect, folded: &str) -> Option<String> {
    let ideographs = folded.chars().all(text::is_ideograph);
    (ideographs && folded.chars().count() >= 2).then(|| term_query(dialect, folded))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_a_phrase_and_letters_are_prefixes() {
        assert_eq!(query(Dialect::Sqlite, "明远恒").as_deref(), Some("\"明远 远恒\""));
        assert_eq!(query(Dialect::Sqlite, "明 abc").as_deref(), Some("\"明\"* AND \"abc\"*"));
        assert_eq!(query(Dialect::Postgres, "明远恒 A1").as_deref(), Some("('明远' <-> '远恒') & ('a1':*)"));
        assert_eq!(query(Dialect::Sqlite, "\" ' *"), None);
        assert_eq!(query(Dialect::Postgres, "a'b\\:*").as_deref(), Some("('a' <-> 'b':*)"));
    }

    #[test]
    fn fields_do_not_run_together() {
        let words = index_words(["上海", "北京"]);
        assert!(words.windows(2).all(|w| w != ["海", "北京"]), "{words:?}");
        assert!(words.contains(&"sh".to_owned()) && words.contains(&"beijing".to_owned()));
    }
}
