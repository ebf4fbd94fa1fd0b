//! An import is taken back: at once while nobody touched what it wrote, after an answer when somebody did.

use formwork_tests::{Installation, on_both_databases};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, Job, entity};

/// Two companies of which one is changed, and one new, imported; the new one and the changed one were edited since.
struct Edited {
    desk: Desk,
    job: Job,
    changed: Json,
    made: Json,
}

async fn import(desk: &Desk) -> Job {
    let list = "编码,名称,人数\nC-1,甲公司新名,9\nC-2,乙公司,3\nC-3,丙公司,4\n";
    let mut job = desk.import("company", "list.csv", list).await;
    let columns = json!([{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }, { "column": 2, "field": "staff" }]);
    job.map(json!({ "columns": columns, "key": ["short_code"] })).await;
    job.apply().await;
    assert_eq!(job.counts(), [2, 1, 0, 0]);
    job
}

async fn edited(installation: Installation) -> Edited {
    let desk = Desk::open(installation).await;
    let changed = desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5 })).await;
    let job = import(&desk).await;
    let made =
        desk.records("company").await.into_iter().find(|one| one["short_code"] == "C-2").expect("made");
    for (record, values) in [(&changed, json!({ "staff": 10 })), (&made, json!({ "remark": "已联系" }))] {
        desk.admin.patch(&path(record), values).await.expect(200);
    }
    Edited { desk, job, changed, made }
}

fn path(record: &Json) -> String {
    format!("/api/v1/entities/company/records/{}", record["id"].as_str().expect("an id"))
}

