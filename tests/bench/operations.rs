//! What is asked, of the program and of the bare handlers.
//!
//! Shape:  an [`Operation`] → the n-th request; both sides get the same ids, filters and words in the same order.
//! Source: the operations that other platforms were measured with; docs/perf.md "Operations".

use std::sync::Arc;

use formwork_tests::{Engine, Installation};
use serde_json::{Value as Json, json};

use crate::chance::Chance;
use crate::customers::{self, Customer, REGIONS};
use crate::http::{Connection, Request};
use crate::load::Make;
use crate::people;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Read,
    List,
    FirstPage,
    DeepPage,
    RareSubstring,
    AnySubstring,
    Aggregate,
    Own,
    Update,
    Batch,
}

const RECORDS: &str = "/api/v1/entities/customer/records";
/// Which page is the deep one.
pub(crate) const DEEP: u64 = 5_000;
/// Records of a batch.
pub(crate) const BATCH: u64 = 100;
/// Customers made under load are numbered from here.
const NEW: u64 = 1_000_000_000;

/// What requests are made of.
pub(crate) struct Material {
    rows: u64,
    manager: String,
    seller: String,
    ids: Vec<String>,
    deep: String,
    /// The manager's departments and the manager, for the bare handlers.
    pub(crate) rule: (String, String),
    /// The seller.
    seller_id: String,
}

