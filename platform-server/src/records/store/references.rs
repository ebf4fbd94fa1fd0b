//! References on their way in: ids the caller may see become numbers.

use std::collections::{HashMap, HashSet};

use engine_core::{
    entity::Field,
    issue::{Issue, token},
    key::EntityKey,
    kinds::{ColumnType, Kind},
    plan::Condition,
    value::Value,
};
use uuid::Uuid;

use super::StoreError;
use crate::{
    access::{ActionMarker, Denied, Permit},
    catalog::Compiled,
    records::{
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
    },
};

/// Under which row rule each target may be referred to.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets(HashMap<EntityKey, Condition>);

impl Targets {
    /// The rules of every target of an entity.
    pub(super) fn of<A: ActionMarker>(permit: &Permit<A>) -> Result<Targets, Denied> {
        let mut targets = Targets::default();
        let compiled = permit.entity();
        let rows = compiled.rows.iter().flat_map(|(_, rows)| rows.fields.values());
        for field in compiled.entity.fields.values().chain(rows) {
            if let (Kind::Reference | Kind::References, Some(target)) = (field.kind, &field.target) {
                let rows = permit.target_rows(target.as_str())?.unwrap_or(Condition::False);
                targets.0.insert(target.clone(), rows);
            }
        }
        Ok(targets)
    }

    /// Finds the numbers of ids.
    async fn find(
        &self,
        connection: &mut Connection<'_>,
        target: &EntityKey,
        ids: &HashSet<Uuid>,
    ) -> Result<HashMap<Uuid, i64>, StoreError> {
        let ids: Vec<Uuid> = ids.iter().copied().collect();
        let mut found = HashMap::with_capacity(ids.len());
        let scopes = Scopes::new();
        for chunk in ids.chunks(500) {
            let mut lowering = Lowering::new(connection.dialect(), &scopes);
            let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"id\", t0.\"n\" FROM ");
            sql.name(&names::table(target)).push(" t0 WHERE t0.\"deleted_at\" IS NULL AND t0.\"id\" IN (");
            sql.join(chunk, ", ", |sql, id| {
                sql.bind(Bind::Id(Some(*id)));
            });
            sql.push(")");
            if let Some(rule) = self.0.get(target) {
                sql.push(" AND ");
                lowering.condition(&mut sql, Lowering::ROOT, rule);
            }
            for row in connection.fetch_as(sql, &[ColumnType::Id, ColumnType::Integer]).await? {
                if let [Value::Id(id), Value::Integer(n)] = row.as_slice() {
                    found.insert(*id, *n);
                }
            }
        }
        Ok(found)
    }
}

/// The numbers of every record that some records refer to, by target and id.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<(EntityKey, Uuid), i64>);

impl Numbers {
    /// The value as it is stored: a number, or blank.
    pub(super) fn stored(&self, field: &Field, value: &Value) -> Value {
        match (&field.target, value) {
            (Some(target), Value::Id(id)) => {
                self.0.get(&(target.clone(), *id)).map_or(Value::Blank, |n| Value::Integer(*n))
            }
            _ => Value::Blank,
        }
    }

    /// What is bound for one item of a field with several values.
    pub(super) fn link(&self, field: &Field, item: &Value) -> Bind {
        match (field.kind, self.stored(field, item)) {
            (Kind::References, Value::Integer(n)) => Bind::Integer(Some(n)),
            (Kind::References, _) => Bind::Integer(None),
            _ => Bind::from(item),
        }
    }
}

/// Looks up every reference of some records; issues carry the record's index when there are several.
pub(super) async fn resolve(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    targets: &Targets,
    records: &[Record],
    before: Option<&Record>,
    changed: impl Fn(&Field) -> bool,
) -> Result<Numbers, StoreError> {
    let mut numbers = Numbers::default();
    let mut issues = people(connection, compiled, records, &changed).await?;
    issues.extend(people_in_rows(connection, compiled, records, before, &changed).await?);
    for field in compiled.entity.fields.values() {
        let (Kind::Reference | Kind::References, Some(target)) = (field.kind, &field.target) else {
            continue;
        };
        if !changed(field) {
            continue;
        }
        let ids: HashSet<Uuid> = records.iter().flat_map(|r| ids(r.get(field.key.as_str()))).collect();
        if ids.is_empty() {
            continue;
        }
        let found = found_or_kept(connection, targets, target, ids, || {
            before.iter().flat_map(|before| self::ids(before.get(field.key.as_str()))).collect()
        });
        let found = found.await?;
        for (index, record) in records.iter().enumerate() {
            for id in ids_missing(record.get(field.key.as_str()), &found) {
                let prefix = if records.len() > 1 { format!("/{index}") } else { String::new() };
                issues.push(missing(field, id).below(&prefix));
            }
        }
        numbers.0.extend(found.into_iter().map(|(id, n)| ((target.clone(), id), n)));
    }
    for (table, rows) in compiled.rows.iter().filter(|(table, _)| changed(table)) {
        for field in rows.fields.values().filter(|field| field.kind == Kind::Reference) {
            let Some(target) = &field.target else { continue };
            let referred = |record: &Record| -> HashSet<Uuid> {
                in_rows(record, table, field).map(|(_, id)| id).collect()
            };
            let ids: HashSet<Uuid> = records.iter().flat_map(referred).collect();
            if ids.is_empty() {
                continue;
            }
            let found =
                found_or_kept(connection, targets, target, ids, || before.map(referred).unwrap_or_default());
            let found = found.await?;
            for (index, record) in records.iter().enumerate() {
                for (row, id) in in_rows(record, table, field).filter(|(_, id)| !found.contains_key(id)) {
                    let prefix = if records.len() > 1 { format!("/{index}") } else { String::new() };
                    let place = format!("{prefix}{}/{row}", token(table.key.as_str()));
                    issues.push(missing(field, id).below(&place));
                }
            }
            numbers.0.extend(found.into_iter().map(|(id, n)| ((target.clone(), id), n)));
        }
    }
    if issues.is_empty() { Ok(numbers) } else { Err(StoreError::Issues(issues)) }
}

