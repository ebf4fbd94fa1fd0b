//! What holds of every form, shown on random ones.
//!
//! Shape:  a tape of numbers → entities × sound form × answers × context; see `random`.
//! Source: docs/spec/forms.md §5.

#![expect(
    clippy::disallowed_methods,
    reason = "the engine is configured by arguments, its tests by who runs them"
)]

mod random;
mod reading;
mod reference;

use engine_core::issue::Language;
use engine_forms::{CompiledForm, Context, Evaluation, answers::Answers, compile, evaluate};
use proptest::prelude::*;
use random::{Case, Tape, tapes};
use serde_json::{Map, Value as Json};

/// How many random cases a test tries: `FORMWORK_CASES`, which `make soak` sets, or as many as a usual run has time for.
fn cases() -> ProptestConfig {
    let cases = std::env::var("FORMWORK_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A case that is ready to evaluate.
struct Ready {
    case: Case,
    form: CompiledForm,
    context: Context,
}

impl Ready {
    fn new(mut tape: Tape) -> Ready {
        let case = random::case(&mut tape, |entities| reading::entities(entities, "random"));
        let draft = reading::entities(&case.entities, "random");
        let document = serde_json::from_value(case.form.clone()).expect("a well-formed form");
        let (form, issues) = compile(&document, &draft);
        assert!(issues.is_empty(), "random forms are sound: {issues:?}");
        let context = reading::context(&case.context, &draft);
        Ready { form: form.expect("a form"), context, case }
    }

    fn evaluate(&self, answers: &Map<String, Json>) -> Evaluation {
        evaluate(&self.form, &Answers::read(&self.form, answers), &self.context)
    }
}

/// Everything but what was answered besides: what a second evaluation of the values must give again.
fn lasting(evaluation: &Evaluation) -> Json {
    let told = evaluation.to_json(Language::English);
    Json::from_iter(
        ["values", "visible", "required", "readonly", "options", "set"].map(|key| (key, told[key].clone())),
    )
}

fn reversed(json: &Json) -> Json {
    match json {
        Json::Object(map) => map.iter().rev().map(|(key, json)| (key.clone(), reversed(json))).collect(),
        Json::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

fn sorted(evaluation: &Evaluation) -> Json {
    let mut told = evaluation.to_json(Language::English);
    if let Some(stray) = told["stray"].as_array_mut() {
        stray.sort_by_key(Json::to_string);
    }
    told
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn evaluating_the_values_again_gives_the_same(tape in tapes()) {
        let ready = Ready::new(tape);
        let once = ready.evaluate(&ready.case.answers);
        let again = ready.evaluate(&once.values);
        prop_assert_eq!(lasting(&again), lasting(&once), "{:#?}", ready.case);
    }

    #[test]
    fn the_order_of_answers_does_not_matter(tape in tapes()) {
        let ready = Ready::new(tape);
        let backwards = reversed(&ready.case.answers.clone().into());
        let backwards = ready.evaluate(backwards.as_object().expect("answers"));
        prop_assert_eq!(sorted(&backwards), sorted(&ready.evaluate(&ready.case.answers)));
    }

    #[test]
    fn evaluating_is_deterministic(tape in tapes()) {
        let ready = Ready::new(tape.clone());
        let other = Ready::new(tape);
        prop_assert_eq!(ready.evaluate(&ready.case.answers), other.evaluate(&other.case.answers));
    }

    #[test]
    fn nobody_is_asked_for_what_is_not_there(tape in tapes()) {
        let ready = Ready::new(tape);
        let told = ready.evaluate(&ready.case.answers);
        for issue in told.issues.iter().filter(|issue| issue.code == "required") {
            let path = issue.pointer.trim_start_matches('/').to_owned();
            let column = reference::column(&path);
            let there = told.visible.get(&path).or_else(|| told.visible.get(&column));
            prop_assert_eq!(there, Some(&true), "{}: {:#?}", issue.pointer, ready.case);
        }
    }

    #[test]
    fn a_locked_field_never_depends_on_its_answer(tape in tapes()) {
        let ready = Ready::new(tape);
        let told = ready.evaluate(&ready.case.answers);
        for (key, _) in told.readonly.iter().filter(|(key, locked)| **locked && !key.contains(['.', '/'])) {
            let mut without = ready.case.answers.clone();
            without.remove(key);
            let other = ready.evaluate(&without);
            prop_assert_eq!(other.values, told.values.clone(), "{}: {:#?}", key, ready.case);
        }
    }

    #[test]
    fn every_field_of_a_sound_form_is_told(tape in tapes()) {
        let ready = Ready::new(tape);
        let told = ready.evaluate(&ready.case.answers);
        for key in reference::placed(&ready.case.form) {
            prop_assert!(told.visible.contains_key(&key), "{}", key);
            let hidden = ready.case.context["rights"][&key] == "hidden";
            prop_assert_eq!(told.values.contains_key(&key), !hidden, "{}: {:#?}", key, ready.case);
        }
    }

    #[test]
    fn the_naive_evaluator_agrees(tape in tapes()) {
        let ready = Ready::new(tape);
        let told = ready.evaluate(&ready.case.answers);
        let draft = reading::entities(&ready.case.entities, "random");
        let expected = reference::evaluate(&ready.case, &draft, &ready.context.clock);
        let found = reference::Outcome::of(&told);
        prop_assert_eq!(found, expected, "{:#?}", ready.case);
    }
}
