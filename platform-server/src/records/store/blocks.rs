//! Auto-numbers taken ahead on PostgreSQL, so that those who make records do not wait for each other.
//!
//! Shape:  a process reserves a block of a counter and hands it out in order; what it has not used when it ends is a gap. A
//!         field that is `gap_free` counts in the transaction itself instead. SQLite has one writer and no gaps anyway.
//! Units:  64 numbers, or as many as a write needs.
//! Source: DESIGN §5 "`gap_free` is opt-in, blocks otherwise".

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::Field,
    key::{EntityKey, FieldKey},
    kinds::{Kind, period},
    moment::Date,
};
use tokio::sync::Mutex;

use super::{Store, StoreError, numbers};
use crate::{catalog::Compiled, database::Dialect};

/// Numbers reserved at once.
const BLOCK: i64 = 64;

/// The first of the numbers that a write was given, by field.
pub(super) type Reserved = HashMap<FieldKey, i64>;

type Counter = (EntityKey, FieldKey, String);

/// What is reserved and not used yet: the next number, and the one after the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks(Arc<Mutex<HashMap<Counter, (i64, i64)>>>);

impl Store {
    /// Takes numbers for some new records of an entity, where they need not be without gaps.
    pub(super) async fn numbers_ahead(
        &self,
        compiled: &Compiled,
        count: usize,
        today: Date,
    ) -> Result<Reserved, StoreError> {
        let mut reserved = Reserved::new();
        if self.reader.dialect() == Dialect::Sqlite {
            return Ok(reserved);
        }
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        for field in compiled.entity.fields.values().filter(|f| f.kind == Kind::AutoNumber && !f.gap_free) {
            let first = self.take(&compiled.entity.key, field, count, today).await?;
            reserved.insert(field.key.clone(), first);
        }
        Ok(reserved)
    }

    async fn take(
        &self,
        entity: &EntityKey,
        field: &Field,
        count: i64,
        today: Date,
    ) -> Result<i64, StoreError> {
        let counter = (entity.clone(), field.key.clone(), period(field.reset, today));
        let mut blocks = self.blocks.0.lock().await;
        blocks.retain(|(of, key, when), _| (of, key) != (&counter.0, &counter.1) || *when == counter.2);
        let (next, end) = blocks.entry(counter.clone()).or_default();
        if *end - *next < count {
            // The rest of a block is not joined to the next: others may have counted in between.
            let more = count.max(BLOCK);
            let (entity, field, period) = counter;
            let last = self.writer.write(move |t| {
                let connection = &mut t.connection;
                Box::pin(async move {
                    numbers::advance(connection, entity.as_str(), field.as_str(), &period, more).await
                })
            });
            *end = last.await? + 1;
            *next = *end - more;
        }
        let first = *next;
        *next += count;
        Ok(first)
    }
}
