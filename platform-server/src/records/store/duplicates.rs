//! When two records are the same: normalised keys, what may be told, and unique indexes in a person's words.

use std::collections::BTreeSet;

use engine_core::{
    duplicate,
    entity::{Disclosure, Entity},
    issue::{Issue, token},
    kinds::ColumnType,
    plan::Condition,
    policy::Right,
    value::Value,
};
use serde_json::json;
use uuid::Uuid;

use super::{Input, Store, StoreError};
use crate::{
    access::{ActionMarker, Permit},
    catalog::Compiled,
    records::{
        changes::{self, Change, Stamp},
        ddl, names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
    },
};

/// A record that is the same by a rule, as much of it as may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Its id, for those who may see it.
    pub id: Option<Uuid>,
    /// The fields that agree.
    pub fields: Vec<String>,
    /// Its owner's name, masked, where the rule tells it.
    pub owner: Option<String>,
}

/// The keys of a record, one per rule of its entity.
pub(crate) fn duplicate_keys(entity: &Entity, record: &Record) -> Vec<Option<String>> {
    duplicate::keys(entity, |key| record.get(key.as_str()))
}

impl Store {
    /// Records that are the same as an input by the entity's rule; whoever may not see them learns what the rule says,
    /// and the history of the record says who learnt it.
    ///
    /// # Errors
    /// When the database does not answer, or the rule was published just now.
    pub async fn duplicates<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        input: &Input,
        except: Option<Uuid>,
        stamp: &Stamp,
    ) -> Result<Vec<Duplicate>, StoreError> {
        let entity = &permit.entity().entity;
        let Some(rule) = &entity.duplicate else { return Ok(Vec::new()) };
        if permit.snapshot().computing.duplicates.contains(entity.key.as_str()) {
            return Err(StoreError::Computing);
        }
        let record = Record { values: input.values.clone(), ..Record::default() };
        let keys = duplicate_keys(entity, &record);
        let visible = permit.target_rows(entity.key.as_str()).map_err(|_| StoreError::Forbidden)?;
        let mut found: Vec<Duplicate> = Vec::new();
        let mut told_of: Vec<Change> = Vec::new();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        for (i, (key, set)) in keys.iter().zip(&rule.matches).enumerate() {
            let Some(key) = key else { continue };
            let sql =
                same(connection.dialect(), entity, i, key, visible.as_ref().unwrap_or(&Condition::False));
            let types = [ColumnType::Id, ColumnType::Integer, ColumnType::Text, ColumnType::Integer];
            for row in connection.fetch_as(sql, &types).await? {
                let [Value::Id(id), Value::Integer(seen), owner, Value::Integer(n)] = row.as_slice() else {
                    continue;
                };
                if Some(*id) == except || found.iter().any(|d| d.id == Some(*id)) {
                    continue;
                }
                let told = *seen == 1 || rule.disclose != Disclosure::Nothing;
                let owner = match owner {
                    Value::Text(name) if tells_owner(permit, rule.disclose, *seen == 1) => {
                        Some(engine_core::kinds::mask(engine_core::entity::Mask::Name, name))
                    }
                    _ => None,
                };
                let fields: Vec<String> = set.iter().map(|f| f.as_str().to_owned()).collect();
                if told && *seen != 1 && told_of.iter().all(|change| change.record != *id) {
                    told_of.push(probe(entity, (*id, *n), &fields, owner.is_some()));
                }
                let duplicate = Duplicate { id: (*seen == 1).then_some(*id), fields, owner };
                if told && !found.contains(&duplicate) {
                    found.push(duplicate);
                }
            }
        }
        drop(held);
        if !told_of.is_empty() {
            let stamp = stamp.clone();
            self.writer.write(move |t| Box::pin(async move { t.log(&stamp, told_of).await })).await?;
        }
        Ok(found)
    }
}

/// Whether a caller learns whose a record is: who may see that of a record within reach, or where the rule tells it.
pub(super) fn tells_owner<A: ActionMarker>(permit: &Permit<A>, disclose: Disclosure, seen: bool) -> bool {
    disclose == Disclosure::Owner || seen && permit.right("owner_id") >= Right::Readonly
}

/// Somebody without the right to see a record learnt of it.
pub(super) fn probe(entity: &Entity, (id, n): (Uuid, i64), fields: &[String], owner: bool) -> Change {
    Change {
        subject: changes::subject(&entity.key),
        record: id,
        n,
        action: "probe",
        fields: json!({}),
        why: Some(
            json!({ "duplicate": { "fields": fields, "told": if owner { "owner" } else { "exists" } } }),
        ),
    }
}

fn same(
    dialect: crate::database::Dialect,
    entity: &Entity,
    rule: usize,
    key: &str,
    visible: &Condition,
) -> Statement {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let mut sql = Statement::start(dialect, "SELECT t0.\"id\", CAST(CASE WHEN ");
    lowering.condition(&mut sql, Lowering::ROOT, visible);
    sql.push(" THEN 1 ELSE 0 END AS ").push_for("INTEGER", "BIGINT");
    sql.push("), (SELECT u.\"name\" FROM \"users\" u WHERE u.\"id\" = t0.\"owner_id\"), t0.\"n\" FROM ");
    sql.name(&names::table(&entity.key)).push(" t0 WHERE t0.\"deleted_at\" IS NULL AND t0.");
    sql.name(&ddl::duplicate_column(rule)).push(" = ").bind(Bind::Text(Some(key.to_owned())));
    sql.push(" ORDER BY t0.\"n\" LIMIT 20");
    sql
}

/// The columns that SQLite names: `UNIQUE constraint failed: e_customer.f_code, e_customer.f_day`.
fn constrained(said: &str) -> BTreeSet<&str> {
    let list = said.split_once("constraint failed: ").map_or("", |(_, list)| list);
    list.split(", ").filter_map(|place| Some(place.split_once('.')?.1)).collect()
}

/// A broken unique index as issues at its fields.
pub(super) fn name_violation(compiled: &Compiled, error: StoreError) -> StoreError {
    let StoreError::NotUnique(said) = &error else { return error };
    let shape = ddl::shape(&compiled.entity);
    let broken = shape.indexes.iter().filter(|i| i.unique).find(|i| {
        said == i.name.as_str() || constrained(said) == i.columns.iter().map(names::Name::as_str).collect()
    });
    let Some(index) = broken else { return error };
    let fields = compiled.entity.fields.values().filter(|f| index.columns.contains(&names::column(f, "")));
    StoreError::Issues(
        fields
            .map(|f| {
                Issue::new(
                    "not_unique",
                    token(f.key.as_str()),
                    "已存在相同的记录",
                    "another record has this value",
                )
            })
            .collect(),
    )
}
