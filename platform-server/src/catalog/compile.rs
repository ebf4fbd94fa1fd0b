//! An entity ready to serve: schema, validator, formulas in order, and the roll-ups that its records feed.

use std::{collections::BTreeSet, sync::Arc};

use engine_core::{
    entity::{Entity, Field, Measure},
    filter::Filter,
    formula::Formula,
    kinds::Kind,
    plan::Entities,
};
use jsonschema::Validator;
use serde_json::Value as Json;

use super::{levels, schema};

/// A formula of an entity.
#[derive(Clone, Debug)]
pub struct CompiledFormula {
    /// The field it fills.
    pub field: Arc<Field>,
    /// The formula.
    pub formula: Formula,
    /// Fields of the same entity that it reads.
    pub reads: Vec<String>,
}

/// A roll-up kept in a parent, fed by records of this entity.
#[derive(Clone, Debug)]
pub struct RollUp {
    /// The entity that has the roll-up.
    pub parent: Arc<Entity>,
    /// The roll-up.
    pub field: Arc<Field>,
    /// This entity's reference to the parent.
    pub via: Arc<Field>,
    /// What is computed.
    pub measure: Measure,
    /// Which of this entity's records count.
    pub filter: Option<Filter>,
    /// This entity's fields that it counts by, and what their formulas read.
    pub rests: BTreeSet<String>,
}

/// An entity ready to serve.
#[derive(Debug)]
pub struct Compiled {
    /// The entity, derived fields resolved.
    pub entity: Arc<Entity>,
    /// Published version.
    pub version: i64,
    /// The schema of the records one may write.
    pub schema: Json,
    /// The same, compiled.
    pub validator: Validator,
    /// Formulas, each after those it reads.
    pub formulas: Vec<CompiledFormula>,
    /// Fields that only the transaction which makes a record knows: auto-numbers and stored formulas over one.
    pub late: Vec<Arc<Field>>,
    /// Roll-ups of other entities that this one's records feed.
    pub feeds: Vec<RollUp>,
    /// Sub-table fields with the entity of their rows.
    pub rows: Vec<(Arc<Field>, Arc<Entity>)>,
    /// Of each of `rows` the formulas, each after those it reads.
    pub row_formulas: Vec<Vec<CompiledFormula>>,
    /// Fields of other entities that refer to this one.
    pub referrers: Vec<(Arc<Entity>, Arc<Field>)>,
}

impl Compiled {
    /// Whether only the transaction which makes a record knows a field.
    pub fn is_late(&self, field: &Field) -> bool {
        self.late.iter().any(|late| late.key == field.key)
    }

    /// Whether a field is a roll-up, or a formula over one.
    pub fn rests_on_others(&self, key: &str) -> bool {
        let rolled = self.entity.own_field(key).is_some_and(|field| field.kind == Kind::RollUp);
        let formula = self.formulas.iter().find(|formula| formula.field.key.as_str() == key);
        rolled
            || formula.is_some_and(|f| f.reads.iter().any(|read| read != key && self.rests_on_others(read)))
    }
}

/// Compiles one entity among all.
///
/// # Errors
/// When its schema cannot be compiled; the reason in the validator's words.
pub(crate) fn compile(
    entity: &Arc<Entity>,
    version: i64,
    all: &[Arc<Entity>],
    entities: &dyn Entities,
) -> Result<Compiled, String> {
    let schema = schema::compiled(entity, entities);
    let validator = schema::validator(&schema)?;
    let formulas = formulas(entity);
    let rows = rows(entity, entities);
    Ok(Compiled {
        version,
        validator,
        schema,
        late: late(entity, &formulas),
        formulas,
        feeds: feeds(entity, all, entities),
        row_formulas: rows.iter().map(|(_, entity)| self::formulas(entity)).collect(),
        rows,
        referrers: referrers(entity, all),
        entity: entity.clone(),
    })
}

fn late(entity: &Entity, formulas: &[CompiledFormula]) -> Vec<Arc<Field>> {
    let numbers = entity.fields.values().filter(|field| field.kind == Kind::AutoNumber);
    let mut late: Vec<Arc<Field>> = numbers.cloned().collect();
    for formula in formulas.iter().filter(|formula| !formula.field.volatile) {
        let reads = |field: &Arc<Field>| formula.reads.iter().any(|key| key == field.key.as_str());
        if late.iter().any(reads) {
            late.push(formula.field.clone());
        }
    }
    late
}

fn formulas(entity: &Entity) -> Vec<CompiledFormula> {
    let mut waiting: Vec<CompiledFormula> = entity
        .fields
        .values()
        .filter_map(|field| {
            let formula = engine_core::formula::parse(field.formula.as_deref()?).ok()?;
            let types = engine_core::plan::types(entity);
            let formula = formula.resolve(&types).0;
            let reads =
                formula.depends().fields.iter().filter_map(|p| p.keys().next().map(str::to_owned)).collect();
            Some(CompiledFormula { field: field.clone(), formula, reads })
        })
        .collect();
    let mut ordered: Vec<CompiledFormula> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .position(|f| !waiting.iter().any(|other| f.reads.iter().any(|r| r == other.field.key.as_str())));
        ordered.push(waiting.remove(ready.unwrap_or(0)));
    }
    ordered
}

fn feeds(entity: &Arc<Entity>, all: &[Arc<Entity>], entities: &dyn Entities) -> Vec<RollUp> {
    let mut feeds = Vec::new();
    for parent in all {
        for field in parent.fields.values() {
            let (Kind::RollUp, Some(measure), Some(via)) = (field.kind, &field.measure, &field.via) else {
                continue;
            };
            if field.target.as_ref() == Some(&entity.key)
                && let Some(via) = entity.own_field(via)
            {
                feeds.push(RollUp {
                    parent: parent.clone(),
                    field: field.clone(),
                    via: via.clone(),
                    measure: measure.clone(),
                    filter: field.filter.clone(),
                    rests: levels::rests(entities, entity, field),
                });
            }
        }
    }
    feeds
}

fn rows(entity: &Entity, entities: &dyn Entities) -> Vec<(Arc<Field>, Arc<Entity>)> {
    entity
        .fields
        .values()
        .filter(|f| f.kind == Kind::SubTable)
        .filter_map(|f| Some((f.clone(), entities.entity(f.target.as_ref()?.as_str())?)))
        .collect()
}

fn referrers(entity: &Entity, all: &[Arc<Entity>]) -> Vec<(Arc<Entity>, Arc<Field>)> {
    all.iter()
        .flat_map(|other| {
            other
                .fields
                .values()
                .filter(|f| {
                    matches!(f.kind, Kind::Reference | Kind::References)
                        && f.target.as_ref() == Some(&entity.key)
                })
                .map(|f| (other.clone(), f.clone()))
        })
        .collect()
}
