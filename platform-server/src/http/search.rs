//! One search over everything the caller may see.

use axum::extract::State;
use engine_core::{
    plan::{Column, Condition, Plan},
    policy::{Action, Right},
    value::Value,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{
    answers,
    extract::{Json as Body, Query},
    problem::Problem,
};
use crate::{
    access::{Permit, View},
    app::App,
    identity::Actor,
    records::record::Record,
};

/// Words to find.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// What was typed.
    #[serde(default)]
    pub q: String,
    /// At most 50.
    pub limit: Option<u32>,
}

/// Records that hold the words, of every entity the caller may view.
#[utoipa::path(get, path = "/api/v1/search", tag = "records", params(SearchQuery), responses((status = 200, body = answers::SearchResults)))]
pub async fn search(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<SearchQuery>,
) -> Result<Body<Json>, Problem> {
    let typed = query.q.trim();
    let limit = query.limit.unwrap_or(20).clamp(1, 50);
    let snapshot = app.gate.snapshot();
    let mut keys: Vec<&str> = snapshot
        .entities
        .values()
        .filter(|c| c.entity.parent.is_none() && c.entity.fields.values().any(|f| f.search))
        .map(|c| c.entity.key.as_str())
        .filter(|key| app.gate.may(&actor, key, Action::View))
        .collect();
    keys.sort_unstable();
    let mut items = Vec::new();
    for key in keys.into_iter().filter(|_| !typed.is_empty()) {
        let permit = app.gate.permit::<View>(&actor, key, &app.clock).await?;
        items.extend(one(&app, &permit, typed, limit).await?);
    }
    items.truncate(limit as usize);
    Ok(Body(json!({ "items": items })))
}

async fn one(app: &App, permit: &Permit<View>, typed: &str, limit: u32) -> Result<Vec<Json>, Problem> {
    let entity = permit.entity().entity.clone();
    let readable = |key: &str| permit.right(key) >= Right::Readonly;
    let shown: Vec<_> = entity
        .fields
        .values()
        .filter(|f| (f.search || entity.title.as_ref() == Some(&f.key)) && readable(f.key.as_str()))
        .cloned()
        .collect();
    let mut select = vec![Column::own(&entity, entity.field("id").expect("every record has an id"))];
    select.extend(shown.iter().map(|f| Column::own(&entity, f)));
    let plan = Plan {
        entity: entity.clone(),
        condition: Condition::True,
        search: Some(typed.to_owned()),
        sort: Vec::new(),
        limit,
        after: None,
        deleted: false,
        as_of: None,
        select,
        labels: Vec::new(),
    };
    let page = app.store.page(permit.entity(), &permit.narrow(plan)?).await?;
    let title = entity.title.as_ref().filter(|t| readable(t.as_str()));
    let terms: Vec<String> = typed.split_whitespace().map(engine_core::text::fold).collect();
    Ok(page.records.iter().map(|r| item(&entity, r, title.map(|t| t.as_str()), &terms)).collect())
}

fn item(
    entity: &engine_core::entity::Entity,
    record: &Record,
    title: Option<&str>,
    terms: &[String],
) -> Json {
    let matched: Vec<Json> = record
        .values
        .iter()
        .filter_map(|(key, value)| match value {
            Value::Text(text) if Some(key.as_str()) != title => {
                let folded = engine_core::text::fold(text);
                let hit = terms.iter().find(|t| folded.contains(t.as_str()))?;
                Some(json!({ "field": key, "text": around(text, &folded, hit) }))
            }
            _ => None,
        })
        .collect();
    let title = title.and_then(|t| match record.get(t) {
        Value::Text(text) => Some(text.chars().take(100).collect::<String>()),
        _ => None,
    });
    json!({ "entity": entity.key, "id": record.id(), "title": title, "matched": matched })
}

/// About eighty characters around the first hit.
fn around(text: &str, folded: &str, hit: &str) -> String {
    let place = folded.find(hit).map_or(0, |at| folded[..at].chars().count());
    text.chars().skip(place.saturating_sub(20)).take(80).collect()
}
