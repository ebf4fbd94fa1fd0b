//! Out of the recycle bin for good; the history of a record stays in the log.

use engine_core::{
    entity::{Entity, Field},
    kinds::Storage,
    moment::Moment,
};
use serde_json::json;
use uuid::Uuid;

use super::{Store, StoreError, apart, files, remove, update};
use crate::{
    access::{Delete, Permit},
    catalog::Compiled,
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        names,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

impl Store {
    /// Removes a record from the recycle bin for good; its history stays in the log.
    ///
    /// # Errors
    /// When it is not in the bin.
    pub async fn purge(&self, permit: &Permit<Delete>, id: Uuid, stamp: Stamp) -> Result<(), StoreError> {
        let found = self.found(permit, id, true).await?;
        let compiled = permit.entity().clone();
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    remove::still(t, &compiled, &found).await?;
                    purge_one(t, &compiled, found.n, id, &stamp).await
                })
            })
            .await
    }
}

/// Purges what has been in the recycle bin since before a moment, unless somebody brought it back; whether it went.
pub(super) async fn purge_expired(
    transaction: &mut Transaction<'_>,
    compiled: &Compiled,
    (n, id): (i64, Uuid),
    before: Moment,
    stamp: &Stamp,
) -> Result<bool, StoreError> {
    let connection = &mut transaction.connection;
    update::lock(connection, compiled, n).await?;
    let mut sql = Statement::start(connection.dialect(), "SELECT \"n\" FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(n)));
    sql.push(" AND \"deleted_at\" < ").bind(Bind::Moment(Some(before)));
    let expired = connection.number(sql).await?.is_some();
    if expired {
        purge_one(transaction, compiled, n, id, stamp).await?;
    }
    Ok(expired)
}

async fn purge_one(
    transaction: &mut Transaction<'_>,
    compiled: &Compiled,
    n: i64,
    id: Uuid,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let connection = &mut transaction.connection;
    let dialect = connection.dialect();
    for field in compiled.entity.fields.values() {
        super::links::remove(connection, compiled, field, n).await?;
    }
    for (entity, field) in &compiled.referrers {
        connection.execute(unlink(dialect, entity, field, n)).await?;
    }
    if compiled.entity.fields.values().any(|f| f.search) {
        connection.forget(&compiled.entity.key, &[n]).await?;
    }
    let mut shares = Statement::start(dialect, "DELETE FROM \"record_shares\" WHERE \"record_id\" = ");
    shares.bind(Bind::Id(Some(id)));
    connection.execute(shares).await?;
    connection.execute(apart::gone(dialect, &[id])).await?;
    for given_up in files::release(dialect, &[id], stamp) {
        connection.execute(given_up).await?;
    }
    let mut sql = Statement::start(dialect, "DELETE FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(n)));
    connection.execute(sql).await?;
    let change = Change {
        subject: changes::subject(&compiled.entity.key),
        record: id,
        n,
        action: "purge",
        fields: json!({}),
        why: None,
    };
    transaction.log(stamp, vec![change]).await
}

/// Nothing refers to a number any longer, not even from the recycle bin.
fn unlink(dialect: Dialect, entity: &Entity, field: &Field, n: i64) -> Statement {
    let number = Bind::Integer(Some(n));
    if let Storage::Links(_) = field.kind.rules().storage() {
        let mut sql = Statement::start(dialect, "DELETE FROM ");
        sql.name(&names::link_table(entity, field)).push(" WHERE \"value\" = ").bind(number);
        return sql;
    }
    let column = names::column(field, "");
    let mut sql = Statement::start(dialect, "UPDATE ");
    sql.name(&names::table(&entity.key)).push(" SET ").name(&column).push(" = NULL WHERE ");
    sql.name(&column).push(" = ").bind(number);
    sql
}
