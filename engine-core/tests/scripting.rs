//! What a script sees, what it may change, and what is listed of it.
#![cfg(feature = "scripting")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use engine_core::issue::Language;
use engine_core::moment::{Date, Moment};
use engine_core::scripting::{
    FaultKind, FieldRefusal, Footprint, Inputs, Names, Outcome, RULE, RecordFields, Rows, Sandbox, Script,
    ScriptFault, ScriptIssue, ScriptValue,
};
use engine_core::value::{Money, Value};

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(Sandbox::new);

/// A deal with a customer behind a reference, two lines, and one field nobody may write.
struct Deal;
struct Customer;
struct Lines;
struct Line(i64);

fn decimal(text: &str) -> ScriptValue {
    ScriptValue::from(&Value::Decimal(text.parse().expect("a number")))
}

fn text(text: &str) -> ScriptValue {
    ScriptValue::Text(text.into())
}

impl RecordFields for Deal {
    fn read(&self, field: &str) -> Result<ScriptValue, FieldRefusal> {
        Ok(match field {
            "stage" => text("open"),
            "amount" => decimal("1200.10"),
            "count" => ScriptValue::Integer(7),
            "note" => ScriptValue::Blank,
            "tags" => ScriptValue::List(vec![text("a"), text("b")]),
            "price" => {
                let amount = "12.50".parse().expect("a number");
                ScriptValue::from(&Value::Money(Money { amount, currency: *b"CNY" }))
            }
            "due" => ScriptValue::Date(Date::constant(2026, 11, 30)),
            "number" => text("D-1"),
            "customer" => ScriptValue::Record(Arc::new(Customer)),
            "lines" => ScriptValue::Rows(Arc::new(Lines)),
            "broken" => panic!("a bug of ours"),
            _ => return Err(FieldRefusal::Unknown),
        })
    }

    fn writable(&self, field: &str) -> bool {
        field != "number"
    }
}

impl RecordFields for Customer {
    fn read(&self, field: &str) -> Result<ScriptValue, FieldRefusal> {
        if field == "name" { Ok(text("ACME")) } else { Err(FieldRefusal::Unknown) }
    }

    fn writable(&self, _field: &str) -> bool {
        true
    }
}

impl Rows for Lines {
    fn count(&self) -> usize {
        4
    }

    fn row(&self, index: usize) -> Result<Arc<dyn RecordFields>, FieldRefusal> {
        let number = i64::try_from(index).expect("four rows");
        if index < 3 { Ok(Arc::new(Line(number + 1))) } else { Err(FieldRefusal::RowBudget) }
    }
}

impl RecordFields for Line {
    fn read(&self, field: &str) -> Result<ScriptValue, FieldRefusal> {
        if field == "price" { Ok(decimal(&format!("{}.10", self.0))) } else { Err(FieldRefusal::Unknown) }
    }

    fn writable(&self, _field: &str) -> bool {
        true
    }
}

fn compiled(script: &str) -> Arc<Script> {
    SANDBOX.compile(script, &Names::rule()).unwrap_or_else(|issues| panic!("`{script}`: {issues:?}"))
}

fn refused(script: &str) -> Vec<ScriptIssue> {
    SANDBOX.compile(script, &Names::rule()).expect_err(script)
}

fn ran(script: &str) -> Result<Outcome, ScriptFault> {
    let records: BTreeMap<String, Arc<dyn RecordFields>> =
        BTreeMap::from([("record".into(), Arc::new(Deal) as _)]);
    let inputs = Inputs {
        now: Moment::parse("2026-11-02T01:30:00Z").expect("a moment"),
        today: Date::constant(2026, 11, 2),
        records,
        values: BTreeMap::new(),
    };
    SANDBOX.run(&compiled(script), inputs, RULE, || false)
}

fn value(script: &str) -> String {
    ran(script).unwrap_or_else(|fault| panic!("`{script}`: {fault:?}")).value.to_json().to_string()
}

fn fault(script: &str) -> FaultKind {
    ran(script).expect_err(script).kind
}

fn changes(script: &str) -> Vec<(String, String)> {
    let outcome = ran(script).unwrap_or_else(|fault| panic!("`{script}`: {fault:?}"));
    outcome.changes.into_iter().map(|(field, value)| (field, value.to_json().to_string())).collect()
}

