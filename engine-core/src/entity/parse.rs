//! Entity document → entity and every issue found on the way.

use std::{str::FromStr as _, sync::Arc};

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{ChoiceOption, Entity, EntityDocument, Field, Mask, PropertyDocument};
use crate::{
    issue::{Issue, token},
    key::{DefinitionKey, FieldKey, SYSTEM_FIELDS},
    kinds::Kind,
    labels::Labels,
};

/// Most fields in one entity: PostgreSQL rows hold 1,600 columns and some kinds take four.
pub const MOST_FIELDS: usize = 400;

pub(super) fn parse(document: &Json) -> (Option<Entity>, Vec<Issue>) {
    let parsed: EntityDocument = match serde_json::from_value(document.clone()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let issue = Issue::new(
                "bad_definition",
                "",
                format!("定义不符合格式：{error}"),
                format!("not a well-formed entity: {error}"),
            );
            return (None, vec![issue]);
        }
    };
    of(&parsed)
}

/// The entity that a well-formed document means.
pub(super) fn of(parsed: &EntityDocument) -> (Option<Entity>, Vec<Issue>) {
    let mut issues = Vec::new();
    if parsed.properties.len() > MOST_FIELDS {
        issues.push(Issue::new(
            "too_many_fields",
            "/properties",
            format!("最多 {MOST_FIELDS} 个字段，请拆分为多张数据表"),
            format!("at most {MOST_FIELDS} fields; split the entity"),
        ));
        return (None, issues);
    }
    let fields = parse_fields(&parsed.properties, &parsed.required, &mut issues);
    let annotation = parsed.entity.clone();
    let entity = Entity {
        app: annotation.app.unwrap_or_else(local_app),
        key: annotation.key,
        labels: annotation.labels,
        title: annotation.title,
        icon: annotation.icon,
        indexes: annotation.indexes,
        duplicate: annotation.duplicate,
        groups: annotation.groups,
        parent: annotation.parent,
        key_fields: annotation.key_fields,
        owner: annotation.owner,
        fields,
        conditions: conditions(parsed),
    };
    check_names(&entity, parsed, &mut issues);
    (Some(entity), issues)
}

/// Parses the `properties` of an entity or extension; wrong ones become issues.
pub fn parse_fields(
    properties: &IndexMap<String, PropertyDocument>,
    required: &[String],
    issues: &mut Vec<Issue>,
) -> IndexMap<FieldKey, Arc<Field>> {
    let mut fields = IndexMap::new();
    for (name, property) in properties {
        let pointer = format!("/properties{}", token(name));
        if let Some(field) = field(name, property, required.contains(name), &pointer, issues) {
            // What reaches a page was checked before it was published.
            #[cfg(feature = "whole")]
            field.kind.rules().check(&field, &pointer, issues);
            fields.insert(field.key.clone(), Arc::new(field));
        }
    }
    fields
}

/// The app of definitions that name none.
pub fn local_app() -> DefinitionKey {
    DefinitionKey::parse("local").expect("`local` is a key")
}

fn field(
    name: &str,
    property: &PropertyDocument,
    required: bool,
    pointer: &str,
    issues: &mut Vec<Issue>,
) -> Option<Field> {
    let key = match FieldKey::parse(name) {
        Ok(key) if !SYSTEM_FIELDS.contains(&name) && name != "n" => key,
        Ok(_) => {
            issues.push(Issue::new(
                "reserved_key",
                pointer,
                format!("“{name}”是系统字段，请换一个编码"),
                format!("`{name}` is a system field; choose another key"),
            ));
            return None;
        }
        Err(bad) => {
            issues.push(Issue::new("bad_key", pointer, bad.chinese(), bad.to_string()));
            return None;
        }
    };
    let annotation = property.field.clone();
    let bound = |value: &Option<Json>, name: &str, issues: &mut Vec<Issue>| {
        value.as_ref().and_then(|v| {
            decimal_bound(v).or_else(|| {
                issues.push(Issue::new(
                    "bad_number",
                    format!("{pointer}/x-field/{name}"),
                    "请填写数字",
                    "give a number",
                ));
                None
            })
        })
    };
    let (min, max) = (bound(&annotation.min, "min", issues), bound(&annotation.max, "max", issues));
    // What is no three bytes becomes zeros, which the kind refuses.
    let currency = annotation.currency.as_deref().unwrap_or("CNY").as_bytes().try_into().unwrap_or_default();
    Some(Field {
        key,
        kind: annotation.kind,
        labels: annotation.labels,
        help: annotation.help,
        required,
        search: annotation.search,
        mask: annotation.mask.or_else(|| usual_mask(annotation.kind)),
        // A number of an identity card is of a person whatever the definition says.
        personal: annotation.personal || annotation.kind == Kind::IdNumber,
        min,
        max,
        scale: scale(annotation.kind, annotation.scale),
        currency,
        options: options(&annotation.options, property.enumeration.as_deref()),
        option_set: annotation.option_set,
        leaf_only: annotation.leaf_only,
        target: annotation.target,
        on_delete: annotation.on_delete.unwrap_or_default(),
        formula: annotation.formula,
        via: annotation.via,
        measure: annotation.measure,
        filter: annotation.filter,
        pattern: annotation.pattern,
        reset: annotation.reset.unwrap_or_default(),
        disclose: annotation.disclose,
        unique: annotation.unique,
        gap_free: annotation.gap_free,
        max_size: annotation.max_size,
        most: annotation.most,
        types: annotation.types,
        default: annotation.default,
        schema: standard_keywords(property),
        result: None,
        volatile: false,
    })
}

