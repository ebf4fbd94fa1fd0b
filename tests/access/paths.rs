//! Every way to read, as questions.

use reqwest::Method;
use serde_json::{Value as Json, json};

use super::transcript::Ask;
use super::world::{FIRST, SECOND, World};

const COMPANY: [&str; 20] = [
    "name",
    "secret",
    "note",
    "phone",
    "level",
    "plan",
    "motto",
    "code",
    "amount",
    "signed_on",
    "tags",
    "marks",
    "lines",
    "partner",
    "double",
    "first",
    "deal_total",
    "deal_count",
    "contact_count",
    "owner_id",
];
const CONTACT: [&str; 13] = [
    "name",
    "company",
    "company_name",
    "company_secret",
    "company_phone",
    "company_motto",
    "mentor",
    "email",
    "salary",
    "company.secret",
    "company.partner.secret",
    "mentor.company.amount",
    "mentor.mentor.company.secret",
];
const DEAL: [&str; 9] = [
    "title",
    "company",
    "contact",
    "value",
    "company.name",
    "company.deal_total",
    "contact.company.name",
    "contact.mentor.company.secret",
    "contact.salary",
];

/// The fields and paths that are asked for.
pub(crate) fn fields(entity: &str) -> &'static [&'static str] {
    match entity {
        "company" => &COMPANY,
        "contact" => &CONTACT,
        _ => &DEAL,
    }
}

