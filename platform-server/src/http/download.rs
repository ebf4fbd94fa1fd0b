//! Files as answers that browsers save under a name.
//!
//! Shape:  a name in any script goes as `filename*`, beside an ASCII one for programs that know no other.
//! Source: RFC 6266, RFC 8187.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use engine_core::issue::Language;

use crate::transfer::refused_rows::LeftOut;

/// Longest part of an uploaded file's name that is kept, in characters.
const LONGEST: usize = 100;

/// A file as an answer that browsers save.
pub(super) fn download(file: std::fs::File, name: &str, kind: &'static str) -> Response {
    let length = file.metadata().map(|found| found.len()).ok();
    let stream = tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(file));
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&disposition("attachment", name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    if let Some(length) = length {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

/// How a browser treats an answer and what it calls it; `how` is `attachment` or `inline`.
pub(super) fn disposition(how: &str, name: &str) -> String {
    let plain = |letter: char| letter.is_ascii() && !letter.is_control() && !"\"\\%".contains(letter);
    if name.chars().all(plain) {
        return format!("{how}; filename=\"{name}\"");
    }
    let fallback: String = name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let digits =
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            encoded.push('%');
            encoded.extend(digits);
        }
    }
    format!("{how}; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
}

/// What the rows that an import left out are called: as the file they come from, and what they are. A file of such rows
/// that was uploaded again is not called so twice.
pub(super) fn left_out_name(uploaded: &str, left_out: LeftOut, language: Language) -> String {
    let words = |language| match (left_out, language) {
        (LeftOut::Refused, Language::Chinese) => "未导入的行",
        (LeftOut::Refused, Language::English) => "refused rows",
        (LeftOut::Duplicate, Language::Chinese) => "疑似重复的行",
        (LeftOut::Duplicate, Language::English) => "duplicate rows",
    };
    let mut stem = uploaded.rsplit_once('.').map_or(uploaded, |(stem, _)| stem);
    for language in [Language::Chinese, Language::English] {
        stem = stem.strip_suffix(words(language)).map_or(stem, |stem| stem.trim_end_matches([' ', '-']));
    }
    let legal = |letter: char| !letter.is_control() && !"/\\:*?\"<>|".contains(letter);
    let stem: String = stem.chars().filter(|letter| legal(*letter)).take(LONGEST).collect();
    match stem.trim() {
        "" => format!("{}.xlsx", words(language)),
        stem => format!("{stem}-{}.xlsx", words(language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_to_every_program() {
        assert_eq!(disposition("attachment", "customer-1.xlsx"), "attachment; filename=\"customer-1.xlsx\"");
        assert_eq!(
            disposition("attachment", "客户 \"1\".xlsx"),
            "attachment; filename=\"__ _1_.xlsx\"; filename*=UTF-8''%E5%AE%A2%E6%88%B7%20%221%22.xlsx"
        );
    }

    #[test]
    fn rows_are_called_as_the_file_they_come_from() {
        let refused = |file: &str, language| left_out_name(file, LeftOut::Refused, language);
        assert_eq!(refused("客户.2026.csv", Language::Chinese), "客户.2026-未导入的行.xlsx");
        assert_eq!(refused("customers.xlsx", Language::English), "customers-refused rows.xlsx");
        assert_eq!(refused("客户-未导入的行.xlsx", Language::English), "客户-refused rows.xlsx");
        assert_eq!(refused("../a\r\nb:c.csv", Language::English), "..abc-refused rows.xlsx");
        assert_eq!(refused("refused rows.xlsx", Language::Chinese), "未导入的行.xlsx");
        let long = left_out_name(&"长".repeat(300), LeftOut::Duplicate, Language::Chinese);
        assert_eq!(long, format!("{}-疑似重复的行.xlsx", "长".repeat(100)));
    }
}
