//! What somebody did to a form, and what of the answers it touches.
//!
//! Errors: an edit of what is not there changes nothing.

use serde_json::{Map, Value as Json};

use super::Session;
use crate::{
    answers::{Answer, RowAnswers, Rows},
    evaluate::Marks,
    form::Origin,
    graph::Node,
};

/// What somebody did.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Answers a field; without a value the answer is taken back.
    Field {
        /// Which.
        field: String,
        /// As JSON of its kind.
        value: Option<Json>,
    },
    /// Answers a cell of a row.
    Cell {
        /// The sub-table.
        table: String,
        /// From 0.
        row: usize,
        /// The column.
        field: String,
        /// As JSON of its kind.
        value: Option<Json>,
    },
    /// Puts rows in.
    Insert {
        /// The sub-table.
        table: String,
        /// Before which; past the last one at the end.
        at: usize,
        /// What they say.
        rows: Vec<Map<String, Json>>,
    },
    /// Takes a row out.
    Remove {
        /// The sub-table.
        table: String,
        /// From 0.
        row: usize,
    },
    /// Puts a row elsewhere.
    Move {
        /// The sub-table.
        table: String,
        /// From where.
        row: usize,
        /// To where.
        to: usize,
    },
}

impl Edit {
    /// Reads `{"field": {…}}` and the like; a value that is left out takes the answer back, `null` is an answer.
    pub fn read(json: &Json) -> Option<Edit> {
        let (word, said) = json.as_object()?.iter().next()?;
        let text = |name: &str| said.get(name)?.as_str().map(str::to_owned);
        let place = |name: &str| usize::try_from(said.get(name)?.as_u64()?).ok();
        let value = || said.get("value").cloned();
        Some(match word.as_str() {
            "field" => Edit::Field { field: text("field")?, value: value() },
            "cell" => Edit::Cell {
                table: text("table")?,
                row: place("row")?,
                field: text("field")?,
                value: value(),
            },
            "insert" => {
                let rows = said.get("rows")?.as_array()?.iter().map(|row| row.as_object().cloned());
                Edit::Insert { table: text("table")?, at: place("at")?, rows: rows.collect::<Option<_>>()? }
            }
            "remove" => Edit::Remove { table: text("table")?, row: place("row")? },
            "move" => Edit::Move { table: text("table")?, row: place("row")?, to: place("to")? },
            _ => return None,
        })
    }
}

/// What an edit changed among the answers.
pub(super) enum Touched {
    /// The answer of a field.
    Field(usize),
    /// Which rows were answered of a scope.
    Rows(usize),
    /// A cell of the row with a number.
    Cell { scope: usize, number: u64, slot: usize },
}

