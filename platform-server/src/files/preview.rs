//! What is shown of a file before it is opened: small pictures of images and PDFs, the first rows of a workbook.
//!
//! Shape:  [`made`] gives what was made before, or makes and keeps it. That nothing can be made of a file is kept too, as nothing, so
//!         that a hostile one costs once.
//! Units:  the longest side of a thumbnail is 256 pixels, of a preview 1,600.
//! Errors: 422 `no_preview`.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read as _},
    time::Duration,
};

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use object_store::ObjectStoreExt as _;
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};

use super::{
    Files,
    draw::{self, Subject},
};
use crate::{
    app::App,
    confined::{self, Confined},
    http::problem::{Code, Problem},
    tables::file,
    transfer::read::{Parser, ReadError, head},
};

/// Wall time of a child that draws.
const WALL: Duration = Duration::from_secs(40);
/// Largest picture that a child may answer, in bytes.
const LARGEST_MADE: u64 = 16 << 20;
/// Rows and columns of a workbook that are shown.
const SHOWN: (usize, usize) = (50, 30);
/// A workbook of Excel, by its content.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// For a list.
    Thumb,
    /// To look at.
    Preview,
}

impl Size {
    /// Both.
    pub const ALL: [Size; 2] = [Size::Thumb, Size::Preview];

    /// As addresses say it.
    pub fn word(self) -> &'static str {
        match self {
            Size::Thumb => "thumb",
            Size::Preview => "preview",
        }
    }

    fn edge(self) -> u32 {
        match self {
            Size::Thumb => 256,
            Size::Preview => 1_600,
        }
    }
}

/// What a file is made smaller by.
enum Maker {
    Draw(Subject),
    Rows,
}

/// The small form of a file.
///
/// # Errors
/// `no_preview` when it has none; when the store or the system fails.
pub async fn made(app: &App, file: &file::Model, size: Size) -> Result<Bytes, Problem> {
    let maker = match file.media_type.as_str() {
        image if engine_core::kinds::files::IMAGES.contains(&image) => Maker::Draw(Subject::Image),
        "application/pdf" => Maker::Draw(Subject::Pdf),
        WORKBOOK if size == Size::Preview => Maker::Rows,
        _ => return Err(no_preview()),
    };
    let location = Files::made(file.id, size);
    let bytes = match app.files.store.get(&location).await {
        Ok(kept) => kept.bytes().await.map_err(Problem::internal)?,
        Err(object_store::Error::NotFound { .. }) => {
            let bytes = make(app, file, size, maker).await?;
            app.files.store.put(&location, bytes.clone().into()).await.map_err(Problem::internal)?;
            bytes
        }
        Err(error) => return Err(Problem::internal(error)),
    };
    if bytes.is_empty() { Err(no_preview()) } else { Ok(bytes) }
}

fn no_preview() -> Problem {
    Problem::new(Code::NoPreview)
}

async fn make(app: &App, file: &file::Model, size: Size, maker: Maker) -> Result<Bytes, Problem> {
    let _turn = app.files.turns.acquire().await.map_err(Problem::internal)?;
    let mut local = tokio::fs::File::from_std(app.files.nameless(app.clock.id())?);
    let mut content = app.files.read(file.id, None).await?;
    while let Some(piece) = content.try_next().await.map_err(Problem::internal)? {
        local.write_all(&piece).await?;
    }
    local.flush().await?;
    local.rewind().await?;
    let local = local.into_std().await;
    let making = move || match maker {
        Maker::Draw(subject) => drawn(&local, subject, size),
        Maker::Rows => rows(&local),
    };
    let made = tokio::task::spawn_blocking(making).await.map_err(Problem::internal)??;
    Ok(made.into())
}

/// What a child draws; nothing when it cannot.
fn drawn(file: &File, subject: Subject, size: Size) -> io::Result<Vec<u8>> {
    let arguments = [draw::SUBCOMMAND.to_owned(), subject.word().to_owned(), size.edge().to_string()];
    let arguments = arguments.map(OsString::from);
    let (child, pipe) = Confined::start(&confined::own_program(), arguments, file, WALL)?;
    let mut bytes = Vec::new();
    let read = pipe.take(LARGEST_MADE + 1).read_to_end(&mut bytes);
    let whole = read.is_ok() && bytes.len() as u64 <= LARGEST_MADE;
    let status = child.end(!whole)?;
    Ok(if whole && status.success() { bytes } else { Vec::new() })
}

/// The first rows of a workbook as JSON; nothing when it cannot be read.
fn rows(file: &File) -> io::Result<Vec<u8>> {
    match head(file, SHOWN.0, &Parser::default()) {
        Ok(rows) => {
            let shown = |row: &crate::transfer::sheet::Row| -> Vec<String> {
                row.cells.iter().take(SHOWN.1).map(|cell| cell.text().into_owned()).collect()
            };
            let rows: Vec<_> = rows.iter().map(shown).collect();
            Ok(serde_json::json!({ "rows": rows }).to_string().into_bytes())
        }
        Err(ReadError::Refused(_)) => Ok(Vec::new()),
        Err(ReadError::Io(error)) => Err(error),
    }
}
