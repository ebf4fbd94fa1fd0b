//! The one boolean language over fields.
//!
//! Grammar: `{"field","op","value"}` · `{"and":[…]}` · `{"or":[…]}` · `{"not":…}` · `{"exists":{"entity","via","filter"}}`;
//!          paths are dotted, at most 5 hops; a filter has at most 2,000 nodes and is at most 32 deep.
//! Errors:  every issue has a pointer into the filter.
//! Source:  DESIGN §10, docs/spec/filters.md. Types are resolved in [`crate::plan`], where the entities are known.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::{
    issue::{Issue, token},
    key::{EntityKey, FieldKey},
};

/// Most hops of a dotted path.
pub const MOST_HOPS: usize = 5;
/// Most nodes of a filter, values included.
pub const MOST_NODES: usize = 5_000;
/// Deepest nesting.
pub const DEEPEST: usize = 32;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "docs/spec/filters.md has the table")]
pub enum Operator {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    NotIn,
    Contains,
    StartsWith,
    IsEmpty,
    IsNotEmpty,
    Between,
    HasAny,
    HasAll,
}

impl Operator {
    /// Every operator.
    pub const ALL: [Operator; 15] = [
        Operator::Eq,
        Operator::Ne,
        Operator::Lt,
        Operator::Lte,
        Operator::Gt,
        Operator::Gte,
        Operator::In,
        Operator::NotIn,
        Operator::Contains,
        Operator::StartsWith,
        Operator::IsEmpty,
        Operator::IsNotEmpty,
        Operator::Between,
        Operator::HasAny,
        Operator::HasAll,
    ];

    /// An operator by its word.
    pub fn parse(text: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|operator| operator.word() == text)
    }

    /// The word in the grammar.
    pub fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Lt => "lt",
            Operator::Lte => "lte",
            Operator::Gt => "gt",
            Operator::Gte => "gte",
            Operator::In => "in",
            Operator::NotIn => "not_in",
            Operator::Contains => "contains",
            Operator::StartsWith => "starts_with",
            Operator::IsEmpty => "is_empty",
            Operator::IsNotEmpty => "is_not_empty",
            Operator::Between => "between",
            Operator::HasAny => "has_any",
            Operator::HasAll => "has_all",
        }
    }
}

/// A field, possibly through references: `customer.level`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<FieldKey>);

impl Path {
    /// Parses a dotted path of one to six keys.
    pub fn parse(text: &str) -> Option<Path> {
        let keys: Option<Vec<FieldKey>> = text.split('.').map(|k| FieldKey::parse(k).ok()).collect();
        keys.filter(|k| k.len() <= MOST_HOPS + 1).map(Path)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, key) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            f.write_str(key.as_str())?;
        }
        Ok(())
    }
}

/// A filter as written; values keep their JSON form until the field's kind is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All hold; true when empty.
    And(Vec<Filter>),
    /// One holds; false when empty.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A field compares.
    Compare {
        /// Which field.
        field: Path,
        /// How.
        op: Operator,
        /// With what; `null` for `is_empty` and `is_not_empty`.
        value: Json,
    },
    /// A record of another entity refers to this one and meets a filter.
    Exists {
        /// The other entity.
        entity: EntityKey,
        /// Its reference to this one.
        via: FieldKey,
        /// What it must meet.
        filter: Box<Filter>,
    },
}

impl Filter {
    /// The filter that everything meets.
    pub fn everything() -> Filter {
        Filter::And(Vec::new())
    }

    /// Parses a filter.
    ///
    /// # Errors
    /// Every issue, with pointers into `json`.
    pub fn parse(json: &Json) -> Result<Filter, Vec<Issue>> {
        let mut parser = Parser { issues: Vec::new(), nodes: 0 };
        let filter = parser.filter(json, "", 0);
        match filter {
            Some(filter) if parser.issues.is_empty() => Ok(filter),
            _ => Err(parser.issues),
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        match self {
            Filter::And(all) => json!({ "and": all.iter().map(Filter::to_json).collect::<Vec<_>>() }),
            Filter::Or(any) => json!({ "or": any.iter().map(Filter::to_json).collect::<Vec<_>>() }),
            Filter::Not(inner) => json!({ "not": inner.to_json() }),
            Filter::Compare { field, op, value: Json::Null } => {
                json!({ "field": field.to_string(), "op": op.word() })
            }
            Filter::Compare { field, op, value } => {
                json!({ "field": field.to_string(), "op": op.word(), "value": value })
            }
            Filter::Exists { entity, via, filter } => {
                json!({ "exists": { "entity": entity, "via": via, "filter": filter.to_json() } })
            }
        }
    }
}

struct Parser {
    issues: Vec<Issue>,
    nodes: usize,
}

impl Parser {
    fn refuse(&mut self, code: &'static str, at: &str, chinese: &'static str, english: &'static str) {
        self.issues.push(Issue::new(code, at, chinese, english));
    }

