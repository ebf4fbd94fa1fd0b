//! Text.
//!
//! Units:  positions and lengths count characters (Unicode scalar values), from 1.
//! Source: docs/spec/formulas.md §9 "Text".

use super::arguments::{Growing, list, text};
use super::{
    Arguments, BOOLEAN, Function, MANY, NUMBER, Outcome, Parameter as P, Returns, Run, TEXT, regular,
};
use crate::formula::convert;
use crate::formula::criterion::wildcard;
use crate::formula::format;
use crate::formula::limits;
use crate::formula::types::{Item, Type};
use crate::formula::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

const fn texts(
    name: &'static str,
    count: (usize, usize),
    parameters: &'static [P],
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, count, parameters, TEXT, Run::Eager(run), help)
}

const FINDING: &[P] = &[P::Text, P::Text, P::Number];

/// The family.
pub(super) const FUNCTIONS: &[Function] = &[
    texts("CONCAT", (1, MANY), &[P::Values], concat, ("连接文本", "texts joined")),
    texts(
        "TEXTJOIN",
        (3, MANY),
        &[P::Text, P::Boolean, P::Values],
        text_join,
        ("用分隔符连接，可跳过空值", "texts joined by a separator, with or without blanks"),
    ),
    texts("LEFT", (1, 2), &[P::Text, P::Number], left, ("左边的几个字符", "the first characters")),
    texts("RIGHT", (1, 2), &[P::Text, P::Number], right, ("右边的几个字符", "the last characters")),
    texts(
        "MID",
        (3, 3),
        &[P::Text, P::Number, P::Number],
        mid,
        ("从第几个字符起的几个字符", "characters from the middle"),
    ),
    Function::new(
        "LEN",
        (1, 1),
        &[P::Text],
        NUMBER,
        Run::Eager(|a| Ok(Value::Number(a.text(0)?.chars().count().into()))),
        ("字符数", "how many characters"),
    ),
    texts("LOWER", (1, 1), &[P::Text], |a| text(a.text(0)?.to_lowercase()), ("转为小写", "in lower case")),
    texts("UPPER", (1, 1), &[P::Text], |a| text(a.text(0)?.to_uppercase()), ("转为大写", "in upper case")),
    texts(
        "TRIM",
        (1, 1),
        &[P::Text],
        trim,
        ("去掉首尾空白，中间连续空白合为一个空格", "without surplus white space"),
    ),
    texts(
        "SUBSTITUTE",
        (3, 4),
        &[P::Text, P::Text, P::Text, P::Number],
        substitute,
        ("把旧文本换成新文本，可只换第几处", "one text put in place of another, everywhere or once"),
    ),
    texts(
        "REPLACE",
        (4, 4),
        &[P::Text, P::Number, P::Number, P::Text],
        replace,
        ("把从第几个字符起的几个字符换成新文本", "characters at a position replaced"),
    ),
    Function::new(
        "FIND",
        (2, 3),
        FINDING,
        NUMBER,
        Run::Eager(find),
        ("查找文本的位置，区分大小写", "where a text begins in another, by exact case"),
    ),
    Function::new(
        "SEARCH",
        (2, 3),
        FINDING,
        NUMBER,
        Run::Eager(search),
        ("查找文本的位置，不分大小写，可用 * ?", "where a pattern begins in a text, in any case"),
    ),
    texts("REPT", (2, 2), &[P::Text, P::Number], rept, ("重复文本", "a text repeated")),
    Function::new(
        "EXACT",
        (2, 2),
        &[P::Text, P::Text],
        BOOLEAN,
        Run::Eager(|a| Ok((a.text(0)? == a.text(1)?).into())),
        ("是否完全相同，区分大小写", "whether two texts are the same, case included"),
    ),
    Function::new(
        "SPLIT",
        (2, 2),
        &[P::Text, P::Text],
        Returns::Is(Type::list_of(Item::Text)),
        Run::Eager(split),
        ("按分隔符拆成列表", "the parts between separators, as a list"),
    ),
    texts(
        "TEXT",
        (2, 2),
        &[P::Any, P::Text],
        |a| format::text(a.any(0), &a.text(1)?, a.zone()).and_then(text),
        ("按格式转成文本", "a number or date written in a format"),
    ),
    Function::new(
        "VALUE",
        (1, 1),
        &[P::Any],
        NUMBER,
        Run::Eager(value),
        ("把文本转成数字", "the number a text spells"),
    ),
    Function::new(
        "REGEXMATCH",
        (2, 2),
        &[P::Text, P::Text],
        BOOLEAN,
        Run::Eager(regular::matches),
        ("是否匹配正则表达式", "whether a regular expression matches"),
    ),
    texts(
        "REGEXEXTRACT",
        (2, 2),
        &[P::Text, P::Text],
        regular::extract,
        ("取出正则表达式匹配的部分", "the part that a regular expression matches"),
    ),
    texts(
        "PINYIN",
        (1, 2),
        &[P::Text, P::Boolean],
        pinyin,
        ("汉字的拼音；第二个参数为真时只取首字母", "the pinyin of Chinese, or its initials alone"),
    ),
];

