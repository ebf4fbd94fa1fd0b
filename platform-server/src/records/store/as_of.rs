//! Lists and records as they stood at a moment, with today's rights.
//!
//! Shape:  records untouched since come from the table; the others are replayed from the log in memory and merged in.
//! Errors: a filter that looks through references or at other records is refused, since those are not replayed; so is a
//!         moment since which too much changed.
//! Source: DESIGN §5 "as-of views".

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use engine_core::{
    entity::{Entity, Field},
    issue::Message,
    kinds::ColumnType,
    moment::Moment,
    plan::{Column, Condition, Direction, Plan, Share, Source, matches},
    text,
    value::Value,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    Input, Page, Store, StoreError, compute,
    history::{self, Wanted},
    page,
};
use crate::{
    access::Narrowed,
    catalog::Compiled,
    records::{
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, codec, expression::Scopes, select},
    },
};

/// Most records that may have changed since.
const MOST_CHANGED: i64 = 20_000;

impl Store {
    pub(super) async fn page_as_of(
        &self,
        compiled: &Compiled,
        narrowed: &Narrowed<Plan>,
    ) -> Result<Page, StoreError> {
        let plan = narrowed.plan();
        let Some(at) = plan.as_of else { return Err(StoreError::NotFound) };
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let (untouched, past) = self.apart(&mut connection, compiled, narrowed, at).await?;
        let mut page = page::read_page(&mut connection, compiled, &untouched).await?;
        merge(plan, &mut page, past);
        compute::volatile(
            compiled,
            &mut page.records,
            &engine_core::formula::Context::at(at, self.clock.zone().clone()),
        );
        only_selected(plan, &mut page.records);
        page::mask(&mut page.records, narrowed);
        Ok(page)
    }

    /// How many records a plan had at its moment.
    pub(super) async fn count_as_of(
        &self,
        compiled: &Compiled,
        narrowed: &Narrowed<Plan>,
        at: Moment,
    ) -> Result<i64, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let (untouched, past) = self.apart(&mut connection, compiled, narrowed, at).await?;
        let sql = select::count(connection.dialect(), untouched.scopes(), untouched.plan());
        let untouched = connection.number(sql).await?.unwrap_or_default();
        Ok(untouched + i64::try_from(past.len()).unwrap_or_default())
    }

    /// The plan over what nobody touched since a moment, and of the rest what it had found then.
    async fn apart(
        &self,
        connection: &mut Connection<'_>,
        compiled: &Compiled,
        narrowed: &Narrowed<Plan>,
        at: Moment,
    ) -> Result<(Narrowed<Plan>, Vec<Record>), StoreError> {
        let plan = narrowed.plan();
        let (rules, wanted) = split(&plan.condition);
        own_columns(&wanted, plan)?;
        let changed = changed_since(connection, compiled, at).await?;
        let numbers: Vec<i64> = changed.iter().map(|(n, _)| *n).collect();
        let allowed = allowed(connection, compiled, &changed, &rules).await?;
        let mut past = self.replay(connection, compiled, &changed, at).await?;
        past.retain(|r| {
            allowed.contains(&r.id()) && matches(&wanted, &Past { record: r }) && found(plan, compiled, r)
        });
        Ok((narrowed.without(&numbers), past))
    }

    /// The records that had changed since, as they stood.
    async fn replay(
        &self,
        connection: &mut Connection<'_>,
        compiled: &Compiled,
        changed: &[(i64, Uuid)],
        at: Moment,
    ) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::new();
        let numbers: BTreeMap<Uuid, i64> = changed.iter().map(|(n, id)| (*id, *n)).collect();
        let ids: Vec<Uuid> = numbers.keys().copied().collect();
        for chunk in ids.chunks(500) {
            let mut states: BTreeMap<Uuid, State> = BTreeMap::new();
            for entry in history::read(connection, Wanted::Until(chunk.to_vec(), at)).await? {
                states.entry(entry.record).or_default().apply(&entry);
            }
            for (id, state) in states.into_iter().filter(|(_, s)| s.alive) {
                records.push(self.rebuild(compiled, id, numbers[&id], state));
            }
        }
        Ok(records)
    }

    fn rebuild(&self, compiled: &Compiled, id: Uuid, n: i64, state: State) -> Record {
        let mut record = Record { n, ..Record::default() };
        record.set_system("id", Value::Id(id));
        record.set_system("version", Value::Integer(state.version));
        record.set_system("created_at", state.created_at.map_or(Value::Blank, Value::Moment));
        record.set_system("created_by", state.created_by.map_or(Value::Blank, Value::Id));
        record.set_system("updated_at", state.updated_at.map_or(Value::Blank, Value::Moment));
        record.set_system("updated_by", state.updated_by.map_or(Value::Blank, Value::Id));
        for (key, mut json) in state.fields {
            leave_computed_out(compiled, &key, &mut json);
            let one: Map<String, Json> = [(key, json)].into_iter().collect();
            if let Ok(input) = Input::read(compiled, &one) {
                record.values.extend(input.values);
            } else if let Some((field, value)) = computed_value(compiled, &one) {
                record.values.insert(field.key.clone(), value);
            }
        }
        compute::formulas(compiled, &mut record, &self.formula_context());
        record
    }
}

