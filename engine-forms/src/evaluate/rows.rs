//! Which rows a sub-table has.
//!
//! Shape:  answers or the stored record → rows; those that were there before keep what was computed of them.

use std::sync::Arc;

use engine_core::value::Value;

use super::{Machine, RowKey, RowState, marks::Change, pass::Reached};
use crate::answers::Answer;

/// Other rows in the place of some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    /// From which place on.
    pub(crate) at: usize,
    /// How many are gone.
    pub(crate) gone: usize,
    /// How many came.
    pub(crate) put: usize,
}

impl Splice {
    /// Whether a row came with it.
    pub(crate) fn covers(self, row: usize) -> bool {
        (self.at..self.at + self.put).contains(&row)
    }

    fn between(before: &[RowKey], after: &[RowKey]) -> Splice {
        let alike =
            |pairs: &mut dyn Iterator<Item = (&RowKey, &RowKey)>| pairs.take_while(|(a, b)| a == b).count();
        let at = alike(&mut before.iter().zip(after));
        let behind = alike(&mut before[at..].iter().rev().zip(after[at..].iter().rev()));
        Splice { at, gone: before.len() - at - behind, put: after.len() - at - behind }
    }
}

impl Machine<'_> {
    /// The answered rows, else those stored; none while the table is hidden and cleared.
    pub(super) fn rows(&mut self, scope: usize, table: usize, reached: &mut Reached) -> Change {
        let cell = &self.state.record.cells[table];
        let answered = self.answers.rows[scope].as_ref().filter(|_| !cell.locked && cell.cleared.is_none());
        let refused = answered.and_then(|rows| rows.refused.clone());
        let keys: Vec<RowKey> = match answered {
            _ if cell.cleared.is_some() => Vec::new(),
            Some(rows) => rows.rows.iter().map(|row| RowKey::Answered(row.number)).collect(),
            None => {
                let stored = self.prepared.base.rows[scope].len();
                (0..stored).map(RowKey::Stored).collect()
            }
        };
        let given = answered.is_some() || cell.cleared.is_some();
        let content = refused.map_or_else(Answer::blank, |(json, refusal)| {
            Arc::new(Answer { json, value: Value::Blank, refusals: vec![refusal] })
        });
        let cell = &mut self.state.record.cells[table];
        cell.given = given;
        cell.content = content;
        self.take_over(scope, keys, reached)
    }

    fn take_over(&mut self, scope: usize, keys: Vec<RowKey>, reached: &mut Reached) -> Change {
        let found = &self.form.scopes[scope];
        let mut before = std::mem::take(&mut self.state.tables[scope]);
        let splice = Splice::between(&before.iter().map(|row| row.key).collect::<Vec<_>>(), &keys);
        let behind = before.split_off(splice.at + splice.gone);
        // Of those in between some may have been moved.
        let mut between = before.split_off(splice.at);
        let mut new = Vec::new();
        for (at, key) in keys.into_iter().enumerate().skip(splice.at).take(splice.put) {
            before.push(match between.iter().position(|row| row.key == key) {
                Some(place) => between.swap_remove(place),
                None => {
                    new.push(at);
                    RowState::new(found, key, self.id(scope, key, at))
                }
            });
        }
        before.extend(behind);
        self.state.tables[scope] = before;
        if splice.gone == 0 && splice.put == 0 {
            return Change::In(Vec::new());
        }
        reached.splices.push((scope, splice));
        Change::Rows(new)
    }

    fn id(&self, scope: usize, key: RowKey, at: usize) -> Option<uuid::Uuid> {
        match key {
            RowKey::Answered(_) => self.answers.rows[scope].as_ref()?.rows.get(at)?.id,
            RowKey::Record => None,
            RowKey::Stored(at) => self.prepared.base.rows[scope].get(at)?.id,
        }
    }
}
