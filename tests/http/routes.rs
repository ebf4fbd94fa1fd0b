//! Every route asks who comes, unless it is on the short list of those that do not.

use formwork_tests::{Client, Engine, Installation};
use reqwest::Method;
use serde_json::json;

/// The routes that anyone may call. A new one is added here on purpose or not at all.
const ANYONE: [(&str, &str); 15] = [
    ("get", "/api/v1/setup"),
    ("post", "/api/v1/setup"),
    ("post", "/api/v1/session"),
    ("get", "/api/v1/openapi.json"),
    ("get", "/api/v1/public/forms/{slug}"),
    ("get", "/api/v1/public/forms/{slug}/challenge"),
    ("post", "/api/v1/public/forms/{slug}/evaluate"),
    ("post", "/api/v1/public/forms/{slug}/submissions"),
    ("post", "/api/v1/public/forms/{slug}/files"),
    ("get", "/f/{slug}"),
    ("get", "/docs"),
    ("get", "/docs/style.css"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
];

async fn routes(client: &Client) -> Vec<(String, String)> {
    let document = client.get("/api/v1/openapi.json").await.expect(200);
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("methods").keys() {
            routes.push((method.clone(), path.clone()));
        }
    }
    assert!(routes.len() > 20, "{routes:?}");
    routes
}

async fn status(client: &Client, method: &str, path: &str) -> u16 {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
    client.send(client.request(method, path).json(&json!({}))).await.status
}

fn filled(path: &str) -> String {
    let mut filled = String::new();
    for segment in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(if segment.starts_with('{') {
            "0199a000-0000-7000-8000-000000000001"
        } else {
            segment
        });
    }
    filled
}

#[tokio::test]
async fn every_route_requires_a_principal() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&["--test-clock"]).await;
    let admin = installation.admin(&server).await;
    let person = json!({ "username": "gone", "name": "离职", "password": "horse battery staple", "role_keys": ["admin"] });
    let gone = admin.post("/api/v1/users", person).await.expect(201);
    let suspended = server.client();
    suspended.sign_in("gone", "horse battery staple").await.expect(200);
    let suspended_program = server.with_token(&installation.token("gone"));
    let path = format!("/api/v1/users/{}", gone["id"].as_str().expect("an id"));
    admin.patch(&path, json!({ "active": false })).await.expect(200);
    let body = json!({ "name": "短期", "expires_at": "2090-01-01T00:00:00Z" });
    let short = admin.post("/api/v1/tokens", body).await.expect(201);
    let expired_program = server.with_token(short["token"].as_str().expect("a token"));
    admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T00:00:00Z" })).await.expect(200);
    let expired =
        server.client().with_header("cookie", "formwork=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let strangers = [
        ("nobody", server.client()),
        ("a session that ended", expired),
        ("a token that ended", expired_program),
        ("a suspended user", suspended),
        ("a suspended user's token", suspended_program),
    ];
    for (method, path) in routes(&server.client()).await {
        if ANYONE.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let path = filled(&path);
        for (who, stranger) in &strangers {
            assert_eq!(status(stranger, &method, &path).await, 401, "{method} {path} by {who}");
            let upper = path.to_uppercase();
            let odd = [
                format!("/{path}"),
                format!("{path}/"),
                format!("{path}//"),
                format!("{path}/."),
                format!("{path}%2e"),
                format!("{path}%00"),
                format!("{path};x=/healthz"),
                format!("{path}?x=/healthz"),
                format!("{path}/../../healthz%2f"),
                path.replacen("/api", "/%61pi", 1),
                path.replacen("/v1/", "/v1//", 1),
                path.replacen("/v1/", "/v1/%2e/", 1),
                upper,
            ];
            for odd in odd {
                let status = status(stranger, &method, &odd).await;
                assert!(matches!(status, 401 | 404 | 405), "{method} {odd} by {who}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn the_list_of_open_routes_has_no_stale_entry() {
    let server = Installation::new(Engine::Sqlite);
    let server = server.serve(&[]).await;
    let routes = routes(&server.client()).await;
    for (method, path) in ANYONE {
        assert!(routes.contains(&(method.to_owned(), path.to_owned())), "{method} {path}");
    }
    assert!(!routes.iter().any(|(_, path)| path.contains("test-clock")));
}
