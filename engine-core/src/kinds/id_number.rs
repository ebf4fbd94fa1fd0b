//! A number of a mainland resident identity card.
//!
//! Shape:  18 characters: region (6), birthday (8), sequence (3), check character, which is a digit or `X`.
//! Errors: `old_id_number` for the 15 digits that ended in 2013, `bad_id_date` for a day that never was,
//!         `wrong_checksum` for a mistyped digit, `bad_id_number` for everything else.
//! Source: GB 11643-1999; the check character is that of ISO 7064 MOD 11-2.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex_lite::Regex;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `id_number`.
pub(super) struct IdNumber;

const LENGTH: u32 = 18;
/// Every number in its normal form, but for whether the day was one and the check character is right.
const NORMAL: &str = "^[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$";
/// What each of the first 17 digits counts.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by the remainder of their sum.
const CHECKS: [u8; 11] = *b"10X98765432";

impl Rules for IdNumber {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::text::TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::text(field, LENGTH, &["pattern"], pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "string", "pattern": NORMAL }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::IdNumber)?));
        let number = given.replace(char::is_whitespace, "").to_ascii_uppercase();
        if number.is_empty() {
            return Ok(Value::Blank);
        }
        verify(&number)?;
        Ok(Value::Text(number))
    }
}

fn verify(number: &str) -> Result<(), Refusal> {
    static SHAPE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[1-9][0-9]{16}[0-9X]$").expect("a constant pattern compiles"));
    if number.len() == 15 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new(
            "old_id_number",
            "15 位的旧身份证号码已停用，请填写现在证件上的 18 位号码",
            "numbers of 15 digits are no longer valid; give the 18 characters of the present card",
        ));
    }
    if !SHAPE.is_match(number) {
        return Err(Refusal::new(
            "bad_id_number",
            "身份证号码应为 18 位：17 位数字，最后一位是数字或 X",
            "an identity card number has 18 characters: 17 digits, then a digit or X",
        ));
    }
    if !was_a_day(&number[6..14]) {
        return Err(Refusal::new(
            "bad_id_date",
            "第 7 到 14 位不是日期，请对照证件核对出生日期",
            "characters 7 to 14 are no date; compare the birthday with the card",
        ));
    }
    if check_character(number) != number.as_bytes()[17] {
        return Err(Refusal::new(
            "wrong_checksum",
            "身份证号码校验不通过，可能有数字填错，请对照证件核对",
            "the check character does not fit, so a digit is wrong; compare it with the card",
        ));
    }
    Ok(())
}

/// Whether `19900307` is a day of the 20th or 21st century.
fn was_a_day(digits: &str) -> bool {
    let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().ok();
    let day = || {
        let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
        let legal = (1900..2100).contains(&year);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| legal)
    };
    day().is_some()
}

fn check_character(number: &str) -> u8 {
    let digits = number.bytes().map(|byte| u32::from(byte.saturating_sub(b'0')));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS[(sum % 11) as usize]
}
