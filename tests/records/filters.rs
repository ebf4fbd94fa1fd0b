//! Every operator of every kind, with answers written by hand.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::World;

async fn fill(world: &World) -> (Json, Json) {
    let me = world.me().await;
    let places = world.records("place");
    let a = places.create(json!({ "name": "杭州", "rank": 1 })).await["id"].clone();
    let b = places.create(json!({ "name": "上海" })).await["id"].clone();
    let records = world.records("specimen");
    let one = json!({
        "code": "one", "word": "明远科技 Ming", "prose": "第一行\n50% off", "whole": 5, "exact": "12.50",
        "price": { "amount": "1200.00" }, "share": "0.05", "flag": true, "day": "2026-11-02", "hour": "09:30",
        "moment": "2026-11-02T01:30:00Z", "level": "A", "likes": ["A", "B"], "labels": ["重要", "老客户"],
        "person": me, "place": a, "places": [a, b], "phone": "13812345678", "mail": "Wang@example.com",
        "site": "https://example.com/a", "home": { "province": "浙江省", "city": "杭州市", "detail": "ABC 大厦" },
        "parts": [{ "product": "螺丝", "quantity": 2 }],
    });
    let two = json!({
        "code": "two", "word": "ＭＩＮＧ_公司", "prose": "第二", "whole": -3, "exact": "-0.01",
        "price": { "amount": "0.10", "currency": "USD" }, "share": "1", "flag": false, "day": "2025-02-28", "hour": "23:59",
        "moment": "2025-12-31T16:00:00.000001Z", "level": "B", "likes": ["B"], "labels": ["重要"], "place": b,
        "places": [b], "phone": "0571-88886666", "mail": "li@a.cn", "site": "http://a.cn/%E4%B8%AD",
        "home": { "province": "上海市", "detail": "abc 路" },
    });
    records.create(one).await;
    records.create(two).await;
    records.create(json!({ "code": "zero" })).await;
    let visits = world.records("visit");
    let id = records.all(json!({ "filter": { "field": "code", "op": "eq", "value": "one" } })).await[0]["id"]
        .clone();
    visits.create(json!({ "about": id, "cost": "3.00", "done": true })).await;
    visits.create(json!({ "about": id, "cost": "4.00", "done": false })).await;
    (a, b)
}

