//! Slots, packed: the field is that of the entity at the same place.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    filter::Path,
    packed::{Packed, parts},
    plan::Column,
};
use serde_json::Value as Json;

use super::Travelled;
use crate::{
    answers::Answer,
    form::{Origin, Setter, Slot},
};

/// The path of a column, which leads to it again.
fn path(column: &Column) -> String {
    let mut keys: Vec<&str> = column.hops.iter().map(|hop| hop.field.key.as_str()).collect();
    keys.push(column.field.key.as_str());
    keys.extend(column.part.strip_prefix("__"));
    keys.join(".")
}

/// Where fields and columns are found again.
pub(super) struct Known<'a> {
    pub(super) entities: &'a Travelled,
    pub(super) entity: &'a Arc<Entity>,
}

impl Known<'_> {
    pub(super) fn column(&self, path: &str) -> Option<Column> {
        Column::resolve(self.entities, self.entity, &Path::parse(path)?).ok()
    }
}

impl Origin {
    fn pack(&self) -> Json {
        let tagged = |tag: usize, inner: Json| (tag, inner).pack();
        match self {
            Origin::Stored => Json::Null,
            Origin::Given { default, formula, fill } => {
                let default = default.as_ref().map(|answer| answer.json.clone());
                tagged(0, (default, (formula.clone(), fill.as_ref().map(path))).pack())
            }
            Origin::Computed(formula) => tagged(1, formula.pack()),
            Origin::Looked(column) => tagged(2, path(column).pack()),
            Origin::Rows(scope) => tagged(3, scope.pack()),
        }
    }

    fn unpack(json: &Json, field: &Field, known: &Known<'_>) -> Option<Origin> {
        if json.is_null() {
            return Some(Origin::Stored);
        }
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(match tag {
            0 => {
                let (default, (formula, fill)): (Option<Json>, (_, Option<String>)) = Packed::unpack(&inner)?;
                let default = default.map(|json| Answer::read(field, &json));
                Origin::Given { default, formula, fill: fill.and_then(|path| known.column(&path)) }
            }
            1 => Origin::Computed(Packed::unpack(&inner)?),
            2 => Origin::Looked(known.column(inner.as_str()?)?),
            _ => Origin::Rows(Packed::unpack(&inner)?),
        })
    }
}

impl Setter {
    fn pack(&self) -> Json {
        match self {
            Setter::Constant(answer) => (0_usize, answer.json.clone()).pack(),
            Setter::Formula(formula) => (1_usize, formula.pack()).pack(),
        }
    }

    fn unpack(json: &Json, field: &Field) -> Option<Setter> {
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(match tag {
            0 => Setter::Constant(Answer::read(field, &inner)),
            _ => Setter::Formula(Packed::unpack(&inner)?),
        })
    }
}

impl Slot {
    pub(super) fn pack(&self) -> Json {
        let set: Vec<(usize, Json)> = self.set.iter().map(|(rule, setter)| (*rule, setter.pack())).collect();
        Json::Array(vec![
            self.placed.pack(),
            self.group.pack(),
            self.required.pack(),
            self.readonly.pack(),
            self.unseen.pack(),
            self.reach.pack(),
            self.require.pack(),
            self.lock.pack(),
            self.options.pack(),
            self.cascade.pack(),
            set.pack(),
            self.origin.pack(),
            self.rows.pack(),
        ])
    }

    pub(super) fn unpack(json: &Json, field: &Arc<Field>, known: &Known<'_>) -> Option<Slot> {
        let mut parts = parts(json)?;
        Some(Slot {
            field: field.clone(),
            placed: parts.next()?,
            group: parts.next()?,
            required: parts.next()?,
            readonly: parts.next()?,
            unseen: parts.next()?,
            reach: parts.next()?,
            require: parts.next()?,
            lock: parts.next()?,
            options: parts.next()?,
            cascade: parts.next()?,
            set: {
                let set: Vec<(usize, Json)> = parts.next()?;
                let read = |(rule, json): (usize, Json)| Some((rule, Setter::unpack(&json, field)?));
                set.into_iter().map(read).collect::<Option<_>>()?
            },
            origin: Origin::unpack(parts.json()?, field, known)?,
            rows: parts.next()?,
        })
    }
}
