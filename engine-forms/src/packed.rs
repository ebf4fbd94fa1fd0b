//! A compiled form as it travels to a page: nothing is parsed, checked or ordered there again.
//!
//! Shape:  entities, then the form's parts as lists ([`engine_core::packed`]); columns through links go by their paths,
//!         the order with the places of who reads each node behind it.
//! Errors: a form of another [`FORMAT`] is none.
//! Source: docs/adr/0016-give-the-page-a-compiled-form.md.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    filter::{Filter, Path},
    key::EntityKey,
    labels::Labels,
    packed,
    packed::{FORMAT, Packed, parts},
    plan::{Column, Entities},
};
use serde_json::Value as Json;

use crate::{
    answers::Answer,
    definition::{FormDocument, Hidden, Rights},
    form::{Check, CompiledForm, Group, Origin, Reach, RowBounds, Rule, Scope, Setter, Slot, Test, When},
    graph::{Breadth, Node, Order},
};

packed!(Reach { show, hide });
packed!(RowBounds { least, most, add, remove });
packed!(Group { key, parent, reach, lock });
packed!(Rule { when });
packed!(Check { must, message, fields });

impl Packed for Hidden {
    fn pack(&self) -> Json {
        (*self as usize).pack()
    }

    fn unpack(json: &Json) -> Option<Hidden> {
        [Hidden::Keep, Hidden::Clear, Hidden::ClearAtOnce].get(usize::unpack(json)?).copied()
    }
}

impl Packed for When {
    fn pack(&self) -> Json {
        match self {
            When::Always => Json::Null,
            When::Filter(test) => (0_usize, test.pack()).pack(),
            When::Formula(formula) => (1_usize, formula.pack()).pack(),
        }
    }

    fn unpack(json: &Json) -> Option<When> {
        if json.is_null() {
            return Some(When::Always);
        }
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(if tag == 0 {
            When::Filter(Test::unpack(&inner)?)
        } else {
            When::Formula(Packed::unpack(&inner)?)
        })
    }
}

impl Packed for Test {
    fn pack(&self) -> Json {
        let several = |tag: usize, list: &Vec<Test>| (tag, list.pack()).pack();
        match self {
            Test::And(all) => several(0, all),
            Test::Or(any) => several(1, any),
            Test::Not(inner) => (2_usize, inner.pack()).pack(),
            Test::Compare { of_record, filter: Filter::Compare { field, op, value } } => {
                let compared = (field.to_string(), (*op, value.clone()));
                (3 + usize::from(*of_record), compared.pack()).pack()
            }
            // A comparison holds nothing else.
            Test::Compare { .. } => Json::Null,
        }
    }

    fn unpack(json: &Json) -> Option<Test> {
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(match tag {
            0 => Test::And(Packed::unpack(&inner)?),
            1 => Test::Or(Packed::unpack(&inner)?),
            2 => Test::Not(Box::new(Test::unpack(&inner)?)),
            _ => {
                let (path, (op, value)): (String, _) = Packed::unpack(&inner)?;
                let filter = Filter::Compare { field: Path::parse(&path)?, op, value };
                Test::Compare { of_record: tag == 4, filter }
            }
        })
    }
}

/// The path of a column, which leads to it again.
fn path(column: &Column) -> String {
    let mut keys: Vec<&str> = column.hops.iter().map(|hop| hop.field.key.as_str()).collect();
    keys.push(column.field.key.as_str());
    keys.extend(column.part.strip_prefix("__"));
    keys.join(".")
}

/// Where fields and columns are found again.
struct Known<'a> {
    entities: &'a Travelled,
    entity: &'a Arc<Entity>,
}

