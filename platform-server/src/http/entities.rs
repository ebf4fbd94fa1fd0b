//! What the caller sees of entities: fields, rights, views, related lists, choices.

use axum::extract::State;
use engine_core::{
    entity::Field,
    issue::Language,
    kinds::{Kind, Storage, files},
    plan::{self, Column, Comparison, Condition, Plan, Test, shape},
    policy::{Action, Right},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use utoipa::IntoParams;

use super::{
    answers, expand,
    extract::{Json as Body, Path, Query},
    listing,
    problem::{Code, Problem},
};
use crate::{
    access::{Permit, View},
    app::App,
    catalog::Compiled,
    identity::{Actor, departments, people},
};

/// The entities the caller may view, without their fields.
#[utoipa::path(get, path = "/api/v1/entities", tag = "entities", responses((status = 200, body = answers::EntityList)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Body<Json>, Problem> {
    let snapshot = app.gate.snapshot();
    let mut keys: Vec<_> = snapshot.entities.values().filter(|c| c.entity.parent.is_none()).collect();
    keys.sort_by(|a, b| a.entity.key.cmp(&b.entity.key));
    let mut items = Vec::new();
    for compiled in keys {
        if app.gate.may(&actor, compiled.entity.key.as_str(), Action::View) {
            items.push(Json::Object(head(&app, &actor, compiled)));
        }
    }
    Ok(Body(json!({ "items": items })))
}

/// An entity as the caller may see it.
#[utoipa::path(get, path = "/api/v1/entities/{entity}", tag = "entities", params(("entity" = String, Path)), responses((status = 200, body = answers::EntityView)))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let compiled = permit.entity();
    let mut view = head(&app, &actor, compiled);
    let fields: Vec<Json> = compiled
        .entity
        .fields
        .values()
        .filter(|f| permit.right(f.key.as_str()) != Right::Hidden)
        .map(|f| field_json(&permit, f))
        .collect();
    view.insert("groups".into(), groups(&permit));
    view.insert("fields".into(), Json::Array(fields));
    view.insert("related".into(), related(&app, &permit).await?);
    view.insert("views".into(), Json::Array(super::views::of(&permit)));
    Ok(Body(Json::Object(view)))
}

fn head(app: &App, actor: &Actor, compiled: &Compiled) -> Map<String, Json> {
    let entity = &compiled.entity;
    let rights = app.gate.rights(actor, compiled);
    let title = entity.title.as_ref().filter(|t| rights.right(t.as_str()) != Right::Hidden);
    let actions: Map<String, Json> = Action::ALL
        .into_iter()
        .map(|action| (action.word().to_owned(), app.gate.may(actor, entity.key.as_str(), action).into()))
        .collect();
    let mut map = Map::new();
    map.insert("key".into(), entity.key.as_str().into());
    map.insert("labels".into(), json!(entity.labels));
    map.insert("icon".into(), json!(entity.icon));
    map.insert("title".into(), json!(title));
    map.insert("app".into(), entity.app.as_str().into());
    map.insert("owner".into(), entity.owner.into());
    map.insert("actions".into(), Json::Object(actions));
    map
}

fn groups(permit: &Permit<View>) -> Json {
    let groups = permit.entity().entity.groups.iter().map(|g| {
        let fields: Vec<&str> =
            g.fields.iter().map(|f| f.as_str()).filter(|f| permit.right(f) != Right::Hidden).collect();
        json!({ "key": g.key, "labels": g.labels, "fields": fields })
    });
    Json::Array(groups.collect())
}

fn field_json(permit: &Permit<View>, field: &Field) -> Json {
    let reads = plan::lower(&permit.entity().entity, field, permit.viewer()).is_some();
    let mut map = plain_field(field, reads);
    let right = match permit.right(field.key.as_str()) {
        Right::Hidden | Right::Masked => "masked",
        Right::Readonly => "readonly",
        Right::Editable => "editable",
    };
    map.insert("right".into(), right.into());
    if listing::computing(permit, field) {
        map.insert("computing".into(), true.into());
    }
    if let Some((_, rows)) = permit.entity().rows.iter().find(|(f, _)| f.key == field.key) {
        let inner: Vec<Json> = rows
            .fields
            .values()
            .map(|f| {
                let mut inner = plain_field(f, false);
                let readonly = f.kind.rules().computed() || right != "editable";
                inner.insert("right".into(), if readonly { "readonly" } else { "editable" }.into());
                Json::Object(inner)
            })
            .collect();
        map.insert("fields".into(), Json::Array(inner));
    }
    Json::Object(map)
}

