//! What is written is read back: every string, as a string.

use std::str::FromStr as _;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{CsvWriter, Shown, XlsxWriter};
use crate::transfer::{read::tests::read_bytes, sheet::Cell};

fn csv(headers: &[&str], rows: &[Vec<Shown>]) -> Vec<u8> {
    let mut writer = CsvWriter::new(Vec::new(), headers.iter().copied()).expect("memory");
    for row in rows {
        writer.row(row).expect("memory");
    }
    writer.finish().expect("memory")
}

fn xlsx(headers: &[&str], rows: &[Vec<Shown>], most_rows: u32) -> Vec<u8> {
    let directory = tempfile::tempdir().expect("a directory");
    let headers = headers.iter().map(|header| (*header).to_owned()).collect();
    let mut writer = XlsxWriter::with_rows("客户", headers, directory.path(), most_rows).expect("a workbook");
    for row in rows {
        writer.row(row).expect("disk");
    }
    let mut bytes = Vec::new();
    writer.finish(&mut bytes).expect("memory");
    bytes
}

fn texts(rows: &[Vec<String>]) -> Vec<Vec<Shown>> {
    rows.iter().map(|row| row.iter().map(|text| Shown::Text(text.clone())).collect()).collect()
}

/// What a reader must find: blank texts are blank, trailing ones are cut off.
fn expected(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let blanked = rows.iter().map(|row| {
        let mut row: Vec<String> = row
            .iter()
            .map(|text| if text.trim().is_empty() { String::new() } else { text.clone() })
            .collect();
        row.truncate(row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1));
        row
    });
    blanked.filter(|row| !row.is_empty()).collect()
}

fn read_texts(bytes: &[u8]) -> Vec<Vec<String>> {
    let (_, rows) = read_bytes(bytes, None).expect("readable");
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Blank => String::new(),
        other => panic!("{other:?} is no text"),
    };
    rows.iter().skip(1).map(|row| row.cells.iter().map(text).collect()).collect()
}

fn any_text() -> impl Strategy<Value = String> {
    let dangerous = prop::sample::select(vec![
        "=1+1",
        "+86",
        "-5",
        "@x",
        "\t",
        "'",
        "'=1",
        "＝",
        "\"",
        ",",
        ";",
        "\r\n",
        "\n",
        "1e5",
        "0012",
        "TRUE",
        "2026-11-02",
        "_x0041_",
        "_x005F_",
        "a\rb",
        "明远",
        "喆",
    ]);
    prop_oneof![3 => "\\PC{0,12}", 2 => dangerous.prop_map(str::to_owned), 1 => prop::collection::vec(any::<char>(), 0..6).prop_map(|c| c.into_iter().collect())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(u32::try_from(formwork_tests::cases(48)).unwrap_or(u32::MAX)))]

    #[test]
    fn csv_keeps_every_string(rows in prop::collection::vec(prop::collection::vec(any_text(), 3), 1..8)) {
        let bytes = csv(&["甲", "乙", "丙"], &texts(&rows));
        prop_assert_eq!(read_texts(&bytes), expected(&rows));
    }

    #[test]
    fn xlsx_keeps_every_string_and_holds_no_formula(rows in prop::collection::vec(prop::collection::vec(any_text(), 3), 1..8)) {
        let bytes = xlsx(&["甲", "乙", "丙"], &texts(&rows), 1_000);
        prop_assert_eq!(read_texts(&bytes), expected(&rows));
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        prop_assert!(book.worksheet_formula("客户").expect("a sheet").is_empty());
    }
}

#[test]
fn numbers_and_days_are_real_ones() {
    let decimal = |text| Decimal::from_str(text).expect("a number");
    let moment = jiff::civil::date(2026, 11, 2).at(9, 30, 15, 0);
    let row = vec![
        Shown::Number(decimal("-1200.50")),
        Shown::Ratio(decimal("0.05")),
        Shown::Date(jiff::civil::date(2026, 11, 2)),
        Shown::DateTime(moment),
        Shown::Number(decimal("123456789012345678")),
        Shown::Date(jiff::civil::date(1850, 1, 1)),
        Shown::Blank,
        Shown::Text("-1200.50".into()),
    ];
    let bytes = xlsx(&["a"; 8], std::slice::from_ref(&row), 1_000);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).expect("a workbook");
    let range = book.worksheet_range("客户").expect("a sheet");
    let cells: Vec<&Data> = range.rows().nth(1).expect("a row").iter().collect();
    assert!(matches!(cells[0], Data::Float(number) if *number == -1200.5), "{:?}", cells[0]);
    assert!(matches!(cells[1], Data::Float(number) if *number == 0.05));
    assert!(matches!(cells[2], Data::DateTime(_)) && matches!(cells[3], Data::DateTime(_)));
    assert!(matches!(cells[4], Data::String(text) if text == "123456789012345678"));
    assert!(matches!(cells[5], Data::String(text) if text == "1850-01-01"));
    assert!(matches!(cells[7], Data::String(text) if text == "-1200.50"));
    let (_, rows) = read_bytes(&bytes, None).expect("readable");
    assert_eq!(rows[1].cells[3], Cell::DateTime(moment));
    let text = String::from_utf8(csv(&["a"], &[row])).expect("UTF-8");
    let expected = "\u{feff}a\r\n-1200.50,0.05,2026-11-02,2026-11-02 09:30:15,123456789012345678,1850-01-01,,'-1200.50\r\n";
    assert_eq!(text, expected);
}

#[test]
fn a_full_sheet_is_followed_by_another() {
    let rows: Vec<Vec<String>> = (0..25).map(|n| vec![format!("客户{n}")]).collect();
    let bytes = xlsx(&["名称"], &texts(&rows), 11);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["客户", "客户 2", "客户 3"]);
    let heights: Vec<usize> = book.worksheets().iter().map(|(_, range)| range.height()).collect();
    assert_eq!(heights, [11, 11, 6]);
}

#[test]
fn a_text_beyond_excel_is_cut_and_counted() {
    let long = "长".repeat(40_000);
    let directory = tempfile::tempdir().expect("a directory");
    let mut writer = XlsxWriter::new("a/b", vec!["备注".into()], directory.path()).expect("a workbook");
    writer.row(&[Shown::Text(long)]).expect("disk");
    assert_eq!(writer.cut(), 1);
    let mut bytes = Vec::new();
    writer.finish(&mut bytes).expect("memory");
    let read = read_texts(&bytes);
    assert!(read[0][0].chars().count() == 32_767 && read[0][0].ends_with("CSV）"));
}
