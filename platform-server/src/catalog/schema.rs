//! An entity as a plain JSON Schema, and its validator's findings as issues.
//!
//! Shape:  what the author wrote plus what each kind adds; `unevaluatedProperties: false`.
//! Source: DESIGN §4; checked from outside with ajv and Python's jsonschema.

use engine_core::{
    entity::{Entity, Field},
    issue::{Issue, token},
    kinds::{self, Kind},
    plan::Entities,
};
use jsonschema::{Draft, PatternOptions, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value as Json, json};

/// Largest compiled pattern, in bytes.
const PATTERN_SIZE: usize = 1 << 19;

/// Compiles a schema on the linear-time pattern engine, formats asserted.
///
/// # Errors
/// When it is no schema or a pattern is too large.
pub(crate) fn validator(schema: &Json) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE))
        .build(schema)
        .map_err(|error| error.to_string())
}

/// The schema of the records one may write to an entity.
pub(crate) fn compiled(entity: &Entity, entities: &dyn Entities) -> Json {
    let mut schema = object(entity, entities, true);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": entity.labels.get(engine_core::issue::Language::Chinese, entity.key.as_str()),
    });
    if let Json::Object(head) = head {
        for (i, (key, value)) in head.into_iter().enumerate() {
            schema.shift_insert(i, key, value);
        }
    }
    Json::Object(schema)
}

fn object(entity: &Entity, entities: &dyn Entities, root: bool) -> Map<String, Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in entity.fields.values().filter(|f| !f.kind.rules().computed()) {
        properties.insert(field.key.as_str().to_owned(), property(field, entities));
        if field.required {
            required.push(Json::from(field.key.as_str()));
        }
    }
    if root && entity.owner {
        properties.insert("owner_id".into(), json!({ "type": "string", "format": "uuid" }));
    }
    if !root {
        properties.insert("id".into(), json!({ "type": "string", "format": "uuid" }));
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Json::Object(properties));
    if !required.is_empty() {
        schema.insert("required".into(), Json::Array(required));
    }
    schema.extend(entity.conditions.clone());
    schema.insert("unevaluatedProperties".into(), false.into());
    schema
}

fn property(field: &Field, entities: &dyn Entities) -> Json {
    let mut schema = kinds::compile(field);
    if field.kind == Kind::SubTable
        && let Some(rows) = field.target.as_ref().and_then(|t| entities.entity(t.as_str()))
    {
        schema.insert("items".into(), Json::Object(object(&rows, entities, false)));
    }
    Json::Object(schema)
}

/// What a validator found, as issues that say how to do it right.
pub fn explain(error: &ValidationError<'_>) -> Vec<Issue> {
    let at = error.instance_path().to_string();
    let issue =
        |code, pointer: String, chinese: String, english: String| Issue::new(code, pointer, chinese, english);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![issue(
                "required",
                format!("{at}{}", token(name)),
                "请填写".into(),
                "this is required".into(),
            )]
        }
        ValidationErrorKind::UnevaluatedProperties { unexpected }
        | ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                issue(
                    "unknown_field",
                    format!("{at}{}", token(name)),
                    format!("没有“{}”这一项", shortened(name)),
                    format!("there is no `{}` here", shortened(name)),
                )
            })
            .collect(),
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            alternatives(&at, context)
        }
        kind => {
            let (code, chinese, english) = sentence(kind, error);
            vec![issue(code, at, chinese, english)]
        }
    }
}

