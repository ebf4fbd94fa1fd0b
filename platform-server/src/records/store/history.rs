//! What happened to a record.

use engine_core::{
    entity::Field,
    kinds::ColumnType,
    moment::Moment,
    policy::Right,
    value::{Row, Value},
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::{
    access::{Permit, View},
    catalog::Compiled,
    records::{
        connection::Connection,
        record::{Record, value_to_json},
        sql::{Bind, Statement},
    },
};

/// One entry of a record's history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// Where it stands among the changes of the whole system; the cursor of a history.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor: Option<Uuid>,
    /// `create`, `update`, …
    pub action: String,
    /// Field to `[old, new]`.
    pub fields: Map<String, Json>,
    /// Rule and version, import, or nothing.
    pub why: Option<Json>,
    /// The batch it belongs to.
    pub batch: Option<Uuid>,
    /// The record.
    pub record: Uuid,
}

/// A page of history, newest first.
#[derive(Clone, Debug, Default)]
pub struct HistoryPage {
    /// In order.
    pub entries: Vec<HistoryEntry>,
    /// Where the next page starts.
    pub next: Option<i64>,
}

/// The JSON of a value as the log keeps it; rows of sub-tables with their own fields.
pub(super) fn logged(compiled: &Compiled, field: &Field, value: &Value) -> Json {
    match value {
        Value::Rows(rows) => {
            let entity = compiled.rows.iter().find(|(f, _)| f.key == field.key).map(|(_, e)| e);
            let row = |row: &Row| {
                let mut map = Map::new();
                if let Some(id) = row.id {
                    map.insert("id".into(), Json::String(id.to_string()));
                }
                for (key, value) in row.values.iter().filter(|(_, v)| !v.is_blank()) {
                    if let Some(field) = entity.and_then(|e| e.own_field(key.as_str())) {
                        map.insert(key.as_str().to_owned(), value_to_json(field, value));
                    }
                }
                Json::Object(map)
            };
            Json::Array(rows.iter().map(row).collect())
        }
        value => value_to_json(field, value),
    }
}

/// What is noted beside a record and gives it no new version.
pub(super) const BESIDE: [&str; 7] =
    ["share", "unshare", "unmask", "fill", "probe", "different", "not_different"];

/// Which changes are wanted.
pub(super) enum Wanted {
    /// Of one record, newest first, before a sequence number.
    Record(Uuid, Option<i64>, u32),
    /// The last ones that gave a record a new version, newest first.
    Versions(Uuid, u32),
    /// Of a batch and some records, oldest first.
    Of(Uuid, Vec<Uuid>),
    /// Of some records, oldest first, after a sequence number.
    After(Vec<Uuid>, i64),
    /// Of some records, oldest first, up to a moment.
    Until(Vec<Uuid>, Moment),
}

/// Reads changes with their details.
pub(super) async fn read(
    connection: &mut Connection<'_>,
    wanted: Wanted,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT c.\"seq\", c.\"at\", c.\"actor\", c.\"action\", d.\"fields\", d.\"why\", c.\"batch\", c.\"record_id\" \
         FROM \"changes\" c LEFT JOIN \"change_details\" d ON d.\"seq\" = c.\"seq\" WHERE ",
    );
    match wanted {
        Wanted::Record(id, before, limit) => {
            sql.push("c.\"record_id\" = ").bind(Bind::Id(Some(id)));
            if let Some(before) = before {
                sql.push(" AND c.\"seq\" < ").bind(Bind::Integer(Some(before)));
            }
            sql.push(" ORDER BY c.\"seq\" DESC LIMIT ").number(i64::from(limit));
        }
        Wanted::Versions(id, count) => {
            sql.push("c.\"record_id\" = ").bind(Bind::Id(Some(id)));
            sql.push(" AND c.\"action\" NOT IN (");
            sql.join(&BESIDE, ", ", |sql, action| {
                sql.bind(Bind::Text(Some((*action).to_owned())));
            });
            sql.push(") ORDER BY c.\"seq\" DESC LIMIT ");
            sql.number(i64::from(count));
        }
        Wanted::Of(batch, ids) => {
            among(&mut sql, ids);
            sql.push(" AND c.\"batch\" = ").bind(Bind::Id(Some(batch))).push(" ORDER BY c.\"seq\"");
        }
        Wanted::After(ids, seq) => {
            among(&mut sql, ids);
            sql.push(" AND c.\"seq\" > ").bind(Bind::Integer(Some(seq))).push(" ORDER BY c.\"seq\"");
        }
        Wanted::Until(ids, at) => {
            among(&mut sql, ids);
            sql.push(" AND c.\"at\" <= ").bind(Bind::Moment(Some(at))).push(" ORDER BY c.\"seq\"");
        }
    }
    let types = [
        ColumnType::Integer,
        ColumnType::Moment,
        ColumnType::Id,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Id,
        ColumnType::Id,
    ];
    let rows = connection.fetch_as(sql, &types).await?;
    Ok(rows.into_iter().filter_map(|row| entry(&row)).collect())
}

