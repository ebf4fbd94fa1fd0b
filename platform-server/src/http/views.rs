//! The views of an entity as the caller may use them.
//!
//! Shape:  a view whose filter, columns of cards or days the caller may not read is left out; of the others, what it may
//!         not see, total or fill in is left out.

use engine_core::{
    key::DefinitionKey,
    policy::Right,
    view::{Calendar, Gallery, Kanban, Timeline, ViewDocument, ViewType},
};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::access::{Permit, View};

/// Every view the caller may open.
pub(super) fn of(permit: &Permit<View>) -> Vec<Json> {
    let snapshot = permit.snapshot();
    let actor = permit.actor();
    let open = |roles: &Option<Vec<DefinitionKey>>| {
        roles.as_ref().is_none_or(|r| actor.admin || r.iter().any(|k| actor.roles.contains(k)))
    };
    snapshot
        .views
        .values()
        .filter(|v| v.entity == permit.entity().entity.key && open(&v.roles))
        .filter(|v| v.filter.as_ref().is_none_or(|f| permit.filters(f)))
        .filter_map(|v| shown(permit, v))
        .collect()
}

/// The keys of a view's sort that the caller may sort by.
pub(super) fn sort_keys(permit: &Permit<View>, keys: &[String]) -> Vec<String> {
    keys.iter().filter(|key| permit.sorts(key.trim_start_matches('-'))).cloned().collect()
}

fn shown(permit: &Permit<View>, view: &ViewDocument) -> Option<Json> {
    let columns: Vec<&String> = view.columns.iter().filter(|c| permit.shows(c)).collect();
    let sort = sort_keys(permit, &view.sort);
    let app = view.app.as_ref().map_or("local", DefinitionKey::as_str);
    let mut body = json!({
        "key": view.key, "app": app, "entity": view.entity, "labels": view.labels, "icon": view.icon,
        "type": view.view_type.word(), "columns": columns, "filter": view.filter, "sort": sort,
        "page_size": view.page_size.unwrap_or(50),
    });
    let settings = match view.view_type {
        ViewType::Table => return Some(body),
        ViewType::Kanban => written(kanban(permit, view.kanban.clone()?)?),
        ViewType::Calendar => written(calendar(permit, view.calendar.clone()?)?),
        ViewType::Timeline => written(timeline(permit, view.timeline.clone()?)?),
        ViewType::Gallery => written(gallery(permit, view.gallery.clone()?)),
    };
    body[view.view_type.word()] = settings?;
    Some(body)
}

fn written(settings: impl Serialize) -> Option<Json> {
    serde_json::to_value(settings).ok()
}

fn seen(permit: &Permit<View>, field: Option<String>) -> Option<String> {
    field.filter(|key| permit.shows(key))
}

/// A colour is not told by what is masked.
fn read(permit: &Permit<View>, field: Option<String>) -> Option<String> {
    field.filter(|key| permit.sorts(key))
}

fn kanban(permit: &Permit<View>, mut kanban: Kanban) -> Option<Kanban> {
    if !permit.sorts(&kanban.group_by) {
        return None;
    }
    kanban.totals.retain(|total| permit.sorts(&total.field));
    kanban.card.title = seen(permit, kanban.card.title);
    kanban.card.fields.retain(|field| permit.shows(field));
    kanban.colour_by = read(permit, kanban.colour_by);
    for guard in &mut kanban.guards {
        guard.ask.retain(|field| permit.right(field) == Right::Editable);
    }
    kanban.guards.retain(|guard| !guard.ask.is_empty());
    Some(kanban)
}

fn calendar(permit: &Permit<View>, mut calendar: Calendar) -> Option<Calendar> {
    if !permit.sorts(&calendar.start) {
        return None;
    }
    calendar.end = read(permit, calendar.end);
    calendar.title = seen(permit, calendar.title);
    calendar.colour_by = read(permit, calendar.colour_by);
    Some(calendar)
}

fn timeline(permit: &Permit<View>, mut timeline: Timeline) -> Option<Timeline> {
    if !permit.sorts(&timeline.start) || !permit.sorts(&timeline.end) {
        return None;
    }
    timeline.title = seen(permit, timeline.title);
    timeline.group_by = read(permit, timeline.group_by);
    timeline.colour_by = read(permit, timeline.colour_by);
    Some(timeline)
}

fn gallery(permit: &Permit<View>, mut gallery: Gallery) -> Gallery {
    gallery.image = seen(permit, gallery.image);
    gallery.title = seen(permit, gallery.title);
    gallery.fields.retain(|field| permit.shows(field));
    gallery
}
