//! What a list is asked for → a plan; cursors; ids put into words.

use std::collections::{BTreeSet, HashMap};

use engine_core::{
    entity::Field,
    filter::{Filter, Path as FieldPath},
    issue::Issue,
    key::{FieldKey, SYSTEM_FIELDS},
    kinds::{Kind, Storage},
    moment::Moment,
    plan::{self, Column, Comparison, Condition, Direction, Plan, Test},
    policy::Right,
    value::Value,
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::problem::{Code, Problem};
use crate::{
    access::{ActionMarker, Denied, Permit, View},
    app::App,
    catalog::Compiled,
    records::{record::Record, store::CountMode},
};

/// Largest page.
pub const LARGEST_PAGE: u32 = 500;
/// Page when nothing is said.
pub const USUAL_PAGE: u32 = 20;

/// A list's parameters in the address.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// A filter as JSON.
    pub filter: Option<String>,
    /// Words to find.
    pub q: Option<String>,
    /// Fields, comma-separated, `-` for descending.
    pub sort: Option<String>,
    /// Fields to show, comma-separated.
    pub fields: Option<String>,
    /// References to put into words, comma-separated.
    pub expand: Option<String>,
    /// A moment to look back to.
    pub as_of: Option<String>,
    /// At most 500.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// `none`, `estimate` or `exact`.
    pub count: Option<String>,
}

/// A list's parameters in the body.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListBody {
    /// A filter.
    #[schema(value_type = Option<super::answers::FilterBody>)]
    pub filter: Option<Json>,
    /// Words to find.
    pub q: Option<String>,
    /// Fields, `-` for descending.
    pub sort: Option<Vec<String>>,
    /// Fields to show.
    pub fields: Option<Vec<String>>,
    /// References to put into words.
    pub expand: Option<Vec<String>>,
    /// A moment to look back to.
    pub as_of: Option<String>,
    /// At most 500.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// `none`, `estimate` or `exact`.
    pub count: Option<String>,
}

impl ListQuery {
    /// The same as a body.
    ///
    /// # Errors
    /// When the filter is no JSON.
    pub fn into_body(self) -> Result<ListBody, Problem> {
        let filter = match self.filter.as_deref().filter(|f| !f.is_empty()) {
            Some(text) => Some(parse_filter(text)?),
            None => None,
        };
        let list = |text: Option<String>| {
            text.map(|t| t.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect())
        };
        Ok(ListBody {
            filter,
            q: self.q,
            sort: list(self.sort),
            fields: list(self.fields),
            expand: list(self.expand),
            as_of: self.as_of,
            limit: self.limit,
            cursor: self.cursor,
            count: self.count,
        })
    }
}

fn parse_filter(text: &str) -> Result<Json, Problem> {
    let refused = |_| {
        let issue = Issue::new("bad_filter", "/filter", "filter 应为 JSON", "`filter` must be JSON");
        Problem::new(Code::BadQuery).issues(vec![issue])
    };
    if text.len() > 65_536 {
        return Err(Problem::new(Code::TooLarge));
    }
    serde_json::from_str(text).map_err(refused)
}

/// A list ready to run.
pub struct List {
    /// The plan, not yet narrowed.
    pub plan: Plan,
    /// References to put into words.
    pub expand: Vec<String>,
    /// How to count.
    pub count: CountMode,
}