fn among(sql: &mut Statement, ids: Vec<Uuid>) {
    sql.push("c.\"record_id\" IN (");
    sql.join(ids, ", ", |sql, id| {
        sql.bind(Bind::Id(Some(id)));
    });
    sql.push(")");
}

fn entry(row: &[Value]) -> Option<HistoryEntry> {
    let id = |value: &Value| match value {
        Value::Id(id) => Some(*id),
        _ => None,
    };
    match row {
        [Value::Integer(seq), Value::Moment(at), actor, Value::Text(action), fields, why, batch, record] => {
            let json = |value: &Value| match value {
                Value::Text(text) => serde_json::from_str::<Json>(text).ok(),
                _ => None,
            };
            let fields = match json(fields) {
                Some(Json::Object(map)) => map,
                _ => Map::new(),
            };
            Some(HistoryEntry {
                seq: *seq,
                at: *at,
                actor: id(actor),
                action: action.clone(),
                fields,
                why: json(why),
                batch: id(batch),
                record: id(record)?,
            })
        }
        _ => None,
    }
}

impl Store {
    /// A record's history as far as the caller may see its fields.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn history(
        &self,
        permit: &Permit<View>,
        record: Uuid,
        before: Option<i64>,
        limit: u32,
    ) -> Result<HistoryPage, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut entries = read(&mut held.connection(), Wanted::Record(record, before, limit + 1)).await?;
        let more = entries.len() > limit as usize;
        entries.truncate(limit as usize);
        let next = entries.last().filter(|_| more).map(|e| e.seq);
        narrow(permit, &mut entries);
        Ok(HistoryPage { entries, next })
    }

    /// Changes of a record since it had a version, oldest first.
    pub(super) async fn changes_since(
        &self,
        current: &Record,
        version: i64,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let count = u32::try_from(current.version() - version).unwrap_or(0);
        let mut held = self.reader.acquire().await?;
        let mut entries = read(&mut held.connection(), Wanted::Versions(current.id(), count)).await?;
        entries.reverse();
        Ok(entries)
    }
}

/// Leaves of some entries what a reader may see.
pub(super) fn narrow(permit: &Permit<View>, entries: &mut Vec<HistoryEntry>) {
    for entry in entries.iter_mut() {
        let fields = std::mem::take(&mut entry.fields);
        entry.fields = fields.into_iter().filter_map(|(key, pair)| seen(permit, key, pair)).collect();
    }
    let merged =
        |entry: &HistoryEntry| entry.why.as_ref().is_some_and(|why| why["merge"]["records"].is_array());
    entries.retain(|entry| entry.action != "update" || !entry.fields.is_empty() || merged(entry));
}

/// What a reader sees of one changed field.
fn seen(permit: &Permit<View>, key: String, pair: Json) -> Option<(String, Json)> {
    match permit.right(&key) {
        Right::Hidden => None,
        Right::Masked => {
            let field = permit.entity().entity.own_field(&key)?;
            let mask = field.mask.unwrap_or(engine_core::entity::Mask::All);
            let hide = |json: &Json| match json {
                Json::Null => Json::Null,
                Json::String(text) => Json::String(engine_core::kinds::mask(mask, text)),
                other => Json::String(engine_core::kinds::mask(mask, &other.to_string())),
            };
            let pair = pair.as_array().map(|p| Json::Array(p.iter().map(hide).collect()))?;
            Some((key, pair))
        }
        _ => Some((key, pair)),
    }
}
