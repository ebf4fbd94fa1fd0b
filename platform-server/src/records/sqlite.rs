//! SQLite connections that read and write records, without a thread of their own in between.
//!
//! Shape:  text, binds and decode list in, rows of [`Value`]s out. The writer runs on its own thread and executes at once. A
//!         reader starts on the thread that asks, because handing a statement over costs more than most take; after a few
//!         steps it is interrupted and runs again, from the beginning, on a thread that may block.
//! Units:  20,000 steps of SQLite's machine, about half a millisecond; decimals as integers scaled by the column, days and
//!         microseconds since 1970.
//! Errors: [`StoreError`]; a value that is not of its column's type is a failure of the database.
//! Source: docs/adr/0007-execute-short-statements-in-place.md.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use engine_core::{
    kinds::ColumnType,
    moment::{Moment, days, from_days},
    value::Value,
};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, Row, Statement,
    types::{ToSqlOutput, Type, ValueRef},
};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{
    error::StoreError,
    full_text::Text,
    sql::{Bind, select::Decode},
};

/// Steps between two looks at the rest of a reader's patience.
const STEPS: i32 = 1_000;
/// Looks until a statement moves to a thread that may block.
const PATIENCE: i64 = 20;
/// Prepared statements that a connection keeps.
const PREPARED: usize = 256;
/// Longest text of a statement that is kept, in bytes; longer ones carry many rows and do not come again.
const LONGEST_KEPT: usize = 16_384;

/// One connection.
pub struct SqliteConnection {
    /// Absent while a statement runs elsewhere, and for good when nobody waited for it.
    connection: Option<Connection>,
    /// What is left of a reader's patience; a writer has no end of it.
    patience: Option<Arc<AtomicI64>>,
    /// What full text is told before the commit.
    pub(super) texts: Vec<Text>,
}

impl SqliteConnection {
    /// Opens the one connection that writes.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn writer(file: &Path, settings: &str, wait: Duration) -> rusqlite::Result<SqliteConnection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = open(file, flags, settings, wait)?;
        Ok(SqliteConnection { connection: Some(connection), patience: None, texts: Vec::new() })
    }

    /// Opens a connection that cannot write.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn reader(file: &Path, settings: &str, wait: Duration) -> rusqlite::Result<SqliteConnection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = open(file, flags, settings, wait)?;
        let patience = Arc::new(AtomicI64::new(0));
        let left = patience.clone();
        connection.progress_handler(STEPS, Some(move || left.fetch_sub(1, Ordering::Relaxed) <= 0))?;
        Ok(SqliteConnection { connection: Some(connection), patience: Some(patience), texts: Vec::new() })
    }

    /// Whether it may be used again.
    pub(super) fn whole(&self) -> bool {
        self.connection.is_some()
    }

    /// Whether a transaction is open; SQLite may end one itself when the disk fails.
    pub(super) fn in_transaction(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_autocommit())
    }

    /// Runs a checkpoint, or only looks: pages in the log, and how many of them are in the file.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub(super) fn checkpoint(&self, text: &'static str) -> Result<(i64, i64), StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Busy)?;
        let mut statement = connection.prepare_cached(text)?;
        Ok(statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?)
    }

    /// Runs a statement without binds and rows, such as `COMMIT`.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub(super) fn command(&self, text: &'static str) -> Result<(), StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Busy)?;
        connection.prepare_cached(text)?.raw_execute()?;
        Ok(())
    }

    /// Executes; the number of rows touched.
    pub(super) async fn execute(&mut self, text: String, binds: Vec<Bind>) -> Result<u64, StoreError> {
        self.run(move |connection| execute(connection, &text, &binds)).await
    }

    /// Rows, each column decoded by its type.
    pub(super) async fn fetch(
        &mut self,
        text: String,
        binds: Vec<Bind>,
        decode: &[Decode],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let decode = decode.to_vec();
        self.run(move |connection| rows(connection, &text, &binds, &decode)).await
    }

    /// Inserts rows one by one through one prepared statement; the number of each.
    pub(super) fn insert(&self, text: &str, rows: &[Vec<Bind>]) -> Result<Vec<i64>, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Busy)?;
        Ok(prepared(connection, text, |statement| {
            let mut numbers = Vec::with_capacity(rows.len());
            for binds in rows {
                bind(statement, binds)?;
                statement.raw_execute()?;
                numbers.push(connection.last_insert_rowid());
            }
            Ok(numbers)
        })?)
    }

    /// Runs here, or elsewhere when it takes longer.
    async fn run<T: Send + 'static>(
        &mut self,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = self.connection.take().ok_or(StoreError::Busy)?;
        if let Some(patience) = &self.patience {
            patience.store(PATIENCE, Ordering::Relaxed);
        }
        let found = work(&connection);
        if !matches!(&found, Err(error) if interrupted(error)) {
            self.connection = Some(connection);
            return Ok(found?);
        }
        let _asked = self.patience.clone().map(Asked::with_time);
        let elsewhere = tokio::task::spawn_blocking(move || {
            let found = work(&connection);
            (connection, found)
        });
        let (connection, found) = elsewhere.await.map_err(|_| StoreError::Busy)?;
        self.connection = Some(connection);
        Ok(found?)
    }
}

