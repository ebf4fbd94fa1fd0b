//! The kinds of field: this is the one list of them; each has a file of its own.
//!
//! Shape:  [`Kind`] names a kind, [`Kind::rules`] gives what it means: its JSON form and schema, how it reads JSON and
//!         typed text, how it is stored, compared and shown.
//! Errors: a value that is refused is a [`Refusal`] that says how to do it right.
//! Source: docs/spec/kinds.md; docs/how-to/add-a-kind.md lists the places a new kind touches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Language, Refusal},
    moment::{Date, TimeZone},
    value::Value,
};

macro_rules! kinds {
    ($($file:ident $name:ident $doc:literal),* $(,)?) => {
        $(mod $file;)*

        /// What a field may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $(#[doc = $doc] $name,)*
        }

        impl Kind {
            /// Every kind, in the order the palette shows them.
            pub const ALL: &[Kind] = &[$(Kind::$name),*];

            /// What the kind means.
            pub fn rules(self) -> &'static dyn Rules {
                match self {
                    $(Kind::$name => &$file::$name,)*
                }
            }

            /// What evaluating needs of it.
            pub fn values(self) -> &'static dyn Values {
                match self {
                    $(Kind::$name => &$file::$name,)*
                }
            }

            /// The key in definitions.
            pub fn key(self) -> &'static str {
                match self {
                    $(Kind::$name => stringify!($file),)*
                }
            }
        }
    };
}

kinds! {
    text Text "One line of text.",
    long_text LongText "Several lines of text.",
    rich_text RichText "Text with headings, lists and links.",
    integer Integer "A whole number.",
    decimal Decimal "An exact number with a scale.",
    money Money "An amount in a currency.",
    percent Percent "An exact ratio; 0.05 is five percent.",
    boolean Boolean "Yes or no.",
    rating Rating "Stars, one to ten.",
    duration Duration "How long something takes.",
    date Date "A day.",
    date_range DateRange "From one day to another.",
    time Time "A time of day.",
    datetime Datetime "A point in time.",
    choice Choice "One of a list.",
    multi_choice MultiChoice "Several of a list.",
    cascader Cascader "One of a tree.",
    tags Tags "Any words, as many as one likes.",
    user User "A person of the company.",
    users Users "Several persons of the company.",
    department Department "A department.",
    reference Reference "A record of another entity.",
    references References "Several records of another entity.",
    sub_table SubTable "Rows that belong to the record.",
    attachment Attachment "Files.",
    image Image "Images.",
    signature Signature "A signature drawn by hand.",
    phone Phone "A telephone number.",
    email Email "An e-mail address.",
    id_number IdNumber "A number of a resident identity card.",
    url Url "A web address.",
    address Address "A place: province, city, district and the rest.",
    geo_point GeoPoint "A point on the earth.",
    json Json "Any JSON value.",
    auto_number AutoNumber "A number given by the system.",
    formula Formula "Computed from the record's own fields.",
    roll_up RollUp "Computed over records that refer to this one.",
    lookup Lookup "A field of a record this one refers to.",
}

impl Kind {
    /// Whether values are files.
    pub fn holds_files(self) -> bool {
        matches!(self, Kind::Attachment | Kind::Image | Kind::Signature)
    }

    /// Whether values are numbers, of which sums and averages can be made.
    pub fn is_number(self) -> bool {
        self.is_whole() || matches!(self, Kind::Decimal | Kind::Money | Kind::Percent)
    }

    /// Whether values are ids of people, one or several.
    pub fn is_people(self) -> bool {
        matches!(self, Kind::User | Kind::Users)
    }

    /// Whether values are ids, one or several, that names stand for.
    pub fn is_named(self) -> bool {
        self.is_people() || matches!(self, Kind::Department | Kind::Reference | Kind::References)
    }

