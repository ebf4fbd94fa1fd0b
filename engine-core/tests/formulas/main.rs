//! The language-neutral cases of tests/cases/formulas, and properties of any text and any tree.

mod cases;
mod properties;
#[path = "../soak/mod.rs"]
mod soak;

use engine_core::formula::{ErrorCode, FieldPath, Formula, FormulaIssue, Type, Value, functions, parse};
use serde_json::{Value as Json, json};

/// What a case yields; on the way its tree must survive printing and JSON.
fn outcome(case: &Json) -> Result<Value, String> {
    let formula =
        parse(case["formula"].as_str().expect("a formula")).map_err(|issues| format!("{issues:?}"))?;
    if parse(&formula.to_string()) != Ok(formula.clone()) {
        return Err(format!("does not print: {formula}"));
    }
    let formula = if case["types"].is_object() {
        let (resolved, _, issues) = formula.resolve(&cases::types(&case["types"]));
        if !issues.is_empty() {
            return Err(format!("{issues:?}"));
        }
        resolved
    } else {
        formula
    };
    let written = serde_json::to_string(&formula).map_err(|e| e.to_string())?;
    let again: Formula = serde_json::from_str(&written).map_err(|e| format!("{written}: {e}"))?;
    let fields = cases::fields(&case["fields"]);
    let read = |path: &FieldPath| fields.get(path.as_str()).cloned().unwrap_or(ErrorCode::Reference.into());
    Ok(again.evaluate(&read, &cases::context(&case["context"])))
}

#[test]
#[expect(clippy::print_stdout, reason = "how many vectors ran is part of the proof")]
fn vectors_hold() {
    let cases = cases::read("vectors.jsonl");
    let mut wrong = Vec::new();
    for case in &cases {
        let expected = Value::from_json(&case["expected"]).unwrap_or_else(|e| panic!("{case}: {e}"));
        match outcome(case) {
            Ok(value) if value == expected => {}
            Ok(value) => wrong.push(format!("{case}\n    gave {}", value.to_json())),
            Err(error) => wrong.push(format!("{case}\n    {error}")),
        }
    }
    println!("{} vectors", cases.len());
    assert!(cases.len() >= 800, "only {} vectors", cases.len());
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// `issues.jsonl`: a formula, the types of fields, the codes and places of the issues, the type of the result.
#[test]
fn checks_hold() {
    let mut wrong = Vec::new();
    for case in cases::read("issues.jsonl") {
        let text = case["formula"].as_str().expect("a formula");
        let (found, issues): (Option<Type>, Vec<FormulaIssue>) = match parse(text) {
            Ok(formula) => {
                let (found, issues) = formula.check(&cases::types(&case["types"]));
                (Some(found), issues)
            }
            Err(issues) => (None, issues),
        };
        let codes: Json = issues.iter().map(|issue| json!([issue.code, issue.start, issue.end])).collect();
        let expected = case["type"].as_str().map(cases::type_named);
        if codes != case["issues"] || (expected.is_some() && found != expected) {
            wrong.push(format!("{case}\n    gave {codes} {found:?}"));
        }
        for issue in issues {
            assert!(!issue.message.chinese.is_ascii() && !issue.message.english.is_empty(), "{issue:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_function_is_tried_and_written_down() {
    let page = cases::page("docs/spec/formulas.md");
    let cases = cases::read("vectors.jsonl");
    for function in functions() {
        let call = format!("{}(", function.name);
        let tried =
            cases.iter().filter(|case| case["formula"].as_str().is_some_and(|f| f.contains(&call))).count();
        assert!(tried >= 2, "{} has {tried} vectors", function.name);
        let row = format!("| `{}` |", function.name);
        let line = page.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("no row {row}"));
        assert!(line.contains(function.chinese), "{row} says otherwise than the table: {}", function.chinese);
    }
}

#[test]
fn an_error_knows_where_it_arose() {
    let formula = parse("1 + IFERROR(1/0, 2) + 10 / {a}").expect("parses");
    let outcome = formula.explain(&|_: &FieldPath| Value::Blank, &cases::context(&Json::Null));
    assert_eq!(outcome.value.to_json(), json!({"error": "#DIV/0!"}));
    assert_eq!(outcome.fault.map(|span| (span.0, span.1)), Some((22, 30)));
}

#[test]
fn what_a_formula_reads_is_known() {
    let depends = parse("IF({a}, {lines.amount}, TODAY()) & {a}").expect("parses").depends();
    let paths: Vec<&str> = depends.fields.iter().map(FieldPath::as_str).collect();
    assert_eq!((paths, depends.volatile, depends.remote), (vec!["a", "lines.amount"], true, false));
    assert!(parse("PREVIOUS({a})").expect("parses").depends().remote);
}

#[test]
fn evaluation_ends_within_its_budget() {
    let column = Value::List((0..10_000).map(|n| Value::Number(n.into())).collect());
    let read = |_: &FieldPath| column.clone();
    let context = cases::context(&Json::Null);
    let sum = "SUM({a} * {a} + {a})";
    let value = parse(sum).expect("parses").evaluate(&read, &context);
    assert_eq!(value.to_json(), json!({"number": "333333330000"}));
    let too_much = [format!("IFERROR({sum}, 0)").as_str(); 3].join(" + ");
    let value = parse(&too_much).expect("parses").evaluate(&read, &context);
    assert_eq!(value.to_json(), json!({"error": "#LIMIT!"}), "and IFERROR cannot catch it");
}

#[test]
fn a_pattern_is_compiled_once_for_a_column() {
    let column = Value::List((0..2_000).map(|n| Value::text(format!("编号{n}"))).collect());
    let read = |_: &FieldPath| column.clone();
    let formula = parse(r#"COUNTIF(REGEXMATCH({a}, "^\w+9$"), TRUE) + COUNTIF({a}, "*9")"#).expect("parses");
    let value = formula.evaluate(&read, &cases::context(&Json::Null));
    assert_eq!(value.to_json(), json!({"number": "400"}));
}

#[test]
fn trees_from_elsewhere_are_checked() {
    for bad in [
        r#"{"chain":{"operators":["add"],"operands":[{"number":"1"}]}}"#,
        r#"{"chain":{"operators":["add","multiply"],"operands":[{"number":"1"},{"number":"1"},{"number":"1"}]}}"#,
        r#"{"number":"-1"}"#,
        r#"{"blank":null}"#,
        r#"{"call":{"function":"sum","arguments":[]}}"#,
        r#"{"field":"a..b"}"#,
    ] {
        assert!(serde_json::from_str::<Formula>(bad).is_err(), "{bad}");
    }
    let good = r#"{"chain":{"operators":["add"],"operands":[{"number":"1"},{"field":"a.b"}]}}"#;
    assert_eq!(serde_json::from_str::<Formula>(good).expect("a tree").to_string(), "1 + {a.b}");
}

#[test]
fn a_tree_as_deep_as_allowed_survives_json() {
    let deep = format!("{}{{a}}{}", "-(1+".repeat(10), ")".repeat(10));
    let formula = parse(&deep).expect("parses");
    let written = serde_json::to_string(&formula).expect("writes");
    assert_eq!(serde_json::from_str::<Formula>(&written).expect("reads"), formula);
    assert!(parse(&format!("{}1{}", "ABS(1+".repeat(16), ")".repeat(16))).is_err());
    let deepest = format!("{}1{}", "ABS(1+".repeat(15), ")".repeat(15));
    let formula = parse(&deepest).expect("parses");
    let written = serde_json::to_string(&formula).expect("writes");
    assert_eq!(serde_json::from_str::<Formula>(&written).expect("reads"), formula);
}
