//! The parent's side of the child that parses workbooks.
//!
//! Shape:  starts the same binary with an environment of its own, takes its rows, counts them itself and ends it when its time is
//!         over. A child that dies of its limits is `TooComplex`.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use super::{
    FileRefused, ReadError, child,
    counter::Counter,
    frame::{self, Frame},
    limits,
};
use crate::transfer::sheet::{Row, Workbook};

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
    /// This binary itself, even when the file it was started from has been replaced.
    fn default() -> Parser {
        Parser {
            program: "/proc/self/exe".into(),
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
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args(sheet).env_clear();
        command.env("MIMALLOC_ARENA_RESERVE", limits::CHILD_RESERVE);
        command.stdin(Stdio::from(file.try_clone()?)).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let pipe = child.stdout.take().ok_or_else(|| io::Error::other("a child without a pipe"))?;
        let watched = Watched::new(child, self.time);
        let end = take_frames(BufReader::with_capacity(1 << 16, pipe), rows);
        let status = watched.end(end.is_err())?;
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
    use std::os::unix::process::ExitStatusExt as _;
    if status.signal().is_some() { FileRefused::TooComplex } else { FileRefused::Damaged }
}

/// A child and the thread that ends it when its time is over.
struct Watched {
    child: Arc<Mutex<Child>>,
    done: mpsc::Sender<()>,
    watch: thread::JoinHandle<()>,
}

impl Watched {
    fn new(child: Child, time: Duration) -> Watched {
        let child = Arc::new(Mutex::new(child));
        let (done, waiting) = mpsc::channel();
        let theirs = Arc::clone(&child);
        let watch = thread::spawn(move || {
            if waiting.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout) {
                kill(&theirs);
            }
        });
        Watched { child, done, watch }
    }

    /// Waits for the end; kills first when the rows are no longer wanted.
    fn end(self, unwanted: bool) -> io::Result<ExitStatus> {
        if unwanted {
            kill(&self.child);
        }
        let _ = self.done.send(());
        let _ = self.watch.join();
        self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner).wait()
    }
}

fn kill(child: &Mutex<Child>) {
    // A child that has ended by itself cannot be killed, which is as good.
    let _ = child.lock().unwrap_or_else(std::sync::PoisonError::into_inner).kill();
}
