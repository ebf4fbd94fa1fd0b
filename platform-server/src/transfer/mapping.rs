//! How the columns of a file become fields of an entity.
//!
//! Shape:  the body of `PATCH …/imports/{id}`; every part may be absent. [`Mapping::check`] lists all issues with
//!         pointers into it. A [`SavedMapping`] names columns by their header, so that it fits the next file.
//! Source: docs/spec/http.md "Import and export", docs/spec/imports.md "Mapping".

use std::collections::HashSet;

use engine_core::{
    entity::{Entity, Field},
    filter::Operator,
    issue::{Issue, token},
    key::{EntityKey, FieldKey},
    kinds::{Kind, Storage},
    plan::shape,
};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{columns, header::Header, words};

/// What to do with a row that finds a record by its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMatch {
    /// Change the record; blank cells change nothing.
    #[default]
    Update,
    /// Leave the record and the row alone.
    Skip,
    /// Write a new record all the same.
    Create,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// Position from 0.
    pub column: usize,
    /// The field it fills; nothing when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub field: Option<FieldKey>,
    /// For references: the field of the other entity that the column holds; its title when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub lookup: Option<FieldKey>,
}

/// What unknown texts stand for, by field and text: a choice's key or an id; null leaves the field blank.
pub type Meanings = IndexMap<FieldKey, IndexMap<String, Option<String>>>;

/// How a file is imported. An absent part keeps what was said or suggested before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The sheet to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The last row of the header, from 1; 0 when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    /// Columns; those not named are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<ColumnMapping>>,
    /// What unknown texts stand for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::http::answers::MeaningsBody>)]
    pub unknown: Option<Meanings>,
    /// Fields that find the record a row is about; empty to write new ones only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub key: Option<Vec<FieldKey>>,
    /// What to do when they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_match: Option<OnMatch>,
    /// Keep the mapping under this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
}

/// A mapping kept for the next file, which may have its columns in another order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedMapping {
    /// What it is called.
    pub name: String,
    /// Columns by header.
    pub columns: Vec<SavedColumn>,
    /// What unknown texts stand for.
    #[serde(default)]
    #[schema(value_type = crate::http::answers::MeaningsBody)]
    pub unknown: Meanings,
    /// Fields that find the record a row is about.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub key: Vec<FieldKey>,
    /// What to do when they do.
    #[serde(default)]
    pub on_match: OnMatch,
}

/// One column of a saved mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedColumn {
    /// What stands above it.
    pub header: String,
    /// The field it fills; nothing when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub field: Option<FieldKey>,
    /// See [`ColumnMapping::lookup`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub lookup: Option<FieldKey>,
}

impl Mapping {
    /// The mapping that the suggestions amount to; found by the entity's own key where every part of it has a column.
    pub fn suggested(columns: &[columns::Column], entity: &Entity) -> Mapping {
        let mapped: Vec<ColumnMapping> = columns
            .iter()
            .map(|column| ColumnMapping { column: column.column, field: column.field.clone(), lookup: None })
            .collect();
        let has = |key: &FieldKey| mapped.iter().any(|column| column.field.as_ref() == Some(key));
        let key = entity.key_fields.iter().filter(|_| entity.key_fields.iter().all(has)).cloned().collect();
        Mapping {
            columns: Some(mapped),
            key: Some(key),
            on_match: Some(OnMatch::default()),
            ..Mapping::default()
        }
    }

    /// What `patch` says, over what this says.
    pub fn with(self, patch: Mapping) -> Mapping {
        Mapping {
            sheet: patch.sheet.or(self.sheet),
            header_row: patch.header_row.or(self.header_row),
            columns: patch.columns.or(self.columns),
            unknown: patch.unknown.or(self.unknown),
            key: patch.key.or(self.key),
            on_match: patch.on_match.or(self.on_match),
            save_as: patch.save_as.or(self.save_as),
        }
    }

    /// The same for files whose columns have the same headers.
    pub fn saved(&self, name: &str, header: &Header) -> SavedMapping {
        let columns = self.columns.iter().flatten().filter_map(|column| {
            let header = header.names.get(column.column)?.clone();
            Some(SavedColumn { header, field: column.field.clone(), lookup: column.lookup.clone() })
        });
        SavedMapping {
            name: name.to_owned(),
            columns: columns.collect(),
            unknown: self.unknown.clone().unwrap_or_default(),
            key: self.key.clone().unwrap_or_default(),
            on_match: self.on_match.unwrap_or_default(),
        }
    }

