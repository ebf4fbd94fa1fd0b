//! Files read end to end; workbooks through a real child, which is this test binary started again.

use std::{fs::File, io::Write as _, time::Duration};

use rust_xlsxwriter::{Format, Workbook as Written};
use zip::write::SimpleFileOptions;

use super::{FileRefused, Parser, ReadError, child, rows};
use crate::transfer::sheet::{Cell, Row, Workbook};

/// Starts this test binary as the child: `as_child` writes its frames to descriptor 3, since the harness owns 1.
fn parser(test: &str, time: Duration) -> Parser {
    let script = format!(
        r#"exec 3>&1; sheet="$1"; export sheet; exec "$0" --exact {}::{test} --nocapture >&2"#,
        module_path!().split_once("::").expect("a crate").1
    );
    let this = std::env::current_exe().expect("this binary");
    Parser { program: "/bin/sh".into(), arguments: vec!["-c".into(), script.into(), this.into()], time }
}

#[test]
fn as_child() {
    if let Ok(sheet) = std::env::var("sheet") {
        let out = std::fs::OpenOptions::new().write(true).open("/proc/self/fd/3").expect("the pipe");
        child::run_on(Some(sheet.as_str()).filter(|name| !name.is_empty()), out).expect("a last frame");
    }
}

#[test]
fn as_child_that_sleeps() {
    if std::env::var("sheet").is_ok() {
        std::thread::sleep(Duration::from_secs(60));
    }
}

#[test]
fn as_child_that_eats_memory() {
    if std::env::var("sheet").is_ok() {
        child::restrict().expect("limits");
        std::hint::black_box(vec![1_u8; 600 << 20]);
    }
}

pub(crate) fn read_bytes(bytes: &[u8], sheet: Option<&str>) -> Result<(Workbook, Vec<Row>), FileRefused> {
    read_with(bytes, sheet, &parser("as_child", Duration::from_secs(60)))
}

fn read_with(
    bytes: &[u8],
    sheet: Option<&str>,
    parser: &Parser,
) -> Result<(Workbook, Vec<Row>), FileRefused> {
    let (workbook, spool) = spooled_with(bytes, sheet, parser)?;
    let rows = rows(spool, &workbook.merges).expect("a spool").map(|row| row.expect("a row")).collect();
    Ok((workbook, rows))
}

/// Reads a file and gives its spool.
pub(crate) fn spooled(bytes: &[u8], sheet: Option<&str>) -> Result<(Workbook, File), FileRefused> {
    spooled_with(bytes, sheet, &parser("as_child", Duration::from_secs(60)))
}

fn spooled_with(bytes: &[u8], sheet: Option<&str>, parser: &Parser) -> Result<(Workbook, File), FileRefused> {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("disk");
    let spool = tempfile::tempfile().expect("a file");
    match super::read(&mut file, sheet, spool.try_clone().expect("a handle"), parser) {
        Ok(workbook) => Ok((workbook, spool)),
        Err(ReadError::Refused(refused)) => Err(refused),
        Err(ReadError::Io(error)) => panic!("{error}"),
    }
}

fn text_rows(rows: &[Row]) -> Vec<(u32, Vec<String>)> {
    rows.iter()
        .map(|row| (row.number, row.cells.iter().map(|cell| cell.text().into_owned()).collect()))
        .collect()
}

