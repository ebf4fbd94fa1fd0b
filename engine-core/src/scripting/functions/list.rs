//! Lists: rhai's own functions, but for those that collect what a callback returns.
//!
//! rhai measures such a list when it is complete: 2,000 results of 32 KiB each are 64 MiB by then, and callbacks nest.
//! These stop at the first result too many. And where rhai still takes a function's name as a text, which no footprint
//! would show, these refuse it, or look for the text.

use rhai::{Array, Dynamic, FnPtr, ImmutableString as Text, Map, Module, NativeCallContext};

use super::{Fallible, refuse};
use crate::scripting::fault::Raised;
use crate::scripting::memory::Held;

pub(super) fn register(module: &mut Module) {
    collecting(module);
    by_name(module);
}

fn collecting(module: &mut Module) {
    module.set_native_fn("map", |context: NativeCallContext, items: Array, f: FnPtr| -> Fallible<Array> {
        collect(items.into_iter().map(|item| f.call_within_context(&context, (item,))))
    });
    module.set_native_fn("for_each", |context: NativeCallContext, items: Array, f: FnPtr| -> Fallible<()> {
        items.into_iter().try_for_each(|item| f.call_within_context::<Dynamic>(&context, (item,)).map(drop))
    });
    module.set_native_fn(
        "zip",
        |context: NativeCallContext, left: Array, right: Array, f: FnPtr| -> Fallible<Array> {
            let pairs = left.into_iter().zip(right);
            collect(pairs.map(|(left, right)| f.call_within_context(&context, (left, right))))
        },
    );
    module.set_native_fn("map", |context: NativeCallContext, parts: Map, f: FnPtr| -> Fallible<Map> {
        let (keys, values): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let values = collect(values.into_iter().map(|part| f.call_within_context(&context, (part,))))?;
        Ok(keys.into_iter().zip(values).collect())
    });
}

fn by_name(module: &mut Module) {
    for name in ["all", "dedup", "drain", "filter", "map", "reduce", "reduce_rev", "retain", "some", "sort"] {
        module.set_native_fn(name, |_: Array, _: Text| -> Fallible<()> { Err(wants_function()) });
    }
    for name in ["reduce", "reduce_rev"] {
        module.set_native_fn(name, |_: Array, _: Text, _: Dynamic| -> Fallible<()> { Err(wants_function()) });
    }
    module.set_native_fn("index_of", |items: Array, text: Text| -> Fallible<i64> {
        Ok(index(&items, &text, 0))
    });
    module.set_native_fn("index_of", |items: Array, text: Text, start: i64| -> Fallible<i64> {
        Ok(index(&items, &text, usize::try_from(start.max(0)).unwrap_or(usize::MAX)))
    });
}

fn wants_function() -> Box<rhai::EvalAltResult> {
    refuse("此处应为函数，如 |x| x > 0", "a function is needed here, such as `|x| x > 0`")
}

fn index(items: &[Dynamic], text: &Text, start: usize) -> i64 {
    let is_text = |item: &Dynamic| item.as_immutable_string_ref().is_ok_and(|found| *found == *text);
    let found = items.iter().enumerate().skip(start).find(|(_, item)| is_text(item));
    found.map_or(-1, |(place, _)| i64::try_from(place).unwrap_or(i64::MAX))
}

fn collect(results: impl Iterator<Item = Fallible<Dynamic>>) -> Fallible<Array> {
    let (mut collected, mut held) = (Array::new(), Held::default());
    for result in results {
        let result = result?;
        held.add(&result);
        if !held.fits_list() {
            return Err(Raised::TooLarge.into());
        }
        collected.push(result);
    }
    Ok(collected)
}
