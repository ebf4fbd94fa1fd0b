//! How a value is shown to who may only see it masked.
//!
//! Source: DESIGN §9; the masks are those of `x-field.mask`.

use crate::entity::Mask;

/// What stands for what is not shown. Its length never tells that of the value.
const HIDDEN: &str = "****";

/// The masked form of a shown value; blank stays blank.
pub fn mask(mask: Mask, shown: &str) -> String {
    let characters: Vec<char> = shown.chars().collect();
    if characters.is_empty() {
        return String::new();
    }
    match mask {
        Mask::Phone => ends(&characters, 3, 4),
        Mask::Email => email(shown),
        Mask::Id => ends(&characters, 2, 2),
        Mask::Name => format!("{}*", characters[0]),
        Mask::All => HIDDEN.to_owned(),
    }
}

/// The first and last characters, when at least as many as these stay hidden between them; else nothing.
fn ends(characters: &[char], first: usize, last: usize) -> String {
    let Some(hidden) = characters.len().checked_sub(first + last).filter(|hidden| *hidden >= 3) else {
        return match characters {
            [.., last] if characters.len() > 4 => format!("{HIDDEN}{last}"),
            _ => HIDDEN.to_owned(),
        };
    };
    let head: String = characters[..first].iter().collect();
    let tail: String = characters[first + hidden..].iter().collect();
    format!("{head}{HIDDEN}{tail}")
}

/// The first character before `@`, and the host.
fn email(shown: &str) -> String {
    match shown.split_once('@') {
        Some((local, host)) => match local.chars().next() {
            Some(first) if local.chars().count() > 1 => format!("{first}***@{host}"),
            _ => format!("***@{host}"),
        },
        None => HIDDEN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_little_and_never_all() {
        let cases = [
            (Mask::Phone, "13812341234", "138****1234"),
            (Mask::Phone, "0571-88886666", "057****6666"),
            (Mask::Phone, "95588", "****8"),
            (Mask::Phone, "110", "****"),
            (Mask::Email, "wang@example.com", "w***@example.com"),
            (Mask::Email, "w@example.com", "***@example.com"),
            (Mask::Email, "no address", "****"),
            (Mask::Id, "110101199003071234", "11****34"),
            (Mask::Id, "1234", "****"),
            (Mask::Name, "王小明", "王*"),
            (Mask::All, "anything", "****"),
            (Mask::All, "", ""),
        ];
        for (kind, shown, masked) in cases {
            assert_eq!(mask(kind, shown), masked, "{kind:?} of {shown}");
        }
    }
}
