//! Plan → plan that can only answer what its reader may see.
//!
//! Shape:  every column of the plan is checked along its whole path before anything runs, alike for no rows and many; the
//!         row rules of its own entity are joined to its condition, those of others ride along for the SQL.
//! Source: DESIGN §9: what is hidden cannot be asked about, grouped by or searched, either.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    filter::{Filter, Path},
    key::{EntityKey, FieldKey},
    plan::{self, AggregatePlan, Column, Comparison, Condition, Entities as _, Plan, Test},
    policy::{Action, Right},
};

use super::{
    decide,
    permit::{ActionMarker, Denied, Granted, Permit},
};
use crate::{identity::Via, records::sql::expression::Scopes};

/// Words of a search beyond these are not looked for when some of its fields are withheld.
const MOST_TERMS: usize = 16;

/// A plan that was narrowed. Only this module makes one, and only one can be executed.
#[derive(Clone, Debug)]
pub struct Narrowed<P> {
    plan: P,
    scopes: Scopes,
    masks: Vec<(FieldKey, Arc<Field>)>,
}

impl<P> Narrowed<P> {
    /// The plan.
    pub fn plan(&self) -> &P {
        &self.plan
    }

    /// Row rules of other entities.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Fields that are shown masked, by the key they, or a part of them, are shown under.
    pub fn masks(&self) -> &[(FieldKey, Arc<Field>)] {
        &self.masks
    }
}

impl Narrowed<Plan> {
    /// The same plan over fewer records: without some numbers, and as things stand now. What it is sorted by is read, too,
    /// so that others can be sorted in.
    pub fn without(&self, numbers: &[i64]) -> Narrowed<Plan> {
        let mut narrowed = self.clone();
        let plan = &mut narrowed.plan;
        plan.as_of = None;
        for (column, _) in &plan.sort {
            let field = &column.field;
            if !plan.select.iter().any(|c| c.field.key == field.key && c.part.is_empty() && c.hops.is_empty())
            {
                plan.select.push(Column::own(&plan.entity, field));
                if !plan.labels.is_empty() {
                    plan.labels.push(field.key.clone());
                }
            }
        }
        if !numbers.is_empty() {
            narrowed.plan.condition = narrowed.plan.condition.and(Condition::Except(numbers.to_vec()));
        }
        narrowed
    }
}

impl<A: ActionMarker> Permit<A> {
    /// Narrows a list.
    ///
    /// # Errors
    /// When a column may not be used so.
    pub fn narrow(&self, mut plan: Plan) -> Result<Narrowed<Plan>, Denied> {
        let mut masks = Vec::new();
        for (i, column) in plan.select.iter().enumerate() {
            match self.path_right(column) {
                Right::Hidden => return Err(denied(column)),
                Right::Masked if column.hops.is_empty() || column.lookup.is_some() => {
                    let shown_as = plan.labels.get(i).unwrap_or(&column.field.key).clone();
                    masks.push((shown_as, column.field.clone()));
                }
                Right::Masked => return Err(denied(column)),
                _ => {}
            }
        }
        for (column, _) in &plan.sort {
            self.readable(column)?;
        }
        plan.condition = self.readable_condition(plan.condition)?;
        if let Some(found) = plan.search.as_deref().and_then(|typed| self.searched(typed)) {
            plan.condition = plan.condition.and(found);
            plan.search = None;
        }
        let scopes =
            self.scopes(&plan.condition, plan.select.iter().chain(plan.sort.iter().map(|(c, _)| c)))?;
        plan.condition = self.inner.rows.clone().and(plan.condition);
        Ok(Narrowed { plan, scopes, masks })
    }

    /// Narrows an aggregate.
    ///
    /// # Errors
    /// When a column may not be used so.
    pub fn narrow_aggregate(&self, mut plan: AggregatePlan) -> Result<Narrowed<AggregatePlan>, Denied> {
        let measured = plan.measures.iter().filter_map(|(_, c)| c.as_ref());
        let columns: Vec<Column> = plan.group_by.iter().chain(measured).cloned().collect();
        for column in &columns {
            self.readable(column)?;
        }
        plan.condition = self.readable_condition(plan.condition)?;
        let scopes = self.scopes(&plan.condition, columns.iter())?;
        plan.condition = self.inner.rows.clone().and(plan.condition);
        Ok(Narrowed { plan, scopes, masks: Vec::new() })
    }

    /// The row rules under which the caller may refer to records of another entity; `None` without the right to see any.
    ///
    /// # Errors
    /// When a role's own filter is wrong.
    pub fn target_rows(&self, entity: &str) -> Result<Option<Condition>, Denied> {
        // Nobody outside names a record: what a public form links to its author decided.
        if matches!(self.inner.actor.via, Via::Form(_)) {
            return Ok(Some(Condition::True));
        }
        self.rows_of(entity)
    }

