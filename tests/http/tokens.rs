//! API tokens.

use formwork_tests::{ADMIN, on_both_databases};
use serde_json::json;

on_both_databases! {
    async fn a_token_does_what_its_scopes_say(installation: Installation) {
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        let make = async |body: serde_json::Value| {
            admin.post("/api/v1/tokens", body).await.expect(201)["token"].as_str().expect("a token").to_owned()
        };
        let reader = server.with_token(&make(json!({ "name": "报表", "scopes": ["read"] })).await);
        reader.get("/api/v1/users").await.refused(403, "token_scope");
        reader.get("/api/v1/departments").await.expect(200);
        reader.post("/api/v1/teams", json!({ "name": "x" })).await.refused(403, "token_scope");
        let writer = server.with_token(&make(json!({ "name": "同步", "scopes": ["read", "write"] })).await);
        writer.post("/api/v1/teams", json!({ "name": "x" })).await.refused(403, "token_scope");
        let wider = json!({ "name": "更大", "scopes": ["admin"] });
        writer.post("/api/v1/tokens", wider).await.refused(403, "token_scope");
        let everything = server.with_token(&make(json!({ "name": "全部" })).await);
        everything.post("/api/v1/teams", json!({ "name": "x" })).await.expect(201);
        let listed = admin.get("/api/v1/tokens").await;
        assert!(!listed.text().contains("fw_"));
        assert_eq!(listed.expect(200)["items"].as_array().expect("items").len(), 3);
        let wrong = json!({ "name": "", "scopes": [], "expires_at": "2001-01-01T00:00:00Z" });
        let found = admin.post("/api/v1/tokens", wrong).await.issues();
        let expected = [("/expires_at", "bad_moment"), ("/name", "required"), ("/scopes", "required")];
        assert_eq!(found, expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
    }

    async fn a_token_ends_by_time_or_by_hand(installation: Installation) {
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        let body = json!({ "name": "短期", "expires_at": "2090-01-01T00:00:00Z" });
        let short = admin.post("/api/v1/tokens", body).await.expect(201);
        let long = admin.post("/api/v1/tokens", json!({ "name": "长期" })).await.expect(201);
        let (short, long) = (
            server.with_token(short["token"].as_str().expect("a token")),
            (server.with_token(long["token"].as_str().expect("a token")), long["id"].as_str().expect("an id").to_owned()),
        );
        short.get("/api/v1/me").await.expect(200);
        admin.post("/api/v1/test-clock", json!({ "now": "2090-01-01T00:00:01Z" })).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        short.get("/api/v1/me").await.refused(401, "no_principal");
        long.0.get("/api/v1/me").await.expect(200);
        admin.get("/api/v1/me").await.expect(200);
        let path = format!("/api/v1/tokens/{}", long.1);
        admin.delete(&path).await.expect(204);
        long.0.get("/api/v1/me").await.refused(401, "no_principal");
        admin.delete(&path).await.refused(404, "not_found");
        for bad in ["", "x", "Bearer x", "Basic Z3VhbmxpOng=", "Bearer"] {
            let client = server.client().with_header("authorization", bad);
            client.get("/api/v1/me").await.refused(401, "no_principal");
        }
        let cookie_and_bad_token = admin.clone().with_header("authorization", "Bearer fw_wrong");
        cookie_and_bad_token.get("/api/v1/me").await.refused(401, "no_principal");
    }

    async fn a_token_makes_none_that_outlives_it(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let end = "2090-01-01T00:00:00Z";
        let parent = admin.post("/api/v1/tokens", json!({ "name": "父", "expires_at": end })).await.expect(201);
        let parent = server.with_token(parent["token"].as_str().expect("a token"));
        let later = json!({ "name": "晚", "expires_at": "2091-01-01T00:00:00Z" });
        let refused = parent.post("/api/v1/tokens", later).await.issues();
        assert_eq!(refused, [("/expires_at".to_owned(), "beyond_own".to_owned())]);
        parent.post("/api/v1/tokens", json!({ "name": "子" })).await.expect(201);
        let tokens = admin.get("/api/v1/tokens").await.expect(200);
        let child = tokens["items"].as_array().expect("items").iter().find(|token| token["name"] == "子");
        assert_eq!(child.expect("the child")["expires_at"], end);
    }

    async fn a_password_set_by_another_ends_the_tokens(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let body = json!({ "username": "lihua", "name": "李华", "password": "horse battery staple" });
        let made = admin.post("/api/v1/users", body).await.expect(201);
        let program = server.with_token(&installation.token("lihua"));
        let path = format!("/api/v1/users/{}", made["id"].as_str().expect("an id"));
        admin.patch(&path, json!({ "name": "李桦" })).await.expect(200);
        program.get("/api/v1/me").await.expect(200);
        admin.patch(&path, json!({ "password": "battery staple horse" })).await.expect(200);
        program.get("/api/v1/me").await.refused(401, "no_principal");
    }

    async fn the_command_line_makes_tokens(installation: Installation) {
        let server = installation.serve(&[]).await;
        installation.admin(&server).await;
        let program = server.with_token(&installation.token(ADMIN.0));
        assert_eq!(program.get("/api/v1/me").await.expect(200)["user"]["username"], ADMIN.0);
        program.post("/api/v1/departments", json!({ "name": "总部" })).await.expect(201);
        let log = installation.sql("SELECT d.why, c.action, c.subject FROM changes c JOIN change_details d ON d.seq = c.seq WHERE c.subject LIKE 'identity/%' ORDER BY c.seq");
        let lines: Vec<&str> = log.lines().collect();
        assert_eq!(lines, ["operator|created|user", "user|signed_in|user", "operator|created|token", "token|created|department"].map(|line| {
            let (via, rest) = line.split_once('|').expect("three words");
            let (action, subject) = rest.split_once('|').expect("three words");
            format!("{{\"via\":\"{via}\"}}|{action}|identity/{subject}")
        }));
    }
}