/// Rows of a sub-table are logged with what was computed in them; it is computed again.
pub(super) fn leave_computed_out(compiled: &Compiled, key: &str, json: &mut Json) {
    let rows = compiled.rows.iter().find(|(field, _)| field.key.as_str() == key);
    let (Some((_, row)), Json::Array(written)) = (rows, json) else { return };
    for one in written.iter_mut().filter_map(Json::as_object_mut) {
        one.retain(|key, _| row.own_field(key).is_none_or(|field| !field.kind.rules().computed()));
    }
}

/// A value the system had written itself: auto-numbers, the department.
fn computed_value<'c>(compiled: &'c Compiled, one: &Map<String, Json>) -> Option<(&'c Arc<Field>, Value)> {
    let (key, json) = one.iter().next()?;
    let field = compiled.entity.field(key)?;
    let shape = engine_core::plan::shape(field);
    let value = match (shape.kind.rules().read(shape, json), json) {
        (Ok(value), _) => value,
        (Err(_), Json::String(text)) => Value::Text(text.clone()),
        _ => Value::Blank,
    };
    Some((field, value))
}

/// What a record had become by a moment.
#[derive(Default)]
struct State {
    alive: bool,
    version: i64,
    created_at: Option<Moment>,
    created_by: Option<Uuid>,
    updated_at: Option<Moment>,
    updated_by: Option<Uuid>,
    fields: Map<String, Json>,
}

impl State {
    fn apply(&mut self, entry: &history::HistoryEntry) {
        match entry.action.as_str() {
            "create" => {
                self.alive = true;
                self.created_at = Some(entry.at);
                self.created_by = entry.actor;
            }
            "delete" | "purge" => self.alive = false,
            "restore" => self.alive = true,
            "update" | "fill" => {}
            _ => return,
        }
        if entry.action != "fill" {
            self.version += 1;
            self.updated_at = Some(entry.at);
            self.updated_by = entry.actor;
        }
        for (key, pair) in &entry.fields {
            if key != "deleted_at" {
                self.fields.insert(key.clone(), pair.get(1).cloned().unwrap_or(Json::Null));
            }
        }
    }
}

/// The row rules of a narrowed condition, and what the caller asked for.
fn split(condition: &Condition) -> (Condition, Condition) {
    match condition {
        Condition::Rule(_) => (condition.clone(), Condition::True),
        Condition::And(all) if matches!(all.first(), Some(Condition::Rule(_))) => {
            (all[0].clone(), all[1..].iter().cloned().fold(Condition::True, Condition::and))
        }
        other => (Condition::True, other.clone()),
    }
}

fn own_columns(condition: &Condition, plan: &Plan) -> Result<(), StoreError> {
    let other = |column: &Column| !column.hops.is_empty() || column.term.is_some();
    let mut through = plan.sort.iter().any(|(column, _)| other(column));
    condition.columns(&mut |column| through |= other(column));
    if through || has_exists(condition) {
        return Err(StoreError::Unsupported(Message::new(
            "查看历史时点时，只能按本表自己的字段筛选和排序",
            "as of a past moment, only the entity's own fields can be filtered and sorted by",
        )));
    }
    Ok(())
}

fn has_exists(condition: &Condition) -> bool {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().any(has_exists),
        Condition::Not(inner) => has_exists(inner),
        Condition::Exists { .. } => true,
        _ => false,
    }
}

async fn changed_since(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    at: Moment,
) -> Result<Vec<(i64, Uuid)>, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT DISTINCT \"record_n\", \"record_id\" FROM \"changes\" WHERE \"subject\" = ",
    );
    sql.bind(Bind::Text(Some(compiled.entity.key.as_str().to_owned()))).push(" AND \"at\" > ");
    sql.bind(Bind::Moment(Some(at))).push(" LIMIT ").number(MOST_CHANGED + 1);
    let rows = connection.fetch_as(sql, &[ColumnType::Integer, ColumnType::Id]).await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST_CHANGED {
        return Err(StoreError::Unsupported(Message::new(
            "这一时点之后改动过多，请选择更近的时点",
            "too much changed since that moment; choose a later one",
        )));
    }
    Ok(rows
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [Value::Integer(n), Value::Id(id)] => Some((*n, *id)),
            _ => None,
        })
        .collect())
}

