//! A workflow is a fold over events. The engine arrives with its own issue; the crate holds its place in the dependency rule.
