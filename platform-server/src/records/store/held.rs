//! What an entity's main form says of a write, through whatever door it comes.
//!
//! Shape:  inputs and what is stored → inputs with what the form's rules give them, and issues per input.
//! Errors: issues as the form would tell them; one that the stored record had before is not held against a change.
//! Source: docs/spec/forms.md §6.

use std::collections::{BTreeMap, BTreeSet};

use engine_core::{
    issue::Issue,
    key::EntityKey,
    kinds::ColumnType,
    plan::{Column, Comparison, Condition, Test},
    value::Value,
};
use engine_forms::{CompiledForm, Context, Evaluation, Known, Linked, answers::Answers, evaluate};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{Input, Store, StoreError, compute, load, update::merge_rows};
use crate::{
    access::{ActionMarker, Permit, Purpose, internal},
    catalog::Compiled,
    records::{
        names,
        record::{Record, value_to_json},
        sql::{Lowering, Statement, expression::Scopes},
    },
};

/// Longest chain of links that is followed.
const MOST_ROUNDS: usize = 6;

/// One record about to be written.
pub(super) struct Write<'a> {
    /// What is given.
    pub(super) input: &'a mut Input,
    /// What is stored.
    pub(super) before: Option<&'a Record>,
}

/// A write as its form sees it.
struct Case<'a> {
    write: Write<'a>,
    given: Map<String, Json>,
    stored: Option<Map<String, Json>>,
    told: Evaluation,
}

impl<'a> Case<'a> {
    fn of(compiled: &Compiled, form: &CompiledForm, write: Write<'a>) -> Case<'a> {
        Case {
            given: given(compiled, form, &write),
            stored: write.before.map(|before| object(before.to_json(&compiled.entity))),
            told: Evaluation::default(),
            write,
        }
    }
}

impl Store {
    /// Lets the main form of the entity judge writes and add what it gives; of each what is wrong, in their order. What
    /// it reads of linked records it reads whoever writes: the author of the form decided it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn hold<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        writes: Vec<Write<'_>>,
    ) -> Result<Vec<Vec<Issue>>, StoreError> {
        let compiled = permit.entity();
        let Some(form) = permit.snapshot().held.get(&compiled.entity.key) else { return Ok(Vec::new()) };
        let mut context = Context::new(self.formula_context());
        context.viewer = permit.viewer().clone();
        let mut cases: Vec<Case<'_>> =
            writes.into_iter().map(|write| Case::of(compiled, form, write)).collect();
        let mut open: Vec<usize> = (0..cases.len()).collect();
        for _ in 0..MOST_ROUNDS {
            let mut wanted = BTreeSet::new();
            for place in &open {
                let case = &mut cases[*place];
                case.told = judge(form, &mut context, &case.given, &mut case.stored);
                wanted.extend(case.told.wanted.iter().cloned());
            }
            open.retain(|place| !cases[*place].told.wanted.is_empty());
            if open.is_empty() {
                break;
            }
            self.know(permit.snapshot(), wanted, &mut context.known).await?;
        }
        Ok(cases.iter_mut().map(|case| settle(compiled, form, &mut context, case)).collect())
    }

    /// What the main form has against a new record, as far as it can be told without the records it links to.
    pub fn foretold<A: ActionMarker>(&self, permit: &Permit<A>, input: &Input) -> Vec<Issue> {
        let compiled = permit.entity();
        let Some(form) = permit.snapshot().held.get(&compiled.entity.key) else { return Vec::new() };
        let mut context = Context::new(self.formula_context());
        context.viewer = permit.viewer().clone();
        let given = given(compiled, form, &Write { input: &mut input.clone(), before: None });
        let told = judge(form, &mut context, &given, &mut None);
        if told.wanted.is_empty() { [told.issues, told.stray].concat() } else { Vec::new() }
    }

    async fn know(
        &self,
        snapshot: &crate::catalog::Snapshot,
        wanted: BTreeSet<(EntityKey, Uuid)>,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        let mut by_entity: BTreeMap<EntityKey, Vec<Uuid>> = BTreeMap::new();
        for (entity, id) in wanted {
            known.insert((entity.clone(), id), Linked::Nothing);
            by_entity.entry(entity).or_default().push(id);
        }
        for (entity, ids) in by_entity {
            let Some(target) = snapshot.compiled(entity.as_str()) else { continue };
            for record in self.linked(target, ids).await? {
                known.insert(
                    (entity.clone(), record.id()),
                    Linked::Fields(record.values.into_iter().collect()),
                );
            }
        }
        Ok(())
    }

