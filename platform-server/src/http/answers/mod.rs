//! The shapes of answers that handlers put together as JSON.
//!
//! Shape:  one type per answer, named as the outside contract names it. Only their description is used; that handlers
//!         keep to it is proved by the browser journeys, which hold every answer they see against the description.
//! Source: docs/spec/http.md.

pub mod conversion;
pub mod definition;
pub mod entity;
pub mod formula;
mod map;
pub mod record;
pub mod view;

pub use conversion::{ConversionPreview, Converted};
pub use definition::{DefinitionList, DraftSaved, PublishedDefinitions, UsageList, VersionList};
pub use entity::{EntityList, EntityView, OptionList};
pub use formula::{CheckedFormula, FunctionList, SuggestedKey, TriedFormula};
pub use map::{Labels, MeaningsBody, Unknowns, Values};
pub use record::{
    BatchDone, BulkDone, ChangeList, Conflict, DuplicateList, EditedRecord, GroupList, ImportRow,
    ImportSampleRow, RecordBody, SearchResults, ShareList, UndoDone,
};

use std::borrow::Cow;

use engine_core::{filter::Operator, kinds::Kind};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, Type, schema::ObjectBuilder},
};

/// Any JSON.
type Any = serde_json::Value;

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
}

/// Every kind of field.
pub struct KindWord;

impl PartialSchema for KindWord {
    fn schema() -> RefOr<Schema> {
        words(Kind::ALL.iter().map(|kind| kind.key()))
    }
}

impl ToSchema for KindWord {
    fn name() -> Cow<'static, str> {
        "Kind".into()
    }
}

/// Every way to compare.
pub struct OperatorWord;

impl PartialSchema for OperatorWord {
    fn schema() -> RefOr<Schema> {
        words(Operator::ALL.iter().map(|operator| operator.word()))
    }
}

impl ToSchema for OperatorWord {
    fn name() -> Cow<'static, str> {
        "Operator".into()
    }
}

/// A condition on records; docs/spec/filters.md.
#[derive(ToSchema)]
#[serde(untagged)]
#[schema(as = Filter)]
pub enum FilterBody {
    /// A field compares.
    Compare(Comparison),
    /// All hold.
    And {
        /// Everything when empty.
        #[schema(no_recursion)]
        and: Vec<FilterBody>,
    },
    /// One holds.
    Or {
        /// Nothing when empty.
        #[schema(no_recursion)]
        or: Vec<FilterBody>,
    },
    /// It does not hold.
    Not {
        /// The opposite.
        #[schema(no_recursion)]
        not: Box<FilterBody>,
    },
    /// A record of another entity refers to this one and meets a filter.
    Exists {
        /// Which.
        exists: Referrer,
    },
}

/// A field compares.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Comparison {
    /// A field, possibly through references: `customer.level`.
    field: String,
    /// How.
    op: OperatorWord,
    /// With what; absent for `is_empty` and `is_not_empty`.
    #[schema(required = false)]
    value: Any,
}

/// Records of another entity.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Referrer {
    /// The other entity.
    entity: String,
    /// Its reference to this one.
    via: String,
    /// What it must meet.
    #[schema(no_recursion, required = false)]
    filter: Box<FilterBody>,
}
