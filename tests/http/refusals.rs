//! What must not be taken, asked of records and definitions: each refused with its problem, in both languages, and
//! nothing written of it.

use formwork_tests::{Client, Installation, Server, on_both_databases, specimen};
use reqwest::Method;
use serde_json::{Value as Json, json};

const RECORDS: &str = "/api/v1/entities/specimen/records";

struct Place {
    installation: Installation,
    _server: Server,
    admin: Client,
    id: String,
}

impl Place {
    /// The specimen, published, with one record.
    async fn start(installation: Installation) -> Place {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let mut drafts = Vec::new();
        for entity in specimen() {
            let key = entity["x-entity"]["key"].as_str().expect("a key").to_owned();
            admin.put(&format!("/api/v1/definitions/entity/{key}/draft"), entity).await.expect(200);
            drafts.push(json!({ "kind": "entity", "key": key }));
        }
        admin.post("/api/v1/publish", json!({ "drafts": drafts })).await.expect(200);
        let made =
            admin.post(RECORDS, json!({ "code": "one", "word": "词", "exact": "1.00" })).await.expect(201);
        let id = made["id"].as_str().expect("an id").to_owned();
        Place { installation, _server: server, admin, id }
    }

    fn record(&self) -> String {
        format!("{RECORDS}/{}", self.id)
    }

    /// Everything that a write leaves behind.
    fn trace(&self) -> String {
        ["e_specimen", "e_part", "l_specimen__labels", "changes", "definition_drafts", "definitions"]
            .map(|table| self.installation.sql(&format!("SELECT count(*) FROM {table}")))
            .join(" ")
    }
}

/// A wrong value for every field, with the code it is refused with.
fn values() -> Vec<(&'static str, Json, &'static str)> {
    vec![
        ("word", json!(5), "wrong_type"),
        ("word", json!("长".repeat(1_001)), "too_long"),
        ("whole", json!("5"), "wrong_type"),
        ("whole", json!(5.5), "too_precise"),
        ("whole", json!(9_007_199_254_740_992_i64), "too_many_digits"),
        ("exact", json!("1.005"), "too_precise"),
        ("exact", json!(1.5), "wrong_type"),
        ("exact", json!("1' OR '1'='1"), "bad_number"),
        ("price", json!({ "amount": "1.005" }), "too_precise"),
        ("price", json!({ "amount": "1.00", "currency": "'; DROP" }), "bad_currency"),
        ("price", json!({ "amount": "1.00", "paid": true }), "unknown_key"),
        ("share", json!("0.00001"), "too_precise"),
        ("flag", json!("true"), "wrong_type"),
        ("day", json!("2026-02-30"), "bad_date"),
        ("hour", json!("24:00"), "bad_time"),
        ("moment", json!("2026-11-02T09:30:00"), "bad_datetime"),
        ("level", json!("Z"), "unknown_option"),
        ("level", json!(["A"]), "wrong_type"),
        ("likes", json!(["A", "Z"]), "unknown_option"),
        ("labels", json!("A"), "wrong_type"),
        ("labels", json!(["x".repeat(101)]), "too_long"),
        ("person", json!("nobody"), "bad_id"),
        ("person", json!("00000000-0000-0000-0000-000000000009"), "unknown_user"),
        ("unit", json!("00000000-0000-0000-0000-000000000009"), "unknown_department"),
        ("place", json!("00000000-0000-0000-0000-000000000009"), "unknown_reference"),
        ("place", json!("' OR 1=1 --"), "bad_id"),
        ("places", json!(["00000000-0000-0000-0000-000000000009"]), "unknown_reference"),
        ("parts", json!([{ "colour": 1 }]), "unknown_field"),
        ("parts", json!([{ "quantity": "2" }]), "wrong_type"),
        ("phone", json!("abc"), "bad_phone"),
        ("mail", json!("a@@b.cn"), "bad_email"),
        ("site", json!("javascript:alert(1)"), "bad_url"),
        ("home", json!({ "town": "x" }), "unknown_key"),
        ("number", json!("S0009"), "computed"),
        ("total", json!("1.00"), "computed"),
        ("visits", json!(3), "computed"),
        ("place_name", json!("x"), "computed"),
        ("created_at", json!("2026-11-02T01:30:00Z"), "readonly"),
        ("version", json!(9), "readonly"),
        ("colour", json!("red"), "unknown_field"),
        ("a\"b", json!("x"), "unknown_field"),
        ("f_word", json!("x"), "unknown_field"),
        ("code", json!(null), "required"),
    ]
}

