//! The decisions, as pure functions of what is published and who asks.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    filter::Path,
    issue::Issue,
    key::{FieldKey, SYSTEM_FIELDS},
    kinds::Kind,
    plan::{self, Column, Comparison, Condition, Share, Test, Viewer},
    policy::{Action, Policy, Right, Scope},
    value::Value,
};

use super::permit::FieldRights;
use crate::{
    catalog::Snapshot,
    identity::{Actor, Via},
};

/// What the actor's roles add up to on an entity.
pub(super) fn policy(snapshot: &Snapshot, actor: &Actor, entity: &str) -> Policy {
    if let Via::Form(form) = &actor.via {
        let form = snapshot.forms.get(form).map(|form| &form.document);
        let made =
            form.is_some_and(|form| form.public.is_some() && form.creates && form.entity.as_str() == entity);
        return if made { Policy::only(Action::Create) } else { Policy::default() };
    }
    let roles = || actor.roles.iter().filter_map(|key| snapshot.roles.get(key));
    if actor.admin || roles().any(|r| r.admin) {
        return Policy::everything();
    }
    let mut sum = Policy::default();
    for role in roles() {
        if let Some(policy) = role.entities.get(entity) {
            sum.add(policy);
        }
    }
    sum
}

/// Whether the actor administers.
pub(super) fn is_admin(snapshot: &Snapshot, actor: &Actor) -> bool {
    actor.admin || actor.roles.iter().filter_map(|key| snapshot.roles.get(key)).any(|r| r.admin)
}

/// The rows an action may touch; `None` when there is no such right at all.
pub(super) fn rows(
    snapshot: &Snapshot,
    entity: &Arc<Entity>,
    policy: &Policy,
    action: Action,
    viewer: &Viewer,
    principals: Option<Vec<uuid::Uuid>>,
) -> Result<Option<Condition>, Vec<Issue>> {
    let scopes = policy.scopes(action);
    if scopes.is_empty() {
        return Ok(None);
    }
    let mut sum = Condition::False;
    for scope in scopes {
        sum = sum.or(scope_rows(snapshot, entity, &scope, viewer)?);
    }
    if let (Some(principals), Action::View | Action::Edit | Action::Print) = (principals, action) {
        sum = sum.or(Condition::Shared(Share {
            principals,
            edit: action == Action::Edit,
            today: viewer.today,
        }));
    }
    Ok(Some(match sum {
        Condition::True | Condition::False => sum,
        rule => Condition::Rule(Box::new(rule)),
    }))
}

/// The rows of an action among those one may see, `None` without the right: nobody acts on what it may not see, and what
/// is made anew is not there yet.
pub(super) fn acting(
    snapshot: &Snapshot,
    entity: &Arc<Entity>,
    policy: &Policy,
    action: Action,
    viewer: &Viewer,
    principals: Option<&[uuid::Uuid]>,
    visible: &Condition,
) -> Result<Option<Condition>, Vec<Issue>> {
    let rows = rows(snapshot, entity, policy, action, viewer, principals.map(<[_]>::to_vec))?;
    Ok(rows.map(|rows| match action {
        Action::Create | Action::Import => Condition::True,
        Action::View => visible.clone(),
        _ if policy.scopes(action) == policy.scopes(Action::View) => rows,
        _ => both(rows, visible),
    }))
}

fn both(rows: Condition, visible: &Condition) -> Condition {
    match rows.and(visible.clone()) {
        Condition::And(all) => Condition::Rule(Box::new(Condition::And(all))),
        one => one,
    }
}

fn scope_rows(
    snapshot: &Snapshot,
    entity: &Arc<Entity>,
    scope: &Scope,
    viewer: &Viewer,
) -> Result<Condition, Vec<Issue>> {
    let among = |key: &str, ids: Vec<uuid::Uuid>| match entity.field(key) {
        Some(field) if !ids.is_empty() => Condition::Test(Test {
            column: Column::own(entity, field),
            comparison: match <[uuid::Uuid; 1]>::try_from(ids.as_slice()) {
                Ok([id]) => Comparison::Eq(Value::Id(id)),
                Err(_) => Comparison::In(ids.into_iter().map(Value::Id).collect()),
            },
        }),
        _ => Condition::False,
    };
    Ok(match scope {
        Scope::None => Condition::False,
        Scope::All => Condition::True,
        Scope::Own if entity.owner => among("owner_id", viewer.id.into_iter().collect()),
        Scope::Own => among("created_by", viewer.id.into_iter().collect()),
        Scope::Department => among("department_id", viewer.departments.clone())
            .or(among("owner_id", viewer.id.into_iter().collect())),
        Scope::DepartmentAndBelow => among("department_id", viewer.department_tree.clone())
            .or(among("owner_id", viewer.id.into_iter().collect())),
        Scope::Filter(filter) => {
            let rule = plan::resolve(snapshot, entity, filter, viewer)?;
            let mut computing = false;
            rule.columns(&mut |column| computing |= snapshot.computing.column(column));
            // A rule over values that are not all there yet would let through what it should keep back.
            if computing { Condition::False } else { rule }
        }
    })
}

