//! A value of one kind as a value of another.
//!
//! Shape:  `field × value × field → value`, blank to blank. Where two kinds mean the same — numbers, days, ids, choices, files
//!         — the value goes over as it is; everything else goes as what people read of the one, typed into the other.
//! Units:  numbers keep their value: 0.05 as a percent is 5%; a day begins, and a moment lies in, a day of the company's zone.
//! Errors: `not_convertible` between kinds that nothing leads between; else why the other field refuses this value.
//! Source: docs/spec/kinds.md, "Conversion".

use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value as Json, json};

use super::{Kind, ParseContext, Reader, keywords};
use crate::{
    entity::Field,
    issue::{Language, Refusal},
    moment::Moment,
    plan::shape,
    value::Value,
};

/// What a value is, apart from how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Told and typed as text.
    Text,
    Number,
    Day,
    /// Keys of choices, or words.
    Choice,
    /// Ids of people.
    People,
    /// Ids of records.
    Records,
    Files,
    /// Nothing of it goes anywhere.
    None,
}

fn family(kind: Kind) -> Family {
    match kind {
        Kind::Date | Kind::Datetime | Kind::DateRange => Family::Day,
        Kind::Choice | Kind::Cascader | Kind::MultiChoice | Kind::Tags => Family::Choice,
        Kind::User | Kind::Users => Family::People,
        Kind::Reference | Kind::References => Family::Records,
        Kind::Attachment | Kind::Image => Family::Files,
        Kind::Department | Kind::SubTable | Kind::Signature | Kind::Lookup => Family::None,
        kind if kind.is_number() => Family::Number,
        _ => Family::Text,
    }
}

/// Whether values of a field can become values of another; each value may still be refused.
///
/// # Errors
/// Why not, said for people.
pub fn convertible(from: &Field, to: &Field) -> Result<(), Refusal> {
    let (source, target) = (shape(from), to);
    let never = Err(Refusal::new(
        "not_convertible",
        "这两种字段之间不能转换",
        "values of the one kind cannot become values of the other",
    ));
    if from.kind == Kind::Lookup || target.kind.rules().computed() {
        return never;
    }
    let apart = |family: Family| matches!(family, Family::People | Family::Records | Family::Files);
    match (family(source.kind), family(target.kind)) {
        (Family::None, _) | (_, Family::None) => never,
        (Family::Records, Family::Records) if source.target != target.target => never,
        (one, other) if one != other && (apart(one) || apart(other)) => never,
        _ => Ok(()),
    }
}

/// The value in the other field.
///
/// # Errors
/// Every refusal.
pub fn convert(
    from: &Field,
    value: &Value,
    to: &Field,
    reader: &Reader,
    context: &ParseContext,
) -> Result<Value, Vec<Refusal>> {
    if value.is_blank() {
        return Ok(Value::Blank);
    }
    let alone = |refusal: Refusal| vec![refusal];
    convertible(from, to).map_err(alone)?;
    let source = shape(from);
    let json = match (family(source.kind), family(to.kind)) {
        (Family::Number, Family::Number) => number(value, to).map_err(alone)?,
        (Family::Day, Family::Day) => day(value, to, context).map_err(alone)?,
        (Family::Choice, Family::Choice) => chosen(source, value, to).map_err(alone)?,
        (Family::People | Family::Records | Family::Files, _) => one_or_several(value, to).map_err(alone)?,
        _ if source.kind == to.kind => source.kind.rules().write(source, value),
        _ => typed(source, value, to, reader, context).map_err(alone)?,
    };
    keywords::read(to, &json)
}

fn number(value: &Value, to: &Field) -> Result<Json, Refusal> {
    let Some(number) = value.number() else { return Ok(Json::Null) };
    if to.kind.is_whole() {
        let whole = number.fract().is_zero().then(|| number.to_i64()).flatten();
        let refused = || {
            Refusal::new("not_whole", format!("{number} 不是整数"), format!("{number} is no whole number"))
        };
        return whole.map(Json::from).ok_or_else(refused);
    }
    let exact = number.normalize();
    if exact.scale() > to.scale {
        return Err(Refusal::new(
            "too_precise",
            format!("{exact} 的小数多于 {} 位", to.scale),
            format!("{exact} has more than {} decimals", to.scale),
        ));
    }
    Ok(match (to.kind, value) {
        (Kind::Money, Value::Money(money)) => {
            json!({ "amount": exact.to_string(), "currency": money.code() })
        }
        (Kind::Money, _) => {
            let currency = std::str::from_utf8(&to.currency).unwrap_or("CNY");
            json!({ "amount": exact.to_string(), "currency": currency })
        }
        _ => Json::String(exact.to_string()),
    })
}