fn concat(a: &Arguments<'_>) -> Outcome {
    let mut joined = Growing::default();
    for index in 0..a.values.len() {
        for item in a.items(index)? {
            joined.push(&convert::text(item, a.zone())?)?;
        }
    }
    joined.finish()
}

fn text_join(a: &Arguments<'_>) -> Outcome {
    let (separator, skip_blanks) = (a.text(0)?, a.boolean(1)?);
    let (mut joined, mut first) = (Growing::default(), true);
    for index in 2..a.values.len() {
        for item in a.items(index)?.iter().filter(|item| !(skip_blanks && item.is_blank())) {
            if !first {
                joined.push(&separator)?;
            }
            joined.push(&convert::text(item, a.zone())?)?;
            first = false;
        }
    }
    joined.finish()
}

/// A count of characters, not negative; `absent` when left out.
fn count(a: &Arguments<'_>, index: usize, absent: i64) -> Result<usize> {
    let count = a.whole(index, absent)?;
    usize::try_from(count).map_err(|_| ErrorCode::Value)
}

/// A position from 1, as one from 0.
fn position(a: &Arguments<'_>, index: usize) -> Result<usize> {
    count(a, index, 1)?.checked_sub(1).ok_or(ErrorCode::Value)
}

/// Where the n-th character begins, or the end of the text.
fn byte_at(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

fn left(a: &Arguments<'_>) -> Outcome {
    let (whole, count) = (a.text(0)?, count(a, 1, 1)?);
    text(&whole[..byte_at(&whole, count)])
}

fn right(a: &Arguments<'_>) -> Outcome {
    let (whole, count) = (a.text(0)?, count(a, 1, 1)?);
    let before = whole.chars().count().saturating_sub(count);
    text(&whole[byte_at(&whole, before)..])
}

fn mid(a: &Arguments<'_>) -> Outcome {
    let (whole, start, count) = (a.text(0)?, position(a, 1)?, count(a, 2, 0)?);
    let rest = &whole[byte_at(&whole, start)..];
    text(&rest[..byte_at(rest, count)])
}

fn trim(a: &Arguments<'_>) -> Outcome {
    let whole = a.text(0)?;
    let mut trimmed = Growing::default();
    for (index, word) in whole.split_whitespace().enumerate() {
        if index > 0 {
            trimmed.push(" ")?;
        }
        trimmed.push(word)?;
    }
    trimmed.finish()
}

fn substitute(a: &Arguments<'_>) -> Outcome {
    let (whole, old, new) = (a.text(0)?, a.text(1)?, a.text(2)?);
    let only = if a.has(3) { Some(position(a, 3)?) } else { None };
    if old.is_empty() {
        return text(whole);
    }
    let (mut result, mut after) = (Growing::default(), 0);
    for (occurrence, (at, _)) in whole.match_indices(old.as_ref()).enumerate() {
        if only.is_none_or(|only| only == occurrence) {
            result.push(&whole[after..at])?;
            result.push(&new)?;
            after = at + old.len();
        }
    }
    result.push(&whole[after..])?;
    result.finish()
}

fn replace(a: &Arguments<'_>) -> Outcome {
    let (whole, start, count, new) = (a.text(0)?, position(a, 1)?, count(a, 2, 0)?, a.text(3)?);
    let from = byte_at(&whole, start);
    let to = from + byte_at(&whole[from..], count);
    text([&whole[..from], new.as_ref(), &whole[to..]].concat())
}

/// The texts of `FIND` and `SEARCH`: what to find, where, and the byte at which to begin.
fn finding(a: &Arguments<'_>) -> Result<(std::sync::Arc<str>, std::sync::Arc<str>, usize)> {
    let (wanted, whole, start) = (a.text(0)?, a.text(1)?, position(a, 2)?);
    if start > whole.chars().count() {
        return Err(ErrorCode::Value);
    }
    let from = byte_at(&whole, start);
    Ok((wanted, whole, from))
}

fn found(whole: &str, at: Option<usize>) -> Outcome {
    let at = at.ok_or(ErrorCode::Value)?;
    Ok(Value::Number((whole[..at].chars().count() + 1).into()))
}

fn find(a: &Arguments<'_>) -> Outcome {
    let (wanted, whole, from) = finding(a)?;
    found(&whole, whole[from..].find(wanted.as_ref()).map(|at| at + from))
}

fn search(a: &Arguments<'_>) -> Outcome {
    let (wanted, whole, from) = finding(a)?;
    a.machine.charge(whole.len() / 8)?;
    let pattern = a.machine.regex(&wildcard(&wanted, false)?)?;
    found(&whole, pattern.find(&whole[from..]).map(|hit| hit.start() + from))
}

fn rept(a: &Arguments<'_>) -> Outcome {
    let (piece, times) = (a.text(0)?, count(a, 1, 1)?);
    if piece.is_empty() || times == 0 {
        return text("");
    }
    if piece.chars().count().saturating_mul(times) > limits::TEXT_RESULT {
        return Err(ErrorCode::Limit);
    }
    text(piece.repeat(times))
}

fn split(a: &Arguments<'_>) -> Outcome {
    let (whole, separator) = (a.text(0)?, a.text(1)?);
    if separator.is_empty() {
        return Err(ErrorCode::Value);
    }
    if whole.is_empty() {
        return list(Vec::new());
    }
    let parts: Vec<Value> = whole.split(separator.as_ref()).take(limits::LIST + 1).map(Value::text).collect();
    a.machine.charge(parts.len())?;
    list(parts)
}

fn value(a: &Arguments<'_>) -> Outcome {
    match a.any(0) {
        Value::Boolean(_) => Err(ErrorCode::Value),
        other => convert::number(other).map(Value::Number),
    }
}

/// Syllables parted by spaces; what is no ideograph stays as it is.
fn pinyin(a: &Arguments<'_>) -> Outcome {
    let (whole, initials) = (a.text(0)?, a.boolean(1)?);
    if cfg!(not(feature = "whole")) {
        return Err(ErrorCode::Pending);
    }
    let (mut result, mut after_syllable, mut first) = (Growing::default(), false, true);
    for c in whole.chars() {
        let reading = crate::text::sound(c);
        let boundary = !first && !initials && !c.is_whitespace() && (after_syllable || reading.is_some());
        if boundary && !result.ends_with_space() {
            result.push(" ")?;
        }
        match reading {
            Some(reading) if initials => result.push(reading.get(..1).unwrap_or(reading))?,
            Some(reading) => result.push(reading)?,
            None => result.push(c.encode_utf8(&mut [0; 4]))?,
        }
        (after_syllable, first) = (reading.is_some(), false);
    }
    result.finish()
}
