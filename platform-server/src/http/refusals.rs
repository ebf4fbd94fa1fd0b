//! What the floors below say no with, as a [`Problem`].

use engine_core::issue::Language;
use serde_json::json;

use super::problem::{Code, Problem};
use crate::{
    access::Denied,
    catalog::CatalogError,
    fault::StorageFault,
    records::error::{StoreError, used_by},
};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::Issues(issues) => Problem::new(Code::InvalidRecord).issues(issues),
            StoreError::ForbiddenFields(issues) => Problem::new(Code::NoRight).issues(issues),
            StoreError::NotFound => Problem::new(Code::NotFound),
            StoreError::Forbidden => Problem::new(Code::NoRight),
            StoreError::Stale => Problem::new(Code::EditConflict)
                .detail("版本已经改变，请刷新后重试", "the version changed; read it again and retry"),
            StoreError::Conflict(conflicts) => {
                let list: Vec<_> = conflicts
                    .iter()
                    .map(|c| {
                        json!({
                            "field": c.field, "base": c.base, "theirs": c.theirs, "yours": c.yours,
                            "by": c.by, "at": c.at.to_string(),
                        })
                    })
                    .collect();
                let problem = Problem::new(Code::EditConflict).extra("conflicts", list);
                if !conflicts.is_empty() {
                    return problem;
                }
                problem.detail("版本已经改变，请刷新后重试", "the version changed; read it again and retry")
            }
            StoreError::Unsupported(message) => {
                Problem::new(Code::Invalid).detail(message.chinese, message.english)
            }
            StoreError::InUse(by) => {
                let message = used_by(&by);
                Problem::new(Code::InUse).detail(message.chinese, message.english)
            }
            StoreError::InUseUnseen => {
                Problem::new(Code::InUse).detail("还有其他记录关联到它", "other records refer to it")
            }
            StoreError::NotUnique(said) => {
                tracing::warn!(said, "a unique index without a field refused a write");
                Problem::new(Code::Taken)
            }
            StoreError::Clash(by) => {
                let name = |language| by.as_ref().map(|by| by.labels.get(language, by.key.as_str()));
                let in_it = |language| name(language).map(|name| format!("“{name}”")).unwrap_or_default();
                Problem::new(Code::Taken).detail(
                    format!("合并后{}中会有两条内容相同的记录，请先处理其中一条", in_it(Language::Chinese)),
                    format!(
                        "two records {} would be the same after the merge; change one of them first",
                        in_it(Language::English)
                    ),
                )
            }
            StoreError::TooManyMoved => Problem::new(Code::TooLarge).detail(
                "关联到它们的记录超过 20000 条，不能一次合并",
                "more than 20,000 records refer to them; that is too many for one merge",
            ),
            StoreError::TooLarge => Problem::new(Code::Invalid)
                .detail("合计超出了可以精确表示的范围", "the sum is beyond what can be exact"),
            StoreError::Computing => Problem::new(Code::StateConflict).detail(
                "发布后正在计算，请稍后再试",
                "this is being computed after a publish; try again shortly",
            ),
            StoreError::Busy | StoreError::Outdated => Problem::new(Code::Busy).retry_after(1),
            error @ StoreError::Panicked => Problem::internal(error),
            StoreError::Database(error) => StorageFault::from(error).into(),
            StoreError::Sqlite(error) => StorageFault::Broken(error.to_string()).into(),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Problem {
        match denied {
            Denied::UnknownEntity => Problem::new(Code::NotFound),
            Denied::NoRight { .. } => Problem::new(Code::NoRight),
            Denied::Field(path) => Problem::new(Code::HiddenField)
                .detail(format!("您无权使用“{path}”"), format!("you may not use `{path}`")),
            Denied::Issues(issues) => Problem::new(Code::Invalid).issues(issues),
            Denied::Busy => Problem::new(Code::Busy).retry_after(1),
        }
    }
}

impl From<CatalogError> for Problem {
    fn from(error: CatalogError) -> Problem {
        match error {
            CatalogError::NotFound => Problem::new(Code::NotFound),
            CatalogError::Stale => Problem::new(Code::EditConflict)
                .detail("草稿已被别人修改，请刷新后再存", "the draft changed meanwhile; read it again"),
            CatalogError::Issues(issues) => Problem::new(Code::InvalidDefinition).issues(issues),
            CatalogError::Used(usages) => {
                let list: Vec<_> = usages
                    .iter()
                    .map(|u| json!({ "kind": u.by.0.word(), "key": u.by.1, "pointer": u.pointer }))
                    .collect();
                Problem::new(Code::InUse).extra("usages", list)
            }
            CatalogError::Store(error) => error.into(),
        }
    }
}