impl Material {
    /// Asks a running server for it.
    pub(crate) async fn gather(installation: &Installation, address: &str, rows: u64) -> Material {
        let mut material = Material {
            rows,
            manager: installation.token(people::MANAGER),
            seller: installation.token(&people::owner(7)),
            ids: Vec::new(),
            deep: String::new(),
            rule: (departments(installation), user(installation, people::MANAGER)),
            seller_id: user(installation, &people::owner(7)),
        };
        let mut connection = Connection::open(address).await;
        let mut left = material.page_size() * (DEEP - 1);
        let mut cursor = Json::Null;
        while left > 0 {
            let limit = left.min(500);
            let body =
                json!({ "sort": ["-last_followed_at"], "limit": limit, "cursor": cursor, "fields": ["id"] });
            let page = connection.ask(&material.query(&material.manager, &body)).await;
            let page: Json = serde_json::from_slice(&page.body).expect("JSON");
            let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}"));
            let ids = items.iter().filter_map(|item| item["id"].as_str()).map(str::to_owned);
            material.ids.extend(ids);
            cursor = page["next_cursor"].clone();
            left -= limit;
        }
        material.deep = cursor.as_str().expect("there are more pages").to_owned();
        material
    }

    /// Records of a page that is paged deeply: half the visible records lie before page 5,000 at least.
    pub(crate) fn page_size(&self) -> u64 {
        (self.rows / 50_000).clamp(1, 20)
    }

    fn query(&self, token: &str, body: &Json) -> Request {
        Request::new("POST", &format!("{RECORDS}/query"), token, &body.to_string())
    }

    /// The requests of an operation, for the program.
    pub(crate) fn requests(self: &Arc<Material>, operation: Operation) -> Make {
        let this = self.clone();
        Arc::new(move |n| this.request(operation, n))
    }

    fn request(&self, operation: Operation, n: u64) -> Request {
        let mut chance = Chance::new(n);
        let token = &self.manager;
        match operation {
            Operation::Create => {
                Request::new("POST", RECORDS, token, &Customer::new(NEW + n).json().to_string())
            }
            Operation::Batch => {
                let all: Vec<Json> = (n * BATCH..(n + 1) * BATCH)
                    .map(|n| json!({ "op": "create", "values": Customer::new(2 * NEW + n).json() }))
                    .collect();
                let body = json!({ "operations": all }).to_string();
                Request::new("POST", &format!("{RECORDS}/batch"), token, &body)
            }
            Operation::Read => {
                Request::new("GET", &format!("{RECORDS}/{}", chance.pick(&self.ids)), token, "")
            }
            Operation::Update => {
                let path = format!("{RECORDS}/{}", chance.pick(&self.ids));
                Request::new("PATCH", &path, token, &revenue(&mut chance).to_string())
            }
            Operation::List => {
                let (level, region) = group(&mut chance);
                let filter = json!({ "and": [
                    { "field": "level", "op": "eq", "value": level },
                    { "field": "region", "op": "eq", "value": region },
                ] });
                self.query(token, &json!({ "filter": filter, "sort": ["-last_followed_at"], "limit": 20 }))
            }
            Operation::FirstPage => {
                self.query(token, &json!({ "sort": ["-last_followed_at"], "limit": self.page_size() }))
            }
            Operation::DeepPage => self.query(
                token,
                &json!({ "sort": ["-last_followed_at"], "limit": self.page_size(), "cursor": self.deep }),
            ),
            Operation::RareSubstring | Operation::AnySubstring => {
                let filter = json!({ "field": "name", "op": "contains", "value": self.substring(operation, &mut chance) });
                self.query(token, &json!({ "filter": filter, "limit": 20 }))
            }
            Operation::Aggregate => {
                let body = json!({ "group_by": ["level"], "measures": [
                    { "op": "count" }, { "op": "sum", "field": "annual_revenue" },
                ] });
                Request::new("POST", &format!("{RECORDS}/aggregate"), token, &body.to_string())
            }
            Operation::Own => {
                self.query(&self.seller, &json!({ "sort": ["-last_followed_at"], "limit": 20 }))
            }
        }
    }

    /// The same requests, for the bare handlers.
    pub(crate) fn bare_requests(self: &Arc<Material>, operation: Operation) -> Option<Make> {
        if operation == Operation::Batch {
            return None;
        }
        let this = self.clone();
        Some(Arc::new(move |n| this.bare_request(operation, n)))
    }

    fn bare_request(&self, operation: Operation, n: u64) -> Request {
        let mut chance = Chance::new(n);
        let get = |path: String| Request::new("GET", &path, "none", "");
        match operation {
            Operation::Create | Operation::Batch => {
                Request::new("POST", "/create", "none", &Customer::new(NEW + n).json().to_string())
            }
            Operation::Read => get(format!("/read/{}", chance.pick(&self.ids))),
            Operation::Update => {
                let path = format!("/update/{}", chance.pick(&self.ids));
                Request::new("PATCH", &path, "none", &revenue(&mut chance).to_string())
            }
            Operation::List => {
                let (level, region) = group(&mut chance);
                get(format!("/list/{level}/{region}"))
            }
            Operation::FirstPage => get(format!("/page/0/{}", self.page_size())),
            Operation::DeepPage => {
                get(format!("/page/{}/{}", self.page_size() * (DEEP - 1), self.page_size()))
            }
            Operation::RareSubstring | Operation::AnySubstring => {
                let hex: String = self
                    .substring(operation, &mut chance)
                    .bytes()
                    .map(|byte| format!("%{byte:02X}"))
                    .collect();
                get(format!("/contains/{hex}"))
            }
            Operation::Aggregate => get("/aggregate".to_owned()),
            Operation::Own => get(format!("/own/{}", self.seller_id)),
        }
    }

    /// Three characters in a row: those in the middle of a name, or any of a name that exists.
    fn substring(&self, operation: Operation, chance: &mut Chance) -> String {
        if operation == Operation::RareSubstring {
            return customers::middle(chance);
        }
        let name: Vec<char> = Customer::new(chance.below(self.rows) + 1).name.chars().collect();
        let from = usize::try_from(chance.below(name.len() as u64 - 2)).expect("an index of a name");
        name[from..from + 3].iter().collect()
    }
}

fn revenue(chance: &mut Chance) -> Json {
    let cents = chance.below(10_000_000_000);
    json!({ "annual_revenue": format!("{}.{:02}", cents / 100, cents % 100) })
}

fn group(chance: &mut Chance) -> (&'static str, &'static str) {
    (["A", "B", "C", "D"][chance.below(4) as usize], chance.pick::<&str>(&REGIONS))
}

fn departments(installation: &Installation) -> String {
    let id = identifier(installation);
    let sql = format!(
        "SELECT {id} FROM departments WHERE name = 'division' OR parent_id = (SELECT id FROM departments WHERE \
         name = 'division')"
    );
    installation.sql(&sql).lines().collect::<Vec<_>>().join(",")
}

fn user(installation: &Installation, name: &str) -> String {
    installation.sql(&format!("SELECT {} FROM users WHERE username = '{name}'", identifier(installation)))
}

fn identifier(installation: &Installation) -> &'static str {
    if installation.engine() == Engine::Sqlite { "lower(hex(id))" } else { "replace(id::text, '-', '')" }
}
