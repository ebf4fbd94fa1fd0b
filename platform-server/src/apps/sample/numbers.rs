//! Numbers and money, in whole steps.

use serde_json::{Value as Json, json};

use super::{chance::Chance, spec::Band};

/// A number out of bands, rounded down to a multiple of `step`.
pub(super) fn stepped(bands: &[Band], step: Option<i64>, chance: &mut Chance) -> i64 {
    let step = step.unwrap_or(1).max(1);
    chance.banded(bands) / step * step
}

/// Yuan as the JSON of a money field.
pub(super) fn money(yuan: i64) -> Json {
    fen(yuan.saturating_mul(100))
}

fn fen(amount: i64) -> Json {
    json!({ "amount": scaled(amount, 2), "currency": "CNY" })
}

/// So many per cent of a money value, to the fen, rounded half away from zero. `None` when it is no money.
pub(super) fn share(of: &Json, per_cent: i64) -> Option<Json> {
    let whole: i64 = of.get("amount")?.as_str()?.replace('.', "").parse().ok()?;
    let product = whole.checked_mul(per_cent)?;
    Some(fen((product + 50 * product.signum()) / 100))
}

/// `number / 10^scale` as text.
pub(super) fn scaled(number: i64, scale: u32) -> String {
    let unit = 10_i64.pow(scale.min(6));
    let (whole, part) = (number / unit, (number % unit).abs());
    match scale.min(6) {
        0 => whole.to_string(),
        scale => format!("{whole}.{part:0width$}", width = scale as usize),
    }
}
