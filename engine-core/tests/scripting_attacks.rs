//! Hostile scripts: every one ends, for the right reason, soon, in little memory, and harms nobody after it.
//!
//! A line of `scripting_attacks/*.txt` is a script and how it must end: refused by the compiler with a code, stopped
//! by a limit (one of several kinds where the machine's speed decides which comes first), or finished because it is
//! harmless here.
#![cfg(feature = "scripting")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use engine_core::moment::{Date, Moment};
use engine_core::scripting::{Budget, Inputs, Names, Outcome, RULE, Sandbox, ScriptFault, ScriptIssue};

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(Sandbox::new);

/// What a worker thread of the server has.
const STACK: usize = 2 * 1024 * 1024;
/// Ten times the budget: a loaded machine must not fail the test, a missing deadline must.
const WALL: Duration = Duration::from_secs(2);
/// Memory that all attacks together may add to the process, in KiB. They add 2 MiB when every limit holds; any one
/// of the `hold_` attacks alone adds more than 60 MiB when what it abuses is not measured.
const GROWTH: u64 = 32 * 1024;

struct Attack {
    name: &'static str,
    ends: &'static str,
    script: String,
}

#[derive(Debug)]
enum Ended {
    Refused(Vec<ScriptIssue>),
    Ran(Result<Outcome, ScriptFault>),
}

impl Ended {
    fn matches(&self, ends: &str) -> bool {
        match (ends.split_once(' '), self) {
            (Some(("refused", code)), Ended::Refused(issues)) => {
                issues.iter().any(|issue| issue.code == code)
            }
            (Some(("stops", kinds)), Ended::Ran(Err(fault))) => {
                kinds.split(',').any(|kind| kind == format!("{:?}", fault.kind))
            }
            (None, Ended::Ran(Ok(_))) => ends == "finishes",
            _ => false,
        }
    }

    fn operations(&self) -> u64 {
        match self {
            Ended::Refused(_) => 0,
            Ended::Ran(Ok(outcome)) => outcome.operations,
            Ended::Ran(Err(fault)) => fault.operations,
        }
    }
}

/// Replaces each `⟦N×text⟧` by N copies of the text, `#` being the copy's number.
fn expanded(line: &str) -> String {
    let Some((before, rest)) = line.split_once('⟦') else { return line.to_string() };
    let (group, after) = rest.split_once('⟧').expect("a group is closed");
    let (count, text) = group.split_once('×').expect("a group has a count");
    let count: usize = count.parse().expect("a count is a number");
    let copies: String = (0..count).map(|copy| text.replace('#', &copy.to_string())).collect();
    format!("{before}{copies}{}", expanded(after))
}

fn attacks(table: &'static str) -> Vec<Attack> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.splitn(3, " | ");
            let mut part = || parts.next().expect("a line has three parts");
            Attack { name: part(), ends: part(), script: expanded(part()) }
        })
        .collect()
}

fn published() -> Vec<Attack> {
    attacks(include_str!("scripting_attacks/published.txt"))
}

fn own() -> Vec<Attack> {
    attacks(include_str!("scripting_attacks/own.txt"))
}

fn inputs() -> Inputs {
    Inputs {
        now: Moment(0),
        today: Date::constant(2026, 11, 2),
        records: Default::default(),
        values: Default::default(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may read a clock to build the deadline an engine is given"
)]
fn clock() -> Instant {
    Instant::now()
}

/// Runs one script as a rule, with the rule's budget, on a small stack.
fn attempt(script: String) -> (Ended, Duration) {
    let started = clock();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let ended = thread
        .spawn(move || match SANDBOX.compile(&script, &Names::rule()) {
            Err(issues) => Ended::Refused(issues),
            Ok(script) => {
                let end = clock() + RULE.time;
                Ended::Ran(SANDBOX.run(&script, inputs(), RULE, move || clock() >= end))
            }
        })
        .expect("a thread starts")
        .join()
        .expect("no attack panics");
    (ended, started.elapsed())
}

/// The most memory this process has held, in KiB, where the system tells.
#[expect(clippy::disallowed_methods, reason = "the test measures its own process")]
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn every_attack_ends_as_its_line_says() {
    LazyLock::force(&SANDBOX);
    let before = peak_memory();
    let mut wrong = Vec::new();
    for attack in published().into_iter().chain(own()) {
        let (ended, took) = attempt(attack.script);
        if !ended.matches(attack.ends) || took > WALL || ended.operations() > RULE.operations {
            wrong.push(format!("{}: {ended:?} in {took:?}, expected `{}`", attack.name, attack.ends));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < GROWTH, "the attacks took {} KiB", after - before);
    }
}

#[test]
fn the_published_attacks_are_all_here() {
    assert_eq!(published().len(), 44);
}

#[test]
fn a_background_run_ends_too_and_holds_no_more() {
    let holds = own().into_iter().filter(|attack| attack.name.starts_with("hold_"));
    let before = peak_memory();
    for attack in holds {
        let Ok(script) = SANDBOX.compile(&attack.script, &Names::rule()) else { continue };
        let budget = engine_core::scripting::BACKGROUND;
        let ended = Ended::Ran(SANDBOX.run(&script, inputs(), budget, || false));
        assert!(ended.matches(attack.ends), "{}: {ended:?}", attack.name);
    }
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < GROWTH, "the runs took {} KiB", after - before);
    }
}

#[test]
fn operations_are_counted_inside_callbacks_and_stop_without_any_clock() {
    let callbacks = "let a = []; a.pad(1000, 0); a.for_each(|x| { for i in 0..1000 {} })";
    for script in ["loop {}", "fn f() { loop {} } loop { try { f() } catch {} }", callbacks] {
        let script = SANDBOX.compile(script, &Names::rule()).expect("it compiles");
        let budget = Budget { operations: 5_000, ..RULE };
        let fault = SANDBOX.run(&script, inputs(), budget, || false).expect_err("it does not end by itself");
        assert_eq!((format!("{:?}", fault.kind), fault.operations), ("Operations".into(), 5_000));
    }
}

#[test]
fn a_deadline_that_has_passed_cannot_be_caught() {
    let script = "fn f() { loop {} } loop { try { f() } catch {} }";
    let script = SANDBOX.compile(script, &Names::rule()).expect("it compiles");
    let fault = SANDBOX.run(&script, inputs(), RULE, || true).expect_err("its time is over");
    assert_eq!(format!("{:?}", fault.kind), "Timeout");
    assert!(fault.operations <= 2 * engine_core::scripting::limits::DEADLINE_EVERY, "{fault:?}");
}
