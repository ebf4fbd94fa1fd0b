//! JSON → a document, read in one way alone.
//!
//! Shape:  [`read`] takes a value apart into anything that serde can read. It answers what `serde_json::from_value` answers,
//!         but reads objects only where objects are asked for: half of what is derived then never becomes part of the engine
//!         in a page, where every kilobyte counts.
//! Errors: those of serde, in the same words.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor, value::StringDeserializer,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value as Json};

/// Reads a value.
///
/// # Errors
/// What does not fit, said for the author of the document.
pub fn read<T: DeserializeOwned>(json: Json) -> Result<T, Error> {
    T::deserialize(Read(json))
}

struct Read(Json);

/// One function for all that is asked for: what was found instead.
#[inline(never)]
fn wrong(found: &Json, expected: &dyn Expected) -> Error {
    let found = match found {
        Json::Null => Unexpected::Unit,
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => Unexpected::Unsigned(value),
            (None, Some(value)) => Unexpected::Signed(value),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Unexpected::Str(text),
        Json::Array(_) => Unexpected::Seq,
        Json::Object(_) => Unexpected::Map,
    };
    Error::invalid_type(found, expected)
}

impl<'de> Deserializer<'de> for Read {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(value),
            Json::Number(number) => number.deserialize_any(visitor),
            Json::String(text) => visitor.visit_string(text),
            Json::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Json::Object(map) => visitor.visit_map(Entries { entries: map.into_iter(), value: None }),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Object(map) => visitor.visit_map(Entries { entries: map.into_iter(), value: None }),
            other => Err(wrong(&other, &visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            other => Err(wrong(&other, &visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::String(text) => visitor.visit_string(text),
            other => Err(wrong(&other, &visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Bool(value) => visitor.visit_bool(value),
            other => Err(wrong(&other, &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Null => visitor.visit_none(),
            other => visitor.visit_some(Read(other)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Json::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Json::Object(map) if map.len() == 1 => match map.into_iter().next() {
                Some((name, content)) => visitor.visit_enum(Variant { name, content: Some(content) }),
                None => Err(wrong(&Json::Object(Map::new()), &visitor)),
            },
            Json::Object(_) => Err(Error::invalid_value(Unexpected::Map, &"map with a single key")),
            other => Err(wrong(&other, &"string or map")),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

struct Items(std::vec::IntoIter<Json>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Read(item))).transpose()
    }
}

struct Entries {
    entries: serde_json::map::IntoIter,
    value: Option<Json>,
}

impl Entries {
    #[inline(never)]
    fn next(&mut self) -> Option<String> {
        let (key, value) = self.entries.next()?;
        self.value = Some(value);
        Some(key)
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next().map(|key| seed.deserialize(Read(Json::String(key)))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Read(self.value.take().unwrap_or_default()))
    }
}

struct Variant {
    name: String,
    content: Option<Json>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), Error> {
        let name = StringDeserializer::<Error>::new(self.name);
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

struct Content(Option<Json>);

impl<'de> VariantAccess<'de> for Content {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None | Some(Json::Null) => Ok(()),
            Some(other) => Err(wrong(&other, &"unit variant")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Read(self.0.unwrap_or_default()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        Read(self.0.unwrap_or_default()).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Read(self.0.unwrap_or_default()).deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::entity::EntityDocument;

    /// Whole documents, and documents with each kind of mistake.
    #[test]
    fn it_answers_what_serde_json_answers() {
        let field = json!({ "type": "string", "x-field": { "kind": "text", "labels": { "en": "Name" } } });
        let sound = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "x-entity": { "format": 1, "key": "customer" },
            "properties": { "name": field }, "required": ["name"],
        });
        let mut cases = vec![sound.clone(), json!(null), json!(1.5), json!("x")];
        for (pointer, wrong) in [
            ("/required", json!({})),
            ("/required/0", json!(3)),
            ("/x-entity/format", json!(-1)),
            ("/x-entity", json!("x")),
            ("/properties/name/x-field/kind", json!("nothing")),
            ("/properties/name/x-field/kind", json!({ "text": 1, "date": 2 })),
            ("/properties/name/x-field/labels", json!(false)),
            ("/type", json!(null)),
        ] {
            let mut case = sound.clone();
            *case.pointer_mut(pointer).expect("a place") = wrong;
            cases.push(case);
        }
        for case in cases {
            let told = |read: Result<EntityDocument, Error>| {
                read.map(|document| json!(document)).map_err(|error| error.to_string())
            };
            assert_eq!(told(read(case.clone())), told(serde_json::from_value(case)));
        }
    }

    #[test]
    fn a_list_is_no_object() {
        let error = read::<EntityDocument>(json!([])).expect_err("a list");
        assert_eq!(error.to_string(), "invalid type: sequence, expected struct EntityDocument");
    }
}
