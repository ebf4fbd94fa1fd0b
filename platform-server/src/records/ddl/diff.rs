//! What must be there minus what is.

use super::{
    Existing, Shape,
    shape::{IndexShape, TableShape},
};
use crate::{
    database::Dialect,
    records::{names::Name, sql::codec::PhysicalColumn},
};

/// One step towards a shape.
#[derive(Clone, Debug)]
pub enum SchemaChange {
    /// A new table with all its columns.
    CreateTable(TableShape),
    /// A new, nullable column.
    AddColumn(Name, PhysicalColumn),
    /// Full text for a table.
    AddText(Name, Name),
    /// A new index; `fresh` when its table is new, too.
    CreateIndex {
        /// Which.
        index: IndexShape,
        /// Whether nobody can be writing to the table yet.
        fresh: bool,
    },
    /// An index that no definition asks for any more, or that a broken build left invalid.
    DropIndex(Name),
}

impl SchemaChange {
    /// Whether it may run in the transaction of the publish; PostgreSQL builds indexes of tables in use outside it.
    pub fn transactional(&self, dialect: Dialect) -> bool {
        !matches!((self, dialect), (SchemaChange::CreateIndex { fresh: false, .. }, Dialect::Postgres))
    }
}

/// The steps from what is to what must be.
pub fn changes(dialect: Dialect, wanted: &Shape, existing: &Existing) -> Vec<SchemaChange> {
    let mut changes = Vec::new();
    for table in &wanted.tables {
        match existing.tables.get(table.name.as_str()) {
            None => changes.push(SchemaChange::CreateTable(table.clone())),
            Some(columns) => {
                let missing = table.columns.iter().filter(|c| !columns.contains(c.name.as_str()));
                changes.extend(missing.map(|c| SchemaChange::AddColumn(table.name.clone(), c.clone())));
            }
        }
    }
    if let Some((table, text)) = &wanted.text {
        let there = match dialect {
            Dialect::Sqlite => existing.tables.contains_key(text.as_str()),
            Dialect::Postgres => existing.tables.get(table.as_str()).is_some_and(|c| c.contains("search")),
        };
        if !there {
            changes.push(SchemaChange::AddText(table.clone(), text.clone()));
        }
    }
    for index in &wanted.indexes {
        let there =
            existing.indexes.get(index.table.as_str()).is_some_and(|i| i.contains(index.name.as_str()));
        if existing.invalid.contains(index.name.as_str()) {
            changes.push(SchemaChange::DropIndex(index.name.clone()));
        }
        if !there {
            let fresh = !existing.tables.contains_key(index.table.as_str());
            changes.push(SchemaChange::CreateIndex { index: index.clone(), fresh });
        }
    }
    for table in &wanted.tables {
        let names = existing.indexes.get(table.name.as_str()).into_iter().flatten();
        for name in names.filter(|n| {
            !wanted.indexes.iter().any(|i| i.name.as_str() == n.as_str()) && !n.ends_with("_fixed")
        }) {
            changes.push(SchemaChange::DropIndex(Name::existing(name)));
        }
    }
    changes
}
