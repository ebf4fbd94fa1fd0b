//! Customers that are made once and copied for every run, so that each starts from the same data.
//!
//! Shape:  `~/.cache/formwork/bench/DIGEST-ROWS-DATABASE/` → a copy beside it that goes when dropped. The digest is that
//!         of everything the data is made from.
//! Errors: everything panics with what was expected; nobody can go on without data.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork_tests::{Engine, Installation};
use sha2::{Digest as _, Sha256};

use crate::{customers, people, report};

/// Counts up when the program stores the same customers otherwise than before.
const STORED: &str = "3";
/// Most rows of one file: the largest upload would take more, but each is verified on its own.
const ROWS_OF_A_FILE: u64 = 100_000;

/// A copy of the kept data.
pub(crate) struct Copy {
    pub(crate) installation: Option<Installation>,
    folder: PathBuf,
}

impl Copy {
    /// Copies what is kept, made first when it is not there.
    pub(crate) fn of(kept: &Path, engine: Engine) -> Copy {
        let folder = kept.with_extension(format!("run-{}", std::process::id()));
        let copied = Command::new("cp").args(["-a", "--reflink=auto"]).arg(kept).arg(&folder).status();
        assert!(copied.expect("cp runs").success(), "{} is not copied", kept.display());
        Copy { installation: Some(Installation::kept(engine, &folder)), folder }
    }

    pub(crate) fn installation(&self) -> &Installation {
        self.installation.as_ref().expect("it is there until dropped")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        drop(self.installation.take());
        if let Err(fault) = fs::remove_dir_all(&self.folder) {
            drop(fault);
        }
    }
}

/// The folder with this many customers, made when it is not there.
pub(crate) async fn data(engine: Engine, rows: u64) -> PathBuf {
    let folder = place(engine).join(format!("{}-{rows}-{}", digest(), report::word(engine)));
    if folder.exists() {
        return folder;
    }
    let making = folder.with_extension("making");
    if making.exists() {
        fs::remove_dir_all(&making).expect("an unfinished folder goes");
    }
    make(engine, rows, &making).await;
    fs::rename(&making, &folder).expect("a finished folder gets its name");
    folder
}

async fn make(engine: Engine, rows: u64, folder: &Path) {
    let installation = Installation::kept(engine, folder);
    installation.run(&["app", "install", app().to_str().expect("a path of letters")], "").done();
    let server = installation.serve(&[]).await;
    people::make(&installation, &server).await;
    server.stop();
    let file = folder.join("customers.csv");
    let mut from = 1;
    while from <= rows {
        let to = (from + ROWS_OF_A_FILE - 1).min(rows);
        sheet(&file, from, to);
        import(&installation, &file);
        from = to + 1;
    }
    fs::remove_file(file).expect("the file goes");
    if engine == Engine::Postgres {
        sequenced(&installation).await;
        installation.sql("VACUUM (ANALYZE)");
    }
}

/// Serves until every change has its position, so that no run does that work while it measures.
async fn sequenced(installation: &Installation) {
    let server = installation.serve(&[]).await;
    while installation.sql("SELECT count(*) FROM changes WHERE position IS NULL") != "0" {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    server.stop();
}

/// Writes a sheet of some customers.
pub(crate) fn sheet(file: &Path, from: u64, to: u64) {
    let out = fs::File::create(file).expect("the file can be made");
    customers::write(from..=to, out).expect("the disk takes it");
}

/// Imports a sheet; every row must be written.
pub(crate) fn import(installation: &Installation, file: &Path) {
    let file = file.to_str().expect("a path of letters");
    installation.run(&["import", "customer", file, "--apply", "--json"], "").done();
}

fn app() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("app")
}

/// Where data is kept. PostgreSQL does not run as root, and nobody else can enter root's home.
fn place(engine: Engine) -> PathBuf {
    use std::os::unix::fs::MetadataExt as _;
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let home = std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
    let place = match engine {
        Engine::Postgres if root => PathBuf::from("/var/tmp/formwork/bench"),
        _ => home.join(".cache/formwork/bench"),
    };
    fs::create_dir_all(&place).expect("the cache can be written");
    place
}

fn digest() -> String {
    let parts = [
        STORED,
        include_str!("app/app.json"),
        include_str!("app/entities/customer.json"),
        include_str!("app/roles/bench_seller.json"),
        include_str!("app/roles/bench_manager.json"),
        include_str!("chance.rs"),
        include_str!("customers.rs"),
        include_str!("people.rs"),
    ];
    let digest = parts.iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part)).finalize();
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
