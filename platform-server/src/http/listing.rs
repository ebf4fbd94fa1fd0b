//! What a list is asked for → a plan.

use std::collections::HashSet;

use engine_core::{
    entity::Field,
    filter::{Filter, Path as FieldPath},
    issue::Issue,
    key::{FieldKey, SYSTEM_FIELDS},
    kinds::Storage,
    moment::Moment,
    plan::{self, Column, Condition, Direction, Plan},
    policy::Right,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny},
};
use serde_json::Value as Json;
use utoipa::{IntoParams, ToSchema};

use super::{
    expand,
    extract::NO_JSON,
    problem::{Code, Problem},
};
use crate::{
    access::{ActionMarker, Permit},
    records::{sql::select, store::CountMode},
};

/// Largest page.
pub const LARGEST_PAGE: u32 = 500;
/// Page when nothing is said.
pub const USUAL_PAGE: u32 = 20;

/// A list's parameters in the address.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// A filter as JSON.
    #[serde(deserialize_with = "json_text")]
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
    /// Whether to tell as `_actions` what the caller may do with each record.
    pub actions: bool,
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
    /// Whether to tell as `_actions` what the caller may do with each record.
    pub actions: bool,
}

impl ListQuery {
    /// The same as a body.
    ///
    /// # Errors
    /// When the filter is longer than any filter.
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
            actions: self.actions,
        })
    }
}

fn parse_filter(text: &str) -> Result<Json, Problem> {
    if text.len() > 65_536 {
        return Err(Problem::new(Code::TooLarge));
    }
    serde_json::from_str(text).map_err(|_| Problem::new(Code::BadQuery))
}

/// A text that must be JSON, refused where the other parameters are.
fn json_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?.filter(|text| !text.is_empty());
    match text.as_deref().map(serde_json::from_str::<IgnoredAny>) {
        Some(Err(_)) => Err(D::Error::custom(NO_JSON)),
        _ => Ok(text),
    }
}

/// A list ready to run.
pub struct List {
    /// The plan, not yet narrowed.
    pub plan: Plan,
    /// What is shown beside the fields of the records themselves.
    pub beside: Beside,
    /// How to count.
    pub count: CountMode,
}

/// What is shown beside the fields of the records themselves.
#[derive(Debug, Default)]
pub struct Beside {
    /// References to put into words.
    pub expand: Vec<String>,
    /// Fields of other records and parts of composites: the path as it was asked for, the key it was read under, and what
    /// it is.
    pub paths: Vec<(String, FieldKey, Column)>,
}