/// A field without the right on it; `reads` says that a value that depends on the clock is computed while reading.
fn plain_field(field: &Field, reads: bool) -> Map<String, Json> {
    let used = !field.volatile || reads;
    let shape = shape(field);
    let rules = shape.kind.rules();
    let operators: Vec<&str> =
        if used { rules.operators().iter().map(|o| o.word()).collect() } else { Vec::new() };
    let stored = !matches!(rules.storage(), Storage::Links(_) | Storage::Children);
    let mut map = Map::new();
    let mut put = |key: &str, value: Json| {
        if !value.is_null() {
            map.insert(key.to_owned(), value);
        }
    };
    put("key", field.key.as_str().into());
    put("kind", field.kind.key().into());
    put("shape", shape.kind.key().into());
    put("labels", json!(field.labels));
    put("help", json!(field.help));
    put("required", field.required.into());
    put("computed", field.kind.rules().computed().into());
    put("unique", field.unique.into());
    put("searchable", field.search.into());
    put("sortable", (stored && rules.sortable() && used).into());
    put("operators", json!(operators));
    put("personal", field.personal.into());
    let target = if matches!(shape.kind, Kind::Reference | Kind::References | Kind::SubTable) {
        &shape.target
    } else {
        &None
    };
    put("target", json!(target));
    put("default", json!(field.default));
    if !shape.options.is_empty() {
        put("options", json!(shape.options));
    }
    if shape.kind == Kind::Cascader {
        put("leaf_only", shape.leaf_only.into());
    }
    if matches!(shape.kind, Kind::Decimal | Kind::Percent | Kind::Money) {
        put("scale", shape.scale.into());
    }
    if shape.kind == Kind::Money {
        put("currency", String::from_utf8_lossy(&shape.currency).into());
    }
    if shape.kind.holds_files() {
        put("largest_file", files::largest(shape).into());
        put("most_files", files::most(shape).into());
        put("file_types", json!(files::types(shape)));
    }
    put("min", json!(shape.min.map(|d| d.to_string())));
    put("max", json!(shape.max.map(|d| d.to_string())));
    for (ours, theirs) in [("min_length", "minLength"), ("max_length", "maxLength"), ("pattern", "pattern")] {
        put(ours, field.schema.get(theirs).cloned().unwrap_or(Json::Null));
    }
    map
}

/// Lists of other entities' records that refer to this one.
async fn related(app: &App, permit: &Permit<View>) -> Result<Json, Problem> {
    let snapshot = permit.snapshot();
    let mut items = Vec::new();
    for (entity, field) in &permit.entity().referrers {
        if field.kind != Kind::Reference || !app.gate.may(permit.actor(), entity.key.as_str(), Action::View) {
            continue;
        }
        let other = app.gate.permit::<View>(permit.actor(), entity.key.as_str(), &app.clock).await?;
        if !other.sorts(field.key.as_str()) {
            continue;
        }
        let view = snapshot.views.values().find(|v| v.entity == entity.key && !v.columns.is_empty());
        let columns: Vec<String> = match view {
            Some(view) => view.columns.clone(),
            None => entity.fields.keys().map(|k| k.as_str().to_owned()).collect(),
        };
        let shown = columns.into_iter().filter(|c| *c != field.key.as_str() && other.shows(c)).take(6);
        let sort = view.map(|v| super::views::sort_keys(&other, &v.sort)).unwrap_or_default();
        items.push(json!({
            "entity": entity.key, "via": field.key, "labels": entity.labels, "columns": shown.collect::<Vec<_>>(),
            "sort": sort,
        }));
    }
    Ok(Json::Array(items))
}

/// What to look for among the choices.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OptionsQuery {
    /// Part of a label, name or tag.
    #[serde(default)]
    pub q: String,
}

