//! What a form must make sense of as a whole: what the entity requires can be filled in, and rights name what is there.

use engine_core::{issue::token, key::FieldKey};

use super::Compiler;
use crate::{
    definition::{FormRight, Hidden},
    form::{Origin, Reach, Slot},
};

/// Everything that no single block or rule tells.
pub(super) fn check(compiler: &mut Compiler<'_>) {
    if !compiler.scopes[0].0.slots.iter().any(|slot| slot.placed) {
        compiler.issue("empty_form", "/layout", "请至少放一个字段", "put at least one field on the form");
    }
    for scope in 0..compiler.scopes.len() {
        for slot in 0..compiler.scopes[scope].0.slots.len() {
            required(compiler, scope, slot);
        }
    }
    rights(compiler);
}

/// A field that the entity requires must be there to be filled in, or a record could never be saved.
fn required(compiler: &mut Compiler<'_>, scope: usize, index: usize) {
    let found = &compiler.scopes[scope].0;
    let slot = &found.slots[index];
    let on_form = found.table.is_none_or(|table| compiler.scopes[0].0.slots[table].placed);
    if !slot.field.required || slot.field.kind.values().computed() || !on_form {
        return;
    }
    let key = slot.field.key.clone();
    let place = compiler.slot_places.get(&(scope, index)).cloned();
    if !slot.placed {
        if compiler.document.creates && !supplied(slot) {
            let at =
                if scope == 0 { "/layout".into() } else { format!("{}/columns", compiler.scopes[scope].1) };
            compiler.issue(
                "required_not_on_form",
                at,
                format!("数据表要求填写“{key}”，请把它放到表单上，或给它一个默认值"),
                format!("`{key}` is required; put it on the form or give it a default"),
            );
        }
        return;
    }
    let fed = fed(compiler, scope, &key);
    if slot.readonly && compiler.document.creates && !supplied(slot) && !fed {
        compiler.issue(
            "required_readonly",
            place.unwrap_or_default(),
            format!("数据表要求填写“{key}”，它只读又没有默认值，新记录无法保存；请给它一个默认值，或让它可以填写"),
            format!("`{key}` is required, read-only and without a default, so that no record can be made; give it a default or let people fill it in"),
        );
        return;
    }
    let hidden_by_rule = clears(compiler, slot);
    if hidden_by_rule || slot.unseen && !supplied(slot) && !fed {
        compiler.issue(
            "required_hidden",
            place.unwrap_or_default(),
            format!("数据表要求填写“{key}”，它不能在没有值的时候被隐藏"),
            format!("`{key}` is required and cannot be hidden without a value"),
        );
    }
}

/// Whether a value comes without anybody typing it.
fn supplied(slot: &Slot) -> bool {
    let origin = match &slot.origin {
        Origin::Given { default, formula, fill } => {
            default.as_ref().is_some_and(|d| !d.value.is_blank()) || formula.is_some() || fill.is_some()
        }
        _ => true,
    };
    origin || !slot.set.is_empty()
}

/// Whether the address of the public form gives the value.
fn fed(compiler: &Compiler<'_>, scope: usize, key: &FieldKey) -> bool {
    let public = compiler.document.public.as_ref().filter(|_| scope == 0);
    public.is_some_and(|public| {
        public.prefill.contains(key) || public.sources.iter().any(|source| source.field == *key)
    })
}

/// Whether a rule may hide the field, or a block around it, and clear it.
fn clears(compiler: &Compiler<'_>, slot: &Slot) -> bool {
    let takes = |reach: &Reach| reach.rules().any(|(_, hidden)| *hidden != Hidden::Keep);
    let mut group = slot.group;
    let mut found = takes(&slot.reach);
    while let Some(index) = group {
        found |= takes(&compiler.groups[index].reach);
        group = compiler.groups[index].parent;
    }
    found
}

/// Rights name fields of the form, and ask for nothing that the system computes.
fn rights(compiler: &mut Compiler<'_>) {
    let document = compiler.document;
    for (word, all) in [("roles", &document.rights.roles), ("nodes", &document.rights.nodes)] {
        for (holder, fields) in all {
            for (name, right) in fields {
                let at = format!("/rights/{word}{}{}", token(holder.as_str()), token(name));
                let Some((scope, slot)) = compiler.named(name) else {
                    compiler.unknown_field(name, &at);
                    continue;
                };
                let slot = &compiler.scopes[scope].0.slots[slot];
                if *right == FormRight::Required
                    && !matches!(slot.origin, Origin::Given { .. } | Origin::Rows(_))
                {
                    let (chinese, english) = (
                        "这一项由系统计算，不能要求填写",
                        "this value is computed; nobody can be asked for it",
                    );
                    compiler.issue("computed", at, chinese, english);
                }
            }
        }
    }
}

impl Compiler<'_> {
    /// A field, or a column as `items.price`, by name.
    fn named(&self, name: &str) -> Option<(usize, usize)> {
        let (first, column) = name.split_once('.').map_or((name, None), |(t, c)| (t, Some(c)));
        let slot = *self.scopes[0].0.by_key.get(first)?;
        let Some(column) = column else { return Some((0, slot)) };
        let Origin::Rows(scope) = self.scopes[0].0.slots[slot].origin else { return None };
        Some((scope, *self.scopes[scope].0.by_key.get(column)?))
    }
}
