//! What the browser is told with the page; the page itself is the journeys' matter.

use formwork_tests::on_both_databases;
use serde_json::json;

use super::{form, somebody, visits, with};

on_both_databases! {
    async fn only_named_sites_show_the_page_in_a_frame(installation: Installation) {
        let world = visits(installation, json!({})).await;
        let stranger = somebody(&world, "203.0.113.9");
        let page = stranger.get("/f/visit").await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy").to_owned();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert_eq!((page.header("x-frame-options"), page.header("x-content-type-options")), ("DENY", "nosniff"));
        assert_eq!(page.header("referrer-policy"), "strict-origin-when-cross-origin");
        let frames = json!({ "frames": ["https://www.example.com", "https://a.example; script-src *", "javascript:x"] });
        world.publish(vec![("form", form(&with(&frames)))]).await;
        let page = stranger.get("/f/visit").await;
        let policy = page.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors https://www.example.com"), "{policy}");
        assert!(!page.headers.contains_key("x-frame-options"), "the policy says who may");
        assert_eq!(stranger.get("/f/nowhere").await.status, 404);
        assert!(stranger.get("/f/nowhere").await.headers.contains_key("x-frame-options"));
    }
}
