//! `serve --demo`: there at once, the same after a restart, gone with one click.

use std::time::Duration;

use formwork_tests::{Client, Server, on_both_databases};
use serde_json::{Value as Json, json};

fn login(server: &Server) -> (String, String) {
    let said = server.lines().iter().find_map(|line| line.strip_prefix("demo login: "));
    let (user, password) = said.expect("a demo login").split_once(' ').expect("a user and a password");
    (user.to_owned(), password.to_owned())
}

async fn signed_in(server: &Server, user: &str) -> Client {
    let client = server.client();
    client.sign_in(user, &login(server).1).await.expect(200);
    client
}

async fn count(client: &Client, entity: &str) -> i64 {
    let path = format!("/api/v1/entities/{entity}/records?limit=1&count=exact");
    client.get(&path).await.expect(200)["count"].as_i64().expect("a count")
}

async fn counts(client: &Client) -> [i64; 3] {
    [count(client, "customer").await, count(client, "contact").await, count(client, "follow_up").await]
}

async fn grouped(client: &Client, entity: &str, by: &str) -> Vec<Json> {
    let asked = json!({ "group_by": [by], "measures": [{ "op": "count" }] });
    let path = format!("/api/v1/entities/{entity}/records/aggregate");
    client.post(&path, asked).await.expect(200)["items"].as_array().expect("groups").clone()
}

/// The roll-ups of every tenth customer are what counting finds.
async fn roll_ups_are_true(client: &Client) {
    let counted = grouped(client, "follow_up", "customer").await;
    let asked = json!({ "fields": ["follow_up_count", "contact_count"], "limit": 200, "sort": ["code"] });
    let page = client.post("/api/v1/entities/customer/records/query", asked).await.expect(200);
    let contacts = grouped(client, "contact", "customer").await;
    for record in page["items"].as_array().expect("items").iter().step_by(10) {
        for (field, groups) in [("follow_up_count", &counted), ("contact_count", &contacts)] {
            let found = groups.iter().find(|group| group["customer"] == record["id"]);
            let found = found.map_or(0, |group| group["count"].as_i64().expect("a count"));
            assert_eq!(record[field].as_i64().unwrap_or(0), found, "{field} of {record}");
        }
    }
}

on_both_databases! {
    async fn a_demonstration_comes_stays_and_goes(installation: Installation) {
        let server = installation.serve(&["--demo"]).await;
        let first = login(&server);
        assert_eq!(server.setup_code(), None);
        let demo = signed_in(&server, &first.0).await;
        assert_eq!(counts(&demo).await, [2_000, 3_000, 20_000]);
        assert_eq!(demo.get("/api/v1/me").await.expect(200)["demo"], true);
        roll_ups_are_true(&demo).await;
        sees_what_the_roles_say(&server, &demo).await;
        drop(server);

        let server = installation.serve(&["--demo"]).await;
        assert_eq!(login(&server), first);
        assert!(server.ready_after() < Duration::from_secs(8), "{:?}", server.ready_after());
        let demo = signed_in(&server, &first.0).await;
        assert_eq!(counts(&demo).await, [2_000, 3_000, 20_000]);
        goes_with_one_click(&server, &demo).await;
        drop(server);

        let server = installation.serve(&["--demo"]).await;
        assert!(!server.lines().iter().any(|line| line.starts_with("demo login: ")), "{:?}", server.lines());
        let demo = server.client();
        demo.sign_in(&first.0, &first.1).await.expect(200);
        assert_eq!(counts(&demo).await, [1, 0, 0], "what was removed does not come back");
        assert_eq!(demo.get("/api/v1/me").await.expect(200)["demo"], false);
    }

    async fn an_interrupted_installation_is_begun_anew(installation: Installation) {
        let mut command = installation.command(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let some = "SELECT count(*) FROM changes WHERE subject = 'customer'";
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let ready = installation.data_dir().join("demo-password").exists();
            if ready && installation.sql(some).parse::<i64>().unwrap_or(0) > 0 {
                break;
            }
        }
        child.kill().expect("killed");
        drop(child.wait());
        assert_eq!(installation.sql("SELECT state FROM demo_apps"), "installing");
        let server = installation.serve(&["--demo"]).await;
        let demo = signed_in(&server, "demo").await;
        assert_eq!(counts(&demo).await, [2_000, 3_000, 20_000]);
        let people = demo.get("/api/v1/users?limit=100").await.expect(200);
        assert_eq!(people["items"].as_array().expect("people").len(), 19);
    }
}

/// The README of the example says who sees what.
async fn sees_what_the_roles_say(server: &Server, demo: &Client) {
    let me = signed_in(server, "xu_jing").await;
    let mine = me.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
    let groups = grouped(demo, "customer", "owner_id").await;
    let owned = groups.iter().find(|group| group["owner_id"] == mine).expect("customers of her own");
    assert_eq!(count(&me, "customer").await, owned["count"].as_i64().expect("a count"));
    let pool = groups.iter().find(|group| group["owner_id"].is_null()).expect("a pool");
    let manager = signed_in(server, "zhou_min").await;
    assert_eq!(count(&manager, "customer").await, 2_000 - pool["count"].as_i64().expect("a count"));
    let service = signed_in(server, "jiang_nan").await;
    assert_eq!(count(&service, "customer").await, 2_000);
    let filter = json!({ "field": "credit_limit", "op": "is_not_empty" });
    let asked = json!({ "filter": filter, "limit": 5 });
    let seen = demo.post("/api/v1/entities/customer/records/query", asked.clone()).await.expect(200);
    let id = seen["items"][0]["id"].as_str().expect("an id");
    let masked = service.get(&format!("/api/v1/entities/customer/records/{id}")).await.expect(200);
    assert_eq!((&masked["credit_limit"], masked["phone"] == seen["items"][0]["phone"]), (&Json::Null, false));
    service.post("/api/v1/entities/customer/records/query", asked).await.refused(403, "hidden_field");
    service
        .post("/api/v1/entities/customer/records", json!({ "name": "新客户" }))
        .await
        .refused(403, "no_right");
}

async fn goes_with_one_click(server: &Server, demo: &Client) {
    let own = demo
        .post("/api/v1/entities/customer/records", json!({ "name": "我们自己的第一个客户" }))
        .await
        .expect(201);
    let id = own["id"].as_str().expect("an id");
    let some = demo.get("/api/v1/entities/customer/records?limit=1&sort=code").await.expect(200);
    let about = json!({ "customer": some["items"][0]["id"], "kind": "call", "at": "2026-01-05T02:00:00Z", "content": "试写一条" });
    demo.post("/api/v1/entities/follow_up/records", about).await.expect(201);
    let seller = signed_in(server, "xu_jing").await;
    seller.post("/api/v1/demo/remove", json!({})).await.refused(403, "no_right");
    let removed = demo.post("/api/v1/demo/remove", json!({})).await.expect(200);
    assert_eq!(removed["records"], 25_901, "{removed}");
    assert_eq!(removed["kept_users"], json!(["demo"]));
    assert_eq!((&removed["users"], &removed["departments"]), (&json!(18), &json!(12)));
    assert_eq!(counts(demo).await, [1, 0, 0]);
    assert_eq!(
        demo.get(&format!("/api/v1/entities/customer/records/{id}")).await.expect(200)["name"],
        own["name"]
    );
    seller.get("/api/v1/me").await.refused(401, "no_principal");
    assert_eq!(demo.get("/api/v1/departments").await.expect(200)["items"], json!([]));
    let again = demo.post("/api/v1/demo/remove", json!({})).await.expect(200);
    assert_eq!(again["records"], 0);
}
