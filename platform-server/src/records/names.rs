//! Physical names, from keys, through here and nowhere else.
//!
//! Shape:  a [`Name`] holds only `[a-z0-9_]`, so quoting it is never a question; tables `e_<entity>`, columns
//!         `f_<field>`, companions `s_<field>` (sort) and `c_<field>` (folded), link tables `l_…`, full text `t_…`.
//! Units:  at most 63 bytes, PostgreSQL's limit; longer names end in eight digits of a hash of the whole.
//! Source: DESIGN §5.

use std::fmt;

use sha2::{Digest as _, Sha256};

use engine_core::{
    entity::{Entity, Field},
    key::EntityKey,
};

/// Longest physical name, in bytes.
const LONGEST: usize = 63;

/// A physical name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// A name that this program wrote itself.
    pub fn fixed(name: &'static str) -> Name {
        Name(name.to_owned())
    }

    /// A name that the database's own catalogue gave, if it is one of ours.
    pub fn existing(name: &str) -> Name {
        Name(name.chars().filter(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')).collect())
    }

    /// The bare text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn built(text: String) -> Name {
        debug_assert!(
            text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')),
            "keys are checked at the door"
        );
        if text.len() <= LONGEST {
            return Name(text);
        }
        let digest = Sha256::digest(text.as_bytes());
        let tail: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
        Name(format!("{}_{tail}", &text[..LONGEST - 9]))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The table of an entity.
pub fn table(entity: &EntityKey) -> Name {
    Name::built(format!("e_{entity}"))
}

/// A column of a field; `part` is the suffix of a composite's column. System fields keep their own names.
pub fn column(field: &Field, part: &str) -> Name {
    let key = field.key.as_str();
    if engine_core::key::SYSTEM_FIELDS.contains(&key) {
        return Name(key.to_owned());
    }
    Name::built(format!("f_{key}{part}"))
}

/// The column that Chinese text sorts by.
pub fn sort_column(field: &Field) -> Name {
    Name::built(format!("s_{}", field.key))
}

/// The column that `contains` looks into when folding changes the text; `part` as in [`column`].
pub fn folded_column(field: &Field, part: &str) -> Name {
    Name::built(format!("c_{}{part}", field.key))
}

/// The table of a field with several values.
pub fn link_table(entity: &Entity, field: &Field) -> Name {
    Name::built(format!("l_{}__{}", entity.key, field.key))
}

/// The full-text table of an entity on SQLite.
pub fn text_table(entity: &EntityKey) -> Name {
    Name::built(format!("t_{entity}"))
}

/// An index, named for its table and what it covers.
pub fn index(table: &Name, columns: &[&str], purpose: &str) -> Name {
    Name::built(format!("i_{}__{}_{purpose}", table.0, columns.join("__")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_both_databases_and_stay_distinct() {
        let long = "a".repeat(48);
        let entity = EntityKey::parse(&long).expect("key");
        assert!(table(&entity).as_str().len() <= LONGEST);
        let one = index(&table(&entity), &[&"b".repeat(48), "x"], "plain");
        let other = index(&table(&entity), &[&"b".repeat(48), "y"], "plain");
        assert!(one.as_str().len() <= LONGEST && one != other);
    }
}