/// The numbers of ids; what a record referred to before stays legal whoever may see it.
async fn found_or_kept(
    connection: &mut Connection<'_>,
    targets: &Targets,
    target: &EntityKey,
    ids: HashSet<Uuid>,
    before: impl Fn() -> HashSet<Uuid>,
) -> Result<HashMap<Uuid, i64>, StoreError> {
    let mut found = targets.find(connection, target, &ids).await?;
    if found.len() < ids.len() {
        let kept = before().intersection(&ids).filter(|id| !found.contains_key(id)).copied().collect();
        found.extend(Targets::default().find(connection, target, &kept).await?);
    }
    Ok(found)
}

/// What the rows of a sub-table refer to by one field, with the place of each row.
fn in_rows<'r>(
    record: &'r Record,
    table: &Field,
    field: &'r Field,
) -> impl Iterator<Item = (usize, Uuid)> + 'r {
    let rows = match record.get(table.key.as_str()) {
        Value::Rows(rows) => rows.as_slice(),
        _ => &[],
    };
    rows.iter().enumerate().filter_map(|(i, row)| {
        let value = row.values.iter().find(|(key, _)| *key == field.key).map(|(_, value)| value);
        if let Some(Value::Id(id)) = value { Some((i, *id)) } else { None }
    })
}

/// Users and departments that there are not.
async fn people(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &[Record],
    changed: &impl Fn(&Field) -> bool,
) -> Result<Vec<Issue>, StoreError> {
    let mut issues = Vec::new();
    for field in compiled.entity.fields.values().filter(|field| changed(field)) {
        let wanted = records.iter().flat_map(|r| ids(r.get(field.key.as_str()))).collect();
        let Some(found) = known(connection, field, wanted).await? else { continue };
        for (index, record) in records.iter().enumerate() {
            if ids(record.get(field.key.as_str())).iter().any(|id| !found.contains(id)) {
                let prefix = if records.len() > 1 { format!("/{index}") } else { String::new() };
                issues.push(nobody(field).below(&prefix));
            }
        }
    }
    Ok(issues)
}

/// The same in rows of sub-tables; whom a row named before stays legal.
async fn people_in_rows(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &[Record],
    before: Option<&Record>,
    changed: &impl Fn(&Field) -> bool,
) -> Result<Vec<Issue>, StoreError> {
    let mut issues = Vec::new();
    for (table, rows) in compiled.rows.iter().filter(|(table, _)| changed(table)) {
        for field in rows.fields.values() {
            let wanted = records.iter().flat_map(|r| in_rows(r, table, field)).map(|(_, id)| id).collect();
            let Some(mut found) = known(connection, field, wanted).await? else { continue };
            found.extend(before.iter().flat_map(|r| in_rows(r, table, field)).map(|(_, id)| id));
            for (index, record) in records.iter().enumerate() {
                for (row, _) in in_rows(record, table, field).filter(|(_, id)| !found.contains(id)) {
                    let prefix = if records.len() > 1 { format!("/{index}") } else { String::new() };
                    let place = format!("{prefix}{}/{row}", token(table.key.as_str()));
                    issues.push(nobody(field).below(&place));
                }
            }
        }
    }
    Ok(issues)
}

/// Those of some users or departments that there are; nothing for a field of another kind.
async fn known(
    connection: &mut Connection<'_>,
    field: &Field,
    wanted: HashSet<Uuid>,
) -> Result<Option<HashSet<Uuid>>, StoreError> {
    let table = match field.kind {
        Kind::User | Kind::Users => "users",
        Kind::Department => "departments",
        _ => return Ok(None),
    };
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let mut found = HashSet::with_capacity(wanted.len());
    for chunk in wanted.chunks(500) {
        let mut sql = Statement::start(connection.dialect(), "SELECT \"id\" FROM ");
        sql.name(&names::Name::fixed(table)).push(" WHERE \"id\" IN (");
        sql.join(chunk, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(")");
        let rows = connection.fetch_as(sql, &[ColumnType::Id]).await?;
        found.extend(rows.iter().flatten().flat_map(ids));
    }
    Ok(Some(found))
}

fn nobody(field: &Field) -> Issue {
    let at = token(field.key.as_str());
    match field.kind {
        Kind::User | Kind::Users => Issue::new("unknown_user", at, "没有这个人", "there is no such person"),
        _ => Issue::new("unknown_department", at, "没有这个部门", "there is no such department"),
    }
}

fn ids(value: &Value) -> Vec<Uuid> {
    match value {
        Value::Id(id) => vec![*id],
        Value::List(items) => items.iter().flat_map(ids).collect(),
        _ => Vec::new(),
    }
}

fn ids_missing(value: &Value, found: &HashMap<Uuid, i64>) -> Vec<Uuid> {
    ids(value).into_iter().filter(|id| !found.contains_key(id)).collect()
}

fn missing(field: &Field, id: Uuid) -> Issue {
    Issue::new(
        "unknown_reference",
        token(field.key.as_str()),
        format!("所关联的记录不存在，或您无权查看（{id}）"),
        format!("the record referred to does not exist, or you may not see it ({id})"),
    )
}
