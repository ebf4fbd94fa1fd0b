//! A house that has been lived in: people, teams and shares, records with everything a record may have, some edited, some
//! deleted, some purged, two that became one.

use formwork_tests::Client;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, companies};

/// What everybody signs in with.
pub(crate) const PASSWORD: &str = "horse battery staple";

/// A house.
pub(crate) struct House {
    /// The ids of its customers.
    pub(crate) customers: Vec<Json>,
    /// The id of a person who sells.
    pub(crate) lihua: String,
    /// The same, signed in.
    pub(crate) client: Client,
}

/// How many customers there are.
const CUSTOMERS: usize = 60;

fn id(json: &Json) -> &str {
    json["id"].as_str().expect("an id")
}

impl House {
    /// Lives in it for a while.
    pub(crate) async fn fill(desk: &Desk) -> House {
        desk.publish(&companies()).await;
        let admin = &desk.admin;
        let department = admin.post("/api/v1/departments", json!({ "name": "销售一部" })).await.expect(201);
        let client = desk.person("lihua", &["sales"]).await;
        let lihua =
            client.get("/api/v1/me").await.expect(200)["user"]["id"].as_str().expect("an id").to_owned();
        let place = json!({ "department_id": department["id"], "phone": "13900000001" });
        admin.patch(&format!("/api/v1/users/{lihua}"), place).await.expect(200);
        let team = json!({ "name": "大客户组", "member_ids": [lihua] });
        let team = admin.post("/api/v1/teams", team).await.expect(201);
        let customers = customers(desk, &client).await;
        shares(desk, &customers, &team).await;
        edits(desk, &client, &customers).await;
        others(desk, &lihua).await;
        House { customers, lihua, client }
    }
}

async fn customers(desk: &Desk, client: &Client) -> Vec<Json> {
    let mut customers: Vec<Json> = Vec::new();
    for n in 0..CUSTOMERS {
        let name = match n {
            0 => "上海明远科技有限公司".to_owned(),
            1 => "苏州珩川精密机械有限公司".to_owned(),
            n => format!("第{n}家 \"甲\" 公司"),
        };
        let mut values = json!({
            "name": name,
            "phone": format!("138{n:08}"), "tags": ["老客户", format!("标签{}", n % 7)], "headcount": n,
            "agreed_discount": "0.0500", "general_taxpayer": n % 2 == 0, "first_cooperation_on": "2024-02-29",
            "annual_revenue": { "amount": format!("{n}.10"), "currency": if n % 3 == 0 { "USD" } else { "CNY" } },
            "address": { "province": "江苏省", "city": "苏州市", "district": "", "detail": format!("{n}号") },
            "preferences": ["quality", "payment_terms"], "remark": "第一行\n第二行 \\ \u{1F600}",
            "parent_company": customers.last(),
            "cooperation_records": [
                { "day": "2024-02-10", "product": "handheld", "amount": { "amount": "100.50", "currency": "CNY" }, "contract_number": format!("H{n}") },
                { "day": "2025-02-10", "product": "conveyor", "amount": { "amount": "7.00", "currency": "CNY" } },
            ],
        });
        let by = if n % 2 == 0 { &desk.admin } else { client };
        if n % 2 == 1 {
            // A seller may not set what the company agrees, and refers only to what she sees.
            for key in ["agreed_discount", "parent_company"] {
                values.as_object_mut().expect("an object").remove(key);
            }
        }
        let made = by.post("/api/v1/entities/customer/records", values).await.expect(201);
        customers.push(made["id"].clone());
    }
    for (n, customer) in customers.iter().enumerate().take(30) {
        let contact = json!({ "customer": customer, "name": format!("联系人{n}"), "interests": ["茶"], "birthday": "1980-01-02" });
        let contact = desk.create("contact", contact).await;
        let path = format!("/api/v1/entities/customer/records/{}", customer.as_str().expect("an id"));
        desk.admin.patch(&path, json!({ "decision_maker": contact["id"] })).await.expect(200);
        for at in ["2026-01-05T08:00:00Z", "2026-02-05T08:00:00Z"] {
            let visit = json!({ "customer": customer, "contact": contact["id"], "kind": "visit", "at": at, "content": format!("谈了{n}") });
            desk.create("follow_up", visit).await;
        }
    }
    customers
}

async fn shares(desk: &Desk, customers: &[Json], team: &Json) {
    for (customer, until) in
        customers.iter().step_by(6).zip([Json::Null, json!("2099-12-31")].into_iter().cycle())
    {
        let path = format!("/api/v1/entities/customer/records/{}/share", customer.as_str().expect("an id"));
        let share = json!({ "principal": { "team": team["id"] }, "level": "view", "until": until });
        desk.admin.post(&path, share).await.expect(200);
    }
}

/// Edits, a merge, the recycle bin, and what was purged from it.
async fn edits(desk: &Desk, client: &Client, customers: &[Json]) {
    let path =
        |customer: &Json| format!("/api/v1/entities/customer/records/{}", customer.as_str().expect("an id"));
    for customer in customers.iter().skip(1).step_by(4) {
        client
            .patch(&path(customer), json!({ "level": "A", "phone": null, "tags": ["改过"] }))
            .await
            .expect(200);
    }
    let merged = json!({ "records": [customers[41], customers[42]] });
    desk.admin.post(&format!("{}/merge", path(&customers[40])), merged).await.expect(200);
    for customer in &customers[50..54] {
        desk.admin.delete(&path(customer)).await.expect(204);
    }
    let last = desk.create("customer", json!({ "name": "不再存在的公司" })).await;
    let gone = format!("/api/v1/entities/customer/records/{}", id(&last));
    desk.admin.delete(&gone).await.expect(204);
    desk.admin.post(&format!("{gone}/purge"), json!({})).await.expect(204);
}

/// Entities of the house itself: several references, users, options of their own, a draft that nobody published.
async fn others(desk: &Desk, lihua: &str) {
    let mut companies = Vec::new();
    for n in 0..8 {
        let company = json!({
            "name": format!("甲{n}"), "short_code": format!("c{n}"), "level": "gold", "turnover": { "amount": "1.00", "currency": "CNY" },
            "share": "0.30", "founded": "1999-12-31", "secret": "机密",
        });
        companies.push(desk.create("company", company).await["id"].clone());
    }
    let person = json!({
        "name": "张三", "company": companies[0], "companies": [companies[3], companies[1], companies[2]], "boss": lihua,
        "likes": ["tin", "gold"],
    });
    desk.create("person", person).await;
    // Nobody asks for a rating any more; what was there stays in the database, and behind.
    let (kind, mut company) = crate::desk::companies()[0].clone();
    company["properties"].as_object_mut().expect("fields").shift_remove("rating").expect("a field");
    desk.publish(&[(kind, company)]).await;
    let mut draft = crate::desk::companies()[0].1.clone();
    draft["title"] = json!("未发布");
    desk.admin.put("/api/v1/definitions/entity/company/draft", draft).await.expect(200);
}
