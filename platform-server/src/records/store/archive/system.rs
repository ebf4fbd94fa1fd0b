//! The tables that every installation has: what is kept of them, in which order.
//!
//! Shape:  a table is columns, the first of which are its key. Passwords, sessions, tokens, codes and answers kept for a
//!         day do not leave; files of imports and exports lie beside the database and do not either.

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};
use serde_json::Value as Json;

use super::{
    Mark, Page, StoreError, cell,
    line::{Line, Members},
    unfit,
};
use crate::{
    identity::Restored,
    records::{
        connection::Connection,
        names::Name,
        sql::{Bind, Rows, Statement},
    },
};

/// Rows read at once.
const PAGE: i64 = 1_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A plain value.
    Plain(ColumnType),
    /// A whole number of four bytes on PostgreSQL.
    Small,
    /// Microseconds since 1970, told as a moment.
    Micros,
    /// Text that is JSON.
    Body,
}

const ID: Cell = Cell::Plain(ColumnType::Id);
const TEXT: Cell = Cell::Plain(ColumnType::Text);
const WHOLE: Cell = Cell::Plain(ColumnType::Integer);
const MOMENT: Cell = Cell::Plain(ColumnType::Moment);

/// A table.
#[derive(Debug)]
pub struct Table {
    pub(super) name: &'static str,
    keys: usize,
    columns: &'static [(&'static str, Cell)],
}

