//! The first account.

use formwork_tests::{ADMIN, Engine, Installation, on_both_databases};
use serde_json::{Value as Json, json};

fn first(code: &str, username: &str) -> Json {
    json!({ "code": code, "username": username, "name": "管理员", "password": ADMIN.1 })
}

on_both_databases! {
    async fn whoever_has_the_code_makes_the_first_account_once(installation: Installation) {
        let server = installation.serve(&[]).await;
        let code = server.setup_code().expect("a fresh installation prints its code").to_owned();
        let client = server.client();
        assert_eq!(client.get("/api/v1/setup").await.expect(200)["needed"], true);
        client.post("/api/v1/setup", first("AAAA-AAAA", "first")).await.refused(403, "wrong_setup_code");
        let issues = client.post("/api/v1/setup", json!({ "code": code, "username": "x", "name": "", "password": "123" })).await;
        let expected = [("/name", "required"), ("/password", "password_length"), ("/username", "bad_username")];
        let found = issues.issues();
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let me = client.post("/api/v1/setup", first(&code.to_lowercase(), "first")).await.expect(201);
        assert_eq!(me["admin"], true);
        assert_eq!(me["user"]["username"], "first");
        assert_eq!(client.get("/api/v1/me").await.expect(200)["user"]["id"], me["user"]["id"]);
        assert_eq!(client.get("/api/v1/setup").await.expect(200)["needed"], false);
        server.client().post("/api/v1/setup", first(&code, "second")).await.refused(409, "setup_done");
        assert_eq!(installation.sql("SELECT count(*) FROM users"), "1");
        drop(server);
        assert_eq!(installation.serve(&[]).await.setup_code(), None);
        assert!(!installation.data_dir().join("setup-code").exists());
    }

    async fn of_many_at_once_one_wins(installation: Installation) {
        let server = installation.serve(&[]).await;
        let code = server.setup_code().expect("a code").to_owned();
        let tries: Vec<_> = (0..4)
            .map(|n| {
                let (client, body) = (server.client(), first(&code, &format!("first{n}")));
                tokio::spawn(async move { client.post("/api/v1/setup", body).await.status })
            })
            .collect();
        let mut answers = Vec::new();
        for attempt in tries {
            answers.push(attempt.await.expect("answered"));
        }
        answers.sort_unstable();
        assert_eq!(answers[0], 201, "{answers:?}");
        assert!(answers[1..].iter().all(|status| matches!(status, 403 | 409)), "{answers:?}");
        assert_eq!(installation.sql("SELECT count(*) FROM users"), "1");
    }

    async fn a_code_cannot_be_guessed_and_ends(installation: Installation) {
        let server = installation.serve(&["--test-clock"]).await;
        let code = server.setup_code().expect("a code").to_owned();
        let client = server.client();
        for _ in 0..5 {
            client.post("/api/v1/setup", first("WRNG-CODE", "first")).await.refused(403, "wrong_setup_code");
        }
        let problem = client.post("/api/v1/setup", first(&code, "first")).await;
        assert!(problem.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=900).contains(&seconds)));
        problem.refused(429, "too_often");
        installation.sql("UPDATE setup_codes SET expires_at = 0");
        installation.sql("DELETE FROM sign_in_attempts");
        client.post("/api/v1/setup", first(&code, "first")).await.refused(403, "wrong_setup_code");
    }
}

#[tokio::test]
async fn two_installations_have_nothing_in_common() {
    let (one, other) = (Installation::new(Engine::Sqlite), Installation::new(Engine::Sqlite));
    let (first, second) = (one.serve(&[]).await, other.serve(&[]).await);
    assert_ne!(first.setup_code(), second.setup_code());
    let kept = std::fs::read_to_string(one.data_dir().join("setup-code")).expect("the code's file");
    assert_eq!(Some(kept.trim()), first.setup_code());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let about = std::fs::metadata(one.data_dir().join("setup-code")).expect("the code's file");
        assert_eq!(about.mode() & 0o777, 0o600);
    }
    for name in ["admin", "root", "formwork", "administrator"] {
        first.client().sign_in(name, name).await.refused(401, "wrong_credentials");
    }
}