/// None of several forms fits: what is wrong with the one that was meant, or which there are.
fn alternatives(at: &str, forms: &[Vec<ValidationError<'_>>]) -> Vec<Issue> {
    let far =
        |form: &Vec<ValidationError<'_>>| form.iter().map(|error| distance(at, error)).max().unwrap_or(0);
    let nearest = forms.iter().map(far).min().unwrap_or(OTHER_FORM);
    let mut meant = forms.iter().filter(|form| far(form) == nearest);
    if let (true, Some(form), None) = (nearest < OTHER_FORM, meant.next(), meant.next()) {
        return form.iter().flat_map(explain).collect();
    }
    let mut words: Vec<String> = Vec::new();
    for error in forms.iter().flatten().filter(|error| error.instance_path().to_string() == at) {
        match error.kind() {
            ValidationErrorKind::Enum { options } => words.extend(listed(options)),
            ValidationErrorKind::Constant { expected_value } => words.push(word(expected_value)),
            _ => {}
        }
    }
    if words.is_empty() {
        return forms
            .iter()
            .min_by_key(|form| (far(form), form.len()))
            .map_or_else(Vec::new, |form| form.iter().flat_map(explain).collect());
    }
    let (chinese, english) = (words.join("、"), words.join(", "));
    vec![Issue::new("not_an_option", at, format!("只能是：{chinese}"), format!("one of {english}"))]
}

/// An error that says a value was meant for another form.
const OTHER_FORM: usize = 2;

/// How far an error says that a form was not the one meant: its type or its word is another's, a key that tells forms
/// apart is missing or does not belong to it, or something inside is wrong.
fn distance(at: &str, error: &ValidationError<'_>) -> usize {
    let place = error.instance_path().to_string();
    let below = place.strip_prefix(at).unwrap_or(&place);
    match error.kind() {
        ValidationErrorKind::Type { .. }
        | ValidationErrorKind::Enum { .. }
        | ValidationErrorKind::Constant { .. }
            if below.is_empty() =>
        {
            OTHER_FORM + 1
        }
        ValidationErrorKind::Constant { .. } if below.matches('/').count() == 1 => OTHER_FORM,
        ValidationErrorKind::Required { .. }
        | ValidationErrorKind::AdditionalProperties { .. }
        | ValidationErrorKind::UnevaluatedProperties { .. }
            if below.is_empty() =>
        {
            1
        }
        _ => 0,
    }
}

fn listed(options: &Json) -> Vec<String> {
    options.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(word).collect()
}

fn word(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn sentence(kind: &ValidationErrorKind, error: &ValidationError<'_>) -> (&'static str, String, String) {
    use ValidationErrorKind as K;
    match kind {
        K::MinLength { limit } => {
            ("too_short", format!("至少 {limit} 个字符"), format!("at least {limit} characters"))
        }
        K::MaxLength { limit } => {
            ("too_long", format!("最多 {limit} 个字符"), format!("at most {limit} characters"))
        }
        K::Minimum { limit } => ("too_small", format!("不能小于 {limit}"), format!("not below {limit}")),
        K::Maximum { limit } => ("too_large", format!("不能大于 {limit}"), format!("not above {limit}")),
        K::ExclusiveMinimum { limit } => ("too_small", format!("应大于 {limit}"), format!("above {limit}")),
        K::ExclusiveMaximum { limit } => ("too_large", format!("应小于 {limit}"), format!("below {limit}")),
        K::MultipleOf { multiple_of } => {
            ("not_a_multiple", format!("应为 {multiple_of} 的倍数"), format!("a multiple of {multiple_of}"))
        }
        K::MinItems { limit } => ("too_few", format!("至少 {limit} 项"), format!("at least {limit} items")),
        K::MaxItems { limit } => ("too_many", format!("最多 {limit} 项"), format!("at most {limit} items")),
        K::UniqueItems => ("repeated", "不能重复".into(), "no item twice".into()),
        K::Pattern { .. } => {
            ("bad_format", "格式不符合要求".into(), "does not have the required form".into())
        }
        K::Format { format } => ("bad_format", format!("应为 {format} 格式"), format!("must be a {format}")),
        K::Enum { options } => {
            let words: Vec<String> = listed(options).into_iter().take(10).collect();
            ("not_an_option", format!("只能是：{}", words.join("、")), format!("one of {}", words.join(", ")))
        }
        K::Constant { expected_value } => {
            ("not_an_option", format!("只能是 {expected_value}"), format!("only {expected_value}"))
        }
        K::Type { .. } => ("wrong_type", "值的类型不对".into(), "a value of another type is needed".into()),
        _ => ("refused", format!("不符合要求：{error}"), format!("does not meet the rules: {error}")),
    }
}
