//! The child process that parses a workbook: `formwork internal-read-spreadsheet [SHEET]`.
//!
//! Shape:  the file is standard input, frames go to standard output, the last one says how it ended.
//! Units:  limits of `limits.rs`, taken before the first byte is read.
//! Errors: exit code 0 when a last frame was written, 1 otherwise.
//!
//! Architecture Invariant: it runs before any thread or runtime starts, with nothing of the server's environment, and opens nothing.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    os::fd::AsFd as _,
    process::ExitCode,
};

use super::{ReadError, frame, limits, workbook};
use crate::confined;

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "internal-read-spreadsheet";

/// Runs the child when the command line asks for it; `None` for every other command line.
///
/// Call it before anything else: a runtime's threads would count against the address space.
pub fn requested() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    (arguments.next()? == SUBCOMMAND)
        .then(|| run(arguments.next().as_deref().and_then(|sheet| sheet.to_str())))
}

/// Runs the child; `sheet` names the sheet to read, else the fullest is.
fn run(sheet: Option<&str>) -> ExitCode {
    if run_on(sheet, io::stdout().lock()).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Takes the limits, then reads standard input and writes frames to `out`.
pub(super) fn run_on(sheet: Option<&str>, out: impl Write) -> io::Result<()> {
    restrict()?;
    serve(File::from(io::stdin().as_fd().try_clone_to_owned()?), sheet, out)
}

/// Gives up what parsing does not need.
pub(super) fn restrict() -> io::Result<()> {
    confined::restrict(confined::CHILD_MEMORY, limits::CHILD_CPU)
}

/// Reads the file and writes frames.
fn serve(file: File, sheet: Option<&str>, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let end = match workbook::read(file, sheet, &mut out) {
        Ok(workbook) => Ok(workbook),
        Err(ReadError::Refused(refused)) => Err(refused),
        Err(ReadError::Io(error)) => return Err(error),
    };
    frame::write_end(&mut out, &end)
}
