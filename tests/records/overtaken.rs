//! Somebody gives a record away between the look that found it within reach and the look that reads it.
//!
//! Shape:  the row rule of the role looks through a reference; the table behind it is put behind a view that waits for an
//!         advisory lock. Whoever holds the lock knows that the rule has been asked of the past, and writes then.

use std::process::{Child, Stdio};

use formwork_tests::{Client, Engine, Installation};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity};

/// Asked for by the view alone.
const LOCK: i64 = 4_711;

/// Firms that a seller edits while they are its own and their hub is open, and sees anyway.
async fn world() -> (World, Client, Json) {
    let name = json!({ "kind": "text" });
    let hub = entity(
        "hub",
        json!({ "title": "name" }),
        &[],
        json!({ "name": name, "open": { "kind": "boolean" } }),
    );
    let fields = json!({ "name": name, "hub": { "kind": "reference", "target": "hub" } });
    let firm = entity("firm", json!({ "title": "name" }), &[], fields);
    let world = World::start(Installation::new(Engine::Postgres), &[hub, firm]).await;
    let rule = json!({ "filter": { "and": [
        { "field": "owner_id", "op": "eq", "value": { "me": "id" } },
        { "field": "hub.open", "op": "eq", "value": true } ] } });
    let role = json!({ "format": 1, "key": "seller", "labels": { "zh-CN": "销售" }, "entities": {
        "hub": { "actions": { "view": "all" } },
        "firm": { "actions": { "view": "all", "create": "all", "edit": rule } } } });
    world.admin.put("/api/v1/definitions/role/seller/draft", role).await.expect(200);
    let drafts = json!({ "drafts": [{ "kind": "role", "key": "seller" }] });
    world.admin.post("/api/v1/publish", drafts).await.expect(200);
    let (_, seller) = world.person("wang", "王", &["seller"]).await;
    let hub = world.records("hub").create(json!({ "name": "H", "open": true })).await;
    let firm = Records::new(&seller, "firm").create(json!({ "name": "before", "hub": hub["id"] })).await;
    world.installation.sql("ALTER TABLE e_hub RENAME TO hub_kept");
    world.installation.sql(&format!(
        "CREATE FUNCTION wait_here() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN \
         PERFORM pg_advisory_lock_shared({LOCK}); PERFORM pg_advisory_unlock_shared({LOCK}); RETURN true; END $$"
    ));
    world.installation.sql("CREATE VIEW e_hub AS SELECT * FROM hub_kept WHERE wait_here()");
    (world, seller, firm)
}

/// Takes the lock, waits until somebody waits for it, gives the firm away, and lets the other go on.
async fn giver(world: &World, to: &str) -> Child {
    let locks = |what: &str| {
        format!("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {LOCK} AND {what}")
    };
    let until = format!(
        "DO $$ BEGIN WHILE ({}) = 0 LOOP PERFORM pg_sleep(0.01); END LOOP; END $$",
        locks("NOT granted")
    );
    let give = format!("UPDATE e_firm SET owner_id = '{to}', version = version + 1");
    let mut child = std::process::Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &format!("SELECT pg_advisory_lock({LOCK})")])
        .args(["-c", &until, "-c", &give])
        .arg(world.installation.database_url().expect("PostgreSQL"))
        .stdout(Stdio::null())
        .spawn()
        .expect("psql runs");
    for _ in 0..200 {
        if world.installation.sql(&locks("granted")) == "1" {
            return child;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(child.kill());
    drop(child.wait());
    panic!("the lock was not taken");
}

fn nothing_was_written(world: &World) {
    let stored = world.installation.sql("SELECT f_name || ' ' || version FROM e_firm");
    assert_eq!(stored, "before 2", "only the gift was written");
    let told = "SELECT count(*) FROM changes WHERE action = 'update'";
    assert_eq!(world.installation.sql(told), "0");
}

#[tokio::test]
async fn a_change_of_what_was_given_away_meanwhile_is_refused() {
    let (world, seller, firm) = world().await;
    let mut given = giver(&world, &world.me().await).await;
    let records = Records::new(&seller, "firm");
    let answer = seller.patch(&records.at(&firm["id"]), json!({ "name": "after" })).await;
    assert!(given.wait().expect("it ends").success());
    answer.refused(403, "no_right");
    nothing_was_written(&world);
}

#[tokio::test]
async fn a_change_of_many_leaves_alone_what_was_given_away_meanwhile() {
    let (world, seller, firm) = world().await;
    let mut given = giver(&world, &world.me().await).await;
    let records = Records::new(&seller, "firm");
    let body = json!({ "ids": [firm["id"]], "set": { "name": "after" } });
    let done = seller.post(&format!("{}/bulk", records.path), body).await.expect(200);
    assert!(given.wait().expect("it ends").success());
    assert_eq!((&done["changed"], &done["skipped"][0]["reason"]), (&json!(0), &json!("no_right")), "{done}");
    nothing_was_written(&world);
}
