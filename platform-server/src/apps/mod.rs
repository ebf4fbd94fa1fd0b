//! Apps: folders of definitions that install as a unit, and their sample data.

pub mod sample;
