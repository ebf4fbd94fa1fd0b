//! People by what a file calls them.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job};

on_both_databases! {
    async fn people_are_found_by_login_and_address(installation: Installation) {
        let desk = Desk::open(installation).await;
        let department = desk.admin.post("/api/v1/departments", json!({ "name": "华东" })).await.expect(201);
        let mut ids = Vec::new();
        for (username, email, department) in [("wangwei", Json::Null, &department["id"]), ("WangWei2", json!("wei@Example.com"), &Json::Null)] {
            let body = json!({ "username": username, "name": "王伟", "email": email, "password": "horse battery staple", "department_id": department });
            ids.push(desk.admin.post("/api/v1/users", body).await.expect(201)["id"].clone());
        }
        let other = json!({ "username": "laoban", "name": "wangwei2", "password": "horse battery staple" });
        desk.admin.post("/api/v1/users", other).await.expect(201);
        let list = "name,boss\n甲,王伟\n乙,ＷＡＮＧＷＥＩ\n丙,WEI@example.com\n丁,wangwei2\n戊,laoban\n己,nobody@example.com\n";
        let columns = json!({ "columns": [{ "column": 0, "field": "name" }, { "column": 1, "field": "boss" }] });
        let mut job = desk.import("person", "list.csv", list).await;
        job.map(columns.clone()).await;
        assert_eq!(job.counts(), [3, 0, 0, 3], "{:?}", job.rows("").await);
        let told = |rows: &[Json]| -> Vec<(String, String)> {
            let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
            rows.iter().map(|row| (text(&row["issues"][0]["code"]), text(&row["issues"][0]["message"]))).collect()
        };
        let refused = told(&job.rows("&state=refused").await);
        let codes: Vec<&str> = refused.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["several_matches", "several_matches", "not_found"]);
        assert!(refused[0].1.contains("(WangWei2, wangwei)"), "{}", refused[0].1);
        assert!(refused[1].1.contains("(WangWei2, laoban)"), "a name and a login of two people: {}", refused[1].1);
        job.apply().await;
        let found = desk.records("person").await;
        let bosses: Vec<(&Json, &Json)> = found.iter().map(|made| (&made["name"], &made["boss"])).collect();
        assert_eq!(bosses[..2], [(&json!("乙"), &ids[0]), (&json!("丙"), &ids[1])], "{bosses:?}");

        // Who may not list users learns no login name.
        let actions = json!({ "view": "own", "create": "all", "import": "all" });
        let role = json!({ "format": 1, "key": "filer", "labels": { "zh-CN": "文书" }, "entities": { "person": { "actions": actions } } });
        desk.publish(&[("role", role)]).await;
        let filer = desk.person("wenshu", &["filer"]).await;
        let mut job = Job::begin(&filer, "person", "list.csv", "name,boss\n甲,王伟\n", None).await;
        job.map(columns).await;
        let refused = told(&job.rows("&state=refused").await);
        assert!(refused[0].1.contains("(华东)") && !refused[0].1.contains("angwei"), "{}", refused[0].1);
        assert!(refused[0].1.contains("login name"), "{}", refused[0].1);
    }
}
