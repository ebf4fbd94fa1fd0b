//! The types of formulas, and who knows those of fields.
//!
//! Shape:  `Type { item, list }`; `FieldTypes` maps a path to a type.
//! Source: docs/spec/formulas.md §2.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::tree::FieldPath;

/// What one value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Known only when evaluated.
    Any,
    /// Always blank.
    Blank,
    /// A number.
    Number,
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// A point in time.
    Moment,
    /// A time of day.
    Time,
}

/// What a field or formula yields: one item, or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Type {
    /// What each value is.
    pub item: Item,
    /// Whether there are several.
    pub list: bool,
}

impl Type {
    /// Known only when evaluated.
    pub const ANY: Type = Type { item: Item::Any, list: false };
    /// Always blank.
    pub const BLANK: Type = Type { item: Item::Blank, list: false };
    /// A number.
    pub const NUMBER: Type = Type { item: Item::Number, list: false };
    /// Text.
    pub const TEXT: Type = Type { item: Item::Text, list: false };
    /// True or false.
    pub const BOOLEAN: Type = Type { item: Item::Boolean, list: false };
    /// A day.
    pub const DATE: Type = Type { item: Item::Date, list: false };
    /// A point in time.
    pub const MOMENT: Type = Type { item: Item::Moment, list: false };
    /// A time of day.
    pub const TIME: Type = Type { item: Item::Time, list: false };

    /// A list of items.
    pub const fn list_of(item: Item) -> Type {
        Type { item, list: true }
    }

    /// The type of a value that is one or the other; blank gives way to anything.
    pub fn join(self, other: Type) -> Type {
        if self.item == Item::Blank && !self.list {
            return other;
        }
        if other.item == Item::Blank && !other.list {
            return self;
        }
        match (self == other, self.list == other.list) {
            (true, _) => self,
            (false, true) if self.item == Item::Blank => other,
            (false, true) if other.item == Item::Blank => self,
            (false, true) => Type { item: Item::Any, list: self.list },
            (false, false) => Type::ANY,
        }
    }
}

impl Item {
    /// Its name in Chinese and English.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Item::Any => ("任意值", "any value"),
            Item::Blank => ("空值", "blank"),
            Item::Number => ("数字", "number"),
            Item::Text => ("文本", "text"),
            Item::Boolean => ("是/否", "boolean"),
            Item::Date => ("日期", "date"),
            Item::Moment => ("日期时间", "moment"),
            Item::Time => ("时间", "time"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = if self.list { "list of " } else { "" };
        write!(f, "{many}{}", self.item.name().1)
    }
}

/// Who knows the types of fields.
pub trait FieldTypes {
    /// The type at a path; `None` when there is no such field.
    fn field_type(&self, path: &FieldPath) -> Option<Type>;
}

impl<F: Fn(&FieldPath) -> Option<Type>> FieldTypes for F {
    fn field_type(&self, path: &FieldPath) -> Option<Type> {
        self(path)
    }
}
