//! A Node that runs the compiled engine, line by line.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value as Json;

/// The process; it ends when its input does.
pub(crate) struct Node {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Node {
    /// Starts it.
    pub(crate) fn start() -> Node {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let program = web.join("src/engine/built/engine.wasm");
        assert!(
            program.exists(),
            "{} is not there: `make web` makes it, or `npm run engine` in designer-web",
            program.display()
        );
        let mut child = Command::new("node")
            .arg(web.join("tools/ask-engine.mjs"))
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Node { child, input, output }
    }

    /// Asks one question.
    pub(crate) fn ask(&mut self, question: &Json) -> String {
        let input = self.input.as_mut().expect("open until the end");
        writeln!(input, "{question}").expect("node listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("node answers");
        assert!(!line.is_empty(), "the engine ended on {question}");
        line.trim_end_matches('\n').to_owned()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.input = None;
        // It has nothing left to do; how it ends says nothing about the answers.
        drop(self.child.wait());
    }
}

/// The session that an answer opened.
pub(crate) fn session(answer: &[u8]) -> u64 {
    let told: Json = serde_json::from_slice(answer).expect("JSON");
    told["session"].as_u64().unwrap_or_else(|| panic!("no session: {told}"))
}

/// The text of an answer without the number of its session, which differs between programs.
pub(crate) fn unnumbered(answer: &[u8]) -> String {
    let text = String::from_utf8(answer.to_vec()).expect("UTF-8");
    match text.strip_prefix("{\"session\":").and_then(|rest| rest.split_once(',')) {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    }
}
