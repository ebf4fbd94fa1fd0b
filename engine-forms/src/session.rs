//! A form while somebody fills it in.
//!
//! Shape:  a [`Session`] keeps the answers; each [`Edit`] changes them and gives a [`Patch`]: what of the evaluation is
//!         different now.
//! Errors: an edit of what is not there changes nothing.
//! Source: docs/spec/forms.md §5.

use engine_core::{issue::Language, key::EntityKey};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::{
    answers::{Answer, Answers, RowAnswers},
    context::{Context, Linked},
    evaluate,
    evaluation::Evaluation,
    form::{CompiledForm, Origin},
};

/// What somebody did.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Answers a field; without a value the answer is taken back.
    Field {
        /// Which.
        field: String,
        /// As JSON of its kind.
        #[serde(default, deserialize_with = "given")]
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
        #[serde(default, deserialize_with = "given")]
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

/// `null` is an answer, too.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// A form while somebody fills it in.
#[derive(Debug)]
pub struct Session {
    form: CompiledForm,
    answers: Answers,
    context: Context,
    last: Evaluation,
}

impl Session {
    /// Begins with answers.
    pub fn new(form: CompiledForm, answers: &Map<String, Json>, context: Context) -> Session {
        let answers = Answers::read(&form, answers);
        let last = evaluate(&form, &answers, &context);
        Session { form, answers, context, last }
    }

    /// The form.
    pub fn form(&self) -> &CompiledForm {
        &self.form
    }

    /// What there is to show.
    pub fn evaluation(&self) -> &Evaluation {
        &self.last
    }

    /// Does what somebody did, all of it before anything is computed.
    pub fn apply(&mut self, edits: &[Edit], language: Language) -> Json {
        for edit in edits {
            self.edit(edit);
        }
        self.compute(language)
    }

    /// Learns of linked records.
    pub fn learn(
        &mut self,
        known: impl IntoIterator<Item = ((EntityKey, Uuid), Linked)>,
        language: Language,
    ) -> Json {
        self.context.known.extend(known);
        self.compute(language)
    }

    fn compute(&mut self, language: Language) -> Json {
        let next = evaluate(&self.form, &self.answers, &self.context);
        let patch = difference(&self.last, &next, language);
        self.last = next;
        patch
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Field { field, value } => self.field(field, value.as_ref()),
            Edit::Cell { table, row, field, value } => {
                let Some(scope) = self.table(table) else { return };
                let Some(slot) = self.form.scopes[scope].by_key.get(field.as_str()).copied() else { return };
                let answer =
                    value.as_ref().map(|json| Answer::read(&self.form.scopes[scope].slots[slot].field, json));
                if let Some(row) = self.rows(scope).get_mut(*row) {
                    row.cells[slot] = answer;
                }
            }
            Edit::Insert { table, at, rows } => {
                let Some(scope) = self.table(table) else { return };
                let json = Json::Array(rows.iter().cloned().map(Json::Object).collect());
                let read = crate::answers::Rows::read(&self.form.scopes[scope], &json, "", &mut Vec::new());
                let all = self.rows(scope);
                let at = (*at).min(all.len());
                all.splice(at..at, read.rows);
            }
            Edit::Remove { table, row } => {
                let Some(scope) = self.table(table) else { return };
                let rows = self.rows(scope);
                if *row < rows.len() {
                    rows.remove(*row);
                }
            }
            Edit::Move { table, row, to } => {
                let Some(scope) = self.table(table) else { return };
                let rows = self.rows(scope);
                if *row < rows.len() && *to < rows.len() {
                    let moved = rows.remove(*row);
                    rows.insert(*to, moved);
                }
            }
        }
    }

    fn field(&mut self, key: &str, value: Option<&Json>) {
        let record = &self.form.scopes[0];
        let Some(slot) = record.by_key.get(key).copied() else { return };
        match (&record.slots[slot].origin, value) {
            (Origin::Rows(scope), Some(json)) => {
                let rows = crate::answers::Rows::read(&self.form.scopes[*scope], json, "", &mut Vec::new());
                self.answers.rows.insert(*scope, rows);
            }
            (Origin::Rows(scope), None) => drop(self.answers.rows.remove(scope)),
            (_, value) => {
                self.answers.record[slot] = value.map(|json| Answer::read(&record.slots[slot].field, json));
            }
        }
    }

    fn table(&self, key: &str) -> Option<usize> {
        let record = &self.form.scopes[0];
        match record.slots[*record.by_key.get(key)?].origin {
            Origin::Rows(scope) => Some(scope),
            _ => None,
        }
    }

    /// The answered rows; before the first edit of them those that are there.
    fn rows(&mut self, scope: usize) -> &mut Vec<RowAnswers> {
        if !self.answers.rows.contains_key(&scope) {
            let table = self.form.scopes[scope].table.unwrap_or_default();
            let key = self.form.scopes[0].slots[table].field.key.as_str();
            let ids = self.last.values.get(key).and_then(Json::as_array).into_iter().flatten();
            let ids =
                ids.map(|row| row.get("id").and_then(Json::as_str).and_then(|id| Uuid::parse_str(id).ok()));
            let slots = self.form.scopes[scope].slots.len();
            let rows = ids.map(|id| RowAnswers { id, cells: vec![None; slots] }).collect();
            self.answers.rows.insert(scope, crate::answers::Rows { rows, refused: None });
        }
        &mut self.answers.rows.entry(scope).or_default().rows
    }
}

