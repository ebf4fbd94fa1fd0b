//! A report is a plan and a shape. The engine arrives with its own issue; the crate holds its place in the dependency rule.
