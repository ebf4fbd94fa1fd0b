//! A field of a record this one refers to.

use super::{Storage, check, derived::Derived};
use crate::{entity::Field, filter::Path, issue::Issue};

/// Rules of `lookup`.
pub(super) struct Lookup;

impl Derived for Lookup {
    fn storage(&self) -> Storage {
        Storage::Joined
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::annotations(field, &["via", "disclose"], pointer, issues);
        check::keywords(field, &["type"], pointer, issues);
        match field.via.as_deref() {
            None => issues.push(check::missing("via", pointer)),
            Some(via) if !via.contains('.') || Path::parse(via).is_none() => issues.push(Issue::new(
                "bad_path",
                format!("{pointer}/x-field/via"),
                "via 应为“引用字段.目标字段”，如 customer.level",
                "`via` is a reference field and the target's field, such as customer.level",
            )),
            Some(_) => {}
        }
    }
}
