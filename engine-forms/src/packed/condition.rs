//! Conditions, packed: nothing, a filter's tests or a formula, each with a number that tells which.

use engine_core::{
    filter::{Filter, Path},
    packed::Packed,
};
use serde_json::Value as Json;

use crate::form::{Test, When};

impl Packed for When {
    fn pack(&self) -> Json {
        match self {
            When::Always => Json::Null,
            When::Filter(test) => (0_usize, test.pack()).pack(),
            When::Formula(formula) => (1_usize, formula.pack()).pack(),
        }
    }

    fn unpack(json: &Json) -> Option<When> {
        if json.is_null() {
            return Some(When::Always);
        }
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(if tag == 0 {
            When::Filter(Test::unpack(&inner)?)
        } else {
            When::Formula(Packed::unpack(&inner)?)
        })
    }
}

impl Packed for Test {
    fn pack(&self) -> Json {
        let several = |tag: usize, list: &Vec<Test>| (tag, list.pack()).pack();
        match self {
            Test::And(all) => several(0, all),
            Test::Or(any) => several(1, any),
            Test::Not(inner) => (2_usize, inner.pack()).pack(),
            Test::Compare { of_record, filter: Filter::Compare { field, op, value } } => {
                let compared = (field.to_string(), (*op, value.clone()));
                (3 + usize::from(*of_record), compared.pack()).pack()
            }
            // A comparison holds nothing else.
            Test::Compare { .. } => Json::Null,
        }
    }

    fn unpack(json: &Json) -> Option<Test> {
        let (tag, inner): (usize, Json) = Packed::unpack(json)?;
        Some(match tag {
            0 => Test::And(Packed::unpack(&inner)?),
            1 => Test::Or(Packed::unpack(&inner)?),
            2 => Test::Not(Box::new(Test::unpack(&inner)?)),
            _ => {
                let (path, (op, value)): (String, _) = Packed::unpack(&inner)?;
                let filter = Filter::Compare { field: Path::parse(&path)?, op, value };
                Test::Compare { of_record: tag == 4, filter }
            }
        })
    }
}
