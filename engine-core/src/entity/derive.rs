//! What formulas, roll-ups and lookups yield.
//!
//! Shape:  repeated passes over all entities until nothing more can be told; what is left then is a cycle.

use std::{collections::HashMap, sync::Arc};

use super::{Aggregate, Entity, Field};
use crate::{
    filter::Path,
    formula::{self, Item},
    issue::{Issue, token},
    key::EntityKey,
    kinds::Kind,
    plan::{Column, Entities, shape, types},
};

/// All entities of a set under construction.
#[derive(Debug, Default)]
pub struct Draft(pub HashMap<EntityKey, Arc<Entity>>);

impl Entities for Draft {
    fn entity(&self, key: &str) -> Option<Arc<Entity>> {
        self.0.get(key).cloned()
    }
}

/// The outcome of looking at one derived field.
#[expect(clippy::large_enum_variant, reason = "one at a time, while an entity is published")]
enum Finding {
    /// What it yields, and whether it depends on the clock.
    Yields(Field, bool),
    /// Something it needs is not known yet.
    Waits,
    /// It is wrong.
    Wrong(Vec<Issue>),
}

/// Resolves every derived field; issues carry pointers `/entity/{key}/properties/{field}/…`.
pub fn resolve(draft: &mut Draft, issues: &mut Vec<Issue>) {
    let mut settled: Vec<(EntityKey, String)> = Vec::new();
    loop {
        let mut progress = false;
        let mut waiting = Vec::new();
        for entity in draft.0.values().cloned().collect::<Vec<_>>() {
            let open: Vec<Arc<Field>> = entity
                .fields
                .values()
                .filter(|f| is_derived(f) && f.result.is_none())
                .filter(|f| !settled.contains(&(entity.key.clone(), f.key.as_str().to_owned())))
                .cloned()
                .collect();
            for field in open {
                let place = (entity.key.clone(), field.key.as_str().to_owned());
                match look(draft, &entity, &field) {
                    Finding::Yields(result, volatile) => {
                        set(draft, &entity.key, &field, result, volatile);
                        progress = true;
                    }
                    Finding::Waits => waiting.push(place),
                    Finding::Wrong(found) => {
                        let prefix =
                            format!("/entity/{}/properties{}", entity.key, token(field.key.as_str()));
                        issues.extend(found.into_iter().map(|i| i.below(&prefix)));
                        settled.push(place);
                        progress = true;
                    }
                }
            }
        }
        if !progress {
            issues.extend(waiting.into_iter().map(|(entity, field)| {
                Issue::new(
                    "cycle",
                    format!("/entity/{entity}/properties{}", token(&field)),
                    "计算互相依赖，或依赖了有问题的字段",
                    "the computation depends on itself or on a field that is wrong",
                )
            }));
            return;
        }
    }
}

fn is_derived(field: &Field) -> bool {
    matches!(field.kind, Kind::Formula | Kind::RollUp | Kind::Lookup)
}

fn set(draft: &mut Draft, entity: &EntityKey, field: &Arc<Field>, result: Field, volatile: bool) {
    if let Some(found) = draft.0.get_mut(entity) {
        let entity = Arc::make_mut(found);
        let mut field = field.as_ref().clone();
        field.result = Some(Arc::new(result));
        field.volatile = volatile;
        entity.fields.insert(field.key.clone(), Arc::new(field));
    }
}

fn look(draft: &Draft, entity: &Arc<Entity>, field: &Arc<Field>) -> Finding {
    match field.kind {
        Kind::Lookup => lookup(draft, entity, field),
        Kind::RollUp => roll_up(draft, entity, field),
        _ => formula(entity, field),
    }
}

fn wrong(code: &'static str, at: &str, chinese: &str, english: &str) -> Finding {
    Finding::Wrong(vec![Issue::new(code, at.to_owned(), chinese.to_owned(), english.to_owned())])
}

fn lookup(draft: &Draft, entity: &Arc<Entity>, field: &Arc<Field>) -> Finding {
    let Some(path) = field.via.as_deref().and_then(Path::parse).filter(|p| p.0.len() > 1) else {
        return wrong("bad_path", "/x-field/via", "请写成“关联字段.对方字段”", "write reference.field");
    };
    match Column::resolve(draft, entity, &path) {
        Ok(column) if is_derived(&column.field) && column.field.result.is_none() => Finding::Waits,
        Ok(column) => {
            let result = shape(&column.field).clone();
            Finding::Yields(result, column.field.volatile)
        }
        Err(refusal) => Finding::Wrong(vec![refusal.at("/x-field/via")]),
    }
}

