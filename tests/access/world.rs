//! A company with people in every relation to its records, and a canary in every cell that somebody may not read.

use std::collections::BTreeMap;

use formwork_tests::{Client, Installation, Server};
use serde_json::{Value as Json, json};

use super::model;

const PASSWORD: &str = "horse battery staple";

/// What is planted where nobody of lesser rights may look; two worlds differ in nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canary {
    /// In texts.
    pub(crate) word: &'static str,
    /// In numbers, before the point.
    pub(crate) number: &'static str,
    /// The hidden middle of phone numbers.
    pub(crate) middle: &'static str,
    /// In dates.
    pub(crate) date: &'static str,
    /// In choices.
    pub(crate) option: &'static str,
    /// In what everybody may read of records that `rep` may not see.
    pub(crate) row: &'static str,
    /// In salaries, before the point.
    pub(crate) salary: &'static str,
}

/// The canaries of the first world.
pub(crate) const FIRST: Canary = Canary {
    word: "canarybird",
    number: "31337",
    middle: "5151",
    date: "2019-03-07",
    option: "gold",
    row: "rowalpha",
    salary: "42424",
};
/// The canaries of the second world.
pub(crate) const SECOND: Canary = Canary {
    word: "zebrafishes",
    number: "9876543",
    middle: "7878",
    date: "2024-11-30",
    option: "tin",
    row: "rowbetagamma",
    salary: "8585858",
};
/// The second world as it is for `reader`, who may read salaries and every row: there it is the first one.
pub(crate) const SECOND_FOR_READER: Canary = Canary { row: FIRST.row, salary: FIRST.salary, ..SECOND };

/// A running server, its people and its records.
pub(crate) struct World {
    /// The server.
    pub(crate) server: Server,
    /// The administrator.
    pub(crate) admin: Client,
    /// Everybody by user name.
    pub(crate) people: BTreeMap<String, (String, Client)>,
    /// Records by name.
    pub(crate) records: BTreeMap<String, String>,
    /// Departments by name.
    pub(crate) departments: BTreeMap<String, String>,
    /// Their one team.
    pub(crate) team: String,
}

impl World {
    /// Somebody.
    pub(crate) fn person(&self, name: &str) -> &Client {
        &self.people[name].1
    }

    /// Somebody's id.
    pub(crate) fn id_of(&self, name: &str) -> &str {
        &self.people[name].0
    }

    /// The address of a record.
    pub(crate) fn record(&self, entity: &str, name: &str) -> String {
        format!("/api/v1/entities/{entity}/records/{}", self.records[name])
    }

    /// An empty company with people; no records.
    pub(crate) async fn new(installation: &Installation) -> World {
        let server = installation.serve(&["--test-clock"]).await;
        let admin = installation.admin(&server).await;
        admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T00:00:00Z" })).await.expect(200);
        admin.sign_in(formwork_tests::ADMIN.0, formwork_tests::ADMIN.1).await.expect(200);
        model::publish(&admin).await;
        let mut departments: BTreeMap<String, String> = BTreeMap::new();
        for (name, parent) in
            [("top", None), ("sales", Some("top")), ("east", Some("sales")), ("legal", Some("top"))]
        {
            let parent = parent.map(|p: &str| departments[p].clone());
            let made = admin
                .post("/api/v1/departments", json!({ "name": name, "parent_id": parent }))
                .await
                .expect(201);
            departments.insert(name.to_owned(), id(&made));
        }
        let team = id(&admin.post("/api/v1/teams", json!({ "name": "team" })).await.expect(201));
        let mut world =
            World { server, admin, people: BTreeMap::new(), records: BTreeMap::new(), departments, team };
        for role in model::ROLES {
            world.hire(installation, role, "sales", role).await;
        }
        for (scope, _) in model::scopes() {
            world.hire(installation, scope, "sales", &format!("scope-{scope}")).await;
        }
        for (name, department) in [("mate", "sales"), ("lower", "east"), ("far", "legal")] {
            world.hire(installation, name, department, "clerk").await;
        }
        world.hire(installation, "sharer", "sales", "sharer").await;
        world
    }

