//! Who uses what: asked before a delete, and shown to whoever plans one.

use engine_core::{
    definition::DefinitionKind,
    issue::token,
    key::{DefinitionKey, EntityKey},
};
use engine_forms::CompiledForm;

use super::Snapshot;

/// Kind and key of a definition.
pub(crate) type Place = (DefinitionKind, DefinitionKey);

/// One definition naming another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The one that is named.
    pub of: Place,
    /// Field of it that is named, if one is.
    pub field: Option<String>,
    /// The one that names it.
    pub by: Place,
    /// Where.
    pub pointer: String,
}

/// Everything that names a definition, other than itself.
pub fn usages(snapshot: &Snapshot, of: &Place) -> Vec<Usage> {
    all(snapshot).into_iter().filter(|u| u.of == *of && u.by != *of).collect()
}

/// Every usage of the whole.
pub(super) fn all(snapshot: &Snapshot) -> Vec<Usage> {
    let mut found = Vec::new();
    entities(snapshot, &mut found);
    for (key, view) in &snapshot.views {
        let by = (DefinitionKind::View, key.clone());
        found.push(entity_usage(&view.entity, None, by.clone(), "/entity".into()));
        for (pointer, path) in view.named() {
            let first = path.split('.').next().unwrap_or_default().to_owned();
            found.push(entity_usage(&view.entity, Some(first), by.clone(), pointer));
        }
    }
    for (key, form) in &snapshot.forms {
        forms(key, form, &mut found);
    }
    for (key, role) in &snapshot.roles {
        let by = (DefinitionKind::Role, key.clone());
        for (entity, policy) in &role.entities {
            let at = format!("/entities{}", token(entity.as_str()));
            found.push(entity_usage(entity, None, by.clone(), at.clone()));
            for field in policy.fields.keys() {
                let pointer = format!("{at}/fields{}", token(field.as_str()));
                found.push(entity_usage(entity, Some(field.as_str().to_owned()), by.clone(), pointer));
            }
        }
    }
    for (key, app) in &snapshot.apps {
        for (i, view) in app.navigation.iter().enumerate() {
            found.push(Usage {
                of: (DefinitionKind::View, view.clone()),
                field: None,
                by: (DefinitionKind::App, key.clone()),
                pointer: format!("/navigation/{i}"),
            });
        }
    }
    found
}

fn forms(key: &DefinitionKey, form: &CompiledForm, found: &mut Vec<Usage>) {
    let by = (DefinitionKind::Form, key.clone());
    found.push(entity_usage(&form.document.entity, None, by.clone(), "/entity".into()));
    for used in &form.uses {
        let field = Some(used.field.as_str().to_owned());
        found.push(entity_usage(&used.entity, field, by.clone(), used.pointer.clone()));
    }
    for role in form.document.rights.roles.keys() {
        let pointer = format!("/rights/roles{}", token(role.as_str()));
        found.push(Usage { of: (DefinitionKind::Role, role.clone()), field: None, by: by.clone(), pointer });
    }
}

fn entity_usage(entity: &EntityKey, field: Option<String>, by: Place, pointer: String) -> Usage {
    Usage { of: (DefinitionKind::Entity, entity.into()), field, by, pointer }
}

fn entities(snapshot: &Snapshot, found: &mut Vec<Usage>) {
    for (key, compiled) in &snapshot.entities {
        let by: Place = (DefinitionKind::Entity, key.into());
        for field in compiled.entity.fields.values() {
            let at = format!("/properties{}/x-field", token(field.key.as_str()));
            let by = field_owner(snapshot, key, field.key.as_str()).unwrap_or_else(|| by.clone());
            if let Some(target) = &field.target {
                found.push(entity_usage(target, field.via.clone(), by.clone(), format!("{at}/target")));
            }
            if let (Some(target), Some(measured)) =
                (&field.target, field.measure.as_ref().and_then(|m| m.field.as_ref()))
            {
                found.push(entity_usage(
                    target,
                    Some(measured.as_str().to_owned()),
                    by.clone(),
                    format!("{at}/measure/field"),
                ));
            }
            if let Some(set) = &field.option_set {
                found.push(Usage {
                    of: (DefinitionKind::OptionSet, set.clone()),
                    field: None,
                    by: by.clone(),
                    pointer: format!("{at}/option_set"),
                });
            }
        }
    }
    for (key, document) in
        snapshot.documents.iter().filter(|((kind, _), _)| *kind == DefinitionKind::Extension)
    {
        let extended = document.body.get("extends").and_then(|e| EntityKey::parse(e.as_str()?).ok());
        if let Some(entity) = extended {
            found.push(entity_usage(&entity, None, key.clone(), "/extends".into()));
        }
    }
}

/// The extension that added a field, when one did.
fn field_owner(snapshot: &Snapshot, entity: &EntityKey, field: &str) -> Option<Place> {
    let own = snapshot.documents.get(&(DefinitionKind::Entity, entity.into()))?;
    if own.body.pointer("/properties").is_some_and(|p| p.get(field).is_some()) {
        return None;
    }
    snapshot
        .documents
        .iter()
        .find(|((kind, _), d)| {
            *kind == DefinitionKind::Extension
                && d.body["extends"].as_str() == Some(entity.as_str())
                && d.body["properties"].get(field).is_some()
        })
        .map(|(place, _)| place.clone())
}
