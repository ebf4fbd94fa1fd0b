//! Text as people type it: normal form, width and case, pinyin, bigrams.
//!
//! Source: DESIGN §5 "Blank and order", "Search is in the database".

use unicode_normalization::UnicodeNormalization as _;

/// NFC without surrounding white space (no-break and full-width spaces included) and without NUL.
pub fn normal(text: &str) -> String {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
    if trimmed.is_ascii() && !trimmed.contains('\0') {
        return trimmed.to_owned();
    }
    trimmed.chars().filter(|c| *c != '\0').nfc().collect()
}

/// Full-width ASCII variants and the ideographic space become their half-width forms.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_character).collect()
}

fn half_width_character(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The form that `contains`, search and duplicate rules compare: half width, lower case.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(half_width_character).flat_map(char::to_lowercase).collect()
}

/// Whether a character is written without spaces between words.
pub fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af | 0x3040..=0x30ff | 0xac00..=0xd7af)
}

/// The key by which Chinese sorts: pinyin with tone for ideographs, the folded character for the rest, then the text
/// itself so that the order is total.
pub fn sort_key(text: &str) -> String {
    use pinyin::ToPinyin as _;
    let mut key = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin() {
            Some(reading) => {
                key.push_str(reading.plain());
                key.push(' ');
            }
            None => key.extend(half_width_character(c).to_lowercase()),
        }
    }
    key
}

/// The pinyin of a text without spaces, and its initials, for search: `("beijing", "bj")`. `None` without ideographs.
pub fn pinyin(text: &str) -> Option<(String, String)> {
    use pinyin::ToPinyin as _;
    let (mut full, mut initials) = (String::new(), String::new());
    for reading in text.to_pinyin().flatten() {
        full.push_str(reading.plain());
        initials.extend(reading.plain().chars().next());
    }
    (!full.is_empty()).then_some((full, initials))
}

/// The words under which a text is found, in order: overlapping pairs of ideographs, and runs of letters or digits
/// whole. A last ideograph stands alone so that one-character queries match by prefix.
pub fn search_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    let mut run = String::new();
    let mut previous: Option<char> = None;
    for c in folded.chars() {
        if is_ideograph(c) {
            flush(&mut run, &mut words);
            if let Some(p) = previous {
                words.push([p, c].iter().collect());
            }
            previous = Some(c);
        } else {
            if let Some(p) = previous.take() {
                words.push(p.to_string());
            }
            if c.is_alphanumeric() {
                run.push(c);
            } else {
                flush(&mut run, &mut words);
            }
        }
    }
    words.extend(previous.map(String::from));
    flush(&mut run, &mut words);
    words
}

fn flush(run: &mut String, words: &mut Vec<String>) {
    if !run.is_empty() {
        words.push(std::mem::take(run));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_and_width() {
        assert_eq!(fold("ＡＢｃ１"), "abc1");
        assert_eq!(normal("\u{3000} 上海\u{a0}\u{feff}"), "上海");
        assert_eq!(normal("e\u{301}"), "é");
    }

    #[test]
    fn chinese_is_cut_into_pairs() {
        assert_eq!(search_words("明远科技 A12"), ["明远", "远科", "科技", "技", "a12"]);
        assert_eq!(search_words("A公司"), ["a", "公司", "司"]);
    }

    #[test]
    fn chinese_sorts_by_pinyin() {
        let mut names = ["张三", "李四", "阿里", "Baidu"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["阿里", "Baidu", "李四", "张三"]);
        assert_eq!(pinyin("北京A"), Some(("beijing".into(), "bj".into())));
    }
}
