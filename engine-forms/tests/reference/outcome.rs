//! What is compared: values, and what is there, asked for and locked, cell by cell.

use std::collections::BTreeMap;

use engine_core::entity::Field;
use engine_forms::Evaluation;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{Cell, State, World, column, fields::Ruled, rows::list};

/// Values by field, and whether each field and cell is there, asked for and locked.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    values: BTreeMap<String, Json>,
    visible: BTreeMap<String, bool>,
    required: BTreeMap<String, bool>,
    readonly: BTreeMap<String, bool>,
}

impl Outcome {
    /// What the engine told, with every cell of every row by itself.
    pub(crate) fn of(told: &Evaluation) -> Outcome {
        let rows = told.values.get("rows").and_then(Json::as_array).map_or(0, Vec::len);
        let rows = if told.values.get("rows").is_some_and(|rows| list(rows).iter().all(|row| row.is_object()))
        {
            rows
        } else {
            0
        };
        let each = |map: &IndexMap<String, bool>| {
            let mut found = BTreeMap::new();
            for (key, one) in map.iter().filter(|(key, _)| !key.contains('/')) {
                match key.split_once('.') {
                    None => drop(found.insert(key.clone(), *one)),
                    Some((table, name)) => {
                        for row in 0..rows {
                            let cell = format!("{table}/{row}/{name}");
                            let one = map.get(&cell).copied().unwrap_or(*one);
                            found.insert(cell, one);
                        }
                    }
                }
            }
            found
        };
        Outcome {
            values: told.values.iter().map(|(key, json)| (key.clone(), json.clone())).collect(),
            visible: each(&told.visible),
            required: each(&told.required),
            readonly: each(&told.readonly),
        }
    }

    pub(super) fn new(world: &World<'_>, state: &State) -> Outcome {
        let mut outcome = Outcome::default();
        let written = list(&world.case.form["rules"]);
        let ruled = world.ruled(&state.holds, &written);
        for field in world.record.fields.values() {
            let key = field.key.as_str();
            let cell = &state.cells[key];
            outcome.field(world, field, (key, cell), &ruled, false);
            let told = world.right(key) != "hidden";
            if told && (world.blocks.contains_key(key) || ruled.set(key).is_some()) {
                let json = if key == "rows" { world.rows_told(state, cell) } else { cell.told.clone() };
                outcome.values.insert(key.to_owned(), json);
            }
        }
        for (group, around) in &world.groups {
            let hidden = |key: &String| !ruled.hiding(key).is_empty();
            let reached = written.iter().any(|rule| {
                ["show", "hide"]
                    .iter()
                    .any(|word| list(&rule[*word]).iter().any(|key| **key == group.as_str()))
            });
            let shown = !hidden(group) && !around.iter().any(hidden);
            if reached || !shown {
                outcome.visible.insert(group.clone(), shown);
            }
        }
        if world.right("rows") == "hidden"
            || world.blocks.contains_key("rows") && outcome.values["rows"].is_array()
        {
            outcome.cells(world, state);
        }
        outcome
    }

    fn cells(&mut self, world: &World<'_>, state: &State) {
        if !self.values.contains_key("rows") {
            return;
        }
        let rules = list(&world.blocks["rows"].json["rows"]["rules"]);
        for (number, row) in state.rows.iter().enumerate() {
            let ruled = world.ruled(&row.holds, &rules);
            for field in world.row.fields.values() {
                let name = format!("rows/{number}/{}", field.key);
                self.field(world, field, (&name, &row.cells[field.key.as_str()]), &ruled, true);
            }
        }
    }

    fn field(
        &mut self,
        world: &World<'_>,
        field: &Field,
        (name, cell): (&str, &Cell),
        ruled: &Ruled<'_>,
        in_row: bool,
    ) {
        let key = field.key.as_str();
        let block = world.block(key, in_row);
        if block.is_null() {
            return;
        }
        let computed = field.kind.rules().computed();
        let asked = field.required
            || block["required"] == true
            || world.right(&column(name)) == "required"
            || ruled.names("require", key);
        self.visible.insert(name.to_owned(), cell.visible);
        self.required.insert(name.to_owned(), asked && !computed && cell.visible && !cell.locked);
        self.readonly.insert(name.to_owned(), cell.locked || computed);
    }
}

impl World<'_> {
    fn rows_told(&self, state: &State, table: &Cell) -> Json {
        if let Some(refused) = self.refused_rows().filter(|_| !table.locked && !table.cleared) {
            return refused.clone();
        }
        let rules = list(&self.blocks["rows"].json["rows"]["rules"]);
        let told = |row: &super::Row| {
            let ruled = self.ruled(&row.holds, &rules);
            let mut map = Map::new();
            map.extend(row.id.clone().map(|id| ("id".to_owned(), Json::String(id))));
            for (key, cell) in &row.cells {
                let there = !self.block(key, true).is_null() || ruled.set(key).is_some();
                if there && self.right(&format!("rows.{key}")) != "hidden" {
                    map.insert(key.clone(), cell.told.clone());
                }
            }
            Json::Object(map)
        };
        let rows: Vec<Json> = state.rows.iter().map(told).collect();
        if rows.is_empty() { Json::Null } else { rows.into() }
    }
}
