//! The server itself: starting, stopping, limits, what it says of itself.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use formwork_tests::{ADMIN, Engine, Installation, on_both_databases};
use reqwest::Method;
use serde_json::json;

on_both_databases! {
    async fn it_starts_within_a_second_and_says_one_line(installation: Installation) {
        installation.run(&["setup", "--username", ADMIN.0, "--password-stdin"], ADMIN.1).done();
        let server = installation.serve(&[]).await;
        assert!(server.ready_after() < Duration::from_secs(1), "{:?}", server.ready_after());
        assert_eq!(server.lines().len(), 1, "{:?}", server.lines());
        assert!(server.url().starts_with("http://127.0.0.1:") && !server.url().ends_with(":0"));
        assert_eq!(server.client().get("/healthz").await.text(), "ok\n");
        assert_eq!(server.client().get("/readyz").await.text(), "ready\n");
        assert!(server.stop().success());
    }

    async fn it_counts_what_it_does(installation: Installation) {
        let server = installation.serve(&[]).await;
        let client = server.client();
        client.get("/api/v1/users/0199a000-0000-7000-8000-000000000001").await.refused(401, "no_principal");
        client.get("/api/v1/no/such/route").await.refused(401, "no_principal");
        let text = client.get("/metrics").await.text();
        for line in [
            r#"formwork_http_requests_total{method="GET",route="/api/v1/users/{id}",status="401"} 1"#,
            r#"formwork_http_requests_total{method="GET",route="unmatched",status="401"} 1"#,
            r#"formwork_http_request_duration_seconds_count{route="/api/v1/users/{id}"} 1"#,
            "formwork_process_start_time_seconds ",
            "formwork_database_connections ",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    async fn problems_speak_the_callers_language(installation: Installation) {
        let server = installation.serve(&[]).await;
        let chinese = server.client().without_header("accept-language");
        assert_eq!(chinese.get("/api/v1/me").await.refused(401, "no_principal")["title"], "请先登录");
        let english = server.client().with_header("accept-language", "fr, en-GB;q=0.8, zh;q=0.5");
        let answer = english.get("/api/v1/me").await;
        assert_eq!(answer.header("content-language"), "en");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(answer.refused(401, "no_principal")["title"], "Sign in first");
        let request = english.request(Method::PUT, "/healthz");
        english.send(request).await.refused(405, "method_not_allowed");
        english.get("/no/such/page").await.refused(404, "not_found");
    }

    async fn running_requests_are_finished_before_it_stops(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let mut slow = TcpStream::connect(server.url().trim_start_matches("http://")).expect("connects");
        write!(slow, "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                      content-length: 74\r\nconnection: close\r\n\r\n").expect("writes");
        tokio::time::sleep(Duration::from_millis(200)).await;
        server.terminate();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let body = json!({ "username": ADMIN.0, "password": ADMIN.1 }).to_string();
        write!(slow, "{body:<74}").expect("writes");
        let mut answer = String::new();
        slow.read_to_string(&mut answer).expect("reads");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(TcpStream::connect(server.url().trim_start_matches("http://")).is_err(), "no new connections");
        drop(admin);
        assert!(server.stop().success());
    }
}

#[tokio::test]
async fn answers_carry_what_protects_a_browser() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    let answer = server.client().get("/api/v1/setup").await;
    assert!(answer.header("content-security-policy").starts_with("default-src 'self'; script-src 'self' "));
    assert!(!answer.header("content-security-policy").contains("script-src 'self' 'unsafe-inline'"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-request-id").len(), 16);
    let named = server.client().with_header("x-request-id", "trace-1.2_3").get("/healthz").await;
    assert_eq!(named.header("x-request-id"), "trace-1.2_3");
    let forged = server.client().with_header("x-request-id", "a b").get("/healthz").await;
    assert_ne!(forged.header("x-request-id"), "a b");
}

#[tokio::test]
async fn it_describes_itself() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    let document = server.client().get("/api/v1/openapi.json").await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    let page = server.client().get("/docs").await.text();
    for path in document["paths"].as_object().expect("paths").keys() {
        assert!(page.contains(path.as_str()), "{path}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing comes from elsewhere");
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        assert!(schema.is_object(), "{name}");
    }
    fn references(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                found.extend(members.get("$ref").and_then(|target| target.as_str()).map(str::to_owned));
                members.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    references(&document, &mut found);
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn two_servers_do_not_share_one_file() {
    let installation = Installation::new(Engine::Sqlite);
    let first = installation.serve(&[]).await;
    let second = installation.run(&["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(second.code, 1);
    assert!(second.err.contains("another server already serves"), "{}", second.err);
    first.kill();
    installation.serve(&[]).await;
}

#[tokio::test]
async fn heads_that_do_not_come_are_given_up() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    let address = server.url().trim_start_matches("http://").to_owned();
    let started = Instant::now();
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).expect("connects");
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").expect("writes");
            stream
        })
        .collect();
    assert_eq!(server.client().get("/healthz").await.status, 200);
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(15))).expect("a timeout");
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
    }
    let took = started.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(14)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn the_test_clock_moves_forward_only_and_exists_on_demand() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&["--test-clock"]).await;
    let admin = installation.admin(&server).await;
    let to = |now: &str| json!({ "now": now });
    let moved = admin.post("/api/v1/test-clock", to("2099-05-01T08:00:00+08:00")).await.expect(200);
    assert!(moved["now"].as_str().is_some_and(|now| now.starts_with("2099-05-01T00:00:0")), "{moved}");
    admin.post("/api/v1/test-clock", to("2098-05-01T00:00:00Z")).await.refused(409, "clock_backwards");
    assert_eq!(admin.post("/api/v1/test-clock", to("tomorrow")).await.issues()[0].1, "bad_moment");
    drop(server);
    let server = installation.serve(&[]).await;
    admin.at(&server).post("/api/v1/test-clock", to("2099-05-01T00:00:00Z")).await.refused(404, "not_found");
}
