//! Several operations in one transaction: all or none.

use std::sync::Arc;

use engine_core::{issue::Issue, kinds::ColumnType, value::Value};
use uuid::Uuid;

use super::{
    Input, Revision, Store, StoreError, create, duplicates,
    references::Targets,
    remove,
    row::{self, Prepared},
};
use crate::{
    access::{Create, Delete, Edit, Permit},
    catalog::{Compiled, Snapshot},
    records::{
        changes::Stamp,
        idempotency::Remember,
        record::Record,
        sql::{Bind, Statement},
    },
};

/// One of several operations.
pub enum Operation {
    /// A new record.
    Create(Permit<Create>, Input),
    /// A change.
    Update(Permit<Edit>, Uuid, Revision),
    /// To the recycle bin.
    Delete(Permit<Delete>, Uuid),
}

impl Operation {
    /// Whose records.
    fn entity(&self) -> Arc<Compiled> {
        match self {
            Operation::Create(permit, _) => permit.entity().clone(),
            Operation::Update(permit, ..) => permit.entity().clone(),
            Operation::Delete(permit, _) => permit.entity().clone(),
        }
    }
}

/// What an operation will do, worked out before the transaction.
enum Step {
    Create(create::Creation),
    Update(Prepared),
    Unchanged(Record),
    Delete(Arc<Snapshot>, Arc<Compiled>, i64),
}

/// A batch that can be undone.
#[derive(Clone, Debug)]
pub struct BatchView {
    /// Whose records.
    pub entity: String,
    /// Who made it.
    pub actor: Option<Uuid>,
}

/// How often a batch that met another write is worked out again.
const ATTEMPTS: usize = 64;

impl Store {
    /// Runs operations in order, all or none; per operation the record, or nothing for a delete.
    ///
    /// # Errors
    /// Every issue, with pointers that start with `/operations/{index}/values`.
    pub async fn atomic(
        &self,
        operations: &[Operation],
        stamp: &Stamp,
        entity: &str,
        remember: Option<Remember>,
    ) -> Result<Vec<Option<Record>>, StoreError> {
        self.open_batch(entity, "batch", stamp).await?;
        for _ in 0..ATTEMPTS {
            let steps = self.steps(operations, stamp).await?;
            let (stamp, note) = (stamp.clone(), remember.clone());
            let compiled = operations.first().map(Operation::entity);
            let written = self
                .writer
                .write(move |t| {
                    Box::pin(async move {
                        let mut records = Vec::new();
                        for (index, step) in steps.into_iter().enumerate() {
                            let done = run(t, step, &stamp).await;
                            let named = done.map_err(|error| match &compiled {
                                Some(compiled) => duplicates::name_violation(compiled, error),
                                None => error,
                            });
                            records.push(named.map_err(|error| placed(error, index))?);
                        }
                        if let Some(note) = note {
                            let written: Vec<Record> =
                                records.iter().map(|r| r.clone().unwrap_or_default()).collect();
                            note.store(&mut t.connection, &written, stamp.at).await?;
                        }
                        Ok(records)
                    })
                })
                .await;
            match written {
                Err(StoreError::Stale) => {}
                other => {
                    return other.map_err(|error| match operations.first() {
                        Some(Operation::Create(permit, _)) => error.told_to(permit),
                        Some(Operation::Update(permit, ..)) => error.told_to(permit),
                        Some(Operation::Delete(permit, _)) => error.told_to(permit),
                        None => error,
                    });
                }
            }
        }
        Err(StoreError::Busy)
    }

    async fn steps(&self, operations: &[Operation], stamp: &Stamp) -> Result<Vec<Step>, StoreError> {
        let (mut steps, mut issues) = (Vec::new(), Vec::new());
        for (index, operation) in operations.iter().enumerate() {
            match self.step(operation, stamp).await {
                Ok(step) => steps.push(step),
                Err(StoreError::Issues(found)) => issues.extend(found.into_iter().map(|i| at(i, index))),
                Err(other) => return Err(other),
            }
        }
        if issues.is_empty() { Ok(steps) } else { Err(StoreError::Issues(issues)) }
    }

    async fn step(&self, operation: &Operation, stamp: &Stamp) -> Result<Step, StoreError> {
        match operation {
            Operation::Create(permit, input) => {
                let insert = super::Insert { input: input.clone(), why: None };
                self.creation(permit, vec![insert], stamp.clone(), None).await.map(Step::Create)
            }
            Operation::Update(permit, id, revision) => {
                let before = self.editable(permit, *id).await?;
                if let Some(expected) = revision.expected.filter(|v| *v != before.version()) {
                    self.check_conflicts(permit, &before, &revision.input, expected).await?;
                }
                let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
                Ok(match self.revised_or_told(permit, &before, &revision.input, stamp).await? {
                    None => Step::Unchanged(before),
                    Some(after) => Step::Update(Prepared {
                        snapshot: permit.snapshot().clone(),
                        compiled: permit.entity().clone(),
                        targets,
                        before,
                        after,
                        why: None,
                        action: "update",
                    }),
                })
            }
            Operation::Delete(permit, id) => {
                let n = self.reachable(permit, *id, false).await?;
                Ok(Step::Delete(permit.snapshot().clone(), permit.entity().clone(), n))
            }
        }
    }

    /// A batch by id.
    ///
    /// # Errors
    /// When there is none.
    pub async fn batch(&self, id: Uuid) -> Result<BatchView, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(
            self.reader.dialect(),
            "SELECT \"entity\", \"actor\" FROM \"batches\" WHERE \"id\" = ",
        );
        sql.bind(Bind::Id(Some(id)));
        let rows = held.connection().fetch_as(sql, &[ColumnType::Text, ColumnType::Id]).await?;
        match rows.first().map(Vec::as_slice) {
            Some([Value::Text(entity), actor]) => Ok(BatchView {
                entity: entity.clone(),
                actor: match actor {
                    Value::Id(id) => Some(*id),
                    _ => None,
                },
            }),
            _ => Err(StoreError::NotFound),
        }
    }
}

async fn run(
    transaction: &mut crate::records::writer::Transaction<'_>,
    step: Step,
    stamp: &Stamp,
) -> Result<Option<Record>, StoreError> {
    match step {
        Step::Create(creation) => Ok(create::insert(transaction, creation).await?.into_iter().next()),
        Step::Update(prepared) => row::write_one(transaction, prepared, stamp).await.map(Some),
        Step::Unchanged(record) => Ok(Some(record)),
        Step::Delete(snapshot, compiled, n) => {
            remove::delete_one(transaction, &snapshot, &compiled, n, stamp).await?;
            Ok(None)
        }
    }
}

fn at(issue: Issue, index: usize) -> Issue {
    issue.below(&format!("/operations/{index}/values"))
}

fn placed(error: StoreError, index: usize) -> StoreError {
    match error {
        StoreError::Issues(issues) => StoreError::Issues(issues.into_iter().map(|i| at(i, index)).collect()),
        other => other,
    }
}