on_both_databases! {
    async fn what_nobody_touched_goes_back_at_once(installation: Installation) {
        let desk = Desk::open(installation).await;
        let old = desk.create("company", json!({ "name": "甲公司", "short_code": "C-1", "staff": 5 })).await;
        let mut job = import(&desk).await;
        assert_eq!(job.undo(json!({})).await.expect(200)["state"], "undone");
        let now = desk.records("company").await;
        assert_eq!((now.len(), &now[0]["name"], &now[0]["staff"], &now[0]["id"]), (1, &json!("甲公司"), &json!(5), &old["id"]));
        job.undo(Json::Null).await.refused(409, "state_conflict");
        job.settle().await;
        assert_eq!(job.state(), "undone");
    }

    async fn rows_edited_since_are_asked_about_and_kept(installation: Installation) {
        let Edited { desk, mut job, changed, made } = edited(installation).await;
        let asked = job.undo(Json::Null).await.refused(409, "edited_since");
        let mut told: Vec<Json> = asked["edited"].as_array().expect("a list").clone();
        told.sort_by_key(|one| one["id"] != changed["id"]);
        assert_eq!(json!(told), json!([{ "id": changed["id"], "fields": ["staff"] }, { "id": made["id"], "fields": ["remark"] }]));
        assert_eq!(desk.count("company").await, 3, "a question takes nothing back");
        job.settle().await;
        assert_eq!(job.state(), "done");
        job.undo(json!({ "keep_edited": true })).await.expect(200);
        let now = desk.records("company").await;
        let names: Vec<&Json> = now.iter().map(|one| &one["name"]).collect();
        assert_eq!(json!(names), json!(["甲公司新名", "乙公司"]), "the untouched one went");
    }

    async fn rows_edited_since_go_back_when_the_answer_says_so(installation: Installation) {
        let Edited { desk, job, changed, .. } = edited(installation).await;
        job.undo(json!({ "keep_edited": false })).await.expect(200);
        let now = desk.records("company").await;
        assert_eq!((now.len(), &now[0]["id"], &now[0]["name"], &now[0]["staff"]), (1, &changed["id"], &json!("甲公司"), &json!(5)));
    }

    async fn undoing_the_batch_undoes_the_import(installation: Installation) {
        let desk = Desk::open(installation).await;
        let mut job = import_new(&desk).await;
        let batch = job.seen["batch"].as_str().expect("a batch").to_owned();
        let undone = desk.admin.post(&format!("/api/v1/batches/{batch}/undo"), json!({})).await.expect(200);
        assert_eq!(undone["undone"], 2);
        job.settle().await;
        assert_eq!((job.state(), desk.count("company").await), ("undone", 0));
        job.undo(json!({})).await.refused(409, "state_conflict");
        desk.admin.post(&format!("/api/v1/batches/{batch}/undo"), json!({})).await.refused(409, "state_conflict");
    }

    async fn an_undo_that_was_cut_short_goes_on_where_it_stopped(installation: Installation) {
        let desk = Desk::open(installation).await;
        let (made, changed) = (5_000, 20);
        for i in 0..changed {
            desk.create("company", json!({ "name": format!("老客户{i}"), "short_code": format!("C-{i}"), "staff": 1 })).await;
        }
        let mut list = String::from("编码,名称,人数\n");
        for i in (0..made + changed).rev() {
            list.push_str(&format!("C-{i},第{i}公司,{i}\n"));
        }
        let mut job = desk.import("company", "list.csv", list).await;
        let columns = json!([{ "column": 0, "field": "short_code" }, { "column": 1, "field": "name" }, { "column": 2, "field": "staff" }]);
        job.map(json!({ "columns": columns, "key": ["short_code"] })).await;
        job.apply().await;
        assert_eq!(job.counts(), [made, changed, 0, 0]);
        let path = format!("{}/undo", job.path);
        let first = desk.admin.post(&path, json!({}));
        let watched = async {
            while desk.count("company").await == made + changed {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            answer = first => panic!("it was not cut short: {}", answer.text()),
            () = watched => {}
        }
        let Desk { server, admin, installation } = desk;
        server.kill();
        let server = installation.serve(&[]).await;
        let desk = Desk { admin: admin.at(&server), server, installation };
        let seen = desk.admin.get(&job.path).await.expect(200);
        assert_eq!((&seen["state"], &seen["problem"]["code"]), (&json!("failed"), &json!("interrupted")), "{seen}");
        let left = desk.count("company").await;
        assert!(left > changed && left < made + changed, "{left}");
        // What the first attempt did is no edit of anybody's.
        assert_eq!(desk.admin.post(&path, json!({})).await.expect(200)["state"], "undone");
        assert_eq!(desk.count("company").await, changed);
        assert!(desk.records("company").await.iter().all(|one| one["staff"] == 1));
        let times = |of: &str| desk.installation.sql(&format!("SELECT COUNT(*) FROM changes c JOIN change_details d ON d.seq = c.seq WHERE {of}"));
        assert_eq!(times("c.action = 'delete'").trim(), made.to_string(), "each went once");
        assert_eq!(times("d.why LIKE '%\"undo\"%'").trim(), changed.to_string(), "each came back once");
    }

    async fn records_of_a_batch_that_refer_to_each_other_go_together(installation: Installation) {
        let desk = Desk::open(installation).await;
        let part = json!({ "name": { "kind": "text", "unique": true }, "above": { "kind": "reference", "target": "part", "on_delete": "refuse" },
            "beside": { "kind": "references", "target": "part", "on_delete": "clear" } });
        desk.publish(&[("entity", entity("part", &json!({ "title": "name" }), &["name"], &part))]).await;
        let columns = json!([{ "column": 0, "field": "name" }, { "column": 1, "field": "above" }, { "column": 2, "field": "beside" }]);
        let mut jobs = Vec::new();
        for list in ["名称\n顶\n中\n底\n", "名称,上级,旁边\n中,顶,底\n底,中,顶\n"] {
            let mut job = desk.import("part", "parts.csv", list).await;
            let width = list.lines().next().map_or(0, |line| line.split(',').count());
            job.map(json!({ "columns": columns.as_array().expect("columns")[..width], "key": ["name"] })).await;
            job.apply().await;
            jobs.push(job);
        }
        let asked = jobs[0].undo(json!({})).await.refused(409, "edited_since");
        assert_eq!(asked["edited"].as_array().map(Vec::len), Some(2));
        jobs[0].undo(json!({ "keep_edited": false })).await.expect(200);
        assert_eq!(desk.count("part").await, 0);
    }

    async fn an_import_that_was_never_applied_has_nothing_to_undo(installation: Installation) {
        let desk = Desk::open(installation).await;
        let job = desk.import("company", "list.csv", "名称\n甲\n").await;
        job.undo(json!({})).await.refused(409, "state_conflict");
        let mut none = desk.import("company", "list.csv", "名称,staff\n,3\n").await;
        none.apply().await;
        assert_eq!(none.counts(), [0, 0, 0, 1]);
        assert_eq!(none.undo(json!({})).await.expect(200)["state"], "undone");
    }
}

async fn import_new(desk: &Desk) -> Job {
    let mut job = desk.import("company", "list.csv", "名称,人数\n乙公司,3\n丙公司,4\n").await;
    job.apply().await;
    job
}
