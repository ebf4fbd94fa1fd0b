//! A served installation with published definitions, and short words for asking it.

use formwork_tests::{Answer, Client, Installation, Server};
pub(crate) use formwork_tests::{Chance, entity};
use reqwest::Method;
use serde_json::{Value as Json, json};

/// A served installation with its administrator.
pub(crate) struct World {
    pub(crate) installation: Installation,
    pub(crate) server: Server,
    pub(crate) admin: Client,
}

impl World {
    /// Serves an installation and publishes entities.
    pub(crate) async fn start(installation: Installation, entities: &[Json]) -> World {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin, entities).await;
        World { installation, server, admin }
    }

    /// The records of an entity, asked for by the administrator.
    pub(crate) fn records(&self, entity: &str) -> Records {
        Records::new(&self.admin, entity)
    }

    /// The id of the administrator.
    pub(crate) async fn me(&self) -> String {
        let me = self.admin.get("/api/v1/me").await.expect(200);
        me["user"]["id"].as_str().expect("an id").to_owned()
    }

    /// A user with roles, signed in.
    pub(crate) async fn person(&self, username: &str, name: &str, roles: &[&str]) -> (String, Client) {
        let password = "horse battery staple";
        let body = json!({ "username": username, "name": name, "password": password, "role_keys": roles });
        let made = self.admin.post("/api/v1/users", body).await.expect(201);
        let client = self.server.client();
        client.sign_in(username, password).await.expect(200);
        (made["id"].as_str().expect("an id").to_owned(), client)
    }
}

/// Publishes entities together.
pub(crate) async fn publish(admin: &Client, entities: &[Json]) {
    let places = draft(admin, entities).await;
    admin.post("/api/v1/publish", json!({ "drafts": places })).await.expect(200);
}

/// Saves drafts that must have no issue of their own; their places.
pub(crate) async fn draft(admin: &Client, entities: &[Json]) -> Vec<Json> {
    let mut places = Vec::new();
    for entity in entities {
        let key = entity["x-entity"]["key"].as_str().expect("a key");
        admin.put(&format!("/api/v1/definitions/entity/{key}/draft"), entity.clone()).await.expect(200);
        places.push(json!({ "kind": "entity", "key": key }));
    }
    places
}

/// The records of one entity.
#[derive(Clone)]
pub(crate) struct Records {
    pub(crate) client: Client,
    pub(crate) path: String,
}

impl Records {
    pub(crate) fn new(client: &Client, entity: &str) -> Records {
        Records { client: client.clone(), path: format!("/api/v1/entities/{entity}/records") }
    }

    pub(crate) async fn create(&self, values: Json) -> Json {
        self.client.post(&self.path, values).await.expect(201)
    }

    pub(crate) async fn get(&self, id: &Json) -> Json {
        self.client.get(&self.at(id)).await.expect(200)
    }

    pub(crate) async fn patch(&self, id: &Json, values: Json) -> Json {
        self.client.patch(&self.at(id), values).await.expect(200)
    }

    pub(crate) async fn patch_from(&self, id: &Json, version: i64, values: Json) -> Answer {
        let request =
            self.client.request(Method::PATCH, &self.at(id)).header("if-match", format!("\"{version}\""));
        self.client.send(request.json(&values)).await
    }

    pub(crate) async fn delete(&self, id: &Json) {
        self.client.delete(&self.at(id)).await.expect(204);
    }

    /// `POST …/{id}/{verb}`.
    pub(crate) async fn act(&self, id: &Json, verb: &str, body: Json) -> Answer {
        self.client.post(&format!("{}/{verb}", self.at(id)), body).await
    }

    pub(crate) async fn query(&self, body: Json) -> Answer {
        self.client.post(&format!("{}/query", self.path), body).await
    }

    /// Every record of a list, by pages.
    pub(crate) async fn all(&self, mut body: Json) -> Vec<Json> {
        let mut found = Vec::new();
        loop {
            let page = self.query(body.clone()).await.expect(200);
            found.extend(page["items"].as_array().expect("items").iter().cloned());
            if page["next_cursor"].is_null() {
                return found;
            }
            body["cursor"] = page["next_cursor"].clone();
            assert!(found.len() < 100_000, "a list without end: {body}");
        }
    }

    /// The values of one field of everything a filter finds, in order of that field.
    pub(crate) async fn found(&self, field: &str, filter: Json) -> Vec<String> {
        let body = json!({ "filter": filter, "fields": [field], "limit": 500 });
        let mut values: Vec<String> = self.all(body).await.iter().map(|r| text(&r[field])).collect();
        values.sort();
        values
    }

    pub(crate) async fn aggregate(&self, body: Json) -> Vec<Json> {
        let answer = self.client.post(&format!("{}/aggregate", self.path), body).await.expect(200);
        answer["items"].as_array().expect("items").clone()
    }

    pub(crate) async fn history(&self, id: &Json) -> Vec<Json> {
        let answer = self.client.get(&format!("{}/history?limit=500", self.at(id))).await.expect(200);
        answer["items"].as_array().expect("items").clone()
    }

    pub(crate) fn at(&self, id: &Json) -> String {
        format!("{}/{}", self.path, id.as_str().expect("an id"))
    }
}

/// A JSON text, or its JSON.
pub(crate) fn text(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}
