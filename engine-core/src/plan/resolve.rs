//! Filter as written → condition: paths become columns, values get the kind of their field, "me" and relative days
//! become ids and dates.
//!
//! Errors: every issue with its pointer into the filter.
//! Source: docs/spec/filters.md.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Column, Comparison, Condition, Entities, Test};
use crate::{
    entity::{Entity, Field},
    filter::{Filter, Operator},
    issue::{Issue, Refusal, token},
    kinds::{Kind, Storage, below, operand},
    moment::{self, Moment, TimeZone},
    text,
    value::Value,
};

/// Longest part of a text that is looked for, in bytes; SQLite takes patterns of 50,000.
const LONGEST_PART: usize = 4_000;

/// Who asks, and when: what `me` and relative days mean.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub id: Option<Uuid>,
    /// Departments the person is in.
    pub departments: Vec<Uuid>,
    /// Those and everything below.
    pub department_tree: Vec<Uuid>,
    /// Today in the company's zone.
    pub today: Date,
    /// The company's zone.
    pub zone: TimeZone,
    /// This moment.
    pub now: Moment,
}

/// Resolves a filter over an entity.
///
/// # Errors
/// Every unknown field, illegal operator and value of the wrong kind.
pub fn resolve(
    entities: &dyn Entities,
    entity: &Arc<Entity>,
    filter: &Filter,
    viewer: &Viewer,
) -> Result<Condition, Vec<Issue>> {
    let mut resolver = Resolver { entities, viewer, issues: Vec::new() };
    let condition = resolver.condition(entity, filter, "");
    if resolver.issues.is_empty() { Ok(condition) } else { Err(resolver.issues) }
}

struct Resolver<'a> {
    entities: &'a dyn Entities,
    viewer: &'a Viewer,
    issues: Vec<Issue>,
}

