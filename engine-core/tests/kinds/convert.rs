//! Values of one kind as values of another: by examples, and every kind's legal values into every other kind.

use engine_core::kinds::{self, Kind, convert};
use serde_json::{Value as Json, json};

use super::{cases, context, field, keywords, reader, validator};

const CASES: &str = include_str!("../../../tests/cases/conversions.json");

fn kind_of(property: &Json) -> Kind {
    serde_json::from_value(property["x-field"]["kind"].clone()).expect("a kind")
}

#[test]
fn every_conversion_comes_to_what_it_says() {
    let all: Vec<Json> = serde_json::from_str(CASES).expect("a list of cases");
    let mut wrong = Vec::new();
    for case in &all {
        let (from, _) = field(kind_of(&case["from"]), &case["from"]);
        let (to, _) = field(kind_of(&case["to"]), &case["to"]);
        let value = keywords::read(&from, &case["value"]).unwrap_or_else(|e| panic!("{case}: {e:?}"));
        let told = match convert(&from, &value, &to, &reader(), &context()) {
            Ok(value) => json!({ "becomes": to.kind.rules().write(&to, &value) }),
            Err(refusals) => json!({ "refused": refusals[0].code }),
        };
        let expected = case
            .get("becomes")
            .map_or_else(|| json!({ "refused": case["refused"] }), |b| json!({ "becomes": b }));
        if told != expected {
            wrong.push(format!("{case}\n    comes to {told}"));
        }
    }
    assert!(all.len() >= 40, "{} cases", all.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// A standard validator takes whatever a conversion gives, and reading it again changes nothing.
#[test]
fn what_a_conversion_gives_is_legal_where_it_goes() {
    let targets: Vec<_> = Kind::ALL
        .iter()
        .filter(|kind| **kind != Kind::SubTable)
        .map(|kind| field(*kind, &cases(*kind)[0]["field"]).0)
        .map(|to| (validator(&to), to))
        .collect();
    let (mut given, mut refused) = (0, 0);
    for &kind in Kind::ALL {
        for case in
            cases(kind).iter().filter(|case| case.get("read").is_some() && case.get("value").is_some())
        {
            let (from, issues) = field(kind, &case["field"]);
            let Ok(value) = keywords::read(&from, &case["read"]) else { continue };
            if !issues.is_empty() || value.is_blank() {
                continue;
            }
            for (validator, to) in &targets {
                let Ok(value) = convert(&from, &value, to, &reader(), &context()) else {
                    refused += 1;
                    continue;
                };
                let json = to.kind.rules().write(to, &value);
                assert!(json.is_null() || validator.is_valid(&json), "{case} into {:?}: {json}", to.kind);
                assert_eq!(keywords::read(to, &json).expect("legal"), value, "{case} into {:?}", to.kind);
                given += 1;
            }
        }
    }
    assert!(given > 500 && refused > 500, "{given} given, {refused} refused");
}

#[test]
fn a_kind_that_is_kept_becomes_itself() {
    for &kind in Kind::ALL.iter().filter(|kind| !kind.rules().computed()) {
        for case in
            cases(kind).iter().filter(|case| case.get("read").is_some() && case.get("value").is_some())
        {
            let (own, issues) = field(kind, &case["field"]);
            let Ok(value) = keywords::read(&own, &case["read"]) else { continue };
            if issues.is_empty() && kinds::convertible(&own, &own).is_ok() && !case["value"].is_null() {
                let same = convert(&own, &value, &own, &reader(), &context());
                assert_eq!(same, Ok(value), "{case}");
            }
        }
    }
}
