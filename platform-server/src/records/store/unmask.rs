//! Showing a masked field whole, one record at a time, which is logged.
//!
//! Errors: [`StoreError::Forbidden`] when the caller sees the record and may not unmask it.
//! Source: DESIGN §9.

use engine_core::{key::FieldKey, policy::Right};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{Store, StoreError, load};
use crate::{
    access::{Permit, Purpose, Unmask, internal},
    records::{
        changes::{self, Change, Stamp},
        record::value_to_json,
    },
};

impl Store {
    /// The whole values of those fields that the caller sees masked; blank ones are left out.
    ///
    /// # Errors
    /// When the caller may not unmask this record.
    pub async fn unmask(
        &self,
        permit: &Permit<Unmask>,
        id: Uuid,
        keys: &[FieldKey],
        stamp: Stamp,
    ) -> Result<Map<String, Json>, StoreError> {
        let n = self.reachable(permit, id, false).await?;
        let compiled = permit.entity().clone();
        let mut held = self.reader.acquire().await?;
        let found =
            load::whole(internal(Purpose::Unmask), &mut held.connection(), &compiled, &[n]).await?.pop();
        drop(held);
        let record = found.ok_or(StoreError::NotFound)?;
        let masked = keys.iter().filter(|key| permit.right(key.as_str()) == Right::Masked);
        let fields: Vec<_> =
            masked.filter_map(|key| compiled.entity.own_field(key.as_str())).cloned().collect();
        if fields.is_empty() {
            return Ok(Map::new());
        }
        let named: Map<String, Json> =
            fields.iter().map(|f| (f.key.as_str().to_owned(), json!([null, null]))).collect();
        let subject = changes::subject(&compiled.entity.key);
        let change =
            Change { subject, record: id, n, action: "unmask", fields: Json::Object(named), why: None };
        self.writer.write(move |t| Box::pin(async move { t.log(&stamp, vec![change]).await })).await?;
        let whole = |key: &FieldKey| Some(record.get(key.as_str())).filter(|v| !v.is_blank());
        Ok(fields
            .iter()
            .filter_map(|f| Some((f.key.as_str().to_owned(), value_to_json(f, whole(&f.key)?))))
            .collect())
    }
}
