//! What the read path executes: entities, fields, conditions, sort, page. No SQL in it.
//!
//! Shape:  a [`Filter`](crate::filter::Filter) as written becomes a [`Condition`] whose paths are resolved to
//!         [`Column`]s and whose values have the kind of their field; a [`Plan`] is narrowed by `access` before it runs.
//! Source: DESIGN §2.4 and §9, docs/spec/filters.md.

mod column;
mod condition;
mod evaluate;
#[cfg(feature = "whole")]
mod lower;
mod resolve;
mod term;
mod types;

use std::sync::Arc;

pub use column::{Column, Entities, Hop, Part, shape};
pub use condition::{Comparison, Condition, Share, Test};
pub use evaluate::{Source, matches};
#[cfg(feature = "whole")]
pub use lower::lower;
pub use resolve::{Viewer, resolve};
pub use term::{Comparing, Term};
pub use types::{kind_type, types};

use crate::{
    entity::{Aggregate, Entity},
    key::FieldKey,
    moment::Moment,
    value::Value,
};

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first; blanks are smallest.
    Ascending,
    /// Largest first; blanks come last.
    Descending,
}

/// Which records, in which order, from where on.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whose records.
    pub entity: Arc<Entity>,
    /// Which of them.
    pub condition: Condition,
    /// Words that full text must find.
    pub search: Option<String>,
    /// In which order; the internal number breaks ties in the direction of the last column.
    pub sort: Vec<(Column, Direction)>,
    /// How many at most.
    pub limit: u32,
    /// The sort values and internal number of the last record of the page before.
    pub after: Option<(Vec<Value>, i64)>,
    /// Records in the recycle bin instead of the living.
    pub deleted: bool,
    /// As they stood at a moment.
    pub as_of: Option<Moment>,
    /// Fields the answer shows; access refuses or masks them before the plan runs.
    pub select: Vec<Column>,
    /// The keys under which they are shown, where these differ from the fields' own: lookups and paths.
    pub labels: Vec<FieldKey>,
}

/// Measures over groups of records.
#[derive(Clone, Debug)]
pub struct AggregatePlan {
    /// Whose records.
    pub entity: Arc<Entity>,
    /// Which of them.
    pub condition: Condition,
    /// One group per combination of these.
    pub group_by: Vec<Column>,
    /// What is computed; a column is absent only for a count of records.
    pub measures: Vec<(Aggregate, Option<Column>)>,
}
