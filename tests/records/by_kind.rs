//! What lists, sums, formulas and histories say of a kind of field.

use formwork_tests::on_both_databases;
use serde_json::json;

use crate::world::{World, entity};

on_both_databases! {
    async fn stars_and_durations_are_numbers(installation: Installation) {
        let task = entity("task", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "stars": { "kind": "rating" }, "spent": { "kind": "duration" },
            "project": { "kind": "reference", "target": "project" },
            "cost": { "kind": "formula", "formula": "{spent} / 3600 * 200", "scale": 2 } }));
        let roll_up = |op: &str, field: &str| json!({ "kind": "roll_up", "target": "task", "via": "project", "measure": { "op": op, "field": field } });
        let project = entity("project", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "spent": roll_up("sum", "spent"), "longest": roll_up("max", "spent"),
            "mean": roll_up("avg", "stars"), "best": roll_up("max", "stars") }));
        let world = World::start(installation, &[project, task]).await;
        let (projects, tasks) = (world.records("project"), world.records("task"));
        let id = projects.create(json!({ "name": "甲" })).await["id"].clone();
        for (name, stars, spent) in [("a", json!(5), json!(5_400)), ("b", json!(2), json!(900)), ("c", json!(null), json!(null))] {
            tasks.create(json!({ "name": name, "stars": stars, "spent": spent, "project": id })).await;
        }
        let read = projects.get(&id).await;
        assert_eq!((&read["spent"], &read["longest"], &read["mean"], &read["best"]), (&json!(6_300), &json!(5_400), &json!("3.50"), &json!(5)));
        let filter = json!({ "field": "spent", "op": "gte", "value": 901 });
        assert_eq!(tasks.found("name", filter).await, ["a"]);
        assert_eq!(tasks.found("name", json!({ "field": "stars", "op": "between", "value": [0, 9] })).await, ["a", "b"]);
        let sorted = tasks.all(json!({ "sort": ["-spent"], "fields": ["name", "cost"], "limit": 1 })).await;
        let shown: Vec<_> = sorted.iter().map(|task| (&task["name"], task.get("cost"))).collect();
        assert_eq!(shown[..2], [(&json!("a"), Some(&json!("300.00"))), (&json!("b"), Some(&json!("50.00")))]);
        let sums = tasks.aggregate(json!({ "measures": [{ "op": "sum", "field": "spent" }, { "op": "avg", "field": "stars" }] })).await;
        assert_eq!(sums[0], json!({ "sum_spent": 6_300, "avg_stars": "3.50" }));
        let groups = tasks.aggregate(json!({ "group_by": ["stars"], "measures": [{ "op": "count" }] })).await;
        assert_eq!(groups.iter().map(|group| &group["stars"]).collect::<Vec<_>>(), [&json!(null), &json!(2), &json!(5)]);
    }

    async fn parts_of_ranges_and_points_are_asked_sorted_and_computed_with(installation: Installation) {
        let stay = entity("stay", json!({ "title": "name", "indexes": [["period"]] }), &["name"], json!({
            "name": { "kind": "text" }, "period": { "kind": "date_range" }, "at": { "kind": "geo_point" },
            "nights": { "kind": "formula", "formula": "{period.end} - {period.start}", "scale": 0 },
            "north": { "kind": "formula", "formula": "{at.lat} > 0" } }));
        let world = World::start(installation, &[stay]).await;
        let stays = world.records("stay");
        for (name, start, end, lat, place) in [("a", "2026-01-01", "2026-01-31", "22.5", "市民中心"), ("b", "2026-02-01", "2026-02-03", "-33.856784", "Opera")] {
            stays.create(json!({ "name": name, "period": { "start": start, "end": end }, "at": { "lat": lat, "lng": "114", "name": place } })).await;
        }
        stays.create(json!({ "name": "c" })).await;
        let found = async |filter| stays.found("name", filter).await;
        let day = "2026-01-15";
        let covers = json!({ "and": [{ "field": "period.start", "op": "lte", "value": day }, { "field": "period.end", "op": "gte", "value": day }] });
        assert_eq!(found(covers).await, ["a"]);
        assert_eq!(found(json!({ "field": "period.end", "op": "between", "value": ["2026-02-03", "2026-02-28"] })).await, ["b"]);
        assert_eq!(found(json!({ "field": "period.start", "op": "gt", "value": { "days_ahead": 90_000 } })).await, [""; 0]);
        assert_eq!(found(json!({ "field": "period", "op": "is_empty" })).await, ["c"]);
        assert_eq!(found(json!({ "field": "at", "op": "is_not_empty" })).await, ["a", "b"]);
        assert_eq!(found(json!({ "field": "at.lat", "op": "lt", "value": "0" })).await, ["b"]);
        assert_eq!(found(json!({ "field": "at.name", "op": "contains", "value": "OPERA" })).await, ["b"]);
        for (field, op) in [("period", "eq"), ("at", "contains"), ("at.lat", "contains")] {
            let refused = stays.query(json!({ "filter": { "field": field, "op": op, "value": "1" } })).await.expect(422);
            assert_eq!(refused["issues"][0]["code"], "bad_operator", "{field}: {refused}");
        }
        let sorted = stays.all(json!({ "sort": ["-period.start"], "fields": ["name", "period.start", "at.lat", "nights", "north"], "limit": 1 })).await;
        let shown: Vec<_> = sorted.iter().map(|stay| (&stay["name"], &stay["period.start"], &stay["at.lat"], &stay["nights"], &stay["north"])).collect();
        let null = &json!(null);
        assert_eq!(shown[..2], [(&json!("b"), &json!("2026-02-01"), &json!("-33.856784"), &json!("2"), &json!(false)),
                                (&json!("a"), &json!("2026-01-01"), &json!("22.500000"), &json!("30"), &json!(true))]);
        assert_eq!((shown[2].0, shown[2].1), (&json!("c"), null));
        let refused = stays.query(json!({ "sort": ["period"] })).await.expect(422);
        assert_eq!(refused["issues"][0]["code"], "not_sortable");
        let groups = stays.aggregate(json!({ "group_by": ["at.name"], "measures": [{ "op": "max", "field": "period.end" }, { "op": "avg", "field": "at.lat" }] })).await;
        let opera = groups.iter().find(|group| group["at.name"] == "Opera").expect("a group");
        assert_eq!((&opera["max_period.end"], &opera["avg_at.lat"]), (&json!("2026-02-03"), &json!("-33.856784")));
        for body in [json!({ "group_by": ["period"], "measures": [{ "op": "count" }] }), json!({ "measures": [{ "op": "count", "field": "at" }] })] {
            let path = format!("{}/aggregate", stays.path);
            let refused = stays.client.post(&path, body).await.expect(422);
            assert!(["not_groupable", "not_measurable"].contains(&refused["issues"][0]["code"].as_str().expect("a code")), "{refused}");
        }
        let id = sorted[1]["id"].clone();
        stays.patch(&id, json!({ "period": { "start": "2026-01-01", "end": "2026-03-01" } })).await;
        let log = stays.history(&id).await;
        let change = log[0]["changes"].as_array().expect("changes").iter().find(|change| change["field"] == "period").expect("the range");
        assert_eq!((&change["old"]["end"], &change["new"]["end"]), (&json!("2026-01-31"), &json!("2026-03-01")));
        let wrong = json!({ "name": "d", "period": { "start": "2026-03-01", "end": "2026-01-01" }, "at": { "lat": "91", "lng": "0" } });
        let refused = stays.client.post(&stays.path, wrong).await.expect(422);
        let issues: Vec<_> = refused["issues"].as_array().expect("issues").iter().map(|issue| (&issue["code"], &issue["pointer"])).collect();
        assert_eq!(issues, [(&json!("bad_range"), &json!("/period")), (&json!("too_large"), &json!("/at"))]);
    }

    async fn several_people_are_told_by_name_and_must_exist(installation: Installation) {
        let job = entity("job", json!({ "title": "name" }), &["name"], json!({ "name": { "kind": "text" }, "crew": { "kind": "users" } }));
        let world = World::start(installation, &[job]).await;
        let me = world.me().await;
        let (li, _) = world.person("li", "李雷", &[]).await;
        let jobs = world.records("job");
        let both = jobs.create(json!({ "name": "both", "crew": [li, me] })).await;
        jobs.create(json!({ "name": "one", "crew": [li] })).await;
        jobs.create(json!({ "name": "none" })).await;
        assert_eq!(jobs.get(&both["id"]).await["crew"], json!([li, me]));
        let found = async |op, value| jobs.found("name", json!({ "field": "crew", "op": op, "value": value })).await;
        assert_eq!(found("has_any", json!([{ "me": "id" }])).await, ["both"]);
        assert_eq!(found("has_all", json!([li, me])).await, ["both"]);
        assert_eq!(found("has_any", json!([li])).await, ["both", "one"]);
        assert_eq!(found("is_empty", json!(null)).await, ["none"]);
        let told = jobs.all(json!({ "expand": ["crew"], "fields": ["crew"], "filter": { "field": "name", "op": "eq", "value": "both" } })).await;
        assert_eq!(told[0]["crew"][0], json!({ "id": li, "title": "李雷" }));
        let options = world.admin.get("/api/v1/entities/job/options/crew?q=lilei").await.expect(200);
        assert_eq!(options["items"][0]["label"], "李雷", "{options}");
        let groups = jobs.aggregate(json!({ "group_by": ["crew"], "measures": [{ "op": "count" }] })).await;
        assert_eq!(groups.iter().find(|group| group["crew"] == json!(li)).expect("a group")["count"], 2, "{groups:?}");
        let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
        let refused = jobs.client.post(&jobs.path, json!({ "name": "x", "crew": [me, nobody] })).await.expect(422);
        assert_eq!((&refused["issues"][0]["code"], &refused["issues"][0]["pointer"]), (&json!("unknown_user"), &json!("/crew")));
        jobs.patch(&both["id"], json!({ "crew": [me] })).await;
        let log = jobs.history(&both["id"]).await;
        assert_eq!((&log[0]["changes"][0]["old"], &log[0]["changes"][0]["new"]), (&json!([li, me]), &json!([me])));
    }

    async fn a_node_of_a_tree_is_found_with_everything_below_it(installation: Installation) {
        let options = json!([{ "key": "gd", "labels": { "zh-CN": "广东" } }, { "key": "sz", "parent": "gd", "labels": { "zh-CN": "深圳" } },
                             { "key": "ns", "parent": "sz" }, { "key": "gz", "parent": "gd" }, { "key": "hn" }]);
        let shop = |options: &serde_json::Value| entity("shop", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "region": { "kind": "cascader", "options": options } }));
        let world = World::start(installation, &[shop(&options)]).await;
        let shops = world.records("shop");
        let mut made = Vec::new();
        for region in ["ns", "gz", "hn"] {
            made.push(shops.create(json!({ "name": region, "region": region })).await["id"].clone());
        }
        shops.create(json!({ "name": "none" })).await;
        let found = async |op, value| shops.found("name", json!({ "field": "region", "op": op, "value": value })).await;
        assert_eq!(found("in", json!(["gd"])).await, ["gz", "ns"]);
        assert_eq!(found("in", json!(["sz", "hn"])).await, ["hn", "ns"]);
        assert_eq!(found("not_in", json!(["gd"])).await, ["hn", "none"]);
        assert_eq!(found("eq", json!("gd")).await, [""; 0]);
        assert_eq!(found("is_empty", json!(null)).await, ["none"]);
        let refused = shops.client.post(&shops.path, json!({ "name": "x", "region": "sz" })).await.expect(422);
        assert_eq!((&refused["issues"][0]["code"], &refused["issues"][0]["pointer"]), (&json!("not_a_leaf"), &json!("/region")));
        let view = world.admin.get("/api/v1/entities/shop").await.expect(200);
        assert_eq!((&view["fields"][1]["leaf_only"], &view["fields"][1]["options"][1]["parent"]), (&json!(true), &json!("gd")));

        // A shop in a city that is divided later keeps its region and can be edited.
        let mut divided = options.clone();
        divided.as_array_mut().expect("options").push(json!({ "key": "th", "parent": "gz" }));
        crate::world::publish(&world.admin, &[shop(&divided)]).await;
        let renamed = shops.patch(&made[1], json!({ "name": "new" })).await;
        assert_eq!((&renamed["name"], &renamed["region"]), (&json!("new"), &json!("gz")));
        let again = shops.patch_from(&made[1], 2, json!({ "region": "th" })).await.expect(200);
        assert_eq!(again["region"], "th");

        let cycle = json!({ "format": 1, "key": "areas", "labels": { "zh-CN": "区域" },
                            "options": [{ "key": "a", "parent": "b" }, { "key": "b", "parent": "a" }, { "key": "c", "parent": "x" }] });
        world.admin.put("/api/v1/definitions/option_set/areas/draft", cycle).await;
        let refused = world.admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "option_set", "key": "areas" }] })).await.expect(422);
        let codes: Vec<_> = refused["issues"].as_array().expect("issues").iter().map(|issue| (&issue["code"], &issue["pointer"])).collect();
        assert_eq!(codes, [(&json!("parent_cycle"), &json!("/option_set/areas/options/0/parent")), (&json!("parent_cycle"), &json!("/option_set/areas/options/1/parent")),
                           (&json!("unknown_parent"), &json!("/option_set/areas/options/2/parent"))]);
    }

    async fn rich_text_is_cleaned_and_its_words_are_found(installation: Installation) {
        let line = entity("line", json!({ "parent": "note", "owner": false }), &[], json!({ "body": { "kind": "rich_text" } }));
        let note = entity("note", json!({ "title": "name" }), &["name"], json!({
            "name": { "kind": "text" }, "body": { "kind": "rich_text", "search": true }, "lines": { "kind": "sub_table", "target": "line" },
            "extra": { "kind": "json" },
            "length": { "kind": "formula", "formula": "LEN({body})", "scale": 0 } }));
        let world = World::start(installation, &[line, note]).await;
        let notes = world.records("note");
        let dirty = "<h2 onclick=\"x()\">季度<b>总结</b></h2><p>见<a href=\"https://a.cn\" target=_blank>附件</a><a href=\"javascript:alert(1)\">坏</a><img src=x onerror=alert(1)><script>alert('秘密')</script>";
        let made = notes.create(json!({ "name": "a", "body": dirty, "lines": [{ "body": dirty }], "extra": { "a": { "b": null } } })).await;
        let clean = "<h2>季度总结</h2><p>见<a href=\"https://a.cn\">附件</a><a>坏</a></p>";
        let read = notes.get(&made["id"]).await;
        assert_eq!((&read["body"], &read["lines"][0]["body"], &read["length"]), (&json!(clean), &json!(clean), &json!("9")), "{read}");
        assert_eq!(read["extra"], json!({ "a": { "b": null } }));
        notes.create(json!({ "name": "b" })).await;
        let found = async |op, value| notes.found("name", json!({ "field": "body", "op": op, "value": value })).await;
        assert_eq!(found("contains", "度总").await, ["a"]);
        assert_eq!(found("contains", "h2").await, [""; 0]);
        assert_eq!(found("starts_with", "季度").await, ["a"]);
        assert_eq!(found("is_empty", "").await, ["b"]);
        for (words, names) in [("季度总结", vec!["a"]), ("秘密", vec![]), ("href", vec![])] {
            let page = notes.query(json!({ "q": words, "fields": ["name"] })).await.expect(200);
            let hits: Vec<_> = page["items"].as_array().expect("items").iter().map(|note| note["name"].as_str().expect("a name")).collect();
            assert_eq!(hits, names, "{words}");
        }
        let id = &made["id"];
        notes.patch(id, json!({ "body": "<p><br></p>", "extra": {} })).await;
        let bare = notes.get(id).await;
        assert_eq!((bare.get("body"), bare.get("extra")), (None, None));
        let log = notes.history(id).await;
        let old = log[0]["changes"].as_array().expect("changes").iter().find(|change| change["field"] == "body").expect("the text");
        assert_eq!(old["old"], json!(clean));
        let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
        for (values, code, pointer) in [(json!({ "extra": deep }), "too_deep", "/extra"), (json!({ "body": 5 }), "wrong_type", "/body"),
                                        (json!({ "body": "长".repeat(100_001) }), "too_long", "/body")] {
            let refused = notes.client.patch(&notes.at(id), values).await.expect(422);
            assert_eq!((&refused["issues"][0]["code"], &refused["issues"][0]["pointer"]), (&json!(code), &json!(pointer)));
        }
    }
}
