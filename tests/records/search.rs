//! What is found by a few characters, and what is the same as something else.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::{Records, World, entity, text};

async fn found(records: &Records, q: &str) -> String {
    let page = records.query(json!({ "q": q, "fields": ["code"], "limit": 500 })).await.expect(200);
    let mut codes: Vec<String> =
        page["items"].as_array().expect("items").iter().map(|r| text(&r["code"])).collect();
    codes.sort();
    codes.join(" ")
}

on_both_databases! {
    async fn parts_pinyin_case_and_width(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        for (code, word, prose) in [("a", "杭州明远科技有限公司", "喜欢喝茶"), ("b", "上海远明贸易", ""), ("c", "ABC Trading ２０２６", "Hello, World"), ("d", "O'Brien & \"Sons\" 100%", "明")] {
            records.create(json!({ "code": code, "word": word, "prose": prose })).await;
        }
        for (q, expected) in [
            ("明远", "a"), ("远科技", "a"), ("远明", "b"), ("有限公司", "a"), ("明", "a b d"), ("喝茶", "a"), ("州明远", "a"), ("科公", ""), ("茶杭", ""),
            ("mingyuan", "a"), ("hzmy", "a"), ("shanghai", "b"), ("shym", "b"), ("abc", "c"), ("ＡＢＣ", "c"), ("trad", "c"), ("2026", "c"), ("hello world", "c"),
            ("ming", "a b d"), ("o'brien", "d"), ("\"sons\"", "d"), ("100%", "d"), ("' OR 1=1 --", ""), ("*", ""), ("明远 喝茶", "a"), ("明远 贸易", ""), ("a:* | b", ""),
        ] {
            assert_eq!(found(&records, q).await, expected, "{q}");
        }
        let one = records.all(json!({ "filter": { "field": "code", "op": "eq", "value": "a" } })).await[0].clone();
        records.patch(&one["id"], json!({ "word": "深圳云海" })).await;
        assert_eq!((found(&records, "明远").await.as_str(), found(&records, "云海").await.as_str(), found(&records, "szyh").await.as_str()), ("", "a", "a"));
        let both = records.query(json!({ "q": "云海", "filter": { "field": "code", "op": "ne", "value": "a" } })).await.expect(200);
        assert_eq!(both["items"], json!([]));
        let whole = world.admin.get("/api/v1/search?q=%E4%BA%91%E6%B5%B7").await.expect(200);
        assert_eq!((&whole["items"][0]["entity"], &whole["items"][0]["id"]), (&json!("specimen"), &one["id"]), "{whole}");
    }

    async fn parts_are_found_on_every_page_among_thousands(installation: Installation) {
        let firm = entity("firm", json!({ "key_fields": ["code"], "indexes": [["rank"]] }), &[],
            json!({ "code": { "kind": "integer" }, "name": { "kind": "text", "search": true }, "rank": { "kind": "integer" } }));
        let world = World::start(installation, &[firm]).await;
        let firms = world.records("firm");
        let name = |n: usize| if n.is_multiple_of(197) { format!("北京明远科技{n}") } else { format!("上海云海贸易{n}") };
        // Blank for a third of them; of the others many are equal.
        let rank = |n: usize| (!n.is_multiple_of(3)).then_some(n * 7 % 50);
        const COUNT: usize = 5_000;
        for hundred in 0..COUNT / 100 {
            let operations: Vec<Json> = (hundred * 100..hundred * 100 + 100)
                .map(|n| json!({ "op": "create", "values": { "code": n, "name": name(n), "rank": rank(n) } }))
                .collect();
            world.admin.post(&format!("{}/batch", firms.path), json!({ "operations": operations })).await.expect(200);
        }
        let few: Vec<usize> = (0..COUNT).filter(|n| n.is_multiple_of(197)).collect();
        let newest: Vec<usize> = few.iter().rev().copied().collect();
        let mut rising = few.clone();
        rising.sort_by_key(|n| (rank(*n), *n));
        let falling: Vec<usize> = rising.iter().rev().copied().collect();
        let code = |record: &Json| usize::try_from(record["code"].as_u64().expect("a number")).expect("small");
        let by_filter = json!({ "filter": { "field": "name", "op": "contains", "value": "明远科" } });
        for asked in [by_filter, json!({ "q": "明远科" }), json!({ "q": "mykj" })] {
            for (sort, expected) in [(json!([]), &newest), (json!(["rank"]), &rising), (json!(["-rank"]), &falling)] {
                for limit in [1, 7, 25, 26, 500] {
                    let mut body = json!({ "fields": ["code"], "sort": sort, "limit": limit });
                    body.as_object_mut().expect("an object").extend(asked.as_object().expect("an object").clone());
                    let codes: Vec<usize> = firms.all(body.clone()).await.iter().map(code).collect();
                    assert_eq!(&codes, expected, "{body}");
                }
            }
        }
        let common = json!({ "field": "name", "op": "contains", "value": "云海" });
        for asked in [json!({ "filter": common }), json!({ "q": "云海" })] {
            let mut body = json!({ "fields": ["code"], "limit": 3 });
            body.as_object_mut().expect("an object").extend(asked.as_object().expect("an object").clone());
            let page = firms.query(body.clone()).await.expect(200);
            let codes: Vec<usize> = page["items"].as_array().expect("items").iter().map(code).collect();
            assert_eq!(codes, [4_999, 4_998, 4_997], "{body}");
        }
    }

    async fn a_refused_write_leaves_no_words(installation: Installation) {
        let firm = entity("firm", json!({ "key_fields": ["code"] }), &[],
            json!({ "code": { "kind": "text" }, "name": { "kind": "text", "search": true } }));
        let world = World::start(installation, &[firm]).await;
        let firms = world.records("firm");
        let values = |name: &str| json!({ "code": "1", "name": name });
        let made = firms.create(values("北京明远")).await;
        let both = json!({ "operations": [
            { "op": "create", "values": { "code": "2", "name": "天津长河" } },
            { "op": "create", "values": values("上海云海") },
        ] });
        world.admin.post(&format!("{}/batch", firms.path), both).await.expect(422);
        let found = async |q: &str| {
            let page = firms.query(json!({ "q": q, "fields": ["code"] })).await.expect(200);
            page["items"].as_array().expect("items").len()
        };
        assert_eq!((found("明远").await, found("云海").await, found("长河").await), (1, 0, 0));
        firms.delete(&made["id"]).await;
        firms.act(&made["id"], "purge", json!({})).await.expect(204);
        firms.create(values("重庆山城")).await;
        assert_eq!((found("明远").await, found("云海").await, found("山城").await), (0, 0, 1));
    }

    async fn who_may_not_see_a_duplicate_learns_what_the_rule_says(installation: Installation) {
        let rule = |key: &str, disclose: &str| entity(key, json!({ "duplicate": { "match": [["name"], ["phone"]], "disclose": disclose } }), &[],
            json!({ "name": { "kind": "text" }, "phone": { "kind": "phone" } }));
        let world = World::start(installation, &[rule("open", "owner"), rule("half", "exists"), rule("closed", "nothing")]).await;
        let own = json!({ "view": "own", "create": "all", "edit": "own" });
        let role = json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": "文员" },
            "entities": { "open": { "actions": own }, "half": { "actions": own }, "closed": { "actions": own } } });
        world.admin.put("/api/v1/definitions/role/clerk/draft", role).await.expect(200);
        world.admin.post("/api/v1/publish", json!({ "drafts": [{ "kind": "role", "key": "clerk" }] })).await.expect(200);
        let (_, owner) = world.person("wangwu", "王五六", &["clerk"]).await;
        let (_, other) = world.person("other", "李二", &["clerk"]).await;
        for key in ["open", "half", "closed"] {
            let made = Records::new(&owner, key).create(json!({ "name": "明远科技有限公司", "phone": "13812345678" })).await;
            let ask = async |client: &formwork_tests::Client, body: Json| client.post(&format!("/api/v1/entities/{key}/duplicates"), body).await.expect(200)["items"].clone();
            for body in [json!({ "phone": "+86 138 1234 5678" }), json!({ "name": " 明远科技　有限公司 " })] {
                let seen = ask(&owner, body.clone()).await;
                assert_eq!(seen[0]["id"], made["id"], "{key} {body}");
                let told = ask(&other, body.clone()).await;
                match key {
                    "closed" => assert_eq!(told, json!([]), "{body}"),
                    _ => {
                        assert_eq!((told.as_array().map(Vec::len), &told[0]["id"]), (Some(1), &Json::Null), "{told}");
                        assert_eq!(told[0].to_string().contains("王*"), key == "open", "{told}");
                        assert!(!told.to_string().contains("五"), "{told}");
                    }
                }
            }
            assert_eq!(ask(&other, json!({ "phone": "13900000000" })).await, json!([]));
        }
    }
}