/// The right on every field of an entity. A derived field has the least of its inputs' rights, unless its author
/// disclosed it, and is never written.
pub(super) fn rights(
    snapshot: &Snapshot,
    actor: &Actor,
    entity: &Arc<Entity>,
    policy: &Policy,
) -> FieldRights {
    let mut rights = FieldRights::default();
    for field in entity.fields.values() {
        rights.0.insert(field.key.clone(), field_right(snapshot, actor, entity, policy, field, 0));
    }
    for key in SYSTEM_FIELDS {
        rights
            .0
            .insert(FieldKey::parse(key).expect("system fields have legal keys"), system_right(policy, key));
    }
    rights
}

/// The right on a field that every record has: only the owner is written, what is masked of one is nothing, and a
/// record without id and version cannot be named.
fn system_right(policy: &Policy, key: &str) -> Right {
    match (key, policy.right(key)) {
        ("id" | "version", _) => Right::Readonly,
        (_, Right::Masked) => Right::Hidden,
        ("owner_id", said) => said,
        (_, said) => said.min(Right::Readonly),
    }
}

/// Deeper chains of derived fields are hidden: the catalog refuses cycles, this only bounds the walk.
const DEEPEST: usize = 16;

pub(super) fn field_right(
    snapshot: &Snapshot,
    actor: &Actor,
    entity: &Arc<Entity>,
    policy: &Policy,
    field: &Field,
    depth: usize,
) -> Right {
    let said = policy.right(field.key.as_str());
    if !field.kind.rules().computed() || field.kind == Kind::AutoNumber {
        return if field.kind.rules().computed() { said.min(Right::Readonly) } else { said };
    }
    let said = said.min(Right::Readonly);
    if field.disclose {
        return said;
    }
    if depth > DEEPEST {
        return Right::Hidden;
    }
    let least = match field.kind {
        Kind::Formula => formula_right(snapshot, actor, entity, policy, field, depth),
        Kind::RollUp => roll_up_right(snapshot, actor, field, depth),
        _ => lookup_right(snapshot, actor, entity, field, depth),
    };
    said.min(least)
}

fn formula_right(
    snapshot: &Snapshot,
    actor: &Actor,
    entity: &Arc<Entity>,
    policy: &Policy,
    field: &Field,
    depth: usize,
) -> Right {
    let compiled = snapshot.compiled(entity.key.as_str());
    let formula = compiled.and_then(|c| c.formulas.iter().find(|f| f.field.key == field.key));
    let Some(formula) = formula else { return Right::Hidden };
    let inputs = formula.reads.iter().filter_map(|key| entity.own_field(key));
    inputs
        .map(|input| field_right(snapshot, actor, entity, policy, input, depth + 1))
        .min()
        .unwrap_or(Right::Readonly)
}

/// A roll-up tells of every row it counts: only who may see them all sees it, unless its author disclosed it.
fn roll_up_right(snapshot: &Snapshot, actor: &Actor, field: &Field, depth: usize) -> Right {
    let Some(child) = field.target.as_ref().and_then(|t| snapshot.compiled(t.as_str())) else {
        return Right::Hidden;
    };
    let policy = policy(snapshot, actor, child.entity.key.as_str());
    if !policy.scopes(Action::View).contains(&Scope::All) {
        return Right::Hidden;
    }
    let measured = field
        .measure
        .as_ref()
        .and_then(|m| m.field.as_ref())
        .and_then(|f| child.entity.own_field(f.as_str()));
    measured.map_or(Right::Readonly, |f| field_right(snapshot, actor, &child.entity, &policy, f, depth + 1))
}

fn lookup_right(
    snapshot: &Snapshot,
    actor: &Actor,
    entity: &Arc<Entity>,
    field: &Field,
    depth: usize,
) -> Right {
    let path = field.via.as_deref().and_then(Path::parse);
    let column = path.and_then(|p| Column::resolve(snapshot, entity, &p).ok());
    column.map_or(Right::Hidden, |c| path_right(snapshot, actor, &c, depth + 1))
}

/// The least right along a path: each reference must be readable, each entity on it viewable.
pub(super) fn path_right(snapshot: &Snapshot, actor: &Actor, column: &Column, depth: usize) -> Right {
    let mut least = Right::Readonly;
    for hop in &column.hops {
        let policy = policy(snapshot, actor, hop.entity.key.as_str());
        least = least.min(field_right(snapshot, actor, &hop.entity, &policy, &hop.field, depth));
    }
    let last = policy(snapshot, actor, column.entity.key.as_str());
    if last.scopes(Action::View).is_empty() {
        return Right::Hidden;
    }
    let own = match column.entity.own_field(column.field.key.as_str()) {
        Some(field) => field_right(snapshot, actor, &column.entity, &last, field, depth),
        None => system_right(&last, column.field.key.as_str()),
    };
    if least < Right::Readonly { Right::Hidden } else { own }
}
