//! What was asked and what was answered, on disk before and after each request.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// A log of intents and acknowledgements, synced line by line: it survives what the server does not.
pub(crate) struct Oracle {
    path: PathBuf,
    file: Mutex<File>,
}

/// What must and what may be there.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// Acknowledged: exactly once.
    pub(crate) sure: BTreeSet<String>,
    /// Asked and not answered: once or not at all.
    pub(crate) open: BTreeSet<String>,
    /// Refused: not at all.
    pub(crate) refused: BTreeSet<String>,
    /// Highest acknowledged count of each counter, and highest asked for.
    pub(crate) counters: BTreeMap<String, (i64, i64)>,
    /// Highest acknowledged mark of each record that was changed among many, and highest asked for.
    pub(crate) marks: BTreeMap<String, (i64, i64)>,
    /// Codes that were made together: all of them or none.
    pub(crate) together: BTreeSet<(String, String)>,
    /// Deleted, acknowledged: not there.
    pub(crate) gone: BTreeSet<String>,
    /// A delete was asked for and not answered: there or not.
    pub(crate) going: BTreeSet<String>,
}

impl Oracle {
    pub(crate) fn new(place: &Path) -> Oracle {
        let path = place.join("oracle.log");
        let file = OpenOptions::new().create(true).append(true).open(&path).expect("the oracle's log");
        Oracle { path, file: Mutex::new(file) }
    }

    /// Notes one line durably.
    pub(crate) fn note(&self, line: &str) {
        let mut file = self.file.lock().expect("the log");
        writeln!(file, "{line}").expect("the log takes a line");
        file.sync_data().expect("the log is durable");
    }

    /// What follows from the whole log.
    pub(crate) fn expected(&self) -> Expected {
        let mut expected = Expected::default();
        let lines = BufReader::new(File::open(&self.path).expect("the log")).lines();
        for line in lines.map(|line| line.expect("a line")) {
            let mut words = line.split(' ');
            let (what, key) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
            let number =
                || -> i64 { line.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number") };
            match what {
                "mark" => expected.marks.entry(key).or_default().1 = number(),
                "marked" => expected.marks.entry(key).or_default().0 = number(),
                "pair" => {
                    let other = line.rsplit(' ').next().unwrap_or_default().to_owned();
                    expected.together.insert((key, other));
                }
                "drop" => {
                    expected.going.insert(key);
                }
                "dropped" => {
                    expected.going.remove(&key);
                    expected.gone.insert(key);
                }
                "ask" => {
                    if !expected.sure.contains(&key) {
                        expected.open.insert(key);
                    }
                }
                "done" => {
                    expected.open.remove(&key);
                    expected.sure.insert(key);
                }
                "refused" => {
                    expected.open.remove(&key);
                    expected.refused.insert(key);
                }
                "count" => expected.counters.entry(key).or_default().1 = number(),
                "counted" => expected.counters.entry(key).or_default().0 = number(),
                other => panic!("`{other}` is no word of the log"),
            }
        }
        expected
    }
}
