//! The functions a script may call: text, number and day families beside rhai's own for lists and maps.
//!
//! Shape:  one file per family, each with `register`; arguments are plain values, results too.
//! Errors: a wrong argument is a fault of kind `Runtime`, a result too large one of kind `Size`, checked before it is
//!         built: rhai would only measure it afterwards.
//! Source: docs/spec/scripts.md "Functions"; tests/golden/rhai-functions.txt lists every signature.

mod date;
mod list;
mod number;
mod text;

use std::any::TypeId;

use rhai::{Array, Dynamic, EvalAltResult, FnPtr, ImmutableString, Map, Module, Variant};
use rust_decimal::Decimal;

use super::fault::Raised;
use super::record::{RecordView, RowsView};
use crate::issue::Message;
use crate::moment::{Date, Moment};

/// What a registered function returns.
type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// Registers every family.
pub(super) fn register(module: &mut Module) {
    text::register(module);
    list::register(module);
    number::register(module);
    date::register(module);
    module.set_iterator::<std::ops::Range<i64>>();
    module.set_iterator::<std::ops::RangeInclusive<i64>>();
}

/// Registers a function that is also a property: `x.len()` and `x.len`.
pub(super) fn set_method<T, R, F>(module: &mut Module, name: &str, function: F)
where
    T: Variant + Clone,
    R: Variant + Clone,
    F: Fn(&mut T) -> Fallible<R> + Clone + Send + Sync + 'static,
{
    let method = function.clone();
    module.set_native_fn(name, move |value: &mut T| method(value));
    module.set_getter_fn(name, move |value: &mut T| function(value));
}

/// A wrong argument.
fn refuse(chinese: impl Into<String>, english: impl Into<String>) -> Box<EvalAltResult> {
    Raised::Argument(Message::new(chinese.into(), english.into())).into()
}

/// A name and its parameter types in the words of docs/spec/scripts.md.
pub(super) fn signature(name: &str, parameters: &[TypeId]) -> String {
    let name = match name.strip_prefix("get$") {
        Some(property) => format!(".{property}"),
        None => name.to_string(),
    };
    let types: Vec<&str> = parameters.iter().map(|parameter| type_word(*parameter)).collect();
    format!("{name}({})", types.join(", "))
}

fn type_word(id: TypeId) -> &'static str {
    let words = [
        (TypeId::of::<()>(), "blank"),
        (TypeId::of::<bool>(), "boolean"),
        (TypeId::of::<i64>(), "integer"),
        (TypeId::of::<Decimal>(), "decimal"),
        (TypeId::of::<char>(), "character"),
        (TypeId::of::<ImmutableString>(), "text"),
        (TypeId::of::<Date>(), "date"),
        (TypeId::of::<Moment>(), "moment"),
        (TypeId::of::<Array>(), "list"),
        (TypeId::of::<Map>(), "map"),
        (TypeId::of::<FnPtr>(), "function"),
        (TypeId::of::<std::ops::Range<i64>>(), "range"),
        (TypeId::of::<std::ops::RangeInclusive<i64>>(), "range="),
        (TypeId::of::<RecordView>(), "record"),
        (TypeId::of::<RowsView>(), "rows"),
        (TypeId::of::<Dynamic>(), "any"),
    ];
    words.iter().find(|(known, _)| *known == id).map_or("other", |(_, word)| word)
}
