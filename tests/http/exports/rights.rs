//! An export holds what its reader sees, and nothing else.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::{
    desk::{Desk, Job, entity, sheets},
    imports::clerk,
};

const PATH: &str = "/api/v1/entities/company/exports";

on_both_databases! {
    async fn rows_and_fields_are_those_of_the_reader(installation: Installation) {
        let desk = Desk::open(installation).await;
        let clerk = clerk(&desk).await;
        let me = clerk.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        desk.create("company", json!({ "name": "别人的", "secret": "canarybird", "rating": "A" })).await;
        desk.create("company", json!({ "name": "自己的", "secret": "canarybird", "rating": "A", "owner_id": me })).await;
        for format in ["csv", "jsonl", "xlsx"] {
            let job = Job::export(&clerk, PATH, json!({ "format": format })).await;
            assert_eq!((job.state(), &job.seen["rows"]), ("done", &json!(1)), "{}", job.seen);
            let bytes = job.download("file").await;
            let text = if format == "xlsx" { format!("{:?}", sheets(&bytes)) } else { String::from_utf8(bytes).expect("UTF-8") };
            assert!(text.contains("自己的") && text.contains("rating"), "{text}");
            for hidden in ["别人的", "canarybird", "secret"] {
                assert!(!text.contains(hidden), "{format} holds {hidden}: {text}");
            }
            desk.admin.get(&job.path).await.refused(404, "not_found");
            desk.admin.get(&format!("{}/file", job.path)).await.refused(404, "not_found");
        }
        for wanted in [json!({ "fields": ["secret"] }), json!({ "filter": { "field": "secret", "op": "eq", "value": "canarybird" } }), json!({ "sort": ["secret"] })] {
            let answer = clerk.post(PATH, wanted.clone()).await;
            assert!(matches!(answer.status, 403 | 422), "{wanted}: {} {}", answer.status, answer.text());
        }
        let all = Job::export(&clerk, "/api/v1/exports", json!({ "format": "csv" })).await;
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(all.download("file").await)).expect("an archive");
        for index in 0..archive.len() {
            let mut text = String::new();
            let mut part = archive.by_index(index).expect("a part");
            std::io::Read::read_to_string(&mut part, &mut text).expect("text");
            let name = part.name().expect("a name").into_owned();
            assert!(name.starts_with("company.") && !text.contains("canarybird") && !text.contains("别人的"), "{}: {text}", name);
        }
    }

    async fn a_file_is_handed_out_while_the_right_lasts(installation: Installation) {
        let desk = Desk::open(installation).await;
        let clerk = clerk(&desk).await;
        let me = clerk.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        desk.create("company", json!({ "name": "自己的", "rating": "A", "owner_id": me })).await;
        let one = Job::export(&clerk, PATH, json!({ "format": "csv" })).await;
        let all = Job::export(&clerk, "/api/v1/exports", json!({ "format": "csv" })).await;
        assert!(!one.download("file").await.is_empty() && !all.download("file").await.is_empty());
        let user = format!("/api/v1/users/{}", me.as_str().expect("an id"));
        desk.admin.patch(&user, json!({ "role_keys": [] })).await.expect(200);
        for job in [one, all] {
            clerk.get(&format!("{}/file", job.path)).await.refused(403, "no_right");
        }
    }

    async fn without_the_right_there_is_no_file(installation: Installation) {
        let desk = Desk::open(installation).await;
        let role = json!({ "format": 1, "key": "viewer", "labels": { "zh-CN": "看" }, "entities": { "company": { "actions": { "view": "all" } } } });
        desk.publish(&[("role", role)]).await;
        let viewer = desk.person("kan", &["viewer"]).await;
        viewer.post(PATH, json!({})).await.refused(403, "no_right");
        viewer.post("/api/v1/entities/person/exports", json!({})).await.refused(403, "no_right");
        viewer.post("/api/v1/entities/nothing/exports", json!({})).await.refused(404, "not_found");
        viewer.post("/api/v1/exports", json!({})).await.refused(403, "no_right");
        desk.server.client().post(PATH, json!({})).await.expect(401);
    }

    async fn a_part_of_a_masked_field_is_masked(installation: Installation) {
        let desk = Desk::open(installation).await;
        let site = json!({ "place": { "kind": "address" }, "price": { "kind": "money" }, "name": { "kind": "text" } });
        let actions = json!({ "view": "all", "export": "all" });
        let role = json!({ "format": 1, "key": "walker", "labels": { "zh-CN": "走访" }, "entities": {
            "site": { "actions": actions, "fields": { "place": "masked", "price": "masked" } } } });
        desk.publish(&[("entity", entity("site", &json!({ "title": "name" }), &[], &site)), ("role", role)]).await;
        let place = json!({ "province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "canarybird 8" });
        desk.create("site", json!({ "name": "甲", "place": place, "price": { "amount": "31337.00", "currency": "CNY" } })).await;
        let walker = desk.person("zoufang", &["walker"]).await;
        let fields = json!(["name", "place", "place.province", "place.detail", "price", "price.currency"]);
        for format in ["csv", "jsonl", "xlsx"] {
            let job = Job::export(&walker, "/api/v1/entities/site/exports", json!({ "format": format, "fields": fields })).await;
            let bytes = job.download("file").await;
            let text = if format == "xlsx" { format!("{:?}", sheets(&bytes)) } else { String::from_utf8(bytes).expect("UTF-8") };
            assert!(text.contains("甲"), "{text}");
            for told in ["canarybird", "31337", "浙江", "CNY"] {
                assert!(!text.contains(told), "{format} tells {told}: {text}");
            }
        }
        let listed = walker.post("/api/v1/entities/site/records/query", json!({ "fields": fields })).await.expect(200).to_string();
        assert!(!listed.contains("canarybird") && !listed.contains("浙江"), "{listed}");
    }
}
