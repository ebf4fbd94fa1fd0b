//! What can be wrong with the sample files of an app.

/// A sample file that cannot be used. The author of the app mends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleFault {
    /// The file is not of the described shape.
    #[error("not a sample file: {0}")]
    Shape(String),
    /// A path leads nowhere.
    #[error("{entity}.{field}: `{path}` is neither a field made before nor a list")]
    UnknownName {
        /// Entity of the step.
        entity: String,
        /// Field being made.
        field: String,
        /// The path as written.
        path: String,
    },
    /// A path leads to something that cannot be used there.
    #[error("{entity}.{field}: {expected}")]
    Unsuitable {
        /// Entity of the step.
        entity: String,
        /// Field being made.
        field: String,
        /// What is needed.
        expected: String,
    },
    /// A unique field ran out of different values.
    #[error("{entity}.{field}: no new value in {attempts} attempts; give it longer lists")]
    Exhausted {
        /// Entity of the step.
        entity: String,
        /// Field being made.
        field: String,
        /// Attempts made.
        attempts: u32,
    },
}
