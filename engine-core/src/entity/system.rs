//! The fields that every record has.
//!
//! Source: DESIGN §5 "System columns".

use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use serde_json::Map;

use super::{Field, OnDelete, Reset};
use crate::{key::FieldKey, kinds::Kind, labels::Labels};

static FIELDS: LazyLock<IndexMap<FieldKey, Arc<Field>>> = LazyLock::new(|| {
    let rows = [
        ("id", Kind::Reference, "编号", "Id"),
        ("version", Kind::Integer, "版本", "Version"),
        ("created_at", Kind::Datetime, "创建时间", "Created at"),
        ("created_by", Kind::User, "创建人", "Created by"),
        ("updated_at", Kind::Datetime, "更新时间", "Updated at"),
        ("updated_by", Kind::User, "更新人", "Updated by"),
        ("owner_id", Kind::User, "负责人", "Owner"),
        ("department_id", Kind::Department, "所属部门", "Department"),
        ("deleted_at", Kind::Datetime, "删除时间", "Deleted at"),
    ];
    rows.into_iter()
        .map(|(key, kind, chinese, english)| {
            let field = system_field(key, kind, chinese, english);
            (field.key.clone(), Arc::new(field))
        })
        .collect()
});

/// A system field by key.
pub(super) fn field(key: &str) -> Option<&'static Arc<Field>> {
    FIELDS.get(key)
}

fn system_field(key: &str, kind: Kind, chinese: &str, english: &str) -> Field {
    Field {
        key: FieldKey::parse(key).expect("system fields have legal keys"),
        kind,
        labels: Labels(
            [("zh-CN", chinese), ("en", english)].map(|(l, t)| (l.to_owned(), t.to_owned())).into(),
        ),
        ..plain()
    }
}

/// A text without anything said of it.
pub(super) fn plain() -> Field {
    Field {
        key: FieldKey::parse("id").expect("a legal key"),
        kind: Kind::Text,
        labels: Labels::default(),
        help: Labels::default(),
        required: false,
        search: false,
        mask: None,
        personal: false,
        min: None,
        max: None,
        scale: 0,
        currency: *b"CNY",
        options: Vec::new(),
        option_set: None,
        leaf_only: true,
        target: None,
        on_delete: OnDelete::default(),
        formula: None,
        via: None,
        measure: None,
        filter: None,
        pattern: None,
        reset: Reset::default(),
        disclose: false,
        unique: false,
        gap_free: false,
        max_size: None,
        most: None,
        types: Vec::new(),
        default: None,
        schema: Map::new(),
        result: None,
        volatile: false,
    }
}
