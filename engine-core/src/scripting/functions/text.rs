//! Text: all functions return a new text and leave their argument alone.
//!
//! Units:  lengths and places count characters, from 0; sizes are checked in bytes before a text is built.

use rhai::{Array, Dynamic, ImmutableString as Text, Module};
use rust_decimal::Decimal;

use super::{Fallible, refuse, set_method};
use crate::moment::{Date, Moment};
use crate::scripting::fault::Raised;
use crate::scripting::limits;

pub(super) fn register(module: &mut Module) {
    measure(module);
    cut(module);
    build(module);
    convert(module);
}

fn measure(module: &mut Module) {
    set_method(module, "len", |text: &mut Text| -> Fallible<i64> { Ok(length(text)) });
    set_method(module, "is_blank", |text: &mut Text| -> Fallible<bool> { Ok(text.trim().is_empty()) });
    set_method(module, "is_blank", |_: &mut ()| -> Fallible<bool> { Ok(true) });
    module.set_native_fn("contains", |text: Text, part: Text| -> Fallible<bool> {
        Ok(text.contains(part.as_str()))
    });
    module.set_native_fn("starts_with", |text: Text, part: Text| -> Fallible<bool> {
        Ok(text.starts_with(part.as_str()))
    });
    module.set_native_fn("ends_with", |text: Text, part: Text| -> Fallible<bool> {
        Ok(text.ends_with(part.as_str()))
    });
    module.set_native_fn("index_of", |text: Text, part: Text| -> Fallible<i64> {
        Ok(text.find(part.as_str()).map_or(-1, |byte| length(&text[..byte])))
    });
}

fn cut(module: &mut Module) {
    module.set_native_fn("to_upper", |text: Text| -> Fallible<Text> { Ok(text.to_uppercase().into()) });
    module.set_native_fn("to_lower", |text: Text| -> Fallible<Text> { Ok(text.to_lowercase().into()) });
    module.set_native_fn("trim", |text: Text| -> Fallible<Text> { Ok(text.trim().into()) });
    module.set_native_fn("sub_string", |text: Text, start: i64| -> Fallible<Text> {
        Ok(text.chars().skip(place(start)).collect::<String>().into())
    });
    module.set_native_fn("sub_string", |text: Text, start: i64, count: i64| -> Fallible<Text> {
        Ok(text.chars().skip(place(start)).take(place(count)).collect::<String>().into())
    });
    module.set_native_fn("split", |text: Text, separator: Text| -> Fallible<Array> {
        split(&text, &separator)
    });
}

fn build(module: &mut Module) {
    module.set_native_fn("replace", |text: Text, from: Text, to: Text| -> Fallible<Text> {
        if from.is_empty() {
            return Err(refuse("replace 的查找内容不能为空", "replace needs something to look for"));
        }
        let found = text.matches(from.as_str()).count();
        fits(text.len() - found * from.len() + found.saturating_mul(to.len()))?;
        Ok(text.replace(from.as_str(), &to).into())
    });
    module.set_native_fn("repeat", |text: Text, times: i64| -> Fallible<Text> {
        fits(text.len().saturating_mul(place(times)))?;
        Ok(text.repeat(place(times)).into())
    });
    module.set_native_fn("join", |items: Array, separator: Text| -> Fallible<Text> {
        let texts = items.into_iter().map(|item| {
            let kind = item.type_name();
            item.into_immutable_string().map_err(|_| {
                refuse(format!("join 只能连接文本，不能连接 {kind}"), format!("join takes texts, not {kind}"))
            })
        });
        let texts = texts.collect::<Fallible<Vec<Text>>>()?;
        fits(texts.iter().map(|text| text.len() + separator.len()).sum())?;
        let texts: Vec<&str> = texts.iter().map(Text::as_str).collect();
        Ok(texts.join(&separator).into())
    });
}

/// `to_string`, which `${…}` uses, and `+` with a text on one side.
fn convert(module: &mut Module) {
    fn shown<T: rhai::Variant + Clone + ToString>(module: &mut Module) {
        module.set_native_fn("to_string", |value: T| -> Fallible<Text> { Ok(value.to_string().into()) });
        module.set_native_fn("+", |text: Text, value: T| -> Fallible<Text> {
            joined(&text, &value.to_string())
        });
        module.set_native_fn("+", |value: T, text: Text| -> Fallible<Text> {
            joined(&value.to_string(), &text)
        });
    }
    shown::<i64>(module);
    shown::<Decimal>(module);
    shown::<bool>(module);
    shown::<Date>(module);
    shown::<Moment>(module);
    module.set_native_fn("to_string", |text: Text| -> Fallible<Text> { Ok(text) });
    module.set_native_fn("to_string", |letter: char| -> Fallible<Text> { Ok(letter.to_string().into()) });
    module.set_native_fn("to_string", |(): ()| -> Fallible<Text> { Ok(Text::new()) });
    module.set_native_fn("+", |text: Text, (): ()| -> Fallible<Text> { Ok(text) });
    module.set_native_fn("+", |(): (), text: Text| -> Fallible<Text> { Ok(text) });
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// Places and counts below zero are zero.
fn place(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

fn fits(bytes: usize) -> Fallible<()> {
    if bytes > limits::TEXT_BYTES { Err(Raised::TooLarge.into()) } else { Ok(()) }
}

fn joined(left: &str, right: &str) -> Fallible<Text> {
    fits(left.len() + right.len())?;
    Ok(format!("{left}{right}").into())
}

/// An empty separator splits into characters.
fn split(text: &str, separator: &str) -> Fallible<Array> {
    let most = limits::LIST_ELEMENTS + 1;
    let parts: Array = if separator.is_empty() {
        text.chars().map(|letter| Dynamic::from(letter.to_string())).take(most).collect()
    } else {
        text.split(separator).map(|part| Dynamic::from(part.to_string())).take(most).collect()
    };
    if parts.len() == most { Err(Raised::TooLarge.into()) } else { Ok(parts) }
}
