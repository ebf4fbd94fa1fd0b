//! A field's values become those of another field: looked at first, on real records, then done.
//!
//! Shape:  `from`, `to` → what becomes of the newest records; without `dry_run` what was done, as of any change of many,
//!         and how many records are left for another call.
//! Errors: a pair of kinds that nothing leads between is refused; a value that does not fit leaves its record alone.
//! Source: docs/spec/kinds.md, "Conversion".

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::extract::State;
use engine_core::{
    entity::{Entity, Field},
    issue::{Issue, Language, token},
    kinds::{self, ParseContext, Reader as Reads},
    plan::{Column, Comparison, Condition, Test, shape},
    value::Value,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answers,
    extract::{Admin, Json as Body, Path, Speaks},
    listing::{self, LARGEST_PAGE, ListBody},
    many::{Change, MOST_BULK, Work},
    problem::{Code, Problem},
};
use crate::{
    access::{Permit, View},
    app::App,
    records::{
        record::{Record, value_to_json},
        store::{Bulk, Conversion},
    },
};

/// Most records that are looked at before anything is done.
const MOST_LOOKED_AT: usize = 20_000;
/// Records told as examples, of those that go over and of those that do not.
const EXAMPLES: usize = 20;
/// Values told that do not go over.
const MOST_VALUES: usize = 100;

/// Which field's values become which other's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversionBody {
    /// The field that holds them.
    from: String,
    /// The field that gets them, where it holds nothing yet.
    to: String,
}

/// A conversion to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewBody {
    /// The field that holds the values.
    from: String,
    /// The key of the field that is to get them.
    to: String,
    /// That field as it is being designed; without it the published one.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    field: Option<Json>,
}

/// What would become of one field's values in another, on the newest records.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/conversions/preview", tag = "definitions", params(("entity" = String, Path)), request_body = PreviewBody, responses((status = 200, body = answers::ConversionPreview)))]
pub async fn preview(
    State(app): State<App>,
    Admin(actor): Admin,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    Body(body): Body<PreviewBody>,
) -> Result<Body<Json>, Problem> {
    let view = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let to = match &body.field {
        Some(designed) => designed_field(&app, &body.to, designed)?,
        None => published(&view, &body.to, "/to")?,
    };
    let conversion = conversion(&app, published(&view, &body.from, "/from")?, to, language)?;
    let ids = with_a_value(&app, &view, &conversion, false).await?;
    Ok(Body(looked_at(&app, &view, &conversion, &ids, language).await?))
}

/// Makes one field's values another's, where that holds none yet; at most 50,000 records in one call.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/conversions", tag = "definitions", params(("entity" = String, Path)), request_body = ConversionBody, responses((status = 200, body = answers::Converted)))]
pub async fn convert(
    State(app): State<App>,
    Admin(actor): Admin,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    Body(body): Body<ConversionBody>,
) -> Result<Body<Json>, Problem> {
    let view = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let (from, to) = (published(&view, &body.from, "/from")?, published(&view, &body.to, "/to")?);
    let conversion = conversion(&app, from, to, language)?;
    let ids = with_a_value(&app, &view, &conversion, true).await?;
    let left = ids.len().saturating_sub(MOST_BULK);
    let now: Vec<Uuid> = ids.into_iter().take(MOST_BULK).collect();
    let bulk = Bulk::new(now, app.store.batch_stamp(&actor));
    let work = Work { app, actor, entity, change: Change::Convert(Box::new(conversion)) };
    let mut done = work.done(bulk, language).await?;
    done["left"] = json!(left);
    Ok(Body(done))
}

fn published(view: &Permit<View>, key: &str, at: &str) -> Result<Arc<Field>, Problem> {
    view.entity().entity.own_field(key).cloned().ok_or_else(|| {
        let (chinese, english) = ("没有这个已发布的字段", "there is no such published field");
        Problem::new(Code::Invalid).issues(vec![Issue::new("unknown_field", at, chinese, english)])
    })
}

fn conversion(
    app: &App,
    from: Arc<Field>,
    to: Arc<Field>,
    language: Language,
) -> Result<Conversion, Problem> {
    let refused = |issue: Issue| Problem::new(Code::Invalid).issues(vec![issue]);
    if from.key == to.key {
        return Err(refused(Issue::new("same_field", "/to", "请选择另一个字段", "name another field")));
    }
    kinds::convertible(&from, &to).map_err(|refusal| refused(refusal.at("/to")))?;
    let zone = app.clock.zone().clone();
    Ok(Conversion {
        from,
        to,
        reader: Reads { language, zone: zone.clone() },
        context: ParseContext { zone, today: app.clock.today() },
    })
}

