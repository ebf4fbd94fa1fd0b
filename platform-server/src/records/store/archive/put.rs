//! Lines of records into new tables: rows with their numbers and stamps, what is kept beside them for search, order and
//! duplicates made anew.
//!
//! Shape:  [`loadings`] puts entities behind those they refer to. What refers in a circle is left blank at first and
//!         written by [`Loading::complete`], when every record is there.

use std::{collections::BTreeSet, sync::Arc};

use engine_core::{entity::Field, key::EntityKey, value::Value};

use super::{
    StoreError,
    layout::{self, Listed, Rows as Table, Stored},
    read::SYSTEM,
    refer::{Numbers, Wanted},
    system::bind,
    taken::Taken,
};
use crate::{
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        connection::Connection,
        ddl::duplicate_column,
        full_text,
        names::{self, Name},
        record::Record,
        sql::{Bind, Rows, Statement, codec, words::Document, write},
        store::{duplicates::duplicate_keys, links},
    },
};

/// How the lines of one entity become records.
pub struct Loading {
    compiled: Arc<Compiled>,
    stored: Vec<Stored>,
    listed: Vec<Listed>,
    tables: Vec<Table>,
    /// Whose records are not all there when those of this entity are written.
    late: BTreeSet<EntityKey>,
}

/// Every entity with records of its own, those that others refer to first.
pub fn loadings(snapshot: &Snapshot) -> Vec<Loading> {
    let mut left: Vec<Arc<Compiled>> =
        snapshot.entities.values().filter(|c| c.entity.parent.is_none()).cloned().collect();
    left.sort_by(|a, b| a.entity.key.cmp(&b.entity.key));
    let (mut done, mut all) = (BTreeSet::new(), Vec::new());
    while !left.is_empty() {
        let next = left.iter().position(|c| late(c, &done).is_empty()).unwrap_or(0);
        let compiled = left.remove(next);
        all.push(Loading {
            stored: layout::stored(&compiled.entity),
            listed: layout::listed(&compiled.entity),
            tables: layout::rows(&compiled),
            late: late(&compiled, &done),
            compiled: compiled.clone(),
        });
        done.insert(compiled.entity.key.clone());
    }
    all
}

/// What an entity refers to that is not done.
fn late(compiled: &Compiled, done: &BTreeSet<EntityKey>) -> BTreeSet<EntityKey> {
    let own = layout::stored(&compiled.entity).into_iter().filter_map(|field| field.target);
    let listed = layout::listed(&compiled.entity).into_iter().filter_map(|field| field.target);
    let rows = layout::rows(compiled).into_iter().flat_map(|table| table.stored);
    own.chain(listed).chain(rows.filter_map(|field| field.target)).filter(|key| !done.contains(key)).collect()
}

impl Loading {
    /// The entity.
    pub fn entity(&self) -> &EntityKey {
        &self.compiled.entity.key
    }

    /// Whether [`Loading::complete`] has anything to do.
    pub fn has_late(&self) -> bool {
        !self.late.is_empty()
    }

    /// Writes records; what refers to records that are not there yet stays out.
    ///
    /// # Errors
    /// When a line does not fit or the database refuses.
    pub async fn put(&self, connection: &mut Connection<'_>, lines: &[String]) -> Result<(), StoreError> {
        let read = self.taken(lines)?;
        let numbers = self.wanted(&read, false).find(connection).await?;
        let dialect = connection.dialect();
        let mut rows = self.head(dialect);
        let mut texts = Vec::new();
        for line in &read {
            let record = self.record(line);
            let mut binds: Vec<Bind> =
                SYSTEM.iter().zip(&line.system).map(|((_, t), value)| bind(*t, value)).collect();
            for (field, values) in self.stored.iter().zip(&line.stored) {
                self.columns(field, values, &numbers, &mut binds)?;
                binds.extend(codec::companion_binds(&field.field, record.get(field.field.key.as_str())));
            }
            binds.extend(duplicate_keys(&self.compiled.entity, &record).into_iter().map(Bind::Text));
            if self.searched() {
                let words =
                    if line.deleted() { Vec::new() } else { links::words(&self.compiled, &record, |_| true) };
                let document = Document::of(dialect, &words);
                match dialect {
                    Dialect::Postgres => binds.push(Bind::Text(Some(document.into_text()))),
                    Dialect::Sqlite if document.is_empty() => {}
                    Dialect::Sqlite => texts.push((line.n, document)),
                }
            }
            rows.add(binds);
        }
        connection.insert(rows).await?;
        if let Connection::Sqlite(_) = connection {
            connection.index(self.entity(), texts).await?;
        }
        // What full text is told of otherwise waits for the commit, in memory.
        if let Connection::Sqlite(connection) = connection {
            full_text::tell(connection).await?;
        }
        self.beside(connection, &read, &numbers, false).await
    }

