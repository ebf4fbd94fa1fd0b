//! Names that a program uses: parsed once at the door, trusted after.
//!
//! Shape:  `[a-z][a-z0-9_]{0,47}` for entities and fields; definitions of other kinds may also hold `-`.
//! Errors: [`BadKey`] says what a key looks like.
//! Source: docs/spec/definitions.md.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest key, in characters: with the longest suffix a column name still fits PostgreSQL's 63 bytes.
pub const LONGEST_KEY: usize = 48;

/// A text that is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {noun}: use 1 to 48 of a-z, 0-9 and {marks}, starting with a letter")]
pub struct BadKey {
    text: String,
    noun: &'static str,
    marks: &'static str,
}

impl BadKey {
    /// The same sentence in Chinese.
    pub fn chinese(&self) -> String {
        format!("“{}”不能用作编码：请用 1 到 48 个小写字母、数字和 {}，以字母开头", self.text, self.marks)
    }
}

/// Field keys that every record has; custom fields may not take them.
pub const SYSTEM_FIELDS: [&str; 9] = [
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "owner_id",
    "department_id",
    "deleted_at",
];

fn is_key(text: &str, dash: bool) -> bool {
    let mut characters = text.bytes();
    matches!(characters.next(), Some(b'a'..=b'z'))
        && text.len() <= LONGEST_KEY
        && characters.all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_') || dash && c == b'-')
}

macro_rules! key {
    ($(#[$doc:meta])* $name:ident, $noun:literal, $dash:literal, $marks:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses a key.
            ///
            /// # Errors
            /// When the text is not one.
            pub fn parse(text: &str) -> Result<$name, BadKey> {
                if is_key(text, $dash) {
                    Ok($name(text.into()))
                } else {
                    Err(BadKey { text: text.chars().take(60).collect(), noun: $noun, marks: $marks })
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = String::deserialize(deserializer)?;
                $name::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": if $dash { "^[a-z][a-z0-9_-]{0,47}$" } else { "^[a-z][a-z0-9_]{0,47}$" },
                })
            }
        }
    };
}

key!(
    /// Key of an entity; becomes part of a table name.
    EntityKey, "entity key", false, "_"
);
key!(
    /// Key of a field; becomes part of a column name.
    FieldKey, "field key", false, "_"
);
key!(
    /// Key of a definition of any other kind.
    DefinitionKey, "key", true, "_ -"
);

impl From<&EntityKey> for DefinitionKey {
    fn from(key: &EntityKey) -> DefinitionKey {
        DefinitionKey(key.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_refused_with_a_sentence() {
        for bad in ["", "A", "1a", "a b", "a\"b", "a`b", "a]b", "a.b", "客户", "a\0", &"a".repeat(49), "a-b"]
        {
            let refused = FieldKey::parse(bad).expect_err(bad);
            assert!(refused.to_string().contains("starting with a letter"), "{refused}");
        }
        assert!(DefinitionKey::parse("lead-capture").is_ok());
        assert!(FieldKey::parse(&"a".repeat(48)).is_ok());
    }
}