fn cases(me: &str, a: &Json) -> Vec<(&'static str, &'static str, Json, &'static str)> {
    vec![
        ("word", "eq", json!("明远科技 Ming"), "one"),
        ("word", "eq", json!("明远科技 ming"), ""),
        ("word", "eq", json!(null), "zero"),
        ("word", "ne", json!("明远科技 Ming"), "two zero"),
        ("word", "ne", json!(""), "one two"),
        ("word", "in", json!(["明远科技 Ming", ""]), "one zero"),
        ("word", "not_in", json!(["明远科技 Ming"]), "two zero"),
        ("word", "in", json!([]), ""),
        ("word", "not_in", json!([]), "one two zero"),
        ("word", "contains", json!("MING"), "one two"),
        ("word", "contains", json!("ming_"), "two"),
        ("word", "contains", json!("明远"), "one"),
        ("word", "contains", json!("科技 m"), "one"),
        ("word", "contains", json!(""), "one two zero"),
        ("word", "starts_with", json!("ｍｉｎｇ"), "two"),
        ("word", "starts_with", json!("远"), ""),
        ("word", "lt", json!("明远科技 Ming"), ""),
        ("word", "gte", json!("明"), "one two"),
        ("word", "between", json!(["明", "明鿿"]), "one"),
        ("word", "is_not_empty", json!(null), "one two"),
        ("prose", "contains", json!("50%"), "one"),
        ("prose", "contains", json!("0%_"), ""),
        ("prose", "starts_with", json!("第一行"), "one"),
        ("prose", "eq", json!("第二"), "two"),
        ("whole", "eq", json!(5), "one"),
        ("whole", "ne", json!(5), "two zero"),
        ("whole", "gt", json!(-3), "one"),
        ("whole", "gte", json!(-3), "one two"),
        ("whole", "lt", json!(5), "two"),
        ("whole", "between", json!([-3, 5]), "one two"),
        ("whole", "in", json!([5, 7]), "one"),
        ("whole", "not_in", json!([5]), "two zero"),
        ("exact", "eq", json!("12.5"), "one"),
        ("exact", "eq", json!(12.5), "one"),
        ("exact", "gt", json!("12.499"), "one"),
        ("exact", "lt", json!("12.501"), "one two"),
        ("exact", "eq", json!("12.501"), ""),
        ("exact", "ne", json!("12.501"), "one two zero"),
        ("exact", "lte", json!("-0.01"), "two"),
        ("exact", "in", json!(["12.50", null]), "one zero"),
        ("exact", "between", json!(["-0.011", "0"]), "two"),
        ("price", "gt", json!("0.1"), "one"),
        ("price", "gte", json!({ "amount": "0.10", "currency": "CNY" }), "one two"),
        ("price", "eq", json!("1200"), "one"),
        ("price.currency", "eq", json!("USD"), "two"),
        ("share", "eq", json!("0.0500"), "one"),
        ("share", "gte", json!("0.05"), "one two"),
        ("flag", "eq", json!(true), "one"),
        ("flag", "eq", json!(false), "two"),
        ("flag", "ne", json!(true), "two zero"),
        ("flag", "in", json!([true, false]), "one two"),
        ("flag", "is_empty", json!(null), "zero"),
        ("day", "eq", json!("2026-11-02"), "one"),
        ("day", "lt", json!("2026-11-02"), "two"),
        ("day", "between", json!(["2025-02-28", "2026-11-01"]), "two"),
        ("day", "gte", json!({ "days_ago": 100_000 }), "one two"),
        ("hour", "eq", json!("09:30"), "one"),
        ("hour", "gt", json!("09:30"), "two"),
        ("hour", "not_in", json!(["09:30"]), "two zero"),
        ("moment", "eq", json!("2026-11-02T09:30:00+08:00"), "one"),
        ("moment", "gt", json!("2025-12-31T16:00:00Z"), "one two"),
        ("moment", "lte", json!("2025-12-31T16:00:00.000001Z"), "two"),
        ("moment", "eq", json!("2026-11-02"), "one"),
        ("moment", "eq", json!("2026-01-01"), "two"),
        ("moment", "lte", json!("2026-01-01"), "two"),
        ("moment", "ne", json!("2026-11-02"), "two zero"),
        ("moment", "in", json!(["2026-01-01", null]), "two zero"),
        ("level", "eq", json!("A"), "one"),
        ("level", "ne", json!("A"), "two zero"),
        ("level", "in", json!(["A", "B"]), "one two"),
        ("level", "not_in", json!(["A", null]), "two"),
        ("level", "is_empty", json!(null), "zero"),
        ("likes", "has_any", json!(["A"]), "one"),
        ("likes", "has_all", json!(["A", "B"]), "one"),
        ("likes", "has_all", json!(["B"]), "one two"),
        ("likes", "has_any", json!([]), ""),
        ("likes", "is_empty", json!(null), "zero"),
        ("labels", "has_any", json!(["老客户", "无"]), "one"),
        ("labels", "has_all", json!(["重要", "老客户"]), "one"),
        ("labels", "is_not_empty", json!(null), "one two"),
        ("person", "eq", json!({ "me": "id" }), "one"),
        ("person", "eq", json!(me), "one"),
        ("person", "ne", json!(me), "two zero"),
        ("person", "in", json!([{ "me": "id" }]), "one"),
        ("unit", "is_empty", json!(null), "one two zero"),
        ("place", "eq", a.clone(), "one"),
        ("place", "ne", a.clone(), "two zero"),
        ("place", "in", json!([a]), "one"),
        ("place", "not_in", json!([a, null]), "two"),
        ("place", "is_empty", json!(null), "zero"),
        ("place.name", "eq", json!("杭州"), "one"),
        ("place.name", "contains", json!("海"), "two"),
        ("place.name", "ne", json!("杭州"), "two zero"),
        ("place.rank", "is_empty", json!(null), "two zero"),
        ("place.rank", "gte", json!(1), "one"),
        ("place_name", "starts_with", json!("上"), "two"),
        ("places", "has_any", json!([a]), "one"),
        ("places", "has_all", json!([a]), "one"),
        ("places", "is_empty", json!(null), "zero"),
        ("parts", "is_empty", json!(null), "two zero"),
        ("parts", "is_not_empty", json!(null), "one"),
        ("phone", "eq", json!("138 1234 5678"), "one"),
        ("phone", "contains", json!("8888"), "two"),
        ("phone", "starts_with", json!("138"), "one"),
        ("mail", "contains", json!("WANG"), "one"),
        ("mail", "eq", json!("Wang@example.com"), "one"),
        ("mail", "in", json!(["li@a.cn"]), "two"),
        ("site", "contains", json!("EXAMPLE"), "one"),
        ("site", "starts_with", json!("http://"), "two"),
        ("home", "contains", json!("杭州"), "one"),
        ("home", "contains", json!("ABC"), "one two"),
        ("home", "starts_with", json!("浙江"), "one"),
        ("home", "is_empty", json!(null), "zero"),
        ("home", "is_not_empty", json!(null), "one two"),
        ("home.city", "eq", json!("杭州市"), "one"),
        ("home.city", "is_empty", json!(null), "two zero"),
        ("home.detail", "contains", json!("abc"), "one two"),
        ("home.detail", "starts_with", json!("Abc 大"), "one"),
        ("number", "eq", json!("S0002"), "two"),
        ("number", "gt", json!("S0001"), "two zero"),
        ("number", "contains", json!("s0"), "one two zero"),
        ("double", "eq", json!("25"), "one"),
        ("double", "lt", json!("0"), "two"),
        ("shout", "contains", json!("ming"), "one two"),
        ("visits", "eq", json!(2), "one"),
        ("visits", "eq", json!(0), "two zero"),
        ("cost", "gt", json!("2.99"), "one"),
        ("version", "eq", json!(1), "one two zero"),
        ("owner_id", "eq", json!({ "me": "id" }), "one two zero"),
        ("created_at", "gte", json!({ "days_ago": 1 }), "one two zero"),
        ("created_by", "ne", json!({ "me": "id" }), ""),
    ]
}

