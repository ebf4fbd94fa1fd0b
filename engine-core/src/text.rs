//! Text as people type it: normal form, width and case, pinyin, bigrams.
//!
//! Shape:  text → text. Without the feature `whole`, in a page, the page itself composes characters ([`compose_with`])
//!         and nothing has a sound.
//! Source: DESIGN §5 "Blank and order", "Search is in the database".

#[cfg(not(feature = "whole"))]
use std::sync::OnceLock;

/// NFC without surrounding white space (no-break and full-width spaces included) and without NUL.
pub fn normal(text: &str) -> String {
    let trimmed =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
    if trimmed.is_ascii() && !trimmed.contains('\0') {
        return trimmed.to_owned();
    }
    composed(trimmed.chars().filter(|c| *c != '\0'))
}

#[cfg(feature = "whole")]
fn composed(characters: impl Iterator<Item = char>) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    characters.nfc().collect()
}

#[cfg(not(feature = "whole"))]
fn composed(characters: impl Iterator<Item = char>) -> String {
    let text: String = characters.collect();
    // Latin letters without marks, and ideographs, are composed as they are; most texts are nothing else.
    let plain = text
        .chars()
        .all(|c| matches!(c, '\0'..='\u{2ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}'));
    match COMPOSE.get() {
        Some(compose) if !plain => compose(&text),
        _ => text,
    }
}

#[cfg(not(feature = "whole"))]
static COMPOSE: OnceLock<fn(&str) -> String> = OnceLock::new();

/// Hands over what gives a text its normal form C, once.
#[cfg(not(feature = "whole"))]
pub fn compose_with(compose: fn(&str) -> String) {
    COMPOSE.get_or_init(|| compose);
}

/// The sound of an ideograph, such as `bei`; nothing else has one.
#[cfg(feature = "whole")]
pub fn sound(c: char) -> Option<&'static str> {
    use pinyin::ToPinyin as _;
    c.to_pinyin().map(|reading| reading.plain())
}

/// Without the tables nothing has a sound.
#[cfg(not(feature = "whole"))]
pub fn sound(_: char) -> Option<&'static str> {
    None
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
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().map(half_width_character) {
        match c {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            // Ideographs have no case, and asking for it takes longer than all the rest.
            c if is_ideograph(c) => folded.push(c),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// Legal forms at the end of a Chinese company's name, longest first.
const COMPANY_FORMS: [&str; 7] =
    ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "总公司", "集团", "公司"];
/// The same as English words.
const COMPANY_WORDS: [&str; 9] =
    ["co", "company", "corp", "corporation", "inc", "limited", "ltd", "llc", "group"];
/// What stands in brackets inside a company's name without telling it from another: where it is registered, legal forms.
const COMPANY_BRACKETS: &str = " 中国 集团 有限合伙 普通合伙 特殊普通合伙 个体工商户 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 \
    安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广州 深圳 东莞 佛山 \
    珠海 南京 苏州 无锡 常州 杭州 宁波 温州 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 成都 昆明 西安 沈阳 大连 长春 哈尔滨 石家庄 太原 ";

/// The form under which two spellings of one company are the same: folded, without white space and marks, without the
/// legal form and without a place in brackets. `上海明远科技有限公司` and `上海明远科技(中国)股份有限公司 ` agree;
/// a text that is nothing but a legal form keeps it.
pub fn company_key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<String> = Vec::new();
    let mut rest = folded.as_str();
    while let Some((before, after)) = rest.split_once(['(', '[', '【', '〔']) {
        let Some((inside, behind)) = after.split_once([')', ']', '】', '〕']) else { break };
        words.extend(company_words(before));
        if !COMPANY_BRACKETS.contains(&format!(" {} ", inside.trim().trim_end_matches(['省', '市']))) {
            words.extend(company_words(inside));
        }
        rest = behind;
    }
    words.extend(company_words(rest));
    while words.len() > 1 && words.last().is_some_and(|word| COMPANY_WORDS.contains(&word.as_str())) {
        words.pop();
    }
    let whole = words.concat();
    let key = before_legal_form(&whole);
    if key.is_empty() { folded } else { key.to_owned() }
}

