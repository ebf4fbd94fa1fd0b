//! A form as somebody may know it, ready to travel.
//!
//! Shape:  `CompiledForm × rights → Bundle`; the bundle holds the form without what is hidden from its reader, the fields
//!         it needs of each entity, the rights, and all of it compiled, for the engine in the browser.
//! Errors: what depends on something hidden, or on tables that a page does not have, cannot be computed elsewhere: the
//!         former is left out, and the bundle is `remote`, which asks for the server's evaluation.
//! Source: docs/spec/forms.md §6, DESIGN §9.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use engine_core::{
    entity::{Entity, Excerpt},
    key::{EntityKey, FieldKey},
};
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    compile,
    definition::{Block, FieldBlock, FormDocument, FormRight, Rights, Rule},
    form::{CompiledForm, Origin, Use},
    packed::Travelled,
};

/// Rights by field, and by column as `items.price`.
pub type RightsByField = BTreeMap<String, FormRight>;

/// A form that travels.
#[derive(Clone, Debug, Serialize)]
pub struct Bundle {
    /// The form without what is hidden.
    pub form: FormDocument,
    /// What it needs of each entity.
    pub entities: Vec<Excerpt>,
    /// Rights on what is left.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rights: RightsByField,
    /// Whether only the server can evaluate it.
    pub remote: bool,
    /// What a page evaluates: all of this made ready ([`CompiledForm::unpack`]); absent where it asks the server.
    #[serde(skip_serializing_if = "Json::is_null")]
    pub compiled: Json,
}

/// Narrows a form to somebody's rights. `unknown` names fields of linked entities that the reader may not see.
pub fn project(
    form: &CompiledForm,
    rights: &RightsByField,
    unknown: &dyn Fn(&EntityKey, &FieldKey) -> bool,
) -> Bundle {
    let narrowing = Narrowing { form, rights, unknown };
    let mut document = form.document.clone();
    document.rights = Rights::default();
    document.public = None;
    document.main = false;
    let mut remote = false;
    narrowing.blocks(&mut document.layout, "/layout", &mut remote);
    narrowing.rules(0, &mut document.rules, "", &mut remote);
    let checks = document.checks.len();
    let mut index = 0;
    document.checks.retain(|_| {
        index += 1;
        !narrowing.reads_hidden(&format!("/checks/{}", index - 1))
    });
    remote |= document.checks.len() < checks;
    let fields = form.scopes.iter().flat_map(|scope| scope.entity.fields.values());
    remote |= fields.into_iter().any(|field| !Excerpt::holds(field));
    remote |= form.formulas().any(|formula| formula.depends().tables);
    let mut bundle = Bundle {
        form: document,
        entities: narrowing.excerpts(),
        rights: rights
            .iter()
            .filter(|(_, right)| **right != FormRight::Hidden)
            .map(|(k, r)| (k.clone(), *r))
            .collect(),
        remote,
        compiled: Json::Null,
    };
    bundle.compiled = bundle.compile();
    bundle
}

struct Narrowing<'a> {
    form: &'a CompiledForm,
    rights: &'a RightsByField,
    unknown: &'a dyn Fn(&EntityKey, &FieldKey) -> bool,
}

