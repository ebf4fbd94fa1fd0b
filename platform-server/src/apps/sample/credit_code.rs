//! Unified social credit codes with a true check digit.
//!
//! Source: GB 32100-2015: 18 characters of an alphabet without I, O, S, V and Z; the last makes the weighted sum of all
//! a multiple of 31.

use super::chance::Chance;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// A code of an enterprise (`91`) registered in the area of these six digits.
pub(super) fn draw(area: &str, chance: &mut Chance) -> String {
    let mut code = format!("91{area}");
    code.push_str("MA");
    while code.len() < 17 {
        code.push(char::from(ALPHABET[chance.position(ALPHABET.len())]));
    }
    code.push(check_character(&code));
    code
}

/// The 18th character; characters outside the alphabet count as nothing.
pub(super) fn check_character(code: &str) -> char {
    let value =
        |c: u8| ALPHABET.iter().position(|a| *a == c).and_then(|p| u32::try_from(p).ok()).unwrap_or(0);
    let sum: u32 = code.bytes().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    char::from(ALPHABET[(31 - sum % 31) as usize % 31])
}
