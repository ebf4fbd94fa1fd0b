//! A served installation with something to import into, and short words for imports and exports.

use std::{io::Cursor, path::PathBuf, time::Duration};

use calamine::{Data, Reader as _};
use formwork_tests::{Answer, Client, Installation, Server};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value as Json, json};

/// A served installation and its administrator.
pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) admin: Client,
    pub(crate) installation: Installation,
}

/// The customer archive that is shipped with the program.
pub(crate) fn archive() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/customer-archive"))
}

/// An entity's definition: what is said of it, what it requires, its fields.
pub(crate) fn entity(key: &str, about: &Json, required: &[&str], fields: &Json) -> Json {
    let mut annotation = json!({ "format": 1, "key": key, "labels": { "zh-CN": key } });
    for (name, value) in about.as_object().expect("an object") {
        annotation[name] = value.clone();
    }
    let mut properties = json!({});
    for (name, field) in fields.as_object().expect("fields") {
        let mut field = field.clone();
        field["labels"] = json!({ "zh-CN": name });
        properties[name] = json!({ "x-field": field });
    }
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "x-entity": annotation,
            "required": required, "properties": properties })
}

/// Companies that are the same by name, phone or credit code, people who belong to them, and what they ordered.
pub(crate) fn companies() -> Vec<(&'static str, Json)> {
    let levels = json!([{ "key": "gold", "labels": { "zh-CN": "金牌" } }, { "key": "tin", "labels": { "zh-CN": "普通" } }]);
    let same = json!({ "match": [["name"], ["phone"], ["credit_code"]], "disclose": "owner" });
    let about = json!({ "title": "name", "owner": true, "duplicate": same });
    let company = entity(
        "company",
        &about,
        &["name"],
        &json!({
            "name": { "kind": "text", "search": true }, "short_code": { "kind": "text", "unique": true },
            "phone": { "kind": "phone" }, "credit_code": { "kind": "text" }, "level": { "kind": "choice", "options": levels },
            "turnover": { "kind": "money" }, "founded": { "kind": "date" }, "staff": { "kind": "integer" },
            "number": { "kind": "auto_number", "pattern": "K{0000}" }, "share": { "kind": "decimal", "scale": 2 },
            "remark": { "kind": "long_text" }, "secret": { "kind": "text" }, "rating": { "kind": "text" },
        }),
    );
    let person = entity(
        "person",
        &json!({ "title": "name", "owner": true }),
        &["name"],
        &json!({
            "name": { "kind": "text" }, "company": { "kind": "reference", "target": "company", "on_delete": "clear" },
            "companies": { "kind": "references", "target": "company", "on_delete": "clear" },
            "boss": { "kind": "user" }, "likes": { "kind": "multi_choice", "options": levels },
        }),
    );
    vec![("entity", company), ("entity", person)]
}

/// Where a definition keeps its key.
fn key_of(definition: &Json) -> &str {
    definition["x-entity"]["key"].as_str().or_else(|| definition["key"].as_str()).expect("a key")
}

impl Desk {
    /// An installation with companies and people.
    pub(crate) async fn open(installation: Installation) -> Desk {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let desk = Desk { server, admin, installation };
        desk.publish(&companies()).await;
        desk
    }

    /// An installation with the customer archive.
    pub(crate) async fn with_archive(installation: Installation) -> Desk {
        let place = archive();
        installation.run(&["app", "install", place.to_str().expect("a path")], "").done();
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        Desk { server, admin, installation }
    }

    pub(crate) async fn publish(&self, definitions: &[(&str, Json)]) {
        let mut places = Vec::new();
        for (kind, definition) in definitions {
            let key = key_of(definition);
            let path = format!("/api/v1/definitions/{kind}/{key}/draft");
            self.admin.put(&path, definition.clone()).await.expect(200);
            places.push(json!({ "kind": kind, "key": key }));
        }
        self.admin.post("/api/v1/publish", json!({ "drafts": places })).await.expect(200);
    }

    /// Somebody with roles, signed in.
    pub(crate) async fn person(&self, username: &str, roles: &[&str]) -> Client {
        let password = "horse battery staple";
        let body =
            json!({ "username": username, "name": username, "password": password, "role_keys": roles });
        self.admin.post("/api/v1/users", body).await.expect(201);
        let client = self.server.client();
        client.sign_in(username, password).await.expect(200);
        client
    }

    /// Writes a record and gives it back.
    pub(crate) async fn create(&self, entity: &str, values: Json) -> Json {
        self.admin.post(&format!("/api/v1/entities/{entity}/records"), values).await.expect(201)
    }

    /// Every record that the administrator sees, at most 500.
    pub(crate) async fn records(&self, entity: &str) -> Vec<Json> {
        records(&self.admin, entity).await
    }

    /// How many records there are.
    pub(crate) async fn count(&self, entity: &str) -> u64 {
        let path = format!("/api/v1/entities/{entity}/records?limit=1&count=exact");
        self.admin.get(&path).await.expect(200)["count"].as_u64().expect("a count")
    }

