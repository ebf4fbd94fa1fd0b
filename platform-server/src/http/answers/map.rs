//! Objects whose keys are not known beforehand.
//!
//! Shape:  each has a name of its own in the description: two maps of one generic type would share one.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema, Type,
        schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, SchemaType},
    },
};

use crate::transfer::unknown::Unknown;

type Schemas = Vec<(String, RefOr<Schema>)>;

fn map(inner: impl Into<AdditionalProperties<Schema>>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(inner)).into()
}

/// Words per language.
#[derive(Debug)]
pub struct Labels;

impl PartialSchema for Labels {
    fn schema() -> RefOr<Schema> {
        map(String::schema())
    }
}

impl ToSchema for Labels {}

/// Values by field.
#[derive(Debug)]
pub struct Values;

impl PartialSchema for Values {
    fn schema() -> RefOr<Schema> {
        map(AdditionalProperties::FreeForm(true))
    }
}

impl ToSchema for Values {}

/// Texts that name nothing, by field.
#[derive(Debug)]
pub struct Unknowns;

impl PartialSchema for Unknowns {
    fn schema() -> RefOr<Schema> {
        map(RefOr::T(ArrayBuilder::new().items(Ref::from_schema_name(Unknown::name())).into()))
    }
}

impl ToSchema for Unknowns {
    fn schemas(schemas: &mut Schemas) {
        schemas.push((Unknown::name().into(), Unknown::schema()));
        Unknown::schemas(schemas);
    }
}

/// What such texts stand for, by field and text.
#[derive(Debug)]
pub struct MeaningsBody;

impl PartialSchema for MeaningsBody {
    fn schema() -> RefOr<Schema> {
        let text = SchemaType::from_iter([Type::String, Type::Null]);
        map(map(RefOr::T(ObjectBuilder::new().schema_type(text).into())))
    }
}

impl ToSchema for MeaningsBody {
    fn name() -> Cow<'static, str> {
        "Meanings".into()
    }
}
