//! Forms that everybody may send.

mod attacks;
mod limits;
mod page;
mod quarantine;
mod sending;

use formwork_tests::{Answer, Client, Installation, entity};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::world::World;

/// What only the author of the form knows.
pub(crate) const CANARY: &str = "CANARY-7391";
/// What a reader of a page must never be shown as anything but text.
pub(crate) const SCRIPT: &str = "姓名<script>alert(1)</script>";

fn entities() -> Vec<Json> {
    let cells = json!({ "product": { "kind": "text" }, "cost": { "kind": "decimal", "scale": 2 } });
    let wish = entity("wish", json!({ "parent": "visitor" }), &[], cells);
    let states = json!([{ "key": "new", "labels": { "zh-CN": "新" } }, { "key": "good", "labels": { "zh-CN": "好" } }]);
    let fields = json!({
        "name": { "kind": "text" }, "phone": { "kind": "phone" },
        "email": { "kind": "email" }, "company": { "kind": "text" }, "budget": { "kind": "integer" },
        "state": { "kind": "choice", "options": states }, "channel": { "kind": "text" },
        "campaign": { "kind": "text" }, "note": { "kind": "text" }, "code": { "kind": "text", "unique": true },
        "scan": { "kind": "attachment" }, "wishes": { "kind": "sub_table", "target": "wish" }
    });
    vec![wish, entity("visitor", json!({ "title": "name", "owner": true }), &["name"], fields)]
}

/// A public form over visitors; `public` is what makes it public.
pub(crate) fn form(public: &Json) -> Json {
    let field = |key: &str| json!({ "type": "field", "field": key });
    let hidden = |key: &str| json!({ "type": "field", "field": key, "hidden": true });
    let mut name = field("name");
    name["labels"] = json!({ "zh-CN": SCRIPT });
    let mut note = hidden("note");
    note["default"] = json!(CANARY);
    let rows = json!({ "columns": [{ "field": "product" }, { "field": "cost", "hidden": true }] });
    json!({
        "format": 1, "key": "visit", "entity": "visitor", "labels": { "zh-CN": "预约参观", "en": "Visit us" },
        "layout": [
            name, field("phone"), field("email"), field("company"), field("budget"), field("scan"),
            field("code"), hidden("channel"), hidden("campaign"), note,
            { "type": "field", "field": "wishes", "rows": rows }
        ],
        "rules": [{ "key": "good", "formula": "{budget} > 1000", "set": [{ "field": "state", "value": "good" }] }],
        "public": public
    })
}

/// What the usual form says, with more, or other, members: no work to do, a channel and a campaign by the address.
pub(crate) fn with(more: &Json) -> Json {
    let mut public = json!({ "slug": "visit", "captcha": false, "prefill": ["company"], "sources": [
        { "parameter": "utm_source", "field": "channel" }, { "parameter": "utm_campaign", "field": "campaign" }
    ] });
    for (key, value) in more.as_object().expect("members") {
        public[key] = value.clone();
    }
    public
}

/// Serves the form.
pub(crate) async fn visits(installation: Installation, more: Json) -> World {
    let server = installation.serve(&["--test-clock"]).await;
    let admin = installation.admin(&server).await;
    let world = World { server, admin, installation };
    world.publish(entities().into_iter().map(|entity| ("entity", entity)).collect()).await;
    world.publish(vec![("form", form(&with(&more)))]).await;
    world
}

/// Somebody outside, at an address.
pub(crate) fn somebody(world: &World, address: &str) -> Client {
    world.server.client().without_header("x-formwork").with_header("x-forwarded-for", address)
}

/// Sends the form.
pub(crate) async fn sent(client: &Client, body: Json) -> Answer {
    client.post("/api/v1/public/forms/visit/submissions", body).await
}

/// A challenge and the number that solves it.
pub(crate) async fn solved(client: &Client) -> (String, u64) {
    let told = client.get("/api/v1/public/forms/visit/challenge").await.expect(200);
    let challenge = told["challenge"].as_str().expect("text").to_owned();
    let bits = u32::try_from(told["bits"].as_u64().expect("a number")).expect("small");
    let zeros = |proof: u64| {
        let digest = Sha256::digest(format!("{challenge}.{proof}").as_bytes());
        u64::from_be_bytes(digest[..8].try_into().expect("eight bytes")).leading_zeros()
    };
    let proof = (0..).find(|proof| zeros(*proof) >= bits).expect("a number");
    (challenge, proof)
}

/// How many rows a table has.
pub(crate) fn rows(world: &World, table: &str) -> String {
    world.installation.sql(&format!("SELECT count(*) FROM \"{table}\""))
}

/// Moves the clock on by so many seconds.
pub(crate) async fn wait(world: &World, seconds: i64) {
    let now = world.admin.get("/api/v1/public/forms/visit").await.expect(200)["context"]["now"].clone();
    let now: jiff::Timestamp = now.as_str().expect("a moment").parse().expect("a moment");
    let then = now + jiff::SignedDuration::from_secs(seconds);
    world.admin.post("/api/v1/test-clock", json!({ "now": then.to_string() })).await.expect(200);
}

/// The visitors there are, by name.
pub(crate) async fn visitors(world: &World) -> Vec<Json> {
    let list = world.admin.get("/api/v1/entities/visitor/records?sort=name&limit=100").await.expect(200);
    list["items"].as_array().expect("items").clone()
}

/// The submissions in a state.
pub(crate) async fn submissions(world: &World, state: &str) -> Vec<Json> {
    let list = world.admin.get(&format!("/api/v1/forms/visit/submissions?state={state}")).await.expect(200);
    list["items"].as_array().expect("items").clone()
}

/// The reasons of a submission.
pub(crate) fn reasons(submission: &Json) -> Vec<&str> {
    let reasons = submission["reasons"].as_array().expect("reasons").iter();
    reasons.map(|reason| reason["code"].as_str().expect("a word")).collect()
}