    /// Writes what [`Loading::put`] left out.
    ///
    /// # Errors
    /// When a line does not fit or the database refuses.
    pub async fn complete(
        &self,
        connection: &mut Connection<'_>,
        lines: &[String],
    ) -> Result<(), StoreError> {
        let read = self.taken(lines)?;
        let numbers = self.wanted(&read, true).find(connection).await?;
        for (at, field) in self.stored.iter().enumerate() {
            let Some(target) = field.target.as_ref().filter(|target| self.late.contains(*target)) else {
                continue;
            };
            let mut pairs = Vec::new();
            for line in &read {
                if let Some(value) = line.stored[at].first().filter(|value| !value.is_blank()) {
                    pairs.push((line.n, numbers.bind(target, value)?));
                }
            }
            if !pairs.is_empty() {
                connection.execute(self.refer(connection.dialect(), &field.field, pairs)).await?;
            }
        }
        self.beside(connection, &read, &numbers, true).await
    }

    fn refer(&self, dialect: Dialect, field: &Field, pairs: Vec<(i64, Bind)>) -> Statement {
        let table = names::table(self.entity());
        let mut sql = Statement::start(dialect, "UPDATE ");
        sql.name(&table).push(" SET ").name(&names::column(field, "")).push(" = v.column2 FROM (VALUES ");
        sql.join(pairs, ", ", |sql, (n, number)| {
            sql.push("(CAST(").bind(Bind::Integer(Some(n))).push(" AS BIGINT), CAST(");
            sql.bind(number).push(" AS BIGINT))");
        });
        sql.push(") AS v WHERE ").name(&table).push(".\"n\" = v.column1");
        sql
    }

    fn searched(&self) -> bool {
        self.compiled.entity.fields.values().any(|field| field.search)
    }

    /// The columns of the entity's table, in the order of the binds.
    fn head(&self, dialect: Dialect) -> Rows {
        let mut rows = Rows::new(dialect, "INSERT INTO ", &names::table(self.entity()));
        rows = SYSTEM.iter().fold(rows, |rows, (name, _)| rows.column(&Name::fixed(name)));
        for field in &self.stored {
            rows = field.columns.iter().fold(rows, |rows, column| rows.column(&column.name));
            rows = codec::companion_columns(&field.field).iter().fold(rows, Rows::column);
        }
        let rules = self.compiled.entity.duplicate.as_ref().map_or(0, |rule| rule.matches.len());
        rows = (0..rules).fold(rows, |rows, rule| rows.column(&duplicate_column(rule)));
        if self.searched() && dialect == Dialect::Postgres {
            rows = rows.cast(&Name::fixed("search"), "tsvector");
        }
        rows
    }

    /// What is bound for a field's columns, companions excluded.
    fn columns(
        &self,
        field: &Stored,
        values: &[Value],
        numbers: &Numbers,
        binds: &mut Vec<Bind>,
    ) -> Result<(), StoreError> {
        for (column, value) in field.columns.iter().zip(values) {
            binds.push(match &field.target {
                Some(target) if self.late.contains(target) => Bind::Integer(None),
                Some(target) => numbers.bind(target, value)?,
                None => codec::bind(column, value),
            });
        }
        Ok(())
    }

