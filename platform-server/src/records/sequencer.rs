//! The order of the change log on PostgreSQL: committed changes get their dense position and the chain.
//!
//! Shape:  each round is one transaction: take the lock or leave it to the server that has it, read what is committed
//!         and has no position, in (transaction, sequence) order, and write position and chain.
//! Units:  only changes of transactions below every running one are taken, so that none can come before them later; a
//!         reader that asks for `position > cursor` therefore misses nothing and meets no gap.
//! Errors: a round that fails leaves nothing behind and is tried again. The lock lives in the transaction that writes:
//!         whoever lost it cannot write any more.
//! Source: DESIGN §5 "Change log"; SQLite's writer gives positions in its own commit.

use std::time::Duration;

use engine_core::{kinds::ColumnType, value::Value};
use sqlx::PgPool;

use super::{
    changes::{self, Chain},
    connection::Connection,
    error::StoreError,
    sql::{Bind, Statement},
    writer::Writer,
};
use crate::database::{Dialect, Exclusive};

/// Changes of other servers are met at the latest after this.
const IDLE: Duration = Duration::from_millis(200);
/// How long changes gather after the first, so that a busy server sequences them in batches.
const GATHER: Duration = Duration::from_millis(5);
/// Below it every transaction of this database has ended: the oldest one still running here, or the next to come.
/// Transactions of other databases on the same server do not hold the order back. It is asked in a statement of its own,
/// before the one that reads: what ended in between is visible to that one.
const SETTLED: &str = "SELECT COALESCE(MIN(CAST(x AS TEXT)::numeric), \
     CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT)::numeric)::text, '' \
     FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE CAST(x AS xid) IN (SELECT backend_xid FROM pg_stat_activity \
     WHERE datname = current_database() AND backend_xid IS NOT NULL)";
/// Most changes of one round.
const MOST: i64 = 2_000;

/// Sequences until the process ends; on SQLite there is nothing to do.
pub async fn run(writer: Writer) {
    let Writer::Postgres(pool, committed) = writer else { return };
    loop {
        match round(&pool).await {
            Ok(MOST..) => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "changes could not be sequenced; it is tried again"),
        }
        // Neither outcome matters: whoever woke it, the next round looks for itself.
        drop(tokio::time::timeout(IDLE, committed.notified()).await);
        tokio::time::sleep(GATHER).await;
    }
}

/// Sequences one batch; how many changes it had.
///
/// # Errors
/// When the database does not answer.
pub async fn round(pool: &PgPool) -> Result<i64, StoreError> {
    let mut transaction = pool.begin().await?;
    let mut connection = Connection::Postgres(&mut transaction);
    let mut lock = Statement::start(Dialect::Postgres, "SELECT CAST(pg_try_advisory_xact_lock(");
    lock.bind(Bind::Integer(Some(Exclusive::Sequencer.key()))).push(") AS INT)::BIGINT");
    if connection.number(lock).await? != Some(1) {
        return Ok(0);
    }
    let mut chain = Chain::load(&mut connection).await?;
    let waiting = waiting(&mut connection).await?;
    for chunk in waiting.chunks(500) {
        connection.execute(place(&mut chain, chunk)).await?;
    }
    transaction.commit().await?;
    Ok(i64::try_from(waiting.len()).unwrap_or(i64::MAX))
}

/// Committed changes without a position: sequence number and the columns of what the chain covers.
async fn waiting(connection: &mut Connection<'_>) -> Result<Vec<Vec<Value>>, StoreError> {
    let settled = connection.pairs(Statement::start(Dialect::Postgres, SETTLED)).await?;
    let (settled, _) = settled.into_iter().next().ok_or(StoreError::Busy)?;
    let mut sql = Statement::start(Dialect::Postgres, "SELECT \"seq\", ");
    sql.push(changes::link_columns(Dialect::Postgres)).push(" FROM \"changes\" WHERE \"position\" IS NULL");
    sql.push(" AND \"txid\" < CAST(CAST(").bind(Bind::Text(Some(settled))).push(" AS TEXT) AS XID8)");
    sql.push(" ORDER BY \"txid\", \"seq\" LIMIT ").number(MOST);
    let mut types = vec![ColumnType::Integer];
    types.extend(changes::LINK_TYPES);
    connection.fetch_as(sql, &types).await
}

fn place(chain: &mut Chain, chunk: &[Vec<Value>]) -> Statement {
    let mut sql = Statement::start(
        Dialect::Postgres,
        "UPDATE \"changes\" c SET \"position\" = v.position, \"chain\" = v.chain FROM (VALUES ",
    );
    let links = chunk.iter().filter_map(|row| match row.split_first() {
        Some((Value::Integer(seq), link)) => Some((seq, changes::link(link)?)),
        _ => None,
    });
    sql.join(links, ", ", |sql, (seq, link)| {
        chain.next(&link);
        sql.push("(CAST(").bind(Bind::Integer(Some(*seq))).push(" AS BIGINT), CAST(");
        sql.bind(Bind::Integer(Some(chain.position))).push(" AS BIGINT), CAST(");
        sql.bind(Bind::Bytes(Some(chain.hash.clone()))).push(" AS BYTEA))");
    });
    sql.push(") AS v (seq, position, chain) WHERE c.\"seq\" = v.seq");
    sql
}
