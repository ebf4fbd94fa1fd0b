//! A running `formwork serve`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::Client;

/// How long a line may take: a demonstration is installed before the server is ready, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
    setup_code: Option<String>,
    lines: Vec<String>,
    log: Arc<Mutex<String>>,
    ready_after: Duration,
}

impl Server {
    /// Starts a server and waits for its line `listening on …`.
    pub async fn start(mut command: Command) -> Server {
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = collect(child.stderr.take().expect("it was piped"));
        let said = read_lines(child.stdout.take().expect("it was piped"));
        let mut lines: Vec<String> = Vec::new();
        let url = loop {
            match said.recv_timeout(PATIENCE) {
                Ok(line) => {
                    lines.push(line);
                    let last = lines.last().map(String::as_str).unwrap_or_default();
                    if let Some(url) = last.strip_prefix("listening on ") {
                        break url.to_owned();
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    drop(child.kill());
                    drop(child.wait());
                    let log = log.lock().expect("the log");
                    panic!("the server did not get ready: {lines:?}\n{log}");
                }
            }
        };
        let setup_code = lines.iter().find_map(|line| line.strip_prefix("setup code: ")).map(str::to_owned);
        Server { child, url, setup_code, lines, log, ready_after: started.elapsed() }
    }

    /// Its address, such as `http://127.0.0.1:41234`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The setup code it printed, on a fresh installation.
    pub fn setup_code(&self) -> Option<&str> {
        self.setup_code.as_deref()
    }

    /// What it printed until it was ready.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// How long it took to get ready.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    /// Its process, for tests that look at memory or open files.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Somebody new who asks, without cookies or token.
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Somebody who asks with an API token.
    pub fn with_token(&self, token: &str) -> Client {
        self.client().with_token(token)
    }

    /// Tells it to stop (SIGTERM) and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        signal(&self.child, "TERM");
        self.child.wait().expect("the server ends")
    }

    /// Tells it to stop without waiting.
    pub fn terminate(&self) {
        signal(&self.child, "TERM");
    }

    /// Kills it (SIGKILL), as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("the server is killed");
        drop(self.child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
    drop(status);
}

fn read_lines(out: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            // Nobody listens any more once the server is ready; reading on keeps its pipe from filling up.
            drop(sender.send(line));
        }
    });
    receiver
}

fn collect(err: impl std::io::Read + Send + 'static) -> Arc<Mutex<String>> {
    let log = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&log);
    std::thread::spawn(move || {
        let mut err = BufReader::new(err);
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = err.read(&mut piece) {
            kept.lock().expect("the log").push_str(&String::from_utf8_lossy(&piece[..count]));
        }
    });
    log
}
