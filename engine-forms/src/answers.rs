//! What somebody filled in, read once.
//!
//! Shape:  `form × JSON → Answers`: per slot what was said, which may be nothing; `null` is an answer, too: blank.
//! Errors: total. What a kind refuses stays as it was written, with the refusals; what no form asks for is a stray.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use engine_core::{
    entity::Field,
    issue::{Issue, Refusal, token},
    kinds::{MOST_ROWS, keywords},
    value::Value,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::form::{CompiledForm, Origin, Scope};

/// One value: its JSON, what the kind makes of it, and what it refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// In normal form; as written where it is refused.
    pub json: Json,
    /// Blank where it is refused.
    pub value: Value,
    /// What is wrong with it.
    pub refusals: Vec<Refusal>,
}

impl Answer {
    /// Nothing.
    pub fn blank() -> Arc<Answer> {
        // One for all: a form with thousands of cells begins with as many.
        static BLANK: LazyLock<Arc<Answer>> = LazyLock::new(|| {
            Arc::new(Answer { json: Json::Null, value: Value::Blank, refusals: Vec::new() })
        });
        BLANK.clone()
    }

    /// Reads JSON as a field does.
    pub fn read(field: &Field, json: &Json) -> Arc<Answer> {
        Arc::new(match keywords::read(field, json) {
            Ok(value) => {
                Answer { json: field.kind.values().write(field, &value), value, refusals: Vec::new() }
            }
            Err(refusals) => Answer { json: json.clone(), value: Value::Blank, refusals },
        })
    }

    /// A value that is known to be the field's.
    pub fn of(field: &Field, value: Value) -> Arc<Answer> {
        let shape = engine_core::plan::shape(field);
        Arc::new(Answer { json: shape.kind.values().write(shape, &value), value, refusals: Vec::new() })
    }

    /// The stored value of a field, as the API shows it; what cannot be read, as a masked text, is kept as it is.
    pub fn stored(field: &Field, json: &Json) -> Arc<Answer> {
        let shape = engine_core::plan::shape(field);
        let read = shape.kind.values().read(shape, json);
        Arc::new(Answer { json: json.clone(), value: read.unwrap_or_default(), refusals: Vec::new() })
    }
}

/// What somebody filled in.
#[derive(Clone, Debug)]
pub struct Answers {
    /// By slot of the record's scope.
    pub(crate) record: Vec<Option<Arc<Answer>>>,
    /// By scope; absent where nothing was said of the rows.
    pub(crate) rows: Vec<Option<Rows>>,
    /// What was said that the form does not ask for.
    pub(crate) stray: Vec<Issue>,
}

/// The rows of one sub-table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<RowAnswers>,
    /// What was written instead of rows, and why it is refused.
    pub(crate) refused: Option<(Json, Refusal)>,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowAnswers {
    /// By which a session knows it again, wherever it lies.
    pub(crate) number: u64,
    pub(crate) id: Option<Uuid>,
    /// By slot of the rows' scope.
    pub(crate) cells: Vec<Option<Arc<Answer>>>,
}

impl Answers {
    /// Reads JSON by field key.
    pub fn read(form: &CompiledForm, json: &Map<String, Json>) -> Answers {
        let record = &form.scopes[0];
        let mut answers = Answers {
            record: vec![None; record.slots.len()],
            rows: vec![None; form.scopes.len()],
            stray: Vec::new(),
        };
        for (name, json) in json {
            match asked(record, name, &token(name)) {
                Err(stray) => answers.stray.push(stray),
                Ok(slot) => match record.slots[slot].origin {
                    Origin::Rows(scope) => {
                        let rows = Rows::read(&form.scopes[scope], json, &token(name), &mut answers.stray);
                        answers.rows[scope] = Some(rows);
                    }
                    _ => answers.record[slot] = Some(Answer::read(&record.slots[slot].field, json)),
                },
            }
        }
        answers
    }
}

impl Rows {
    /// Rows as JSON shows them, those of a stored record, too.
    pub(crate) fn read(scope: &Scope, json: &Json, at: &str, stray: &mut Vec<Issue>) -> Rows {
        let refused = |chinese: &'static str, english: &'static str, code| Rows {
            rows: Vec::new(),
            refused: Some((json.clone(), Refusal::new(code, chinese, english))),
        };
        let written = match json {
            Json::Null => return Rows::default(),
            Json::Array(rows) if rows.len() > MOST_ROWS => {
                return refused("最多 10,000 行", "at most 10,000 rows", "too_many_items");
            }
            Json::Array(rows) if rows.iter().all(Json::is_object) => rows,
            _ => return refused("请填写明细行的列表", "give a list of rows", "wrong_type"),
        };
        let mut rows = Vec::with_capacity(written.len());
        let mut ids = HashSet::new();
        for (position, row) in written.iter().enumerate() {
            let place = format!("{at}/{position}");
            let row = read_row(scope, row.as_object(), &place, stray);
            if row.id.is_some_and(|id| !ids.insert(id)) {
                let (chinese, english) = ("同一行出现了两次", "the same row stands twice");
                stray.push(Issue::new("repeated_row", format!("{place}/id"), chinese, english));
            }
            rows.push(row);
        }
        Rows { rows, refused: None }
    }
}

fn read_row(scope: &Scope, row: Option<&Map<String, Json>>, at: &str, stray: &mut Vec<Issue>) -> RowAnswers {
    let mut answers = RowAnswers { number: 0, id: None, cells: vec![None; scope.slots.len()] };
    for (name, json) in row.into_iter().flatten() {
        if name == "id" {
            answers.id = json.as_str().and_then(|id| Uuid::parse_str(id).ok());
            if answers.id.is_none() && !json.is_null() {
                let issue =
                    Issue::new("bad_id", format!("{at}/id"), "不是明细行的编号", "this is no id of a row");
                stray.push(issue);
            }
            continue;
        }
        match asked(scope, name, &format!("{at}{}", token(name))) {
            Ok(slot) => answers.cells[slot] = Some(Answer::read(&scope.slots[slot].field, json)),
            Err(issue) => stray.push(issue),
        }
    }
    answers
}

/// The slot that an answer is for, or why nobody asked for it.
fn asked(scope: &Scope, name: &str, at: &str) -> Result<usize, Issue> {
    let Some(slot) = scope.by_key.get(name).copied() else {
        let (chinese, english) = (format!("没有编码为“{name}”的字段"), format!("there is no field `{name}`"));
        return Err(Issue::new("unknown_field", at, chinese, english));
    };
    let found = &scope.slots[slot];
    match found.origin {
        Origin::Computed(_) | Origin::Looked(_) | Origin::Stored => Err(Issue::new(
            "computed",
            at,
            "这一项由系统计算，不能填写",
            "this value is computed; leave it out",
        )),
        _ if !found.placed => {
            Err(Issue::new("not_on_form", at, "表单上没有这一项，不能填写", "the form does not ask for this"))
        }
        _ => Ok(slot),
    }
}