    /// The kind by whose rules a part of a composite is compared, by the suffix of its column; without a part the kind
    /// itself.
    #[must_use]
    pub fn of_part(self, part: &str) -> Kind {
        let Storage::Columns(columns) = self.values().storage() else { return self };
        let column = columns.iter().find(|(suffix, _)| !part.is_empty() && *suffix == part);
        match column.map(|(_, column_type)| column_type) {
            None => self,
            Some(ColumnType::Date) => Kind::Date,
            Some(ColumnType::Decimal) => Kind::Decimal,
            Some(ColumnType::Integer) => Kind::Integer,
            Some(_) => Kind::Text,
        }
    }

    /// Whether values lie in several columns of which none is the first by rank, so that only parts can be ordered.
    pub fn has_only_parts(self) -> bool {
        matches!(self.values().storage(), Storage::Columns(columns) if columns.iter().all(|(part, _)| !part.is_empty()))
    }

    /// Whether they are whole numbers.
    pub fn is_whole(self) -> bool {
        matches!(self, Kind::Integer | Kind::Rating | Kind::Duration)
    }
}

/// One physical column type, on both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `TEXT`, compared by code point.
    Text,
    /// 64-bit integer.
    Integer,
    /// `NUMERIC(18, scale)`; on SQLite an integer scaled by `10^scale`.
    Decimal,
    /// Boolean; 0 or 1 on SQLite.
    Boolean,
    /// A day; days since 1970 on SQLite.
    Date,
    /// A point in time; microseconds since 1970 on SQLite.
    Moment,
    /// A UUID; 16 bytes on SQLite.
    Id,
    /// Structured text that filters never look into.
    Json,
}

/// Where the value of a field lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In columns of the entity's table: suffix (empty for the main one, else `__` and the part) and type.
    Columns(&'static [(&'static str, ColumnType)]),
    /// In an indexed table of (record, position, value).
    Links(ColumnType),
    /// In the child entity's table.
    Children,
    /// In the columns of the field's `result` (formula, roll-up).
    Derived,
    /// Nowhere: joined on read.
    Joined,
}

/// What must be known of the world to read what a person typed.
#[derive(Clone, Debug)]
pub struct ParseContext {
    /// The zone of a date and time written without one.
    pub zone: TimeZone,
    /// The day that 今天, a missing year and a year of two digits are measured from.
    pub today: Date,
}

/// Who reads a value that is shown.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The language of labels and of yes and no.
    pub language: Language,
    /// The zone in which moments are told.
    pub zone: TimeZone,
}

/// What a kind means. One implementation per file of this folder.
pub trait Rules: Sync {
    /// Where values lie.
    fn storage(&self) -> Storage;

    /// Filter operators that make sense; none for derived kinds, whose [`crate::plan::shape`] is to be asked.
    fn operators(&self) -> &'static [Operator];

    /// Whether lists may be sorted by it; see `operators` for derived kinds.
    fn sortable(&self) -> bool {
        true
    }

    /// Whether the value is written by the system alone.
    fn computed(&self) -> bool {
        false
    }

    /// Checks the definition of a field of this kind; pointers start with `pointer`, the place of the property.
    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>);

    /// The JSON Schema keywords that the kind adds to the author's own.
    fn schema(&self, field: &Field) -> Map<String, Json>;

    /// Reads the JSON form and normalises it. Blank in, blank out.
    ///
    /// # Errors
    /// When the value is not of this kind; the sentence says what is.
    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal>;

    /// Reads what a person typed or a spreadsheet cell holds, which may be looser than the JSON form.
    ///
    /// # Errors
    /// As `read`.
    fn parse(&self, field: &Field, text: &str, context: &ParseContext) -> Result<Value, Refusal> {
        let _ = context;
        self.read(field, &Json::String(text.to_owned()))
    }

    /// The JSON form of a value; `null` for blank.
    fn write(&self, field: &Field, value: &Value) -> Json {
        let _ = field;
        plain::write(value)
    }

    /// What a person reads in lists, exports and histories.
    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        let _ = field;
        plain::show(value, reader)
    }
}

/// The part of [`Rules`] that evaluating needs. A page carries these alone: nobody defines, types or shows anything there
/// through a kind, and what a table of [`Rules`] names cannot be left out of a program.
pub trait Values: Sync {
    /// As [`Rules::storage`].
    fn storage(&self) -> Storage;
    /// As [`Rules::operators`].
    fn operators(&self) -> &'static [Operator];
    /// As [`Rules::computed`].
    fn computed(&self) -> bool;
    /// As [`Rules::read`].
    ///
    /// # Errors
    /// As there.
    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal>;
    /// As [`Rules::write`].
    fn write(&self, field: &Field, value: &Value) -> Json;
}

