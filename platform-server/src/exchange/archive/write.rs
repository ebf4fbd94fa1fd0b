//! One moment of the database → an archive.
//!
//! Shape:  pages are read here and packed on a thread of their own, a few pages behind.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::sync::mpsc;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    manifest::{FileEntry, MANIFEST, Manifest, Tally},
    refused,
};
use crate::{
    access::{Purpose, internal},
    app::App,
    catalog,
    database::Pool,
    exchange::problem,
    http::problem::Problem,
    records::{error::StoreError, sequencer, store::archive},
};

/// Pages that wait to be packed.
const WAITING: usize = 4;

/// What the packing thread is told.
enum Parcel {
    Begin(String),
    Lines(Vec<String>),
    End,
}

/// Writes everything there is at this moment; `told` is how many records there were so far.
pub(in crate::exchange) async fn write(
    app: &App,
    path: &Path,
    told: &AtomicU64,
) -> Result<Manifest, Problem> {
    if let Pool::Postgres(pool) = &app.database.readers {
        while sequencer::round(pool).await? > 0 {}
    }
    let mut frozen = app.store.reader().freeze().await?;
    let mut connection = frozen.connection();
    archive::settled(&mut connection).await?;
    let (snapshot, issues) = catalog::standing(&mut connection).await?;
    if let Some(issue) = issues.first() {
        return Err(refused(
            format!("已发布的定义有误（{}），它的数据无法写入归档：{}", issue.pointer, issue.message.chinese),
            format!(
                "a published definition is wrong ({}), so that its records cannot be written: {}",
                issue.pointer, issue.message.english
            ),
        )
        .into());
    }
    let left_out = archive::left_out(&mut connection, &snapshot).await?;
    let manifest = Manifest::new(app.clock.now().to_string(), left_out);
    let (sender, parcels) = mpsc::channel(WAITING);
    let target = private(path)?;
    let packing = tokio::task::spawn_blocking(move || pack(target, manifest, parcels));
    let mut whole = true;
    'pieces: for piece in archive::pieces(&snapshot) {
        whole &= sender.send(Parcel::Begin(piece.file())).await.is_ok();
        let mut mark = None;
        loop {
            let page = piece.page(internal(Purpose::Archive), &mut connection, mark).await?;
            if matches!(piece, archive::Piece::Records(_)) {
                told.fetch_add(page.lines.len() as u64, Ordering::Relaxed);
            }
            whole &= sender.send(Parcel::Lines(page.lines)).await.is_ok();
            if !whole {
                break 'pieces;
            }
            match page.next {
                Some(next) => mark = Some(next),
                None => break,
            }
        }
    }
    if whole {
        drop(sender.send(Parcel::End).await);
    }
    drop(sender);
    Ok(packing.await.map_err(|error| problem::broke_off(&error))??)
}

/// A file that nobody else on this machine reads: everything is in it.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Packs what it is told, and the manifest last. Without an end there is no archive.
fn pack(target: File, mut manifest: Manifest, mut parcels: mpsc::Receiver<Parcel>) -> io::Result<Manifest> {
    let mut archive = ZipWriter::new(BufWriter::with_capacity(1 << 16, target));
    let options = SimpleFileOptions::default().large_file(true);
    let mut open: Option<(String, Tally)> = None;
    while let Some(parcel) = parcels.blocking_recv() {
        let next = match parcel {
            Parcel::Lines(lines) => {
                for line in lines {
                    archive.write_all(line.as_bytes())?;
                    archive.write_all(b"\n")?;
                    if let Some((_, tally)) = &mut open {
                        tally.take(&line);
                    }
                }
                continue;
            }
            Parcel::Begin(file) => Some(file),
            Parcel::End => None,
        };
        manifest.files.extend(open.take().map(|(file, tally)| tally.entry(file)));
        match next {
            Some(file) => {
                archive.start_file(file.as_str(), options)?;
                open = Some((file, Tally::default()));
            }
            None => {
                archive.start_file(MANIFEST, options)?;
                serde_json::to_writer_pretty(&mut archive, &manifest)?;
                let mut target = archive.finish()?;
                target.flush()?;
                target.get_ref().sync_all()?;
                return Ok(manifest);
            }
        }
    }
    Err(io::ErrorKind::Interrupted.into())
}

/// Counts and hashes a piece as a connection sees it.
pub(super) async fn counted(
    connection: &mut crate::records::connection::Connection<'_>,
    piece: &archive::Piece,
) -> Result<FileEntry, StoreError> {
    let (mut tally, mut mark) = (Tally::default(), None);
    loop {
        let page = piece.page(internal(Purpose::Archive), connection, mark).await?;
        page.lines.iter().for_each(|line| tally.take(line));
        match page.next {
            Some(next) => mark = Some(next),
            None => return Ok(tally.entry(piece.file())),
        }
    }
}
