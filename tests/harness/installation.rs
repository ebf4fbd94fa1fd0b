//! A data directory and a database, and the commands that are run on them.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

use crate::postgres::Cluster;
use crate::{ADMIN, Client, Server};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in the data directory.
    Sqlite,
    /// A private cluster.
    Postgres,
}

/// A data directory and a database; gone when dropped.
#[derive(Debug)]
pub struct Installation {
    data_dir: PathBuf,
    _place: Option<TempDir>,
    cluster: Option<Arc<Cluster>>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Output {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Output {
    /// Standard output of a command that must have ended with exit 0.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }
}

impl Installation {
    /// An empty installation.
    pub fn new(engine: Engine) -> Installation {
        let cluster = (engine == Engine::Postgres).then(|| Arc::new(Cluster::start()));
        Installation::with(cluster)
    }

    fn with(cluster: Option<Arc<Cluster>>) -> Installation {
        let place = tempfile::Builder::new().prefix("formwork-").tempdir().expect("a temporary directory");
        Installation { data_dir: place.path().join("data"), _place: Some(place), cluster }
    }

    /// An installation in a folder that stays: what lies there is served again, or made when nothing does.
    pub fn kept(engine: Engine, folder: &Path) -> Installation {
        std::fs::create_dir_all(folder).expect("the folder can be made");
        let cluster = (engine == Engine::Postgres).then(|| Arc::new(Cluster::kept(folder.join("cluster"))));
        Installation { data_dir: folder.join("data"), _place: None, cluster }
    }

    /// The process of its PostgreSQL, if it has one.
    pub fn cluster_pid(&self) -> Option<u32> {
        self.cluster.as_ref().map(|cluster| cluster.pid())
    }

    /// A second machine on the same PostgreSQL, with a data directory of its own.
    pub fn replica(&self) -> Installation {
        assert!(self.cluster.is_some(), "only PostgreSQL has replicas");
        Installation::with(self.cluster.clone())
    }

    /// Which database it has.
    pub fn engine(&self) -> Engine {
        if self.cluster.is_some() { Engine::Postgres } else { Engine::Sqlite }
    }

    /// The data directory; the program makes it.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Where its PostgreSQL listens, if it has one.
    pub fn database_url(&self) -> Option<String> {
        self.cluster.as_ref().map(|cluster| cluster.url())
    }

    /// The program with this installation in its environment and nothing else of ours.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program()).args(arguments);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FORMWORK_"))
        {
            command.env_remove(name);
        }
        command.env("FORMWORK_DATA_DIR", self.data_dir());
        if let Some(cluster) = &self.cluster {
            command.env("FORMWORK_DATABASE_URL", cluster.url());
        }
        command
    }

    /// Runs a command to its end, with `input` on its standard input.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("it was piped");
        // The program may end without reading; that is its business.
        drop(pipe.write_all(input.as_bytes()));
        drop(pipe);
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Output {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Serves this installation on a free port, with further arguments, and waits until it is ready.
    pub async fn serve(&self, arguments: &[&str]) -> Server {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        Server::start(self.command(&all)).await
    }

    /// Makes the administrator [`ADMIN`] by `formwork setup` and signs it in.
    pub async fn admin(&self, server: &Server) -> Client {
        let (name, password) = ADMIN;
        self.run(&["setup", "--username", name, "--password-stdin"], password).done();
        let client = server.client();
        client.sign_in(name, password).await.expect(200);
        client
    }

    /// An API token of a user, made by `formwork token create`.
    pub fn token(&self, user: &str) -> String {
        let out = self.run(&["token", "create", "--user", user, "--name", "test", "--json"], "").done();
        let made: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        made["token"].as_str().expect("a token").to_owned()
    }

    /// Runs one SQL statement beside the server; for what no interface offers, such as looking at what is stored.
    pub fn sql(&self, statement: &str) -> String {
        match &self.cluster {
            Some(cluster) => cluster.sql(statement),
            None => crate::sqlite::sql(&self.data_dir().join("formwork.sqlite"), statement),
        }
    }
}

/// The built program.
fn program() -> PathBuf {
    if let Some(given) = std::env::var_os("FORMWORK_BIN") {
        return given.into();
    }
    let own = std::env::current_exe().expect("this test is a file");
    let beside = own.ancestors().nth(2).map(|profile| profile.join("formwork"));
    let found = beside.filter(|path| path.exists());
    found.expect("build the program first: cargo build -p platform-server, or set FORMWORK_BIN")
}
