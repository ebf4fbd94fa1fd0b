//! Every kind of field: created, read back, changed, made blank.

use formwork_tests::{on_both_databases, specimen};
use serde_json::{Value as Json, json};

use crate::world::World;

/// What is sent per field, and what comes back.
fn values(me: &str, unit: &Json, a: &Json, b: &Json) -> Vec<(&'static str, Json, Json)> {
    let same = |field, json: Json| (field, json.clone(), json);
    vec![
        ("word", json!("  明远\u{3000}科技 "), json!("明远\u{3000}科技")),
        ("prose", json!("第一行\r\n第二行"), json!("第一行\n第二行")),
        ("whole", json!(5.0), json!(5)),
        ("exact", json!("12.5"), json!("12.50")),
        ("price", json!({ "amount": "-1200.0" }), json!({ "amount": "-1200.00", "currency": "CNY" })),
        ("share", json!("0.05"), json!("0.0500")),
        ("stars", json!(4.0), json!(4)),
        same("spent", json!(5415)),
        same("flag", json!(false)),
        same("day", json!("2026-11-02")),
        same("hour", json!("09:30")),
        ("moment", json!("2026-11-02T09:30:00.000001+08:00"), json!("2026-11-02T01:30:00.000001Z")),
        same("level", json!("B")),
        ("likes", json!(["B", "A", "B"]), json!(["B", "A"])),
        ("labels", json!(["重要", " 老客户 ", ""]), json!(["重要", "老客户"])),
        same("person", json!(me)),
        same("unit", unit.clone()),
        same("place", a.clone()),
        same("places", json!([b, a])),
        ("card", json!("11010519491231002x"), json!("11010519491231002X")),
        ("crew", json!([me, me]), json!([me])),
        same("region", json!("ns")),
        (
            "story",
            json!("<p>你好 <b>世</b><em>界</em><script>x</script>"),
            json!("<p>你好 世<em>界</em></p>"),
        ),
        same("extra", json!({ "b": [1, 2.5, null], "a": { "x": "甲" } })),
        same("period", json!({ "start": "2026-01-01", "end": "2026-01-31" })),
        (
            "point",
            json!({ "lat": "22.5", "lng": "-114.057868", "accuracy": 12, "name": "市民中心" }),
            json!({ "lat": "22.500000", "lng": "-114.057868", "accuracy": 12, "name": "市民中心" }),
        ),
        ("phone", json!("+86 138-1234-5678"), json!("13812345678")),
        ("mail", json!("Wang@EXAMPLE.com"), json!("Wang@example.com")),
        ("site", json!("HTTPS://Example.com/a"), json!("https://example.com/a")),
        (
            "home",
            json!({ "province": "浙江省", "city": "杭州市", "detail": "" }),
            json!({ "province": "浙江省", "city": "杭州市" }),
        ),
    ]
}

on_both_databases! {
    async fn every_kind_is_written_read_and_made_blank(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let me = world.me().await;
        let unit = world.admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201)["id"].clone();
        let places = world.records("place");
        let a = places.create(json!({ "name": "杭州" })).await["id"].clone();
        let b = places.create(json!({ "name": "上海" })).await["id"].clone();
        let records = world.records("specimen");
        let values = values(&me, &unit, &a, &b);
        let mut sent = json!({ "code": "one" });
        for (field, json, _) in &values {
            sent[*field] = json.clone();
        }
        let made = records.create(sent).await;
        let read = records.get(&made["id"]).await;
        for (field, _, expected) in &values {
            assert_eq!(made[*field], *expected, "{field} as made");
            assert_eq!(read[*field], *expected, "{field} as read");
        }
        assert_eq!((&read["number"], &read["double"], &read["place_name"]), (&json!("S0001"), &json!("25.00"), &json!("杭州")));
        assert_eq!((&read["version"], &read["owner_id"], &read["visits"]), (&json!(1), &json!(me), &json!(0)));
        for (index, (field, _, _)) in values.iter().enumerate() {
            let changed = records.patch(&made["id"], json!({ *field: null })).await;
            assert_eq!(changed.get(*field), None, "{field} is blank");
            assert_eq!(changed["version"], json!(index + 2), "{field}");
            let bare = records.get(&made["id"]).await;
            assert_eq!(bare.get(*field), None, "{field} is blank when read");
        }
        let bare = records.get(&made["id"]).await;
        assert_eq!(bare.get("double"), Some(&json!("0.00")).filter(|_| bare.get("double").is_some()), "{bare}");
        for (field, json, expected) in &values {
            let changed = records.patch(&made["id"], json!({ *field: json })).await;
            assert_eq!(changed[*field], *expected, "{field} again");
        }
    }

    async fn a_blank_record_has_only_system_fields(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let blank = json!({ "code": "blank", "word": " ", "prose": "", "likes": [], "labels": ["", " "], "places": [],
                            "parts": [], "home": { "city": " " }, "price": { "amount": null }, "phone": "\u{3000}" });
        let made = records.create(blank).await;
        let read = records.get(&made["id"]).await;
        for field in ["word", "prose", "likes", "labels", "places", "parts", "home", "price", "phone", "whole"] {
            assert_eq!(read.get(field), None, "{field}: {read}");
        }
        assert_eq!(records.found("code", json!({ "field": "word", "op": "is_empty" })).await, ["blank"]);
    }

    async fn rows_of_a_sub_table_keep_their_identity(installation: Installation) {
        let world = World::start(installation, &specimen()).await;
        let records = world.records("specimen");
        let rows = json!([{ "product": "螺丝", "quantity": 2, "price": "1.50" }, { "product": "螺母", "quantity": 10, "price": "0.10" }]);
        let made = records.create(json!({ "code": "rows", "parts": rows })).await;
        let read = records.get(&made["id"]).await;
        assert_eq!(read["parts"], made["parts"]);
        assert_eq!(read["total"], "4.00");
        assert_eq!((&read["parts"][0]["sum"], &read["parts"][1]["sum"]), (&json!("3.00"), &json!("1.00")));
        let (first, second) = (read["parts"][0]["id"].clone(), read["parts"][1]["id"].clone());
        let patch = json!({ "parts": [{ "id": second, "quantity": 20 }, { "product": "垫片" }, { "id": first, "price": null }] });
        records.patch(&made["id"], patch).await;
        let read = records.get(&made["id"]).await;
        let parts = read["parts"].as_array().expect("rows");
        assert_eq!(parts.len(), 3);
        assert_eq!((&parts[0]["id"], &parts[0]["product"], &parts[0]["quantity"]), (&second, &json!("螺母"), &json!(20)));
        assert_eq!((&parts[2]["id"], &parts[2]["product"], parts[2].get("price")), (&first, &json!("螺丝"), None));
        assert_eq!(read["total"], "2.00");
        let log = records.history(&made["id"]).await;
        assert_eq!(log[0]["changes"][0]["field"], "parts", "{log:?}");
        let foreign = json!({ "parts": [{ "id": "01890a5d-0000-7000-8000-000000000001", "product": "他人的行" }] });
        let changed = records.patch(&made["id"], foreign).await;
        assert_ne!(changed["parts"][0]["id"], "01890a5d-0000-7000-8000-000000000001", "a row's id is the server's");
        records.patch(&made["id"], json!({ "parts": null })).await;
        assert_eq!(records.get(&made["id"]).await.get("parts"), None);
    }
}