    /// Records by id that are not deleted, whole.
    async fn linked(&self, target: &Compiled, ids: Vec<Uuid>) -> Result<Vec<Record>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let field = target.entity.field("id").expect("every record has an id");
        let mut numbers = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let by_id = Condition::Test(Test {
                column: Column::own(&target.entity, field),
                comparison: Comparison::In(chunk.iter().map(|id| Value::Id(*id)).collect()),
            });
            let scopes = Scopes::new();
            let mut lowering = Lowering::new(connection.dialect(), &scopes);
            let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\" FROM ");
            sql.name(&names::table(&target.entity.key)).push(" t0 WHERE t0.\"deleted_at\" IS NULL AND ");
            lowering.condition(&mut sql, Lowering::ROOT, &by_id);
            let rows = connection.fetch_as(sql, &[ColumnType::Integer]).await?;
            numbers.extend(rows.iter().flatten().filter_map(|cell| match cell {
                Value::Integer(n) => Some(*n),
                _ => None,
            }));
        }
        let mut records = load::whole(internal(Purpose::Write), &mut connection, target, &numbers).await?;
        compute::volatile(target, &mut records, &self.formula_context());
        Ok(records)
    }
}

/// What a write gives, as a form is answered: rows whole, with what is stored of them.
fn given(compiled: &Compiled, form: &CompiledForm, write: &Write<'_>) -> Map<String, Json> {
    let taken = write.input.values.iter().filter(|(key, _)| form.takes(key));
    let told = taken.filter_map(|(key, value)| {
        let field = compiled.entity.field(key.as_str())?;
        let json = match (write.before.map(|before| before.get(key.as_str())), value) {
            (Some(Value::Rows(old)), Value::Rows(new)) => {
                compute::rows_json(compiled, field, &merge_rows(old, new))
            }
            (_, Value::Rows(new)) => compute::rows_json(compiled, field, new),
            (_, value) => value_to_json(field, value),
        };
        Some((key.to_string(), json))
    });
    told.collect()
}

fn judge(
    form: &CompiledForm,
    context: &mut Context,
    given: &Map<String, Json>,
    stored: &mut Option<Map<String, Json>>,
) -> Evaluation {
    context.base = stored.take();
    let told = evaluate(form, &Answers::read(form, given), context);
    *stored = context.base.take();
    told
}

/// Puts what the form gives into the input; tells what is wrong that was not wrong before.
fn settle(
    compiled: &Compiled,
    form: &CompiledForm,
    context: &mut Context,
    case: &mut Case<'_>,
) -> Vec<Issue> {
    let mut issues = std::mem::take(&mut case.told.issues);
    if !issues.is_empty() && case.stored.is_some() {
        let before = judge(form, context, &Map::new(), &mut case.stored).issues;
        let same = |a: &Issue, b: &Issue| a.code == b.code && a.pointer == b.pointer;
        let anew = |issue: &Issue| {
            case.given.iter().any(|(key, json)| {
                let there = case.stored.as_ref().and_then(|stored| stored.get(key)).unwrap_or(&Json::Null);
                json != there && issue.pointer.split('/').nth(1) == Some(key.as_str())
            })
        };
        issues.retain(|issue| anew(issue) || !before.iter().any(|old| same(issue, old)));
    }
    issues.append(&mut case.told.stray);
    if issues.is_empty() {
        match Input::read(compiled, &gives(compiled, form, case)) {
            Ok(more) => case.write.input.values.extend(more.values),
            Err(refused) => issues.extend(refused),
        }
    }
    issues
}

/// What a form gives beside, or instead of, what was given.
fn gives(compiled: &Compiled, form: &CompiledForm, case: &Case<'_>) -> Map<String, Json> {
    let mut more = Map::new();
    for (key, told) in &case.told.values {
        if !compiled.entity.field(key).is_some_and(|field| form.takes(&field.key)) {
            continue;
        }
        let stored = || case.stored.as_ref().and_then(|stored| stored.get(key));
        let there = case.given.get(key).or_else(stored).unwrap_or(&Json::Null);
        let told = form.written(key, told);
        if filled(&told) != filled(&form.written(key, there)) {
            more.insert(key.clone(), told);
        }
    }
    more
}

/// A value without the blanks in its rows.
fn filled(json: &Json) -> Json {
    let Json::Array(rows) = json else { return json.clone() };
    let row = |row: &Json| match row {
        Json::Object(cells) => {
            let cells = cells.iter().filter(|(_, cell)| !cell.is_null());
            Json::Object(cells.map(|(name, cell)| (name.clone(), cell.clone())).collect())
        }
        other => other.clone(),
    };
    rows.iter().map(row).collect()
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}
