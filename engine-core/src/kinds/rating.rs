//! Stars.
//!
//! Shape:  `4`: a whole number from 1 to `max`, which is 1 to 10 and 5 when nothing is said. No star is blank.
//! Grammar of typed stars: `4`, `4星`, `4/5`, `★★★★☆`.

use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, integer, number, typed};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `rating`.
pub(super) struct Rating;

/// Stars when the definition says nothing.
const USUAL: i64 = 5;
/// Most stars that people still tell apart at a glance.
const MOST: i64 = 10;

const FULL: [char; 2] = ['★', '⭐'];
const HOLLOW: char = '☆';

impl Rules for Rating {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Integer)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "integer", pointer, issues);
        check::annotations(field, &["max"], pointer, issues);
        check::keywords(field, &["enum"], pointer, issues);
        let legal = |max: &Decimal| max.is_integer() && (Decimal::ONE..=Decimal::from(MOST)).contains(max);
        if field.max.is_none_or(|max| legal(&max)) {
            check::values(field, pointer, issues);
        } else {
            issues.push(Issue::new(
                "bad_bounds",
                format!("{pointer}/x-field/max"),
                format!("星数为 1 到 {MOST} 的整数"),
                format!("give 1 to {MOST} stars, a whole number"),
            ));
        }
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "integer", "minimum": 1, "maximum": most(field) }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        integer::exact(json, Kind::Rating)?.map_or(Ok(Value::Blank), |stars| fit(field, stars))
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(text)).replace('\u{fe0f}', "");
        if !given.is_empty() && given.chars().all(|c| FULL.contains(&c) || c == HOLLOW) {
            return fit(field, given.chars().filter(|c| FULL.contains(c)).count().into());
        }
        let counted = ["颗星", "星", "stars", "star"].iter().find_map(|word| given.strip_suffix(word));
        let counted = counted.or_else(|| given.strip_suffix(&format!("/{}", most(field)))).unwrap_or(&given);
        typed::plain(counted)?.map_or(Ok(Value::Blank), |typed| fit(field, typed.amount))
    }

    /// Full stars, then hollow ones up to the most.
    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        let Value::Integer(stars) = value else { return super::plain::show(value, reader) };
        let full = usize::try_from(*stars).unwrap_or(0);
        let hollow = usize::try_from(most(field) - stars).unwrap_or(0);
        format!("{}{}", "★".repeat(full), HOLLOW.to_string().repeat(hollow))
    }
}

/// The most stars of a field.
fn most(field: &Field) -> i64 {
    field.max.and_then(|max| max.to_i64()).unwrap_or(USUAL).clamp(1, MOST)
}

fn fit(field: &Field, stars: Decimal) -> Result<Value, Refusal> {
    integer::fit(Some(Decimal::ONE), Some(most(field).into()), stars)
}
