//! Where a field's value comes from while nobody has given one, and which options it offers.

use engine_core::{
    entity::Field,
    issue::token,
    kinds::Kind,
    plan::{Column, shape},
};

use super::{Compiler, Placed, is_choice};
use crate::{answers::Answer, definition::Cascade, form::Origin};

/// What the block says of the value: defaults, and the choices.
pub(super) fn settle(compiler: &mut Compiler<'_>, placed: &Placed<'_>) {
    let Placed { scope, slot: index, block, at } = placed;
    let (scope, index) = (*scope, *index);
    let field = compiler.scopes[scope].0.slots[index].field.clone();
    let given = matches!(compiler.scopes[scope].0.slots[index].origin, Origin::Given { .. });
    let ways = [
        (block.default.is_some(), "default"),
        (block.default_formula.is_some(), "default_formula"),
        (block.fill.is_some(), "fill"),
    ];
    for (_, name) in ways.iter().filter(|(said, _)| *said && !given) {
        let (chinese, english) =
            ("这一项由系统给出，不能设默认值", "the system gives this value; it has no default");
        compiler.issue("computed", format!("{at}/{name}"), chinese, english);
    }
    if ways.iter().filter(|(said, _)| *said).count() > 1 {
        compiler.issue(
            "several_defaults",
            at,
            "默认值、默认公式和从关联带出只能选一种",
            "choose one of default, default_formula and fill",
        );
    }
    if let Some(cascade) = &block.cascade {
        self::cascade(compiler, scope, index, cascade, &format!("{at}/cascade"));
    }
    if !given {
        return;
    }
    let default = block.default.as_ref().map(|json| Answer::read(&field, json));
    if let Some(answer) = &default {
        let place = format!("{at}/default");
        compiler.issues.extend(answer.refusals.iter().cloned().map(|refusal| refusal.at(place.clone())));
    }
    let formula = block
        .default_formula
        .as_deref()
        .and_then(|text| compiler.formula(scope, text, &format!("{at}/default_formula")));
    let fill = block.fill.as_ref().and_then(|path| {
        let column = compiler.column(scope, &path.0, &format!("{at}/fill"))?;
        fits(compiler, &column, &field, &format!("{at}/fill")).then_some(column)
    });
    if let Origin::Given { default: before, formula: f, fill: c } =
        &mut compiler.scopes[scope].0.slots[index].origin
    {
        *before = default.or_else(|| before.take());
        (*f, *c) = (formula, fill);
    }
}

/// What is copied from a linked record must be of the field's kind, and behind a link.
fn fits(compiler: &mut Compiler<'_>, column: &Column, field: &Field, at: &str) -> bool {
    let from = shape(&column.field);
    if column.hops.is_empty() {
        compiler.issue(
            "not_a_reference",
            at,
            "请写成“关联字段.对方字段”；同一条记录里的值请用默认公式",
            "write reference.field; for a value of the same record use default_formula",
        );
        return false;
    }
    let text = |kind: Kind| matches!(kind, Kind::Text | Kind::LongText);
    let same = from.kind == field.kind && from.target == field.target
        || text(field.kind) && plain(from.kind)
        || both_numbers(from.kind, field.kind);
    if !same || !column.part.is_empty() {
        compiler.issue(
            "wrong_kind",
            at,
            "对方字段的类型和这个字段不同，不能带出",
            "the linked field is of another kind and cannot be copied here",
        );
    }
    same && column.part.is_empty()
}

fn plain(kind: Kind) -> bool {
    use Kind::{AutoNumber, Email, LongText, Phone, Text, Url};
    matches!(kind, Text | LongText | Phone | Email | Url | AutoNumber)
}

fn both_numbers(from: Kind, to: Kind) -> bool {
    matches!((from, to), (Kind::Integer, Kind::Decimal) | (Kind::Percent, Kind::Decimal))
}

fn cascade(compiler: &mut Compiler<'_>, scope: usize, index: usize, cascade: &Cascade, at: &str) {
    let field = compiler.scopes[scope].0.slots[index].field.clone();
    let Some(by) = compiler.slot(scope, &cascade.by, &format!("{at}/by")) else { return };
    let decider = compiler.scopes[scope].0.slots[by].field.clone();
    if !is_choice(&field) || decider.kind != Kind::Choice {
        return compiler.issue(
            "not_a_choice",
            at,
            "级联只能用在选项字段上，由另一个单选字段决定",
            "only a choice field cascades, by another single choice",
        );
    }
    for (key, offered) in &cascade.options {
        let place = format!("{at}/options{}", token(key));
        options(compiler, &decider, std::slice::from_ref(key), &place);
        options(compiler, &field, offered, &place);
    }
    compiler.scopes[scope].0.slots[index].cascade = Some((by, cascade.options.clone()));
}

/// Every key must be an option of the field.
pub(super) fn options(compiler: &mut Compiler<'_>, field: &Field, keys: &[String], at: &str) {
    for key in keys.iter().filter(|key| !field.options.iter().any(|option| option.key == **key)) {
        compiler.issue(
            "unknown_option",
            at,
            format!("“{}”没有选项“{key}”", field.key),
            format!("`{}` has no option `{key}`", field.key),
        );
    }
}
