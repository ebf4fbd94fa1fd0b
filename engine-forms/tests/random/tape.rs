//! Numbers that a random case is made of.
//!
//! Shape:  a list of numbers read once from its beginning; behind its end everything is nought, so that a shorter tape is
//!         a simpler case and shrinking tapes shrinks cases.

use proptest::prelude::*;

/// Numbers, and how many of them were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

/// Tapes of any length.
pub(crate) fn tapes() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 0..900).prop_map(|numbers| Tape { numbers, at: 0 })
}

impl Tape {
    /// Below a bound; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % bound.max(1)
    }

    /// Once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Some of several, in their order.
    pub(crate) fn some<'a, T>(&mut self, items: &'a [T], once_in: usize) -> Vec<&'a T> {
        items.iter().filter(|_| self.once_in(once_in)).collect()
    }
}
