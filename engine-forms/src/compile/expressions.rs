//! Formulas, paths and conditions of a form, against the fields they ask for.

use engine_core::{
    entity::Entity,
    filter::{Filter, Path},
    formula::{self, FieldPath, Formula, Item, Type},
    issue::{Issue, Message},
    plan::{self, Column, Entities, Viewer, kind_type},
};

use super::Compiler;
use crate::form::{Origin, PARENT, Scope, Test, Use, When};

impl Compiler<'_> {
    /// A formula whose fields are known, or issues with the place of the fault in its text.
    pub(super) fn formula(&mut self, scope: usize, text: &str, at: &str) -> Option<Formula> {
        let parsed = match formula::parse(text) {
            Ok(parsed) => parsed,
            Err(found) => {
                self.issues.extend(found.iter().map(|issue| in_formula(issue, at)));
                return None;
            }
        };
        let types = |path: &FieldPath| self.field_type(scope, path);
        let (resolved, _, found) = parsed.resolve(&types);
        if !found.is_empty() {
            self.issues.extend(found.iter().map(|issue| in_formula(issue, at)));
            return None;
        }
        for path in resolved.depends().fields {
            self.note_column(scope, &path, at);
        }
        Some(resolved)
    }

    fn field_type(&self, scope: usize, path: &FieldPath) -> Option<Type> {
        let keys: Vec<&str> = path.keys().collect();
        let own = &self.scopes[scope].0;
        if let Some((PARENT, rest)) = keys.split_first().map(|(first, rest)| (*first, rest))
            && own.table.is_some()
            && !own.by_key.contains_key(PARENT)
        {
            return self.path_type(&self.scopes[0].0, rest);
        }
        self.path_type(own, &keys)
    }

    fn path_type(&self, scope: &Scope, keys: &[&str]) -> Option<Type> {
        let (first, rest) = keys.split_first()?;
        let slot = &scope.slots[*scope.by_key.get(*first)?];
        match (&slot.origin, rest) {
            (_, []) => single_type(&scope.entity, first),
            (Origin::Rows(rows), [column]) => {
                let found = single_type(&self.scopes[*rows].0.entity, column)?;
                Some(Type::list_of(if found.list { Item::Any } else { found.item }))
            }
            _ => {
                let path = Path::parse(&keys.join("."))?;
                let column = Column::resolve(self.entities, &scope.entity, &path).ok()?;
                if !column.part.is_empty() {
                    return Some(kind_type(column.compared()));
                }
                single_type(&column.entity, column.field.key.as_str())
            }
        }
    }

    /// Keeps the columns that a formula reads through links, so that evaluating finds them.
    fn note_column(&mut self, scope: usize, path: &FieldPath, at: &str) {
        let mut keys: Vec<&str> = path.keys().collect();
        let own = &self.scopes[scope].0;
        let of_record = own.table.is_some() && keys[0] == PARENT && !own.by_key.contains_key(PARENT);
        let scope = if of_record { 0 } else { scope };
        if of_record {
            keys.remove(0);
        }
        let rows = |slot: &usize| matches!(self.scopes[scope].0.slots[*slot].origin, Origin::Rows(_));
        if keys.len() < 2 || self.scopes[scope].0.by_key.get(keys[0]).is_some_and(rows) {
            return;
        }
        let text = keys.join(".");
        let entity = self.scopes[scope].0.entity.clone();
        let column = Path::parse(&text).and_then(|path| Column::resolve(self.entities, &entity, &path).ok());
        if let Some(column) = column {
            self.reach(&column, at);
            self.scopes[scope].0.columns.insert(text, column);
        }
    }

    /// A path through links.
    pub(super) fn column(&mut self, scope: usize, path: &Path, at: &str) -> Option<Column> {
        let entity = self.scopes[scope].0.entity.clone();
        match Column::resolve(self.entities, &entity, path) {
            Ok(column) => {
                // A field that stands for a path is read, too.
                let named =
                    path.0.first().and_then(|key| entity.field(key.as_str())).filter(|own| {
                        own.key != column.hops.first().map_or(&column.field, |hop| &hop.field).key
                    });
                if let Some(field) = named {
                    let (entity, field) = (entity.key.clone(), field.key.clone());
                    self.through_links.insert(Use { entity, field, pointer: at.to_owned() });
                }
                self.reach(&column, at);
                Some(column)
            }
            Err(refusal) => {
                self.issues.push(refusal.at(at));
                None
            }
        }
    }

    /// Keeps the entities that a column leads through, and which of their fields it reads.
    pub(super) fn reach(&mut self, column: &Column, at: &str) {
        for (i, hop) in column.hops.iter().enumerate() {
            let next = column.hops.get(i + 1).map_or(&column.field, |hop| &hop.field);
            let (entity, field) = (hop.target.key.clone(), next.key.clone());
            self.through_links.insert(Use { entity, field, pointer: at.to_owned() });
            self.reached.insert(hop.target.key.clone(), hop.target.clone());
        }
    }

    /// The condition of a rule or check: a filter, a formula, or neither.
    pub(super) fn when(
        &mut self,
        scope: usize,
        filter: (Option<&Filter>, &str),
        formula: Option<&str>,
        at: &str,
    ) -> Option<When> {
        match (filter, formula) {
            ((Some(_), name), Some(_)) => {
                self.issue(
                    "two_conditions",
                    at,
                    "条件和公式只能写一种",
                    format!("write either `{name}` or `formula`"),
                );
                None
            }
            ((Some(filter), name), None) => {
                let place = format!("{at}/{name}");
                let before = self.issues.len();
                let test = self.test(scope, filter, &place);
                (self.issues.len() == before).then_some(When::Filter(test))
            }
            (_, Some(text)) => self
                .formula(scope, text, &format!("{at}/formula"))
                .map(|formula| When::Formula(formula.into())),
            (_, None) => Some(When::Always),
        }
    }

    fn test(&mut self, scope: usize, filter: &Filter, at: &str) -> Test {
        let mut several = |list: &[Filter], word: &str| -> Vec<Test> {
            let inner = list.iter().enumerate();
            inner.map(|(i, filter)| self.test(scope, filter, &format!("{at}/{word}/{i}"))).collect()
        };
        match filter {
            Filter::And(all) => Test::And(several(all, "and")),
            Filter::Or(any) => Test::Or(several(any, "or")),
            Filter::Not(inner) => Test::Not(Box::new(self.test(scope, inner, &format!("{at}/not")))),
            Filter::Exists { .. } => {
                self.issue(
                    "exists_on_form",
                    at,
                    "表单里的条件不能查找其他记录，请改用汇总字段",
                    "a condition of a form does not look for other records; use a roll-up field",
                );
                Test::And(Vec::new())
            }
            Filter::Compare { field, op, value } => {
                let own = &self.scopes[scope].0;
                let of_record = own.table.is_some()
                    && field.0.len() > 1
                    && field.0[0].as_str() == PARENT
                    && !own.by_key.contains_key(PARENT);
                let path = if of_record { Path(field.0[1..].to_vec()) } else { field.clone() };
                let filter = Filter::Compare { field: path.clone(), op: *op, value: value.clone() };
                let entity = self.scopes[if of_record { 0 } else { scope }].0.entity.clone();
                match plan::resolve(self.entities, &entity, &filter, &nobody()) {
                    Ok(_) => drop(self.column(if of_record { 0 } else { scope }, &path, at)),
                    Err(found) => self.issues.extend(found.into_iter().map(|issue| issue.below(at))),
                }
                Test::Compare { of_record, filter }
            }
        }
    }
}

fn single_type(entity: &Entity, key: &str) -> Option<Type> {
    plan::types(entity)(&FieldPath::parse(key).ok()?)
}

/// Conditions are checked as nobody, at the beginning of time.
fn nobody() -> Viewer {
    let today = engine_core::moment::Date::constant(2000, 1, 1);
    Viewer {
        id: None,
        departments: Vec::new(),
        department_tree: Vec::new(),
        today,
        zone: engine_core::moment::TimeZone::UTC,
        now: engine_core::moment::Moment(0),
    }
}

fn in_formula(issue: &formula::FormulaIssue, at: &str) -> Issue {
    Issue {
        code: issue.code.into(),
        pointer: at.to_owned(),
        message: Message::new(
            format!("第 {} 个字符：{}", issue.start + 1, issue.message.chinese),
            format!("character {}: {}", issue.start + 1, issue.message.english),
        ),
    }
}

impl Entities for crate::form::CompiledForm {
    fn entity(&self, key: &str) -> Option<std::sync::Arc<Entity>> {
        let own = self.scopes.iter().find(|scope| scope.entity.key.as_str() == key);
        own.map(|scope| scope.entity.clone()).or_else(|| self.reached.get(key).cloned())
    }
}
