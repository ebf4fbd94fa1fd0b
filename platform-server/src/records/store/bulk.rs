//! One change to many records: a filter or ids, one batch, many short transactions.

use engine_core::{
    issue::Message,
    key::FieldKey,
    kinds::{ColumnType, Storage},
    plan::Plan,
    value::Value,
};
use uuid::Uuid;

use super::{Input, Revision, Store, StoreError};
use crate::records::error::used_by;
use crate::{
    access::{Delete, Edit, Narrowed, Permit},
    records::{
        changes::Stamp,
        connection::Connection,
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
}

/// A record that was left as it was.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Which.
    pub id: Uuid,
    /// Why: `issues`, `not_found`, `no_right` or `in_use`.
    pub reason: &'static str,
    /// The same as a sentence.
    pub message: Message,
    /// The issues, when the record would have been wrong.
    pub issues: Vec<engine_core::issue::Issue>,
}

/// What a bulk change did.
#[derive(Clone, Debug, Default)]
pub struct BulkOutcome {
    /// How many records changed.
    pub changed: u64,
    /// Those that did not, with reasons; at most a thousand.
    pub skipped: Vec<Skipped>,
}

/// Most skipped records that are named.
const MOST_SKIPPED: usize = 1_000;

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

    /// Changes many records, each as if alone; those that cannot are skipped.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bulk_update(
        &self,
        permit: &Permit<Edit>,
        ids: &[Uuid],
        change: &BulkChange,
        stamp: &Stamp,
    ) -> Result<BulkOutcome, StoreError> {
        self.open_batch(permit.entity().entity.key.as_str(), "bulk", stamp).await?;
        let mut outcome = BulkOutcome::default();
        for id in ids {
            match self.bulk_one(permit, *id, change, stamp).await {
                Ok(changed) => outcome.changed += u64::from(changed),
                Err(error) => outcome.skip(*id, error)?,
            }
        }
        Ok(outcome)
    }

    /// Deletes many records, each as if alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bulk_delete(
        &self,
        permit: &Permit<Delete>,
        ids: &[Uuid],
        stamp: &Stamp,
    ) -> Result<BulkOutcome, StoreError> {
        self.open_batch(permit.entity().entity.key.as_str(), "bulk", stamp).await?;
        let mut outcome = BulkOutcome::default();
        for id in ids {
            match self.delete(permit, *id, None, stamp.clone()).await {
                Ok(()) => outcome.changed += 1,
                Err(error) => outcome.skip(*id, error)?,
            }
        }
        Ok(outcome)
    }

    async fn bulk_one(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        change: &BulkChange,
        stamp: &Stamp,
    ) -> Result<bool, StoreError> {
        let mut input = change.set.clone();
        if !change.add.values.is_empty() || !change.remove.values.is_empty() {
            let record = self.editable(permit, id).await?;
            for (key, added) in &change.add.values {
                let merged = with(record.get(key.as_str()), added);
                input.values.insert(key.clone(), merged);
            }
            for (key, removed) in &change.remove.values {
                let before =
                    input.values.get(key).cloned().unwrap_or_else(|| record.get(key.as_str()).clone());
                input.values.insert(key.clone(), without(&before, removed));
            }
        }
        let revision = Revision { input, ..Revision::default() };
        let record = self.update(permit, id, revision, stamp.clone(), None).await?;
        Ok(record.moment("updated_at") == Some(stamp.at))
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

async fn insert_batch(
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

impl BulkOutcome {
    fn skip(&mut self, id: Uuid, error: StoreError) -> Result<(), StoreError> {
        let (reason, message, issues) = match error {
            StoreError::Issues(issues) | StoreError::ForbiddenFields(issues) => {
                let count = issues.len();
                let message =
                    Message::new(format!("有 {count} 处不正确"), format!("{count} places are not right"));
                ("issues", message, issues)
            }
            StoreError::NotFound => {
                let message = Message::new("没有这条记录", "there is no such record");
                ("not_found", message, Vec::new())
            }
            StoreError::Forbidden => {
                let message = Message::new("您不能这样修改它", "you may not do this to it");
                ("no_right", message, Vec::new())
            }
            StoreError::InUse(by) => ("in_use", used_by(&by), Vec::new()),
            StoreError::InUseUnseen => {
                ("in_use", Message::new("还有其他记录关联到它", "other records refer to it"), Vec::new())
            }
            other => return Err(other),
        };
        if self.skipped.len() < MOST_SKIPPED {
            self.skipped.push(Skipped { id, reason, message, issues });
        }
        Ok(())
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