    /// Refuses a hidden field by name, before anything is said about its kind.
    ///
    /// # Errors
    /// When some field along the path is hidden.
    pub fn may_name(&self, path: &Path) -> Result<(), Denied> {
        self.may_name_from(&self.inner.entity.entity, path)
    }

    /// The same for every field that a filter names.
    ///
    /// # Errors
    /// As [`may_name`](Self::may_name).
    pub fn may_ask(&self, filter: &Filter) -> Result<(), Denied> {
        self.may_ask_from(&self.inner.entity.entity, filter)
    }

    /// Whether a path may be shown, whole or masked.
    pub fn shows(&self, path: &str) -> bool {
        self.resolved(path).is_some_and(|column| match self.path_right(&column) {
            Right::Hidden => false,
            Right::Masked => column.hops.is_empty() || column.lookup.is_some(),
            Right::Readonly | Right::Editable => true,
        })
    }

    /// Whether one may sort by a path.
    pub fn sorts(&self, path: &str) -> bool {
        self.resolved(path).is_some_and(|column| self.path_right(&column) >= Right::Readonly)
    }

    /// Whether one may filter so.
    pub fn filters(&self, filter: &Filter) -> bool {
        let resolved = plan::resolve(
            self.inner.snapshot.as_ref(),
            &self.inner.entity.entity,
            filter,
            &self.inner.viewer,
        );
        resolved.is_ok_and(|condition| self.readable_condition(condition).is_ok())
    }

    fn resolved(&self, path: &str) -> Option<Column> {
        Column::resolve(self.inner.snapshot.as_ref(), &self.inner.entity.entity, &Path::parse(path)?).ok()
    }