impl Known<'_> {
    fn column(&self, path: &str) -> Option<Column> {
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
    fn pack(&self) -> Json {
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

    fn unpack(json: &Json, field: &Arc<Field>, known: &Known<'_>) -> Option<Slot> {
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

impl Scope {
    fn pack(&self) -> Json {
        let slots = self.slots.iter().map(Slot::pack).collect();
        let mut columns: Vec<String> = self.columns.keys().cloned().collect();
        columns.sort_unstable();
        let (entity, table) = (self.entity.key.pack(), self.table.pack());
        Json::Array(vec![entity, table, slots, columns.pack(), self.rules.pack(), self.checks.pack()])
    }

    fn unpack(json: &Json, entities: &Travelled) -> Option<Scope> {
        let mut parts = parts(json)?;
        let entity = entities.entity(parts.json()?.as_str()?)?;
        let mut scope = Scope::new(&entity, parts.next()?);
        let known = Known { entities, entity: &entity };
        let slots = parts.json()?.as_array()?.iter().zip(&scope.slots);
        scope.slots =
            slots.map(|(json, slot)| Slot::unpack(json, &slot.field, &known)).collect::<Option<_>>()?;
        let columns: Vec<String> = parts.next()?;
        let column = |path: String| known.column(&path).map(|column| (path, column));
        scope.columns = columns.into_iter().map(column).collect::<Option<_>>()?;
        scope.rules = parts.next()?;
        scope.checks = parts.next()?;
        Some(scope)
    }
}

impl Node {
    fn parts(self) -> [usize; 3] {
        match self {
            Node::Holds { scope, rule } => [0, scope, rule],
            Node::Shown { group } => [1, 0, group],
            Node::State { scope, slot } => [2, scope, slot],
            Node::Value { scope, slot } => [3, scope, slot],
            Node::Check { scope, check } => [4, scope, check],
            Node::Told { scope, slot } => [5, scope, slot],
        }
    }

    fn of_parts(tag: usize, scope: usize, at: usize) -> Node {
        match tag {
            0 => Node::Holds { scope, rule: at },
            1 => Node::Shown { group: at },
            2 => Node::State { scope, slot: at },
            3 => Node::Value { scope, slot: at },
            4 => Node::Check { scope, check: at },
            _ => Node::Told { scope, slot: at },
        }
    }
}

/// How many places one reader takes: the breadth is told with its place.
const BREADTHS: [Breadth; 3] = [Breadth::NewRows, Breadth::SameRow, Breadth::EveryRow];

impl Packed for Order {
    fn pack(&self) -> Json {
        let node = |(node, readers): (&Node, &Vec<(usize, Breadth)>)| {
            let readers = readers.iter().map(|(at, breadth)| at * BREADTHS.len() + *breadth as usize);
            node.parts().into_iter().chain(readers).collect::<Vec<usize>>().pack()
        };
        self.nodes.iter().zip(&self.readers).map(node).collect()
    }

    fn unpack(json: &Json) -> Option<Order> {
        let (mut nodes, mut readers) = (Vec::new(), Vec::new());
        for json in json.as_array()? {
            let numbers: Vec<usize> = Packed::unpack(json)?;
            let [tag, scope, at, read @ ..] = &numbers[..] else { return None };
            nodes.push(Node::of_parts(*tag, *scope, *at));
            readers.push(read.iter().map(|n| (n / BREADTHS.len(), BREADTHS[n % BREADTHS.len()])).collect());
        }
        Some(Order::new(nodes, readers))
    }
}

impl CompiledForm {
    /// As JSON that [`CompiledForm::unpack`] reads.
    pub(crate) fn pack(&self) -> Json {
        let own = self.scopes.iter().map(|scope| &scope.entity);
        let mut entities: Vec<&Arc<Entity>> = own.chain(self.reached.values()).collect();
        entities.sort_by(|a, b| a.key.cmp(&b.key));
        entities.dedup_by(|a, b| a.key == b.key);
        Json::Array(vec![
            FORMAT.pack(),
            self.document.key.as_str().to_owned().pack(),
            entities.into_iter().map(Packed::pack).collect(),
            self.scopes.iter().map(Scope::pack).collect(),
            self.groups.pack(),
            self.order.pack(),
        ])
    }

    /// A form that was packed; it knows nothing of its layout and of what people read.
    pub fn unpack(json: &Json) -> Option<CompiledForm> {
        let mut parts = parts(json)?;
        if parts.next::<u32>()? != FORMAT {
            return None;
        }
        let key: String = parts.next()?;
        let entities: Vec<Arc<Entity>> = parts.next()?;
        let entities = Travelled(entities.into_iter().map(|entity| (entity.key.clone(), entity)).collect());
        let scopes = parts.json()?.as_array()?.iter().map(|json| Scope::unpack(json, &entities));
        let scopes: Vec<Scope> = scopes.collect::<Option<_>>()?;
        let entity = scopes.first()?.entity.clone();
        Some(CompiledForm {
            document: nothing_said(&key, &entity.key)?,
            entity,
            scopes,
            groups: parts.next()?,
            order: parts.next()?,
            reached: entities.0,
            uses: Vec::new(),
        })
    }
}

fn nothing_said(key: &str, entity: &EntityKey) -> Option<FormDocument> {
    Some(FormDocument {
        format: 1,
        key: engine_core::key::DefinitionKey::parse(key).ok()?,
        app: None,
        entity: entity.clone(),
        labels: Labels::default(),
        description: Labels::default(),
        main: false,
        creates: true,
        layout: Vec::new(),
        rules: Vec::new(),
        checks: Vec::new(),
        rights: Rights::default(),
        submit: Labels::default(),
        public: None,
    })
}

/// Entities by key.
pub(crate) struct Travelled(pub(crate) HashMap<EntityKey, Arc<Entity>>);

impl Entities for Travelled {
    fn entity(&self, key: &str) -> Option<Arc<Entity>> {
        self.0.get(key).cloned()
    }
}
