//! Records pass from one owner to another, in short transactions.
//!
//! Shape:  ids → chunks; a chunk is worked out on a read snapshot and written whole. What is no longer the giver's is
//!         left alone, so that a handover that broke off is simply started again.
//! Errors: what else may be wrong with a record does not stop it: nothing but its owner changes.

use engine_core::value::Value;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    Store, StoreError, compute, load,
    references::Targets,
    row::{self, Prepared},
};
use crate::{
    access::{Edit, Permit, Purpose, internal},
    records::{
        changes::Stamp,
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
    },
};

/// Records of one transaction.
const CHUNK: usize = 50;
/// How often a chunk that met another write is worked out again.
const ATTEMPTS: usize = 64;

/// Who gives, who takes, and why.
#[derive(Clone, Debug)]
pub struct Handover {
    /// The owner until now.
    pub from: Uuid,
    /// The next one.
    pub to: Uuid,
    /// For the log.
    pub why: Json,
}

impl Store {
    /// Hands records over, those in the recycle bin too; how many changed hands.
    ///
    /// # Errors
    /// When the database does not answer; what was handed over before stays so.
    pub async fn hand_over(
        &self,
        permit: &Permit<Edit>,
        ids: &[Uuid],
        handover: &Handover,
        stamp: &Stamp,
    ) -> Result<u64, StoreError> {
        self.open_batch(permit.entity().entity.key.as_str(), "handover", stamp).await?;
        let mut handed = 0;
        for chunk in ids.chunks(CHUNK) {
            handed += self.hand_chunk(permit, chunk, handover, stamp).await?;
        }
        Ok(handed)
    }

    async fn hand_chunk(
        &self,
        permit: &Permit<Edit>,
        ids: &[Uuid],
        handover: &Handover,
        stamp: &Stamp,
    ) -> Result<u64, StoreError> {
        for _ in 0..ATTEMPTS {
            let mut held = self.reader.acquire().await?;
            let mut connection = held.connection();
            let numbers = owned(&mut connection, permit, ids, handover.from).await?;
            let compiled = permit.entity();
            let mut records =
                load::whole(internal(Purpose::Write), &mut connection, compiled, &numbers).await?;
            drop(held);
            // Another handover may have come between the two looks; from here on the version tells.
            records.retain(|record| record.system_id("owner_id") == Some(handover.from));
            let prepared: Vec<Prepared> =
                records.into_iter().map(|before| self.handed(permit, before, handover, stamp)).collect();
            let stamp = stamp.clone();
            let written = self
                .writer
                .write(move |t| {
                    Box::pin(async move {
                        let mut handed = 0;
                        for one in prepared {
                            row::write_one(t, one, &stamp).await?;
                            handed += 1;
                        }
                        Ok(handed)
                    })
                })
                .await;
            match written {
                Err(StoreError::Stale) => {}
                other => return other,
            }
        }
        Err(StoreError::Busy)
    }

    fn handed(&self, permit: &Permit<Edit>, before: Record, handover: &Handover, stamp: &Stamp) -> Prepared {
        let compiled = permit.entity().clone();
        let mut after = before.clone();
        after.set_system("owner_id", Value::Id(handover.to));
        compute::formulas(&compiled, &mut after, &self.formula_context());
        after.set_system("version", Value::Integer(before.version() + 1));
        after.set_system("updated_at", Value::Moment(stamp.at));
        after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
        Prepared {
            snapshot: permit.snapshot().clone(),
            compiled,
            targets: Targets::default(),
            before,
            after,
            why: Some(handover.why.clone()),
            action: "update",
        }
    }
}

/// The numbers of those records that still belong to somebody, under the permit's rule.
async fn owned(
    connection: &mut Connection<'_>,
    permit: &Permit<Edit>,
    ids: &[Uuid],
    owner: Uuid,
) -> Result<Vec<i64>, StoreError> {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(connection.dialect(), &scopes);
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\" FROM ");
    sql.name(&names::table(&permit.entity().entity.key)).push(" t0 WHERE t0.\"id\" IN (");
    sql.join(ids, ", ", |sql, id| {
        sql.bind(Bind::Id(Some(*id)));
    });
    sql.push(") AND t0.\"owner_id\" = ").bind(Bind::Id(Some(owner))).push(" AND ");
    lowering.condition(&mut sql, Lowering::ROOT, permit.rows());
    sql.push(" ORDER BY t0.\"n\"");
    connection.numbers(sql).await
}
