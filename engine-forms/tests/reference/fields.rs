//! Whether a field is there, locked and cleared, and what it holds.

use engine_core::{
    entity::Field,
    formula,
    kinds::{Kind, keywords},
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value as Json, json};

use super::{Cell, World, ask::Place};

/// What somebody, or the stored record, says of the fields of a place.
pub(super) struct Said<'s> {
    pub(super) answers: &'s Map<String, Json>,
    pub(super) stored: Option<&'s Map<String, Json>>,
}

/// What rules say of a field or block in a place.
pub(super) struct Ruled<'s> {
    pub(super) rules: Vec<(&'s Json, bool)>,
}

impl Ruled<'_> {
    /// The policies of the rules that hide a key now.
    pub(super) fn hiding(&self, key: &str) -> Vec<&str> {
        let names =
            |rule: &Json, list: &str| rule[list].as_array().is_some_and(|keys| keys.contains(&json!(key)));
        let showing: Vec<_> = self.rules.iter().filter(|(rule, _)| names(rule, "show")).collect();
        let unshown = !showing.is_empty() && !showing.iter().any(|(_, holds)| *holds);
        let hidden =
            |(rule, holds): &&(&Json, bool)| unshown && names(rule, "show") || *holds && names(rule, "hide");
        self.rules.iter().filter(hidden).map(|(rule, _)| rule["hidden"].as_str().unwrap_or("clear")).collect()
    }

    /// Whether a rule that holds names a key in a list.
    pub(super) fn names(&self, list: &str, key: &str) -> bool {
        let listed = |rule: &Json| rule[list].as_array().is_some_and(|keys| keys.contains(&json!(key)));
        self.rules.iter().any(|(rule, holds)| *holds && listed(rule))
    }

    /// What the first rule that holds and sets a field says of it.
    pub(super) fn set(&self, key: &str) -> Option<&Json> {
        let sets = |rule: &&Json| {
            rule["set"].as_array().and_then(|all| all.iter().find(|set| set["field"] == key)).is_some()
        };
        let rule = self.rules.iter().filter(|(_, holds)| *holds).map(|(rule, _)| *rule).find(sets)?;
        rule["set"].as_array()?.iter().find(|set| set["field"] == key)
    }
}

impl World<'_> {
    /// How a field is told and seen: what is stored as it is, everything else as its kind reads it.
    pub(super) fn value(
        &self,
        field: &Field,
        (block, cell): (&Json, &Cell),
        set: Option<&Json>,
        said: &Said<'_>,
        at: Place<'_>,
    ) -> (Json, Json) {
        let key = field.key.as_str();
        let stored = || said.stored.and_then(|stored| stored.get(key)).cloned().unwrap_or_default();
        let twice = |json: Json| (json.clone(), json);
        if let Some(text) = &field.formula {
            return twice(computed(&self.formula(text, at)));
        }
        if field.kind == Kind::Lookup {
            return twice(self.linked(&link(at), "size").unwrap_or_else(stored));
        }
        if cell.cleared {
            return twice(Json::Null);
        }
        if let Some(set) = set {
            let text = set["formula"].as_str();
            return read(
                field,
                &text.map_or_else(|| set["value"].clone(), |text| fitted(field, self.formula(text, at))),
            );
        }
        if let Some(answer) = said.answers.get(key).filter(|_| !cell.locked && !block.is_null()) {
            let (told, seen) = read(field, answer);
            // Saying again what is stored is no new answer.
            let same = said.stored.is_some_and(|stored| stored.get(key) == Some(&told));
            return if same { twice(told) } else { (told, seen) };
        }
        let link = link(at);
        if let Some(before) = said.stored {
            let another = !link.is_null() && Some(&link) != before.get("link");
            return match block["fill"].as_str().filter(|_| another) {
                Some(path) => read(field, &self.filled(path, &link)),
                None => twice(stored()),
            };
        }
        read(field, &self.unsaid(field, block, at))
    }

    /// What a field holds while nobody has said anything of it.
    fn unsaid(&self, field: &Field, block: &Json, at: Place<'_>) -> Json {
        if let Some(path) = block["fill"].as_str() {
            return self.filled(path, &link(at));
        }
        if let Some(text) = block["default_formula"].as_str() {
            return fitted(field, self.formula(text, at));
        }
        block.get("default").or(field.default.as_ref()).cloned().unwrap_or_default()
    }

    fn filled(&self, path: &str, link: &Json) -> Json {
        let far = path.split_once('.').expect("a path").1;
        self.linked(link, far).unwrap_or_default()
    }
}

/// The record that is linked.
fn link(at: Place<'_>) -> Json {
    at.state.cells.get("link").map_or(Json::Null, |cell| cell.seen.clone())
}

/// How a value is told and seen: in normal form, or as written and blank to everybody.
fn read(field: &Field, json: &Json) -> (Json, Json) {
    match keywords::read(field, json) {
        Ok(value) => {
            let normal = field.kind.rules().write(field, &value);
            (normal.clone(), normal)
        }
        Err(_) => (json.clone(), Json::Null),
    }
}

fn rounded(number: Decimal, scale: u32) -> Decimal {
    let mut rounded = number.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(scale);
    rounded
}

/// Formulas of the random entities yield numbers of two decimals.
fn computed(value: &formula::Value) -> Json {
    match value {
        formula::Value::Number(number) => rounded(*number, 2).to_string().into(),
        _ => Json::Null,
    }
}

/// What a formula of the form yields, as the field writes it.
fn fitted(field: &Field, value: formula::Value) -> Json {
    use formula::Value;
    match (field.kind, value) {
        (_, Value::Blank | Value::Error(_)) => Json::Null,
        (Kind::Integer, Value::Number(number)) => {
            json!(rounded(number, 0).to_string().parse::<i64>().expect("small numbers"))
        }
        (Kind::Decimal, Value::Number(number)) => rounded(number, 2).to_string().into(),
        (_, Value::Number(number)) => number.normalize().to_string().into(),
        (_, Value::Text(text)) => text.to_string().into(),
        (kind, other) => panic!("random formulas do not yield {other:?} for {kind:?}"),
    }
}