    /// The values that search words and duplicate keys are made of.
    fn record(&self, line: &Taken) -> Record {
        let mut record = Record { n: line.n, ..Record::default() };
        for (field, values) in self.stored.iter().zip(&line.stored) {
            record.values.insert(field.field.key.clone(), codec::assemble(&field.field, values.clone()));
        }
        for (field, values) in self.listed.iter().zip(&line.listed).filter(|(_, values)| !values.is_empty()) {
            record.values.insert(field.field.key.clone(), Value::List(values.clone()));
        }
        record
    }

    /// Everything that is looked up in one of the two passes.
    fn wanted(&self, read: &[Taken], late: bool) -> Wanted {
        let mut wanted = Wanted::default();
        for line in read {
            for (field, values) in self.stored.iter().zip(&line.stored) {
                if let Some(target) = field.target.as_ref().filter(|t| self.late.contains(*t) == late) {
                    values.iter().for_each(|value| wanted.add(target, value));
                }
            }
            for (field, values) in self.listed.iter().zip(&line.listed) {
                if let Some(target) = field.target.as_ref().filter(|t| self.late.contains(*t) == late) {
                    values.iter().for_each(|value| wanted.add(target, value));
                }
            }
            for (table, rows) in self.tables.iter().zip(&line.rows).filter(|(t, _)| self.is_late(t) == late) {
                for (field, values) in rows.iter().flat_map(|(_, values)| table.stored.iter().zip(values)) {
                    if let Some(target) = &field.target {
                        values.iter().for_each(|value| wanted.add(target, value));
                    }
                }
            }
        }
        wanted
    }

    fn is_late(&self, table: &Table) -> bool {
        table.stored.iter().any(|field| field.target.as_ref().is_some_and(|t| self.late.contains(t)))
    }

    /// Several values and rows of sub-tables.
    async fn beside(
        &self,
        connection: &mut Connection<'_>,
        read: &[Taken],
        numbers: &Numbers,
        late: bool,
    ) -> Result<(), StoreError> {
        let dialect = connection.dialect();
        for (at, list) in self.listed.iter().enumerate() {
            if list.target.as_ref().is_some_and(|target| self.late.contains(target)) != late {
                continue;
            }
            let mut rows = write::links(dialect, &self.compiled.entity, &list.field);
            for line in read {
                for (position, value) in line.listed[at].iter().enumerate() {
                    let value = match &list.target {
                        Some(target) => numbers.bind(target, value)?,
                        None => bind(list.column_type, value),
                    };
                    rows.add(vec![Bind::Integer(Some(line.n)), place(position), value]);
                }
            }
            connection.insert(rows).await?;
        }
        for (at, table) in self.tables.iter().enumerate().filter(|(_, table)| self.is_late(table) == late) {
            connection.insert(children(dialect, table, at, read, numbers)?).await?;
        }
        Ok(())
    }

    fn taken(&self, lines: &[String]) -> Result<Vec<Taken>, StoreError> {
        let layout = (self.stored.as_slice(), self.listed.as_slice(), self.tables.as_slice());
        lines.iter().map(|line| Taken::of(self.entity().as_str(), line, layout)).collect()
    }
}

fn place(position: usize) -> Bind {
    Bind::Integer(i64::try_from(position).ok())
}

fn children(
    dialect: Dialect,
    table: &Table,
    at: usize,
    read: &[Taken],
    numbers: &Numbers,
) -> Result<Rows, StoreError> {
    let mut rows = Rows::new(dialect, "INSERT INTO ", &table.table).columns(&["id", "parent_n", "position"]);
    rows = table.stored.iter().flat_map(|field| &field.columns).fold(rows, |rows, c| rows.column(&c.name));
    for line in read {
        for (position, (id, values)) in line.rows[at].iter().enumerate() {
            let mut binds = vec![Bind::Id(Some(*id)), Bind::Integer(Some(line.n)), place(position)];
            for (field, values) in table.stored.iter().zip(values) {
                for (column, value) in field.columns.iter().zip(values) {
                    binds.push(match &field.target {
                        Some(target) => numbers.bind(target, value)?,
                        None => codec::bind(column, value),
                    });
                }
            }
            rows.add(binds);
        }
    }
    Ok(rows)
}
