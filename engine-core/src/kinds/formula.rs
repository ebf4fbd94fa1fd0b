//! Computed from the record's own fields.

use super::{Storage, check, derived::Derived};
use crate::{entity::Field, issue::Issue};

/// Rules of `formula`.
pub(super) struct Formula;

/// Longest formula, in characters.
const LONGEST_FORMULA: usize = 4_000;

impl Derived for Formula {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::annotations(field, &["formula", "scale", "disclose"], pointer, issues);
        check::keywords(field, &["type"], pointer, issues);
        check::scale(field, pointer, issues);
        match field.formula.as_deref().map(str::trim) {
            None | Some("") => issues.push(check::missing("formula", pointer)),
            Some(text) if text.chars().count() > LONGEST_FORMULA => issues.push(Issue::new(
                "too_long",
                format!("{pointer}/x-field/formula"),
                format!("公式最多 {LONGEST_FORMULA} 个字符"),
                format!("a formula has at most {LONGEST_FORMULA} characters"),
            )),
            Some(_) => {}
        }
    }
}
