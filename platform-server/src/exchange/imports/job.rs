//! An import as the database keeps it and as its owner sees it.

use std::time::Duration;

use engine_core::{issue::Language, key::FieldKey, moment::Moment};
use indexmap::IndexMap;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tokio::sync::watch;
use utoipa::ToSchema;
use uuid::Uuid;

use super::verified::{Verified, VerifiedView};
use crate::{
    app::App,
    exchange::problem::{self, KeptProblem},
    fault::StorageFault,
    http::problem::{Code, Problem},
    identity::Actor,
    tables::import,
    transfer::{
        columns::Column,
        header::Header,
        mapping::{Mapping, OnMatch},
        sheet::Workbook,
        totals::ColumnTotals,
        unknown::Unknown,
        verify::Counts,
    },
};

/// Progress is noted at most so often.
pub(super) const NOTED: Duration = Duration::from_millis(500);

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportState)]
#[expect(missing_docs, reason = "the words of the outside contract")]
pub enum State {
    Reading,
    Verifying,
    Ready,
    Applying,
    Done,
    Undoing,
    Undone,
    Failed,
}

impl State {
    const ALL: [State; 8] = [
        State::Reading,
        State::Verifying,
        State::Ready,
        State::Applying,
        State::Done,
        State::Undoing,
        State::Undone,
        State::Failed,
    ];

    /// The word of the outside contract.
    pub fn word(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Verifying => "verifying",
            State::Ready => "ready",
            State::Applying => "applying",
            State::Done => "done",
            State::Undoing => "undoing",
            State::Undone => "undone",
            State::Failed => "failed",
        }
    }

    /// Whether a task works on it.
    pub fn busy(self) -> bool {
        matches!(self, State::Reading | State::Verifying | State::Applying | State::Undoing)
    }

    fn parse(word: &str) -> State {
        State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Failed)
    }
}

/// Everything about an import that nobody searches by.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// What was found in the file.
    pub workbook: Option<Workbook>,
    /// Where its header is.
    pub header: Header,
    /// Its columns with what they seem to be.
    pub columns: Vec<Column>,
    /// The saved mapping it started from.
    pub saved: Option<String>,
    /// What its owner said.
    pub said: Mapping,
    /// What holds: suggested, saved and said.
    pub mapping: Mapping,
    /// Texts that name nothing.
    pub unknown: IndexMap<FieldKey, Vec<Unknown>>,
    /// Rows of each state.
    pub counts: Counts,
    /// What stands in the columns and what is written of it.
    pub totals: Vec<ColumnTotals>,
    /// Who compared both.
    pub verified: Option<Verified>,
    /// Why it failed.
    pub problem: Option<KeptProblem>,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its row.
    pub row: import::Model,
    /// Its details.
    pub details: Details,
}

/// Rows of each state, and how many were dealt with so far.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the words of the outside contract")]
pub struct ImportCounts {
    pub rows: u64,
    pub new: u64,
    pub update: u64,
    pub duplicate: u64,
    pub refused: u64,
    pub blank: u64,
    pub total: u64,
    pub title: u64,
    pub done: u64,
}

/// An import as its owner sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// Its id.
    pub id: Uuid,
    /// Into which entity.
    pub entity: String,
    /// What the file is called.
    pub file: String,
    /// Where it stands.
    pub state: State,
    /// The sheet that is read.
    pub sheet: Option<String>,
    /// The visible sheets.
    pub sheets: Vec<String>,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Last row of the header; 0 when there is none.
    pub header_row: u32,
    /// Columns and the fields they fill.
    pub columns: Vec<Column>,
    /// Texts that name nothing, by field.
    #[schema(value_type = crate::http::answers::Unknowns)]
    pub unknown: IndexMap<FieldKey, Vec<Unknown>>,
    /// Fields that find records.
    #[schema(value_type = Vec<String>)]
    pub key: Vec<FieldKey>,
    /// What happens when they do.
    pub on_match: OnMatch,
    /// Rows of each state.
    pub counts: ImportCounts,
    /// The batch that one undo takes back.
    pub batch: Option<Uuid>,
    /// Who compared a sample and the totals with the file.
    pub verified: Option<VerifiedView>,
    /// Why it failed.
    #[schema(value_type = Option<crate::http::documentation::ProblemDocument>)]
    pub problem: Option<Json>,
    /// When it was uploaded.
    pub created_at: String,
    /// Who uploaded it; nobody when it was the command line.
    pub created_by: Option<Uuid>,
}

