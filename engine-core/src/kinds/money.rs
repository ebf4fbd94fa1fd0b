//! An amount in a currency.
//!
//! Units:  major units at the field's scale; the currency is the field's when none is given.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, number, typed};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::{Money as Amount, Value},
};

/// Rules of `money`.
pub(super) struct Money;

impl Rules for Money {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Decimal), ("__currency", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        if !field.currency.iter().all(u8::is_ascii_uppercase) {
            issues.push(bad_currency().at(format!("{pointer}/x-field/currency")));
        }
        check::exact_number(field, "object", pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        super::schema(json!({
            "type": "object",
            "properties": {
                "amount": { "type": "string", "pattern": number::pattern(field) },
                "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        let map = match json {
            Json::Null => return Ok(Value::Blank),
            Json::String(text) if text::normal(text).is_empty() => return Ok(Value::Blank),
            Json::Object(map) => map,
            _ => return Err(super::wrong_type(Kind::Money)),
        };
        super::known_keys(map, &["amount", "currency"])?;
        let currency = match map.get("currency") {
            None | Some(Json::Null) => field.currency,
            Some(code) => currency(super::string(code, Kind::Money)?)?,
        };
        let amount = match map.get("amount") {
            None => None,
            Some(amount) => number::exact(amount, Kind::Money)?,
        };
        amount.map_or(Ok(Value::Blank), |amount| {
            Ok(Value::Money(Amount { amount: number::fit(field, amount)?, currency }))
        })
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        typed::plain(text)?.map_or(Ok(Value::Blank), |typed| {
            let currency = typed.currency.unwrap_or(field.currency);
            Ok(Value::Money(Amount { amount: number::fit(field, typed.amount)?, currency }))
        })
    }

    fn write(&self, field: &Field, value: &Value) -> Json {
        match value {
            Value::Money(money) => {
                json!({ "amount": number::scaled(field, money.amount).to_string(), "currency": money.code() })
            }
            _ => Json::Null,
        }
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        let Value::Money(money) = value else { return super::plain::show(value, reader) };
        let amount = number::scaled(field, money.amount);
        let minus = if amount.is_sign_negative() { "-" } else { "" };
        let digits = number::grouped(&amount.abs());
        match number::sign(money.code()) {
            Some(sign) => format!("{minus}{sign}{digits}"),
            None => format!("{minus}{digits} {}", money.code()),
        }
    }
}

/// A currency code.
fn currency(code: &str) -> Result<[u8; 3], Refusal> {
    let code = text::half_width(&text::normal(code)).to_ascii_uppercase();
    let letters: Option<[u8; 3]> = code.as_bytes().try_into().ok();
    letters.filter(|letters| letters.iter().all(u8::is_ascii_uppercase)).ok_or_else(bad_currency)
}

fn bad_currency() -> Refusal {
    Refusal::new(
        "bad_currency",
        "币种应为三个大写字母，如 CNY、USD",
        "a currency is three letters, such as CNY or USD",
    )
}
