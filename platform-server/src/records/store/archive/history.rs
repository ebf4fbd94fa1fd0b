//! The change log as lines: every change with its number, its place in the chain, its salt and its digest, so that the
//! chain holds where it is restored.
//!
//! Units:  salt, digest and chain in hexadecimal. A change whose details were erased has no `changes`, `why` and `salt`.

use engine_core::{kinds::ColumnType, value::Value};
use serde_json::Value as Json;

use super::{
    Mark, Page, StoreError, cell,
    line::{Line, Members},
    system::bind,
};
use crate::{
    database::Dialect,
    records::{
        changes::{self, Chain},
        connection::Connection,
        names::Name,
        sql::{Bind, Rows, Statement},
    },
};

/// Changes read at once.
const PAGE: i64 = 1_000;

const PLACE: &str = "history";

/// The columns that say what happened, as they stand in a line and in the table.
const SAID: [(&str, &str, ColumnType); 9] = [
    ("position", "position", ColumnType::Integer),
    ("seq", "seq", ColumnType::Integer),
    ("at", "at", ColumnType::Moment),
    ("actor", "actor", ColumnType::Id),
    ("subject", "subject", ColumnType::Text),
    ("record", "record_id", ColumnType::Id),
    ("n", "record_n", ColumnType::Integer),
    ("action", "action", ColumnType::Text),
    ("batch", "batch", ColumnType::Id),
];

/// How the columns that a page selects decode: what is said, chain, salt, changes, why, then the link.
fn types() -> Vec<ColumnType> {
    let mut types = SAID.map(|(_, _, column_type)| column_type).to_vec();
    types.extend([ColumnType::Text; 4]);
    types.extend(changes::LINK_TYPES);
    types
}

fn select(dialect: Dialect) -> Statement {
    let mut sql = Statement::start(dialect, "SELECT ");
    sql.join(SAID, ", ", |sql, (_, column, _)| {
        sql.push("c.").name(&Name::fixed(column));
    });
    sql.push_for(
        ", hex(c.\"chain\"), hex(d.\"salt\")",
        ", encode(c.\"chain\", 'hex'), encode(d.\"salt\", 'hex')",
    );
    sql.push(", d.\"fields\", d.\"why\", ").push(changes::link_columns(dialect));
    sql.push(" FROM \"changes\" c LEFT JOIN \"change_details\" d ON d.\"seq\" = c.\"seq\" WHERE ");
    sql
}

pub(super) async fn page(connection: &mut Connection<'_>, after: Option<Mark>) -> Result<Page, StoreError> {
    let (mut chain, mut waiting) = match after {
        Some(Mark::Change(chain, waiting)) => (chain, waiting),
        _ => (Chain::default(), 0),
    };
    let dialect = connection.dialect();
    let mut lines = Vec::new();
    let mut more = false;
    if waiting == 0 {
        let mut sql = select(dialect);
        sql.push("c.\"position\" > ").bind(Bind::Integer(Some(chain.position)));
        sql.push(" ORDER BY c.\"position\" LIMIT ").number(PAGE);
        for row in connection.fetch_as(sql, &types()).await? {
            lines.extend(line(&mut chain, &row));
        }
        more = lines.len() as i64 == PAGE;
    }
    // What was committed just now has no position yet; it follows in the order in which it will get one.
    if !more && dialect == Dialect::Postgres {
        let mut sql = select(dialect);
        sql.push("c.\"position\" IS NULL ORDER BY c.\"txid\", c.\"seq\" LIMIT ").number(PAGE);
        sql.push(" OFFSET ").number(i64::from(waiting));
        let rows = connection.fetch_as(sql, &types()).await?;
        more = rows.len() as i64 == PAGE;
        waiting += u32::try_from(rows.len()).unwrap_or_default();
        for row in rows {
            lines.extend(line(&mut chain, &row));
        }
    }
    Ok(Page { lines, next: more.then_some(Mark::Change(chain, waiting)) })
}

/// A change as a line; the chain moves over it.
fn line(chain: &mut Chain, row: &[Value]) -> Option<String> {
    let (said, rest) = row.split_at_checked(SAID.len())?;
    let [hash, salt, fields, why, link @ ..] = rest else { return None };
    let link = changes::link(link)?;
    match (&said[0], hash) {
        (Value::Integer(position), Value::Text(hash)) => {
            *chain = Chain { position: *position, hash: changes::bytes(hash) };
        }
        _ => chain.next(&link),
    }
    let mut line = Line::new();
    line.put("position", &Json::from(chain.position));
    for ((name, _, column_type), value) in SAID.iter().zip(said).skip(1) {
        line.put(name, &cell::to_json(*column_type, value));
    }
    if let (Value::Text(salt), Value::Text(fields)) = (salt, fields)
        && !salt.is_empty()
    {
        line.put_text("changes", fields);
        if let Value::Text(why) = why {
            line.put_text("why", why);
        }
        line.put("salt", &Json::from(salt.to_ascii_lowercase()));
    }
    line.put("digest", &Json::from(hexadecimal(&link.digest)));
    line.put("chain", &Json::from(hexadecimal(&chain.hash)));
    Some(line.end())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) async fn put(connection: &mut Connection<'_>, lines: &[String]) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    let head = Rows::new(dialect, "INSERT INTO ", &Name::fixed("changes"));
    let head = SAID.iter().fold(head, |rows, (_, column, _)| rows.column(&Name::fixed(column)));
    let mut rows = head.columns(&["digest", "chain"]);
    let details = Rows::new(dialect, "INSERT INTO ", &Name::fixed("change_details"));
    let mut details = details.columns(&["seq", "salt", "fields", "why"]);
    for line in lines {
        let mut members = Members::of(PLACE, line)?;
        let mut binds = Vec::with_capacity(SAID.len() + 2);
        let mut seq = Bind::Integer(None);
        for (name, _, column_type) in SAID {
            let json = members.json(name)?;
            let value = cell::from_json(column_type, &json).ok_or_else(|| members.unfit())?;
            binds.push(bind(column_type, &value));
            if name == "seq" {
                seq = bind(column_type, &value);
            }
        }
        let (changes, why) = (members.text("changes"), members.text("why"));
        let salt = octets(&mut members, "salt")?;
        for name in ["digest", "chain"] {
            binds.push(Bind::Bytes(Some(octets(&mut members, name)?.ok_or_else(|| members.unfit())?)));
        }
        members.done()?;
        rows.add(binds);
        if let (Some(changes), Some(salt)) = (changes, salt) {
            let text = |text: &str| Bind::Text(Some(text.to_owned()));
            details.add(vec![
                seq,
                Bind::Bytes(Some(salt)),
                text(changes),
                why.map_or(Bind::Text(None), text),
            ]);
        }
    }
    connection.insert(rows).await?;
    connection.insert(details).await.map(drop)
}

fn octets(members: &mut Members<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match members.json(name)? {
        Json::Null => Ok(None),
        Json::String(text) if text.len() % 2 == 0 && text.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Ok(Some(changes::bytes(&text)))
        }
        _ => Err(members.unfit()),
    }
}
