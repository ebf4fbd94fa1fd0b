//! A field at the end of a path of references.

use std::sync::Arc;

#[cfg(feature = "whole")]
use super::lower;
use super::{Term, Viewer};
use crate::{
    entity::{Aggregate, Entity, Field},
    filter::{MOST_HOPS, Path},
    issue::Refusal,
    key::FieldKey,
    kinds::{Kind, Storage},
};

/// Where published entities are found by key.
pub trait Entities {
    /// The entity, if it is published.
    fn entity(&self, key: &str) -> Option<Arc<Entity>>;
}

/// One reference walked.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The entity that holds the reference.
    pub entity: Arc<Entity>,
    /// The reference.
    pub field: Arc<Field>,
    /// The entity it points to.
    pub target: Arc<Entity>,
}

/// Which of a composite's columns: the suffix of its storage, empty for the first.
pub type Part = &'static str;

/// A field, the references that lead to it and, for composites, the part of it.
#[derive(Clone, Debug)]
pub struct Column {
    /// References walked, in order.
    pub hops: Vec<Hop>,
    /// The entity that has the field.
    pub entity: Arc<Entity>,
    /// The field; derived fields keep their own key here and what they yield in `result`.
    pub field: Arc<Field>,
    /// The part of a composite field.
    pub part: Part,
    /// The lookup that was asked for and the entity that has it, when the references were walked in its stead.
    pub lookup: Option<(Arc<Entity>, Arc<Field>)>,
    /// What is computed while reading, for a formula of the clock.
    pub term: Option<Arc<Term>>,
}

impl Column {
    /// A field of the entity itself.
    pub fn own(entity: &Arc<Entity>, field: &Arc<Field>) -> Column {
        Column {
            hops: Vec::new(),
            entity: entity.clone(),
            field: field.clone(),
            part: "",
            lookup: None,
            term: None,
        }
    }

    /// The same, computed while reading where the value depends on the clock; `None` when a database cannot do that.
    #[must_use]
    #[cfg(feature = "whole")]
    pub fn at(self, viewer: &Viewer) -> Option<Column> {
        if !self.field.volatile {
            return Some(self);
        }
        let term = lower(&self.entity, &self.field, viewer)?;
        Some(Column { term: Some(Arc::new(term)), ..self })
    }

    /// A page computes formulas of the clock like all others.
    #[must_use]
    #[cfg(not(feature = "whole"))]
    pub fn at(self, _: &Viewer) -> Option<Column> {
        Some(self)
    }

    /// The field that says how the value is compared and shown: the result of derived fields.
    pub fn shape(&self) -> &Field {
        shape(&self.field)
    }

    /// The kind by whose rules the value is compared and ordered: that of the part, where one is asked for.
    pub fn compared(&self) -> Kind {
        self.shape().kind.of_part(self.part)
    }

    /// Whether an aggregate of it can be computed: numbers are added, what has an order has a smallest and a largest,
    /// and what is several is not counted.
    pub fn measurable(&self, op: Aggregate) -> bool {
        let kind = self.compared();
        let several = || matches!(kind.values().storage(), Storage::Children | Storage::Links(_));
        let fits = match op {
            Aggregate::Count => !kind.has_only_parts() && !several(),
            Aggregate::Sum | Aggregate::Avg => kind.is_number(),
            Aggregate::Min | Aggregate::Max => {
                kind.is_number() || matches!(kind, Kind::Date | Kind::Datetime | Kind::Time)
            }
        };
        fits && !self.field.volatile
    }

    /// Resolves a path from an entity. Lookups are replaced by the path they stand for.
    ///
    /// # Errors
    /// When a key is unknown, a step is no reference, or there are too many hops.
    pub fn resolve(entities: &dyn Entities, entity: &Arc<Entity>, path: &Path) -> Result<Column, Refusal> {
        let mut column: Option<Column> = None;
        for (i, key) in path.0.iter().enumerate() {
            column = Some(match column {
                None => step(entities, entity, key)?,
                Some(before) => before.then(entities, key, &path.0[..=i])?,
            });
        }
        column.ok_or_else(|| unknown(&path.to_string()))
    }

    fn then(self, entities: &dyn Entities, key: &FieldKey, walked: &[FieldKey]) -> Result<Column, Refusal> {
        if let Storage::Columns(parts) = self.shape().kind.values().storage()
            && let Some((suffix, _)) = parts.iter().find(|(s, _)| s.strip_prefix("__") == Some(key.as_str()))
        {
            return Ok(Column { part: suffix, ..self });
        }
        let target = match (self.shape().kind, &self.shape().target) {
            (Kind::Reference, Some(target)) => entities.entity(target.as_str()),
            _ => None,
        };
        let Some(target) = target else {
            return Err(Refusal::new(
                "not_a_reference",
                format!("“{}”不是关联字段，不能继续向下取值", walked[walked.len() - 2]),
                format!("`{}` is not a reference; the path cannot go on", walked[walked.len() - 2]),
            ));
        };
        let mut hops = self.hops;
        hops.push(Hop { entity: self.entity, field: self.field, target: target.clone() });
        let last = step(entities, &target, key)?;
        hops.extend(last.hops);
        if hops.len() > MOST_HOPS {
            return Err(Refusal::new(
                "too_many_hops",
                format!("最多跨 {MOST_HOPS} 层关联"),
                format!("at most {MOST_HOPS} hops through references"),
            ));
        }
        Ok(Column { hops, lookup: None, ..last })
    }
}

/// The field that says how a value is compared and shown.
pub fn shape(field: &Field) -> &Field {
    field.result.as_deref().map_or(field, shape)
}

fn unknown(key: &str) -> Refusal {
    Refusal::new("unknown_field", format!("没有“{key}”这一项"), format!("there is no field `{key}`"))
}

fn step(entities: &dyn Entities, entity: &Arc<Entity>, key: &FieldKey) -> Result<Column, Refusal> {
    let field = entity.field(key.as_str()).ok_or_else(|| unknown(key.as_str()))?;
    if field.kind == Kind::Lookup {
        let path = field.via.as_deref().and_then(Path::parse).ok_or_else(|| unknown(key.as_str()))?;
        if path.0.first() == Some(key) {
            return Err(unknown(key.as_str()));
        }
        let walked = Column::resolve(entities, entity, &path)?;
        return Ok(Column { lookup: Some((entity.clone(), field.clone())), ..walked });
    }
    Ok(Column::own(entity, field))
}