fn pointer(field: &str) -> String {
    format!("/{}", field.replace('~', "~0").replace('/', "~1"))
}

on_both_databases! {
    async fn every_wrong_value_is_named_and_none_is_kept(installation: Installation) {
        let place = Place::start(installation).await;
        let before = (place.trace(), place.admin.get(&place.record()).await.expect(200));
        let mut wrong = Vec::new();
        for (field, value, code) in values() {
            let mut body = json!({ "code": "two" });
            body[field] = value.clone();
            let mut change = json!({});
            change[field] = value;
            for (method, path, body) in [(Method::POST, RECORDS.to_owned(), body), (Method::PATCH, place.record(), change)] {
                let answer = place.admin.send(place.admin.request(method.clone(), &path).json(&body)).await;
                let told = answer.json();
                let found = told["issues"].as_array().into_iter().flatten().any(|issue| {
                    issue["code"] == code && issue["pointer"].as_str().is_some_and(|at| at.starts_with(&pointer(field)))
                });
                if answer.status != 422 || !found || answer.header("content-type") != "application/problem+json" {
                    let shown: String = told.to_string().chars().take(300).collect();
                    wrong.push(format!("{method} {field} {code}: {} {shown}", answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // All at once: every field is named, and sentences are in the caller's language.
        let mut all = json!({});
        for (field, value, _) in values().into_iter().rev() {
            all[field] = value;
        }
        for (language, title, sentence) in [("zh-CN", "需要修改", "没有"), ("en", "need", "there is no")] {
            let reader = place.admin.clone().without_header("accept-language").with_header("accept-language", language);
            let problem = reader.post(RECORDS, all.clone()).await.refused(422, "invalid_record");
            let issues = problem["issues"].as_array().expect("issues");
            for field in all.as_object().expect("fields").keys() {
                assert!(issues.iter().any(|i| i["pointer"].as_str().is_some_and(|at| at.starts_with(&pointer(field)))), "{field}: {problem}");
            }
            assert!(issues.iter().all(|i| i["message"].as_str().is_some_and(|m| !m.is_empty())), "{problem}");
            let told = problem["title"].as_str().unwrap_or_default();
            assert!(told.contains(title) && problem.to_string().contains(sentence), "{language}: {problem}");
        }
        assert_eq!(before, (place.trace(), place.admin.get(&place.record()).await.expect(200)));
    }

    async fn bodies_and_versions_that_cannot_be(installation: Installation) {
        let place = Place::start(installation).await;
        let before = place.trace();
        let deep = format!("{{\"parts\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        let object = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
        for (body, code) in [
            (deep.as_str(), "too_deep"), (object.as_str(), "too_deep"), (r#"{"word":"\ud800"}"#, "bad_json"), (r#"{"word":"\udc00\ud800"}"#, "bad_json"),
            (r#"{"word":"a\u0000"}"#, "nul"), (r#"{"word":"a","word":"b"}"#, "duplicate_key"), (r#"{"whole":1e999}"#, "bad_json"),
            (r#"{"word":"a"} x"#, "bad_json"), ("{\"word\":\"\u{feff}", "bad_json"), ("NaN", "bad_json"),
        ] {
            for path in [RECORDS.to_owned(), format!("{RECORDS}/query"), format!("{RECORDS}/batch"), format!("{RECORDS}/aggregate")] {
                let problem = place.admin.post_bytes(&path, "application/json", body).await.refused(400, "malformed");
                assert_eq!(problem["issues"][0]["code"], code, "{path}: {problem}");
            }
            let draft = place.admin.request(Method::PUT, "/api/v1/definitions/entity/deep/draft").header("content-type", "application/json").body(body.to_owned());
            place.admin.send(draft).await.refused(400, "malformed");
        }
        let large = format!(r#"{{"code":"big","prose":"{}"}}"#, "x".repeat(1 << 20));
        place.admin.post_bytes(RECORDS, "application/json", large).await.refused(413, "too_large");
        for shape in ["[]", "1", "\"x\"", "null"] {
            let answer = place.admin.post_bytes(RECORDS, "application/json", shape).await;
            assert_eq!(answer.status, 422, "{shape}: {}", answer.text());
        }
        let if_match = async |version: &str, body: Json| {
            let request = place.admin.request(Method::PATCH, &place.record()).header("if-match", version);
            place.admin.send(request.json(&body)).await
        };
        if_match("\"1\"", json!({ "word": "新" })).await.expect(200);
        let after = place.trace();
        let problem = if_match("\"1\"", json!({ "word": "旧" })).await.refused(409, "edit_conflict");
        assert_eq!(problem["conflicts"][0]["field"], "word", "{problem}");
        for version in ["\"x\"", "\"99999999999999999999\"", "\"-1\"", "W/\"1; DROP\""] {
            let answer = if_match(version, json!({ "word": "旧" })).await;
            assert!((400..500).contains(&answer.status), "{version}: {} {}", answer.status, answer.text());
        }
        assert_eq!(place.admin.get(&place.record()).await.expect(200)["word"], "新");
        assert_eq!(after, place.trace());
        assert_ne!(before, after);
    }

    async fn sql_is_text_wherever_it_stands(installation: Installation) {
        let place = Place::start(installation).await;
        let tables = place.trace();
        let hostile = ["'; DROP TABLE e_specimen; --", "\" OR \"\"=\"", "1) UNION SELECT id FROM users --", "\\'; --", "%' OR '1'='1", "{\"$ne\":1}", "${7*7}", "{{7*7}}"];
        for (n, text) in hostile.iter().enumerate() {
            let code = format!("h{n} {text}");
            let made = place.admin.post(RECORDS, json!({ "code": code, "word": text, "prose": text, "labels": [text],
                "home": { "city": text, "detail": text }, "parts": [{ "product": text }] })).await.expect(201);
            let shown = place.admin.get(&format!("{RECORDS}/{}", made["id"].as_str().expect("an id"))).await.expect(200);
            assert_eq!((&shown["word"], &shown["prose"], &shown["labels"][0], &shown["home"]["city"]), (&json!(text), &json!(text), &json!(text), &json!(text)));
            for field in ["word", "prose", "home.city", "home.detail"] {
                let filter = json!({ "field": field, "op": "eq", "value": text });
                let filter = if field == "home.detail" { json!({ "field": field, "op": "contains", "value": text }) } else { filter };
                let page = place.admin.post(&format!("{RECORDS}/query"), json!({ "filter": filter, "fields": ["code"] })).await.expect(200);
                let codes: Vec<&str> = page["items"].as_array().expect("items").iter().filter_map(|r| r["code"].as_str()).collect();
                assert_eq!(codes, [code.as_str()], "{field} {text}");
            }
            place.admin.post(&format!("{RECORDS}/query"), json!({ "q": text })).await.expect(200);
            for (body, status) in [
                (json!({ "sort": [text] }), 422), (json!({ "fields": [text] }), 422), (json!({ "expand": [text] }), 422), (json!({ "cursor": text }), 422),
                (json!({ "as_of": text }), 422), (json!({ "count": text }), 422), (json!({ "filter": { "field": text, "op": "eq", "value": 1 } }), 422),
                (json!({ "filter": { "field": "word", "op": text, "value": 1 } }), 422), (json!({ "filter": { "exists": { "entity": text, "via": text } } }), 422),
            ] {
                let answer = place.admin.post(&format!("{RECORDS}/query"), body.clone()).await;
                assert_eq!(answer.status, status, "{body}: {}", answer.text());
            }
            for body in [json!({ "group_by": [text], "measures": [{ "op": "count" }] }), json!({ "measures": [{ "op": text, "field": "exact" }] }),
                json!({ "measures": [{ "op": "sum", "field": text }] })] {
                let answer = place.admin.post(&format!("{RECORDS}/aggregate"), body.clone()).await;
                assert!(matches!(answer.status, 400 | 422), "{body}: {}", answer.text());
            }
            let encoded: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
            for path in [format!("/api/v1/entities/{encoded}/records"), format!("{RECORDS}/{encoded}"), format!("/api/v1/entities/specimen/options/{encoded}"),
                format!("/api/v1/definitions/entity/{encoded}/versions")] {
                let answer = place.admin.get(&path).await;
                assert!((400..500).contains(&answer.status), "{path}: {}", answer.text());
            }
        }
        assert_ne!(tables, place.trace(), "eight records and nothing else happened");
        assert_eq!(place.installation.sql("SELECT count(*) FROM e_specimen"), (hostile.len() + 1).to_string());
    }
}