/// What stands before the legal form at the end of a Chinese company's name, `上海明远科技` of `上海明远科技有限公司`; a text
/// that is nothing but a form stays.
pub fn before_legal_form(name: &str) -> &str {
    let mut before = name;
    while let Some(shorter) =
        COMPANY_FORMS.iter().find_map(|form| before.strip_suffix(form)).filter(|rest| !rest.is_empty())
    {
        before = shorter;
    }
    before
}

/// Runs of letters, digits and ideographs.
fn company_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned)
}

/// Whether a character is written without spaces between words.
pub fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af | 0x3040..=0x30ff | 0xac00..=0xd7af)
}

/// The key by which Chinese sorts: pinyin with tone for ideographs, the folded character for the rest, then the text
/// itself so that the order is total.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match sound(c) {
            Some(reading) => {
                key.push_str(reading);
                key.push(' ');
            }
            None => key.extend(half_width_character(c).to_lowercase()),
        }
    }
    key
}

/// The pinyin of a text without spaces, and its initials, for search: `("beijing", "bj")`. `None` without ideographs.
pub fn pinyin(text: &str) -> Option<(String, String)> {
    let (mut full, mut initials) = (String::new(), String::new());
    for reading in text.chars().filter_map(sound) {
        full.push_str(reading);
        initials.extend(reading.chars().next());
    }
    (!full.is_empty()).then_some((full, initials))
}

/// The syllables of the ideographs of a text, in order: `["bei", "jing"]`.
pub fn syllables(text: &str) -> Vec<&'static str> {
    text.chars().filter_map(sound).collect()
}

/// A key for what people call something: pinyin by syllables and Latin words, joined by `_`, at most 40 characters;
/// `None` when nothing of it can be spelt so.
pub fn key_of(label: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in fold(label).chars() {
        if let Some(reading) = sound(c) {
            words.push(reading.replace('ü', "v"));
            open = false;
        } else if c.is_ascii_alphanumeric() {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push(c),
                None => words.push(c.into()),
            }
            open = true;
        } else {
            open = false;
        }
    }
    let mut key = String::new();
    for word in words.into_iter().skip_while(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        if key.len() + word.len() >= 40 {
            break;
        }
        if !key.is_empty() {
            key.push('_');
        }
        key.push_str(&word);
    }
    (!key.is_empty()).then_some(key)
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
    fn one_company_has_one_key() {
        for name in [
            "上海明远科技有限公司",
            "上海明远科技股份有限公司",
            " 上海明远科技 ",
            "上海明远科技(中国)有限公司",
            "上海明远科技（上海）有限公司",
            "上海明远科技集团有限公司",
            "上海明远科技有限责任公司",
        ] {
            assert_eq!(company_key(name), "上海明远科技", "{name}");
        }
        assert_eq!(company_key("ＡＢＣ Trading Co., Ltd."), company_key("abc trading"));
        assert_ne!(company_key("平安(财险)"), company_key("平安(寿险)"));
        assert_eq!(company_key("有限公司"), "有限公司");
        assert_eq!(company_key("张三"), "张三");
        assert_eq!(company_key("Inc"), "inc");
        assert_eq!(company_key("(中国)"), "(中国)");
    }

    #[test]
    fn chinese_is_cut_into_pairs() {
        assert_eq!(search_words("明远科技 A12"), ["明远", "远科", "科技", "技", "a12"]);
        assert_eq!(search_words("A公司"), ["a", "公司", "司"]);
    }

    #[test]
    fn keys_are_spelt_in_pinyin() {
        let spelt = |label| key_of(label).unwrap_or_default();
        assert_eq!(spelt("客户名称"), "ke_hu_ming_cheng");
        assert_eq!(spelt("QQ号（备用）"), "qq_hao_bei_yong");
        assert_eq!(spelt("Net weight"), "net_weight");
        assert_eq!(spelt("2026年目标"), "nian_mu_biao");
        assert_eq!(spelt("女儿"), "nv_er");
        assert_eq!(key_of("——！"), None);
        assert!(spelt(&"很长的名称".repeat(10)).len() <= 40);
    }

    #[test]
    fn chinese_sorts_by_pinyin() {
        let mut names = ["张三", "李四", "阿里", "Baidu"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["阿里", "Baidu", "李四", "张三"]);
        assert_eq!(pinyin("北京A"), Some(("beijing".into(), "bj".into())));
    }
}
