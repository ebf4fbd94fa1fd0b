//! A served installation whose definitions are the test's business, and short words for them.

use formwork_tests::{Answer, Client, Installation, Server};
use serde_json::{Value as Json, json};

/// Waits for what happens within 30 s.
pub(crate) async fn until(happens: impl Fn() -> bool) {
    for _ in 0..600 {
        if happens() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it did not happen within 30 s");
}

/// A served installation with its administrator.
pub(crate) struct Place {
    pub(crate) installation: Installation,
    pub(crate) server: Server,
    pub(crate) admin: Client,
}

impl Place {
    pub(crate) async fn start(installation: Installation) -> Place {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        Place { installation, server, admin }
    }

    /// The same, whose first publish makes a file and waits before it switches until that is taken away.
    pub(crate) async fn pausing(installation: Installation, file: &std::path::Path) -> Place {
        let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("PAUSE_BEFORE_SWITCH", file);
        let server = Server::start(command).await;
        let admin = installation.admin(&server).await;
        Place { installation, server, admin }
    }

    /// Saves a draft; code and pointer of everything that is wrong with it.
    pub(crate) async fn draft(&self, kind: &str, key: &str, body: Json) -> Vec<(String, String)> {
        let saved = self.admin.put(&path(kind, key, "/draft"), body).await.expect(200);
        let text = |json: &Json| json.as_str().expect("a text").to_owned();
        let issues = saved["issues"].as_array().expect("issues").iter();
        let mut found: Vec<_> = issues.map(|i| (text(&i["pointer"]), text(&i["code"]))).collect();
        found.sort();
        found
    }

    /// Publishes drafts, whatever comes of it.
    pub(crate) async fn try_publish(&self, places: &[(&str, &str)]) -> Answer {
        let drafts: Vec<Json> =
            places.iter().map(|(kind, key)| json!({ "kind": kind, "key": key })).collect();
        self.admin.post("/api/v1/publish", json!({ "drafts": drafts })).await
    }

    /// Saves and publishes definitions together, which must be sound.
    pub(crate) async fn publish(&self, documents: &[(&str, &str, Json)]) {
        for (kind, key, body) in documents {
            self.admin.put(&path(kind, key, "/draft"), body.clone()).await.expect(200);
        }
        let places: Vec<(&str, &str)> = documents.iter().map(|(kind, key, _)| (*kind, *key)).collect();
        self.try_publish(&places).await.expect(200);
    }

    /// Kind, key and version of everything that is published.
    pub(crate) async fn published(&self) -> Vec<String> {
        let all = self.admin.get("/api/v1/definitions").await.expect(200);
        let items = all["items"].as_array().expect("items").iter();
        let published = items.filter(|item| item["version"].as_i64().unwrap_or(0) > 0);
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let mut found: Vec<String> =
            published.map(|i| format!("{}/{} {}", text(&i["kind"]), text(&i["key"]), i["version"])).collect();
        found.sort();
        found
    }

    /// Whether the database has a table.
    pub(crate) fn has_table(&self, name: &str) -> bool {
        let question = match self.installation.database_url() {
            None => format!("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{name}'"),
            Some(_) => format!("SELECT count(*) FROM information_schema.tables WHERE table_name = '{name}'"),
        };
        self.installation.sql(&question) == "1"
    }
}

/// The address of a definition and what lies below it.
pub(crate) fn path(kind: &str, key: &str, rest: &str) -> String {
    format!("/api/v1/definitions/{kind}/{key}{rest}")
}

/// Pairs as `issues` returns them.
pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

/// An application.
pub(crate) fn app(key: &str, depends: Json) -> Json {
    json!({ "format": 1, "key": key, "version": "1.0.0", "labels": { "zh-CN": key }, "depends": depends, "navigation": [] })
}
