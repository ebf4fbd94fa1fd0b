//! The web application at every address that nothing else answers.

use formwork_tests::{Engine, Installation};

#[tokio::test]
async fn an_unknown_address_is_a_page_only_outside_the_interface() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&[]).await;
    let client = server.client();
    client.get("/api/v1/nothing").await.refused(401, "no_principal");
    client.get("/api").await.refused(401, "no_principal");
    client.get("/assets/nothing.js").await.refused(404, "not_found");
    installation.admin(&server).await.get("/api/v1/nothing").await.refused(404, "not_found");
    let page = client.get("/").await;
    assert_eq!(page.status, 200, "the program carries no web application; `make web` builds it");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let browser = client.clone().with_header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assert_eq!(browser.get("/app/customer-archive/customers").await.body, page.body);
    client.get("/app/customer-archive/customers").await.refused(404, "not_found");
    let tag = page.header("etag").to_owned();
    let again = client.clone().with_header("if-none-match", &tag).get("/").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let text = page.text();
    let script =
        text.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js")).expect("a script");
    let asset = client.clone().with_header("accept-encoding", "gzip").get(script).await;
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(
        (asset.header("content-type"), asset.header("content-encoding")),
        ("text/javascript; charset=utf-8", "gzip")
    );
    client.post("/", serde_json::json!({})).await.refused(404, "not_found");
}
