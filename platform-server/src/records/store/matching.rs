//! Which living records hold given values, asked for many keys at once: what an import needs to know.
//!
//! Shape:  keys in, per key at most two records, each with whether it lies within a row rule. What lies outside is told
//!         only as far as [`Reach`] and the entity's duplicate rule say.

use std::collections::{HashMap, HashSet};

use engine_core::{
    entity::{Disclosure, Entity, Mask},
    key::FieldKey,
    kinds::{self, ColumnType},
    plan::{Column, Comparison, Condition, Plan, Test},
    value::Value,
};
use indexmap::IndexMap;
use uuid::Uuid;

use super::{
    Duplicate, Store, StoreError,
    duplicates::{self, tells_owner},
    page,
};
use crate::{
    access::{ActionMarker, Permit, Purpose, internal},
    database::Dialect,
    records::{
        changes::{Change, Stamp},
        connection::Connection,
        ddl, names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes, select},
    },
};

/// Keys asked about at once.
const KEYS: usize = 500;

/// Among which records is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those within the row rule.
    Within,
    /// All: for what must be unique anyway, so that a write would tell the same.
    Everywhere,
}

/// A record that holds a key.
#[derive(Clone, Debug)]
pub struct Found {
    /// Which.
    pub id: Uuid,
    /// Whether it lies within the row rule.
    pub within: bool,
    /// Its title; blank outside the row rule.
    pub title: Value,
}

impl Store {
    /// Living records whose `fields` equal each key, at most two per key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn matching<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        fields: &[FieldKey],
        keys: &[Vec<Value>],
        within: &Condition,
        reach: Reach,
    ) -> Result<Vec<Vec<Found>>, StoreError> {
        let entity = &permit.entity().entity;
        let columns: Vec<Column> = fields
            .iter()
            .filter_map(|key| entity.field(key.as_str()))
            .map(|field| Column::own(entity, field))
            .collect();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut answers = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(KEYS / fields.len().max(1)) {
            let mut records =
                holding(&mut connection, permit, &columns, chunk, within, reach, chunk.len() * 4).await?;
            if records.len() > chunk.len() * 4 {
                records.clear();
                for key in chunk {
                    let one = std::slice::from_ref(key);
                    records.extend(holding(&mut connection, permit, &columns, one, within, reach, 1).await?);
                }
            }
            let seen = match (reach, within) {
                (Reach::Within, _) | (_, Condition::True) => None,
                _ => Some(those_within(&mut connection, entity, &records, within).await?),
            };
            for key in chunk {
                let agree = |record: &&Record| {
                    fields.iter().zip(key).all(|(f, value)| record.get(f.as_str()) == value)
                };
                let found = records.iter().filter(agree).take(2).map(|record| {
                    let within = seen.as_ref().is_none_or(|seen| seen.contains(&record.id()));
                    let title = entity.title.as_ref().filter(|_| within);
                    let title = title.map_or(Value::Blank, |title| record.get(title.as_str()).clone());
                    Found { id: record.id(), within, title }
                });
                answers.push(found.collect());
            }
        }
        Ok(answers)
    }

    /// Living records that are the same by a rule of the entity: `(index of the rule, key)`; the first one within the
    /// row rule, else as much of the first as the rule tells. The history of a record outside says who learnt of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn same<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        keys: &[(usize, String)],
        within: &Condition,
        stamp: &Stamp,
    ) -> Result<Vec<Option<Duplicate>>, StoreError> {
        let entity = &permit.entity().entity;
        let Some(rule) = &entity.duplicate else { return Ok(vec![None; keys.len()]) };
        let mut found: HashMap<(usize, String), Duplicate> = HashMap::new();
        let mut told_of: IndexMap<Uuid, Change> = IndexMap::new();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        for (index, set) in rule.matches.iter().enumerate() {
            let fields: Vec<String> = set.iter().map(|f| f.as_str().to_owned()).collect();
            let asked: Vec<&String> =
                keys.iter().filter(|(of, _)| *of == index).map(|(_, key)| key).collect();
            for chunk in asked.chunks(KEYS) {
                for alike in first_alike(&mut connection, entity, index, chunk, within).await? {
                    if !alike.within && rule.disclose == Disclosure::Nothing {
                        continue;
                    }
                    let owner = alike.owner.filter(|_| tells_owner(permit, rule.disclose, alike.within));
                    let owner = owner.map(|name| kinds::mask(Mask::Name, &name));
                    if !alike.within {
                        let told = duplicates::probe(entity, (alike.id, alike.n), &fields, owner.is_some());
                        told_of.entry(alike.id).or_insert(told);
                    }
                    let id = alike.within.then_some(alike.id);
                    found.insert((index, alike.key), Duplicate { id, fields: fields.clone(), owner });
                }
            }
        }
        drop(held);
        if !told_of.is_empty() {
            let (stamp, told_of) = (stamp.clone(), told_of.into_values().collect());
            self.writer.write(move |t| Box::pin(async move { t.log(&stamp, told_of).await })).await?;
        }
        Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
    }
}

