//! Taking a batch back: what it made goes, what it changed returns, unless somebody edited it since.

use std::collections::BTreeMap;

use engine_core::{plan::Condition, value::Value};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    Input, Store, StoreError, compute,
    history::{self, HistoryEntry, Wanted},
    load,
    references::Targets,
    remove,
    update::{self, Prepared},
};
use crate::{
    access::{Edit, Permit, Purpose, internal},
    records::{
        changes::Stamp,
        record::Record,
        sql::{Bind, Statement},
    },
};

/// A record that somebody edited after the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneKept {
    /// Which.
    pub id: Uuid,
    /// What was edited.
    pub fields: Vec<String>,
}

/// What an undo did, or why it asks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Records taken back, and those left as somebody edited them.
    Done(u64, Vec<UndoneKept>),
    /// Some were edited since and the caller did not say what to do with them.
    EditedSince(Vec<UndoneKept>),
}

impl Store {
    /// How many records a batch has written so far.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn written(&self, batch: Uuid) -> Result<u64, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(
            self.reader.dialect(),
            "SELECT COUNT(DISTINCT \"record_id\") FROM \"changes\" WHERE \"batch\" = ",
        );
        sql.bind(Bind::Id(Some(batch)));
        let count = held.connection().number(sql).await?.unwrap_or_default();
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Takes a batch back. `keep_edited` says what happens to records edited since: kept, or taken back too.
    ///
    /// # Errors
    /// When there is no such batch.
    pub async fn undo(
        &self,
        permit: &Permit<Edit>,
        batch: Uuid,
        keep_edited: Option<bool>,
        stamp: &Stamp,
    ) -> Result<Undone, StoreError> {
        let mut held = self.reader.acquire().await?;
        let entries = history::read(&mut held.connection(), Wanted::Batch(batch)).await?;
        if entries.is_empty() {
            return Err(StoreError::NotFound);
        }
        let mut by_record: BTreeMap<Uuid, Vec<HistoryEntry>> = BTreeMap::new();
        for entry in entries {
            by_record.entry(entry.record).or_default().push(entry);
        }
        let edited = edited_since(&mut held.connection(), batch, &by_record).await?;
        drop(held);
        if keep_edited.is_none() && !edited.is_empty() {
            return Ok(Undone::EditedSince(edited));
        }
        let (mut undone, mut kept) = (0, Vec::new());
        for (id, entries) in &by_record {
            let since = edited.iter().find(|e| e.id == *id);
            if let Some(since) = since.filter(|_| keep_edited == Some(true)) {
                kept.push(since.clone());
            } else if !self.may_undo(permit, *id, entries, since.is_some()).await? {
                kept.push(UndoneKept { id: *id, fields: Vec::new() });
            } else if self.undo_one(permit, *id, entries, batch, stamp).await? {
                undone += 1;
            }
        }
        Ok(Undone::Done(undone, kept))
    }

    /// Whoever may edit a record may undo a change of it. What the batch itself put out of its maker's reach, by making
    /// it for or giving it to somebody else, its maker may still take back while nobody touched it.
    async fn may_undo(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        entries: &[HistoryEntry],
        edited: bool,
    ) -> Result<bool, StoreError> {
        let moved = |e: &HistoryEntry| e.action == "create" || e.fields.contains_key("owner_id");
        if !edited && entries.iter().any(moved) {
            return Ok(true);
        }
        let mut held = self.reader.acquire().await?;
        for deleted in [false, true] {
            let mut connection = held.connection();
            if update::number_of(&mut connection, permit.entity(), id, permit.rows(), deleted)
                .await?
                .is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn undo_one(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        entries: &[HistoryEntry],
        batch: Uuid,
        stamp: &Stamp,
    ) -> Result<bool, StoreError> {
        let created = entries.first().is_some_and(|e| e.action == "create");
        let deleted = entries.last().is_some_and(|e| e.action == "delete");
        let (snapshot, compiled) = (permit.snapshot().clone(), permit.entity().clone());
        let stamp = stamp.clone();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let living = update::number_of(&mut connection, &compiled, id, &Condition::True, false).await?;
        let gone = update::number_of(&mut connection, &compiled, id, &Condition::True, true).await?;
        match (created, deleted, living, gone) {
            (true, _, Some(n), _) => {
                drop(held);
                self.writer
                    .write(move |t| {
                        Box::pin(
                            async move { remove::delete_one(t, &snapshot, &compiled, n, &stamp, 0).await },
                        )
                    })
                    .await?;
                Ok(true)
            }
            (false, true, _, Some(n)) => {
                drop(held);
                self.writer
                    .write(move |t| {
                        Box::pin(
                            async move { remove::restore_one(t, &snapshot, &compiled, n, &stamp, 0).await },
                        )
                    })
                    .await?;
                Ok(true)
            }
            (false, false, Some(n), _) => {
                let found =
                    load::whole(internal(Purpose::Undo), &mut connection, &compiled, &[n]).await?.pop();
                drop(held);
                match found {
                    Some(before) => self.put_back(permit, before, entries, batch, stamp).await,
                    None => Ok(false),
                }
            }
            _ => Ok(false),
        }
    }

    /// Sets the fields a batch changed to what they were before it.
    async fn put_back(
        &self,
        permit: &Permit<Edit>,
        before: Record,
        entries: &[HistoryEntry],
        batch: Uuid,
        stamp: Stamp,
    ) -> Result<bool, StoreError> {
        let compiled = permit.entity().clone();
        let mut old = Map::new();
        for entry in entries {
            for (key, pair) in &entry.fields {
                let writable = compiled.entity.own_field(key).is_some_and(|f| !f.kind.rules().computed());
                if writable || key == "owner_id" {
                    old.entry(key.clone()).or_insert_with(|| pair.get(0).cloned().unwrap_or(Json::Null));
                }
            }
        }
        let input = Input::read(&compiled, &old).map_err(StoreError::Issues)?;
        let mut after = before.clone();
        after.values.extend(input.values);
        compute::formulas(&compiled, &mut after, &self.formula_context());
        after.set_system("version", Value::Integer(before.version() + 1));
        after.set_system("updated_at", Value::Moment(stamp.at));
        after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
        let prepared = Prepared {
            snapshot: permit.snapshot().clone(),
            compiled,
            targets: Targets::default(),
            before,
            after,
            why: Some(json!({ "undo": batch })),
            action: "update",
        };
        self.writer
            .write(move |t| Box::pin(async move { update::write_one(t, prepared, &stamp).await }))
            .await?;
        Ok(true)
    }
}

/// Records that changed after the batch, by somebody else's hand or a later one of the same.
async fn edited_since(
    connection: &mut crate::records::connection::Connection<'_>,
    batch: Uuid,
    by_record: &BTreeMap<Uuid, Vec<HistoryEntry>>,
) -> Result<Vec<UndoneKept>, StoreError> {
    let mut edited = Vec::new();
    let ids: Vec<Uuid> = by_record.keys().copied().collect();
    for chunk in ids.chunks(500) {
        let forever = engine_core::moment::Moment(i64::MAX / 4);
        let all = history::read(connection, Wanted::Until(chunk.to_vec(), forever)).await?;
        let mut later: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for entry in all {
            let last = by_record[&entry.record].last().map_or(0, |e| e.seq);
            let edits = !matches!(entry.action.as_str(), "share" | "unshare" | "unmask" | "fill");
            if edits && entry.seq > last && entry.batch != Some(batch) {
                let fields = later.entry(entry.record).or_default();
                fields
                    .extend(entry.fields.keys().filter(|k| !fields.contains(k)).cloned().collect::<Vec<_>>());
            }
        }
        edited.extend(later.into_iter().map(|(id, fields)| UndoneKept { id, fields }));
    }
    Ok(edited)
}
