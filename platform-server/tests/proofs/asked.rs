//! Plans of the specimen as the HTTP layer makes them, without a server.

use std::sync::Arc;

use engine_core::{
    entity::{Aggregate, Entity},
    filter::{Filter, Path},
    issue::Issue,
    moment::{Date, Moment, TimeZone},
    plan::{AggregatePlan, Column, Condition, Direction, Entities, Plan, Viewer, resolve},
    value::Value,
};
use platform_server::catalog::Snapshot;
use serde_json::Value as Json;
use uuid::Uuid;

/// Somebody on 2 January 2090.
pub(crate) fn viewer() -> Viewer {
    Viewer {
        id: Some(Uuid::from_u128(1)),
        departments: vec![Uuid::from_u128(2)],
        department_tree: vec![Uuid::from_u128(2), Uuid::from_u128(3)],
        today: Date::constant(2090, 1, 2),
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
        now: Moment::parse("2090-01-02T04:00:00Z").expect("a moment"),
    }
}

/// A published entity.
pub(crate) fn entity(snapshot: &Snapshot, key: &str) -> Arc<Entity> {
    snapshot.entity(key).expect("published")
}

/// A column by its path.
pub(crate) fn column(snapshot: &Snapshot, of: &str, path: &str) -> Column {
    let parsed = Path::parse(path).expect("a path");
    Column::resolve(snapshot, &entity(snapshot, of), &parsed).expect("a column")
}

/// A filter's condition, or what is wrong with it.
pub(crate) fn condition(snapshot: &Snapshot, of: &str, filter: &Json) -> Result<Condition, Vec<Issue>> {
    resolve(snapshot, &entity(snapshot, of), &Filter::parse(filter)?, &viewer())
}

/// A page: records that meet a filter, by sort paths (`-` for descending), showing fields.
pub(crate) fn page(snapshot: &Snapshot, of: &str, filter: &Json, sort: &[&str], shown: &[&str]) -> Plan {
    let sort = sort.iter().map(|path| match path.strip_prefix('-') {
        Some(path) => (column(snapshot, of, path), Direction::Descending),
        None => (column(snapshot, of, path), Direction::Ascending),
    });
    Plan {
        entity: entity(snapshot, of),
        condition: condition(snapshot, of, filter).expect("a legal filter"),
        search: None,
        sort: sort.collect(),
        limit: 20,
        after: None,
        deleted: false,
        as_of: None,
        select: shown.iter().map(|path| column(snapshot, of, path)).collect(),
        labels: Vec::new(),
    }
}

/// The same page after a record with these sort values.
pub(crate) fn after(plan: Plan, values: Vec<Value>) -> Plan {
    Plan { after: Some((values, 42)), ..plan }
}

/// Measures over groups.
pub(crate) fn measured(
    snapshot: &Snapshot,
    of: &str,
    filter: &Json,
    groups: &[&str],
    measures: &[(Aggregate, &str)],
) -> AggregatePlan {
    AggregatePlan {
        entity: entity(snapshot, of),
        condition: condition(snapshot, of, filter).expect("a legal filter"),
        group_by: groups.iter().map(|path| column(snapshot, of, path)).collect(),
        measures: measures
            .iter()
            .map(|(op, path)| (*op, (!path.is_empty()).then(|| column(snapshot, of, path))))
            .collect(),
    }
}