/// Makes the plan of a list.
///
/// # Errors
/// Every issue of its parameters.
pub fn plan<A: ActionMarker>(permit: &Permit<A>, body: ListBody) -> Result<List, Problem> {
    let mut issues = Vec::new();
    let condition = condition(permit, body.filter.as_ref(), &mut issues)?;
    let sort = sort(permit, &body.sort.unwrap_or_default(), &mut issues)?;
    let explicit = body.fields.is_some();
    let (mut select, mut labels, paths) = selection(permit, body.fields, &mut issues)?;
    let expand = body.expand.unwrap_or_default();
    expand::check(permit, &expand, &mut issues)?;
    if body.as_of.is_some() {
        past_only(permit, &condition, &sort, &mut issues);
        let gone: Vec<bool> = select.iter().map(|(column, _)| !replayed(permit, column)).collect();
        for ((_, at), _) in select.iter().zip(&gone).filter(|(_, gone)| **gone && explicit) {
            issues.push(not_replayed(at.clone()));
        }
        let mut keep = gone.iter().map(|gone| !gone);
        select.retain(|_| keep.next().unwrap_or(true));
        let mut keep = gone.iter().map(|gone| !gone);
        labels.retain(|_| keep.next().unwrap_or(true));
    }
    let after = body.cursor.as_deref().and_then(|text| {
        let decoded = super::cursor::decode_cursor(text).filter(|(values, _)| {
            values.len() == sort.len()
                && values.iter().zip(&sort).all(|(value, (column, _))| select::sorts_as(column, value))
        });
        if decoded.is_none() {
            issues.push(Issue::new(
                "bad_cursor",
                "/cursor",
                "翻页位置无效，请从第一页开始",
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
    let select = select.into_iter().map(|(column, _)| column).collect();
    let plan = Plan { entity, condition, search, sort, limit, after, deleted: false, as_of, select, labels };
    Ok(List { plan, beside: Beside { expand, paths }, count })
}

/// Whether a column is replayed from the record's own log: what other records make of it is not.
fn replayed<A: ActionMarker>(permit: &Permit<A>, column: &Column) -> bool {
    column.hops.is_empty() && !permit.entity().rests_on_others(column.field.key.as_str())
}

fn not_replayed(at: String) -> Issue {
    Issue::new(
        "not_replayed",
        at,
        "历史时点只有本记录自己的内容，不含由其他记录得出的汇总和取值",
        "a past moment has what the record itself held, nothing that other records make of it",
    )
}

/// Refuses filters and sorts of a past list by what is not replayed; paths are refused by the store.
fn past_only<A: ActionMarker>(
    permit: &Permit<A>,
    condition: &Condition,
    sort: &[(Column, Direction)],
    issues: &mut Vec<Issue>,
) {
    let own = |column: &Column| column.hops.is_empty() && !replayed(permit, column);
    let mut named = false;
    condition.columns(&mut |column| named |= own(column));
    if named {
        issues.push(not_replayed("/filter".to_owned()));
    }
    for (i, _) in sort.iter().enumerate().filter(|(_, (column, _))| own(column)) {
        issues.push(not_replayed(format!("/sort/{i}")));
    }
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
        "这一项在发布后正在计算，请稍后再试",
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
        let Some(column) = column.at(permit.viewer()) else {
            issues.push(Issue::new(
                "volatile_field",
                at,
                "这一项随时间变化，公式又不能由数据库计算，不能按它排序",
                "this value changes with the clock and the database cannot compute its formula; sort by the date it rests on",
            ));
            continue;
        };
        let rules = column.compared().rules();
        let stored = !matches!(rules.storage(), Storage::Links(_) | Storage::Children);
        if !rules.sortable() || !stored {
            issues.push(Issue::new("not_sortable", at, "不能按这一项排序", "cannot be sorted by"));
        } else if i >= 5 {
            issues.push(Issue::new("too_many_sorts", at, "最多按 5 项排序", "at most 5 sort fields"));
        } else {
            sort.push((column, direction));
        }
    }
    Ok(sort)
}

/// A column to show, and where it was asked for.
type Asked = (Column, String);
type Paths = Vec<(String, FieldKey, Column)>;

/// The columns to show with the place each was asked for in, the keys to read them under and which of them are paths:
/// those asked for, or every field the caller may see.
fn selection<A: ActionMarker>(
    permit: &Permit<A>,
    fields: Option<Vec<String>>,
    issues: &mut Vec<Issue>,
) -> Result<(Vec<Asked>, Vec<FieldKey>, Paths), Problem> {
    let entity = &permit.entity().entity;
    let system = SYSTEM_FIELDS
        .iter()
        .filter(|k| **k != "deleted_at" && permit.right(k) != Right::Hidden)
        .map(|k| (*k).to_owned());
    let mut added = 0;
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
                    added += 1;
                }
            }
            wanted
        }
    };
    let (mut select, mut labels, mut paths) = (Vec::new(), Vec::new(), Vec::new());
    // What is said twice is said once: a database takes so many columns of one answer and no more.
    let mut said = HashSet::new();
    for (i, key) in keys.iter().enumerate().filter(|(_, key)| said.insert(*key)) {
        let at = format!("/fields/{}", i.saturating_sub(added));
        if let Some(column) = column(permit, key, at.clone(), issues)? {
            let label = FieldKey::parse(key).unwrap_or_else(|_| label(i));
            if key.contains('.') {
                paths.push((key.clone(), label.clone(), column.clone()));
            }
            labels.push(label);
            select.push((column, at));
        }
    }
    Ok((select, labels, paths))
}

/// The key that a path is read under, which no field has.
fn label(place: usize) -> FieldKey {
    FieldKey::parse(&format!("path__{place}")).expect("a legal key")
}
