//! How much a run may hold at once.
//!
//! Shape:  every few looks at a variable, the variables in reach are measured (`this` is no word here); too much ends the run.
//! Units:  elements of lists and entries of maps; bytes of texts, a shared text counted wherever it stands.
//! Errors: `Size`, which a script cannot catch.
//!
//! rhai measures what an operation returns, but after `a[i] = x` only `x`: a list of 2,000 texts of 32 KiB each grows
//! unseen to 64 MiB, and so do a map filled by `m[key] = x` and a list below another (`m.list.push(x)`). Growing
//! anything takes looks at variables, so this is where it is noticed, at most [`LOOKS`] values late.

use std::sync::atomic::{AtomicU32, Ordering};

use rhai::{Dynamic, Engine, EvalContext};

use super::fault::Raised;
use super::limits;

/// Looks at a variable between two measurements; one look adds at most one value of the largest size.
const LOOKS: u32 = 32;

/// What values hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    elements: usize,
    bytes: usize,
    /// One list or map alone is larger than any may be.
    oversized: bool,
}

impl Held {
    /// Adds what a value and everything in it hold.
    pub(super) fn add(&mut self, value: &Dynamic) {
        if let Ok(items) = value.as_array_ref() {
            self.elements += items.len();
            self.oversized |= items.len() > limits::LIST_ELEMENTS;
            items.iter().for_each(|item| self.add(item));
        } else if let Ok(parts) = value.as_map_ref() {
            self.elements += parts.len();
            self.oversized |= parts.len() > limits::MAP_ENTRIES;
            for (key, part) in parts.iter() {
                self.bytes += key.len();
                self.add(part);
            }
        } else if let Ok(text) = value.as_immutable_string_ref() {
            self.bytes += text.len();
        }
    }

    /// Whether one list may hold this.
    pub(super) fn fits_list(self) -> bool {
        self.elements <= limits::LIST_ELEMENTS && self.bytes <= limits::TEXT_BYTES
    }
}

/// Measures what a function's variables hold, now and then.
#[expect(
    deprecated,
    reason = "rhai marks `on_var` as volatile, not as deprecated; the attack tests hold what we need of it"
)]
pub(super) fn watch(engine: &mut Engine) {
    let looks = AtomicU32::new(0);
    engine.on_var(move |_, _, context| {
        if looks.fetch_add(1, Ordering::Relaxed) % LOOKS == LOOKS - 1 {
            measure(&context)?;
        }
        Ok(None)
    });
}

fn measure(context: &EvalContext<'_, '_, '_, '_, '_, '_>) -> Result<(), Raised> {
    let mut held = Held::default();
    context.scope().iter_raw().for_each(|(_, _, value)| held.add(value));
    if held.oversized || held.elements > limits::HELD_ELEMENTS || held.bytes > limits::HELD_BYTES {
        return Err(Raised::TooLarge);
    }
    Ok(())
}
