//! References to records made before.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{LocalName, SampleFault, chance::Chance, scope::Scope, spec::Order};

/// Draws until a record of the class is found, at most so often.
const ATTEMPTS: u32 = 10_000;

/// A record of `to`, by order.
pub(super) fn reference(
    to: &str,
    order: &Order,
    scope: &Scope<'_>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    let count = scope.kept.records(to).len();
    if count == 0 {
        return Err(scope.unsuitable(format!("no record of `{to}` has been made before")));
    }
    let index = match order {
        Order::EachThenAny if scope.index < count => scope.index,
        Order::EachThenAny => chance.position(count),
        Order::Skewed { by, shares } => of_class(to, by, shares, scope, chance)?,
    };
    Ok(LocalName::Record { entity: to.to_owned(), index }.to_json())
}

fn of_class(
    to: &str,
    by: &str,
    shares: &IndexMap<String, u32>,
    scope: &Scope<'_>,
    chance: &mut Chance,
) -> Result<usize, SampleFault> {
    let class = chance.weighted(shares.values().copied()).and_then(|p| shares.get_index(p));
    let class = class.map(|(name, _)| name.as_str());
    let records = scope.kept.records(to);
    for _ in 0..ATTEMPTS {
        let index = chance.position(records.len());
        if records[index].get(by).and_then(Json::as_str) == class {
            return Ok(index);
        }
    }
    Err(scope.unsuitable(format!("no record of `{to}` whose `{by}` is {class:?}")))
}

/// A child of the record at `parent`, or of the record itself; null without one.
pub(super) fn child(
    of: &str,
    via: &str,
    parent: Option<&str>,
    prefer: Option<&Map<String, Json>>,
    scope: &Scope<'_>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    let parent = match parent {
        None => Some(scope.index),
        Some(path) => scope.find(path)?.and_then(LocalName::read).and_then(|name| match name {
            LocalName::Record { index, .. } => Some(index),
            LocalName::User(_) => None,
        }),
    };
    let all = parent.map_or(&[][..], |parent| scope.kept.children(of, via, parent));
    let preferred: Vec<usize> =
        all.iter().copied().filter(|index| meets(&scope.kept.records(of)[*index], prefer)).collect();
    let from = if preferred.is_empty() { all } else { &preferred };
    let drawn = from.get(chance.position(from.len()));
    Ok(drawn.map_or(Json::Null, |index| LocalName::Record { entity: of.to_owned(), index: *index }.to_json()))
}

fn meets(record: &Map<String, Json>, wanted: Option<&Map<String, Json>>) -> bool {
    wanted.is_none_or(|wanted| wanted.iter().all(|(field, value)| record.get(field) == Some(value)))
}

/// What the child with the greatest `by` has at `take`; null without one.
pub(super) fn latest(of: &str, via: &str, by: &str, take: &str, scope: &Scope<'_>) -> Json {
    let records = scope.kept.records(of);
    let children = scope.kept.children(of, via, scope.index).iter().map(|index| &records[*index]);
    let last = children.max_by_key(|record| record.get(by).and_then(Json::as_str).unwrap_or_default());
    last.and_then(|record| record.get(take)).cloned().unwrap_or(Json::Null)
}
