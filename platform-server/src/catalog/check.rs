//! What must hold between definitions.

mod settings;
mod views;

use std::{collections::BTreeMap, sync::Arc};

use engine_core::{
    definition::DefinitionKind,
    entity::{Entity, OnDelete, derive::Draft},
    filter::Filter,
    issue::{Issue, token},
    key::DefinitionKey,
    kinds::{Kind, Storage},
    moment::{Date, Moment, TimeZone},
    plan::{self, Entities, Viewer},
    policy::Scope,
};

use super::Snapshot;

/// References, sub-tables and roll-up filters of every entity.
pub(super) fn entities(draft: &Draft, issues: &mut Vec<Issue>) {
    let mut all: Vec<&Arc<Entity>> = draft.0.values().collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    for entity in all {
        for field in entity.fields.values() {
            let at = format!("/entity/{}/properties{}/x-field", entity.key, token(field.key.as_str()));
            let target = field.target.as_ref().map(|t| (t, draft.entity(t.as_str())));
            match (field.kind, target) {
                (Kind::Reference | Kind::References, Some((_, Some(t)))) if t.parent.is_some() => issues
                    .push(Issue::new(
                        "row_target",
                        format!("{at}/target"),
                        "不能关联到明细行，请关联到它所属的数据表",
                        "rows of a sub-table cannot be referred to; refer to their owner",
                    )),
                (Kind::SubTable, Some((_, Some(t)))) if t.parent.as_ref() != Some(&entity.key) => issues
                    .push(Issue::new(
                        "not_a_row",
                        format!("{at}/target"),
                        format!("“{}”的 x-entity.parent 应为“{}”", t.key, entity.key),
                        format!("x-entity.parent of `{}` must be `{}`", t.key, entity.key),
                    )),
                (Kind::Reference | Kind::References | Kind::SubTable | Kind::RollUp, Some((name, None))) => {
                    issues.push(Issue::new(
                        "unknown_entity",
                        format!("{at}/target"),
                        format!("没有数据表“{name}”"),
                        format!("there is no entity `{name}`"),
                    ));
                }
                (Kind::RollUp, Some((_, Some(child)))) => {
                    if let Some(filter) = &field.filter {
                        check_filter(draft, &child, filter, &format!("{at}/filter"), issues);
                        still(draft, &child, filter, &format!("{at}/filter"), issues);
                    }
                }
                _ => {}
            }
        }
        row_kinds(entity, issues);
    }
}

/// Rows hold plain values only.
fn row_kinds(entity: &Entity, issues: &mut Vec<Issue>) {
    if entity.parent.is_none() {
        return;
    }
    for field in entity.fields.values() {
        if field.kind == Kind::Reference && field.on_delete != OnDelete::Refuse {
            issues.push(Issue::new(
                "not_in_rows",
                format!("/entity/{}/properties{}/x-field/on_delete", entity.key, token(field.key.as_str())),
                "明细行里的关联只能是 refuse：先改明细，再删所关联的记录",
                "a reference in a row is `refuse`: the row is changed before what it refers to goes",
            ));
        }
        let several = matches!(field.kind.rules().storage(), Storage::Links(_));
        if several || matches!(field.kind, Kind::SubTable | Kind::RollUp | Kind::AutoNumber | Kind::Lookup) {
            issues.push(Issue::new(
                "not_in_rows",
                format!("/entity/{}/properties{}", entity.key, token(field.key.as_str())),
                "明细行里不能有明细、汇总、自动编号、他表字段和有多个值的字段",
                "rows of a sub-table hold no sub-tables, roll-ups, auto-numbers, lookups or fields with several values",
            ));
        }
    }
}

pub(super) fn nobody() -> Viewer {
    let today = Date::constant(2000, 1, 1);
    Viewer {
        id: None,
        departments: Vec::new(),
        department_tree: Vec::new(),
        today,
        zone: TimeZone::UTC,
        now: Moment(0),
    }
}

fn check_filter(
    entities: &dyn Entities,
    entity: &Arc<Entity>,
    filter: &Filter,
    at: &str,
    issues: &mut Vec<Issue>,
) {
    if let Err(found) = plan::resolve(entities, entity, filter, &nobody()) {
        issues.extend(found.into_iter().map(|i| i.below(at)));
    }
}

/// What is kept must change with what it counts and with nothing else: a roll-up counts by no value that depends on the
/// clock, and by none of another record, whose change would not count anew.
fn still(entities: &dyn Entities, entity: &Arc<Entity>, filter: &Filter, at: &str, issues: &mut Vec<Issue>) {
    let (mut moving, mut through) = (false, asks_others(filter));
    if let Ok(condition) = plan::resolve(entities, entity, filter, &nobody()) {
        condition.columns(&mut |column| {
            moving |= column.field.volatile;
            through |= !column.hops.is_empty();
        });
    }
    if moving {
        issues.push(Issue::new(
            "volatile_field",
            at,
            "汇总条件不能用随时间变化的项；请改用它所依据的日期",
            "a roll-up cannot count by a value that changes with the clock; use the date it rests on",
        ));
    }
    if through {
        issues.push(Issue::new(
            "through_reference",
            at,
            "汇总条件只能用被汇总数据表自己的字段：通过关联读到的值变了，汇总不会重算；请在该表上加一个字段存放这个值",
            "a roll-up counts by fields of the counted entity alone: it would not follow a value behind a reference; keep \
             that value in a field of the counted entity",
        ));
    }
}

