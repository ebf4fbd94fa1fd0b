//! The generator file, as its author wrote it.
//!
//! Shape:  serde types; every unknown key is refused with its place.
//! Source: docs/spec/sample.md.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::fault::SampleFault;

/// `sample/generator.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// Version of this language; 1.
    pub format: u32,
    /// What the draws start from.
    pub seed: u64,
    /// What to make, in order.
    pub(super) steps: Vec<Step>,
    /// Words, texts and tables that paths lead into.
    pub(super) lists: Map<String, Json>,
}

impl Generator {
    /// The entities whose records it makes, in the order in which they are made.
    pub fn entities(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for entity in self.steps.iter().filter_map(|step| step.create.as_ref()) {
            if !all.contains(entity) {
                all.push(entity.clone());
            }
        }
        all
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`SampleFault::Shape`] with the line and what is wrong there.
    pub fn parse(text: &str) -> Result<Generator, SampleFault> {
        let generator: Generator =
            serde_json::from_str(text).map_err(|error| SampleFault::Shape(error.to_string()))?;
        if generator.format == 1 {
            Ok(generator)
        } else {
            Err(SampleFault::Shape(format!("format {} is unknown; this is format 1", generator.format)))
        }
    }
}

/// One pass over an entity: `create` makes `count` records, `update` sets fields of those made before.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) create: Option<String>,
    pub(super) update: Option<String>,
    pub(super) count: Option<usize>,
    /// Records per batch.
    pub(super) batch: usize,
    /// Records are numbered in the order of this field.
    pub(super) sort_by: Option<String>,
    pub(super) fields: Vec<FieldSpec>,
    #[serde(default)]
    pub(super) fixed: Vec<Fixed>,
}

/// Values given instead of drawn, for records that a story needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixed {
    pub(super) index: usize,
    pub(super) values: Map<String, Json>,
}

/// One field, or with `hidden` a value that later fields read and no record gets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldSpec {
    pub(super) field: String,
    /// Per cent of records that have it.
    pub(super) chance: Option<u32>,
    #[serde(default)]
    pub(super) hidden: bool,
    #[serde(default)]
    pub(super) unique: bool,
    pub(super) make: Make,
}

/// A range that is drawn from with a weight; both ends belong to it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    pub(super) weight: u32,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// How a value comes about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Make {
    /// This value.
    Value(Json),
    /// The value at a path.
    Copy(String),
    /// A template.
    Text(String),
    /// One of the list at a path.
    Pick(String),
    /// One of these keys, by weight.
    Weights(IndexMap<String, u32>),
    /// Different entries of the list at `from`.
    Sample { from: String, counts: Vec<Band> },
    /// A whole number, a multiple of `step`.
    Integer { bands: Vec<Band>, step: Option<i64> },
    /// A whole number over `10^scale`, as text.
    Decimal { bands: Vec<Band>, step: Option<i64>, scale: u32 },
    /// Yuan.
    Money { bands: Vec<Band>, step: Option<i64> },
    /// Some per cent of the money at `of`.
    Share { of: String, percents: Vec<i64> },
    /// A day, counted from today or from the day at `base`.
    Date {
        base: Option<String>,
        bands: Vec<Band>,
        #[serde(default)]
        working_days: bool,
    },
    /// A moment of the past, at a time of day between `from` and `to`.
    Datetime {
        bands: Vec<Band>,
        from: String,
        to: String,
        #[serde(default)]
        working_days: bool,
    },
    /// An object, member by member.
    Object(IndexMap<String, Make>),
    /// One of these people.
    User(Vec<String>),
    /// A record made by an earlier step.
    Reference { to: String, order: Order },
    /// A record of `of` whose `via` is the record at `parent` (itself when absent), one with these values if there is.
    Child { of: String, via: String, parent: Option<String>, prefer: Option<Map<String, Json>> },
    /// What the child with the greatest `by` has at `take`.
    Latest { of: String, via: String, by: String, take: String },
    /// Rows of a sub-table, in the order of `sort_by`.
    Rows { counts: Vec<Band>, sort_by: Option<String>, fields: Vec<FieldSpec> },
    /// What the first row at `of` has at `take`.
    First { of: String, take: String },
    /// `some` or `none`: whether the value at a path is filled.
    Filled(String),
    /// Another way of making, by the value at `on`.
    Case { on: String, when: IndexMap<String, Make>, otherwise: Box<Make> },
    /// A unified social credit code with its check digit; `area` leads to six digits.
    CreditCode { area: String },
}

/// Which record a reference takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Order {
    /// Each once, then any.
    EachThenAny,
    /// A class by weight, then any record whose `by` is that class.
    Skewed { by: String, shares: IndexMap<String, u32> },
}
