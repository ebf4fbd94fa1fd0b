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
        self.log_exports(vec![(changes::subject(entity), details)], stamp).await
    }

    /// Notes what one export took along of several subjects.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn log_exports(&self, subjects: Vec<(String, Json)>, stamp: Stamp) -> Result<(), StoreError> {
        let change = |(subject, fields)| Change {
            subject,
            record: Uuid::nil(),
            n: 0,
            action: "export",
            fields,
            why: None,
        };
        let log = subjects.into_iter().map(change).collect();
        self.writer.write(move |t| Box::pin(async move { t.log(&stamp, log).await })).await
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
