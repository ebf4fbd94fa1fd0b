//! The stream of draws: the same bytes on every machine.
//!
//! Source: `StdRng` (ChaCha12) gives the words; how a word becomes a number is spelled out here, because the
//! distributions of `rand` may change between its versions.

use rand::{RngCore as _, SeedableRng as _, rngs::StdRng};
use sha2::{Digest as _, Sha256};

use super::spec::Band;

/// One stream of draws.
pub(super) struct Chance(StdRng);

impl Chance {
    /// The stream of one step: changing a step leaves the draws of the others alone.
    pub(super) fn new(seed: u64, step: &str) -> Chance {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(step.as_bytes());
        Chance(StdRng::from_seed(hash.finalize().into()))
    }

    /// A number from 0 to `bound` - 1; 0 when there is none.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).expect("the upper half of a 128-bit product has 64 bits")
    }

    /// A position in a list of this length.
    pub(super) fn position(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("below a usize")
    }

    /// A number between two, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = to.saturating_sub(from).max(0).unsigned_abs();
        from.saturating_add_unsigned(self.below(span + 1))
    }

    /// Whether something of so many per cent happens.
    pub(super) fn happens(&mut self, per_cent: u32) -> bool {
        self.below(100) < u64::from(per_cent)
    }

    /// The position of one of these weights; `None` when all are zero.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> Option<usize> {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total);
        for (position, weight) in weights.enumerate() {
            if left < u64::from(weight) {
                return Some(position);
            }
            left -= u64::from(weight);
        }
        None
    }

    /// A number out of bands; 0 without any.
    pub(super) fn banded(&mut self, bands: &[Band]) -> i64 {
        let band = self.weighted(bands.iter().map(|b| b.weight)).map(|position| bands[position]);
        band.map_or(0, |b| self.between(b.from, b.to))
    }
}