    async fn hire(&mut self, installation: &Installation, name: &str, department: &str, role: &str) {
        let body = json!({ "username": name, "name": name, "password": PASSWORD, "role_keys": [role],
            "department_id": self.departments[department], "team_ids": [self.team] });
        let made = self.admin.post("/api/v1/users", body).await.expect(201);
        let client = self.server.with_token(&installation.token(name));
        self.people.insert(name.to_owned(), (id(&made), client));
    }

    /// Makes a record by the administrator, for an owner.
    pub(crate) async fn plant(&mut self, entity: &str, name: &str, owner: Option<&str>, mut values: Json) {
        values["owner_id"] = owner.map_or(Json::Null, |o| self.id_of(o).into());
        let made = self.admin.post(&format!("/api/v1/entities/{entity}/records"), values).await.expect(201);
        self.records.insert(name.to_owned(), id(&made));
    }

    /// The records of the transcripts, all owned by `rep` but those that are out of its reach.
    pub(crate) async fn with_canaries(installation: &Installation, canary: Canary) -> World {
        let mut world = World::new(installation).await;
        let Canary { word, number, middle, date, option, row, salary } = canary;
        let hidden = |n: u32| {
            json!({ "name": format!("open{n}"), "secret": format!("{word}{n} hidden words"), "note": format!("{word} masked {n}"),
                "phone": format!("138{middle}000{n}"), "level": "A", "plan": option, "motto": "onwards", "code": format!("{word}-{n}"),
                "amount": format!("{number}.{n}"), "signed_on": date, "tags": ["vip"], "marks": [format!("{word}mark")],
                "lines": [{ "item": format!("{word} item"), "price": format!("{number}.50") }] })
        };
        world
            .plant("company", "unseen", Some("far"), {
                let mut values = hidden(9);
                values["name"] = format!("{row} unseen").into();
                values["level"] = "B".into();
                values["tags"] = json!([format!("{row}tag")]);
                values
            })
            .await;
        for n in [1, 2, 3] {
            let mut values = hidden(n);
            values["partner"] = world.records["unseen"].clone().into();
            world.plant("company", &format!("mine{n}"), Some("rep"), values).await;
        }
        let company = |world: &World, name: &str| Json::from(world.records[name].clone());
        for (name, of) in [("near", "mine1"), ("beyond", "unseen")] {
            let values = json!({ "name": name, "company": company(&world, of), "email": format!("x{word}@example.com"),
                "salary": format!("{salary}.10"), "mentor": world.records.get("near") });
            world.plant("contact", name, Some("rep"), values).await;
        }
        for (name, owner) in [("sold", "rep"), ("hushed", "far")] {
            let title = if owner == "far" { format!("{row} deal") } else { "open deal".to_owned() };
            let value = if owner == "far" { format!("{number}.77") } else { "12.00".to_owned() };
            let values = json!({ "title": title, "company": company(&world, "mine1"), "contact": company(&world, "beyond"), "value": value });
            world.plant("deal", name, Some(owner), values).await;
        }
        world
            .plant("company", "gone", Some("rep"), {
                let mut v = hidden(5);
                v["code"] = format!("{word}-5").into();
                v
            })
            .await;
        world.admin.delete(&world.record("company", "gone")).await.expect(204);
        let again = json!({ "secret": format!("{word} later"), "amount": format!("{number}.99"), "marks": [format!("{word}new")] });
        world.admin.post("/api/v1/test-clock", json!({ "now": "2090-01-02T06:00:00Z" })).await.expect(200);
        world.admin.patch(&world.record("company", "mine2"), again).await.expect(200);
        world
            .admin
            .patch(
                &world.record("company", "mine3"),
                json!({ "phone": format!("138{middle}0033"), "level": "B" }),
            )
            .await
            .expect(200);
        world
    }
}

/// The `id` of an answer.
pub(crate) fn id(made: &Json) -> String {
    made["id"].as_str().expect("an id").to_owned()
}
