//! A child process of this binary that takes apart what people uploaded, with limits on memory and time.
//!
//! Shape:  the parent starts it with a file as its standard input and reads its standard output ([`Confined::start`]); the
//!         child gives up what it does not need before it looks at the first byte ([`restrict`]).
//! Units:  bytes of address space, seconds of processor and wall time.
//! Errors: a child that ends by a signal ran into a limit; the parent ends it when its time is over.
//! Source: DESIGN §9; docs/spec/limits.md.
//!
//! Architecture Invariant: a child runs before any thread or runtime starts, with nothing of the server's environment, and opens
//! nothing.

use std::{
    ffi::OsString,
    fs::File,
    io,
    path::PathBuf,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};

/// Address space of a child, in bytes.
pub const CHILD_MEMORY: u64 = 512 << 20;
/// What the child's allocator asks the system for at once, as `MIMALLOC_ARENA_RESERVE` says it: by itself it takes a gigabyte
/// before the child has given up its address space, and then there is none left for what does not fit into that.
const CHILD_RESERVE: &str = "32M";

/// This binary itself, even when the file it was started from has been replaced.
pub fn own_program() -> PathBuf {
    "/proc/self/exe".into()
}

/// Gives up what taking a file apart does not need.
///
/// # Errors
/// When the system does not let a process restrict itself.
pub fn restrict(memory: u64, processor: Duration) -> io::Result<()> {
    let hold = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    hold(Resource::As, memory)?;
    hold(Resource::Cpu, processor.as_secs())?;
    hold(Resource::Core, 0)?;
    Ok(hold(Resource::Nofile, 16)?)
}

/// A child and the thread that ends it when its time is over.
pub struct Confined {
    child: Arc<Mutex<Child>>,
    done: mpsc::Sender<()>,
    watch: thread::JoinHandle<()>,
}

impl Confined {
    /// Starts a child on a file; it is ended after `time`.
    ///
    /// # Errors
    /// When the system starts no process.
    pub fn start(
        program: &PathBuf,
        arguments: impl IntoIterator<Item = OsString>,
        file: &File,
        time: Duration,
    ) -> io::Result<(Confined, ChildStdout)> {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("MIMALLOC_ARENA_RESERVE", CHILD_RESERVE);
        command.stdin(Stdio::from(file.try_clone()?)).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let pipe = child.stdout.take().ok_or_else(|| io::Error::other("a child without a pipe"))?;
        let child = Arc::new(Mutex::new(child));
        let (done, waiting) = mpsc::channel();
        let theirs = Arc::clone(&child);
        let watch = thread::spawn(move || {
            if waiting.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout) {
                kill(&theirs);
            }
        });
        Ok((Confined { child, done, watch }, pipe))
    }

    /// Waits for the end; kills first when what it says is no longer wanted.
    ///
    /// # Errors
    /// When the system does not say how it ended.
    pub fn end(self, unwanted: bool) -> io::Result<ExitStatus> {
        if unwanted {
            kill(&self.child);
        }
        let _ = self.done.send(());
        let _ = self.watch.join();
        self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner).wait()
    }
}

/// Whether a child that said nothing ran into a limit, and did not simply find the file broken.
pub fn ran_into_a_limit(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal().is_some()
}

fn kill(child: &Mutex<Child>) {
    // A child that has ended by itself cannot be killed, which is as good.
    let _ = child.lock().unwrap_or_else(std::sync::PoisonError::into_inner).kill();
}
