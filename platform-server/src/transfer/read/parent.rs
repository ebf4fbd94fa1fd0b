//! The parent's side of the child that parses workbooks.
//!
//! Shape:  starts the same binary with an environment of its own, takes its rows, counts them itself and ends it when its time is
//!         over. A child that dies of its limits is `TooComplex`.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, BufReader},
    path::PathBuf,
    process::ExitStatus,
    time::Duration,
};

use super::{
    FileRefused, ReadError, child,
    counter::Counter,
    frame::{self, Frame},
    limits,
};
use crate::{
    confined::{self, Confined},
    transfer::sheet::{Row, Workbook},
};

/// How the child is started.
#[derive(Clone, Debug)]
pub struct Parser {
    /// The program.
    pub program: PathBuf,
    /// Arguments before the sheet's name.
    pub arguments: Vec<OsString>,
    /// Wall time after which it is ended.
    pub time: Duration,
}

impl Default for Parser {
    fn default() -> Parser {
        Parser {
            program: confined::own_program(),
            arguments: vec![child::SUBCOMMAND.into()],
            time: limits::CHILD_WALL,
        }
    }
}

impl Parser {
    /// Parses a workbook in a child.
    ///
    /// # Errors
    /// When the file is refused, or the child cannot be started.
    pub(super) fn read(
        &self,
        file: &File,
        sheet: Option<&str>,
        rows: &mut dyn FnMut(&Row) -> io::Result<()>,
    ) -> Result<Workbook, ReadError> {
        let arguments = self.arguments.iter().cloned().chain(sheet.map(OsString::from));
        let (child, pipe) = Confined::start(&self.program, arguments, file, self.time)?;
        let end = take_frames(BufReader::with_capacity(1 << 16, pipe), rows);
        let status = child.end(end.is_err())?;
        match end {
            Ok(Some(end)) => Ok(end?),
            Ok(None) => Err(died(status).into()),
            Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(died(status).into())
            }
            Err(error) => Err(error),
        }
    }
}

type End = Result<Workbook, FileRefused>;

fn take_frames(
    mut pipe: impl io::Read,
    rows: &mut dyn FnMut(&Row) -> io::Result<()>,
) -> Result<Option<End>, ReadError> {
    let (mut counter, mut buffer) = (Counter::default(), Vec::new());
    while let Some(frame) = frame::read_frame(&mut pipe, &mut buffer)? {
        match frame {
            Frame::Row(row) => {
                counter.take(&row)?;
                rows(&row)?;
            }
            Frame::Workbook(workbook) => return Ok(Some(Ok(workbook))),
            Frame::Refused(refused) => return Ok(Some(Err(refused))),
        }
    }
    Ok(None)
}

/// A child without a last frame ran into a limit, or our own parser broke on the file.
fn died(status: ExitStatus) -> FileRefused {
    if confined::ran_into_a_limit(status) { FileRefused::TooComplex } else { FileRefused::Damaged }
}
