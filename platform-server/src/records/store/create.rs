//! New records, one or many, in one transaction.

use std::collections::{HashMap, hash_map::Entry};

use engine_core::{
    issue::Issue,
    kinds::{ColumnType, Kind},
    value::Value,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    Input, Store, StoreError, compute,
    duplicates::{self, duplicate_keys},
    existence, links, numbers, references,
    references::Targets,
    roll_ups,
};
use crate::{
    access::{Create, Permit},
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        idempotency::Remember,
        record::Record,
        sql::write::{self, NewRow},
        writer::Transaction,
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
    snapshot: std::sync::Arc<Snapshot>,
    compiled: std::sync::Arc<Compiled>,
    targets: Targets,
    records: Vec<Record>,
    whys: Vec<Option<Json>>,
    stamp: Stamp,
    today: engine_core::moment::Date,
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
        inserts: Vec<Insert>,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Creation, StoreError> {
        let compiled = permit.entity().clone();
        let context = self.formula_context();
        let several = inserts.len() > 1;
        let (mut records, mut whys, mut issues) = (Vec::new(), Vec::new(), Vec::new());
        for (index, insert) in inserts.into_iter().enumerate() {
            let mut record = self.new_record(permit, &compiled, insert.input, &stamp);
            compute::defaults(&compiled, &mut record);
            compute::counts(&compiled, &mut record);
            compute::formulas(&compiled, &mut record, &context);
            let prefix = if several { format!("/{index}") } else { String::new() };
            issues.extend(compute::validate(&compiled, &record).into_iter().map(|i| i.below(&prefix)));
            records.push(record);
            whys.push(insert.why);
        }
        if !issues.is_empty() {
            return Err(self.with_unknown(permit, StoreError::Issues(issues), &records, None).await);
        }
        let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
        Ok(Creation {
            snapshot: permit.snapshot().clone(),
            targets,
            records,
            whys,
            stamp,
            today: self.clock.today(),
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
    let Creation { snapshot, compiled, targets, mut records, whys, stamp, today, remember } = creation;
    transaction.current(&snapshot).await?;
    let connection = &mut transaction.connection;
    let dialect = connection.dialect();
    if let Err(error) = stamp_departments(connection, &compiled, &mut records, stamp.actor).await {
        let mut issues = existence::found(Err(error))?;
        let named = references::resolve(connection, &compiled, &targets, &records, None, |_| true).await;
        issues.extend(existence::found(named.map(drop))?);
        return Err(StoreError::Issues(issues));
    }
    numbers::assign(connection, &compiled, &mut records, today).await?;
    let referred = references::resolve(connection, &compiled, &targets, &records, None, |_| true).await?;
    let mut at = 0;
    let size = write::rows_per_insert(&compiled.entity);
    while at < records.len() {
        let end = (at + size).min(records.len());
        let rows: Vec<NewRow> = records[at..end]
            .iter()
            .map(|record| NewRow {
                record: links::stored(&compiled, record, &referred),
                same: duplicate_keys(&compiled.entity, record),
                words: links::words_of(&compiled, record),
            })
            .collect();
        let sql = write::insert(dialect, &compiled.entity, &rows, stamp.batch);
        let found = connection.fetch_as(sql, &[ColumnType::Integer, ColumnType::Id]).await?;
        let ns: HashMap<Uuid, i64> = found
            .into_iter()
            .filter_map(|row| match row.as_slice() {
                [Value::Integer(n), Value::Id(id)] => Some((*id, *n)),
                _ => None,
            })
            .collect();
        let mut texts = Vec::new();
        for (record, row) in records[at..end].iter_mut().zip(rows) {
            record.n = ns.get(&record.id()).copied().ok_or(StoreError::Busy)?;
            if !row.words.is_empty() {
                texts.push((record.n, row.words));
            }
        }
        if dialect == Dialect::Sqlite && !texts.is_empty() {
            connection.index(&compiled.entity.key, texts).await?;
        }
        at = end;
    }
    links::insert(connection, &compiled, &mut records, &referred, None).await?;
    roll_ups::after(connection, &snapshot, &compiled, &records, &referred, &stamp).await?;
    let log: Vec<Change> = records.iter().zip(whys).map(|(r, why)| created(&compiled, r, why)).collect();
    transaction.log(&stamp, &log).await?;
    if let Some(remember) = remember {
        remember.store(&mut transaction.connection, &records, stamp.at).await?;
    }
    Ok(records)
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
    let mut issues = Vec::new();
    let mut known: HashMap<Uuid, Value> = HashMap::new();
    let several = records.len() > 1;
    for (index, record) in records.iter_mut().enumerate() {
        let Some(owner) = record.system_id("owner_id") else {
            record.set_system("department_id", Value::Blank);
            continue;
        };
        if Some(owner) == actor && !known.contains_key(&owner) && record.system_id("department_id").is_some()
        {
            continue;
        }
        let department = match known.entry(owner) {
            Entry::Occupied(place) => place.get().clone(),
            Entry::Vacant(place) => match links::department_of(connection, owner).await? {
                Some(department) => place.insert(department).clone(),
                None => {
                    let prefix = if several { format!("/{index}") } else { String::new() };
                    issues.push(
                        Issue::new("unknown_user", "/owner_id", "没有这位负责人", "there is no such person")
                            .below(&prefix),
                    );
                    continue;
                }
            },
        };
        record.set_system("department_id", department);
    }
    if issues.is_empty() { Ok(()) } else { Err(StoreError::Issues(issues)) }
}

fn created(compiled: &Compiled, record: &Record, why: Option<Json>) -> Change {
    let mut fields = Map::new();
    for (key, value) in record.values.iter().filter(|(_, v)| !v.is_blank()) {
        let own =
            compiled.entity.own_field(key.as_str()).is_some_and(|f| !f.volatile && f.kind != Kind::RollUp);
        if let Some(field) = compiled.entity.field(key.as_str()).filter(|_| own || key.as_str() == "owner_id")
        {
            let json = super::history::logged(compiled, field, value);
            fields.insert(key.as_str().to_owned(), Json::Array(vec![Json::Null, json]));
        }
    }
    Change {
        subject: changes::subject(&compiled.entity.key),
        record: record.id(),
        n: record.n,
        action: "create",
        fields: Json::Object(fields),
        why,
    }
}