    fn filter(&mut self, json: &Json, at: &str, depth: usize) -> Option<Filter> {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST_NODES {
            if self.issues.iter().all(|i| i.code != "filter_too_large") {
                self.refuse(
                    "filter_too_large",
                    at,
                    "筛选条件过多或嵌套过深：最多 5000 项、32 层",
                    "the filter is too large: at most 5,000 nodes, 32 deep",
                );
            }
            return None;
        }
        let Some(map) = json.as_object() else {
            self.refuse("bad_filter", at, "筛选条件应为对象", "a filter is an object");
            return None;
        };
        if map.contains_key("field") || map.contains_key("op") {
            return self.compare(map, at);
        }
        let mut entries = map.iter();
        match (entries.next(), entries.next()) {
            (None, _) => Some(Filter::everything()),
            (Some((word, inner)), None) => match word.as_str() {
                "and" => self.list(inner, &format!("{at}/and"), depth).map(Filter::And),
                "or" => self.list(inner, &format!("{at}/or"), depth).map(Filter::Or),
                "not" => {
                    self.filter(inner, &format!("{at}/not"), depth + 1).map(|f| Filter::Not(Box::new(f)))
                }
                "exists" => self.exists(inner, &format!("{at}/exists"), depth),
                other => {
                    let place = format!("{at}{}", token(other));
                    self.refuse(
                        "bad_filter",
                        &place,
                        "只能用 and、or、not、exists",
                        "use and, or, not or exists",
                    );
                    None
                }
            },
            _ => {
                self.refuse(
                    "bad_filter",
                    at,
                    "一个条件只能有一个关键字；多个条件请放进 and",
                    "one keyword per object; put several filters into `and`",
                );
                None
            }
        }
    }

    fn list(&mut self, json: &Json, at: &str, depth: usize) -> Option<Vec<Filter>> {
        let Some(items) = json.as_array() else {
            self.refuse("bad_filter", at, "应为条件的列表", "a list of filters is needed");
            return None;
        };
        let parsed: Vec<Option<Filter>> =
            items.iter().enumerate().map(|(i, f)| self.filter(f, &format!("{at}/{i}"), depth + 1)).collect();
        parsed.into_iter().collect()
    }

    fn compare(&mut self, map: &serde_json::Map<String, Json>, at: &str) -> Option<Filter> {
        for key in map.keys().filter(|k| !matches!(k.as_str(), "field" | "op" | "value")) {
            let place = format!("{at}{}", token(key));
            self.refuse(
                "bad_filter",
                &place,
                "多余的键；只能有 field、op、value",
                "only field, op and value are known",
            );
        }
        let field = map.get("field").and_then(Json::as_str).and_then(Path::parse);
        if field.is_none() {
            self.refuse(
                "bad_path",
                &format!("{at}/field"),
                "field 应为字段编码，可用点号跨表，最多 5 层",
                "`field` is a field key, dotted through references, at most 5 hops",
            );
        }
        let op = map.get("op").and_then(Json::as_str).and_then(Operator::parse);
        if op.is_none() {
            self.refuse(
                "bad_operator",
                &format!("{at}/op"),
                "op 应为 eq ne lt lte gt gte in not_in contains starts_with is_empty is_not_empty between has_any has_all 之一",
                "`op` is one of eq ne lt lte gt gte in not_in contains starts_with is_empty is_not_empty between has_any has_all",
            );
        }
        let value = map.get("value").cloned().unwrap_or(Json::Null);
        self.nodes += value.as_array().map_or(1, Vec::len);
        if self.nodes > MOST_NODES {
            self.refuse("filter_too_large", at, "筛选条件过多：最多 5000 项", "at most 5,000 nodes");
        }
        Some(Filter::Compare { field: field?, op: op?, value })
    }

    fn exists(&mut self, json: &Json, at: &str, depth: usize) -> Option<Filter> {
        let text = |name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default();
        let entity = EntityKey::parse(text("entity"));
        let via = FieldKey::parse(text("via"));
        if entity.is_err() || via.is_err() {
            self.refuse(
                "bad_filter",
                at,
                "exists 需要 entity、via 和 filter",
                "`exists` needs `entity`, `via` and `filter`",
            );
        }
        let filter = match json.get("filter") {
            None | Some(Json::Null) => Filter::everything(),
            Some(inner) => self.filter(inner, &format!("{at}/filter"), depth + 1)?,
        };
        Some(Filter::Exists { entity: entity.ok()?, via: via.ok()?, filter: Box::new(filter) })
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Filter, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Filter::parse(&json).map_err(|issues| {
            let first = &issues[0];
            serde::de::Error::custom(format!("{} at {}", first.message.english, first.pointer))
        })
    }
}

impl JsonSchema for Filter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_keeps_its_form() {
        let written = json!({"and": [
            {"field": "level", "op": "eq", "value": "A"},
            {"not": {"field": "customer.city", "op": "is_empty"}},
            {"exists": {"entity": "follow_up", "via": "customer", "filter": {"or": []}}},
        ]});
        assert_eq!(Filter::parse(&written).expect("legal").to_json(), written);
    }

    #[test]
    fn every_issue_is_listed_with_its_place() {
        let wrong = json!({"or": [{"field": "a\"b", "op": "like", "value": 1}, {"nand": []}, 7]});
        let places: Vec<String> =
            Filter::parse(&wrong).expect_err("wrong").into_iter().map(|i| i.pointer).collect();
        assert_eq!(places, ["/or/0/field", "/or/0/op", "/or/1/nand", "/or/2"]);
    }

    #[test]
    fn size_and_depth_are_bounded() {
        let mut deep = json!({});
        for _ in 0..40 {
            deep = json!({"not": deep});
        }
        assert_eq!(Filter::parse(&deep).expect_err("deep")[0].code, "filter_too_large");
        let wide = json!({"field": "a", "op": "in", "value": vec![1; 6000]});
        assert_eq!(Filter::parse(&wide).expect_err("wide")[0].code, "filter_too_large");
        assert!(Path::parse("a.b.c.d.e.f").is_some() && Path::parse("a.b.c.d.e.f.g").is_none());
    }
}
