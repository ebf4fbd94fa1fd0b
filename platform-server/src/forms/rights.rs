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
    catalog::Computing,
    identity::Actor,
};

/// The rights on every field that is less, or more, than editable.
pub fn rights<A: ActionMarker>(
    form: &CompiledForm,
    permit: &Permit<A>,
    node: Option<&DefinitionKey>,
) -> RightsByField {
    narrowed(form, &|key| permit.right(key), &permit.snapshot().computing, permit.actor(), node)
}

/// The same, of what the roles say of each field.
pub(super) fn narrowed(
    form: &CompiledForm,
    of_entity: &dyn Fn(&str) -> Right,
    computing: &Computing,
    actor: &Actor,
    node: Option<&DefinitionKey>,
) -> RightsByField {
    let mut rights = RightsByField::new();
    let own = form.entity.fields.keys().map(|key| key.as_str());
    for key in own.chain(SYSTEM_FIELDS) {
        let right = match of_entity(key) {
            // What a publish is still computing is read by nobody.
            _ if computing.field(form.entity.key.as_str(), key) => FormRight::Hidden,
            Right::Hidden | Right::Masked => FormRight::Hidden,
            Right::Readonly => FormRight::Readonly,
            Right::Editable => continue,
        };
        rights.insert(key.to_owned(), right);
    }
    for (name, right) in of_roles(form, actor) {
        narrow(&mut rights, name, right);
    }
    let node = node.and_then(|node| form.document.rights.nodes.get(node));
    for (name, right) in node.into_iter().flatten() {
        narrow(&mut rights, name.clone(), *right);
    }
    rights
}

/// The less of two rights; of two that let one fill it in, the one that asks for it.
fn narrow(rights: &mut RightsByField, name: String, right: FormRight) {
    let before = rights.get(&name).copied().unwrap_or(FormRight::Editable);
    let less = before.min(right);
    rights.insert(name, if less <= FormRight::Readonly { less } else { before.max(right) });
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
        rights.max_by_key(|right| width(*right))
    };
    names.filter_map(|name| Some((name.clone(), widest(name)?))).collect()
}

/// How much a right lets one do: having to is less free than being allowed to.
fn width(right: FormRight) -> u8 {
    match right {
        FormRight::Hidden => 0,
        FormRight::Readonly => 1,
        FormRight::Required => 2,
        FormRight::Editable => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(before: FormRight, right: FormRight) -> FormRight {
        let mut rights = RightsByField::from([("x".to_owned(), before)]);
        narrow(&mut rights, "x".to_owned(), right);
        rights["x"]
    }

    #[test]
    fn a_node_never_gives_more_than_a_role() {
        use FormRight::{Editable, Hidden, Readonly, Required};
        for (before, right, left) in [
            (Hidden, Required, Hidden),
            (Readonly, Editable, Readonly),
            (Readonly, Required, Readonly),
            (Required, Readonly, Readonly),
            (Required, Editable, Required),
            (Editable, Required, Required),
        ] {
            assert_eq!(narrowed(before, right), left, "{before:?} and {right:?}");
        }
    }

    #[test]
    fn having_to_fill_in_is_wider_than_only_reading() {
        assert!(width(FormRight::Required) > width(FormRight::Readonly));
    }
}
