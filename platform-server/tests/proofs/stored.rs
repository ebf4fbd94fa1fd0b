//! A served installation with records of chance, the same on every database but for ids.

use std::collections::HashMap;

use engine_core::{key::SYSTEM_FIELDS, plan::Entities};
use formwork_tests::{Chance, Client, Engine, Installation, Server};
use platform_server::catalog::Snapshot;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::{memory::Memory, words};

/// The moment at which everything happens: eight in the morning of 2 January in the company's zone.
const NOW: &str = "2090-01-02T00:00:00Z";

/// What chance calls `@entity:0`, and what it is called here.
#[derive(Debug, Default)]
pub(crate) struct Ids(HashMap<String, Json>);

impl Ids {
    fn name(&mut self, of: &str, id: &Json) {
        let count = self.0.keys().filter(|key| key.starts_with(&format!("@{of}:"))).count();
        self.0.insert(format!("@{of}:{count}"), id.clone());
    }

    /// The same JSON with the ids of this installation; names nobody has become an id nobody has.
    pub(crate) fn fill(&self, json: &Json) -> Json {
        match json {
            Json::String(text) => match self.0.get(text) {
                Some(id) => id.clone(),
                None if is_name(text) => json!(Uuid::from_u128(7)),
                None => json.clone(),
            },
            Json::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Json::Object(map) => {
                map.iter().map(|(key, value)| (key.clone(), self.fill(value))).collect::<Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    /// The id of a name.
    pub(crate) fn uuid(&self, name: &str) -> Uuid {
        self.0[name].as_str().expect("an id").parse().expect("a UUID")
    }
}

fn is_name(text: &str) -> bool {
    let parts = text.strip_prefix('@').and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(of, number)| {
        of.bytes().all(|b| b.is_ascii_lowercase()) && number.parse::<u8>().is_ok()
    })
}

/// A served installation.
pub(crate) struct Stored {
    _installation: Installation,
    server: Server,
    pub(crate) admin: Client,
    pub(crate) ids: Ids,
}

impl Stored {
    /// Serves an empty installation with the specimen published and a tree of three departments, the administrator in
    /// the middle one.
    pub(crate) async fn start(engine: Engine) -> Stored {
        let installation = Installation::new(engine);
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        admin.post("/api/v1/test-clock", json!({ "now": NOW })).await.expect(200);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        let mut drafts = Vec::new();
        for entity in formwork_tests::specimen() {
            let key = entity["x-entity"]["key"].as_str().expect("a key").to_owned();
            admin.put(&format!("/api/v1/definitions/entity/{key}/draft"), entity).await.expect(200);
            drafts.push(json!({ "kind": "entity", "key": key }));
        }
        admin.post("/api/v1/publish", json!({ "drafts": drafts })).await.expect(200);
        let mut ids = Ids::default();
        let mut above = Json::Null;
        for name in ["总部", "销售部", "华东组"] {
            let body = json!({ "name": name, "parent_id": above });
            above = admin.post("/api/v1/departments", body).await.expect(201)["id"].clone();
            ids.name("unit", &above);
        }
        let me = admin.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        ids.name("user", &me);
        let units = json!({ "department_id": ids.0["@unit:1"], "department_ids": [ids.0["@unit:1"]] });
        admin.patch(&format!("/api/v1/users/{}", me.as_str().expect("an id")), units).await.expect(200);
        let other = json!({ "username": "lisi", "name": "李四", "password": "horse battery staple" });
        ids.name("user", &admin.post("/api/v1/users", other).await.expect(201)["id"]);
        Stored { _installation: installation, server, admin, ids }
    }

    /// The last thing that went wrong.
    pub(crate) fn last_error(&self) -> String {
        let log = self.server.log();
        log.lines().rev().find(|line| line.contains("ERROR")).unwrap_or_default().to_owned()
    }

    /// Makes the records that a seed says; one of three children is deleted again.
    pub(crate) async fn plant(&mut self, snapshot: &Snapshot, seed: u64) {
        let mut chance = Chance::new(seed);
        for (entity, count) in [("place", 5), ("specimen", 36), ("visit", 30)] {
            for number in 0..count {
                let mut values = values(snapshot, &mut chance, entity);
                let name = if entity == "place" { "name" } else { "code" };
                if entity != "visit" {
                    values[name] = json!(format!("{entity}{number:02}"));
                } else if values["cost"] == "9999999999999999.99" {
                    // Two of them in one roll-up are rightly refused, being beyond what is exact.
                    values["done"] = json!(false);
                }
                let path = format!("/api/v1/entities/{entity}/records");
                let made = self.admin.post(&path, self.ids.fill(&values)).await.expect(201);
                self.ids.name(entity, &made["id"]);
                if entity == "visit" && chance.once_in(3) {
                    let id = made["id"].as_str().expect("an id");
                    self.admin.delete(&format!("{path}/{id}")).await.expect(204);
                }
            }
        }
    }

    /// Everything that is there, as it is shown.
    pub(crate) async fn remember(&self, snapshot: &Snapshot) -> Memory {
        let mut memory = Memory::default();
        for key in ["place", "specimen", "visit"] {
            let entity = snapshot.entity(key).expect("published");
            let system = SYSTEM_FIELDS.into_iter().filter(|key| *key != "deleted_at");
            let fields: Vec<&str> = entity.fields.keys().map(|k| k.as_str()).chain(system).collect();
            let body = json!({ "fields": fields, "limit": 500 });
            let path = format!("/api/v1/entities/{key}/records/query");
            for record in self.admin.post(&path, body).await.expect(200)["items"].as_array().expect("items") {
                memory.keep(&entity, record);
            }
        }
        memory
    }
}

/// Values of a record; each field is left out as often as one in four times.
fn values(snapshot: &Snapshot, chance: &mut Chance, entity: &str) -> Json {
    let entity = snapshot.entity(entity).expect("published");
    let mut values = Map::new();
    for field in entity.fields.values() {
        let target = field.target.as_ref().map_or("", |target| target.as_str());
        let held = words::held(chance, field.kind, target);
        let blank = chance.once_in(4);
        if let Some(held) = held.filter(|_| !blank && !field.kind.holds_files()) {
            values.insert(field.key.to_string(), held);
        }
    }
    values.into()
}
