//! New records, one or many, in one transaction.

use std::{collections::BTreeSet, sync::Arc};

use engine_core::{issue::Issue, plan::Condition, value::Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    Input, Store, StoreError, blocks::Reserved, compute, draft::Draft, duplicates, existence, files,
    held::Write, links, making, numbers, references, references::Targets, roll_ups,
};
use crate::{
    access::{Create, Permit},
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        changes::Stamp, idempotency::Remember, record::Record, sql::write::Layout, writer::Transaction,
    },
};

/// A record to be made.
#[derive(Clone, Debug, Default)]
pub struct Insert {
    /// Its values.
    pub input: Input,
    /// Why, when no person wrote it by hand.
    pub why: Option<Json>,
}

/// Everything a writing closure needs, moved into it.
pub(super) struct Creation {
    snapshot: Arc<Snapshot>,
    compiled: Arc<Compiled>,
    layout: Layout,
    targets: Targets,
    records: Vec<Record>,
    drafts: Vec<Draft>,
    stamp: Stamp,
    today: engine_core::moment::Date,
    reserved: Reserved,
    /// What the records must meet once they are written.
    rule: Option<Condition>,
    remember: Option<Remember>,
}

impl Store {
    /// Makes records, all or none.
    ///
    /// # Errors
    /// Every issue; with several records their pointers start with the record's index.
    pub async fn create(
        &self,
        permit: &Permit<Create>,
        inserts: Vec<Insert>,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Vec<Record>, StoreError> {
        let compiled = permit.entity().clone();
        let creation = self.creation(permit, inserts, stamp, remember).await?;
        let written = self.writer.write(move |t| Box::pin(insert(t, creation))).await;
        written.map_err(|error| duplicates::name_violation(&compiled, error))
    }

    /// Everything the compiled schema has against values, before anything is written; `update` says that only these
    /// fields change.
    pub fn check(&self, compiled: &Compiled, input: &Input, update: bool) -> Vec<Issue> {
        let record = Record { values: input.values.clone(), ..Record::default() };
        compute::check(compiled, record, update)
    }

    /// Works out new records before the transaction.
    pub(super) async fn creation(
        &self,
        permit: &Permit<Create>,
        mut inserts: Vec<Insert>,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Creation, StoreError> {
        let compiled = permit.entity().clone();
        let context = self.formula_context();
        let several = inserts.len() > 1;
        let dialect = self.reader.dialect();
        let layout = Layout::of(dialect, &compiled.entity);
        let mut inputs: Vec<&mut Input> = inserts.iter_mut().map(|insert| &mut insert.input).collect();
        let holder = stamp.sender.and_then(|sender| sender.submission);
        let naming = files::Naming { before: &[], holders: holder.as_slice(), stamp: &stamp };
        let mut issues = self.know_files(&compiled, &mut inputs, &naming).await?;
        let writes = inputs.into_iter().map(|input| Write { input, before: None }).collect();
        let mut held = self.hold(permit, writes).await?.into_iter();
        let (mut records, mut drafts) = (Vec::new(), Vec::new());
        for (index, insert) in inserts.into_iter().enumerate() {
            let accepted = insert.input.accepted.as_ref().is_some_and(|by| Arc::ptr_eq(by, &compiled));
            let mut record = self.new_record(permit, &compiled, insert.input, &stamp);
            compute::defaults(&compiled, &mut record);
            compute::counts(&compiled, &mut record);
            compute::formulas(&compiled, &mut record, &context);
            let prefix = if several { format!("/{index}") } else { String::new() };
            let refused = making::refused(permit, record.system_id("owner_id"));
            issues.extend(refused.map(|issue| issue.below(&prefix)));
            issues.extend(held.next().into_iter().flatten().map(|issue| issue.below(&prefix)));
            if !accepted {
                issues.extend(compute::validate(&compiled, &record).into_iter().map(|i| i.below(&prefix)));
            }
            drafts.push(Draft::of((dialect, &layout), &compiled, &mut record, insert.why, &stamp));
            records.push(record);
        }
        if !issues.is_empty() {
            return Err(self.with_unknown(permit, StoreError::Issues(issues), &records, None).await);
        }
        let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
        let today = self.clock.today();
        let reserved = self.numbers_ahead(&compiled, records.len(), today).await?;
        Ok(Creation {
            snapshot: permit.snapshot().clone(),
            rule: making::rule(permit, &records),
            targets,
            layout,
            records,
            drafts,
            stamp,
            today,
            reserved,
            remember,
            compiled,
        })
    }

    fn new_record(
        &self,
        permit: &Permit<Create>,
        compiled: &Compiled,
        input: Input,
        stamp: &Stamp,
    ) -> Record {
        let mut record = Record::default();
        let actor = stamp.actor.map_or(Value::Blank, Value::Id);
        record.set_system("id", Value::Id(self.clock.id()));
        record.set_system("version", Value::Integer(1));
        record.set_system("created_at", Value::Moment(stamp.at));
        record.set_system("created_by", actor.clone());
        record.set_system("updated_at", Value::Moment(stamp.at));
        record.set_system("updated_by", actor.clone());
        if compiled.entity.owner {
            record.set_system("owner_id", actor);
        }
        let department = permit.actor().main_department.map_or(Value::Blank, Value::Id);
        record.set_system("department_id", department);
        record.values.extend(input.values);
        record
    }
}

pub(super) async fn insert(
    transaction: &mut Transaction<'_>,
    creation: Creation,
) -> Result<Vec<Record>, StoreError> {
    let Creation {
        snapshot,
        compiled,
        layout,
        targets,
        mut records,
        mut drafts,
        stamp,
        today,
        reserved,
        rule,
        remember,
    } = creation;
    transaction.current(&snapshot).await?;
    let connection = &mut transaction.connection;
    let dialect = connection.dialect();
    if let Err(error) = stamp_departments(connection, &compiled, &mut records, stamp.actor).await {
        let mut issues = existence::found(Err(error))?;
        let named = references::resolve(connection, &compiled, &targets, &records, None, |_| true).await;
        issues.extend(existence::found(named.map(drop))?);
        return Err(StoreError::Issues(issues));
    }
    numbers::assign(connection, &compiled, &mut records, today, &reserved).await?;
    compute::late(&compiled, &mut records, &stamp.context());
    let referred = references::resolve(connection, &compiled, &targets, &records, None, |_| true).await?;
    let mut rows = layout.rows();
    for (record, draft) in records.iter().zip(&mut drafts) {
        rows.add(draft.settle((dialect, &layout), &compiled, record, &referred));
    }
    let ns = connection.insert(rows).await?;
    for (record, n) in records.iter_mut().zip(ns) {
        record.n = n;
    }
    if dialect == Dialect::Sqlite {
        let texts = records.iter().zip(&mut drafts).map(|(record, draft)| (record.n, draft.take_document()));
        let texts = texts.filter(|(_, document)| !document.is_empty()).collect();
        connection.index(&compiled.entity.key, texts).await?;
    }
    links::insert(connection, &compiled, &records, &referred, None).await?;
    claim_files(connection, &compiled, &records, &stamp).await?;
    if let Some(rule) = rule {
        making::within(connection, &compiled, (&rule, stamp.actor), &records).await?;
    }
    roll_ups::after(connection, &snapshot, &compiled, &records, &referred, &stamp).await?;
    let entries = records.iter().zip(drafts).map(|(record, draft)| draft.entry(record.n)).collect();
    transaction.enter(&stamp, entries).await?;
    if let Some(remember) = remember {
        remember.store(&mut transaction.connection, &records, stamp.at).await?;
    }
    Ok(records)
}

/// The files of new records become theirs.
async fn claim_files(
    connection: &mut crate::records::connection::Connection<'_>,
    compiled: &Compiled,
    records: &[Record],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let mut issues = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let prefix = if records.len() > 1 { format!("/{index}") } else { String::new() };
        let refused = existence::found(files::claim(connection, compiled, record, None, stamp).await)?;
        issues.extend(refused.into_iter().map(|issue| issue.below(&prefix)));
    }
    if issues.is_empty() { Ok(()) } else { Err(StoreError::Issues(issues)) }
}

/// A record's department is its owner's main one; one without an owner lies in the pool and belongs to none, so that the
/// department it left sees it no longer.
pub(super) async fn stamp_departments(
    connection: &mut crate::records::connection::Connection<'_>,
    compiled: &Compiled,
    records: &mut [Record],
    actor: Option<Uuid>,
) -> Result<(), StoreError> {
    if !compiled.entity.owner {
        return Ok(());
    }
    let told = |record: &Record, owner| Some(owner) == actor && record.system_id("department_id").is_some();
    let owners = records.iter().filter_map(|record| Some((record, record.system_id("owner_id")?)));
    let asked: BTreeSet<Uuid> =
        owners.filter(|(record, owner)| !told(record, *owner)).map(|(_, owner)| owner).collect();
    let known = links::departments_of(connection, &asked.into_iter().collect::<Vec<_>>()).await?;
    let mut issues = Vec::new();
    let several = records.len() > 1;
    for (index, record) in records.iter_mut().enumerate() {
        match record.system_id("owner_id") {
            None => record.set_system("department_id", Value::Blank),
            Some(owner) if told(record, owner) => {}
            Some(owner) => match known.get(&owner) {
                Some(department) => record.set_system("department_id", department.clone()),
                None => {
                    let prefix = if several { format!("/{index}") } else { String::new() };
                    issues.push(
                        Issue::new("unknown_user", "/owner_id", "没有这位负责人", "there is no such person")
                            .below(&prefix),
                    );
                }
            },
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(StoreError::Issues(issues)) }
}
