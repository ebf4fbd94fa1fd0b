//! The `TEXT` function: a value and a format to text.
//!
//! Shape:  sections parted by `;`, placeholders `0 # ? , . %` for numbers, `y m d h s aaaa` for dates, literals in quotes or
//!         after a backslash, `[大写]` for amounts in Chinese capital numerals.
//! Errors: `#VALUE!` for a number in a format for dates, the reverse, and what no format has.
//! Source: docs/spec/formulas.md §9 "Formats".

use crate::moment::TimeZone;
use jiff::civil::DateTime;

use super::capital;
use super::convert;
use super::format_number;
use super::limits;
use super::spelling;
use super::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

/// One piece of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Written as it stands.
    Literal(String),
    /// One of `0 # ? . , %`.
    Mark(char),
    /// A run of one letter of `y m d h s a`, in lower case.
    Letters(char, usize),
    /// `AM/PM` or `上午/下午`.
    HalfDay(&'static str, &'static str),
}

/// A value written in a format.
pub(super) fn text(value: &Value, format: &str, zone: &TimeZone) -> Result<String> {
    if format.chars().count() > limits::PATTERN {
        return Err(ErrorCode::Value);
    }
    match format.trim() {
        "[大写]" => return capital::amount(convert::number(value)?),
        "@" | "General" | "general" => {
            return convert::text(value, zone).map(|text| text.as_ref().to_owned());
        }
        _ => {}
    }
    let sections = sections(format)?;
    let dated =
        sections.iter().flatten().any(|piece| matches!(piece, Piece::Letters(..) | Piece::HalfDay(..)));
    match value {
        Value::Boolean(_) => convert::text(value, zone).map(|text| text.as_ref().to_owned()),
        Value::Text(text) if !dated && !value.is_blank() => match spelling::read(text) {
            Some(number) => format_number::text(number, &sections),
            None => Ok(text.as_ref().to_owned()),
        },
        blank if dated && blank.is_blank() => Ok(String::new()),
        Value::Time(time) if dated => Ok(date(jiff::civil::date(1, 1, 1).to_datetime(*time), &sections[0])),
        value if dated => convert::local(value, zone).map(|local| date(local, &sections[0])),
        value => format_number::text(convert::number(value)?, &sections),
    }
}

/// The sections of a format, each in pieces.
fn sections(format: &str) -> Result<Vec<Vec<Piece>>> {
    let mut sections = vec![Vec::new()];
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let (piece, used) = match first {
            ';' => {
                sections.push(Vec::new());
                rest = &rest[1..];
                continue;
            }
            '"' => {
                let inside = rest[1..].split('"').next().unwrap_or_default();
                let closed = rest.len() > inside.len() + 1;
                (Piece::Literal(inside.to_owned()), inside.len() + if closed { 2 } else { 1 })
            }
            '\\' => {
                let escaped: String = rest[1..].chars().take(1).collect();
                let used = 1 + escaped.len();
                (Piece::Literal(escaped), used)
            }
            '[' | '_' => return Err(ErrorCode::Value),
            '0' | '#' | '?' | '.' | ',' | '%' => (Piece::Mark(first), 1),
            _ => letters(rest, first)?,
        };
        rest = &rest[used..];
        if let Some(section) = sections.last_mut() {
            section.push(piece);
        }
    }
    if sections.len() > 3 { Err(ErrorCode::Value) } else { Ok(sections) }
}

fn letters(rest: &str, first: char) -> Result<(Piece, usize)> {
    for (mark, am, pm) in [("AM/PM", "AM", "PM"), ("上午/下午", "上午", "下午")] {
        if rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark)) {
            return Ok((Piece::HalfDay(am, pm), mark.len()));
        }
    }
    let letter = first.to_ascii_lowercase();
    if matches!(letter, 'y' | 'm' | 'd' | 'h' | 's' | 'a') {
        let run = rest.chars().take_while(|c| c.to_ascii_lowercase() == letter).count();
        return Ok((Piece::Letters(letter, run), run));
    }
    if first.is_ascii_alphabetic() {
        return Err(ErrorCode::Value);
    }
    Ok((Piece::Literal(first.to_string()), first.len_utf8()))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const CHINESE_DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

fn date(local: DateTime, pieces: &[Piece]) -> String {
    let half_day = pieces.iter().any(|piece| matches!(piece, Piece::HalfDay(..)));
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Mark(mark) => text.push(*mark),
            Piece::HalfDay(am, pm) => text.push_str(if local.hour() < 12 { am } else { pm }),
            Piece::Letters('m', run) if *run <= 2 && is_minute(pieces, index) => {
                text.push_str(&padded(local.minute(), *run));
            }
            Piece::Letters('h', run) if half_day => {
                text.push_str(&padded((local.hour() + 11) % 12 + 1, *run));
            }
            Piece::Letters(letter, run) => text.push_str(&part(local, *letter, *run)),
        }
    }
    text
}

/// `m` means minutes after an hour and before a second.
fn is_minute(pieces: &[Piece], index: usize) -> bool {
    let letter = |piece: &Piece| match piece {
        Piece::Letters(letter, _) => Some(*letter),
        _ => None,
    };
    let before = pieces[..index].iter().rev().find_map(letter);
    let after = pieces[index + 1..].iter().find_map(letter);
    before == Some('h') || after == Some('s')
}

fn padded(number: i8, run: usize) -> String {
    if run == 1 { number.to_string() } else { format!("{number:02}") }
}

fn part(local: DateTime, letter: char, run: usize) -> String {
    let month = MONTHS[usize::from(local.month().unsigned_abs()) - 1];
    let week = usize::from(local.weekday().to_monday_zero_offset().unsigned_abs());
    match (letter, run) {
        ('y', 1 | 2) => format!("{:02}", local.year() % 100),
        ('y', _) => format!("{:04}", local.year()),
        ('m', 1 | 2) => padded(local.month(), run),
        ('m', 3) => month[..3].to_owned(),
        ('m', _) => month.to_owned(),
        ('d', 1 | 2) => padded(local.day(), run),
        ('d', 3) => DAYS[week][..3].to_owned(),
        ('d', _) => DAYS[week].to_owned(),
        ('h', _) => padded(local.hour(), run),
        ('s', _) => padded(local.second(), run),
        ('a', 1..=3) => CHINESE_DAYS[week].to_owned(),
        _ => format!("星期{}", CHINESE_DAYS[week]),
    }
}