fn roll_up(draft: &Draft, entity: &Arc<Entity>, field: &Arc<Field>) -> Finding {
    let target = field.target.as_ref().and_then(|t| draft.0.get(t));
    let (Some(child), Some(measure)) = (target, &field.measure) else {
        return wrong("unknown_entity", "/x-field/target", "没有这张数据表", "there is no such entity");
    };
    let via = field.via.as_deref().and_then(|v| child.own_field(v));
    if !via.is_some_and(|v| v.kind == Kind::Reference && v.target.as_ref() == Some(&entity.key)) {
        return wrong(
            "bad_path",
            "/x-field/via",
            "应为对方数据表中指向这里的关联字段",
            "name the child's reference to this entity",
        );
    }
    let Some(key) = &measure.field else {
        return match measure.op {
            Aggregate::Count => Finding::Yields(derived(field, Kind::Integer, 0), false),
            _ => {
                wrong("required", "/x-field/measure/field", "请选择要汇总的字段", "name the field to sum up")
            }
        };
    };
    let Some(measured) = child.field(key.as_str()) else {
        return wrong("unknown_field", "/x-field/measure/field", "没有这个字段", "there is no such field");
    };
    if is_derived(measured) && measured.result.is_none() {
        return Finding::Waits;
    }
    if measured.kind == Kind::Lookup {
        return wrong(
            "through_reference",
            "/x-field/measure/field",
            "不能汇总引用字段：它的值属于别的记录；请汇总被汇总数据表自己的字段",
            "a lookup cannot be rolled up, its value is another record's; roll up a field of the counted entity",
        );
    }
    if measured.volatile {
        return wrong(
            "volatile_field",
            "/x-field/measure/field",
            "这一项随时间变化，不能汇总",
            "this value changes with the clock and cannot be rolled up",
        );
    }
    let of = shape(measured);
    let numeric = matches!(of.kind, Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent);
    match (measure.op, of.kind) {
        (Aggregate::Count, _) => Finding::Yields(derived(field, Kind::Integer, 0), false),
        (Aggregate::Min | Aggregate::Max, Kind::Date | Kind::Datetime) => {
            Finding::Yields(derived(field, of.kind, 0), false)
        }
        (Aggregate::Avg, _) if numeric => {
            Finding::Yields(derived(field, Kind::Decimal, of.scale.max(2)), false)
        }
        (_, Kind::Integer) => Finding::Yields(derived(field, Kind::Integer, 0), false),
        _ if numeric => Finding::Yields(derived(field, Kind::Decimal, of.scale), false),
        _ => wrong(
            "not_a_number",
            "/x-field/measure/field",
            "只能汇总数字或日期",
            "only numbers and days can be rolled up",
        ),
    }
}

/// The field that a derived value behaves like.
fn derived(field: &Field, kind: Kind, scale: u32) -> Field {
    Field {
        kind,
        scale,
        formula: None,
        measure: None,
        via: None,
        target: None,
        filter: None,
        min: None,
        max: None,
        ..field.clone()
    }
}

fn formula(entity: &Arc<Entity>, field: &Arc<Field>) -> Finding {
    let text = field.formula.as_deref().unwrap_or_default();
    let at = "/x-field/formula";
    let parsed = match formula::parse(text) {
        Ok(parsed) => parsed,
        Err(found) => return Finding::Wrong(found.into_iter().map(|i| at_formula(&i, at)).collect()),
    };
    let depends = parsed.depends();
    let mut volatile = depends.volatile;
    for path in &depends.fields {
        let Some(first) = path.keys().next().and_then(|k| entity.field(k)) else { continue };
        if first.key == field.key || is_derived(first) && first.result.is_none() {
            return Finding::Waits;
        }
        volatile |= first.volatile;
    }
    let (found, issues) = parsed.check(&types(entity));
    if !issues.is_empty() {
        return Finding::Wrong(issues.into_iter().map(|i| at_formula(&i, at)).collect());
    }
    let kind = match found.item {
        Item::Number => Kind::Decimal,
        Item::Boolean => Kind::Boolean,
        Item::Date => Kind::Date,
        Item::Moment => Kind::Datetime,
        Item::Time => Kind::Time,
        Item::Any | Item::Blank | Item::Text => Kind::Text,
    };
    if found.list {
        return wrong(
            "list_result",
            at,
            "公式结果不能是多个值，请用 SUM、TEXTJOIN 等汇总",
            "the result is a list; sum it up or join it",
        );
    }
    Finding::Yields(derived(field, kind, field.scale), volatile)
}

fn at_formula(issue: &formula::FormulaIssue, at: &str) -> Issue {
    Issue {
        code: issue.code.into(),
        pointer: at.to_owned(),
        message: crate::issue::Message::new(
            format!("第 {} 个字符：{}", issue.start + 1, issue.message.chinese),
            format!("character {}: {}", issue.start + 1, issue.message.english),
        ),
    }
}
