//! What a mapping may say for somebody with these rights.

use engine_core::{entity::Field, issue::Issue, key::FieldKey, kinds::Kind, policy::Right};

use super::job::Import as Job;
use crate::{
    access::{Import, Permit},
    app::App,
    transfer::{columns::Column, mapping::finds_records},
};

/// Whether the importer may fill a field, or find records by it where it is computed.
fn may_fill(permit: &Permit<Import>, field: &Field) -> bool {
    let right = permit.right(field.key.as_str());
    if field.kind.rules().computed() { right >= Right::Readonly } else { right == Right::Editable }
}

/// Takes back suggestions of fields that the importer may not fill.
pub(super) fn withhold(permit: &Permit<Import>, columns: &mut [Column]) {
    for column in columns {
        let field = column.field.as_ref().and_then(|key| permit.entity().entity.field(key.as_str()));
        if field.is_none_or(|field| !may_fill(permit, field)) {
            column.field = None;
            column.confidence = 0.0;
        }
    }
}

/// Everything wrong with the mapping of an import for this importer.
pub(super) fn check(app: &App, permit: &Permit<Import>, job: &Job) -> Vec<Issue> {
    let mapping = &job.details.mapping;
    let width = job.details.workbook.as_ref().map_or(0, |found| found.columns);
    let entity = &permit.entity().entity;
    let snapshot = permit.snapshot();
    let mut issues = mapping.check(entity, width, |key| {
        let compiled = snapshot.compiled(key.as_str()).filter(|_| permit.may_view(key.as_str()));
        compiled.map(|compiled| compiled.entity.as_ref())
    });
    for (i, column) in mapping.columns.iter().flatten().enumerate() {
        let Some(field) = column.field.as_ref().and_then(|key| entity.field(key.as_str())) else { continue };
        let at = format!("/columns/{i}/field");
        if permit.right(field.key.as_str()) == Right::Hidden {
            issues.retain(|issue| issue.pointer != at);
            issues.push(unknown(&field.key, at));
        } else if !may_fill(permit, field) {
            issues.push(Issue::new(
                "field_forbidden",
                at,
                "您不能修改这一项",
                "you may not write this field",
            ));
        }
        let target = field.target.as_ref().and_then(|target| snapshot.compiled(target.as_str()));
        if let (Some(lookup), Some(target)) = (&column.lookup, target)
            && app.gate.rights(permit.actor(), target).right(lookup.as_str()) < Right::Readonly
        {
            let at = format!("/columns/{i}/lookup");
            issues.retain(|issue| issue.pointer != at);
            issues.push(Issue::new(
                "bad_lookup",
                at,
                "不能用这个字段查找关联记录",
                "records cannot be found by this field",
            ));
        }
    }
    for (i, key) in mapping.key.iter().flatten().enumerate() {
        let Some(field) = entity.field(key.as_str()) else { continue };
        if !may_find_by(permit, field) && !issues.iter().any(|issue| issue.pointer == format!("/key/{i}")) {
            let at = format!("/key/{i}");
            issues.push(Issue::new(
                "bad_key",
                at,
                "不能用这个字段查找已有记录",
                "records cannot be found by this field",
            ));
        }
    }
    issues
}

/// Records are found by a field with one value that the importer may read.
fn may_find_by(permit: &Permit<Import>, field: &Field) -> bool {
    finds_records(field)
        && field.kind != Kind::LongText
        && permit.right(field.key.as_str()) >= Right::Readonly
}

fn unknown(key: &FieldKey, at: String) -> Issue {
    Issue::new("unknown_field", at, format!("没有编码为“{key}”的字段"), format!("there is no field `{key}`"))
}