impl Import {
    /// A new import of an actor.
    pub fn new(
        app: &App,
        actor: &Actor,
        id: Uuid,
        entity: &str,
        file: String,
        saved: Option<String>,
    ) -> Import {
        let now = app.clock.now().0;
        let row = import::Model {
            id,
            entity: entity.to_owned(),
            actor: actor.id,
            place: app.exchange.place(),
            file,
            state: State::Reading.word().to_owned(),
            done: 0,
            batch: None,
            details: String::new(),
            created_at: now,
            updated_at: now,
        };
        Import { row, details: Details { saved, ..Details::default() } }
    }

    /// Stores a new import.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert(&self, app: &App) -> Result<(), Problem> {
        let row = import::Model { details: self.written()?, ..self.row.clone() };
        import::Entity::insert(import::ActiveModel::from(row))
            .exec_without_returning(&app.database.orm)
            .await
            .map_err(StorageFault::from)?;
        Ok(())
    }

    /// The import of an actor; to others there is none.
    ///
    /// # Errors
    /// When there is none.
    pub async fn load(app: &App, actor: &Actor, entity: &str, id: Uuid) -> Result<Import, Problem> {
        let found =
            import::Entity::find_by_id(id).one(&app.database.orm).await.map_err(StorageFault::from)?;
        let row = found.filter(|row| row.actor == actor.id && row.entity == entity);
        Import::read(row.ok_or_else(|| Problem::new(Code::NotFound))?)
    }

    /// An import from its row.
    ///
    /// # Errors
    /// When its details are not ours.
    pub fn read(row: import::Model) -> Result<Import, Problem> {
        let details = serde_json::from_str(&row.details).map_err(Problem::internal)?;
        Ok(Import { row, details })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        State::parse(&self.row.state)
    }

    pub(super) fn written(&self) -> Result<String, Problem> {
        serde_json::to_string(&self.details).map_err(Problem::internal)
    }

    /// Stores where it stands and everything known of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&mut self, app: &App, state: State) -> Result<(), Problem> {
        self.row.state = state.word().to_owned();
        self.row.updated_at = app.clock.now().0;
        let changed = import::ActiveModel {
            id: Set(self.row.id),
            state: Set(self.row.state.clone()),
            done: Set(self.row.done),
            batch: Set(self.row.batch),
            details: Set(self.written()?),
            updated_at: Set(self.row.updated_at),
            ..Default::default()
        };
        changed.update(&app.database.orm).await.map_err(StorageFault::from)?;
        Ok(())
    }

    /// Keeps why it failed.
    pub async fn fail(&mut self, app: &App, problem: &Problem) {
        self.details.problem = Some(problem.into());
        if let Err(fault) = self.save(app, State::Failed).await {
            tracing::error!(id = %self.row.id, problem = %fault.to_json(Language::English), "a failed import was not noted");
        }
    }

    /// Moves from one of some states to another, unless somebody else was faster; then it is as it was left there.
    ///
    /// # Errors
    /// When it is in none of them.
    pub async fn take(&mut self, app: &App, from: &[State], to: State) -> Result<(), Problem> {
        self.step(app, from, to, None).await?;
        let found = import::Entity::find_by_id(self.row.id).one(&app.database.orm).await;
        *self = Import::read(found.map_err(StorageFault::from)?.ok_or_else(super::not_now)?)?;
        Ok(())
    }

    /// Ends what waits in one of some states, and tells why in the same step.
    ///
    /// # Errors
    /// When it is in none of them.
    pub async fn end(&mut self, app: &App, from: &[State], problem: &Problem) -> Result<(), Problem> {
        self.details.problem = Some(problem.into());
        let details = self.written()?;
        self.step(app, from, State::Failed, Some(details)).await
    }

    async fn step(
        &mut self,
        app: &App,
        from: &[State],
        to: State,
        details: Option<String>,
    ) -> Result<(), Problem> {
        let words = from.iter().map(|state| state.word());
        let mut changed = import::Entity::update_many()
            .col_expr(import::Column::State, Expr::value(to.word()))
            .col_expr(import::Column::UpdatedAt, Expr::value(app.clock.now().0));
        if let Some(details) = details {
            changed = changed.col_expr(import::Column::Details, Expr::value(details));
        }
        let taken = changed
            .filter(import::Column::Id.eq(self.row.id))
            .filter(import::Column::State.is_in(words))
            .exec(&app.database.orm)
            .await
            .map_err(StorageFault::from)?;
        if taken.rows_affected == 0 {
            return Err(super::not_now());
        }
        self.row.state = to.word().to_owned();
        Ok(())
    }

    /// Notes how many rows were dealt with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn progress(&mut self, app: &App, done: u64) -> Result<(), Problem> {
        self.row.done = i64::try_from(done).unwrap_or(i64::MAX);
        Import::note(app, self.row.id, self.row.done).await
    }

    async fn note(app: &App, id: Uuid, done: i64) -> Result<(), Problem> {
        import::Entity::update_many()
            .col_expr(import::Column::Done, Expr::value(done))
            .col_expr(import::Column::UpdatedAt, Expr::value(app.clock.now().0))
            .filter(import::Column::Id.eq(id))
            .exec(&app.database.orm)
            .await
            .map_err(StorageFault::from)?;
        Ok(())
    }

    /// Notes now and then how many rows were dealt with, until nobody counts any longer. On SQLite it waits its turn
    /// among the writes of the import itself, which does not wait for it.
    pub async fn follow(app: App, id: Uuid, mut counted: watch::Receiver<u64>) {
        while counted.changed().await.is_ok() {
            let done = i64::try_from(*counted.borrow_and_update()).unwrap_or(i64::MAX);
            if let Err(problem) = Import::note(&app, id, done).await {
                tracing::warn!(?problem, "the progress of an import was not noted");
            }
            let ended = async { while counted.changed().await.is_ok() {} };
            if tokio::time::timeout(NOTED, ended).await.is_ok() {
                break;
            }
        }
    }

    /// The folder with its files.
    ///
    /// # Errors
    /// When the files have gone or lie on another server.
    pub fn folder(&self, app: &App) -> Result<std::path::PathBuf, Problem> {
        let folder = app.exchange.folder(self.row.id);
        if folder.is_dir() {
            Ok(folder)
        } else if self.row.place == app.exchange.place() {
            Err(problem::expired())
        } else {
            Err(problem::elsewhere())
        }
    }

    /// As its owner sees it.
    pub fn view(&self, language: Language) -> ImportView {
        let Details { workbook, header, columns, mapping, unknown, counts, verified, problem, .. } =
            &self.details;
        let mapped = mapping.columns.as_deref().unwrap_or_default();
        let columns = columns.iter().map(|column| {
            let mapped = mapped.iter().find(|m| m.column == column.column);
            let field = mapped.and_then(|m| m.field.clone());
            let lookup = mapped.and_then(|m| m.lookup.clone()).filter(|_| field.is_some());
            let confidence = if field == column.field { column.confidence } else { 1.0 };
            Column {
                confidence: if field.is_some() { confidence } else { 0.0 },
                field,
                lookup,
                ..column.clone()
            }
        });
        ImportView {
            id: self.row.id,
            entity: self.row.entity.clone(),
            file: self.row.file.clone(),
            state: self.state(),
            sheet: workbook.as_ref().and_then(|found| found.sheet.clone()),
            sheets: workbook.as_ref().map(|found| found.sheets.clone()).unwrap_or_default(),
            encoding: workbook.as_ref().and_then(|found| found.encoding.clone()),
            header_row: header.last,
            columns: columns.collect(),
            unknown: unknown.clone(),
            key: mapping.key.clone().unwrap_or_default(),
            on_match: mapping.on_match.unwrap_or_default(),
            counts: ImportCounts {
                rows: counts.rows,
                new: counts.new,
                update: counts.update,
                duplicate: counts.duplicate,
                refused: counts.refused,
                blank: counts.blank,
                total: counts.total,
                title: counts.title,
                done: u64::try_from(self.row.done).unwrap_or_default(),
            },
            batch: self.row.batch,
            verified: verified.as_ref().map(Verified::view),
            problem: problem.as_ref().map(|problem| problem.told(language)),
            created_at: Moment(self.row.created_at).to_string(),
            created_by: (!self.row.actor.is_nil()).then_some(self.row.actor),
        }
    }
}
