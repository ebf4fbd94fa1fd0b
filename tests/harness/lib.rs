//! Starts the built binary and its databases for tests.
