//! Many records at once: aggregates, batches, undo, the recycle bin.

use axum::{extract::State, response::Response};
use engine_core::{
    entity::Aggregate,
    issue::Issue,
    plan::{AggregatePlan, Column},
    policy::Right,
    value::Value,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answers, expand,
    extract::{Json as Body, MaybeJson as MaybeBody, Path, Query, Reader},
    listing::{self, ListQuery},
    problem::{Code, Problem},
    records::RecordList,
};
use crate::{
    access::{ActionMarker, Delete, Edit, Permit, View},
    app::App,
    exchange::imports,
    identity::Actor,
    records::{
        error::StoreError,
        store::{Undone, UndoneKept},
    },
};

/// Most groups of one aggregate.
const MOST_GROUPS: u32 = 10_000;

/// A measure of an aggregate.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureBody {
    /// `count`, `sum`, `avg`, `min` or `max`.
    #[schema(value_type = String)]
    op: Aggregate,
    /// Of which field; only a count may go without.
    field: Option<String>,
}

/// What is computed over which records.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AggregateBody {
    /// Which records.
    #[schema(value_type = Option<super::answers::FilterBody>)]
    filter: Option<Json>,
    /// One group per combination of these.
    group_by: Vec<String>,
    /// What is computed.
    measures: Vec<MeasureBody>,
}

/// Measures over groups of records.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/aggregate", tag = "records", params(("entity" = String, Path)), request_body = AggregateBody, responses((status = 200, body = answers::GroupList)))]
pub async fn aggregate(
    State(app): State<App>,
    Reader(actor): Reader,
    Path(entity): Path<String>,
    Body(body): Body<AggregateBody>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let mut issues = Vec::new();
    let condition = listing::condition(&permit, body.filter.as_ref(), &mut issues)?;
    if body.group_by.len() > 5 || body.measures.len() > 20 {
        issues.push(Issue::new(
            "too_many",
            "/measures",
            "最多 5 个分组、20 个指标",
            "at most 5 groups and 20 measures",
        ));
    }
    let mut group_by = Vec::new();
    for (i, path) in body.group_by.iter().enumerate() {
        let column = listing::column(&permit, path, format!("/group_by/{i}"), &mut issues)?;
        group_by.extend(column.filter(|column| check_group(column, i, &mut issues)));
    }
    let mut measures = Vec::new();
    let mut names: Vec<String> = body.group_by.clone();
    for (i, measure) in body.measures.iter().enumerate() {
        let column = match &measure.field {
            Some(path) => listing::column(&permit, path, format!("/measures/{i}/field"), &mut issues)?,
            None => None,
        };
        check_measure(measure, column.as_ref(), i, &mut issues);
        let word = aggregate_word(measure.op);
        names.push(measure.field.as_ref().map_or_else(|| word.to_owned(), |f| format!("{word}_{f}")));
        measures.push((measure.op, column));
    }
    if !issues.is_empty() {
        return Err(Problem::new(Code::Invalid).issues(issues));
    }
    let plan = AggregatePlan { entity: permit.entity().entity.clone(), condition, group_by, measures };
    let narrowed = permit.narrow_aggregate(plan)?;
    let rows = app.store.aggregate(&narrowed, MOST_GROUPS + 1).await?;
    if rows.len() > MOST_GROUPS as usize {
        return Err(Problem::new(Code::TooLarge)
            .detail("分组超过 10000 个，请换一个分组依据", "more than 10,000 groups"));
    }
    let plan = narrowed.plan();
    let items: Vec<Json> = rows.iter().map(|row| Json::Object(item(plan, &names, row))).collect();
    Ok(Body(json!({ "items": items })))
}

fn aggregate_word(op: Aggregate) -> &'static str {
    match op {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Avg => "avg",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
    }
}

/// Rows of sub-tables, references to many, several values at the end of a reference and what is computed at reading
/// have no one value to group by.
fn check_group(column: &Column, i: usize, issues: &mut Vec<Issue>) -> bool {
    use engine_core::kinds::{Kind, Storage};
    let grouped = match column.field.kind.rules().storage() {
        Storage::Children => false,
        Storage::Links(_) => column.hops.is_empty() && column.field.kind != Kind::References,
        _ => !column.field.volatile && !column.compared().has_only_parts(),
    };
    if !grouped {
        issues.push(Issue::new(
            "not_groupable",
            format!("/group_by/{i}"),
            "不能按这一项分组",
            "cannot be grouped by",
        ));
    }
    grouped
}

fn check_measure(measure: &MeasureBody, column: Option<&Column>, i: usize, issues: &mut Vec<Issue>) {
    let at = format!("/measures/{i}/field");
    let Some(column) = column else {
        if measure.op != Aggregate::Count && measure.field.is_none() {
            issues.push(Issue::new("required", at, "请选择要汇总的字段", "name a field"));
        }
        return;
    };
    if !column.measurable(measure.op) {
        issues.push(Issue::new(
            "not_measurable",
            at,
            "这一项不能这样汇总",
            "this field cannot be aggregated so",
        ));
    }
}

fn item(plan: &AggregatePlan, names: &[String], row: &[Value]) -> Map<String, Json> {
    let mut item = Map::new();
    let groups = plan.group_by.len();
    for (i, value) in row.iter().enumerate() {
        let json = if i < groups {
            group_json(&plan.group_by[i], value)
        } else {
            measure_json(plan.measures[i - groups].0, plan.measures[i - groups].1.as_ref(), value)
        };
        item.insert(names[i].clone(), json);
    }
    item
}