on_both_databases! {
    async fn every_operator_finds_what_it_should(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let (a, _) = fill(&world).await;
        let me = world.me().await;
        let records = world.records("specimen");
        let mut wrong = Vec::new();
        for (field, op, value, expected) in cases(&me, &a) {
            let filter = json!({ "field": field, "op": op, "value": value });
            for (filter, expected) in [
                (filter.clone(), expected.to_owned()),
                (json!({ "not": filter }), ["one", "two", "zero"].into_iter().filter(|c| !expected.split(' ').any(|e| e == *c)).collect::<Vec<_>>().join(" ")),
            ] {
                let answer = records.query(json!({ "filter": filter, "fields": ["code"], "count": "exact" })).await;
                let found = answer.json();
                let mut codes: Vec<&str> = found["items"].as_array().into_iter().flatten().filter_map(|r| r["code"].as_str()).collect();
                codes.sort_unstable();
                if answer.status != 200 || codes.join(" ") != expected || found["count"] != codes.len() {
                    wrong.push(format!("{filter}: expected `{expected}`, found `{}` ({})", codes.join(" "), if answer.status == 200 { String::new() } else { found.to_string() }));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn filters_combine_and_look_at_children(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        fill(&world).await;
        let records = world.records("specimen");
        let visit = |filter: Json| json!({ "exists": { "entity": "visit", "via": "about", "filter": filter } });
        let cases = [
            (json!({}), "one two zero"), (json!({ "and": [] }), "one two zero"), (json!({ "or": [] }), ""),
            (json!({ "not": { "or": [] } }), "one two zero"),
            (json!({ "and": [{ "field": "whole", "op": "lt", "value": 9 }, { "not": { "field": "flag", "op": "eq", "value": true } }] }), "two"),
            (json!({ "or": [{ "field": "whole", "op": "is_empty" }, { "field": "flag", "op": "eq", "value": true }] }), "one zero"),
            (visit(json!({ "field": "done", "op": "eq", "value": true })), "one"),
            (visit(json!({ "field": "cost", "op": "gt", "value": "4" })), ""),
            (json!({ "not": visit(json!({})) }), "two zero"),
            (visit(json!({ "field": "about.place.name", "op": "eq", "value": "杭州" })), "one"),
        ];
        for (filter, expected) in cases {
            assert_eq!(records.found("code", filter.clone()).await.join(" "), expected, "{filter}");
        }
        let part = json!({ "exists": { "entity": "part", "via": "parent", "filter": {} } });
        records.query(json!({ "filter": part })).await.issues();
    }
}