/// A field that is not published yet.
fn designed_field(app: &App, key: &str, property: &Json) -> Result<Arc<Field>, Problem> {
    let about = json!({ "format": 1, "key": "designed" });
    let document = json!({ "type": "object", "x-entity": about, "properties": { key: property } });
    let (entity, issues) = Entity::parse(&document);
    let below = |issue: Issue| {
        let at = issue.pointer.replacen(&format!("/properties{}", token(key)), "/field", 1);
        Issue { pointer: at, ..issue }
    };
    let wrong = |issues: Vec<Issue>| {
        Problem::new(Code::InvalidDefinition).issues(issues.into_iter().map(below).collect())
    };
    let field = entity.as_ref().and_then(|entity| entity.own_field(key)).cloned();
    let mut field = field.filter(|_| issues.is_empty()).ok_or_else(|| wrong(issues))?;
    let set = field.option_set.as_ref().and_then(|set| app.gate.snapshot().option_sets.get(set).cloned());
    if let Some(set) = set {
        Arc::make_mut(&mut field).options = set.options;
    }
    Ok(field)
}

/// Records with a value to convert, the newest first; those whose other field holds one only when looking.
async fn with_a_value(
    app: &App,
    view: &Permit<View>,
    conversion: &Conversion,
    open: bool,
) -> Result<Vec<Uuid>, Problem> {
    let mut filter = vec![json!({ "field": conversion.from.key, "op": "is_not_empty" })];
    if open {
        filter.push(json!({ "field": conversion.to.key, "op": "is_empty" }));
    }
    let list =
        ListBody { filter: Some(json!({ "and": filter })), fields: Some(Vec::new()), ..ListBody::default() };
    let plan = listing::plan(view, list)?.plan;
    let mut ids = app.store.ids(&view.narrow(plan)?).await?;
    ids.reverse();
    Ok(ids)
}

/// What was seen of values.
#[derive(Default)]
struct Seen {
    converted: usize,
    examples: Vec<Json>,
    refused: Vec<Json>,
    reasons: BTreeMap<(String, String), usize>,
    values: HashMap<String, usize>,
}

async fn looked_at(
    app: &App,
    view: &Permit<View>,
    conversion: &Conversion,
    ids: &[Uuid],
    language: Language,
) -> Result<Json, Problem> {
    let title = view.entity().entity.title.as_ref().map(|key| key.as_str().to_owned());
    let mut fields = vec![conversion.from.key.as_str().to_owned()];
    fields.extend(title.clone().filter(|key| *key != fields[0]));
    let looked = &ids[..ids.len().min(MOST_LOOKED_AT)];
    let mut seen = Seen::default();
    for chunk in looked.chunks(LARGEST_PAGE as usize) {
        let list =
            ListBody { fields: Some(fields.clone()), limit: Some(LARGEST_PAGE), ..ListBody::default() };
        let mut plan = listing::plan(view, list)?.plan;
        let id = view.entity().entity.field("id").expect("every record has an id");
        let these = Comparison::In(chunk.iter().map(|id| Value::Id(*id)).collect());
        let column = Column::own(&view.entity().entity, id);
        plan.condition = Condition::Test(Test { column, comparison: these });
        let records = app.store.page(view.entity(), &view.narrow(plan)?).await?.records;
        let mut by_id: HashMap<Uuid, Record> = records.into_iter().map(|one| (one.id(), one)).collect();
        for record in chunk.iter().filter_map(|id| by_id.remove(id)) {
            let title = title.as_deref().map(|key| record.get(key));
            seen.note(conversion, &record, title, language);
        }
    }
    Ok(seen.told(ids.len(), looked.len()))
}

impl Seen {
    fn note(&mut self, conversion: &Conversion, record: &Record, title: Option<&Value>, language: Language) {
        let value = record.get(conversion.from.key.as_str());
        let source = shape(&conversion.from);
        let shown = source.kind.rules().show(source, value, &conversion.reader);
        let title = title.map(|title| match title {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        });
        let mut told = json!({ "id": record.id(), "title": title, "from": value_to_json(&conversion.from, value), "shown": shown });
        match conversion.of(value) {
            Ok(value) => {
                self.converted += 1;
                if self.examples.len() < EXAMPLES {
                    told["to"] = value_to_json(&conversion.to, &value);
                    self.examples.push(told);
                }
            }
            Err(issues) => {
                let said = issues.iter().map(|issue| issue.message.get(language)).collect::<Vec<_>>();
                let reason = said.join(if language == Language::Chinese { "；" } else { "; " });
                let code = issues.first().map_or_else(String::new, |issue| issue.code.to_string());
                if self.refused.len() < EXAMPLES {
                    told["reason"] = json!(reason);
                    self.refused.push(told);
                }
                *self.reasons.entry((code, reason)).or_default() += 1;
                *self.values.entry(shown).or_default() += 1;
            }
        }
    }

    fn told(self, total: usize, looked_at: usize) -> Json {
        let mut values: Vec<(String, usize)> = self.values.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(MOST_VALUES);
        let mut reasons: Vec<_> = self.reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons.truncate(EXAMPLES);
        json!({
            "total": total, "looked_at": looked_at, "converted": self.converted, "refused": looked_at - self.converted,
            "examples": self.examples, "refused_examples": self.refused,
            "reasons": reasons.into_iter().map(|((code, message), count)| json!({ "code": code, "message": message, "count": count })).collect::<Vec<_>>(),
            "refused_values": values.into_iter().map(|(shown, count)| json!({ "shown": shown, "count": count })).collect::<Vec<_>>(),
        })
    }
}
