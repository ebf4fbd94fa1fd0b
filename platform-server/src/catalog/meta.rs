//! The schemas that definitions themselves must meet, generated from the types that read them.
//!
//! Source: DESIGN §4 "their meta-schema is generated from the Rust types".

use std::sync::LazyLock;

use engine_core::{
    definition::{AppDocument, DefinitionKind, ExtensionDocument, OptionSetDocument, ViewDocument},
    entity::{Entity, EntityDocument},
    issue::Issue,
    policy::RoleDocument,
};
use jsonschema::Validator;
use schemars::schema_for;
use serde_json::{Value as Json, json};

use super::schema::{explain, validator};

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

/// What else is wrong with an entity whose form is: everything of wrong form is taken out, the rest is read.
pub(super) fn further_issues(body: &Json, structural: &[Issue]) -> Vec<Issue> {
    let mut rest = body.clone();
    for issue in structural {
        let parts: Vec<String> = issue.pointer.split('/').skip(1).map(unescaped).collect();
        match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            // A field stays one, so that what names it finds it.
            ["properties", name, ..] => rest["properties"][*name] = json!({ "x-field": { "kind": "text" } }),
            ["x-entity", key, ..] => {
                drop(rest["x-entity"].as_object_mut().and_then(|map| map.shift_remove(*key)));
            }
            [key, ..] => drop(rest.as_object_mut().and_then(|map| map.shift_remove(*key))),
            [] => return Vec::new(),
        }
    }
    // What cannot be read even so was told already.
    Entity::parse(&rest).1.into_iter().filter(|issue| issue.code != "bad_definition").collect()
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