    fn may_name_from(&self, entity: &Arc<Entity>, path: &Path) -> Result<(), Denied> {
        for length in 1..=path.0.len() {
            let start = Path(path.0[..length].to_vec());
            match Column::resolve(self.inner.snapshot.as_ref(), entity, &start) {
                Ok(column) if self.path_right(&column) == Right::Hidden => {
                    return Err(Denied::Field(path.to_string()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn may_ask_from(&self, entity: &Arc<Entity>, filter: &Filter) -> Result<(), Denied> {
        match filter {
            Filter::And(all) | Filter::Or(all) => all.iter().try_for_each(|f| self.may_ask_from(entity, f)),
            Filter::Not(inner) => self.may_ask_from(entity, inner),
            Filter::Compare { field, .. } => self.may_name_from(entity, field),
            Filter::Exists { entity, via, filter } => match self.inner.snapshot.entity(entity.as_str()) {
                Some(other) => {
                    self.may_name_from(&other, &Path(vec![via.clone()]))?;
                    self.may_ask_from(&other, filter)
                }
                None => Ok(()),
            },
        }
    }

    fn path_right(&self, column: &Column) -> Right {
        let Granted { snapshot, actor, entity: own, .. } = self.inner.as_ref();
        match &column.lookup {
            Some((entity, field)) if entity.key == own.entity.key => return self.right(field.key.as_str()),
            Some((entity, field)) => {
                let policy = decide::policy(snapshot, actor, entity.key.as_str());
                let seen = !policy.scopes(Action::View).is_empty();
                let right = decide::field_right(snapshot, actor, entity, &policy, field, 0);
                return if seen { right } else { Right::Hidden };
            }
            None => {}
        }
        if column.hops.is_empty() && column.entity.key == own.entity.key {
            return self.right(column.field.key.as_str());
        }
        decide::path_right(snapshot, actor, column, 0)
    }

    /// Sorting, grouping and measuring need the value itself.
    fn readable(&self, column: &Column) -> Result<(), Denied> {
        if self.path_right(column) >= Right::Readonly { Ok(()) } else { Err(denied(column)) }
    }

    /// Filters need the value itself, too; a masked one may be matched exactly where the caller may unmask it.
    fn readable_condition(&self, condition: Condition) -> Result<Condition, Denied> {
        let all = |list: Vec<Condition>| {
            list.into_iter().map(|c| self.readable_condition(c)).collect::<Result<_, _>>()
        };
        Ok(match condition {
            Condition::And(list) => Condition::And(all(list)?),
            Condition::Or(list) => Condition::Or(all(list)?),
            Condition::Not(inner) => Condition::Not(Box::new(self.readable_condition(*inner)?)),
            Condition::Rule(inner) => Condition::Rule(Box::new(self.readable_condition(*inner)?)),
            Condition::Test(test) => match self.path_right(&test.column) {
                Right::Hidden => return Err(denied(&test.column)),
                Right::Masked => self.unmaskable(test)?,
                Right::Readonly | Right::Editable => Condition::Test(test),
            },
            Condition::Exists { entity, via, condition } => {
                self.readable(&Column::own(&entity, &via))?;
                Condition::Exists { entity, via, condition: Box::new(self.readable_condition(*condition)?) }
            }
            other @ (Condition::True | Condition::False | Condition::Shared(_) | Condition::Except(_)) => {
                other
            }
        })
    }

    /// An exact match of a masked field, among the records that the caller may unmask. What a field is computed from may
    /// lie in other entities, so a computed one is not matched.
    fn unmaskable(&self, test: Test) -> Result<Condition, Denied> {
        let Granted { snapshot, actor, entity, viewer, .. } = self.inner.as_ref();
        let computed = test.column.field.kind.rules().computed();
        let own = test.column.hops.is_empty() && test.column.entity.key == entity.entity.key && !computed;
        if !own || !matches!(test.comparison, Comparison::Eq(_)) {
            return Err(denied(&test.column));
        }
        let policy = decide::policy(snapshot, actor, entity.entity.key.as_str());
        let rows = decide::rows(snapshot, &entity.entity, &policy, Action::Unmask, viewer, None);
        match rows.map_err(Denied::Issues)? {
            Some(rows) => Ok(Condition::Test(test).and(rows)),
            None => Err(denied(&test.column)),
        }
    }

    /// Where full text covers fields the caller may not search, what stands for it: each word in one of the others. Full
    /// text is not asked at all then, not even beside: that it finds a record would tell of the fields withheld.
    fn searched(&self, typed: &str) -> Option<Condition> {
        let entity = &self.inner.entity.entity;
        let (allowed, withheld): (Vec<_>, Vec<_>) = entity
            .fields
            .values()
            .filter(|f| f.search)
            .partition(|f| self.right(f.key.as_str()) >= Right::Readonly);
        let in_one_of = |term: &str| {
            let part = engine_core::text::fold(term);
            allowed.iter().fold(Condition::False, |any, field| {
                let column = Column::own(entity, field);
                any.or(Condition::Test(Test { column, comparison: Comparison::Contains(part.clone()) }))
            })
        };
        let terms = typed.split_whitespace().take(MOST_TERMS).map(in_one_of);
        let nothing = if typed.trim().is_empty() { Condition::False } else { Condition::True };
        (!withheld.is_empty()).then(|| terms.fold(nothing, Condition::and))
    }

    fn scopes<'c>(
        &self,
        condition: &Condition,
        columns: impl Iterator<Item = &'c Column>,
    ) -> Result<Scopes, Denied> {
        let mut scopes: Scopes = HashMap::new();
        for column in columns {
            self.hop_scopes(column, &mut scopes)?;
        }
        self.scopes_of(condition, &mut scopes)?;
        Ok(scopes)
    }

    /// Collects the row rules of every entity a condition reaches.
    fn scopes_of(&self, condition: &Condition, scopes: &mut Scopes) -> Result<(), Denied> {
        match condition {
            Condition::And(all) | Condition::Or(all) => {
                all.iter().try_for_each(|c| self.scopes_of(c, scopes))
            }
            Condition::Not(inner) => self.scopes_of(inner, scopes),
            Condition::Test(test) => self.hop_scopes(&test.column, scopes),
            Condition::Exists { entity, condition, .. } => {
                self.scope(&entity.key, scopes)?;
                self.scopes_of(condition, scopes)
            }
            Condition::True
            | Condition::False
            | Condition::Shared(_)
            | Condition::Rule(_)
            | Condition::Except(_) => Ok(()),
        }
    }

    fn hop_scopes(&self, column: &Column, scopes: &mut Scopes) -> Result<(), Denied> {
        column.hops.iter().try_for_each(|hop| self.scope(&hop.target.key, scopes))
    }

    fn scope(&self, entity: &EntityKey, scopes: &mut Scopes) -> Result<(), Denied> {
        if scopes.contains_key(entity) {
            return Ok(());
        }
        let rows = self.rows_of(entity.as_str())?.unwrap_or(Condition::False);
        if !matches!(rows, Condition::True) {
            scopes.insert(entity.clone(), rows);
        }
        Ok(())
    }

    fn rows_of(&self, entity: &str) -> Result<Option<Condition>, Denied> {
        let inner = &self.inner;
        if entity == inner.entity.entity.key.as_str() {
            return Ok(Some(inner.visible.clone()));
        }
        let Some(compiled) = inner.snapshot.compiled(entity) else { return Ok(None) };
        let policy = decide::policy(&inner.snapshot, &inner.actor, entity);
        let principals = inner.actor.user().map(|id| {
            let own = std::iter::once(id);
            own.chain(inner.actor.departments.iter().copied())
                .chain(inner.actor.teams.iter().copied())
                .collect()
        });
        decide::rows(&inner.snapshot, &compiled.entity, &policy, Action::View, &inner.viewer, principals)
            .map_err(Denied::Issues)
    }
}

fn denied(column: &Column) -> Denied {
    let mut path: Vec<&str> = column.hops.iter().map(|h| h.field.key.as_str()).collect();
    path.push(column.field.key.as_str());
    Denied::Field(path.join("."))
}
