//! What an entity needs in the database.

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Storage},
};

use crate::records::{
    names::{self, Name},
    sql::codec::{self, PhysicalColumn},
};

/// Tables and indexes that must be there.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The entity's own first, then link tables.
    pub tables: Vec<TableShape>,
    /// On all of them.
    pub indexes: Vec<IndexShape>,
    /// Table whose full text is indexed: its own table on SQLite, a column on PostgreSQL.
    pub text: Option<(Name, Name)>,
}

/// A table and its columns beyond the fixed ones.
#[derive(Clone, Debug)]
pub struct TableShape {
    /// Its name.
    pub name: Name,
    /// What kind of table it is.
    pub role: TableRole,
    /// Columns, in order.
    pub columns: Vec<PhysicalColumn>,
}

/// What kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableRole {
    /// Records with a life of their own.
    Records,
    /// Rows of a sub-table.
    Rows,
    /// Several values of a field.
    Links,
}

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexShape {
    /// Its name, which says what it covers.
    pub name: Name,
    /// Its table.
    pub table: Name,
    /// Its columns; the last one sorts.
    pub columns: Vec<Name>,
    /// Unique among the living.
    pub unique: bool,
    /// Whether it covers only living records.
    pub living: bool,
}

/// What an entity needs.
pub fn shape(entity: &Entity) -> Shape {
    let table = names::table(&entity.key);
    let mut shape = Shape::default();
    let role = if entity.parent.is_some() { TableRole::Rows } else { TableRole::Records };
    let mut columns = Vec::new();
    for field in entity.fields.values() {
        columns.extend(codec::columns(field));
        columns.extend(codec::companion_columns(field).into_iter().map(text_column));
        if let Storage::Links(column_type) = field.kind.rules().storage() {
            link_table(entity, field, column_type, &mut shape);
        }
    }
    let rules = entity.duplicate.as_ref().map_or(0, |d| d.matches.len());
    for i in 0..rules {
        columns.push(text_column(duplicate_column(i)));
        shape.indexes.push(plain(&table, vec![duplicate_column(i)], "same"));
    }
    shape.tables.insert(0, TableShape { name: table.clone(), role, columns });
    indexes(entity, &table, role, &mut shape.indexes);
    if entity.fields.values().any(|f| f.search) {
        shape.text = Some((table, names::text_table(&entity.key)));
    }
    shape
}

/// The column that holds the normalised values of the i-th duplicate rule.
pub fn duplicate_column(i: usize) -> Name {
    const COLUMNS: [&str; 8] = ["d_0", "d_1", "d_2", "d_3", "d_4", "d_5", "d_6", "d_7"];
    Name::fixed(COLUMNS[i.min(COLUMNS.len() - 1)])
}

fn text_column(name: Name) -> PhysicalColumn {
    PhysicalColumn { name, column_type: ColumnType::Text, scale: 0 }
}

fn link_table(entity: &Entity, field: &Field, column_type: ColumnType, shape: &mut Shape) {
    let name = names::link_table(entity, field);
    let column_type = if field.kind == Kind::References { ColumnType::Integer } else { column_type };
    let value = PhysicalColumn { name: Name::fixed("value"), column_type, scale: 0 };
    shape.indexes.push(IndexShape {
        name: names::index(&name, &["value"], "plain"),
        table: name.clone(),
        columns: vec![Name::fixed("value"), Name::fixed("n")],
        unique: false,
        living: false,
    });
    shape.tables.push(TableShape { name, role: TableRole::Links, columns: vec![value] });
}

fn plain(table: &Name, columns: Vec<Name>, purpose: &str) -> IndexShape {
    let words: Vec<&str> = columns.iter().map(Name::as_str).collect();
    IndexShape {
        name: names::index(table, &words, purpose),
        table: table.clone(),
        columns,
        unique: false,
        living: true,
    }
}

fn unique(table: &Name, columns: Vec<Name>) -> IndexShape {
    IndexShape { unique: true, ..plain(table, columns, "unique") }
}

fn indexes(entity: &Entity, table: &Name, role: TableRole, indexes: &mut Vec<IndexShape>) {
    let mut add = |index: IndexShape| {
        if !indexes.iter().any(|i| i.name == index.name) {
            indexes.push(index);
        }
    };
    if role == TableRole::Rows {
        let columns = vec![Name::fixed("parent_n"), Name::fixed("position")];
        add(IndexShape { living: false, ..plain(table, columns, "plain") });
        return;
    }
    for field in entity.fields.values() {
        if field.unique {
            add(unique(table, vec![names::column(field, "")]));
        } else if field.kind == Kind::Reference {
            add(plain(table, vec![names::column(field, "")], "plain"));
        }
    }
    if !entity.key_fields.is_empty() {
        add(unique(
            table,
            entity
                .key_fields
                .iter()
                .filter_map(|k| entity.field(k.as_str()))
                .map(|f| names::column(f, ""))
                .collect(),
        ));
    }
    if entity.owner {
        add(plain(table, vec![Name::fixed("owner_id")], "plain"));
        add(plain(table, vec![Name::fixed("department_id")], "plain"));
    }
    for declared in &entity.indexes {
        let last = declared.len().saturating_sub(1);
        let columns = declared.iter().enumerate().filter_map(|(i, key)| {
            let field = entity.field(key.as_str())?;
            if i == last && codec::sorts_apart(field) {
                return Some(names::sort_column(field));
            }
            codec::columns(field).into_iter().next().map(|first| first.name)
        });
        let columns: Vec<Name> = columns.collect();
        if !columns.is_empty() {
            add(plain(table, columns, "plain"));
        }
    }
}
