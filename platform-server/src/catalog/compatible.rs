//! What stored data would not survive: another kind, scale or target under a key that has held data.
//!
//! Shape:  old fields × new fields → issues; asked of what is published now, and of every version there ever was, for a
//!         field that was taken away keeps its column.

use engine_core::{
    definition::DefinitionKind,
    entity::{Entity, Field},
    issue::{Issue, token},
    kinds::ColumnType,
    plan::shape,
};

use super::{Catalog, CatalogError, Document, Snapshot};

impl Catalog {
    /// A key that was once another field may not come back as this one; what is told already is not told again.
    pub(super) async fn reused_keys(
        &self,
        next: &Snapshot,
        documents: &[Document],
        issues: &mut Vec<Issue>,
    ) -> Result<(), CatalogError> {
        for document in documents.iter().filter(|d| d.kind == DefinitionKind::Entity && d.version > 1) {
            let Some(compiled) = next.compiled(document.key.as_str()) else { continue };
            for version in self.versions(document.kind, &document.key).await? {
                let body = self.version(document.kind, &document.key, version.version).await?;
                let Some(old) = Entity::parse(&body).0 else { continue };
                for field in old.fields.values() {
                    let now = compiled.entity.own_field(field.key.as_str());
                    let found = now.and_then(|now| other(&document.pointer(), field, now));
                    issues.extend(found.filter(|f| issues.iter().all(|i| i.pointer != f.pointer)));
                }
            }
        }
        Ok(())
    }
}

/// Changes that the stored data would not survive.
pub(super) fn incompatible(current: &Snapshot, next: &Snapshot) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (key, old) in &current.entities {
        let Some(new) = next.entities.get(key) else { continue };
        for field in old.entity.fields.values() {
            let now = new.entity.own_field(field.key.as_str());
            issues.extend(now.and_then(|now| other(&format!("/entity/{key}"), field, now)));
        }
    }
    issues
}

/// How a field is another one than it was, if it is.
fn other(at: &str, was: &Field, now: &Field) -> Option<Issue> {
    let place = |name: &str| format!("{at}/properties{}/x-field/{name}", token(now.key.as_str()));
    let derived = was.result.is_some() && now.result.is_some();
    if was.kind != now.kind || derived && shape(was).kind != shape(now).kind {
        let was = if was.kind == now.kind { shape(was).kind } else { was.kind }.key();
        return Some(Issue::new(
            "kind_changed",
            place("kind"),
            format!("这个编码曾是“{was}”类型；请用新的编码建字段，再把数据转过去"),
            format!("this key has been a `{was}`; give the new field another key and move the data over"),
        ));
    }
    let known = derived || was.result.is_none() && now.result.is_none();
    if known && shape(was).scale != shape(now).scale && has_scale(was) {
        return Some(Issue::new(
            "scale_changed",
            place("scale"),
            "小数位数发布后不能改；请新建字段",
            "the scale is fixed once published; add a new field",
        ));
    }
    (was.target != now.target).then(|| {
        Issue::new(
            "target_changed",
            place("target"),
            "关联的数据表发布后不能改；请新建字段",
            "the target is fixed once published; add a new field",
        )
    })
}

fn has_scale(field: &Field) -> bool {
    crate::records::sql::codec::columns(field).iter().any(|c| c.column_type == ColumnType::Decimal)
}