fn group_json(column: &Column, value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Text(text) => Json::String(text.clone()),
        Value::Decimal(d) => Json::String(d.to_string()),
        value => crate::records::record::value_to_json(&column.field, value),
    }
}

fn measure_json(op: Aggregate, column: Option<&Column>, value: &Value) -> Json {
    let whole = column.is_some_and(|c| c.compared().is_whole());
    match value {
        Value::Blank => Json::Null,
        Value::Integer(n) => (*n).into(),
        Value::Decimal(d) if whole && op != Aggregate::Avg => {
            use rust_decimal::prelude::ToPrimitive as _;
            d.to_i64().map_or_else(|| Json::String(d.to_string()), Json::from)
        }
        Value::Decimal(d) => Json::String(d.to_string()),
        Value::Money(m) => Json::String(m.amount.to_string()),
        value => column.map_or(Json::Null, |c| crate::records::record::value_to_json(&c.field, value)),
    }
}

/// Whether records edited since are kept.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UndoBody {
    /// Absent: ask first when there are such records.
    pub(super) keep_edited: Option<bool>,
}

/// Takes a batch back.
#[utoipa::path(post, path = "/api/v1/batches/{id}/undo", tag = "records", params(("id" = Uuid, Path)), request_body = Option<UndoBody>, responses((status = 200, body = answers::UndoDone), (status = 409, description = "Some were edited since")))]
pub async fn undo(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
    MaybeBody(body): MaybeBody<UndoBody>,
) -> Result<Body<Json>, Problem> {
    let batch = app.store.batch(id).await?;
    if batch.actor != actor.user() && !app.gate.is_admin(&actor) {
        return Err(Problem::new(Code::NotFound));
    }
    let permit = app.gate.permit::<Edit>(&actor, &batch.entity, &app.clock).await?;
    match imports::undo_batch(&app, &actor, &permit, id, body.keep_edited).await? {
        Undone::Done(undone, kept) => {
            Ok(Body(json!({ "undone": undone, "kept": told(&app, &permit, &kept).await? })))
        }
        Undone::EditedSince(kept) => {
            Err(Problem::new(Code::EditedSince).extra("edited", told(&app, &permit, &kept).await?))
        }
    }
}

/// Records that an undo kept or would overwrite, with the edited fields that the caller may know of; of other entities
/// than the batch's own, those that the caller sees.
///
/// # Errors
/// When the database does not answer.
pub async fn told(app: &App, permit: &Permit<Edit>, kept: &[UndoneKept]) -> Result<Vec<Json>, Problem> {
    let mut told = Vec::with_capacity(kept.len());
    for one in kept {
        if one.entity == permit.entity().entity.key.as_str() {
            told.push(json!({ "id": one.id, "fields": known(permit, one) }));
            continue;
        }
        let Ok(view) = app.gate.permit::<View>(permit.actor(), &one.entity, &app.clock).await else {
            continue;
        };
        match app.store.reachable(&view, one.id, false).await {
            Ok(_) => told.push(json!({ "entity": one.entity, "id": one.id, "fields": known(&view, one) })),
            Err(StoreError::NotFound | StoreError::Forbidden) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(told)
}

fn known<'k, A: ActionMarker>(permit: &Permit<A>, kept: &'k UndoneKept) -> Vec<&'k String> {
    kept.fields.iter().filter(|key| permit.right(key) != Right::Hidden).collect()
}

/// The recycle bin of an entity.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/recycle", tag = "records", params(("entity" = String, Path), ListQuery), responses((status = 200, body = RecordList)))]
pub async fn recycle(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Body<RecordList>, Problem> {
    let permit = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?;
    let mut body = query.into_body()?;
    body.sort.get_or_insert_with(|| vec!["-deleted_at".into()]);
    let mut list = listing::plan(&permit, body)?;
    list.plan.deleted = true;
    let narrowed = permit.narrow(list.plan)?;
    let page = app.store.page(permit.entity(), &narrowed).await?;
    let items = expand::present(&app, &permit, &page.records, &list.beside).await?;
    let next_cursor = page.next.map(|(values, n)| super::cursor::encode_cursor(&values, n));
    Ok(Body(RecordList { items, next_cursor, count: None }))
}

/// One operation of a batch.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationBody {
    /// `create`, `update` or `delete`.
    op: String,
    /// Of which record; not for `create`.
    #[schema(value_type = Option<Uuid>)]
    id: Option<String>,
    /// What is written.
    #[serde(default)]
    #[schema(value_type = Object)]
    values: Map<String, Json>,
    /// The version that was read.
    version: Option<i64>,
}

/// Operations that all succeed or none.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchBody {
    /// At most 100.
    operations: Vec<OperationBody>,
}

/// Runs operations, all or none.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/batch", tag = "records", params(("entity" = String, Path)), request_body = BatchBody, responses((status = 200, body = answers::BatchDone), (status = 422, description = "Issues")))]
pub async fn batch(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    once: super::idempotent::Once,
    Body(body): Body<BatchBody>,
) -> Result<Response, Problem> {
    app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    super::batch::run(&app, &actor, &entity, body, once).await
}

/// What an operation does: its word, its record, what is written and the version that was read.
pub(super) type Operation = (String, Option<String>, Map<String, Json>, Option<i64>);

impl BatchBody {
    /// The operations.
    pub(super) fn into_operations(self) -> Vec<Operation> {
        self.operations.into_iter().map(|o| (o.op, o.id, o.values, o.version)).collect()
    }
}