impl Session {
    pub(super) fn edit(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Edit::Field { field, value } => self.field(field, value.as_ref()),
            Edit::Cell { table, row, field, value } => {
                let scope = self.table(table)?;
                let slot = *self.form.scopes[scope].by_key.get(field.as_str())?;
                let field = self.form.scopes[scope].slots[slot].field.clone();
                let row = self.rows(scope).rows.get_mut(*row)?;
                row.cells[slot] = value.as_ref().map(|json| Answer::read(&field, json));
                let number = row.number;
                self.touched.push(Touched::Cell { scope, number, slot });
                Some(())
            }
            Edit::Insert { table, at, rows } => {
                let scope = self.table(table)?;
                let json = Json::Array(rows.iter().cloned().map(Json::Object).collect());
                let read = self.numbered(Rows::read(&self.form.scopes[scope], &json, "", &mut Vec::new()));
                let all = self.rows(scope);
                let at = (*at).min(all.rows.len());
                all.rows.splice(at..at, read.rows);
                // Rows stand in the place of what was refused for being none.
                all.refused = None;
                self.touched.push(Touched::Rows(scope));
                Some(())
            }
            Edit::Remove { table, row } => self.rearrange(table, |rows| {
                if *row < rows.len() {
                    rows.remove(*row);
                }
            }),
            Edit::Move { table, row, to } => self.rearrange(table, |rows| {
                if *row < rows.len() && *to < rows.len() {
                    let moved = rows.remove(*row);
                    rows.insert(*to, moved);
                }
            }),
        }
    }

    fn rearrange(&mut self, table: &str, change: impl FnOnce(&mut Vec<RowAnswers>)) -> Option<()> {
        let scope = self.table(table)?;
        change(&mut self.rows(scope).rows);
        self.touched.push(Touched::Rows(scope));
        Some(())
    }

    fn field(&mut self, key: &str, value: Option<&Json>) -> Option<()> {
        let record = &self.form.scopes[0];
        let slot = *record.by_key.get(key)?;
        match (&record.slots[slot].origin, value) {
            (Origin::Rows(scope), Some(json)) => {
                let scope = *scope;
                let rows = self.numbered(Rows::read(&self.form.scopes[scope], json, "", &mut Vec::new()));
                self.answers.rows[scope] = Some(rows);
                self.touched.push(Touched::Rows(scope));
            }
            (Origin::Rows(scope), None) => {
                self.answers.rows[*scope] = None;
                self.touched.push(Touched::Rows(*scope));
            }
            (_, value) => {
                self.answers.record[slot] = value.map(|json| Answer::read(&record.slots[slot].field, json));
                self.touched.push(Touched::Field(slot));
            }
        }
        Some(())
    }

    fn table(&self, key: &str) -> Option<usize> {
        let record = &self.form.scopes[0];
        match record.slots[*record.by_key.get(key)?].origin {
            Origin::Rows(scope) => Some(scope),
            _ => None,
        }
    }

    /// The answered rows; before the first edit of them those that are there.
    fn rows(&mut self, scope: usize) -> &mut Rows {
        if self.answers.rows[scope].is_none() {
            let slots = self.form.scopes[scope].slots.len();
            let there = self.state.tables[scope].iter();
            let rows =
                there.map(|row| RowAnswers { number: 0, id: row.id, cells: vec![None; slots] }).collect();
            let rows = self.numbered(Rows { rows, refused: None });
            self.answers.rows[scope] = Some(rows);
            self.touched.push(Touched::Rows(scope));
        }
        self.answers.rows[scope].get_or_insert_default()
    }

    /// Gives each row a number that no other ever had.
    pub(super) fn numbered(&mut self, mut rows: Rows) -> Rows {
        for row in &mut rows.rows {
            self.last_number += 1;
            row.number = self.last_number;
        }
        rows
    }

    /// What must be computed again for what was touched.
    pub(super) fn marks(&mut self) -> Marks {
        let mut marks = Marks::new(self.form.order.nodes.len());
        for touched in std::mem::take(&mut self.touched) {
            let (node, row) = match touched {
                Touched::Field(slot) => (Some((0, slot)), None),
                Touched::Rows(scope) => (self.form.scopes[scope].table.map(|table| (0, table)), None),
                Touched::Cell { scope, number, slot } => (Some((scope, slot)), self.row(scope, number)),
            };
            let Some((scope, slot)) = node else { continue };
            // What is told of a table says of its rows whether they may be answered so.
            let table = self.form.scopes[scope].table.map(|slot| Node::Told { scope: 0, slot });
            let nodes = [Some(Node::Value { scope, slot }), Some(Node::Told { scope, slot }), table];
            for at in nodes.into_iter().flatten().filter_map(|node| self.form.order.place(node)) {
                marks.one(at, row);
            }
        }
        marks
    }

    /// Where the row with a number lies now; past all others when it was taken out again.
    fn row(&self, scope: usize, number: u64) -> Option<usize> {
        let rows = &self.answers.rows[scope].as_ref()?.rows;
        Some(rows.iter().position(|row| row.number == number).unwrap_or(rows.len()))
    }
}
