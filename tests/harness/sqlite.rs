//! A look into the embedded database beside the server.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

/// Runs one statement; columns are joined by `|`, rows by line breaks, as `psql -A -t` prints them.
pub(crate) fn sql(file: &Path, statement: &str) -> String {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(10));
    let statement = AssertSqlSafe(statement.to_owned());
    // Tests call this from inside their own runtime, which cannot wait for another one on the same thread.
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = options.connect().await.expect("the database opens");
            let rows = sqlx::raw_sql(statement).fetch_all(&mut connection).await.expect("the statement runs");
            let lines: Vec<String> = rows.iter().map(line).collect();
            connection.close().await.expect("the database closes");
            lines.join("\n")
        })
    };
    std::thread::spawn(run).join().expect("the statement runs").trim().to_owned()
}

fn line(row: &SqliteRow) -> String {
    let column = |at: usize| {
        let text = row.try_get_unchecked::<Option<String>, _>(at);
        let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        match text {
            Ok(text) => text.unwrap_or_default(),
            Err(_) => row.try_get_unchecked::<Vec<u8>, _>(at).map(hex).expect("bytes"),
        }
    };
    (0..row.len()).map(column).collect::<Vec<_>>().join("|")
}
