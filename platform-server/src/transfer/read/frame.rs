//! Rows as bytes, on the pipe from the child and in the spool file.
//!
//! Grammar: frame = length:u32le kind:u8 body;  kind = 'R' row | 'W' workbook (JSON) | 'E' refusal (JSON)
//!          row   = number:u32le count:u32le cell*;  cell = tag:u8 body, tags as in `put_cell`.
//! Errors: `InvalidData` when bytes do not follow it; a frame never exceeds [`LARGEST_FRAME`].

use std::io::{self, Read, Write};

use super::{FileRefused, limits};
use crate::transfer::sheet::{Cell, Row, Workbook};

/// Largest frame: every cell of a row at its longest would be far above it, so rows are held to 16 MiB of text.
pub(super) const LARGEST_FRAME: usize = 16 << 20;

/// One frame.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// The next row.
    Row(Row),
    /// The last frame of a file that was read.
    Workbook(Workbook),
    /// The last frame of a file that was refused.
    Refused(FileRefused),
}

/// Writes a row.
///
/// # Errors
/// As the writer.
pub(super) fn write_row(out: &mut impl Write, row: &Row, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    buffer.push(b'R');
    buffer.extend(row.number.to_le_bytes());
    buffer.extend(length(row.cells.len())?.to_le_bytes());
    for cell in &row.cells {
        put_cell(buffer, cell)?;
    }
    write_frame(out, buffer)
}

/// Writes the frame that ends a file.
///
/// # Errors
/// As the writer.
pub(super) fn write_end(out: &mut impl Write, end: &Result<Workbook, FileRefused>) -> io::Result<()> {
    let mut buffer = vec![if end.is_ok() { b'W' } else { b'E' }];
    match end {
        Ok(workbook) => serde_json::to_writer(&mut buffer, workbook)?,
        Err(refused) => serde_json::to_writer(&mut buffer, refused)?,
    }
    write_frame(out, &buffer)?;
    out.flush()
}

fn write_frame(out: &mut impl Write, body: &[u8]) -> io::Result<()> {
    if body.len() > LARGEST_FRAME {
        return Err(io::Error::other("a row longer than 16 MiB"));
    }
    out.write_all(&length(body.len())?.to_le_bytes())?;
    out.write_all(body)
}