/// Which of the changed records today's rules let the caller see; purged ones only where everything may be seen.
async fn allowed(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    changed: &[(i64, Uuid)],
    rules: &Condition,
) -> Result<HashSet<Uuid>, StoreError> {
    if matches!(rules, Condition::True) {
        return Ok(changed.iter().map(|(_, id)| *id).collect());
    }
    let scopes = Scopes::new();
    let mut found = HashSet::new();
    for chunk in changed.chunks(500) {
        let mut lowering = Lowering::new(connection.dialect(), &scopes);
        let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"id\" FROM ");
        sql.name(&names::table(&compiled.entity.key)).push(" t0 WHERE t0.\"id\" IN (");
        sql.join(chunk, ", ", |sql, (_, id)| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(") AND ");
        lowering.condition(&mut sql, Lowering::ROOT, rules);
        for row in connection.fetch_as(sql, &[ColumnType::Id]).await? {
            if let Some(Value::Id(id)) = row.first() {
                found.insert(*id);
            }
        }
    }
    Ok(found)
}

/// A replayed record holds every field; the reader gets what the plan selects.
fn only_selected(plan: &Plan, records: &mut [Record]) {
    let shown: HashSet<&str> = match plan.labels.as_slice() {
        [] => plan.select.iter().map(|c| c.field.key.as_str()).collect(),
        labels => labels.iter().map(|key| key.as_str()).collect(),
    };
    let parts: Vec<_> = plan.labels.iter().zip(&plan.select).filter(|(_, c)| !c.part.is_empty()).collect();
    for record in records {
        for (label, column) in &parts {
            // What was read as it is now has the part already.
            if !record.values.contains_key(*label) {
                let part = record.get(column.field.key.as_str()).part(column.part);
                record.values.insert((*label).clone(), part);
            }
        }
        record.values.retain(|key, _| shown.contains(key.as_str()));
    }
}

/// Whether what was typed is found in a replayed record.
fn found(plan: &Plan, compiled: &Compiled, record: &Record) -> bool {
    let Some(typed) = &plan.search else { return true };
    let texts: Vec<String> = compiled
        .entity
        .fields
        .values()
        .filter(|f| f.search)
        .filter_map(|f| match record.get(f.key.as_str()) {
            Value::Text(t) => Some(text::fold(t)),
            _ => None,
        })
        .collect();
    typed.split_whitespace().all(|term| texts.iter().any(|t| t.contains(&text::fold(term))))
}

struct Past<'r> {
    record: &'r Record,
}

impl Source for Past<'_> {
    fn value(&self, column: &Column) -> Value {
        self.record.get(column.field.key.as_str()).part(column.part)
    }

    fn exists(&self, _: &Arc<Entity>, _: &Arc<Field>, _: &Condition) -> bool {
        false
    }

    fn number(&self) -> i64 {
        self.record.n
    }

    fn shared(&self, _: &Share) -> bool {
        false
    }
}

fn sort_values(plan: &Plan, record: &Record) -> Vec<Value> {
    plan.sort
        .iter()
        .map(|(column, _)| match (Past { record }).value(column) {
            Value::Text(t) if codec::sorts_apart(&column.field) => Value::Text(text::sort_key(&t)),
            value => value,
        })
        .collect()
}

fn order(plan: &Plan, a: &(Vec<Value>, i64), b: &(Vec<Value>, i64)) -> Ordering {
    for (i, (_, direction)) in plan.sort.iter().enumerate() {
        let between = a.0[i].compare(&b.0[i]).unwrap_or(Ordering::Equal);
        let between = if *direction == Direction::Descending { between.reverse() } else { between };
        if between != Ordering::Equal {
            return between;
        }
    }
    let last = plan.sort.last().map_or(Direction::Descending, |(_, d)| *d);
    if last == Direction::Descending { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) }
}

/// Merges replayed records into a page of untouched ones.
fn merge(plan: &Plan, page: &mut Page, past: Vec<Record>) {
    let limit = plan.limit as usize;
    let more_untouched = page.next.is_some();
    let mut all: Vec<((Vec<Value>, i64), Record)> = page
        .records
        .drain(..)
        .chain(past)
        .map(|record| ((sort_values(plan, &record), record.n), record))
        .filter(|(place, _)| {
            plan.after.as_ref().is_none_or(|after| order(plan, place, after) == Ordering::Greater)
        })
        .collect();
    all.sort_by(|a, b| order(plan, &a.0, &b.0));
    let more = all.len() > limit || more_untouched;
    all.truncate(limit);
    page.next = all.last().filter(|_| more).map(|(place, _)| place.clone());
    page.records = all.into_iter().map(|(_, record)| record).collect();
}
