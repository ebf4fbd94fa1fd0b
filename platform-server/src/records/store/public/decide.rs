//! A person decides on what was held.

use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        Input, Insert, Store, StoreError,
        create::{Creation, insert},
        duplicates, files,
    },
    list::Held,
    take::text,
};
use crate::{
    access::{Create, Permit},
    identity::Actor,
    records::{
        changes::{Sender, Stamp},
        record::Record,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// What a decision came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A record was made.
    Accepted(Uuid),
    /// It is rejected.
    Rejected,
    /// Somebody else decided meanwhile.
    Gone,
}

impl Store {
    /// Makes a record of what was held, by the form's own right; who accepted it is kept beside it.
    ///
    /// # Errors
    /// What the record refuses; it stays held then.
    pub async fn accept(
        &self,
        permit: &Permit<Create>,
        form: &str,
        held: Held,
        reviewer: &Actor,
    ) -> Result<Decided, StoreError> {
        let compiled = permit.entity().clone();
        let sender = Sender { session: held.session.unwrap_or_default(), submission: Some(held.id) };
        let stamp = Stamp { sender: Some(sender), ..self.stamp(permit.actor()) };
        let input = Input::read(&compiled, &held.values).map_err(StoreError::Issues)?;
        let why = Some(json!({ "form": form, "submission": held.id, "accepted_by": reviewer.user() }));
        let creation = self.creation(permit, vec![Insert { input, why }], stamp.clone(), None).await?;
        let (id, reviewer) = (held.id, reviewer.user());
        let made = self.writer.write(move |t| Box::pin(accept(t, creation, id, reviewer, stamp))).await;
        made.map_err(|error| duplicates::name_violation(&compiled, error))
    }

    /// Rejects what was held; it stays in the list of the rejected, and its values may be sent again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reject(&self, id: Uuid, reviewer: &Actor) -> Result<Decided, StoreError> {
        let (stamp, reviewer) = (self.stamp(reviewer), reviewer.user());
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    if !decided(t, id, ("rejected", None), reviewer, &stamp).await? {
                        return Ok(Decided::Gone);
                    }
                    let dialect = t.connection.dialect();
                    let mut sql =
                        Statement::start(dialect, "DELETE FROM \"public_values\" WHERE \"submission\" = ");
                    sql.bind(Bind::Id(Some(id)));
                    t.connection.execute(sql).await?;
                    Ok(Decided::Rejected)
                })
            })
            .await
    }
}

async fn accept(
    transaction: &mut Transaction<'_>,
    creation: Creation,
    id: Uuid,
    reviewer: Option<Uuid>,
    stamp: Stamp,
) -> Result<Decided, StoreError> {
    // First, so that of two who decide one finds it decided.
    if !decided(transaction, id, ("taken", None), reviewer, &stamp).await? {
        return Ok(Decided::Gone);
    }
    let dialect = transaction.connection.dialect();
    let [_, forget] = files::release(dialect, &[id], &stamp);
    let mut lend = Statement::start(dialect, "UPDATE \"files\" SET \"expires_at\" = ");
    lend.bind(Bind::Integer(Some(stamp.at.0 + 1)));
    lend.push(" WHERE \"id\" IN (SELECT \"file\" FROM \"file_claims\" WHERE \"record\" = ")
        .bind(Bind::Id(Some(id)))
        .push(")");
    transaction.connection.execute(lend).await?;
    transaction.connection.execute(forget).await?;
    let made = insert(transaction, creation).await?;
    let record = made.first().map(Record::id).ok_or(StoreError::Busy)?;
    let mut sql =
        Statement::start(dialect, "UPDATE \"public_submissions\" SET \"held_values\" = NULL, \"record\" = ");
    sql.bind(Bind::Id(Some(record))).push(" WHERE \"id\" = ").bind(Bind::Id(Some(id)));
    transaction.connection.execute(sql).await?;
    Ok(Decided::Accepted(record))
}

async fn decided(
    transaction: &mut Transaction<'_>,
    id: Uuid,
    (state, record): (&'static str, Option<Uuid>),
    reviewer: Option<Uuid>,
    stamp: &Stamp,
) -> Result<bool, StoreError> {
    let mut sql =
        Statement::start(transaction.connection.dialect(), "UPDATE \"public_submissions\" SET \"state\" = ");
    sql.bind(text(state)).push(", \"record\" = ").bind(Bind::Id(record));
    sql.push(", \"decided_by\" = ").bind(Bind::Id(reviewer));
    sql.push(", \"decided_at\" = ").bind(Bind::Moment(Some(stamp.at)));
    sql.push(" WHERE \"state\" = 'held' AND \"id\" = ").bind(Bind::Id(Some(id)));
    Ok(transaction.connection.execute(sql).await? == 1)
}