fn day(value: &Value, to: &Field, context: &ParseContext) -> Result<Json, Refusal> {
    let day = match value {
        Value::Date(day) => *day,
        Value::Moment(moment) if to.kind == Kind::Datetime => return Ok(json!(moment.to_string())),
        Value::Moment(moment) => moment.day(&context.zone),
        Value::DateRange(range) if to.kind == Kind::DateRange => {
            return Ok(json!({ "start": range.start.to_string(), "end": range.end.to_string() }));
        }
        Value::DateRange(range) if range.start == range.end => range.start,
        _ => {
            return Err(Refusal::new(
                "several_days",
                "起止不是同一天，不能变成一个日期",
                "it begins and ends on different days and is no single one",
            ));
        }
    };
    Ok(match to.kind {
        Kind::Datetime => json!(Moment::start_of(day, &context.zone).to_string()),
        Kind::DateRange => json!({ "start": day.to_string(), "end": day.to_string() }),
        _ => json!(day.to_string()),
    })
}

/// By key where the other field has it, else by what people read.
fn chosen(from: &Field, value: &Value, to: &Field) -> Result<Json, Refusal> {
    let one = |item: &Value| -> Result<Json, Refusal> {
        let Value::Text(key) = item else { return Ok(Json::Null) };
        let label = super::options::label(from, key, Language::Chinese);
        match to.kind {
            Kind::Tags => Ok(json!(label)),
            _ if to.options.iter().any(|option| option.key == *key) => Ok(json!(key)),
            Kind::Cascader => super::tree::meant(&to.options, &label)
                .map(|found| super::plain::write(&found))
                .ok_or_else(|| super::unknown::choice(to, &label)),
            _ => super::options::by_text(to, &label).map(|found| super::plain::write(&found)),
        }
    };
    match value {
        Value::List(items) if several(to.kind) => items.iter().map(one).collect(),
        Value::List(items) => single(items).and_then(one),
        item if several(to.kind) => Ok(json!([one(item)?])),
        item => one(item),
    }
}

fn one_or_several(value: &Value, to: &Field) -> Result<Json, Refusal> {
    let json = super::plain::write;
    match value {
        Value::List(items) if !several(to.kind) => single(items).map(json),
        Value::List(_) | Value::Files(_) => Ok(json(value)),
        item if several(to.kind) => Ok(json!([json(item)])),
        item => Ok(json(item)),
    }
}

fn several(kind: Kind) -> bool {
    matches!(kind, Kind::MultiChoice | Kind::Tags | Kind::Users | Kind::References)
}

fn single(items: &[Value]) -> Result<&Value, Refusal> {
    let [one] = items else {
        return Err(Refusal::new(
            "several_values",
            format!("有 {} 个值，不能只留一个", items.len()),
            format!("it has {} values, of which none alone can stay", items.len()),
        ));
    };
    Ok(one)
}

/// As somebody would copy what is shown into the other field.
fn typed(
    from: &Field,
    value: &Value,
    to: &Field,
    reader: &Reader,
    context: &ParseContext,
) -> Result<Json, Refusal> {
    if to.kind == Kind::Json {
        return Ok(from.kind.rules().write(from, value));
    }
    let text = match (value, to.kind) {
        (Value::Json(json), _) => match json.as_ref() {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
        // What is shown has marks between thousands, which a text would keep.
        (Value::Integer(_) | Value::Decimal(_), _)
            if !matches!(from.kind, Kind::Percent | Kind::Duration | Kind::Rating) =>
        {
            value.number().map(|number| number.normalize().to_string()).unwrap_or_default()
        }
        _ => from.kind.rules().show(from, value, reader),
    };
    let read = to.kind.rules().parse(to, &text, context)?;
    Ok(to.kind.rules().write(to, &read))
}
