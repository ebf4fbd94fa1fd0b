//! How many submissions of a public form a second, each from another address, and that none is lost.
//!
//! Shape:  the example of leads without the work for the device; every 201 must be a record afterwards.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use formwork_tests::{Engine, Installation};
use serde_json::{Value as Json, json};

use super::subject;
use crate::{
    http::Request,
    load::{self, Make},
    report::{Figure, Report},
    settings::Settings,
};

const CLIENTS: usize = 16;
const WANTED: f64 = 300.0;

pub(super) async fn run(settings: &Settings, engine: Engine, report: &mut Report) {
    let installation = Installation::new(engine);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lead-capture");
    installation.run(&["app", "install", folder.to_str().expect("text")], "").done();
    let server = installation.serve(&[]).await;
    let admin = installation.admin(&server).await;
    let place = "/api/v1/definitions/form/lead";
    let mut form = admin.get(place).await.expect(200);
    form["public"]["captcha"] = json!(false);
    form["public"]["most_per_device"] = Json::Null;
    form["public"].as_object_mut().expect("members").shift_remove("most_per_device");
    admin.put(&format!("{place}/draft"), form).await.expect(200);
    admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "form", "key": "lead" }] })).await.expect(200);
    let sent = Arc::new(AtomicU64::new(0));
    let counted = sent.clone();
    let make: Make = Arc::new(move |n| {
        counted.fetch_add(1, Ordering::Relaxed);
        submission(n)
    });
    let measured = load::run(&subject(&installation, &server), CLIENTS, settings.lasting, &make).await;
    let list = "/api/v1/entities/lead/records?limit=1&count=exact";
    let kept = admin.get(list).await.expect(200)["count"].as_u64().expect("a count");
    let sent = sent.load(Ordering::Relaxed);
    assert_eq!(kept, sent, "every submission that was answered with 201 is a record");
    let figure = |what: &str, value: f64, unit, target: Option<f64>, higher| Figure {
        area: "public",
        name: format!("submissions, {CLIENTS} clients: {what}"),
        database: engine,
        value,
        unit,
        target,
        higher,
        baseline: None,
    };
    report.add(figure("a second", measured.per_second, "1/s", Some(WANTED), true));
    report.add(figure("half within", measured.p50, "ms", None, false));
    report.add(figure("95 of 100 within", measured.p95, "ms", None, false));
    report.add(figure("processor time", measured.server, "ms", None, false));
    #[expect(clippy::cast_precision_loss, reason = "a count of some thousands")]
    report.add(figure("lost", (sent - kept) as f64, "submissions", Some(0.0), false));
}

/// The n-th submission, of its own telephone and address.
fn submission(n: u64) -> Request {
    let body = json!({
        "answers": { "name": format!("访客{n}"), "phone": format!("139{:08}", n * 7 + 20_230_000), "company": "云帆物流", "interests": ["storage"] },
        "parameters": { "utm_source": "bench" },
        "consent": true,
    });
    let address = format!("10.{}.{}.{}", n >> 16 & 255, n >> 8 & 255, n & 255);
    Request::from_address("POST", "/api/v1/public/forms/lead/submissions", &address, &body.to_string())
}
