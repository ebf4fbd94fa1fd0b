//! Chance that a seed repeats.

/// Small numbers that are the same in every run of a seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Chance of a seed.
    pub fn new(seed: u64) -> Chance {
        // Neighbouring seeds must not have neighbouring first numbers.
        let mixed = (seed ^ 0x5DEE_CE66_D1CE_4E5B).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Chance((mixed ^ (mixed >> 29)) | 1)
    }

    /// Below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % bound.max(1) as u64).expect("below a usize")
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// How many random cases a test tries: `FORMWORK_CASES`, which `make soak` sets, or as many as a usual run has time for.
pub fn cases(usual: usize) -> usize {
    std::env::var("FORMWORK_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// The seed of the first case; `FORMWORK_SEED` with `FORMWORK_CASES=1` repeats one that failed.
pub fn first_seed() -> u64 {
    std::env::var("FORMWORK_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}
