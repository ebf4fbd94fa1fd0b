//! Who changed what about people: entries of the one change log, written in the transaction of the change.
//!
//! Shape:  one entry: who, by which means, what, to which, and what is new; never a secret. The subject is
//!         `identity/user`, `identity/team`, …, which no entity can be called. [`note`] is the same for what else the system
//!         tables hold: `exchange/import`.
//! Source: DESIGN §5 "Users, roles, departments, calendars and definitions are logged too".

use engine_core::moment::Moment;
use sea_orm::{ConnectionTrait, DbErr, Statement as Spoken, Value};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{Actor, Via};
use crate::{
    app::App,
    database::Dialect,
    records::{
        changes::{self, Chain, Change, Entry as Logged},
        sql::{Bind, Statement},
    },
};

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `created`, `changed`, `signed_in`, …
    pub action: &'static str,
    /// `user`, `department`, `team`, `token`, `import`.
    pub subject: &'static str,
    /// Which.
    pub id: Uuid,
    /// What is new.
    pub changes: Json,
}

/// Writes an entry about people.
///
/// # Errors
/// When the database fails.
pub async fn write(
    app: &App,
    within: &impl ConnectionTrait,
    actor: &Actor,
    entry: Entry,
) -> Result<(), DbErr> {
    note(app, within, actor, "identity", entry).await
}

/// Writes an entry about something of an area.
///
/// # Errors
/// When the database fails, or another process took the request over that writes.
pub async fn note(
    app: &App,
    within: &impl ConnectionTrait,
    actor: &Actor,
    area: &'static str,
    entry: Entry,
) -> Result<(), DbErr> {
    let means = match actor.via {
        Via::Session(_) => "user",
        Via::Token { .. } => "token",
        Via::Operator => "operator",
        Via::Form(_) => "form",
    };
    let fields: Map<String, Json> = match entry.changes {
        Json::Object(changes) => changes.into_iter().map(|(key, new)| (key, json!([null, new]))).collect(),
        _ => Map::new(),
    };
    let change = Change {
        subject: format!("{area}/{}", entry.subject),
        record: entry.id,
        n: 0,
        action: entry.action,
        fields: Json::Object(fields),
        why: Some(json!({ "via": means })),
    };
    let dialect = app.database.dialect;
    let stamp = app.store.stamp(actor);
    if let Some(reservation) = &stamp.reservation
        && within.execute_raw(spoken(within, reservation.mark(dialect))).await?.rows_affected() == 0
    {
        return Err(DbErr::RecordNotUpdated);
    }
    let mut chain = if dialect == Dialect::Sqlite { chain(within).await? } else { Chain::default() };
    let entries = vec![Logged::new(change)];
    let mut numbers = Vec::new();
    for statement in changes::rows(dialect, &mut chain, &stamp, &entries).one_by_one() {
        for row in within.query_all_raw(spoken(within, statement)).await? {
            numbers.push(row.try_get_by_index(0)?);
        }
    }
    for statement in changes::details(dialect, entries, &numbers).one_by_one() {
        within.execute_raw(spoken(within, statement)).await?;
    }
    Ok(())
}

/// Where the chain stands, read under the write lock that the transaction holds.
async fn chain(within: &impl ConnectionTrait) -> Result<Chain, DbErr> {
    let row = within.query_one_raw(spoken(within, changes::last(Dialect::Sqlite))).await?;
    let Some(row) = row else { return Ok(Chain::default()) };
    Ok(Chain::at(&row.try_get_by_index::<String>(1)?, &row.try_get_by_index::<String>(0)?))
}

fn spoken(within: &impl ConnectionTrait, statement: Statement) -> Spoken {
    let sqlite = statement.dialect() == Dialect::Sqlite;
    let (text, binds) = statement.finish();
    Spoken::from_sql_and_values(
        within.get_database_backend(),
        text,
        binds.into_iter().map(|bind| value(bind, sqlite)),
    )
}

/// A bind of the log's statements; they hold no other types.
fn value(bind: Bind, sqlite: bool) -> Value {
    match bind {
        Bind::Text(text) | Bind::Json(text) => text.into(),
        Bind::Integer(number) => number.into(),
        Bind::Boolean(truth) => truth.into(),
        Bind::Bytes(bytes) => bytes.into(),
        Bind::Id(id) => id.into(),
        Bind::Moment(at) if sqlite => at.map(|at| at.0).into(),
        Bind::Moment(at) => at.and_then(|Moment(at)| chrono::DateTime::from_timestamp_micros(at)).into(),
        Bind::Decimal(..) | Bind::Date(_) => Value::String(None),
    }
}
