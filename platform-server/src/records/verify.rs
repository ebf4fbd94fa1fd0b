//! Whether the change log is what was written: the chain computed anew.
//!
//! Shape:  positions from the first kept one on, in pages; each must follow the one before and carry the hash of it.
//! Errors: [`Tampered`] names the first position that does not hold. Details may be gone (erasure); where they are
//!         there, they must have the digest that the chain covers. A cut-off end shows only against a position noted
//!         elsewhere.
//! Source: DESIGN §5 "Change log".

use engine_core::{kinds::ColumnType, value::Value};

use super::{
    changes::{self, Chain},
    connection::Connection,
    error::StoreError,
    reader::Reader,
    sql::{Bind, Statement},
};

/// Changes read at once.
const PAGE: i64 = 2_000;

/// The first position that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tampered {
    /// Which.
    pub position: i64,
}

/// Walks the whole log; where the chain stands at its end.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(reader: &Reader) -> Result<Result<Chain, Tampered>, StoreError> {
    let mut chain = Chain::default();
    let mut held = reader.acquire().await?;
    let mut connection = held.connection();
    loop {
        let rows = page(&mut connection, chain.position).await?;
        if rows.is_empty() {
            return Ok(Ok(chain));
        }
        for row in &rows {
            if let Err(tampered) = step(&mut chain, row) {
                return Ok(Err(tampered));
            }
        }
    }
}

async fn page(connection: &mut Connection<'_>, after: i64) -> Result<Vec<Vec<Value>>, StoreError> {
    let dialect = connection.dialect();
    let mut sql = Statement::start(dialect, "SELECT c.\"position\", ");
    sql.push_for(
        "hex(c.\"chain\"), hex(d.\"salt\")",
        "encode(c.\"chain\", 'hex'), encode(d.\"salt\", 'hex')",
    );
    sql.push(", d.\"fields\", d.\"why\", ").push(changes::link_columns(dialect));
    sql.push(
        " FROM \"changes\" c LEFT JOIN \"change_details\" d ON d.\"seq\" = c.\"seq\" WHERE c.\"position\" > ",
    );
    sql.bind(Bind::Integer(Some(after))).push(" ORDER BY c.\"position\" LIMIT ").number(PAGE);
    let mut types = vec![ColumnType::Integer];
    types.extend([ColumnType::Text; 4]);
    types.extend(changes::LINK_TYPES);
    connection.fetch_as(sql, &types).await
}

/// Checks one row and moves the chain over it.
fn step(chain: &mut Chain, row: &[Value]) -> Result<(), Tampered> {
    let expected = chain.position + 1;
    let tampered = Tampered { position: expected };
    let [Value::Integer(position), hash, salt, fields, why, link @ ..] = row else { return Err(tampered) };
    if *position != expected {
        return Err(tampered);
    }
    let link = changes::link(link).ok_or(tampered)?;
    if let (Value::Text(salt), Value::Text(fields)) = (salt, fields)
        && !salt.is_empty()
    {
        let why = if let Value::Text(why) = why { why } else { "" };
        if link.digest != changes::digest(&changes::bytes(salt), fields, why) {
            return Err(tampered);
        }
    }
    chain.next(&link);
    match hash {
        Value::Text(hash) if changes::bytes(hash) == chain.hash => Ok(()),
        _ => Err(tampered),
    }
}
