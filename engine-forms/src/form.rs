//! A form ready to evaluate.
//!
//! Shape:  scopes (the record, and one for the rows of each sub-table), each with slots (its fields), rules and checks;
//!         and the order in which everything is computed.
//! Units:  indices: a scope in `scopes`, a slot in its scope's `slots`, a rule in its scope's `rules`.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    filter::Filter,
    formula::Formula,
    key::{EntityKey, FieldKey, SYSTEM_FIELDS},
    plan::Column,
};
use serde_json::Value as Json;

use crate::{
    answers::Answer,
    definition::{FormDocument, Hidden},
    graph::Order,
};

/// The word before fields of the record that a row belongs to.
pub(crate) const PARENT: &str = "parent";

/// A form ready to evaluate.
#[derive(Clone, Debug)]
pub struct CompiledForm {
    /// As written.
    pub document: FormDocument,
    /// Whose records it makes and changes.
    pub entity: Arc<Entity>,
    /// The record first, then the rows of each sub-table.
    pub(crate) scopes: Vec<Scope>,
    /// Blocks that rules may show or hide, parents before children.
    pub(crate) groups: Vec<Group>,
    /// Everything that is computed, each after what it reads.
    pub(crate) order: Order,
    /// Entities that links lead to.
    pub(crate) reached: HashMap<EntityKey, Arc<Entity>>,
    /// Every field that the form has or reads.
    pub uses: Vec<Use>,
}

impl CompiledForm {
    /// What of the form holds on every write of its entity, through whatever door: rules, checks, what is asked for and
    /// where values come from. What only says how it is filled in by hand is left out: which fields it has, what is
    /// locked or unseen whatever the values, and whether rows come and go.
    #[must_use]
    pub fn held(mut self) -> CompiledForm {
        for slot in self.scopes.iter_mut().flat_map(|scope| &mut scope.slots) {
            let given = matches!(slot.origin, Origin::Given { .. } | Origin::Rows(_));
            slot.placed |= given && !SYSTEM_FIELDS.contains(&slot.field.key.as_str());
            (slot.readonly, slot.unseen) = (false, false);
            let bounds = slot.rows.take().unwrap_or_default();
            slot.rows = Some(RowBounds { add: true, remove: true, ..bounds });
        }
        self
    }

    /// Whether the form asks for a field of the record.
    pub fn takes(&self, key: &FieldKey) -> bool {
        let slot = self.scopes[0].by_key.get(key).map(|slot| &self.scopes[0].slots[*slot]);
        slot.is_some_and(|slot| slot.placed && matches!(slot.origin, Origin::Given { .. } | Origin::Rows(_)))
    }

    /// A value of the record as it is written: rows without what is computed in them.
    pub fn written(&self, key: &str, json: &Json) -> Json {
        let rows = self.tables().find(|(table, _)| table.as_str() == key).map(|(_, rows)| rows);
        let (Some(rows), Json::Array(told)) = (rows, json) else { return json.clone() };
        let computed = |name: &str| rows.own_field(name).is_some_and(|field| field.kind.values().computed());
        let row = |row: &Json| {
            let cells = row.as_object().into_iter().flatten().filter(|(name, _)| !computed(name));
            Json::Object(cells.map(|(name, cell)| (name.clone(), cell.clone())).collect())
        };
        told.iter().map(row).collect()
    }

    /// Every formula that evaluating may compute.
    pub(crate) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.scopes.iter().flat_map(|scope| {
            let rules = scope.rules.iter().map(|rule| &rule.when);
            let conditions = rules.chain(scope.checks.iter().map(|check| &check.must));
            let conditions = conditions.filter_map(|when| match when {
                When::Formula(formula) => Some(formula.as_ref()),
                When::Always | When::Filter(_) => None,
            });
            let values = scope.slots.iter().filter_map(|slot| match &slot.origin {
                Origin::Given { formula, .. } => formula.as_ref(),
                Origin::Computed(formula) => Some(formula),
                Origin::Looked(_) | Origin::Stored | Origin::Rows(_) => None,
            });
            let set = scope.slots.iter().flat_map(|slot| &slot.set).filter_map(|(_, setter)| match setter {
                Setter::Formula(formula) => Some(formula),
                Setter::Constant(_) => None,
            });
            conditions.chain(values).chain(set)
        })
    }
}

/// A field that a form has or reads, and where it says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Whose field.
    pub entity: EntityKey,
    /// The field.
    pub field: FieldKey,
    /// A pointer into the form.
    pub pointer: String,
}

impl CompiledForm {
    /// The fields of an entity that the form reads through links.
    pub fn linked_fields<'a>(&'a self, entity: &'a EntityKey) -> impl Iterator<Item = &'a FieldKey> + 'a {
        let read = self.uses.iter().filter(|used| used.entity == *entity).map(|used| &used.field);
        let fields: std::collections::BTreeSet<&FieldKey> = read.collect();
        fields.into_iter()
    }

    /// What the form has: fields by key and columns as `items.price`, each with whether a person sees it.
    pub fn on_form(&self) -> impl Iterator<Item = (String, bool)> + '_ {
        self.scopes.iter().flat_map(|scope| {
            let table = scope.table.map(|table| &self.scopes[0].slots[table]);
            let placed = scope.slots.iter().filter(|slot| slot.placed);
            placed.map(move |slot| match table {
                Some(table) => (
                    format!("{}.{}", table.field.key, slot.field.key),
                    !slot.unseen && table.placed && !table.unseen,
                ),
                None => (slot.field.key.to_string(), !slot.unseen),
            })
        })
    }

    /// The sub-tables of the entity with their rows' fields.
    pub fn tables(&self) -> impl Iterator<Item = (&FieldKey, &Arc<Entity>)> + '_ {
        self.scopes[1..].iter().filter_map(|scope| {
            let table = scope.table?;
            Some((&self.scopes[0].slots[table].field.key, &scope.entity))
        })
    }
}