/// Makes the plan of a list.
///
/// # Errors
/// Every issue of its parameters.
pub fn plan<A: ActionMarker>(permit: &Permit<A>, body: ListBody) -> Result<List, Problem> {
    let mut issues = Vec::new();
    let condition = condition(permit, body.filter.as_ref(), &mut issues)?;
    let sort = sort(permit, &body.sort.unwrap_or_default(), &mut issues)?;
    let (select, labels) = selection(permit, body.fields, &mut issues)?;
    let after = body.cursor.as_deref().and_then(|text| {
        let decoded = super::cursor::decode_cursor(text).filter(|(values, _)| values.len() == sort.len());
        if decoded.is_none() {
            issues.push(Issue::new(
                "bad_cursor",
                "/cursor",
                "翻页位置无效,请从第一页开始",
                "start from the first page",
            ));
        }
        decoded
    });
    let as_of = body.as_of.as_deref().and_then(|text| {
        let at = Moment::parse(text).or_else(|| end_of_day(text, permit));
        if at.is_none() {
            issues.push(Issue::new(
                "bad_moment",
                "/as_of",
                "应为日期或 RFC 3339 时刻",
                "a day or an RFC 3339 moment",
            ));
        }
        at
    });
    let limit = body.limit.unwrap_or(USUAL_PAGE);
    if limit == 0 || limit > LARGEST_PAGE {
        issues.push(Issue::new(
            "bad_limit",
            "/limit",
            format!("每页 1 到 {LARGEST_PAGE} 条"),
            format!("between 1 and {LARGEST_PAGE}"),
        ));
    }
    let count = match body.count.as_deref() {
        None | Some("none") => CountMode::None,
        Some("estimate") => CountMode::Estimate,
        Some("exact") => CountMode::Exact,
        Some(_) => {
            issues.push(Issue::new(
                "bad_count",
                "/count",
                "只能是 none、estimate、exact",
                "none, estimate or exact",
            ));
            CountMode::None
        }
    };
    if !issues.is_empty() {
        return Err(Problem::new(Code::Invalid).issues(issues));
    }
    let search = body.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
    let entity = permit.entity().entity.clone();
    let plan = Plan { entity, condition, search, sort, limit, after, deleted: false, as_of, select, labels };
    Ok(List { plan, expand: body.expand.unwrap_or_default(), count })
}

fn end_of_day<A: ActionMarker>(text: &str, permit: &Permit<A>) -> Option<Moment> {
    let day: engine_core::moment::Date = text.parse().ok()?;
    let next = Moment::start_of(day.tomorrow().ok()?, &permit.viewer().zone);
    Some(Moment(next.0 - 1))
}

/// Resolves a filter.
///
/// # Errors
/// When it names a hidden field; what else is wrong becomes issues.
pub fn condition<A: ActionMarker>(
    permit: &Permit<A>,
    filter: Option<&Json>,
    issues: &mut Vec<Issue>,
) -> Result<Condition, Problem> {
    let Some(json) = filter.filter(|f| !f.is_null()) else { return Ok(Condition::True) };
    let parsed = match Filter::parse(json) {
        Ok(filter) => {
            permit.may_ask(&filter)?;
            plan::resolve(permit.snapshot().as_ref(), &permit.entity().entity, &filter, permit.viewer())
        }
        Err(found) => Err(found),
    };
    let condition = parsed.unwrap_or_else(|found| {
        issues.extend(found.into_iter().map(|i| i.below("/filter")));
        Condition::False
    });
    let computing = &permit.snapshot().computing;
    condition.columns(&mut |column| {
        if computing.column(column) {
            issues.push(being_computed("/filter".to_owned()));
        }
    });
    Ok(condition)
}

/// Resolves a path.
///
/// # Errors
/// When a field along it is hidden; what else is wrong becomes an issue.
pub fn column<A: ActionMarker>(
    permit: &Permit<A>,
    path: &str,
    at: String,
    issues: &mut Vec<Issue>,
) -> Result<Option<Column>, Problem> {
    let Some(parsed) = FieldPath::parse(path) else {
        issues.push(Issue::new("bad_path", at, "不是字段编码", "not a field path"));
        return Ok(None);
    };
    permit.may_name(&parsed)?;
    match Column::resolve(permit.snapshot().as_ref(), &permit.entity().entity, &parsed) {
        Ok(column) if permit.snapshot().computing.column(&column) => {
            issues.push(being_computed(at));
            Ok(None)
        }
        Ok(column) => Ok(Some(column)),
        Err(refusal) => {
            issues.push(refusal.at(at));
            Ok(None)
        }
    }
}

fn being_computed(at: String) -> Issue {
    Issue::new(
        "computing",
        at,
        "这一项在发布后正在计算,请稍后再试",
        "this field is being computed after a publish; try again shortly",
    )
}

