//! Users, as administrators keep them.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

fn person(username: &str, name: &str) -> Json {
    json!({ "username": username, "name": name, "password": "horse battery staple" })
}

on_both_databases! {
    async fn a_user_is_made_shown_and_changed(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let sales = admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
        let east = admin.post("/api/v1/departments", json!({ "name": "华东", "parent_id": sales["id"] })).await.expect(201);
        let team = admin.post("/api/v1/teams", json!({ "name": "大客户" })).await.expect(201);
        let mut body = person("lihua", "李华");
        body["department_id"] = east["id"].clone();
        body["role_keys"] = json!(["sales", "sales", "viewer"]);
        body["team_ids"] = json!([team["id"]]);
        body["phone"] = json!("13812345678");
        let made = admin.post("/api/v1/users", body).await.expect(201);
        assert_eq!(made["department_ids"], json!([east["id"]]));
        assert_eq!(made["role_keys"], json!(["sales", "viewer"]));
        assert_eq!(made["locale"], "zh-CN");
        assert_eq!(made.get("password"), None);
        let path = format!("/api/v1/users/{}", made["id"].as_str().expect("an id"));
        assert_eq!(admin.get(&path).await.expect(200), made);
        let changed = admin
            .patch(&path, json!({ "phone": null, "department_ids": [sales["id"]], "name": "李华华" }))
            .await
            .expect(200);
        assert_eq!(changed["phone"], Json::Null);
        assert_eq!(changed["department_id"], sales["id"]);
        assert_eq!(changed["team_ids"], json!([team["id"]]));
        assert_eq!(changed["username"], "lihua");
        let own = server.client();
        own.sign_in("lihua", "horse battery staple").await.expect(200);
        own.get(&path).await.expect(200);
        let me = admin.get("/api/v1/me").await.expect(200);
        own.get(&format!("/api/v1/users/{}", me["user"]["id"].as_str().expect("an id"))).await.refused(404, "not_found");
        let log = installation.sql("SELECT d.fields FROM changes c JOIN change_details d ON d.seq = c.seq WHERE c.subject = 'identity/user'");
        assert!(log.contains("李华华") && !log.contains("horse battery") && !log.contains("argon2"), "{log}");
    }

    async fn everything_wrong_is_said_at_once(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let body = json!({ "username": "a b", "password": "short", "phone": "no", "email": "no", "locale": "fr",
                           "role_keys": ["ok", "Not a key"] });
        let found = admin.post("/api/v1/users", body).await.issues();
        let expected = [
            ("/email", "bad_email"), ("/locale", "unknown_option"), ("/name", "required"),
            ("/password", "password_length"), ("/phone", "bad_phone"), ("/role_keys/1", "bad_key"),
            ("/username", "bad_username"),
        ];
        assert_eq!(found, expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        admin.post("/api/v1/users", person("lihua", "李华")).await.expect(201);
        let mut body = person("LIHUA", "又一个");
        body["department_ids"] = json!(["00000000-0000-0000-0000-000000000001"]);
        let found = admin.post("/api/v1/users", body).await.issues();
        let expected = [("/department_ids/0", "no_such"), ("/username", "taken")];
        assert_eq!(found, expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        let mut body = person("third", "第三");
        body["id"] = json!("00000000-0000-0000-0000-000000000001");
        body["created_by"] = json!("me");
        body["active"] = json!("yes");
        let found = admin.post("/api/v1/users", body).await.issues();
        let expected = [("/active", "wrong_type"), ("/created_by", "unknown_field"), ("/id", "unknown_field")];
        assert_eq!(found, expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        assert_eq!(installation.sql("SELECT count(*) FROM users"), "2");
    }

    async fn the_same_name_at_once_is_made_once(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let tries: Vec<_> = (0..6)
            .map(|n| {
                let (admin, body) = (admin.clone(), person("twin", &format!("双胞胎{n}")));
                tokio::spawn(async move { admin.post("/api/v1/users", body).await.status })
            })
            .collect();
        let mut answers = Vec::new();
        for attempt in tries {
            answers.push(attempt.await.expect("answered"));
        }
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 422).count(), 5, "{answers:?}");
    }

    async fn the_last_administrator_stays(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let me = admin.get("/api/v1/me").await.expect(200);
        let path = format!("/api/v1/users/{}", me["user"]["id"].as_str().expect("an id"));
        admin.patch(&path, json!({ "active": false })).await.refused(409, "last_admin");
        admin.patch(&path, json!({ "role_keys": [] })).await.refused(409, "last_admin");
        assert_eq!(admin.get("/api/v1/me").await.expect(200)["admin"], true);
        let mut other = person("second", "第二管理员");
        other["role_keys"] = json!(["admin"]);
        other["active"] = json!(false);
        let other = admin.post("/api/v1/users", other).await.expect(201);
        admin.patch(&path, json!({ "role_keys": [] })).await.refused(409, "last_admin");
        let second = format!("/api/v1/users/{}", other["id"].as_str().expect("an id"));
        admin.patch(&second, json!({ "active": true })).await.expect(200);
        admin.patch(&path, json!({ "role_keys": [] })).await.expect(200);
        admin.get("/api/v1/users").await.refused(403, "no_right");
    }

    async fn a_disabled_user_is_out_at_once(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let made = admin.post("/api/v1/users", person("lihua", "李华")).await.expect(201);
        let own = server.client();
        own.sign_in("lihua", "horse battery staple").await.expect(200);
        let program = server.with_token(&installation.token("lihua"));
        program.get("/api/v1/me").await.expect(200);
        let path = format!("/api/v1/users/{}", made["id"].as_str().expect("an id"));
        admin.patch(&path, json!({ "active": false })).await.expect(200);
        own.get("/api/v1/me").await.refused(401, "no_principal");
        program.get("/api/v1/me").await.refused(401, "no_principal");
        admin.patch(&path, json!({ "active": true })).await.expect(200);
        own.get("/api/v1/me").await.refused(401, "no_principal");
        program.get("/api/v1/me").await.expect(200);
    }

    async fn users_are_found_and_paged(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let sales = admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
        for (n, name) in ["李华", "王小明", "张100%", "赵_六", "o'neil"].iter().enumerate() {
            let mut body = person(&format!("user{n}"), name);
            if n < 2 {
                body["department_id"] = sales["id"].clone();
            }
            admin.post("/api/v1/users", body).await.expect(201);
        }
        let names = async |query: &str| -> Vec<String> {
            let page = admin.get(&format!("/api/v1/users?{query}")).await.expect(200);
            let items = page["items"].as_array().expect("items").clone();
            items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names("q=%E5%B0%8F%E6%98%8E").await, ["王小明"]);
        assert_eq!(names("q=wangxiao").await, ["王小明"]);
        assert_eq!(names("q=LH").await, ["李华"]);
        assert_eq!(names("q=%25").await, ["张100%"]);
        assert_eq!(names("q=_").await, ["赵_六"]);
        assert_eq!(names("q=o'n").await, ["o'neil"]);
        assert_eq!(names("q=%5C").await, [] as [&str; 0]);
        let department = sales["id"].as_str().expect("an id");
        assert_eq!(names(&format!("department={department}")).await, ["李华", "王小明"]);
        let mut seen = Vec::new();
        let mut query = "limit=2".to_owned();
        loop {
            let page = admin.get(&format!("/api/v1/users?{query}")).await.expect(200);
            let items = page["items"].as_array().expect("items");
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|item| item["username"].as_str().expect("a name").to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("limit=2&cursor={cursor}");
        }
        assert_eq!(seen, ["guanli", "user0", "user1", "user2", "user3", "user4"]);
        for bad in ["limit=x", "cursor=%21", "unknown=1", "q=%00", "department=7"] {
            admin.get(&format!("/api/v1/users?{bad}")).await.refused(400, "bad_query");
        }
        let problem = admin.get("/api/v1/users?limit=x&unknown=1&department=7").await.refused(400, "bad_query");
        let told = |issue: &serde_json::Value| [issue["code"].clone(), issue["pointer"].clone(), issue["message"].clone()];
        let issues: Vec<_> = problem["issues"].as_array().expect("issues").iter().map(told).collect();
        let words = [
            ["wrong_type", "/limit", "the parameter `limit` is a whole number within its range"],
            ["unknown_field", "/unknown", "there is no parameter `unknown`"],
            ["bad_id", "/department", "the parameter `department` is not an id"],
        ];
        assert_eq!(json!(issues), json!(words));
        let found = server.with_token(&installation.token("user0")).get("/api/v1/people?q=wang").await.expect(200);
        assert_eq!(found["items"].as_array().expect("items").len(), 1);
        assert_eq!(found["items"][0]["department"], "销售部");
        assert_eq!(found["items"][0].as_object().expect("a person").len(), 3);
        let id = found["items"][0]["id"].as_str().expect("an id");
        let resolved = admin.get(&format!("/api/v1/people?ids={id},00000000-0000-0000-0000-000000000001")).await.expect(200);
        assert_eq!(resolved["items"].as_array().expect("items").len(), 1);
    }
}
