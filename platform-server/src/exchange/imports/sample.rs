//! A random sample of the rows that become records: as they stand in the file, and as they are written.
//!
//! Shape:  before an import is applied the values are those that will be written; afterwards they are what the records
//!         hold now, as far as the importer may see them. The totals are of every accepted row.
//! Errors: [`Problem`]; a record that is gone, or out of sight, is a row without values.
//! Source: docs/spec/imports.md "Spot check".

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::Field,
    plan::{self, Column, Comparison, Condition, Plan, Test},
    policy::Right,
    value::Value,
};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    job::Import,
    lookup::granted,
    outcomes::{self, KeptRow},
};
use crate::{
    access::{self, ActionMarker, Permit, View},
    app::App,
    exchange::problem,
    http::{expand, listing::Beside, problem::Problem},
    identity::Actor,
    records::record::Record,
    transfer::totals::ColumnTotals,
};

/// Most rows of a sample.
pub const LARGEST_SAMPLE: usize = 100;

/// A sample.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportSample)]
pub struct Sample {
    /// The same seed gives the same rows.
    pub seed: u32,
    /// Rows that become or change a record; each is drawn with equal chance.
    pub rows: u64,
    /// In the order of the file.
    #[schema(value_type = Vec<crate::http::answers::ImportSampleRow>)]
    pub items: Vec<Json>,
    /// Of every mapped column that the importer may read.
    pub totals: Vec<ColumnTotals>,
}

/// Draws a sample of an import.
///
/// # Errors
/// When the files have gone.
pub async fn sample(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    count: usize,
    seed: Option<u32>,
) -> Result<Sample, Problem> {
    let job = Import::load(app, actor, entity, id).await?;
    let permit = app.gate.permit::<access::Import>(actor, entity, &app.clock).await?;
    let folder = job.folder(app)?;
    let seed = seed.unwrap_or_else(rand::random);
    let draw = move || outcomes::draw(&folder, count.min(LARGEST_SAMPLE), seed);
    let drawn = tokio::task::spawn_blocking(draw).await.map_err(|error| problem::broke_off(&error))??;
    let sampled = Sampled { app, fields: mapped(&job, &permit), permit };
    let mut planned = sampled.planned(&drawn.kept).await?.into_iter();
    let stored = sampled.stored(&drawn.kept).await?;
    let items = drawn.kept.into_iter().map(|kept| {
        let values = planned.next();
        let values = match kept.record {
            Some(record) => stored.get(&record).cloned(),
            None => values,
        };
        json!({
            "row": kept.row, "state": kept.state, "source": kept.source, "record": kept.record, "values": values,
        })
    });
    let items = items.collect();
    let readable = |totals: &ColumnTotals| sampled.permit.right(totals.field.as_str()) >= Right::Readonly;
    let totals = job.details.totals.into_iter().filter(readable).collect();
    Ok(Sample { seed, rows: drawn.rows, items, totals })
}

/// The fields that an import fills and the importer may see.
fn mapped(job: &Import, permit: &Permit<access::Import>) -> Vec<Arc<Field>> {
    let columns = job.details.mapping.columns.iter().flatten();
    let seen = columns.filter_map(|column| permit.entity().entity.field(column.field.as_ref()?.as_str()));
    seen.filter(|field| permit.right(field.key.as_str()) > Right::Hidden).cloned().collect()
}

struct Sampled<'a> {
    app: &'a App,
    permit: Permit<access::Import>,
    fields: Vec<Arc<Field>>,
}

impl Sampled<'_> {
    /// The values that are to be written, in the order of the rows.
    async fn planned(&self, rows: &[KeptRow]) -> Result<Vec<Json>, Problem> {
        let view = self.permit.to_view();
        let records = rows.iter().map(|kept| {
            let value = |field: &Arc<Field>| {
                let shape = plan::shape(field);
                let value = shape.kind.rules().read(shape, kept.values.get(&field.key)?).ok()?;
                Some((field.key.clone(), value))
            };
            let mut record =
                Record { values: self.fields.iter().filter_map(value).collect(), ..Record::default() };
            view.hide(&mut record);
            record
        });
        self.told(&self.permit, &records.collect::<Vec<_>>()).await
    }

    /// What the records hold now that rows were written to.
    async fn stored(&self, rows: &[KeptRow]) -> Result<HashMap<Uuid, Json>, Problem> {
        let wanted: Vec<Value> = rows.iter().filter_map(|kept| kept.record.map(Value::Id)).collect();
        let key = self.permit.entity().entity.key.as_str();
        let view = self.app.gate.permit::<View>(self.permit.actor(), key, &self.app.clock).await;
        let (false, Some(view)) = (wanted.is_empty(), granted(view)?) else { return Ok(HashMap::new()) };
        let entity = &view.entity().entity;
        let id = Column::own(entity, entity.field("id").expect("every record has an id"));
        let fields = self.fields.iter().filter(|field| view.right(field.key.as_str()) > Right::Hidden);
        let select = std::iter::once(id.clone()).chain(fields.map(|field| Column::own(entity, field)));
        let plan = Plan {
            entity: entity.clone(),
            condition: Condition::Test(Test { column: id.clone(), comparison: Comparison::In(wanted) }),
            search: None,
            sort: Vec::new(),
            limit: u32::try_from(LARGEST_SAMPLE).unwrap_or(u32::MAX),
            after: None,
            deleted: false,
            as_of: None,
            select: select.collect(),
            labels: Vec::new(),
        };
        let records = self.app.store.page(view.entity(), &view.narrow(plan)?).await?.records;
        let ids: Vec<Uuid> = records.iter().map(Record::id).collect();
        Ok(ids.into_iter().zip(self.told(&view, &records).await?).collect())
    }

    /// Records as an answer tells them: people and records by name, nothing but what the file fills.
    async fn told<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        records: &[Record],
    ) -> Result<Vec<Json>, Problem> {
        let named = |field: &&Arc<Field>| {
            field.kind.is_named() && permit.right(field.key.as_str()) >= Right::Readonly
        };
        let expand = self.fields.iter().filter(named).map(|field| field.key.to_string()).collect();
        let beside = Beside { expand, paths: Vec::new() };
        let mut items = expand::present(self.app, permit, records, &beside).await?;
        for item in items.iter_mut().filter_map(Json::as_object_mut) {
            item.retain(|key, _| self.fields.iter().any(|field| field.key.as_str() == key));
        }
        Ok(items)
    }
}
