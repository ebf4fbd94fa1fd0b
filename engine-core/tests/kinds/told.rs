//! What people are told: refusals they can act upon, values in their language, and no more of a person than need be.

use engine_core::{
    entity::Field,
    issue::Language,
    kinds::{self, Kind, Reader, keywords},
    moment::TimeZone,
    value::Value,
};
use serde_json::{Value as Json, json};

use super::{context, field};

#[test]
fn a_retired_choice_stays_legal_and_cannot_be_chosen_anew() {
    let options = json!([{ "key": "new" }, { "key": "old", "labels": { "zh-CN": "旧" }, "active": false }]);
    for (kind, old, new) in [
        (Kind::Choice, json!("old"), json!("new")),
        (Kind::MultiChoice, json!(["new", "old"]), json!(["new"])),
    ] {
        let (field, issues) = field(kind, &json!({ "x-field": { "options": options } }));
        assert_eq!(issues, []);
        let read = |json| keywords::read(&field, &json).expect("a choice");
        assert_eq!(kinds::retired(&field, &read(old)).expect("refused").code, "retired_option");
        assert_eq!(kinds::retired(&field, &read(new)), None);
    }
}

#[test]
fn a_refused_choice_names_what_people_may_write_and_never_a_key() {
    let trades = ["装备制造", "食品加工", "软件", "物流运输", "医药", "建筑", "金融", "教育", "旅游", "农业"];
    let options = |names: &[&str]| -> Json {
        let option = |(n, name): (usize, &&str)| json!({ "key": format!("k{n}"), "labels": { "zh-CN": name, "en": format!("Trade {n}") } });
        let retired = json!({ "key": "gone", "labels": { "zh-CN": "旧行业" }, "active": false });
        names.iter().enumerate().map(option).chain([retired]).collect::<Vec<_>>().into()
    };
    let of = |names: &[&str]| field(Kind::Choice, &json!({ "x-field": { "options": options(names) } })).0;
    let typed = |field: &Field, text: &str| {
        field.kind.rules().parse(field, text, &context()).expect_err("unknown").message
    };
    let few = of(&trades);
    let message = typed(&few, "制造");
    assert_eq!(message.chinese, format!("没有选项“制造”，请改为：{}", trades.join("、")));
    assert_eq!(
        message.english,
        format!(
            "there is no choice “制造”; use one of {}",
            (0..10).map(|n| format!("Trade {n}")).collect::<Vec<_>>().join(", ")
        )
    );
    let read = |key: &str| keywords::read(&few, &json!(key)).expect_err("unknown").remove(0).message;
    assert_eq!(read("制造"), message);
    assert_eq!(read("软件").chinese, "“软件”是选项的名称，请填写它的编码 k2");

    let many = of(&[&trades[..], &["机械制造", "造纸"]].concat());
    for (given, first) in
        [("制造", "装备制造、机械制造、造纸"), ("zhuangbei", "装备制造、"), ("艺药", "医药、")]
    {
        let message = typed(&many, given).chinese;
        assert!(message.starts_with(&format!("没有选项“{given}”，请改为相近的 {first}")), "{message}");
        assert!(message.ends_with("或其余 7 个选项之一"), "{message}");
    }
}

#[test]
fn an_identity_card_is_of_a_person_and_shows_its_ends_alone() {
    let number = "440300199003071234";
    let (field, _) = field(Kind::IdNumber, &Json::Null);
    assert!(field.personal);
    assert_eq!(field.mask.map(|mask| kinds::mask(mask, number)), Some("44****34".to_owned()));
    let (field, _) = super::field(Kind::IdNumber, &json!({ "x-field": { "mask": "all" } }));
    assert_eq!(field.mask.map(|mask| kinds::mask(mask, number)), Some("****".to_owned()));
    let (field, _) = super::field(Kind::Phone, &Json::Null);
    assert!(!field.personal && field.mask.is_none());
}

#[test]
fn english_readers_read_english() {
    let english = Reader { language: Language::English, zone: TimeZone::UTC };
    let (field, _) = field(Kind::Boolean, &Json::Null);
    assert_eq!(field.kind.rules().show(&field, &Value::Boolean(true), &english), "Yes");
    let (field, _) = super::field(Kind::Duration, &Json::Null);
    let shown = [0, 59, 5_400, 90_061].map(|n| field.kind.rules().show(&field, &Value::Integer(n), &english));
    assert_eq!(shown, ["0m", "59s", "1h 30m", "25h 1m 1s"]);
    let (field, _) = super::field(Kind::DateRange, &Json::Null);
    let range = json!({ "start": "2026-01-01", "end": "2026-01-31" });
    let range = field.kind.rules().read(&field, &range).expect("a range");
    assert_eq!(field.kind.rules().show(&field, &range, &english), "2026-01-01 to 2026-01-31");
    let (field, _) = super::field(Kind::Tags, &Json::Null);
    let tags = field.kind.rules().read(&field, &json!(["a", "b"])).expect("tags");
    assert_eq!(field.kind.rules().show(&field, &tags, &english), "a, b");
}
