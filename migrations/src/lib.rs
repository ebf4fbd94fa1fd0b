//! System tables.
