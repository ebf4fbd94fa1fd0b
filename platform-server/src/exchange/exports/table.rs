//! A narrowed list, page by page, into one file.

use std::path::Path;

use engine_core::{issue::Language, kinds::Reader, plan::Column, value::Value};
use serde_json::Value as Json;

use super::{Export as Job, Format, Wanted, sheet::Sheet, titles::Names};
use crate::{
    access::{Export, Permit},
    app::App,
    catalog::Compiled,
    http::{
        expand,
        listing::{self, Beside, List, ListBody},
        problem::Problem,
    },
    records::record::Record,
    transfer::write::{Shown, shown},
};

/// The list that an export walks.
pub(super) fn list(permit: &Permit<Export>, wanted: &Wanted) -> Result<List, Problem> {
    let fields = match (&wanted.list.fields, wanted.format) {
        (Some(fields), _) => Some(fields.clone()),
        (None, Format::Jsonl) => None,
        (None, _) => Some(super::usual_fields(permit)),
    };
    let named = fields.clone();
    let mut list = super::plan(permit, ListBody { fields, ..wanted.list.clone() })?;
    if let (Some(named), false) = (named, wanted.format == Format::Jsonl) {
        // A list adds id and version; a table holds what was asked for, and nothing of that twice.
        let extra = |key: &str| matches!(key, "id" | "version") && !named.iter().any(|name| name == key);
        let kept: Vec<bool> = list.plan.labels.iter().map(|label| !extra(label.as_str())).collect();
        let mut keep = kept.iter();
        list.plan.select.retain(|_| *keep.next().unwrap_or(&true));
        let mut keep = kept.iter();
        list.plan.labels.retain(|_| *keep.next().unwrap_or(&true));
    }
    Ok(list)
}

/// Writes every record of a plan; how many there were.
pub(super) async fn write(
    app: &App,
    permit: &Permit<Export>,
    list: List,
    format: Format,
    path: &Path,
    job: &mut Job,
) -> Result<u64, Problem> {
    let List { plan, beside, .. } = list;
    let compiled = permit.entity();
    let language = permit.actor().locale;
    let reader = Reader { language, zone: app.clock.zone().clone() };
    let columns: Vec<(String, Column)> =
        plan.labels.iter().map(|label| label.as_str().to_owned()).zip(plan.select.iter().cloned()).collect();
    let headers = columns.iter().map(|(_, column)| header(column, language)).collect();
    let name = compiled.entity.labels.get(language, compiled.entity.key.as_str()).to_owned();
    let mut sheet = Sheet::new(format, path, &name, headers)?;
    let (mut plan, mut count) = (plan, 0_u64);
    loop {
        let page = app.store.page(compiled, &permit.narrow(plan.clone())?).await?;
        if sheet.has_cells() {
            let names = Names::of(app, permit, &columns, &page.records).await?;
            for record in &page.records {
                let cells: Vec<Shown> =
                    columns.iter().map(|(key, column)| cell(record, key, column, &reader, &names)).collect();
                sheet.cells(&cells)?;
            }
        } else {
            for record in &page.records {
                sheet.json(&line(compiled, record, &beside))?;
            }
        }
        count += page.records.len() as u64;
        job.row.count += i64::try_from(page.records.len()).unwrap_or_default();
        if count.is_multiple_of(u64::from(listing::LARGEST_PAGE) * 10) {
            job.note(app).await?;
        }
        match page.next {
            Some(next) => plan.after = Some(next),
            None => break,
        }
    }
    tokio::task::spawn_blocking(move || sheet.finish()).await.map_err(|error| super::gone(&error))??;
    Ok(count)
}

fn header(column: &Column, language: Language) -> String {
    let fields = column.hops.iter().map(|hop| &hop.field).chain([&column.field]);
    let labels = fields.map(|field| field.labels.get(language, field.key.as_str()));
    let labels: Vec<&str> = labels.chain(part(column.part, language)).collect();
    labels.join(" / ")
}

fn part(part: &str, language: Language) -> Option<&'static str> {
    let (chinese, english) = match part {
        "__currency" => ("币种", "currency"),
        "__province" => ("省", "province"),
        "__city" => ("市", "city"),
        "__district" => ("区县", "district"),
        "__detail" => ("详细地址", "detail"),
        "__start" => ("开始", "start"),
        "__end" => ("结束", "end"),
        "__lat" => ("纬度", "latitude"),
        "__lng" => ("经度", "longitude"),
        "__accuracy" => ("精度（米）", "accuracy (m)"),
        "__name" => ("名称", "name"),
        _ => return None,
    };
    Some(if language == Language::Chinese { chinese } else { english })
}

fn cell(record: &Record, key: &str, column: &Column, reader: &Reader, names: &Names) -> Shown {
    match record.get(key) {
        Value::Text(text) if record.masked.iter().any(|masked| masked.as_str() == key) => {
            Shown::Text(text.clone())
        }
        value => shown(&column.field, value, reader, names),
    }
}

/// A record as a list shows it, paths included.
fn line(compiled: &Compiled, record: &Record, beside: &Beside) -> Json {
    let mut json = expand::to_json(compiled, record);
    if let Some(map) = json.as_object_mut() {
        map.extend(expand::paths(record, beside));
    }
    json
}