fn encoded(json: &Json) -> String {
    json.to_string()
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Values that tell one world from the other when somebody may compare with them.
fn guesses() -> Vec<Json> {
    let mut all = vec![json!("m"), json!("50000"), json!("2022-01-01"), json!("13860000000")];
    for canary in [FIRST, SECOND] {
        all.extend([
            json!(canary.word),
            json!(format!("{}1 hidden words", canary.word)),
            json!(format!("{}.1", canary.number)),
            json!(format!("{}.10", canary.salary)),
        ]);
        all.extend([
            json!(canary.date),
            json!(canary.option),
            json!(format!("138{}0001", canary.middle)),
            json!(format!("{}mark", canary.word)),
        ]);
    }
    all
}

fn about_field(entity: &str, field: &str) -> Vec<Ask> {
    let base = format!("/api/v1/entities/{entity}");
    let mut asks = vec![
        Ask::get(format!("{base}/records?fields={field}")),
        Ask::get(format!("{base}/records?sort={field}&limit=2")),
        Ask::get(format!("{base}/records?sort=-{field}&fields=id")),
        Ask::get(format!("{base}/records?expand={field}")),
        Ask::get(format!("{base}/options/{field}?q=o")),
        Ask::get(format!("{base}/options/{field}")),
        Ask::get(format!("{base}/recycle?fields={field}")),
        Ask::get(format!("{base}/records?as_of=2090-01-02T03:00:00Z&fields={field}")),
        Ask::get(format!("{base}/records?as_of=2090-01-02T03:00:00Z&sort={field}&fields=id")),
    ];
    let aggregate = |body: Json| Ask::post(format!("{base}/records/aggregate"), body);
    asks.push(aggregate(json!({ "group_by": [field], "measures": [{ "op": "count" }] })));
    for op in ["count", "sum", "avg", "min", "max"] {
        asks.push(aggregate(json!({ "measures": [{ "op": op, "field": field }] })));
    }
    let mut filters =
        vec![json!({ "field": field, "op": "is_empty" }), json!({ "field": field, "op": "is_not_empty" })];
    for (i, guess) in guesses().into_iter().enumerate() {
        for op in ["eq", "gte", "contains"] {
            filters.push(json!({ "field": field, "op": op, "value": guess }));
        }
        filters.push(match i % 4 {
            0 => json!({ "field": field, "op": "in", "value": [guess] }),
            1 => json!({ "not": { "field": field, "op": "has_any", "value": [guess] } }),
            2 => json!({ "field": field, "op": "starts_with", "value": guess }),
            _ => json!({ "not": { "field": field, "op": "eq", "value": guess } }),
        });
    }
    for (i, filter) in filters.into_iter().enumerate() {
        asks.push(match i % 3 {
            0 => Ask::get(format!("{base}/records?fields=id&count=exact&filter={}", encoded(&filter))),
            1 => Ask::post(
                format!("{base}/records/query"),
                json!({ "filter": filter, "fields": ["id"], "count": "estimate" }),
            ),
            _ => aggregate(json!({ "filter": filter, "measures": [{ "op": "count" }] })),
        });
    }
    asks
}

fn about_words(entity: &str) -> Vec<Ask> {
    let base = format!("/api/v1/entities/{entity}");
    let mut asks = Vec::new();
    for canary in [FIRST, SECOND] {
        let words = [
            canary.word.to_owned(),
            canary.row.to_owned(),
            format!("{}1", canary.word),
            canary.middle.to_owned(),
            format!("open1 {}", canary.word),
            format!("{} {}", "open ".repeat(17), canary.word),
            format!("138{}", canary.middle),
            "hidden".to_owned(),
        ];
        for q in words {
            let q = q.replace(' ', "%20");
            asks.push(Ask::get(format!("/api/v1/search?q={q}")));
            asks.push(Ask::get(format!("{base}/records?q={q}&count=exact")));
            asks.push(Ask::get(format!("{base}/records?q={q}&as_of=2090-01-02T03:00:00Z")));
            asks.push(Ask::get(format!("{base}/recycle?q={q}")));
            asks.push(Ask::post(
                format!("{base}/records/bulk"),
                json!({ "q": q.replace("%20", " "), "set": {} }),
            ));
            asks.push(Ask::post(
                format!("{base}/records/bulk"),
                json!({ "q": q.replace("%20", " "), "delete": true, "ids": null }),
            ));
        }
        // A company's duplicate rule tells of records one may not see; its test is in `writes`.
        let name = if entity == "company" { "nobody".to_owned() } else { format!("{} unseen", canary.row) };
        for values in [
            json!({ "name": name }),
            json!({ "secret": format!("{}1 hidden words", canary.word) }),
            json!({ "title": format!("{} deal", canary.row) }),
            json!({ "phone": format!("138{}0001", canary.middle) }),
        ] {
            asks.push(Ask::post(format!("{base}/duplicates"), values));
        }
        let exists = json!({ "exists": { "entity": "company", "via": "partner", "filter": { "field": "secret", "op": "contains", "value": canary.word } } });
        asks.push(Ask::post(format!("{base}/records/query"), json!({ "filter": exists })));
        for (child, field) in
            [("contact", "salary"), ("deal", "value"), ("contact", "company.secret"), ("contact", "name")]
        {
            let inner = json!({ "field": field, "op": "gte", "value": "50000" });
            let exists = json!({ "exists": { "entity": child, "via": "company", "filter": inner } });
            asks.push(Ask::post(
                format!("{base}/records/query"),
                json!({ "filter": { "not": exists }, "count": "exact" }),
            ));
            asks.push(Ask::post(
                format!("{base}/records/bulk"),
                json!({ "filter": exists, "set": { "name": "x" } }),
            ));
        }
    }
    asks
}

fn about_records(world: &World, entity: &str) -> Vec<Ask> {
    let base = format!("/api/v1/entities/{entity}");
    let mut asks = vec![
        Ask::get("/api/v1/openapi.json"),
        Ask::get("/docs"),
        Ask::get("/api/v1/entities"),
        Ask::get("/api/v1/me"),
        Ask::get("/api/v1/roles"),
        Ask::get("/api/v1/departments"),
        Ask::get("/api/v1/teams"),
        Ask::get("/api/v1/people?q=m"),
        Ask::get("/api/v1/schemas/entity"),
        Ask::get(format!("/api/v1/schemas/entity/{entity}")),
        Ask::get(base.clone()),
        Ask::get(format!("{base}/records?count=exact&limit=1")),
        Ask::get(format!("{base}/records?count=estimate&limit=500")),
        Ask::get(format!("{base}/recycle")),
        Ask::get(format!("{base}/clusters?limit=1")),
        Ask::get(format!("{base}/records?as_of=2090-01-02T03:00:00Z")),
    ];
    let leaver = format!("/api/v1/users/{}/handover", world.id_of("far"));
    for filter in [json!(null), json!({ "field": "secret", "op": "is_not_empty" })] {
        let part = json!([{ "entity": entity, "filter": filter }]);
        let body = json!({ "to": world.id_of("mate"), "dry_run": true, "entities": part });
        asks.push(Ask::post(leaver.clone(), body));
    }
    for name in world.records.keys() {
        let path = world.record(entity, name);
        asks.extend([
            Ask::get(path.clone()),
            Ask::get(format!("{path}?expand=company,mentor,partner")),
            Ask::get(format!("{path}?as_of=2090-01-02T03:00:00Z")),
            Ask::get(format!("{path}?deleted=true")),
            Ask::get(format!("{path}?unmask=secret")),
            Ask::get(format!("{path}/history")),
            Ask::get(format!("{path}/files/secret/00000000-0000-7000-8000-000000000009")),
            Ask::get(format!("{path}/files/no_such/00000000-0000-7000-8000-000000000009")),
            Ask::post(format!("{path}/share"), json!({})),
        ]);
        for field in fields(entity) {
            asks.push(Ask::get(format!("{path}?fields={field}")));
        }
    }
    asks
}

fn about_forms(world: &World) -> Vec<Ask> {
    let mut asks = vec![Ask::get("/api/v1/forms")];
    let guess = json!({ "name": "x", "secret": FIRST.word, "amount": "50000", "phone": "13800000000", "salary": "1" });
    for form in ["company_form", "contact_form"] {
        let path = format!("/api/v1/forms/{form}");
        asks.push(Ask::get(format!("{path}/submissions?state=held")));
        let ids = json!({ "decision": "accept", "ids": ["0199a000-0000-7000-8000-000000000001"] });
        asks.push(Ask::post(format!("{path}/submissions/decide"), ids));
        asks.push(Ask::get(path.clone()));
        asks.push(Ask::get(format!("{path}?node=review")));
        for answers in [json!({}), guess.clone()] {
            asks.push(Ask::post(format!("{path}/evaluate"), json!({ "answers": answers })));
        }
        asks.push(Ask::post(
            format!("{path}/submissions"),
            json!({ "answers": { "nonsense": 1, "secret": SECOND.word } }),
        ));
        for id in world.records.values() {
            asks.push(Ask::get(format!("{path}?record={id}")));
            asks.push(Ask::post(format!("{path}/evaluate"), json!({ "record": id, "answers": guess })));
            let linked = json!({ "company": id, "mentor": id });
            asks.push(Ask::post(format!("{path}/evaluate"), json!({ "answers": linked })));
        }
    }
    asks
}

/// What writing a formula asks: on the newest records, of a field and of the one it is looked up from.
fn about_formulas(entity: &str, field: &str) -> Vec<Ask> {
    let ask = |text: String| Ask::post("/api/v1/formulas/query", json!({ "entity": entity, "text": text }));
    vec![
        ask(format!("{{{field}}}")),
        ask(format!("COUNTA({{{field}.name}})")),
        ask(format!("LEN({{name}} & {{{field}}})")),
    ]
}

/// Questions that only read; about every field, or only about records and words.
pub(crate) fn reading(world: &World, every_field: bool) -> Vec<Ask> {
    let mut asks = about_forms(world);
    asks.extend([Ask::get("/api/v1/formulas/functions"), Ask::get("/api/v1/keys?label=%E5%AE%A2%E6%88%B7")]);
    for entity in super::model::ENTITIES {
        asks.extend(about_records(world, entity));
        asks.extend(about_words(entity));
        for field in fields(entity).iter().take(if every_field { usize::MAX } else { 2 }) {
            asks.extend(about_field(entity, field));
            asks.extend(about_formulas(entity, field));
        }
    }
    asks
}

/// Questions that write, where the answer may show too much.
pub(crate) fn writing(world: &World) -> Vec<Ask> {
    let patch = |path: String, body: Json| Ask::with(Method::PATCH, path, body);
    let companies = "/api/v1/entities/company/records";
    let mine = world.record("company", "mine2");
    let mut asks = vec![
        patch(mine.clone(), json!({ "tags": ["vip", "new"] })),
        patch(mine.clone(), json!({ "name": "open2 again" })),
        patch(mine.clone(), json!({ "secret": "x" })),
        patch(mine.clone(), json!({ "code": format!("{}-1", FIRST.word) })),
        patch(mine.clone(), json!({ "code": format!("{}-1", SECOND.word) })),
        patch(mine, json!({ "phone": "13800000000" })),
        Ask::post(companies, json!({ "name": "made" })),
        Ask::post(companies, json!({ "name": "made", "secret": FIRST.word })),
        Ask::post("/api/v1/forms/company_form/submissions", json!({ "answers": { "name": "by form" } })),
        Ask::post(
            "/api/v1/forms/company_form/submissions",
            json!({ "record": world.records["mine1"], "answers": { "name": "by form", "motto": null } }),
        ),
        Ask::post(
            "/api/v1/forms/contact_form/submissions",
            json!({ "answers": { "company": world.records["unseen"] } }),
        ),
        Ask::post(
            "/api/v1/forms/contact_form/submissions",
            json!({ "answers": { "company": world.records["mine1"] } }),
        ),
        Ask::post(
            format!("{companies}/batch"),
            json!({ "operations": [
            { "op": "create", "values": { "name": "by batch" } }, { "op": "update", "id": world.records["mine1"], "values": { "tags": ["b"] } }] }),
        ),
        Ask::post(
            format!("{companies}/bulk"),
            json!({ "filter": { "and": [] }, "set": { "tags": ["all"] } }),
        ),
        Ask::post(
            format!("{companies}/bulk"),
            json!({ "ids": world.records.values().collect::<Vec<_>>(), "delete": true }),
        ),
        patch(world.record("contact", "near"), json!({ "company": world.records["unseen"] })),
        patch(world.record("contact", "near"), json!({ "company": "0199a000-0000-7000-8000-000000000001" })),
        patch(world.record("contact", "beyond"), json!({ "name": "beyond again" })),
        Ask::post("/api/v1/batches/0199a000-0000-7000-8000-000000000001/undo", json!({})),
    ];
    let (mine1, mine2, unseen) = (&world.records["mine1"], &world.records["mine2"], &world.records["unseen"]);
    for records in [[mine1, mine2], [mine2, unseen]] {
        let different = json!({ "records": records });
        asks.push(Ask::post("/api/v1/entities/company/clusters/different", different));
        let merge = format!("{}/merge", world.record("company", "mine2"));
        asks.push(Ask::post(merge.clone(), json!({ "records": [records[0], records[1]] })));
        let values = json!({ "secret": FIRST.word, "code": format!("{}-1", SECOND.word) });
        asks.push(Ask::post(merge, json!({ "records": [unseen], "values": values })));
    }
    for name in ["gone", "unseen", "mine1"] {
        let path = world.record("company", name);
        for operation in ["restore", "claim", "purge"] {
            asks.push(Ask::post(format!("{path}/{operation}"), json!({})));
        }
        asks.push(patch(path.clone(), json!({ "tags": [] })));
        asks.push(Ask::with(Method::DELETE, path, json!({})));
    }
    let merge = format!("{}/merge", world.record("company", "mine1"));
    asks.push(Ask::post(merge, json!({ "records": [mine2] })));
    asks.push(Ask::get("/api/v1/entities/company/clusters?limit=100"));
    asks
}
