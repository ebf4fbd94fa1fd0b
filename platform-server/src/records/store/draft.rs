//! A new record, worked out as far as that goes before its transaction.
//!
//! Shape:  whoever asks for a record computes what is bound, the words it is found under and its entry in the log; what
//!         only the transaction knows (its number, its department, auto-numbers, what references are stored as) is
//!         settled there. One thread writes to SQLite: what it need not do, it does not do.

use engine_core::{entity::Field, kinds::Kind, value::Value};
use serde_json::{Map, Value as Json};

use super::{duplicates::duplicate_keys, history, links, references::Numbers};
use crate::{
    catalog::Compiled,
    database::Dialect,
    records::{
        changes::{self, Change, Entry, Stamp},
        record::Record,
        sql::{Bind, words::Document, write::Layout},
    },
};

/// What is written of a new record.
pub(super) struct Draft {
    binds: Vec<Bind>,
    same: Vec<Option<String>>,
    document: Document,
    entry: Entry,
}

impl Draft {
    /// Of a record; its rows get their ids.
    pub(super) fn of(
        (dialect, layout): (Dialect, &Layout),
        compiled: &Compiled,
        record: &mut Record,
        why: Option<Json>,
        stamp: &Stamp,
    ) -> Draft {
        links::identify(compiled, record);
        Draft {
            binds: layout.binds(record, stamp.batch),
            same: duplicate_keys(&compiled.entity, record),
            document: Document::of(
                dialect,
                &links::words(compiled, record, |field| !compiled.is_late(field)),
            ),
            entry: Entry::new(created(compiled, record, why)),
        }
    }

    /// Takes in what the transaction found out; what is bound.
    pub(super) fn settle(
        &mut self,
        (dialect, layout): (Dialect, &Layout),
        compiled: &Compiled,
        record: &Record,
        referred: &Numbers,
    ) -> Vec<Bind> {
        let entity = &compiled.entity;
        for field in &compiled.late {
            let value = record.get(field.key.as_str());
            if !value.is_blank() {
                self.entry.add(field.key.as_str(), &created_as(compiled, field, value));
            }
        }
        let late = |field: &Field| compiled.is_late(field);
        if compiled.late.iter().any(|field| field.search) {
            self.document.add(dialect, &links::words(compiled, record, late));
        }
        let rules = entity.duplicate.iter().flat_map(|rule| rule.matches.iter().flatten());
        if rules.filter_map(|key| entity.field(key.as_str())).any(|field| late(field)) {
            self.same = duplicate_keys(entity, record);
        }
        let mut binds = std::mem::take(&mut self.binds);
        let stored = |field: &Field, value: &Value| referred.stored(field, value);
        let same = std::mem::take(&mut self.same);
        layout.settle(&mut binds, record, (late, stored), same, &self.document);
        binds
    }

    /// The words the record is found under.
    pub(super) fn take_document(&mut self) -> Document {
        std::mem::take(&mut self.document)
    }

    /// Its entry in the log, once its number is known.
    pub(super) fn entry(self, n: i64) -> Entry {
        self.entry.numbered(n)
    }
}

fn created(compiled: &Compiled, record: &Record, why: Option<Json>) -> Change {
    let mut fields = Map::new();
    for (key, value) in record.values.iter().filter(|(_, v)| !v.is_blank()) {
        let own = compiled
            .entity
            .own_field(key.as_str())
            .is_some_and(|f| !f.volatile && f.kind != Kind::RollUp && !compiled.is_late(f));
        if let Some(field) = compiled.entity.field(key.as_str()).filter(|_| own || key.as_str() == "owner_id")
        {
            fields.insert(key.as_str().to_owned(), created_as(compiled, field, value));
        }
    }
    Change {
        subject: changes::subject(&compiled.entity.key),
        record: record.id(),
        n: record.n,
        action: "create",
        fields: Json::Object(fields),
        why,
    }
}

fn created_as(compiled: &Compiled, field: &Field, value: &Value) -> Json {
    Json::Array(vec![Json::Null, history::logged(compiled, field, value)])
}
