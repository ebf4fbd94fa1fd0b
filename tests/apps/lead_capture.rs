//! The example of leads: installed, filled in from outside, seen by each role.

use std::path::Path;

use formwork_tests::{Client, on_both_databases};
use serde_json::{Value as Json, json};

async fn sent(client: &Client, body: Json) -> Json {
    client.post("/api/v1/public/forms/lead/submissions", body).await.expect(201)
}

async fn leads(client: &Client) -> Vec<Json> {
    let list = client.get("/api/v1/entities/lead/records?sort=created_at&limit=100").await.expect(200);
    list["items"].as_array().expect("items").clone()
}

on_both_databases! {
    async fn a_lead_comes_in_and_each_role_sees_what_it_may(installation: Installation) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/lead-capture");
        installation.run(&["app", "install", folder.to_str().expect("text")], "").done();
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let shown = server.client().get("/api/v1/public/forms/lead").await.expect(200);
        assert_eq!((&shown["state"], &shown["captcha"]), (&json!("open"), &json!(true)), "the guard is on");
        // The work is proven by the tests of public forms; here the road behind it is of interest.
        let document = admin.get("/api/v1/definitions/form/lead").await.expect(200);
        let mut form = document.clone();
        form["public"]["captcha"] = json!(false);
        admin.put("/api/v1/definitions/form/lead/draft", form).await.expect(200);
        admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "form", "key": "lead" }] })).await.expect(200);
        let stranger = server.client().without_header("x-formwork");
        let answers = |name: &str, phone: &str| json!({ "name": name, "phone": phone, "interests": ["storage"], "region": "east" });
        let parameters = json!({ "utm_source": "baidu", "utm_campaign": "2026q4", "channel": "exhibition", "campaign": "物流展" });
        sent(&stranger, json!({ "answers": answers("王小明", "13912345670"), "parameters": parameters, "consent": true })).await;
        sent(&stranger, json!({ "answers": answers("又来一次", "13912345670"), "consent": true })).await;
        sent(&stranger, json!({ "answers": answers("乱填", "11111111111"), "consent": true })).await;
        let made = leads(&admin).await;
        assert_eq!(made.len(), 1, "the second and the third wait");
        let lead = &made[0];
        for (field, value) in [("utm_source", "baidu"), ("utm_campaign", "2026q4"), ("channel", "exhibition"), ("campaign", "物流展"), ("status", "new")] {
            assert_eq!(lead[field], value, "{field}");
        }
        assert_eq!(lead["owner_id"], json!(null), "it lies in the pool");
        let held = admin.get("/api/v1/forms/lead/submissions").await.expect(200);
        let reasons: Vec<&Json> = held["items"].as_array().expect("items").iter().map(|item| &item["reasons"][0]["code"]).collect();
        assert_eq!(reasons, [&json!("nonsense"), &json!("duplicate")]);
        let person = async |name: &str, role: &str| {
            let password = "horse battery staple";
            let body = json!({ "username": name, "name": name, "password": password, "role_keys": [role] });
            admin.post("/api/v1/users", body).await.expect(201);
            let client = server.client();
            client.sign_in(name, password).await.expect(200);
            client
        };
        let sales = person("xiaoshou", "lead_sales").await;
        let seen = &leads(&sales).await[0];
        assert_ne!(seen["phone"], "13912345670", "masked in the pool");
        sales.get("/api/v1/forms/lead/submissions").await.refused(403, "no_right");
        let place = format!("/api/v1/entities/lead/records/{}", lead["id"].as_str().expect("an id"));
        sales.post(&format!("{place}/claim"), json!({})).await.expect(200);
        assert_eq!(sales.get(&format!("{place}?unmask=phone")).await.expect(200)["phone"], "13912345670");
        let market = person("shichang", "lead_marketing").await;
        let seen = &leads(&market).await[0];
        assert_eq!((seen.get("wechat"), &seen["utm_source"]), (None, &json!("baidu")));
        let manager = person("zhuguan", "lead_manager").await;
        let id = &held["items"][1]["id"];
        let decided = manager.post("/api/v1/forms/lead/submissions/decide", json!({ "decision": "accept", "ids": [id] })).await.expect(200);
        assert_eq!(decided["items"][0]["outcome"], "accepted", "{decided}");
        assert_eq!(leads(&manager).await.len(), 2);
    }

    async fn the_sample_of_leads_is_sound(installation: Installation) {
        let server = installation.serve(&["--demo"]).await;
        let admin = installation.admin(&server).await;
        let count = |entity: &str| format!("/api/v1/entities/{entity}/records?limit=1&count=exact");
        assert_eq!(admin.get(&count("lead")).await.expect(200)["count"], 300);
        assert_eq!(admin.get(&count("lead_follow_up")).await.expect(200)["count"], 600);
        let pool = admin.get("/api/v1/entities/lead/records?limit=1&count=exact&filter=%7B%22field%22%3A%22owner_id%22%2C%22op%22%3A%22is_empty%22%7D").await.expect(200);
        assert!(pool["count"].as_i64().expect("a count") > 20, "some lie in the pool: {}", pool["count"]);
    }
}
