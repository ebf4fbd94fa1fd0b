//! An export as the database keeps it and as its owner sees it.

use std::{future::Future, path::PathBuf};

use engine_core::{issue::Language, moment::Moment};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    exchange::problem::{self, KeptProblem},
    fault::StorageFault,
    http::problem::{Code, Problem},
    identity::Actor,
    tables::export,
};

/// What kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportFormat)]
pub enum Format {
    /// A workbook.
    #[default]
    Xlsx,
    /// Text with commas.
    Csv,
    /// One JSON record per line.
    Jsonl,
}

impl Format {
    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
        }
    }
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// The file is being written.
    Running,
    /// The file is there.
    Done,
    /// There is no file.
    Failed,
}

impl ExportState {
    /// The word of the outside contract.
    pub fn word(self) -> &'static str {
        match self {
            ExportState::Running => "running",
            ExportState::Done => "done",
            ExportState::Failed => "failed",
        }
    }
}

/// An export.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its row.
    pub row: export::Model,
}

/// An export as its owner sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportView {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: ExportState,
    /// Records written so far.
    pub rows: u64,
    /// Where the file is, once it is done.
    pub url: Option<String>,
    /// What the file is called.
    pub file: String,
    /// Why it failed.
    #[schema(value_type = Option<crate::http::documentation::ProblemDocument>)]
    pub problem: Option<Json>,
    /// When it was asked for.
    pub created_at: String,
}

impl Export {
    /// A new export of an actor; without an entity, of everything.
    pub fn new(app: &App, actor: &Actor, entity: Option<&str>, format: Format) -> Export {
        let now = app.clock.now();
        let day = now.day(app.clock.zone());
        let ending = if entity.is_some() { format.ending() } else { "zip" };
        Export {
            row: export::Model {
                id: app.clock.id(),
                entity: entity.map(str::to_owned),
                actor: actor.id,
                place: app.exchange.place(),
                file: format!("{}-{day}.{ending}", entity.unwrap_or("formwork")),
                state: ExportState::Running.word().to_owned(),
                count: 0,
                details: "null".to_owned(),
                created_at: now.0,
                updated_at: now.0,
            },
        }
    }

    /// Stores the job and runs `work` when its turn comes; keeps how it ended.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub(super) async fn start(
        &self,
        app: &App,
        work: impl Future<Output = Result<Export, Problem>> + Send + 'static,
    ) -> Result<tokio::task::JoinHandle<()>, Problem> {
        std::fs::create_dir(app.exchange.folder(self.row.id))?;
        export::Entity::insert(export::ActiveModel::from(self.row.clone()))
            .exec_without_returning(&app.database.orm)
            .await
            .map_err(StorageFault::from)?;
        let (app, mut job) = (app.clone(), self.clone());
        Ok(tokio::spawn(async move {
            let _turn = app.exchange.turn().await;
            match work.await {
                Ok(done) => {
                    job = done;
                    job.end(&app, ExportState::Done, None).await;
                }
                Err(problem) => job.end(&app, ExportState::Failed, Some(&problem)).await,
            }
        }))
    }

    /// Keeps how it ended.
    pub(in crate::exchange) async fn end(
        &mut self,
        app: &App,
        state: ExportState,
        problem: Option<&Problem>,
    ) {
        self.row.state = state.word().to_owned();
        let kept = serde_json::to_string(&problem.map(KeptProblem::from));
        self.row.details = kept.unwrap_or_else(|_| "null".to_owned());
        if let Err(fault) = self.note(app).await {
            tracing::error!(id = %self.row.id, problem = %fault.to_json(Language::English), "the end of an export was not noted");
        }
    }

    /// Notes how many records were written.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn note(&mut self, app: &App) -> Result<(), Problem> {
        self.row.updated_at = app.clock.now().0;
        let changed = export::ActiveModel {
            id: Set(self.row.id),
            state: Set(self.row.state.clone()),
            count: Set(self.row.count),
            details: Set(self.row.details.clone()),
            updated_at: Set(self.row.updated_at),
            ..Default::default()
        };
        changed.update(&app.database.orm).await.map_err(StorageFault::from)?;
        Ok(())
    }

    /// The export of an actor; to others there is none.
    ///
    /// # Errors
    /// When there is none.
    pub async fn load(app: &App, actor: &Actor, entity: Option<&str>, id: Uuid) -> Result<Export, Problem> {
        let found =
            export::Entity::find_by_id(id).one(&app.database.orm).await.map_err(StorageFault::from)?;
        let row = found.filter(|row| row.actor == actor.id && row.entity.as_deref() == entity);
        Ok(Export { row: row.ok_or_else(|| Problem::new(Code::NotFound))? })
    }

    /// The file being written.
    pub fn path(&self, app: &App) -> PathBuf {
        app.exchange.folder(self.row.id).join("export")
    }

    /// The finished file.
    ///
    /// # Errors
    /// When it is not finished, has gone or lies on another server.
    pub fn open(&self, app: &App) -> Result<std::fs::File, Problem> {
        if self.state() != ExportState::Done {
            return Err(Problem::new(Code::StateConflict));
        }
        match std::fs::File::open(self.path(app)) {
            Ok(file) => Ok(file),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            Err(_) if self.row.place == app.exchange.place() => Err(problem::expired()),
            Err(_) => Err(problem::elsewhere()),
        }
    }

    /// Where it stands.
    pub fn state(&self) -> ExportState {
        match self.row.state.as_str() {
            "running" => ExportState::Running,
            "done" => ExportState::Done,
            _ => ExportState::Failed,
        }
    }

    /// As its owner sees it.
    pub fn view(&self, language: Language) -> ExportView {
        let id = self.row.id;
        let place = match &self.row.entity {
            Some(entity) => format!("/api/v1/entities/{entity}/exports/{id}/file"),
            None => format!("/api/v1/exports/{id}/file"),
        };
        let problem: Option<KeptProblem> = serde_json::from_str(&self.row.details).unwrap_or_default();
        ExportView {
            id,
            state: self.state(),
            rows: u64::try_from(self.row.count).unwrap_or_default(),
            url: (self.state() == ExportState::Done).then_some(place),
            file: self.row.file.clone(),
            problem: problem.map(|problem| problem.told(language)),
            created_at: Moment(self.row.created_at).to_string(),
        }
    }
}