/// Reads the next frame; `None` at the end.
///
/// # Errors
/// When the bytes are no frame, or as the reader.
pub(super) fn read_frame(input: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Option<Frame>> {
    let mut head = [0; 4];
    match input.read(&mut head)? {
        0 => return Ok(None),
        read => input.read_exact(&mut head[read..])?,
    }
    let size = u32::from_le_bytes(head) as usize;
    if size > LARGEST_FRAME {
        return Err(invalid());
    }
    buffer.resize(size, 0);
    input.read_exact(buffer)?;
    let (kind, body) = buffer.split_first().ok_or_else(invalid)?;
    match kind {
        b'R' => Ok(Some(Frame::Row(take_row(body)?))),
        b'W' => Ok(Some(Frame::Workbook(serde_json::from_slice(body)?))),
        b'E' => Ok(Some(Frame::Refused(serde_json::from_slice(body)?))),
        _ => Err(invalid()),
    }
}

fn put_cell(buffer: &mut Vec<u8>, cell: &Cell) -> io::Result<()> {
    let mut text = |tag: u8, text: &str| -> io::Result<()> {
        buffer.push(tag);
        buffer.extend(length(text.len())?.to_le_bytes());
        buffer.extend(text.as_bytes());
        Ok(())
    };
    match cell {
        Cell::Blank => buffer.push(0),
        Cell::Text(t) => text(1, t)?,
        Cell::Number(number) => {
            buffer.push(2);
            buffer.extend(number.to_le_bytes());
        }
        Cell::Date(date) => text(3, &date.to_string())?,
        Cell::DateTime(moment) => text(4, &moment.to_string())?,
        Cell::Time(time) => text(5, &time.to_string())?,
        Cell::Boolean(value) => buffer.extend([6, u8::from(*value)]),
        Cell::Error(t) => text(7, t)?,
    }
    Ok(())
}

fn take_row(mut body: &[u8]) -> io::Result<Row> {
    let number = take_u32(&mut body)?;
    let count = take_u32(&mut body)? as usize;
    if count > limits::MOST_COLUMNS {
        return Err(invalid());
    }
    let mut cells = Vec::with_capacity(count);
    for _ in 0..count {
        cells.push(take_cell(&mut body)?);
    }
    if !body.is_empty() {
        return Err(invalid());
    }
    Ok(Row { number, cells })
}

fn take_cell(body: &mut &[u8]) -> io::Result<Cell> {
    let tag = take(body, 1)?[0];
    Ok(match tag {
        0 => Cell::Blank,
        1 => Cell::Text(take_text(body)?.to_owned()),
        2 => Cell::Number(f64::from_le_bytes(take(body, 8)?.try_into().map_err(|_| invalid())?)),
        3 => Cell::Date(take_text(body)?.parse().map_err(|_| invalid())?),
        4 => Cell::DateTime(take_text(body)?.parse().map_err(|_| invalid())?),
        5 => Cell::Time(take_text(body)?.parse().map_err(|_| invalid())?),
        6 => Cell::Boolean(take(body, 1)?[0] == 1),
        7 => Cell::Error(take_text(body)?.to_owned()),
        _ => return Err(invalid()),
    })
}

fn take<'a>(body: &mut &'a [u8], count: usize) -> io::Result<&'a [u8]> {
    let (head, rest) = body.split_at_checked(count).ok_or_else(invalid)?;
    *body = rest;
    Ok(head)
}

fn take_u32(body: &mut &[u8]) -> io::Result<u32> {
    Ok(u32::from_le_bytes(take(body, 4)?.try_into().map_err(|_| invalid())?))
}

fn take_text<'a>(body: &mut &'a [u8]) -> io::Result<&'a str> {
    let size = take_u32(body)? as usize;
    std::str::from_utf8(take(body, size)?).map_err(|_| invalid())
}

fn length(size: usize) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| invalid())
}

fn invalid() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a frame of rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_the_pipe() {
        let row = Row {
            number: 7,
            cells: vec![
                Cell::Text("明远 \0 a\"b".into()),
                Cell::Blank,
                Cell::Number(-0.25),
                Cell::Date(jiff::civil::date(2026, 11, 2)),
                Cell::DateTime(jiff::civil::date(2026, 11, 2).at(9, 30, 1, 0)),
                Cell::Time(jiff::civil::time(9, 30, 0, 0)),
                Cell::Boolean(true),
                Cell::Error("#N/A".into()),
            ],
        };
        let (mut bytes, mut buffer) = (Vec::new(), Vec::new());
        write_row(&mut bytes, &row, &mut buffer).expect("memory");
        write_end(&mut bytes, &Err(FileRefused::Damaged)).expect("memory");
        let mut input = bytes.as_slice();
        assert_eq!(read_frame(&mut input, &mut buffer).expect("frame"), Some(Frame::Row(row)));
        assert_eq!(
            read_frame(&mut input, &mut buffer).expect("frame"),
            Some(Frame::Refused(FileRefused::Damaged))
        );
        assert_eq!(read_frame(&mut input, &mut buffer).expect("end"), None);
    }

    #[test]
    fn wrong_bytes_are_an_error_and_never_a_panic() {
        for bytes in [
            &b"\xff\xff\xff\xff"[..],
            b"\x01\0\0\0R",
            b"\x05\0\0\0Rabcd",
            b"\x02\0\0\0Xa",
            b"\x0a\0\0\0",
            b"\x00\0\0\0",
        ] {
            assert!(read_frame(&mut &*bytes, &mut Vec::new()).is_err(), "{bytes:?}");
        }
    }
}
