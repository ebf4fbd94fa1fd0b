//! Lists: order, ties, blanks, pages.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::{Chance, World, text};

const SORTABLE: [&str; 18] = [
    "word",
    "whole",
    "exact",
    "price",
    "share",
    "flag",
    "day",
    "hour",
    "moment",
    "level",
    "phone",
    "mail",
    "site",
    "number",
    "double",
    "visits",
    "place.name",
    "created_at",
];

async fn fill(world: &World, count: usize) {
    let mut chance = Chance::new(7);
    let places = world.records("place");
    let a = places.create(json!({ "name": "杭州" })).await["id"].clone();
    let b = places.create(json!({ "name": "上海" })).await["id"].clone();
    let pools: Vec<(&str, Vec<Json>)> = vec![
        ("word", vec![json!("张三"), json!("李四"), json!("abc"), json!("ABC"), json!("１２")]),
        ("whole", vec![json!(-1), json!(0), json!(9_007_199_254_740_991_i64)]),
        ("exact", vec![json!("-0.01"), json!("0.00"), json!("9999999999999999.99")]),
        ("price", vec![json!({ "amount": "1.00" }), json!({ "amount": "-1.00", "currency": "USD" })]),
        ("share", vec![json!("0.1"), json!("0.2")]),
        ("flag", vec![json!(true), json!(false)]),
        ("day", vec![json!("1000-01-01"), json!("2026-11-02"), json!("9999-12-31")]),
        ("hour", vec![json!("00:00"), json!("23:59")]),
        ("moment", vec![json!("2026-11-02T01:30:00Z"), json!("1969-12-31T23:59:59.999999Z")]),
        ("level", vec![json!("A"), json!("B"), json!("C")]),
        ("phone", vec![json!("13812345678"), json!("95588")]),
        ("mail", vec![json!("a@b.cn"), json!("c@d.cn")]),
        ("site", vec![json!("http://a.cn"), json!("http://b.cn")]),
        ("place", vec![a, b]),
    ];
    let records = world.records("specimen");
    for i in 0..count {
        let mut values = json!({ "code": format!("r{i}") });
        for (field, pool) in &pools {
            if chance.below(4) > 0 {
                values[*field] = chance.pick(pool).clone();
            }
        }
        records.create(values).await;
    }
}

/// A number whose order is the order of a field's JSON, for kinds that have one.
fn rank(field: &str, record: &Json) -> Option<f64> {
    let json = &record[field];
    match field {
        "whole" | "visits" => json.as_f64(),
        "exact" | "share" | "double" => json.as_str()?.parse().ok(),
        "price" => json["amount"].as_str()?.parse().ok(),
        "flag" => json.as_bool().map(|b| if b { 1.0 } else { 0.0 }),
        _ => None,
    }
}

fn shown(field: &str) -> String {
    field.replace('.', "__")
}