/// What may be chosen for a field: options, tags in use, people, departments, records.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/options/{field}", tag = "entities", params(("entity" = String, Path), ("field" = String, Path), OptionsQuery), responses((status = 200, body = answers::OptionList)))]
pub async fn options(
    State(app): State<App>,
    actor: Actor,
    super::extract::Speaks(language): super::extract::Speaks,
    Path((entity, field)): Path<(String, String)>,
    Query(query): Query<OptionsQuery>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let found =
        permit.entity().entity.field(&field).filter(|f| permit.right(f.key.as_str()) >= Right::Readonly);
    let Some(field) = found.cloned() else { return Err(Problem::new(Code::HiddenField)) };
    let typed = engine_core::text::fold(query.q.trim());
    let items = match shape(&field).kind {
        Kind::Choice | Kind::Cascader | Kind::MultiChoice => choices(&field, &typed, language),
        Kind::User | Kind::Users => people::search(&app, &query.q)
            .await?
            .into_iter()
            .map(|p| json!({ "key": p.id, "label": p.name, "hint": p.department }))
            .collect(),
        Kind::Department => departments::list(&app)
            .await?
            .into_iter()
            .map(|d| json!(d))
            .filter(|d| d["name"].as_str().is_some_and(|n| engine_core::text::fold(n).contains(&typed)))
            .map(|d| json!({ "key": d["id"], "label": d["name"] }))
            .take(50)
            .collect(),
        Kind::Tags => tags(&app, &permit, &field, &typed).await?,
        Kind::Reference | Kind::References => targets(&app, &permit, &field, &query.q).await?,
        _ => return Err(Problem::new(Code::NotFound)),
    };
    Ok(Body(json!({ "items": items })))
}

fn choices(field: &Field, typed: &str, language: Language) -> Vec<Json> {
    shape(field)
        .options
        .iter()
        .filter(|o| o.active)
        .map(|o| (o, o.labels.get(language, &o.key)))
        .filter(|(o, label)| {
            typed.is_empty() || engine_core::text::fold(label).contains(typed) || o.key.contains(typed)
        })
        .map(|(o, label)| json!({ "key": o.key, "label": label, "color": o.color }))
        .collect()
}

/// The tags in use on records the caller sees, most used first.
async fn tags(
    app: &App,
    permit: &Permit<View>,
    field: &std::sync::Arc<Field>,
    typed: &str,
) -> Result<Vec<Json>, Problem> {
    let entity = permit.entity().entity.clone();
    let column = Column::own(&entity, field);
    let plan = engine_core::plan::AggregatePlan {
        entity,
        condition: Condition::True,
        group_by: vec![column],
        measures: vec![(engine_core::entity::Aggregate::Count, None)],
    };
    let rows = app.store.aggregate(&permit.narrow_aggregate(plan)?, 10_000).await?;
    let mut found: Vec<(String, i64)> = rows
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [engine_core::value::Value::Text(tag), engine_core::value::Value::Integer(n)] => {
                Some((tag.clone(), *n))
            }
            _ => None,
        })
        .filter(|(tag, _)| typed.is_empty() || engine_core::text::fold(tag).contains(typed))
        .collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(found
        .into_iter()
        .take(50)
        .map(|(tag, count)| json!({ "key": tag, "label": tag, "count": count }))
        .collect())
}

/// Records one may refer to: by full text when the target has any, else by its title.
async fn targets(app: &App, permit: &Permit<View>, field: &Field, typed: &str) -> Result<Vec<Json>, Problem> {
    let Some(target) = &shape(field).target else { return Ok(Vec::new()) };
    let view = app.gate.permit::<View>(permit.actor(), target.as_str(), &app.clock).await?;
    let entity = view.entity().entity.clone();
    let title = entity.title.as_ref().and_then(|t| entity.field(t.as_str())).cloned();
    let Some(title) = title.filter(|t| view.right(t.key.as_str()) >= Right::Readonly) else {
        return Ok(Vec::new());
    };
    let text = typed.trim();
    let condition = match (text.is_empty(), title.search) {
        (true, _) | (_, true) => Condition::True,
        _ => Condition::Test(Test {
            column: Column::own(&entity, &title),
            comparison: Comparison::Contains(engine_core::text::fold(text)),
        }),
    };
    let plan = Plan {
        condition,
        search: (!text.is_empty() && title.search).then(|| text.to_owned()),
        sort: Vec::new(),
        limit: 20,
        after: None,
        deleted: false,
        as_of: None,
        select: vec![
            Column::own(&entity, entity.field("id").expect("every record has an id")),
            Column::own(&entity, &title),
        ],
        labels: Vec::new(),
        entity,
    };
    let page = app.store.page(view.entity(), &view.narrow(plan)?).await?;
    let item = |record: &crate::records::record::Record| {
        let json = expand::to_json(view.entity(), record);
        json!({ "key": json["id"], "label": json[title.key.as_str()] })
    };
    Ok(page.records.iter().map(item).collect())
}
