//! A form is a function of answers. The engine arrives with its own issue; the crate holds its place in the dependency rule.
