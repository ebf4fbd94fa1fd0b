//! Folders in and out of an installation.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use formwork_tests::{Installation, on_both_databases};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// The example, copied so that it can be changed.
struct Copied {
    place: TempDir,
}

impl Copied {
    fn new() -> Copied {
        let copied = Copied { place: tempfile::tempdir().expect("a directory") };
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/customer-archive");
        let status =
            std::process::Command::new("cp").arg("-r").arg(example).arg(copied.place.path()).status();
        assert!(status.expect("cp runs").success());
        copied
    }

    fn path(&self) -> PathBuf {
        self.place.path().join("customer-archive")
    }

    fn run(&self, installation: &Installation, verb: &str, more: &[&str]) -> (i32, String) {
        let path = self.path();
        let mut arguments = vec!["app", verb, path.to_str().expect("text")];
        arguments.extend(more);
        let output = installation.run(&arguments, "");
        (output.code, output.out + &output.err)
    }

    fn told(&self, installation: &Installation, verb: &str, more: &[&str]) -> Json {
        let (code, out) = self.run(installation, verb, &[more, &["--json"]].concat());
        assert!(code <= 1, "{out}");
        serde_json::from_str(out.lines().next().unwrap_or_default())
            .unwrap_or_else(|fault| panic!("{fault}: {out}"))
    }

    fn edit(&self, file: &str, change: impl FnOnce(&mut Json)) {
        let path = self.path().join(file);
        let mut body: Json = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        change(&mut body);
        fs::write(path, body.to_string()).expect("written");
    }
}

/// The definitions of a folder by name.
fn definitions(path: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(String::new(), path.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() && !["sample", "data"].contains(&name.as_str()) {
                folders.push((format!("{name}/"), entry.path()));
            } else if name.ends_with(".json") {
                found.insert(name, fs::read_to_string(entry.path()).expect("text"));
            }
        }
    }
    found
}

on_both_databases! {
    async fn a_folder_goes_in_and_comes_out_the_same(installation: Installation) {
        let app = Copied::new();
        let before = definitions(&app.path());
        assert_eq!(before.len(), 33);
        let installed = app.told(&installation, "install", &[]);
        assert_eq!((installed["published"].as_array().expect("a list").len(), &installed["unchanged"]), (33, &json!(0)));
        let again = app.told(&installation, "install", &[]);
        assert_eq!((&again["published"], &again["unchanged"]), (&json!([]), &json!(33)));
        assert_eq!(installation.sql("SELECT max(version) FROM definitions"), "1");
        let out = app.place.path().join("out/customer-archive");
        installation.run(&["app", "export", out.to_str().expect("text")], "").done();
        assert_eq!(definitions(&out), before);
        assert_eq!(app.run(&installation, "diff", &[]).0, 0);
    }

    async fn a_changed_folder_is_told_and_installed_and_taken_back(installation: Installation) {
        let app = Copied::new();
        app.told(&installation, "install", &[]);
        app.edit("option_sets/attitude.json", |set| set["options"][0]["color"] = json!("teal"));
        fs::remove_file(app.path().join("views/today-follow-ups.json")).expect("removed");
        app.edit("app.json", |app| {
            app["navigation"].as_array_mut().expect("a list").retain(|view| view != "today-follow-ups");
            app["depends"] = json!([]);
        });
        let difference = app.told(&installation, "diff", &[]);
        let places: Vec<String> = difference["differences"].as_array().expect("a list").iter()
            .map(|d| format!("{} {}", d["file"].as_str().expect("text"), d["pointer"].as_str().expect("text"))).collect();
        assert_eq!(places, ["app.json /navigation", "option_sets/attitude.json /options/0/color", "views/today-follow-ups.json "]);
        let (code, words) = app.run(&installation, "diff", &[]);
        assert_eq!(code, 1);
        assert!(words.contains(r#"/options/0/color: published "green", in the folder "teal""#), "{words}");
        let tried = app.told(&installation, "install", &["--dry-run"]);
        assert_eq!(tried["published"].as_array().expect("a list").len(), 2);
        assert_eq!(app.run(&installation, "diff", &[]).0, 1, "a dry run installs nothing");
        assert_eq!(app.told(&installation, "install", &[])["kept"], json!(["view/today-follow-ups"]));
        assert_eq!(app.told(&installation, "install", &["--withdraw"])["withdrawn"], json!(["view/today-follow-ups"]));
        assert_eq!(app.run(&installation, "diff", &[]).0, 0);
        fs::write(app.path().join("views/stale.json"), "{}").expect("written");
        let exported = app.told(&installation, "export", &[]);
        assert_eq!(exported["removed"], json!(["views/stale.json"]));
        assert_eq!(app.run(&installation, "validate", &[]).0, 0);
    }

    async fn what_others_own_or_are_writing_is_not_overwritten(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let own = json!({ "format": 1, "key": "industry", "options": [{ "key": "mine" }] });
        admin.put("/api/v1/definitions/option_set/industry/draft", own).await.expect(200);
        admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "option_set", "key": "industry" }] })).await.expect(200);
        let half = json!({ "format": 1, "key": "product", "app": "customer-archive", "options": [] });
        admin.put("/api/v1/definitions/option_set/product/draft", half).await.expect(200);
        let app = Copied::new();
        let refused = app.told(&installation, "install", &[]);
        let issues: Vec<(&str, &str)> = refused["issues"].as_array().expect("a list").iter()
            .map(|issue| (issue["file"].as_str().expect("text"), issue["code"].as_str().expect("text"))).collect();
        assert_eq!(issues, [("option_sets/industry.json", "other_owner"), ("option_sets/product.json", "open_draft")]);
        admin.get("/api/v1/entities/customer").await.refused(404, "not_found");
    }

    async fn a_running_server_notices_what_a_command_installs(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        admin.get("/api/v1/entities/customer").await.refused(404, "not_found");
        Copied::new().told(&installation, "install", &[]);
        let installed = Instant::now();
        while admin.get("/api/v1/entities/customer").await.status != 200 {
            assert!(installed.elapsed() < Duration::from_secs(5), "the server did not notice");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let made = admin.post("/api/v1/entities/customer/records", json!({ "name": "杭州青竹科技有限公司" })).await.expect(201);
        assert_eq!(made["stage"], "lead");
    }
}

#[test]
fn a_trial_counts_what_passed() {
    let installation = Installation::new(formwork_tests::Engine::Sqlite);
    let app = Copied::new();
    app.edit("sample/generator.json", |generator| {
        for step in generator["steps"].as_array_mut().expect("steps") {
            if step.get("count").is_some() {
                step["count"] = json!(60);
            }
        }
        let step = &mut generator["steps"][1];
        step["fixed"] = json!([{ "index": 3, "values": { "name": "名".repeat(500) } }]);
    });
    let tried = app.told(&installation, "test", &[]);
    assert_eq!(tried["created"], json!({ "customer": 60, "contact": 59, "follow_up": 60 }), "{tried}");
    assert_eq!(
        (&tried["refused"], &tried["users"], &tried["definitions"]),
        (&json!(1), &json!(15), &json!(33))
    );
    assert_eq!(tried["issues"][0]["pointer"], "/contact/3/name");
    assert_eq!(app.run(&installation, "test", &[]).0, 1);
    assert!(!installation.data_dir().exists(), "a trial leaves the installation alone");
}