    /// Everything wrong with the mapping; `other` finds the entity a reference points to.
    pub fn check<'a>(
        &self,
        entity: &Entity,
        width: usize,
        other: impl Fn(&EntityKey) -> Option<&'a Entity>,
    ) -> Vec<Issue> {
        let mut issues = Vec::new();
        let (mut columns, mut fields) = (HashSet::new(), HashSet::new());
        for (i, column) in self.columns.iter().flatten().enumerate() {
            let pointer = format!("/columns/{i}");
            if column.column >= width {
                issues.push(Issue::new(
                    "no_such_column",
                    format!("{pointer}/column"),
                    format!("文件只有 {width} 列"),
                    format!("the file has {width} columns"),
                ));
            }
            if !columns.insert(column.column) {
                issues.push(Issue::new(
                    "column_twice",
                    format!("{pointer}/column"),
                    "同一列只能对应一个字段",
                    "a column is given once",
                ));
            }
            let Some(key) = &column.field else { continue };
            if !fields.insert(key) {
                issues.push(Issue::new(
                    "field_twice",
                    format!("{pointer}/field"),
                    "一个字段只能对应一列",
                    "a field takes one column",
                ));
            }
            match entity.field(key.as_str()) {
                Some(field) if columns::is_target(entity, field) => {
                    check_lookup(column, field, &pointer, &other, &mut issues);
                }
                Some(_) => issues.push(Issue::new(
                    "not_importable",
                    format!("{pointer}/field"),
                    "该字段由系统生成或不支持从表格导入",
                    "this field is computed or cannot come from a spreadsheet",
                )),
                None => issues.push(unknown_field(key, format!("{pointer}/field"))),
            }
        }
        for (i, key) in self.key.iter().flatten().enumerate() {
            if !fields.contains(key) {
                issues.push(Issue::new(
                    "key_without_column",
                    format!("/key/{i}"),
                    format!("“{}”没有对应的列，不能用来查找已有记录", label(entity, key)),
                    format!("`{key}` has no column, so it cannot find records"),
                ));
            }
        }
        self.check_meanings(entity, &mut issues);
        if self.save_as.as_ref().is_some_and(|name| name.trim().is_empty() || name.chars().count() > 100) {
            issues.push(Issue::new(
                "bad_name",
                "/save_as",
                "名称为 1 到 100 个字符",
                "a name has 1 to 100 characters",
            ));
        }
        issues
    }

    fn check_meanings(&self, entity: &Entity, issues: &mut Vec<Issue>) {
        for (key, meanings) in self.unknown.iter().flatten() {
            let pointer = format!("/unknown{}", token(key.as_str()));
            let Some(field) = entity.field(key.as_str()) else {
                issues.push(unknown_field(key, pointer));
                continue;
            };
            for (text, meaning) in meanings {
                let known = match (field.kind, meaning) {
                    (_, None) => true,
                    (Kind::Choice | Kind::Cascader | Kind::MultiChoice, Some(meaning)) => {
                        field.options.iter().any(|option| option.key == *meaning)
                    }
                    (kind, Some(meaning)) if kind.is_named() => Uuid::try_parse(meaning).is_ok(),
                    _ => false,
                };
                if !known {
                    issues.push(Issue::new(
                        "unknown_option",
                        format!("{pointer}{}", token(text)),
                        "没有这个选项",
                        "there is no such choice",
                    ));
                }
            }
        }
    }
}

impl SavedMapping {
    /// The mapping of a file with this header; columns it does not know are left out.
    pub fn apply(&self, header: &Header) -> Mapping {
        let mut used = HashSet::new();
        let columns = self.columns.iter().filter_map(|saved| {
            let plain = words::plain(&saved.header);
            let exact = |(column, name): &(usize, &String)| **name == saved.header && !used.contains(column);
            let alike =
                |(column, name): &(usize, &String)| words::plain(name) == plain && !used.contains(column);
            let names = || header.names.iter().enumerate();
            let (column, _) = names().find(exact).or_else(|| names().find(alike))?;
            used.insert(column);
            Some(ColumnMapping { column, field: saved.field.clone(), lookup: saved.lookup.clone() })
        });
        let columns: Vec<ColumnMapping> = columns.collect();
        let key =
            self.key.iter().filter(|key| columns.iter().any(|column| column.field.as_ref() == Some(key)));
        Mapping {
            key: Some(key.cloned().collect()),
            columns: Some(columns),
            unknown: Some(self.unknown.clone()),
            on_match: Some(self.on_match),
            ..Mapping::default()
        }
    }
}

fn unknown_field(key: &FieldKey, pointer: String) -> Issue {
    Issue::new(
        "unknown_field",
        pointer,
        format!("没有编码为“{key}”的字段"),
        format!("there is no field `{key}`"),
    )
}

fn label<'a>(entity: &'a Entity, key: &'a FieldKey) -> &'a str {
    entity
        .field(key.as_str())
        .map_or(key.as_str(), |field| field.labels.get(engine_core::issue::Language::Chinese, key.as_str()))
}

/// Whether records can be found by a field: it holds one value that is kept, and values of it are equal or not.
pub fn finds_records(field: &Field) -> bool {
    let kept = matches!(field.kind.rules().storage(), Storage::Columns(_) | Storage::Derived);
    kept && !field.volatile && shape(field).kind.rules().operators().contains(&Operator::Eq)
}

fn check_lookup<'a>(
    column: &ColumnMapping,
    field: &Field,
    pointer: &str,
    other: &impl Fn(&EntityKey) -> Option<&'a Entity>,
    issues: &mut Vec<Issue>,
) {
    let Some(lookup) = &column.lookup else { return };
    let target = field
        .target
        .as_ref()
        .filter(|_| matches!(field.kind, Kind::Reference | Kind::References))
        .and_then(other);
    let found = target.and_then(|target| target.field(lookup.as_str()));
    if !found.is_some_and(|field| finds_records(field) && field.kind != Kind::LongText) {
        issues.push(Issue::new(
            "bad_lookup",
            format!("{pointer}/lookup"),
            "不能用这个字段查找关联记录",
            "records cannot be found by this field",
        ));
    }
}
