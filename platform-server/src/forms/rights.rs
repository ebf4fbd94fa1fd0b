//! What a person may do with the fields of a form: what the roles say of the entity, narrowed by what the form says.

use std::collections::HashMap;

use engine_core::{
    key::{DefinitionKey, SYSTEM_FIELDS},
    policy::Right,
};
use engine_forms::{CompiledForm, RightsByField, definition::FormRight};
use indexmap::IndexMap;

use crate::{
    access::{ActionMarker, Permit},
    identity::Actor,
};

/// The rights on every field that is less, or more, than editable.
pub fn rights<A: ActionMarker>(
    form: &CompiledForm,
    permit: &Permit<A>,
    node: Option<&DefinitionKey>,
) -> RightsByField {
    let mut rights = RightsByField::new();
    let own = form.entity.fields.keys().map(|key| key.as_str());
    for key in own.chain(SYSTEM_FIELDS) {
        let right = match permit.right(key) {
            Right::Hidden | Right::Masked => FormRight::Hidden,
            Right::Readonly => FormRight::Readonly,
            Right::Editable => continue,
        };
        rights.insert(key.to_owned(), right);
    }
    for (name, right) in of_roles(form, permit.actor()) {
        narrow(&mut rights, name, right);
    }
    let node = node.and_then(|node| form.document.rights.nodes.get(node));
    for (name, right) in node.into_iter().flatten() {
        narrow(&mut rights, name.clone(), *right);
    }
    rights
}

/// The less of two; what must be filled in must be so only where it may.
fn narrow(rights: &mut RightsByField, name: String, right: FormRight) {
    let before = rights.get(&name).copied().unwrap_or(FormRight::Editable);
    let less = match (before, right) {
        (FormRight::Required | FormRight::Editable, right) => right,
        (before, right) => before.min(right),
    };
    rights.insert(name, less);
}

/// The widest right of the actor's roles; one that the form does not name sees the whole form.
fn of_roles(form: &CompiledForm, actor: &Actor) -> HashMap<String, FormRight> {
    let named = &form.document.rights.roles;
    let mine: Vec<Option<&IndexMap<String, FormRight>>> =
        actor.roles.iter().map(|role| named.get(role)).collect();
    if actor.admin || mine.is_empty() || mine.iter().any(Option::is_none) {
        return HashMap::new();
    }
    let mine: Vec<&IndexMap<String, FormRight>> = mine.into_iter().flatten().collect();
    let names = mine.iter().flat_map(|fields| fields.keys());
    let widest = |name: &String| {
        let rights = mine.iter().map(|fields| fields.get(name).copied().unwrap_or(FormRight::Editable));
        rights.max_by_key(|right| if *right == FormRight::Required { 1 } else { width(*right) })
    };
    names.filter_map(|name| Some((name.clone(), widest(name)?))).collect()
}

/// How much a right lets one do: having to is less free than being allowed to.
fn width(right: FormRight) -> u8 {
    match right {
        FormRight::Hidden => 0,
        FormRight::Readonly | FormRight::Required => 1,
        FormRight::Editable => 3,
    }
}
