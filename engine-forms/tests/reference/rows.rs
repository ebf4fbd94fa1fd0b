//! One round: everything anew from what was known before.

use std::collections::BTreeMap;

use engine_core::entity::Entity;
use serde_json::{Map, Value as Json};

use super::{
    Cell, Row, State, World,
    ask::Place,
    fields::{Ruled, Said},
};

impl World<'_> {
    /// Everything anew.
    pub(super) fn round(&self, before: &State) -> State {
        let at = Place { state: before, row: None };
        let written = list(&self.case.form["rules"]);
        let ruled = self.ruled(&before.holds, &written);
        let said = Said { answers: self.answers(), stored: self.base() };
        let mut next = State {
            cells: self.cells(self.record, None, &ruled, &said, at),
            rows: Vec::new(),
            holds: written.iter().map(|rule| self.holds(rule, at)).collect(),
        };
        let table = &next.cells["rows"];
        let rules = list(&self.blocks["rows"].json["rows"]["rules"]);
        next.rows = self
            .rows(table)
            .into_iter()
            .enumerate()
            .map(|(number, mut row)| {
                if let Some(old) = before.rows.get(number) {
                    let at = Place { state: before, row: Some(old) };
                    let ruled = self.ruled(&old.holds, &rules);
                    let said = Said { answers: &row.answers, stored: row.stored.as_ref() };
                    let cells = self.cells(self.row, Some(table), &ruled, &said, at);
                    row.cells = cells;
                    row.holds = rules.iter().map(|rule| self.holds(rule, at)).collect();
                }
                row
            })
            .collect();
        next
    }

    pub(super) fn ruled<'r>(&self, holds: &[bool], rules: &[&'r Json]) -> Ruled<'r> {
        let holds = |number: usize| holds.get(number).copied().unwrap_or(false);
        Ruled { rules: rules.iter().enumerate().map(|(number, rule)| (*rule, holds(number))).collect() }
    }

    /// The block of a field or column.
    pub(super) fn block(&self, key: &str, in_row: bool) -> Json {
        if !in_row {
            return self.blocks.get(key).map_or(Json::Null, |block| block.json.clone());
        }
        let columns = list(&self.blocks["rows"].json["rows"]["columns"]);
        columns.into_iter().find(|column| column["field"] == key).cloned().unwrap_or_default()
    }

    fn cells(
        &self,
        entity: &Entity,
        table: Option<&Cell>,
        ruled: &Ruled<'_>,
        said: &Said<'_>,
        at: Place<'_>,
    ) -> BTreeMap<String, Cell> {
        let one = |field: &engine_core::entity::Field| {
            let key = field.key.as_str();
            let block = self.block(key, table.is_some());
            let mut cell = self.state(key, &block, table, ruled);
            let set = ruled.set(key);
            if key == "rows" {
                return (key.to_owned(), cell);
            }
            (cell.told, cell.seen) = self.value(field, (&block, &cell), set, said, at);
            (key.to_owned(), cell)
        };
        entity.fields.values().map(|field| one(field)).collect()
    }

    fn state(&self, key: &str, block: &Json, table: Option<&Cell>, ruled: &Ruled<'_>) -> Cell {
        let around: &[String] = match (table, self.blocks.get(key)) {
            (None, Some(block)) => &block.around,
            _ => &[],
        };
        let name = if table.is_some() { format!("rows.{key}") } else { key.to_owned() };
        let right = self.right(&name);
        let mut policies = ruled.hiding(key);
        policies.extend(around.iter().flat_map(|group| ruled.hiding(group)));
        let locked = |name: &str| ruled.names("readonly", name);
        Cell {
            visible: !block.is_null()
                && block["hidden"] != true
                && right != "hidden"
                && policies.is_empty()
                && table.is_none_or(|table| table.visible),
            locked: block["readonly"] == true
                || ruled.set(key).is_some()
                || matches!(right, "hidden" | "readonly")
                || locked(key)
                || around.iter().any(|group| locked(group))
                || table.is_some_and(|table| table.locked),
            cleared: policies.iter().any(|policy| *policy != "keep"),
            ..Cell::default()
        }
    }

    /// The rows there are, with what is said of each.
    fn rows(&self, table: &Cell) -> Vec<Row> {
        if table.cleared {
            return Vec::new();
        }
        let object = |json: &Json| json.as_object().cloned();
        let id = |row: &Map<String, Json>| row.get("id").and_then(Json::as_str).map(str::to_owned);
        let stored = self.base().map(|base| list(&base["rows"])).unwrap_or_default();
        let stored: Vec<Map<String, Json>> = stored.into_iter().filter_map(object).collect();
        match self.answers().get("rows").filter(|_| !table.locked) {
            None => stored
                .into_iter()
                .map(|row| Row { id: id(&row), stored: Some(row), ..Row::default() })
                .collect(),
            Some(answered) => {
                let answered = list(answered).into_iter().filter_map(object);
                let row = |answers: Map<String, Json>| {
                    let id = id(&answers);
                    let stored =
                        stored.iter().find(|row| row.get("id").and_then(Json::as_str) == id.as_deref());
                    Row { stored: stored.filter(|_| id.is_some()).cloned(), id, answers, ..Row::default() }
                };
                answered.map(row).collect()
            }
        }
    }

    /// Whether the answer for the table is no list of rows.
    pub(super) fn refused_rows(&self) -> Option<&Json> {
        let answered = self.answers().get("rows")?;
        let fine =
            answered.is_null() || answered.as_array().is_some_and(|rows| rows.iter().all(Json::is_object));
        (!fine).then_some(answered)
    }
}

pub(super) fn list(json: &Json) -> Vec<&Json> {
    json.as_array().into_iter().flatten().collect()
}
