//! A place: province, city, district and the rest.
//!
//! Shape:  `{"province","city","district","detail"}`, blank parts left out.
//! Grammar of typed addresses: 省 or 自治区 or 直辖市 or 特别行政区, then 市 or 州 or 盟 or 地区, then 区 or 县 or 旗 or 市,
//!         then the rest of the line.

use std::sync::LazyLock;

use crate::pattern::Regex;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text::normal,
    value::{Address as Place, Value},
};

/// Rules of `address`.
pub(super) struct Address;

/// Longest part, and longest detail, in characters.
const LONGEST_PART: u32 = 100;
const LONGEST_DETAIL: u32 = 500;
const PARTS: [&str; 4] = ["province", "city", "district", "detail"];

impl Rules for Address {
    fn storage(&self) -> Storage {
        Storage::Columns(&[
            ("__province", ColumnType::Text),
            ("__city", ColumnType::Text),
            ("__district", ColumnType::Text),
            ("__detail", ColumnType::Text),
        ])
    }

    fn operators(&self) -> &'static [Operator] {
        &[Operator::Contains, Operator::StartsWith, Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "object", pointer, issues);
        check::annotations(field, &[], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        let part = |longest: u32| json!({ "type": "string", "minLength": 1, "maxLength": longest });
        super::schema(json!({
            "type": "object",
            "properties": {
                "province": part(LONGEST_PART),
                "city": part(LONGEST_PART),
                "district": part(LONGEST_PART),
                "detail": part(LONGEST_DETAIL),
            },
            "additionalProperties": false,
            "minProperties": 1,
        }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let map = match json {
            Json::Null => return Ok(Value::Blank),
            Json::String(text) if normal(text).is_empty() => return Ok(Value::Blank),
            Json::Object(map) => map,
            _ => return Err(super::wrong_type(Kind::Address)),
        };
        super::known_keys(map, &PARTS)?;
        let part = |name: &str| match map.get(name) {
            None | Some(Json::Null) => Ok(String::new()),
            Some(Json::String(part)) => Ok(text::line(part)),
            Some(_) => Err(super::wrong_type(Kind::Address)),
        };
        place(Place {
            province: part("province")?,
            city: part("city")?,
            district: part("district")?,
            detail: part("detail")?,
        })
    }

    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let Place { province, city, district, detail } = split(&text::line(text));
        place(Place {
            province: text::line(&province),
            city: text::line(&city),
            district: text::line(&district),
            detail: text::line(&detail),
        })
    }
}

fn place(place: Place) -> Result<Value, Refusal> {
    for (name, part) in place.parts() {
        text::within(part, if name == "detail" { LONGEST_DETAIL } else { LONGEST_PART })?;
    }
    let blank = place.parts().iter().all(|(_, part)| part.is_empty());
    Ok(if blank { Value::Blank } else { Value::Address(Box::new(place)) })
}

/// Cities that are provinces.
const MUNICIPALITIES: [&str; 4] = ["北京", "上海", "天津", "重庆"];

/// An address as one writes it on a letter.
fn split(line: &str) -> Place {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?P<province>(?:内蒙古|广西|西藏|宁夏|新疆)(?:[壮回维吾尔]*族?自治区)?|香港(?:特别行政区)?|澳门(?:特别行政区)?|[^省市区县州]{2,3}省)? *",
            r"(?P<city>[^省市区县]{2,10}?(?:自治州|地区|市|盟|州))? *",
            r"(?P<district>新市区|[路道]?[^省市区县旗号路街道]{1,12}?(?:自治县|自治旗|新区|区|县|旗|市))? *",
            r"(?P<detail>.*)$",
        ))
        .expect("a constant pattern compiles")
    });
    let spaced = line.replace('\u{3000}', " ");
    let home = spaced.strip_prefix("中国").unwrap_or(&spaced).trim_start();
    if let Some(city) = MUNICIPALITIES.iter().find(|city| home.starts_with(*city)) {
        return municipality(home, city);
    }
    let Some(parts) = SHAPE.captures(home) else {
        return Place { detail: line.to_owned(), ..Place::default() };
    };
    let part = |name: &str| parts.name(name).map_or(String::new(), |part| part.as_str().to_owned());
    let place = Place {
        province: part("province"),
        city: part("city"),
        district: part("district"),
        detail: part("detail"),
    };
    let estate =
        ["小区", "社区", "园区", "校区", "厂区", "景区"].iter().any(|end| place.district.ends_with(end));
    match estate {
        true => Place { district: String::new(), detail: place.district + place.detail.as_str(), ..place },
        false => place,
    }
}

/// `北京市海淀区…`, `北京海淀区…` and `北京市北京市海淀区…` are one place; province and city have one name.
fn municipality(line: &str, city: &str) -> Place {
    static DISTRICT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<district>[^省市区县号路街道]{1,8}?(?:自治县|新区|区|县))?(?P<detail>.*)$")
            .expect("a constant pattern compiles")
    });
    let full = format!("{city}市");
    let mut rest = line;
    while let Some(after) = rest.strip_prefix(full.as_str()).or_else(|| rest.strip_prefix(city)) {
        rest = after.trim_start();
    }
    let rest = rest.strip_prefix("市辖区").unwrap_or(rest).trim_start();
    let (district, detail) = DISTRICT.captures(rest).map_or((String::new(), rest.to_owned()), |parts| {
        (parts.name("district").map_or(String::new(), |d| d.as_str().to_owned()), parts["detail"].to_owned())
    });
    Place { province: full.clone(), city: full, district, detail }
}
