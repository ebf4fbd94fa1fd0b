//! Auto-numbers taken ahead on PostgreSQL, so that those who make records do not wait for each other.
//!
//! Shape:  a process reserves a block of a counter and hands it out in order; what it has not used when it ends is a gap. A
//!         field that is `gap_free` counts in the transaction itself instead. SQLite has one writer and no gaps anyway.
//!         A write that needs more than is left takes the rest first, then what it lacks of the next block.
//! Units:  64 numbers, or as many as a write lacks.
//! Source: DESIGN §5 "`gap_free` is opt-in, blocks otherwise".

use std::{collections::HashMap, ops::Range, sync::Arc};

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

/// The numbers that a write was given, by field, in increasing order.
pub(super) type Reserved = HashMap<FieldKey, Vec<Range<i64>>>;

type Counter = (EntityKey, FieldKey, String);

/// What is reserved and not used yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks(Arc<Mutex<HashMap<Counter, Range<i64>>>>);

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
            let taken = self.take(&compiled.entity.key, field, count, today).await?;
            reserved.insert(field.key.clone(), taken);
        }
        Ok(reserved)
    }

    async fn take(
        &self,
        entity: &EntityKey,
        field: &Field,
        count: i64,
        today: Date,
    ) -> Result<Vec<Range<i64>>, StoreError> {
        let counter = (entity.clone(), field.key.clone(), period(field.reset, today));
        let mut blocks = self.blocks.0.lock().await;
        blocks.retain(|(of, key, when), _| (of, key) != (&counter.0, &counter.1) || *when == counter.2);
        let left = blocks.entry(counter.clone()).or_default();
        let rest = left.start..left.end.min(left.start + count);
        let missing = count - (rest.end - rest.start);
        if missing == 0 {
            left.start = rest.end;
            return Ok(vec![rest]);
        }
        let more = missing.max(BLOCK);
        let (entity, field, period) = counter;
        let last = self.writer.write(move |t| {
            let connection = &mut t.connection;
            Box::pin(async move {
                numbers::advance(connection, entity.as_str(), field.as_str(), &period, more).await
            })
        });
        // Others may have counted in between: the next block need not begin where the rest ends.
        let end = last.await? + 1;
        let next = end - more..end - more + missing;
        *left = next.end..end;
        Ok(vec![rest, next])
    }
}
