//! One connection of either database: the only place that executes a [`Statement`].
//!
//! Shape:  statement and decode list in, rows of [`Value`]s out.
//! Units:  see `sql::codec`; SQLite's side of it is `sqlite`.

use chrono::{DateTime, NaiveDate};
use engine_core::{
    kinds::ColumnType,
    moment::{Date, Moment},
    value::Value,
};
use rust_decimal::Decimal;
use sqlx::{
    Arguments as _, AssertSqlSafe, Executor as _, PgConnection, Row as _,
    postgres::{PgArguments, PgRow},
};
use uuid::Uuid;

use super::{
    error::StoreError,
    sql::{Bind, Rows, Statement, rows, select::Decode},
    sqlite::SqliteConnection,
};
use crate::database::Dialect;

/// A connection, inside or outside a transaction.
pub enum Connection<'a> {
    /// Embedded.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

type Result<T> = std::result::Result<T, StoreError>;

impl Connection<'_> {
    /// Whose SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The same connection for a shorter time.
    pub fn reborrow(&mut self) -> Connection<'_> {
        match self {
            Connection::Sqlite(c) => Connection::Sqlite(c),
            Connection::Postgres(c) => Connection::Postgres(c),
        }
    }

    /// Executes; the number of rows touched.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn execute(&mut self, statement: Statement) -> Result<u64> {
        let (text, binds) = statement.finish();
        Ok(match self {
            Connection::Sqlite(c) => c.execute(text, binds).await?,
            Connection::Postgres(c) => {
                let query = sqlx::query_with(AssertSqlSafe(text), postgres_arguments(binds)?);
                c.execute(query).await?.rows_affected()
            }
        })
    }

    /// Inserts rows; their numbers, in order, where the database gives them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert(&mut self, rows: Rows) -> Result<Vec<i64>> {
        let connection = match self {
            Connection::Sqlite(connection) => {
                let (text, rows) = rows.apart();
                return connection.insert(&text, &rows);
            }
            Connection::Postgres(_) if rows.is_one() => {
                let Some(statement) = rows.one_by_one().next() else { return Ok(Vec::new()) };
                return self.numbers(statement).await;
            }
            Connection::Postgres(connection) => connection,
        };
        let mut numbers = Vec::new();
        for (text, columns) in rows.gathered() {
            let query = sqlx::query_with(AssertSqlSafe(text), postgres_arrays(columns)?);
            let rows = connection.fetch_all(query).await?;
            let mut given: Vec<i64> = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
            // Given in the order of the rows, yielded in any.
            given.sort_unstable();
            numbers.extend(given);
        }
        Ok(numbers)
    }

    /// Rows, each column decoded by its type.
    ///
    /// # Errors
    /// When the database refuses or a column is not of its type.
    pub async fn fetch(&mut self, statement: Statement, decode: &[Decode]) -> Result<Vec<Vec<Value>>> {
        let keep = statement.runs_alike();
        let (text, binds) = statement.finish();
        match self {
            Connection::Sqlite(c) => c.fetch(text, binds, decode).await,
            Connection::Postgres(c) => {
                let query =
                    sqlx::query_with(AssertSqlSafe(text), postgres_arguments(binds)?).persistent(keep);
                let rows = c.fetch_all(query).await?;
                rows.iter()
                    .map(|row| decode.iter().enumerate().map(|(i, d)| postgres_value(row, i, d)).collect())
                    .collect()
            }
        }
    }

    /// Rows of columns that all have one type.
    ///
    /// # Errors
    /// As `fetch`.
    pub async fn fetch_as(&mut self, statement: Statement, types: &[ColumnType]) -> Result<Vec<Vec<Value>>> {
        let decode: Vec<Decode> = types.iter().map(|t| Decode { column_type: *t, scale: 0 }).collect();
        self.fetch(statement, &decode).await
    }

    /// Rows of two texts.
    ///
    /// # Errors
    /// As `fetch`.
    pub async fn pairs(&mut self, statement: Statement) -> Result<Vec<(String, String)>> {
        let rows = self.fetch_as(statement, &[ColumnType::Text, ColumnType::Text]).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let mut texts = row.into_iter().map(|v| match v {
                    Value::Text(t) => t,
                    _ => String::new(),
                });
                (texts.next().unwrap_or_default(), texts.next().unwrap_or_default())
            })
            .collect())
    }

    /// The one whole number a statement yields; `None` without a row or for NULL.
    ///
    /// # Errors
    /// As `fetch`.
    pub async fn number(&mut self, statement: Statement) -> Result<Option<i64>> {
        let rows = self.fetch_as(statement, &[ColumnType::Integer]).await?;
        Ok(rows.into_iter().next().and_then(whole))
    }

    /// The whole numbers of a statement's one column, in its order, without NULL.
    ///
    /// # Errors
    /// As `fetch`.
    pub async fn numbers(&mut self, statement: Statement) -> Result<Vec<i64>> {
        let rows = self.fetch_as(statement, &[ColumnType::Integer]).await?;
        Ok(rows.into_iter().filter_map(whole).collect())
    }
}