/// Somebody waits for a statement; it is interrupted when nobody does any longer.
struct Asked(Arc<AtomicI64>);

impl Asked {
    fn with_time(patience: Arc<AtomicI64>) -> Asked {
        patience.store(i64::MAX, Ordering::Relaxed);
        Asked(patience)
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

fn open(file: &Path, flags: OpenFlags, settings: &str, wait: Duration) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(wait)?;
    connection.execute_batch(settings)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

fn interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
}

/// Prepares, or takes the statement prepared before.
fn prepared<T>(
    connection: &Connection,
    text: &str,
    run: impl FnOnce(&mut Statement<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    if text.len() > LONGEST_KEPT {
        return run(&mut connection.prepare(text)?);
    }
    run(&mut *connection.prepare_cached(text)?)
}

fn bind(statement: &mut Statement<'_>, binds: &[Bind]) -> rusqlite::Result<()> {
    for (index, bind) in binds.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, parameter(bind))?;
    }
    Ok(())
}

fn execute(connection: &Connection, text: &str, binds: &[Bind]) -> rusqlite::Result<u64> {
    prepared(connection, text, |statement| {
        bind(statement, binds)?;
        if statement.column_count() == 0 {
            return Ok(statement.raw_execute()? as u64);
        }
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(connection.changes())
    })
}

fn rows(
    connection: &Connection,
    text: &str,
    binds: &[Bind],
    decode: &[Decode],
) -> rusqlite::Result<Vec<Vec<Value>>> {
    prepared(connection, text, |statement| {
        bind(statement, binds)?;
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let values = decode.iter().enumerate().map(|(index, decode)| value(row, index, decode));
            found.push(values.collect::<rusqlite::Result<Vec<Value>>>()?);
        }
        Ok(found)
    })
}

/// A decimal as a scaled integer. A number with more decimal places than the column, met only in comparisons, becomes a
/// float between the two neighbours, so that it equals neither and keeps the order.
fn scaled(decimal: Decimal, scale: u32) -> Result<i64, f64> {
    use rust_decimal::prelude::ToPrimitive as _;
    let factor = Decimal::from(10_i64.pow(scale.min(18)));
    match decimal.checked_mul(factor) {
        Some(product) if product.is_integer() => {
            product.to_i64().ok_or(if decimal.is_sign_negative() { f64::MIN } else { f64::MAX })
        }
        Some(product) => Err(product.floor().to_f64().unwrap_or(0.0) + 0.5),
        None => Err(if decimal.is_sign_negative() { f64::MIN } else { f64::MAX }),
    }
}

fn parameter(bind: &Bind) -> ToSqlOutput<'_> {
    let bound = match bind {
        Bind::Text(v) | Bind::Json(v) => v.as_deref().map(|text| ValueRef::Text(text.as_bytes())),
        Bind::Integer(v) => v.map(ValueRef::Integer),
        Bind::Decimal(v, scale) => v.map(|decimal| match scaled(decimal, *scale) {
            Ok(n) => ValueRef::Integer(n),
            Err(between) => ValueRef::Real(between),
        }),
        Bind::Boolean(v) => v.map(|b| ValueRef::Integer(i64::from(b))),
        Bind::Date(v) => v.map(|d| ValueRef::Integer(i64::from(days(d)))),
        Bind::Moment(v) => v.map(|m| ValueRef::Integer(m.0)),
        Bind::Id(v) => v.as_ref().map(|id| ValueRef::Blob(id.as_bytes())),
        Bind::Bytes(v) => v.as_deref().map(ValueRef::Blob),
    };
    ToSqlOutput::Borrowed(bound.unwrap_or(ValueRef::Null))
}

fn value(row: &Row<'_>, index: usize, decode: &Decode) -> rusqlite::Result<Value> {
    let stored = row.get_ref(index)?;
    let wrong = |stored: ValueRef<'_>| {
        let name = row.as_ref().column_name(index).unwrap_or_default().to_owned();
        rusqlite::Error::InvalidColumnType(index, name, stored.data_type())
    };
    let integer = || stored.as_i64().map_err(|_| wrong(stored));
    if stored.data_type() == Type::Null {
        return Ok(Value::Blank);
    }
    Ok(match decode.column_type {
        ColumnType::Text | ColumnType::Json => {
            Value::Text(stored.as_str().map_err(|_| wrong(stored))?.to_owned())
        }
        ColumnType::Integer => Value::Integer(integer()?),
        ColumnType::Decimal => {
            Value::Decimal(Decimal::from_i128_with_scale(i128::from(integer()?), decode.scale))
        }
        ColumnType::Boolean => Value::Boolean(integer()? != 0),
        ColumnType::Date => {
            i32::try_from(integer()?).ok().and_then(from_days).map_or(Value::Blank, Value::Date)
        }
        ColumnType::Moment => Value::Moment(Moment(integer()?)),
        ColumnType::Id => {
            let bytes = stored.as_blob().map_err(|_| wrong(stored))?;
            Uuid::from_slice(bytes).map_or(Value::Blank, Value::Id)
        }
    })
}
