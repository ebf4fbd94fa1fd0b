//! Departments and teams.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

fn issue(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

on_both_databases! {
    async fn departments_are_a_tree(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let make = async |name: &str, parent: &Json| {
            let body = json!({ "name": name, "parent_id": parent });
            admin.post("/api/v1/departments", body).await.expect(201)["id"].clone()
        };
        let top = make("公司", &Json::Null).await;
        let sales = make("销售部", &top).await;
        let east = make("华东", &sales).await;
        let north = make("华北", &sales).await;
        let path = |id: &Json| format!("/api/v1/departments/{}", id.as_str().expect("an id"));
        let names = async || -> Vec<String> {
            let list = admin.get("/api/v1/departments").await.expect(200);
            let items = list["items"].as_array().expect("items").clone();
            items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names().await, ["公司", "销售部", "华东", "华北"]);
        admin.patch(&path(&north), json!({ "order": -1 })).await.expect(200);
        assert_eq!(names().await, ["公司", "销售部", "华北", "华东"]);
        assert_eq!(admin.patch(&path(&sales), json!({ "parent_id": east })).await.issues(), issue("/parent_id", "cycle"));
        assert_eq!(admin.patch(&path(&sales), json!({ "parent_id": sales })).await.issues(), issue("/parent_id", "cycle"));
        let nowhere = json!({ "name": "x", "parent_id": "00000000-0000-0000-0000-000000000001" });
        assert_eq!(admin.post("/api/v1/departments", nowhere).await.issues(), issue("/parent_id", "no_such"));
        admin.patch(&path(&sales), json!({ "parent_id": null, "name": "营销部" })).await.expect(200);
        assert_eq!(names().await.len(), 4);
        let stored = installation.sql("SELECT path FROM departments WHERE name = '华东'");
        assert_eq!(stored.matches('/').count(), 2);
        let mut at = east;
        for _ in 0..30 {
            at = make("层", &at).await;
        }
        let deep = json!({ "name": "层", "parent_id": at });
        assert_eq!(admin.post("/api/v1/departments", deep).await.issues(), issue("/parent_id", "too_deep"));
        assert_eq!(admin.patch(&path(&sales), json!({ "parent_id": top })).await.issues(), issue("/parent_id", "too_deep"));
        admin.patch("/api/v1/departments/nonsense", json!({})).await.refused(404, "not_found");
    }

    async fn teams_have_members(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let me = admin.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        let nobody = "00000000-0000-0000-0000-000000000001";
        let wrong = admin.post("/api/v1/teams", json!({ "name": " ", "member_ids": [me, nobody] })).await.issues();
        assert_eq!(wrong, [issue("/member_ids/1", "no_such"), issue("/name", "required")].concat());
        let team = admin.post("/api/v1/teams", json!({ "name": "大客户", "member_ids": [me, me] })).await.expect(201);
        assert_eq!(team["member_ids"], json!([me]));
        let user = admin.get("/api/v1/me").await.expect(200);
        assert_eq!(user["user"]["team_ids"], json!([team["id"]]));
        let path = format!("/api/v1/teams/{}", team["id"].as_str().expect("an id"));
        assert_eq!(admin.patch(&path, json!({ "name": "重点客户" })).await.expect(200)["member_ids"], json!([me]));
        assert_eq!(admin.patch(&path, json!({ "member_ids": [] })).await.expect(200)["name"], "重点客户");
        assert_eq!(admin.get("/api/v1/teams").await.expect(200)["items"][0]["member_ids"], json!([]));
    }
}
