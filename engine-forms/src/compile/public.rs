//! What a public page says must make sense.

use engine_core::{key::FieldKey, kinds::Kind, moment::Moment, plan};

use super::Compiler;
use crate::{context::Context, definition::Public, form::Origin};

/// Kinds that tell of people, records or files inside the company: nobody outside fills them in.
const INSIDE: &[Kind] = &[Kind::User, Kind::Users, Kind::Department, Kind::Reference, Kind::References];

/// Checks the public page, when the form has one.
pub(super) fn check(compiler: &mut Compiler<'_>) {
    let document = compiler.document;
    let Some(public) = &document.public else { return };
    if !document.creates {
        compiler.issue(
            "public_creates",
            "/public",
            "公开表单只能新建，请打开“可新建”",
            "a public form makes new records; let the form create",
        );
    }
    moments(compiler, public);
    inside(compiler);
    for (i, unique) in public.unique.iter().enumerate() {
        named(compiler, &unique.field, &format!("/public/unique/{i}/field"));
    }
    for (i, field) in public.prefill.iter().enumerate() {
        named(compiler, field, &format!("/public/prefill/{i}"));
    }
    for (i, source) in public.sources.iter().enumerate() {
        named(compiler, &source.field, &format!("/public/sources/{i}/field"));
        if public.sources[..i].iter().any(|other| other.parameter == source.parameter) {
            compiler.issue(
                "repeated_key",
                format!("/public/sources/{i}/parameter"),
                "这个网址参数已经用过了",
                "this parameter is there twice",
            );
        }
    }
    if let Some(consent) = &public.consent
        && consent.labels.is_empty()
    {
        compiler.issue("required", "/public/consent/labels", "请写明同意的内容", "say what is agreed to");
    }
    if let Some(filter) = &public.quarantine {
        let entity = compiler.scopes[0].0.entity.clone();
        let viewer =
            Context::new(engine_core::formula::Context::at(Moment(0), engine_core::moment::TimeZone::UTC))
                .viewer;
        if let Err(found) = plan::resolve(compiler.entities, &entity, filter, &viewer) {
            compiler.issues.extend(found.into_iter().map(|issue| issue.below("/public/quarantine")));
        }
    }
}

fn moments(compiler: &mut Compiler<'_>, public: &Public) {
    let mut read = |text: &Option<String>, name: &str| {
        let text = text.as_deref()?;
        let moment = Moment::parse(text);
        if moment.is_none() {
            compiler.issue(
                "bad_moment",
                format!("/public/{name}"),
                "请写成带时区的时间，如 2026-12-31T18:00:00+08:00",
                "write a time with its zone, such as 2026-12-31T18:00:00+08:00",
            );
        }
        moment
    };
    let (opens, closes) = (read(&public.opens_at, "opens_at"), read(&public.closes_at, "closes_at"));
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens
    {
        compiler.issue(
            "bad_bounds",
            "/public/closes_at",
            "截止时间应晚于开始时间",
            "the form closes before it opens",
        );
    }
}

fn named(compiler: &mut Compiler<'_>, key: &FieldKey, at: &str) {
    let Some(slot) = compiler.slot(0, key, at) else { return };
    let slot = &compiler.scopes[0].0.slots[slot];
    let kind = slot.field.kind;
    if !slot.placed || !matches!(slot.origin, Origin::Given { .. }) {
        compiler.issue(
            "not_on_form",
            at,
            format!("字段“{key}”还没有放到表单上"),
            format!("the form does not have `{key}`; put it on first"),
        );
    }
    if INSIDE.contains(&kind) || kind == Kind::SubTable || kind.holds_files() {
        compiler.issue(
            "not_public",
            at,
            format!("网址和填写人不能决定“{key}”：它指向公司内部的人员、部门、数据、文件或明细"),
            format!(
                "neither an address nor a sender decides `{key}`: it names people, records, files or rows"
            ),
        );
    }
}

/// Fields that would show the inside of the company to everybody may be carried along unseen, and never asked for.
fn inside(compiler: &mut Compiler<'_>) {
    for scope in 0..compiler.scopes.len() {
        for slot in 0..compiler.scopes[scope].0.slots.len() {
            let found = &compiler.scopes[scope].0.slots[slot];
            if found.placed && !found.unseen && INSIDE.contains(&found.field.kind) {
                let place = compiler.slot_places.get(&(scope, slot)).cloned().unwrap_or_default();
                compiler.issue(
                    "not_public",
                    place,
                    "公开表单不能让填写人选择公司内部的人员、部门或数据；请设为隐藏并给默认值",
                    "a public form does not offer people, departments or records of the company; hide the field and give \
                     it a default",
                );
            }
        }
    }
}
