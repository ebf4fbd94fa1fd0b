//! One change to many records: a filter or ids, one batch, many short transactions.
//!
//! Shape:  [`Bulk`] holds what is to be done and what was; `lots` does it, some hundred records at a time.
//! Errors: what is wrong with one record leaves that record alone; the others go on.

use std::collections::{HashSet, VecDeque};

use engine_core::{
    issue::Issue,
    key::FieldKey,
    kinds::{ColumnType, Storage},
    plan::Plan,
    value::Value,
};
use uuid::Uuid;

use super::{Conversion, Input, Store, StoreError};
use crate::{
    access::Narrowed,
    records::{
        changes::Stamp,
        connection::Connection,
        error::used_by,
        record::Record,
        sql::{Bind, Statement, select},
    },
};

/// What happens to each record.
#[derive(Clone, Debug, Default)]
pub struct BulkChange {
    /// Fields to set.
    pub set: Input,
    /// Items to add to fields with several values.
    pub add: Input,
    /// Items to take from them.
    pub remove: Input,
    /// A field that gets what another one holds.
    pub convert: Option<Conversion>,
}

/// A record that was left as it was.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Which.
    pub id: Uuid,
    /// A code for it.
    pub reason: &'static str,
    /// Why, for whoever asked.
    pub issues: Vec<Issue>,
}

/// A change of many records under way.
#[derive(Debug)]
pub struct Bulk {
    /// Who does it, when.
    pub stamp: Stamp,
    pub(super) open: VecDeque<Uuid>,
    /// How many records changed.
    pub changed: u64,
    /// How many did not, though they should have.
    pub left_alone: u64,
    /// Those, with reasons; at most a thousand.
    pub skipped: Vec<Skipped>,
}

/// Most skipped records that are named.
const MOST_SKIPPED: usize = 1_000;

impl Bulk {
    /// A change of these records, each once, in this order.
    pub fn new(ids: Vec<Uuid>, stamp: Stamp) -> Bulk {
        let mut seen = HashSet::with_capacity(ids.len());
        let open = ids.into_iter().filter(|id| seen.insert(*id)).collect();
        Bulk { stamp, open, changed: 0, left_alone: 0, skipped: Vec::new() }
    }

    /// The batch that one undo takes back.
    pub fn batch(&self) -> Option<Uuid> {
        self.stamp.batch
    }

    /// How many records nobody has looked at yet.
    pub fn left(&self) -> usize {
        self.open.len()
    }

    /// Leaves alone all that is not done yet.
    pub fn stop(&mut self) {
        for id in std::mem::take(&mut self.open) {
            let issue = Issue::new("not_done", "", "没有处理到", "it was not reached");
            self.skip(Skipped { id, reason: "not_done", issues: vec![issue] });
        }
    }

    /// Notes a record that stays as it is.
    pub(super) fn skip(&mut self, one: Skipped) {
        self.left_alone += 1;
        if self.skipped.len() < MOST_SKIPPED {
            self.skipped.push(one);
        }
    }
}

impl Skipped {
    /// Why a record stays as it is.
    ///
    /// # Errors
    /// What is no fault of the record.
    pub(super) fn because(id: Uuid, error: StoreError) -> Result<Skipped, StoreError> {
        let one = |code: &'static str, chinese: String, english: String| {
            (code, vec![Issue::new(code, "", chinese, english)])
        };
        let (reason, issues) = match error {
            StoreError::Issues(issues) | StoreError::ForbiddenFields(issues) => ("issues", issues),
            StoreError::NotFound => {
                one("not_found", "没有找到这条记录".into(), "there is no such record".into())
            }
            StoreError::Forbidden => one("no_right", "您无权修改它".into(), "you may not change it".into()),
            StoreError::InUse(by) => {
                let message = used_by(&by);
                one("in_use", message.chinese.into_owned(), message.english.into_owned())
            }
            StoreError::InUseUnseen => {
                one("in_use", "还有其他记录关联到它".into(), "other records refer to it".into())
            }
            StoreError::NotUnique(_) => {
                one("not_unique", "已存在相同的记录".into(), "another record has this value".into())
            }
            StoreError::Unsupported(why) => {
                ("too_deep", vec![Issue { code: "too_deep".into(), pointer: String::new(), message: why }])
            }
            StoreError::TooLarge => one(
                "sum_too_large",
                "合计超出了可以精确表示的范围".into(),
                "the sum is beyond what can be exact".into(),
            ),
            other => return Err(other),
        };
        Ok(Skipped { id, reason, issues })
    }
}

impl Store {
    /// Ids of every record of a narrowed plan, in order, its limit aside.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ids(&self, narrowed: &Narrowed<Plan>) -> Result<Vec<Uuid>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let sql = select::ids(connection.dialect(), narrowed.scopes(), narrowed.plan());
        let rows = connection.fetch_as(sql, &[ColumnType::Id]).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.first() {
                Some(Value::Id(id)) => Some(*id),
                _ => None,
            })
            .collect())
    }

    /// Notes a batch, so that it can be undone.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn open_batch(
        &self,
        entity: &str,
        kind: &'static str,
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let Some(batch) = stamp.batch else { return Ok(()) };
        let (entity, stamp) = (entity.to_owned(), stamp.clone());
        self.writer
            .write(move |t| {
                Box::pin(async move { insert_batch(&mut t.connection, batch, &entity, kind, &stamp).await })
            })
            .await
    }
}

/// Notes a batch inside the transaction that writes it.
pub(super) async fn insert_batch(
    connection: &mut Connection<'_>,
    batch: Uuid,
    entity: &str,
    kind: &str,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO \"batches\" (\"id\", \"entity\", \"kind\", \"actor\", \"at\") VALUES (",
    );
    sql.bind(Bind::Id(Some(batch))).push(", ").bind(Bind::Text(Some(entity.to_owned()))).push(", ");
    sql.bind(Bind::Text(Some(kind.to_owned()))).push(", ").bind(Bind::Id(stamp.actor)).push(", ");
    sql.bind(Bind::Moment(Some(stamp.at))).push(")");
    connection.execute(sql).await?;
    Ok(())
}

impl BulkChange {
    /// What is written to one record.
    ///
    /// # Errors
    /// When what it holds cannot be converted.
    pub(super) fn of(&self, record: &Record) -> Result<Input, StoreError> {
        let mut input = self.set.clone();
        if let Some(conversion) = &self.convert {
            input.values.extend(conversion.given(record).map_err(StoreError::Issues)?);
        }
        for (key, added) in &self.add.values {
            input.values.insert(key.clone(), with(record.get(key.as_str()), added));
        }
        for (key, removed) in &self.remove.values {
            let before = input.values.get(key).cloned().unwrap_or_else(|| record.get(key.as_str()).clone());
            input.values.insert(key.clone(), without(&before, removed));
        }
        Ok(input)
    }
}

fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::List(items) => items.clone(),
        Value::Blank => Vec::new(),
        one => vec![one.clone()],
    }
}

fn with(before: &Value, added: &Value) -> Value {
    let mut all = items(before);
    for item in items(added) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    Value::List(all)
}

fn without(before: &Value, removed: &Value) -> Value {
    let gone = items(removed);
    Value::List(items(before).into_iter().filter(|i| !gone.contains(i)).collect())
}

/// The fields of an entity that hold several values, for callers that check `add` and `remove`.
pub fn several(compiled: &crate::catalog::Compiled, key: &FieldKey) -> bool {
    compiled
        .entity
        .own_field(key.as_str())
        .is_some_and(|f| matches!(f.kind.rules().storage(), Storage::Links(_)))
}
