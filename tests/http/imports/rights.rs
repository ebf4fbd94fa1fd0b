//! An import stays within the rights of whoever imports.

use formwork_tests::{Client, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, upload};

/// Somebody who imports and exports companies: own ones alone, `secret` hidden, `rating` to be read only.
pub(crate) async fn clerk(desk: &Desk) -> Client {
    let actions = json!({ "view": "own", "create": "all", "edit": "own", "import": "all", "export": "own" });
    let fields = json!({ "secret": "hidden", "rating": "readonly" });
    let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" },
        "entities": { "company": { "actions": actions, "fields": fields } } });
    desk.publish(&[("role", role)]).await;
    desk.person("wenyuan", &["clerk"]).await
}

async fn opened(installation: Installation) -> (Desk, Client) {
    let desk = Desk::open(installation).await;
    let clerk = clerk(&desk).await;
    (desk, clerk)
}

on_both_databases! {
    async fn a_hidden_field_is_neither_suggested_nor_importable(installation: Installation) {
        let (desk, clerk) = opened(installation).await;
        let list = "name,secret,rating,staff\n甲公司,x,y,3\n";
        let mut job = Job::begin(&clerk, "company", "list.csv", list, None).await;
        let fields: Vec<Json> = job.seen["columns"].as_array().expect("columns").iter().map(|c| c["field"].clone()).collect();
        assert_eq!(json!(fields), json!(["name", null, null, "staff"]));
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "secret" }, { "column": 2, "field": "rating" }]);
        let refused = clerk.patch(&job.path, json!({ "columns": columns, "key": ["secret"] })).await.issues();
        let told: Vec<String> = refused.into_iter().map(|(at, code)| format!("{at} {code}")).collect();
        assert_eq!(told, ["/columns/1/field unknown_field", "/columns/2/field field_forbidden", "/key/0 bad_key"]);
        job.settle().await;
        job.apply().await;
        let made = &desk.records("company").await[0];
        assert_eq!((&made["name"], &made["staff"], &made["secret"], &made["rating"]), (&json!("甲公司"), &json!(3), &Json::Null, &Json::Null));
    }

    async fn a_saved_mapping_gives_no_right(installation: Installation) {
        let (desk, clerk) = opened(installation).await;
        let list = "甲,乙,丙\n甲公司,x,y\n";
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "secret" }, { "column": 2, "field": "rating" }]);
        job.map(json!({ "columns": columns, "save_as": "全部" })).await;
        let mut job = Job::begin(&clerk, "company", "list.csv", list, Some("全部")).await;
        assert_eq!(job.state(), "failed", "{}", job.seen);
        let told = [("unknown_field", "/columns/1/field"), ("field_forbidden", "/columns/2/field")];
        assert_eq!(job.issues(), told.map(|(code, at)| (code.to_owned(), at.to_owned())));
        clerk.post(&format!("{}/apply", job.path), json!({})).await.refused(409, "state_conflict");
        job.map(json!({ "columns": [{ "column": 0, "field": "name" }] })).await;
        job.apply().await;
        assert_eq!(desk.records("company").await[0]["secret"], Json::Null);
    }

    async fn a_right_that_goes_before_the_import_goes_for_the_import(installation: Installation) {
        let (desk, clerk) = opened(installation).await;
        let mut job = Job::begin(&clerk, "company", "list.csv", "name,staff\n甲公司,3\n", None).await;
        assert_eq!(job.counts(), [1, 0, 0, 0]);
        let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": { "company": {
            "actions": { "view": "own", "create": "all", "edit": "own", "import": "all" }, "fields": { "staff": "hidden" } } } });
        desk.publish(&[("role", role)]).await;
        clerk.post(&format!("{}/apply", job.path), json!({})).await.expect(202);
        job.settle().await;
        assert_eq!((job.state(), job.issues()), ("failed", vec![("unknown_field".to_owned(), "/columns/1/field".to_owned())]));
        assert_eq!(desk.count("company").await, 0);
        let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": { "company": { "actions": { "view": "own" } } } });
        desk.publish(&[("role", role)]).await;
        upload(&clerk, "company", "list.csv", "name\n乙\n", None).await.refused(403, "no_right");
        clerk.get(&job.path).await.refused(403, "no_right");
    }

    async fn records_of_others_are_neither_changed_nor_told_of(installation: Installation) {
        let (desk, clerk) = opened(installation).await;
        desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5 })).await;
        let list = "short_code,name,staff\nC-1,新甲,9\nC-2,甲公司,3\nC-3,丙公司,4\n";
        let mut job = Job::begin(&clerk, "company", "list.csv", list, None).await;
        job.map(json!({ "key": ["short_code"] })).await;
        assert_eq!(job.counts(), [1, 0, 2, 0], "{:?}", job.rows("").await);
        for row in job.rows("&state=duplicate").await {
            let told = &row["matches"][0];
            assert_eq!(told.get("id").cloned().unwrap_or_default(), Json::Null, "{told}");
            assert!(!told["message"].as_str().expect("a message").contains("甲公司"), "{told}");
        }
        job.apply().await;
        let all = desk.records("company").await;
        assert_eq!((all.len(), &all[0]["name"], &all[0]["staff"]), (2, &json!("甲公司"), &json!(5)));
        desk.admin.get(&job.path).await.refused(404, "not_found");
        desk.admin.post(&format!("{}/undo", job.path), json!({})).await.refused(404, "not_found");
    }

    async fn a_reference_is_found_only_among_what_one_sees(installation: Installation) {
        let (desk, _) = opened(installation).await;
        let role = json!({ "format": 1, "key": "keeper", "labels": { "zh-CN": "保管" }, "entities": {
            "company": { "actions": { "view": "own" }, "fields": { "short_code": "hidden" } },
            "person": { "actions": { "view": "all", "create": "all", "edit": "all", "import": "all" } } } });
        desk.publish(&[("role", role)]).await;
        let keeper = desk.person("baoguan", &["keeper"]).await;
        desk.create("company", json!({ "name": "甲公司", "short_code": "C-1" })).await;
        let mut job = Job::begin(&keeper, "person", "list.csv", "name,company\n张三,甲公司\n", None).await;
        assert_eq!(job.counts(), [0, 0, 0, 1]);
        assert_eq!((&job.rows("").await[1]["issues"][0]["code"], &job.seen["unknown"]["company"][0]["suggestion"]), (&json!("not_found"), &Json::Null));
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "company", "lookup": "short_code" }]);
        let refused = keeper.patch(&job.path, json!({ "columns": columns })).await;
        assert_eq!(refused.issues(), [("/columns/1/lookup".to_owned(), "bad_lookup".to_owned())]);
        job.settle().await;
    }

    async fn what_one_sees_and_may_not_change_stays(installation: Installation) {
        let (desk, _) = opened(installation).await;
        let actions = json!({ "view": "all", "create": "all", "edit": "own", "import": "all" });
        let role = json!({ "format": 1, "key": "mender", "labels": { "zh-CN": "校对" }, "entities": { "company": { "actions": actions, "fields": { "name": "masked" } } } });
        desk.publish(&[("role", role)]).await;
        let mender = desk.person("jiaodui", &["mender"]).await;
        let me = mender.get("/api/v1/me").await.expect(200)["user"]["id"].clone();
        desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5 })).await;
        desk.create("company", json!({ "name": "乙公司", "short_code": "C-2", "staff": 5, "owner_id": me })).await;
        let mut job = Job::begin(&mender, "company", "list.csv", "short_code,staff\nC-1,9\nC-2,9\n", None).await;
        for (on_match, counts) in [("skip", [0, 0, 2, 0]), ("update", [0, 1, 1, 0])] {
            job.map(json!({ "key": ["short_code"], "on_match": on_match })).await;
            assert_eq!(job.counts(), counts, "{on_match}");
            let rows = json!(job.rows("").await).to_string();
            assert!(!rows.contains("公司"), "a masked title is no message: {rows}");
        }
        job.apply().await;
        let mut staff: Vec<String> = desk.records("company").await.iter().map(|c| format!("{}{}", c["short_code"], c["staff"])).collect();
        staff.sort();
        assert_eq!(staff, ["\"C-1\"5", "\"C-2\"9"]);
    }

    async fn who_may_only_change_makes_nothing(installation: Installation) {
        let (desk, _) = opened(installation).await;
        let actions = json!({ "view": "all", "edit": "all", "import": "all" });
        let role = json!({ "format": 1, "key": "mender", "labels": { "zh-CN": "校对" }, "entities": { "company": { "actions": actions } } });
        desk.publish(&[("role", role)]).await;
        let mender = desk.person("jiaodui", &["mender"]).await;
        desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5 })).await;
        let mut job = Job::begin(&mender, "company", "list.csv", "short_code,name,staff\nC-1,甲公司,9\nC-2,乙公司,3\n", None).await;
        job.map(json!({ "key": ["short_code"], "on_match": "update" })).await;
        assert_eq!(job.counts(), [0, 1, 0, 1], "{}", job.seen);
        assert_eq!(job.rows("&state=refused").await[0]["issues"][0]["code"], "no_right");
        job.apply().await;
        assert_eq!((job.counts(), desk.count("company").await), ([0, 1, 0, 1], 1));
    }

    async fn a_title_one_may_not_read_finds_nothing(installation: Installation) {
        let (desk, _) = opened(installation).await;
        desk.create("company", json!({ "name": "甲公司" })).await;
        for right in ["hidden", "masked"] {
            let role = json!({ "format": 1, "key": "keeper", "labels": { "zh-CN": "保管" }, "entities": {
                "company": { "actions": { "view": "all" }, "fields": { "name": right } },
                "person": { "actions": { "view": "all", "create": "all", "import": "all" } } } });
            desk.publish(&[("role", role)]).await;
            let keeper = desk.person(right, &["keeper"]).await;
            let job = Job::begin(&keeper, "person", "list.csv", "name,company\n张三,甲公司\n", None).await;
            assert_eq!((job.state(), job.counts()), ("ready", [0, 0, 0, 1]), "{right}: {}", job.seen);
            assert_eq!(job.rows("&state=refused").await[0]["issues"][0]["code"], "not_found", "{right}");
        }
    }

    async fn what_the_system_writes_is_not_imported(installation: Installation) {
        let (desk, clerk) = opened(installation).await;
        for client in [&clerk, &desk.admin] {
            let job = Job::begin(client, "company", "list.csv", "name,when\n甲公司,2001-01-01\n", None).await;
            for field in ["created_at", "updated_by", "version", "id", "deleted_at", "department_id"] {
                let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": field }]);
                let refused = client.patch(&job.path, json!({ "columns": columns })).await.issues();
                assert!(refused.contains(&("/columns/1/field".to_owned(), "field_forbidden".to_owned())), "{field}: {refused:?}");
            }
        }
    }

    async fn an_import_makes_records_within_the_scope_of_whoever_imports(installation: Installation) {
        let (desk, _) = opened(installation).await;
        let own = json!({ "view": "own", "create": "own", "edit": "own", "import": "own" });
        let below = json!({ "view": "own", "create": "department", "edit": "own", "import": "own" });
        for (key, actions) in [("porter", own), ("head", below)] {
            let role = json!({ "format": 1, "key": key, "labels": { "zh-CN": key }, "entities": { "company": { "actions": actions } } });
            desk.publish(&[("role", role)]).await;
        }
        let porter = desk.person("banyun", &["porter"]).await;
        let head = desk.person("tou", &["head"]).await;
        let list = "name,owner_id\n甲公司,banyun\n乙公司,wenyuan\n丙公司,\n";
        let columns = json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "owner_id" }] });
        let mut job = Job::begin(&porter, "company", "list.csv", list, None).await;
        job.map(columns.clone()).await;
        let told = |rows: Vec<Json>| rows.iter().map(|row| row["issues"][0]["code"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>();
        assert_eq!((job.counts(), told(job.rows("&state=refused").await)), ([2, 0, 0, 1], vec!["out_of_scope".to_owned()]));
        job.apply().await;
        assert_eq!(desk.count("company").await, 2);
        // What only the record itself tells is told when it is written.
        let mut job = Job::begin(&head, "company", "list.csv", "name,owner_id\n丁公司,tou\n戊公司,wenyuan\n", None).await;
        job.map(columns).await;
        job.apply().await;
        assert_eq!((job.counts(), told(job.rows("&state=refused").await)), ([1, 0, 0, 1], vec!["out_of_scope".to_owned()]));
        assert_eq!(desk.count("company").await, 3);
    }
}