fn whole(row: Vec<Value>) -> Option<i64> {
    match row.into_iter().next() {
        Some(Value::Integer(n)) => Some(n),
        _ => None,
    }
}

fn encode_failed(error: sqlx::error::BoxDynError) -> StoreError {
    StoreError::Database(sqlx::Error::Encode(error))
}

fn postgres_arguments(binds: Vec<Bind>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for bind in binds {
        match bind {
            Bind::Text(v) | Bind::Json(v) => arguments.add(v),
            Bind::Integer(v) => arguments.add(v),
            Bind::Decimal(v, _) => arguments.add(v),
            Bind::Boolean(v) => arguments.add(v),
            Bind::Date(v) => arguments.add(v.and_then(day)),
            Bind::Moment(v) => arguments.add(v.and_then(instant)),
            Bind::Id(v) => arguments.add(v),
            Bind::Bytes(v) => arguments.add(v),
        }
        .map_err(encode_failed)?;
    }
    Ok(arguments)
}

/// An array for each column.
fn postgres_arrays(columns: Vec<Vec<Bind>>) -> Result<PgArguments> {
    macro_rules! array {
        ($column:ident, $($form:pat => $value:expr),+) => {
            $column.into_iter().map(|bind| match bind {
                $($form => Ok($value),)+
                other if other.is_null() => Ok(None),
                other => Err(encode_failed(format!("{other:?} in a column of another type").into())),
            }).collect::<Result<Vec<_>>>()?
        };
    }
    let mut arguments = PgArguments::default();
    for column in columns {
        match rows::kind(&column) {
            Bind::Text(_) | Bind::Json(_) => {
                arguments.add(array!(column, Bind::Text(v) | Bind::Json(v) => v))
            }
            Bind::Integer(_) => arguments.add(array!(column, Bind::Integer(v) => v)),
            Bind::Decimal(..) => arguments.add(array!(column, Bind::Decimal(v, _) => v)),
            Bind::Boolean(_) => arguments.add(array!(column, Bind::Boolean(v) => v)),
            Bind::Date(_) => arguments.add(array!(column, Bind::Date(v) => v.and_then(day))),
            Bind::Moment(_) => arguments.add(array!(column, Bind::Moment(v) => v.and_then(instant))),
            Bind::Id(_) => arguments.add(array!(column, Bind::Id(v) => v)),
            Bind::Bytes(_) => arguments.add(array!(column, Bind::Bytes(v) => v)),
        }
        .map_err(encode_failed)?;
    }
    Ok(arguments)
}

fn day(of: Date) -> Option<NaiveDate> {
    let (month, day) = (of.month().unsigned_abs(), of.day().unsigned_abs());
    NaiveDate::from_ymd_opt(of.year().into(), month.into(), day.into())
}

fn instant(of: Moment) -> Option<DateTime<chrono::Utc>> {
    DateTime::from_timestamp_micros(of.0)
}

fn postgres_value(row: &PgRow, index: usize, decode: &Decode) -> Result<Value> {
    Ok(match decode.column_type {
        ColumnType::Text | ColumnType::Json => row.try_get::<Option<String>, _>(index)?.map(Value::Text),
        ColumnType::Integer => row.try_get::<Option<i64>, _>(index)?.map(Value::Integer),
        ColumnType::Decimal => row.try_get::<Option<Decimal>, _>(index)?.map(|mut d| {
            d.rescale(decode.scale);
            Value::Decimal(d)
        }),
        ColumnType::Boolean => row.try_get::<Option<bool>, _>(index)?.map(Value::Boolean),
        ColumnType::Date => row.try_get::<Option<NaiveDate>, _>(index)?.and_then(date).map(Value::Date),
        ColumnType::Moment => row
            .try_get::<Option<DateTime<chrono::Utc>>, _>(index)?
            .map(|at| Value::Moment(Moment(at.timestamp_micros()))),
        ColumnType::Id => row.try_get::<Option<Uuid>, _>(index)?.map(Value::Id),
    }
    .unwrap_or_default())
}

fn date(day: NaiveDate) -> Option<Date> {
    use chrono::Datelike as _;
    Date::new(i16::try_from(day.year()).ok()?, i8::try_from(day.month()).ok()?, i8::try_from(day.day()).ok()?)
        .ok()
}
