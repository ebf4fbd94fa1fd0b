//! Every route has a class, and the class is proved. A new route fails here until somebody says what it is.

use formwork_tests::{Client, Engine, Installation};
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::transcript::Ask;
use super::world::World;

/// How a route is kept from telling what it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Asked in the transcripts, narrowed to the caller.
    Covered,
    /// Tells nobody anything of records; no principal needed.
    Public,
    /// Administrators only: everybody else gets 403.
    Admin,
    /// About the caller's own account.
    Own,
    /// Only with a switch for tests.
    Test,
}

use Class::{Admin, Covered, Own, Public, Test};

const ROUTES: &[(&str, &str, Class)] = &[
    ("get", "/api/v1/entities/{entity}/imports/{id}", Covered),
    ("get", "/api/v1/entities/{entity}/imports/{id}/rows", Covered),
    ("get", "/api/v1/entities/{entity}/imports/{id}/refused", Covered),
    ("get", "/api/v1/entities/{entity}/imports/{id}/duplicates", Covered),
    ("get", "/api/v1/entities/{entity}/imports/{id}/sample", Covered),
    ("get", "/api/v1/entities/{entity}/mappings", Covered),
    ("get", "/api/v1/entities/{entity}/exports/{id}", Covered),
    ("get", "/api/v1/entities/{entity}/exports/{id}/file", Covered),
    ("get", "/api/v1/forms", Covered),
    ("get", "/api/v1/forms/{form}", Covered),
    ("post", "/api/v1/forms/{form}/evaluate", Covered),
    ("post", "/api/v1/forms/{form}/submissions", Covered),
    ("get", "/api/v1/formulas/functions", Covered),
    ("post", "/api/v1/formulas/check", Admin),
    ("post", "/api/v1/formulas/query", Covered),
    ("get", "/api/v1/keys", Covered),
    ("post", "/api/v1/entities/{entity}/conversions", Admin),
    ("post", "/api/v1/entities/{entity}/conversions/preview", Admin),
    ("post", "/api/v1/forms/{form}/preview", Admin),
    ("get", "/api/v1/forms/{form}/submissions", Covered),
    ("post", "/api/v1/forms/{form}/submissions/decide", Covered),
    ("get", "/api/v1/public/forms/{slug}", Public),
    ("get", "/api/v1/public/forms/{slug}/challenge", Public),
    ("post", "/api/v1/public/forms/{slug}/evaluate", Public),
    ("post", "/api/v1/public/forms/{slug}/files", Public),
    ("post", "/api/v1/public/forms/{slug}/submissions", Public),
    ("get", "/f/{slug}", Public),
    ("get", "/api/v1/exports/{id}", Covered),
    ("get", "/api/v1/exports/{id}/file", Covered),
    ("patch", "/api/v1/entities/{entity}/imports/{id}", Covered),
    ("post", "/api/v1/entities/{entity}/imports", Covered),
    ("post", "/api/v1/entities/{entity}/imports/{id}/apply", Covered),
    ("post", "/api/v1/entities/{entity}/imports/{id}/undo", Covered),
    ("post", "/api/v1/entities/{entity}/imports/{id}/verified", Covered),
    ("post", "/api/v1/entities/{entity}/exports", Covered),
    ("post", "/api/v1/exports", Covered),
    ("post", "/api/v1/files", Own),
    ("delete", "/api/v1/definitions/{kind}/{key}", Admin),
    ("delete", "/api/v1/definitions/{kind}/{key}/draft", Admin),
    ("delete", "/api/v1/entities/{entity}/records/{id}", Covered),
    ("delete", "/api/v1/session", Own),
    ("delete", "/api/v1/tokens/{id}", Own),
    ("get", "/api/v1/definitions", Admin),
    ("get", "/api/v1/definitions/{kind}/{key}", Admin),
    ("get", "/api/v1/definitions/{kind}/{key}/draft", Admin),
    ("get", "/api/v1/definitions/{kind}/{key}/usages", Admin),
    ("get", "/api/v1/definitions/{kind}/{key}/versions", Admin),
    ("get", "/api/v1/definitions/{kind}/{key}/versions/{version}", Admin),
    ("get", "/api/v1/departments", Covered),
    ("get", "/api/v1/entities", Covered),
    ("get", "/api/v1/entities/{entity}", Covered),
    ("get", "/api/v1/entities/{entity}/clusters", Covered),
    ("get", "/api/v1/entities/{entity}/options/{field}", Covered),
    ("get", "/api/v1/entities/{entity}/records", Covered),
    ("get", "/api/v1/entities/{entity}/records/{id}", Covered),
    ("get", "/api/v1/entities/{entity}/records/{id}/files/{field}/{file}", Covered),
    ("get", "/api/v1/entities/{entity}/records/{id}/history", Covered),
    ("get", "/api/v1/entities/{entity}/recycle", Covered),
    ("get", "/api/v1/me", Covered),
    ("get", "/api/v1/openapi.json", Covered),
    ("get", "/api/v1/people", Covered),
    ("get", "/api/v1/roles", Covered),
    ("get", "/api/v1/schemas/entity/{key}", Covered),
    ("get", "/api/v1/schemas/{kind}", Covered),
    ("get", "/api/v1/search", Covered),
    ("get", "/api/v1/setup", Public),
    ("get", "/api/v1/teams", Covered),
    ("get", "/api/v1/tokens", Own),
    ("get", "/api/v1/users", Admin),
    ("get", "/api/v1/users/{id}", Own),
    ("get", "/docs", Covered),
    ("get", "/docs/style.css", Public),
    ("get", "/healthz", Public),
    ("get", "/metrics", Public),
    ("get", "/readyz", Public),
    ("patch", "/api/v1/departments/{id}", Admin),
    ("patch", "/api/v1/entities/{entity}/records/{id}", Covered),
    ("patch", "/api/v1/me", Own),
    ("patch", "/api/v1/roles/{key}", Admin),
    ("patch", "/api/v1/teams/{id}", Admin),
    ("patch", "/api/v1/users/{id}", Admin),
    ("post", "/api/v1/batches/{id}/undo", Covered),
    ("post", "/api/v1/definitions/{kind}/{key}/rollback", Admin),
    ("post", "/api/v1/demo/remove", Admin),
    ("post", "/api/v1/departments", Admin),
    ("post", "/api/v1/entities/{entity}/clusters/different", Covered),
    ("post", "/api/v1/entities/{entity}/duplicates", Covered),
    ("post", "/api/v1/entities/{entity}/records", Covered),
    ("post", "/api/v1/entities/{entity}/records/aggregate", Covered),
    ("post", "/api/v1/entities/{entity}/records/batch", Covered),
    ("post", "/api/v1/entities/{entity}/records/bulk", Covered),
    ("post", "/api/v1/entities/{entity}/records/query", Covered),
    ("post", "/api/v1/entities/{entity}/records/{id}/claim", Covered),
    ("post", "/api/v1/entities/{entity}/records/{id}/merge", Covered),
    ("post", "/api/v1/entities/{entity}/records/{id}/purge", Covered),
    ("post", "/api/v1/entities/{entity}/records/{id}/restore", Covered),
    ("post", "/api/v1/entities/{entity}/records/{id}/share", Covered),
    ("post", "/api/v1/publish", Admin),
    ("post", "/api/v1/roles", Admin),
    ("post", "/api/v1/session", Public),
    ("post", "/api/v1/setup", Public),
    ("post", "/api/v1/teams", Admin),
    ("post", "/api/v1/test-clock", Test),
    ("post", "/api/v1/tokens", Own),
    ("post", "/api/v1/users", Admin),
    ("post", "/api/v1/users/{id}/handover", Covered),
    ("put", "/api/v1/definitions/{kind}/{key}/draft", Admin),
];