fn written(build: impl FnOnce(&mut Written)) -> Vec<u8> {
    let mut workbook = Written::new();
    build(&mut workbook);
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn text_tables_are_read_ragged_blank_and_quoted() {
    let bytes = "名称;电话;备注\r\n甲;1\r\n\r\n\"乙;\"\"丙\"\"\n二行\";2;x;y\r\n;;\r\n'+86;'a;\r\n";
    let (workbook, rows) = read_bytes(bytes.as_bytes(), None).expect("readable");
    assert_eq!(
        (workbook.separator, workbook.encoding.as_deref(), workbook.columns),
        (Some(';'), Some("UTF-8"), 4)
    );
    let expected = [
        (1, vec!["名称", "电话", "备注"]),
        (2, vec!["甲", "1"]),
        (4, vec!["乙;\"丙\"\n二行", "2", "x", "y"]),
        (6, vec!["+86", "'a"]),
    ];
    assert_eq!(
        text_rows(&rows),
        expected.map(|(n, cells)| (n, cells.into_iter().map(String::from).collect()))
    );
}

#[test]
fn workbooks_are_read_typed_in_a_child() {
    let bytes = written(|book| {
        let hidden = book.add_worksheet().set_name("隐藏").expect("name");
        hidden.set_hidden(true);
        for row in 0..50 {
            hidden.write(row, 0, "x").expect("cell");
        }
        book.add_worksheet().set_name("说明").expect("name").write(0, 0, "请先阅读").expect("cell");
        let sheet = book.add_worksheet().set_name("客户").expect("name").set_active(true);
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.merge_range(0, 0, 0, 3, "客户一览表", &Format::new()).expect("merge");
        sheet.write_row(2, 0, ["名称", "电话", "日期", "金额"]).expect("row");
        sheet.merge_range(3, 0, 4, 0, "甲公司", &Format::new()).expect("merge");
        sheet.write(3, 1, 13_812_345_678_f64).expect("cell").write(4, 1, "021-1").expect("cell");
        sheet.write_with_format(3, 2, 46_328, &date).expect("cell").write(3, 3, 0.1 + 0.2).expect("cell");
        sheet.write(4, 3, true).expect("cell");
    });
    let (workbook, rows) = read_bytes(&bytes, None).expect("readable");
    assert_eq!(workbook.sheets, ["说明", "客户"]);
    assert_eq!(workbook.sheet.as_deref(), Some("客户"));
    assert_eq!((workbook.rows, workbook.columns, workbook.merges.len()), (5, 4, 2));
    assert_eq!(rows[2].cells[2], Cell::Date(jiff::civil::date(2026, 11, 2)));
    let expected = [
        (1, vec!["客户一览表"]),
        (3, vec!["名称", "电话", "日期", "金额"]),
        (4, vec!["甲公司", "13812345678", "2026-11-02", "0.3"]),
        (5, vec!["甲公司", "021-1", "", "TRUE"]),
    ];
    assert_eq!(
        text_rows(&rows),
        expected.map(|(n, cells)| (n, cells.into_iter().map(String::from).collect()))
    );
    let (workbook, rows) = read_bytes(&bytes, Some("说明")).expect("readable");
    assert_eq!((workbook.sheet.as_deref(), rows.len()), (Some("说明"), 1));
    assert_eq!(read_bytes(&bytes, Some("隐藏")), Err(FileRefused::NoSheet));
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn hostile_and_wrong_files_are_refused() {
    let good = written(|book| {
        let sheet = book.add_worksheet();
        for row in 0..2_000 {
            sheet.write(row, 0, format!("客户{row}")).expect("cell");
        }
    });
    let zeros = vec![b' '; 24 << 20];
    let bomb = archive(&[
        ("[Content_Types].xml", b""),
        ("xl/workbook.xml", b""),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    let many: Vec<(String, &[u8])> = (0..10_001).map(|n| (format!("xl/{n}.xml"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let wide = format!("{}\n", vec!["x"; 50_000].join(","));
    let unclosed = format!("a,b\n1,\"{}", "x,y\n".repeat(20_000));
    let compound = |name: &str| -> Vec<u8> {
        let name = name.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            .iter()
            .copied()
            .chain(std::iter::repeat_n(0, 2_000_000))
            .chain(name)
            .collect()
    };
    let stray = written(|book| {
        book.add_worksheet().write(0, 0, "名称").expect("cell").write(0, 16_383, "x").expect("cell");
    });
    for (bytes, refused) in [
        (good[..good.len() / 2].to_vec(), FileRefused::Damaged),
        (bomb, FileRefused::UnpacksTooLarge),
        (archive(&many), FileRefused::UnsafeArchive),
        (archive(&[("xl/workbook.xml", b"<a/>"), ("../evil.xml", b"")]), FileRefused::UnsafeArchive),
        (archive(&[("word/document.xml", b"<a/>")]), FileRefused::NotASpreadsheet),
        (archive(&[("xl/workbook.xml", b"<workbook><sheets>")]), FileRefused::Damaged),
        (wide.into_bytes(), FileRefused::TooManyColumns { row: 1, columns: 50_000 }),
        (unclosed.into_bytes(), FileRefused::CellTooLong { row: 2, column: 1 }),
        (stray, FileRefused::TooManyColumns { row: 1, columns: 16_384 }),
        (compound("EncryptedPackage"), FileRefused::Encrypted),
        (compound("Workbook"), FileRefused::OldExcel),
        (compound("WordDocument"), FileRefused::NotASpreadsheet),
        (b"\xef\xbb\xbf <html><table><tr><td>a".to_vec(), FileRefused::WebPage),
        (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), FileRefused::WebPage),
        (b"%PDF-1.7".to_vec(), FileRefused::NotASpreadsheet),
        (Vec::new(), FileRefused::Empty),
        (b" \r\n\r\n".to_vec(), FileRefused::Empty),
        (b",,,\n,,\n".to_vec(), FileRefused::Empty),
        (written(|book| drop(book.add_worksheet().set_name("空"))), FileRefused::Empty),
    ] {
        assert_eq!(read_bytes(&bytes, None).map(|(workbook, _)| workbook), Err(refused));
    }
}

#[test]
fn a_child_over_its_limits_is_ended() {
    let bytes = written(|book| drop(book.add_worksheet().write(0, 0, "x")));
    let started = std::time::Instant::now();
    let sleeping = parser("as_child_that_sleeps", Duration::from_millis(300));
    assert_eq!(read_with(&bytes, None, &sleeping).map(|_| ()), Err(FileRefused::TooComplex));
    assert!(started.elapsed() < Duration::from_secs(20));
    let eating = parser("as_child_that_eats_memory", Duration::from_secs(60));
    assert_eq!(read_with(&bytes, None, &eating).map(|_| ()), Err(FileRefused::TooComplex));
}
