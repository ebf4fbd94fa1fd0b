//! The description of the interface, as programs read it.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use formwork_tests::{Client, Engine, Installation};
use serde_json::Value as Json;

async fn description(client: &Client) -> Json {
    client.get("/api/v1/openapi.json").await.expect(200)
}

fn operation_ids(document: &Json) -> Vec<&str> {
    let items = document["paths"].as_object().expect("paths").values();
    let operations = items.flat_map(|item| item.as_object().expect("operations").iter());
    operations
        .filter(|(method, _)| method.as_str() != "parameters")
        .map(|(method, operation)| {
            operation["operationId"].as_str().unwrap_or_else(|| panic!("{method}: {operation}"))
        })
        .collect()
}

/// What the types of the web application are made from; of an installation where nothing is published.
#[tokio::test]
async fn the_description_is_the_golden_one() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    let document = description(&server.client()).await;
    let now = format!("{}\n", serde_json::to_string_pretty(&document).expect("JSON"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/openapi.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).expect("the golden file is written");
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let differs = before.lines().zip(now.lines()).position(|(was, is)| was != is);
    assert!(
        before == now,
        "tests/golden/openapi.json is stale from line {}; run this with UPDATE=1, then tools/gen-api of designer-web",
        differs.unwrap_or(0) + 1
    );
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let installation = Installation::new(Engine::Sqlite);
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/customer-archive");
    installation.run(&["app", "install", app.to_str().expect("UTF-8")], "").done();
    let server = installation.serve(&[]).await;
    let admin = installation.admin(&server).await;
    let document = description(&admin).await;
    let ids = operation_ids(&document);
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    for id in
        ["get_entities_Entity_records", "get_entities_customer_records", "get_entities_customer_records_Id"]
    {
        assert!(unique.contains(id), "{id} in {unique:?}");
    }
}

fn headers(operation: &Json) -> Vec<&str> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.filter(|p| p["in"] == "header").filter_map(|p| p["name"].as_str()).collect()
}

#[tokio::test]
async fn records_of_an_entity_are_described_with_their_headers() {
    let installation = Installation::new(Engine::Sqlite);
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/customer-archive");
    installation.run(&["app", "install", app.to_str().expect("UTF-8")], "").done();
    let server = installation.serve(&[]).await;
    let admin = installation.admin(&server).await;
    let document = description(&admin).await;
    for entity in ["{entity}", "customer"] {
        let base = format!("/api/v1/entities/{entity}/records");
        let at = |end: &str, method: &str| document["paths"][format!("{base}{end}")][method].clone();
        assert_eq!(headers(&at("", "post")), ["Idempotency-Key"]);
        for end in ["/batch", "/bulk"] {
            assert_eq!(headers(&at(end, "post")), ["Idempotency-Key"], "{end}");
        }
        assert_eq!(headers(&at("/query", "post")), [] as [&str; 0], "reading is done anew");
        for method in ["patch", "delete"] {
            assert_eq!(headers(&at("/{id}", method)), ["If-Match"], "{method}");
        }
        let made = &at("", "post")["responses"]["201"]["headers"];
        assert!(made["ETag"].is_object() && made["Location"].is_object(), "{made}");
        for method in ["get", "patch"] {
            assert!(at("/{id}", method)["responses"]["200"]["headers"]["ETag"].is_object(), "{method}");
        }
        assert!(at("/{id}/history", "get").is_object());
    }
    assert_eq!(headers(&document["paths"]["/api/v1/session"]["post"]), [] as [&str; 0]);
    let schemas = &document["components"]["schemas"];
    assert!(schemas["patch_customer"]["properties"]["name"].is_object());
    let text = document.to_string();
    let mut seen = 0;
    for (at, found) in text.match_indices("\"$ref\":\"#") {
        let place = text[at + found.len()..].split('"').next().expect("a text");
        assert!(document.pointer(place).is_some(), "{place} leads nowhere");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}
