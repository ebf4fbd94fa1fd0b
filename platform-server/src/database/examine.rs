//! Whether a database keeps what it is given.

use sea_orm::{ConnectionTrait as _, DbErr, Statement};

use super::{Database, Dialect};

/// One point of an examination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found, and what to do when it is wrong.
    pub said: String,
}

impl Database {
    /// Looks at everything that decides whether acknowledged writes survive.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn examine(&self) -> Result<Vec<Finding>, DbErr> {
        let points: &[(&str, &str, &str)] = match self.dialect {
            Dialect::Sqlite => &[
                ("PRAGMA journal_mode", "wal", "the write-ahead log"),
                ("PRAGMA quick_check(1)", "ok", "the file's structure"),
            ],
            Dialect::Postgres => &[
                ("SHOW fsync", "on", "fsync"),
                ("SHOW full_page_writes", "on", "full_page_writes"),
                ("SHOW synchronous_commit", "on", "synchronous_commit"),
                ("SHOW server_encoding", "UTF8", "the encoding"),
            ],
        };
        let mut findings = Vec::new();
        for (question, right, name) in points {
            let answer = self.ask(question).await?;
            let ok = answer == *right;
            let said = if ok {
                format!("{name}: {answer}")
            } else {
                format!("{name}: {answer}, but it must be {right}")
            };
            findings.push(Finding { ok, said });
        }
        Ok(findings)
    }

    async fn ask(&self, question: &'static str) -> Result<String, DbErr> {
        let backend = self.orm.get_database_backend();
        let row = self.orm.query_one_raw(Statement::from_string(backend, question)).await?;
        row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))
    }

    /// The findings as lines.
    pub fn report(findings: &[Finding]) -> impl Iterator<Item = String> + '_ {
        findings
            .iter()
            .map(|finding| format!("{}\t{}", if finding.ok { "ok" } else { "wrong" }, finding.said))
    }
}
