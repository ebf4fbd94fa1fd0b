//! Formulas while they are being written: the functions there are, what is wrong, and what comes out on the newest records.
//!
//! Shape:  a text and the entity it reads → type and issues; a text and the caller's permit → values.
//! Errors: mistakes in the text are answered with their place; a field the caller may not read whole is refused with
//!         `hidden_field` before anything is computed, the same for no records and many.
//! Source: docs/spec/formulas.md; docs/spec/http.md.

use axum::extract::State;
use engine_core::{
    definition::DefinitionKind,
    entity::Entity,
    formula::{self, Context, FieldPath, Formula, FormulaIssue, Parameter, Type},
    issue::Language,
    plan::types,
    value::Value,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::{
    answers, expand,
    extract::{Admin, Json as Body, Reader, Speaks},
    listing::{self, ListBody},
    problem::{Code, Problem},
};
use crate::{
    access::{Permit, View},
    app::App,
    catalog::Document,
    identity::Actor,
    records::{
        record::Record,
        store::{record_value, row_value},
    },
};

/// On how many records a formula is tried.
const TRIED: u32 = 5;
/// Most entities that may come with a check: the one being designed and those of its rows.
const MOST_ENTITIES: usize = 20;

/// Every function of formulas, with what it does in the caller's language.
#[utoipa::path(get, path = "/api/v1/formulas/functions", tag = "definitions", responses((status = 200, body = answers::FunctionList)))]
pub async fn functions(_: Actor, Speaks(language): Speaks) -> Body<Json> {
    let chosen = |chinese: &'static str, english: &'static str| match language {
        Language::Chinese => chinese,
        Language::English => english,
    };
    let items: Vec<Json> = formula::functions()
        .map(|f| {
            let parameters: Vec<&str> = f
                .parameters
                .iter()
                .map(|parameter| {
                    let (chinese, english) = name(*parameter);
                    chosen(chinese, english)
                })
                .collect();
            json!({ "name": f.name, "help": chosen(f.chinese, f.english), "parameters": parameters,
                    "least": f.least, "most": f.most, "repeat": f.repeat, "volatile": f.volatile })
        })
        .collect();
    Body(json!({ "items": items }))
}

const fn name(parameter: Parameter) -> (&'static str, &'static str) {
    match parameter {
        Parameter::Number => ("数字", "number"),
        Parameter::Text => ("文本", "text"),
        Parameter::Boolean => ("条件", "condition"),
        Parameter::Date => ("日期", "date"),
        Parameter::Clock => ("时间", "time"),
        Parameter::Any => ("值", "value"),
        Parameter::Numbers => ("数字或列表", "numbers"),
        Parameter::Ordered => ("数字或日期", "numbers or dates"),
        Parameter::Truths => ("条件或列表", "conditions"),
        Parameter::Values => ("值或列表", "values"),
        Parameter::Criterion => ("标准", "criterion"),
        Parameter::Days => ("休息日", "days off"),
    }
}

/// A formula to look at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckBody {
    /// Whose fields it reads.
    entity: String,
    /// The sub-table in whose rows it stands; `parent.` before a field then means the record the rows belong to.
    row: Option<String>,
    /// The formula.
    text: String,
    /// Entities as they are being designed, instead of the published ones.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    entities: Vec<Json>,
}

