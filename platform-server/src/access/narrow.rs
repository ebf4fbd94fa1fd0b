//! Plan → plan that can only answer what its reader may see.
//!
//! Shape:  every column of the plan is checked along its whole path before anything runs, alike for no rows and many; the
//!         row rules of its own entity are joined to its condition, those of others ride along for the SQL.
//! Source: DESIGN §9; research H6–H8.

use std::collections::HashMap;

use engine_core::{
    entity::Mask,
    key::{EntityKey, FieldKey},
    plan::{AggregatePlan, Column, Comparison, Condition, Plan},
    policy::{Action, Right},
};

use super::{
    decide,
    permit::{ActionMarker, Denied, Permit},
};
use crate::records::sql::expression::Scopes;

/// A plan that was narrowed. Only this module makes one, and only one can be executed.
#[derive(Clone, Debug)]
pub struct Narrowed<P> {
    plan: P,
    scopes: Scopes,
    masks: Vec<(FieldKey, Mask)>,
    recheck: Option<Vec<Column>>,
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

    /// Fields of the entity itself that are shown masked.
    pub fn masks(&self) -> &[(FieldKey, Mask)] {
        &self.masks
    }

    /// When full text covers fields the reader may not search: the columns in which what was typed must be found.
    pub fn recheck(&self) -> Option<&[Column]> {
        self.recheck.as_deref()
    }
}

impl Narrowed<Plan> {
    /// The same plan over fewer records: without some numbers, and as things stand now.
    pub fn without(&self, numbers: &[i64]) -> Narrowed<Plan> {
        let mut narrowed = self.clone();
        narrowed.plan.as_of = None;
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
        for column in &plan.select {
            match self.path_right(column) {
                Right::Hidden => return Err(denied(column)),
                Right::Masked if column.hops.is_empty() => {
                    masks.push((column.field.key.clone(), column.field.mask.unwrap_or(Mask::All)));
                }
                Right::Masked => return Err(denied(column)),
                _ => {}
            }
        }
        for (column, _) in &plan.sort {
            self.readable(column)?;
        }
        self.condition_readable(&plan.condition)?;
        let recheck = if plan.search.is_some() { self.search_columns()? } else { None };
        let scopes = self.scopes(&plan.condition, plan.select.iter().chain(plan.sort.iter().map(|(c, _)| c)))?;
        plan.condition = self.inner.rows.clone().and(plan.condition);
        Ok(Narrowed { plan, scopes, masks, recheck })
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
        self.condition_readable(&plan.condition)?;
        let scopes = self.scopes(&plan.condition, columns.iter())?;
        plan.condition = self.inner.rows.clone().and(plan.condition);
        Ok(Narrowed { plan, scopes, masks: Vec::new(), recheck: None })
    }

    /// The row rules under which the caller may refer to records of another entity; `None` without the right to see any.
    ///
    /// # Errors
    /// When a role's own filter is wrong.
    pub fn target_rows(&self, entity: &str) -> Result<Option<Condition>, Denied> {
        self.rows_of(entity)
    }

    fn path_right(&self, column: &Column) -> Right {
        if column.hops.is_empty() && column.entity.key == self.inner.entity.entity.key {
            return self.right(column.field.key.as_str());
        }
        decide::path_right(&self.inner.snapshot, &self.inner.actor, column, 0)
    }

    /// Sorting, grouping and measuring need the value itself.
    fn readable(&self, column: &Column) -> Result<(), Denied> {
        if self.path_right(column) >= Right::Readonly { Ok(()) } else { Err(denied(column)) }
    }

    /// Filters need the value itself, too; a masked one may be matched exactly by who may unmask.
    fn condition_readable(&self, condition: &Condition) -> Result<(), Denied> {
        match condition {
            Condition::And(all) | Condition::Or(all) => all.iter().try_for_each(|c| self.condition_readable(c)),
            Condition::Not(inner) | Condition::Rule(inner) => self.condition_readable(inner),
            Condition::Test(test) => {
                let right = self.path_right(&test.column);
                let exact = matches!(test.comparison, Comparison::Eq(_));
                match right {
                    Right::Masked if exact && self.may_unmask() => Ok(()),
                    Right::Hidden | Right::Masked => Err(denied(&test.column)),
                    _ => Ok(()),
                }
            }
            Condition::Exists { entity, via, condition } => {
                let column = Column::own(entity, via);
                if self.path_right(&column) < Right::Readonly {
                    return Err(denied(&column));
                }
                self.condition_readable(condition)
            }
            Condition::True | Condition::False | Condition::Shared(_) | Condition::Except(_) => Ok(()),
        }
    }

    fn may_unmask(&self) -> bool {
        let policy = decide::policy(&self.inner.snapshot, &self.inner.actor, self.inner.entity.entity.key.as_str());
        !policy.scopes(Action::Unmask).is_empty()
    }

    /// `None` when the caller may read every field that full text covers.
    fn search_columns(&self) -> Result<Option<Vec<Column>>, Denied> {
        let entity = &self.inner.entity.entity;
        let searched: Vec<_> = entity.fields.values().filter(|f| f.search).collect();
        let allowed: Vec<Column> = searched
            .iter()
            .filter(|f| self.right(f.key.as_str()) >= Right::Readonly)
            .map(|f| Column::own(entity, f))
            .collect();
        Ok((allowed.len() < searched.len()).then_some(allowed))
    }

    fn scopes<'c>(&self, condition: &Condition, columns: impl Iterator<Item = &'c Column>) -> Result<Scopes, Denied> {
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
            Condition::And(all) | Condition::Or(all) => all.iter().try_for_each(|c| self.scopes_of(c, scopes)),
            Condition::Not(inner) => self.scopes_of(inner, scopes),
            Condition::Test(test) => self.hop_scopes(&test.column, scopes),
            Condition::Exists { entity, condition, .. } => {
                self.scope(&entity.key, scopes)?;
                self.scopes_of(condition, scopes)
            }
            Condition::True | Condition::False | Condition::Shared(_) | Condition::Rule(_) | Condition::Except(_) => Ok(()),
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
            own.chain(inner.actor.departments.iter().copied()).chain(inner.actor.teams.iter().copied()).collect()
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