/// The fields of a record, or of the rows of a sub-table.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) entity: Arc<Entity>,
    /// The slot of the sub-table in the record's scope; absent for the record itself.
    pub(crate) table: Option<usize>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) by_key: HashMap<FieldKey, usize>,
    /// What formulas read through links, by path.
    pub(crate) columns: HashMap<String, Column>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) checks: Vec<Check>,
}

impl Scope {
    /// Every field of an entity as a slot; the form then says which of them it has.
    pub(crate) fn new(entity: &Arc<Entity>, table: Option<usize>) -> Scope {
        let own = entity.fields.values().cloned();
        let system = SYSTEM_FIELDS.iter().filter_map(|key| entity.field(key).cloned());
        let slots: Vec<Slot> = own.chain(system).map(|field| Slot::new(entity, field)).collect();
        let by_key = slots.iter().enumerate().map(|(i, slot)| (slot.field.key.clone(), i)).collect();
        Scope {
            entity: entity.clone(),
            table,
            slots,
            by_key,
            columns: HashMap::new(),
            rules: Vec::new(),
            checks: Vec::new(),
        }
    }
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) field: Arc<Field>,
    /// Whether the form has it; others only lend their values.
    pub(crate) placed: bool,
    /// The block it lies in.
    pub(crate) group: Option<usize>,
    pub(crate) required: bool,
    pub(crate) readonly: bool,
    /// Carried along unseen.
    pub(crate) unseen: bool,
    pub(crate) reach: Reach,
    pub(crate) require: Vec<usize>,
    pub(crate) lock: Vec<usize>,
    pub(crate) options: Vec<(usize, Vec<String>)>,
    pub(crate) cascade: Option<(usize, indexmap::IndexMap<String, Vec<String>>)>,
    pub(crate) set: Vec<(usize, Setter)>,
    pub(crate) origin: Origin,
    /// Fewest and most rows, and whether they may be added and taken away.
    pub(crate) rows: Option<RowBounds>,
}

impl Slot {
    /// A field that no form has yet.
    fn new(entity: &Arc<Entity>, field: Arc<Field>) -> Slot {
        let default = field.default.as_ref().map(|json| Answer::read(&field, json));
        let asked = entity.own_field(field.key.as_str()).is_some() || field.key.as_str() == "owner_id";
        let origin = if asked && !field.kind.values().computed() {
            Origin::Given { default, formula: None, fill: None }
        } else {
            Origin::Stored
        };
        Slot {
            required: field.required,
            field,
            placed: false,
            group: None,
            readonly: false,
            unseen: false,
            reach: Reach::default(),
            require: Vec::new(),
            lock: Vec::new(),
            options: Vec::new(),
            cascade: None,
            set: Vec::new(),
            origin,
            rows: None,
        }
    }
}

/// Rules that show or hide something, each with what it does to values while they are hidden.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) show: Vec<(usize, Hidden)>,
    pub(crate) hide: Vec<(usize, Hidden)>,
}

impl Reach {
    /// Whether any rule shows or hides.
    pub(crate) fn any(&self) -> bool {
        !self.show.is_empty() || !self.hide.is_empty()
    }

    /// Every rule that shows or hides.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &(usize, Hidden)> {
        self.show.iter().chain(&self.hide)
    }
}

/// Bounds of a sub-table on a form.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowBounds {
    pub(crate) least: Option<u32>,
    pub(crate) most: Option<u32>,
    pub(crate) add: bool,
    pub(crate) remove: bool,
}

/// A block that rules may show, hide or lock.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) key: FieldKey,
    pub(crate) parent: Option<usize>,
    pub(crate) reach: Reach,
    pub(crate) lock: Vec<usize>,
}

/// Where a value comes from while nobody has given one.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A person gives it.
    Given { default: Option<Arc<Answer>>, formula: Option<Formula>, fill: Option<Column> },
    /// A formula of the entity.
    Computed(Formula),
    /// A field of a linked record.
    Looked(Column),
    /// The system: as the stored record has it.
    Stored,
    /// The rows of this scope.
    Rows(usize),
}

/// What a rule gives.
#[derive(Clone, Debug)]
pub(crate) enum Setter {
    Constant(Arc<Answer>),
    Formula(Formula),
}

/// A rule whose condition is known.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) when: When,
}

/// A check whose condition is known.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) must: When,
    pub(crate) message: engine_core::labels::Labels,
    pub(crate) fields: Vec<usize>,
}

/// A condition of a form.
#[derive(Clone, Debug)]
pub(crate) enum When {
    Always,
    Filter(Test),
    Formula(Arc<Formula>),
}

/// A filter taken apart, so that each comparison knows whose field it asks for.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    /// A comparison of a field of the scope itself, or, where `of_record`, of the record that a row belongs to.
    Compare {
        of_record: bool,
        filter: Filter,
    },
}
