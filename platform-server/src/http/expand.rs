//! Records as they are shown: their JSON, and ids put into words where somebody asked for it.
//!
//! Shape:  `expand=owner_id,lines.product` turns ids into `{"id","title"}`, in rows of sub-tables too. A title is told
//!         only to who may see the record it belongs to. `fields=partner.name` shows a field of another record, or a part
//!         of one's own, under its path.

use std::collections::{BTreeSet, HashMap};

use engine_core::{
    entity::Field,
    issue::Issue,
    kinds::Kind,
    plan::{self, Column, Comparison, Condition, Plan, Test},
    policy::Right,
    value::Value,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    listing::{Beside, LARGEST_PAGE, computing},
    problem::Problem,
};
use crate::{
    access::{ActionMarker, Denied, Permit, View},
    app::App,
    catalog::Compiled,
    records::record::{Record, value_to_json},
};

/// A reference to put into words: the field, or the field of a sub-table's rows.
enum Expanded<'a> {
    Own(&'a Field),
    Inside(&'a Field, &'a Field),
}

fn resolve<'a>(compiled: &'a Compiled, path: &str) -> Option<Expanded<'a>> {
    let (key, inner) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let field = compiled.entity.field(key)?;
    let Some(inner) = inner else { return Some(Expanded::Own(field)) };
    let (_, rows) = compiled.rows.iter().find(|(table, _)| table.key == field.key)?;
    Some(Expanded::Inside(field, rows.own_field(inner)?))
}

/// Whether a list of references can be put into words; what is wrong with them becomes issues.
///
/// # Errors
/// When one of them is hidden.
pub fn check<A: ActionMarker>(
    permit: &Permit<A>,
    paths: &[String],
    issues: &mut Vec<Issue>,
) -> Result<(), Problem> {
    for (index, path) in paths.iter().enumerate() {
        let at = format!("/expand/{index}");
        let resolved = resolve(permit.entity(), path);
        let (first, last) = match &resolved {
            Some(Expanded::Own(field)) => (field, field),
            Some(Expanded::Inside(table, field)) => (table, field),
            None => {
                let (chinese, english) = (format!("没有“{path}”这一项"), format!("no field `{path}`"));
                issues.push(Issue::new("unknown_field", at, chinese, english));
                continue;
            }
        };
        if permit.right(first.key.as_str()) == Right::Hidden {
            return Err(Denied::Field(first.key.to_string()).into());
        }
        let shape = plan::shape(last);
        if !shape.kind.is_named() && shape.target.is_none() {
            issues.push(Issue::new(
                "not_a_reference",
                at,
                format!("“{path}”不指向其他记录，不能展开"),
                format!("`{path}` refers to nothing that could be put into words"),
            ));
        }
    }
    Ok(())
}

/// The records of a page as JSON, references put into words where asked by paths that [`check`] let pass.
///
/// # Errors
/// When the database does not answer.
pub async fn present<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    records: &[Record],
    beside: &Beside,
) -> Result<Vec<Json>, Problem> {
    let compiled = permit.entity();
    let mut items: Vec<Json> = records.iter().map(|r| to_json(compiled, r)).collect();
    for (item, record) in items.iter_mut().filter_map(Json::as_object_mut).zip(records) {
        item.extend(paths(record, beside));
    }
    for path in &beside.expand {
        match resolve(compiled, path) {
            Some(Expanded::Own(field)) => {
                let mut objects: Vec<_> = items.iter_mut().filter_map(Json::as_object_mut).collect();
                expand_one(app, permit, field, &mut objects).await?;
            }
            Some(Expanded::Inside(table, field)) => {
                let key = table.key.as_str();
                let tables = items.iter_mut().filter_map(|item| item.get_mut(key)?.as_array_mut());
                let mut objects: Vec<_> = tables.flatten().filter_map(Json::as_object_mut).collect();
                expand_one(app, permit, field, &mut objects).await?;
            }
            None => {}
        }
    }
    Ok(items)
}

/// The values at the ends of paths; masks and parts of composites are texts whatever the field is.
pub fn paths(record: &Record, beside: &Beside) -> impl Iterator<Item = (String, Json)> {
    beside.paths.iter().filter_map(|(path, label, column)| {
        let json = match record.values.get(label)? {
            Value::Blank => return None,
            Value::Text(text) if record.masked.contains(label) || !column.part.is_empty() => {
                text.as_str().into()
            }
            value => value_to_json(&column.field, value),
        };
        Some((path.clone(), json))
    })
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
                        out.insert(key.as_str().into(), value_to_json(field, value));
                    }
                }
                Json::Object(out)
            });
            map.insert(field.key.as_str().into(), Json::Array(list.collect()));
        }
    }
    json
}

/// Puts the references of a list of objects into words.
async fn expand_one<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    field: &Field,
    items: &mut [&mut Map<String, Json>],
) -> Result<(), Problem> {
    let key = field.key.as_str();
    let shape = plan::shape(field);
    let mut ids = BTreeSet::new();
    for item in items.iter() {
        match item.get(key).unwrap_or(&Json::Null) {
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
        Kind::User | Kind::Users => crate::identity::names::people(app, &ids).await?,
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
    for map in items {
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
