//! Sample records of an app, drawn from a declarative file.
//!
//! Shape:  `Generator × Clock → Sample`, an iterator of [`Batch`]es in the order in which they can be written: a record
//!         comes after those it refers to, a cycle is closed by a later [`Batch::Update`].
//! Units:  days count from the clock's today, so that a demo never looks stale; money in yuan.
//! Errors: [`SampleFault`] names the step, the field and what is wrong with the file; it ends the iteration.
//! Source: the app's `sample/generator.json`; docs/spec/sample.md describes the language.
//!
//! Architecture Invariant: nothing here reads a clock or draws from the system. The same generator, seed and clock give
//! the same bytes on every machine: whole numbers only, one ChaCha stream per step.

mod chance;
mod credit_code;
mod days;
mod fault;
mod kept;
mod local_name;
mod make;
mod numbers;
mod people;
mod relations;
mod scope;
mod spec;
mod step;
mod text;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use serde_json::{Map, Value as Json};

pub use days::Clock;
pub use fault::SampleFault;
pub use local_name::{LocalName, resolve};
pub use people::{Departments, SampleDepartment, SampleUser, Users};
pub use spec::Generator;

/// Fields of one record; a reference is a [`LocalName`] until [`resolve`] puts the id there.
pub type Values = Map<String, Json>;

/// Records to be written together.
#[derive(Clone, Debug, PartialEq)]
pub enum Batch {
    /// New records; the first one is number `first` of its entity.
    Create {
        /// Entity key.
        entity: String,
        /// Number of the first record.
        first: usize,
        /// The records, by ascending number. An `owner_id` of null is the pool, an absent one the writer.
        records: Vec<Values>,
    },
    /// Fields of records created before, each with its number.
    Update {
        /// Entity key.
        entity: String,
        /// Number of the record and the fields to set.
        records: Vec<(usize, Values)>,
    },
}

/// The batches of a generator, in writing order.
pub struct Sample {
    generator: Generator,
    clock: Clock,
    kept: kept::Kept,
    next_step: usize,
    ready: VecDeque<Batch>,
}

/// Draws the sample records of `generator` as of `clock`. `seed` stands in for the generator's own when given.
pub fn generate(mut generator: Generator, seed: Option<u64>, clock: Clock) -> Sample {
    generator.seed = seed.unwrap_or(generator.seed);
    Sample { generator, clock, kept: kept::Kept::default(), next_step: 0, ready: VecDeque::new() }
}

impl Iterator for Sample {
    type Item = Result<Batch, SampleFault>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let step = self.generator.steps.get(self.next_step)?;
            match step::run(step, &self.generator, &self.clock, &mut self.kept) {
                Ok(batches) => self.ready.extend(batches),
                Err(fault) => {
                    self.next_step = self.generator.steps.len();
                    return Some(Err(fault));
                }
            }
            self.next_step += 1;
        }
        self.ready.pop_front().map(Ok)
    }
}
