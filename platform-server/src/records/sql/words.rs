//! Full text: the words a record is found under, and the query for what somebody typed.
//!
//! Shape:  ideographs as overlapping pairs, letters and digits as runs, pinyin and its initials for short texts; both
//!         databases get the same words and positions.
//! Source: DESIGN §5 "Search is in the database".

use std::fmt::Write as _;

use engine_core::text;

use crate::database::Dialect;

/// Between fields, so that no phrase matches across them.
const BREAK: &str = "zzbreakzz";

/// Longest text whose pinyin is indexed, in characters: names, not notes.
const LONGEST_PINYIN: usize = 40;

/// A name is also found by what follows its first characters, as `mingyuan` and `mykj` find 上海明远科技有限公司; not by
/// what begins inside the legal form, which thousands share and nobody looks for.
const MOST_STARTS: usize = 12;

/// Positions that a `tsvector` knows apart, about.
const MOST_POSITIONS: usize = 16_000;

/// Longest word that PostgreSQL keeps, in characters.
const LONGEST_WORD: usize = 200;

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
            let told = text::syllables(text::before_legal_form(piece)).len();
            let starts = (0..told).take(MOST_STARTS).map(|at| &syllables[at..]);
            if !syllables.is_empty() {
                words.push(BREAK.to_owned());
            }
            for rest in starts.filter(|rest| rest.len() > 1 || syllables.len() == 1) {
                let initials: String = rest.iter().filter_map(|s| s.chars().next()).collect();
                words.extend([rest.concat(), initials]);
            }
        }
    }
    words
}

/// The indexed form: a line of words for FTS5, a `tsvector` literal for PostgreSQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    text: String,
    words: usize,
}

impl Document {
    /// Of some words, in order.
    pub fn of(dialect: Dialect, words: &[String]) -> Document {
        let mut document = Document::default();
        document.add(dialect, words);
        document
    }

    /// Adds the words of another text.
    pub fn add(&mut self, dialect: Dialect, words: &[String]) {
        let apart = (self.words > 0 && !words.is_empty()).then_some(BREAK);
        for word in apart.into_iter().chain(words.iter().map(String::as_str)) {
            self.words += 1;
            match dialect {
                Dialect::Sqlite => {
                    if self.words > 1 {
                        self.text.push(' ');
                    }
                    self.text.push_str(word);
                }
                Dialect::Postgres if self.words > MOST_POSITIONS => return,
                Dialect::Postgres => {
                    let word: String = word.chars().take(LONGEST_WORD).collect();
                    write!(self.text, "'{word}':{} ", self.words).expect("writing to a string cannot fail");
                }
            }
        }
    }

    /// As it is bound.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, by value.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Whether there is a word in it.
    pub fn is_empty(&self) -> bool {
        self.words == 0
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

    #[test]
    fn pinyin_begins_anywhere_but_in_the_legal_form() {
        let words = index_words(["明远科技有限公司"]);
        for found in ["mingyuankejiyouxiangongsi", "kejiyouxiangongsi", "jyxgs"] {
            assert!(words.iter().any(|word| word == found), "{found} is not among {words:?}");
        }
        for shared in ["youxiangongsi", "yxgs", "gongsi", "gs"] {
            assert!(!words.iter().any(|word| word == shared), "{shared} is among {words:?}");
        }
        assert!(index_words(["有限公司"]).contains(&"yxgs".to_owned()));
    }
}
