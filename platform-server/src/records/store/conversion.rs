//! What one field of a record holds, for another one.
//!
//! Shape:  `record → the other field's value`; nothing where there is nothing to convert, or the other field holds a value.
//! Errors: issues at the other field, as if somebody had typed it there.

use std::sync::Arc;

use engine_core::{
    entity::Field,
    issue::{Issue, token},
    key::FieldKey,
    kinds::{self, ParseContext, Reader},
    value::Value,
};

use crate::records::record::Record;

/// A field whose values are to become another's.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The field that holds them.
    pub from: Arc<Field>,
    /// The field that gets them.
    pub to: Arc<Field>,
    /// In whose words values are told.
    pub reader: Reader,
    /// How what is told is typed.
    pub context: ParseContext,
}

impl Conversion {
    /// What a value becomes.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn of(&self, value: &Value) -> Result<Value, Vec<Issue>> {
        let at = token(self.to.key.as_str());
        kinds::convert(&self.from, value, &self.to, &self.reader, &self.context)
            .map_err(|refusals| refusals.into_iter().map(|refusal| refusal.at(&at)).collect())
    }

    /// What is written to a record.
    pub(super) fn given(&self, record: &Record) -> Result<Option<(FieldKey, Value)>, Vec<Issue>> {
        let value = record.get(self.from.key.as_str());
        if value.is_blank() || !record.get(self.to.key.as_str()).is_blank() {
            return Ok(None);
        }
        Ok(Some((self.to.key.clone(), self.of(value)?)))
    }
}
