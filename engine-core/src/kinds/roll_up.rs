//! Computed over records that refer to this one.

use super::{Storage, check, derived::Derived};
use crate::{
    entity::{Aggregate, Field},
    issue::Issue,
    key::FieldKey,
};

/// Rules of `roll_up`.
pub(super) struct RollUp;

impl Derived for RollUp {
    fn storage(&self) -> Storage {
        Storage::Derived
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::annotations(
            field,
            &["target", "via", "measure", "filter", "scale", "disclose"],
            pointer,
            issues,
        );
        check::keywords(field, &["type"], pointer, issues);
        check::scale(field, pointer, issues);
        check::target(field, pointer, issues);
        match field.via.as_deref() {
            None => issues.push(check::missing("via", pointer)),
            Some(via) if FieldKey::parse(via).is_err() => issues.push(Issue::new(
                "bad_path",
                format!("{pointer}/x-field/via"),
                "via 应为子表中引用本表的字段编码",
                "`via` is the key of the child's reference to this entity",
            )),
            Some(_) => {}
        }
        match &field.measure {
            None => issues.push(check::missing("measure", pointer)),
            Some(measure) if measure.field.is_none() && measure.op != Aggregate::Count => {
                issues.push(Issue::new(
                    "missing_key",
                    format!("{pointer}/x-field/measure/field"),
                    "除计数外，汇总需要指定字段",
                    "every measure but a count needs a field",
                ));
            }
            Some(_) => {}
        }
    }
}
