//! A file on its way in.
//!
//! Shape:  [`Incoming::begin`] writes the row; [`Incoming::take`] counts and stores piece by piece; [`Incoming::finish`] says what
//!         the file is and makes it one that a record may claim, [`Incoming::abandon`] removes it. Who hangs up leaves a row
//!         without a digest, which the sweep removes with what there is of the content.
//! Units:  bytes; an upload waits 24 hours for a record.
//! Errors: 413 `too_large`; 422 with `required` for an empty file and `refused_file` for a program; 429 `too_often` for somebody who
//!         uploads without end.

use bytes::Bytes;
use engine_core::{issue::Issue, kinds::files::LARGEST_FILE};
use object_store::buffered::BufWriter;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _,
};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::{Files, media_type, name};
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::{Code, Problem},
    identity::Actor,
    tables::file,
};

/// How long an upload waits for a record, in microseconds.
pub const WAITS: i64 = 24 * 60 * 60 * 1_000_000;
/// Most files of one owner that wait for a record.
const MOST_WAITING: u64 = 500;
/// Most files of one open public form that wait for its submission.
const MOST_WAITING_OF_FORM: u64 = 20;
/// Content is handed to the store in pieces of this many bytes; a smaller file goes at once.
const PIECE: usize = 5 << 20;

/// Whose an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    Actor(Uuid),
    /// Of whoever has a public form open.
    Form(Uuid),
}

impl Owner {
    /// Whose an upload of an actor is.
    pub fn of(actor: &Actor) -> Owner {
        Owner::Actor(actor.user().unwrap_or_default())
    }

    fn columns(self) -> (&'static str, Uuid) {
        match self {
            Owner::Actor(id) => ("actor", id),
            Owner::Form(session) => ("form", session),
        }
    }
}

/// A file on its way in.
pub struct Incoming {
    id: Uuid,
    name: String,
    writer: BufWriter,
    size: u64,
    digest: Sha256,
    head: Vec<u8>,
}

impl Incoming {
    /// Makes room for a file that is called as `sent`.
    ///
    /// # Errors
    /// When its owner has too many that wait, or the database fails.
    pub async fn begin(app: &App, owner: Owner, sent: &str) -> Result<Incoming, Problem> {
        let (owner_kind, owner) = owner.columns();
        let waiting = file::Entity::find()
            .filter(file::Column::OwnerKind.eq(owner_kind))
            .filter(file::Column::Owner.eq(owner))
            .filter(file::Column::ExpiresAt.gt(app.clock.now().0));
        let most = if owner_kind == "form" { MOST_WAITING_OF_FORM } else { MOST_WAITING };
        if waiting.count(&app.database.orm).await.map_err(StorageFault::from)? >= most {
            return Err(Problem::new(Code::TooOften).retry_after(600).detail(
                format!("已有 {most} 个上传的文件还没有保存到记录，请先保存，或明天再传"),
                format!(
                    "{most} uploaded files wait for a record; save these first, or upload again tomorrow"
                ),
            ));
        }
        let (id, now, name) = (app.clock.id(), app.clock.now().0, name::kept(sent));
        let row = file::ActiveModel {
            id: Set(id),
            owner_kind: Set(owner_kind.to_owned()),
            owner: Set(owner),
            name: Set(name.clone()),
            size: Set(0),
            media_type: Set(String::new()),
            digest: Set(None),
            created_at: Set(now),
            expires_at: Set(Some(now + WAITS)),
        };
        file::Entity::insert(row)
            .exec_without_returning(&app.database.orm)
            .await
            .map_err(StorageFault::from)?;
        let writer = BufWriter::with_capacity(app.files.store.clone(), Files::content(id), PIECE);
        Ok(Incoming { id, name, writer, size: 0, digest: Sha256::new(), head: Vec::new() })
    }

    /// Takes in the next piece.
    ///
    /// # Errors
    /// When there is more of it than any field takes, or the store fails.
    pub async fn take(&mut self, piece: Bytes) -> Result<(), Problem> {
        self.size += piece.len() as u64;
        if self.size > LARGEST_FILE {
            return Err(too_large());
        }
        let missing = media_type::HEAD - self.head.len();
        self.head.extend_from_slice(&piece[..missing.min(piece.len())]);
        self.digest.update(&piece);
        self.writer.put(piece).await.map_err(store_failed)
    }

    /// The digest of what came in.
    pub fn digest(&self) -> [u8; 32] {
        self.digest.clone().finalize().into()
    }

    /// What the file is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Closes the file; a record may claim it from here on.
    ///
    /// # Errors
    /// When it is nothing or a program, or when the store fails; then nothing of it is left.
    pub async fn finish(mut self, app: &App) -> Result<file::Model, Problem> {
        match self.close(app).await {
            Ok(file) => Ok(file),
            Err(problem) => {
                self.abandon(app).await;
                Err(problem)
            }
        }
    }

    async fn close(&mut self, app: &App) -> Result<file::Model, Problem> {
        let media_type = media_type::of(&self.head);
        if self.size == 0 {
            return Err(refused(
                "required",
                "文件是空的，请选择有内容的文件",
                "the file is empty; choose one with something in it",
            ));
        }
        if media_type::is_program(media_type, &self.name) {
            return Err(refused(
                "refused_file",
                "不接受可执行的程序和脚本；如确需传送，请压缩后加密码",
                "programs and scripts are not taken; if one must be sent, pack it into an archive with a password",
            ));
        }
        self.writer.shutdown().await.map_err(Problem::internal)?;
        let digest: String = self.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        let row = file::ActiveModel {
            id: Set(self.id),
            size: Set(i64::try_from(self.size).unwrap_or(i64::MAX)),
            media_type: Set(media_type.to_owned()),
            digest: Set(Some(digest)),
            expires_at: Set(Some(app.clock.now().0 + WAITS)),
            ..Default::default()
        };
        Ok(row.update(&app.database.orm).await.map_err(StorageFault::from)?)
    }

    /// Removes what came in.
    pub async fn abandon(mut self, app: &App) {
        let stopped = self.writer.abort().await;
        drop(self.writer);
        let gone = match stopped {
            Ok(()) => app.files.remove(self.id).await,
            Err(error) => Err(error),
        };
        let gone = match gone {
            Ok(()) => file::Entity::delete_by_id(self.id)
                .exec(&app.database.orm)
                .await
                .map(drop)
                .map_err(|e| e.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = gone {
            tracing::warn!(%error, "a broken upload could not be removed; the sweep will");
        }
    }
}

/// The problem of a file that is larger than any.
pub fn too_large() -> Problem {
    let most = LARGEST_FILE >> 20;
    Problem::new(Code::TooLarge).detail(
        format!("文件超过 {most} MB，请压缩或拆分后再上传"),
        format!("the file is larger than {most} MB; make it smaller or split it"),
    )
}

fn refused(code: &'static str, chinese: &'static str, english: &'static str) -> Problem {
    Problem::new(Code::Invalid).issues(vec![Issue::new(code, "/file", chinese, english)])
}

fn store_failed(error: object_store::Error) -> Problem {
    Problem::internal(error)
}
