//! What lies on a form.
//!
//! Shape:  a tree of blocks; only fields hold values. Fields are known by their own key, every other block by a key that
//!         is unique in the form and no field's.

use engine_core::{filter::Path, key::FieldKey, labels::Labels, reading};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::{Map, Value as Json};

use super::{Check, Rule, is_default, yes};

/// One thing on a form.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A field of the entity.
    Field(Box<FieldBlock>),
    /// Blocks under a heading, in columns.
    Section(Section),
    /// Panels of which one is in front; all may be filled in in any order.
    Tabs(Panels),
    /// Panels one after the other; one goes on when nothing is wrong with the one before.
    Steps(Panels),
    /// A text that people read.
    Text(TextBlock),
}

// By hand: what is derived reads a block from a copy of its parts, which doubles the engine in the browser.
impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Block, D::Error> {
        let mut parts = Map::<String, Json>::deserialize(deserializer)?;
        let kind = parts.shift_remove("type").ok_or_else(|| Error::missing_field("type"))?;
        let parts = Json::Object(parts);
        let read = match kind.as_str().unwrap_or_default() {
            "field" => reading::read(parts).map(Block::Field),
            "section" => reading::read(parts).map(Block::Section),
            "tabs" => reading::read(parts).map(Block::Tabs),
            "steps" => reading::read(parts).map(Block::Steps),
            "text" => reading::read(parts).map(Block::Text),
            other => {
                let known = &["field", "section", "tabs", "steps", "text"];
                return Err(Error::unknown_variant(other, known));
            }
        };
        read.map_err(Error::custom)
    }
}

/// How wide a field is on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneWidth {
    /// The whole line.
    #[default]
    Full,
    /// Half of it.
    Half,
}

fn one() -> u8 {
    1
}

fn is_one(number: &u8) -> bool {
    *number == 1
}

/// A field on a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldBlock {
    /// Which; `owner_id` may be asked for, too.
    pub field: FieldKey,
    /// What people read instead of the field's own label.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// A line of help instead of the field's own.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub help: Labels,
    /// What stands in it while it is empty.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub placeholder: Labels,
    /// How many columns of its section it takes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 4))]
    pub span: u8,
    /// How wide it is on a phone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub phone: PhoneWidth,
    /// Whether it must be filled in, beside what the entity says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Whether it is only shown.
    #[serde(default, skip_serializing_if = "is_default")]
    pub readonly: bool,
    /// Whether it is carried along unseen, as a source in an address is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
    /// The value of a new record, as JSON of the field's kind, instead of the entity's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// The value until somebody fills it in: a formula over other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub default_formula: Option<String>,
    /// The value until somebody fills it in: a field of a record that is linked, such as `customer.phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<DottedPath>,
    /// Of a choice: the choice field whose value decides which of these are offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cascade: Option<Cascade>,
    /// Of a sub-table: its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowLayout>,
}

/// Options that depend on another choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cascade {
    /// The choice that decides.
    pub by: FieldKey,
    /// For each of its options, the options that are offered; for one that is not named, none.
    pub options: indexmap::IndexMap<String, Vec<String>>,
}

/// The rows of a sub-table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowLayout {
    /// Columns, in order.
    pub columns: Vec<FieldBlock>,
    /// Rules that hold in each row; `parent.` before a field means the record the rows belong to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// What must hold in each row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Fewest rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// Most rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Whether rows may be added.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub add: bool,
    /// Whether rows may be taken away.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub remove: bool,
}

/// Blocks under a heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Identity.
    pub key: FieldKey,
    /// Its heading.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// A line below the heading.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub help: Labels,
    /// Columns at a desk; one on a phone.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 4))]
    pub columns: u8,
    /// Whether people may fold it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collapsible: bool,
    /// Whether it begins folded.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collapsed: bool,
    /// What lies in it.
    #[serde(default)]
    pub blocks: Vec<Block>,
}

/// Several panels of which one is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panels {
    /// Identity.
    pub key: FieldKey,
    /// In order.
    pub panels: Vec<Panel>,
}

/// One of several panels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Identity.
    pub key: FieldKey,
    /// Its title.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// What lies in it.
    #[serde(default)]
    pub blocks: Vec<Block>,
}

/// How a text is set apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Not at all.
    #[default]
    Plain,
    /// As something worth knowing.
    Info,
    /// As something to mind.
    Warning,
}

/// A text that people read; it is plain, line by line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextBlock {
    /// Identity.
    pub key: FieldKey,
    /// The text.
    pub labels: Labels,
    /// How it is set apart.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tone: Tone,
}

/// A path of keys with dots between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DottedPath(pub Path);

impl Serialize for DottedPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DottedPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DottedPath, D::Error> {
        let text = String::deserialize(deserializer)?;
        Path::parse(&text).map(DottedPath).ok_or_else(|| Error::custom("not a path of field keys"))
    }
}

impl JsonSchema for DottedPath {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DottedPath".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,47}(\\.[a-z][a-z0-9_]{0,47}){0,5}$"
        })
    }
}

impl Block {
    /// Its key: a field's own, or that of the block.
    pub fn key(&self) -> &FieldKey {
        match self {
            Block::Field(block) => &block.field,
            Block::Section(section) => &section.key,
            Block::Tabs(panels) | Block::Steps(panels) => &panels.key,
            Block::Text(text) => &text.key,
        }
    }
}
