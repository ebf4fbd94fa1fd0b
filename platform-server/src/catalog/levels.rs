//! What is kept through other records: how deep it may go.
//!
//! Shape:  a roll-up rests on the fields that it measures and filters by, these on what their formulas read; levels of
//!         roll-ups are counted along. Deletes that go on to what refers are counted from entity to entity.
//! Errors: `cycle` and `too_deep`, with what to do; what is deeper would not be kept in one transaction.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use engine_core::{
    entity::{Entity, Field, OnDelete, derive::Draft},
    formula,
    issue::{Issue, token},
    key::EntityKey,
    kinds::Kind,
    plan::{self, Entities},
};

use super::check::nobody;
use crate::records::store::{DEEPEST_DELETE, DEEPEST_ROLL_UP};

/// The fields of the counted entity that a roll-up rests on, what their formulas read included.
pub(super) fn rests(entities: &dyn Entities, child: &Arc<Entity>, roll_up: &Field) -> BTreeSet<String> {
    let measured = roll_up.measure.as_ref().and_then(|measure| measure.field.as_ref());
    let mut open: Vec<String> = measured.map(ToString::to_string).into_iter().collect();
    let condition = roll_up.filter.as_ref().map(|f| plan::resolve(entities, child, f, &nobody()));
    if let Some(Ok(condition)) = condition {
        condition.columns(&mut |column| {
            let first = column.hops.first().map_or(&column.field, |hop| &hop.field);
            open.push(first.key.to_string());
        });
    }
    let mut rests = BTreeSet::new();
    while let Some(key) = open.pop() {
        let text = child.own_field(&key).and_then(|field| field.formula.as_deref());
        if rests.insert(key)
            && let Some(Ok(formula)) = text.map(formula::parse)
        {
            open.extend(formula.depends().fields.iter().filter_map(|p| p.keys().next().map(str::to_owned)));
        }
    }
    rests
}

/// Refuses roll-ups over roll-ups, and chains of deletes, that are deeper than what is kept.
pub(super) fn check(draft: &Draft, issues: &mut Vec<Issue>) {
    let mut all: Vec<&Arc<Entity>> = draft.0.values().collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    let (mut levels, mut chains) = (HashMap::new(), HashMap::new());
    for entity in all {
        for field in entity.fields.values() {
            let at = || format!("/entity/{}/properties{}", entity.key, token(field.key.as_str()));
            match field.kind {
                // Without a result something else is wrong with it, and told.
                Kind::RollUp if field.result.is_some() => match level(draft, entity, field, &mut levels) {
                    None => issues.push(Issue::new(
                        "cycle",
                        format!("{}/x-field/filter", at()),
                        "汇总条件依赖这个汇总自己，请换一个条件",
                        "the roll-up is filtered by what rests on itself; filter by something else",
                    )),
                    Some(level) if level == DEEPEST_ROLL_UP + 1 => issues.push(Issue::new(
                        "too_deep",
                        at(),
                        "汇总之上的汇总超过 5 层，请直接汇总更下层的数据",
                        "more than 5 roll-ups one over another; roll up something lower directly",
                    )),
                    Some(_) => {}
                },
                Kind::Reference | Kind::References if field.on_delete == OnDelete::WithParent => {
                    let below = chain(draft, &entity.key, &mut chains);
                    let top = field.target.as_ref().is_some_and(|t| *t != entity.key);
                    if top && below == DEEPEST_DELETE {
                        issues.push(Issue::new(
                            "too_deep",
                            format!("{}/x-field/on_delete", at()),
                            "随主记录删除的层级超过 16 层，请在其中一层改用 refuse 或 clear",
                            "deletes would go on for more than 16 levels; use `refuse` or `clear` on one of them",
                        ));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Levels by entity and field; nothing for one that is being looked at.
type Levels = HashMap<(EntityKey, String), Option<usize>>;

/// How many roll-ups lie below a roll-up; nothing when it rests on itself.
fn level(draft: &Draft, parent: &Arc<Entity>, field: &Field, levels: &mut Levels) -> Option<usize> {
    let place = (parent.key.clone(), field.key.to_string());
    if let Some(known) = levels.get(&place) {
        return *known;
    }
    levels.insert(place.clone(), None);
    let child = field.target.as_ref().and_then(|target| draft.0.get(target));
    let mut found = Some(0);
    for key in child.iter().flat_map(|child| rests(draft, child, field)) {
        let below = child.and_then(|child| child.own_field(&key).map(|below| (child, below)));
        if let Some((child, below)) = below.filter(|(_, below)| below.kind == Kind::RollUp) {
            let one = level(draft, child, below, levels);
            found = found.zip(one).map(|(found, one)| found.max(one + 1));
        }
    }
    levels.insert(place, found);
    found
}

/// How many entities' records go one after the other with a record; one that refers to itself counts once.
fn chain(draft: &Draft, key: &EntityKey, chains: &mut HashMap<EntityKey, usize>) -> usize {
    if let Some(known) = chains.get(key) {
        return *known;
    }
    chains.insert(key.clone(), 0);
    let goes = |other: &&Arc<Entity>| {
        let refers = |f: &Arc<Field>| f.on_delete == OnDelete::WithParent && f.target.as_ref() == Some(key);
        other.key != *key && other.fields.values().any(refers)
    };
    let below: Vec<EntityKey> = draft.0.values().filter(goes).map(|other| other.key.clone()).collect();
    let longest = below.iter().map(|other| chain(draft, other, chains) + 1).max().unwrap_or(0);
    chains.insert(key.clone(), longest);
    longest
}
