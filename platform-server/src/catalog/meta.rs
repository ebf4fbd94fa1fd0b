//! The schemas that definitions themselves must meet, generated from the types that read them.
//!
//! Source: DESIGN §4 "their meta-schema is generated from the Rust types".

use std::sync::LazyLock;

use engine_core::{
    definition::{AppDocument, DefinitionKind, ExtensionDocument, OptionSetDocument},
    entity::EntityDocument,
    issue::{Issue, token},
    policy::RoleDocument,
    view::ViewDocument,
};
use engine_forms::definition::FormDocument;
use jsonschema::Validator;
use schemars::schema_for;
use serde_json::{Value as Json, json};

use super::{
    Document,
    schema::{explain, validator},
};

static SCHEMAS: LazyLock<Vec<(DefinitionKind, Json, Validator)>> = LazyLock::new(|| {
    DefinitionKind::ALL
        .into_iter()
        .map(|kind| {
            let schema = generate(kind);
            let validator = validator(&schema).expect("a generated schema is a schema");
            (kind, schema, validator)
        })
        .collect()
});

fn generate(kind: DefinitionKind) -> Json {
    let schema = match kind {
        DefinitionKind::App => schema_for!(AppDocument),
        DefinitionKind::OptionSet => schema_for!(OptionSetDocument),
        DefinitionKind::Entity => schema_for!(EntityDocument),
        DefinitionKind::Extension => schema_for!(ExtensionDocument),
        DefinitionKind::View => schema_for!(ViewDocument),
        DefinitionKind::Form => schema_for!(FormDocument),
        DefinitionKind::Role => schema_for!(RoleDocument),
    };
    schema.to_value()
}

fn entry(kind: DefinitionKind) -> &'static (DefinitionKind, Json, Validator) {
    SCHEMAS.iter().find(|(k, _, _)| *k == kind).expect("every kind has a schema")
}

/// The meta-schema of a kind.
pub fn meta_schema(kind: DefinitionKind) -> &'static Json {
    &entry(kind).1
}

/// Everything that is wrong with the form of a definition.
pub fn structural_issues(kind: DefinitionKind, body: &Json) -> Vec<Issue> {
    entry(kind).2.iter_errors(body).flat_map(|error| explain(&error)).collect()
}

/// A definition without what is of wrong form, and the pointers of what was taken out; nothing when what is left is not
/// well-formed either.
pub(super) fn well_formed_rest(document: &Document, structural: &[Issue]) -> Option<(Json, Vec<String>)> {
    let (kind, mut rest, mut without) = (document.kind, document.body.clone(), Vec::new());
    for issue in structural {
        let (pointer, key) = removable(&issue.pointer)?;
        // Lists stay whole or go: a shorter one would move what is said of the entries behind.
        let Some(Json::Object(members)) = rest.pointer_mut(&pointer) else { continue };
        if members.shift_remove(&key).is_some() {
            without.push(format!("{pointer}{}", token(&key)));
        } else if let Some(any) = usual(document, &key) {
            members.insert(key, any);
        }
    }
    for issue in structural_issues(kind, &rest) {
        match issue.pointer.split('/').skip(1).map(unescaped).collect::<Vec<_>>().as_slice() {
            // A field stays one, so that what names it finds it.
            [first, name, ..] if first == "properties" => {
                rest["properties"][name.as_str()] = json!({ "x-field": { "kind": "text" } });
                without.push(format!("/properties{}", token(name)));
            }
            [first, key, ..] if first == "x-entity" => {
                drop(rest["x-entity"].as_object_mut().and_then(|map| map.shift_remove(key)));
                without.push(format!("/x-entity{}", token(key)));
            }
            [key, ..] => {
                drop(rest.as_object_mut().and_then(|map| map.shift_remove(key)));
                without.push(token(key));
            }
            [] => return None,
        }
    }
    structural_issues(kind, &rest).is_empty().then_some((rest, without))
}

/// What may stand for a member that every definition has.
fn usual(document: &Document, key: &str) -> Option<Json> {
    match key {
        "format" => Some(json!(1)),
        "key" => Some(json!(document.key)),
        "labels" => Some(json!({ "zh-CN": document.key })),
        _ => None,
    }
}

/// The object that holds what a pointer names, and under which key; of what lies in a list, the list itself.
fn removable(pointer: &str) -> Option<(String, String)> {
    let mut parts: Vec<&str> = pointer.split('/').skip(1).collect();
    let number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(at) = parts.iter().skip(2).position(number) {
        parts.truncate(at + 2);
    }
    let key = unescaped(parts.pop()?);
    Some((parts.iter().map(|part| format!("/{part}")).collect(), key))
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use engine_core::issue::Language;
    use serde_json::json;

    use super::*;

    fn found(kind: DefinitionKind, body: &Json) -> Vec<(String, String)> {
        let issues = structural_issues(kind, body);
        issues.iter().map(|i| (i.code.to_string(), i.pointer.clone())).collect()
    }

    fn role(scope: &Json) -> Json {
        json!({ "format": 1, "key": "sales", "labels": { "zh-CN": "销售" },
                "entities": { "customer": { "actions": { "view": scope } } } })
    }

    #[test]
    fn a_word_that_is_none_of_several_forms_names_them_all() {
        let at = "/entities/customer/actions/view".to_owned();
        let body = role(&json!("alle"));
        assert_eq!(found(DefinitionKind::Role, &body), [("not_an_option".to_owned(), at)]);
        let issue = &structural_issues(DefinitionKind::Role, &body)[0];
        for language in [Language::Chinese, Language::English] {
            let message = issue.to_json(language)["message"].to_string();
            assert!(message.contains("own") && message.contains("department_and_below"), "{message}");
            assert!(!message.contains("schema"), "{message}");
        }
    }

    #[test]
    fn the_form_that_was_meant_is_the_one_whose_problems_are_told() {
        let at = |rest: &str| format!("/entities/customer/actions/view{rest}");
        let one = |code: &str, rest: &str| vec![(code.to_owned(), at(rest))];
        let unknown = role(&json!({ "filter": {}, "extra": 1 }));
        assert_eq!(found(DefinitionKind::Role, &unknown), one("unknown_field", "/extra"));
        assert_eq!(found(DefinitionKind::Role, &role(&json!({ "filter": 7 }))), one("wrong_type", "/filter"));
        assert_eq!(found(DefinitionKind::Role, &role(&json!("own"))), []);
    }

    #[test]
    fn an_optional_word_is_told_without_its_absence() {
        let body = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "x-entity": { "format": 1, "key": "customer", "labels": { "zh-CN": "客户" } },
            "properties": { "phone": { "x-field": { "kind": "phone", "mask": "fone" } } } });
        let issues = structural_issues(DefinitionKind::Entity, &body);
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!(
            (&*issues[0].code, issues[0].pointer.as_str()),
            ("not_an_option", "/properties/phone/x-field/mask")
        );
    }
}