impl Resolver<'_> {
    fn condition(&mut self, entity: &Arc<Entity>, filter: &Filter, at: &str) -> Condition {
        match filter {
            Filter::And(all) => all.iter().enumerate().fold(Condition::True, |sum, (i, f)| {
                sum.and(self.condition(entity, f, &format!("{at}/and/{i}")))
            }),
            Filter::Or(any) => any.iter().enumerate().fold(Condition::False, |sum, (i, f)| {
                sum.or(self.condition(entity, f, &format!("{at}/or/{i}")))
            }),
            Filter::Not(inner) => match self.condition(entity, inner, &format!("{at}/not")) {
                Condition::True => Condition::False,
                Condition::False => Condition::True,
                other => Condition::Not(Box::new(other)),
            },
            Filter::Exists { entity: other, via, filter } => {
                self.exists(entity, other.as_str(), via.as_str(), filter, at)
            }
            Filter::Compare { field, op, value } => match Column::resolve(self.entities, entity, field) {
                Ok(column) => self.compare(column, *op, value, at),
                Err(refusal) => {
                    self.issues.push(refusal.at(format!("{at}/field")));
                    Condition::False
                }
            },
        }
    }

    fn exists(
        &mut self,
        entity: &Arc<Entity>,
        other: &str,
        via: &str,
        filter: &Filter,
        at: &str,
    ) -> Condition {
        let found = self.entities.entity(other).and_then(|e| {
            let field = e.own_field(via)?.clone();
            (field.kind == Kind::Reference && field.target.as_ref() == Some(&entity.key))
                .then_some((e, field))
        });
        match found {
            Some((child, via)) => {
                let inner = self.condition(&child, filter, &format!("{at}/exists/filter"));
                Condition::Exists { entity: child, via, condition: Box::new(inner) }
            }
            None => {
                self.issues.push(Issue::new(
                    "unknown_relation",
                    format!("{at}/exists"),
                    format!("“{other}.{via}”不是指向这里的关联字段"),
                    format!("`{other}.{via}` is not a reference to this entity"),
                ));
                Condition::False
            }
        }
    }

    fn compare(&mut self, column: Column, op: Operator, json: &Json, at: &str) -> Condition {
        let Some(column) = &column.at(self.viewer) else {
            self.issues.push(Issue::new(
                "volatile_field",
                format!("{at}/field"),
                "这一项随时间变化，公式又不能由数据库计算，不能用作筛选条件；请改用它所依据的日期",
                "this value changes with the clock and the database cannot compute its formula; filter by the date it \
                 rests on",
            ));
            return Condition::False;
        };
        let operators = column.compared().values().operators();
        if !operators.contains(&op) {
            let legal: Vec<&str> = operators.iter().map(|o| o.word()).collect();
            self.issues.push(Issue::new(
                "bad_operator",
                format!("{at}/op"),
                format!("这一项不能用 {}；可用：{}", op.word(), legal.join("、")),
                format!("`{}` does not apply here; use one of {}", op.word(), legal.join(", ")),
            ));
            return Condition::False;
        }
        match self.comparison(column, op, json) {
            Ok(condition) => condition,
            Err((refusal, place)) => {
                self.issues.push(refusal.at(format!("{at}/value{place}")));
                Condition::False
            }
        }
    }

    fn comparison(&self, column: &Column, op: Operator, json: &Json) -> Result<Condition, (Refusal, String)> {
        let test = |comparison| Condition::Test(Test { column: column.clone(), comparison });
        let one = |json: &Json| self.operand(column, json).map_err(|r| (r, String::new()));
        let links = matches!(column.shape().kind.values().storage(), Storage::Links(_));
        Ok(match op {
            Operator::IsEmpty => test(Comparison::Empty),
            Operator::IsNotEmpty => test(Comparison::NotEmpty),
            Operator::Contains | Operator::StartsWith => {
                let Some(part) = json.as_str() else {
                    return Err((Refusal::new("wrong_type", "请填写文本", "give text"), String::new()));
                };
                let part = text::fold(&text::normal(part));
                if part.len() > LONGEST_PART {
                    let refusal = Refusal::new(
                        "too_long",
                        "查找的内容过长，请缩短后再试",
                        "this is too long to look for; give a part of it",
                    );
                    return Err((refusal, String::new()));
                }
                match (part.is_empty(), op) {
                    (true, _) => Condition::True,
                    (_, Operator::Contains) => test(Comparison::Contains(part)),
                    _ => test(Comparison::StartsWith(part)),
                }
            }
            Operator::In | Operator::NotIn | Operator::HasAny | Operator::HasAll => {
                let mut values = self.operands(column, json)?;
                // A list holds no blank: one of these is then one of the others, and each of these is never met.
                if op == Operator::HasAll && values.iter().any(Value::is_blank) {
                    return Ok(Condition::False);
                }
                if op == Operator::HasAny || links {
                    values.retain(|value| !value.is_blank());
                }
                match op {
                    Operator::In if links => test(Comparison::HasAny(values)),
                    Operator::In => self.any_of(column, values),
                    Operator::NotIn if links => Condition::Not(Box::new(test(Comparison::HasAny(values)))),
                    Operator::NotIn => Condition::Not(Box::new(self.any_of(column, values))),
                    Operator::HasAny => test(Comparison::HasAny(values)),
                    _ => test(Comparison::HasAll(values)),
                }
            }
            Operator::Between => {
                let ends = json.as_array().filter(|a| a.len() == 2).ok_or_else(|| {
                    (
                        Refusal::new("wrong_type", "请填写两端，如 [1, 9]", "give two ends, such as [1, 9]"),
                        String::new(),
                    )
                })?;
                let low = self.ordered(column, Operator::Gte, one(&ends[0])?);
                low.and(self.ordered(column, Operator::Lte, one(&ends[1])?))
            }
            _ => {
                let value = one(json)?;
                match (op, value.is_blank()) {
                    (Operator::Eq, true) => test(Comparison::Empty),
                    (Operator::Ne, true) => test(Comparison::NotEmpty),
                    (_, true) => Condition::False,
                    (Operator::Eq, _) if links => test(Comparison::HasAny(vec![value])),
                    (Operator::Ne, _) if links => {
                        Condition::Not(Box::new(test(Comparison::HasAny(vec![value]))))
                    }
                    _ => self.ordered(column, op, value),
                }
            }
        })
    }

    fn any_of(&self, column: &Column, values: Vec<Value>) -> Condition {
        if values.iter().any(|v| matches!(v, Value::Date(_))) && column.shape().kind == Kind::Datetime {
            return values.into_iter().fold(Condition::False, |sum, value| {
                sum.or(match value.is_blank() {
                    true => Condition::Test(Test { column: column.clone(), comparison: Comparison::Empty }),
                    false => self.ordered(column, Operator::Eq, value),
                })
            });
        }
        let blank = values.iter().any(Value::is_blank);
        let values: Vec<Value> = values.into_iter().filter(|v| !v.is_blank()).collect();
        let test = |comparison| Condition::Test(Test { column: column.clone(), comparison });
        let listed = if values.is_empty() { Condition::False } else { test(Comparison::In(values)) };
        if blank { listed.or(test(Comparison::Empty)) } else { listed }
    }

    /// A comparison by order. A whole day compared with a point in time means the whole day.
    fn ordered(&self, column: &Column, op: Operator, value: Value) -> Condition {
        let test = |comparison| Condition::Test(Test { column: column.clone(), comparison });
        if let (Value::Date(day), Kind::Datetime) = (&value, column.shape().kind) {
            let start = Value::Moment(Moment::start_of(*day, &self.viewer.zone));
            let next = later(*day, 1).unwrap_or(*day);
            let end = Value::Moment(Moment::start_of(next, &self.viewer.zone));
            return match op {
                Operator::Lt => test(Comparison::Lt(start)),
                Operator::Lte => test(Comparison::Lt(end)),
                Operator::Gt => test(Comparison::Gte(end)),
                Operator::Gte => test(Comparison::Gte(start)),
                Operator::Ne => {
                    Condition::Not(Box::new(test(Comparison::Gte(start)).and(test(Comparison::Lt(end)))))
                }
                _ => test(Comparison::Gte(start)).and(test(Comparison::Lt(end))),
            };
        }
        test(match op {
            Operator::Lt => Comparison::Lt(value),
            Operator::Lte => Comparison::Lte(value),
            Operator::Gt => Comparison::Gt(value),
            Operator::Gte => Comparison::Gte(value),
            Operator::Ne => Comparison::Ne(value),
            _ => Comparison::Eq(value),
        })
    }

    fn operands(&self, column: &Column, json: &Json) -> Result<Vec<Value>, (Refusal, String)> {
        if let Some(ids) = self.me(json) {
            return Ok(ids);
        }
        let Some(items) = json.as_array() else {
            return Err((Refusal::new("wrong_type", "请填写列表", "give a list"), String::new()));
        };
        let mut values = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            match self.me(item) {
                Some(ids) => values.extend(ids),
                None => {
                    let value = self.operand(column, item).map_err(|r| (r, token(&i.to_string())))?;
                    values.extend(with_below(column, value));
                }
            }
        }
        Ok(values)
    }

    fn me(&self, json: &Json) -> Option<Vec<Value>> {
        let ids = match json.as_object()?.get("me")?.as_str()? {
            "id" => self.viewer.id.into_iter().collect(),
            "departments" => self.viewer.departments.clone(),
            "department_tree" => self.viewer.department_tree.clone(),
            _ => return None,
        };
        Some(ids.into_iter().map(Value::Id).collect())
    }

    fn operand(&self, column: &Column, json: &Json) -> Result<Value, Refusal> {
        let (shape, kind) = (column.shape(), column.compared());
        let dated = matches!(kind, Kind::Date | Kind::Datetime);
        if let Some(ids) = self.me(json) {
            return Ok(ids.into_iter().next().unwrap_or(Value::Id(Uuid::nil())));
        }
        if dated && let Some(relative) = json.as_object() {
            return relative_day(relative, self.viewer.today).map(Value::Date);
        }
        if kind == Kind::Datetime
            && let Some(day) = json.as_str().and_then(|t| (t.len() == 10).then(|| t.parse::<Date>().ok())?)
        {
            return Ok(Value::Date(day));
        }
        let part_of_text = !column.part.is_empty() && kind == Kind::Text;
        if part_of_text
            || matches!(
                kind,
                Kind::Choice | Kind::Cascader | Kind::MultiChoice | Kind::Tags | Kind::AutoNumber
            )
        {
            return match json {
                Json::String(t) => {
                    let t = text::normal(t);
                    Ok(if t.is_empty() { Value::Blank } else { Value::Text(t) })
                }
                Json::Null => Ok(Value::Blank),
                _ => Err(Refusal::new("wrong_type", "请填写文本", "give text")),
            };
        }
        if let (Kind::Money, Json::String(_) | Json::Number(_)) = (kind, json) {
            let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
            return text
                .parse()
                .map(Value::Decimal)
                .map_err(|_| Refusal::new("wrong_type", "请填写数字", "give a number"));
        }
        if let (Kind::Decimal | Kind::Percent, Json::Number(n)) = (kind, json) {
            return n
                .to_string()
                .parse()
                .map(Value::Decimal)
                .map_err(|_| Refusal::new("wrong_type", "请填写数字", "give a number"));
        }
        if kind != shape.kind {
            return operand(&Field { kind, min: None, max: None, ..shape.clone() }, json);
        }
        if matches!(kind, Kind::References | Kind::Users) {
            return Kind::Reference.values().read(shape, json);
        }
        operand(shape, json)
    }
}

