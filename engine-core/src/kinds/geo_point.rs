//! A point on the earth.
//!
//! Shape:  `{"lat":"22.543099","lng":"114.057868","accuracy":12,"name":"市民中心"}`; accuracy and name may be left out.
//! Units:  degrees with exactly six decimals (a tenth of a metre), north and east positive; accuracy in whole metres.
//! Grammar of typed points: latitude, comma, longitude, then `±12m` and a name: `22.543099, 114.057868 ±12m 市民中心`.

use std::sync::LazyLock;

use regex_lite::Regex;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, integer, number, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text::normal,
    value::{GeoPoint as Point, Value},
};

/// Rules of `geo_point`.
pub(super) struct GeoPoint;

/// Decimals of a degree.
pub(crate) const PLACES: u32 = 6;
/// Longest name, in characters.
const LONGEST_NAME: u32 = 200;
/// Degrees to a pole, and to the other side of the earth.
const POLE: i64 = 90;
const OTHER_SIDE: i64 = 180;

const LATITUDE: &str = r"^-?(([0-9]|[1-8][0-9])\.[0-9]{6}|90\.000000)$";
const LONGITUDE: &str = r"^-?(([0-9]|[1-9][0-9]|1[0-7][0-9])\.[0-9]{6}|180\.000000)$";

impl Rules for GeoPoint {
    fn storage(&self) -> Storage {
        Storage::Columns(&[
            ("__lat", ColumnType::Decimal),
            ("__lng", ColumnType::Decimal),
            ("__accuracy", ColumnType::Integer),
            ("__name", ColumnType::Text),
        ])
    }

    /// The parts are asked by themselves: `place.lat`, `place.name`.
    fn operators(&self) -> &'static [Operator] {
        &[Operator::IsEmpty, Operator::IsNotEmpty]
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
        super::schema(json!({
            "type": "object",
            "properties": {
                "lat": { "type": "string", "pattern": LATITUDE },
                "lng": { "type": "string", "pattern": LONGITUDE },
                "accuracy": { "type": "integer", "minimum": 0, "maximum": integer::LARGEST },
                "name": { "type": "string", "minLength": 1, "maxLength": LONGEST_NAME },
            },
            "required": ["lat", "lng"],
            "additionalProperties": false,
        }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let map = match json {
            Json::Null => return Ok(Value::Blank),
            Json::String(text) if normal(text).is_empty() => return Ok(Value::Blank),
            Json::Object(map) => map,
            _ => return Err(super::wrong_type(Kind::GeoPoint)),
        };
        super::known_keys(map, &["lat", "lng", "accuracy", "name"])?;
        let part = |name: &str| map.get(name).unwrap_or(&Json::Null);
        let degrees = |name: &str| number::exact(part(name), Kind::GeoPoint);
        let accuracy = integer::exact(part("accuracy"), Kind::Integer)?;
        let name = text::line(super::string(part("name"), Kind::Text)?);
        match (degrees("lat")?, degrees("lng")?) {
            (Some(lat), Some(lng)) => point(lat, lng, accuracy, name),
            (None, None) if accuracy.is_none() && name.is_empty() => Ok(Value::Blank),
            _ => Err(bad_point()),
        }
    }

    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"^(-?[0-9]{1,3}(?:\.[0-9]+)?) ?[,，、; ] ?(-?[0-9]{1,3}(?:\.[0-9]+)?)(?: ?± ?([0-9]{1,9}) ?(?:m|米))?(?: (.+))?$",
            )
            .expect("a constant pattern compiles")
        });
        let given = text::line(text);
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        let parts = SHAPE.captures(&given).ok_or_else(bad_point)?;
        let accuracy = parts.get(3).map(|metres| number::decimal(metres.as_str())).transpose()?;
        let name = parts.get(4).map_or("", |name| name.as_str());
        point(number::decimal(&parts[1])?, number::decimal(&parts[2])?, accuracy, text::line(name))
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        let Value::GeoPoint(point) = value else { return super::plain::show(value, reader) };
        let accuracy = point.accuracy.map_or(String::new(), |metres| format!(" ±{metres}m"));
        let name = if point.name.is_empty() { String::new() } else { format!(" {}", point.name) };
        format!("{}, {}{accuracy}{name}", point.lat, point.lng)
    }
}

fn point(lat: Decimal, lng: Decimal, accuracy: Option<Decimal>, name: String) -> Result<Value, Refusal> {
    text::within(&name, LONGEST_NAME)?;
    let accuracy = match accuracy.map(|metres| integer::fit(Some(Decimal::ZERO), None, metres)).transpose()? {
        Some(Value::Integer(metres)) => Some(metres),
        _ => None,
    };
    let (lat, lng) = (degrees(lat, POLE)?, degrees(lng, OTHER_SIDE)?);
    Ok(Value::GeoPoint(Box::new(Point { lat, lng, accuracy, name })))
}

/// An angle at its six decimals, not beyond `most` on either side.
fn degrees(given: Decimal, most: i64) -> Result<Decimal, Refusal> {
    let mut fitted = given.normalize();
    if fitted.scale() > PLACES {
        return Err(Refusal::new(
            "too_precise",
            format!("经纬度最多 {PLACES} 位小数"),
            format!("a degree has at most {PLACES} decimals"),
        ));
    }
    number::within(Some((-most).into()), Some(most.into()), fitted)?;
    fitted.rescale(PLACES);
    fitted.set_sign_positive(fitted.is_zero() || fitted.is_sign_positive());
    Ok(fitted)
}

fn bad_point() -> Refusal {
    Refusal::new(
        "bad_point",
        "请填写纬度和经度，如 22.543099, 114.057868",
        "give latitude and longitude, such as 22.543099, 114.057868",
    )
}