on_both_databases! {
    async fn pages_visit_each_record_once_in_order(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        fill(&world, 13).await;
        let records = world.records("specimen");
        for field in SORTABLE {
            for sort in [vec![field.to_owned()], vec![format!("-{field}")], vec![format!("-{field}"), "word".to_owned()],
                         vec!["flag".to_owned(), format!("-{field}"), "-day".to_owned()]] {
                let body = json!({ "sort": sort, "fields": ["code", field], "limit": 500 });
                let whole = records.all(body).await;
                let codes: Vec<String> = whole.iter().map(|r| text(&r["code"])).collect();
                assert_eq!(whole.len(), 13, "{sort:?}");
                for size in if sort.len() == 1 { &[1, 2, 7][..] } else { &[2][..] } {
                    let paged = records.all(json!({ "sort": sort, "fields": ["code"], "limit": size })).await;
                    let paged: Vec<String> = paged.iter().map(|r| text(&r["code"])).collect();
                    assert_eq!(paged, codes, "{sort:?} by {size}");
                }
                if sort.len() == 1 {
                    let key = shown(field);
                    let descending = sort[0].starts_with('-');
                    let blank: Vec<bool> = whole.iter().map(|r| r[&key].is_null()).collect();
                    let mut ordered = blank.clone();
                    ordered.sort_by_key(|b| *b != descending);
                    if descending { ordered.sort_unstable(); } else { ordered.sort_by_key(|b| !*b); }
                    assert_eq!(blank, ordered, "blanks are smallest: {sort:?}");
                    let ranks: Vec<f64> = whole.iter().filter_map(|r| rank(field, r)).collect();
                    assert!(ranks.windows(2).all(|w| if descending { w[0] >= w[1] } else { w[0] <= w[1] }), "{sort:?}: {ranks:?}");
                    let texts: Vec<String> = whole.iter().map(|r| &r[&key]).filter(|v| v.is_string()).map(text).collect();
                    if matches!(field, "day" | "hour" | "moment" | "level" | "phone" | "mail" | "site" | "number") {
                        assert!(texts.windows(2).all(|w| if descending { w[0] >= w[1] } else { w[0] <= w[1] }), "{sort:?}: {texts:?}");
                    }
                }
            }
        }
        let words: Vec<Json> = records.all(json!({ "sort": ["word"], "filter": { "field": "word", "op": "in", "value": ["张三", "李四"] } })).await;
        let words: Vec<String> = words.iter().map(|r| text(&r["word"])).collect();
        let mut sorted = words.clone();
        sorted.sort_by_key(|w| if w == "李四" { 0 } else { 1 });
        assert_eq!(words, sorted, "Chinese sorts by pinyin: li before zhang");
    }

    async fn a_page_stands_still_while_records_come(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        fill(&world, 9).await;
        let records = world.records("specimen");
        let before: Vec<String> = records.all(json!({ "sort": ["whole"], "limit": 500 })).await.iter().map(|r| text(&r["code"])).collect();
        let mut body = json!({ "sort": ["whole"], "limit": 2 });
        let mut seen = Vec::new();
        for i in 0.. {
            let page = records.query(body.clone()).await.expect(200);
            seen.extend(page["items"].as_array().expect("items").iter().map(|r| text(&r["code"])));
            records.create(json!({ "code": format!("new{i}"), "whole": i - 5 })).await;
            if page["next_cursor"].is_null() { break; }
            body["cursor"] = page["next_cursor"].clone();
        }
        seen.retain(|c| c.starts_with('r'));
        assert_eq!(seen, before);
    }

    async fn what_a_list_cannot_do_is_said(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        fill(&world, 1).await;
        let records = world.records("specimen");
        for (body, pointer) in [
            (json!({ "sort": ["nothing"] }), "/sort/0"), (json!({ "sort": ["labels"] }), "/sort/0"), (json!({ "sort": ["place"] }), "/sort/0"),
            (json!({ "fields": ["nothing"] }), "/fields/0"), (json!({ "cursor": "!" }), "/cursor"), (json!({ "cursor": "W10" }), "/cursor"),
            (json!({ "limit": 0 }), "/limit"), (json!({ "limit": 501 }), "/limit"), (json!({ "count": "all" }), "/count"), (json!({ "as_of": "soon" }), "/as_of"),
            (json!({ "filter": { "field": "word", "op": "has_any", "value": ["a"] } }), "/filter/op"),
            (json!({ "filter": { "field": "whole", "op": "eq", "value": "5" } }), "/filter/value"),
            (json!({ "filter": { "field": "place.name.x", "op": "eq", "value": "5" } }), "/filter/field"),
        ] {
            let issues = records.query(body.clone()).await.issues();
            assert_eq!(issues.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>(), [pointer], "{body}");
        }
        let forged = "W1t7InQiOiJ4In1dLDFd";
        for body in [json!({ "cursor": forged, "sort": ["whole"] }), json!({ "cursor": forged, "sort": ["flag"] }), json!({ "cursor": forged, "sort": ["moment"] })] {
            let answer = records.query(body.clone()).await;
            assert!(answer.status == 200 || answer.status == 422, "{body}: {}", answer.text());
        }
    }

    async fn words_of_sql_are_names_like_any_other(installation: Installation) {
        let words = ["from", "order", "group", "where", "limit", "table", "union", "null", "and", "having"];
        let fields: serde_json::Map<String, Json> = words.iter().map(|word| ((*word).to_owned(), json!({ "kind": "text", "search": true }))).collect();
        let select = crate::world::entity("select", json!({}), &[], fields.into());
        let world = World::start(installation, &[select]).await;
        let records = world.records("select");
        for word in words {
            records.create(json!({ word: format!("甲{word}") })).await;
            records.create(json!({ word: format!("乙{word}") })).await;
        }
        for word in words {
            let found = async |body: Json| {
                let list = records.query(body.clone()).await.expect(200);
                let items = list["items"].as_array().expect("items").iter().map(|item| text(&item[word]));
                items.collect::<Vec<_>>()
            };
            let (first, second) = (format!("甲{word}"), format!("乙{word}"));
            for (operator, value) in [("eq", json!(first)), ("contains", json!(format!("甲{word}"))), ("starts_with", json!("甲")), ("in", json!([first]))] {
                assert_eq!(found(json!({ "filter": { "field": word, "op": operator, "value": value } })).await, [first.as_str()], "{word} {operator}");
            }
            let filled = json!({ "field": word, "op": "is_not_empty" });
            assert_eq!(found(json!({ "filter": filled, "sort": [word], "fields": [word] })).await, [first.as_str(), &second], "{word}");
            assert_eq!(found(json!({ "filter": filled, "sort": [format!("-{word}")] })).await, [second.as_str(), &first], "{word}");
            assert_eq!(found(json!({ "q": first })).await, [first.as_str()], "{word}");
            let groups = records.aggregate(json!({ "group_by": [word], "measures": [{ "op": "count" }], "filter": filled })).await;
            let mut groups: Vec<_> = groups.iter().map(|group| (text(&group[word]), group["count"].clone())).collect();
            groups.sort_unstable_by_key(|(name, _)| name.clone());
            assert_eq!(groups, [(second.clone(), json!(1)), (first.clone(), json!(1))], "{word}");
        }
    }

    async fn a_path_is_shown_as_it_was_asked_for(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let place = world.records("place").create(json!({ "name": "杭州", "rank": 3 })).await["id"].clone();
        let address = json!({ "province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号" });
        let records = world.records("specimen");
        let made = records.create(json!({ "code": "P-1", "word": "甲", "place": place, "home": address })).await;
        let fields = json!(["word", "place.name", "place.rank", "home.city"]);
        let list = records.query(json!({ "fields": fields })).await.expect(200);
        let [item] = list["items"].as_array().expect("items").as_slice() else { panic!("one record: {list}") };
        let wanted = json!({ "id": made["id"], "version": 1, "word": "甲", "place.name": "杭州", "place.rank": 3, "home.city": "杭州市" });
        assert_eq!(item, &wanted);
        let then = made["created_at"].clone();
        let past = json!({ "fields": ["word", "home.city"], "as_of": then });
        let now = records.query(past.clone()).await.expect(200);
        assert_eq!(now["items"][0]["home.city"], "杭州市", "{now}");
        records.patch(&made["id"], json!({ "home": { "province": "浙江省", "city": "宁波市" } })).await;
        let past = records.query(past).await.expect(200);
        assert_eq!(past["items"][0]["home.city"], "杭州市", "replayed: {past}");
    }
}