const fn table(name: &'static str, keys: usize, columns: &'static [(&'static str, Cell)]) -> Table {
    Table { name, keys, columns }
}

/// What is kept of people; the rest of their table follows from it, or is their password.
const USERS: &str = "users";

/// All of them, in order of their names.
pub(super) const TABLES: &[Table] = &[
    table(
        "batches",
        1,
        &[("id", ID), ("entity", TEXT), ("kind", TEXT), ("actor", ID), ("at", MOMENT), ("undone_at", MOMENT)],
    ),
    table("counters", 3, &[("entity", TEXT), ("field", TEXT), ("period", TEXT), ("value", WHOLE)]),
    table(
        "definition_drafts",
        2,
        &[
            ("kind", TEXT),
            ("key", TEXT),
            ("app", TEXT),
            ("body", Cell::Body),
            ("etag", TEXT),
            ("updated_at", MOMENT),
            ("updated_by", ID),
        ],
    ),
    table(
        "definition_versions",
        3,
        &[
            ("kind", TEXT),
            ("key", TEXT),
            ("version", WHOLE),
            ("body", Cell::Body),
            ("sha256", TEXT),
            ("at", MOMENT),
            ("actor", ID),
        ],
    ),
    table(
        "definitions",
        2,
        &[("kind", TEXT), ("key", TEXT), ("app", TEXT), ("version", WHOLE), ("body", Cell::Body)],
    ),
    table("demo_apps", 1, &[("app", TEXT), ("state", TEXT), ("at", Cell::Micros)]),
    table("demo_items", 1, &[("id", ID), ("app", TEXT), ("kind", TEXT), ("name", TEXT)]),
    table(
        "departments",
        1,
        &[
            ("id", ID),
            ("name", TEXT),
            ("parent_id", ID),
            ("position", Cell::Small),
            ("path", TEXT),
            ("created_at", Cell::Micros),
            ("updated_at", Cell::Micros),
        ],
    ),
    table(
        "import_mappings",
        2,
        &[
            ("entity", TEXT),
            ("name", TEXT),
            ("body", Cell::Body),
            ("updated_at", Cell::Micros),
            ("updated_by", ID),
        ],
    ),
    table(
        "public_submissions",
        1,
        &[
            ("id", ID),
            ("form", TEXT),
            ("version", WHOLE),
            ("entity", TEXT),
            ("state", TEXT),
            ("reasons", TEXT),
            ("held_values", TEXT),
            ("parameters", TEXT),
            ("session", ID),
            ("device", TEXT),
            ("address", TEXT),
            ("agent", TEXT),
            ("consent", TEXT),
            ("consent_version", TEXT),
            ("at", MOMENT),
            ("record", ID),
            ("decided_by", ID),
            ("decided_at", MOMENT),
        ],
    ),
    table("public_values", 4, &[("form", TEXT), ("field", TEXT), ("digest", TEXT), ("submission", ID)]),
    table(
        "record_shares",
        1,
        &[
            ("id", ID),
            ("entity", TEXT),
            ("record_id", ID),
            ("principal_kind", TEXT),
            ("principal_id", ID),
            ("level", TEXT),
            ("until", Cell::Plain(ColumnType::Date)),
            ("created_at", MOMENT),
            ("created_by", ID),
        ],
    ),
    table("records_apart", 2, &[("one", ID), ("other", ID), ("entity", TEXT), ("actor", ID), ("at", MOMENT)]),
    table("team_members", 2, &[("team_id", ID), ("user_id", ID)]),
    table(
        "teams",
        1,
        &[("id", ID), ("name", TEXT), ("created_at", Cell::Micros), ("updated_at", Cell::Micros)],
    ),
    table("user_departments", 2, &[("user_id", ID), ("department_id", ID)]),
    table("user_roles", 2, &[("user_id", ID), ("role_key", TEXT)]),
    table(
        USERS,
        1,
        &[
            ("id", ID),
            ("username", TEXT),
            ("name", TEXT),
            ("phone", TEXT),
            ("email", TEXT),
            ("locale", TEXT),
            ("active", Cell::Plain(ColumnType::Boolean)),
            ("department_id", ID),
            ("created_at", Cell::Micros),
            ("updated_at", Cell::Micros),
        ],
    ),
];

impl Cell {
    fn column_type(self) -> ColumnType {
        match self {
            Cell::Plain(column_type) => column_type,
            Cell::Small | Cell::Micros => ColumnType::Integer,
            Cell::Body => ColumnType::Text,
        }
    }

    fn write(self, line: &mut Line, key: &str, value: &Value) {
        match (self, value) {
            (Cell::Body, Value::Text(text)) => line.put_text(key, text),
            (Cell::Micros, Value::Integer(at)) => line.put(key, &Json::from(Moment(*at).to_string())),
            _ => line.put(key, &cell::to_json(self.column_type(), value)),
        }
    }

    fn read(self, members: &mut Members<'_>, key: &str) -> Result<Value, StoreError> {
        if self == Cell::Body {
            return Ok(members.text(key).map_or(Value::Blank, |text| Value::Text(text.to_owned())));
        }
        let json = members.json(key)?;
        match self {
            Cell::Micros => match cell::from_json(ColumnType::Moment, &json) {
                Some(Value::Moment(Moment(at))) => Ok(Value::Integer(at)),
                _ => Err(members.unfit()),
            },
            _ => cell::from_json(self.column_type(), &json).ok_or_else(|| members.unfit()),
        }
    }
}

/// What is bound for a value of a column.
pub(super) fn bind(column_type: ColumnType, value: &Value) -> Bind {
    let column =
        crate::records::sql::codec::PhysicalColumn { name: Name::fixed("value"), column_type, scale: 0 };
    crate::records::sql::codec::bind(&column, value)
}

/// Keys are compared by bytes on both databases.
fn key(sql: &mut Statement, (name, cell): &(&'static str, Cell)) {
    sql.name(&Name::fixed(name));
    if cell.column_type() == ColumnType::Text {
        sql.push_for("", " COLLATE \"C\"");
    }
}

pub(super) async fn page(
    connection: &mut Connection<'_>,
    table: &'static Table,
    after: Option<Mark>,
) -> Result<Page, StoreError> {
    let keys = &table.columns[..table.keys];
    let mut sql = Statement::start(connection.dialect(), "SELECT ");
    sql.join(table.columns, ", ", |sql, (name, cell)| match cell {
        Cell::Small => {
            sql.push("CAST(").name(&Name::fixed(name)).push(" AS BIGINT)");
        }
        _ => {
            sql.name(&Name::fixed(name));
        }
    });
    sql.push(" FROM ").name(&Name::fixed(table.name));
    if let Some(Mark::Key(last)) = after {
        sql.push(" WHERE (").join(keys, ", ", key).push(") > (");
        sql.join(keys.iter().zip(&last), ", ", |sql, ((_, cell), value)| {
            sql.bind(bind(cell.column_type(), value));
        });
        sql.push(")");
    }
    sql.push(" ORDER BY ").join(keys, ", ", key).push(" LIMIT ").number(PAGE);
    let types: Vec<ColumnType> = table.columns.iter().map(|(_, cell)| cell.column_type()).collect();
    let rows = connection.fetch_as(sql, &types).await?;
    let full = rows.len() as i64 == PAGE;
    let next = rows.last().filter(|_| full).map(|row| Mark::Key(row[..table.keys].to_vec()));
    let lines = rows.iter().map(|row| {
        let mut line = Line::new();
        for ((name, cell), value) in table.columns.iter().zip(row) {
            cell.write(&mut line, name, value);
        }
        line.end()
    });
    Ok(Page { lines: lines.collect(), next })
}

pub(super) async fn put(
    connection: &mut Connection<'_>,
    table: &'static Table,
    lines: &[String],
) -> Result<(), StoreError> {
    let head = Rows::new(connection.dialect(), "INSERT INTO ", &Name::fixed(table.name));
    let mut rows = table.columns.iter().fold(head, |rows, (name, _)| rows.column(&Name::fixed(name)));
    if table.name == USERS {
        rows = rows.columns(&Restored::COLUMNS);
    }
    for line in lines {
        let mut members = Members::of(table.name, line)?;
        let mut binds = Vec::with_capacity(table.columns.len() + Restored::COLUMNS.len());
        let mut texts = Vec::new();
        for (name, cell) in table.columns {
            let value = cell.read(&mut members, name)?;
            binds.push(bind(cell.column_type(), &value));
            if let (true, Value::Text(text)) = (matches!(*name, "username" | "name"), value) {
                texts.push(text);
            }
        }
        members.done()?;
        if table.name == USERS {
            let [username, name] = texts.as_slice() else { return Err(unfit(table.name)) };
            binds.extend(Restored::of(username, name).values.map(|text| Bind::Text(Some(text))));
        }
        rows.add(binds);
    }
    connection.insert(rows).await.map(drop)
}