/// Whether a field, or what it looks up, is being computed after a publish.
pub fn computing<A: ActionMarker>(permit: &Permit<A>, field: &Field) -> bool {
    let (snapshot, entity) = (permit.snapshot(), &permit.entity().entity);
    let column = Column::resolve(snapshot.as_ref(), entity, &FieldPath(vec![field.key.clone()]));
    column.is_ok_and(|column| snapshot.computing.column(&column))
}

fn sort<A: ActionMarker>(
    permit: &Permit<A>,
    keys: &[String],
    issues: &mut Vec<Issue>,
) -> Result<Vec<(Column, Direction)>, Problem> {
    let mut sort = Vec::new();
    for (i, key) in keys.iter().enumerate() {
        let at = format!("/sort/{i}");
        let (path, direction) = match key.strip_prefix('-') {
            Some(path) => (path, Direction::Descending),
            None => (key.as_str(), Direction::Ascending),
        };
        let Some(column) = column(permit, path, at.clone(), issues)? else { continue };
        let shape = column.shape();
        let stored = !matches!(shape.kind.rules().storage(), Storage::Links(_) | Storage::Children);
        if !shape.kind.rules().sortable() || column.field.volatile || !stored {
            issues.push(Issue::new("not_sortable", at, "不能按这一项排序", "cannot be sorted by"));
        } else if i >= 5 {
            issues.push(Issue::new("too_many_sorts", at, "最多按 5 项排序", "at most 5 sort fields"));
        } else {
            sort.push((column, direction));
        }
    }
    Ok(sort)
}

/// The columns to show and the keys to show them under: those asked for, or every field the caller may see.
fn selection<A: ActionMarker>(
    permit: &Permit<A>,
    fields: Option<Vec<String>>,
    issues: &mut Vec<Issue>,
) -> Result<(Vec<Column>, Vec<FieldKey>), Problem> {
    let entity = &permit.entity().entity;
    let system = SYSTEM_FIELDS
        .iter()
        .filter(|k| **k != "deleted_at" && permit.right(k) != Right::Hidden)
        .map(|k| (*k).to_owned());
    let keys: Vec<String> = match fields {
        None => {
            let shown = |f: &&std::sync::Arc<Field>| {
                permit.right(f.key.as_str()) != Right::Hidden && !computing(permit, f)
            };
            let own = entity.fields.values().filter(shown);
            system.chain(own.map(|f| f.key.as_str().to_owned())).collect()
        }
        Some(mut wanted) => {
            for needed in ["version", "id"] {
                if !wanted.iter().any(|w| w == needed) {
                    wanted.insert(0, needed.to_owned());
                }
            }
            wanted
        }
    };
    let (mut select, mut labels) = (Vec::new(), Vec::new());
    for (i, key) in keys.iter().enumerate() {
        if let Some(column) = column(permit, key, format!("/fields/{i}"), issues)? {
            labels.push(if key.contains('.') {
                dotted(key)
            } else {
                FieldKey::parse(key).unwrap_or_else(|_| dotted(key))
            });
            select.push(column);
        }
    }
    Ok((select, labels))
}

/// A path as the key it is shown under: dots become two underscores.
fn dotted(path: &str) -> FieldKey {
    let text: String = path.replace('.', "__").chars().take(48).collect();
    FieldKey::parse(&text).expect("a path of legal keys joined by underscores is a legal key")
}

/// The records of a page as JSON, references put into words where asked.
///
/// # Errors
/// When the database does not answer.
pub async fn present<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    records: &[Record],
    expand: &[String],
) -> Result<Vec<Json>, Problem> {
    let compiled = permit.entity();
    let mut items: Vec<Json> = records.iter().map(|r| to_json(compiled, r)).collect();
    for key in expand {
        let Some(field) = compiled.entity.field(key) else {
            let issue = Issue::new(
                "unknown_field",
                "/expand",
                format!("没有“{key}”这一项"),
                format!("no field `{key}`"),
            );
            return Err(Problem::new(Code::Invalid).issues(vec![issue]));
        };
        if permit.right(key) == Right::Hidden {
            return Err(Denied::Field(key.clone()).into());
        }
        expand_one(app, permit, field, &mut items).await?;
    }
    Ok(items)
}

