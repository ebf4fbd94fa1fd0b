//! Why a person should look at a submission before it becomes a record.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    filter::Filter,
    key::FieldKey,
    plan::{self, Column, Condition, Share, Source},
    value::Value,
};
use indexmap::IndexMap;

use super::{challenge::Challenge, nonsense};
use crate::{
    access::{Create, Permit},
    records::store::public::Reason,
};
use engine_core::moment::Moment;
use engine_forms::definition::Public;

/// Submissions of one address in a minute from which on a person looks at them.
const MANY: u32 = 10;
/// Whoever sends a form sooner than this after opening it is no person; microseconds.
const TOO_FAST: i64 = 3 * 1_000_000;

/// What is known of a submission besides its values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    /// Whether the box that people do not see was filled in.
    pub(super) trapped: bool,
    /// The challenge that came along.
    pub(super) challenge: Option<Challenge>,
    /// How many came from the address in this minute.
    pub(super) of_address: u32,
    /// Now.
    pub(super) now: Moment,
}

/// Every reason there is.
pub(super) fn reasons(
    permit: &Permit<Create>,
    public: &Public,
    values: &IndexMap<FieldKey, Value>,
    signs: Signs,
) -> Vec<Reason> {
    let entity = &permit.entity().entity;
    let fast = signs.challenge.is_some_and(|challenge| signs.now.0 - challenge.made.0 < TOO_FAST);
    let condition = public.quarantine.as_ref().is_some_and(|filter| meets(permit, filter, values));
    [
        (signs.trapped, Reason::Trap),
        (fast, Reason::TooFast),
        (signs.of_address > MANY, Reason::ManyFromAddress),
        (public.hold_nonsense && nonsense::found(entity, values), Reason::Nonsense),
        (condition, Reason::Condition),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect()
}

/// Whether values meet a filter; one that cannot be asked any more holds everything back.
fn meets(permit: &Permit<Create>, filter: &Filter, values: &IndexMap<FieldKey, Value>) -> bool {
    let entity = &permit.entity().entity;
    match plan::resolve(permit.snapshot().as_ref(), entity, filter, permit.viewer()) {
        Ok(condition) => plan::matches(&condition, &Sent(values)),
        Err(_) => true,
    }
}

/// A record that is not there yet: nothing refers to it, and what it links to is not looked up.
struct Sent<'a>(&'a IndexMap<FieldKey, Value>);

impl Source for Sent<'_> {
    fn value(&self, column: &Column) -> Value {
        match self.0.get(&column.field.key) {
            Some(value) if column.hops.is_empty() => value.clone(),
            _ => Value::Blank,
        }
    }

    fn exists(&self, _: &Arc<Entity>, _: &Arc<Field>, _: &Condition) -> bool {
        false
    }

    fn number(&self) -> i64 {
        0
    }

    fn shared(&self, _: &Share) -> bool {
        false
    }
}
