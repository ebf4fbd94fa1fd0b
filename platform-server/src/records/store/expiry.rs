//! What time takes away: records thirty days in the recycle bin, answers remembered for a day.
//!
//! Source: docs/spec/limits.md.

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};

use super::{Store, StoreError, purge};
use crate::{
    catalog::Snapshot,
    records::{
        names,
        sql::{Bind, Statement},
    },
};

/// How long a deleted record can be brought back, in days.
const RECYCLE_DAYS: i64 = 30;
/// How long an answer to an `Idempotency-Key` is remembered, in days.
const REMEMBERED_DAYS: i64 = 1;
/// Most records of an entity purged in one go, so that no write waits long.
const MOST: i64 = 200;

impl Store {
    /// Purges what has been in the recycle bin too long and forgets old answers; how many records went.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn expire(&self, snapshot: &Snapshot) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut purged = 0;
        for compiled in snapshot.entities.values().filter(|c| c.entity.parent.is_none()) {
            let before = Moment(now.0 - RECYCLE_DAYS * Moment::DAY);
            for found in self.expired(compiled, before).await? {
                let compiled = compiled.clone();
                let stamp = self.stamp_of(None);
                let gone = self.writer.write(move |t| {
                    Box::pin(async move { purge::purge_expired(t, &compiled, found, before, &stamp).await })
                });
                purged += u64::from(gone.await?);
            }
        }
        let before = Moment(now.0 - REMEMBERED_DAYS * Moment::DAY);
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let mut sql = Statement::start(
                        t.connection.dialect(),
                        "DELETE FROM \"idempotency\" WHERE \"at\" < ",
                    );
                    sql.bind(Bind::Moment(Some(before)));
                    t.connection.execute(sql).await
                })
            })
            .await?;
        Ok(purged)
    }

    async fn expired(
        &self,
        compiled: &crate::catalog::Compiled,
        before: Moment,
    ) -> Result<Vec<(i64, uuid::Uuid)>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(self.reader.dialect(), "SELECT \"n\", \"id\" FROM ");
        sql.name(&names::table(&compiled.entity.key))
            .push(" WHERE \"deleted_at\" IS NOT NULL AND \"deleted_at\" < ");
        sql.bind(Bind::Moment(Some(before))).push(" LIMIT ").number(MOST);
        let rows = held.connection().fetch_as(sql, &[ColumnType::Integer, ColumnType::Id]).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.as_slice() {
                [Value::Integer(n), Value::Id(id)] => Some((*n, *id)),
                _ => None,
            })
            .collect())
    }
}