/// The type of a formula and everything wrong with it; nothing is computed.
#[utoipa::path(post, path = "/api/v1/formulas/check", tag = "definitions", request_body = CheckBody, responses((status = 200, body = answers::CheckedFormula)))]
pub async fn check(
    State(app): State<App>,
    _: Admin,
    Speaks(language): Speaks,
    Body(body): Body<CheckBody>,
) -> Result<Body<Json>, Problem> {
    if body.entities.len() > MOST_ENTITIES {
        return Err(Problem::new(Code::TooLarge));
    }
    let (entity, rows) = designed(&app, &body)?;
    let formula = match formula::parse(&body.text) {
        Ok(formula) => formula,
        Err(issues) => {
            return Ok(Body(json!({ "type": null, "issues": told(&issues, language), "reads": [] })));
        }
    };
    let (found, issues) = formula.check(&|path: &FieldPath| typed(&entity, rows.as_ref(), path));
    let reads: Vec<String> = formula.depends().fields.iter().map(|path| path.as_str().to_owned()).collect();
    let (chinese, english) = found.item.name();
    let label = if language == Language::Chinese { chinese } else { english };
    let kind = json!({ "item": found.item, "list": found.list, "label": label });
    Ok(Body(json!({ "type": kind, "issues": told(&issues, language), "reads": reads })))
}

/// The entity as it is being designed, with that of the rows a formula stands in.
fn designed(app: &App, body: &CheckBody) -> Result<(Entity, Option<Entity>), Problem> {
    let mut documents = Vec::new();
    for json in &body.entities {
        let key = json.pointer("/x-entity/key").and_then(Json::as_str).unwrap_or_default();
        let document = Document::new(DefinitionKind::Entity, key, json.clone());
        documents.push(document.map_err(|issue| Problem::new(Code::InvalidDefinition).issues(vec![issue]))?);
    }
    // What is wrong elsewhere in a design leaves its fields readable: only their types may then be guessed.
    let given =
        |key: &str| documents.iter().find(|d| d.key.as_str() == key).and_then(|d| Entity::parse(&d.body).0);
    let snapshot = app.catalog.with(&documents);
    let of = |key: &str| {
        snapshot.compiled(key).map(|compiled| compiled.entity.as_ref().clone()).or_else(|| given(key))
    };
    let entity = of(&body.entity).ok_or_else(|| Problem::new(Code::NotFound))?;
    let rows = match &body.row {
        None => None,
        Some(field) => {
            let target = entity.own_field(field).and_then(|f| f.target.as_ref());
            Some(target.and_then(|t| of(t.as_str())).ok_or_else(|| Problem::new(Code::NotFound))?)
        }
    };
    Ok((entity, rows))
}

fn typed(entity: &Entity, rows: Option<&Entity>, path: &FieldPath) -> Option<Type> {
    let Some(rows) = rows else { return types(entity)(path) };
    match path.as_str().strip_prefix("parent.") {
        Some(rest) => types(entity)(&FieldPath::parse(rest).ok()?),
        None => types(rows)(path),
    }
}

fn told(issues: &[FormulaIssue], language: Language) -> Vec<Json> {
    let one = |i: &FormulaIssue| json!({ "code": i.code, "message": i.message.get(language), "start": i.start, "end": i.end });
    issues.iter().map(one).collect()
}

/// A formula to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialBody {
    /// Whose published records it reads.
    entity: String,
    /// The sub-table in whose rows it stands.
    row: Option<String>,
    /// The formula.
    text: String,
}

/// What a formula yields on the five newest records the caller sees. Nothing is stored.
#[utoipa::path(post, path = "/api/v1/formulas/query", tag = "definitions", request_body = TrialBody, responses((status = 200, body = answers::TriedFormula), (status = 403, description = "A field the caller may not read")))]
pub async fn try_out(
    State(app): State<App>,
    Reader(actor): Reader,
    Speaks(language): Speaks,
    Body(body): Body<TrialBody>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &body.entity, &app.clock).await?;
    let parsed = match formula::parse(&body.text) {
        Ok(parsed) => parsed,
        Err(issues) => return Ok(Body(json!({ "issues": told(&issues, language), "items": [] }))),
    };
    let keys = read_keys(&permit, &parsed, body.row.as_deref())?;
    let entity = &permit.entity().entity;
    let rows = body.row.as_deref().and_then(|key| {
        permit
            .entity()
            .rows
            .iter()
            .find(|(field, _)| field.key.as_str() == key)
            .map(|(_, rows)| rows.as_ref())
    });
    if body.row.is_some() && rows.is_none() {
        return Err(Problem::new(Code::NotFound));
    }
    let (resolved, _, issues) = parsed.resolve(&|path: &FieldPath| typed(entity, rows, path));
    if !issues.is_empty() {
        return Ok(Body(json!({ "issues": told(&issues, language), "items": [] })));
    }
    let records = newest(&app, &permit, keys).await?;
    let context = Context::at(app.clock.now(), app.clock.zone().clone());
    let items = tried(&permit, &resolved, body.row.as_deref(), &records, &context, language);
    Ok(Body(json!({ "issues": [], "items": items })))
}

