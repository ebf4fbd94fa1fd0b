//! Lists, single records, counts and aggregates for a person.

use std::collections::HashSet;

use engine_core::{
    entity::{Aggregate, Field},
    kinds::Storage,
    plan::{AggregatePlan, Column, Comparison, Condition, Plan, Test},
    value::Value,
};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Store, StoreError, compute, load};
use crate::{
    access::{Narrowed, Permit, View},
    catalog::Compiled,
    database::Dialect,
    records::{
        connection::Connection,
        record::Record,
        sql::{aggregate, codec, select},
    },
};

/// Whether and how the whole list is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountMode {
    /// Not at all.
    #[default]
    None,
    /// Up to a limit, at once.
    Estimate,
    /// To the last.
    Exact,
}

/// A page of records, masks applied.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// In order.
    pub records: Vec<Record>,
    /// Sort values and number of the last record, when there are more.
    pub next: Option<(Vec<Value>, i64)>,
}

impl Store {
    /// A page of a narrowed plan.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(&self, compiled: &Compiled, narrowed: &Narrowed<Plan>) -> Result<Page, StoreError> {
        if narrowed.plan().as_of.is_some() {
            return self.page_as_of(compiled, narrowed).await;
        }
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut page = read_page(&mut connection, compiled, narrowed).await?;
        compute::volatile(compiled, &mut page.records, &self.formula_context());
        mask(&mut page.records, narrowed);
        Ok(page)
    }

    /// How many records a plan has. An estimate stops at ten thousand.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(
        &self,
        compiled: &Compiled,
        narrowed: &Narrowed<Plan>,
        mode: CountMode,
    ) -> Result<Option<i64>, StoreError> {
        if mode == CountMode::None {
            return Ok(None);
        }
        let plan = narrowed.plan();
        if let Some(at) = plan.as_of {
            return self.count_as_of(compiled, narrowed, at).await.map(Some);
        }
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let dialect = connection.dialect();
        let sql = match mode {
            CountMode::Estimate => select::count_up_to(dialect, narrowed.scopes(), plan, 10_000),
            _ => select::count(dialect, narrowed.scopes(), plan),
        };
        connection.number(sql).await
    }

    /// One record, masks applied.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub async fn get(&self, permit: &Permit<View>, plan: Plan, id: Uuid) -> Result<Record, StoreError> {
        let entity = permit.entity();
        let by_id = Condition::Test(Test {
            column: Column::own(&entity.entity, entity.entity.field("id").expect("every record has an id")),
            comparison: Comparison::Eq(Value::Id(id)),
        });
        let plan = Plan { condition: by_id.and(plan.condition), limit: 1, sort: Vec::new(), ..plan };
        let narrowed = permit.narrow(plan).map_err(|_| StoreError::Forbidden)?;
        self.page(entity, &narrowed).await?.records.pop().ok_or(StoreError::NotFound)
    }

    /// Measures over groups: per group its values, then per measure its value.
    ///
    /// # Errors
    /// When a sum is too large to be exact, or the database does not answer.
    pub async fn aggregate(
        &self,
        narrowed: &Narrowed<AggregatePlan>,
        limit: u32,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let plan = narrowed.plan();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let (sql, decode) = aggregate::aggregate(connection.dialect(), narrowed.scopes(), plan, limit);
        let rows = connection.fetch(sql, &decode).await?;
        let scaled = connection.dialect() == Dialect::Sqlite;
        rows.into_iter().map(|row| measures(plan, row, scaled)).collect()
    }
}

pub(super) async fn read_page(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    narrowed: &Narrowed<Plan>,
) -> Result<Page, StoreError> {
    let plan = narrowed.plan();
    let query = select::page(connection.dialect(), narrowed.scopes(), plan);
    let wanted = plan.limit as usize;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for segment in query.segments {
        // What was written between two segments may move a record from the one into the other.
        let found = connection.fetch(segment, &query.decode).await?;
        let known: HashSet<i64> = rows.iter().filter_map(|row| number(row)).collect();
        rows.extend(found.into_iter().filter(|row| number(row).is_none_or(|n| !known.contains(&n))));
        if rows.len() > wanted {
            break;
        }
    }
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let mut last = None;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let (record, sort) = record(plan, row);
        last = Some((sort, record.n));
        records.push(record);
    }
    let links: Vec<&Field> = linked(plan);
    load::attach(connection, compiled, &mut records, &links).await?;
    Ok(Page { records, next: last.filter(|_| more) })
}

