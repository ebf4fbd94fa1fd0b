//! What conditions and formulas say in a state.

use engine_core::{formula, kinds::Kind};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{Row, State, World};

/// Where something is asked: in a row, or of the record.
#[derive(Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) state: &'s State,
    pub(super) row: Option<&'s Row>,
}

impl World<'_> {
    /// Whether a rule or check, with its condition under `when`, holds.
    pub(super) fn holds(&self, rule: &Json, at: Place<'_>) -> bool {
        match (rule.get("when"), rule["formula"].as_str()) {
            (Some(filter), _) => self.met(filter, at),
            (None, Some(text)) => match self.formula(text, at) {
                formula::Value::Boolean(truth) => truth,
                formula::Value::Number(number) => !number.is_zero(),
                _ => false,
            },
            (None, None) => true,
        }
    }

    fn met(&self, filter: &Json, at: Place<'_>) -> bool {
        let all = |word: &str| filter[word].as_array().into_iter().flatten();
        if filter.get("and").is_some() {
            return all("and").all(|filter| self.met(filter, at));
        }
        if filter.get("or").is_some() {
            return all("or").any(|filter| self.met(filter, at));
        }
        if let Some(inner) = filter.get("not") {
            return !self.met(inner, at);
        }
        let path = filter["field"].as_str().expect("a path");
        // An unknown record is blank to conditions.
        let (value, _) = self.read(path, at).unwrap_or((Json::Null, Kind::Text));
        let (blank, wanted) = (value.is_null(), &filter["value"]);
        match filter["op"].as_str().expect("an operator") {
            "is_empty" => blank,
            "is_not_empty" => !blank,
            "eq" => value == *wanted,
            "ne" => value != *wanted,
            "gt" => !blank && rank(&value) > rank(wanted),
            "lte" => !blank && rank(&value) <= rank(wanted),
            "has_any" => {
                let wanted = wanted.as_array().expect("a list");
                value.as_array().is_some_and(|items| items.iter().any(|item| wanted.contains(item)))
            }
            other => panic!("random forms do not ask {other}"),
        }
    }

    /// The value at a path and its kind; nothing while a linked record is not known.
    fn read(&self, path: &str, at: Place<'_>) -> Option<(Json, Kind)> {
        if let Some(path) = path.strip_prefix("parent.") {
            return self.read(path, Place { row: None, ..at });
        }
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let entity = if at.row.is_some() { self.row } else { self.record };
        let field = entity.field(first).expect("a field");
        if field.kind == Kind::SubTable {
            let seen = |row: &Row| match rest {
                Some(column) => row.cells.get(column).map_or(Json::Null, |cell| cell.seen.clone()),
                None => true.into(),
            };
            let rows: Vec<Json> = at.state.rows.iter().map(seen).collect();
            let kind = rest.and_then(|column| self.row.field(column)).map_or(Kind::Boolean, |f| f.kind);
            let rows = if rest.is_none() && rows.is_empty() { Json::Null } else { rows.into() };
            return Some((rows, kind));
        }
        let cells = at.row.map_or(&at.state.cells, |row| &row.cells);
        let value = cells.get(first).map_or(Json::Null, |cell| cell.seen.clone());
        match rest {
            None => Some((value, field.kind)),
            Some(far) => {
                let kind = if far == "name" { Kind::Text } else { Kind::Integer };
                self.linked(&value, far).map(|value| (value, kind))
            }
        }
    }

    /// A field of a linked record; nothing while that is not known.
    pub(super) fn linked(&self, link: &Json, far: &str) -> Option<Json> {
        if link.is_null() {
            return Some(Json::Null);
        }
        let known = self.case.context["known"].as_array().into_iter().flatten();
        let found = known.into_iter().find(|known| known["id"] == *link)?;
        Some(found["values"].get(far).cloned().unwrap_or_default())
    }

    /// What a formula yields.
    pub(super) fn formula(&self, text: &str, at: Place<'_>) -> formula::Value {
        let parsed = formula::parse(text).expect("random formulas are formulas");
        let read = |path: &formula::FieldPath| match self.read(path.as_str(), at) {
            Some((value, kind)) => in_formula(&value, kind),
            None => formula::Value::Error(formula::ErrorCode::Pending),
        };
        parsed.evaluate(&read, self.clock)
    }

    /// What somebody answered at the top.
    pub(super) fn answers(&self) -> &Map<String, Json> {
        &self.case.answers
    }

    /// The stored record.
    pub(super) fn base(&self) -> Option<&Map<String, Json>> {
        self.case.context["base"].as_object()
    }

    /// The right on a field or column.
    pub(super) fn right(&self, name: &str) -> &str {
        self.case.context["rights"][name].as_str().unwrap_or("editable")
    }
}

/// Numbers by amount, the rest by text.
fn rank(json: &Json) -> (Option<Decimal>, String) {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    (text.parse().ok(), if text.parse::<Decimal>().is_ok() { String::new() } else { text })
}

fn in_formula(json: &Json, kind: Kind) -> formula::Value {
    use formula::Value;
    match json {
        Json::Null | Json::Object(_) => Value::Blank,
        Json::Bool(truth) => Value::Boolean(*truth),
        Json::Number(number) => Value::Number(number.to_string().parse().expect("a number")),
        Json::Array(items) => Value::List(items.iter().map(|item| in_formula(item, kind)).collect()),
        Json::String(text) => match kind {
            Kind::Decimal | Kind::Formula => Value::Number(text.parse().expect("a decimal")),
            Kind::Date => Value::Date(text.parse().expect("a day")),
            _ => Value::text(text.as_str()),
        },
    }
}
