//! What leaves the house is noted, and may take its history along.

use engine_core::{key::EntityKey, moment::Moment};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    Store, StoreError,
    history::{self, HistoryEntry, Wanted},
};
use crate::{
    access::{Permit, View},
    records::changes::{self, Change, Stamp},
};

impl Store {
    /// Notes an export in the change log, under no record.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn log_export(
        &self,
        entity: &EntityKey,
        details: Json,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        let change = Change {
            subject: changes::subject(entity),
            record: Uuid::nil(),
            n: 0,
            action: "export",
            fields: details,
            why: None,
        };
        self.writer.write(move |t| Box::pin(async move { t.log(&stamp, vec![change]).await })).await
    }

    /// The histories of some records as far as the caller may see their fields, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn histories(
        &self,
        permit: &Permit<View>,
        ids: &[Uuid],
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let forever = Moment(i64::MAX / 4);
        let mut held = self.reader.acquire().await?;
        let mut entries = history::read(&mut held.connection(), Wanted::Until(ids.to_vec(), forever)).await?;
        history::narrow(permit, &mut entries);
        Ok(entries)
    }
}