/// The number of a record, the first column of its row.
fn number(row: &[Value]) -> Option<i64> {
    match row.first() {
        Some(Value::Integer(n)) => Some(*n),
        _ => None,
    }
}

/// Fields of the plan whose values lie in tables of their own.
fn linked(plan: &Plan) -> Vec<&Field> {
    plan.select
        .iter()
        .filter(|c| c.hops.is_empty())
        .map(|c| c.field.as_ref())
        .filter(|f| matches!(f.kind.rules().storage(), Storage::Links(_) | Storage::Children))
        .collect()
}

/// A record from a row: number, sort values, then the columns of each selected field.
pub(super) fn record(plan: &Plan, row: Vec<Value>) -> (Record, Vec<Value>) {
    let mut cells = row.into_iter();
    let n = match cells.next() {
        Some(Value::Integer(n)) => n,
        _ => 0,
    };
    let sort: Vec<Value> = cells.by_ref().take(plan.sort.len()).collect();
    let mut record = Record { n, ..Record::default() };
    for (i, column) in plan.select.iter().enumerate() {
        let width = select::select_decode(column).len();
        let parts: Vec<Value> = cells.by_ref().take(width).collect();
        let value = codec::assemble(&column.field, parts);
        let value = if column.part.is_empty() { value } else { value.part(column.part) };
        let key = plan.labels.get(i).cloned().unwrap_or_else(|| column.field.key.clone());
        record.values.insert(key, value);
    }
    (record, sort)
}

/// Replaces what the reader may see only in part.
pub(super) fn mask(records: &mut [Record], narrowed: &Narrowed<Plan>) {
    for (key, field) in narrowed.masks() {
        for record in records.iter_mut() {
            record.mask(key, field);
        }
    }
}

fn measures(plan: &AggregatePlan, row: Vec<Value>, scaled: bool) -> Result<Vec<Value>, StoreError> {
    let mut cells = row.into_iter();
    let mut out: Vec<Value> = cells.by_ref().take(plan.group_by.len()).collect();
    for (op, column) in &plan.measures {
        let value = match (op, column) {
            (Aggregate::Sum | Aggregate::Avg, Some(column)) => {
                let sum = cells.next().unwrap_or_default();
                let count = cells.next().unwrap_or_default();
                divide(*op, column, &sum, &count, scaled)?
            }
            _ => cells.next().unwrap_or_default(),
        };
        out.push(value);
    }
    Ok(out)
}

/// The exact sum, or the sum over the count rounded half away from zero to the field's scale, at least two places.
fn divide(
    op: Aggregate,
    column: &Column,
    sum: &Value,
    count: &Value,
    scaled: bool,
) -> Result<Value, StoreError> {
    let scale = codec::column(column).map_or(0, |c| c.scale);
    let integer = column.compared().is_whole();
    let (Value::Text(text), Value::Integer(count)) = (sum, count) else { return Ok(Value::Blank) };
    let exact: Decimal = text.parse().map_err(|_| StoreError::TooLarge)?;
    let sum = if scaled && !integer { unscaled(exact, scale).ok_or(StoreError::TooLarge)? } else { exact };
    if op == Aggregate::Sum {
        return Ok(Value::Decimal(sum));
    }
    if *count == 0 {
        return Ok(Value::Blank);
    }
    let mean = sum.checked_div(Decimal::from(*count)).ok_or(StoreError::TooLarge)?;
    let places = if integer { 2 } else { scale.max(2) };
    Ok(Value::Decimal(
        mean.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
    ))
}

/// SQLite sums scaled integers.
fn unscaled(sum: Decimal, scale: u32) -> Option<Decimal> {
    let mantissa = sum.mantissa();
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}
