//! What holds for any text, any tree and any values.

use std::sync::Arc;

use engine_core::formula::{
    Expression, FieldPath, Formula, Item, Node, Operator, Span, Value, functions, parse,
};
use engine_core::moment::Moment;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::cases;

fn node(expression: Expression) -> Node {
    Node { expression, at: Span::default() }
}

fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        (0_u64..1_000_000, 0_u32..6)
            .prop_map(|(n, scale)| Expression::Number(Decimal::from_i128_with_scale(n.into(), scale))),
        "[a-z\"“”%年{} ]{0,6}".prop_map(|text| Expression::Text(text.into())),
        any::<bool>().prop_map(Expression::Boolean),
        "[a-c]".prop_map(|key| Expression::Field(FieldPath::parse(&key).expect("a key"))),
    ]
    .prop_map(node)
}

fn chain(parts: Vec<(usize, Node)>, rank: usize) -> Expression {
    const RANKS: [&[Operator]; 5] = [
        &[Operator::Equal, Operator::NotEqual, Operator::Less, Operator::GreaterOrEqual],
        &[Operator::Join],
        &[Operator::Add, Operator::Subtract],
        &[Operator::Multiply, Operator::Divide],
        &[Operator::Power],
    ];
    let operators = parts[1..].iter().map(|(i, _)| RANKS[rank][i % RANKS[rank].len()]).collect();
    Expression::Chain { operators, operands: parts.into_iter().map(|(_, node)| node).collect() }
}

fn tree() -> impl Strategy<Value = Node> {
    let names: Vec<&'static str> = functions().map(|function| function.name).collect();
    leaf().prop_recursive(5, 60, 4, move |inner| {
        let parts = prop::collection::vec((0_usize..4, inner.clone()), 2..5);
        let call = (prop::sample::select(names.clone()), prop::collection::vec(inner.clone(), 0..5))
            .prop_map(|(name, arguments)| Expression::Call { function: Arc::from(name), arguments });
        prop_oneof![
            1 => inner.clone().prop_map(|node| Expression::Negate(Box::new(node))),
            1 => inner.prop_map(|node| Expression::Percent(Box::new(node))),
            3 => (0_usize..5, parts).prop_map(|(rank, parts)| chain(parts, rank)),
            5 => call,
        ]
        .prop_map(node)
    })
}

fn single() -> impl Strategy<Value = Value> {
    const TEXTS: [&str; 11] =
        ["", "12", "2026-02-31", "2024-02-29", "A*", ">5", "yyyy-mm-dd", "D", "(", "。", "#,##0.00%"];
    prop_oneof![
        Just(Value::Blank),
        (any::<i64>(), 0_u32..12)
            .prop_map(|(n, scale)| Decimal::from_i128_with_scale(n.into(), scale).into()),
        (-9_i64..40).prop_map(|n| Decimal::from(n).into()),
        Just(Decimal::MAX.into()),
        Just(Decimal::from_i128_with_scale(1, 28).into()),
        prop::sample::select(TEXTS.to_vec()).prop_map(Value::text),
        any::<bool>().prop_map(Value::Boolean),
        (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Value::Date(jiff::civil::date(y, m, d))),
        (-60_000_000_000_000_000_i64..250_000_000_000_000_000).prop_map(|n| Value::Moment(Moment(n))),
        (0_i8..24, 0_i8..60).prop_map(|(h, m)| Value::Time(jiff::civil::time(h, m, 0, 0))),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => single(),
        1 => prop::collection::vec(single(), 0..6).prop_map(|items| Value::List(items.into())),
    ]
}

/// A formula and the values of its fields `a`, `b` and `c`.
fn formula_and_values() -> impl Strategy<Value = (Formula, Vec<Value>)> {
    let formula = tree().prop_filter_map("within the limits", |tree| Formula::try_from(tree).ok());
    (formula, prop::collection::vec(value(), 3))
}

fn read(values: &[Value], path: &FieldPath) -> Value {
    match path.as_str() {
        "a" => values[0].clone(),
        "b" => values[1].clone(),
        _ => values[2].clone(),
    }
}

const TOKENS: [&str; 29] = [
    "IF", "SUM", "(", ")", ",", "，", "+", "-", "%", "^", "1", ".5", "1e9", "\"", "“", "”", "{a}", "{", "}",
    "=", "<", ">", "TRUE", " ", "TEXT", "TODAY()", "＝", "（", "）",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::soak::cases(512), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_jumble_of_tokens_panics(tokens in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..40)) {
        if let Ok(formula) = parse(&tokens.concat()) {
            let _ = formula.evaluate(&|_: &FieldPath| Value::Blank, &cases::context(&Json::Null));
        }
    }

    #[test]
    fn printed_trees_parse_to_themselves((formula, _) in formula_and_values()) {
        let text = formula.to_string();
        prop_assume!(text.chars().count() <= 4_000);
        prop_assert_eq!(parse(&text), Ok(formula), "{}", text);
    }

    #[test]
    fn evaluation_is_total_and_deterministic((formula, values) in formula_and_values()) {
        let fields = |path: &FieldPath| read(&values, path);
        let context = cases::context(&Json::Null);
        let (resolved, _, _) = formula.resolve(&|path: &FieldPath| Some(fields(path).value_type()));
        prop_assert_eq!(formula.explain(&fields, &context), formula.explain(&fields, &context));
        let value = resolved.evaluate(&fields, &context);
        prop_assert_eq!(Value::from_json(&value.to_json()), Ok(value));
    }
}

proptest! {
    // Most random formulas have issues and are passed over.
    #![proptest_config(ProptestConfig {
        cases: crate::soak::cases(512),
        max_global_rejects: 200 * crate::soak::cases(512),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// A formula without issues yields the type foretold, an error, or blank; a choice without a list may come out single.
    #[test]
    fn the_check_foretells_the_type((formula, values) in formula_and_values()) {
        let fields = |path: &FieldPath| read(&values, path);
        let (resolved, foretold, issues) = formula.resolve(&|path: &FieldPath| Some(fields(path).value_type()));
        prop_assume!(issues.is_empty() && foretold.item != Item::Any);
        let value = resolved.evaluate(&fields, &cases::context(&Json::Null));
        let found = value.value_type();
        let fits = value.is_error() || value.is_blank() || found.item == foretold.item;
        prop_assert!(foretold.list || !found.list, "{} is {:?}, no list was foretold", formula, value);
        prop_assert!(fits, "{} is {:?}, foretold {:?}", formula, value, foretold);
    }
}
