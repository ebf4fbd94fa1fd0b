//! A form evaluated naively, as a second opinion.
//!
//! Shape:  everything is recomputed from everything, on whole maps of JSON, until nothing changes; no order, no graph,
//!         no indices. Written from docs/spec/forms.md §2 to §5 and slow on purpose. It knows what `random` makes.

mod ask;
mod fields;
mod outcome;
mod rows;

use std::collections::BTreeMap;

use engine_core::{
    entity::{Entity, derive::Draft},
    formula,
};
use serde_json::{Map, Value as Json};

use crate::random::Case;
pub(crate) use outcome::Outcome;

/// Rounds after which a form without cycles has long settled.
const MOST_ROUNDS: usize = 200;

/// A block of the form, with the keys of the blocks around it.
#[derive(Clone, Debug)]
struct Block {
    json: Json,
    around: Vec<String>,
}

/// What is known of a field so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cell {
    /// As it is told.
    told: Json,
    /// As conditions and formulas see it.
    seen: Json,
    visible: bool,
    locked: bool,
    cleared: bool,
}

/// What is known of a row so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    id: Option<String>,
    answers: Map<String, Json>,
    stored: Option<Map<String, Json>>,
    cells: BTreeMap<String, Cell>,
    holds: Vec<bool>,
}

/// Everything that is known so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    cells: BTreeMap<String, Cell>,
    rows: Vec<Row>,
    holds: Vec<bool>,
}

/// What never changes while a form is evaluated.
struct World<'a> {
    case: &'a Case,
    record: &'a Entity,
    row: &'a Entity,
    clock: &'a formula::Context,
    blocks: BTreeMap<String, Block>,
    groups: BTreeMap<String, Vec<String>>,
}

/// The outcome of a case.
pub(crate) fn evaluate(case: &Case, draft: &Draft, clock: &formula::Context) -> Outcome {
    let entity = |key: &str| draft.0.iter().find(|(k, _)| k.as_str() == key).map(|(_, entity)| &**entity);
    let (record, row) = (entity("record").expect("a record"), entity("row").expect("a row"));
    let mut world = World { case, record, row, clock, blocks: BTreeMap::new(), groups: BTreeMap::new() };
    walk(&case.form["layout"], &[], &mut world);
    let mut state = State::default();
    for _ in 0..MOST_ROUNDS {
        let next = world.round(&state);
        if next == state {
            return Outcome::new(&world, &state);
        }
        state = next;
    }
    panic!("no end after {MOST_ROUNDS} rounds: {case:#?}");
}

fn walk(blocks: &Json, around: &[String], world: &mut World<'_>) {
    for block in blocks.as_array().into_iter().flatten() {
        if let Some(field) = block["field"].as_str() {
            let found = Block { json: block.clone(), around: around.to_vec() };
            world.blocks.insert(field.to_owned(), found);
            continue;
        }
        let key = block["key"].as_str().expect("a key").to_owned();
        let inside = [around, std::slice::from_ref(&key)].concat();
        world.groups.insert(key, around.to_vec());
        walk(&block["blocks"], &inside, world);
        walk(&block["panels"], &inside, world);
    }
}

/// The fields that a form has.
pub(crate) fn placed(form: &Json) -> Vec<String> {
    fn fields(blocks: &Json, found: &mut Vec<String>) {
        for block in blocks.as_array().into_iter().flatten() {
            found.extend(block["field"].as_str().map(str::to_owned));
            fields(&block["blocks"], found);
            fields(&block["panels"], found);
        }
    }
    let mut found = Vec::new();
    fields(&form["layout"], &mut found);
    found
}

/// The name of the column of a cell: `rows.price` of `rows/3/price`.
pub(crate) fn column(cell: &str) -> String {
    let parts: Vec<&str> = cell.split('/').collect();
    match parts[..] {
        [table, _, column] => format!("{table}.{column}"),
        _ => cell.to_owned(),
    }
}
