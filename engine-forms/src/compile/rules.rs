//! Rules and checks → what reaches which slot and group.

use engine_core::{issue::token, key::FieldKey, kinds::Kind};

use super::{Compiler, at, is_choice, values};
use crate::{
    answers::Answer,
    definition::{self, Block},
    form::{Check, Origin, Reach, Rule, Setter},
    limits,
};

/// The rules and checks of the form and of the rows on it.
pub(super) fn all(compiler: &mut Compiler<'_>) {
    let document = compiler.document;
    rules(compiler, 0, &document.rules, "");
    checks(compiler, 0, &document.checks, "");
    tables(compiler, &document.layout);
    let (most_rules, most_checks) = (limits::MOST_RULES, limits::MOST_CHECKS);
    if compiler.rule_count > most_rules {
        compiler.issue(
            "too_many_rules",
            "/rules",
            format!("一张表单最多 {most_rules} 条规则"),
            format!("at most {most_rules} rules"),
        );
    }
    if compiler.check_count > most_checks {
        compiler.issue(
            "too_many_rules",
            "/checks",
            format!("一张表单最多 {most_checks} 条校验"),
            format!("at most {most_checks} checks"),
        );
    }
}

fn tables(compiler: &mut Compiler<'_>, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Field(field) => {
                let slot = compiler.scopes[0].0.by_key.get(&field.field).copied();
                let origin = slot.map(|slot| &compiler.scopes[0].0.slots[slot].origin);
                if let (Some(layout), Some(Origin::Rows(scope))) = (&field.rows, origin) {
                    let scope = *scope;
                    let place = compiler.scopes[scope].1.clone();
                    rules(compiler, scope, &layout.rules, &place);
                    checks(compiler, scope, &layout.checks, &place);
                }
            }
            Block::Section(section) => tables(compiler, &section.blocks),
            Block::Tabs(panels) | Block::Steps(panels) => {
                for panel in &panels.panels {
                    tables(compiler, &panel.blocks);
                }
            }
            Block::Text(_) => {}
        }
    }
}

fn rules(compiler: &mut Compiler<'_>, scope: usize, rules: &[definition::Rule], prefix: &str) {
    for (i, written) in rules.iter().enumerate() {
        compiler.rule_count += 1;
        let place = at(prefix, "rules", i);
        if rules[..i].iter().any(|other| other.key == written.key) {
            repeated(compiler, &place, &written.key);
        }
        let when = compiler.when(scope, (written.when.as_ref(), "when"), written.formula.as_deref(), &place);
        let Some(when) = when else { continue };
        let index = compiler.scopes[scope].0.rules.len();
        compiler.scopes[scope].0.rules.push(Rule { when });
        compiler.rule_places.insert((scope, index), place.clone());
        rule(compiler, (scope, index), written, &place);
    }
}

fn repeated(compiler: &mut Compiler<'_>, place: &str, key: &FieldKey) {
    compiler.issue(
        "repeated_key",
        format!("{place}/key"),
        format!("编码“{key}”重复了"),
        format!("`{key}` is there twice"),
    );
}

type Place = (usize, usize);

fn rule(compiler: &mut Compiler<'_>, (scope, index): Place, rule: &definition::Rule, place: &str) {
    for (list, name) in [(&rule.show, "show"), (&rule.hide, "hide")] {
        for (i, key) in list.iter().enumerate() {
            let place = at(place, name, i);
            if let Some(reach) = reach(compiler, scope, key, &place) {
                let rules = if name == "show" { &mut reach.show } else { &mut reach.hide };
                rules.push((index, rule.hidden));
            }
        }
    }
    for (i, key) in rule.require.iter().enumerate() {
        if let Some(slot) = placed(compiler, scope, key, &at(place, "require", i)) {
            compiler.scopes[scope].0.slots[slot].require.push(index);
        }
    }
    for (i, key) in rule.readonly.iter().enumerate() {
        match compiler.group_places.get(key).copied().filter(|_| scope == 0) {
            Some(group) => compiler.groups[group].lock.push(index),
            None => {
                if let Some(slot) = placed(compiler, scope, key, &at(place, "readonly", i)) {
                    compiler.scopes[scope].0.slots[slot].lock.push(index);
                }
            }
        }
    }
    offers(compiler, (scope, index), rule, place);
    sets(compiler, (scope, index), rule, place);
}

