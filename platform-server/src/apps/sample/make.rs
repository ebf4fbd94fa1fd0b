//! One value, by the word that says how it comes about.

use engine_core::moment::TimeOfDay;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    LocalName, SampleFault,
    chance::Chance,
    credit_code, days, numbers, relations,
    scope::Scope,
    spec::{Band, Make},
    step, text,
};

/// Makes a value; null is blank.
pub(super) fn make(how: &Make, scope: &Scope<'_>, chance: &mut Chance) -> Result<Json, SampleFault> {
    Ok(match how {
        Make::Value(value) => value.clone(),
        Make::Copy(path) => scope.find(path)?.cloned().unwrap_or(Json::Null),
        Make::Text(template) => Json::String(text::expand(template, scope, chance)?),
        Make::Pick(path) => one_of(scope.list(path)?, chance).cloned().unwrap_or(Json::Null),
        Make::Weights(weights) => key(weights, chance),
        Make::Sample { from, counts } => sample(scope.list(from)?, counts, chance),
        Make::Integer { bands, step } => numbers::stepped(bands, *step, chance).into(),
        Make::Decimal { bands, step, scale } => {
            numbers::scaled(numbers::stepped(bands, *step, chance), *scale).into()
        }
        Make::Money { bands, step } => numbers::money(numbers::stepped(bands, *step, chance)),
        Make::Share { of, percents } => share(of, percents, scope, chance)?,
        Make::Date { base, bands, working_days } => {
            date(base.as_deref(), bands, *working_days, scope, chance)?
        }
        Make::Datetime { bands, from, to, working_days } => {
            let times = TimeOfDay::parse(from).zip(TimeOfDay::parse(to));
            let times = times.ok_or_else(|| scope.unsuitable("times of day are written HH:MM".into()))?;
            days::moment(scope.clock, bands, times, *working_days, chance).to_string().into()
        }
        Make::Object(members) => object(members, scope, chance)?,
        Make::User(names) => {
            one_of(names, chance).map_or(Json::Null, |name| LocalName::User(name.clone()).to_json())
        }
        Make::Reference { to, order } => relations::reference(to, order, scope, chance)?,
        Make::Child { of, via, parent, prefer } => {
            relations::child(of, via, parent.as_deref(), prefer.as_ref(), scope, chance)?
        }
        Make::Latest { of, via, by, take } => relations::latest(of, via, by, take, scope),
        Make::Rows { counts, sort_by, fields } => {
            step::rows(chance.banded(counts), sort_by.as_deref(), fields, scope, chance)?
        }
        Make::First { of, take } => {
            let first = scope.find(of)?.and_then(|rows| rows.get(0)?.get(take));
            first.cloned().unwrap_or(Json::Null)
        }
        Make::Filled(path) => {
            let filled =
                scope.find(path)?.is_some_and(|value| value.as_array().is_none_or(|a| !a.is_empty()));
            Json::from(if filled { "some" } else { "none" })
        }
        Make::Case { on, when, otherwise } => {
            let chosen = scope.text(on)?.and_then(|value| when.get(&value));
            make(chosen.unwrap_or(otherwise), scope, chance)?
        }
        Make::CreditCode { area } => credit_code::draw(&scope.text(area)?.unwrap_or_default(), chance).into(),
    })
}

fn one_of<'a, T>(list: &'a [T], chance: &mut Chance) -> Option<&'a T> {
    list.get(chance.position(list.len()))
}

fn key(weights: &IndexMap<String, u32>, chance: &mut Chance) -> Json {
    let drawn = chance.weighted(weights.values().copied()).and_then(|position| weights.get_index(position));
    drawn.map_or(Json::Null, |(key, _)| Json::String(key.clone()))
}

fn share(of: &str, percents: &[i64], scope: &Scope<'_>, chance: &mut Chance) -> Result<Json, SampleFault> {
    let per_cent = one_of(percents, chance).copied().unwrap_or(100);
    match scope.find(of)? {
        None => Ok(Json::Null),
        Some(money) => {
            numbers::share(money, per_cent).ok_or_else(|| scope.unsuitable(format!("`{of}` should be money")))
        }
    }
}

fn object(
    members: &IndexMap<String, Make>,
    scope: &Scope<'_>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    let mut map = Map::new();
    for (name, how) in members {
        map.insert(name.clone(), make(how, scope, chance)?);
    }
    Ok(Json::Object(map))
}

/// Different entries of a list, in the list's order; null for none.
fn sample(list: &[Json], counts: &[Band], chance: &mut Chance) -> Json {
    let wanted = usize::try_from(chance.banded(counts)).unwrap_or(0).min(list.len());
    let mut places: Vec<usize> = (0..list.len()).collect();
    for taken in 0..wanted {
        let other = taken + chance.position(places.len() - taken);
        places.swap(taken, other);
    }
    places.truncate(wanted);
    places.sort_unstable();
    let chosen: Vec<Json> = places.into_iter().map(|place| list[place].clone()).collect();
    if chosen.is_empty() { Json::Null } else { Json::Array(chosen) }
}

fn date(
    base: Option<&str>,
    bands: &[Band],
    working_days: bool,
    scope: &Scope<'_>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    let base = match base {
        None => Some(scope.clock.today()),
        Some(path) => match scope.text(path)? {
            None => None,
            Some(text) => Some(
                scope
                    .clock
                    .day_of(&text)
                    .ok_or_else(|| scope.unsuitable(format!("`{path}` should be a day")))?,
            ),
        },
    };
    Ok(base.map_or(Json::Null, |base| days::day(base, bands, working_days, chance).to_string().into()))
}
