//! The types of an entity's fields, as formulas see them.

use super::shape;
use crate::{
    entity::Entity,
    formula::{FieldPath, Item, Type},
    kinds::Kind,
};

/// Columns of sub-tables are numbers, texts or days only when evaluated; fields of other records are not readable.
pub fn types(entity: &Entity) -> impl Fn(&FieldPath) -> Option<Type> + '_ {
    move |path| {
        let mut keys = path.keys();
        let field = entity.field(keys.next()?)?;
        match (shape(field).kind, keys.next()) {
            (Kind::SubTable, Some(_)) => Some(Type::list_of(Item::Any)),
            (kind, None) => Some(kind_type(kind)),
            (kind, Some(part)) => match kind.of_part(&format!("__{part}")) {
                whole if whole == kind => None,
                part => Some(kind_type(part)),
            },
        }
    }
}

/// The type that values of a kind have.
pub fn kind_type(kind: Kind) -> Type {
    match kind {
        kind if kind.is_number() => Type::NUMBER,
        Kind::Boolean => Type::BOOLEAN,
        Kind::Date => Type::DATE,
        Kind::Datetime => Type::MOMENT,
        Kind::Time => Type::TIME,
        Kind::MultiChoice | Kind::Tags | Kind::Users | Kind::References | Kind::SubTable => {
            Type::list_of(Item::Text)
        }
        kind if kind.holds_files() => Type::list_of(Item::Text),
        _ => Type::TEXT,
    }
}
