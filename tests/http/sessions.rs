//! Signing in and out.

use formwork_tests::{ADMIN, on_both_databases};
use reqwest::Method;
use serde_json::json;

on_both_databases! {
    async fn people_sign_in_by_name_phone_or_address(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let user = json!({ "username": "Li.Hua", "name": "李华", "password": "horse battery staple",
                           "phone": "+86 138 1234 5678", "email": "Li.Hua@Example.com" });
        admin.post("/api/v1/users", user).await.expect(201);
        for name in ["li.hua", "ＬＩ.ＨＵＡ", " Li.Hua ", "13812345678", "138-1234-5678", "li.hua@example.com"] {
            let client = server.client();
            let answer = client.sign_in(name, "horse battery staple").await;
            let cookie = answer.header("set-cookie").to_owned();
            assert_eq!(answer.expect(200)["user"]["name"], "李华", "{name}");
            assert!(cookie.starts_with("formwork=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
            client.get("/api/v1/me").await.expect(200);
        }
        let shown = installation.sql("SELECT count(*) FROM changes WHERE subject = 'identity/user' AND action = 'signed_in'");
        assert_eq!(shown, "7");
    }

    async fn many_sign_in_at_once_and_none_is_in_anothers_way(installation: Installation) {
        let server = installation.serve(&[]).await;
        installation.admin(&server).await;
        for round in 0..4 {
            let tries: Vec<_> = (0..5)
                .map(|_| {
                    let client = server.client();
                    tokio::spawn(async move { client.sign_in(ADMIN.0, ADMIN.1).await.status })
                })
                .collect();
            for attempt in tries {
                assert_eq!(attempt.await.expect("answered"), 200, "round {round}");
            }
        }
    }

    async fn the_unknown_the_wrong_and_the_disabled_are_told_the_same(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let user = json!({ "username": "gone", "name": "离职", "password": "horse battery staple", "active": false });
        admin.post("/api/v1/users", user).await.expect(201);
        let client = server.client();
        let unknown = client.sign_in("nobody", "horse battery staple").await;
        let wrong = client.sign_in(ADMIN.0, "not the passphrase").await;
        let disabled = client.sign_in("gone", "horse battery staple").await;
        assert_eq!(unknown.text(), wrong.text());
        assert_eq!(unknown.text(), disabled.text());
        unknown.refused(401, "wrong_credentials");
    }

    async fn the_sixth_guess_waits(installation: Installation) {
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        let client = server.client();
        let guesses: Vec<_> = (0..10)
            .map(|n| {
                let client = client.clone();
                tokio::spawn(async move { client.sign_in(ADMIN.0, &format!("guess number {n}")).await.status })
            })
            .collect();
        let mut refused = Vec::new();
        for guess in guesses {
            refused.push(guess.await.expect("answered"));
        }
        assert_eq!(refused.iter().filter(|status| **status == 401).count(), 5, "{refused:?}");
        assert_eq!(refused.iter().filter(|status| **status == 429).count(), 5, "{refused:?}");
        client.sign_in(ADMIN.0, ADMIN.1).await.refused(429, "too_often");
        client.with_header("x-forwarded-for", "192.0.2.7").sign_in(ADMIN.0, ADMIN.1).await.expect(200);
        let client = server.client();
        let now = "2099-01-01T00:00:00Z";
        admin.post("/api/v1/test-clock", json!({ "now": now })).await.expect(200);
        client.sign_in(ADMIN.0, ADMIN.1).await.expect(200);
    }

    async fn who_signs_out_is_out(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let cookie = {
            let answer = admin.sign_in(ADMIN.0, ADMIN.1).await;
            answer.header("set-cookie").split(';').next().expect("a cookie").to_owned()
        };
        let thief = server.client().with_header("cookie", &cookie);
        thief.get("/api/v1/me").await.expect(200);
        admin.delete("/api/v1/session").await.expect(204);
        admin.get("/api/v1/me").await.refused(401, "no_principal");
        thief.get("/api/v1/me").await.refused(401, "no_principal");
    }

    async fn a_session_ends(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        installation.sql("UPDATE sessions SET seen_at = seen_at - 13 * 3600000000");
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        admin.get("/api/v1/me").await.refused(401, "no_principal");
        admin.sign_in(ADMIN.0, ADMIN.1).await.expect(200);
        installation.sql("UPDATE sessions SET expires_at = expires_at - 7 * 86400000000");
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        admin.get("/api/v1/me").await.refused(401, "no_principal");
    }

    async fn other_sites_change_nothing(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let team = || json!({ "name": "外站" });
        let bare = admin.clone().without_header("x-formwork");
        bare.get("/api/v1/teams").await.expect(200);
        for (name, value) in [
            ("origin", server.url()),
            ("referer", server.url()),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
            ("sec-fetch-mode", "cors"),
        ] {
            let browser = bare.clone().with_header(name, value);
            browser.post("/api/v1/teams", team()).await.refused(403, "cross_site");
            browser.get("/api/v1/teams").await.expect(200);
        }
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
            let other = admin.clone().with_header(name, value);
            other.post("/api/v1/teams", team()).await.refused(403, "cross_site");
            other.sign_in(ADMIN.0, ADMIN.1).await.refused(403, "cross_site");
        }
        let own = admin.clone().with_header("origin", server.url()).with_header("sec-fetch-site", "same-origin");
        own.post("/api/v1/teams", team()).await.expect(201);
        let token = installation.token(ADMIN.0);
        let program = server.with_token(&token).without_header("x-formwork");
        program.post("/api/v1/teams", team()).await.expect(201);
        assert_eq!(installation.sql("SELECT count(*) FROM teams"), "2");
    }

    async fn a_program_signs_in_and_needs_its_cookie_alone(installation: Installation) {
        let server = installation.serve(&[]).await;
        installation.admin(&server).await;
        let program = server.client().without_header("x-formwork");
        program.sign_in(ADMIN.0, ADMIN.1).await.expect(200);
        let made = program.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
        let path = format!("/api/v1/departments/{}", made["id"].as_str().unwrap_or_default());
        program.patch(&path, json!({ "name": "市场部" })).await.expect(200);
        program.delete("/api/v1/session").await.expect(204);
        program.patch(&path, json!({ "name": "销售部" })).await.refused(401, "no_principal");
    }

    async fn a_new_password_signs_other_browsers_out(installation: Installation) {
        let server = installation.serve(&[]).await;
        let here = installation.admin(&server).await;
        let there = server.client();
        there.sign_in(ADMIN.0, ADMIN.1).await.expect(200);
        let new = "another quiet passphrase";
        let wrong = json!({ "password": new, "current_password": "not the passphrase" });
        let issue = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(here.patch("/api/v1/me", wrong).await.issues(), issue("/current_password", "wrong_password"));
        let absent = json!({ "password": new });
        assert_eq!(here.patch("/api/v1/me", absent).await.issues(), issue("/current_password", "required"));
        let weak = json!({ "password": "password1", "current_password": ADMIN.1 });
        assert_eq!(here.patch("/api/v1/me", weak).await.issues(), issue("/password", "password_common"));
        let right = json!({ "password": new, "current_password": ADMIN.1, "name": "老管理", "locale": "en" });
        let me = here.patch("/api/v1/me", right).await.expect(200);
        assert_eq!((&me["user"]["name"], &me["user"]["locale"]), (&json!("老管理"), &json!("en")));
        here.get("/api/v1/me").await.expect(200);
        there.get("/api/v1/me").await.refused(401, "no_principal");
        there.sign_in(ADMIN.0, ADMIN.1).await.refused(401, "wrong_credentials");
        there.sign_in(ADMIN.0, new).await.expect(200);
    }

    async fn nobody_makes_himself_more_than_he_is(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let plain = json!({ "username": "plain", "name": "普通", "password": "horse battery staple" });
        admin.post("/api/v1/users", plain).await.expect(201);
        let client = server.client();
        client.sign_in("plain", "horse battery staple").await.expect(200);
        let asked = json!({ "name": "x", "role_keys": ["admin"], "id": "1", "active": true, "admin": true });
        let found: Vec<String> = client.patch("/api/v1/me", asked).await.issues().into_iter().map(|(p, _)| p).collect();
        assert_eq!(found, ["/active", "/admin", "/id", "/role_keys"]);
        assert_eq!(client.get("/api/v1/me").await.expect(200)["admin"], false);
        for (method, path) in [
            (Method::GET, "/api/v1/users"),
            (Method::POST, "/api/v1/users"),
            (Method::POST, "/api/v1/departments"),
            (Method::POST, "/api/v1/teams"),
        ] {
            let request = client.request(method, path).json(&json!({ "name": "x" }));
            client.send(request).await.refused(403, "no_right");
        }
    }
}
