//! One cell → one value of a field, or what is wrong with it.
//!
//! Shape:  typed cells become values directly where the kind has such a value; the rest is read as a person's text.
//!         Texts seen before in a column are not read again.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::Field,
    issue::{Issue, Refusal, token},
    key::FieldKey,
    kinds::{Kind, ParseContext},
    value::Value,
};

use crate::transfer::{directory::Resolved, sheet::Cell, words, written::written_shared};

/// Most texts of one column whose values are remembered.
const REMEMBERED: usize = 4_096;

/// What a spreadsheet program writes into a text file where a formula ended in an error, and we into refused rows.
const ERRORS: [&str; 9] =
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"];

/// A column of the file that fills a field.
pub(super) struct Filled {
    pub(super) column: usize,
    pub(super) header: String,
    pub(super) field: Arc<Field>,
    /// The field whose rules read the cells: what the field yields where the system computes it.
    reads: Arc<Field>,
    /// The field of the other entity that the column holds.
    pub(super) lookup: Option<FieldKey>,
    /// What stands behind every number: 万, %.
    unit: Option<&'static str>,
    /// Texts read before.
    remembered: HashMap<String, Result<Value, Refusal>>,
    /// What names stand for.
    pub(super) resolved: HashMap<String, Resolved>,
}

/// What a cell yields.
pub(super) enum Read {
    /// A value, blank included.
    Value(Value),
    /// Names that the database must find; one for single references.
    Names(Vec<String>),
    /// A text that is no choice of the field.
    Unknown(String, Refusal),
    /// Anything else that is wrong.
    Wrong(Refusal),
}

impl Filled {
    pub(super) fn new(column: usize, header: &str, field: &Arc<Field>, lookup: Option<&FieldKey>) -> Filled {
        let reads = written_shared(field);
        let kind = reads.kind;
        Filled {
            column,
            header: header.to_owned(),
            field: Arc::clone(field),
            reads,
            lookup: lookup.cloned(),
            unit: match kind {
                Kind::Duration => words::time_unit(header),
                _ => words::unit(header)
                    .filter(|unit| is_numeric(kind) && (*unit != "%" || kind == Kind::Percent)),
            },
            remembered: HashMap::new(),
            resolved: HashMap::new(),
        }
    }

    /// Whether values are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        is_numeric(self.reads.kind)
    }

    /// Whether values are ids that names stand for.
    pub(super) fn is_named(&self) -> bool {
        self.field.kind.is_named()
    }

    /// Reads a cell.
    pub(super) fn read(&mut self, cell: &Cell, context: &ParseContext) -> Read {
        match (cell, self.reads.kind) {
            (Cell::Blank, _) => return Read::Value(Value::Blank),
            (Cell::Error(error), _) => return Read::Wrong(formula_error(error)),
            (Cell::Text(text), _) if ERRORS.contains(&text.trim()) => {
                return Read::Wrong(formula_error(text.trim()));
            }
            (Cell::Date(date), Kind::Date) => return Read::Value(Value::Date(*date)),
            (Cell::Boolean(value), Kind::Boolean) => return Read::Value(Value::Boolean(*value)),
            _ => {}
        }
        let text = cell.text();
        let text = text.trim();
        if self.keeps_digits() && (cell.lost_digits() || is_rounded(text)) {
            return Read::Wrong(digits_lost());
        }
        if self.is_named() {
            return self.names(text);
        }
        let read = match self.remembered.get(text) {
            Some(known) => known.clone(),
            None => self.parse(text, context),
        };
        match read {
            Ok(value) => Read::Value(value),
            Err(refusal) if refusal.code == "unknown_option" => Read::Unknown(text.to_owned(), refusal),
            Err(refusal) => Read::Wrong(refusal),
        }
    }

    fn parse(&mut self, text: &str, context: &ParseContext) -> Result<Value, Refusal> {
        let rules = self.reads.kind.rules();
        let digit = |c: char| c.is_ascii_digit() || c == '.';
        // `1:30` ends in a digit, too, and says its units by itself.
        let bare =
            if self.reads.kind == Kind::Duration { text.chars().all(digit) } else { text.ends_with(digit) };
        let with_unit = self.unit.filter(|_| bare);
        let read = match with_unit {
            Some(unit) => rules.parse(&self.reads, &format!("{text}{unit}"), context),
            None => rules.parse(&self.reads, text, context),
        };
        if self.remembered.len() < REMEMBERED && self.repeats() {
            self.remembered.insert(text.to_owned(), read.clone());
        }
        read
    }

    /// Whether the same texts come again and again.
    fn repeats(&self) -> bool {
        !matches!(
            self.reads.kind,
            Kind::Text
                | Kind::LongText
                | Kind::Phone
                | Kind::IdNumber
                | Kind::Email
                | Kind::Url
                | Kind::Address
                | Kind::GeoPoint
        )
    }

    /// Whether the text is a row of digits rather than an amount.
    fn keeps_digits(&self) -> bool {
        matches!(self.reads.kind, Kind::Text | Kind::Phone | Kind::IdNumber | Kind::LongText)
    }

    fn names(&self, text: &str) -> Read {
        let names: Vec<String> = if matches!(self.field.kind, Kind::References | Kind::Users) {
            let marks = ['、', ',', '，', ';', '；', '|', '\n'];
            text.split(marks).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        } else {
            vec![text.to_owned()]
        };
        if names.is_empty() { Read::Value(Value::Blank) } else { Read::Names(names) }
    }

    /// A refusal as an issue of this column.
    pub(super) fn issue(&self, refusal: Refusal) -> Issue {
        let header = &self.header;
        let Refusal { code, message } = refusal;
        Refusal::new(
            code,
            format!("“{header}”列：{}", message.chinese),
            format!("column “{header}”: {}", message.english),
        )
        .at(token(self.field.key.as_str()))
    }
}

fn is_numeric(kind: Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent)
}

/// `4.40301E+17`: what a program leaves of an 18-digit code when it saves it as text.
fn is_rounded(text: &str) -> bool {
    text.split_once("E+").is_some_and(|(digits, exponent)| {
        digits.contains('.')
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && exponent.len() == 2
            && exponent.bytes().all(|b| b.is_ascii_digit())
    })
}

fn formula_error(error: &str) -> Refusal {
    Refusal::new(
        "cell_error",
        format!("单元格里的公式出错（{error}），请修正或填写固定值"),
        format!("the cell's formula ended in {error}; correct it or fill in the value"),
    )
}

fn digits_lost() -> Refusal {
    Refusal::new(
        "digits_lost",
        "Excel 只保留 15 位数字，后面的数字已丢失；请将该列设为文本格式后重新填写",
        "Excel keeps 15 digits and the rest is lost; format the column as text and fill it in again",
    )
}
