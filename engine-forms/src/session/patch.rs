//! What of an evaluation is different from the one before.
//!
//! Shape:  by the same keys as an evaluation; cells of rows that stayed by place, as `items/3/price`, and before them, under
//!         `rows`, which rows came in the place of which. What is gone is `null`. Issues, strays, wishes and what rules
//!         set are told whole when any of them is different; what is to be forgotten always.
//! Source: docs/spec/forms.md §5; `designer-web/src/engine/patch.ts` is the other side.

use engine_core::issue::Language;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::{
    evaluate::{Machine, Reached, row_json},
    evaluation::Evaluation,
};

/// A patch while it is made.
#[derive(Default)]
pub(super) struct Patch {
    rows: Map<String, Json>,
    values: Map<String, Json>,
    states: Vec<(&'static str, Json)>,
    lists: Map<String, Json>,
}

impl Patch {
    /// What the same parts told and tell.
    pub(super) fn between(before: &Evaluation, after: &Evaluation) -> Patch {
        let mut patch = Patch::default();
        let changed = after.values.iter().filter(|(key, value)| before.values.get(*key) != Some(value));
        patch.values.extend(changed.map(|(key, value)| (key.clone(), value.clone())));
        let gone = before.values.keys().filter(|key| !after.values.contains_key(*key));
        patch.values.extend(gone.map(|key| (key.clone(), Json::Null)));
        patch.states = vec![
            ("visible", states(&before.visible, &after.visible)),
            ("required", states(&before.required, &after.required)),
            ("readonly", states(&before.readonly, &after.readonly)),
            ("options", states(&before.options, &after.options)),
        ];
        patch
    }

    /// Rows that came and went, and cells of the others.
    pub(super) fn rows(&mut self, machine: &Machine<'_>, reached: &Reached) {
        for (scope, splice) in &reached.splices {
            if !machine.tells(*scope) {
                continue;
            }
            let rows = &machine.state.tables[*scope];
            let put = rows[splice.at..splice.at + splice.put].iter();
            let put: Json = put.map(|row| Json::Object(row_json(machine, *scope, row))).collect();
            let key = machine.table_key(*scope).to_owned();
            // Blank without rows is blank; what is refused instead of rows stands among the values.
            if self.values.get(&key) == Some(&Json::Null) {
                self.values.shift_remove(&key);
            }
            self.rows.insert(key, json!({ "at": splice.at, "gone": splice.gone, "put": put }));
        }
        for (scope, row, slot) in &reached.cells {
            let splice = reached.splices.iter().find(|(spliced, _)| spliced == scope);
            let whole = splice.is_some_and(|(_, splice)| splice.covers(*row));
            if !whole && machine.tells(*scope) {
                let name =
                    format!("{}/{row}/{}", machine.table_key(*scope), machine.column_key(*scope, *slot));
                let told = machine.told(*scope, *row, *slot);
                self.values.insert(name, told.map(|answer| answer.json.clone()).unwrap_or_default());
            }
        }
    }

    /// The lists, of which `whole` has everything.
    pub(super) fn lists(
        &mut self,
        before: &Evaluation,
        after: &Evaluation,
        whole: &Evaluation,
        language: Language,
    ) {
        let different = [
            ("issues", before.issues != after.issues),
            ("stray", before.stray != after.stray),
            ("cleared", !whole.cleared.is_empty()),
            ("wanted", before.wanted != after.wanted),
            ("set", before.set != after.set),
        ];
        let different = different.iter().filter(|(_, different)| *different);
        let names: Vec<&str> = different.map(|(name, _)| *name).collect();
        if !names.is_empty() {
            self.lists = whole.lists(language);
            self.lists.retain(|name, _| names.contains(&name.as_str()));
        }
    }

    /// The JSON form; parts in which nothing is different are left out.
    pub(super) fn into_json(self) -> Json {
        let mut patch = Map::new();
        patch.insert("rows".into(), Json::Object(self.rows));
        patch.insert("values".into(), Json::Object(self.values));
        patch.extend(self.states.into_iter().map(|(name, states)| (name.to_owned(), states)));
        patch.extend(self.lists);
        patch.retain(|_, part| part.as_object().is_none_or(|map| !map.is_empty()));
        Json::Object(patch)
    }
}

fn states<T: PartialEq + serde::Serialize>(
    before: &IndexMap<String, T>,
    after: &IndexMap<String, T>,
) -> Json {
    let changed = after.iter().filter(|(key, state)| before.get(*key) != Some(state));
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Json::Null));
    let changed = changed.map(|(key, state)| (key.clone(), json!(state)));
    Json::Object(changed.chain(gone).collect())
}