/// What is different, by the same keys; a sub-table's values by cell as long as it has the same rows. What is gone is
/// `null` among states. Issues, strays and wishes are told whole when any of them is different.
fn difference(last: &Evaluation, next: &Evaluation, language: Language) -> Json {
    let mut patch = Map::new();
    let mut values = Map::new();
    for (key, value) in &next.values {
        match last.values.get(key) {
            Some(before) if before == value => {}
            Some(Json::Array(before)) => cells(key, before, value, &mut values),
            _ => drop(values.insert(key.clone(), value.clone())),
        }
    }
    patch.insert("values".into(), Json::Object(values));
    patch.insert("visible".into(), states(&last.visible, &next.visible));
    patch.insert("required".into(), states(&last.required, &next.required));
    patch.insert("readonly".into(), states(&last.readonly, &next.readonly));
    patch.insert("options".into(), states(&last.options, &next.options));
    let lists = [
        ("issues", last.issues != next.issues),
        ("stray", last.stray != next.stray),
        ("cleared", !next.cleared.is_empty()),
        ("wanted", last.wanted != next.wanted),
        ("set", last.set != next.set),
    ];
    if lists.iter().any(|(_, different)| *different) {
        let mut told = next.lists(language);
        for (name, _) in lists.iter().filter(|(_, different)| *different) {
            patch.insert((*name).to_owned(), told.remove(*name).unwrap_or_default());
        }
    }
    patch.retain(|_, part| part.as_object().is_none_or(|map| !map.is_empty()));
    Json::Object(patch)
}

fn cells(key: &str, before: &[Json], value: &Json, values: &mut Map<String, Json>) {
    let after = value.as_array().map_or(&[][..], Vec::as_slice);
    let same =
        before.len() == after.len() && before.iter().zip(after).all(|(a, b)| a.get("id") == b.get("id"));
    if !same {
        values.insert(key.to_owned(), value.clone());
        return;
    }
    for (row, (before, after)) in before.iter().zip(after).enumerate() {
        if before == after {
            continue;
        }
        for (field, cell) in after.as_object().into_iter().flatten() {
            if before.get(field) != Some(cell) {
                values.insert(format!("{key}/{row}/{field}"), cell.clone());
            }
        }
    }
}

fn states<T: PartialEq + serde::Serialize>(last: &IndexMap<String, T>, next: &IndexMap<String, T>) -> Json {
    let changed = next.iter().filter(|(key, state)| last.get(*key) != Some(state));
    let gone = last.keys().filter(|key| !next.contains_key(*key)).map(|key| (key.clone(), Json::Null));
    let changed = changed.map(|(key, state)| (key.clone(), json!(state)));
    Json::Object(changed.chain(gone).collect())
}
