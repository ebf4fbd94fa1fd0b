//! Several operations in one transaction: all or none.

use std::{collections::HashSet, sync::Arc};

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
    /// To the recycle bin, with the version that was read when one is given.
    Delete(Permit<Delete>, Uuid, Option<i64>),
}

impl Operation {
    /// Which record it changes.
    fn record(&self) -> Option<Uuid> {
        match self {
            Operation::Create(..) => None,
            Operation::Update(_, id, _) | Operation::Delete(_, id, _) => Some(*id),
        }
    }

    /// Whose records.
    fn entity(&self) -> Arc<Compiled> {
        match self {
            Operation::Create(permit, _) => permit.entity().clone(),
            Operation::Update(permit, ..) => permit.entity().clone(),
            Operation::Delete(permit, ..) => permit.entity().clone(),
        }
    }
}

/// Each operation is worked out before any is written, so that the second on a record would always be late.
fn repeated() -> Issue {
    Issue::new(
        "repeated_record",
        "/id",
        "同一批操作中，每条记录只能出现一次；请合并为一项操作",
        "a batch takes each record once; make it one operation",
    )
}

/// The record of an operation is not there, or not to be seen.
fn unknown(index: usize) -> Issue {
    Issue::new("unknown_record", format!("/operations/{index}/id"), "没有这条记录", "there is no such record")
}

/// What an operation will do, worked out before the transaction.
enum Step {
    Create(Box<create::Creation>),
    Update(Prepared),
    Unchanged(Record),
    Delete(Arc<Snapshot>, Arc<Compiled>, remove::Found),
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
                        let records = run_all(t, steps, compiled.as_deref(), &stamp).await?;
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
                        Some(Operation::Delete(permit, ..)) => error.told_to(permit),
                        None => error,
                    });
                }
            }
        }
        Err(StoreError::Busy)
    }

    /// Everything that operations would be refused with before anything is written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wrong(
        &self,
        operations: &[(usize, Operation)],
        stamp: &Stamp,
    ) -> Result<Vec<Issue>, StoreError> {
        let (mut issues, mut met) = (Vec::new(), HashSet::new());
        for (index, operation) in operations {
            if operation.record().is_some_and(|record| !met.insert(record)) {
                issues.push(repeated().below(&format!("/operations/{index}")));
                continue;
            }
            let found = match self.step(operation, stamp).await {
                Ok(step) => self.unknown_in(operation, &step).await,
                Err(error) => error,
            };
            match found {
                StoreError::Issues(found) => issues.extend(found.into_iter().map(|i| at(i, *index))),
                StoreError::NotFound => issues.push(unknown(*index)),
                // What else keeps an operation from being done is told once every value is right.
                StoreError::Forbidden | StoreError::Conflict(_) | StoreError::Stale => {}
                other => return Err(other),
            }
        }
        Ok(issues)
    }

    /// Whom and what an operation names that there is not.
    async fn unknown_in(&self, operation: &Operation, step: &Step) -> StoreError {
        let none = StoreError::Issues(Vec::new());
        let record = |input: &Input| Record { values: input.values.clone(), ..Record::default() };
        match (operation, step) {
            (Operation::Create(permit, input), _) => {
                self.with_unknown(permit, none, &[record(input)], None).await
            }
            (Operation::Update(permit, ..), Step::Update(prepared)) => {
                let after = std::slice::from_ref(&prepared.after);
                self.with_unknown(permit, none, after, Some(&prepared.before)).await
            }
            _ => none,
        }
    }

    async fn steps(&self, operations: &[Operation], stamp: &Stamp) -> Result<Vec<Step>, StoreError> {
        let (mut steps, mut issues, mut met) = (Vec::new(), Vec::new(), HashSet::new());
        for (index, operation) in operations.iter().enumerate() {
            if operation.record().is_some_and(|record| !met.insert(record)) {
                issues.push(repeated().below(&format!("/operations/{index}")));
                continue;
            }
            match self.step(operation, stamp).await {
                Ok(step) => steps.push(step),
                Err(StoreError::Issues(found)) => issues.extend(found.into_iter().map(|i| at(i, index))),
                Err(StoreError::NotFound) => issues.push(unknown(index)),
                Err(other) => return Err(other),
            }
        }
        if issues.is_empty() { Ok(steps) } else { Err(StoreError::Issues(issues)) }
    }

    async fn step(&self, operation: &Operation, stamp: &Stamp) -> Result<Step, StoreError> {
        match operation {
            Operation::Create(permit, input) => {
                let insert = super::Insert { input: input.clone(), why: None };
                let creation = self.creation(permit, vec![insert], stamp.clone(), None).await?;
                Ok(Step::Create(Box::new(creation)))
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
            Operation::Delete(permit, id, expected) => {
                let found = self.found(permit, *id, false).await?.read_as(*expected);
                Ok(Step::Delete(permit.snapshot().clone(), permit.entity().clone(), found))
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

/// Runs steps in order; what is wrong with one does not keep the others from telling what is wrong with them.
async fn run_all(
    transaction: &mut crate::records::writer::Transaction<'_>,
    steps: Vec<Step>,
    compiled: Option<&Compiled>,
    stamp: &Stamp,
) -> Result<Vec<Option<Record>>, StoreError> {
    let (mut records, mut issues) = (Vec::new(), Vec::new());
    for (index, step) in steps.into_iter().enumerate() {
        match run(transaction, step, stamp).await {
            Ok(record) => records.push(record),
            Err(StoreError::Issues(found)) => issues.extend(found.into_iter().map(|i| at(i, index))),
            // The database itself refused: on PostgreSQL the transaction says nothing more.
            Err(error) => {
                let named = match compiled {
                    Some(compiled) => duplicates::name_violation(compiled, error),
                    None => error,
                };
                match named {
                    StoreError::Issues(found) => issues.extend(found.into_iter().map(|i| at(i, index))),
                    other if issues.is_empty() => return Err(other),
                    _ => {}
                }
                break;
            }
        }
    }
    if issues.is_empty() { Ok(records) } else { Err(StoreError::Issues(issues)) }
}

async fn run(
    transaction: &mut crate::records::writer::Transaction<'_>,
    step: Step,
    stamp: &Stamp,
) -> Result<Option<Record>, StoreError> {
    match step {
        Step::Create(creation) => Ok(create::insert(transaction, *creation).await?.into_iter().next()),
        Step::Update(prepared) => row::write_one(transaction, prepared, stamp).await.map(Some),
        Step::Unchanged(record) => Ok(Some(record)),
        Step::Delete(snapshot, compiled, found) => {
            remove::still(transaction, &compiled, &found).await?;
            remove::delete_one(transaction, &snapshot, &compiled, found.n, stamp).await?;
            Ok(None)
        }
    }
}

fn at(issue: Issue, index: usize) -> Issue {
    issue.below(&format!("/operations/{index}/values"))
}
