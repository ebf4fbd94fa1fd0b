//! The nouns and the sandbox.
