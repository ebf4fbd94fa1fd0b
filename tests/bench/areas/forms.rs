//! A large form in a browser: from a key press to the frame that shows what was typed, and to that which shows what follows
//! from it. The browser is Chromium, driven by
//! `tests/bench/forms.mjs` with the Playwright of `designer-web`.

use std::path::Path;
use std::process::Command;

use formwork_tests::{ADMIN, Engine, Installation};
use serde_json::Value as Json;

use crate::report::{Figure, Report};

/// What a key press may take, in milliseconds.
const MOST: f64 = 50.0;

pub(super) async fn run(report: &mut Report) {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    drop(installation.admin(&server).await);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([server.url(), ADMIN.0, ADMIN.1])
        .output()
        .expect("node is installed: the web application is built with it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Json = serde_json::from_slice(&output.stdout).expect("the script says JSON");
    let mut add = |name: &str, place: &str, target: Option<f64>| {
        let value = told.pointer(place).and_then(Json::as_f64).expect("the script measured it");
        report.add(Figure {
            area: "forms",
            name: name.to_owned(),
            database: Engine::Sqlite,
            value,
            unit: "ms",
            target,
            higher: false,
            baseline: None,
        });
    };
    add("key press to paint in a field, p50", "/field/p50", None);
    add("key press to paint in a field, p95", "/field/p95", Some(MOST));
    add("key press to paint in a cell, p50", "/cell/p50", None);
    add("key press to paint in a cell, p95", "/cell/p95", Some(MOST));
    add("key press to a formula of its row, p50", "/computed/p50", None);
    add("key press to a formula of its row, p95", "/computed/p95", None);
    add("opening the form", "/open", None);
    server.stop();
}
