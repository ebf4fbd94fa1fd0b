//! A private PostgreSQL cluster.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What PostgreSQL does not choose by the size of the machine.
const ADVISED: [&str; 3] = ["shared_buffers=1GB", "max_wal_size=4GB", "wal_compression=lz4"];

/// A cluster with one database; stopped when dropped, and removed unless it is kept.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    place: Option<TempDir>,
    port: u16,
    server: Child,
    binaries: PathBuf,
}

impl Cluster {
    /// Starts a cluster on a free port, with its own socket directory.
    pub(crate) fn start() -> Cluster {
        let place = tempfile::Builder::new().prefix("formwork-pg-").tempdir().expect("a temporary directory");
        Cluster::serve(place.path().to_owned(), Some(place), &[])
    }

    /// Starts the cluster that lies in a folder, or a new one that stays there, set as docs/how-to/run-a-server.md advises
    /// for a table of a million records.
    pub(crate) fn kept(folder: PathBuf) -> Cluster {
        fs::create_dir_all(&folder).expect("the folder can be made");
        Cluster::serve(folder, None, &ADVISED)
    }

    fn serve(folder: PathBuf, place: Option<TempDir>, settings: &[&str]) -> Cluster {
        let binaries = binaries();
        let data = folder.join("data");
        if !data.exists() {
            copy(&template(&binaries), &data);
        }
        give_to_postgres(&folder);
        let port = free_port();
        let server = as_postgres(&binaries.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-p",
                &port.to_string(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=100",
                "-k",
            ])
            .arg(&folder)
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("log")).expect("a log file"))
            .spawn()
            .expect("PostgreSQL starts");
        let mut cluster = Cluster { folder, place, port, server, binaries };
        cluster.wait();
        cluster
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Its first process.
    pub(crate) fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Runs one statement, such as one that makes a row older.
    pub(crate) fn sql(&self, statement: &str) -> String {
        let output = Command::new(self.binaries.join("psql"))
            .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"])
            .args(["-p", &self.port.to_string(), "-c", statement, "postgres"])
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn wait(&mut self) {
        let started = Instant::now();
        loop {
            let ready = Command::new(self.binaries.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status()
                .is_ok_and(|status| status.success());
            if ready {
                return;
            }
            let ended = self.server.try_wait().expect("its state is known");
            if ended.is_some() || started.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("PostgreSQL did not start ({ended:?}):\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // An immediate shutdown where nothing is worth keeping, a fast and clean one otherwise.
        crate::server::signal(&self.server, if self.place.is_some() { "QUIT" } else { "INT" });
        drop(self.server.wait());
    }
}

fn binaries() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            let versions = entries.flatten().map(|entry| entry.path());
            versions
                .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin"))))
                .collect()
        })
        .unwrap_or_default();
    found.retain(|(_, path)| path.join("postgres").exists());
    found.sort();
    found.pop().expect("PostgreSQL is needed for this test: apt-get install postgresql").1
}

/// An initialised, never started data directory, made once per user and version: `initdb` takes longer than a copy.
fn template(binaries: &Path) -> PathBuf {
    let version =
        binaries.parent().and_then(Path::file_name).expect("a version").to_string_lossy().into_owned();
    let place = std::env::temp_dir().join(format!("formwork-pg-template-{version}-{}", whoami()));
    if place.join("PG_VERSION").exists() {
        return place;
    }
    let making =
        tempfile::Builder::new().prefix("formwork-pg-template-").tempdir().expect("a temporary directory");
    give_to_postgres(making.path());
    let data = making.path().join("data");
    let output = as_postgres(&binaries.join("initdb"))
        .args(["--no-sync", "--no-instructions", "-A", "trust", "-U", "postgres", "-E", "UTF8"])
        .args(["--locale=C.UTF-8", "-D"])
        .arg(&data)
        .output()
        .expect("initdb runs");
    assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
    // Another test may have been faster: then its template stays.
    if let Err(fault) = fs::rename(&data, &place) {
        assert!(place.join("PG_VERSION").exists(), "the template was not kept: {fault}");
    }
    place
}

fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs");
    assert!(status.success(), "the template was not copied");
}

fn whoami() -> String {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn give_to_postgres(place: &Path) {
    if whoami() == "0" {
        let status = Command::new("chown").args(["-R", "postgres:"]).arg(place).status().expect("chown runs");
        assert!(status.success(), "there is no user postgres");
    }
}

/// PostgreSQL refuses to run as root. A test that is killed takes its cluster along.
fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if whoami() == "0" {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups"]);
    }
    command.arg(program).current_dir("/").env("TZ", "UTC");
    command
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}