/// How a kind is masked when the definition does not say it; `None` masks all.
fn usual_mask(kind: Kind) -> Option<Mask> {
    (kind == Kind::IdNumber).then_some(Mask::Id)
}

/// Decimal places: a percent is its ratio, so that 12.34% has four; a degree has always six.
fn scale(kind: Kind, written: Option<u32>) -> u32 {
    match kind {
        Kind::GeoPoint => 6,
        Kind::Percent => written.unwrap_or(4),
        _ => written.unwrap_or(2),
    }
}

fn decimal_bound(value: &Json) -> Option<Decimal> {
    match value {
        Json::Number(number) => Decimal::from_str(&number.to_string()).ok(),
        Json::String(text) => Decimal::from_str(text).ok(),
        _ => None,
    }
}

fn options(written: &[ChoiceOption], enumeration: Option<&[Json]>) -> Vec<ChoiceOption> {
    if !written.is_empty() {
        return written.to_vec();
    }
    let keys = enumeration.unwrap_or_default().iter().filter_map(Json::as_str);
    keys.map(|key| ChoiceOption {
        key: key.to_owned(),
        labels: Labels::default(),
        parent: None,
        color: None,
        synonyms: Vec::new(),
        active: true,
    })
    .collect()
}

fn standard_keywords(property: &PropertyDocument) -> Map<String, Json> {
    match serde_json::to_value(property) {
        Ok(Json::Object(mut map)) => {
            map.shift_remove("x-field");
            map
        }
        _ => Map::new(),
    }
}

fn conditions(document: &EntityDocument) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            map.insert(name.to_owned(), value);
        }
    };
    put("if", document.condition.clone());
    put("then", document.then.clone());
    put("else", document.otherwise.clone());
    put("dependentRequired", document.dependent_required.as_ref().and_then(|d| serde_json::to_value(d).ok()));
    put("allOf", document.all_of.clone().map(Json::Array));
    map
}

/// Names inside the document that must be fields of it.
fn check_names(entity: &Entity, document: &EntityDocument, issues: &mut Vec<Issue>) {
    let mut unknown = |name: &str, pointer: String| {
        let system = SYSTEM_FIELDS.contains(&name);
        if !system && entity.field(name).is_none() {
            issues.push(Issue::new(
                "unknown_field",
                pointer,
                format!("没有编码为“{name}”的字段"),
                format!("there is no field `{name}`"),
            ));
        }
    };
    for (i, name) in document.required.iter().enumerate() {
        unknown(name, format!("/required/{i}"));
    }
    if let Some(title) = &entity.title {
        unknown(title.as_str(), "/x-entity/title".into());
    }
    for (i, index) in entity.indexes.iter().enumerate() {
        for (j, name) in index.iter().enumerate() {
            unknown(name.as_str(), format!("/x-entity/indexes/{i}/{j}"));
        }
    }
    for (i, name) in entity.key_fields.iter().enumerate() {
        unknown(name.as_str(), format!("/x-entity/key_fields/{i}"));
    }
    for (i, group) in entity.groups.iter().enumerate() {
        for (j, name) in group.fields.iter().enumerate() {
            unknown(name.as_str(), format!("/x-entity/groups/{i}/fields/{j}"));
        }
    }
    for (i, set) in entity.duplicate.iter().flat_map(|d| &d.matches).enumerate() {
        for (j, name) in set.iter().enumerate() {
            unknown(name.as_str(), format!("/x-entity/duplicate/match/{i}/{j}"));
        }
    }
}
