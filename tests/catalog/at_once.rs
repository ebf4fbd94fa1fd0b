//! Two processes publish at once what does not fit together: one of them wins, the other is told, nothing is left out.

use std::{path::Path, process::Stdio, time::Duration};

use formwork_tests::{Client, Engine, Installation, Server, entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, app, path, until};

/// Rounds of two servers; each pair of requests leaves at once.
const ROUNDS: usize = 12;

fn customer() -> Json {
    entity("customer", json!({ "app": "base" }), &[], json!({ "name": { "kind": "text" } }))
}

/// An entity that needs the other one.
fn order(key: &str, app: &str) -> Json {
    let fields = json!({ "of": { "kind": "reference", "target": "customer" } });
    entity(key, json!({ "app": app }), &[], fields)
}

/// A folder with an app whose only entity needs an entity of another app.
fn shop(folder: &Path) {
    std::fs::create_dir_all(folder.join("entities")).expect("a folder");
    let write =
        |name: &str, body: Json| std::fs::write(folder.join(name), body.to_string()).expect("written");
    write("app.json", app("shop", json!(["base"])));
    write("entities/order.json", order("order", "shop"));
}

async fn is_published(client: &Client, key: &str) -> bool {
    client.get(&path("entity", key, "")).await.status == 200
}

/// Every server loads all that is published; a server that starts does, too.
async fn nothing_is_left_out(installation: &Installation, servers: &[&Server], admin: &Client) {
    let fresh = match installation.engine() {
        Engine::Postgres => Some(installation.replica().serve(&[]).await),
        Engine::Sqlite => None,
    };
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    for server in servers.iter().copied().chain(&fresh) {
        assert!(!server.log().contains("was left out"), "{}", server.log());
    }
    assert!(!is_published(admin, "order").await || is_published(admin, "customer").await);
}

on_both_databases! {
    async fn a_command_and_a_server(installation: Installation) {
        let place = Place::start(installation).await;
        place.publish(&[("app", "base", app("base", json!([]))), ("entity", "customer", customer())]).await;
        let folder = tempfile::tempdir().expect("a directory");
        let (shop_folder, pause) = (folder.path().join("shop"), folder.path().join("paused"));
        shop(&shop_folder);
        let mut command = place.installation.command(&["app", "install", shop_folder.to_str().expect("text")]);
        command.env("PAUSE_BEFORE_SWITCH", &pause).stdout(Stdio::piped()).stderr(Stdio::piped());
        let command = command.spawn().expect("it starts");
        until(|| pause.exists()).await;
        // It has judged `order` by a catalog that has `customer`, which goes now.
        let admin = place.admin.clone();
        let withdrawing = tokio::spawn(async move { admin.delete(&path("entity", "customer", "")).await });
        tokio::time::sleep(Duration::from_millis(700)).await;
        let overtaken = withdrawing.is_finished();
        assert_eq!(overtaken, place.installation.engine() == Engine::Sqlite, "on PostgreSQL it waits for its turn");
        std::fs::remove_file(&pause).expect("it goes on");
        let output = command.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let withdrawn = withdrawing.await.expect("an answer");
        if overtaken {
            withdrawn.expect(204);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("unknown_entity"), "{said}");
        } else {
            assert_eq!(output.status.code(), Some(0), "{said}");
            withdrawn.refused(409, "in_use");
        }
        nothing_is_left_out(&place.installation, &[&place.server], &place.admin).await;
    }
}

#[tokio::test]
async fn two_servers() {
    let installation = Installation::new(Engine::Postgres);
    let other = installation.replica();
    let place = Place::start(installation).await;
    let there = other.serve(&[]).await;
    let (here, there_too) = (place.admin.clone(), place.admin.at(&there));
    let (mut withdrawn, mut used) = (0, 0);
    for round in 0..ROUNDS {
        place.publish(&[("app", "base", app("base", json!([]))), ("entity", "customer", customer())]).await;
        place.draft("entity", "order", order("order", "base")).await;
        let drafts = json!({ "drafts": [{ "kind": "entity", "key": "order" }] });
        let pause = Duration::from_millis(15 * (round as u64 % 4));
        let gone = async {
            tokio::time::sleep(pause).await;
            here.delete(&path("entity", "customer", "")).await
        };
        let (gone, made) = tokio::join!(gone, there_too.post("/api/v1/publish", drafts));
        match (gone.status, made.status) {
            (204, 422) => {
                withdrawn += 1;
                here.delete(&path("entity", "order", "/draft")).await.expect(204);
            }
            (409, 200) => {
                used += 1;
                tokio::time::sleep(Duration::from_millis(1_200)).await;
                here.delete(&path("entity", "order", "")).await.expect(204);
            }
            (gone, made) => panic!("round {round}: {gone} and {made}"),
        }
    }
    assert_eq!(withdrawn + used, ROUNDS);
    nothing_is_left_out(&place.installation, &[&place.server, &there], &place.admin).await;
}