/// The fields a formula reads, every one readable whole.
fn read_keys(permit: &Permit<View>, formula: &Formula, row: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut keys: Vec<String> = row.map(str::to_owned).into_iter().collect();
    for path in &formula.depends().fields {
        let path = path.as_str();
        let own = if row.is_some() { path.strip_prefix("parent.") } else { Some(path) };
        keys.extend(own.and_then(|path| path.split('.').next()).map(str::to_owned));
    }
    keys.sort_unstable();
    keys.dedup();
    for key in &keys {
        let column = listing::column(permit, key, "/text".to_owned(), &mut Vec::new())?;
        if column.is_some() && !permit.sorts(key) {
            return Err(Problem::new(Code::HiddenField));
        }
    }
    Ok(keys)
}

async fn newest(app: &App, permit: &Permit<View>, keys: Vec<String>) -> Result<Vec<Record>, Problem> {
    let mut fields = keys;
    let title = permit.entity().entity.title.as_ref().map(|key| key.as_str().to_owned());
    fields.extend(title.filter(|key| permit.shows(key) && !fields.contains(key)));
    let sort = permit.sorts("created_at").then(|| vec!["-created_at".to_owned()]);
    let asked = ListBody { fields: Some(fields), sort, limit: Some(TRIED), ..ListBody::default() };
    let list = listing::plan(permit, asked)?;
    Ok(app.store.page(permit.entity(), &permit.narrow(list.plan)?).await?.records)
}

fn tried(
    permit: &Permit<View>,
    formula: &Formula,
    row: Option<&str>,
    records: &[Record],
    context: &Context,
    language: Language,
) -> Vec<Json> {
    let mut items = Vec::new();
    let table = permit.entity().rows.iter().find(|(field, _)| row == Some(field.key.as_str()));
    for record in records {
        let shown = expand::to_json(permit.entity(), record);
        let title = permit.entity().entity.title.as_ref().and_then(|key| shown[key.as_str()].as_str());
        let mut add = |row: Option<usize>, outcome: formula::Outcome| {
            let error = match &outcome.value {
                formula::Value::Error(code) => {
                    let (start, end) = outcome.fault.map_or((0, 0), |span| (span.0, span.1));
                    json!({ "code": code.as_str(), "message": code.message().get(language), "start": start, "end": end })
                }
                _ => Json::Null,
            };
            items.push(json!({ "id": record.id(), "title": title, "row": row, "value": outcome.value.to_json(), "error": error }));
        };
        match row.map(|key| record.get(key)) {
            None => add(
                None,
                formula.explain(&|path: &FieldPath| record_value(permit.entity(), record, path), context),
            ),
            Some(Value::Rows(rows)) => {
                for (at, row) in rows.iter().enumerate().take(TRIED as usize) {
                    let read = |path: &FieldPath| match path
                        .as_str()
                        .strip_prefix("parent.")
                        .map(FieldPath::parse)
                    {
                        Some(Ok(rest)) => record_value(permit.entity(), record, &rest),
                        _ => table.map_or(formula::Value::Blank, |(_, rows)| row_value(rows, row, path)),
                    };
                    add(Some(at), formula.explain(&read, context));
                }
            }
            Some(_) => {}
        }
    }
    items.truncate(TRIED as usize);
    items
}