impl Narrowing<'_> {
    fn hidden(&self, name: &str) -> bool {
        self.rights.get(name) == Some(&FormRight::Hidden)
    }

    /// Whether what was written at a pointer, or below it, reads anything hidden.
    fn reads_hidden(&self, pointer: &str) -> bool {
        let below = |used: &Use| {
            used.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.form.uses.iter().any(|used| below(used) && self.conceals(used))
    }

    fn conceals(&self, used: &Use) -> bool {
        let Some(scope) = self.form.scopes.iter().position(|scope| scope.entity.key == used.entity) else {
            return (self.unknown)(&used.entity, &used.field);
        };
        match self.form.scopes[scope].table {
            None => self.hidden(used.field.as_str()),
            Some(table) => {
                let table = self.form.scopes[0].slots[table].field.key.as_str();
                self.hidden(table) || self.hidden(&format!("{table}.{}", used.field))
            }
        }
    }

    fn blocks(&self, blocks: &mut Vec<Block>, at: &str, remote: &mut bool) {
        let mut index = 0;
        blocks.retain_mut(|block| {
            let place = format!("{at}/{index}");
            index += 1;
            match block {
                Block::Field(field) => return self.field(field, "", &place, remote),
                Block::Section(section) => {
                    self.blocks(&mut section.blocks, &format!("{place}/blocks"), remote);
                }
                Block::Tabs(panels) | Block::Steps(panels) => {
                    for (i, panel) in panels.panels.iter_mut().enumerate() {
                        self.blocks(&mut panel.blocks, &format!("{place}/panels/{i}/blocks"), remote);
                    }
                }
                Block::Text(_) => {}
            }
            true
        });
    }

    /// Whether a field stays; what it says that reads hidden things goes.
    fn field(&self, block: &mut FieldBlock, table: &str, at: &str, remote: &mut bool) -> bool {
        let name =
            if table.is_empty() { block.field.to_string() } else { format!("{table}.{}", block.field) };
        if self.hidden(&name) {
            return false;
        }
        let derived = block.default_formula.is_some() || block.fill.is_some() || block.cascade.is_some();
        if derived && self.reads_hidden(at) {
            (block.default_formula, block.fill, block.cascade) = (None, None, None);
            *remote = true;
        }
        if let Some(rows) = &mut block.rows {
            let table = block.field.to_string();
            let mut index = 0;
            rows.columns.retain_mut(|column| {
                let place = format!("{at}/rows/columns/{index}");
                index += 1;
                self.field(column, &table, &place, remote)
            });
            let scope = self.form.scopes[0]
                .by_key
                .get(&block.field)
                .map(|slot| &self.form.scopes[0].slots[*slot].origin);
            if let Some(Origin::Rows(scope)) = scope {
                self.rules(*scope, &mut rows.rules, &format!("{at}/rows"), remote);
            }
            let checks = rows.checks.len();
            let mut index = 0;
            rows.checks.retain(|_| {
                index += 1;
                !self.reads_hidden(&format!("{at}/rows/checks/{}", index - 1))
            });
            *remote |= rows.checks.len() < checks;
        }
        true
    }

    /// Rules without hidden targets; those that read hidden things go.
    fn rules(&self, scope: usize, rules: &mut Vec<Rule>, at: &str, remote: &mut bool) {
        let table = self.form.scopes[scope].table.map(|t| self.form.scopes[0].slots[t].field.key.as_str());
        let seen = |key: &FieldKey| match table {
            None => !self.hidden(key.as_str()),
            Some(table) => !self.hidden(&format!("{table}.{key}")),
        };
        let mut index = 0;
        rules.retain_mut(|rule| {
            let place = format!("{at}/rules/{index}");
            index += 1;
            for list in [&mut rule.show, &mut rule.hide, &mut rule.require, &mut rule.readonly] {
                list.retain(seen);
            }
            rule.options.retain(|options| seen(&options.field));
            rule.set.retain(|set| seen(&set.field));
            let left = !rule.show.is_empty()
                || !rule.hide.is_empty()
                || !rule.require.is_empty()
                || !rule.readonly.is_empty()
                || !rule.options.is_empty()
                || !rule.set.is_empty();
            let concealed = self.reads_hidden(&place);
            *remote |= left && concealed;
            left && !concealed
        });
    }

    /// Of the form's own entities what is on the form or read by it; of linked ones what is read.
    fn excerpts(&self) -> Vec<Excerpt> {
        let mut entities: Vec<&Arc<Entity>> = self.form.scopes.iter().map(|scope| &scope.entity).collect();
        let mut reached: Vec<&Arc<Entity>> = self.form.reached.values().collect();
        reached.retain(|entity| entities.iter().all(|own| own.key != entity.key));
        reached.sort_by(|a, b| a.key.cmp(&b.key));
        entities.extend(reached);
        let used = |entity: &Entity, key: &FieldKey| {
            let field = |used: &&Use| used.entity == entity.key && used.field == *key;
            self.form.uses.iter().find(field).is_some_and(|used| !self.conceals(used))
        };
        entities.into_iter().map(|entity| Excerpt::of(entity, |field| used(entity, &field.key))).collect()
    }
}

impl Bundle {
    /// The form as a page evaluates it; nothing where the page asks the server.
    fn compile(&self) -> Json {
        let read = |excerpt: &Excerpt| excerpt.read().map(|entity| (entity.key.clone(), Arc::new(entity)));
        let entities: Option<HashMap<EntityKey, Arc<Entity>>> = self.entities.iter().map(read).collect();
        let form = entities.and_then(|entities| compile(&self.form, &Travelled(entities)).0);
        form.filter(|_| !self.remote).map_or(Json::Null, |form| form.pack())
    }
}