    /// A file that the administrator has uploaded, once it was looked at.
    pub(crate) async fn import(&self, entity: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Job {
        Job::begin(&self.admin, entity, name, bytes, None).await
    }
}

/// Every record that somebody sees, at most 500.
pub(crate) async fn records(client: &Client, entity: &str) -> Vec<Json> {
    let found =
        client.get(&format!("/api/v1/entities/{entity}/records?limit=500&sort=created_at")).await.expect(200);
    found["items"].as_array().expect("items").clone()
}

/// Uploads a file.
pub(crate) async fn upload(
    client: &Client,
    entity: &str,
    name: &str,
    bytes: impl Into<Vec<u8>>,
    mapping: Option<&str>,
) -> Answer {
    let mut form = Form::new().part("file", Part::bytes(bytes.into()).file_name(name.to_owned()));
    if let Some(mapping) = mapping {
        form = form.text("mapping", mapping.to_owned());
    }
    let path = format!("/api/v1/entities/{entity}/imports");
    client.send(client.request(Method::POST, &path).multipart(form)).await
}

/// An import or export that somebody follows.
pub(crate) struct Job {
    client: Client,
    pub(crate) path: String,
    /// How it stood last.
    pub(crate) seen: Json,
}

impl Job {
    /// Uploads a file and waits until it was looked at.
    pub(crate) async fn begin(
        client: &Client,
        entity: &str,
        name: &str,
        bytes: impl Into<Vec<u8>>,
        mapping: Option<&str>,
    ) -> Job {
        let begun = upload(client, entity, name, bytes, mapping).await.expect(202);
        Job::follow(client, &format!("/api/v1/entities/{entity}/imports"), &begun).await
    }

    /// Asks for an export and waits until it has ended.
    pub(crate) async fn export(client: &Client, path: &str, wanted: Json) -> Job {
        let begun = client.post(path, wanted).await.expect(202);
        Job::follow(client, path, &begun).await
    }

    async fn follow(client: &Client, path: &str, begun: &Json) -> Job {
        let path = format!("{path}/{}", begun["id"].as_str().expect("an id"));
        let mut job = Job { client: client.clone(), path, seen: begun.clone() };
        job.settle().await;
        job
    }

    /// Waits until nobody works on it.
    pub(crate) async fn settle(&mut self) {
        for _ in 0..1_200 {
            self.seen = self.client.get(&self.path).await.expect(200);
            let state = self.state();
            if !matches!(state, "reading" | "verifying" | "applying" | "undoing" | "running") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing became of {}: {}", self.path, self.seen);
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> &str {
        self.seen["state"].as_str().expect("a state")
    }

    /// How many rows are of a state.
    pub(crate) fn rows_of(&self, state: &str) -> u64 {
        self.seen["counts"][state].as_u64().expect("a count")
    }

    /// New, changed, duplicate and refused rows.
    pub(crate) fn counts(&self) -> [u64; 4] {
        ["new", "update", "duplicate", "refused"].map(|state| self.rows_of(state))
    }

    /// Code and pointer of every issue of its problem.
    pub(crate) fn issues(&self) -> Vec<(String, String)> {
        let text = |issue: &Json, key: &str| issue[key].as_str().expect("a text").to_owned();
        let issues = self.seen["problem"]["issues"].as_array().cloned().unwrap_or_default();
        issues.iter().map(|issue| (text(issue, "code"), text(issue, "pointer"))).collect()
    }

    /// Changes the mapping, which must be right, and waits until it was verified again.
    pub(crate) async fn map(&mut self, patch: Json) {
        self.client.patch(&self.path, patch).await.expect(200);
        self.settle().await;
    }

    /// What becomes of its rows.
    pub(crate) async fn rows(&self, query: &str) -> Vec<Json> {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                self.client.get(&format!("{}/rows?limit=100{query}{cursor}", self.path)).await.expect(200);
            rows.extend(page["items"].as_array().expect("items").clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    /// Writes it, to its end.
    pub(crate) async fn apply(&mut self) {
        self.client.post(&format!("{}/apply", self.path), json!({})).await.expect(202);
        self.settle().await;
        assert_eq!(self.state(), "done", "{}", self.seen);
    }

    /// Asks to take it back.
    pub(crate) async fn undo(&self, body: Json) -> Answer {
        self.client.post(&format!("{}/undo", self.path), body).await
    }

    /// A file of it: `refused` of an import, `file` of an export.
    pub(crate) async fn download(&self, what: &str) -> Vec<u8> {
        let answer = self.client.get(&format!("{}/{what}", self.path)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.body
    }
}

/// The cells of every sheet of a workbook.
pub(crate) fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("XLSX");
    let cells = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    workbook.worksheets().into_iter().map(|(name, range)| (name, cells(range))).collect()
}

/// A workbook of sheets of texts.
pub(crate) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
        for (number, row) in (0..).zip(rows.iter()) {
            for (column, text) in (0..).zip(row.iter()).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(number, column, *text).expect("a cell");
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}
