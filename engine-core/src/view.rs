//! A saved way to look at records: a table, a kanban, a calendar, a timeline or a gallery.
//!
//! Shape:  [`ViewDocument`] is the JSON of a view; each type but the table has settings of its own under its own word.
//!         Settings name fields of the view's entity itself; columns and sort may be paths.
//! Errors: unknown keys are refused when read; what the names stand for is checked when a view is published.
//! Source: docs/spec/definitions.md "view".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    entity::Aggregate,
    filter::Filter,
    key::{DefinitionKey, EntityKey},
    labels::Labels,
};

mod names;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How a view lays records out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewType {
    /// Rows and columns.
    #[default]
    Table,
    /// Cards in columns, one column per choice or person.
    Kanban,
    /// Records on the days of a month or week.
    Calendar,
    /// Records as bars along time.
    Timeline,
    /// Cards with pictures.
    Gallery,
}

impl ViewType {
    /// Every type.
    pub const ALL: [ViewType; 5] =
        [ViewType::Table, ViewType::Kanban, ViewType::Calendar, ViewType::Timeline, ViewType::Gallery];

    /// The word in definitions.
    pub fn word(self) -> &'static str {
        match self {
            ViewType::Table => "table",
            ViewType::Kanban => "kanban",
            ViewType::Calendar => "calendar",
            ViewType::Timeline => "timeline",
            ViewType::Gallery => "gallery",
        }
    }
}

/// A saved list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/spec/definitions.md describes each key")]
pub struct ViewDocument {
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    pub key: DefinitionKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    pub entity: EntityKey,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(rename = "type", default, skip_serializing_if = "is_default")]
    pub view_type: ViewType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kanban: Option<Kanban>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gallery: Option<Gallery>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 500))]
    pub page_size: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<DefinitionKey>>,
}

/// Cards in columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kanban {
    /// The choice or person that says in which column a card stands.
    pub group_by: String,
    /// Columns in their order; those that are not named follow as the field has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 200))]
    pub columns: Vec<KanbanColumn>,
    /// What stands above each column beside the number of its cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub totals: Vec<Total>,
    /// What stands on a card.
    #[serde(default, skip_serializing_if = "is_default")]
    pub card: Card,
    /// What is asked for when a card is put into a column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 200))]
    pub guards: Vec<Guard>,
    /// The choice that colours a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour_by: Option<String>,
}

/// One column of a kanban.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KanbanColumn {
    /// The choice it holds; without one, the records that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it is left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
}

/// One total of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// How it is computed.
    pub op: Aggregate,
    /// Of which field.
    pub field: String,
}

/// What stands on a card.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Its heading; without one, the title of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What stands below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 12))]
    pub fields: Vec<String>,
}

/// Fields without which a card does not enter a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// The choice whose column is entered.
    pub to: String,
    /// Fields asked for before.
    #[schemars(length(min = 1, max = 10))]
    pub ask: Vec<String>,
}

/// Records on days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The day or moment on which a record stands.
    pub start: String,
    /// Until when, of the same kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// What is read; without it, the title of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The choice that colours an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour_by: Option<String>,
}

/// Records as bars along time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// Where a bar begins.
    pub start: String,
    /// Where it ends, of the same kind.
    pub end: String,
    /// What is read; without it, the title of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What bars stand together by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// The choice that colours a bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour_by: Option<String>,
}

/// Cards with pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gallery {
    /// The files whose first picture is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The heading; without one, the title of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What stands below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 12))]
    pub fields: Vec<String>,
}