fn reach<'c>(
    compiler: &'c mut Compiler<'_>,
    scope: usize,
    key: &FieldKey,
    at: &str,
) -> Option<&'c mut Reach> {
    if let Some(group) = compiler.group_places.get(key).copied().filter(|_| scope == 0) {
        return Some(&mut compiler.groups[group].reach);
    }
    let slot = placed(compiler, scope, key, at)?;
    Some(&mut compiler.scopes[scope].0.slots[slot].reach)
}

/// A field that the form has.
fn placed(compiler: &mut Compiler<'_>, scope: usize, key: &FieldKey, at: &str) -> Option<usize> {
    let slot = compiler.slot(scope, key, at)?;
    if !compiler.scopes[scope].0.slots[slot].placed {
        compiler.issue(
            "not_on_form",
            at,
            format!("字段“{key}”还没有放到表单上"),
            format!("the form does not have `{key}`; put it on first"),
        );
        return None;
    }
    Some(slot)
}

fn offers(compiler: &mut Compiler<'_>, (scope, index): Place, rule: &definition::Rule, place: &str) {
    for (i, offer) in rule.options.iter().enumerate() {
        let place = at(place, "options", i);
        let Some(slot) = placed(compiler, scope, &offer.field, &format!("{place}/field")) else { continue };
        let field = compiler.scopes[scope].0.slots[slot].field.clone();
        if !is_choice(&field) {
            compiler.issue(
                "not_a_choice",
                format!("{place}/field"),
                "只有选项字段才能限制选项",
                "only the options of a choice field can be narrowed",
            );
            continue;
        }
        values::options(compiler, &field, &offer.only, &format!("{place}/only"));
        compiler.scopes[scope].0.slots[slot].options.push((index, offer.only.clone()));
    }
}

fn sets(compiler: &mut Compiler<'_>, (scope, index): Place, rule: &definition::Rule, place: &str) {
    for (i, set) in rule.set.iter().enumerate() {
        let place = at(place, "set", i);
        let Some(slot) = compiler.slot(scope, &set.field, &format!("{place}/field")) else { continue };
        let found = &compiler.scopes[scope].0.slots[slot];
        let field = found.field.clone();
        if !matches!(found.origin, Origin::Given { .. }) || field.kind == Kind::SubTable {
            let (chinese, english) = (
                "这一项由系统计算，规则不能给它赋值",
                "this value is computed; a rule cannot give it another",
            );
            compiler.issue("computed", format!("{place}/field"), chinese, english);
            continue;
        }
        let setter = match (&set.value, &set.formula) {
            (Some(_), Some(_)) => {
                compiler.issue(
                    "two_conditions",
                    place,
                    "值和公式只能写一种",
                    "write either `value` or `formula`",
                );
                continue;
            }
            (_, Some(text)) => match compiler.formula(scope, text, &format!("{place}/formula")) {
                Some(formula) => Setter::Formula(formula),
                None => continue,
            },
            (Some(json), None) => {
                let answer = Answer::read(&field, json);
                let place = format!("{place}/value");
                compiler.issues.extend(answer.refusals.iter().cloned().map(|r| r.at(place.clone())));
                Setter::Constant(answer)
            }
            (None, None) => Setter::Constant(Answer::blank()),
        };
        compiler.scopes[scope].0.slots[slot].set.push((index, setter));
    }
}

fn checks(compiler: &mut Compiler<'_>, scope: usize, checks: &[definition::Check], prefix: &str) {
    for (i, check) in checks.iter().enumerate() {
        compiler.check_count += 1;
        let place = at(prefix, "checks", i);
        if checks[..i].iter().any(|other| other.key == check.key) {
            repeated(compiler, &place, &check.key);
        }
        if check.must.is_none() && check.formula.is_none() {
            compiler.issue(
                "no_condition",
                place.clone(),
                "请写明要满足的条件（must 或 formula）",
                "say what must hold: `must` or `formula`",
            );
        }
        if check.message.is_empty() {
            compiler.issue(
                "required",
                format!("{place}{}", token("message")),
                "请写一句提示，告诉填写人怎样改",
                "write a sentence that says how to put it right",
            );
        }
        let must = compiler.when(scope, (check.must.as_ref(), "must"), check.formula.as_deref(), &place);
        let mut fields = Vec::new();
        for (j, key) in check.fields.iter().enumerate() {
            fields.extend(placed(compiler, scope, key, &at(&place, "fields", j)));
        }
        if let Some(must) = must {
            let message = check.message.clone();
            let index = compiler.scopes[scope].0.checks.len();
            compiler.check_places.insert((scope, index), place);
            compiler.scopes[scope].0.checks.push(Check { must, message, fields });
        }
    }
}