async fn described(client: &Client) -> Vec<(String, String)> {
    let document = client.get("/api/v1/openapi.json").await.expect(200);
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let methods = item.as_object().expect("methods").keys();
        routes.extend(methods.map(|method| (method.clone(), path.clone())));
    }
    routes
}

fn meets(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len() && wanted.iter().zip(&given).all(|(w, g)| w.starts_with('{') || w == g)
}

/// Every covered route was asked.
pub(crate) fn all_asked(asks: &[Ask]) {
    for (method, template, _) in ROUTES.iter().filter(|(.., class)| *class == Covered) {
        let asked = |ask: &Ask| {
            let exact = ROUTES
                .iter()
                .find(|(m, t, _)| ask.method.as_str().eq_ignore_ascii_case(m) && meets(t, &ask.path));
            exact.is_some_and(|(_, t, _)| t == template) && ask.method.as_str().eq_ignore_ascii_case(method)
        };
        assert!(asks.iter().any(asked), "no transcript asks {method} {template}");
    }
}

#[tokio::test]
async fn every_route_has_a_class() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&["--test-clock"]).await;
    let admin = installation.admin(&server).await;
    let routes = described(&admin).await;
    for (method, path) in &routes {
        let known = ROUTES.iter().any(|(m, p, _)| m == method && p == path);
        assert!(
            known,
            "{method} {path} has no class: name it in tests/access/routes.rs and, if it answers with record data, ask it in paths.rs"
        );
    }
    for (method, path, _) in ROUTES {
        assert!(routes.iter().any(|(m, p)| m == method && p == path), "{method} {path} is no route any more");
    }
}

#[tokio::test]
async fn administration_is_for_administrators() {
    let installation = Installation::new(Engine::Sqlite);
    let world = World::new(&installation).await;
    for (method, path, _) in ROUTES.iter().filter(|(.., class)| *class == Admin) {
        let path = path.replace("{kind}", "entity").replace("{key}", "company").replace("{version}", "1");
        let path = path.replace("{id}", world.id_of("far"));
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
        for who in ["rep", "clerk", "all"] {
            let client = world.person(who);
            let answer = client.send(client.request(method.clone(), &path).json(&json!({}))).await;
            assert_eq!(answer.status, 403, "{method} {path} by {who}: {}", answer.text());
        }
    }
    let other = world.person("rep").get(&format!("/api/v1/users/{}", world.id_of("far"))).await;
    assert_eq!((other.status, other.json()["code"].clone()), (404, Json::from("not_found")));
}
