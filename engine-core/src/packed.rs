//! Values as short lists, for an engine elsewhere that was compiled from the same source.
//!
//! Shape:  [`Packed::pack`] gives JSON, [`Packed::unpack`] the same value again; a struct is the list of its parts in order
//!         ([`packed!`](crate::packed!)), what may be absent is a list of one or none, and what has a name goes by it.
//!         Keys of parts are not said: who packs and who unpacks agree on [`FORMAT`].
//! Errors: absent when it is not what `pack` gave.
//! Source: docs/adr/0016-give-the-page-a-compiled-form.md.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::{
    filter::Operator,
    key::{EntityKey, FieldKey},
    kinds::Kind,
    labels::Labels,
};

/// Which parts there are, in which order; it counts up with every change of them.
pub const FORMAT: u32 = 1;

/// What can be packed.
pub trait Packed: Sized {
    /// As JSON.
    fn pack(&self) -> Json;
    /// From JSON.
    fn unpack(json: &Json) -> Option<Self>;
}

/// Packs a struct part by part. Parts that are not named are taken from a value that `with` makes.
#[macro_export]
macro_rules! packed {
    ($name:ident { $($part:ident),* $(,)? } $(with $rest:expr)?) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self) -> serde_json::Value {
                serde_json::Value::Array(vec![$($crate::packed::Packed::pack(&self.$part)),*])
            }

            fn unpack(json: &serde_json::Value) -> Option<$name> {
                let mut parts = $crate::packed::parts(json)?;
                Some($name { $($part: parts.next()?,)* $(..$rest)? })
            }
        }
    };
}

/// The parts of a list, one after the other.
pub struct Parts<'a>(std::slice::Iter<'a, Json>);

/// The parts of a list.
pub fn parts(json: &Json) -> Option<Parts<'_>> {
    json.as_array().map(|parts| Parts(parts.iter()))
}

impl<'a> Parts<'a> {
    /// The next one, unpacked.
    #[expect(clippy::should_implement_trait, reason = "each part is of another type")]
    pub fn next<T: Packed>(&mut self) -> Option<T> {
        T::unpack(self.0.next()?)
    }

    /// The next one as it is.
    pub fn json(&mut self) -> Option<&'a Json> {
        self.0.next()
    }
}

impl Packed for Json {
    fn pack(&self) -> Json {
        self.clone()
    }

    fn unpack(json: &Json) -> Option<Json> {
        Some(json.clone())
    }
}

impl Packed for bool {
    fn pack(&self) -> Json {
        Json::Bool(*self)
    }

    fn unpack(json: &Json) -> Option<bool> {
        json.as_bool()
    }
}

macro_rules! whole {
    ($($name:ty),*) => {$(
        impl Packed for $name {
            fn pack(&self) -> Json {
                Json::from(*self)
            }

            fn unpack(json: &Json) -> Option<$name> {
                json.as_u64()?.try_into().ok()
            }
        }
    )*};
}

whole!(u32, u64, usize);

impl Packed for String {
    fn pack(&self) -> Json {
        Json::String(self.clone())
    }

    fn unpack(json: &Json) -> Option<String> {
        json.as_str().map(str::to_owned)
    }
}

/// What goes by a text.
macro_rules! text {
    ($name:ty, $write:expr, $read:expr) => {
        impl Packed for $name {
            fn pack(&self) -> Json {
                let write: fn(&$name) -> String = $write;
                Json::String(write(self))
            }

            fn unpack(json: &Json) -> Option<$name> {
                let read: fn(&str) -> Option<$name> = $read;
                read(json.as_str()?)
            }
        }
    };
}

text!(Decimal, Decimal::to_string, |text| text.parse().ok());
text!(EntityKey, EntityKey::to_string, |text| EntityKey::parse(text).ok());
text!(FieldKey, FieldKey::to_string, |text| FieldKey::parse(text).ok());
text!(Kind, |kind| kind.key().to_owned(), |text| Kind::ALL.iter().copied().find(|kind| kind.key() == text));
text!(Operator, |operator| operator.word().to_owned(), Operator::parse);

impl<T: Packed> Packed for Option<T> {
    fn pack(&self) -> Json {
        self.iter().map(Packed::pack).collect()
    }

    fn unpack(json: &Json) -> Option<Option<T>> {
        match json.as_array()?.first() {
            Some(inner) => T::unpack(inner).map(Some),
            None => Some(None),
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self) -> Json {
        self.iter().map(Packed::pack).collect()
    }

    fn unpack(json: &Json) -> Option<Vec<T>> {
        json.as_array()?.iter().map(T::unpack).collect()
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack(&self) -> Json {
        T::pack(self)
    }

    fn unpack(json: &Json) -> Option<Arc<T>> {
        T::unpack(json).map(Arc::new)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self) -> Json {
        Json::Array(vec![self.0.pack(), self.1.pack()])
    }

    fn unpack(json: &Json) -> Option<(A, B)> {
        let mut parts = parts(json)?;
        Some((parts.next()?, parts.next()?))
    }
}

impl Packed for Map<String, Json> {
    fn pack(&self) -> Json {
        Json::Object(self.clone())
    }

    fn unpack(json: &Json) -> Option<Map<String, Json>> {
        json.as_object().cloned()
    }
}

impl<T: Packed> Packed for IndexMap<String, T> {
    fn pack(&self) -> Json {
        Json::Object(self.iter().map(|(key, value)| (key.clone(), value.pack())).collect())
    }

    fn unpack(json: &Json) -> Option<IndexMap<String, T>> {
        json.as_object()?.iter().map(|(key, json)| Some((key.clone(), T::unpack(json)?))).collect()
    }
}

impl Packed for Labels {
    fn pack(&self) -> Json {
        self.0.pack()
    }

    fn unpack(json: &Json) -> Option<Labels> {
        Packed::unpack(json).map(Labels)
    }
}