/// Records that hold one of the keys, at most `limit` and one more.
async fn holding<A: ActionMarker>(
    connection: &mut Connection<'_>,
    permit: &Permit<A>,
    columns: &[Column],
    keys: &[Vec<Value>],
    within: &Condition,
    reach: Reach,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    let _past_permits = internal(Purpose::Uniqueness);
    let entity = &permit.entity().entity;
    let test = |column: &Column, comparison| Condition::Test(Test { column: column.clone(), comparison });
    let condition = match columns {
        [column] => {
            test(column, Comparison::In(keys.iter().filter_map(|key| key.first().cloned()).collect()))
        }
        _ => {
            let agree = |key: &Vec<Value>| {
                let each = columns
                    .iter()
                    .zip(key)
                    .map(|(column, value)| test(column, Comparison::Eq(value.clone())));
                each.fold(Condition::True, Condition::and)
            };
            Condition::Or(keys.iter().map(agree).collect())
        }
    };
    let condition = match reach {
        Reach::Within => within.clone().and(condition),
        Reach::Everywhere => condition,
    };
    let id = Column::own(entity, entity.field("id").expect("every record has an id"));
    let title = entity.title.as_ref().and_then(|title| entity.field(title.as_str()));
    let title = title
        .map(|field| Column::own(entity, field))
        .filter(|title| columns.iter().all(|c| c.field.key != title.field.key));
    let plan = Plan {
        entity: entity.clone(),
        condition,
        search: None,
        sort: Vec::new(),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
        after: None,
        deleted: false,
        as_of: None,
        select: std::iter::once(id).chain(columns.iter().cloned()).chain(title).collect(),
        labels: Vec::new(),
    };
    let query = select::page(connection.dialect(), &Scopes::new(), &plan);
    let mut records = Vec::new();
    for segment in query.segments {
        let rows = connection.fetch(segment, &query.decode).await?;
        records.extend(rows.into_iter().map(|row| page::record(&plan, row).0));
    }
    Ok(records)
}

/// Ids of those records that lie within a row rule.
async fn those_within(
    connection: &mut Connection<'_>,
    entity: &Entity,
    records: &[Record],
    within: &Condition,
) -> Result<HashSet<Uuid>, StoreError> {
    if records.is_empty() {
        return Ok(HashSet::new());
    }
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(connection.dialect(), &scopes);
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"id\" FROM ");
    sql.name(&names::table(&entity.key)).push(" t0 WHERE t0.\"id\" IN (");
    sql.join(records, ", ", |sql, record| {
        sql.bind(Bind::Id(Some(record.id())));
    });
    sql.push(") AND ");
    lowering.condition(&mut sql, Lowering::ROOT, within);
    let rows = connection.fetch_as(sql, &[ColumnType::Id]).await?;
    let id = |row: Vec<Value>| match row.first() {
        Some(Value::Id(id)) => Some(*id),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(id).collect())
}

/// A record that is the same by a rule.
struct Alike {
    key: String,
    n: i64,
    id: Uuid,
    within: bool,
    owner: Option<String>,
}

/// Per key the first record that holds it, one within the row rule before the others.
async fn first_alike(
    connection: &mut Connection<'_>,
    entity: &Entity,
    rule: usize,
    keys: &[&String],
    within: &Condition,
) -> Result<Vec<Alike>, StoreError> {
    let types =
        [ColumnType::Text, ColumnType::Integer, ColumnType::Id, ColumnType::Integer, ColumnType::Text];
    let sql = alike(connection.dialect(), entity, rule, keys, within);
    let alike = |row: Vec<Value>| match row.as_slice() {
        [Value::Text(key), Value::Integer(n), Value::Id(id), Value::Integer(within), owner] => Some(Alike {
            key: key.clone(),
            n: *n,
            id: *id,
            within: *within == 1,
            owner: if let Value::Text(name) = owner { Some(name.clone()) } else { None },
        }),
        _ => None,
    };
    Ok(connection.fetch_as(sql, &types).await?.into_iter().filter_map(alike).collect())
}

fn alike(dialect: Dialect, entity: &Entity, rule: usize, keys: &[&String], within: &Condition) -> Statement {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let (table, column) = (names::table(&entity.key), ddl::duplicate_column(rule));
    let mut sql = Statement::start(dialect, "SELECT f.\"key\", t1.\"n\", t1.\"id\", ");
    sql.push("CAST(CASE WHEN f.\"seen\" IS NULL THEN 0 ELSE 1 END AS ").push_for("INTEGER", "BIGINT");
    sql.push("), (SELECT u.\"name\" FROM \"users\" u WHERE u.\"id\" = t1.\"owner_id\") FROM (SELECT t0.");
    sql.name(&column).push(" AS \"key\", MIN(t0.\"n\") AS \"n\", MIN(CASE WHEN ");
    lowering.condition(&mut sql, Lowering::ROOT, within);
    sql.push(" THEN t0.\"n\" END) AS \"seen\" FROM ").name(&table);
    sql.push(" t0 WHERE t0.\"deleted_at\" IS NULL AND t0.").name(&column).push(" IN (");
    sql.join(keys, ", ", |sql, key| {
        sql.bind(Bind::Text(Some((*key).clone())));
    });
    sql.push(") GROUP BY t0.").name(&column).push(") f JOIN ").name(&table);
    sql.push(" t1 ON t1.\"n\" = COALESCE(f.\"seen\", f.\"n\")");
    sql
}
