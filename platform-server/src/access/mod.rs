//! Who may do what, decided once and proved by a [`Permit`].
//!
//! Shape:  `gate` mints permits; `decide` is pure; `narrow` rewrites a plan so that it can only answer what the permit
//!         allows; `internal` lets named parts of the system read past it.
//! Source: DESIGN §9.
//!
//! Architecture Invariant: no SQL, no HTTP and no database in here but the one question whether anything is shared.

mod asked;
mod decide;
mod gate;
mod internal;
mod narrow;
mod outlook;
mod permit;

pub(crate) use asked::granted;
pub use asked::{Asked, AskedRight};
pub use gate::Gate;
pub use internal::{Internal, Purpose, internal};
pub use narrow::Narrowed;
pub use outlook::Outlook;
pub use permit::{
    ActionMarker, Create, Delete, Denied, Edit, Export, FieldRights, Import, Making, Permit, Print, Share,
    Unmask, View,
};