/// The JSON of a record, rows of sub-tables with their own fields.
pub fn to_json(compiled: &Compiled, record: &Record) -> Json {
    let mut json = record.to_json(&compiled.entity);
    for (field, rows) in &compiled.rows {
        if let (Some(Value::Rows(all)), Some(map)) = (record.values.get(&field.key), json.as_object_mut()) {
            let list = all.iter().map(|row| {
                let mut out = Map::new();
                if let Some(id) = row.id {
                    out.insert("id".into(), id.to_string().into());
                }
                for (key, value) in row.values.iter().filter(|(_, v)| !v.is_blank()) {
                    if let Some(field) = rows.own_field(key.as_str()) {
                        out.insert(key.as_str().into(), crate::records::record::value_to_json(field, value));
                    }
                }
                Json::Object(out)
            });
            map.insert(field.key.as_str().into(), Json::Array(list.collect()));
        }
    }
    json
}

async fn expand_one<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    field: &Field,
    items: &mut [Json],
) -> Result<(), Problem> {
    let key = field.key.as_str();
    let shape = plan::shape(field);
    let mut ids = BTreeSet::new();
    for item in items.iter() {
        match &item[key] {
            Json::String(id) => ids.extend(id.parse::<Uuid>().ok()),
            Json::Array(all) => ids.extend(all.iter().filter_map(|i| i.as_str()?.parse::<Uuid>().ok())),
            _ => {}
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let titles: HashMap<Uuid, String> = match shape.kind {
        Kind::User => crate::identity::names::people(app, &ids).await?,
        Kind::Department => crate::identity::names::departments(app, &ids).await?,
        _ => match &shape.target {
            Some(target) => titles(app, permit, target.as_str(), &ids).await?,
            None => return Ok(()),
        },
    };
    let named = |id: &str| {
        let title = id.parse::<Uuid>().ok().and_then(|u| titles.get(&u));
        json!({ "id": id, "title": title })
    };
    for item in items {
        let Some(map) = item.as_object_mut() else { continue };
        let replaced = match map.get(key) {
            Some(Json::String(id)) => named(id),
            Some(Json::Array(all)) => Json::Array(all.iter().filter_map(Json::as_str).map(named).collect()),
            _ => continue,
        };
        map.insert(key.to_owned(), replaced);
    }
    Ok(())
}

/// The titles of records the caller may see.
pub async fn titles<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    entity: &str,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, Problem> {
    let Ok(view) = app.gate.permit::<View>(permit.actor(), entity, &app.clock).await else {
        return Ok(HashMap::new());
    };
    let target = view.entity().clone();
    let title = target.entity.title.as_ref().and_then(|t| target.entity.field(t.as_str()));
    let told =
        |t: &&std::sync::Arc<Field>| view.right(t.key.as_str()) >= Right::Readonly && !computing(&view, t);
    let Some(title) = title.filter(told) else {
        return Ok(HashMap::new());
    };
    let id_column = Column::own(&target.entity, target.entity.field("id").expect("every record has an id"));
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(LARGEST_PAGE as usize) {
        let wanted = chunk.iter().map(|id| Value::Id(*id)).collect();
        let plan = Plan {
            entity: target.entity.clone(),
            condition: Condition::Test(Test {
                column: id_column.clone(),
                comparison: Comparison::In(wanted),
            }),
            search: None,
            sort: Vec::new(),
            limit: LARGEST_PAGE,
            after: None,
            deleted: false,
            as_of: None,
            select: vec![id_column.clone(), Column::own(&target.entity, title)],
            labels: Vec::new(),
        };
        let page = app.store.page(&target, &view.narrow(plan)?).await?;
        for record in page.records {
            let text = crate::records::record::value_to_json(title, record.get(title.key.as_str()));
            found.insert(record.id(), text.as_str().map_or_else(|| text.to_string(), str::to_owned));
        }
    }
    Ok(found)
}