/// Whether a filter asks for records that refer to the one it is asked of.
fn asks_others(filter: &Filter) -> bool {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().any(asks_others),
        Filter::Not(inner) => asks_others(inner),
        Filter::Compare { .. } => false,
        Filter::Exists { .. } => true,
    }
}

/// Views, roles and ownership.
pub(super) fn snapshot(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    views::check(snapshot, issues);
    forms(snapshot, issues);
    roles(snapshot, issues);
    ownership(snapshot, issues);
}

fn unknown_entity(key: &str, at: String) -> Issue {
    Issue::new("unknown_entity", at, format!("没有数据表“{key}”"), format!("there is no entity `{key}`"))
}

/// What holds between forms: one main form of an entity, one form at an address, and roles that there are.
fn forms(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let (mut mains, mut slugs) = (BTreeMap::new(), BTreeMap::new());
    for (key, form) in &snapshot.forms {
        let (document, at) = (&form.document, format!("/form/{key}"));
        for role in document.rights.roles.keys().filter(|role| !known_role(snapshot, role)) {
            issues.push(unknown_role(role, format!("{at}/rights/roles{}", token(role.as_str()))));
        }
        if document.main
            && let Some(other) = mains.insert(&document.entity, key)
        {
            issues.push(Issue::new(
                "second_main_form",
                format!("{at}/main"),
                format!("数据表“{}”的主表单已经是“{other}”，只能有一张", document.entity),
                format!("the main form of `{}` is `{other}` already; there is one", document.entity),
            ));
        }
        if let Some(public) = &document.public
            && let Some(other) = slugs.insert(&public.slug, key)
        {
            issues.push(Issue::new(
                "taken_slug",
                format!("{at}/public/slug"),
                format!("地址“{}”已被表单“{other}”使用", public.slug),
                format!("the address `{}` is taken by the form `{other}`", public.slug),
            ));
        }
    }
}

fn known_role(snapshot: &Snapshot, role: &DefinitionKey) -> bool {
    role.as_str() == crate::identity::Actor::ADMIN || snapshot.roles.contains_key(role)
}

fn unknown_role(role: &DefinitionKey, at: String) -> Issue {
    Issue::new(
        "unknown_role",
        at,
        format!("没有已发布的角色“{role}”"),
        format!("there is no published role `{role}`"),
    )
}

fn roles(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    for (key, role) in &snapshot.roles {
        for (name, policy) in &role.entities {
            let at = format!("/role/{key}/entities{}", token(name.as_str()));
            let Some(entity) = snapshot.entity(name.as_str()) else {
                issues.push(unknown_entity(name.as_str(), at));
                continue;
            };
            for field in policy.fields.keys().filter(|f| entity.field(f.as_str()).is_none()) {
                issues.push(Issue::new(
                    "unknown_field",
                    format!("{at}/fields{}", token(field.as_str())),
                    format!("没有编码为“{field}”的字段"),
                    format!("there is no field `{field}`"),
                ));
            }
            for (action, scope) in &policy.actions {
                if let Scope::Filter(filter) = scope {
                    check_filter(
                        snapshot,
                        &entity,
                        filter,
                        &format!("{at}/actions/{}/filter", action.word()),
                        issues,
                    );
                }
            }
        }
    }
}

/// A definition may use only what its own app or one it depends on owns; `local` may use everything.
fn ownership(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    for document in snapshot.documents.values() {
        let app = &document.app;
        if app.as_str() != "local" && document.kind != DefinitionKind::App && !snapshot.apps.contains_key(app)
        {
            issues.push(Issue::new(
                "unknown_app",
                format!(
                    "{}{}",
                    document.pointer(),
                    if document.kind == DefinitionKind::Entity { "/x-entity/app" } else { "/app" }
                ),
                format!("没有应用“{app}”"),
                format!("there is no app `{app}`"),
            ));
        }
    }
    for (key, app) in &snapshot.apps {
        for (i, needed) in app.depends.iter().enumerate().filter(|(_, d)| !snapshot.apps.contains_key(*d)) {
            issues.push(Issue::new(
                "missing_dependency",
                format!("/app/{key}/depends/{i}"),
                format!("请先安装应用“{needed}”"),
                format!("install the app `{needed}` first"),
            ));
        }
        for (i, view) in app.navigation.iter().enumerate().filter(|(_, v)| !snapshot.views.contains_key(*v)) {
            issues.push(Issue::new(
                "unknown_view",
                format!("/app/{key}/navigation/{i}"),
                format!("没有视图“{view}”"),
                format!("there is no view `{view}`"),
            ));
        }
    }
    for usage in super::usages::all(snapshot) {
        let (Some(user), Some(used)) = (snapshot.documents.get(&usage.by), snapshot.documents.get(&usage.of))
        else {
            continue;
        };
        if !depends_on(snapshot, &user.app, &used.app, 0) {
            issues.push(Issue::new(
                "foreign_definition",
                format!("{}{}", user.pointer(), usage.pointer),
                format!("应用“{}”的 depends 中没有“{}”", user.app, used.app),
                format!("`{}` does not depend on `{}`", user.app, used.app),
            ));
        }
    }
}

fn depends_on(snapshot: &Snapshot, app: &DefinitionKey, needed: &DefinitionKey, depth: usize) -> bool {
    app == needed
        || app.as_str() == "local"
        || depth < 16
            && snapshot
                .apps
                .get(app)
                .is_some_and(|a| a.depends.iter().any(|d| depends_on(snapshot, d, needed, depth + 1)))
}
