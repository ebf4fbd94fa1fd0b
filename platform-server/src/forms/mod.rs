//! Forms as people fill them in: whose rights count, which linked records are known, and what is written.
//!
//! Shape:  [`Filling::of_new`] or [`Filling::of_stored`] gathers what evaluating needs; [`Filling::evaluate`] computes until
//!         every linked record is known; [`Filling::written`] makes the input of a write from what was computed.
//!         [`Trial`] is a form that is not published yet; [`public`] is what everybody sends without
//!         signing in.
//! Errors: [`FormFault`]; wrong answers are issues.
//! Source: docs/spec/forms.md §6.

mod filling;
mod linked;
pub mod public;
mod rights;
mod trial;

pub use filling::{Filling, FormFault};
pub use rights::rights;
pub use trial::Trial;
