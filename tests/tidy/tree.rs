//! The files of the repository, read once.
//!
//! Shape:  [`files`] → every text file people wrote, with its path from the root, `/` between folders.

use std::{fs, path::Path, sync::LazyLock};

/// One file.
pub(crate) struct File {
    /// From the root of the repository.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl File {
    /// Whether it is Rust.
    pub(crate) fn rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether it is TypeScript or JavaScript.
    pub(crate) fn script(&self) -> bool {
        [".ts", ".tsx", ".mjs"].iter().any(|end| self.path.ends_with(end))
    }

    /// Whether it holds tests only.
    pub(crate) fn tests(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Lines of Rust that are executed in the program: no comments, nothing from the tests at the end on.
    pub(crate) fn program(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }
}

/// Every text file, in the order of their paths.
pub(crate) fn files() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
        let mut found = Vec::new();
        gather(root(), "", &mut found);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(found.len() > 300, "only {} files below {}", found.len(), root().display());
        found
    });
    &FILES
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the repository")
}

fn gather(folder: &Path, path: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository is readable") {
        let entry = entry.expect("an entry of a folder is readable");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if matches!(name.as_str(), ".git" | "target" | "node_modules" | "dist" | "test-results") {
            continue;
        }
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() {
            gather(&entry.path(), &path, found);
        } else if kind.is_file()
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            found.push(File { path, text });
        }
    }
}