impl<T: Rules> Values for T {
    fn storage(&self) -> Storage {
        Rules::storage(self)
    }

    fn operators(&self) -> &'static [Operator] {
        Rules::operators(self)
    }

    fn computed(&self) -> bool {
        Rules::computed(self)
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        Rules::read(self, field, json)
    }

    fn write(&self, field: &Field, value: &Value) -> Json {
        Rules::write(self, field, value)
    }
}

mod check;
mod compile;
#[cfg(feature = "whole")]
mod convert;
mod day;
mod derived;
pub mod files;
mod identifier;
pub mod keywords;
mod list;
mod masking;
mod number;
mod options;
mod pattern;
mod plain;
mod tree;
mod typed;
mod unknown;

pub use auto_number::{Pattern, period};
pub use compile::compile;
#[cfg(feature = "whole")]
pub use convert::{convert, convertible};
pub use email::normal as normal_email;
pub use masking::mask;
pub use number::operand;
pub use options::{names_choices, retired};
pub use phone::normal as normal_phone;
pub use rich_text::{SCHEMES, TAGS, plain as plain_text};
pub use sub_table::{MOST_ROWS, read_rows};
pub use text::TEXT_OPERATORS;
pub use tree::{below, check as check_tree};

/// A schema fragment from a JSON literal.
fn schema(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// The text of a JSON string; `null` is the empty text.
fn string(json: &Json, kind: Kind) -> Result<&str, Refusal> {
    match json {
        Json::String(text) => Ok(text),
        Json::Null => Ok(""),
        _ => Err(wrong_type(kind)),
    }
}

/// The refusal of a JSON type that the kind never takes.
fn wrong_type(kind: Kind) -> Refusal {
    let (chinese, english) = match kind {
        Kind::Integer | Kind::Rating => ("请填写整数", "give a whole number"),
        Kind::Duration => ("请以秒数填写时长，如 5400", "give a duration in whole seconds, such as 5400"),
        Kind::Boolean => ("请填写是或否", "give true or false"),
        Kind::Decimal | Kind::Percent => {
            ("请以文本形式填写数字，如 \"12.50\"", "give a number as text, such as \"12.50\"")
        }
        Kind::Money => (
            "请填写金额，如 {\"amount\":\"12.50\",\"currency\":\"CNY\"}",
            "give {\"amount\":\"12.50\",\"currency\":\"CNY\"}",
        ),
        Kind::MultiChoice
        | Kind::Tags
        | Kind::Users
        | Kind::References
        | Kind::SubTable
        | Kind::Attachment
        | Kind::Image
        | Kind::Signature => ("请填写列表", "give a list"),
        Kind::DateRange => (
            "请填写起止日期，如 {\"start\":\"2026-01-01\",\"end\":\"2026-01-31\"}",
            "give {\"start\":\"2026-01-01\",\"end\":\"2026-01-31\"}",
        ),
        Kind::GeoPoint => (
            "请以文本形式填写经纬度，如 {\"lat\":\"22.543099\",\"lng\":\"114.057868\"}",
            "give {\"lat\":\"22.543099\",\"lng\":\"114.057868\"} with degrees as text",
        ),
        Kind::Address => ("请填写省、市、区和详细地址", "give province, city, district and detail"),
        _ => ("请填写文本", "give text"),
    };
    Refusal::new("wrong_type", chinese, english)
}

/// Refuses keys of an object that its kind does not know.
fn known_keys(map: &Map<String, Json>, known: &[&str]) -> Result<(), Refusal> {
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let key: String = key.chars().take(60).collect();
            let known = known.join(" ");
            Err(Refusal::new(
                "unknown_key",
                format!("多余的键“{key}”；只能有 {known}"),
                format!("unknown key `{key}`; only {known}"),
            ))
        }
    }
}