fn change(field: &str, json: &str) -> (String, String) {
    (field.into(), json.into())
}

#[test]
fn numbers_are_exact() {
    let cases = [
        ("0.1 + 0.2", r#""0.3""#),
        ("0.1 + 0.2 == 0.3", "true"),
        ("record.amount * 5 / 100", r#""60.0050""#),
        ("round(record.amount * 5 / 100, 2)", r#""60.01""#),
        ("round(-2.5)", r#""-3""#),
        ("7 / 2", r#""3.5""#),
        ("record.count / 2 > 3", "true"),
        ("let x = record.count; x / 2 * 2 == 7", "true"),
        ("quotient(7, 2)", "3"),
        ("integer(round(3.5))", "4"),
        ("sum([1, 2.5, ()])", r#""3.5""#),
        ("9007199254740993 + 0", "9007199254740993"),
        ("12345678901234567890.12 - 0.01", r#""12345678901234567890.11""#),
    ];
    for (script, expected) in cases {
        assert_eq!(value(script), expected, "{script}");
    }
    for wrong in [
        "1 / 0",
        "1.5 / 0",
        "integer(1.5)",
        "decimal(\"x\")",
        "let x = 7; x /= 2; x",
        "9223372036854775807 + 1",
    ] {
        assert_eq!(fault(wrong), FaultKind::Runtime, "{wrong}");
    }
}

#[test]
fn days_come_from_outside_and_compare_only_with_days() {
    let cases = [
        ("today.to_string()", r#""2026-11-02""#),
        ("now.to_string()", r#""2026-11-02T01:30:00Z""#),
        ("days_between(today, record.due)", "28"),
        ("date(\"2026-01-31\").add_months(1).to_string()", r#""2026-02-28""#),
        ("today.weekday", "1"),
        ("today.end_of_month() == record.due", "true"),
        ("record.due > today && today < record.due && !(today >= record.due)", "true"),
        ("`到期 ${record.due},金额 ${record.amount}`", r#""到期 2026-11-30,金额 1200.10""#),
        ("minutes_between(now, now.add_minutes(90))", "90"),
    ];
    for (script, expected) in cases {
        assert_eq!(value(script), expected, "{script}");
    }
    for wrong in [
        "record.due > \"2026-01-01\"",
        "\"2026-01-01\" < today",
        "today > now",
        "date(2026, 2, 30)",
        "now < 5",
    ] {
        assert_eq!(fault(wrong), FaultKind::Runtime, "{wrong}");
    }
    for gone in ["timestamp()", "sleep(5)", "sleep(0.1)", "date_now()"] {
        assert_eq!(refused(gone)[0].code, "script_unknown_function", "{gone}");
    }
}

#[test]
fn texts_are_returned_new_and_count_characters() {
    let cases = [
        ("\"客户档案\".len", "4"),
        ("\"客户档案\".sub_string(2)", r#""档案""#),
        ("\"客户档案\".index_of(\"档\")", "2"),
        ("let s = \"a-b\"; s.replace(\"-\", \"+\"); s", r#""a-b""#),
        ("\"a,b,c\".split(\",\").join(\"|\")", r#""a|b|c""#),
        ("record.note.is_blank() && !record.stage.is_blank()", "true"),
        ("record.note ?? \"none\"", r#""none""#),
        ("record.tags.index_of(\"b\")", "1"),
        ("record.tags.contains(\"b\")", "true"),
        ("\"n\" + 1 + 2.50 + true", r#""n12.50true""#),
    ];
    for (script, expected) in cases {
        assert_eq!(value(script), expected, "{script}");
    }
}

#[test]
fn assignments_are_kept_aside_and_read_back() {
    assert_eq!(
        changes("record.stage = \"won\"; record.note = record.stage + \"!\"; record.stage = \"lost\""),
        [change("stage", r#""lost""#), change("note", r#""won!""#)]
    );
    assert_eq!(
        changes("record.count += 1; record.amount -= 0.10"),
        [change("count", "8"), change("amount", r#""1200.00""#)]
    );
    assert_eq!(changes("record[\"stage\"] = \"won\""), [change("stage", r#""won""#)]);
    assert_eq!(
        changes("record.price.amount = 13.00"),
        [change("price", r#"{"amount":"13.00","currency":"CNY"}"#)]
    );
    assert_eq!(changes("record.due = record.due.add_days(1)"), [change("due", r#""2026-12-01""#)]);
    assert_eq!(changes("record.stage = ()"), [change("stage", "null")]);
}

#[test]
fn what_changes_nothing_is_no_change() {
    for script in [
        "record.stage = \"open\"",
        "record.tags.len()",
        "record.stage.to_upper()",
        "record.lines.len() + record.lines.len",
        "record.customer.name.len()",
        "if false { record.stage = \"won\" }",
        "record.number = \"D-1\"",
    ] {
        assert_eq!(changes(script), [], "{script}");
    }
    assert_eq!(changes("record.stage = \"won\"; record.stage = \"won\"").len(), 1);
}

#[test]
fn a_fault_keeps_nothing_and_says_where() {
    let fault = ran("record.stage = \"won\";\n  let x = record.secret;").expect_err("there is no such field");
    assert_eq!((fault.kind, fault.line), (FaultKind::UnknownField, Some(2)));
    assert!(fault.message.get(Language::Chinese).contains("没有字段“secret”"), "{fault:?}");
    assert!(fault.message.get(Language::English).contains("no field `secret`"), "{fault:?}");
    assert!(fault.operations > 0);
    let inside = ran("fn f(n) {\n  n / 0\n}\nf(1)").expect_err("a division by zero");
    assert_eq!((inside.kind, inside.line), (FaultKind::Runtime, Some(2)));
}

#[test]
fn fields_refuse_by_kind() {
    let cases = [
        ("record.secret", FaultKind::UnknownField),
        ("record.secret = 1", FaultKind::UnknownField),
        ("record.customer.phone", FaultKind::UnknownField),
        ("record.number = \"D-2\"", FaultKind::ReadOnly),
        ("record.customer.name = \"B\"", FaultKind::ReadOnly),
        ("record.tags.push(\"c\")", FaultKind::ReadOnly),
        ("record.lines[0].price = 5", FaultKind::ReadOnly),
        ("record.lines[9]", FaultKind::Runtime),
        ("record.lines[3]", FaultKind::Size),
        ("let n = 0; for line in record.lines { n += line.price; } n", FaultKind::Size),
        ("record.note = |x| x", FaultKind::Runtime),
        ("record.note = record.customer", FaultKind::Runtime),
        ("record.amount + ()", FaultKind::Runtime),
        ("throw \"no\"", FaultKind::Runtime),
        ("fn big(x) { x } [1].map(\"big\")", FaultKind::Runtime),
        ("#{a: 1}.b", FaultKind::Runtime),
    ];
    for (script, kind) in cases {
        assert_eq!(fault(script), kind, "{script}");
    }
    assert_eq!(value("let x = 0; try { record.secret } catch { x = 5; } x"), "5");
}

#[test]
fn rows_and_references_are_read_one_by_one() {
    let sum = "let n = 0; for i in 0..3 { n += record.lines[i].price; } n";
    assert_eq!(value(sum), r#""6.30""#);
    assert_eq!(
        value("let n = 0; for line in record.lines { n += line.price; if n > 3 { break; } } n"),
        r#""3.20""#
    );
    assert_eq!(value("record.customer.name"), r#""ACME""#);
    assert_eq!(value("old.stage == () && old.anything == ()"), "true");
}

#[test]
fn a_panic_of_ours_is_a_fault_and_the_sandbox_goes_on() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let fault = ran("record.stage = \"won\"; record.broken").expect_err("the field panics");
    std::panic::set_hook(hook);
    assert_eq!(fault.kind, FaultKind::Runtime);
    assert_eq!(value("record.stage"), r#""open""#);
}

#[test]
fn the_footprint_lists_what_a_script_touches() {
    let script = compiled(
        "fn rate(stage) { if stage.starts_with(\"w\") { 0.05 } else { 0.03 } }
         record.amount = round(old.amount * rate(record.stage), 2);
         record[\"note\"] = `${record.customer.name} ${record.due.year}`;
         record.count += 1;
         record.price.amount = 5.00;
         if record.tags.contains(\"a\") { for line in record.lines { line.price; } }
         switch record.stage { \"x\" if record?.number == () => 1, _ => old.stage }",
    );
    let Footprint { reads, writes, functions } = script.footprint();
    let reads: Vec<String> =
        reads.iter().map(|read| format!("{}.{}", read.record, read.path.join("."))).collect();
    let expected = "old.amount old.stage record.count record.customer.name record.due.year record.lines record.number \
                    record.price.amount record.stage record.tags";
    assert_eq!(reads.join(" "), expected);
    assert_eq!(writes.iter().map(String::as_str).collect::<Vec<_>>(), ["amount", "count", "note", "price"]);
    assert_eq!(
        functions.iter().map(String::as_str).collect::<Vec<_>>(),
        ["contains", "round", "starts_with"]
    );
}

#[test]
fn what_would_make_the_footprint_untrue_is_refused() {
    let cases = [
        ("let r = record; r.stage", "script_bare_record"),
        ("record = 5", "script_bare_record"),
        ("fn f(x) { x.stage } f(record)", "script_bare_record"),
        ("[1].map(|x| record.stage)", "script_out_of_reach"),
        ("let f = \"stage\"; record[f]", "script_field_name"),
        ("record.stage(1)", "script_field_name"),
        ("let record = #{}; record.x", "script_reserved_name"),
        ("for old in [1] { old }", "script_reserved_name"),
        ("fn f(record) { record } f(1)", "script_reserved_name"),
        ("try { 1 } catch (record) { 2 }", "script_reserved_name"),
        ("let today = 5; today", "script_reserved_name"),
        ("old.stage = \"x\"", "script_read_only"),
        ("nothing.stage", "script_unknown_name"),
        ("unknown(1)", "script_unknown_function"),
        ("fn f() { record.stage } f()", "script_out_of_reach"),
        ("fn f() { today } f()", "script_out_of_reach"),
    ];
    for (script, code) in cases {
        let issues = refused(script);
        assert!(issues.iter().any(|issue| issue.code == code), "`{script}`: {issues:?}");
    }
    assert_eq!(refused("let r = record; old.x = 1; nope()").len(), 3, "all at once");
}

#[test]
fn syntax_errors_say_where_in_both_languages() {
    let issues = refused("let a = 1;\nlet b = a +;");
    assert_eq!((issues[0].code, issues[0].line), ("script_syntax", Some(2)));
    let issue = issues[0].at("/script");
    assert_eq!(issue.pointer, "/script");
    assert!(issue.message.get(Language::Chinese).starts_with("第 2 行第 "), "{issue:?}");
    assert!(issue.message.get(Language::English).starts_with("line 2, column "), "{issue:?}");
}

#[test]
fn the_same_run_gives_the_same_answer_on_every_thread() {
    let script = "let m = #{z: 1, a: 2, k: 3}; let t = \"\"; for key in m.keys() { t += key; } record.note = t; \
                  [5, 3, 9].map(|x| x * 1.10).reduce(|s, x| s + x, 0)";
    let first = ran(script).expect("it runs");
    assert_eq!(first.changes["note"], text("akz"));
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| ran(script).expect("it runs"))).collect();
        for run in runs {
            assert_eq!(run.join().expect("no panic"), first);
        }
    });
}

/// A function that appears or disappears is seen in review: `UPDATE=1` rewrites the list.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads and writes its golden file")]
fn the_functions_are_the_golden_list() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/rhai-functions.txt");
    let functions = SANDBOX.functions().join("\n") + "\n";
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(path, &functions).expect("the golden file is writable");
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_string).collect::<std::collections::BTreeSet<_>>();
    let (now, golden) = (lines(&functions), lines(&golden));
    let added: Vec<_> = now.difference(&golden).collect();
    let removed: Vec<_> = golden.difference(&now).collect();
    assert!(
        added.is_empty() && removed.is_empty(),
        "added {added:?}, removed {removed:?}; UPDATE=1 accepts them"
    );
    assert!(now.iter().all(|line| !line.contains("other")), "every type has a name");
}
