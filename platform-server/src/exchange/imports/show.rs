//! What became of the rows, a page at a time or as a workbook of those that were left out.

use std::{
    fs::File,
    io::{self, Seek as _},
    path::Path,
};

use engine_core::issue::{Issue, Language};
use uuid::Uuid;

use super::{
    job::{Details, Import},
    not_now,
    outcomes::{self, RowsPage, RowsWanted},
    read::rows_file,
};
use crate::{
    app::App,
    exchange::problem,
    http::problem::{Code, Problem},
    identity::Actor,
    transfer::{directory::Values, read, refused_rows::LeftOut, verify::RowOutcome, write::RefusedWriter},
};

/// A page of what became of the rows.
///
/// # Errors
/// When the files have gone, or the cursor is none of ours.
pub async fn rows(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    wanted: RowsWanted,
    language: Language,
) -> Result<RowsPage, Problem> {
    let folder = Import::load(app, actor, entity, id).await?.folder(app)?;
    let read = move || outcomes::page(&folder, &wanted, language);
    let page = tokio::task::spawn_blocking(read).await.map_err(|error| problem::broke_off(&error))?;
    page.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => {
            let said = ("翻页位置无效，请从第一页开始", "start from the first page");
            Problem::new(Code::Invalid).issues(vec![Issue::new("bad_cursor", "/cursor", said.0, said.1)])
        }
        _ => error.into(),
    })
}

/// The rows that were left out for one reason as a workbook, and what the file was called that they come from.
///
/// # Errors
/// When nothing was verified yet, or the files have gone.
pub async fn left_out_file(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    left_out: LeftOut,
    language: Language,
) -> Result<(String, File), Problem> {
    let job = Import::load(app, actor, entity, id).await?;
    let folder = job.folder(app)?;
    if !outcomes::exist(&folder) {
        let said =
            ("核对之后才知道哪些行不能导入", "which rows are left out is known once the import is verified");
        return Err(not_now().detail(said.0, said.1));
    }
    let uploaded = job.row.file.clone();
    let write = move || written(&folder, &job.details, left_out, language);
    let written = tokio::task::spawn_blocking(write).await.map_err(|error| problem::broke_off(&error))?;
    Ok((uploaded, written?))
}

fn written(folder: &Path, details: &Details, left_out: LeftOut, language: Language) -> io::Result<File> {
    let mut out = RefusedWriter::new(left_out, &details.header.names, language, folder)?;
    let workbook = details.workbook.as_ref().ok_or(io::ErrorKind::NotFound)?;
    let mut rows = read::rows(File::open(rows_file(folder, workbook))?, &workbook.merges)?;
    for kept in outcomes::left_out(folder, left_out)? {
        let kept = kept?;
        let wanted = |row: &io::Result<crate::transfer::sheet::Row>| {
            row.as_ref().map_or(true, |row| row.number == kept.row)
        };
        let Some(source) = rows.find(wanted) else { break };
        let (state, issues) = kept.reasons(left_out);
        out.row(&RowOutcome { source: source?, state, values: Values::new(), issues, record: None })?;
    }
    let path = folder.join(format!("{}-{}", left_out.state(), Uuid::from_u128(rand::random())));
    let mut file = File::options().create_new(true).read(true).write(true).open(&path)?;
    // The name goes at once; the bytes go when the answer has been read.
    std::fs::remove_file(&path)?;
    out.finish(&mut file)?;
    file.rewind()?;
    Ok(file)
}
