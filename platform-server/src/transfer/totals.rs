//! What stands in the columns of a file beside what is written of it.
//!
//! Shape:  [`Totals::take`] is given every row; those that become or change a record count. The file's side is read from
//!         the cells and does not go through the field, the other side is the values as they are written.
//! Units:  exact sums in major units, apart by currency; counts are of cells and values that hold something.
//! Source: docs/spec/imports.md "Spot check".

use std::{collections::BTreeMap, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    key::FieldKey,
    kinds::{Kind, ParseContext},
    value::Value,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{header::Header, mapping::Mapping, sheet::Cell, verify::RowOutcome, words};

/// A sum of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportSum)]
pub struct Sum {
    /// Of amounts in this currency; null where numbers have none.
    pub currency: Option<String>,
    /// Exact, in major units.
    pub sum: String,
}

/// One side of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportTotal)]
pub struct Total {
    /// Cells or values that hold something.
    pub count: u64,
    /// Sums of a column of numbers, by currency; empty for other columns.
    pub sums: Vec<Sum>,
}

/// Both sides of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportColumnTotals)]
pub struct ColumnTotals {
    /// Position in the file, from 0.
    pub column: usize,
    /// What stands above it.
    pub header: String,
    /// The field it fills.
    #[schema(value_type = String)]
    pub field: FieldKey,
    /// Whether it is of numbers, and has sums.
    pub number: bool,
    /// What stands in the rows that are accepted.
    pub file: Total,
    /// What is written of them.
    pub written: Total,
    /// Whether both sides are the same.
    pub agree: bool,
}

/// Counts and sums of every mapped column.
pub struct Totals {
    columns: Vec<Counting>,
    context: ParseContext,
}

/// A currency as money has it; nothing for plain numbers.
type Currency = Option<[u8; 3]>;

#[derive(Default)]
struct Side {
    count: u64,
    sums: BTreeMap<Currency, Decimal>,
}

struct Counting {
    column: usize,
    header: String,
    field: Arc<Field>,
    /// The field without bounds: what stands in a cell is a number, whatever the field allows.
    unbounded: Field,
    number: bool,
    /// What stands behind every bare number, and what it multiplies by.
    unit: Option<(&'static str, Decimal)>,
    file: Side,
    written: Side,
}

impl Totals {
    /// Nothing counted yet; computed fields find records and are not written, so they have no totals.
    pub fn new(entity: &Entity, header: &Header, mapping: &Mapping, context: ParseContext) -> Totals {
        let columns = mapping.columns.iter().flatten().filter_map(|column| {
            let field = entity.field(column.field.as_ref()?.as_str())?;
            let name = header.names.get(column.column)?;
            (!field.kind.rules().computed()).then(|| Counting::new(column.column, name, field, &context))
        });
        Totals { columns: columns.collect(), context }
    }

    /// Counts a row, if it is accepted.
    pub fn take(&mut self, outcome: &RowOutcome) {
        if !outcome.state.accepted() {
            return;
        }
        for counting in &mut self.columns {
            counting.stands(outcome.source.cell(counting.column), &self.context);
            if let Some(value) = outcome.values.get(&counting.field.key) {
                counting.is_written(value);
            }
        }
    }

    /// What it came to.
    pub fn finish(self) -> Vec<ColumnTotals> {
        self.columns.into_iter().map(Counting::finish).collect()
    }
}

impl Counting {
    fn new(column: usize, header: &str, field: &Arc<Field>, context: &ParseContext) -> Counting {
        let kind = field.kind;
        let number = matches!(kind, Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent);
        let unbounded = Field { min: None, max: None, ..Field::clone(field) };
        let unit = words::unit(header).filter(|unit| number && (*unit != "%" || kind == Kind::Percent));
        let unit = unit.and_then(|unit| {
            let ratio = Field { kind: Kind::Percent, scale: 4, ..unbounded.clone() };
            let one = ratio.kind.rules().parse(&ratio, &format!("1{unit}"), context).ok()?;
            Some((unit, one.number()?))
        });
        let (file, written) = (Side::default(), Side::default());
        Counting {
            column,
            header: header.to_owned(),
            field: Arc::clone(field),
            unbounded,
            number,
            unit,
            file,
            written,
        }
    }

    /// A cell of an accepted row.
    fn stands(&mut self, cell: &Cell, context: &ParseContext) {
        if cell.is_blank() {
            return;
        }
        self.file.count += 1;
        if self.number
            && let Some((currency, number)) = self.in_cell(cell, context)
        {
            self.file.add(currency, number);
        }
    }

    /// The number in a cell: plain digits as they are, everything else as a person's text.
    fn in_cell(&self, cell: &Cell, context: &ParseContext) -> Option<(Currency, Decimal)> {
        let text = cell.text();
        let text = text.trim();
        if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
            && let Ok(number) = Decimal::from_str_exact(text)
        {
            let currency = (self.field.kind == Kind::Money).then_some(self.field.currency);
            let number = match self.unit {
                Some((_, times)) => number.checked_mul(times)?,
                None => number,
            };
            return Some((currency, number));
        }
        let bare = text.ends_with(|last: char| last.is_ascii_digit() || last == '.');
        let rules = self.unbounded.kind.rules();
        let value = match self.unit.filter(|_| bare) {
            Some((unit, _)) => rules.parse(&self.unbounded, &format!("{text}{unit}"), context),
            None => rules.parse(&self.unbounded, text, context),
        };
        amount(&value.ok()?)
    }

    /// A value of an accepted row.
    fn is_written(&mut self, value: &Value) {
        if value.is_blank() {
            return;
        }
        self.written.count += 1;
        if self.number
            && let Some((currency, number)) = amount(value)
        {
            self.written.add(currency, number);
        }
    }

    fn finish(self) -> ColumnTotals {
        let decimals = if self.field.kind == Kind::Integer { 0 } else { self.field.scale };
        let (file, written) = (self.file.finish(decimals), self.written.finish(decimals));
        ColumnTotals {
            column: self.column,
            header: self.header,
            field: self.field.key.clone(),
            number: self.number,
            agree: file == written,
            file,
            written,
        }
    }
}

impl Side {
    /// Adds a number. A number has at most 18 digits and a file at most 2^20 rows: together fewer digits than a decimal holds.
    fn add(&mut self, currency: Currency, number: Decimal) {
        let sum = self.sums.entry(currency).or_default();
        *sum = sum.saturating_add(number);
    }

    fn finish(self, decimals: u32) -> Total {
        let told = |(currency, sum): (Currency, Decimal)| {
            let mut sum = sum.normalize();
            if sum.scale() < decimals {
                sum.rescale(decimals);
            }
            let currency = currency.map(|code| String::from_utf8_lossy(&code).into_owned());
            Sum { currency, sum: sum.to_string() }
        };
        Total { count: self.count, sums: self.sums.into_iter().map(told).collect() }
    }
}

fn amount(value: &Value) -> Option<(Currency, Decimal)> {
    match value {
        Value::Money(money) => Some((Some(money.currency), money.amount)),
        value => Some((None, value.number()?)),
    }
}