/// A node of a tree of choices with everything below it; any other value alone.
fn with_below(column: &Column, value: Value) -> Vec<Value> {
    match (column.compared(), value) {
        (Kind::Cascader, Value::Text(key)) => {
            below(&column.shape().options, &key).into_iter().map(Value::Text).collect()
        }
        (_, value) => vec![value],
    }
}

/// `{"days_ago":30}`, `{"days_ahead":30}`, `{"start_of":"month","shift":-1}` as a day.
fn relative_day(relative: &serde_json::Map<String, Json>, today: Date) -> Result<Date, Refusal> {
    let refuse = || {
        Refusal::new(
            "bad_relative_day",
            "相对日期只能是 days_ago、days_ahead 或 start_of(week、month、quarter、year)加 shift",
            "a relative day is days_ago, days_ahead, or start_of (week, month, quarter, year) with shift",
        )
    };
    let number =
        |name: &str| relative.get(name).and_then(Json::as_i64).filter(|n| n.unsigned_abs() <= 100_000);
    if let Some(days) = number("days_ago") {
        return later(today, -days).ok_or_else(refuse);
    }
    if let Some(days) = number("days_ahead") {
        return later(today, days).ok_or_else(refuse);
    }
    let shift = if relative.contains_key("shift") { number("shift").ok_or_else(refuse)? } else { 0 };
    let (year, month) = (i64::from(today.year()), i64::from(today.month()) - 1);
    let found = match relative.get("start_of").and_then(Json::as_str) {
        Some("week") => {
            let back = i64::from(today.weekday().to_monday_zero_offset());
            later(today, shift * 7 - back)
        }
        Some("month") => first_of(year * 12 + month + shift),
        Some("quarter") => first_of(year * 12 + month / 3 * 3 + shift * 3),
        Some("year") => first_of((year + shift) * 12),
        _ => None,
    };
    found.ok_or_else(refuse)
}

/// The day so many days later, when there is one.
fn later(day: Date, days: i64) -> Option<Date> {
    moment::from_days(i32::try_from(i64::from(moment::days(day)) + days).ok()?)
}

/// The first day of a month, counted from January of the year 0.
fn first_of(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn relative_days_follow_the_calendar() {
        let today = Date::constant(2026, 11, 22);
        let day = |j: Json| relative_day(j.as_object().expect("object"), today).expect("legal").to_string();
        assert_eq!(day(json!({"days_ago": 30})), "2026-10-23");
        assert_eq!(day(json!({"days_ahead": 30})), "2026-12-22");
        assert_eq!(day(json!({"start_of": "week"})), "2026-11-16");
        assert_eq!(day(json!({"start_of": "week", "shift": -1})), "2026-11-09");
        assert_eq!(day(json!({"start_of": "month", "shift": -1})), "2026-10-01");
        assert_eq!(day(json!({"start_of": "quarter"})), "2026-10-01");
        assert_eq!(day(json!({"start_of": "year", "shift": 1})), "2027-01-01");
        assert!(relative_day(json!({"start_of": "age"}).as_object().expect("object"), today).is_err());
    }
}
