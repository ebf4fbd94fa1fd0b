//! Who hands text to a database.
//!
//! Source: H5 of the review of other products' holes: no result of an expression ever becomes text of SQL.

use regex::Regex;

use crate::{none, tree};

/// Files that execute text, each with the reason. Whoever adds one says why no other hand would do.
const HANDS: [(&str, &str); 6] = [
    ("platform-server/src/records/connection.rs", "the one place that executes a statement"),
    (
        "platform-server/src/identity/log.rs",
        "hands a finished statement of the log to the transaction of people",
    ),
    ("platform-server/src/database.rs", "takes the lock that one server holds; its text is a literal"),
    ("platform-server/src/database/examine.rs", "asks for versions and settings; its texts are literals"),
    ("platform-server/src/database/postgres.rs", "asks for the version; its text is a literal"),
    ("platform-server/src/database/sqlite.rs", "asks for the version; its text is a literal"),
];

#[test]
fn one_file_executes_statements() {
    let raw = Regex::new(
        r"\b(AssertSqlSafe|from_string|from_sql_and_values|Expr::cust\w*|execute_unprepared|raw_sql|query_scalar|sqlx::query\w*)\b",
    )
    .expect("a pattern");
    let mut offences = Vec::new();
    let mut used = Vec::new();
    let program = tree::files()
        .iter()
        .filter(|file| file.rust() && !file.tests() && file.path.starts_with("platform-server/src/"));
    for file in program {
        for (at, line) in file.program().filter(|(_, line)| raw.is_match(line)) {
            match HANDS.iter().find(|(path, _)| *path == file.path) {
                Some((path, _)) => used.push(*path),
                None => offences.push(format!("{}:{at}: {}", file.path, line.trim())),
            }
        }
    }
    offences.extend(
        HANDS
            .iter()
            .filter(|(path, _)| !used.contains(path))
            .map(|(path, _)| format!("{path} needs it no more")),
    );
    none(&offences);
}

#[test]
fn text_of_sql_is_literal() {
    // A statement takes literals of the program, names and binds: nothing that is not `'static`.
    let path = "platform-server/src/records/sql/statement.rs";
    let file = tree::files().iter().find(|file| file.path == path).expect("the file of statements");
    for door in [
        "pub fn push(&mut self, text: &'static str)",
        "pub fn start(dialect: Dialect, text: &'static str)",
        "text: String,\n    binds",
    ] {
        assert!(file.text.contains(door), "{path} no longer has `{door}`");
    }
    let open = Regex::new(r"pub fn \w+\([^)]*\b(text|sql): (&str|String|impl)").expect("a pattern");
    assert!(!open.is_match(&file.text), "{path} takes text that is not a literal");
}

/// What a migration may take away, with the file that does: nothing that a company has entered or decided.
const TAKEN: [(&str, &str); 1] = [("migrations/src/m0005_idempotency.rs", "DROP TABLE idempotency")];

#[test]
fn no_upgrade_weakens_what_there_is() {
    let taking =
        Regex::new(r"(?i)\bdrop_\w+|\bdrop\b|\bdelete\s+from\b|\bupdate\s+\w+\s+set\b|\balter\s+column\b|modify_column|rename")
            .expect("a pattern");
    let (mut offences, mut used, mut seen) = (Vec::new(), Vec::new(), 0);
    for file in tree::files().iter().filter(|file| file.path.starts_with("migrations/src/m0")) {
        seen += 1;
        for (at, line) in file.program().filter(|(_, line)| taking.is_match(line)) {
            match TAKEN.iter().find(|(path, what)| *path == file.path && line.contains(what)) {
                Some(known) => used.push(known),
                None => offences.push(format!("{}:{at}: {}", file.path, line.trim())),
            }
        }
    }
    assert!(seen > 6, "only {seen} migrations were read");
    offences.extend(
        TAKEN
            .iter()
            .filter(|known| !used.contains(known))
            .map(|(path, _)| format!("{path} needs it no more")),
    );
    none(&offences);
}
