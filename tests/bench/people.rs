//! Who works with the customers: 200 sellers in 20 departments, and one manager of twelve of them.

use formwork_tests::{Client, Installation, Server};
use serde_json::{Value as Json, json};

use crate::customers::{DEPARTMENTS, OWNERS};

/// The user name of the manager, who sees twelve departments of twenty and no credit limit.
pub(crate) const MANAGER: &str = "manager";
/// The password of everybody; only the administrator ever signs in with it.
const PASSWORD: &str = "a long and quiet passphrase";
/// Departments below the manager's own.
const MANAGED: u64 = 12;

/// The user name of an owner.
pub(crate) fn owner(number: u64) -> String {
    format!("owner{number:03}")
}

/// Makes everybody.
pub(crate) async fn make(installation: &Installation, server: &Server) {
    let admin = installation.admin(server).await;
    let division = department(&admin, "division", None).await;
    let mut departments = Vec::new();
    for number in 1..=DEPARTMENTS {
        let parent = (number <= MANAGED).then_some(&division);
        departments.push(department(&admin, &format!("department{number:02}"), parent).await);
    }
    user(&admin, MANAGER, "bench_manager", &division).await;
    for number in 1..=OWNERS {
        let place = usize::try_from((number - 1) * DEPARTMENTS / OWNERS).expect("a department's place");
        user(&admin, &owner(number), "bench_seller", &departments[place]).await;
    }
}

async fn department(admin: &Client, name: &str, parent: Option<&Json>) -> Json {
    let mut body = json!({ "name": name });
    if let Some(parent) = parent {
        body["parent_id"] = parent.clone();
    }
    admin.post("/api/v1/departments", body).await.expect(201)["id"].clone()
}

async fn user(admin: &Client, name: &str, role: &str, department: &Json) {
    let body = json!({
        "username": name, "name": name, "password": PASSWORD, "role_keys": [role],
        "department_id": department, "department_ids": [department],
    });
    admin.post("/api/v1/users", body).await.expect(201);
}
