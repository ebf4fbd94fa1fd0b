//! A field as people write its values, also where the system computes them.
//!
//! Shape:  an auto-number is written as text, a formula or roll-up as what it yields. Such a text never becomes a value of
//!         the field; it finds the record that has it.

use std::{borrow::Cow, sync::Arc};

use engine_core::{entity::Field, kinds::Kind, plan::shape};

/// The field whose rules read what a person writes.
pub fn written(field: &Field) -> Cow<'_, Field> {
    let shape = shape(field);
    match shape.kind {
        Kind::AutoNumber => Cow::Owned(Field { kind: Kind::Text, ..shape.clone() }),
        _ => Cow::Borrowed(shape),
    }
}

/// The same for a field that is kept; no copy is made where there is nothing to change.
pub fn written_shared(field: &Arc<Field>) -> Arc<Field> {
    match (&field.result, field.kind) {
        (None, kind) if kind != Kind::AutoNumber => Arc::clone(field),
        _ => Arc::new(written(field).into_owned()),
    }
}
